"""How much is tried: what every day tries, or everything, as at night.

`python run.py test --all` sets OUTCOMES_DEPTH=all. docs/testing.md lists what waits for the night.
"""

import os

import pytest

EVERYTHING = os.environ.get("OUTCOMES_DEPTH") == "all"
night = pytest.mark.skipif(not EVERYTHING, reason="at night: python run.py test --all")
"""Marks a test, or a row of a table, that only the night runs."""


def tries(every_day: int, at_night: int) -> int:
    """How many times to try what can be tried any number of times."""
    return at_night if EVERYTHING else every_day
