"""Scorecards: what comes out is exactly what was in the sheet, or a question."""

import io
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from data.any_file import UNKNOWN, read_any, to_lay_out
from data.ingest.check import Extract
from data.scorecards.guess import guess
from data.scorecards.kept import keep_layout, kept_layouts, layout_called
from data.scorecards.scorecard import NEW_MEASURE, Reading, Scorecard
from data.scorecards.workbook import Workbook
from schemas.load import load_schemas
from schemas.periods import Period, PeriodKind
from schemas.problems import Refused
from tests.support import scorecards as shapes
from tests.support.depth import tries
from tests.support.scorecards import SHAPES, counts_of

QUARTERS = ("2024-25 Q3", "2024-25 Q4", "2025-26 Q1", "2025-26 Q2")
SCHEMAS = load_schemas()
OURS = {i.title: i.id for i in SCHEMAS.in_order() if i.period.months == 3}
TITLES = {name: title for title, name in OURS.items()}


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_STORE", str(tmp_path / "store"))


def guessed(content: bytes, name: str = "scorecard.xlsx") -> Scorecard:
    found = guess(Workbook(name, content, SCHEMAS), SCHEMAS)
    assert found is not None
    return found.scorecard


@cache
def layout_of(shape: str) -> Scorecard:
    """As an officer shows it once."""
    return guessed(SHAPES[shape](counts_of(list(OURS), QUARTERS)))


def arrived(extract: Extract) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    rows = extract.rows
    return {(TITLES[r.indicator], r.period.label): (r.numerator, r.denominator) for r in rows}


def messages(extract: Extract) -> list[str]:
    return [f"{p.column}{p.row or ''}: {p.message}" for p in extract.problems]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_goes_in_is_exactly_what_was_in_the_sheet(shape: str) -> None:
    counts = counts_of(list(OURS), QUARTERS)
    content = SHAPES[shape](counts)
    extract = read_any("scorecard.xlsx", content, SCHEMAS, scorecard=layout_of(shape))
    assert messages(extract) == []
    assert arrived(extract) == counts
    assert extract.content.startswith(b"indicator,period,"), "the figures alone are kept"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_next_quarters_file_needs_no_question(shape: str) -> None:
    keep_layout(guessed(SHAPES[shape](counts_of(list(OURS), QUARTERS[:3]))))
    later = counts_of(list(OURS), QUARTERS[1:], more=100)
    content = SHAPES[shape](later)
    assert to_lay_out("next.xlsx", content, SCHEMAS) is None
    extract = read_any("next.xlsx", content, SCHEMAS)
    assert (messages(extract), arrived(extract)) == ([], later)


MONTHS = [f"{at:%b-%y}" for at in (date(2025, 4 + n, 1) for n in range(9))]
MONTHS += [f"{at:%B %Y}" for at in (date(2026, 1 + n, 1) for n in range(3))]
BY_MONTH = {i.title: i.id for i in SCHEMAS.in_order(everything=True) if i.also_by and i.per}


def test_rotherhams_twelve_measures_by_twelve_months_go_in_without_a_question() -> None:
    assert len(BY_MONTH) >= 12, "as they are declared, and told by their titles"
    counts = counts_of(list(BY_MONTH)[:12], MONTHS)
    content = shapes.rotherham(counts)
    keep_layout(guessed(content))
    assert to_lay_out("next.xlsx", content, SCHEMAS) is None
    extract = read_any("next.xlsx", content, SCHEMAS)
    month = {PeriodKind.MONTH}
    wanted = {(BY_MONTH[t], Period.parse(at, month)): c for (t, at), c in counts.items()}
    said = {(r.indicator, r.period): (r.numerator, r.denominator) for r in extract.rows}
    assert (messages(extract), said, len(extract)) == ([], wanted, 144)
    left = ("Number", "Target", "2023/24", "2024/25", "National average")
    assert all(name in " ".join(extract.receipt) for name in left)


# What is asked, and what is left out: one percent with its counts below, changed in one way

