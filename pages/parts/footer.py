"""The foot of every page: which edition is being read, and under which licence."""

import streamlit as st

from metrics.sentences import day
from pages.accessibility import ACCESSIBILITY
from pages.changes import CHANGES
from pages.parts.html import ILLUSTRATIVE, link_to, text
from view_model.edition_view import EditionView


def show(reading: EditionView) -> None:
    """Draw the footer."""
    edition = reading.edition
    invented = any(s.illustrative for s in edition.sources.values())
    mark = (
        f"{ILLUSTRATIVE} marks figures invented to show how a measure would look. "
        if invented
        else ""
    )
    st.html(
        f"<footer><p>{mark}</p><p>Edition {text(edition.name)}, published {day(edition.made)}. "
        "Contains public sector information licensed under the Open Government Licence v3.0. "
        f"<a {link_to('about')}>About the figures</a> · "
        f"<a {link_to(CHANGES)}>What changed</a> · "
        f"<a {link_to(ACCESSIBILITY)}>Accessibility statement</a></p></footer>"
    )
