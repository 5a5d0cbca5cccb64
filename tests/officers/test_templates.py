"""A template goes back in as it is, once it is filled in; the dictionary leaves nothing out."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from data.any_file import read_any
from data.due import due, to_fill_in
from data.ingest.check import COLUMNS as EXTRACT_COLUMNS
from data.ingest.check import read_extract
from data.store.store import Store
from data.templates import (
    COLUMNS,
    dictionary_csv,
    dictionary_markdown,
    latest_periods,
    template,
)
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.periods import Period, PeriodKind
from schemas.problems import Refused
from tests.conftest import Arrives

TODAY = date(2026, 11, 21)
EVERY = sorted(load_schemas().indicators)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def quarters(schemas: Schemas, latest: str | None, today: date = TODAY) -> list[str]:
    kinds = schemas.indicators["feels_safe"].period_kinds
    held = {"feels_safe": Period.parse(latest, kinds)} if latest else {}
    return [row["period"] for row in rows(template(["feels_safe"], schemas, held, today))]


def test_a_template_is_as_excel_opens_it_best(schemas: Schemas) -> None:
    content = template(["feels_safe"], schemas, {}, TODAY)
    assert content.startswith(b"\xef\xbb\xbfindicator,period,area,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


@pytest.mark.parametrize(
    ("latest", "asked"),
    [
        ("2025-26 Q4", ["2026-27 Q1", "2026-27 Q2"]),
        ("2026-27 Q1", ["2026-27 Q2"]),
        ("2026-27 Q2", ["2026-27 Q3"]),
        ("2020-21 Q4", [f"{y}-{y - 1999} Q{q}" for y in (2021, 2022) for q in (1, 2, 3, 4)]),
        (None, ["2026-27 Q2"]),
    ],
    ids=["what is over", "the one after", "none is over", "eight at most", "nothing yet"],
)
def test_it_asks_for_the_periods_that_have_no_figure_yet(
    schemas: Schemas, latest: str | None, asked: list[str]
) -> None:
    assert quarters(schemas, latest) == asked


def test_the_newest_period_is_of_our_own_real_figures(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    arrives("dental_checks,2023-24,,,,400,600,,", "dental_checks,2025-26,England,,,400,600,,")
    arrives("feels_safe,2024-25 Q4,,,,31,40,,", illustrative=True)
    latest = latest_periods(store, schemas)
    assert {name: period.label for name, period in latest.items()} == {"dental_checks": "2023-24"}


def test_a_quarterly_measure_given_by_the_year_is_asked_for_by_the_quarter(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    arrives("feels_safe,2024-25,,,,310,400,,", "feels_safe,2023-24 Q4,,,,31,40,,")
    assert latest_periods(store, schemas)["feels_safe"].label == "2023-24 Q4"


@pytest.mark.parametrize(
    ("indicators", "columns"),
    [
        (["dental_checks"], ["numerator", "denominator"]),
        (["sdq_average_score"], ["denominator", "value"]),
        (["dental_checks", "sdq_average_score"], ["numerator", "denominator", "value"]),
    ],
)
def test_it_has_the_columns_that_are_needed(
    schemas: Schemas, indicators: list[str], columns: list[str]
) -> None:
    first = ["indicator", "period", "area", "breakdown", "category"]
    asked = rows(template(indicators, schemas, {}, TODAY))
    assert [*asked[0]] == [*first, *columns, "status"]


COMPARED = ("placement location",)  # by the criterion that it answers
ASKED = {
    **dict.fromkeys(("absence", "persistent_absence", "severe_absence"), ("school type",)),
    "key_stage_2": ("subject",),
    **dict.fromkeys(("review_health_assessments", "annual_health_assessments"), COMPARED),
    **dict.fromkeys(("dental_checks", "development_checks", "immunisations"), COMPARED),
    "sdq_score_received": COMPARED,
    "initial_health_assessments": (*COMPARED, "district"),  # as council.toml says
}
"""What is asked for but everyone's figure."""


@pytest.mark.parametrize("indicator", EVERY)
def test_filled_in_a_template_of_any_indicator_goes_in(schemas: Schemas, indicator: str) -> None:
    empty = template([indicator], schemas, {}, TODAY)
    known = schemas.indicators[indicator]
    figures = {"numerator": "60", "denominator": "90", "value": "" if known.per else "1"}
    filled = [{c: figures.get(c, cell) for c, cell in row.items()} for row in rows(empty)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, filled[0])
    writer.writeheader()
    writer.writerows(filled)
    extract = read_extract("filled.csv", text.getvalue().encode(), schemas)
    assert not extract.refused, extract.problems
    places = {(row.breakdown, row.category) for row in extract.rows}
    asked = {b: known.breakdowns[b] for b in ASKED.get(indicator, ())}
    assert places == {("all", "all"), *((b, c) for b, cs in asked.items() for c in cs)}
    assert max(row.period.end for row in extract.rows) < TODAY


