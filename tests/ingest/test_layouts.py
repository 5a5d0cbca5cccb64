"""Which layout knows a file, and what comes of it: a table that an officer could read.

And that the seam holds for what is to come: rows that are no CSV, and another layout.
"""

from collections.abc import Iterator

import pytest

from data.any_file import provenance_of, read_any, read_without_faulty_rows
from data.ingest.annotated_file import annotate
from data.ingest.check import Contents, Layout, LongLayout, check
from data.ingest.findings import Findings
from data.ingest.notes import NotesLayout
from data.ingest.source import Cells, CsvFile, RowSource
from data.official.translate import OfficialLayout
from schemas.declared import Schemas
from tests.ingest.test_official import GOOD as DEPARTMENTS
from tests.ingest.test_official import NUMBERS, file, numbers

FIGURES = b"indicator,period,numerator,denominator\ndental_checks,2024-25,469,637\n"
COMMENTARY = (
    b"indicator,period,commentary,by,date\n"
    b"dental_checks,2024-25,Two new clinics opened.,Head of Service,12/06/2025\n"
)
ACTIONS = (
    b"reference,about,action,asked,who,by_when,status,done,outcome\n"
    b"2025-06 item 4,dental_checks,Look at ages.,08/06/2025,Nurse,,open,,\n"
)
LAYOUTS: tuple[Layout, ...] = (NotesLayout(), OfficialLayout(), LongLayout())

# What is in the file, who knows it, and what comes of it: figures, notes, or what is to put right.
FILES = {
    "figures of ours": (FIGURES, LongLayout, "1 figure"),
    "the same, as Excel saves it": (b"\xef\xbb\xbf" + FIGURES, LongLayout, "1 figure"),
    "commentary": (COMMENTARY, NotesLayout, "1 note"),
    "actions": (ACTIONS, NotesLayout, "1 note"),
    "commentary under a title": (
        *(b"Our notes\n" + COMMENTARY[:36] + b"\nx,x,x,x,x\n", NotesLayout, "the headings are in"),
    ),
    "commentary with semicolons": (
        *(COMMENTARY[:36].replace(b",", b";"), NotesLayout, "kept apart by semicolons"),
    ),
    "a department's": (DEPARTMENTS, OfficialLayout, "1 figure"),
    "a department's, with a byte order mark": (
        *(b"\xef\xbb\xbf" + DEPARTMENTS, OfficialLayout, "1 figure"),
    ),
    "a release that is not known": (
        *(DEPARTMENTS.replace(b"children_count", b"number"), OfficialLayout, "is not known here"),
    ),
    "figures under another heading": (
        *(FIGURES.replace(b"period", b"quarter"), LongLayout, "is not a column that we know"),
    ),
    "nothing": (b"", LongLayout, "the file is empty"),
}


@pytest.mark.parametrize(("content", "layout", "comes"), FILES.values(), ids=FILES)
def test_a_file_is_read_by_the_layout_that_knows_it(
    content: bytes, layout: type[Layout], comes: str, schemas: Schemas
) -> None:
    source = CsvFile("file.csv", content)
    assert type(next(each for each in LAYOUTS if each.recognises(source))) is layout
    extract = read_any("file.csv", content, schemas)
    if extract.refused:
        assert comes in " ".join(problem.message for problem in extract.problems)
    else:
        what = "note" if extract.notes else "figure"
        assert f"{len(extract)} {what}" == comes and extract.problems == ()


def test_only_a_departments_file_says_itself_where_it_is_from(schemas: Schemas) -> None:
    ours = provenance_of("a.csv", read_any("a.csv", FIGURES, schemas), schemas, "Ms Ames")
    theirs = provenance_of(NUMBERS, read_any(NUMBERS, DEPARTMENTS, schemas), schemas, "Ms Ames")
    assert (ours.publisher, ours.published) == ("Nottinghamshire County Council", False)
    assert (theirs.publisher, theirs.published) == ("Department for Education", True)
    assert {ours.received_from, theirs.received_from} == {"Ms Ames"}


@pytest.mark.parametrize("content", [FIGURES, COMMENTARY, DEPARTMENTS], ids=["ours", "notes", "x"])
def test_a_file_that_is_named_after_a_person_is_not_kept_whatever_it_holds(
    content: bytes, schemas: Schemas
) -> None:
    extract = read_any("943 476 5919.csv", content, schemas)
    assert extract.personal and extract.content == b"" and len(extract) == 0
    assert extract.provenance is None and "943" not in str(extract)


