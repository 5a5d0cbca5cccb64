"""The inbox on a page: files that a scheduled job has dropped, taken in and then published."""

import streamlit as st

from data.inbox import Receipt, take_in, waiting
from data.publish import publish
from data.store import open_store
from officers.progress import progress
from pages.markup import text
from schemas.declared import Schemas

TAKEN = "taken-in"  # of the session: what was said of the files a moment ago


def from_inbox(schemas: Schemas, officer: str) -> None:
    """Draw what is waiting, and what became of what was taken in."""
    files = waiting()
    if files:
        many = "1 file is" if len(files) == 1 else f"{len(files)} files are"
        st.html(f"<p>{many} waiting in the inbox.</p>")
        if st.button("Check what is in the inbox, and take in what is right", key="inbox"):
            with progress() as tell, open_store() as store:
                st.session_state[TAKEN] = take_in(store, schemas, tell=tell)
            st.rerun()
    if TAKEN in st.session_state:
        _say(st.session_state[TAKEN], schemas, officer)


def _say(receipts: list[Receipt], schemas: Schemas, officer: str) -> None:
    lines = "".join(f"<li>{text(receipt)}</li>" for receipt in receipts)
    st.html(f"<h2>From the inbox</h2><ul>{lines or '<li>Nothing was ready.</li>'}</ul>")
    added = any(receipt.outcome == "added" for receipt in receipts)
    if added and st.button("Publish what was added", key="publish-inbox", type="primary"):
        with progress() as tell, open_store() as store:
            publish(store, schemas, why="From the inbox", made_by=officer, tell=tell)
        st.session_state.pop(TAKEN)
        st.rerun()
