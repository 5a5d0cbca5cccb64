"""Find: the measures that a person may mean, and every measure where none is meant."""

import streamlit as st

from pages.parts.html import text
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
        said = f"<p>{many} for “{text(asked)}”, the likeliest first.</p>{rows(found)}"
    else:
        said = _nothing(reading, asked)
    st.html(f'<article data-ready="find"><h1>Find a measure</h1>{said}</article>')


def _nothing(reading: EditionView, asked: str) -> str:
    sorry = (
        f"<p>No measure here is called “{text(asked)}”. Try another word, or a shorter one: "
        "<i>doctor</i>, <i>school</i> or <i>moving home</i>.</p>"
        if asked
        else "<p>Type a word at the top of the page: <i>doctor</i>, <i>school</i> or "
        "<i>moving home</i>.</p>"
    )
    every = "".join(_of_ambition(reading, a) for a in reading.strategy.ambitions)
    return f"{sorry}<h2>Every measure there is</h2>{every}"


def _of_ambition(reading: EditionView, ambition: Ambition) -> str:
    reported = reading.of_ambition(ambition)
    listed = rows(reported) if reported else "<p>No measures yet.</p>"
    return f'<section class="ambition"><h3>… {text(ambition.title)}</h3>{listed}</section>'
