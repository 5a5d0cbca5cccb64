"""What officers decide about an extract: a draft, one whose figures stand, or withdrawn.

Officers only. A decision is added and none is taken away, so what was decided before, by whom and
why, is still there. An extract that nobody has decided anything about stands.
"""

from datetime import UTC, datetime
from typing import Literal, cast

import duckdb

from data.files.memory import first_row
from schemas.problems import Problem, Refused

Standing = Literal["stands", "draft", "withdrawn"]

TABLE = """
CREATE SEQUENCE decided;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY DEFAULT nextval('decided'),
    extract INTEGER NOT NULL REFERENCES extract (id),
    made TIMESTAMP NOT NULL,
    who VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('stands', 'draft', 'withdrawn')),
    why VARCHAR NOT NULL
);
"""
NEWEST = """
SELECT * FROM decision QUALIFY row_number() OVER (PARTITION BY extract ORDER BY id DESC) = 1
"""
# The extracts that stand, at a moment or now. Of the project's own, the newest of each name.
STANDING = f"""
in_force AS (
    SELECT id, name, fingerprint, published, illustrative, released, embedded FROM extract
    WHERE received <= $until AND id NOT IN (
        SELECT extract FROM (
            {NEWEST.replace("FROM decision", "FROM decision WHERE made <= $until")}
        ) WHERE state <> 'stands')
), standing AS (
    SELECT * FROM in_force e WHERE NOT embedded
    OR id = (SELECT max(id) FROM in_force same WHERE same.embedded AND same.name = e.name)
)
"""


def decide(
    db: duckdb.DuckDBPyConnection, extract: int, state: Standing, who: str, why: str = ""
) -> None:
    """Write a decision down."""
    made = datetime.now(UTC).replace(tzinfo=None)
    db.execute(
        "INSERT INTO decision (extract, made, who, state, why) VALUES (?, ?, ?, ?, ?)",
        [extract, made, who, state, why],
    )


def states(db: duckdb.DuckDBPyConnection, extract: int) -> list[Standing]:
    """Everything that an extract has been, oldest first. Raises Refused when there is none."""
    if not first_row(db.execute("SELECT 1 FROM extract WHERE id = ?", [extract])):
        message = "there is no extract of that number. `python -m data history` lists them."
        raise Refused([Problem(f"extract {extract}", message)])
    found = db.execute("SELECT state FROM decision WHERE extract = ? ORDER BY id", [extract])
    decided = [cast(Standing, state) for (state,) in found.fetchall()]
    return decided if decided[:1] == ["draft"] else ["stands", *decided]


def withdraw(db: duckdb.DuckDBPyConnection, extract: int, who: str, why: str) -> None:
    """Take an extract out of what stands. Raises Refused without a reason, and when it is out."""
    if not why.strip():
        raise _refused(extract, "say why it is withdrawn: the history keeps the reason.")
    if states(db, extract)[-1] == "withdrawn":
        raise _refused(extract, "it is withdrawn already.")
    decide(db, extract, "withdrawn", who, why)


def restore(db: duckdb.DuckDBPyConnection, extract: int, who: str, why: str) -> None:
    """Undo a withdrawal: a draft is a draft again. Raises Refused when it is not withdrawn."""
    been = states(db, extract)
    if been[-1] != "withdrawn":
        raise _refused(extract, "it is not withdrawn, so there is nothing to restore.")
    decide(db, extract, been[-2], who, why)


def accept(db: duckdb.DuckDBPyConnection, extract: int, who: str, why: str) -> None:
    """Let a draft stand. Raises Refused when it is no draft."""
    if states(db, extract)[-1] != "draft":
        raise _refused(extract, "it is not a draft, so there is nothing to accept.")
    decide(db, extract, "stands", who, why)


def _refused(extract: int, message: str) -> Refused:
    return Refused([Problem(f"extract {extract}", message)])
