"""An indicator in a list, and a list of them: a row each, a link to its own page."""

from charts.svg.sparkline import sparkline
from metrics import sentences
from pages.parts.chips import two_words
from pages.parts.html import image, link_to, mark_of, text
from schemas.states import State
from view_model.edition_view import IndicatorView


def row(reported: IndicatorView) -> str:
    """Name, small trend, latest figure beside the first, and the two words. A link."""
    indicator = reported.indicator
    mark = mark_of(reported)
    said = two_words(reported) or f'<span class="words">{text(_since(reported))}</span>'
    return (
        f'<li><a class="row" {link_to(indicator)}>'
        f'<span class="row-name">{text(indicator.short)} {mark}</span>'
        f"{_small_trend(reported)}{_latest(reported)}{said}</a></li>"
    )


def rows(reported: list[IndicatorView]) -> str:
    """A list of indicators, a row each."""
    return f'<ul class="rows">{"".join(map(row, reported))}</ul>'


def _small_trend(reported: IndicatorView) -> str:
    if not reported.has_figures:
        return '<span class="row-line"></span>'
    return image(sparkline(reported.chart), "", "row-line")


def _latest(reported: IndicatorView) -> str:
    latest = reported.latest
    if latest is None:
        return '<span class="row-figure state">No figures yet</span>'
    if latest.state is not State.SHOWN:
        said = sentences.shown_figure(reported.indicator, latest)
        return f'<span class="row-figure state">{text(said.capitalize())}</span>'
    value = sentences.figure(reported.indicator, latest.value)
    number, _, unit = value.partition(" per ")
    counts = sentences.counts(latest) if reported.indicator.per else reported.indicator.measures
    small = [f"per {unit}" if unit else counts, latest.period.tick]
    under = " · ".join(filter(None, small))
    was = f'<span class="was">{text(_was(reported))}</span>'
    figure = f"<b>{text(number)}</b> {was}<small>{text(under)}</small>"
    return f'<span class="row-figure">{figure}</span>'


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
