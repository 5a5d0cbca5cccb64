"""The inbox on a page: files that a scheduled job has dropped, taken in and then published."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from data.inbox import Receipt, take_in, waiting
from data.publish.publish import publish
from data.store.store import open_store
from officers.identity import may_publish
from officers.messages import not_done, say_next
from officers.progress import begin, finished
from pages.parts.html import bullets, show_html
from schemas.declared import Schemas
from schemas.person import Person
from schemas.problems import Refused
from schemas.progress import OnProgress

TAKEN = "taken-in"  # of the session: what was said of the files a moment ago


def from_inbox(schemas: Schemas, officer: Person) -> None:
    """Draw what is waiting, and what became of what was taken in."""
    _finish()
    files = waiting()
    if files:
        many = "1 file is" if len(files) == 1 else f"{len(files)} files are"
        show_html(Markup("<p>{} waiting in the inbox.</p>").format(many))
        place = st.empty()
        if place.button("Check what is in the inbox, and take in what is right", key="inbox"):
            taking = partial(_take_in, schemas, officer)
            begin("inbox", taking, place, hurries=True)
    if TAKEN in st.session_state:
        _show(st.session_state[TAKEN], schemas, officer)


def _finish() -> None:
    """What was begun is finished first."""
    try:
        taken, published = finished("inbox", list), finished("publish-inbox", str)
    except Refused as refused:
        show_html(not_done(refused))
        return
    if taken is not None:
        st.session_state[TAKEN] = taken
    if published:
        st.session_state.pop(TAKEN, None)
        say_next("Published. Everybody sees the new figures now.")
        st.rerun()


def _show(receipts: list[Receipt], schemas: Schemas, officer: Person) -> None:
    listed = bullets(receipts or ["Nothing was ready."])
    show_html(Markup("<h2>From the inbox</h2>{}").format(listed))
    added = any(receipt.outcome == "added" for receipt in receipts)
    place = st.empty()
    if (
        added
        and may_publish(officer)
        and place.button("Publish what was added", key="publish-inbox", type="primary")
    ):
        publication = partial(
            publish, open_store, schemas, why="From the inbox", made_by=officer.name
        )
        begin("publish-inbox", lambda report: publication(report=report), place)


def _take_in(schemas: Schemas, officer: Person, report: OnProgress) -> list[Receipt]:
    with open_store() as store:
        return take_in(store, schemas, report=report, by=officer.name)
