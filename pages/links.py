"""Follow a link to an indicator without loading the whole page again.

Our rows are plain links (they open in a new tab, and are read out as links). This small
component catches an ordinary click on one and asks Streamlit for the page instead: a quarter of
a second rather than two.
"""

from collections.abc import Mapping

import streamlit as st

_FOLLOW = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-open]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain) return;
    event.preventDefault();
    setTriggerValue("open", link.dataset.open);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""


@st.cache_resource
def _component():  # type: ignore[no-untyped-def]
    return st.components.v2.component("follow_links", html="<span></span>", js=_FOLLOW)


def follow(pages: Mapping[str, st.Page]) -> None:
    """Call before the page is drawn: a click on a row has asked for an indicator."""
    asked = _component()(key="follow", on_open_change=lambda: None).open
    if asked:
        st.switch_page(pages["indicator"], query_params={"id": asked})
