"""The store: every count as it arrived, with its provenance. Officers only; nothing is erased.

One DuckDB file in the folder that OUTCOMES_STORE names. A revised figure supersedes the one
before it in `latest`, and both stay in `count`.
"""

import hmac
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

import duckdb
import pandas as pd

from data.extract import Extract, Provenance
from schemas.problems import Problem, Refused

DEFAULT = Path(__file__).parent.parent / "workspace" / "store"
_FILE = "store.duckdb"
_PATIENCE = 30.0
_IN_USE = re.compile("could not set lock|used by another process", re.IGNORECASE)  # and on Windows

_TABLES = """
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
    extract INTEGER NOT NULL REFERENCES extract (id),
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

# The project's own extracts: the newest of each name. Then the newest release first, then the
# newest arrival. What a department has hidden stays hidden: our own count never fills it. A real
# extract for an indicator displaces every invented figure for it.
_LATEST = """
WITH arrived AS (
    SELECT c.*, e.fingerprint, e.published, e.illustrative, e.released,
           bool_or(NOT e.illustrative AND c.area = $council)
               OVER (PARTITION BY c.indicator) AS is_real
    FROM count c JOIN extract e ON e.id = c.extract
    WHERE NOT e.embedded
       OR e.id = (SELECT max(id) FROM extract same WHERE same.embedded AND same.name = e.name)
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


def store_folder() -> Path:
    """Where the store is: OUTCOMES_STORE, else inside the checkout."""
    return Path(os.environ.get("OUTCOMES_STORE") or DEFAULT)


def has_store() -> bool:
    """Whether this machine keeps a store: a viewers' deployment has only editions."""
    return (store_folder() / _FILE).is_file()


class Store:
    """Counts as they arrived. Open it with `open_store`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self._db = connection

    def add(self, extract: Extract, provenance: Provenance) -> bool:
        """Load a checked extract, all of it or none. False when these bytes are already here.

        Raises Refused when the extract has a problem.
        """
        return self.add_all([(extract, provenance)])[0]

    def add_all(self, arriving: Sequence[tuple[Extract, Provenance]]) -> list[bool]:
        """Load several in one transaction, all of them or none; of each, whether it was new.

        Raises Refused with every problem when any of them has one.
        """
        problems = [p for extract, _ in arriving if extract.refused for p in extract.problems]
        if problems:
            raise Refused(problems)
        db = self._db.cursor()
        db.begin()
        try:
            new = [self._insert(db, extract, provenance) for extract, provenance in arriving]
            db.commit()
        except BaseException:
            db.rollback()
            raise
        return new

    def latest(self, council: str) -> pd.DataFrame:
        """The figure that stands for each cell, one row each, by the rules above `_LATEST`.

        Columns as in `count`, plus the extract's fingerprint, published and illustrative.
        """
        return self._db.cursor().execute(_LATEST, {"council": council}).df()

    def extracts(self) -> pd.DataFrame:
        """Every extract in the order of arrival: its provenance, without its content."""
        return (
            self._db.cursor()
            .execute(
                "SELECT e.* EXCLUDE (content), count(c.line) AS figures FROM extract e "
                "LEFT JOIN count c ON c.extract = e.id GROUP BY ALL ORDER BY e.id"
            )
            .df()
        )

    def extracts_sealed(self) -> pd.DataFrame:
        """The extracts as an edition may name them: each fingerprint keyed with the store's secret.

        The plain fingerprint of a small file would give its hidden counts away to anyone who
        tries them all. With the key, the same file has the same name, and only we can check it.
        """
        found = self._db.cursor().execute("SELECT key FROM secret").fetchone()
        assert found is not None
        extracts = self.extracts()
        sealed = [hmac.new(found[0], f.encode(), "sha256") for f in extracts["fingerprint"]]
        return extracts.assign(fingerprint=[name.hexdigest() for name in sealed])

    def _insert(
        self, db: duckdb.DuckDBPyConnection, extract: Extract, provenance: Provenance
    ) -> bool:
        held = "SELECT 1 FROM extract WHERE fingerprint = ?"
        if db.execute(held, [extract.fingerprint]).fetchone():
            return False
        fields = asdict(provenance) | {
            "fingerprint": extract.fingerprint,
            "received": datetime.now(UTC).replace(tzinfo=None),
            "content": extract.content,
        }
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        added = db.execute(
            f"INSERT INTO extract ({names}) VALUES ({marks}) RETURNING id", list(fields.values())
        ).fetchone()
        assert added is not None
        db.register("arriving", extract.counts)
        # A million rows go in twice as fast when nobody waits for the order or the tightest form.
        db.execute("SET enable_progress_bar = false")  # it would write to standard output
        db.execute("SET preserve_insertion_order = false")
        db.execute("SET disabled_compression_methods = 'fsst,zstd,dict_fsst'")
        db.execute(f"INSERT INTO count BY NAME SELECT *, {added[0]} AS extract FROM arriving")
        db.execute("RESET preserve_insertion_order; RESET disabled_compression_methods")
        db.unregister("arriving")
        return True


@contextmanager
def open_store(folder: Path | None = None) -> Iterator[Store]:
    """The store, made on first use. Waits for another process that is writing.

    Raises Refused when it stays locked for half a minute or the folder cannot be written.
    """
    folder = folder or store_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            [Problem(str(folder), f"the store cannot be made here: {error.strerror}.")]
        ) from error
    connection = _connect(folder / _FILE)
    try:
        if not connection.execute("SHOW TABLES").fetchall():
            connection.execute(f"BEGIN; {_TABLES}")
            connection.execute("INSERT INTO secret VALUES (?)", [token_bytes(32)])
            connection.execute("COMMIT")
        yield Store(connection)
    finally:
        connection.close()


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return duckdb.connect(str(file))
        except duckdb.IOException as error:
            if not _IN_USE.search(str(error)):
                raise Refused(
                    [Problem(str(file), "the store cannot be opened. Is the folder writable?")]
                ) from error
            if time.monotonic() > until:
                message = "somebody else is using the store. Try again in a minute."
                raise Refused([Problem(str(file), message)]) from error
            time.sleep(0.1)
