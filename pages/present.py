"""Present: a deck on the whole screen, for a room. Turning a slide asks nothing of the server.

The browser gets every slide at once (pages/deck/slides.py), and present.js turns them: by key,
by clicker, by touch. Which slide is on the screen stands in the address.
"""

from pathlib import Path

import streamlit as st
from markupsafe import Markup
from streamlit.components.v2.types import ComponentRenderer

from pages.deck.deck import deck_from_query
from pages.deck.slides import edition_of, slides
from pages.parts.addresses import address_of_strategy
from pages.parts.html import link, show_html
from view_model.edition_view import EditionView

HERE = Path(__file__).parent
KEYS = (
    ("→ or Page Down", "next"),
    ("← or Page Up", "previous"),
    ("Home, End", "first, last"),
    ("O or Esc", "all slides"),
    ("N", "numbers"),
    ("B", "black screen"),
    ("F", "full screen"),
    ("A number", "that slide"),
    ("S", "your notes, in a second window"),
    ("L", "leave"),
)
BUTTONS = (
    ("previous", "‹ Previous"),
    ("next", "Next ›"),
    ("numbers", "Numbers"),
    ("all", "All slides"),
    ("speak", "Notes"),
)


def show(view: EditionView) -> None:
    """Draw the page of the deck that the address asks for."""
    deck = deck_from_query(view, st.query_params.to_dict())
    show_html(
        Markup(
            '<article data-ready="present"><h1>Present</h1>'
            "<p>The slides lie over this page. {}</p></article>"
        ).format(link(deck.leave, "Go back"))
    )
    is_newest = view.strategy == view.edition.schemas.strategies[0]
    leave = deck.leave if is_newest else address_of_strategy(view.strategy, deck.leave)
    data = {"slides": slides(view, deck), "edition": edition_of(view), "leave": leave}
    _component()(key="deck", data=data)


@st.cache_resource
def _component() -> ComponentRenderer:
    script, style = (
        (HERE / "present.js").read_text("utf-8"),
        (HERE / "present.css").read_text("utf-8"),
    )
    return st.components.v2.component(
        "present", html=_frame(), css=style, js=script, isolate_styles=False
    )


def _frame() -> Markup:
    """What stands on every slide: its place, its controls and the way out."""
    keys = Markup().join(map(Markup("<div><dt>{0[0]}</dt><dd>{0[1]}</dd></div>").format, KEYS))
    button = Markup('<button type="button" data-do="{0[0]}">{0[1]}</button>')
    return Markup(
        '<dialog class="deck" aria-label="Presentation" tabindex="-1"><div class="slide"></div>'
        '<div class="all-slides" hidden><h1>All slides</h1><ol></ol><dl class="keys">{}</dl></div>'
        '<div class="bar"><p class="edition"></p><p class="place" aria-live="polite"></p>'
        '<div class="controls">{}<a class="leave" target="_self">Leave ✕</a></div></div>'
        '<div class="black" hidden></div></dialog>'
    ).format(keys, Markup().join(map(button.format, BUTTONS)))
