"""The headings in row 1: which column is where, and what is wrong with them.

Officers only. An unknown column is refused: free text is where personal data hides.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from data import quoting
from data.findings import Findings, letter
from data.kinds import OUTER
from data.personal import kind_in_heading
from schemas.problems import listed

COLUMNS = (
    "indicator",
    "period",
    "period_start",
    "period_end",
    "area",
    "breakdown",
    "category",
    "numerator",
    "denominator",
    "value",
    "status",
)
NUMBERS = ("numerator", "denominator", "value")
_APART = {";": "semicolons", "\t": "tabs", "|": "upright lines", ",": "commas inside one cell"}
_ROWS_LOOKED_AT = 15


def read_header(table: Sequence[Sequence[str]], findings: Findings) -> bool:
    """Put each column's place into the findings, or say what is wrong; whether it can be used.

    `table` is the first rows of the file, headings first.
    """
    names = [_tidy(cell) for cell in table[0]] if table else []
    if not any(names):
        _nothing_on_top(table, findings)
        return False
    if cause := _one_cause(names, table):
        findings.say("headings", cause, 1)
        return False
    findings.columns = {name: at for at, name in enumerate(names) if name in COLUMNS}
    for at, message in [*_unknown(names), *_twice(names), *_missing(names)]:
        findings.say("headings", message, 1, letter(at) if at is not None else "")
    _receipt([cell.strip(OUTER) for cell in table[0]], names, findings)
    return not findings.refused


def personal_headings(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Of each heading that is none of ours: its letter and the kind of personal thing."""
    for at, cell in enumerate(cells):
        if _tidy(cell) not in COLUMNS and (kind := kind_in_heading(cell)):
            yield letter(at), kind


def _tidy(cell: str) -> str:
    return (
        " ".join(cell.strip(OUTER).lower().split())
        .replace("period start", "period_start")
        .replace("period end", "period_end")
    )


def _nothing_on_top(table: Sequence[Sequence[str]], findings: Findings) -> None:
    if any(cell.strip(OUTER) for row in table for cell in row):
        findings.say("headings", "row 1 is blank. The headings belong there.", 1)
    else:
        findings.say("empty", "the file is empty.")


def _one_cause(names: list[str], table: Sequence[Sequence[str]]) -> str:
    """The one thing that makes every column look wrong."""
    first, filled = names[0], [name for name in names if name]
    known = set(filled) & set(COLUMNS)
    if first.startswith("sep="):
        return "'sep=' stands above the headings. Delete that row."
    if len(filled) == 1 and not known:
        for mark, words in _APART.items():
            if mark in table[0][0] and sum(name in first for name in COLUMNS) > 1:
                said = "Save the file with commas between them."
                return f"the columns are kept apart by {words}. {said}"
    if known:
        return ""
    if row := _headings_below(table):
        return f"the headings are in row {row}, and belong in row 1. Delete the rows above them."
    if len(filled) <= 2 or _looks_like_figures(names):
        return f"there are no headings in row 1. {_rows_above(filled)}"
    return ""


def _rows_above(filled: list[str]) -> str:
    usual = "Write them there: indicator, period, numerator and denominator, for example."
    return "Delete the rows above them." if len(filled) <= 2 else usual


def _headings_below(table: Sequence[Sequence[str]]) -> int | None:
    for row, cells in enumerate(table[1:_ROWS_LOOKED_AT], start=2):
        if len({_tidy(cell) for cell in cells} & set(COLUMNS)) >= 3:
            return row
    return None


def _looks_like_figures(names: list[str]) -> bool:
    return sum(name.replace(".", "").isdigit() for name in names) >= 2


def _unknown(names: list[str]) -> Iterator[tuple[int, str]]:
    for at, name in enumerate(names):
        if name and name not in COLUMNS:
            said = quoting.label(name, COLUMNS, f"the heading in {letter(at)}1")
            hint = quoting.meant(name, COLUMNS) or f" The columns are {listed(COLUMNS, 'and')}."
            yield at, f"{said} is not a column that we know.{hint}"


def _twice(names: list[str]) -> Iterator[tuple[int, str]]:
    for name, times in Counter(n for n in names if n in COLUMNS).items():
        if times > 1:
            yield names.index(name), f"the column '{name}' is there {times} times. Keep one."


def _missing(names: list[str]) -> Iterator[tuple[None, str]]:
    if "indicator" not in names:
        yield None, "the column 'indicator' is missing. It holds the indicator's id."
    if "period" not in names and not {"period_start", "period_end"} <= set(names):
        example = "It holds, for example, 2024-25 or 2024-25 Q3."
        yield None, f"the column 'period' is missing. {example}"
    if not {"numerator", "value", "status"} & set(names):
        figures = "'numerator' and 'denominator', or 'value'"
        yield None, f"there is no column of figures: {figures}."


def _receipt(cells: list[str], names: list[str], findings: Findings) -> None:
    if any(cell != name for cell, name in zip(cells, names, strict=True)):
        findings.receipt.append("Headings in capitals or with spaces were read as ours.")
    if not names[-1]:
        findings.receipt.append("Blank columns at the right were left out.")