def test_an_unknown_indicator_is_refused_with_a_hint(schemas: Schemas) -> None:
    with pytest.raises(Refused) as refused:
        template(["dental_chekcs", "feels_safe", "wxyz"], schemas, {})
    assert [str(p) for p in refused.value.problems] == [
        "dental_chekcs: there is no indicator of that name. Did you mean 'dental_checks'?",
        "wxyz: there is no indicator of that name.",
    ]


# The dictionary


def test_the_dictionary_has_every_column_that_an_extract_may_have() -> None:
    assert tuple(COLUMNS) == EXTRACT_COLUMNS


@pytest.mark.parametrize("indicator", EVERY)
def test_the_dictionary_has_every_indicator_in_both_forms(schemas: Schemas, indicator: str) -> None:
    said = {r["field"]: r["says"] for r in DICTIONARY if r["name"] == indicator}
    known = schemas.indicators[indicator]
    assert said["title"] == known.title and said["numerator"] == known.numerator
    assert [b for b in said if b.startswith("breakdown: ")] == [
        f"breakdown: {b}" for b in known.breakdowns
    ]
    assert f"### `{indicator}`" in MARKDOWN and known.title in MARKDOWN
    example = said["write the period as"]
    assert Period.parse(example, known.period_kinds).label == example


DICTIONARY = rows(dictionary_csv(load_schemas()))
MARKDOWN = dictionary_markdown(load_schemas())


def test_the_dictionary_says_what_each_marker_means() -> None:
    asked = ("column", "status", "holds")
    (holds,) = (r["says"] for r in DICTIONARY if (r["about"], r["name"], r["field"]) == asked)
    for said in ("c: Hidden", "x: Not available", "z: Does not apply", "p: provisional"):
        assert said in holds


# What is due


DUE = [
    "Due 14 October 2026: July to September 2026, from NHS Nottingham and Nottinghamshire "
    "Integrated Care Board, 2 measures, none in yet.",
    "Due 14 October 2026: July to September 2026, from Nottinghamshire County Council, 7 measures, "
    "6 not in yet: ",
    "Due 14 January 2027: October to December 2026, from NHS Nottingham",
    "Due 14 January 2027: October to December 2026, from Nottinghamshire County Council, 7 "
    "measures, none in yet.",
]


def test_what_is_due_is_said_by_day_and_from_whom_with_what_has_not_come(schemas: Schemas) -> None:
    latest = {"feels_safe": Period.parse("2026-27 Q2", {PeriodKind.QUARTER})}
    quarters = [each for each in due(schemas, latest, TODAY) if each.period.kind.months == 3]
    listed = [str(each) for each in quarters]
    assert [said.startswith(begins) for said, begins in zip(listed, DUE, strict=True)] == [True] * 4
    assert "Feeling safe" not in listed[1] and "Taking part in their own review" in listed[1]


@pytest.mark.parametrize(
    ("newest", "asked"), [("2026-27 Q1", "Q2"), ("2026-27 Q2", "Q3"), (None, "Q2")]
)
def test_one_file_asks_for_all_that_is_due(
    schemas: Schemas, newest: str | None, asked: str
) -> None:
    own = [i for i in schemas.in_order() if i.period is PeriodKind.QUARTER]
    years = [i for i in schemas.in_order() if i.period.months == 12]
    latest = {i.id: Period.holding(i.period, TODAY) for i in years}
    latest |= {i.id: Period.parse(newest, {i.period}) for i in own} if newest else {}
    wanted = rows(template(to_fill_in(schemas, latest, TODAY), schemas, latest, TODAY))
    quarters = {(row["indicator"], row["period"]) for row in wanted if " Q" in row["period"]}
    assert quarters == {(i.id, f"2026-27 {asked}") for i in own}


def test_a_workbook_to_fill_in_has_lists_and_texts_and_goes_back_in_as_it_is(
    schemas: Schemas,
) -> None:
    chosen = [*to_fill_in(schemas, {}, TODAY), "placed_outside_county"]
    book = load_workbook(io.BytesIO(template(chosen, schemas, {}, TODAY, workbook=True)))
    sheet = book["Figures"]
    assert book["Lists"].sheet_state == "hidden"
    lists = {str(each.sqref)[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    assert sorted(lists) == [*"ABCDE", "H"]
    assert {cell.number_format for cell in sheet["B"][1:]} == {"@"}
    assert all(isinstance(cell.value, str) for cell in sheet["B"])
    for n, row in enumerate(sheet.iter_rows(min_row=2)):
        row[5].value, row[6].value = 31 + n, 400
    filled = io.BytesIO()
    book.save(filled)
    extract = read_any("due.xlsx", filled.getvalue(), schemas)
    assert [str(problem) for problem in extract.problems] == []
    assert [r.numerator for r in sorted(extract.rows, key=lambda r: r.line)] == [
        31 + n for n in range(sheet.max_row - 1)
    ]
