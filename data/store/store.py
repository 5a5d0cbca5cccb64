"""The store: every count as it arrived, with its provenance. Officers only; nothing is erased.

In the folder that OUTCOMES_STORE names. A revised figure supersedes the one before it among the
current figures, and both stay in `count`; those of a draft, or of what was withdrawn, are not
current.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from data.ingest.check import Extract, Provenance
from data.ingest.encoding import unpack
from data.store import decisions
from data.store.connection import Connection, connect
from data.store.decisions import ACCEPTED, NEWEST, STATE, ExtractState
from data.store.notes import current_notes, note_rows
from data.store.tables import ABOUT, COUNT_COLUMNS
from schemas.notes import AnyNote
from schemas.problems import Refused
from schemas.settings import settings

_FROM = [column.name for column in fields(Provenance)]
_KEPT = ", ".join(f"e.{c}" for c in ("id", "fingerprint", "name", "received", *_FROM[1:]))
_EXTRACTS = f"""
SELECT {_KEPT}, count(c.line) AS figures,
       {STATE.format("coalesce(d.state, 'stands')")} AS state,
       string_agg(DISTINCT c.indicator, ' ' ORDER BY c.indicator) AS indicators,
       (SELECT count(*) FROM remark r WHERE r.extract = e.id) AS notes,
       coalesce((SELECT (array_agg(f.who ORDER BY f.id))[1] FROM decision f
                 WHERE f.extract = e.id AND f.state = 'draft'), e.received_from) AS added_by
FROM extract e LEFT JOIN count c ON c.extract = e.id LEFT JOIN ({NEWEST}) d ON d.extract = e.id
GROUP BY {_KEPT}, d.state ORDER BY e.id
"""
_LOADED = f"""
SELECT fingerprint FROM extract e LEFT JOIN ({NEWEST}) d ON d.extract = e.id
WHERE fingerprint = ANY(CAST(? AS VARCHAR[])) AND coalesce(d.state, 'stands') <> 'draft'
"""

# Only of accepted extracts. The project's own: the newest of each name. Then the newest release
# first, then the newest arrival. What a department has hidden stays hidden: our own count never
# fills it. A real extract for an indicator displaces every invented figure for it.
_CURRENT = f"""
WITH {ACCEPTED}, arrived AS (
    SELECT c.*, e.fingerprint, e.published, e.illustrative, e.released,
           bool_or(NOT e.illustrative AND c.area = $council)
               OVER (PARTITION BY c.indicator) AS is_real
    FROM count c JOIN accepted e ON e.id = c.extract
    WHERE CAST($areas AS VARCHAR[]) IS NULL OR c.area = ANY(CAST($areas AS VARCHAR[]))
), newest AS (
    SELECT *, row_number() OVER (
        PARTITION BY indicator, period_kind, period_start, period_end, area, breakdown, category,
                     published
        ORDER BY released DESC, extract DESC) AS arrival
    FROM arrived WHERE NOT (illustrative AND is_real)
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY indicator, period_kind, period_start, period_end, area, breakdown, category
        ORDER BY (published AND marker = 'c') DESC, released DESC, extract DESC) AS rank
    FROM newest WHERE arrival = 1
)
SELECT {", ".join(COUNT_COLUMNS)}, fingerprint, published, illustrative, released
FROM ranked WHERE rank = 1
ORDER BY indicator, period_end, area, breakdown, category
"""

_SENT = "SELECT DISTINCT area FROM count JOIN extract e ON e.id = extract WHERE NOT e.published"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an edition is made of, as the store had it at one `moment` (UTC): `figures` as
    `Store.current_figures`, `extracts` as `Store.extracts_sealed`, `notes` as `Store.notes`; and
    `figures_at` the moments of earlier editions, those of areas that we have sent figures of."""

    figures: pd.DataFrame
    extracts: pd.DataFrame
    moment: datetime
    figures_at: Mapping[datetime, pd.DataFrame]
    notes: tuple[AnyNote, ...]
    key: bytes = field(repr=False)

    def seal(self, text: str) -> str:
        """A mark of a text that nobody without the store can make: keyed with its secret."""
        return hmac.new(self.key, text.encode(), "sha256").hexdigest()


