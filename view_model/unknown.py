"""Where least is known: of each measure the first reason that fits, the worst first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from schemas.states import State
from schemas.words import Because, TrendWord
from view_model.edition_view import EditionView, IndicatorView

OLDER = timedelta(days=365)  # than most figures, for one to be old


class WhyUnknown(StrEnum):
    """Why little is known of a measure; from NO_START on, only of its change."""

    NO_FIGURE = "No real figure yet, or only an invented one"
    HIDDEN = "Hidden to protect children's privacy"
    TO_CHECK = "Someone should check how it is recorded first"
    OLD = "The newest figure is a year or more older than most"
    TOO_FEW = "Too few children, or too few years, to tell a change from chance"
    NO_START = "No figure that can be shown for the start of the strategy, or none since"
    NO_COUNTS = "What is published does not show whether a change is more than chance"
    CHANCE = "Chance and ordinary ups and downs could explain the whole change"


LEAST = tuple(WhyUnknown)[:5]


def unknown(
    measures: Sequence[IndicatorView], usual: date = date.min
) -> dict[WhyUnknown, list[IndicatorView]]:
    """What is not known, by why: each measure under the first reason that fits. `usual`: to which
    day most figures go; without it none is old."""
    first = [(m, next(_reasons(m, usual), None)) for m in measures]
    return {why: which for why in WhyUnknown if (which := [m for m, r in first if r is why])}


def least_known(measures: Sequence[IndicatorView]) -> dict[WhyUnknown, list[IndicatorView]]:
    """The same, old figures too, and without those of which only the change is not known."""
    reasons = unknown(measures, usual_end(measures))
    return {why: reasons.get(why, []) for why in LEAST}


def least_known_line(view: EditionView) -> str:
    """The answer: how many measures have no real figure."""
    missing = len(least_known(view.measures)[WhyUnknown.NO_FIGURE])
    return f"Where we know least: {missing} of {len(view.measures)} measures have no real figure"


def end_days(measures: Sequence[IndicatorView]) -> Counter[date]:
    """To which day their newest figures go, and of how many measures; of none that is invented."""
    return Counter(m.latest.period.end for m in measures if m.latest and not m.illustrative)


def usual_end(measures: Sequence[IndicatorView]) -> date:
    """To which day most figures go that are not invented."""
    return max(ends := end_days(measures), key=ends.__getitem__, default=date.min)


def is_old(measure: IndicatorView, usual: date) -> bool:
    """Whether its newest figure is a year or more older than most."""
    return measure.latest is not None and measure.latest.period.end + OLDER <= usual


def _reasons(measure: IndicatorView, usual: date) -> Iterator[WhyUnknown]:
    latest, newest, verdict = measure.latest, measure.newest, measure.verdict
    if latest is None or measure.illustrative:
        yield WhyUnknown.NO_FIGURE
    elif newest is not None and newest.state is State.SUPPRESSED:
        yield WhyUnknown.HIDDEN
    elif latest.state is not State.SHOWN:
        yield WhyUnknown.NO_FIGURE
    if verdict is not None and verdict.trend is TrendWord.CHECK_RECORDING:
        yield WhyUnknown.TO_CHECK
    if is_old(measure, usual):
        yield WhyUnknown.OLD
    yield from _of_change(measure)


def _of_change(measure: IndicatorView) -> Iterator[WhyUnknown]:
    """Why nothing plain is said of its change since the start."""
    verdict = measure.verdict
    no_start = verdict is not None and verdict.because in (Because.NO_START, Because.HIDDEN_START)
    if measure.is_as_at_the_start or no_start:
        yield WhyUnknown.NO_START
    if verdict is not None and verdict.trend is TrendWord.TOO_FEW:
        yield WhyUnknown.TOO_FEW
    if verdict is not None and verdict.trend is TrendWord.NOT_CLEAR:
        yield WhyUnknown.NO_COUNTS if verdict.low is None else WhyUnknown.CHANCE


def is_whole_only(measure: IndicatorView) -> bool:
    """Whether nobody has sent it by age, sex or place: it has a real figure of everyone alone."""
    return measure.is_real and all(m.is_total for m in measure.ours)
