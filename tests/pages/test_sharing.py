"""Found from every page by keyboard, copied as a link that shows the same, and what is new."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from data.ingest.check import Provenance, read_extract
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.store import open_store
from metrics.changes.figures import changed_figures
from schemas.load import load_schemas
from tests.conftest import HEADER, Arrives, LeftBy, Publishes
from tests.support.browsing import Visit
from tests.support.pages import APP, run_page, said
from view_model.edition_view import EditionView

EET = "/indicator?id=care_leavers_eet_19_21"


# Find it


@pytest.mark.parametrize(
    "path", ["/", EET, "/safe", "/about", "/changes", "/commitments", "/choose"]
)
def test_a_measure_is_found_from_every_page_by_keyboard(visit: Visit, path: str) -> None:
    page = visit.open(path)
    page.get_by_label("Find a measure").focus()
    page.keyboard.type("moving home")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready=find] a.row")
    assert "find?q=moving" in page.url
    first = page.locator("[data-ready=find] a.row").first
    assert "3 or more homes" in first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready=indicator]")
    assert visit.complaints == [] and visit.outside == []


def test_what_is_not_found_is_said_kindly_with_all_there_is(default_edition: Edition) -> None:
    page = said(run_page("find", {"q": "<b>xylophone"}))
    assert "No measure here is called “&lt;b&gt;xylophone”" in page
    assert all(f"id={i.id}" in page for i in default_edition.schemas.in_order())


def test_a_search_shows_the_figure_and_its_words(default_edition: Edition) -> None:
    page = said(run_page("find", {"q": "dentist"}))
    assert "1 measure for “dentist”" in page
    assert "74 %" in page and "leaning better" in page


# A link that shows the same


def copied(page: Page) -> str:
    """What the button puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector(".copied:has-text('Copied')")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_copied_link_shows_somebody_else_what_is_on_the_screen(
    browser: Browser, visit: Visit
) -> None:
    page = visit.open(EET)
    page.get_by_text("April 2021", exact=True).click()
    page.wait_for_selector("text=list of April 2021")
    link = copied(page)
    assert "neighbours=April+2021" in link and "edition=" in link
    seen = browser.new_page()  # with nothing of ours
    seen.goto(link)
    seen.wait_for_selector("footer")
    seen.wait_for_selector("text=list of April 2021")
    assert seen.locator("article").inner_text() == page.locator("article").inner_text()
    seen.close()


def test_a_page_that_may_not_use_the_clipboard_copies_all_the_same(visit: Visit) -> None:
    """As on a council's own network, without https."""
    page = visit.open("/safe")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector(".copied:has-text('Copied')")


def opened(query: dict[str, str]) -> str:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return said(app)


def twice_published(folder: Path) -> None:
    schemas = load_schemas()
    files = {
        "first": ("2021-22,,,,334,677", "2022-23,,,,400,650", "2023-24,,,,61,640"),
        "newer": ("2022-23,,,,410,650", "2023-24,,,,2,640", "2024-25,,,,469,637"),
    }
    with open_store(folder / "store") as store:
        for released, (name, rows) in enumerate(files.items(), start=2025):
            content = "\n".join([HEADER, *(f"dental_checks,{row},," for row in rows)])
            extract = read_extract(f"{name}.csv", content.encode(), schemas)
            store.add(extract, Provenance(extract.name, "a test", "P", "P", str(released)))
            publish(store, schemas, why="", made_by="a test", folder=folder / "editions")


@pytest.fixture
def two(left_by: LeftBy, monkeypatch: pytest.MonkeyPatch) -> tuple[Edition, Edition]:
    """An edition, and one after it with a new figure, a correction and one that is hidden now."""
    monkeypatch.chdir(APP.parent)
    left_by(twice_published)
    first, second = map(open_edition, sorted(edition_names()))
    return first, second


def test_a_copied_link_shows_the_edition_that_it_was_copied_from(
    two: tuple[Edition, Edition],
) -> None:
    first, second = two
    assert "These are the pages as they were on" in opened({"edition": first.name})
    assert f"Edition {first.name}" in opened({"edition": first.name})
    assert "as they were" not in opened({"edition": second.name})


