"""The words of a verdict, as an edition stores them. Anyone may import it.

How each is said, drawn and explained stands in schemas/words.toml, which a council may edit.
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


CHANGES = (TrendWord.IMPROVING, TrendWord.WORSENING, TrendWord.RISING, TrendWord.FALLING)
"""The words that say that something has changed, beyond chance."""


class Certainty(StrEnum):
    """Whether a change has held for two periods running, or is there for the first time."""

    EARLY_SIGN = "early sign"
    CONFIRMED = "confirmed"


class LeanWord(StrEnum):
    """Where 'not clear yet' leans. It is less than a verdict, and must look like less."""

    BETTER = "leaning better"
    WORSE = "leaning worse"
    HIGHER = "leaning higher"
    LOWER = "leaning lower"
    NONE = "no lean"


class LevelWord(StrEnum):
    """Where we are, beside the country. 'not clear' where no chance range fits the figure."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SAME = "about the same"
    NOT_CLEAR = "not clear"
    TOO_FEW = "too few to say"
    CHECK_RECORDING = "check recording"
    NOT_COMPARED = "nothing to compare with"


DIFFERENCES = (LevelWord.BETTER, LevelWord.WORSE, LevelWord.HIGHER, LevelWord.LOWER)
"""The words that say that we differ from the country, beyond chance."""


class OutlookWord(StrEnum):
    """Whether a success criterion is on the way to being met, while the strategy runs."""

    ON_TRACK = "on track"
    NOT_ON_TRACK = "not on track"
    TOO_EARLY = "too early to say"
    TOO_FEW = "too few to say"


class Answer(StrEnum):
    """Whether a success criterion was met, when the strategy has ended. As careful of bad news as
    of good. 'mixed' is of a criterion whose measures say different things, each beyond chance: it
    is never an average of them."""

    MET = "met"
    NEAR = "near it"
    PERHAPS_BETTER = "better, but could be chance"
    STEADY = "about the same"
    PERHAPS_WORSE = "worse, but could be chance"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    MIXED = "mixed"
    NO_FIGURES = "no figures"


class GapWord(StrEnum):
    """Whether two groups of children are served alike."""

    SHOWN = "gap shown"
    NOT_MATERIAL = "no material gap"
    CANNOT_TELL = "cannot tell"
    NO_FIGURES = "no figures"


class Because(StrEnum):
    """Why a word is not what the usual rule would say of enough children counted one by one."""

    NO_COUNTS = "no counts"
    NO_SPREAD = "no spread"
    NOT_CHILDREN = "not children"
    NO_START = "no start"
    NOTHING_NEWER = "nothing newer"
    FEW_PERIODS = "few periods"
    FEW_CHILDREN = "few children"
    FEW_RECOUNTED = "few children, counted again"
    FEW_WITH = "few with the outcome"
    FEW_WITHOUT = "few without the outcome"
    HIDDEN = "hidden"
    HIDDEN_START = "hidden start"
    RUN = "implausible run"
    COVERAGE = "coverage"
    BREAK = "break"


KINDS: dict[str, type[StrEnum]] = {
    "trend": TrendWord,
    "certainty": Certainty,
    "lean": LeanWord,
    "level": LevelWord,
    "outlook": OutlookWord,
    "answer": Answer,
    "gap": GapWord,
    "because": Because,
}
KIND_OF = {words: kind for kind, words in KINDS.items()}
PLACES = (
    "range",
    "change",
    "matters",
    "chance",
    "reason",
    "figure",
    "reference",
    "period",
    "country",
)
"""What a word's `says` may ask to be filled in, in braces."""
