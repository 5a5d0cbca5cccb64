"""Withdraw an extract, put it back, or let a draft stand: what will change first, then a line of
why, then it is published; and the way to undo it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from data.editions.folder import current_name
from data.history import StoredExtract
from data.preview.preview import preview_decision
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.decisions import ExtractState
from data.store.store import Store, open_store
from officers.messages import NOT_PUBLISHED, not_done
from officers.preview import changes, preview_once
from officers.progress import begin, finished, place_for_progress
from pages.parts.html import show_html
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.person import Person
from schemas.problems import Refused
from schemas.progress import OnProgress, part

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
LOOKING, DONE = "deciding", "decided"  # of the session
UNDONE = "Undone"
Does = Callable[[Store, int, str, str], None]


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
    would_be: ExtractState = "withdrawn" if extract.state == "accepted" else "accepted"
    would = preview_once(
        (extract.id, extract.state),
        place,
        lambda store, report: preview_decision(store, schemas, extract.id, would_be, report=report),
    )
    changes(would, schemas)
    if not would.changes_pages:
        show_html(Markup("<p><b>Nothing would change on any page.</b></p>"))
    with st.form(f"decide-{extract.id}"):
        why = st.text_input("Why? The history keeps the reason.", key=f"why-{extract.id}")
        with st.container(horizontal=True):
            go_on = st.form_submit_button(f"{DOING[extract.state]}, and publish", type="primary")
            stop = st.form_submit_button("Leave it as it is")
    if go_on:
        begin("decide", lambda report: decide(extract, why, schemas, officer, report))
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
    """Decide and publish. Raises Refused; what was decided and
    could not be published is then taken back."""
    before = current_name()
    report(0.0, "Writing the decision down")
    with open_store() as store:
        _DOES[extract.state](store, extract.id, officer.name, why)
    try:
        name = publish(
            open_store, schemas, why=why, made_by=officer.name, report=part(report, 0.05)
        )
    except Refused:
        with open_store() as store:
            _TAKES_BACK[extract.state](store, extract.id, officer.name, NOT_PUBLISHED)
        raise
    return Decided(name, before, extract)


def finish() -> None:
    """Draw first what was decided a moment ago, until it is done. Call before the history is
    read."""
    try:
        done = finished("decide", Decided)
    except Refused as refused:
        show_html(not_done(refused))
        return
    if done:
        _look_away()
        st.session_state[DONE] = done
        st.rerun()


_DOES: Mapping[ExtractState, Does] = {
    "accepted": Store.withdraw,
    "draft": Store.accept,
    "withdrawn": Store.restore_extract,
}
_UNDOES: Mapping[ExtractState, Does] = {
    "accepted": Store.restore_extract,
    "draft": Store.withdraw,
    "withdrawn": Store.withdraw,
}
_TAKES_BACK: Mapping[ExtractState, Does] = {**_UNDOES, "draft": Store.set_aside}


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
    )
    with st.container(horizontal=True):
        if st.button("Undo this", key="undo-decision"):
            undoes = _UNDOES[extract.state]
            undo(DONE, done.before, officer, lambda s, who: undoes(s, extract.id, who, UNDONE))
        if st.button("Go on", key="go-on"):
            st.session_state.pop(DONE)
            st.rerun()
    return True


def undo(
    key: str, before: str | None, officer: Person, decide: Callable[[Store, str], None]
) -> None:
    """Decide the other way, and show the edition of before again. Nothing is erased. `key` is
    where the session keeps what was done."""
    try:
        with open_store() as store:
            decide(store, officer.name)
    except Refused as refused:  # somebody else has decided since
        show_html(not_done(refused))
        return
    if before:
        point_to(before, who=officer.name, why=UNDONE)
    st.session_state.pop(key)
    st.toast("Undone. Everybody sees the edition of before again.")
    st.rerun()
