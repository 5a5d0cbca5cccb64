"""Small pieces of HTML that several pages use. Everything that comes from data is escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from charts.svg.font import data_uri
from schemas.declared import Indicator
from view_model.edition_view import IndicatorView

ILLUSTRATIVE = '<span class="mark-illustrative">Illustrative</span>'
HOME = "."
NO_BREAK = "\u00a0"


def text(words: object) -> str:
    """Escaped, with a figure kept together with its unit."""
    return escape(str(words)).replace(" %", f"{NO_BREAK}%")


def link_to(page: Indicator | str, at: str = "") -> str:
    """The attributes of a link to an indicator, or to a page by its address; `at` is the id of the
    part of it to show.

    pages/parts/links.py follows it without loading everything again.
    """
    address = page if isinstance(page, str) else f"indicator?id={quote(page.id)}"
    part = f'#{at}" data-at="{at}' if at else ""
    return f'href="{address}{part}" data-open="{address}" target="_self"'


def mark_of(reported: IndicatorView) -> str:
    """'Illustrative', where any of our figures is invented; else nothing."""
    return ILLUSTRATIVE if reported.illustrative else ""


def image(svg: str, alt: str, kind: str, *, folded: bool = False) -> str:
    """A drawing as an image, with its text alternative ('' when the words beside it say it).

    One that is folded away is drawn when somebody opens the fold.
    """
    later = ' loading="lazy" decoding="async"' if folded else ""
    return f'<img class="{kind}" src="{data_uri(svg)}" alt="{text(alt)}"{later}>'


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