Q1 = "2025-26 Q1"
HEALTH, SAFE = "Regular health assessments done on time", "Feeling safe at home"
ONE = [
    ["Our scorecard"],
    ["Indicator", "Note", Q1, "Target"],
    [HEALTH, "Quarterly", 0.75, 0.9],
    ["Numerator", None, 60, None],
    ["Denominator", None, 80, None],
]


def changed(row: int, column: int, cell: object) -> list[list[object]]:
    rows = [list(each) for each in ONE]
    rows[row - 1][column] = cell
    return rows


SHEETS: dict[str, tuple[list[list[object]], str]] = {
    "a percent that its counts do not give": (
        *(changed(3, 2, 0.85), "C3: the value is not what the numerator and the denominator give"),
    ),
    "more than all": (changed(4, 2, 90), "C4: the numerator is more than the denominator"),
    "a count that is no whole number": (changed(4, 2, "60.5"), "C4: '60.5' is not a whole number"),
    "an error of Excel's": (changed(3, 2, "#DIV/0!"), "C3: "),
    "a hidden number": (changed(4, 2, "<5"), "C4: '<5' is not a whole number"),
    "a day where a figure should be": (changed(5, 2, "03/04/2025"), "C5: "),
    "one part only": (changed(5, 2, None), "C4: a numerator and a denominator are needed"),
    "a year to date": (changed(3, 1, "Year to date"), "A3: this row says that its figures"),
    "a new measure": (changed(3, 0, "Something else"), f"A3: {NEW_MEASURE}"),
    "no measure": (changed(3, 0, None), "A3: figures stand in a row that names no measure"),
    "the measure twice": ([*ONE, *ONE[2:]], "C6: the same figure is already on row 3"),
    "a second table below": (
        *([*ONE, ["Indicator", "", "2024-25 Q1"], *ONE[2:]], "C6: other periods stand here than"),
    ),
    "another column": (changed(2, 1, "Remark"), UNKNOWN),
    "a column of months": (changed(2, 2, "April 2025"), ": no figure is of a measure and a period"),
}


@pytest.mark.parametrize(("rows", "asked"), SHEETS.values(), ids=SHEETS)
def test_what_is_not_understood_is_asked_with_its_cell(
    rows: list[list[object]], asked: str
) -> None:
    keep_layout(guessed(shapes.saved(("S", ONE))))
    extract = read_any("next.xlsx", shapes.saved(("S", rows)), SCHEMAS)
    assert extract.refused
    assert any(asked in said for said in messages(extract)), messages(extract)


LEFT: dict[str, tuple[list[list[object]], str]] = {
    "nothing in a cell": (*([*ONE, [SAFE, "", "n/a"]], "Left out. Cells without a figure: C6."),),
    "columns of no period": (ONE, "Left out. Columns: Note, Target."),
    "the headings again": ([*ONE, ONE[1]], "Left out. Columns: Note, Target."),
    "a year of a measure that is counted by quarter": (
        *([[*r, c] for r, c in zip(ONE, ["", "2024/25", 0.7, "", ""], strict=True)][1:], "2024/25"),
    ),
}


@pytest.mark.parametrize(("rows", "receipt"), LEFT.values(), ids=LEFT)
def test_what_is_left_out_is_named(rows: list[list[object]], receipt: str) -> None:
    layout = guessed(shapes.saved(("S", rows))).model_copy(
        update={"measures": {HEALTH: OURS[HEALTH], SAFE: OURS[SAFE]}}
    )
    extract = read_any("s.xlsx", shapes.saved(("S", rows)), SCHEMAS, scorecard=layout)
    assert (messages(extract), arrived(extract)) == ([], {(HEALTH, Q1): (60, 80)})
    assert receipt in " ".join(extract.receipt)


def test_a_column_of_measures_needs_no_heading_and_a_file_without_it_is_another() -> None:
    rows = [["Ours"], [], ["", Q1], [HEALTH, "60 of 80"]]
    keep_layout(guessed(shapes.saved(("S", rows))))
    assert arrived(read_any("s.xlsx", shapes.saved(("S", rows)), SCHEMAS)) == {
        (HEALTH, Q1): (60, 80)
    }
    without = shapes.saved(("S", [[Q1], ["60 of 80"]]))
    assert messages(read_any("s.xlsx", without, SCHEMAS)) == [f": {UNKNOWN}"]


