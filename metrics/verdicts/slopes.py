"""Straight lines through series, many at once: the slope, its standard error, the scatter.

The generalised linear models are those of statsmodels, solved for all series together; the tests
hold each to statsmodels' own answer. Sources: McCullagh and Nelder (1989), 'Generalized Linear
Models', 2nd edition, chapters 2 and 4; Armitage (1955), 'Tests for linear trends in proportions
and frequencies', Biometrics 11, 375-386.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.verdicts.series import Floats, Series, SeriesKind, ratio

ROUNDS = 40
CLOSE = 1e-11
SHARES = 5  # of children who stay, at which the error of a slope is worked out
FURTHEST = 30.0  # a logit or a log beyond which a rate is nought, or everyone, for good


@dataclass(frozen=True)
class Lines:
    """`z` of the slope from chance alone, and the dispersion: Pearson's chi-square / df.

    Arrays of shape (series,); slope and error are per period, in logits for a proportion, logs
    for a rate, the unit itself for a mean. All four are 0 where no line can be drawn.
    """

    slope: Floats
    error: Floats
    z: Floats
    dispersion: Floats


def glm(series: Series) -> Lines:
    """Binomial GLM of a proportion, or Poisson GLM of a rate with the population as offset.
    Source: McCullagh and Nelder (1989), as above.

    Where the counts force the slope out of bounds (all nought and then everyone), Wald's z says
    nothing and the score's z stands in for it.
    """
    intercept, slope = _solved(series)
    mean, weight = _fitted(series, intercept, slope)
    bounded = np.abs(intercept[:, None] + slope[:, None] * series.steps).max(axis=1) < FURTHEST
    spread, _, error = _normal(series, weight)
    scatter = ratio(np.square(series.total - mean), weight).sum(axis=1)
    wald = ratio(slope, error)
    return _lines(
        series,
        slope=np.where(bounded, slope, 0.0),
        error=np.where(bounded, error, 0.0),
        z=np.where(bounded & (spread > 0), wald, score(series)),
        scatter=np.where(bounded, scatter, 0.0),
    )


def least_squares(series: Series) -> Lines:
    """Weighted least squares of a mean score, the weight of a period being its children divided by
    the variance between them."""
    weight = series.size * ratio(1.0, series.variance)[:, None]
    spread, centre, error = _normal(series, weight)
    away = (series.steps - centre[:, None]) * weight
    slope = ratio((away * series.figures).sum(axis=1), spread)
    middle = ratio((weight * series.figures).sum(axis=1), weight.sum(axis=1))
    fitted = middle[:, None] + slope[:, None] * (series.steps - centre[:, None])
    scatter = (weight * np.square(series.figures - fitted)).sum(axis=1)
    return _lines(series, slope, error, ratio(slope, error), scatter)


def overlapping(series: Series) -> Floats:
    """The z of the slope of quarters in which a known share of the children are counted again, by
    generalised least squares; shape (series,). Source: Aitken, A. C. (1936), 'On least squares and
    linear combinations of observations', Proceedings of the Royal Society of Edinburgh 55, 42-48.

    Quarters are correlated by the share to the power of how far they are apart, and those of a year
    share its wobble. Children whose own state comes and goes make the correlation less than their
    share. So of the weights for each correlation up to that those are taken whose largest error,
    over all of these correlations, is the least. Nothing of that depends on how the figures move.
    Half a child, where one weighs most, is taken off the slope, for counts are whole.
    """
    known = series.known.astype(float)
    line = np.stack([known, known * series.steps], axis=2)
    gaps = np.eye(known.shape[1]) * (1 - known)[:, None, :]
    shares = np.linspace(0.0, series.recounted, SHARES)
    every = [_correlated(series, share) for share in shares]
    candidates, errors = [], []
    for covariance in every:
        weighed = np.linalg.solve(covariance + gaps, line)
        weights = (weighed @ np.linalg.pinv(line.transpose(0, 2, 1) @ weighed))[:, :, 1]
        variances = [(weights * np.matvec(c, weights)).sum(axis=1) for c in every]
        slope = (weights * series.figures).sum(axis=1)
        step = np.abs(ratio(weights, series.size)).max(axis=1) / 2
        candidates.append(np.sign(slope) * np.maximum(np.abs(slope) - step, 0.0))
        errors.append(np.sqrt(np.max(variances, axis=0)))
    best, row = np.argmin(errors, axis=0), np.arange(len(known))
    return ratio(np.array(candidates)[best, row], np.array(errors)[best, row])


def _correlated(series: Series, share: float) -> Floats:
    """The covariance of quarters, that of a period without a figure nought: shape (series, periods,
    periods)."""
    known, quarter = series.known, np.arange(series.total.shape[1])
    root = np.where(known, 1 / np.sqrt(np.maximum(series.size, 1e-9)), 0.0)
    apart = np.abs(np.subtract.outer(quarter, quarter))
    of_a_year = np.equal.outer(quarter // series.per_year, quarter // series.per_year)
    chance = series.variance[:, None, None] * root[:, :, None] * root[:, None, :] * share**apart
    there = known[:, :, None] & known[:, None, :]
    return np.asarray(chance + series.wobble[:, None, None] * of_a_year * there)


def score(series: Series, step: npt.ArrayLike = 0.0) -> Floats:
    """The score's z of the slope: Cochran and Armitage's, of proportions; shape (series,).

    `step`, one or one a series, corrects for counts being whole: it is taken off the sum of
    counts times periods.
    """
    figure = series.pooled
    chance = figure * (1 - figure) if series.kind is SeriesKind.PROPORTION else figure
    weight = series.size * chance[:, None]
    spread, centre, _ = _normal(series, weight)
    away = series.steps - centre[:, None]
    total = (away * (series.total - series.size * series.pooled[:, None])).sum(axis=1)
    less = np.sign(total) * np.maximum(np.abs(total) - step, 0.0)
    return ratio(less, np.sqrt(spread))


def _lines(series: Series, slope: Floats, error: Floats, z: Floats, scatter: Floats) -> Lines:
    freedom = np.maximum(series.known.sum(axis=1) - 2.0, 0.0)
    return Lines(slope, error, z, ratio(scatter, freedom))


def _solved(series: Series) -> tuple[Floats, Floats]:
    """Intercept and slope by Newton's method, from a level line; each of shape (series,)."""
    count, size = series.total.sum(axis=1) + 0.5, series.size.sum(axis=1) + 1.0
    odds = size - count if series.kind is SeriesKind.PROPORTION else size
    intercept, slope = np.log(count / odds), np.zeros(len(count))
    for _ in range(ROUNDS):
        mean, weight = _fitted(series, intercept, slope)
        spread, centre, _ = _normal(series, weight)
        left = series.total - mean
        turn = ratio(((series.steps - centre[:, None]) * left).sum(axis=1), spread)
        lift = ratio(left.sum(axis=1), weight.sum(axis=1)) - turn * centre
        turn, lift = np.clip(turn, -3.0, 3.0), np.clip(lift, -3.0, 3.0)
        intercept, slope = intercept + lift, slope + turn
        if max(np.abs(turn).max(initial=0.0), np.abs(lift).max(initial=0.0)) < CLOSE:
            break
    return intercept, slope


def _fitted(series: Series, intercept: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """The counts that a line expects, and their variance from chance alone."""
    line = np.clip(intercept[:, None] + slope[:, None] * series.steps, -FURTHEST, FURTHEST)
    rate = np.exp(line)
    if series.kind is SeriesKind.RATE:
        return series.size * rate, series.size * rate
    p = rate / (1 + rate)
    return series.size * p, series.size * p * (1 - p)


def _normal(series: Series, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Of the periods so weighted: squared spread, centre, and the standard error of a slope."""
    whole = weight.sum(axis=1)
    centre = ratio((weight * series.steps).sum(axis=1), whole)
    spread = (weight * np.square(series.steps - centre[:, None])).sum(axis=1)
    return spread, centre, ratio(1.0, np.sqrt(spread))
