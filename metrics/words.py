"""The words of a verdict, and nothing else. Light: pages may import it.

Each is the word as it is stored in an edition; how it looks and what is said beside it is for
those who draw it.
"""

from enum import StrEnum


class TrendWord(StrEnum):
    """Which way it is going. 'rising' and 'falling' where good and bad are not ours to say."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    NOT_CLEAR = "not clear yet"
    TOO_FEW = "too few to say"
    CHECK_RECORDING = "check recording"


class LeanWord(StrEnum):
    """Where 'not clear yet' leans. It is less than a verdict, and must look like less."""

    BETTER = "leaning better"
    WORSE = "leaning worse"
    HIGHER = "leaning higher"
    LOWER = "leaning lower"
    NONE = "no lean"


class LevelWord(StrEnum):
    """Where we are, beside England. 'not clear' where a mean comes without its spread."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SAME = "about the same"
    NOT_CLEAR = "not clear"
    TOO_FEW = "too few to say"
    CHECK_RECORDING = "check recording"


class OutlookWord(StrEnum):
    """Whether a success criterion is on the way to being met, while the strategy runs."""

    ON_TRACK = "on track"
    NOT_ON_TRACK = "not on track"
    TOO_EARLY = "too early to say"
    TOO_FEW = "too few to say"


class Answer(StrEnum):
    """Whether a success criterion was met, when the strategy has ended."""

    MET = "met"
    COULD_BE_CHANCE = "better, but could be chance"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    NO_FIGURES = "no figures"


class GapWord(StrEnum):
    """Whether two groups of children are served alike."""

    SHOWN = "gap shown"
    NOT_MATERIAL = "no material gap"
    CANNOT_TELL = "cannot tell"
    NO_FIGURES = "no figures"
