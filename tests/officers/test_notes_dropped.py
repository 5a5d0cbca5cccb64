"""Commentary, actions and commitments from CSVs that an officer drops in a real browser."""

from playwright.sync_api import Page

from tests.support.browsing import Visit
from tests.support.note_files import FILES


def drop(page: Page, files: dict[str, bytes]) -> None:
    page.locator("input[type=file]").set_input_files(
        files=[{"name": n, "mimeType": "text/csv", "buffer": c} for n, c in files.items()]
    )


def test_an_officer_drops_all_three_and_everybody_sees_them(visit: Visit) -> None:
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
    page.get_by_role("button", name="Download it as it is kept").wait_for()
    values = [box.input_value() for box in page.get_by_role("combobox").all()]
    assert any(" notes, " in value for value in values)
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
