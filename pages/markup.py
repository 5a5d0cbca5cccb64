"""Small pieces of HTML that several pages use. Everything that comes from data is escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from charts.sparkline import sparkline
from charts.svg import data_uri
from metrics import sentences
from pages.reading import Reported
from schemas.declared import Indicator
from schemas.states import State

ILLUSTRATIVE = '<span class="mark-illustrative">Illustrative</span>'
HOME = "."
NO_BREAK = "\u00a0"


def text(words: object) -> str:
    """Escaped, with a figure kept together with its unit."""
    return escape(str(words)).replace(" %", f"{NO_BREAK}%")


def link_to(page: Indicator | str) -> str:
    """The attributes of a link to an indicator, or to a page by its address.

    pages/links.py follows it without loading everything again.
    """
    address = page if isinstance(page, str) else f"indicator?id={quote(page.id)}"
    return f'href="{address}" data-open="{address}" target="_self"'


def mark_of(reported: Reported) -> str:
    """'Illustrative', where any of our figures is invented; else nothing."""
    return ILLUSTRATIVE if reported.illustrative else ""


def image(svg: str, alt: str, kind: str) -> str:
    """A drawing as an image, with its text alternative ('' when the words beside it say it)."""
    return f'<img class="{kind}" src="{data_uri(svg)}" alt="{text(alt)}">'


def row(reported: Reported) -> str:
    """One indicator in a list: name, small trend, latest figure and its date, change. A link."""
    indicator = reported.indicator
    mark = mark_of(reported)
    return (
        f'<li><a class="row" {link_to(indicator)}>'
        f'<span class="row-name">{text(indicator.short)} {mark}</span>'
        f"{_small_trend(reported)}"
        f"{_latest(reported)}"
        f'<span class="row-change">{text(_since(reported))}</span></a></li>'
    )


def rows(reported: list[Reported]) -> str:
    """A list of indicators, a row each."""
    return f'<ul class="rows">{"".join(map(row, reported))}</ul>'


def _small_trend(reported: Reported) -> str:
    if not reported.has_figures:
        return '<span class="row-line"></span>'
    return image(sparkline(reported.chart), "", "row-line")


def _latest(reported: Reported) -> str:
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
    return f'<span class="row-figure"><b>{text(number)}</b><small>{text(under)}</small></span>'


def _since(reported: Reported) -> str:
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


def caution(indicator: Indicator) -> str:
    """What must be said beside the figure, wherever it stands."""
    said = text(indicator.caution)
    return f'<p class="caution"><b>Read with care.</b> {said}</p>' if said else ""


def table(label: str, heads: Sequence[str], lines: Iterable[Sequence[str]], kind: str = "") -> str:
    """A real table that scrolls by itself on a narrow screen. Cells are HTML; heads are not.

    `kind` is a name for pages/style.css.
    """
    top = "".join(f'<th scope="col">{text(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in lines
    )
    return (
        f'<div class="scroll {kind}" tabindex="0" role="region" aria-label="{text(label)}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
