"""Reports: slides for the board and every report on paper, made while you read on."""

import logging
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial

import streamlit as st
from markupsafe import Markup

from metrics.sentences import day
from pages.parts.html import show_html
from reports.jobs import DocumentRequest, Job, Jobs
from reports.make import ENDINGS, KINDS, PICTURE, DocumentKind
from schemas.problems import Refused
from view_model.edition_view import EditionView
from view_model.filters import COMPARATORS, Comparator, Filters
from view_model.scope import Scope

LATELY = "The twelve months to today"
EVERY = 0.4  # seconds between two looks at how far a document is
DOCUMENTS: dict[DocumentKind, tuple[str, str]] = {
    "pack": (
        "Slides for the board",
        "About 12: the answers, what to ask and to celebrate, a slide a promise with a chart that "
        "can be edited in PowerPoint, what we do not know, and what to do. More is in the notes.",
    ),
    "annual": (
        "Annual report on the strategy",
        "About 8 pages: the answers, each promise with its chart and a question, what changed, "
        "what the Panel asked for, and what we do not know. The annex has every measure.",
    ),
    "children": (
        "Six-monthly report to the children in care council",
        "Two pages in short words for the children in care council, with five numbers as people: "
        "what got better, what did not, what nobody knows yet, and what happens next.",
    ),
    "local-offer": (
        "Six-monthly update on the Local Offer",
        "About 4 pages: what care leavers are offered, by whom and used by how many, what changed "
        "for them, the commitments, and what nobody knows yet.",
    ),
    "evidence": (
        "Evidence of challenge",
        "For inspection and minutes: what the Panel saw, asked for and was told in a year, what is "
        "overdue, and what has changed since.",
    ),
}
FILES = {".pptx": "PowerPoint", ".pdf": "PDF", ".docx": "Word", ".txt": "Text to read aloud"}
TYPES = {
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ABOUT = ("Everything", "One ambition", "One success criterion", "Some measures")
BESIDE: dict[Comparator, str] = {
    "country": "the country",
    "region": "the region",
    "neighbours": "councils most like ours",
}
WRONG = "The document could not be made. Whoever looks after this dashboard can find out why."


def show(view: EditionView) -> None:
    """Draw the page."""
    show_html(
        Markup(
            '<article data-ready="reports"><h1>Reports</h1><p class="lead">The same figures and '
            "the same words as on the pages, for the meeting and for paper. Each document says "
            "which edition it is of: this one was published {}.</p></article>"
        ).format(day(view.edition.made))
    )
    with st.container(key="reports"):
        controls, beside = st.columns([3, 2], gap="large")
        with controls:
            kind = _kind(view)
            ending = _ending(kind)
            scope = _scope(view, kind)
            if scope is None:
                show_html(Markup("<p>Choose at least one measure.</p>"))
                return
        with beside:
            _document(DocumentRequest(kind, ending, view, scope))
            _picture(DocumentRequest(kind, PICTURE, view, replace(scope, annex=False)))


def _kind(view: EditionView) -> DocumentKind:
    names = {name: view.own(DOCUMENTS[name][0]) for name in KINDS}
    chosen = st.radio(
        "Which document?",
        KINDS,
        format_func=lambda name: names[name],
        captions=[view.own(DOCUMENTS[name][1]) for name in KINDS],
        key="report-kind",
    )
    return chosen


def _ending(kind: DocumentKind) -> str:
    endings = ENDINGS[kind]
    if len(endings) == 1:
        return endings[0]
    chosen = st.segmented_control(
        "As",
        endings,
        default=endings[0],
        required=True,
        format_func=lambda name: FILES[name],
        key="report-as",
    )
    return chosen or endings[0]


def _scope(view: EditionView, kind: DocumentKind) -> Scope | None:
    """What it is about; None while nothing is chosen."""
    strategy, schemas = view.strategy, view.edition.schemas
    about = st.segmented_control(
        "About", ABOUT, default=ABOUT[0], required=True, key="report-about"
    )
    ambition = criterion = ""
    indicators: Sequence[str] = ()
    if about == ABOUT[1]:
        titles = {a.id: f"… {a.title}" for a in strategy.ambitions}
        ambition = _one("Ambition", titles)
    elif about == ABOUT[2]:
        titles = {c.id: f"… {c.title}" for c in strategy.criteria}
        criterion = _one("Success criterion", titles)
    elif about == ABOUT[3]:
        titles = {i.id: i.title for i in schemas.in_order()}
        indicators = st.multiselect(
            "Measures, in the order in which you choose them",
            list(titles),
            format_func=lambda name: titles[name],
            key="report-indicators",
        )
        if not indicators:
            return None
    narrowed = ambition, criterion, tuple(indicators)
    if kind == "evidence":
        return Scope(*narrowed, days=_days(view), today=date.today())
    if kind == "local-offer":
        return Scope(*narrowed, _filters(view), today=date.today())
    if kind == "children":
        large = st.checkbox("In large print", key="report-large")
        return Scope(*narrowed, large_print=large)
    annex = st.checkbox("With an annex: every measure, and what is behind it", key="report-annex")
    return Scope(*narrowed, _filters(view), annex)


def _days(view: EditionView) -> tuple[date, date]:
    """The twelve months to today, or a year in which something was asked or said."""
    today = date.today()
    said = sorted({note.noted_on.year for note in view.edition.notes}, reverse=True)
    chosen = st.selectbox("Year", [LATELY, *map(str, said)], key="report-year")
    if chosen == LATELY:
        return today - timedelta(days=364), today
    return date(int(chosen), 1, 1), date(int(chosen), 12, 31)


def _one(label: str, titles: dict[str, str]) -> str:
    key = f"report-{label.split()[-1].lower()}"
    return st.selectbox(label, list(titles), format_func=lambda name: titles[name], key=key)


def _filters(view: EditionView) -> Filters:
    """Which years, and beside whom, for charts and tables; the words are always the edition's."""
    first, last = _years(view)
    with st.expander("Which years, and beside whom", key="report-view"):
        since, until = st.select_slider(
            "Years on charts and in tables",
            range(first, last + 1),
            value=(first, last),
            key="report-years",
        )
        beside = st.pills(
            "Beside",
            COMPARATORS,
            selection_mode="multi",
            default=COMPARATORS,
            format_func=lambda name: BESIDE[name],
            key="report-beside",
        )
        lists = {n.id: n.dated for n in view.council.neighbour_lists}
        listed = st.segmented_control(
            "Councils most like ours, by the list of",
            list(lists),
            default=next(iter(lists)),
            required=True,
            format_func=lambda name: lists[name],
            key="report-neighbours",
        )
    return Filters(
        since if since > first else None,
        until if until < last else None,
        tuple(c for c in COMPARATORS if c in beside),
        listed if listed and listed != next(iter(lists)) else "",
    )


def _years(view: EditionView) -> tuple[int, int]:
    """The first and the last year of which we have any figure."""
    years = {m.period.end.year for measure in view.measures for m in measure.ours}
    return min(years, default=2000), max(years, default=2001)


# The document itself


@cache  # and not Streamlit's, which any tab can have cleared
def _jobs() -> Jobs:
    """One for all readers of this server."""
    return Jobs()


def _document(request: DocumentRequest) -> None:
    """The button, then the bar, then the file."""
    job = _jobs().known(request)
    if job is None:
        st.button("Make the document", type="primary", key="make", on_click=_ask, args=(request,))
    elif not job.made.done():
        st.fragment(_progress, run_every=EVERY)(job)
    elif job.made.exception():
        _failed(job, request)
    else:
        _ready(job.made.result(), request)


def _picture(request: DocumentRequest) -> None:
    """The first page, to know the document by; an empty one until it is drawn, which nobody waits
    for."""
    job = _jobs().job_for(request)
    if not job.made.done():
        show_html(Markup('<div class="first-page {}"></div>').format(request.kind))
        st.fragment(_wait, run_every=EVERY)(job)
    elif not job.made.exception():
        drawn = b64encode(job.made.result()).decode()
        alt = f"The first page of: {DOCUMENTS[request.kind][0].replace('{children}', 'children')}"
        image = Markup('<img class="first-page {}" src="data:image/png;base64,{}" alt="{}">')
        show_html(image.format(request.kind, drawn, alt))


def _wait(job: Job) -> None:
    if job.made.done():
        st.rerun()


def _ask(request: DocumentRequest) -> None:
    _jobs().job_for(request)


def _progress(job: Job) -> None:
    """How far it is. The rest of the page can be used meanwhile, and so can every other."""
    if job.made.done():
        st.rerun()
    st.progress(min(max(job.done, 0.0), 1.0), text=f"{job.doing} …")


def _failed(job: Job, request: DocumentRequest) -> None:
    error = job.made.exception()
    if isinstance(error, Refused):
        listed = Markup().join(Markup("<li>{}</li>").format(problem) for problem in error.problems)
        show_html(Markup("<p role='alert'>It was not made:</p><ul>{}</ul>").format(listed))
    else:
        logging.getLogger("outcomes").error("A document failed", exc_info=error)
        show_html(Markup("<p role='alert'>{}</p>").format(WRONG))
    st.button("Try again", key="make", on_click=_ask, args=(request,))


def _ready(content: bytes, request: DocumentRequest) -> None:
    st.download_button(
        f"Download ({FILES[request.ending]}, {_size(len(content))})",
        partial(bytes, content),
        file_name=_name(request),
        mime=TYPES[request.ending],
        on_click="ignore",
        type="primary",
        key="download-report",
    )
    show_html(Markup("<p role='status'>It is ready.</p>"))


def _size(many: int) -> str:
    return f"{many / 1e6:.1f} MB" if many >= 1e6 else f"{many / 1e3:.0f} kB"


def _name(request: DocumentRequest) -> str:
    scope = request.scope
    about = scope.ambition or scope.criterion or ("measures" if scope.indicators else "")
    annex = "with-annex" if scope.annex else "large-print" if scope.large_print else ""
    year = f"{scope.days[0].year}" if scope.days else ""
    parts = [request.kind, year, about, annex, f"{request.view.edition.made:%Y-%m-%d}"]
    return "-".join(filter(None, parts)) + request.ending
