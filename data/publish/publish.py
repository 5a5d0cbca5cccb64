"""Build an edition from the store: the one exit for numbers. Officers only.

An edition is a new DuckDB file with a name of its own, disclosure-safe by its own CHECKs, and
never changed afterwards. A one-line pointer file says which edition is current.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, get_args, get_origin

import duckdb
import pandas as pd
from pydantic import BaseModel

from data.editions.edition import Edition
from data.editions.folder import POINTER, SUFFIX, current_edition, open_edition
from data.files.atomic import in_words, put
from data.files.lock import folder_lock
from data.publish import restore_log
from data.publish.audit import audit, refuse_if_open
from data.publish.notes import publishable_notes
from data.publish.protect import TABLES as AUDIT_TABLES
from data.publish.protect import audit_tables, safe_cells
from data.publish.queue import Opens, exclusive_snapshot
from data.publish.verdicts import judged
from data.store.store import Snapshot, Store
from metrics.disclosure.protect import ProtectedCells
from metrics.neighbours import summarise_neighbours
from metrics.verdicts.verdict import CriterionAnswer, Rank, Verdict
from schemas.declared import Schemas
from schemas.notes import AnyNote
from schemas.problems import Refused
from schemas.progress import OnProgress, part
from schemas.settings import settings
from schemas.states import State

_STATES = ", ".join(f"'{state}'" for state in State)

# The second lock on the disclosure rule: a table that breaks it cannot be built.
_TABLES = """
CREATE TABLE edition (
    name VARCHAR, made TIMESTAMP, made_by VARCHAR, why VARCHAR, made_from VARCHAR, schemas JSON
);
CREATE TABLE extract (
    id INTEGER PRIMARY KEY, fingerprint VARCHAR, name VARCHAR, received TIMESTAMP,
    received_from VARCHAR, publication VARCHAR, publisher VARCHAR, released VARCHAR,
    licence VARCHAR, attribution VARCHAR, published BOOLEAN, illustrative BOOLEAN
);
CREATE TABLE measurement (
    indicator VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    area VARCHAR NOT NULL,
    area_name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ({states})),
    numerator BIGINT,
    denominator BIGINT,
    value DOUBLE,
    low DOUBLE,
    high DOUBLE,
    provisional BOOLEAN NOT NULL,
    revised BOOLEAN NOT NULL,
    illustrative BOOLEAN NOT NULL,
    published BOOLEAN NOT NULL,
    extract INTEGER NOT NULL REFERENCES extract (id),
    PRIMARY KEY (indicator, period_kind, period_start, period_end, area, breakdown, category),
    CHECK ((state = 'shown') = (value IS NOT NULL)),
    CHECK (state = 'shown' OR coalesce(numerator, denominator, low, high) IS NULL),
    CHECK (published OR NOT coalesce(numerator BETWEEN 1 AND {small}, false)),
    CHECK (published OR NOT coalesce(denominator BETWEEN 1 AND {small}, false)),
    CHECK (published OR unit <> 'percent'
           OR NOT coalesce(denominator - numerator BETWEEN 1 AND {small}, false)),
    CHECK (published OR unit <> 'count' OR NOT coalesce(value BETWEEN 1 AND {small}, false))
);
CREATE TABLE neighbours (
    indicator VARCHAR NOT NULL,
    neighbour_list VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    median DOUBLE, low DOUBLE, high DOUBLE,
    with_value INTEGER NOT NULL, listed INTEGER NOT NULL
);
CREATE TABLE verdict ({verdict}, PRIMARY KEY (strategy, indicator, area, breakdown, category));
CREATE TABLE criterion_answer ({criterion_answer}, PRIMARY KEY (strategy, criterion));
CREATE TABLE standing ({standing}, PRIMARY KEY (indicator, among));
CREATE TABLE remark (
    kind VARCHAR NOT NULL, said JSON NOT NULL, extract INTEGER NOT NULL REFERENCES extract (id)
);
CREATE TABLE funnel (
    indicator VARCHAR NOT NULL, size DOUBLE NOT NULL, low DOUBLE, high DOUBLE,
    strong_low DOUBLE, strong_high DOUBLE, reference DOUBLE
);
"""
_SAID: dict[str, type[BaseModel]] = {
    "verdict": Verdict,
    "criterion_answer": CriterionAnswer,
    "standing": Rank,
}
_HIDING = "Hiding what could point to a child"
_COLUMNS = {float: "DOUBLE", int: "INTEGER", bool: "BOOLEAN", tuple: "VARCHAR[]"}


def publish(
    store: Store | Opens,
    schemas: Schemas,
    *,
    why: str,
    made_by: str,
    made_from: str = "store",
    folder: Path | None = None,
    report: OnProgress = lambda done, doing: None,
) -> str:
    """Build a new edition, make it current, and return its name.

    Built aside under a name of its own, so that a failure leaves the edition before current. One
    at a time, from reading the store to pointing, so that the newest edition has the newest
    figures. Of `open_store` itself, in place of an open store, the store is let go as soon as it is
    read. Raises Refused when the folder cannot be written.
    """
    folder = folder or settings().editions
    with in_words(folder, "the edition cannot be written here"):
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive_snapshot(store, folder, schemas.council.code) as snapshot:
            _clear_away(folder)
            safe = safe_cells(snapshot, schemas, folder, _doing(report, _HIDING, 0.0, 0.5))
            report(0.5, "Working out the words")
            made = snapshot.moment
            name = f"{_stamp(made)}-{_short_hash(safe.cells, schemas, str(made))}"
            said = {"name": name, "made": made, "why": why, "made_by": made_by}
            said |= {"made_from": made_from, "schemas": schemas.model_dump_json(by_alias=True)}
            frames = _tables(snapshot, schemas, safe, folder) | {"edition": pd.DataFrame([said])}
            report(0.75, "Writing the edition")
            attack = partial(_attack, schemas, safe, folder, _doing(report, "Attacking it", 0.8))
            _write_aside(folder, name, frames, schemas.council.disclosure.hide_up_to, attack)
            restore_log.forget_what_did_not_happen(folder)
            _point(name, folder)
    return name


def _doing(
    report: OnProgress, what: str, start: float, end: float = 1.0
) -> Callable[[float], None]:
    """A part of the work that is one thing, and tells only how far it is."""
    mine = part(report, start, end)
    return lambda done: mine(done, what)


def _stamp(made: datetime) -> str:
    """To the millisecond: two editions of one second are still listed in their order."""
    return f"{made:%Y-%m-%d-%H%M%S}{made.microsecond // 1000:03}"


def _tables(
    store: Snapshot, schemas: Schemas, safe: ProtectedCells, folder: Path
) -> dict[str, pd.DataFrame]:
    """The tables of a new edition, but for its own row."""
    remarks = _remarks(store.notes, safe.cells)
    return {
        "extract": _behind(safe.cells, remarks, store.extracts),
        "measurement": safe.cells,
        "remark": remarks,
        "neighbours": summarise_neighbours(safe.cells, schemas.council),
        **judged(safe.cells, schemas, _said_before(folder)),
        **audit_tables(safe),
    }


def _attack(
    schemas: Schemas,
    safe: ProtectedCells,
    folder: Path,
    report: Callable[[float], None],
    file: Path,
) -> None:
    """Audit the finished file, where it is not as in the edition before. Raises Refused when
    anything hidden in it can be worked out."""
    edition = Edition(file)
    try:
        refuse_if_open(audit(edition, folder, only=safe.changed, report=report), schemas)
    finally:
        edition.close()


def _clear_away(folder: Path) -> None:
    """What a publisher left that was killed or lost its power. It is our turn: nobody builds."""
    aside = (".building-*", f".{POINTER}*", f".{restore_log.FILE}*")
    left = [path for pattern in aside for path in folder.glob(pattern)]
    for path in left:
        rmtree(path) if path.is_dir() else path.unlink()
    if left:
        message = "Publishing was cut short some time before. What it left half made is cleared."
        logging.getLogger("outcomes").warning(message)


def _said_before(folder: Path) -> dict[str, Verdict]:
    """The verdicts of the current edition, by what they were made from; none without one."""
    try:
        return {v.made_from: v for v in current_edition(folder).every_verdict()}
    except (Refused, duckdb.Error):
        return {}


def point_to(
    name: str, folder: Path | None = None, *, who: str = "not said", why: str = ""
) -> None:
    """Make an edition the current one, and write down who did and why. Raises Refused when there is
    none of that name that opens, and when the folder cannot be written."""
    folder = folder or settings().editions
    open_edition(name, folder)
    with in_words(folder, "the edition cannot be made current"), folder_lock(folder):
        restore_log.write_down(name, who, why, folder)
        _point(name, folder)


def _point(name: str, folder: Path) -> None:
    aside = folder / f".{POINTER}"
    aside.write_text(name + "\n", encoding="utf-8")
    put(aside, folder / POINTER)


def _behind(*frames: pd.DataFrame) -> pd.DataFrame:
    """The extracts, in the last frame, that the edition's figures and remarks came from."""
    *told, extracts = frames
    return extracts[extracts["id"].isin({n for frame in told for n in frame["extract"]})]


