"""A file is read whole: every problem is named at once, with its row, its column and the fix."""

import csv
import io
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.ingest.check import Extract, _database, _light_engine, read_extract
from data.ingest.counts import Row
from data.ingest.findings import MOST_OF_A_KIND, letter
from data.ingest.header import COLUMNS
from schemas.declared import Schemas
from schemas.periods import PeriodKind
from schemas.states import MARKERS
from tests.conftest import HEADER, Read

GOOD = "initial_health_assessments,2024-25 Q1,,,,41,52,,"


def said(extract: Extract) -> list[str]:
    return [str(problem) for problem in extract.problems]


def place(row: int, column: str) -> str:
    """Where a problem is said to be: 'file.csv, row 3, F numerator'."""
    at = HEADER.split(",").index(column) if column else 0
    return f"file.csv, row {row}" + (f", {letter(at)} {column}" if column else "")


def only(extract: Extract) -> Row:
    assert said(extract) == []
    (row,) = extract.rows
    return row


def file(schemas: Schemas, content: str | bytes, published: bool = False) -> Extract:
    raw = content.encode() if isinstance(content, str) else content
    return read_extract("file.csv", raw, schemas, published)


# What is accepted


def test_a_good_row_is_read_as_it_stands(read: Read, schemas: Schemas) -> None:
    row = only(read(GOOD))
    assert (row.line, row.indicator) == (2, "initial_health_assessments")
    assert (row.period.kind, row.period.label) == (PeriodKind.QUARTER, "2024-25 Q1")
    assert (row.area, row.breakdown, row.category) == (schemas.council.code, "all", "all")
    assert (row.numerator, row.denominator, row.value, row.marker) == (41, 52, None, "")
    assert not (row.provisional or row.revised)


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("", "E10000024"),
        ("Nottinghamshire", "E10000024"),
        ("NOTTINGHAMSHIRE", "E10000024"),
        ("E10000024", "E10000024"),
        ("e10000024", "E10000024"),
        ("England", "E92000001"),
        ("East Midlands", "E12000004"),
        ("Suffolk", "E10000029"),
    ],
)
def test_an_area_is_a_name_or_a_code_and_the_council_when_it_is_blank(
    read: Read, written: str, area: str
) -> None:
    assert only(read(f"dental_checks,2024-25,{written},,,469,637,,")).area == area


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("469,637,,", (469, 637, None)),
        ("469,637,74,", (469, 637, 74.0)),
        ("469,637,73.6,", (469, 637, 73.6)),
        ("469,637,73.63 %,", (469, 637, 73.63)),
        ("469,637,74%,", (469, 637, 74.0)),
        ('"1,469","2,637",,', (1469, 2637, None)),
        ('"1,234,567","2,345,678",,', (1234567, 2345678, None)),
        (" 469 , 637 ,,", (469, 637, None)),
        ("0,637,0,", (0, 637, 0.0)),
        ("637,637,100,", (637, 637, 100.0)),
    ],
)
def test_numbers_are_read_as_officers_write_them(
    read: Read, written: str, numbers: tuple[int, int, float | None]
) -> None:
    row = only(read(f"dental_checks,2024-25,,,,{written}"))
    assert (row.numerator, row.denominator, row.value) == numbers


@pytest.mark.parametrize(
    ("written", "marker", "provisional", "revised"),
    [
        *((m, m, False, False) for m in MARKERS),
        *((f"[{m}]", m, False, False) for m in MARKERS),
        *(("C", "c", False, False), ("[LOW]", "low", False, False)),
        *(("c p", "c", True, False), ("[c] [r]", "c", False, True), ("x,r", "x", False, True)),
    ],
)
def test_a_government_marker_says_why_there_is_no_figure(
    read: Read, written: str, marker: str, provisional: bool, revised: bool
) -> None:
    row = only(read(f'dental_checks,2024-25,,,,,,,"{written}"'))
    assert (row.marker, row.provisional, row.revised) == (marker, provisional, revised)
    assert (row.numerator, row.denominator, row.value) == (None, None, None)


def test_a_provisional_figure_keeps_its_numbers(read: Read) -> None:
    row = only(read("dental_checks,2024-25,,,,469,637,,p"))
    assert (row.numerator, row.marker, row.provisional) == (469, "", True)