def test_a_departments_file_goes_back_with_its_problems_at_its_own_rows(schemas: Schemas) -> None:
    extract = read_any(NUMBERS, file(numbers("171572,901,53"), numbers("1,x,", "2024")), schemas)
    heading, good, bad, _ = annotate(extract).decode("utf-8-sig").split("\r\n")
    assert heading.endswith(",problems") and good.endswith(",53,")
    assert "rate_per_10000: This is neither a number nor a marker" in bad


MORE = b"dental_checks,2023-24,52,41\n"  # more than all of them
LEFT_OUT = {  # what is in the file, and what is left when one goes on without its faulty rows
    "one row": (FIGURES + MORE, "file.csv without row 3: 1 figure"),
    "rows for two reasons": (
        *(FIGURES + MORE + b"dentl,2022-23,1,2\n", "file.csv without rows 3 and 4: 1 figure"),
    ),
    "many rows": (FIGURES + MORE * 9, "file.csv without 9 of its rows: 1 figure"),
    "all of it twice": (FIGURES * 2, "file.csv without rows 3 and 4: 1 figure"),
    "a column is missing": (FIGURES.replace(b"period", b"x"), "file.csv: refused"),
    "a row of notes": (COMMENTARY + b"x,2024-25,Yes.,A Head,1\n", "file.csv without row 3: 1 note"),
    "a department's row": (DEPARTMENTS + b"2024,x\n", "file.csv without row 3: 1 figure"),
    "all rows": (FIGURES[:39] + MORE, "file.csv without row 2: refused"),
    "nothing is wrong": (FIGURES, "file.csv: 1 figure"),
    "about a child": (FIGURES + b"Zoe Xu 943 476 5919,2024-25,1,2\n", "file.csv: refused"),
}


@pytest.mark.parametrize(("content", "comes"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_one_can_go_on_without_faulty_rows_and_the_name_says_which(
    content: bytes, comes: str, schemas: Schemas
) -> None:
    rest = read_without_faulty_rows(read_any("file.csv", content, schemas), schemas)
    what = "note" if rest.notes else "figure"
    assert f"{rest.name}: {'refused' if rest.refused else f'{len(rest)} {what}'}" == comes


class Sheet(RowSource):
    """Rows that come from no CSV, as those of a workbook would."""

    def __init__(self, rows: list[Cells], row_numbers: list[int] | None = None):
        super().__init__("scorecard.xlsx", b"the bytes of a workbook")
        self.cells, self.row_numbers = rows, row_numbers or ()

    def rows(self) -> Iterator[Cells]:
        yield from self.cells


class WideLayout:
    """A row for each measure and a column for each year: made long, and then read as ours."""

    def recognises(self, source: RowSource) -> bool:
        return bool(source.top) and source.top[0][0] == "Measure"

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        (_, *years), *measures = source.rows()
        cells = [
            (row, [measure, year, *cell.split("/")])
            for row, (measure, *figures) in enumerate(measures, start=2)
            for year, cell in zip(years, figures, strict=True)
        ]
        long = [["indicator", "period", "numerator", "denominator"], *(c for _, c in cells)]
        return LongLayout().read(Sheet(long, [1, *(row for row, _ in cells)]), schemas, findings)


SCORECARD = [
    ["Measure", "2023-24", "2024-25"],
    ["dental_checks", "450/630", "469/637"],
    ["immunisations", "500/630", "700/637"],
]


def test_rows_that_are_no_csv_are_read_as_a_csv_of_them_would_be(schemas: Schemas) -> None:
    rows = [line.split(",") for line in FIGURES.decode().splitlines()]
    sheet = check(Sheet(rows), LAYOUTS, schemas)
    assert sheet.rows == read_any("file.csv", FIGURES, schemas).rows
    assert sheet.content == b"the bytes of a workbook"


def test_another_layout_is_a_class_and_its_problems_stand_where_they_were_typed(
    schemas: Schemas,
) -> None:
    extract = check(Sheet(SCORECARD), (WideLayout(), *LAYOUTS), schemas)
    assert list(map(str, extract.problems)) == [
        "scorecard.xlsx, row 3: the numerator is more than the denominator."
    ]
    good = check(Sheet(SCORECARD[:2]), (WideLayout(), *LAYOUTS), schemas)
    assert [(r.period.label, r.numerator, r.line) for r in good.rows] == [
        ("2023-24", 450, 2),
        ("2024-25", 469, 2),
    ]
