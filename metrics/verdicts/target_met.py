"""Success criterion, 'more' or 'fewer': was it met? Answered when the strategy has ended.

Separate from the trend, and never at odds with it: without a target 'met' and 'not met' are the
trend's own words, with one they need the whole range of the final figure on one side. So where
nothing changes each is said at most 2.5 % of the time. While the strategy runs,
metrics.verdicts.forecast says whether it is on track.
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

    Without a target, 'met' and 'not met' are 'improving' and 'worsening', 'about the same' is
    'steady', and between them the figure is better or worse, but could be chance. With one, 'met'
    when the 95 % range of the final figure, wobble included, lies at the target or past it, 'not
    met' when it lies short of it, and else 'near it'. 'cannot tell' when there are too few, when
    the recording is to be checked, or when there is no difference and the range is wide. `trends`
    are those of the same series, with 'check recording' already among their words; `target` is one,
    or one a series, in the series' unit.
    """
    sign = 1 if better == "higher" else -1
    if target is None:
        goal, ahead = trends.first, sign * trends.change
        surely = {
            Answer.MET: trends.word == TrendWord.IMPROVING,
            Answer.NOT_MET: trends.word == TrendWord.WORSENING,
            Answer.STEADY: trends.word == TrendWord.STEADY,
        }
    else:
        goal = np.broadcast_to(np.asarray(target, dtype=float), trends.first.shape)
        ahead = sign * (trends.last - goal)
        past = [sign * (end - goal) for end in _final_range(series, trends.inflation)]
        worst, best = np.minimum(*past), np.maximum(*past)
        surely = {
            Answer.MET: worst >= -ROUNDING,
            Answer.NOT_MET: best < -ROUNDING,
            Answer.NEAR: np.isfinite(worst) & np.isfinite(best),
        }
    return Answers(_words(series, trends, ahead, surely), trends.last, goal)


def words_by_chance(ahead: npt.ArrayLike, has_target: bool) -> Words:
    """What may be said of figures with no range, or with one that decides nothing: by how far each
    is on the good side of what it is held against."""
    reached = np.asarray(ahead) >= -ROUNDING if has_target else np.asarray(ahead) > ROUNDING
    words = [str(Answer.PERHAPS_BETTER), str(Answer.PERHAPS_WORSE)]
    return np.select([reached, np.asarray(ahead) < -ROUNDING], words, str(Answer.CANNOT_TELL))


def _words(series: Series, trends: Trends, ahead: Floats, surely: dict[Answer, Flags]) -> Words:
    final = series.known[:, -series.per_year :].any(axis=1)
    words = {
        Answer.NO_FIGURES: ~(final & series.in_baseline.any(axis=1)),
        Answer.CANNOT_TELL: np.isin(trends.word, [*map(str, UNDECIDED)]),
        **surely,
    }
    otherwise = words_by_chance(ahead, Answer.NEAR in surely)
    return np.select(list(words.values()), [str(word) for word in words], otherwise)


def _final_range(series: Series, inflation: Floats) -> tuple[Floats, Floats]:
    """The 95 % range of the final figure, wobble included, each end of shape (series,): of a
    proportion Clopper and Pearson's, by statsmodels, for Wilson's is too narrow on its short side
    where few are counted; of a rate as in rates.py; of a mean the normal one, endless
    where its spread is not known."""
    from statsmodels.stats.proportion import proportion_confint

    total, size = (part / inflation for part in year(series, series.in_last_year))
    size = np.maximum(size, 1e-9)
    if series.kind is SeriesKind.PROPORTION:
        low, high = proportion_confint(np.minimum(total, size), size, method="beta")
        return np.asarray(low), np.asarray(high)
    if series.kind is SeriesKind.RATE:
        low, high = count_limits(total)
        return np.asarray(low / size), np.asarray(high / size)
    reach = np.where(series.variance > 0, CLEAR * np.sqrt(series.variance / size), np.inf)
    return ratio(total, size) - reach, ratio(total, size) + reach
