"""The store as it would be if some extracts were added, withdrawn or put back: to look at before
anything is done. Officers only.

Nothing is written: views of one connection lie over the store's tables, and end with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import duckdb
import pandas as pd

from data.files.memory import first_row
from data.ingest.check import Extract, Provenance
from data.store.decisions import Standing
from data.store.notes import rows
from data.store.store import Store

Arriving = Sequence[tuple[Extract, Provenance]]


class Supposed(Store):
    """A store to read from, and not to write to. `arrived` are the numbers of what would stand
    that does not now."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, arrived: Sequence[int]):
        super().__init__(connection)
        self.arrived = list(arrived)

    def _reading(self) -> duckdb.DuckDBPyConnection:
        return self._db  # and no cursor of it, which would see the store as it is

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        raise TypeError("a supposed store is only to be read")
        yield self._db


@contextmanager
def supposing(
    store: Store,
    arriving: Arriving = (),
    decided: Mapping[int, Standing] | None = None,
) -> Iterator[Supposed]:
    """The store as it would be with these extracts added and these decisions made.

    As when they are added: the same bytes are not added twice, a draft that comes again stands,
    and what was withdrawn stays so.
    """
    db = store._db.cursor()
    try:
        held = {e.fingerprint: store.held(e.fingerprint) for e, _ in arriving}
        accepted = [found[0] for found in held.values() if found and found[1] == "draft"]
        new = [(e, source) for e, source in _once(arriving) if held[e.fingerprint] is None]
        first = _next(db)
        standing = [extract for extract, state in (decided or {}).items() if state == "stands"]
        arrived = [*range(first, first + len(new)), *accepted, *standing]
        stands: Standing = "stands"
        changes = {**dict.fromkeys(accepted, stands), **(decided or {})}
        _lay_over(db, "extract", _extracts(new, first))
        _lay_over(db, "count", _counts(new, first))
        _lay_over(db, "remark", _remarks(new, first))
        _lay_over(db, "decision", _decisions(changes))
        yield Supposed(db, arrived)
    finally:
        db.close()


def _once(arriving: Arriving) -> Arriving:
    return list({extract.fingerprint: (extract, source) for extract, source in arriving}.values())


def _next(db: duckdb.DuckDBPyConnection) -> int:
    found = first_row(db.execute("SELECT coalesce(max(id), 0) + 1 FROM extract"))
    assert found is not None
    return int(found[0])


def _lay_over(db: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame | None) -> None:
    """Rows that are to be seen in a table, by this connection alone."""
    if rows is None:
        return
    catalog = first_row(db.execute("SELECT current_database()"))
    assert catalog is not None
    db.register(f"supposed_{table}", rows)
    db.execute(
        f'CREATE TEMP VIEW {table} AS FROM "{catalog[0]}".main.{table} '
        f"UNION ALL BY NAME FROM supposed_{table}"
    )


def _extracts(new: Arriving, first: int) -> pd.DataFrame | None:
    moment = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        asdict(source)
        | {"id": first + n, "fingerprint": extract.fingerprint, "received": moment, "content": b""}
        for n, (extract, source) in enumerate(new)
    ]
    return pd.DataFrame(rows) if rows else None


def _counts(new: Arriving, first: int) -> pd.DataFrame | None:
    frames = [e.counts.assign(extract=first + n) for n, (e, _) in enumerate(new)]
    return _joined(frames)


def _remarks(new: Arriving, first: int) -> pd.DataFrame | None:
    return _joined([rows(e.remarks, first + n) for n, (e, _) in enumerate(new)])


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame | None:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else None


def _decisions(changes: Mapping[int, Standing]) -> pd.DataFrame | None:
    moment = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        {"id": 2**31 - 1, "extract": extract, "made": moment, "state": state, "who": "", "why": ""}
        for extract, state in changes.items()
    ]
    return pd.DataFrame(rows) if rows else None
