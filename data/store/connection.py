"""The store's connection: where its file is, how it is made, opened and waited for.

Officers only. `Connection` is all that the store's contents ask of a database; `DuckDB` fills it,
and `data.store.postgres` does, so the contents' SQL is what both of them read, with ? and $names
for values.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes, token_hex
from threading import Lock
from typing import Any, Protocol

import duckdb
import pandas as pd

from data.editions.checksum import is_damage
from data.files.atomic import READ_ONLY, in_words, put, reason
from data.files.lock import InUse, clear_left_lock, folder_lock, wait_while_holder_moves
from data.store.tables import FROM_A_TABLE, MIGRATIONS, SEQUENCES, TABLES
from schemas.problems import Refused
from schemas.settings import ProcessRole, settings

FILE = "store.duckdb"
_PATIENCE = 120.0  # seconds, with one holder: on a busy machine, publishing takes a minute
_PAUSE = 0.4  # seconds; every try costs: twenty who wait must not slow the one who works
_OPENING = Lock()  # so that of two threads that come first one makes the tables
_WRITING = Lock()  # so that of two threads with the same file one finds it there
# DuckDB tidies its log away when it closes. Done in a commit, on a full disk, it would say that a
# commit failed which has not.
_ON_CLOSING = "SET checkpoint_threshold = '1TB'"
# By another process, also in Windows' words; or by a thread of ours that is just closing it.
_IN_USE = re.compile(
    "could not set lock|used by another process|unique file handle conflict", re.IGNORECASE
)
FROM_A_BACKUP = (
    "Nothing on the pages has changed. A backup brings it back: "
    "python -m data restore-backup FILE --replace"
)
Values = Sequence[object] | Mapping[str, object]


class Connection(Protocol):
    """What the store's contents ask of a database. Frames are pandas', with the table's columns."""

    def run(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Run one statement; the rows of a query."""

    def frame(self, sql: str, values: Values = ()) -> pd.DataFrame:
        """The rows of a query as a frame."""

    def insert(self, table: str, rows: pd.DataFrame) -> None:
        """Add a frame's rows to a table."""

    def transaction(self) -> "AbstractContextManager[Connection]":
        """All of what is written within, or none, and nobody else's writing between."""

    def snapshot(self) -> "AbstractContextManager[Connection]":
        """All that is read within is as at one moment."""

    def overlay(self, rows: Mapping[str, pd.DataFrame]) -> "AbstractContextManager[Connection]":
        """To be read only: with these rows besides, by table, that nobody else sees."""

    def copy_to(self, file: Path) -> None:
        """Write everything as it is now to a new DuckDB file, whatever is added meanwhile."""

    def turn(self) -> "AbstractContextManager[None]":
        """The turn to publish, beside the lock of the editions' folder. Raises InUse."""


class DuckDB:
    """A store in one DuckDB file. A cursor for every call, because a connection that threads share
    mixes their answers; within a transaction, a snapshot or an overlay, one for all."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, fresh: bool = True):
        self._db = connection
        self._fresh = fresh

    def run(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._cursor().execute(sql, values).fetchall()

    def frame(self, sql: str, values: Values = ()) -> pd.DataFrame:
        return self._cursor().execute(sql, values).df()

    def insert(self, table: str, rows: pd.DataFrame) -> None:
        db = self._cursor()
        db.register("arriving", rows)
        # A million rows go in faster when nobody waits for the order, or for texts to be squeezed
        # that are there once.
        db.execute("SET preserve_insertion_order = false")
        db.execute("SET disabled_compression_methods = 'fsst,zstd'")
        db.execute(f"INSERT INTO {table} BY NAME SELECT * FROM arriving")
        db.execute("RESET preserve_insertion_order; RESET disabled_compression_methods")
        db.unregister("arriving")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Raises TypeError within a snapshot or an overlay, which are only to be read."""
        if not self._fresh:
            raise TypeError("what is only to be read is not written to")
        db = self._db.cursor()
        with _WRITING:
            db.begin()
            try:
                yield DuckDB(db, fresh=False)
                db.commit()
            except BaseException:
                with suppress(duckdb.Error):  # a full disk has rolled it back already
                    db.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        db = self._cursor()
        db.begin()
        try:
            yield DuckDB(db, fresh=False)
        finally:
            db.rollback()

    @contextmanager
    def overlay(self, rows: Mapping[str, pd.DataFrame]) -> Iterator[Connection]:
        db = self._db.cursor()
        try:
            for table, frame in rows.items():
                db.register(f"overlaid_{table}", frame)
                db.execute(
                    f"CREATE TEMP VIEW {table} AS FROM {_name(db)}.main.{table} "
                    f"UNION ALL BY NAME FROM overlaid_{table}"
                )
            yield DuckDB(db, fresh=False)
        finally:
            db.close()

    def copy_to(self, file: Path) -> None:
        db, aside = self._db.cursor(), f"aside_{token_hex(8)}"
        store, place, there = _name(db), str(file).replace("'", "''"), _tables(db)
        db.execute(f"ATTACH '{place}' AS {aside} (READ_WRITE)")
        try:
            db.execute(f"USE {aside}")
            db.execute("BEGIN")
            migrate(DuckDB(db, fresh=False), MIGRATIONS, lambda name: db.execute(MIGRATIONS[name]))
            if "count" in there:
                db.execute(FROM_A_TABLE.format(f"{store}.main.count"))
            for table in (name for name in TABLES if name in there):
                db.execute(f"INSERT INTO {table} BY NAME FROM {store}.main.{table}")
            for sequence, table in SEQUENCES.items():
                used = f"range((SELECT coalesce(max(id), 0) FROM {table}))"
                db.execute(f"SELECT max(nextval('{sequence}')) FROM {used}")
            db.execute("COMMIT")
            db.execute(f"CHECKPOINT {aside}")
        finally:
            db.execute(f"USE {store}")
            db.execute(f"DETACH {aside}")

    def turn(self) -> AbstractContextManager[None]:
        return nullcontext()  # who shares the file shares the editions' folder

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._db.cursor() if self._fresh else self._db


def has_store() -> bool:
    """Whether this process keeps a store: a viewers' one has only editions."""
    there = bool(settings().store_address) or (settings().store / FILE).is_file()
    return settings().role is ProcessRole.OFFICERS and there


def is_in_use(error: duckdb.Error) -> bool:
    """Whether it says that somebody else is using the store."""
    return bool(_IN_USE.search(str(error))) and reason(error) is None


@contextmanager
def connect(
    folder: Path, patience: float | None = None, to_read: bool = False
) -> Iterator[Connection]:
    """The store in a folder, made on first use. Waits for another process that is writing.
    `to_read`: nothing will be written, so it may be where nothing can be.

    Raises InUse when one process keeps it for two minutes, or for the seconds of `patience`;
    Refused when others may read the folder, or when the disk is full or may only be read, then or
    later: what was not saved whole is not saved at all.
    """
    file = folder / FILE
    with in_words(folder, "the store cannot be made here"):
        private_folder(folder)
        if file.exists():
            clear_left_lock(folder)  # of somebody who was killed when it had just been made
        else:
            _make(file)
    patience = _PATIENCE if patience is None else patience
    db = wait_while_holder_moves(lambda: _open(file, to_read), patience, _PAUSE)
    try:
        with (
            _damage_in_words(file),
            in_words(folder, "the store cannot be written", duckdb.Error),
        ):
            db.execute(_ON_CLOSING)
            db.execute("SET enable_progress_bar = false")  # it writes to standard output
            db.execute("SET allocator_bulk_deallocation_flush_threshold = '8MB'")  # gives back
            with _OPENING:
                _make_tables(db, to_read)
            yield DuckDB(db)
    finally:
        db.close()


@contextmanager
def make_file(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new store in a file of any name, to be filled."""
    with duckdb.connect(str(file)) as db:
        _make_tables(db, to_read=False)
        yield db


def private_folder(folder: Path) -> None:
    """A folder for true counts, made so that its owner alone may look into it. Raises Refused where
    others may. Windows keeps that in another way, and is not asked."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name != "nt" and folder.stat().st_mode & 0o077:
        message = (
            "others on this machine can look into this folder, and it is for true counts. Let "
            f"whoever looks after the machine run: chmod 700 '{folder}'"
        )
        raise Refused.because(folder, message)


def _make(file: Path) -> None:
    """An empty database under its name at once: DuckDB cannot open one that is half made."""
    with folder_lock(file.parent):
        for left in file.parent.glob(".making-*"):
            left.unlink()
        if not file.exists():
            aside = file.with_name(f".making-{token_hex(4)}")
            duckdb.connect(str(aside)).close()
            put(aside, file, mode=0o600)


def _open(file: Path, to_read: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(file))
    except duckdb.Error as error:
        if is_in_use(error):  # it names the process that has it, but on Windows
            message = "somebody else is using the store. Try again in a minute."
            raise InUse(file, message, str(error)) from error
        because = reason(error) or f"it is damaged, or not a store at all. {FROM_A_BACKUP}"
        if to_read and because == READ_ONLY and not file.with_name(f"{FILE}.wal").exists():
            return duckdb.connect(str(file), read_only=True)
        raise Refused.because(file, f"the store cannot be opened: {because}") from error


@contextmanager
def _damage_in_words(file: Path) -> Iterator[None]:
    """Of a store that opens, and has something in it that cannot be read."""
    try:
        yield
    except duckdb.Error as error:
        if not is_damage(error):
            raise
        raise Refused.because(file, f"the store is damaged. {FROM_A_BACKUP}") from error


def missing(db: Connection, tables: Collection[str]) -> list[str]:
    """The migrations that a store with these tables has not had."""
    if "migration" in tables:
        had = {name for (name,) in db.run("SELECT name FROM migration")}
    else:
        had = {*tables} - {"count"} | ({"count"} if "label" in tables else set())
    return [name for name in MIGRATIONS if name not in had]


def migrate(db: Connection, names: Collection[str], run: Callable[[str], object]) -> None:
    """Make these, each by `run`, and note which the store has had. Within a transaction."""
    for name in names:
        run(name)
    noted, now = db.run("SELECT name FROM migration"), datetime.now(UTC).replace(tzinfo=None)
    for name in (name for name in MIGRATIONS if (name,) not in noted):
        db.run("INSERT INTO migration VALUES (?, ?)", [name, now])


def _make_tables(db: duckdb.DuckDBPyConnection, to_read: bool) -> None:
    """The tables of a new store, or those that a store of an earlier day does not have yet: from
    its table `count` comes what `label` and `figure` hold."""
    there, store = _tables(db), DuckDB(db, fresh=False)
    has_old_table, names = "count" in there, missing(store, there)
    is_read_as_it_is = has_old_table and to_read
    if is_read_as_it_is:
        names = [name for name in names if name in ("decision", "remark")]

    def run(name: str) -> None:
        if name == "count" and has_old_table:
            db.execute(f"{FROM_A_TABLE.format('count')} DROP TABLE count")
        db.execute(MIGRATIONS[name])

    if names:
        db.execute("BEGIN")
        if is_read_as_it_is:
            for name in names:
                run(name)
        else:
            migrate(store, names, run)
        if "secret" in names:
            db.execute("INSERT INTO secret VALUES (?)", [token_bytes(32)])
        db.execute("COMMIT")


def _tables(db: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the store's tables, its view not among them."""
    sql = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    return {name for (name,) in db.execute(sql).fetchall()}


def _name(db: duckdb.DuckDBPyConnection) -> str:
    """What the file is called within SQL."""
    ((name,),) = db.execute("SELECT current_database()").fetchall()
    return f'"{name}"'
