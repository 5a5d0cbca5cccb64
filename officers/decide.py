"""Withdraw an extract, put it back, or let a draft stand: what will change first, then a line of
why, then it is published; and the way to undo it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from data.editions.folder import current_name, open_edition
from data.history import StoredExtract
from data.preview.preview import preview_decision
from data.publish.publish import publish
from data.publish.undo import Undone, undo
from data.store.decisions import ExtractState
from data.store.store import open_store
from officers.identity import may_publish
from officers.messages import not_done, say_next
from officers.preview import answered, changes, preview_once
from officers.progress import begin, finished, place_for_progress
from pages.parts.html import show_html
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.person import Person
from schemas.problems import Refused
from schemas.progress import OnProgress

DOING: dict[ExtractState, str] = {
    "accepted": "Withdraw it",
    "draft": "Let the draft stand",
    "withdrawn": "Put it back",
}
WHAT_IT_IS: dict[ExtractState, str] = {
    "accepted": "Its figures stand, where no newer ones do.",
    "draft": "It is a draft: none of its figures is on any page.",
    "withdrawn": "It is withdrawn: none of its figures is on any page.",
}
UNDONE_SO = {
    True: "Undone. Everybody sees the edition of before again.",
    False: "Undone. Everybody sees the figures without yours; what others published stays.",
}
LOOKING, DONE = "deciding", "decided"  # of the session


def offer_decision(extract: StoredExtract, officer: Person) -> None:
    """Draw what can be decided about one extract."""
    if _just_done(officer):
        return
    schemas, place = load_schemas(), place_for_progress()
    show_html(Markup("<p>{}</p>").format(WHAT_IT_IS[extract.state]))
    if st.session_state.get(LOOKING) != extract.id:
        if st.button(f"{DOING[extract.state]}: see what would change", key="look"):
            st.session_state[LOOKING] = extract.id
            st.rerun()
        return
    would_be = _becomes(extract)
    would = preview_once(
        (extract.id, extract.state),
        place,
        lambda store, report: preview_decision(store, schemas, extract.id, would_be, report=report),
    )
    changes(would, schemas)
    if not would.changes_pages:
        show_html(Markup("<p><b>Nothing would change on any page.</b></p>"))
    right = answered(would, f"extract-{extract.id}")
    added_by = [extract.added_by] if would_be == "accepted" else []
    may = may_publish(officer, added_by) and right
    buttons = st.empty()
    with buttons.form(f"decide-{extract.id}"):
        why = st.text_input("Why? The history keeps the reason.", key=f"why-{extract.id}")
        with st.container(horizontal=True):
            go_on = st.form_submit_button(
                f"{DOING[extract.state]}, and publish", type="primary", disabled=not may
            )
            stop = st.form_submit_button("Leave it as it is")
    if go_on and may:
        begin("decide", lambda report: decide(extract, why, schemas, officer, report), buttons)
    elif stop:
        _look_away()
        st.rerun()


@dataclass(frozen=True, slots=True)
class Decided:
    """What is needed to say what was decided, and to undo it."""

    edition: str
    before: str | None
    extract: StoredExtract


def decide(
    extract: StoredExtract, why: str, schemas: Schemas, officer: Person, report: OnProgress
) -> Decided:
    """Decide and publish. Raises Refused; then nothing is decided either."""
    before = current_name()
    name = publish(
        open_store,
        schemas,
        why=why,
        made_by=officer.name,
        decided={extract.id: _becomes(extract)},
        report=report,
    )
    return Decided(name, before, extract)


def _becomes(extract: StoredExtract) -> ExtractState:
    return "withdrawn" if extract.state == "accepted" else "accepted"


def finish() -> None:
    """Draw first what was decided a moment ago, until it is done. Call before the history is
    read."""
    finish_undo(DONE)
    try:
        done = finished("decide", Decided)
    except Refused as refused:
        show_html(not_done(refused))
        return
    if done:
        _look_away()
        st.session_state[DONE] = done
        st.rerun()


def _look_away() -> None:
    st.session_state.pop(LOOKING, None)
    st.session_state.pop("preview", None)


def _just_done(officer: Person) -> bool:
    """What was decided a moment ago, and the way to undo it."""
    done: Decided | None = st.session_state.get(DONE)
    if not done:
        return False
    extract = done.extract
    show_html(
        Markup(
            '<section role="status"><p><b>Done, and published.</b> {}: edition {} is what '
            "everybody sees now.</p></section>"
        ).format(extract.name, done.edition)
        + published_since(done.edition)
    )
    place = st.empty()
    with place.container(horizontal=True):
        undoes = st.button("Undo this", key="undo-decision")
        if st.button("Go on", key="go-on"):
            st.session_state.pop(DONE)
            st.rerun()
    if undoes:
        undone = {extract.id: extract.state}
        begin_undo(DONE, done.edition, done.before, undone, officer, place)
    return True


def published_since(name: str) -> Markup:
    """That somebody has published since an edition, or gone back, and what Undo does then."""
    if name == current_name():
        return Markup()
    with suppress(Refused):
        now = open_edition(current_name() or "")
        return Markup(
            "<p role='note'><b>Since then, what everybody sees has changed again</b>, to edition "
            "{} ({}: {}). Undo takes back only what is yours.</p>"
        ).format(now.name, now.made_by, now.why)
    return Markup()


def begin_undo(
    key: str,
    edition: str,
    before: str | None,
    undone: Mapping[int, ExtractState],
    officer: Person,
    place: DeltaGenerator,
) -> None:
    """Take back what an edition brought, and nothing else. `key` is where the session keeps what
    was done."""
    undoes = partial(
        undo,
        open_store,
        load_schemas(),
        edition=edition,
        before=before,
        undone=undone,
        who=officer.name,
    )
    begin(f"undo-{key}", lambda report: undoes(report=report), place)


def finish_undo(key: str) -> None:
    """Say what an undo came to, once it is done."""
    try:
        done = finished(f"undo-{key}", Undone)
    except Refused as refused:  # somebody else has decided since
        show_html(not_done(refused))
        return
    if done:
        st.session_state.pop(key, None)
        say_next(UNDONE_SO[done.went_back])
        st.rerun()
