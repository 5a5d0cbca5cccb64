"""Follow a link inside the dashboard without loading the whole page again.

Our links (pages/parts/html.py) are plain ones: they open in a new tab, and are read out as links.
A small component (links.js) catches an ordinary click on one that has data-open, and has Streamlit
show that page, as it does when somebody goes back: a quarter of a second rather than two. It also
does what the tools at the head of a page need (pages/parts/toolbar.py).
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

SCRIPT = Path(__file__).parent / "links.js"


@st.cache_resource
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "follow_links", html="<span></span>", js=SCRIPT.read_text("utf-8")
    )


def follow() -> None:
    """Call after a page is drawn, so that it waits for nothing."""
    with st.container(key="follow"):
        _component()(key="follow-links")
