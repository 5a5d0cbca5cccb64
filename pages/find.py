"""Find: the measures that a person may mean, and every measure where none is meant."""

import streamlit as st
from markupsafe import Markup

from pages.parts.html import show_html
from pages.parts.rows import rows
from schemas.search import find
from view_model.edition_view import EditionView

MOST = 12
EXAMPLES = Markup("<i>doctor</i>, <i>school</i> or <i>moving home</i>")
TYPE = Markup("<p>Type a word at the top of the page: {}.</p>").format(EXAMPLES)
LONGEST = 100  # of what is typed, in characters


def show(view: EditionView) -> None:
    """Draw the page of what the address asks for: /find?q=..."""
    query = st.query_params.get("q", "").strip()[:LONGEST]
    matches = [view.of(i) for i in find(query, view.edition.schemas.in_order())][:MOST]
    if matches:
        many = "1 measure" if len(matches) == 1 else f"{len(matches)} measures"
        html = Markup("<p>{} for “{}”, the likeliest first.</p>").format(many, query)
        html += rows(matches)
    else:
        html = _nothing(view, query)
    show_html(Markup('<article data-ready="find"><h1>Find a measure</h1>{}</article>').format(html))


def _nothing(view: EditionView, query: str) -> Markup:
    sorry = TYPE
    if query:
        sorry = Markup(
            "<p>No measure here is called “{}”. Try another word, or a shorter one: {}.</p>"
        ).format(query, EXAMPLES)
    every = Markup().join(
        Markup('<section class="ambition"><h3>… {}</h3>{}</section>').format(
            ambition.title, rows(view.of_ambition(ambition))
        )
        for ambition in view.strategy.ambitions
    )
    return Markup("{}<h2>Every measure there is</h2>{}").format(sorry, every)
