"""Lean: where 'not clear yet' points, and how likely. It is not a verdict.

On a council's published figures four indicators in five are honestly not clear, and a panel needs
to know where to look. The chance is the shrunk model's (shrinkage.py), held in the benchmark to
being right as often as it says.
"""

from dataclasses import dataclass, replace

import numpy as np

from metrics.verdicts.series import Floats, Series
from metrics.verdicts.shrinkage import underlying_change
from metrics.verdicts.trend import Trends, Words
from schemas.declared import Better
from schemas.words import LeanWord, TrendWord

LEANING = 0.7
BORNE_OUT = 0.9
_CHANCES = {
    0.5: "about even",
    0.6: "about 3 in 5",
    2 / 3: "about 2 in 3",
    0.7: "about 7 in 10",
    0.75: "about 3 in 4",
    0.8: "about 4 in 5",
    0.9: "about 9 in 10",
    0.95: "about 19 in 20",
    0.97: "more than 19 in 20",
}
"""Each from that chance on, so that none says more than the model does."""
_GOOD = {
    "higher": (LeanWord.BETTER, LeanWord.WORSE),
    "lower": (LeanWord.WORSE, LeanWord.BETTER),
    "neither": (LeanWord.HIGHER, LeanWord.LOWER),
}


@dataclass(frozen=True)
class Leans:
    """`word`: a LeanWord. `chance`, 0.5 to 1: of the direction it points in; without a lean, of the
    likelier one. `chance_higher`, 0 to 1: that the last year is higher than the baseline year.
    Arrays of shape (series,)."""

    word: Words
    chance: Floats
    chance_higher: Floats


def leans(series: Series, better: Better) -> Leans:
    """Where each series leans: by the chance that the underlying rate of the last year is higher
    than that of the baseline year (shrinkage.py)."""
    higher = underlying_change(series).chance_above(0.0)
    up, down = _GOOD[better]
    word = np.select(
        [higher >= LEANING, higher <= 1 - LEANING], [str(up), str(down)], str(LeanWord.NONE)
    )
    return Leans(word, np.maximum(higher, 1 - higher), higher)


def borne_out(trends: Trends, leans: Leans) -> Trends:
    """The trends, where chance is only what all councils' figures do from year to year: without
    the changes that, with how far the measure truly changes, are less likely than 9 in 10."""
    likely = np.where(trends.direction > 0, leans.chance_higher, 1 - leans.chance_higher)
    doubted = (trends.direction != 0) & (likely < BORNE_OUT)
    return replace(
        trends,
        word=np.where(doubted, str(TrendWord.NOT_CLEAR), trends.word),
        confirmed=trends.confirmed & ~doubted,
        direction=np.where(doubted, 0, trends.direction),
    )


def chance_in_words(chance: float) -> str:
    """0.81 as 'about 4 in 5', 0.79 as 'about 3 in 4', of the likelier side: never more than it is.
    Raises ValueError for what is no chance."""
    if not 0 <= chance <= 1:
        raise ValueError(f"{chance} is not a chance")
    likelier = max(chance, 1 - chance)
    return _CHANCES[max(least for least in _CHANCES if least <= likelier)]
