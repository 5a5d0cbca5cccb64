"""What the receipt says of the cells of an extract that were read otherwise than they are written.

Officers only.
"""

import duckdb

from data.files.memory import first_row
from data.ingest.encoding import Text
from data.ingest.findings import Findings
from data.ingest.header import NUMBERS
from data.ingest.labels import Labels

_WRITTEN = {
    "Spaces round cells were left out.": " OR ".join(f"contains({c}, ' ')" for c in NUMBERS),
    "Thousands separators were left out of numbers.": " OR ".join(
        f"contains({c}, ',')" for c in NUMBERS
    ),
    "Percent signs were left out of values.": "contains(value, '%')",
}
_SPACES = next(iter(_WRITTEN))  # those in labels are found as they are looked up
_DAYS = "Dates written dd/mm/yyyy were read as such."


def say_how_it_is_written(text: Text, findings: Findings) -> None:
    """Say what was done with the bytes of a file, to read it as text."""
    if text.marked:
        findings.receipt.append("A byte order mark at the start was left out.")
    if text.guessed:
        said = "this is not UTF-8, and was read as Windows-1252. In Excel, save it as 'CSV UTF-8'."
        findings.say("codec", said, severity="warning")


def say_how_cells_are_written(
    db: duckdb.DuckDBPyConnection, labels: Labels, findings: Findings
) -> None:
    """Put into the receipt what was read otherwise than it was written."""
    found = {_SPACES: labels.spaced, _DAYS: labels.dated}
    plain = first_row(db.execute("SELECT 1 FROM typed WHERE NOT plain LIMIT 1")) is None
    for said, where in _WRITTEN.items():
        query = f"SELECT 1 FROM cells WHERE {where} LIMIT 1"
        if found.get(said) or (not plain and first_row(db.execute(query))):
            findings.receipt.append(said)
    if found[_DAYS]:
        findings.receipt.append(_DAYS)
