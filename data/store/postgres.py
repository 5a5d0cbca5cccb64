"""The store in a schema of a PostgreSQL server, where a council's IT keeps its data. Officers only.

The account's own schema holds the tables, and the account owns nothing else. Texts sort there by
their bytes, as they do in the file. Frames come out through DuckDB, so that they are of the same
types.
"""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_bytes
from typing import Any

import duckdb
import pandas as pd
import psycopg
import pyarrow as pa
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.string import TextLoader

from data.files.lock import InUse
from data.store.connection import Connection, DuckDB, Values, make_file, migrate, missing
from data.store.move import move_all
from data.store.tables import MIGRATIONS
from schemas.problems import Refused
from schemas.settings import PREFIX, settings

PLACE = Path(PREFIX + "STORE")  # what messages name: an address is nobody's but the machine's
_PATIENCE = "120s"
_USUAL = {"connect_timeout": "10", "keepalives_idle": "30", "application_name": "outcomes"}
_AWAY = (
    "the database that keeps the store cannot be reached just now. What was said to be saved is "
    "saved; whether the last thing is, the history says. Try again in a minute."
)
_BUSY = "somebody else is using the store. Try again in a minute."
_TURN = "somebody else is publishing here. Try again in a minute."
_FULL = "the disk of the database server is full. Ask whoever looks after it to make some room."
_TO_READ = "this database server can only be read. Ask whoever looks after it."
_NOT_ALLOWED = (
    "the account may not do that in its database. Ask whoever looks after it whether the account "
    "owns its schema, and all that is in it."
)
_NO_SCHEMA = (
    "the account has no schema of its own in this database. Let whoever looks after it run: "
    "CREATE SCHEMA AUTHORIZATION the_account"
)
_LOCK = "hashtextextended('outcomes {} ' || current_schema(), 0)"
_KINDS: dict[int, pa.DataType] = {
    16: pa.bool_(),
    17: pa.binary(),
    20: pa.int64(),
    23: pa.int32(),
    701: pa.float64(),
    1082: pa.date32(),
    1114: pa.timestamp("us"),
}  # by PostgreSQL's numbers of its types; all others are texts
_COLLATED = re.compile(r"\bVARCHAR\b")
_FRAMES = duckdb.connect(":memory:")  # what makes frames: a cursor for each
_ITS_OWN = {
    psycopg.errors.DiskFull: _FULL,
    psycopg.errors.ReadOnlySqlTransaction: _TO_READ,
    psycopg.errors.InsufficientPrivilege: _NOT_ALLOWED,
}
_LOST = (
    *(psycopg.OperationalError, psycopg.InterfaceError),
    *(psycopg.errors.IdleInTransactionSessionTimeout, psycopg.errors.TransactionTimeout),
)
_KEPT = 4  # connections that wait, at most: the server has some hundred for all councils
Db = psycopg.Connection[tuple[Any, ...]]


