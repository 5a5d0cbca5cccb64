"""Commentary, actions and commitments where people meet them."""

from pathlib import Path

import pytest

from data.any_file import read_any
from data.ingest.check import Provenance
from data.publish.publish import publish
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.load import load_schemas
from tests.conftest import LeftBy, Publishes
from tests.support.note_files import ACTIONS, FIGURES, FILES
from tests.support.pages import run_page, said


def remarked(folder: Path) -> None:
    """An edition that holds all of FILES, and the figure that they speak of."""
    schemas = load_schemas()
    with open_store(folder / "store") as store:
        for name, content in {"figures.csv": FIGURES, **FILES}.items():
            extract = read_any(name, content, schemas)
            store.add(
                extract, Provenance(name, "An officer", "Local extract", "The council", "2026")
            )
        publish(store, schemas, why="", made_by="a test", folder=folder / "editions")


ASKED = ", next(a for a in reading.strategy.ambitions if a.id == 'health')"
SHOWN = [
    ("indicator", "", "Two &lt;b&gt;new&lt;/b&gt; clinics, &amp; 469 of 637"),
    ("indicator", "", "A nurse, 12 June 2025, about the year to March 2025"),
    ("indicator", "", "1 older note"),
    ("indicator", "", "Where these notes come from"),
    ("indicator", "", "<b>commentary.csv</b>"),
    ("indicator", "", "Tell the Panel why."),
    ("indicator", "", "Open, overdue since 9 June 2026"),
    ("ambition", ASKED, "Bring a plan."),
    ("ambition", ASKED, "Open, due by 8 December 2099"),
    ("ambition", ASKED, "a progress note on 2"),
    ("ambition", ASKED, "The NHS locally, October 2026"),
    ("ambition", ASKED, "A first programme ran."),
    ("ambition", ASKED, "Two &lt;b&gt;new&lt;/b&gt; clinics"),
    ("overview", "", "What we asked for (3)"),
    ("overview", "", "Ask employers."),
    ("overview", "", "Done on 1 September 2026"),
    ("commitments", "", "Write to the Minister."),
    ("commitments", "", "Tell the Panel why."),
    ("commitments", "", "Several said yes."),
    ("commitments", "", "25 commitments. There is a note on how far 2 of them have come."),
    ("commitments", "", "No progress note yet"),
    ("commitments", "", "<b>actions.csv</b>"),
    ("commitments", "", "Received"),
]


@pytest.mark.parametrize(("page", "rest"), sorted({(page, rest) for page, rest, _ in SHOWN}))
def test_each_stands_on_the_page_that_it_is_about(left_by: LeftBy, page: str, rest: str) -> None:
    left_by(remarked)
    asked = {"indicator": "id", "ambition": "open"}.get(page)
    html = said(run_page(page, {asked: "dental_checks"} if asked else {}, rest))
    here = [words for at, of, words in SHOWN if (at, of) == (page, rest)]
    assert [words for words in here if words not in html] == []


def test_an_edition_without_any_says_nothing_of_them(publishes: Publishes) -> None:
    publishes()
    for page, rest in (("indicator", ""), ("ambition", ASKED), ("overview", "")):
        html = said(run_page(page, {"id": "dental_checks"}, rest))
        assert "officers say" not in html and "Panel asked" not in html, page
        assert "Commitments and actions" not in html, page


def test_what_is_new_in_them_is_said_among_what_changed(
    store: Store, schemas: Schemas, publishes: Publishes
) -> None:
    publishes()
    extract = read_any("actions.csv", ACTIONS, schemas)
    store.add(extract, Provenance("actions.csv", "An officer", "Local", "The council", "2026"))
    publishes()
    html = said(run_page("changes"))
    assert "Commentary, actions and commitments" in html and "Action 2026-03 (1)" in html


@pytest.mark.parametrize(
    ("asked", "compared"),
    [("{:%d/%m/%Y}", "since the last meeting: "), ("10/03/2020", "What changed: <b>since ")],
)
def test_what_changed_is_told_since_the_edition_that_the_last_meeting_read(
    store: Store, schemas: Schemas, publishes: Publishes, asked: str, compared: str
) -> None:
    """Where none is as old as that, since the one before."""
    first = publishes()
    day = asked.format(first.made).encode()
    content = ACTIONS.replace(b"10/03/2026", day).replace(b"01/09/2026", day)
    content = content.replace(b"09/06/2026", b"")
    extract = read_any("actions.csv", content, schemas)
    store.add(extract, Provenance("actions.csv", "An officer", "Local", "The council", "2026"))
    publishes()
    assert compared in said(run_page("changes"))
