"""A store as the first version made it: without decisions, and each count with all its words in a
row of one table.
"""

import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from data.store.store import open_store

OF_OLD = """
CREATE TABLE secret (key BLOB NOT NULL);
CREATE SEQUENCE arrival;
CREATE TABLE extract (
    id INTEGER PRIMARY KEY DEFAULT nextval('arrival'), fingerprint VARCHAR NOT NULL UNIQUE,
    name VARCHAR NOT NULL, received TIMESTAMP NOT NULL, received_from VARCHAR NOT NULL,
    publication VARCHAR NOT NULL, publisher VARCHAR NOT NULL, released VARCHAR NOT NULL,
    licence VARCHAR NOT NULL, attribution VARCHAR NOT NULL, published BOOLEAN NOT NULL,
    illustrative BOOLEAN NOT NULL, embedded BOOLEAN NOT NULL, content BLOB NOT NULL
);
CREATE TABLE count (
    extract INTEGER NOT NULL REFERENCES extract (id), line INTEGER NOT NULL,
    indicator VARCHAR NOT NULL, period_kind VARCHAR NOT NULL, period_start DATE NOT NULL,
    period_end DATE NOT NULL, area VARCHAR NOT NULL, breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL, numerator BIGINT, denominator BIGINT, value DOUBLE,
    marker VARCHAR NOT NULL, provisional BOOLEAN NOT NULL, revised BOOLEAN NOT NULL
);
INSERT INTO secret VALUES ('a secret');
INSERT INTO extract VALUES (nextval('arrival'), 'abc', 'old.csv', '2025-07-01', 'An officer',
    'P', 'P', '2025', '', '', false, false, false, 'as it came');
INSERT INTO count VALUES (1, 2, 'dental_checks', 'financial year', '2024-04-01', '2025-03-31',
    'E10000024', 'all', 'all', 460, 637, NULL, '', false, false);
"""
# Another extract, in which some of everything is missing.
MORE = """
INSERT INTO extract SELECT nextval('arrival'), 'def', 'large.csv', '2025-07-02',
    * EXCLUDE (id, fingerprint, name, received) FROM extract;
INSERT INTO count SELECT 2, n, 'dental_checks', 'financial year', DATE '2024-04-01' - n % 9,
    '2025-03-31', 'E0' || n % 99, 'sex', ['female', 'male'][1 + n % 2], if(n % 4 < 3, n, NULL),
    if(n % 5 < 4, n + 2, NULL), if(n % 3 < 1, n / 8, NULL), if(n % 7 < 1, 'c', ''), n % 2 < 1,
    n % 11 < 1
FROM (SELECT range::INTEGER AS n FROM range($rows));
"""


def old_store(folder: Path, rows: int = 0) -> Path:
    """Make one with one count, and an extract of so many rows more. Its file."""
    folder.mkdir(mode=0o700, parents=True)
    file = folder / "store.duckdb"
    with duckdb.connect(str(file)) as db:
        db.execute(OF_OLD)
        if rows:
            db.execute(MORE.replace("$rows", str(rows)))
    return file


def rows_of(folder: Path, to_read: bool = False) -> Sequence[tuple[object, ...]]:
    """Every count of a store, one after the other."""
    with open_store(folder, to_read=to_read) as store:
        return store.connection.run("SELECT * FROM count ORDER BY extract, line")


def open_and_die(folder: Path, said: Connection) -> None:
    """Open a store to write to it, say when that is done, and be killed before it is closed."""
    said.send("started")
    with open_store(folder):
        said.send("opened")
        os.kill(os.getpid(), signal.SIGKILL)
