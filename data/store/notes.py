"""The notes that the store holds, and which of them are current. Officers only.

A note is commentary, an action or a commitment's progress. It is kept as JSON of its model
(schemas.notes) in the table `remark`, beside what says which of two about the same thing is newer.
"""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from data.store.connection import Connection
from data.store.decisions import ACCEPTED
from schemas.notes import MODELS, AnyNote, NoteKind

_CURRENT = f"""
WITH {ACCEPTED}
SELECT extract, kind, said, illustrative FROM (
    SELECT DISTINCT ON (r.kind, r.key) r.*, e.illustrative
    FROM remark r JOIN accepted e ON e.id = r.extract
    ORDER BY r.kind, r.key, e.illustrative, r.said_on DESC, r.extract DESC, r.line DESC
) newest
ORDER BY kind, said_on, extract, line
"""


def note_rows(notes: Mapping[int, AnyNote], extract: int) -> pd.DataFrame:
    """The rows of the table `remark` for an extract's notes, by their line; empty without any."""
    return pd.DataFrame(
        [
            {
                "extract": extract,
                "line": line,
                "kind": str(note.kind),
                "key": note.key,
                "said_on": note.noted_on,
                "said": note.model_dump_json(),
            }
            for line, note in notes.items()
        ]
    )


def current_notes(db: Connection, until: datetime = datetime.max) -> tuple[AnyNote, ...]:
    """The notes of accepted extracts at a moment (UTC), the newest about each thing, of each kind
    the oldest first, with the number of their extract."""
    return tuple(
        MODELS[NoteKind(kind)]
        .model_validate_json(written)
        .model_copy(update={"extract": extract, "illustrative": illustrative})
        for extract, kind, written, illustrative in db.run(_CURRENT, {"until": until})
    )