def test_none_of_nobody_does_not_apply() -> None:
    rows = changed(3, 2, "#DIV/0!")
    rows[3][2] = rows[4][2] = 0
    content = shapes.saved(("S", rows))
    extract = read_any("s.xlsx", content, SCHEMAS, scorecard=guessed(shapes.saved(("S", ONE))))
    assert [(r.marker, r.numerator) for r in extract.rows] == [("z", None)]


def test_months_are_never_taken_for_the_quarters_that_end_with_them() -> None:
    heads = ["Indicator", "Apr-25", "May-25", "Jun-25"]
    content = shapes.saved(("S", [heads, [HEALTH, "1 of 2", "2 of 3", "3 of 4"]]))
    by_quarter = {"kinds": (PeriodKind.QUARTER,), "measures": {HEALTH: OURS[HEALTH]}}
    layout = guessed(content).model_copy(update=by_quarter)
    extract = read_any("s.xlsx", content, SCHEMAS, scorecard=layout)
    assert extract.refused and len(extract) == 0


def test_a_measure_with_a_percent_alone_is_left_out_and_the_guess_says_why() -> None:
    rows = [["Indicator", Q1], [HEALTH, 0.75], [SAFE, "60 of 80"], ["How many horses", "1 of 2"]]
    found = guess(Workbook("s.xlsx", shapes.saved(("S", rows)), SCHEMAS), SCHEMAS)
    assert found is not None and "percent alone" in found.left_out[HEALTH]
    assert found.scorecard.measures == {HEALTH: "", SAFE: OURS[SAFE], "How many horses": ""}


# The workbook itself


def test_a_formula_is_its_value_and_one_without_a_value_is_asked() -> None:
    book = load_workbook(io.BytesIO(shapes.saved(("S", ONE))))
    book["S"]["C4"] = "=30+30"
    layout = guessed(shapes.saved(("S", ONE)))
    extract = read_any("s.xlsx", shapes.content_of(book), SCHEMAS, scorecard=layout)
    assert messages(extract) == [
        ": C4 holds a formula that has not been worked out. Open the workbook in Excel, and save "
        "it: then it holds what the formula comes to."
    ]


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    book = load_workbook(io.BytesIO(shapes.saved(("Old", ONE), ("S", ONE))))
    book["Old"].sheet_state = "hidden"
    layout = guessed(shapes.saved(("S", ONE)))
    extract = read_any("s.xlsx", shapes.content_of(book), SCHEMAS, scorecard=layout)
    assert "Hidden, and not read: 'Old'." in extract.receipt and len(extract) == 1


@pytest.mark.parametrize(
    "cells",
    [["Name of child", "Jo Bloggs"], ["NHS", "943 476 5919"], ["Note", "born 12/05/2011"]],
    ids=["a name", "a number", "a birthday"],
)
@pytest.mark.parametrize("hidden", [False, True], ids=["in sight", "hidden"])
def test_a_child_on_any_sheet_refuses_the_workbook_and_nothing_is_kept(
    cells: list[object], hidden: bool
) -> None:
    book = load_workbook(io.BytesIO(shapes.saved(("S", ONE), ("List", [[c] for c in cells]))))
    book["List"].sheet_state = "hidden" if hidden else "visible"
    content = shapes.content_of(book)
    keep_layout(guessed(shapes.saved(("S", ONE))))
    extract = read_any("s.xlsx", content, SCHEMAS)
    assert extract.personal and extract.content == b"" and len(extract) == 0
    assert "A2 of the sheet in place 2" in messages(extract)[0]
    assert str(cells[1]) not in str(extract) + str(extract.problems)


def packed(**parts: bytes) -> bytes:
    """The same workbook with other parts."""
    old, new = io.BytesIO(shapes.saved(("S", ONE))), io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            target.writestr(name, parts.pop(name, source.read(name)))
        for name, part in parts.items():
            target.writestr(name, part)
    return new.getvalue()


