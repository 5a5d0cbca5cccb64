"""The store: every count as it arrived, with its provenance. Officers only; nothing is erased.

One DuckDB file in the folder that OUTCOMES_STORE names. A revised figure supersedes the one
before it in `latest`, and both stay in `count`. A draft, or what was withdrawn, is not in `latest`.
"""

import hmac
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import uniform
from secrets import token_bytes, token_hex
from threading import Lock

import duckdb
import pandas as pd

from data.files.atomic import in_words, put, reason
from data.files.lock import turn
from data.files.memory import as_table, first_row
from data.ingest.check import Extract, Provenance
from data.store import decisions, notes
from data.store.decisions import Standing
from schemas.notes import AnyNote
from schemas.problems import Problem, Refused
from schemas.settings import settings

FILE = "store.duckdb"
_PATIENCE = 120.0  # with one holder: on a busy machine, publishing takes a minute
_OPENING = Lock()  # so that of two threads that come first one makes the tables
_WRITING = Lock()  # so that of two threads with the same file one finds it there
# DuckDB tidies its log away when it closes. Done in a commit, on a full disk, it would say that a
# commit failed which has not.
_ON_CLOSING = "SET checkpoint_threshold = '1TB'"
# By another process, also in Windows' words; or by a thread of ours that is just closing it.
_IN_USE = re.compile(
    "could not set lock|used by another process|unique file handle conflict", re.IGNORECASE
)

# `count.extract` is no foreign key: its index would cost a million rows more than all the rest. The
# one place that writes counts, `_insert`, writes their extract in the same transaction.
_TABLES = (
    """
CREATE TABLE secret (key BLOB NOT NULL);
CREATE SEQUENCE arrival;
CREATE TABLE extract (
    id INTEGER PRIMARY KEY DEFAULT nextval('arrival'),
    fingerprint VARCHAR NOT NULL UNIQUE,
    name VARCHAR NOT NULL,
    received TIMESTAMP NOT NULL,
    received_from VARCHAR NOT NULL,
    publication VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    released VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    attribution VARCHAR NOT NULL,
    published BOOLEAN NOT NULL,
    illustrative BOOLEAN NOT NULL,
    embedded BOOLEAN NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE count (
    extract INTEGER NOT NULL,
    line INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    area VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    numerator BIGINT,
    denominator BIGINT,
    value DOUBLE,
    marker VARCHAR NOT NULL,
    provisional BOOLEAN NOT NULL,
    revised BOOLEAN NOT NULL
);
"""
    + decisions.TABLE
    + notes.TABLE
)

_EXTRACTS = f"""
SELECT e.* EXCLUDE (content), count(c.line) AS figures, coalesce(d.state, 'stands') AS state,
       string_agg(DISTINCT c.indicator, ' ' ORDER BY c.indicator) AS indicators,
       (SELECT count(*) FROM remark r WHERE r.extract = e.id) AS remarks
FROM extract e LEFT JOIN count c ON c.extract = e.id LEFT JOIN ({decisions.NEWEST}) d
    ON d.extract = e.id
GROUP BY ALL ORDER BY e.id
"""

# Only what stands. The project's own extracts: the newest of each name. Then the newest release
# first, then the newest arrival. What a department has hidden stays hidden: our own count never
# fills it. A real extract for an indicator displaces every invented figure for it.
_LATEST = f"""
WITH {decisions.STANDING}, arrived AS (
    SELECT c.*, e.fingerprint, e.published, e.illustrative, e.released,
           bool_or(NOT e.illustrative AND c.area = $council)
               OVER (PARTITION BY c.indicator) AS is_real
    FROM count c JOIN standing e ON e.id = c.extract
), newest AS (
    SELECT * FROM arrived
    WHERE NOT (illustrative AND is_real)
    QUALIFY row_number() OVER (
        PARTITION BY indicator, period_kind, period_start, period_end, area, breakdown, category,
                     published
        ORDER BY released DESC, extract DESC) = 1
)
SELECT * EXCLUDE (is_real) FROM newest
QUALIFY row_number() OVER (
    PARTITION BY indicator, period_kind, period_start, period_end, area, breakdown, category
    ORDER BY (published AND marker = 'c') DESC, released DESC, extract DESC) = 1
ORDER BY indicator, period_end, area, breakdown, category
"""


def has_store() -> bool:
    """Whether this machine keeps a store: a viewers' deployment has only editions."""
    return (settings().store / FILE).is_file()


