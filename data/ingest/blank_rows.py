"""Rows of an extract that are blank, and cells that stand under no heading.

Officers only.
"""

import duckdb

from data.files.memory import first_row
from data.ingest.encoding import OUTER
from data.ingest.findings import Findings


def look_at_blank_rows(
    db: duckdb.DuckDBPyConnection, line: str, width: int, findings: Findings
) -> None:
    """Leave blank rows out: quietly at the end, with a warning in the middle."""
    cells = [f"coalesce({c}, '')" for c in (*(f"c{at}" for at in range(width)), "beyond")]
    first = cells[findings.columns["indicator"]]
    maybe = f"{first} < '!' OR {first} >= '\u0080'"  # quick: blank, or with a curious space
    rest = " AND ".join(f"trim({cell}, $outer) = ''" for cell in cells)
    blank = f"CASE WHEN {maybe} THEN {rest} ELSE false END"
    given = {"outer": OUTER}
    found = [n for (n,) in db.execute(f"SELECT {line} FROM raw WHERE {blank}", given).fetchall()]
    if found:
        db.execute(f"DELETE FROM raw WHERE {blank}", given)
    last = (first_row(db.execute(f"SELECT max({line}) FROM raw")) or (None,))[0]
    if last is None:
        findings.say("empty", "there are no rows under the heading.")
        return
    for row in sorted(n for n in found if n < last):
        findings.say("blank", "this row is blank, and was left out.", row, "", "warning")
    if any(row > last for row in found):
        findings.receipt.append("Blank rows at the end were left out.")


def look_beyond(
    db: duckdb.DuckDBPyConnection, line: str, blank: list[int], findings: Findings
) -> None:
    """Say every row with a cell that has no heading."""
    where = "CASE WHEN coalesce({0}, '') = '' THEN false ELSE trim({0}, $outer) <> '' END"
    cells = " OR ".join(where.format(c) for c in [*(f"c{at}" for at in blank), "beyond"])
    query = f"SELECT {line} FROM raw WHERE {cells} ORDER BY 1"
    for (row,) in db.execute(query, {"outer": OUTER}).fetchall():
        said = "a cell has no heading above it. Is there a comma in a number?"
        findings.say("beyond", said, row)
