"""The headings in row 1: which column is where, and what is wrong with them.

Officers only. A column that is none of ours is left out, and nothing of it is kept: free text is
where personal data hides (data.ingest.personal_data looks there before).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from data.ingest import quoting
from data.ingest.encoding import OUTER, strip_cell
from data.ingest.findings import MOST_OF_A_KIND, Findings, letter
from schemas.problems import join_words, nearest

NUMBERS = ("numerator", "denominator", "value")
DATES = ("period", "period_start", "period_end")
COLUMNS = ("indicator", *DATES, "area", "breakdown", "category", *NUMBERS, "status")
_APART = {";": "semicolons", "\t": "tabs", "|": "upright lines", ",": "commas inside one cell"}
ROWS_LOOKED_AT = 15
_ALIKE = 0.75  # enough for 'Did you mean', where another column would be left out
Missing = Callable[[list[str]], Iterable[str]]


def read_header(
    table: Sequence[Sequence[str]],
    findings: Findings,
    known: Sequence[str] = COLUMNS,
    missing: Missing | None = None,
) -> bool:
    """Put each column's place into `findings.columns`, or report what is wrong. Returns whether
    the header can be used.

    `table` is the first rows of the file, headings first. `known` are the headings that such a file
    may have, and `missing` gives a message for each that it must have and has not: those of an
    extract of figures, unless given.
    """
    names = [heading(cell, known) for cell in table[0]] if table else []
    if not any(names):
        if any(cell.strip(OUTER) for row in table for cell in row):
            findings.report("headings", "row 1 is blank. The headings belong there.", 1)
        else:
            findings.report("empty", "the file is empty.")
        return False
    if cause := _one_cause(names, table, known):
        findings.report("headings", cause, 1)
        return False
    findings.columns = {name: at for at, name in enumerate(names) if name in known}
    slips = _slips(names, known)
    for at, message in _wrong(names, known, slips):
        findings.report("headings", message, 1, letter(at))
    others = [at for at, name in enumerate(names) if name and name not in {*known, *slips}]
    needed = list((missing or _missing)([*names, *slips.values()]))
    if not (missing or needed):
        _leave_out(others, findings)
        others = []
    for message in needed:
        findings.report("headings", message + _maybe(others), 1)
    for at in others if not needed else ():
        findings.report(
            "headings",
            f"{_strange(at)}. The columns are {join_words(known, 'and')}.",
            1,
            letter(at),
        )
    if any(table[0][at].strip(OUTER) != name for name, at in findings.columns.items()):
        findings.receipt.append("Headings in capitals or with spaces were read as ours.")
    if not names[-1]:
        findings.receipt.append("Blank columns at the right were left out.")
    return not findings.has("headings")


def heading(cell: str, known: Sequence[str]) -> str:
    """A heading in small letters, and with the underscore of the one that it is."""
    spaced = strip_cell(cell).lower()
    joined = spaced.replace(" ", "_")
    return joined if joined in known else spaced


def _one_cause(names: list[str], table: Sequence[Sequence[str]], columns: Sequence[str]) -> str:
    """Detect a wrong delimiter, a 'sep=' row above the headings, or headings that are not in row 1;
    '' when the headings stand where they should."""
    first, filled = names[0], [name for name in names if name]
    known = set(filled) & set(columns)
    if first.startswith("sep="):
        return "'sep=' stands above the headings. Delete that row."
    if len(filled) == 1 and not known:
        for mark, words in _APART.items():
            if mark in table[0][0] and sum(name in first for name in columns) > 1:
                right = "Save the file with commas between them."
                return f"the columns are kept apart by {words}. {right}"
    if known:
        return ""
    if row := _headings_below(table, columns):
        return f"the headings are in row {row}, and belong in row 1. Delete the rows above them."
    numbers = sum(name.replace(".", "").isdigit() for name in names)
    if len(filled) <= 2:
        return "there are no headings in row 1. Delete the rows above them."
    usual = ("indicator", "period", *NUMBERS[:2]) if columns is COLUMNS else columns
    write = f"Write them there: {join_words(usual, 'and')}, for example."
    return f"there are no headings in row 1. {write}" if numbers >= 2 else ""


def _headings_below(table: Sequence[Sequence[str]], columns: Sequence[str]) -> int | None:
    for row, cells in enumerate(table[1:ROWS_LOOKED_AT], start=2):
        if len({heading(cell, columns) for cell in cells} & set(columns)) >= 3:
            return row
    return None


def _slips(names: list[str], known: Sequence[str]) -> dict[str, str]:
    """The headings that are a slip of a column that the file has not, and of which."""
    absent = [name for name in known if name not in names]
    others = dict.fromkeys(name for name in names if name and name not in known)
    meant = {name: nearest(name, absent, _ALIKE) for name in others}
    return {name: column for name, column in meant.items() if column}


def _wrong(
    names: list[str], known: Sequence[str], slips: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """The places of headings that are misspelt, or there twice, and why."""
    for at, name in enumerate(names):
        if name in slips:
            quoted = quoting.label(name, known, f"the heading in {letter(at)}1")
            yield at, f"{quoted} is not a column that we know. Did you mean '{slips[name]}'?"
    for name, times in Counter(n for n in names if n in known).items():
        if times > 1:
            yield names.index(name), f"the column '{name}' is there {times} times. Keep one."


def _strange(at: int) -> str:
    return f"the heading in {letter(at)}1 is not a column that we know"


def _maybe(others: list[int]) -> str:
    """The first column that is none of ours, which may be the one that is missing."""
    what = _strange(others[0]) if others else ""
    return f" {what[0].upper()}{what[1:]}: is it this one?" if what else ""


def _leave_out(places: list[int], findings: Findings) -> None:
    """Leave out the columns that are none of ours, and say so."""
    findings.extra = tuple(places)
    if places:
        first = join_words(map(letter, places[:MOST_OF_A_KIND]), "and")
        more = f" and {len(places) - MOST_OF_A_KIND:,} more" if len(places) > MOST_OF_A_KIND else ""
        what = f"Column {first} is" if len(places) == 1 else f"Columns {first}{more} are"
        findings.receipt.append(f"{what} none of ours, and left out: nothing of it is kept.")


def _missing(names: list[str]) -> Iterator[str]:
    if "indicator" not in names:
        yield "the column 'indicator' is missing. It holds the indicator's id."
    if "period" not in names and not {"period_start", "period_end"} <= set(names):
        example = "It holds, for example, 2024-25 or 2024-25 Q3."
        yield f"the column 'period' is missing. {example}"
    if not {"numerator", "value", "status"} & set(names):
        figures = "'numerator' and 'denominator', or 'value'"
        yield f"there is no column of figures: {figures}."
