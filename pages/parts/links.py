"""Follow a link inside the dashboard without loading the whole page again.

Our links (pages/parts/html.py) are plain ones: they open in a new tab, and are read out as links.
A small component (links.js) catches an ordinary click on one that has data-open, and asks
Streamlit for the page instead: a quarter of a second rather than two. It also does what the tools
at the head of a page need (pages/parts/toolbar.py).
"""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.navigation.page import Page

from pages.parts.addresses import HOME

SCRIPT = Path(__file__).parent / "links.js"


@st.cache_resource
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "follow_links", html="<span></span>", js=SCRIPT.read_text("utf-8")
    )


def follow(pages: Iterable[Page]) -> None:
    """Call after a page is drawn, so that it waits for nothing: a click on one of our links may
    have asked for another page."""
    with st.container(key="follow"):
        address = _component()(key="follow-links", on_open_change=lambda: None).open
    name, _, query = (address or "").partition("?")
    path = name.removeprefix(HOME)
    wanted = next((page for page in pages if address and page.url_path == path), None)
    if wanted:
        st.switch_page(wanted, query_params=parse_qsl(query))