class PostgreSQL:
    """A store on a server: a connection for each thread that asks, opened anew when it was lost;
    within a transaction, a snapshot or an overlay, one for all."""

    def __init__(self, address: str, db: Db | None = None):
        self.address, self.process = address, os.getpid()
        self._db = db
        self._idle: list[Db] = []

    def run(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        with self._server() as db:
            cursor = db.execute(_theirs(sql), values or None)
            return cursor.fetchall() if cursor.description else []

    def frame(self, sql: str, values: Values = ()) -> pd.DataFrame:
        with self._server() as db:
            cursor = db.execute(_theirs(sql), values or None)
            columns = cursor.description or []
            rows = [*zip(*cursor.fetchall(), strict=True)] or [()] * len(columns)
        arrays = [
            pa.array(row, _KINDS.get(column.type_code, pa.string()))
            for row, column in zip(rows, columns, strict=True)
        ]
        table = pa.Table.from_arrays(arrays, names=[column.name for column in columns])
        return _FRAMES.cursor().from_arrow(table).df()

    def insert(self, table: str, rows: pd.DataFrame) -> None:
        with self._server() as db, db.cursor() as cursor:
            there = db.execute(_theirs(f"SELECT * FROM {table} LIMIT 0")).description or []
            kinds = {c.name: _KINDS.get(c.type_code, pa.string()) for c in there}
            names = [name for name in rows.columns if name in kinds]
            arriving = pa.Table.from_pandas(rows[names], preserve_index=False)
            arriving = arriving.cast(pa.schema([(name, kinds[name]) for name in names]))
            with cursor.copy(_theirs(f"COPY {table} ({', '.join(names)}) FROM STDIN")) as copy:
                for some in arriving.to_batches(10_000):
                    for row in zip(*(column.to_pylist() for column in some.columns), strict=True):
                        copy.write_row(row)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Raises TypeError within a snapshot or an overlay, which are only to be read; InUse when
        somebody else writes for two minutes."""
        if self._db:
            raise TypeError("what is only to be read is not written to")
        with self._server() as db, db.transaction():
            db.execute(_theirs(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            db.execute(_theirs(f"SELECT pg_advisory_xact_lock({_LOCK.format('writes')})"))
            yield PostgreSQL(self.address, db)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        if self._db:
            yield self
            return
        with self._server() as db:
            db.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            try:
                yield PostgreSQL(self.address, db)
            finally:
                with suppress(psycopg.Error):  # of a connection that is lost there is none
                    db.execute("ROLLBACK")

    @contextmanager
    def overlay(self, rows: Mapping[str, pd.DataFrame]) -> Iterator[Connection]:
        with self.snapshot() as overlaid:
            ((schema,),) = overlaid.run("SELECT quote_ident(current_schema())")
            for table, frame in rows.items():
                own = f"{schema}.{table}"
                overlaid.run(f"CREATE TEMP TABLE overlaid_{table} AS SELECT * FROM {own} LIMIT 0")
                overlaid.insert(f"overlaid_{table}", frame)
                overlaid.run(
                    f"CREATE TEMP VIEW {table} AS SELECT * FROM {own} "
                    f"UNION ALL SELECT * FROM overlaid_{table}"
                )
            yield overlaid

    def copy_to(self, file: Path) -> None:
        with make_file(file) as target, self.snapshot() as source:
            move_all(source, DuckDB(target))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A lock of the database for as long as its connection lasts. Raises InUse."""
        lock = _LOCK.format("publishing")
        with _in_words(), _open(self.address) as db:
            held = db.execute(_theirs(f"SELECT pg_try_advisory_lock({lock})")).fetchone()
            if held != (True,):
                sql = "SELECT max(pid), max(waitstart) FROM pg_locks WHERE locktype = 'advisory'"
                raise InUse(PLACE, _TURN, db.execute(sql).fetchone())
            yield

    @contextmanager
    def _server(self) -> Iterator[Db]:
        """The connection of what we are within; or one that waits, which answers; or a new one."""
        with _in_words():
            if self._db:
                yield self._db
                return
            db = self._idle.pop() if self._idle else _open(self.address)
            try:
                db.execute("SELECT")
            except psycopg.OperationalError:  # the server was away meanwhile
                db.close()
                db = _open(self.address)
            try:
                yield db
            except BaseException:
                db.close()
                raise
            if len(self._idle) < _KEPT:
                self._idle.append(db)
            else:
                db.close()

    def close(self) -> None:
        """Let the server go: of another process, which began this one, its connections stay."""
        for db in self._idle if self.process == os.getpid() else ():
            db.close()


_kept: list[PostgreSQL] = []  # the one that this process asked last, so that it need not come anew


@contextmanager
def connect_server(address: str) -> Iterator[Connection]:
    """The store at an address, its tables made on first use. Raises Refused when it
    cannot be reached, the account has no schema, or the address has a password in it."""
    if not _kept or (_kept[0].address, _kept[0].process) != (address, os.getpid()):
        store = PostgreSQL(address)
        _make_tables(store)
        for before in _kept:
            before.close()
        _kept[:] = [store]
    yield _kept[0]


def _theirs(sql: str) -> str:
    """The contents' SQL with PostgreSQL's marks for values."""
    return re.sub(r"\$(\w+)", r"%(\1)s", sql.replace("?", "%s"))


def _open(address: str) -> Db:
    """A connection of its own. What libpq says goes to the log, which is for whoever looks after
    the machine; a password is in none of it. Raises Refused, OperationalError."""
    wanted = {**_USUAL, **read_address(address), **_password()}
    db = psycopg.connect(
        "",
        autocommit=True,
        cursor_factory=psycopg.ClientCursor,
        **wanted,
    )
    db.adapters.register_loader("json", TextLoader)
    return db


def read_address(address: str) -> dict[str, Any]:
    """What an address says, by libpq's words. Raises Refused where it is none of PostgreSQL's, or
    has a password in it, and repeats neither."""
    try:
        said = conninfo_to_dict(address)
    except psycopg.Error:
        message = (
            "this is not the address of a database that can keep the store. One is "
            "postgresql://account@server/database (docs/hosting.md)."
        )
        raise Refused.because(PLACE, message) from None
    if any("password" in word or "secret" in word for word in said):
        message = (
            "there is a password in the address, where others may see it. Put it into a file that "
            f"only the dashboard's account may read, and name that in {PREFIX}STORE_PASSWORD_FILE."
        )
        raise Refused.because(PLACE, message)
    return said


def _password() -> dict[str, str]:
    """The password of the file that is set; without one libpq looks where it always does."""
    file = settings().store_password_file
    if not file:
        return {}
    try:
        if os.name != "nt" and Path(file).stat().st_mode & 0o077:
            message = f"others can read this file. Let its owner run: chmod 600 '{file}'"
            raise Refused.because(Path(file), message)
        return {"password": Path(file).read_text("utf-8").rstrip("\r\n")}
    except (OSError, UnicodeDecodeError):
        message = "the password of the store's database cannot be read here."
        raise Refused.because(Path(file), message) from None


@contextmanager
def _in_words() -> Iterator[None]:
    """Raises Refused, or InUse, for what is the server's and no fault of what was asked."""
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise InUse(PLACE, _BUSY, str(error)) from error
    except tuple(_ITS_OWN) as error:
        raise Refused.because(PLACE, _ITS_OWN[type(error)]) from error
    except _LOST as error:
        logging.getLogger("outcomes").warning("The store's database: %s", error)
        raise Refused.because(PLACE, _AWAY) from None


def _make_tables(store: PostgreSQL) -> None:
    """The migrations that it has not had, all at once, by one of those who come first."""
    sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    ((schema,),) = store.run("SELECT current_schema()")
    if schema in (None, "public"):
        raise Refused.because(PLACE, _NO_SCHEMA)
    if not missing(store, [name for (name,) in store.run(sql)]):
        return
    with store.transaction() as db:
        names = missing(db, [name for (name,) in db.run(sql)])
        migrate(
            db, names, lambda name: db.run(_COLLATED.sub(r'\g<0> COLLATE "C"', MIGRATIONS[name]))
        )
        if "secret" in names:
            db.run("INSERT INTO secret VALUES (?)", [token_bytes(32)])