class Store:
    """Counts as they arrived. Open it with `open_store`. Frames have one row each."""

    def __init__(self, connection: Connection):
        self.connection = connection

    def add(self, extract: Extract, provenance: Provenance, *, draft: bool = False) -> bool:
        """Load a checked extract, all of it or none. False when these bytes are already here.

        Raises Refused when the extract has a problem.
        """
        return self.add_all([(extract, provenance)], draft=draft)[0]

    def add_all(
        self,
        arriving: Sequence[tuple[Extract, Provenance]],
        *,
        draft: bool = False,
        by: str = "",
    ) -> list[bool]:
        """Load several in one transaction, all of them or none; of each, whether it was new.

        A draft is kept, and accepted later or when its file is added again. `by` is who kept it,
        where that is not whom it was received from. What was withdrawn is
        not put back by adding its file again. Raises Refused with every problem when any of them
        has one.
        """
        problems = [p for extract, _ in arriving if extract.refused for p in extract.problems]
        if problems:
            raise Refused(problems)
        with self.connection.transaction() as db:
            return [_insert(db, extract, source, draft, by) for extract, source in arriving]

    def withdraw(self, extract_id: int, who: str, why: str) -> None:
        """Take an extract's figures away; those that they superseded are current again.

        Nothing is erased. Raises Refused for no such extract, no reason, or one withdrawn already.
        """
        with self.connection.transaction() as db:
            decisions.withdraw(db, extract_id, who, why)

    def restore_extract(self, extract_id: int, who: str, why: str = "") -> None:
        """Undo a withdrawal. Raises Refused when it is not withdrawn."""
        with self.connection.transaction() as db:
            decisions.restore(db, extract_id, who, why)

    def accept(self, extract_id: int, who: str, why: str = "") -> None:
        """Accept a draft. Raises Refused when it is no draft."""
        with self.connection.transaction() as db:
            decisions.accept(db, extract_id, who, why)

    def state(self, extract_id: int) -> ExtractState:
        """What an extract is now. Raises Refused when there is none."""
        return decisions.state_history(self.connection, extract_id)[-1]

    def decide(self, decided: Mapping[int, ExtractState], who: str, why: str) -> None:
        """Make several decisions, all of them or none. Raises Refused for no such extract, one that
        is so already, or a withdrawal without a reason."""
        with self.connection.transaction() as db:
            for extract_id, state in decided.items():
                decisions.become(db, extract_id, state, who, why)

    def put_to(self, states: Mapping[int, ExtractState], who: str, why: str) -> None:
        """Make extracts again what they were, all of them or none."""
        with self.connection.transaction() as db:
            for extract_id, state in states.items():
                decisions.decide(db, extract_id, state, who, why)

    def accepted(self, until: datetime = datetime.max) -> set[int]:
        """The accepted extracts, now or at a moment (UTC)."""
        sql = f"WITH {ACCEPTED} SELECT id FROM accepted"
        return {number for (number,) in self.connection.run(sql, {"until": until})}

    def decisions(self) -> pd.DataFrame:
        """Every decision on an extract, oldest first: extract, made (UTC), who, state, why."""
        state = STATE.format("state")
        sql = f"SELECT id, extract, made, who, {state} AS state, why FROM decision ORDER BY id"
        return self.connection.frame(sql)

    def find_extract(self, fingerprint: str) -> tuple[int, ExtractState] | None:
        """The number and the state of the extract with these very bytes; None without one."""
        db = self.connection
        found = db.run("SELECT id FROM extract WHERE fingerprint = ?", [fingerprint])
        return (found[0][0], decisions.state_history(db, found[0][0])[-1]) if found else None

    def already_loaded(self, fingerprints: Iterable[str]) -> set[str]:
        """Those of some fingerprints whose very bytes are here and are no draft: adding them again
        changes nothing."""
        return {mark for (mark,) in self.connection.run(_LOADED, [list(fingerprints)])}

    def content(self, extract_id: int) -> bytes:
        """An extract as it is kept: as it came, without the columns that are none of ours. Raises
        Refused when there is none."""
        decisions.state_history(self.connection, extract_id)
        sql = "SELECT content FROM extract WHERE id = ?"
        ((content,),) = self.connection.run(sql, [extract_id])
        return unpack(bytes(content))

    def counts(self, extract_ids: Sequence[int]) -> pd.DataFrame:
        """The rows of some extracts, as they arrived, with the columns of `count`."""
        sql = "SELECT * FROM count WHERE extract = ANY(CAST(? AS INTEGER[])) ORDER BY extract, line"
        return self.connection.frame(sql, [list(extract_ids)])

    def copy_to(self, file: Path) -> None:
        """Write all of the store as it is now to a new file, whatever is added meanwhile."""
        self.connection.copy_to(file)

    def current_figures(
        self, council: str, until: datetime = datetime.max, also: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """The current figure of each cell, by the rules above `_CURRENT`; or that of a moment
        (UTC). `council` is our own area's code; `also` names others, in place of all of them.

        Columns as in `count`, plus the extract's fingerprint, published, illustrative and released.
        """
        return _current(self.connection, council, until, also)

    def notes(self) -> tuple[AnyNote, ...]:
        """The current commentary, actions and commitments, each with the number of its extract: of
        those about the same thing the newest; nothing invented where there is a real one."""
        return current_notes(self.connection)

    def snapshot(self, council: str, moments: Sequence[datetime] = ()) -> Snapshot:
        """What an edition is made of, all of it as at one moment, and the figures of others: after
        theirs, also where the clock has been put back."""
        after = (earlier + timedelta(milliseconds=1) for earlier in moments)
        moment = max([datetime.now(UTC).replace(tzinfo=None), *after])
        with self.connection.snapshot() as db:
            sent = [area for (area,) in db.run(_SENT)]
            return Snapshot(
                figures_at={moment: _current(db, council, moment, sent) for moment in moments},
                notes=current_notes(db),
                figures=_current(db, council),
                extracts=_sealed(db),
                moment=moment,
                key=_key(db),
            )

    def extracts(self) -> pd.DataFrame:
        """Every extract in the order of arrival: its provenance, without its content; how many
        figures and notes it holds, and of which indicators; its state: accepted, draft or
        withdrawn; and who added it."""
        return self.connection.frame(_EXTRACTS)

    def extracts_sealed(self) -> pd.DataFrame:
        """The extracts as an edition may name them: each fingerprint keyed with the store's secret.

        The plain fingerprint of a small file would give its hidden counts away to anyone who
        tries them all. With the key, the same file has the same name, and only we can check it.
        """
        return _sealed(self.connection)


@contextmanager
def open_store(
    place: Path | str | None = None, patience: float | None = None, to_read: bool = False
) -> Iterator[Store]:
    """The store in a folder or at the address of a server (default: as set), made on first use and
    opened as `data.store.connection.connect` says: Raises InUse or Refused."""
    place = place or settings().store_address or settings().store
    if isinstance(place, str):
        from data.store.postgres import connect_server

        opening = connect_server(place)
    else:
        opening = connect(place, patience, to_read)
    with opening as connection:
        yield Store(connection)


def _insert(db: Connection, extract: Extract, provenance: Provenance, draft: bool, by: str) -> bool:
    known = db.run("SELECT id FROM extract WHERE fingerprint = ?", [extract.fingerprint])
    if known:
        ((number,),) = known
        accepted = not draft and decisions.state_history(db, number)[-1] == "draft"
        if accepted:
            decisions.accept(db, number, provenance.received_from, "")
        return accepted
    ((number,),) = db.run("SELECT nextval('arrival')")  # to return it, an insert would copy much
    made = {"fingerprint": extract.fingerprint, "received": datetime.now(UTC).replace(tzinfo=None)}
    row = {**asdict(provenance), **made, "id": number, "content": extract.packed}
    db.run(
        f"INSERT INTO extract ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        [*row.values()],
    )
    counts = extract.counts.assign(extract=number)
    db.insert("label", counts.loc[~counts["label"].duplicated(), ["extract", "label", *ABOUT]])
    db.insert("figure", counts.drop(columns=[*ABOUT]))
    if extract.notes:
        db.insert("remark", note_rows(extract.notes, number))
    if draft:
        decisions.decide(db, number, "draft", by or provenance.received_from)
    return True


def _current(
    db: Connection,
    council: str,
    until: datetime = datetime.max,
    also: Sequence[str] | None = None,
) -> pd.DataFrame:
    areas = None if also is None else [council, *also]
    return db.frame(_CURRENT, {"council": council, "until": until, "areas": areas})


def _key(db: Connection) -> bytes:
    ((key,),) = db.run("SELECT key FROM secret")
    return bytes(key)


def _sealed(db: Connection) -> pd.DataFrame:
    extracts, key = db.frame(_EXTRACTS), _key(db)
    sealed = [hmac.new(key, f.encode(), "sha256") for f in extracts["fingerprint"]]
    return extracts.assign(fingerprint=[name.hexdigest() for name in sealed])
