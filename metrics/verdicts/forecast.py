"""Outlook: will the strategy's final year be where it should? Only while the strategy runs."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from metrics.verdicts.series import Floats, Series, SeriesKind, ratio, year
from metrics.verdicts.shrinkage import COVERAGE, future_figure
from metrics.verdicts.trend import Words, enough_children
from schemas.words import OutlookWord

ON_TRACK = 0.80
NOT_ON_TRACK = 0.20


@dataclass(frozen=True)
class Forecasts:
    """The final year's figure, its 80 % interval, the chance of its being good enough, and an
    OutlookWord: arrays of shape (series,), figures in the series' unit."""

    word: Words
    figure: Floats
    low: Floats
    high: Floats
    chance: Floats


def forecasts(
    series: Series,
    final_year: int,
    better: Literal["higher", "lower"],
    target: npt.ArrayLike | None = None,
) -> Forecasts:
    """Forecast the final year, which is `final_year` years after the baseline year.

    Good enough is at the target (one, or one a series, in the series' unit) or past it; without a
    target, better than the baseline year's figure. Raises ValueError when the series goes on after
    the final year.
    """
    from scipy.special import ndtri

    estimate = future_figure(series, final_year)
    half = ndtri(0.5 + COVERAGE / 2) * estimate.deviation
    goal = ratio(*year(series, series.in_baseline)) if target is None else np.asarray(target)
    above = estimate.chance_above(goal)
    chance = above if better == "higher" else 1 - above
    lowest = -np.inf if series.kind is SeriesKind.MEAN else 0.0
    highest = 1.0 if series.kind is SeriesKind.PROPORTION else np.inf
    return Forecasts(
        word=_words(series, chance),
        figure=np.clip(estimate.mean, lowest, highest),
        low=np.clip(estimate.mean - half, lowest, highest),
        high=np.clip(estimate.mean + half, lowest, highest),
        chance=chance,
    )


def _words(series: Series, chance: Floats) -> Words:
    """Too early before a year of the strategy is known."""
    early = (series.known & (series.steps > 0)).sum(axis=1) < series.per_year
    words = {
        OutlookWord.TOO_FEW: ~enough_children(series),
        OutlookWord.TOO_EARLY: early | ~series.in_baseline.any(axis=1),
        OutlookWord.ON_TRACK: chance >= ON_TRACK,
        OutlookWord.NOT_ON_TRACK: chance <= NOT_ON_TRACK,
    }
    return np.select(
        list(words.values()), [str(word) for word in words], str(OutlookWord.TOO_EARLY)
    )
