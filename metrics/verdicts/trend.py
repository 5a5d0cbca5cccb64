"""Trend: is it changing? Not whether a target is met, and not whether one quarter was lucky.

We say 'improving' only when the line through every period since the baseline year rises by more
than chance and a council's ordinary year-to-year wobble would explain, and the last year really is
above the baseline year; of yearly figures the year before as well, for they are so few that one odd
year at the end can turn the line. Its error rates: docs/verdicts.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.verdicts.differences import (
    DifferenceInterval,
    mean_difference,
    newcombe,
    rate_difference,
)
from metrics.verdicts.series import Flags, Floats, Series, SeriesKind, ratio, year
from metrics.verdicts.slopes import glm, least_squares, overlapping, score
from schemas.declared import Better
from schemas.words import TrendWord

CLEAR = 1.96
CONFIRMING = 2.3
"""The second quarter running must be this clear: two quarters of one year share its wobble."""
FEWEST_CHILDREN = 30
FEWEST_EITHER_WAY = 5
FEWEST_STRATEGY_PERIODS = {True: 4, False: 2}  # quarters; years, so three with the baseline's
MATTERS = 0.2
"""The smallest change that matters, in standard deviations between children: 10 points at 50 %, 4
points at 4 or 96 %. Of a rate, that share of it."""

Words = npt.NDArray[np.str_]
_GOOD = {
    "higher": (TrendWord.IMPROVING, TrendWord.WORSENING),
    "lower": (TrendWord.WORSENING, TrendWord.IMPROVING),
    "neither": (TrendWord.RISING, TrendWord.FALLING),
}


@dataclass(frozen=True)
class Trends:
    """The word for each series, and what it rests on: arrays of shape (series,).

    word: a TrendWord, 'check recording' aside (see metrics.verdicts.plausibility).
    confirmed: there was a change in the same direction one period ago; else it is an early sign.
    direction: 1 up, -1 down, 0 neither, whether or not up is good.
    first, last, change: the baseline year's figure, the last year's, and how far apart.
    range: 95 %, of the change from chance alone. wider: the same with the ordinary wobble.
    steady_range: 90 %, with the wobble: 'steady' when it lies within `matters`.
    z, inflation: the slope's z, already divided by the root of the inflation (k), and that k.
    """

    word: Words
    confirmed: Flags
    direction: npt.NDArray[np.int_]
    first: Floats
    last: Floats
    change: Floats
    range: DifferenceInterval
    wider: DifferenceInterval
    steady_range: DifferenceInterval
    matters: Floats
    z: Floats
    inflation: Floats

    @property
    def stated_range(self) -> DifferenceInterval:
        """The range to state beside the word: from the counts alone, which anyone can check; the
        wider where that leaves out nought and yet the word is not a change."""
        odd = (self.direction == 0) & self.range.excludes_nought()
        low = np.where(odd, self.wider.low, self.range.low)
        return DifferenceInterval(low, np.where(odd, self.wider.high, self.range.high))


def trends(series: Series, better: Better, matters: npt.ArrayLike | None = None) -> Trends:
    """Judge every series. `matters` is the smallest change that matters, in the figures' unit
    (0.02 is two points of a percent); None for the usual.

    Proportions are from 0 to 1, rates per head. A mean whose spread is not known (0) has no
    range, and is not clear yet.
    """
    now, before = _signal(series), _signal(series.without_last())
    between = series.pooled if series.kind is SeriesKind.RATE else np.sqrt(series.variance)
    margin = MATTERS * between if matters is None else np.asarray(matters, dtype=float)
    margin = np.broadcast_to(margin, now.z.shape)
    steady_range = _range(series, now.inflation, 0.90)
    last_size = year(series, series.in_last_year)[1]
    half_a_child = ratio(now.inflation * (series.kind is not SeriesKind.MEAN), 2 * last_size)
    surely_steady = steady_range.within(margin - half_a_child)  # counts are whole
    surer = np.abs(now.z) > (CONFIRMING if series.quarterly else CLEAR)
    once = np.full(len(margin), series.recounts)
    return Trends(
        word=_words(now, surely_steady, better),
        confirmed=(now.direction != 0) & (before.direction == now.direction) & surer,
        direction=now.direction,
        first=_figure(series, series.in_baseline),
        last=_figure(series, series.in_last_year),
        change=_change(series),
        range=_range(series, once, 0.95),
        wider=_range(series, now.inflation, 0.95),
        steady_range=steady_range,
        matters=margin,
        z=now.z,
        inflation=now.inflation,
    )


@dataclass(frozen=True)
class _Signal:
    """Whether the line and the guard agree that there is a change: arrays of shape (series,)."""

    z: Floats
    inflation: Floats
    direction: npt.NDArray[np.int_]
    enough: Flags


def _signal(series: Series) -> _Signal:
    slope_z, dispersion = _line(series)
    inflation = _inflation(series, dispersion)
    z = slope_z / np.sqrt(inflation)
    if series.quarterly and 0 < series.recounted < 1:
        z = overlapping(series)
    strategy = (series.known & (series.steps > 0)).sum(axis=1)
    enough = strategy >= FEWEST_STRATEGY_PERIODS[series.quarterly]
    enough &= series.in_baseline.any(axis=1) & enough_children(series)
    clear = enough & (np.abs(z) > CLEAR) & (np.sign(_change(series)) == np.sign(z))
    if not series.quarterly:
        clear &= np.sign(_change(series.without_last())) == np.sign(z)
    return _Signal(z, inflation, np.where(clear, np.sign(z), 0).astype(int), enough)


def _line(series: Series) -> tuple[Floats, Floats]:
    """The slope's z from chance alone, and the dispersion. Of annual proportions, Cochran and
    Armitage's z, corrected for counts being whole: on x/k and n/k, half a child is half of k
    children; years are too few to measure a dispersion."""
    if series.kind is SeriesKind.PROPORTION and not series.quarterly:
        return score(series, step=_usual_inflation(series) / 2), np.ones(len(series.total))
    line = least_squares(series) if series.kind is SeriesKind.MEAN else glm(series)
    return line.z, line.dispersion


def _inflation(series: Series, dispersion: Floats) -> Floats:
    """k: the usual one or, of quarters, the measured dispersion if that is larger, times a t
    quantile because it is measured in few."""
    from scipy.special import stdtrit

    usual = _usual_inflation(series)
    if not series.quarterly:
        return usual
    freedom = np.maximum(series.known.sum(axis=1) - 2.0, 1.0)
    measured = dispersion * np.square(stdtrit(freedom, 0.975) / CLEAR)
    return np.asarray(np.maximum(usual, measured))


def _usual_inflation(series: Series) -> Floats:
    """By how much the wobble, and the same children counted again, swell a year's variance."""
    children = series.yearly(series.size) / series.recounts
    others = children if series.kind is SeriesKind.RATE else np.maximum(children - 1, 0.0)
    return np.asarray(series.recounts * (1 + ratio(series.wobble, series.variance) * others))


