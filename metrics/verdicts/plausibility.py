"""Plausibility: figures too good, or too odd, to be believed before someone has checked them.

What is found here wins over any good news. A run that cannot be takes the place of whatever word
there was; a jump in how many children are known about, only of good news, for it explains no bad
news away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from metrics.verdicts.differences import newcombe
from metrics.verdicts.series import WOBBLE, Floats

BEYOND_BELIEF = 0.001
SHORTEST_RUN = 2
JUMP = 0.05

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Run:
    """The newest `periods` figures are all none, or all everyone, of `children` together.

    `expected` is how many would have been counted at the national rate, or not counted where all
    were, and `chance` how likely this is there: a council's ordinary wobble included.
    """

    everyone: bool
    periods: int
    children: int
    expected: float
    chance: float


def implausible_run(
    numerator: Sequence[float], denominator: Sequence[float], national: Sequence[float]
) -> Run | None:
    """The run of exact noughts, or of exactly everyone, at the end of one series, if the national
    rates make it as good as impossible: a chance below 1 in 1,000.

    Oldest first, one of each a period; a denominator of 0 or a national rate of NaN leaves the
    period out. `national` is from 0 to 1.
    """
    x, n, p = _known(numerator, denominator, national)
    for everyone, counted, rate in ((False, x, p), (True, n - x, 1 - p)):
        length = _trailing(counted == 0)
        chance = float(np.prod(_chance_of_none(n[-length:], rate[-length:]))) if length else 1.0
        if length >= SHORTEST_RUN and chance < BEYOND_BELIEF:
            size, expected = n[-length:].sum(), (n * rate)[-length:].sum()
            return Run(everyone, length, int(size), float(expected), chance)
    return None


@dataclass(frozen=True)
class Jump:
    """How many were known about in the baseline year and in the last one, as shares."""

    first: float
    last: float


def coverage_jump(
    known: tuple[float, float], eligible: tuple[float, float], share: float = JUMP
) -> Jump | None:
    """A share of children known about that moved by 5 points or more, and by more than chance and
    the ordinary wobble explain, between two years: (first, last) of each."""
    (x0, x1), (n0, n1) = known, eligible
    if min(n0, n1) <= 0:
        return None
    worth = 1 + max((n0 + n1) / 2 - 1, 0) * WOBBLE
    moved = newcombe(x1 / worth, n1 / worth, x0 / worth, n0 / worth).excludes_nought()
    jump = Jump(x0 / n0, x1 / n1)
    return jump if moved and abs(jump.last - jump.first) >= share else None


def cannot_be_average(whole: float, parts: Sequence[float], rounding: float = 0.5) -> bool:
    """Whether a national figure lies outside all of its parts', so that it is no average of them:
    as when nine regions' rates are added up. `rounding` is how far each may have been rounded."""
    if not parts:
        return False
    return not min(parts) - 2 * rounding <= whole <= max(parts) + 2 * rounding


def checked(word: Word, check: Word, good: set[Word], run: Run | None, jump: Jump | None) -> Word:
    """The word to say: `check` when a run takes its place, or when it is one of the good news and
    a jump may be all there is to it."""
    return check if run is not None or (jump is not None and word in good) else word


def _known(*columns: Sequence[float]) -> tuple[Floats, Floats, Floats]:
    x, n, p = (np.asarray(column, dtype=float) for column in columns)
    kept = (n > 0) & np.isfinite(p)
    return x[kept], n[kept], p[kept]


def _trailing(flags: np.ndarray) -> int:
    """How many at the end are true."""
    return int(np.logical_and.accumulate(flags[::-1]).sum())


def _chance_of_none(size: Floats, rate: Floats) -> Floats:
    """That none of so many is counted, at a rate that wobbles from year to year (beta-binomial)."""
    from scipy.special import betaln

    weight = 1 / WOBBLE - 1
    a, b = np.maximum(rate, 1e-12) * weight, np.maximum(1 - rate, 1e-12) * weight
    return np.asarray(np.exp(betaln(a, b + size) - betaln(a, b)))