@pytest.mark.parametrize(
    "text",
    [
        "INDICATOR,Period,Numerator,Denominator\ndental_checks,2024-25,469,637\n",
        "denominator,numerator,period,indicator\r\n637,469,2024-25,Dental_Checks\r\n",
        "\ufeffindicator,period_start,period_end,numerator,denominator\n"
        "dental_checks,01/04/2024,2025-03-31,469,637",
        "indicator,period,numerator,denominator,,\ndental_checks,2024-25,469,637,,\n\n,,,,\n",
        "indicator,,period,numerator,denominator\ndental_checks,,2024-25,469,637",
        'indicator,period,numerator,denominator\n"dental_checks"," 2024-25 ","469","637"',
    ],
    ids=["any case", "any order", "dates", "blank rows", "a blank column", "quoted"],
)
def test_columns_come_in_any_order_and_case(schemas: Schemas, text: str) -> None:
    row = only(file(schemas, text))
    assert (row.indicator, row.period.label) == ("dental_checks", "2024-25")
    assert (row.numerator, row.denominator) == (469, 637)


def test_a_category_is_read_in_any_case(read: Read) -> None:
    row = only(read("initial_health_assessments,2024-25,,Placement Location,in county,141,152,,"))
    assert (row.breakdown, row.category) == ("placement location", "In county")


def test_a_short_row_has_blank_cells_at_its_end(read: Read) -> None:
    assert only(read("dental_checks,2024-25,,,,469,637")).denominator == 637


# What is refused, one problem in a row

