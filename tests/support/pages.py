"""Pages run by Streamlit without a browser, and the text that they show."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"

PAGE = """
from data.editions.folder import current_name, open_edition
from pages import {page}
from view_model.edition_view import EditionView
import streamlit as st
st.query_params.update({query})
edition = open_edition(current_name())
reading = EditionView(edition, edition.schemas.strategies[0])
{page}.show(reading{rest})
"""


def run_page(page: str, query: dict[str, str] | None = None, rest: str = "") -> AppTest:
    script = PAGE.format(page=page, query=query or {}, rest=rest)
    ran = AppTest.from_string(script, default_timeout=60).run()
    assert not ran.exception
    return ran


def said(app: AppTest) -> str:
    """All the HTML of a page as one text, with its no-break spaces made ordinary."""
    return " ".join(str(e.proto.body) for e in app.get("html")).replace("\u00a0", " ")
