"""Small pieces of HTML that several pages use, and the one door by which HTML gets on a page.

HTML is `Markup`, and all other words are `str`: a `str` that is put into `Markup` is escaped, and
the door takes no `str`. So nobody has to know what is safe; mypy does.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from charts.svg.font import data_uri
from schemas.declared import Indicator

ILLUSTRATIVE = Markup('<span class="mark-illustrative">Invented</span>')


def show_html(html: Markup) -> None:
    """Draw it where the page has got to."""
    st.html(unbroken(html))


def unbroken(html: Markup) -> str:
    """It, with every figure kept together with its unit, as it is sent to the browser."""
    return str(html).replace(" %", "\u00a0%")


def bullets(lines: Iterable[object], kind: str = "") -> Markup:
    """A list. `kind` is a name for pages/style.css."""
    named = Markup(' class="{}"').format(kind) if kind else ""
    listed = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<ul{}>{}</ul>").format(named, listed)


def facts(lines: Iterable[tuple[Markup | str, Markup | str]]) -> Markup:
    """A list of names and what each means."""
    listed = (Markup("<dt>{}</dt><dd>{}</dd>").format(*line) for line in lines)
    return Markup("<dl>{}</dl>").format(Markup().join(listed))


def small(words: Markup | str) -> Markup:
    """A paragraph in small print; nothing of nothing."""
    return Markup('<p class="small">{}</p>').format(words) if words else Markup()


def on_screen(html: Markup) -> Markup:
    """What paper has no room for."""
    return Markup('<div class="on-screen">{}</div>').format(html)


def heard(words: str) -> Markup:
    """Words that are read out and not seen, where the eye has a column or a gap."""
    return Markup('<span class="heard">{} </span>').format(words)


def fold(summary: Markup | str, inside: Markup, kind: str = "", is_open: bool = False) -> Markup:
    """Folded away under its summary, or open. `kind`: 'in-print' of what is open on paper."""
    html = Markup('<details class="{}"{}><summary>{}</summary>{}</details>')
    return html.format(kind, Markup(" open") if is_open else "", summary, inside)


def link(page: Indicator | str, words: Markup | str, at: str = "") -> Markup:
    """A link in words, to what `link_to` takes."""
    return Markup("<a {}>{}</a>").format(link_to(page, at), words)


def link_to(page: Indicator | str, at: str = "") -> Markup:
    """The attributes of a link to an indicator, or to a page by its address; `at` is the id of the
    part of it to show.

    pages/parts/links.js follows it without loading everything again.
    """
    address = page if isinstance(page, str) else f"indicator?id={quote(page.id)}"
    part = Markup('#{0}" data-at="{0}').format(at) if at else ""
    return Markup('href="{0}{1}" data-open="{0}" target="_self"').format(address, part)


class MayBeIllustrative(Protocol):
    """What may rest on invented figures."""

    @property
    def illustrative(self) -> bool:
        """Whether it does."""


def mark_of(what: MayBeIllustrative | None) -> Markup:
    """'Invented', where it is invented or rests on what is; else nothing."""
    return ILLUSTRATIVE if what and what.illustrative else Markup()


def image(svg: str, alt: str, kind: str, *, folded: bool = False) -> Markup:
    """An SVG as an image, with its text alternative ('' when the words beside it say it). The
    drawing is not HTML here: a browser runs nothing that stands in an image.

    One that may be `folded` away is drawn when it comes into sight.
    """
    later = Markup(' loading="lazy" decoding="async"') if folded else ""
    return Markup('<img class="{}" src="{}" alt="{}"{}>').format(kind, data_uri(svg), alt, later)


def note(words: Markup | str) -> Markup:
    """What to know of the figures that are read, over the page."""
    return Markup("<p role='note' class='caution'>{}</p>").format(words)


def caution(indicator: Indicator) -> Markup:
    """What must be said beside the figure, wherever it stands."""
    if not indicator.caution:
        return Markup()
    return Markup('<p class="caution"><b>Read with care.</b> {}</p>').format(indicator.caution)


def table(
    label: str, heads: Sequence[str], lines: Iterable[Sequence[Markup | str]], kind: str = ""
) -> Markup:
    """A real table that scrolls by itself on a narrow screen: a row for each line, headed by its
    first cell, with a column for each of `heads`. `label` is read out in place of a caption.

    `kind` is a name for pages/style.css.
    """
    top = Markup().join(Markup('<th scope="col">{}</th>').format(head) for head in heads)
    body = Markup().join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            first, Markup().join(Markup("<td>{}</td>").format(cell) for cell in rest)
        )
        for first, *rest in lines
    )
    return Markup(
        '<div class="scroll {}" tabindex="0" role="region" aria-label="{}">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(kind, label, top, body)
