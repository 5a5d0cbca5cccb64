"""Plausibility: figures too good, or too odd, to be believed before someone has checked them.

An implausible run takes the place of any word. A jump in how many children are known about takes
the place of good news only: it explains no bad news away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from metrics.verdicts.differences import newcombe
from metrics.verdicts.series import Floats
from metrics.verdicts.wobble import WOBBLE

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
    rates give it a chance below 1 in 1,000; else None.

    Oldest first, one of each a period; a denominator of 0 or a national rate of NaN leaves the
    period out. `national` is from 0 to 1.
    """
    x, n, p = (np.asarray(c, dtype=float) for c in (numerator, denominator, national))
    known = (n > 0) & np.isfinite(p)
    x, n, p = x[known], n[known], p[known]
    for everyone, counted, rate in ((False, x, p), (True, n - x, 1 - p)):
        length = int(np.logical_and.accumulate((counted == 0)[::-1]).sum())
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
    """The change in the share of children known about between two years, (first, last) of each, if
    it is `share` (0.05 is 5 points) or more, and more than chance and the wobble explain (95 %, by
    Newcombe's method 10); else None."""
    (x0, x1), (n0, n1) = known, eligible
    if min(n0, n1) <= 0:
        return None
    worth = 1 + max((n0 + n1) / 2 - 1, 0) * WOBBLE
    moved = newcombe(x1 / worth, n1 / worth, x0 / worth, n0 / worth).excludes_nought()
    jump = Jump(x0 / n0, x1 / n1)
    return jump if moved and abs(jump.last - jump.first) >= share else None


def is_no_average(whole: float, parts: Sequence[float], rounding: float = 0.5) -> bool:
    """Whether a national figure lies outside all of its parts', so that it is no average of them:
    as when nine regions' rates are added up. `rounding` is how far each may have been rounded."""
    if not parts:
        return False
    return not min(parts) - 2 * rounding <= whole <= max(parts) + 2 * rounding


def word_after_checks(
    word: Word, check: Word, good: set[Word], run: Run | None, jump: Jump | None
) -> Word:
    """The word to use: `check` when there is an implausible run, or when `word` is one of the
    `good` ones and a jump may be all there is to it."""
    return check if run is not None or (jump is not None and word in good) else word


def _chance_of_none(size: Floats, rate: Floats) -> Floats:
    """The chance that none of so many is counted, at a rate that wobbles from year to year: beta-
    binomial (Skellam, J. G. (1948), Journal of the Royal Statistical Society B 10, 257-261)."""
    from scipy.special import betaln

    weight = 1 / WOBBLE - 1
    a, b = np.maximum(rate, 1e-12) * weight, np.maximum(1 - rate, 1e-12) * weight
    return np.asarray(np.exp(betaln(a, b + size) - betaln(a, b)))
