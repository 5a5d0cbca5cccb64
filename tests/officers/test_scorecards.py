"""A scorecard in a real browser: how it is laid out is shown once, and next time nobody asks."""

import time

import pytest
from playwright.sync_api import Page

from schemas.declared import Schemas
from tests.support.browsing import Visit
from tests.support.choosing import choose
from tests.support.depth import night
from tests.support.scorecards import Counts, counts_of, in_brackets, rotherham

QUARTERS = ["2023-24 Q3", "2023-24 Q4", "2024-25 Q1", "2024-25 Q2", "2024-25 Q3", "2024-25 Q4"]
OWN_WORDS = "IHAs within 20 working days (%)"
KEEP = "This is right: keep it, and go on"


def drop(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]


@pytest.fixture(scope="module")
def counts(schemas: Schemas) -> Counts:
    """Nine measures by quarter, one of them in the council's own words, and three by year."""
    by_quarter = [i.title for i in schemas.in_order() if i.period.months == 3]
    by_year = [i.title for i in schemas.in_order() if i.period.months == 12]
    return counts_of([OWN_WORDS, *(by_quarter[:1] + by_quarter[2:]), *by_year[:3]], QUARTERS)


def and_then(counts: Counts, quarter: str) -> Counts:
    """The same with one quarter after the others, not far from the last."""
    last = {measure: pair for (measure, _), pair in counts.items()}
    return {**counts, **{(m, quarter): (a + 1, b + 2) for m, (a, b) in last.items()}}


def goes_in(page: Page, what: str) -> None:
    page.get_by_role("heading", name=f"What goes in: {what}").wait_for(timeout=20_000)


@night
def test_a_scorecard_is_shown_once_and_next_time_goes_in_without_a_question(
    visit: Visit, counts: Counts
) -> None:
    page, started = visit.open("/add"), time.monotonic()
    drop(page, "Scorecard Q4.xlsx", rotherham(counts))
    goes_in(page, "54 figures, of 9 measures in 6 periods")
    assert page.get_by_label(OWN_WORDS).input_value().startswith("First health assessment")
    assert page.locator(".sheet td.goes-in").first.inner_text().startswith("66.67%")
    page.get_by_role("button", name=KEEP).click()
    page.wait_for_selector("section.changes", timeout=60_000)
    assert "54 rows read. Nothing to put right." in page.locator("section.check").inner_text()
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("Kept as a draft").wait_for()
    print(f"The first scorecard, with two clicks: {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    drop(page, "Scorecard Q1.xlsx", rotherham(and_then(counts, "2025-26 Q1")))
    page.wait_for_selector("section.changes", timeout=60_000)
    assert "63 rows read. Nothing to put right." in page.locator("section.check").inner_text()
    print(f"The next one, with none: {time.monotonic() - started:.0f} s")


@night
def test_every_guess_can_be_changed_and_a_layout_that_is_known_too(
    visit: Visit, counts: Counts
) -> None:
    page = visit.open("/add")
    drop(page, "Other.xlsx", in_brackets(counts))
    goes_in(page, "54 figures, of 9 measures in 6 periods")
    choose(page.get_by_role("combobox", name="Headings"), "row 2")
    page.get_by_text("No periods over figures stand there").wait_for()
    choose(page.get_by_role("combobox", name="Figures are of a"), "financial year")
    goes_in(page, "0 figures")
    choose(page.get_by_role("combobox", name="Figures are of a"), "quarter")
    goes_in(page, "54 figures, of 9 measures in 6 periods")
    choose(page.get_by_role("combobox", name=OWN_WORDS), "Leave it out")
    goes_in(page, "48 figures, of 8 measures in 6 periods")
    page.get_by_role("button", name=KEEP).click()
    page.wait_for_selector("section.changes", timeout=60_000)
    page.get_by_role("button", name="Change how Other.xlsx is laid out").click()
    goes_in(page, "48 figures, of 8 measures in 6 periods")
