"""Find: the measures that a person may mean, and every measure where none is meant."""

import streamlit as st
from markupsafe import Markup

from pages.parts.html import show_html
from pages.parts.rows import rows
from schemas.declared import Ambition
from schemas.search import find
from view_model.edition_view import EditionView

MOST = 12
LONGEST = 100  # of what is typed, in characters


def show(reading: EditionView) -> None:
    """Draw the page of what the address asks for: /find?q=..."""
    asked = st.query_params.get("q", "").strip()[:LONGEST]
    found = [reading.of(i) for i in find(asked, reading.edition.schemas.in_order())][:MOST]
    if found:
        many = "1 measure" if len(found) == 1 else f"{len(found)} measures"
        said = Markup("<p>{} for “{}”, the likeliest first.</p>{}").format(many, asked, rows(found))
    else:
        said = _nothing(reading, asked)
    show_html(Markup('<article data-ready="find"><h1>Find a measure</h1>{}</article>').format(said))


def _nothing(reading: EditionView, asked: str) -> Markup:
    sorry = (
        Markup(
            "<p>No measure here is called “{}”. Try another word, or a shorter one: <i>doctor"
            "</i>, <i>school</i> or <i>moving home</i>.</p>"
        ).format(asked)
        if asked
        else Markup(
            "<p>Type a word at the top of the page: <i>doctor</i>, <i>school</i> or <i>moving "
            "home</i>.</p>"
        )
    )
    every = Markup().join(_of_ambition(reading, a) for a in reading.strategy.ambitions)
    return Markup("{}<h2>Every measure there is</h2>{}").format(sorry, every)


def _of_ambition(reading: EditionView, ambition: Ambition) -> Markup:
    reported = reading.of_ambition(ambition)
    listed = rows(reported) if reported else Markup("<p>No measures yet.</p>")
    return Markup('<section class="ambition"><h3>… {}</h3>{}</section>').format(
        ambition.title, listed
    )
