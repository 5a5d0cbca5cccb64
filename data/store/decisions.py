"""What officers decide about an extract: a draft, accepted, or withdrawn.

Officers only. A decision is added and none is taken away, so what was decided before, by whom and
why, is still there. An extract that nobody has decided anything about is accepted.
"""

from datetime import UTC, datetime
from typing import Literal, cast

from data.store.connection import Connection
from schemas.problems import Refused

ExtractState = Literal["accepted", "draft", "withdrawn"]

NEWEST = """
SELECT DISTINCT ON (extract) * FROM decision ORDER BY extract, id DESC
"""
# The accepted extracts, at a moment or now. Of the project's own, the newest of each name.
ACCEPTED = f"""
in_force AS (
    SELECT id, name, fingerprint, published, illustrative, released, embedded FROM extract
    WHERE received <= $until AND id NOT IN (
        SELECT extract FROM (
            {NEWEST.replace("FROM decision", "FROM decision WHERE made <= $until")}
        ) decided WHERE state <> 'stands')
), accepted AS (
    SELECT * FROM in_force e WHERE NOT embedded
    OR id = (SELECT max(id) FROM in_force same WHERE same.embedded AND same.name = e.name)
)
"""
STATE = "replace({}, 'stands', 'accepted')"
"""SQL of a state: a store has 'stands' for 'accepted', as its CHECK of the first day says."""


def stored(state: ExtractState) -> str:
    """The word that the store has for a state."""
    return "stands" if state == "accepted" else state


def decide(db: Connection, extract: int, state: ExtractState, who: str, why: str = "") -> None:
    """Add a decision, made now (UTC)."""
    db.run(
        "INSERT INTO decision (extract, made, who, state, why) VALUES (?, ?, ?, ?, ?)",
        [extract, datetime.now(UTC).replace(tzinfo=None), who, stored(state), why],
    )


def state_history(db: Connection, extract: int) -> list[ExtractState]:
    """Everything that an extract has been, oldest first. Raises Refused when there is none."""
    if not db.run("SELECT 1 FROM extract WHERE id = ?", [extract]):
        message = "there is no extract of that number. `python -m data history` lists them."
        raise Refused.because(f"extract {extract}", message)
    sql = f"SELECT {STATE.format('state')} FROM decision WHERE extract = ? ORDER BY id"
    decided = [cast(ExtractState, state) for (state,) in db.run(sql, [extract])]
    return decided if decided[:1] == ["draft"] else ["accepted", *decided]


def withdraw(db: Connection, extract: int, who: str, why: str) -> None:
    """Take an extract's figures away. Raises Refused without a reason, and when they are."""
    if not why.strip():
        raise _refused(extract, "say why it is withdrawn: the history keeps the reason.")
    if state_history(db, extract)[-1] == "withdrawn":
        raise _refused(extract, "it is withdrawn already.")
    decide(db, extract, "withdrawn", who, why)


def restore(db: Connection, extract: int, who: str, why: str) -> None:
    """Undo a withdrawal: a draft is a draft again. Raises Refused when it is not withdrawn."""
    states = state_history(db, extract)
    if states[-1] != "withdrawn":
        raise _refused(extract, "it is not withdrawn, so there is nothing to restore.")
    decide(db, extract, states[-2], who, why)


def accept(db: Connection, extract: int, who: str, why: str) -> None:
    """Accept a draft. Raises Refused when it is no draft."""
    if state_history(db, extract)[-1] != "draft":
        raise _refused(extract, "it is not a draft, so there is nothing to accept.")
    decide(db, extract, "accepted", who, why)


def become(db: Connection, extract: int, state: ExtractState, who: str, why: str) -> None:
    """Decide what an extract is to be; what was withdrawn is then what it was before. Raises
    Refused when it is so already."""
    now = state_history(db, extract)[-1]
    if now == state != "withdrawn":
        raise _refused(extract, "it is so already: somebody else has decided it.")
    if state == "draft":
        decide(db, extract, state, who, why)
    elif state == "withdrawn":
        withdraw(db, extract, who, why)
    elif now == "draft":
        accept(db, extract, who, why)
    else:
        restore(db, extract, who, why)


def _refused(extract: int, message: str) -> Refused:
    return Refused.because(f"extract {extract}", message)
