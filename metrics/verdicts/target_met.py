"""Success criterion, 'more' or 'fewer': was it met? Answered when the strategy has ended.

Separate from the trend, and never at odds with it: 'met' needs more than chance. While the
strategy runs, metrics.verdicts.forecast says whether it is on track.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from metrics.verdicts.rates import count_limits
from metrics.verdicts.series import Flags, Floats, Series, SeriesKind, ratio, year
from metrics.verdicts.trend import CLEAR, Trends, Words
from schemas.words import Answer, TrendWord

UNDECIDED = (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING)
ROUNDING = 1e-12  # of a computer: 0.4 and 1 - 0.6 are one and the same target


@dataclass(frozen=True)
class Answers:
    """An Answer for each series, the final figure, and the goal it is held against: the target,
    or the baseline year's figure. Arrays of shape (series,)."""

    word: Words
    figure: Floats
    goal: Floats


def answers(
    series: Series,
    trends: Trends,
    better: Literal["higher", "lower"],
    target: npt.ArrayLike | None = None,
) -> Answers:
    """Whether the final year, the last of the series, is good enough: at the target or past it, or
    better than the baseline year where there is no target.

    'met' when it is by more than chance and wobble: the trend is improving, or the range of the
    final figure lies past the target. 'better, but could be chance' when only the figure is.
    'cannot tell' when there are too few, or the recording is to be checked. `trends` are those of
    the same series, with 'check recording' already among their words; `target` is one, or one a
    series, in the series' unit.
    """
    sign = 1 if better == "higher" else -1
    surely = trends.word == TrendWord.IMPROVING
    if target is None:
        goal, reached = trends.first, sign * trends.change > 0
    else:
        goal = np.broadcast_to(np.asarray(target, dtype=float), trends.first.shape)
        reached = sign * (trends.last - goal) >= -ROUNDING
        surely = surely | (sign * (_least(series, trends.inflation, sign) - goal) >= -ROUNDING)
    return Answers(_words(series, trends, reached, surely), trends.last, goal)


def _words(series: Series, trends: Trends, reached: Flags, surely: Flags) -> Words:
    final = series.known[:, -series.per_year :].any(axis=1)
    words = {
        Answer.NO_FIGURES: ~(final & series.in_baseline.any(axis=1)),
        Answer.CANNOT_TELL: np.isin(trends.word, [*map(str, UNDECIDED)]),
        Answer.MET: reached & surely,
        Answer.COULD_BE_CHANCE: reached,
    }
    return np.select(list(words.values()), [str(word) for word in words], str(Answer.NOT_MET))


def _least(series: Series, inflation: Floats, sign: int) -> Floats:
    """The less good end of the final figure's 95 % range, wobble included, shape (series,): of a
    proportion Wilson's, by statsmodels; of a rate as in rates.py; of a mean the normal one."""
    from statsmodels.stats.proportion import proportion_confint

    total, size = (part / inflation for part in year(series, series.in_last_year))
    size = np.maximum(size, 1e-9)
    if series.kind is SeriesKind.PROPORTION:
        limits = proportion_confint(np.minimum(total, size), size, method="wilson")
    elif series.kind is SeriesKind.RATE:
        limits = tuple(limit / size for limit in count_limits(total))
    else:
        reach = np.where(series.variance > 0, CLEAR * np.sqrt(series.variance / size), np.inf)
        limits = ratio(total, size) - reach, ratio(total, size) + reach
    return np.asarray(limits[0] if sign > 0 else limits[1])
