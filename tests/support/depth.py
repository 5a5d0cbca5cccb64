"""How much is tried: what every day tries, or everything, as at night.

`python run.py test --all` sets OUTCOMES_DEPTH=all. docs/testing.md lists what waits for the night.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest

EVERYTHING = os.environ.get("OUTCOMES_DEPTH") == "all"
night = pytest.mark.skipif(not EVERYTHING, reason="at night: python run.py test --all")
"""Marks a test, or a row of a table, that only the night runs."""


def first(every_day: int, rows: Iterable[Any]) -> list[Any]:
    """The rows of a table, of which all after the first few wait for the night."""
    return [
        pytest.param(
            *(row if isinstance(row, tuple) else [row]), marks=night if n >= every_day else ()
        )
        for n, row in enumerate(rows)
    ]


def tries(every_day: int, at_night: int) -> int:
    """How many times to try what can be tried any number of times."""
    return at_night if EVERYTHING else every_day
