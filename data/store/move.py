"""Move a store as it is from one database to another, and prove that nothing was lost.

Officers only.
"""

from data.store.connection import Connection
from data.store.tables import SEQUENCES, TABLES
from schemas.problems import Refused

PLACE = "the store to move to"


def move_all(origin: Connection, target: Connection) -> None:
    """Copy all that a store holds into one that holds nothing, its key too, and compare every row,
    in one transaction. Raises Refused where it holds something, or the copy is not the same."""
    with origin.snapshot() as source, target.transaction() as db:
        if any(db.run(f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES if table != "secret"):
            raise Refused.because(PLACE, "it holds something already.")
        db.run("DELETE FROM secret")
        for table in TABLES:
            rows = source.frame(f"SELECT * FROM {table}")
            if len(rows):
                db.insert(table, rows)
        for sequence, table in SEQUENCES.items():
            ((last,),) = source.run(f"SELECT coalesce(max(id), 0) FROM {table}")
            db.run(f"SELECT max(nextval('{sequence}')) FROM generate_series(1, {last})")
        for table in TABLES:
            if _rows(source, table) != _rows(db, table):
                raise Refused.because(PLACE, f"{table} did not arrive whole.")


def _rows(db: Connection, table: str) -> list[str]:
    """All that a table holds, in an order that does not depend on the database."""
    return sorted(map(repr, db.run(f"SELECT * FROM {table}")))
