"""The personal-data gate of one file: whatever is on no list is held against the patterns.

Officers only. What it finds is said by its kind and its cell, and never by what stands there.
"""

from collections.abc import Callable, Iterator, Sequence

import duckdb

from data.files.memory import first_row
from data.ingest.encoding import tidy
from data.ingest.findings import Findings, letter
from data.ingest.header import COLUMNS, NUMBERS, personal_headings
from data.ingest.personal_patterns import (
    NUMBERLIKE,
    ONE_EACH,
    TEN_DIGITS,
    kind_in_label,
    kind_in_name,
    kind_in_number,
    kind_in_period,
)

MOST = 5_000  # different texts of a column that are looked at
GONE = "Nothing of this file has been kept. Take it out, and send totals only."
_CURIOUS = " OR ".join(["odd", *(f"{column} >= 1e9" for column in NUMBERS)])
NAMELESS = "(a file whose name is not shown)"


def safe_name(name: str) -> str:
    """The file's name as it may be shown, in one line."""
    shown = "".join(c if c.isprintable() else " " for c in name)[:120].strip()
    return NAMELESS if not shown or kind_in_name(name) else shown


def named_after_a_person(name: str, findings: Findings) -> bool:
    """Whether the file's own name holds something personal; if so, that is said."""
    if kind := kind_in_name(name):
        findings.say("personal", f"the file's name holds what looks like {kind}. {GONE}")
    return bool(kind)


def check_headings(
    cells: Sequence[str], findings: Findings, known: Sequence[str] = COLUMNS
) -> bool:
    """Whether a heading that is none of those known is, or names, something personal; if so, that
    is said."""
    found = list(personal_headings(cells, known))
    for at, kind in found:
        said = f"the heading in {at}1 looks like {kind}, which no extract may hold. {GONE}"
        findings.say("personal", said, 1, at)
    return bool(found)


def check_unknown_columns(
    db: duckdb.DuckDBPyConnection, line: str, unknown: Sequence[int], findings: Findings
) -> bool:
    """Whether something personal stands under a heading that is none of ours, or under none."""
    places = [(f"c{at}", letter(at)) for at in unknown] + [("beyond", "a cell without a heading")]
    found = [
        (row, where, kind)
        for column, where in places
        for row, kind in _in_column(db, "raw", line, column, kind_in_label)
    ]
    for row, where, kind in found:
        at = where if len(where) <= 2 else ""
        findings.say("personal", f"{_cell(where, row)} looks like {kind}. {GONE}", row, at)
    return bool(found)


def check_cells(
    db: duckdb.DuckDBPyConnection, strangers: dict[str, list[str]], findings: Findings
) -> bool:
    """Whether a label that is on no list, or a number that is none, is something personal."""
    found = [
        (row, column, kind)
        for column in strangers
        for row, kind in _strange(db, column, strangers[column])
    ]
    if first_row(db.execute(f"SELECT 1 FROM typed WHERE {_CURIOUS} LIMIT 1")):
        found += [
            (row, column, kind)
            for column in NUMBERS
            for row, kind in _in_column(
                db, "cells", "line", column, kind_in_number, _looked_at(column)
            )
        ]
    for row, column, kind in found:
        findings.say("personal", f"this looks like {kind}. {GONE}", row, column)
    return bool(found)


def check_one_each(db: duckdb.DuckDBPyConnection, findings: Findings) -> bool:
    """Whether every denominator is 1: a row for each child, and no totals."""
    found = db.execute("SELECT count(denominator), max(denominator), min(denominator) FROM typed")
    rows, most, least = first_row(found) or (0, 0, 0)
    if rows >= ONE_EACH and (least, most) == (1, 1):
        said = f"every denominator is 1, so this looks like a row for each child. {GONE}"
        findings.say("personal", said, None, "denominator")
        return True
    return False


def _looked_at(column: str) -> str:
    """SQL of the cells of numbers that may hold something personal."""
    like, ten = (f"regexp_full_match({column}, '{form}')" for form in (NUMBERLIKE, TEN_DIGITS))
    return f"(NOT {like} OR {ten})"


def _strange(
    db: duckdb.DuckDBPyConnection, column: str, texts: list[str]
) -> Iterator[tuple[int, str]]:
    kind_of = kind_in_period if column == "period" else kind_in_label
    for text in texts[:MOST]:
        if kind := kind_of(tidy(text)):
            columns = COLUMNS[1:4] if column == "period" else (column,)
            where = " OR ".join(f"{name} = $text" for name in columns)
            found = db.execute(f"SELECT min(line) FROM cells WHERE {where}", {"text": text})
            yield (first_row(found) or (1,))[0], kind


def _in_column(
    db: duckdb.DuckDBPyConnection,
    table: str,
    line: str,
    column: str,
    kind_of: Callable[[str], str],
    where: str = "true",
) -> Iterator[tuple[int, str]]:
    """The first row and the kind of each different text of a column that is personal."""
    texts = db.execute(
        f"SELECT {column}, min({line}) FROM {table} WHERE {column} <> '' AND {where} "
        f"GROUP BY ALL ORDER BY 2 LIMIT {MOST}"
    )
    return ((row, kind) for text, row in texts.fetchall() if (kind := kind_of(tidy(text))))


def _cell(where: str, row: int) -> str:
    return f"{where}{row}" if len(where) <= 2 else where
