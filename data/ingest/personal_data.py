"""Personal data in one file: every cell that matches no closed list is tested for it.

Officers only. A layout runs these checks before anything else of a file is reported or kept: each
raises PersonalData when it has reported anything, by its kind and its cell, and never by what
stands there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import duckdb

from data.ingest.encoding import strip_cell
from data.ingest.findings import Findings, first_row, letter
from data.ingest.header import COLUMNS, DATES, NUMBERS, heading
from data.ingest.personal_patterns import (
    NUMBERLIKE,
    ONE_EACH,
    TEN_DIGITS,
    kind_in_free_text,
    kind_in_heading,
    kind_in_label,
    kind_in_name,
    kind_in_number,
    kind_in_period,
    kind_under,
)
from schemas.declared import Schemas

MOST = 5_000  # different texts of a column that are looked at
GONE = "Nothing of this file has been kept. Take it out, and send totals only."
_CURIOUS = " OR ".join(["odd", *(f"{column} >= 1e9" for column in NUMBERS)])
NAMELESS = "(a file whose name is not shown)"


class PersonalData(Exception):
    """Something about one person was found, and reported; no more may be read of the file."""


def stop_if_personal(findings: Findings) -> None:
    """Raises PersonalData when something personal has been reported."""
    if findings.has("personal"):
        raise PersonalData


def safe_name(name: str) -> str:
    """The file's name as it may be shown, in one line."""
    shown = "".join(c if c.isprintable() else " " for c in name)[:120].strip()
    return NAMELESS if not shown or kind_in_name(name) else shown


def check_name(name: str, findings: Findings) -> None:
    """Report a file that is named after a person. Raises PersonalData."""
    if kind := kind_in_name(name):
        findings.report("personal", f"the file's name holds what looks like {kind}. {GONE}")
    stop_if_personal(findings)


def check_headings(
    cells: Sequence[str], findings: Findings, known: Sequence[str] = COLUMNS
) -> None:
    """Report each heading that is none of those known and is itself personal. Raises
    PersonalData."""
    for at, cell in enumerate(cells):
        if heading(cell, known) not in known and (kind := kind_in_heading(cell)):
            place = f"the heading in {letter(at)}1"
            message = f"{place} may be {kind}, which no extract may hold. {GONE}"
            findings.report("personal", message, 1, letter(at))
    stop_if_personal(findings)


def check_other_columns(
    db: duckdb.DuckDBPyConnection,
    headings: Mapping[int, str],
    schemas: Schemas,
    findings: Findings,
) -> None:
    """Report what may be personal under a heading that is none of ours, or under none. Raises
    PersonalData. `headings` are those, by their places in the table `raw`."""
    words = our_words(schemas)
    columns = [(f"c{at}", letter(at), stands_over) for at, stands_over in headings.items()]
    for column, at, stands_over in [*columns, ("overflow", "", "")]:
        kind_of = partial(kind_under, stands_over, words=words)
        for row, kind in _in_column(db, "raw", column, kind_of):
            cell = f"{at}{findings.row_of(row)}" if at else "a cell without a heading"
            message = f"{cell} may be {kind}, which no extract may hold. {GONE}"
            findings.report("personal", message, row, at)
    stop_if_personal(findings)


def our_words(schemas: Schemas) -> frozenset[str]:
    """The words of our own lists, in small letters: none of them is a person's name."""
    texts = {area.name for area in schemas.council.areas.values()}
    for i in schemas.indicators.values():
        texts.update((i.id.replace("_", " "), i.title, i.short), i.breakdowns)
        texts.update(*i.breakdowns.values())
    return frozenset(" ".join(texts).lower().split())


def check_cells(
    db: duckdb.DuckDBPyConnection,
    unknown_labels: Mapping[str, list[str]],
    free: Iterable[str],
    schemas: Schemas,
    findings: Findings,
) -> None:
    """Report labels that are on no list, and numbers that are none, where they are personal. Raises
    PersonalData.

    `unknown_labels`: by column, the texts of `cells` that are on no list. `free`: columns that no
    list closes, of which every cell is looked at.
    """
    personal = [
        (row, column, kind)
        for column, texts in unknown_labels.items()
        for row, kind in _in_labels(db, column, texts)
    ]
    kind_of = partial(kind_in_free_text, words=our_words(schemas))
    personal += [(row, c, kind) for c in free for row, kind in _in_column(db, "cells", c, kind_of)]
    if first_row(db.execute(f"SELECT 1 FROM typed WHERE {_CURIOUS} LIMIT 1")):
        for column in NUMBERS:
            like, ten = (f"regexp_full_match({column}, '{f}')" for f in (NUMBERLIKE, TEN_DIGITS))
            where = f"(NOT {like} OR {ten})"
            kinds = _in_column(db, "cells", column, kind_in_number, where)
            personal += [(row, column, kind) for row, kind in kinds]
    for row, column, kind in personal:
        findings.report("personal", f"this may be {kind}. {GONE}", row, column)
    stop_if_personal(findings)


def check_one_each(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Report a file in which every denominator is 1: a row for each child, and no totals. Raises
    PersonalData."""
    query = db.execute("SELECT count(denominator), max(denominator), min(denominator) FROM typed")
    rows, most, least = first_row(query) or (0, 0, 0)
    if rows >= ONE_EACH and (least, most) == (1, 1):
        message = f"every denominator is 1, so this looks like a row for each child. {GONE}"
        findings.report("personal", message, None, "denominator")
    stop_if_personal(findings)


def _in_labels(
    db: duckdb.DuckDBPyConnection, column: str, texts: list[str]
) -> Iterator[tuple[int, str]]:
    kind_of = kind_in_period if column == "period" else kind_in_label
    for text in texts[:MOST]:
        if kind := kind_of(strip_cell(text)):
            columns = DATES if column == "period" else (column,)
            where = " OR ".join(f"{name} = $text" for name in columns)
            query = f"SELECT min(line) FROM cells WHERE {where}"
            yield (first_row(db.execute(query, {"text": text})) or (1,))[0], kind


def _in_column(
    db: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    kind_of: Callable[[str], str],
    where: str = "true",
) -> Iterator[tuple[int, str]]:
    """The first row and the kind of each different text of a column that is personal."""
    texts = db.execute(
        f"SELECT {column}, min(line) FROM {table} WHERE {column} <> '' AND {where} "
        f"GROUP BY ALL ORDER BY 2 LIMIT {MOST}"
    )
    return ((row, kind) for text, row in texts.fetchall() if (kind := kind_of(strip_cell(text))))
