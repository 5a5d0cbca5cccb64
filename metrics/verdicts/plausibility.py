"""Plausibility: figures too good, or too odd, to be believed before someone has checked them.

An implausible run takes the place of any word. A jump in how many children are known about takes
the place of any change, good or bad: it could be all there is to it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from metrics.verdicts.differences import newcombe
from metrics.verdicts.series import Floats, ratio

BEYOND_BELIEF = 0.001
SHORTEST_RUN = 2
FEWEST_COUNCILS = 30
NARROWEST = 0.0005
JUMP = 0.05

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Run:
    """The newest `periods` figures are all none, or all everyone, of `children` together.

    `expected` is how many would have been counted at the national rate, or not counted where all
    were, and `chance` how likely such a run is among councils: their ordinary wobble included.
    """

    everyone: bool
    periods: int
    children: int
    expected: float
    chance: float


@dataclass(frozen=True)
class Spread:
    """The councils' own rates, 0 to 1: their mean, and the variance between them, beyond chance, as
    a share of that between children."""

    mean: float
    share: float


def spread_of(counted: Floats, children: Floats) -> Spread | None:
    """How the councils' rates are spread, from so many of so many in each, by the method of moments
    (Kleinman, J. C. (1973), Journal of the American Statistical Association 68, 46-54); None of
    fewer than 30, or where all of them count none, or everyone."""
    whole, others = children.sum(), len(children) - 1
    mean = float(ratio(counted.sum(), whole))
    if others + 1 < FEWEST_COUNCILS or not 0 < mean < 1:
        return None
    scatter = (children * np.square(counted / children - mean)).sum() / (mean * (1 - mean))
    share = (scatter - others) / (whole - np.square(children).sum() / whole - others)
    return Spread(mean, float(np.clip(share, NARROWEST, 0.99)))


def implausible_run(
    numerator: Sequence[float],
    denominator: Sequence[float],
    national: Sequence[float],
    councils: Spread | None = None,
    *,
    rho: float,
) -> Run | None:
    """The run of exact noughts, or of exactly everyone, at the end of one series, if it has a
    chance below 1 in 1,000; else None. That is the chance among `councils` so spread, for an honest
    council may do far better than the country; at the national rates where that is not known.

    Oldest first, one of each a period; a denominator of 0 or a national rate of NaN leaves the
    period out. `national` is from 0 to 1; `rho` is the measure's wobble.
    """
    x, n, p = (np.asarray(c, dtype=float) for c in (numerator, denominator, national))
    known = (n > 0) & np.isfinite(p)
    x, n, p = x[known], n[known], p[known]
    for everyone, counted, rate in ((False, x, p), (True, n - x, 1 - p)):
        length = int(np.logical_and.accumulate((counted == 0)[::-1]).sum())
        if length < SHORTEST_RUN:
            continue
        sizes, rates = n[-length:], rate[-length:]
        chance = chance_of_none(sizes, rates, rho)
        if councils and chance < BEYOND_BELIEF:
            chance = _chance_among(councils, everyone, sizes, rho)
        if chance < BEYOND_BELIEF:
            expected = float((sizes * rates).sum())
            return Run(everyone, length, int(sizes.sum()), expected, chance)
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
    it is `share` (0.05 is 5 points) or more, and more than chance explains (95 %, by Newcombe's
    method 10); else None. However usual a jump is for recording, it can be all there is to news."""
    (x0, x1), (n0, n1) = known, eligible
    if min(n0, n1) <= 0:
        return None
    moved = newcombe(x1, n1, x0, n0).excludes_nought()
    jump = Jump(x0 / n0, x1 / n1)
    return jump if moved and abs(jump.last - jump.first) >= share else None


def is_no_average(whole: float, parts: Sequence[float], rounding: float = 0.5) -> bool:
    """Whether a national figure lies outside all of its parts', so that it is no average of them:
    as when nine regions' rates are added up. `rounding` is how far each may have been rounded."""
    if not parts:
        return False
    return not min(parts) - 2 * rounding <= whole <= max(parts) + 2 * rounding


def word_after_checks(
    word: Word, check: Word, changes: Collection[Word], run: Run | None, jump: Jump | None
) -> Word:
    """The word to use: `check` when there is an implausible run, or when `word` is one of the
    `changes`, good or bad, and a jump may be all there is to it."""
    return check if run is not None or (jump is not None and word in changes) else word


def chance_of_none(sizes: Floats, rates: Floats, rho: float) -> float:
    """The chance that none of so many is counted in any year, at rates that wobble: of each year
    beta-binomial (Skellam (1948), Journal of the Royal Statistical Society B 10, 257-261)."""
    return float(np.prod(_none(sizes, rates, rho)))


def _chance_among(councils: Spread, everyone: bool, sizes: Floats, rho: float) -> float:
    """The same of a council drawn from all: its own rate is beta, with their mean and
    variance, and stays; each year's children are worth fewer by its wobble."""
    mean = 1 - councils.mean if everyone else councils.mean
    worth = (sizes / (1 + np.maximum(sizes - 1, 0) * rho)).sum()
    return float(_none(worth, mean, councils.share))


def _none(size: npt.ArrayLike, rate: npt.ArrayLike, share: float) -> Floats:
    """Of so many, none, at a rate whose variance is that share of the children's own."""
    from scipy.special import betaln

    weight = 1 / share - 1
    p = np.clip(np.asarray(rate, dtype=float), 1e-12, 1 - 1e-12)
    a, b = p * weight, (1 - p) * weight
    return np.asarray(np.exp(betaln(a, b + np.asarray(size)) - betaln(a, b)))
