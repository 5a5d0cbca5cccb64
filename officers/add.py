"""Add an extract: drop it, see what is wrong and what will change, publish it, or take it back."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import streamlit as st

from data.extract import Extract, Provenance
from data.handed_back import with_problems
from data.official import read_any
from data.preview import preview
from data.previewed import Preview
from data.publish import point_to, publish
from data.published import current_name
from data.store import open_store
from data.templates import latest_periods, template
from officers.changes import changes
from officers.from_inbox import from_inbox
from officers.notes import note, refusal
from pages.markup import link_to, text
from reports.reading import Reading
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused

STEPS = ("Drop", "Check, and see what changes", "Publish")


def show(reading: Reading, officer: str) -> None:
    """Draw the page."""
    schemas = load_schemas()
    st.html(_opening(_step()))
    if _just_done(reading):
        return
    _templates(schemas)
    from_inbox(schemas, officer)
    if kept := st.session_state.pop("refused", ""):
        st.html(kept)
    files = st.file_uploader(
        "CSV files: from the case system, or as the Department for Education publishes them",
        accept_multiple_files=True,
        key=f"drop-{st.session_state.get('drops', 0)}",
    )
    if files:
        _check([(file.name, file.getvalue()) for file in files], schemas, officer)


def _opening(step: int) -> str:
    steps = "".join(
        f"<li{' aria-current=step' if n == step else ''}>{name}</li>"
        for n, name in enumerate(STEPS)
    )
    return (
        '<article data-ready="add"><h1>Add figures</h1>'
        "<p>Nothing is published before you say so, and everything can be undone. Files that hold "
        f'anything about a single child are refused and not kept.</p><ol class="steps">{steps}</ol>'
        "</article>"
    )


def _step() -> int:
    if "published" in st.session_state:
        return 2
    key = f"drop-{st.session_state.get('drops', 0)}"
    return 1 if st.session_state.get(key) else 0


def _templates(schemas: Schemas) -> None:
    with st.expander("A file to fill in"):
        names = {i.id: i.title for i in schemas.in_order()}
        chosen = st.multiselect(
            "Measures", list(names), format_func=lambda name: names[name], key="template"
        )
        if not chosen:
            return
        with open_store() as store:
            content = template(chosen, schemas, latest_periods(store, schemas))
        st.download_button(
            "Download the file to fill in (CSV)",
            content,
            file_name="extract.csv",
            mime="text/csv",
            on_click="ignore",
        )


# Check, and see what changes


@dataclass(frozen=True)
class _Arrived:
    """A file that was dropped, as it was read."""

    extract: Extract
    provenance: Provenance
    said: str


def _check(files: list[tuple[str, bytes]], schemas: Schemas, officer: str) -> None:
    arrived = [_read(name, content, schemas, officer) for name, content in files]
    _forget_personal(arrived)
    for one in arrived:
        st.html(note(one.extract, one.said))
        _back(one.extract)
    if any(one.extract.refused for one in arrived):
        st.html(refusal(len(arrived)))
        return
    with st.spinner("Working out what will change …"):
        would = _preview([(one.extract, one.provenance) for one in arrived], schemas)
    changes(would, schemas)
    _publish(would, arrived, schemas, officer)


def _read(name: str, content: bytes, schemas: Schemas, officer: str) -> _Arrived:
    extract, official = read_any(name, content, schemas)
    council = schemas.council.authority
    usual = Provenance(
        name=name,
        received_from=officer,
        publication=f"{council}, local extract",
        publisher=council,
        released=date.today().isoformat(),
    )
    if official and official.provenance:
        return _Arrived(extract, replace(official.provenance, received_from=officer), official.said)
    return _Arrived(extract, usual, "")


def _back(extract: Extract) -> None:
    """The file with its problems in a column, for who has to put it right."""
    if extract.problems and not extract.personal:
        st.download_button(
            "Download this file with a column of problems (CSV)",
            partial(with_problems, extract),
            file_name=f"problems in {extract.name}",
            mime="text/csv",
            on_click="ignore",
            key=f"back-{extract.fingerprint}",
        )


def _forget_personal(arrived: list[_Arrived]) -> None:
    """What was refused for being about a child does not stay in the server's memory, nor on the
    page: only what is said of it, which holds nothing of it."""
    if any(one.extract.personal for one in arrived):
        said = "".join(note(one.extract) for one in arrived if one.extract.personal)
        st.session_state["refused"] = said + refusal(len(arrived))
        _start_again()
        st.rerun()


def _preview(arriving: list[tuple[Extract, Provenance]], schemas: Schemas) -> Preview:
    """Worked out once for the same files and edition, and kept for this visitor."""
    key = (current_name(), *(extract.fingerprint for extract, _ in arriving))
    kept = st.session_state.get("preview")
    if kept is None or kept[0] != key:
        with open_store() as store:
            kept = (key, preview(store, schemas, arriving))
        st.session_state["preview"] = kept
    found: Preview = kept[1]
    return found


# Publish, or keep, or take back


def _publish(would: Preview, arrived: list[_Arrived], schemas: Schemas, officer: str) -> None:
    if not would.affected:
        st.html("<p><b>Nothing would change, so there is nothing to publish.</b></p>")
        return
    with st.form("publish"):
        why = st.text_input(
            "A line for the history: what is new, and why", placeholder="Quarter 3", key="why"
        )
        publishing = st.form_submit_button(would.button, type="primary")
        keeping = st.form_submit_button("Keep as a draft, and publish nothing")
    if publishing:
        _do(arrived, schemas, officer, why or "New figures")
    elif keeping:
        _keep(arrived)


def _do(arrived: list[_Arrived], schemas: Schemas, officer: str, why: str) -> None:
    before = current_name()
    try:
        with st.status("Publishing …", expanded=True) as status, open_store() as store:
            status.write("Adding the figures to the store")
            store.add_all([(one.extract, one.provenance) for one in arrived])
            held = [store.held(one.extract.fingerprint) for one in arrived]
            status.write("Working out the words, and building the edition")
            name = publish(store, schemas, why=why, made_by=officer)
            status.update(label="Published", state="complete")
    except Refused as refused:
        st.error("Nothing was changed. " + " ".join(str(p) for p in refused.problems))
        return
    would: Preview = st.session_state["preview"][1]
    st.session_state["published"] = {
        "edition": name,
        "before": before,
        "extracts": [found[0] for found in held if found],
        "affected": would.affected,
        "officer": officer,
    }
    _start_again()
    st.rerun()


def _keep(arrived: list[_Arrived]) -> None:
    with open_store() as store:
        store.add_all([(one.extract, one.provenance) for one in arrived], draft=True)
    _start_again()
    st.toast("Kept as a draft. It is in the history, and on no page.")
    st.rerun()


def _start_again() -> None:
    st.session_state["drops"] = st.session_state.get("drops", 0) + 1
    st.session_state.pop("preview", None)


def _just_done(reading: Reading) -> bool:
    """What was published a moment ago, where to see it, and the way to undo it."""
    done = st.session_state.get("published")
    if not done:
        return False
    indicators = [reading.edition.schemas.indicators.get(name) for name in done["affected"]]
    links = "".join(f"<li><a {link_to(i)}>{text(i.title)}</a></li>" for i in indicators if i)
    st.html(
        f"<h2>Published</h2><p>Edition {text(done['edition'])} is what everybody sees now. See:"
        f"</p><ul>{links}</ul>"
    )
    with st.container(horizontal=True):
        if st.button("Add more", key="more"):
            st.session_state.pop("published")
            st.rerun()
        if st.button("Undo this", key="undo"):
            _undo(done)
    return True


def _undo(done: dict[str, object]) -> None:
    """Withdraw the extracts and show the edition of before again. Nothing is erased."""
    with open_store() as store:
        for extract in done["extracts"]:  # type: ignore[attr-defined]
            store.withdraw(extract, why="Undone", who=str(done["officer"]))
    if done["before"]:
        point_to(str(done["before"]))
    st.session_state.pop("published")
    st.toast("Undone. Everybody sees the edition of before again.")
    st.rerun()
