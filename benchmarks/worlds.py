"""Invented councils whose truth is known: what the rules of benchmarks/verdicts.py are tried on.

The strategy runs three years of twelve quarters after a baseline year of four. A year's wobble is
shared by its quarters, because it is known from yearly figures only; that is the hardest case.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from metrics.verdicts.series import Floats, Series, proportions
from schemas.declared import ONE_FOR_ALL, Wobble

Counts = npt.NDArray[np.int_]
QUARTERS = 4
YEARS = 4
STEPS = np.maximum(np.arange(YEARS * QUARTERS) - (QUARTERS - 1.0), 0.0)
LAST_YEAR = STEPS[-QUARTERS:].mean()
SURE = 1e-9
STAY = 0.85
Path = Literal["line", "step"]
LEARNT = Wobble(wobble=0.0056, passing=0.003, change=0.07)
"""What tools/wobble.py would find in the mixed world: beside its wobble of 0.003, true changes that
one year brings; a change of 6 points, as a share of twice the standard deviation there."""


@dataclass(frozen=True)
class Sizes:
    """How many children: `n` a quarter, or a year; `recounted` when they are the same ones, of whom
    `stay` are there a quarter later, which the rule is told where it is `known`."""

    n: int
    quarterly: bool
    recounted: bool = False
    stay: float = STAY
    known: bool = False

    def __str__(self) -> str:
        counted = "recounted each quarter" if self.recounted else "a quarter"
        if self.known:
            counted += f", {100 * self.stay:.0f} % the same"
        return f"{self.n} {counted if self.quarterly else 'a year'}"


@dataclass(frozen=True)
class World:
    """What is really happening: `change` from the baseline year to the last one, as a straight
    line or a step at any quarter, from the rate `start`, with a wobble `rho`."""

    change: float = 0.0
    path: Path = "line"
    rho: float = 0.003
    start: float = 0.7

    def __str__(self) -> str:
        what = f"+{self.change * 100:.0f} points" if self.change else "no change"
        return f"{what}{', a step' if self.path == 'step' else ''}, wobble {self.rho:g}"


def simulate(world: World, sizes: Sizes, councils: int, random: np.random.Generator) -> Series:
    """So many councils of one size in one world."""
    truth = world.start + world.change * shapes(world.path, councils, random)
    return counted(truth, np.full(councils, sizes.n), sizes, world.rho, random)


def shapes(path: Path, councils: int, random: np.random.Generator) -> Floats:
    """How much of the change has come about by each quarter, shape (councils, quarters)."""
    if path == "line":
        return np.broadcast_to(STEPS / LAST_YEAR, (councils, len(STEPS)))
    start = random.integers(1, 1 + (YEARS - 2) * QUARTERS + 1, size=(councils, 1))
    return np.asarray(start <= STEPS, dtype=float)


def counted(
    truth: Floats, n: Counts, sizes: Sizes, rho: float, random: np.random.Generator
) -> Series:
    """Children counted at true rates of shape (councils, quarters), after the years' wobble."""
    years = truth.reshape(-1, YEARS, QUARTERS)
    moved = np.clip(years + _wobble(years.mean(axis=2), rho, random)[:, :, None], 0, 1)
    if not sizes.quarterly:
        moved = moved.mean(axis=2)
    rate = moved.reshape(len(truth), -1)
    size = np.broadcast_to(n[:, None], rate.shape)
    if sizes.recounted:
        numerator = _same_children(rate, n, sizes.stay, random)
    else:
        numerator = random.binomial(size, rate)
    recounted = sizes.stay if sizes.known else float(sizes.recounted)
    return proportions(
        numerator, size, quarterly=sizes.quarterly, recounted=recounted, wobble=ONE_FOR_ALL
    )


def _same_children(rate: Floats, n: Counts, stays: float, random: np.random.Generator) -> Counts:
    """Children who are counted again every quarter until they leave and others come. When the rate
    moves, so do just as many of those who are there."""
    counts: Counts = np.empty(rate.shape, dtype=int)
    counts[:, 0] = random.binomial(n, rate[:, 0])
    for quarter in range(1, rate.shape[1]):
        before, now = rate[:, quarter - 1], np.clip(rate[:, quarter], SURE, 1 - SURE)
        have, lack = counts[:, quarter - 1], n - counts[:, quarter - 1]
        have = have + random.binomial(lack, np.clip((now - before) / (1 - before + SURE), 0, 1))
        have = have - random.binomial(have, np.clip((before - now) / (before + SURE), 0, 1))
        stay, stay_without = random.binomial(have, stays), random.binomial(n - have, stays)
        counts[:, quarter] = stay + random.binomial(n - stay - stay_without, now)
    return counts


def _wobble(rate: Floats, rho: float, random: np.random.Generator) -> Floats:
    """By how much each year is off its true rate: a beta of variance rate(1 - rate)rho."""
    if not rho:
        return np.zeros_like(rate)
    weight, inside = 1 / rho - 1, np.clip(rate, SURE, 1 - SURE)
    return np.asarray(random.beta(inside * weight, (1 - inside) * weight) - inside)


@dataclass(frozen=True)
class Mixed:
    """Councils of every kind: the series, and by how much each truly changed."""

    series: Series
    change: Floats


def mixed(quarterly: bool, councils: int, random: np.random.Generator) -> Mixed:
    """The mixed world: rates of 10 to 90 %, 15 to 60 children a quarter or 150 to 900 a year; a
    third go along a line, a third take a step, a third go along a line and drift besides.

    The change over three years is normal, of 6 points. From 2022 to 2025 sixteen published measures
    of up to 148 councils moved, beside the middle council, with a standard deviation of 5 points in
    the median and 7 in the root mean square of measures, when chance and wobble are taken off.
    """
    start, size = random.uniform(0.1, 0.9, councils), random.normal(0.0, 0.06, councils)
    part = np.where(
        (np.arange(councils) % 3 == 0)[:, None],
        shapes("step", councils, random),
        shapes("line", councils, random),
    )
    drift = 0.01 * np.where(STEPS > 0, random.standard_normal(part.shape), 0.0).cumsum(axis=1)
    drift = np.where((np.arange(councils) % 3 == 1)[:, None], drift, 0.0)
    truth = np.clip(start[:, None] + size[:, None] * part + drift, 0.01, 0.99)
    n = random.integers(*((15, 61) if quarterly else (150, 901)), size=councils)
    series = counted(truth, n, Sizes(0, quarterly), World.rho, random)
    own = {"rho": LEARNT.wobble, "passing": LEARNT.passing, "change": LEARNT.change}
    learnt = {name: np.full(councils, value) for name, value in own.items()}
    return Mixed(
        replace(series, **learnt),
        truth[:, -QUARTERS:].mean(axis=1) - truth[:, :QUARTERS].mean(axis=1),
    )
