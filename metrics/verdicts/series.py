"""Figures of many like-with-like series at once, from the baseline year on: what the rules read.

Pure numpy, so that one rule judges one indicator when an edition is made and thousands in a
simulation, and the benchmark measures the very code that is published.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from schemas.declared import Wobble

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

QUARTERS = 4
Wobbling = Wobble | Sequence[Wobble]


class SeriesKind(StrEnum):
    """What a figure is: so many of so many, events per population, or a mean score."""

    PROPORTION = "proportion"
    RATE = "rate"
    MEAN = "mean"


@dataclass(frozen=True)
class Series:
    """`total` / `size` is the figure; both have the shape (series, periods).

    size: children, or the population; 0 where a period has no figure that may be used.
    total: numerators; of a mean, the mean times its size.
    spread: of a mean only, the standard deviation among the children, shape (series,); 0 where it
    is not known.
    quarterly: the first four periods are the quarters of the baseline year; else every period is
    a year, and the first is the baseline year.
    recounted: the share of the children who are counted again a quarter later; 1 where it is only
    known that they are.
    rho, passing, change: how much each series' measure goes up and down by itself and truly changes
    (schemas.declared.Wobble), shape (series,).

    Raises ValueError when the shapes differ, a size is negative, or a numerator of a proportion
    is not between nought and its denominator.
    """

    kind: SeriesKind
    total: Floats
    size: Floats
    quarterly: bool
    rho: Floats
    passing: Floats
    change: Floats
    recounted: float = 0.0
    spread: Floats | None = None

    def __post_init__(self) -> None:
        if self.total.ndim != 2 or self.total.shape != self.size.shape:
            raise ValueError("total and size need one and the same shape: (series, periods)")
        if not (np.isfinite(self.total).all() and np.isfinite(self.size).all()):
            raise ValueError("a period without a figure has a size of 0, not NaN")
        if (self.size < 0).any() or (self.total[self.size == 0] != 0).any():
            raise ValueError("a size is nought or more, and nothing is counted where it is nought")
        if self.kind is not SeriesKind.MEAN and (self.total < 0).any():
            raise ValueError("a count is nought or more")
        if self.kind is SeriesKind.PROPORTION and (self.total > self.size).any():
            raise ValueError("a numerator is at most its denominator")
        if (self.kind is SeriesKind.MEAN) != (self.spread is not None):
            raise ValueError("a mean has a spread, and nothing else has")

    @property
    def per_year(self) -> int:
        """How many periods make a year."""
        return QUARTERS if self.quarterly else 1

    @property
    def recounts(self) -> float:
        """How often a child is counted in a year: the s of the rule."""
        return times_counted(self.recounted) if self.quarterly else 1.0

    @cached_property
    def known(self) -> Flags:
        """Which periods have a figure, shape (series, periods)."""
        return np.asarray(self.size > 0)

    @cached_property
    def figures(self) -> Floats:
        """total / size, nought where there is no figure, shape (series, periods)."""
        return ratio(self.total, self.size)

    @cached_property
    def steps(self) -> Floats:
        """h: 0 in the baseline year, then 1, 2, 3 …, shape (periods,)."""
        periods = np.arange(self.total.shape[1], dtype=float)
        return np.asarray(np.maximum(periods - (self.per_year - 1), 0.0))

    @cached_property
    def in_baseline(self) -> Flags:
        """Which figures are of the baseline year, shape (series, periods)."""
        return np.asarray(self.known & (self.steps == 0))

    @cached_property
    def in_last_year(self) -> Flags:
        """Which figures make the last year: the last four quarters, or the last year, that have
        one; shape (series, periods)."""
        return self.newest(self.per_year)

    def newest(self, periods: int) -> Flags:
        """Which figures are the newest so many, shape (series, periods)."""
        from_the_end = self.known[:, ::-1].cumsum(axis=1)[:, ::-1]
        return np.asarray(self.known & (from_the_end <= periods))

    @cached_property
    def pooled(self) -> Floats:
        """The figure of all periods together, shape (series,)."""
        return ratio(self.total.sum(axis=1), self.size.sum(axis=1))

    @cached_property
    def variance(self) -> Floats:
        """Between children: p(1 - p) of a proportion, the rate of a rate, the spread squared of a
        mean; shape (series,). It is never nought for counts: half a child stands on each side."""
        return self.variance_at(self.pooled)

    def variance_at(self, figure: Floats) -> Floats:
        """The same, were this the figure of all periods together; shape (series,)."""
        if self.spread is not None:
            return np.asarray(np.square(self.spread))
        size = self.size.sum(axis=1)
        count = np.maximum(figure, 0.0) * size + 0.5
        if self.kind is SeriesKind.RATE:
            return np.asarray(count / np.maximum(size, 1.0))
        p = np.minimum(count, size + 0.5) / (size + 1.0)
        return np.asarray(p * (1 - p))

    def yearly(self, counted: Floats) -> Floats:
        """Of something that was counted in every period, how many in an average year: (series,)."""
        return np.asarray(self.per_year * ratio(counted.sum(axis=1), self.known.sum(axis=1)))

    @cached_property
    def wobble(self) -> Floats:
        """The variance of the ordinary wobble of a year's figure, as a test of no change allows for
        it, shape (series,)."""
        return np.asarray(self.rho * self.swing)

    @cached_property
    def swing(self) -> Floats:
        """What a wobble is a share of: the variance between children; of events in a population the
        square of the rate; shape (series,)."""
        rate = self.variance if self.kind is SeriesKind.RATE else 1.0
        return np.asarray(self.variance * rate)

    def rows(self, rows: slice) -> "Series":
        """Those of the series that the slice names."""
        return replace(
            self,
            total=self.total[rows],
            size=self.size[rows],
            rho=self.rho[rows],
            passing=self.passing[rows],
            change=self.change[rows],
            spread=None if self.spread is None else self.spread[rows],
        )

    def first(self, periods: int) -> "Series":
        """The same series with their first periods alone."""
        return replace(self, total=self.total[:, :periods], size=self.size[:, :periods])

    def without_last(self) -> "Series":
        """The same series one period ago: without the last figure of each."""
        return self.only(~self.newest(1))

    def only(self, periods: Flags) -> "Series":
        """The same series with the figures of those periods alone, shape (series, periods)."""
        total, size = np.where(periods, self.total, 0.0), np.where(periods, self.size, 0.0)
        return replace(self, total=total, size=size)


def proportions(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    *,
    quarterly: bool,
    recounted: float = 0.0,
    wobble: Wobbling,
) -> Series:
    """Series of so many of so many, shape (series, periods) or (periods,) for one; `wobble` is one,
    or one a series. Raises ValueError as Series does."""
    size = _rows(denominator)
    ups_and_downs = _ups_and_downs(wobble, len(size))
    total = _rows(numerator)
    return Series(SeriesKind.PROPORTION, total, size, quarterly, *ups_and_downs, recounted)


def rates(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    quarterly: bool,
    wobble: Wobbling,
) -> Series:
    """Series of events in a population, shape (series, periods) or (periods,) for one; `wobble` is
    one, or one a series. Raises ValueError as Series does."""
    size = _rows(population)
    return Series(
        SeriesKind.RATE, _rows(events), size, quarterly, *_ups_and_downs(wobble, len(size))
    )


def means(
    mean: npt.ArrayLike,
    size: npt.ArrayLike,
    spread: npt.ArrayLike,
    *,
    quarterly: bool,
    wobble: Wobbling,
) -> Series:
    """Series of mean scores of `size` children, shape (series, periods) or (periods,) for one.
    `spread`: the standard deviation among children, one or one a series; NaN where nobody has
    published one. `wobble` is one, or one a series. Raises ValueError as Series does."""
    sizes = _rows(size)
    total = np.where(sizes > 0, _rows(mean), 0.0) * sizes
    spreads = np.broadcast_to(np.nan_to_num(np.asarray(spread, dtype=float)), (len(sizes),))
    ups_and_downs = _ups_and_downs(wobble, len(sizes))
    return Series(SeriesKind.MEAN, total, sizes, quarterly, *ups_and_downs, spread=spreads)


def times_counted(share: float) -> float:
    """By how much it swells the variance of a year's mean that so large a share of the children of
    one quarter are those of the one before: 1 of none, 4 of all. Figures so many quarters apart
    have a correlation of the share to that power (Bayley, G. V. and Hammersley, J. M. (1946), 'The
    effective number of independent observations in an autocorrelated time series', Supplement to
    the Journal of the Royal Statistical Society 8, 184-197)."""
    return 1 + 2 * sum((1 - apart / QUARTERS) * share**apart for apart in range(1, QUARTERS))


def year(series: Series, periods: Flags) -> tuple[Floats, Floats]:
    """The total and the size of the periods that are marked, each of shape (series,)."""
    total = np.where(periods, series.total, 0.0).sum(axis=1)
    return total, np.where(periods, series.size, 0.0).sum(axis=1)


def ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Floats:
    """above / below, broadcast together, and nought where `below` is nought."""
    divisor = np.asarray(below, dtype=float)
    quotient = np.asarray(above, dtype=float) / np.where(divisor == 0, 1.0, divisor)
    return np.asarray(np.where(divisor == 0, 0.0, quotient))


def _ups_and_downs(wobble: Wobbling, series: int) -> tuple[Floats, Floats, Floats]:
    """Each series' rho, passing and change."""
    each = [wobble] * series if isinstance(wobble, Wobble) else wobble
    columns = np.array([(w.wobble, w.passing, w.change) for w in each]).reshape(-1, 3).T
    return columns[0], columns[1], columns[2]


def _rows(values: npt.ArrayLike) -> Floats:
    return np.atleast_2d(np.asarray(values, dtype=float))
