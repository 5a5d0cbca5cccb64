"""History: who added, published and took back what, when and why; and the way back to any of it."""

from datetime import datetime

import streamlit as st
from streamlit.navigation.page import Page

from data.history import Event, HeldExtract, differences, editions, timeline
from data.publish import point_to, publish
from data.published import current_name, open_edition
from data.store import open_store
from metrics.sentences import day
from pages.markup import table, text
from schemas.load import load_schemas
from schemas.problems import Refused

READING = "edition"  # of the session: the earlier edition that is being read
MOST = 40


def show(officer: str, home: Page) -> None:
    """Draw the page. `home` is where an earlier edition is read from."""
    with open_store() as store:
        events = timeline(store)
    st.html(
        '<article data-ready="history"><h1>History</h1><p>Everything that was added, published and '
        "taken back. Nothing is ever erased, and anything can be undone.</p></article>"
    )
    _editions(home, officer)
    _extracts([e for e in events if isinstance(e.about, HeldExtract)], officer)
    st.html(f"<h2>Everything, newest first</h2>{_table(events)}")


def _table(events: tuple[Event, ...]) -> str:
    mine = [e for e in events if not _comes_with_it(e)]
    lines = [
        (text(_when(e.when)), text(e.who), text(e.did), text(e.what), text(e.why))
        for e in mine[:MOST]
    ]
    more = f"<p>and {len(mine) - MOST:,} before those</p>" if len(mine) > MOST else ""
    heads = ("When", "Who", "Did what", "To what", "Why")
    return table("History", heads, lines, kind="history") + more


def _comes_with_it(event: Event) -> bool:
    return isinstance(event.about, HeldExtract) and event.about.comes_with_it


def _when(moment: datetime) -> str:
    return f"{day(moment)}, {moment:%H:%M}"


# Editions


def _editions(home: Page, officer: str) -> None:
    st.html("<h2>Editions: what the Panel saw</h2>")
    names = [edition.name for edition in reversed(editions()) if not edition.is_damaged]
    current = current_name()
    chosen = st.selectbox(
        "Edition",
        names,
        format_func=lambda name: _edition_in_words(name, current),
        key="chosen-edition",
    )
    if chosen is None:
        return
    if chosen != current and current in names:
        st.html(f"<p>{text(_since(chosen, current))}</p>")
    with st.container(horizontal=True):
        if st.button("Read the pages as they were", key="read", disabled=chosen == current):
            st.session_state[READING] = chosen
            st.switch_page(home)
        if st.button("Make this the current one again", key="restore", disabled=chosen == current):
            point_to(chosen, who=officer)
            st.toast("Everybody sees that edition now.")
            st.rerun()


def _edition_in_words(name: str, current: str | None) -> str:
    edition = open_edition(name)
    mark = " (what everybody sees now)" if name == current else ""
    return f"{_when(edition.made)}, {edition.made_by}: {edition.why}{mark}"


def _since(chosen: str, current: str) -> str:
    said = differences(open_edition(chosen), open_edition(current))
    return f"Since then: {said.sentence}"


# Extracts


def _extracts(events: list[Event], officer: str) -> None:
    held = {e.about.id: e.about for e in events if isinstance(e.about, HeldExtract)}
    mine = {i: extract for i, extract in held.items() if not extract.comes_with_it}
    st.html("<h2>Extracts</h2>")
    if not mine:
        st.html("<p>No extract has been added yet, but for those that come with the dashboard.</p>")
        return
    chosen = st.selectbox(
        "Extract",
        sorted(mine, reverse=True),
        format_func=lambda number: _extract_in_words(mine[number]),
        key="chosen-extract",
    )
    if chosen is not None:
        _extract(mine[chosen], officer)


def _extract_in_words(extract: HeldExtract) -> str:
    states = {"stands": "", "draft": " (a draft)", "withdrawn": " (withdrawn)"}
    when = _when(extract.received)
    return f"{extract.name}, {extract.figures:,} figures, {when}{states[extract.state]}"


def _extract(extract: HeldExtract, officer: str) -> None:
    with open_store() as store:
        content = store.content(extract.id)
    st.download_button(
        "Download it as it came",
        content,
        file_name=extract.name,
        mime="text/csv",
        on_click="ignore",
        key=f"as-it-came-{extract.id}",
    )
    doing = {"stands": "Withdraw it", "draft": "Accept the draft", "withdrawn": "Put it back"}
    with st.form(f"decide-{extract.id}"):
        why = st.text_input("Why? The history keeps the reason.", key=f"why-{extract.id}")
        if st.form_submit_button(f"{doing[extract.state]}, and publish"):
            _decide(extract, why, officer)


def _decide(extract: HeldExtract, why: str, officer: str) -> None:
    try:
        with open_store() as store:
            match extract.state:
                case "stands":
                    store.withdraw(extract.id, why, officer)
                case "draft":
                    store.accept(extract.id, officer, why)
                case "withdrawn":
                    store.restore_extract(extract.id, officer, why)
            publish(store, load_schemas(), why=why, made_by=officer)
    except Refused as refused:
        st.error(" ".join(str(problem.message) for problem in refused.problems))
        return
    st.toast("Done, and published.")
    st.rerun()
