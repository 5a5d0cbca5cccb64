"""A careful guess at what lies behind a series: the model that the lean and the forecast share.

A level we know nothing of, a slope that is probably small, a drift, the ordinary wobble of years,
and chance. All are Gaussian, so what the figures tell is the solution of linear equations:
Rasmussen, C. E. and Williams, C. K. I. (2006), 'Gaussian Processes for Machine Learning', 2.2.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metrics.verdicts.series import QUARTERS, Flags, Floats, Series, SeriesKind
from metrics.verdicts.slopes import glm, least_squares

LEVEL = 1.0  # the standard deviation of the level: so wide that it says nothing
SLOPE = 0.08 / 12  # of the slope, a quarter: 8 points in three years
DRIFT = 0.01  # of the drift, a quarter: 1 point
AT_ONCE = 4000  # series solved together, to keep the matrices small


@dataclass(frozen=True)
class Estimate:
    """The mean and the standard deviation of what we guess at, each of shape (series,)."""

    mean: Floats
    deviation: Floats

    def chance_above(self, value: Floats | float) -> Floats:
        """The chance that it is above a value, or one value a series: 0 to 1."""
        from scipy.special import ndtr

        return np.asarray(ndtr((self.mean - value) / np.maximum(self.deviation, 1e-12)))


def underlying_change(series: Series) -> Estimate:
    """How far the rate behind the last year's figures is from the one behind the baseline year's:
    without chance, and without the wobble."""
    return _in_batches(series, _underlying_change)


def future_figure(series: Series, year: int) -> Estimate:
    """What the figure of a year will be, with its chance and its wobble; the baseline year is 0.

    Quarters of that year that are known are taken as they are. Raises ValueError when the series
    has periods after it.
    """
    if series.total.shape[1] > (year + 1) * series.per_year:
        raise ValueError(f"the series goes on after year {year}")
    return _in_batches(series, lambda batch: _future_figure(batch, year))


def _in_batches(series: Series, guess: Callable[[Series], Estimate]) -> Estimate:
    starts = range(0, max(len(series.total), 1), AT_ONCE)
    parts = [guess(series.rows(slice(start, start + AT_ONCE))) for start in starts]
    return Estimate(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.deviation for part in parts]),
    )


def _underlying_change(series: Series) -> Estimate:
    periods = series.total.shape[1]
    behind = _prior_covariance(-(-periods // series.per_year), series.quarterly)[:periods, :periods]
    contrast = _shares(series.in_last_year) - _shares(series.in_baseline)
    related = np.square(_scale(series))[:, None] * (contrast @ behind)
    spread = (related * contrast).sum(axis=1)
    return _posterior(series, _covariance(series, periods), related, spread)


def _future_figure(series: Series, year: int) -> Estimate:
    periods = (year + 1) * series.per_year
    covariance = _covariance(series, periods)
    final = np.arange(periods) >= periods - series.per_year
    related = covariance[:, :, final].mean(axis=2)
    guess = _posterior(series, covariance, related, related[:, final].mean(axis=1))
    return Estimate(guess.mean + series.pooled, guess.deviation)


def _posterior(series: Series, covariance: Floats, related: Floats, spread: Floats) -> Estimate:
    """What the known figures tell of something whose covariance with each period is `related`,
    and whose own variance is `spread`, as a departure from the pooled figure."""
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
    scale, wobble = (v[:, None, None] for v in (np.square(_scale(series)), series.wobble))
    whole = scale * shared[:periods, :periods] + wobble * same_year[:periods, :periods]
    return np.asarray(whole + np.eye(periods) * _chance(series, periods)[:, None, :])


def _prior_covariance(years: int, quarterly: bool) -> Floats:
    """The covariance of slope and drift, quarter with quarter or year with year."""
    step = np.maximum(np.arange(years * QUARTERS) - (QUARTERS - 1.0), 0.0)
    quarters = SLOPE**2 * np.outer(step, step) + DRIFT**2 * np.minimum.outer(step, step)
    if quarterly:
        return np.asarray(quarters)
    return np.asarray(quarters.reshape(years, QUARTERS, years, QUARTERS).mean(axis=(1, 3)))


def _chance(series: Series, periods: int) -> Floats:
    """The variance of each period's figure from chance alone; one to come is of usual size."""
    usual = np.maximum(series.yearly(series.size) / series.per_year, 1.0)[:, None]
    size = _widened(series.size, periods)
    swollen = series.variance * series.recounts * _dispersion(series)
    chance = swollen[:, None] / np.where(size > 0, size, usual)
    return np.maximum(chance, 1e-15)  # a mean without a spread has none: keep it solvable


def _dispersion(series: Series) -> Floats:
    """The scatter that is seen, where it is more than chance; years are too few to see it."""
    if not series.quarterly:
        return np.ones(len(series.total))
    lines = least_squares(series) if series.kind is SeriesKind.MEAN else glm(series)
    return np.maximum(lines.dispersion / series.recounts, 1.0)


def _scale(series: Series) -> Floats:
    """What a point is. Of a rate, or a mean, the same share of twice the rate or the spread, as a
    point is of twice a half."""
    if series.kind is SeriesKind.PROPORTION:
        return np.ones(len(series.total))
    return 2 * (series.pooled if series.kind is SeriesKind.RATE else np.sqrt(series.variance))


def _shares(periods: Flags) -> Floats:
    """Equal shares of the periods that are marked, adding up to one."""
    return np.asarray(periods / np.maximum(periods.sum(axis=1, keepdims=True), 1))


def _widened(values: Floats | Flags, periods: int) -> Floats:
    return np.pad(values.astype(float), ((0, 0), (0, periods - values.shape[1])))
