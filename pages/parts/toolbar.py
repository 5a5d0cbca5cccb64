"""The tools at the head of every page: find a measure, present, and copy a link to what is here.

They are plain HTML; pages/parts/links.js makes them quick, and without it they still work.
"""

import streamlit as st
from markupsafe import Markup

from pages.parts.addresses import CHOOSE, FIND, PRESENT
from pages.parts.html import link, link_to, show_html
from view_model.edition_view import EditionView


def show(view: EditionView) -> None:
    """Draw them. The edition goes into the copied link, so that it shows these figures and not
    newer ones."""
    show_html(
        Markup(
            '<div class="tools"><form role="search" action="{0}" method="get" data-find="{0}">'
            '<label class="heard" for="find-words">Find a measure</label>'
            '<input id="find-words" name="q" '
            'type="search" value="{1}" maxlength="100" autocomplete="off" '
            'placeholder="Find: dentist, jobs, police">'
            '<button type="submit">Find</button></form>{2}</div>'
        ).format(
            FIND,
            st.query_params.get("q", ""),
            copy_button("Copy link", edition=view.edition.name),
        )
    )


def copy_button(label: str, address: str = "", edition: str = "") -> Markup:
    """A button that copies a link: to an address, or to the page that it stands on. One to an
    edition shows its figures for good."""
    return Markup(
        '<button type="button" class="copy" data-copy="{}" data-edition="{}">{}</button>'
        '<span class="copied" role="status"></span>'
    ).format(address, edition, label)


def present_link(address: str = PRESENT) -> Markup:
    """The button that presents what a page is about, and the way to choose something else."""
    return Markup('<p class="to-present"><a class="button" {}>Present</a> {}</p>').format(
        link_to(address), link(CHOOSE, "Choose what to present")
    )