REFUSED = {
    "macros": (packed(**{"xl/vbaProject.bin": b"x"}), "holds macros"),
    "a password": (
        *(b"\xd0\xcf\x11\xe0" + bytes(99) + "EncryptedPackage".encode("utf-16-le"), "a password"),
    ),
    "broken": (packed(**{"xl/workbook.xml": b"<x"}), "cannot be opened here"),
    "entities": (*(packed(**{"xl/styles.xml": b"<!DOCTYPE a><a/>"}), "cannot be opened here"),),
    "blank": (shapes.saved(("S", [[]])), "blank or hidden"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_workbook_that_is_not_let_in_is_refused_in_words(content: bytes, words: str) -> None:
    (said,) = messages(read_any("s.xlsx", content, SCHEMAS))
    assert words in said


# The layout that is kept


def test_a_layout_is_kept_by_its_name_and_read_again_as_it_was() -> None:
    layout = guessed(shapes.saved(("S", ONE))).model_copy(
        update={"name": "Health “Q”", "measures": {'% "on time"\n?': "", HEALTH: OURS[HEALTH]}}
    )
    keep_layout(layout)
    assert kept_layouts() == [layout] == [layout_called("health q")]
    with pytest.raises(Refused, match="There are 'Health “Q”'"):
        layout_called("other")


# Whatever is in the sheet: a figure that comes out stands there

PERIODS = ("Q1", "Apr-25", "2024/25")
PARTS = some.sampled_from(
    [*(Q1, "2024/25", "Q1", "Apr-25", "Numerator", "Target", HEALTH, SAFE, "Total"), ""]
)
CELLS = some.one_of(
    PARTS,
    some.integers(0, 3000),
    some.floats(0, 1).map(lambda x: round(x, 3)),
    some.sampled_from(["79/85", "93% (79/85)", "7 of 8", "n/a", "<5", "1,234", "50%"]),
)


@settings(max_examples=tries(15, at_night=500), deadline=None)
@given(some.lists(some.lists(CELLS, min_size=4, max_size=4), min_size=2, max_size=8))
@example([["Q1", Q1, Q1, Q1], ["Q1", 26, "79/85", 0]])  # a measure has 26 in its words
def test_no_figure_comes_out_that_does_not_stand_in_its_cell(rows: list[list[object]]) -> None:
    content = shapes.saved(("S", [["Indicator", "", Q1, "2024-25 Q4"], *rows]))
    workbook = Workbook("s.xlsx", content, SCHEMAS)
    found = guess(workbook, SCHEMAS)
    cells = [[cell.strip() for cell in row] for row in workbook.visible[0].rows]
    for figure in Reading(workbook, found.scorecard, SCHEMAS).figures if found else ():
        for part, at in figure.places.items():
            row, column = at.row - 1, "ABCD".index(at.column)
            cell = cells[row][column]
            assert figure.parts[part] in {cell, *re.split("[ /()]+|of", cell)}
            beside = {*cells[row][:column], *(above[column] for above in cells[:row])}
            assert beside & {figure.period.label, *PERIODS}
            named = {*(c for r in cells[: row + 1] for c in r), *(r[column] for r in cells)}
            assert TITLES[figure.indicator] in named


@settings(max_examples=tries(5, at_night=200), deadline=None, phases=[Phase.generate])
@given(
    some.lists(
        some.tuples(some.integers(0, 99_999), some.integers(2, 99_999)).map(sorted),
        min_size=len(OURS) * len(QUARTERS),
        max_size=len(OURS) * len(QUARTERS),
    ),
    some.sampled_from(sorted(SHAPES)),
)
def test_whatever_the_counts_they_arrive_as_they_were(pairs: list[list[int]], shape: str) -> None:
    cells = [(m, q) for m in OURS for q in QUARTERS]
    counts = {cell: (a, b) for cell, (a, b) in zip(cells, pairs, strict=True)}
    content = SHAPES[shape](counts)
    extract = read_any("s.xlsx", content, SCHEMAS, scorecard=layout_of(shape))
    assert (messages(extract), arrived(extract)) == ([], counts)
