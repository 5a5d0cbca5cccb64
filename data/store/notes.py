"""The commentary, actions and commitments that the store holds, and which of them stand.

Officers only. A remark is kept as JSON of its model (schemas.notes), beside what says which of
two about the same thing is newer.
"""

from collections.abc import Mapping
from datetime import datetime

import duckdb
import pandas as pd

from data.store import decisions
from schemas.notes import MODELS, AnyNote, NoteKind

TABLE = """
CREATE TABLE remark (
    extract INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    said_on DATE NOT NULL,
    said JSON NOT NULL
);
"""
_STANDING = f"""
WITH {decisions.STANDING}
SELECT r.extract, r.kind, r.said, e.illustrative FROM remark r JOIN standing e ON e.id = r.extract
QUALIFY row_number() OVER (
    PARTITION BY r.kind, r.key ORDER BY e.illustrative, r.said_on DESC, r.extract DESC, r.line DESC
) = 1
ORDER BY r.kind, r.said_on, r.extract, r.line
"""


def insert(db: duckdb.DuckDBPyConnection, remarks: Mapping[int, AnyNote], extract: int) -> None:
    """Keep the remarks of a new extract, in the transaction that keeps it."""
    if remarks:
        db.register("arriving_remarks", rows(remarks, extract))
        db.execute("INSERT INTO remark BY NAME SELECT * FROM arriving_remarks")
        db.unregister("arriving_remarks")


def rows(remarks: Mapping[int, AnyNote], extract: int) -> pd.DataFrame:
    """The rows of the table `remark`."""
    return pd.DataFrame(
        [
            {
                "extract": extract,
                "line": line,
                "kind": str(remark.kind),
                "key": remark.key,
                "said_on": remark.noted_on,
                "said": remark.model_dump_json(),
            }
            for line, remark in remarks.items()
        ]
    )


def standing(db: duckdb.DuckDBPyConnection, until: datetime = datetime.max) -> tuple[AnyNote, ...]:
    """The remarks that stand, of each kind the oldest first, with the number of their extract."""
    return tuple(
        MODELS[NoteKind(kind)]
        .model_validate_json(said)
        .model_copy(update={"extract": extract, "illustrative": illustrative})
        for extract, kind, said, illustrative in db.execute(_STANDING, {"until": until}).fetchall()
    )
