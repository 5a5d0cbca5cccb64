"""What Excel makes of our template, all the way: opened, filled in, saved as it offers, dropped."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from playwright.sync_api import Page

from data.any_file import read_any
from data.ingest.check import read_extract
from data.templates import template
from schemas.declared import Schemas
from tests.support.browsing import Visit
from tests.support.choosing import get_template
from tests.support.excel import (
    KINDS,
    OTHERS,
    Fill,
    by_libre_office,
    left_over,
    saved,
    shown,
    workbook,
)

WORK = "Work experience, internships and guaranteed interviews"
TYPED = ["placed_outside_county", "years_12_13_eet", "social_worker_caseload", "work_experience"]
Saves = Callable[[Sequence[Sequence[str]]], bytes]


def typed(cells: dict[str, Cell], n: int) -> None:
    """Counts with thousands separators, percents as percents, a mean as it is."""
    if cells["indicator"].value == "social_worker_caseload":
        cells["denominator"].value, cells["value"].value = 212, 16.4
        return
    for name, number in (("numerator", 1030 + n), ("denominator", 2055)):
        cells[name].value, cells[name].number_format = number, "#,##0"
    cells["value"].value, cells["value"].number_format = (1030 + n) / 2055, "0.0%"


def first_quarter(cells: dict[str, Cell], n: int) -> None:
    cells["numerator"].value, cells["denominator"].value = 31 + n, 55


def filled_in(content: bytes, fill: Fill) -> bytes:
    """The workbook that an officer saves, with the rows and columns that Excel leaves behind."""
    book = workbook(content, fill)
    assert book.active is not None
    for cell in left_over(book.active):  # type: ignore[arg-type]
        cell.number_format = "#,##0"
    return saved(book)


@pytest.fixture(scope="module")
def typed_in(schemas: Schemas) -> bytes:
    return filled_in(template(TYPED, schemas, {}), typed)


# What each kind of file comes to


def test_the_workbook_holds_real_dates_and_numbers(typed_in: bytes, tmp_path: Path) -> None:
    """Or the tests below would be of text that we wrote ourselves."""
    (tmp_path / "book.xlsx").write_bytes(typed_in)
    sheet = load_workbook(tmp_path / "book.xlsx").active
    kinds = {str(row[0].value): row[1].is_date for row in list(sheet.rows)[1:5]}  # type: ignore[union-attr]
    assert kinds == {
        "placed_outside_county": True,
        "years_12_13_eet": True,
        "social_worker_caseload": True,
        "work_experience": False,
    }
    cells = [cell for row in shown(typed_in) for cell in row]
    assert {"31/03/2026", "1,030", "2,055", "50.1%", "16.4"} <= {*cells}
    assert len(shown(typed_in)) == 8 and len(shown(typed_in)[0]) == 11, "blank rows and columns"


@pytest.mark.parametrize("kind", KINDS)
def test_what_excel_saves_as_a_csv_is_read_as_it_was_typed(
    schemas: Schemas, typed_in: bytes, kind: str
) -> None:
    extract = read_extract("quarter.csv", KINDS[kind](shown(typed_in)), schemas)
    assert [str(problem) for problem in extract.problems] == []
    rows = extract.counts.astype(object).where(extract.counts.notna(), None).to_dict("records")
    said = {row["indicator"]: (row["numerator"], row["denominator"], row["value"]) for row in rows}
    assert {name: (n, d) for name, (n, d, _) in said.items()} == {
        "placed_outside_county": (1030, 2055),
        "years_12_13_eet": (1031, 2055),
        "social_worker_caseload": (None, 212),
        "work_experience": (1033, 2055),
    }
    assert said["social_worker_caseload"][2] == 16.4
    ends = {row["indicator"]: f"{row['period_end']:%m-%d}" for row in rows}
    assert ends["placed_outside_county"] == "03-31"
    receipt = " ".join(extract.receipt)
    assert "Blank rows at the end were left out" in receipt
    assert "Thousands separators" in receipt and "Percent signs" in receipt


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_csv_with_commas_is_refused_with_the_way_to_save_it(
    schemas: Schemas, typed_in: bytes, kind: str
) -> None:
    save, word = OTHERS[kind]
    extract = read_extract("quarter.csv", save(shown(typed_in)), schemas)
    assert extract.refused
    said = " ".join(str(problem) for problem in extract.problems)
    assert word in said and ("CSV UTF-8" in said or "commas between them" in said)


@pytest.mark.parametrize("name", ["quarter.xlsx", "quarter.csv"])
def test_the_workbook_itself_is_read_as_its_csv_would_be(
    schemas: Schemas, typed_in: bytes, name: str
) -> None:
    extract = read_any(name, typed_in, schemas)
    as_csv = read_any(name, KINDS["CSV UTF-8 (comma delimited)"](shown(typed_in)), schemas)
    exact = [row for row in extract.rows if row.value is None or row.value == 16.4]
    assert (extract.problems, len(extract)) == ((), len(as_csv))
    assert exact == [row for row in as_csv.rows if row.line in {r.line for r in exact}]
    assert extract.content.startswith(b"indicator,period,area")


# In the browser


def drop(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]


def by_openpyxl(content: bytes, folder: Path) -> bytes:
    return KINDS["CSV UTF-8 (comma delimited)"](shown(content))


def by_office(content: bytes, folder: Path) -> bytes:
    made = by_libre_office(content, folder)
    if made is None:
        pytest.skip("LibreOffice Calc is not installed: install it to try the files that it makes")
    return made


@pytest.mark.parametrize("makes", [by_openpyxl, by_office])
def test_a_quarter_goes_from_our_template_by_excel_to_the_chart_and_back(
    visit: Visit, tmp_path: Path, makes: Callable[[bytes, Path], bytes]
) -> None:
    """The first sight of the server is not counted: a council's has run since the morning."""
    before = visit.open("/indicator?id=work_experience")
    assert "Invented" in before.locator("h1").inner_text()
    started = time.monotonic()
    page = visit.open("/add")
    content = makes(filled_in(get_template(page, WORK, "Work experience"), first_quarter), tmp_path)
    drop(page, "quarter.csv", content)
    page.wait_for_selector("section.changes", timeout=60_000)
    assert "1 new figure" in page.locator("section.changes").inner_text()
    assert page.get_by_text("After", exact=True).count() == 1
    page.get_by_label("A line for the history").fill("The first real quarter")
    page.get_by_role("button", name="Publish 1 new figure").click()
    page.get_by_role("link", name=WORK).click()
    page.wait_for_selector("[data-ready=indicator]")
    assert "31 of 55" in page.locator("article").first.inner_text().replace("\xa0", " ")
    assert "Invented" not in page.locator("h1").inner_text()
    page.get_by_role("link", name="Add figures").click()
    page.get_by_role("button", name="Undo this").click()
    page.wait_for_selector("text=Undone. Everybody", timeout=60_000)
    took = time.monotonic() - started
    after = visit.open("/indicator?id=work_experience")
    assert "Invented" in after.locator("h1").inner_text()
    print(f"From the template to the chart and back: {took:.0f} s")  # a minute is the aim


@pytest.mark.parametrize("kind", [*KINDS, *OTHERS])
def test_a_file_of_every_kind_is_taken_or_refused_kindly_on_the_page(
    visit: Visit, typed_in: bytes, kind: str
) -> None:
    good = kind in KINDS
    save = KINDS[kind] if good else OTHERS[kind][0]
    page = visit.open("/add")
    drop(page, "quarter.csv", save(shown(typed_in)))
    page.wait_for_selector("section.changes" if good else "text=Nothing was saved", timeout=60_000)
    said = page.locator("section.check").inner_text()
    assert ("4 rows read. Nothing to put right." in said) == good


def test_our_template_filled_in_goes_in_as_the_workbook_that_it_is(
    visit: Visit, typed_in: bytes
) -> None:
    page = visit.open("/add")
    drop(page, "quarter.xlsx", typed_in)
    page.wait_for_selector("section.changes", timeout=60_000)
    assert "4 rows read. Nothing to put right." in page.locator("section.check").inner_text()