ROWS = [
    (
        *("initial_health_assesments,2024-25 Q1,,,,41,52,,", "indicator"),
        "'initial_health_assesments' is not an indicator. "
        "Did you mean 'initial_health_assessments'?",
    ),
    (
        *("wxyz,2024-25 Q1,,,,41,52,,", "indicator"),
        "this is not an indicator. The ids are the names of the files in schemas/indicators.",
    ),
    (
        *(",2024-25 Q1,,,,41,52,,", "indicator"),
        "the indicator is empty. The ids are the names of the files in schemas/indicators.",
    ),
    (
        *("dental_checks,2024-25,Nottinghamshir,,,41,52,,", "area"),
        "'Nottinghamshir' is not an area that we know. Did you mean 'Nottinghamshire'? "
        "Write its name or its ONS code.",
    ),
    (
        *("dental_checks,2024-25,E99999999,,,41,52,,", "area"),
        "this is not an area that we know. It can be ours, a neighbour, the region or "
        "the country. Write its name or its ONS code.",
    ),
    (
        *("dental_checks,,,,,41,52,,", "period"),
        "the period is empty. Write, for example, 2024-25.",
    ),
    (
        *("workforce_training,2024-25,,sex,Female,41,52,,", "breakdown"),
        "'sex' is not a breakdown of workforce_training. It can be all.",
    ),
    (
        *("initial_health_assessments,2024-25,,location,In county,41,52,,", "breakdown"),
        "this is not a breakdown of initial_health_assessments. It can be all, placement location, "
        "district, age band, sex, ethnicity, whether unaccompanied, disability or placement type.",
    ),
    (
        *("dental_checks,2024-25,,district,Worksop,41,52,,", "category"),
        "this is not a category of 'district'. It can be Ashfield, Bassetlaw, Broxtowe, Gedling, "
        "Mansfield, Newark and Sherwood or Rushcliffe.",
    ),
    (
        *("initial_health_assessments,2024-25,,,In county,41,52,,", "breakdown"),
        "the category is 'In county', but the breakdown is not given.",
    ),
    (
        *("initial_health_assessments,2024-25,,placement location,Abroad,41,52,,", "category"),
        "this is not a category of 'placement location'. It can be In county or Out of county.",
    ),
    (
        *("initial_health_assessments,2024-25,,placement location,,41,52,,", "category"),
        "'all' is not a category of 'placement location'. It can be In county or Out of county.",
    ),
    ("dental_checks,2024-25,,,,41.5,52,,", "numerator", "'41.5' is not a whole number."),
    ("dental_checks,2024-25,,,,-41,52,,", "numerator", "'-41' is not a whole number."),
    ("dental_checks,2024-25,,,,41,fifty,,", "denominator", "this is not a whole number."),
    (
        *('dental_checks,2024-25,,,,"41,5",52,,', "numerator"),
        "'41,5' is not a whole number.",
    ),
    ('dental_checks,2024-25,,,,41,52,"78,8",', "value", "'78,8' is not a number."),
    ("dental_checks,2024-25,,,,41,52,%,", "value", "'%' is not a number."),
    ("dental_checks,2024-25,,,,41,52,nan,", "value", "'nan' is not a number."),
    (
        *("dental_checks,2024-25,,,,,,,q", "status"),
        "this is not a marker. It can be c, x, z, low, k, u, p or r.",
    ),
    (
        *("dental_checks,2024-25,,,,,,,c x", "status"),
        "this is not a marker. It can be c, x, z, low, k, u, p or r.",
    ),
    (
        *("dental_checks,2024-25,,,,41,52,,c", "status"),
        "it is marked 'c', so there must be no figure beside it.",
    ),
    (
        "dental_checks,2024-25,,,,52,41,,",
        "numerator",
        "the numerator is more than the denominator.",
    ),
    (
        *("dental_checks,2024-25,,,,0,0,,", "denominator"),
        "the denominator is 0. Leave the row out, or mark it 'z' (does not apply).",
    ),
    (
        *("dental_checks,2024-25,,,,41,,,", "numerator"),
        "a numerator and a denominator are needed, so that small numbers stay safe.",
    ),
    (
        *("dental_checks,2024-25,,,,,,79,", "numerator"),
        "a numerator and a denominator are needed, so that small numbers stay safe.",
    ),
    (
        *("dental_checks,2024-25,,,,,,,", "numerator"),
        "a numerator and a denominator are needed, so that small numbers stay safe.",
    ),
    (
        *("dental_checks,2024-25,,,,41,52,0.79,", "value"),
        "the value looks like a proportion. Write it as a percent: 55, not 0.55.",
    ),
    (
        *("dental_checks,2024-25,,,,52,52,1,", "value"),
        "the value looks like a proportion. Write it as a percent: 55, not 0.55.",
    ),
    (
        *("dental_checks,2024-25,,,,41,52,97,", "value"),
        "the value is not what the numerator and the denominator give. Correct one, or leave "
        "the value empty.",
    ),
    (
        *("sdq_average_score,2024-25,,,,,300,,", "value"),
        "a value is needed. If there is none, mark it 'x' (not available).",
    ),
    (
        *("sdq_average_score,2024-25,,,,,,14.1,", "denominator"),
        "the denominator is needed: how many the average is of, so that few stay safe.",
    ),
    (
        *("dental_checks,2024-25,,,,41,52,,,,7", ""),
        "a cell has no heading above it. Is there a comma in a number?",
    ),
]


@pytest.mark.parametrize(("row", "column", "message"), ROWS)
def test_a_problem_is_named_with_its_row_its_column_and_the_fix(
    read: Read, row: str, column: str, message: str
) -> None:
    extract = read(GOOD, row)
    assert f"{place(3, column)}: {message}" in said(extract)
    assert extract.refused
    assert [row.line for row in extract.rows] == [2]


def test_a_period_of_the_wrong_kind_says_the_right_form(read: Read) -> None:
    (problem,) = said(read("initial_health_assessments,2024,,,,41,52,,"))
    assert problem.startswith("file.csv, row 2, B period: '2024' ")
    assert "Write '" in problem


def test_every_problem_is_named_at_once(read: Read) -> None:
    extract = read(*(row for row, _, _ in ROWS))
    expected = {(line, message) for line, (_, _, message) in enumerate(ROWS, start=2)}
    found = {(int(re.findall("row ([0-9]+)", p.place)[0]), p.message) for p in extract.problems}
    assert expected <= found
    assert extract.rows == ()


def test_one_row_can_have_many_problems(read: Read) -> None:
    extract = read("dental_checks,soon,Atlantis,town,Worksop,4.5,many,%,?")
    assert [problem.column for problem in extract.problems] == [
        *("B period", "C area", "D breakdown", "F numerator", "G denominator", "H value"),
        "I status",
    ]
    assert {problem.row for problem in extract.problems} == {2}


