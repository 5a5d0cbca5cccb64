"""One fault, one reason: what is said of a file whose whole form is wrong, and nothing beside it."""

import pytest

from data.any_file import read_any
from data.ingest.check import LongLayout, check
from data.ingest.header import COLUMNS
from data.ingest.source import CsvFile
from schemas.declared import Schemas
from tests.ingest.corpus import ROW, SHORT, short

MANY = [ROW.replace("2024-25", f"{year}-{(year + 1) % 100:02}") for year in range(1990, 2025)]
ACTIONS = "reference,about,action,asked,who,by_when,status,done,outcome"

# What is wrong, the file, where the one reason stands, and how it begins.
ONE_REASON = {
    "no denominator, in many rows": (
        short(*(row.rsplit(",", 1)[0] for row in MANY), heading="indicator,period,numerator"),
        *("row 1", "the column 'denominator' is missing: a numerator and a denominator are"),
    ),
    "no numerator": (
        short("dental_checks,2024-25,637", heading="indicator,period,denominator"),
        *("row 1", "there is no column of figures"),
    ),
    "a percent alone": (
        short(*(f"dental_checks,{y}-{y % 100 + 1:02},74" for y in range(2001, 2010)), heading="indicator,period,value"),
        *("row 1", "the column 'numerator' is missing"),
    ),
    "no indicator": (
        short("2024-25,469,637", heading="period,numerator,denominator"),
        *("row 1", "the column 'indicator' is missing"),
    ),
    "a period called otherwise": (
        short(ROW, heading=SHORT.replace("period", "when")),
        *("row 1", "the column 'period' is missing. It holds, for example, 2024-25 or 2024-25 Q3. "
          "The heading in B1 is not a column that we know: is it this one?"),
    ),
    "areas under another heading": (
        short(f"{ROW},England", heading=f"{SHORT},Local authority"),
        *("row 1, E", "what stands under E1 belongs in the column 'area'. Call it that."),
    ),
    "a category under another heading": (
        short(f"{ROW},In county", heading=f"{SHORT},Placed"),
        *("row 1, E", "what stands under E1 belongs in the column 'category'. Call it that."),
    ),
    "a heading misspelt": (
        short(ROW, heading=SHORT.replace("indicator", "indicater")),
        *("row 1, A", "the heading in A1 is not a column that we know. Did you mean 'indicator'?"),
    ),
    "the headings again": (
        short(ROW, SHORT, ROW.replace("2024", "2023").replace("-25", "-24")),
        *("row 3", "these are the headings again. Delete this row."),
    ),
    "the headings of notes again": (
        f"{ACTIONS}\nitem 4,dental_checks,Look at ages.,08/06/2025,Nurse,,open,,\n{ACTIONS}\n".encode(),
        *("row 3", "these are the headings again. Delete this row."),
    ),
    "excel's number of another day beside a period": (
        short("dental_checks,2024-25,45384,469,637", heading="indicator,period,period_start,numerator,denominator"),
        *("row 2, C period_start", "the period and its dates say two different things."),
    ),
    "a word of a million letters": (
        short("x" * 1_000_000 + ",2024-25,469,637"),
        *("row 2", "a cell has more than 1,000 characters."),
    ),
    "a quotation mark not closed before a million letters": (
        short('dental_checks,"2024-25,' + "x" * 1_000_000),
        *("row 2", "a quotation mark is opened and not closed"),
    ),
    "no line breaks": (
        f"{ROW},".encode() * 80_000,
        *("row 1", "this row has more than 1,000,000 characters. Are the line breaks lost?"),
    ),
    "ten thousand columns": (
        short(ROW + ",1" * 10_000, heading=SHORT + "".join(f",column {n}" for n in range(10_000))),
        *("row 1", "there are 10,004 columns. Send those of an extract alone."),
    ),
    "ten thousand columns of notes": (
        (ACTIONS + ",x" * 10_000 + "\n").encode(),
        *("row 1", "there are 10,009 columns."),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "place", "reason"), ONE_REASON.values(), ids=ONE_REASON)
