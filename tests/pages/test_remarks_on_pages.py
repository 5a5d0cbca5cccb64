"""Commentary, actions and commitments where people meet them: on pages, slides and paper, from CSVs
that an officer drops in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from data.editions.edition import Edition
from data.ingest.check import Provenance
from data.official.translate import read_any
from data.store.store import Store
from schemas.declared import Schemas
from tests.conftest import Publishes
from tests.support.browsing import Visit
from tests.support.pages import run_page, said

COMMENTARY = b"""indicator,period,commentary,by,date
dental_checks,2024-25,"Two <b>new</b> clinics, & 469 of 637 children were seen.",A nurse,12/06/2025
dental_checks,2023-24,Appointments were hard to find.,A nurse,12/06/2024
dental_checks,2022-23,Surgeries opened again slowly.,A nurse,12/06/2023
"""
ACTIONS = b"""reference,about,action,asked,who,by_when,status,done,outcome
2026-03 (1),dental_checks,Tell the Panel why.,10/03/2026,Designated Nurse,09/06/2026,open,,
2026-03 (2),health,Bring a plan.,10/03/2026,Director,08/12/2099,open,,
2026-03 (3),eet,Ask employers.,10/03/2026,Chair,,done,01/09/2026,Several said yes.
2026-03 (4),strategy,Write to the Minister.,10/03/2026,Chair,,not known,,
"""
COMMITMENTS = b"""commitment,partner,status,progress,date
health-1,The NHS locally,under way,A first programme ran.,01/10/2026
health-2,The Virtual School,done,,01/09/2026
"""
FIGURES = b"indicator,period,numerator,denominator\ndental_checks,2024-25,469,637\n"
FILES = {"commentary.csv": COMMENTARY, "actions.csv": ACTIONS, "commitments.csv": COMMITMENTS}


@pytest.fixture
def remarked(store: Store, schemas: Schemas, publishes: Publishes) -> Edition:
    """An edition that holds all of FILES, and the figure that they speak of."""
    for name, content in {"figures.csv": FIGURES, **FILES}.items():
        extract, _ = read_any(name, content, schemas)
        store.add(extract, Provenance(name, "An officer", "Local extract", "The council", "2026"))
    return publishes()


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
    ("ambition", ASKED, "with a note on how far 2 of them have come"),
    ("ambition", ASKED, "The NHS locally, October 2026"),
    ("ambition", ASKED, "A first programme ran."),
    ("ambition", ASKED, "Two &lt;b&gt;new&lt;/b&gt; clinics"),
    ("overview", "", "3 actions not known to be done"),
    ("overview", "", "Ask employers."),
    ("overview", "", "Done on 1 September 2026"),
    ("overview", "", "Write to the Minister."),
    ("promises", "", "Tell the Panel why."),
    ("promises", "", "Several said yes."),
    ("promises", "", "25 commitments. There is a note on how far 2 of them have come."),
    ("promises", "", "No progress note yet"),
    ("promises", "", "<b>actions.csv</b>"),
    ("promises", "", "Received"),
]


@pytest.mark.parametrize(("page", "rest", "words"), SHOWN)
def test_each_stands_on_the_page_that_it_is_about(
    remarked: Edition, page: str, rest: str, words: str
) -> None:
    query = {"id": "dental_checks"} if page == "indicator" else {}
    assert words in said(run_page(page, query, rest))


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
    extract, _ = read_any("actions.csv", ACTIONS, schemas)
    store.add(extract, Provenance("actions.csv", "An officer", "Local", "The council", "2026"))
    publishes()
    html = said(run_page("changes"))
    assert "Commentary, actions and commitments" in html and "Action 2026-03 (1)" in html


# In the browser


def drop(page: Page, files: dict[str, bytes]) -> None:
    page.locator("input[type=file]").set_input_files(
        files=[{"name": n, "mimeType": "text/csv", "buffer": c} for n, c in files.items()]
    )


def test_an_officer_drops_all_three_and_everybody_sees_them(visit: Visit, served: Path) -> None:
    """From the CSV to the page and the history."""
    page = visit.open("/add")
    drop(page, FILES)
    page.wait_for_selector("section.changes", timeout=60_000)
    said_before = page.locator("section.changes").inner_text()
    assert "Two <b>new</b> clinics" in said_before
    assert "could anybody tell which child" in said_before
    page.get_by_label("A line for the history").fill("What the Panel asked for")
    page.get_by_role("button", name="Publish 9 new notes").click()
    page.wait_for_selector("text=is what everybody sees now", timeout=90_000)
    assert page.get_by_role("link", name="Commitments and actions arising").is_visible()
    there = visit.open("/indicator?id=dental_checks").locator("[data-testid=stMain]").inner_text()
    assert "Two <b>new</b> clinics" in there and "Tell the Panel why." in there
    by_partner = visit.open("/commitments?by=By+partner").locator("[data-testid=stMain]")
    headings = by_partner.locator("h3").all_inner_texts()
    assert headings[:2] == ["The NHS locally: 1", "The Virtual School: 1"]
    assert headings[-1].startswith("Lead partner not named yet")
    page = visit.open("/history")
    page.get_by_role("button", name="Download it as it came").wait_for()
    assert " notes, " in page.content()
    assert visit.complaints == [] and visit.outside == []


BAD = b"""indicator,period,commentary,by,date
dentists,2024-25,We saw 3 children.,A nurse,12/06/2025
dental_checks,2024-26,Fine.,,31/02/2025
"""


def test_a_bad_file_is_refused_with_every_problem_named(visit: Visit) -> None:
    page = visit.open("/add")
    drop(page, {"notes.csv": BAD})
    page.wait_for_selector("text=Nothing was saved", timeout=60_000)
    check = page.locator("section.check").inner_text()
    assert "5 things to put right" in check
    for where in (
        "row 2, column A indicator",
        "row 2, column C commentary",
        "row 3, column B period",
        "row 3, column D by",
        "row 3, column E date",
    ):
        assert where in check, where