def _figure(series: Series, periods: Flags) -> Floats:
    return ratio(*year(series, periods))


def _change(series: Series) -> Floats:
    return _figure(series, series.in_last_year) - _figure(series, series.in_baseline)


def _range(series: Series, inflation: Floats, confidence: float) -> DifferenceInterval:
    """Of the change from the baseline year to the last, on counts that are worth 1/k of their
    number."""
    x1, n1 = (part / inflation for part in year(series, series.in_last_year))
    x0, n0 = (part / inflation for part in year(series, series.in_baseline))
    if series.kind is SeriesKind.PROPORTION:
        return newcombe(x1, n1, x0, n0, confidence)
    if series.kind is SeriesKind.RATE:
        return rate_difference(x1, n1, x0, n0, confidence)
    known = (series.variance > 0) & (n1 > 0) & (n0 > 0)
    variance = np.where(known, series.variance * (ratio(1.0, n1) + ratio(1.0, n0)), np.inf)
    return mean_difference(ratio(x1, n1) - ratio(x0, n0), variance, confidence)


def enough_children(series: Series) -> Flags:
    """Whether there are at least 30 children in the baseline year and in the last, and 5 a year
    with the outcome and 5 without it; shape (series,)."""
    with_it = series.yearly(series.total) / series.recounts
    if series.kind is SeriesKind.RATE:
        return np.asarray(with_it >= FEWEST_EITHER_WAY)
    sizes = (year(series, mask)[1] for mask in (series.in_baseline, series.in_last_year))
    enough = np.minimum(*sizes) / series.recounts >= FEWEST_CHILDREN
    if series.kind is SeriesKind.MEAN:
        return np.asarray(enough)
    without = series.yearly(series.size - series.total) / series.recounts
    return np.asarray(enough & (np.minimum(with_it, without) >= FEWEST_EITHER_WAY))


def _words(signal: _Signal, surely_steady: Flags, better: Better) -> Words:
    up, down = _GOOD[better]
    return np.select(
        [~signal.enough, signal.direction > 0, signal.direction < 0, surely_steady],
        [str(TrendWord.TOO_FEW), str(up), str(down), str(TrendWord.STEADY)],
        str(TrendWord.NOT_CLEAR),
    )
