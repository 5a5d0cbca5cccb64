"""How work that takes a while reports how far it has come."""

from collections.abc import Callable

OnProgress = Callable[[float, str], None]
"""`report(fraction, message)`: how much of the work is done, 0 to 1, and what is being done now, in
plain words."""


def part(report: OnProgress, start: float, end: float = 1.0) -> OnProgress:
    """The same for a part of the work: its 0 to 1 are `start` to `end` of the whole."""
    return lambda fraction, message: report(start + (end - start) * fraction, message)