def test_one_fault_is_said_once(content: bytes, place: str, reason: str, schemas: Schemas) -> None:
    extract = read_any("file.csv", content, schemas)
    (problem,) = extract.problems
    assert problem.place == f"file.csv, {place}"
    assert problem.message.startswith(reason) and extract.refused and not extract.personal


# A cell with something in it that cannot be seen, what is read there, and where the receipt says so.
UNSEEN = {
    "no width within": ("dental\u200b_checks,2024-25,469,637", "A indicator"),
    "a mark of direction": ("dental_checks,\u200e2024-25,469,637", "B period"),
    "in a number": ("dental_checks,2024-25,4\u206069,637", "C numerator"),
    "a line break at the end": ('dental_checks,"2024-25\n",469,637', "B period"),
    "a line break before": ('dental_checks,2024-25,"\r\n469",637', "C numerator"),
    "a soft hyphen": ("dental_\u00adchecks,2024-25,469,637", "A indicator"),
}


@pytest.mark.parametrize(("row", "where"), UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_seen_is_left_out_and_the_receipt_says_where(
    row: str, where: str, schemas: Schemas
) -> None:
    extract = read_any("file.csv", short(MANY[0], row), schemas)
    assert extract.problems == () and [r.numerator for r in extract.rows] == [469, 469]
    (said,) = (line for line in extract.receipt if "cannot be seen" in line)
    assert said.endswith(f": {where}, row 3.")


# Extra columns: judged by what stands under them


@pytest.mark.parametrize("heading", ["Comments", "ID", "Name", "Notes", "UASC", "RAG"])
def test_of_a_harmless_column_that_is_none_of_ours_nothing_is_kept(
    heading: str, schemas: Schemas
) -> None:
    name, period, *numbers = ROW.split(",")
    content = short(
        ",".join([name, period, "17", *numbers]), heading=SHORT.replace(",num", f",{heading},num")
    )
    extract = read_any("file.csv", content, schemas)
    assert extract.problems == () and len(extract) == 1 and extract.size == len(content)
    assert extract.content == short(ROW, end="\r\n")
    assert extract.receipt[-1] == "Column C is none of ours, and left out: nothing of it is kept."


@pytest.mark.parametrize(
    ("heading", "text", "kind"),
    [
        ("Name", "Dwayne Blenkinsop", "a name"),
        ("UASC", "Dwayne", "a name"),
        ("Comments", "His mother came", "notes about one person"),
        ("Notes", "943 476 5919", "an NHS number"),
        ("RAG", "NG2 7QP", "a postcode"),
        ("ID", "123456", "a case-system number"),
        ("Surname", "Dental", "a name"),
    ],
)
def test_only_what_may_be_personal_refuses_a_file_and_the_cell_is_said(
    heading: str, text: str, kind: str, schemas: Schemas
) -> None:
    extract = read_any(
        "file.csv", short(ROW + ",", f"{MANY[0]},{text}", heading=f"{SHORT},{heading}"), schemas
    )
    (problem,) = extract.problems
    assert problem.message.startswith(f"E3 may be {kind}, which no extract may hold.")
    assert extract.personal and extract.content == b"" and text not in str(extract)


@pytest.mark.parametrize("text", ["Dwayne Blenkinsop came late", "943 476 5919", "born 12/03/2012"])
def test_a_column_that_is_declared_is_read_for_personal_data_without_being_asked(
    text: str, schemas: Schemas
) -> None:
    content = short(f"{ROW},all checked", f"{MANY[0]},{text}", heading=f"{SHORT},note")
    layout = LongLayout(columns=(*COLUMNS, "note"))
    extract = check(CsvFile("file.csv", content), [layout], schemas)
    assert extract.personal and [p.column for p in extract.problems] == ["E note"]
    good = check(CsvFile("file.csv", content.replace(text.encode(), b"")), [layout], schemas)
    assert good.problems == () and len(good) == 2