class InUse(Refused):
    """Somebody else has the store; `holder` is different for each who may have it."""

    def __init__(self, file: Path, holder: str):
        super().__init__(
            [Problem(str(file), "somebody else is using the store. Try again in a minute.")]
        )
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an edition is made of, as the store had it at one moment: `Store.latest`,
    `Store.extracts_sealed`, `Store.latest` of the moments of earlier editions, and
    `Store.remarks`."""

    latest: pd.DataFrame
    extracts: pd.DataFrame
    moment: datetime
    stood: Mapping[datetime, pd.DataFrame]
    remarks: tuple[AnyNote, ...]
    key: bytes = field(repr=False)

    def seal(self, said: str) -> str:
        """A mark of a text that nobody without the store can make: keyed with its secret."""
        return hmac.new(self.key, said.encode(), "sha256").hexdigest()


class Store:
    """Counts as they arrived. Open it with `open_store`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self._db = connection

    def add(self, extract: Extract, provenance: Provenance, *, draft: bool = False) -> bool:
        """Load a checked extract, all of it or none. False when these bytes are already here.

        Raises Refused when the extract has a problem.
        """
        return self.add_all([(extract, provenance)], draft=draft)[0]

    def add_all(
        self, arriving: Sequence[tuple[Extract, Provenance]], *, draft: bool = False
    ) -> list[bool]:
        """Load several in one transaction, all of them or none; of each, whether it was new.

        A draft is kept, and stands when it is accepted or when its file is added again. What was
        withdrawn is not put back by adding its file again. Raises Refused with every problem when
        any of them has one.
        """
        problems = [p for extract, _ in arriving if extract.refused for p in extract.problems]
        if problems:
            raise Refused(problems)
        with self._writing() as db:
            return [self._insert(db, extract, source, draft) for extract, source in arriving]

    def withdraw(self, extract_id: int, why: str, who: str) -> None:
        """Take an extract's figures out of what stands; what stood before stands again.

        Nothing is erased. Raises Refused for no such extract, no reason, or one withdrawn already.
        """
        with self._writing() as db:
            decisions.withdraw(db, extract_id, who, why)

    def restore_extract(self, extract_id: int, who: str, why: str = "") -> None:
        """Undo a withdrawal. Raises Refused when it is not withdrawn."""
        with self._writing() as db:
            decisions.restore(db, extract_id, who, why)

    def set_aside(self, extract_id: int, who: str, why: str) -> None:
        """Make a draft of an extract. Raises Refused when there is no such extract."""
        with self._writing() as db:
            decisions.states(db, extract_id)
            decisions.decide(db, extract_id, "draft", who, why)

    def accept(self, extract_id: int, who: str, why: str = "") -> None:
        """Let a draft stand. Raises Refused when it is no draft."""
        with self._writing() as db:
            decisions.accept(db, extract_id, who, why)

    def decisions(self) -> pd.DataFrame:
        """Every decision on an extract, oldest first: extract, made, who, state, why."""
        return self._reading().execute("SELECT * FROM decision ORDER BY id").df()

    def held(self, fingerprint: str) -> tuple[int, Standing] | None:
        """The number of the extract with these very bytes, and whether it stands; None without."""
        db = self._reading()
        found = first_row(db.execute("SELECT id FROM extract WHERE fingerprint = ?", [fingerprint]))
        return (found[0], decisions.states(db, found[0])[-1]) if found else None

    def settled(self, fingerprints: Iterable[str]) -> set[str]:
        """Those of some fingerprints whose very bytes are here and are no draft: adding them again
        changes nothing."""
        sql = (
            f"SELECT fingerprint FROM extract e LEFT JOIN ({decisions.NEWEST}) d "
            "ON d.extract = e.id WHERE list_contains(?, fingerprint) "
            "AND coalesce(d.state, 'stands') <> 'draft'"
        )
        found = self._reading().execute(sql, [list(fingerprints)])
        return {fingerprint for (fingerprint,) in found.fetchall()}

    def content(self, extract_id: int) -> bytes:
        """An extract as it came, byte for byte. Raises Refused when there is none."""
        db = self._reading()
        decisions.states(db, extract_id)
        found = first_row(db.execute("SELECT content FROM extract WHERE id = ?", [extract_id]))
        assert found is not None
        return bytes(found[0])

    def counts(self, extract_ids: Sequence[int]) -> pd.DataFrame:
        """The rows of some extracts, as they arrived, with the columns of `count`."""
        sql = "SELECT * FROM count WHERE list_contains(?, extract) ORDER BY extract, line"
        return self._reading().execute(sql, [list(extract_ids)]).df()

    def copy_to(self, file: Path) -> None:
        """Write all of the store as it is now to a new file, whatever is added meanwhile."""
        db, aside = self._db.cursor(), f"aside_{token_hex(8)}"
        store, place = FILE.removesuffix(".duckdb"), str(file).replace("'", "''")
        db.execute(f"ATTACH '{place}' AS {aside}")
        try:
            db.execute(f"USE {aside}")
            db.execute(f"BEGIN; {_TABLES}")
            for table in ("secret", "extract", "count", "decision", "remark"):
                db.execute(f"INSERT INTO {table} BY NAME FROM {store}.main.{table}")
            for sequence, table in {"arrival": "extract", "decided": "decision"}.items():
                used = f"range((SELECT coalesce(max(id), 0) FROM {table}))"
                db.execute(f"SELECT max(nextval('{sequence}')) FROM {used}")
            db.execute("COMMIT")
            db.execute(f"CHECKPOINT {aside}")
        finally:
            db.execute(f"USE {store}")
            db.execute(f"DETACH {aside}")

    def latest(self, council: str, until: datetime = datetime.max) -> pd.DataFrame:
        """The figure that stands for each cell, one row each, by the rules above `_LATEST`; or that
        stood at a moment, in UTC.

        Columns as in `count`, plus the extract's fingerprint, published and illustrative.
        """
        return _latest(self._reading(), council, until)

    def remarks(self) -> tuple[AnyNote, ...]:
        """The commentary, actions and commitments that stand, each with the number of its extract:
        of those about the same thing the newest; nothing invented where there is a real one."""
        return notes.standing(self._reading())

    def snapshot(self, council: str, moments: Iterable[datetime] = ()) -> Snapshot:
        """What an edition is made of, all of it as at one moment, and what stood at others."""
        db, moment = self._reading(), datetime.now(UTC).replace(tzinfo=None)
        db.begin()
        try:
            stood = {moment: _latest(db, council, moment) for moment in moments}
            remarks = notes.standing(db)
            return Snapshot(_latest(db, council), _sealed(db), moment, stood, remarks, _key(db))
        finally:
            db.rollback()

    def extracts(self) -> pd.DataFrame:
        """Every extract in the order of arrival: its provenance, without its content; how many
        figures it holds, and of which indicators; and its state: stands, draft or withdrawn."""
        return _extracts(self._reading())

    def extracts_sealed(self) -> pd.DataFrame:
        """The extracts as an edition may name them: each fingerprint keyed with the store's secret.

        The plain fingerprint of a small file would give its hidden counts away to anyone who
        tries them all. With the key, the same file has the same name, and only we can check it.
        """
        return _sealed(self._reading())

    def _reading(self) -> duckdb.DuckDBPyConnection:
        return self._db.cursor()

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction: all of it, or none."""
        db = self._db.cursor()
        with _WRITING:
            db.begin()
            try:
                yield db
                db.commit()
            except BaseException:
                with suppress(duckdb.Error):  # a full disk has rolled it back already
                    db.rollback()
                raise

    def _insert(
        self, db: duckdb.DuckDBPyConnection, extract: Extract, provenance: Provenance, draft: bool
    ) -> bool:
        held = "SELECT id FROM extract WHERE fingerprint = ?"
        if found := first_row(db.execute(held, [extract.fingerprint])):
            accepted = not draft and decisions.states(db, found[0])[-1] == "draft"
            if accepted:
                decisions.accept(db, found[0], provenance.received_from, "")
            return accepted
        added = _added(db, extract, provenance)
        db.register("arriving", extract.counts)
        # A million rows go in twice as fast when nobody waits for the order or the tightest form.
        db.execute("SET preserve_insertion_order = false")
        db.execute("SET disabled_compression_methods = 'fsst,zstd,dict_fsst'")
        db.execute(f"INSERT INTO count BY NAME SELECT *, {added} AS extract FROM arriving")
        db.execute("RESET preserve_insertion_order; RESET disabled_compression_methods")
        db.unregister("arriving")
        notes.insert(db, extract.remarks, added)
        if draft:
            decisions.decide(db, added, "draft", provenance.received_from)
        return True


def _latest(
    db: duckdb.DuckDBPyConnection, council: str, until: datetime = datetime.max
) -> pd.DataFrame:
    return db.execute(_LATEST, {"council": council, "until": until}).df()


def _extracts(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return db.execute(_EXTRACTS).df()


def _key(db: duckdb.DuckDBPyConnection) -> bytes:
    found = first_row(db.execute("SELECT key FROM secret"))
    assert found is not None
    return bytes(found[0])


def _sealed(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    extracts, key = _extracts(db), _key(db)
    sealed = [hmac.new(key, f.encode(), "sha256") for f in extracts["fingerprint"]]
    return extracts.assign(fingerprint=[name.hexdigest() for name in sealed])


def _added(db: duckdb.DuckDBPyConnection, extract: Extract, provenance: Provenance) -> int:
    """The number of a new extract, with its provenance and its content."""
    (number,) = first_row(db.execute("SELECT nextval('arrival')")) or (0,)
    fields = asdict(provenance) | {
        "id": number,  # asked for first: to return it, the insert would keep a copy of the content
        "fingerprint": extract.fingerprint,
        "received": datetime.now(UTC).replace(tzinfo=None),
    }
    names, marks = ", ".join(fields), ", ".join("?" * len(fields))
    with as_table(extract.content) as (content, given):
        db.execute(
            f"INSERT INTO extract ({names}, content) SELECT {marks}, content FROM {content}",
            [*fields.values(), *given],
        )
    return int(number)


@contextmanager
def open_store(folder: Path | None = None, patience: float | None = None) -> Iterator[Store]:
    """The store, made on first use. Waits for another process that is writing.

    Raises InUse when one process keeps it for two minutes, or for the seconds of `patience`;
    Refused when the disk is full or may only be read, then or later: what was not saved whole is
    not saved at all.
    """
    folder = folder or settings().store
    with in_words(folder, "the store cannot be made here"):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FILE).exists():
            _make(folder)
    connection = _connect(folder / FILE, _PATIENCE if patience is None else patience)
    try:
        with _disk_in_words(folder):
            connection.execute(_ON_CLOSING)
            connection.execute("SET enable_progress_bar = false")  # it writes to standard output
            with _OPENING:
                _make_tables(connection)
            yield Store(connection)
    finally:
        connection.close()


def _make(folder: Path) -> None:
    """An empty database under its name at once: DuckDB cannot open one that is half made."""
    with turn(folder):
        for left in folder.glob(".making-*"):
            left.unlink()
        if (folder / FILE).exists():
            return
        aside = folder / f".making-{token_hex(4)}"
        duckdb.connect(str(aside)).close()
        put(aside, folder / FILE)


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of a new store, and those that a store of an earlier day does not have yet."""
    there = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    if not there:
        connection.execute(f"BEGIN; {_TABLES}")
        connection.execute("INSERT INTO secret VALUES (?)", [token_bytes(32)])
        connection.execute("COMMIT")
    for table, made in {"decision": decisions.TABLE, "remark": notes.TABLE}.items():
        if there and table not in there:
            connection.execute(f"BEGIN; {made} COMMIT;")


@contextmanager
def _disk_in_words(folder: Path) -> Iterator[None]:
    """Raises Refused when DuckDB cannot read or write the store because of the disk."""
    try:
        yield
    except duckdb.Error as error:
        because = reason(error)
        if because is None:
            raise
        raise Refused([Problem(str(folder), f"the store cannot be written: {because}")]) from error


def is_in_use(error: duckdb.Error) -> bool:
    """Whether it says that somebody else is using the store."""
    return bool(_IN_USE.search(str(error)))


def _connect(file: Path, patience: float) -> duckdb.DuckDBPyConnection:
    holder, until = "", 0.0
    while True:
        try:
            return duckdb.connect(str(file))
        except duckdb.Error as error:
            said, now = str(error), time.monotonic()
            if not is_in_use(error):
                because = reason(error) or "it is damaged, or not a store at all."
                message = f"the store cannot be opened: {because}"
                raise Refused([Problem(str(file), message)]) from error
            if said != holder:  # it names the process that has it, but on Windows
                holder, until = said, now + patience
            elif now > until:
                raise InUse(file, said) from error
            time.sleep(uniform(0.1, 0.7))  # every try costs: twenty who wait must not slow the one
