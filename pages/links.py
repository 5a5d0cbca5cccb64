"""Follow a link inside the dashboard without loading the whole page again.

Our links (pages/markup.py) are plain ones: they open in a new tab, and are read out as links.
This small component catches an ordinary click on one that has data-open, and asks Streamlit for
the page instead: a quarter of a second rather than two.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import Page

from pages.markup import HOME

_FOLLOW = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-open]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain) return;
    event.preventDefault();
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    setTriggerValue("open", link.dataset.open);
    if (link.dataset.at) show(link.dataset.at, Date.now() + 5000);
  };
  const show = (id, until) => {
    const part = document.getElementById(id);
    if (part) part.scrollIntoView();
    else if (Date.now() < until) setTimeout(show, 100, id, until);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""


@st.cache_resource
def _component() -> Callable[..., Any]:
    return st.components.v2.component("follow_links", html="<span></span>", js=_FOLLOW)


def follow(pages: Iterable[Page]) -> None:
    """Call after a page is drawn, so that it waits for nothing: a click on one of our links may
    have asked for another page."""
    with st.container(key="follow"):
        asked = _component()(key="follow-links", on_open_change=lambda: None).open
    name, _, query = (asked or "").partition("?")
    path = name.removeprefix(HOME)
    wanted = next((page for page in pages if asked and page.url_path == path), None)
    if wanted:
        st.switch_page(wanted, query_params=parse_qsl(query))
