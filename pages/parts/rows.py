"""An indicator in a list, and a list of them: a row each, a link to its own page."""

from markupsafe import Markup

from charts.svg.line_chart import sparkline
from metrics import sentences
from metrics.measurement import Measurement
from pages.parts.chips import two_words
from pages.parts.html import bullets, image, link_to, mark_of
from schemas.states import State
from view_model.edition_view import IndicatorView


def row(measure: IndicatorView) -> Markup:
    """Name, small trend, latest figure beside the first, and the two words. A link."""
    indicator = measure.indicator
    words = two_words(measure) or Markup('<span class="words">{}</span>').format(_since(measure))
    trend = Markup('<span class="row-line"></span>')
    if measure.has_figures:
        trend = image(sparkline(measure.chart), "", "row-line")
    name = Markup('<span class="row-name">{} {}</span>').format(indicator.short, mark_of(measure))
    return Markup('<a class="row" {}>{}{}{}{}</a>').format(
        link_to(indicator), name, trend, _latest(measure), words
    )


def rows(measures: list[IndicatorView]) -> Markup:
    """A list of indicators, a row each; in words where there are none."""
    if not measures:
        return Markup("<p>No measures yet.</p>")
    return bullets(map(row, measures), "rows")


def _latest(measure: IndicatorView) -> Markup:
    latest = measure.latest
    if latest is None:
        return Markup('<span class="row-figure state">No figures yet</span>')
    if latest.state is not State.SHOWN:
        state = sentences.shown_figure(measure.indicator, latest).capitalize()
        return Markup('<span class="row-figure state">{}</span>').format(state)
    number, unit, was = in_short(measure, latest)
    counts = sentences.counts(latest) if measure.indicator.per else measure.indicator.measures
    under = " · ".join(filter(None, [unit or counts, latest.period.tick]))
    return Markup(
        '<span class="row-figure"><b>{}</b> <span class="was">{}</span><small>{}</small></span>'
    ).format(number, was, under)


def in_short(measure: IndicatorView, latest: Measurement) -> tuple[str, str, str]:
    """The newest figure, 'per 10,000' where it is so, and 'was 55 %' where it is newer than the
    start."""
    decimals = sentences.decimals_beside(measure.indicator, latest, measure.baseline)
    number, _, per = sentences.figure(measure.indicator, latest.value, decimals).partition(" per ")
    return number, f"per {per}" if per else "", _was(measure, decimals)


def _was(measure: IndicatorView, decimals: int) -> str:
    """The figure at the start, where there is a newer one."""
    start = measure.baseline
    if start is None or start.state is not State.SHOWN or measure.is_as_at_the_start:
        return ""
    then = sentences.figure(measure.indicator, start.value, decimals)
    return f"was {then.partition(' per ')[0]}"


def _since(measure: IndicatorView) -> str:
    """The plain difference since the start, or why there is none, or that care is needed."""
    if measure.indicator.caution:
        return "read with care: open it to see why"
    if measure.is_as_at_the_start:
        return "nothing newer than the start"
    if measure.change == sentences.SAME:
        return "the same as at the start"
    if measure.change:
        return f"{measure.change} than at the start"
    if measure.latest is None:
        return ""
    hidden = measure.baseline is not None and measure.baseline.state is State.SUPPRESSED
    return "hidden at the start" if hidden else "no figure to compare with at the start"
