"""Where least is known: of each measure the first reason that fits, and who could tell more."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from schemas.states import State
from schemas.words import TrendWord
from view_model.edition_view import IndicatorView

OLDER = timedelta(days=365)  # than most figures, for one to be old


class WhyUnknown(StrEnum):
    """Why little is known of a measure, the worst first."""

    NO_FIGURE = "without a real figure"
    HIDDEN = "hidden"
    TO_CHECK = "to be checked"
    OLD = "a year or more older than most"
    TOO_FEW = "too few to say"


def least_known(measures: Sequence[IndicatorView]) -> dict[str, WhyUnknown]:
    """The measures of which little is known, by id, each with why."""
    ends = Counter(m.latest.period.end for m in measures if m.latest and not m.illustrative)
    (usual, _), *_ = ends.most_common(1) or [(date.min, 0)]
    first = ((m, next(_reasons(m, usual), None)) for m in measures)
    return {m.indicator.id: reason for m, reason in first if reason}


def _reasons(measure: IndicatorView, usual: date) -> Iterator[WhyUnknown]:
    latest, newest, verdict = measure.latest, measure.newest, measure.verdict
    if latest is None or measure.illustrative:
        yield WhyUnknown.NO_FIGURE
    elif newest is not None and newest.state is State.SUPPRESSED:
        yield WhyUnknown.HIDDEN
    elif latest.state is not State.SHOWN:
        yield WhyUnknown.NO_FIGURE
    if verdict and verdict.trend is TrendWord.CHECK_RECORDING:
        yield WhyUnknown.TO_CHECK
    if latest is not None and latest.period.end + OLDER <= usual:
        yield WhyUnknown.OLD
    if verdict and verdict.trend is TrendWord.TOO_FEW:
        yield WhyUnknown.TOO_FEW


def is_whole_only(measure: IndicatorView) -> bool:
    """Whether nobody has sent it by age, sex or place: it has a real figure of everyone alone."""
    whole = all(m.is_total for m in measure.ours)
    return whole and measure.has_figures and not measure.illustrative
