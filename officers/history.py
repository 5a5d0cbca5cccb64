"""History: who added, published and took back what, when and why; and the way back to any of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import Page

from data.editions.folder import current_name, open_edition
from data.history import Event, StoredExtract, differences, editions, timeline
from data.publish.pointer import point_to
from data.store.store import open_store
from metrics.sentences import day
from officers.decide import finish, offer_decision
from officers.identity import may_publish
from officers.messages import FORGOTTEN, say_next, show_what_was_done
from officers.progress import is_forgotten
from pages.parts.html import show_html, small, table
from pages.parts.sources import EXTRACT, released
from schemas.person import Person

READING = "edition"  # of the session: the earlier edition that is being read
MOST = 40
OPENING = Markup(
    '<article data-ready="history"><h1>History</h1><p>Everything that was added, published and '
    "taken back. Nothing is ever erased, and anything can be undone.</p></article>"
)
NONE_ADDED = Markup(
    "<p>No file has been added yet, but for those that come with the dashboard.</p>"
)

Key = TypeVar("Key", str, int)


def show(officer: Person, home: Page) -> None:
    """Draw the page. `home` is where an earlier edition is read from."""
    show_html(OPENING)
    if is_forgotten():
        show_html(FORGOTTEN)
    finish()
    show_what_was_done()
    with open_store(to_read=True) as store:
        events = timeline(store)
    _editions(home, officer)
    _extracts([e for e in events if isinstance(e.about, StoredExtract)], officer)
    show_html(Markup("<h2>Everything, newest first</h2>{}").format(_table(events)))


def _table(events: tuple[Event, ...]) -> Markup:
    added = [
        e for e in events if not (isinstance(e.about, StoredExtract) and e.about.comes_with_it)
    ]
    lines = [(_when(e.when), e.who, e.did, e.what, e.why) for e in added[:MOST]]
    html = table("History", ("When", "Who", "Did what", "To what", "Why"), lines, kind="history")
    more = Markup("<p>and {:,} before those</p>").format(len(added) - MOST)
    return html + more if len(added) > MOST else html


def _when(moment: datetime) -> str:
    return f"{day(moment)}, {moment:%H:%M}"


# Editions


def _editions(home: Page, officer: Person) -> None:
    show_html(Markup("<h2>Editions: what everybody saw</h2>"))
    names = [edition.name for edition in reversed(editions()) if not edition.is_damaged]
    current = current_name()
    chosen = st.selectbox(
        "Edition",
        names,
        index=names.index(current) if current in names else 0,
        format_func=_apart({name: _edition_in_words(name, current) for name in names}),
        key="chosen-edition",
    )
    if chosen is None:
        return
    show_html(small(_edition_in_words(chosen, current)))  # of which a phone's box shows the end
    if chosen == current:
        earlier = "To read an earlier one, or to go back to it, choose it here."
        more = earlier if len(names) > 1 else ""
        show_html(Markup("<p>This is what everybody sees now. {}</p>").format(more))
        return
    if current in names:
        since = differences(open_edition(chosen), open_edition(current)).sentence
        show_html(Markup("<p>Since then: {}</p>").format(since))
    with st.container(horizontal=True):
        if st.button("Read the pages as they were", key="read"):
            st.session_state[READING] = chosen
            st.switch_page(home)
        again = "Make this what everybody sees again"
        if may_publish(officer) and st.button(again, key="restore"):
            point_to(chosen, who=officer.name)
            say_next("Everybody sees that edition now.")
            st.rerun()


def _apart(labels: Mapping[Key, str]) -> Callable[[Key], str]:
    """Each by its label, and by its number or name too where others are called the same: a list
    that shows the same words twice takes one for the other."""
    many = Counter(labels.values())
    return lambda which: labels[which] + (f" [{which}]" if many[labels[which]] > 1 else "")


def _edition_in_words(name: str, current: str | None) -> str:
    edition = open_edition(name)
    mark = " (now)" if name == current else ""
    return f"{_when(edition.made)}{mark}, {edition.made_by}: {edition.why}"


# Extracts


def _extracts(events: list[Event], officer: Person) -> None:
    """Those that officers have added, and the one that a page's address names: ?extract=12."""
    stored = {e.about.id: e.about for e in events if isinstance(e.about, StoredExtract)}
    linked = st.query_params.get(EXTRACT, "")
    shown = {i: x for i, x in stored.items() if not x.comes_with_it or str(i) == linked}
    show_html(Markup('<h2 id="extracts">Extracts: the files that were added</h2>'))
    if not shown:
        show_html(NONE_ADDED)
        return
    numbers = sorted(shown, reverse=True)
    chosen = st.selectbox(
        "Extract",
        numbers,
        index=next((at for at, number in enumerate(numbers) if str(number) == linked), 0),
        format_func=_apart({n: _extract_in_words(x) for n, x in shown.items()}),
        key=f"chosen-extract-{linked}",
    )
    if chosen is not None:
        _extract(shown[chosen], officer)


def _extract_in_words(extract: StoredExtract) -> str:
    states = {"accepted": "", "draft": " (a draft)", "withdrawn": " (withdrawn)"}
    when = _when(extract.received)
    return f"{extract.name}, {extract.holds}, {when}{states[extract.state]}"


def _extract(extract: StoredExtract, officer: Person) -> None:
    came = f"Received {_when(extract.received)}, from {extract.received_from}."
    where = f"{extract.publication}; {extract.publisher}, released {released(extract.released)}."
    named = small(_extract_in_words(extract))
    show_html(named + Markup("<p>Number {}. {} {}</p>").format(extract.id, where, came))
    st.download_button(
        "Download it as it is kept",
        partial(_as_it_is_kept, extract.id),
        file_name=extract.name,
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
        key=f"as-it-is-kept-{extract.id}",
    )
    offer_decision(extract, officer)


def _as_it_is_kept(number: int) -> bytes:
    with open_store(to_read=True) as store:
        return store.content(number)
