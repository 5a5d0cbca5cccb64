"""Blank rows of an extract, and overflow cells: those that stand under no heading.

Officers only.
"""

from collections.abc import Iterable

import duckdb

from data.ingest.encoding import OUTER, strip_cell
from data.ingest.findings import Findings, first_row

HEADINGS_AGAIN = "these are the headings again. Delete this row."


def blank_rows(
    db: duckdb.DuckDBPyConnection, places: Iterable[int], findings: Findings
) -> list[int]:
    """The rows of `raw` that are blank and left out: quietly at the end, with a warning in the
    middle. `places` are those of the columns that are looked at."""
    cells = [*(f"c{at}" for at in places), "overflow"]
    first = f"c{findings.columns['indicator']}"
    maybe = f"{first} < '!' OR {first} >= '\u0080'"  # quick: blank, or with a curious space
    rest = " AND ".join(f"trim({cell}, '{OUTER}') = ''" for cell in cells)
    where = f"CASE WHEN {maybe} THEN {rest} ELSE false END"
    blank = [n for (n,) in db.execute(f"SELECT line FROM raw WHERE {where}").fetchall()]
    filled = f"NOT ({where})" if blank else "true"
    (last,) = first_row(db.execute(f"SELECT max(line) FROM raw WHERE {filled}")) or (None,)
    if last is None:
        findings.report("empty", "there are no rows under the heading.")
    for row in sorted(n for n in blank if n < (last or 0)):
        findings.report("blank", "this row is blank, and was left out.", row, "", "warning")
    if last and any(row > last for row in blank):
        findings.receipt.append("Blank rows at the end were left out.")
    return blank


def check_overflow(db: duckdb.DuckDBPyConnection, unnamed: list[int], findings: Findings) -> None:
    """Report every row of `raw` with a cell under no heading. `unnamed`: the places of blank
    ones."""
    where = "CASE WHEN {0} = '' THEN false ELSE trim({0}, $outer) <> '' END"
    cells = " OR ".join(where.format(c) for c in [*(f"c{at}" for at in unnamed), "overflow"])
    query = f"SELECT line FROM raw WHERE {cells} ORDER BY 1"
    for (row,) in db.execute(query, {"outer": OUTER}).fetchall():
        message = "a cell has no heading above it. Is there a comma in a number?"
        findings.report("overflow", message, row)


def headings_again(db: duckdb.DuckDBPyConnection, findings: Findings) -> list[int]:
    """The rows of `raw` that are the headings once more: each is reported as that alone."""
    same = (
        f"replace(lower(trim(c{at}, '{OUTER}')), ' ', '_') = '{name}'"
        for name, at in findings.columns.items()
    )
    first = f"c{findings.columns['indicator']}"
    texts = [text for (text,) in db.execute(f"SELECT DISTINCT {first} FROM raw").fetchall()]
    if "indicator" not in map(str.lower, map(strip_cell, texts)):  # quick, of a million rows
        return []
    query = f"SELECT line FROM raw WHERE {' AND '.join(same)}"
    rows = [row for (row,) in db.execute(query).fetchall()]
    for row in rows:
        findings.report("again", HEADINGS_AGAIN, row)
    return rows
