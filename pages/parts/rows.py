"""An indicator in a list, and a list of them: a row each, a link to its own page."""

from markupsafe import Markup

from charts.svg.line_chart import sparkline
from metrics import sentences
from pages.parts.chips import two_words
from pages.parts.html import bullets, image, link_to, mark_of
from schemas.states import State
from view_model.edition_view import IndicatorView


def row(reported: IndicatorView) -> Markup:
    """Name, small trend, latest figure beside the first, and the two words. A link."""
    indicator = reported.indicator
    words = two_words(reported) or Markup('<span class="words">{}</span>').format(_since(reported))
    trend = Markup('<span class="row-line"></span>')
    if reported.has_figures:
        trend = image(sparkline(reported.chart), "", "row-line")
    name = Markup('<span class="row-name">{} {}</span>').format(indicator.short, mark_of(reported))
    return Markup('<a class="row" {}>{}{}{}{}</a>').format(
        link_to(indicator), name, trend, _latest(reported), words
    )


def rows(reported: list[IndicatorView]) -> Markup:
    """A list of indicators, a row each; in words where there are none."""
    if not reported:
        return Markup("<p>No measures yet.</p>")
    return bullets(map(row, reported), "rows")


def _latest(reported: IndicatorView) -> Markup:
    latest = reported.latest
    if latest is None:
        return Markup('<span class="row-figure state">No figures yet</span>')
    if latest.state is not State.SHOWN:
        state = sentences.shown_figure(reported.indicator, latest).capitalize()
        return Markup('<span class="row-figure state">{}</span>').format(state)
    value = sentences.figure(reported.indicator, latest.value)
    number, _, unit = value.partition(" per ")
    counts = sentences.counts(latest) if reported.indicator.per else reported.indicator.measures
    under = " · ".join(filter(None, [f"per {unit}" if unit else counts, latest.period.tick]))
    return Markup(
        '<span class="row-figure"><b>{}</b> <span class="was">{}</span><small>{}</small></span>'
    ).format(number, _was(reported), under)


def _was(reported: IndicatorView) -> str:
    """The figure at the start, where there is a newer one."""
    start = reported.baseline
    if start is None or start.state is not State.SHOWN or reported.is_as_at_the_start:
        return ""
    return f"was {sentences.figure(reported.indicator, start.value).partition(' per ')[0]}"


def _since(reported: IndicatorView) -> str:
    """The plain difference since the start, or why there is none, or that care is needed."""
    if reported.indicator.caution:
        return "read with care: open it to see why"
    if reported.is_as_at_the_start:
        return "nothing newer than the start"
    if reported.change == sentences.SAME:
        return "the same as at the start"
    if reported.change:
        return f"{reported.change} than at the start"
    if reported.latest is None:
        return ""
    hidden = reported.baseline is not None and reported.baseline.state is State.SUPPRESSED
    return "hidden at the start" if hidden else "no figure to compare with at the start"
