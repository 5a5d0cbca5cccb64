"""The store as it would be if some extracts were added, withdrawn or put back: to look at before
anything is done. Officers only. Nothing is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import pandas as pd

from data.ingest.check import Extract, Provenance
from data.store.connection import Connection
from data.store.decisions import ExtractState, stored
from data.store.notes import note_rows
from data.store.store import Store

Arriving = Sequence[tuple[Extract, Provenance]]


class WhatIfStore(Store):
    """A store to read from: to write to it raises TypeError. `arrived` are the numbers of the
    extracts that would be accepted and are not now."""

    def __init__(self, connection: Connection, arrived: Sequence[int]):
        super().__init__(connection)
        self.arrived = list(arrived)


@contextmanager
def what_if(
    store: Store, arriving: Arriving = (), decided: Mapping[int, ExtractState] | None = None
) -> Iterator[WhatIfStore]:
    """The store as it would be with these extracts added and these decisions made.

    As when they are added: the same bytes are not added twice, a draft that comes again is
    accepted, and what was withdrawn stays so.
    """
    db = store.connection
    known = {e.fingerprint: store.find_extract(e.fingerprint) for e, _ in arriving}
    drafts = [found[0] for found in known.values() if found and found[1] == "draft"]
    once = {e.fingerprint: (e, source) for e, source in arriving if not known[e.fingerprint]}
    ((first,),) = db.run("SELECT coalesce(max(id), 0) + 1 FROM extract")
    new = {first + n: pair for n, pair in enumerate(once.values())}
    changes: dict[int, ExtractState] = {**dict.fromkeys(drafts, "accepted"), **(decided or {})}
    tables = {
        "extract": _extracts(new),
        "count": _joined(
            [e.counts.drop(columns="label").assign(extract=n) for n, (e, _) in new.items()]
        ),
        "remark": _joined([note_rows(e.notes, number) for number, (e, _) in new.items()]),
        "decision": _decisions(changes),
    }
    accepted = [extract for extract, state in changes.items() if state == "accepted"]
    with db.overlay({table: rows for table, rows in tables.items() if len(rows)}) as overlaid:
        yield WhatIfStore(overlaid, [*new, *accepted])


def _extracts(new: Mapping[int, tuple[Extract, Provenance]]) -> pd.DataFrame:
    moment = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        {**asdict(source), "id": number, "fingerprint": e.fingerprint, "received": moment}
        for number, (e, source) in new.items()
    ]
    return pd.DataFrame(rows).assign(content=b"")


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _decisions(changes: Mapping[int, ExtractState]) -> pd.DataFrame:
    made = {"id": 2**31 - 1, "made": datetime.now(UTC).replace(tzinfo=None), "who": "", "why": ""}
    return pd.DataFrame(
        [{**made, "extract": extract, "state": stored(s)} for extract, s in changes.items()]
    )
