"""Shrinkage: a Gaussian process for the rate that underlies a series, which the lean and the
forecast share.

The prior: a level we know nothing of, a slope and a drift as large as this measure's true changes
have been in all councils and the country, what of a year's wobble does not last, and chance. These
are best estimates, where a test of no change has a careful one. The posterior given the known
figures is the solution of linear equations: Rasmussen, C. E. and Williams, C. K. I. (2006),
'Gaussian Processes for Machine Learning', 2.2.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metrics.verdicts.series import QUARTERS, Flags, Floats, Series, SeriesKind
from metrics.verdicts.slopes import glm, least_squares

LEVEL = 50.0  # the standard deviation of the level, in usual changes: so wide that it says nothing
WHILE = 3.0  # the years over which the spread of true changes is measured
ALONG_A_LINE = 0.3  # of the variance of true changes; the rest is drift
IN_A_YEAR = ALONG_A_LINE / WHILE**2 + (1 - ALONG_A_LINE) / WHILE
"""Of it, what comes about in one year."""
MOST_SHARED = 0.5
"""Of chance, how much at most successive years may share, where the same children are in both."""
COVERAGE = 0.80
"""So many real figures are within as many deviations as a normal curve would have it."""
FREEDOM = 4.0
"""Further out there are more, as of a t with so many degrees of freedom that is as wide there. Of
forecast errors in real councils outcomes have the tails of one with 10, processes of 3."""
AT_ONCE = 4000  # series solved together, to keep the matrices small


@dataclass(frozen=True)
class Estimate:
    """A posterior mean and standard deviation, each of shape (series,), in the series' unit."""

    mean: Floats
    deviation: Floats

    def chance_above(self, value: Floats | float) -> Floats:
        """The chance, 0 to 1, that what is estimated is above a value, or one value a series."""
        from scipy.special import ndtri, stdtr, stdtrit

        end = 0.5 + COVERAGE / 2
        away = (self.mean - value) / np.maximum(self.deviation, 1e-12)
        return np.asarray(stdtr(FREEDOM, away * stdtrit(FREEDOM, end) / ndtri(end)))


def underlying_change(series: Series) -> Estimate:
    """By how much the underlying rate changed from the baseline year to the last: without chance,
    and without the wobble."""
    return _in_batches(series, _underlying_change)


def future_figure(series: Series, year: int) -> Estimate:
    """The figure of a year to come, with its chance and its wobble; the baseline year is 0.

    Quarters of that year that are known are taken as they are. Raises ValueError when the series
    has periods after it.
    """
    if series.total.shape[1] > (year + 1) * series.per_year:
        raise ValueError(f"the series goes on after year {year}")
    return _in_batches(series, lambda batch: _future_figure(batch, year))


def _in_batches(series: Series, estimate: Callable[[Series], Estimate]) -> Estimate:
    starts = range(0, max(len(series.total), 1), AT_ONCE)
    parts = [estimate(series.rows(slice(start, start + AT_ONCE))) for start in starts]
    return Estimate(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.deviation for part in parts]),
    )


def _underlying_change(series: Series) -> Estimate:
    periods = series.total.shape[1]
    years = -(-periods // series.per_year)
    prior = _prior_covariance(years, series.quarterly)[:periods, :periods]
    contrast = _shares(series.in_last_year) - _shares(series.in_baseline)
    related = np.square(_scale(series))[:, None] * (contrast @ prior)
    spread = (related * contrast).sum(axis=1)
    return _posterior(series, _covariance(series, periods), related, spread)


def _future_figure(series: Series, year: int) -> Estimate:
    periods = (year + 1) * series.per_year
    covariance = _covariance(series, periods)
    final = np.arange(periods) >= periods - series.per_year
    related = covariance[:, :, final].mean(axis=2)
    departure = _posterior(series, covariance, related, related[:, final].mean(axis=1))
    mean = departure.mean + series.pooled
    there = np.sqrt(series.variance_at(mean) / series.variance)  # it swings as figures there do
    return Estimate(mean, departure.deviation * there)


def _posterior(series: Series, covariance: Floats, related: Floats, spread: Floats) -> Estimate:
    """The posterior, given the known figures, of something whose prior covariance with each period
    is `related`, shape (series, periods), and whose own prior variance is `spread`, shape
    (series,); as a departure from the pooled figure."""
    known = _widened(series.known, covariance.shape[1]).astype(float)
    away = known * _widened(series.figures - series.pooled[:, None], covariance.shape[1])
    both = known[:, :, None] * known[:, None, :]
    solvable = covariance * both + np.eye(known.shape[1]) * (1 - known)[:, None, :]
    weights = np.linalg.solve(solvable, (known * related)[:, :, None])[:, :, 0]
    left = spread - (weights * related).sum(axis=1)
    return Estimate((weights * away).sum(axis=1), np.sqrt(np.maximum(left, 0.0)))


def _covariance(series: Series, periods: int) -> Floats:
    """Of the figures of every period, known or to come: shape (series, periods, periods)."""
    years = -(-periods // series.per_year)
    same_year = np.kron(np.eye(years), np.ones((series.per_year, series.per_year)))
    shared = LEVEL**2 + _prior_covariance(years, series.quarterly)
    chance = _chance(series, periods)
    least = -MOST_SHARED * chance.min(axis=1) / series.per_year
    passing = np.maximum(series.passing * series.swing, least)
    scale, wobble = (v[:, None, None] for v in (np.square(_scale(series)), passing))
    whole = scale * shared[:periods, :periods] + wobble * same_year[:periods, :periods]
    return np.asarray(whole + np.eye(periods) * chance[:, None, :])


def _prior_covariance(years: int, quarterly: bool) -> Floats:
    """Of slope and drift, quarter with quarter or year with year, where the usual change over three
    years is one: shape (periods, periods)."""
    per_year = QUARTERS if quarterly else 1
    step = np.maximum(np.arange(years * per_year) - (per_year - 1.0), 0.0) / (WHILE * per_year)
    along, drifting = np.outer(step, step), np.minimum.outer(step, step)
    return np.asarray(ALONG_A_LINE * along + (1 - ALONG_A_LINE) * drifting)


def _chance(series: Series, periods: int) -> Floats:
    """The variance of each period's figure from chance alone; one to come is of usual size."""
    usual = np.maximum(series.yearly(series.size) / series.per_year, 1.0)[:, None]
    size = _widened(series.size, periods)
    swollen = series.variance * series.recounts * _dispersion(series)
    chance = swollen[:, None] / np.where(size > 0, size, usual)
    return np.maximum(chance, 1e-15)  # a mean without a spread has none: keep it solvable


def _dispersion(series: Series) -> Floats:
    """The dispersion of quarters, where it is more than chance; years are too few to measure it."""
    if not series.quarterly:
        return np.ones(len(series.total))
    lines = least_squares(series) if series.kind is SeriesKind.MEAN else glm(series)
    return np.maximum(lines.dispersion / series.recounts, 1.0)


def _scale(series: Series) -> Floats:
    """The usual change of each series' measure over three years, in the figures' unit: its share of
    twice the standard deviation between children, or of twice the rate; shape (series,)."""
    between = series.pooled if series.kind is SeriesKind.RATE else np.sqrt(series.variance)
    return np.asarray(2 * between * series.change)


def _shares(periods: Flags) -> Floats:
    """Equal shares of the periods that are marked, adding up to one."""
    return np.asarray(periods / np.maximum(periods.sum(axis=1, keepdims=True), 1))


def _widened(values: Floats | Flags, periods: int) -> Floats:
    return np.pad(values.astype(float), ((0, 0), (0, periods - values.shape[1])))
