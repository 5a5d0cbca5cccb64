"""The receipt for cells of an extract that were normalised: spaces, thousands separators, dates.

Officers only.
"""

import duckdb

from data.ingest.findings import Findings, first_row
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


def report_normalisation(db: duckdb.DuckDBPyConnection, labels: Labels, findings: Findings) -> None:
    """Add a sentence to the receipt for each way in which cells were read otherwise than written.

    Needs the tables `cells` and `typed`.
    """
    plain = first_row(db.execute("SELECT 1 FROM typed WHERE NOT plain LIMIT 1")) is None
    for sentence, where in _WRITTEN.items():
        query = f"SELECT 1 FROM cells WHERE {where} LIMIT 1"
        in_labels = sentence == _SPACES and labels.spaced
        if in_labels or (not plain and first_row(db.execute(query))):
            findings.receipt.append(sentence)
    findings.receipt += labels.dated
