"""The frame: navigation, which strategy and which edition are being read, and the footer."""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import Page

from data.editions.edition import Edition
from data.editions.folder import current_edition, current_name, edition_names, open_edition
from data.embedded import ensure_edition
from data.record import record
from metrics.sentences import day
from officers import add, history
from officers.identity import who_reads
from pages import (
    about,
    accessibility,
    ambition,
    body,
    changes,
    choose,
    commitments,
    find,
    indicator,
    overview,
    present,
    reports,
    unknown,
)
from pages.parts import footer, toolbar
from pages.parts.addresses import (
    ACCESSIBILITY,
    BODY,
    CHANGES,
    CHOOSE,
    COMMITMENTS,
    FIND,
    PRESENT,
    STRATEGY,
    UNKNOWN,
)
from pages.parts.html import note, show_html
from pages.parts.strategies import whose_pages
from schemas.declared import Strategy
from schemas.person import Person, Role
from schemas.problems import Refused
from view_model.edition_view import EditionView

TITLE = "Children looked after and care leavers"
LINKED = "edition"  # in the address: the edition that the page was copied from
NOT_THERE = (
    "The link that you followed was to figures that are not shown any more. These are the newest."
)

NO_EDITION = Markup(
    "<h1>The figures cannot be found</h1><p>The edition that should be read is not in its folder, "
    "or is damaged. Whoever looks after this dashboard can run "
    "<code>python -m data editions</code> and then "
    "<code>python -m data restore EDITION</code>, or put a backup back: "
    "<code>python -m data restore-backup FILE --replace</code>.</p>"
)

NONE_YET = Markup(
    "<h1>There are no figures yet</h1><p>They will stand here as soon as the council's officers "
    "have published the first ones. Please come back later.</p>"
)


@st.cache_resource(show_spinner="Getting the published figures ready …")
def _prepared() -> None:
    """Once per server: there is an edition to read."""
    ensure_edition()


def _note(words: Markup | str) -> None:
    show_html(note(words))


def _edition() -> Edition:
    if not edition_names():
        _prepared.clear()
    wanted = current_name()
    try:
        _prepared()
        edition = current_edition()
    except Refused as refused:
        show_html(NO_EDITION if edition_names() else NONE_YET)
        logging.getLogger("outcomes").error("No edition to read: %s", refused)
        st.stop()
    if edition.name != wanted == current_name():  # and not just published
        _note(
            f"The newest figures cannot be opened just now. These are the ones of "
            f"{day(edition.made)}. Please tell whoever looks after this dashboard: a backup has "
            "the newest whole, or they can be published again."
        )
    return edition


def _strategy(edition: Edition) -> Strategy:
    """The strategy that the address names (/?strategy=...), which links.js keeps; else the
    newest."""
    newest, *others = edition.schemas.strategies
    asked = st.query_params.get(STRATEGY)
    return next((s for s in others if s.id == asked), newest)


def _asked_for() -> str | None:
    """The earlier edition to read: the one that a copied link names, or an officer has chosen."""
    linked = st.query_params.get(LINKED)
    if linked is not None:
        st.session_state[history.READING] = linked
    return st.session_state.get(history.READING)


def _earlier() -> Edition | None:
    """The earlier edition that somebody asked to read, with the way back. None newer than the
    current one: it was taken back."""
    name, now = _asked_for(), current_name()
    if name is None or name == now:
        return None
    edition = None
    with suppress(Refused):
        edition = open_edition(name) if name < (now or "") else None
    if edition is None:
        st.session_state.pop(history.READING)
        _note(NOT_THERE)
        return None
    _note(
        Markup(
            "<b>These are the pages as they were on {}</b> ({}), and not what everybody sees now."
        ).format(day(edition.made), edition.why)
    )
    if st.button("Back to what everybody sees now", key="back-to-now"):
        st.session_state.pop(history.READING)
        st.query_params.pop(LINKED, None)
        st.rerun()
    return edition


def _for_officers(person: Person, view: EditionView, overview_page: Page) -> list[Page]:
    """The pages of whoever may add figures; none for anybody else."""
    if not person.is_officer:
        return []
    return [
        st.Page(partial(add.show, view, person), title="Add figures", url_path="add"),
        st.Page(partial(history.show, person, overview_page), title="History", url_path="history"),
    ]


def _behind_the_menu(view: EditionView, reader: Person) -> list[Page]:
    """The pages that are reached from others."""
    shown: dict[str, tuple[str, Callable[[EditionView], None]]] = {
        "indicator": ("Indicator", partial(indicator.show, reader=reader)),
        ACCESSIBILITY: ("Accessibility statement", accessibility.show),
        BODY: ("Who answers for it", body.show),
        CHANGES: ("What changed", changes.show),
        UNKNOWN: ("Where we know least", partial(unknown.show, reader=reader)),
        FIND: ("Find a measure", find.show),
        COMMITMENTS: ("Commitments and actions", partial(commitments.show, reader=reader)),
        CHOOSE: ("Choose what to present", choose.show),
        PRESENT: ("Present", present.show),
    }
    return [
        st.Page(partial(show, view), title=view.own(title), url_path=path, visibility="hidden")
        for path, (title, show) in shown.items()
    ]


def main() -> None:
    st.set_page_config(page_title=TITLE, layout="wide")
    edition = _earlier() or _edition()
    strategy = _strategy(edition)
    view = EditionView(edition, strategy)
    st.set_page_config(page_title=view.own(TITLE), layout="wide")
    if whose := whose_pages(view):
        _note(whose)
    reader = who_reads()
    if not reader.may(Role.VIEWER):
        st.stop()
    home = st.Page(partial(overview.show, view), title="Overview", default=True)
    documents = st.Page(partial(reports.show, view), title="Reports", url_path="reports")
    pages = [
        home,
        *(
            st.Page(partial(ambition.show, view, a), title=a.short or a.name, url_path=a.id)
            for a in strategy.ambitions
        ),
        *[documents][: reader.may(Role.PRESENTER)],
        st.Page(partial(about.show, view), title="About", url_path="about"),
        *_behind_the_menu(view, reader),
        *_for_officers(reader, view, home),
    ]
    page = st.navigation(pages, position="top")
    if page.url_path in ("add", "history") and st.session_state.get("looks-at") != page.url_path:
        record(reader, "looked at", page.url_path)
    st.session_state["looks-at"] = page.url_path
    toolbar.show(view)
    page.run()
    footer.show(view, reader)


main()