def test_a_file_is_read_though_the_engine_failed_at_the_one_before(read: Read) -> None:
    with _database(1) as failing:
        ((name,),) = failing.execute("SELECT current_database()").fetchall()
        failing.execute(f"USE memory; DETACH {name}")  # as one that has failed has it no more
    before = _light_engine()
    assert not read("dental_checks,2024-25,,,,40,80,,").refused
    assert _light_engine() is before, "and the next keeps it"


def test_the_same_figure_twice_is_refused(read: Read) -> None:
    extract = read(GOOD, GOOD.replace("2024-25 Q1", "April to June 2024"))
    assert said(extract) == ["file.csv, row 3: the same figure is already on row 2. Keep one."]


def test_more_than_twenty_of_a_kind_are_counted_and_not_listed(read: Read) -> None:
    bad = [f"wxyz{n},2024-25,,,,41,52,," for n in range(25)]
    worse = ["dental_checks,2024-25,,,,52,41,,"]
    problems = said(read(*bad, *worse))
    assert sum("is not an indicator" in problem for problem in problems) == MOST_OF_A_KIND == 20
    assert any("the numerator is more" in problem for problem in problems)
    assert problems[-1] == "file.csv: and 5 more like these."


# What is refused, about the file


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("", ["file.csv: the file is empty."]),
        ("\n\n", ["file.csv: the file is empty."]),
        (HEADER, ["file.csv: there are no rows under the heading."]),
        (HEADER + "\n,,,,\n\n", ["file.csv: there are no rows under the heading."]),
        (
            "indicator,period,numerater,denominator,value\n",
            ["file.csv, row 1, C: the heading in C1 is not a column that we know. "
             "Did you mean 'numerator'?"],
        ),
        (
            "indicator,value,xyz\n",
            ["file.csv, row 1: the column 'period' is missing. It holds, for example, 2024-25 or "
             "2024-25 Q3. The heading in C1 is not a column that we know: is it this one?"],
        ),
        (
            "period,value,value\n",
            [
                "file.csv, row 1: the column 'indicator' is missing. "
                "It holds the indicator's id.",
                "file.csv, row 1, B: the column 'value' is there 2 times. Keep one.",
            ],
        ),
        (
            "indicator,period_start,area\n",
            [
                "file.csv, row 1: the column 'period' is missing. "
                "It holds, for example, 2024-25 or 2024-25 Q3.",
                "file.csv, row 1: there is no column of figures: 'numerator' and "
                "'denominator', or 'value'.",
            ],
        ),
        (
            HEADER.encode("utf-16"),
            ["file.csv: this is text in UTF-16, and not in UTF-8. In Excel, save it as "
             "'CSV UTF-8'."],
        ),
        (
            b"PK\x03\x04\xff\xfexl/workbook.xml",
            ["file.csv: this is an Excel workbook, and not a CSV. In Excel, save it as "
             "'CSV UTF-8'."],
        ),
        (
            b"caf\xe9",
            ["file.csv: this is not UTF-8, and was read as Windows-1252. In Excel, save it as "
             "'CSV UTF-8'."],
        ),
        (
            "indicator;period;value\ndental_checks;2024-25;74\n",
            ["file.csv, row 1: the columns are kept apart by semicolons. Save the file with "
             "commas between them."],
        ),
        (
            "sep=,\nindicator,period,value\n",
            ["file.csv, row 1: 'sep=' stands above the headings. Delete that row."],
        ),
        (
            "Quarter 3 figures,,,\nindicator,period,value,\n",
            ["file.csv, row 1: the headings are in row 2, and belong in row 1. Delete the rows "
             "above them."],
        ),
        (
            f'{HEADER}\ndental_checks,"2024-25,' + "x" * 140_000,
            ["file.csv, row 2: a quotation mark is opened and not closed, so the cells cannot be "
             "told apart."],
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(
    schemas: Schemas, content: str | bytes, problems: list[str]
) -> None:
    extract = file(schemas, content)
    assert said(extract)[: len(problems)] == problems
    assert extract.refused and extract.rows == ()


# Published figures come as their publishers print them


@pytest.mark.parametrize(
    "row",
    [
        "dental_checks,2024-25,,,,,,74,",
        "dental_checks,2024-25,,,,470,640,74,",
        "dental_checks,2024-25,England,,,34570,41230,83,",
        "sdq_average_score,2024-25,,,,,,14.1,",
        "dental_checks,2024-25,,,,469,637,,c",
        "first_time_entrants,2024,,,,,,103,",
    ],
)
def test_a_published_figure_needs_no_counts_and_may_round_them(read: Read, row: str) -> None:
    assert said(read(row, published=True)) == []
    assert read(row).refused


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("dental_checks,2024-25,,,,469,637,0.74,", "the value looks like a proportion. "),
        ("dental_checks,2024-25,,,,637,637,1,", "the value looks like a proportion. "),
        ("dental_checks,2024-25,,,,,,740,", "the value is more than 100 percent."),
        ("dental_checks,2024-25,,,,,,-74,", "the value is less than nought."),
        ("dental_checks,2024-25,,,,,,74,c", "it is marked 'c', so there must be no figure "),
        ("dental_checks,2024-25,,,,,,,", "a numerator and a denominator are needed, "),
    ],
)
def test_a_published_figure_must_still_make_sense(read: Read, row: str, message: str) -> None:
    (problem,) = read(row, published=True).problems
    assert problem.message.startswith(message)


