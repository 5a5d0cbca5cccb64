"""Choose what to present: which measures, in which order. The address keeps it as a link."""

import streamlit as st
from markupsafe import Markup

from pages.deck.deck import (
    address_of,
    address_of_ambition,
    address_of_criterion,
    headline,
    names_in,
)
from pages.parts.html import bullets, link, link_to, show_html
from pages.parts.toolbar import copy_button
from schemas.declared import Indicator
from view_model.edition_view import EditionView

KEY = "to-present"
OPENING = Markup(
    '<article data-ready="choose"><h1>Choose what to present</h1><p>Pick measures, and put them in '
    "the order in which you want to talk about them. Keep the link for the meeting: it opens the "
    "same slides, with the newest figures.</p></article>"
)


def show(view: EditionView) -> None:
    """Draw the page. /choose?show=dental_checks,feels_safe starts from these two."""
    schemas = view.edition.schemas
    show_html(OPENING)
    linked = st.query_params.get("show", "")
    if KEY not in st.session_state:
        known = [name for name in names_in(linked) if name in schemas.indicators]
        st.session_state[KEY] = known
    chosen = st.multiselect(
        "Measures to present, in this order",
        [i.id for i in schemas.in_order()],
        format_func=lambda name: schemas.indicators[name].short,
        placeholder="Choose a measure",
        key=KEY,
    )
    # Only what differs: an address that is said again may come after somebody has gone Back.
    if chosen and ",".join(chosen) != linked:
        st.query_params["show"] = ",".join(chosen)
    elif linked and not chosen:
        del st.query_params["show"]
    _start(view, chosen)
    _in_order([schemas.indicators[name] for name in chosen])
    show_html(_ready_made(view))


def _start(view: EditionView, chosen: list[str]) -> None:
    if not chosen:
        show_html(Markup("<p>Nothing is chosen yet. Choose above, or start from:</p>"))
        for words, names in _proposals(view).items():
            st.button(words, key=words, on_click=_choose, args=(names,))
        return
    many = "1 measure" if len(chosen) == 1 else f"{len(chosen)} measures"
    address = address_of(chosen)
    show_html(
        Markup('<p class="to-present"><a class="button" {}>Present {}</a> {}</p>').format(
            link_to(address), many, copy_button("Copy the link to these slides", address)
        )
    )


def _proposals(view: EditionView) -> dict[str, list[str]]:
    """What somebody may begin with, by what it is called."""
    cards = view.cards
    sets = {
        "What is worth a question tonight": [card.indicator for card in cards.questions],
        "What is worth celebrating": [card.indicator for card in cards.celebrations],
        "Both, and what the success criteria rest on": [i.id for i in headline(view)],
    }
    return {words: names for words, names in sets.items() if names}


def _choose(names: list[str]) -> None:
    st.session_state[KEY] = names


def _in_order(chosen: list[Indicator]) -> None:
    """Each measure with buttons that move it: reached by keyboard, and by a finger."""
    names = [i.id for i in chosen]
    for n, indicator in enumerate(chosen):
        with st.container(horizontal=True, vertical_alignment="center", key=f"place-{n}"):
            show_html(Markup("<p><b>{}</b>  {}</p>").format(n + 1, indicator.short))
            _mover(f"Move {n + 1} up", names, n, n - 1)
            _mover(f"Move {n + 1} down", names, n, n + 1)


def _mover(label: str, names: list[str], old: int, new: int) -> None:
    nowhere = not 0 <= new < len(names)
    st.button(label, key=label, disabled=nowhere, on_click=_move, args=(names, old, new))


def _move(names: list[str], old: int, new: int) -> None:
    rest = [name for n, name in enumerate(names) if n != old]
    _choose([*rest[:new], names[old], *rest[new:]])


def _ready_made(view: EditionView) -> Markup:
    strategy = view.strategy
    ambitions = (link(address_of_ambition(a), f"… {a.title}") for a in strategy.ambitions)
    criteria = (link(address_of_criterion(c), c.name) for c in strategy.criteria)
    every = address_of(i.id for i in view.edition.schemas.in_order())
    return Markup(
        "<h2>Or present one part</h2><h3>An ambition</h3>{}<h3>A success criterion</h3>{}"
        "<h3>Everything</h3>{}"
    ).format(bullets(ambitions), bullets(criteria), bullets([link(every, "Every measure")]))
