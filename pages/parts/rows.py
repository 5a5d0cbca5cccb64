"""An indicator in a list, and a list of them: a row each, a link to its own page."""

from markupsafe import Markup

from charts.svg.line_chart import sparkline
from metrics import sentences
from pages.parts.chips import two_words
from pages.parts.html import image, link_to, mark_of
from schemas.states import State
from view_model.edition_view import IndicatorView


def row(reported: IndicatorView) -> Markup:
    """Name, small trend, latest figure beside the first, and the two words. A link."""
    indicator = reported.indicator
    mark = mark_of(reported)
    said = two_words(reported) or Markup('<span class="words">{}</span>').format(_since(reported))
    return Markup(
        '<li><a class="row" {}><span class="row-name">{} {}</span>{}{}{}</a></li>'
    ).format(
        link_to(indicator), indicator.short, mark, _small_trend(reported), _latest(reported), said
    )


def rows(reported: list[IndicatorView]) -> Markup:
    """A list of indicators, a row each."""
    return Markup('<ul class="rows">{}</ul>').format(Markup().join(map(row, reported)))


def _small_trend(reported: IndicatorView) -> Markup:
    if not reported.has_figures:
        return Markup('<span class="row-line"></span>')
    return image(sparkline(reported.chart), "", "row-line")


def _latest(reported: IndicatorView) -> Markup:
    latest = reported.latest
    if latest is None:
        return Markup('<span class="row-figure state">No figures yet</span>')
    if latest.state is not State.SHOWN:
        said = sentences.shown_figure(reported.indicator, latest)
        return Markup('<span class="row-figure state">{}</span>').format(said.capitalize())
    value = sentences.figure(reported.indicator, latest.value)
    number, _, unit = value.partition(" per ")
    counts = sentences.counts(latest) if reported.indicator.per else reported.indicator.measures
    small = [f"per {unit}" if unit else counts, latest.period.tick]
    under = " · ".join(filter(None, small))
    was = Markup('<span class="was">{}</span>').format(_was(reported))
    figure = Markup("<b>{}</b> {}<small>{}</small>").format(number, was, under)
    return Markup('<span class="row-figure">{}</span>').format(figure)


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
