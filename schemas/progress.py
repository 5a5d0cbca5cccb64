"""How work that takes a while tells how far it is."""

from collections.abc import Callable

OnProgress = Callable[[float, str], None]
"""Told how much of the work is done, 0 to 1, and what is being done now, in plain words."""


def part(report: OnProgress, start: float, end: float = 1.0) -> OnProgress:
    """The same for a part of the work, from one share of the whole to another."""
    return lambda done, doing: report(start + (end - start) * done, doing)