def test_a_score_may_be_less_than_nought_where_its_scale_is(schemas: Schemas) -> None:
    scale = schemas.indicators["attainment_8"].model_copy(update={"lowest": -6.0})
    scales = schemas.indicators | {"attainment_8": scale}
    text = f"{HEADER}\nattainment_8,2024-25,,,,,76,-0.5,\n"
    assert only(file(schemas.model_copy(update={"indicators": scales}), text)).value == -0.5
    assert said(file(schemas, text)) == [
        f"{place(2, 'value')}: the value is less than 0, the least that it can be."
    ]


# Whatever arrives, it is answered in words


@given(content=st.binary(max_size=300))
@example(b"\x00")
@example(b"indicator,period,value\n\x00,\x00,\x00")
@example(b'"')
@example(b"\xef\xbb\xbf")
def test_no_bytes_are_met_with_an_error(schemas: Schemas, content: bytes) -> None:
    extract = read_extract("any.csv", content, schemas)
    assert extract.refused and extract.rows == ()


CELLS = st.text(max_size=12) | st.sampled_from(
    [
        *("dental_checks", "initial_health_assessments", "sdq_average_score", "attainment_8"),
        *("2024-25", "2024-25 Q1", "31/03/2025", "99999", "England", "all", "In county"),
        *("0", "5", "12", "1,234", "0.55", "55 %", "1e5", "-1", "c", "[x]", "p", "9" * 40),
        *(" ", '"', "\n", ","),
    ]
)


@given(rows=st.lists(st.lists(CELLS, max_size=12), max_size=5), published=st.booleans())
def test_no_rows_are_met_with_an_error_and_none_is_lost(
    schemas: Schemas, rows: list[list[str]], published: bool
) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([list(COLUMNS), *rows])
    extract = read_extract("any.csv", written.getvalue().encode(), schemas, published)
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    refused = {p.place for p in extract.problems if ", row " in p.place}
    if extract.personal or any(p.row is None for p in extract.problems):
        assert extract.refused and extract.rows == ()
        return
    assert len(extract.rows) + len({re.findall("row [0-9]+", p)[0] for p in refused}) >= filled
    for row in extract.rows:
        assert row.numerator is None or row.denominator is None or row.denominator > 0


@given(
    denominator=st.integers(1, 10**9 - 1),
    share=st.fractions(0, 1),
    quarter=st.integers(1, 4),
    year=st.integers(2000, 2024),
)
def test_every_count_that_is_written_is_read_back(
    schemas: Schemas, denominator: int, share: Fraction, quarter: int, year: int
) -> None:
    numerator = int(denominator * share)
    period = f"{year}-{(year + 1) % 100:02} Q{quarter}"
    text = f"{HEADER}\nfeels_safe,{period},,,,{numerator},{denominator},,\n"
    row = only(file(schemas, text))
    assert (row.numerator, row.denominator, row.period.label) == (numerator, denominator, period)
