"""The tools at the head of every page: find a measure, present, and copy a link to what is here.

They are plain HTML; pages/parts/links.py makes them quick, and without it they still work.
"""

import streamlit as st

from pages.deck.deck import CHOOSE, PRESENT
from pages.parts.html import link_to, text
from view_model.edition_view import EditionView

FIND = "find"


def show(reading: EditionView) -> None:
    """Draw them."""
    st.html(_html(reading.edition.name, st.query_params.get("q", "")))


def _html(edition: str, asked: str) -> str:
    """`edition` goes into the copied link, so that it shows these figures and not newer ones."""
    return (
        f'<div class="tools"><form role="search" action="{FIND}" method="get" data-find="{FIND}">'
        '<label for="find-words">Find a measure</label>'
        f'<input id="find-words" name="q" type="search" value="{text(asked)}" maxlength="100" '
        'autocomplete="off"><button type="submit">Find</button></form>'
        f"{copy_button('Copy link', edition=edition)}</div>"
    )


def copy_button(label: str, address: str = "", edition: str = "") -> str:
    """A button that copies a link: to an address, or to the page that it stands on. One to an
    edition shows its figures for good."""
    return (
        f'<button type="button" class="copy" data-copy="{text(address)}" '
        f'data-edition="{text(edition)}">{text(label)}</button>'
        '<span class="copied" role="status"></span>'
    )


def present_link(address: str = PRESENT) -> str:
    """The button that presents what a page is about, and the way to choose something else."""
    return (
        f'<p class="to-present"><a class="button" {link_to(address)}>Present</a> '
        f"<a {link_to(CHOOSE)}>Choose what to present</a></p>"
    )