def _remarks(held: Sequence[AnyNote], cells: pd.DataFrame) -> pd.DataFrame:
    """The remarks that an edition of these cells may hold. The log says how many it may not."""
    kept, unsaid = publishable_notes(held, cells)
    if unsaid:
        message = "Notes left out, because a number in them is on no page: %d. See the preview."
        logging.getLogger("outcomes").warning(message, len(unsaid))
    rows = [(str(one.kind), one.model_dump_json(), one.extract) for one in kept]
    return pd.DataFrame(rows, columns=["kind", "said", "extract"])


def _short_hash(cells: pd.DataFrame, schemas: Schemas, moment: str) -> str:
    said = (
        cells.drop(columns="fingerprint").to_csv(index=False) + schemas.model_dump_json() + moment
    )
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def _write_aside(
    folder: Path,
    name: str,
    frames: dict[str, pd.DataFrame],
    small: int,
    attack: Callable[[Path], None],
) -> None:
    workshop = Path(mkdtemp(prefix=".building-", dir=folder))
    try:
        file = workshop / (name + SUFFIX)
        build_tables(file, frames, small)
        attack(file)
        put(file, folder / file.name, mode=0o444)
    finally:
        rmtree(workshop, ignore_errors=True)


def build_tables(file: Path, frames: dict[str, pd.DataFrame], hide_up_to: int) -> None:
    """Write the tables of an edition to a new file.

    Raises duckdb.ConstraintException when a row breaks the disclosure rule.
    """
    with duckdb.connect(str(file)) as db:
        said = {table: _columns(model) for table, model in _SAID.items()}
        db.execute((_TABLES + AUDIT_TABLES).format(states=_STATES, small=int(hide_up_to), **said))
        for table, frame in frames.items():
            names = [
                row[0]
                for row in db.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()
            ]
            db.register("arriving", frame[names])
            db.execute(f"INSERT INTO {table} BY NAME SELECT * FROM arriving")
            db.unregister("arriving")
        db.execute("CHECKPOINT")  # closing does it too, but does not say when the disk is full


def _columns(model: type[BaseModel]) -> str:
    """A column for each field; one that must be there must not be empty."""
    return ", ".join(
        f"{name} {_column_type(field.annotation)}{' NOT NULL' if field.is_required() else ''}"
        for name, field in model.model_fields.items()
    )


def _column_type(annotation: Any) -> str:
    kinds = {annotation, get_origin(annotation), *get_args(annotation)}
    return next((column for kind, column in _COLUMNS.items() if kind in kinds), "VARCHAR")
