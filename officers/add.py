"""Add an extract: drop it, see what is wrong and what will change, publish it, or take it back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.any_file import provenance_of, read_any, read_without_faulty_rows, to_lay_out
from data.due import due, to_fill_in
from data.editions.folder import current_name
from data.ingest.annotated_file import annotate, faulty_rows, is_table
from data.ingest.check import Extract, Provenance
from data.note_templates import KINDS, note_template
from data.preview.model import Preview
from data.preview.preview import preview
from data.publish.notes import require_safe_reason
from data.publish.publish import publish
from data.store.store import open_store
from data.store.what_if import Arriving
from data.templates import latest_periods, template
from metrics.sentences import day
from officers.decide import begin_undo, finish_undo, published_since
from officers.identity import may_publish
from officers.inbox import from_inbox
from officers.messages import (
    FORGOTTEN,
    not_done,
    note,
    refusal,
    say_next,
    show_what_was_done,
    summary,
)
from officers.preview import answered, cannot_be_hidden, changes, preview_once
from officers.progress import (
    begin,
    finished,
    is_forgotten,
    is_going_on,
    place_for_progress,
    progress,
)
from officers.scorecard import is_asked_again, lay_out, offer_change
from pages.parts.addresses import COMMITMENTS
from pages.parts.html import bullets, link, show_html, table
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.notes import PLURAL, NoteKind
from schemas.person import Person
from schemas.problems import Refused
from schemas.progress import OnProgress, part
from view_model.edition_view import EditionView

DROPPED_AGAIN = "dropped again. The newest one counts, in place of the one before."
DUE = "due"
STEPS = ("Drop", "Check, and see what changes", "Publish")


def show(view: EditionView, officer: Person) -> None:
    """Draw the page."""
    schemas = load_schemas()
    show_html(_opening(_step()))
    if is_forgotten():
        show_html(FORGOTTEN)
    finish_undo("published")
    _finish()
    show_what_was_done()
    if _just_done(view, officer):
        return
    _templates(schemas)
    from_inbox(schemas, officer)
    if kept := st.session_state.pop("refused", ""):
        show_html(kept)
    files = st.file_uploader(
        "Drop your files here, all of them at once: scorecards and other workbooks (.xlsx), and "
        "CSVs, as from the case system or the Department for Education",
        accept_multiple_files=True,
        key=f"drop-{st.session_state.get('drops', 0)}",
    )
    if files:
        _check(files, schemas, officer)


def _opening(step: int) -> Markup:
    steps = Markup().join(
        Markup("<li{}>{}</li>").format(" aria-current=step" if n == step else "", name)
        for n, name in enumerate(STEPS)
    )
    return Markup(
        '<article data-ready="add"><h1>Add figures</h1><p>Nothing is published before you say so, '
        "and everything can be undone. Files that hold anything about a single child are refused "
        'and not kept.</p><ol class="steps">{}</ol></article>'
    ).format(steps)


def _step() -> int:
    if "published" in st.session_state or is_going_on("publish"):
        return 2
    key = f"drop-{st.session_state.get('drops', 0)}"
    return 1 if st.session_state.get(key) else 0


def _templates(schemas: Schemas) -> None:
    with st.expander("No file yet? Get a file to fill in"):
        kinds: dict[str | None, str] = {None: "Figures", DUE: "Everything that is due"}
        own = schemas.council.vocabulary.own
        kinds |= {str(kind): own(words) for kind, words in KINDS.items()}
        kind = st.radio("What for?", kinds, format_func=kinds.__getitem__, key="template-for")
        names = {i.id: i.title for i in schemas.in_order(everything=True)}
        chosen: Sequence[str] = []
        if kind == DUE:
            chosen = _due(schemas)
        elif kind in (None, NoteKind.COMMENTARY):
            chosen = st.multiselect(
                "Measures", list(names), format_func=lambda name: names[name], key="template"
            )
            if not chosen:
                return
        note = None if kind in (None, DUE) else NoteKind(kind)
        file = f"{PLURAL[note] if note else 'figures'} to fill in"
        forms = {"CSV": (".csv", "text/csv")}
        if note is None:
            forms = {"Excel": (".xlsx", "application/octet-stream"), **forms}
        for form, (ending, mime) in forms.items():
            st.download_button(
                f"Download the file to fill in ({form})",
                partial(_to_fill_in, note, chosen, schemas, form == "Excel"),
                file_name=file + ending,
                mime=mime,
                on_click="ignore",
                type="tertiary",
                key=f"download-{form}",
            )


def _due(schemas: Schemas) -> Sequence[str]:
    """Show what is due, by when and from whom. Returns the measures to fill in."""
    with open_store(to_read=True) as store:
        latest = latest_periods(store, schemas)
    listed = due(schemas, latest, date.today())
    lines = [(day(each.by), each.period.words, each.publisher, each.come) for each in listed]
    show_html(table("What is due", ("Due", "Of", "From", "What has come"), lines))
    return to_fill_in(schemas, latest, date.today())


def _to_fill_in(
    kind: NoteKind | None, chosen: Sequence[str], schemas: Schemas, workbook: bool
) -> bytes:
    with open_store() as store:
        latest = latest_periods(store, schemas)
        if kind is None:
            return template(chosen, schemas, latest, workbook=workbook)
        return note_template(kind, store, schemas, chosen, latest)


# Check, and see what changes


def _check(files: list[UploadedFile], schemas: Schemas, officer: Person) -> None:
    place = place_for_progress()
    newest = {file.name: file for file in files}
    again = Counter(file.name for file in files) - Counter([*newest])
    for name in again:
        show_html(Markup("<p role='note'>{}: {}</p>").format(name, DROPPED_AGAIN))
    arrived = _read_all([*newest.values()], schemas, officer, place)
    if _lay_out([*newest.values()], arrived, schemas):
        return
    refused = _show_problems([*newest.values()], arrived, schemas, officer)
    for file, (extract, _) in zip(newest.values(), arrived, strict=True):
        if extract.layout:
            offer_change(file.name, file.file_id)
    if refused:
        return
    would = preview_once(
        tuple(extract.fingerprint for extract, _ in arrived),
        place,
        lambda store, report: preview(store, schemas, arrived, report=report),
    )
    changes(would, schemas)
    _publish(would, arrived, schemas, officer)


def _lay_out(files: list[UploadedFile], arrived: Arriving, schemas: Schemas) -> bool:
    """Ask how the first workbook is laid out of which that is not known. True while it is asked."""
    for file, (extract, _) in zip(files, arrived, strict=True):
        again = is_asked_again(file.file_id)
        asks = (extract.refused and not extract.personal) or again
        workbook = to_lay_out(file.name, file.getvalue(), schemas, again) if asks else None
        if workbook:
            if lay_out(workbook, file.getvalue(), file.file_id, schemas):
                st.session_state.pop("arrived", None)
                st.rerun()
            return True
    return False


def _show_problems(
    files: list[UploadedFile], arrived: Arriving, schemas: Schemas, officer: Person
) -> bool:
    """What is wrong with each file, then what is right with the others. True if any is refused."""
    extracts = [extract for extract, _ in arrived]
    several, refused = len(extracts) > 1, any(extract.refused for extract in extracts)
    if several:
        show_html(summary(extracts))
    for n, extract in enumerate(extracts):
        if extract.refused or not several:
            show_html(note(extract))
            _annotated(extract, n)
            _leave_out(files[n], extract, schemas, officer)
    right = [note(extract, folded=True) for extract in extracts if not extract.refused]
    if several and right:
        show_html(Markup('<section class="check">{}</section>').format(Markup().join(right)))
    if refused and not several:
        show_html(refusal(extracts))
    return refused


def _read_all(
    files: list[UploadedFile], schemas: Schemas, officer: Person, place: DeltaGenerator
) -> Arriving:
    """Each is read once, and kept for this visitor as long as it lies there; what is about a child
    is not."""
    kept: dict[str, tuple[Extract, Provenance]] = st.session_state.get("arrived", {})
    there = {file.file_id: kept[file.file_id] for file in files if file.file_id in kept}
    new = [file for file in files if file.file_id not in kept]
    if new:
        with progress(place) as report:
            for n, file in enumerate(new):
                report(n / len(new), f"Reading file {n + 1} of {len(new)}")
                there[file.file_id] = _read(file, schemas, officer)
    _forget_personal(list(there.values()))
    st.session_state["arrived"] = there
    return [there[file.file_id] for file in files]


def _read(file: UploadedFile, schemas: Schemas, officer: Person) -> tuple[Extract, Provenance]:
    extract = read_any(file.name, file.getvalue(), schemas)
    return extract, provenance_of(file.name, extract, schemas, officer.name)


def _annotated(extract: Extract, n: int) -> None:
    """The file with its problems in a column, for who has to put it right."""
    if extract.problems and is_table(extract):
        st.download_button(
            "Download this file with a column of problems (CSV)",
            partial(annotate, extract),
            file_name=f"problems in {extract.name}",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"back-{n}",
        )


def _leave_out(file: UploadedFile, extract: Extract, schemas: Schemas, officer: Person) -> None:
    """Go on without the rows in which something must be put right, where the others may go in."""
    rows = faulty_rows(extract)
    what = "this row" if len(rows) == 1 else f"these {len(rows):,} rows"
    if rows and st.button(f"Leave {what} out, and go on", key=f"without-{file.file_id}"):
        rest = read_without_faulty_rows(extract, schemas)
        source = provenance_of(rest.name, rest, schemas, officer.name)
        st.session_state["arrived"][file.file_id] = rest, source
        st.rerun()


def _forget_personal(arrived: Arriving) -> None:
    """What was refused for being about a child does not stay in the server's memory, nor on the
    page: only what is said of it, which holds nothing of it."""
    extracts = [extract for extract, _ in arrived]
    if any(extract.personal for extract in extracts):
        notes = Markup().join(note(extract) for extract in extracts if extract.personal)
        st.session_state["refused"] = notes + refusal(extracts)
        _start_again()
        st.rerun()


# Publish, or keep, or take back


def _publish(would: Preview, arrived: Arriving, schemas: Schemas, officer: Person) -> None:
    if not would.changes_pages:
        show_html(Markup("<p><b>Nothing would change, so there is nothing to publish.</b></p>"))
        return
    if would.unsafe:
        show_html(cannot_be_hidden(would.unsafe))
        return
    right = answered(would, st.session_state.get("drops", 0))
    may = may_publish(officer, [officer.name]) and right
    place = st.empty()  # of the buttons, and then of how far it is
    with place.form("publish"):
        why = st.text_input(
            "A line for the history: what is new, and why", placeholder="Quarter 3", key="why"
        )
        with st.container(horizontal=True):
            publishing = st.form_submit_button(would.button, type="primary", disabled=not may)
            keeping = st.form_submit_button("Keep as a draft, and publish nothing")
    if publishing and may:
        why = why or "New figures"
        begin(
            "publish",
            lambda report: _add_and_publish(arrived, would, schemas, officer, why, report),
            place,
        )
    elif keeping:
        _keep(arrived)


@dataclass(frozen=True, slots=True)
class _Published:
    """What is needed to say what was published, and to undo it."""

    edition: str
    before: str | None
    extracts: tuple[int, ...]
    affected: tuple[str, ...]
    notes: bool


def _add_and_publish(
    arrived: Arriving,
    would: Preview,
    schemas: Schemas,
    officer: Person,
    why: str,
    report: OnProgress,
) -> _Published:
    """Raises Refused; files that were added and could not be published are then drafts."""
    require_safe_reason(why)
    before = current_name()
    report(0.0, "Adding the figures to the store")
    with open_store() as store:
        store.add_all(arrived, draft=True)
        found = [store.find_extract(extract.fingerprint) for extract, _ in arrived]
    ours = tuple(known[0] for known in found if known and known[1] == "draft")
    name = publish(
        open_store,
        schemas,
        why=why,
        made_by=officer.name,
        decided=dict.fromkeys(ours, "accepted"),
        report=part(report, 0.1),
    )
    return _Published(name, before, ours, tuple(would.affected), bool(would.notes))


def _finish() -> None:
    """What was begun is finished first, and then said."""
    try:
        done = finished("publish", _Published)
    except Refused as refused:
        st.session_state["refused"] = not_done(refused)
        return
    if done:
        st.session_state["published"] = done
        _start_again()
        st.rerun()


def _keep(arrived: Arriving) -> None:
    with open_store() as store:
        store.add_all(arrived, draft=True)
    _start_again()
    say_next("Kept as a draft. It is in the history, and on no page.")
    st.rerun()


def _start_again() -> None:
    st.session_state["drops"] = st.session_state.get("drops", 0) + 1
    st.session_state.pop("preview", None)
    st.session_state.pop("arrived", None)


def _just_done(view: EditionView, officer: Person) -> bool:
    """What was published a moment ago, where to see it, and the way to undo it."""
    done: _Published | None = st.session_state.get("published")
    if not done:
        return False
    links = [link(i, i.title) for name in done.affected if (i := view.indicator(name))]
    if done.notes:
        links.append(link(COMMITMENTS, view.own("Commitments and actions arising")))
    show_html(
        Markup("<h2>Published</h2><p>Edition {} is what everybody sees now. See:</p>{}").format(
            done.edition, bullets(links)
        )
        + published_since(done.edition)
    )
    place = st.empty()
    with place.container(horizontal=True):
        if st.button("Add more", key="more"):
            st.session_state.pop("published")
            st.rerun()
        undoes = st.button("Undo this", key="undo")
    if undoes:
        begin_undo(
            "published",
            done.edition,
            done.before,
            dict.fromkeys(done.extracts, "withdrawn"),
            officer,
            place,
        )
    return True