@pytest.mark.parametrize("name", ["nothing", "9999", "../current", ""])
def test_a_link_to_an_edition_that_is_not_there_shows_the_newest_and_says_so(
    two: tuple[Edition, Edition], name: str
) -> None:
    page = opened({"edition": name})
    assert "not shown any more" in page
    assert f"Edition {two[1].name}" in page


def test_an_edition_that_was_taken_back_cannot_be_reached_by_its_link(
    two: tuple[Edition, Edition],
) -> None:
    first, second = two
    point_to(first.name)
    page = opened({"edition": second.name})
    assert "not shown any more" in page
    assert f"Edition {first.name}" in page


# What changed


def test_what_changed_is_told_from_what_both_editions_show(two: tuple[Edition, Edition]) -> None:
    page = said(run_page("changes"))
    assert "1 new figure. In the year to March 2025: 74 %" in page
    assert "Corrected. In the year to March 2023: 63 %; it was given as 62 %" in page
    assert "In the year to March 2024: now hidden to protect children&#39;s privacy" in page


def test_a_figure_that_is_hidden_now_is_not_told_again(two: tuple[Edition, Edition]) -> None:
    page = said(run_page("changes"))
    assert "10 %" not in page and "61 of" not in page
    name = "dental_checks"
    changed = changed_figures(*(edition.measurements(name) for edition in two))
    assert [m.value for m in changed.withheld] == [None]


def test_the_first_edition_says_that_it_is_the_first(default_edition: Edition) -> None:
    page = said(run_page("changes"))
    assert "is the first one" in page
    assert re.search(r"In a year: \d+ measures rose, \d+ fell, \w+ beyond chance", page)
    assert "In education, work or training, 19 to 21" in page and "Invented" not in page


def test_what_changed_since_a_chosen_edition_stands_in_the_address(
    two: tuple[Edition, Edition],
) -> None:
    first, _ = two
    answer = "measure with new figures, 1 correction"
    assert answer in said(run_page("changes", {"since": first.name}))
    assert answer in said(run_page("changes", {"since": "an edition that nobody has"}))
    assert "In a year:" in said(run_page("changes", {"since": "year"}))


def test_an_edition_like_the_one_before_says_that_nothing_changed(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives("dental_checks,2021-22,,,,334,677,,")
    publishes()
    publishes()
    page = said(run_page("changes"))
    assert "no figure and no word has changed" in page and "Figures</h2>" not in page
    assert "In a year:" in page


# Choosing what to present


def test_what_is_chosen_keeps_its_order_and_stands_in_the_address(
    default_edition: Edition,
) -> None:
    page = run_page("choose", {"show": "feels_safe,nothing,dental_checks"})
    assert page.query_params["show"] == "feels_safe,dental_checks"
    assert "present?show=feels_safe,dental_checks" in said(page)
    page.button(key="Move 2 up").click().run()
    assert page.query_params["show"] == "dental_checks,feels_safe"
    assert "present?show=dental_checks,feels_safe" in said(page)
    page.multiselect[0].select("absence").run()
    assert page.query_params["show"] == "dental_checks,feels_safe,absence"
    page.multiselect[0].set_value([]).run()
    assert "Nothing is chosen yet" in said(page)


def test_nothing_is_chosen_at_first_and_three_sets_are_proposed(
    default_edition: Edition, reading: EditionView
) -> None:
    page = run_page("choose")
    assert page.multiselect[0].value == [] and "show" not in page.query_params
    assert len(page.button) == 3
    page.button(key="What is worth a question tonight").click().run()
    chosen = [card.indicator for card in reading.cards.questions]
    assert page.query_params["show"] == ",".join(chosen) and len(chosen) == 3


def test_the_link_to_chosen_slides_is_copied(visit: Visit) -> None:
    page = visit.open("/choose?show=feels_safe,dental_checks")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link to these slides").click()
    page.wait_for_selector(".copied:has-text('Copied')")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{visit.address}/present?show=feels_safe,dental_checks"
