"""A council's own targets, period by period: whether a figure reaches one, in the council's colours
(green, amber within a tolerance, red), and what to say where they and our word seem to disagree.

Pure; pages may import it. The colours say how far a figure is from what was aimed at, and allow for
no chance: they are the council's, and no verdict rests on them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from metrics.measurement import Measurement
from metrics.sentences import decimals_apart, figure, in_period, points
from metrics.verdicts.verdict import Verdict
from schemas.declared import Indicator, Schemas
from schemas.notes import PeriodTarget
from schemas.states import State
from schemas.words import TrendWord

ROUNDING = 1e-9  # of a computer: 60.0 is not short of 60


class Colour(StrEnum):
    """What a council says of a figure beside its target."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


AT_ODDS = {  # our words that a listener would take for the opposite, or for no news
    Colour.GREEN: {TrendWord.WORSENING, TrendWord.CHECK_RECORDING},
    Colour.AMBER: {TrendWord.WORSENING, TrendWord.CHECK_RECORDING},
    Colour.RED: {*TrendWord} - {TrendWord.WORSENING},
}
REACHED = {Colour.GREEN: "is reached", Colour.AMBER: "is nearly reached", Colour.RED: "is missed"}


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """A target in a sentence: with the council's `colour` where a figure is shown of its period,
    and where our word is at odds with it, what both say."""

    sentence: str
    colour: Colour | None = None
    both: str = ""


def answer_target(
    indicator: Indicator,
    latest: Measurement | None,
    targets: Iterable[PeriodTarget],
    verdict: Verdict | None,
    schemas: Schemas,
) -> TargetAnswer | None:
    """What is said of the target of the newest figure's period, else of the next one that has one;
    None without any. Nothing invented is held against a target."""
    since = None if latest is None else latest.period.end
    ahead = [t for t in targets if since is None or t.period.end >= since]
    if not ahead:
        return None
    target = min(ahead, key=lambda t: t.period.end)
    aim = figure(indicator, target.target, _places(target.target, indicator))
    when = in_period(target.period.words)
    sentence = f"The target {when} is {aim}, set by {target.set_by} in {target.dated:%B %Y}."
    if latest is None or latest.period != target.period or latest.illustrative:
        return TargetAnswer(sentence)
    if indicator.better == "neither" or latest.state is not State.SHOWN or latest.value is None:
        return TargetAnswer(sentence)
    above = latest.value - target.target
    short = above if indicator.better == "lower" else -above
    whole = _places(round(short, 6), indicator) == indicator.decimals
    size = points(indicator, short, indicator.decimals if whole else None)
    if short <= ROUNDING:
        colour, how = Colour.GREEN, "reaches it"
    elif short <= target.tolerance + ROUNDING:
        colour, how = Colour.AMBER, f"is {size} short of it, as is allowed"
    else:
        colour, how = Colour.RED, f"is {size} short of it"
    now = figure(indicator, latest.value, decimals_apart(indicator, latest.value, target.target))
    return TargetAnswer(
        f"{sentence} {now} {how}: {colour}.", colour, _both(colour, verdict, schemas)
    )


def _places(number: float, indicator: Indicator) -> int:
    """The decimals that a number is said with: its measure's, or one more where it has more."""
    return indicator.decimals + (round(number, indicator.decimals) != number)


def _both(colour: Colour, verdict: Verdict | None, schemas: Schemas) -> str:
    if verdict is None or verdict.trend not in AT_ODDS[colour]:
        return ""
    word = schemas.entry(verdict.trend)
    meaning, stop, _ = word.meaning.partition(". ")
    return (
        f"{colour.capitalize()} says that the target {REACHED[colour]}; “{word.label}” is about "
        f"the change since the start of the strategy. {meaning}{stop.strip()} Both can be true."
    )
