"""The tables of an edition, as they are made.

Whoever changes them, or adds to what is declared or to the kinds of notes, raises
`data.editions.edition.SCHEMA_VERSION`: an older dashboard, which refuses a field that it does not
know, then says that the edition is newer than it is.
"""

from pathlib import Path
from typing import Any, get_args, get_origin

import duckdb
import pandas as pd
from pydantic import BaseModel

from metrics.verdicts.verdict import CriterionAnswer, Rank, Verdict
from schemas.states import State

_STATES = ", ".join(f"'{state}'" for state in State)

# The second lock on the disclosure rule: a table that breaks it cannot be built.
_FIGURES = """
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
"""
_TABLES = """
CREATE TABLE edition (
    name VARCHAR, made TIMESTAMP, made_by VARCHAR, why VARCHAR, made_from VARCHAR, schemas JSON,
    schema_version INTEGER NOT NULL
);
CREATE TABLE extract (
    id INTEGER PRIMARY KEY, fingerprint VARCHAR, name VARCHAR, received TIMESTAMP,
    received_from VARCHAR, publication VARCHAR, publisher VARCHAR, released VARCHAR,
    licence VARCHAR, attribution VARCHAR, published BOOLEAN, illustrative BOOLEAN
);
CREATE TABLE measurement ({figures});
CREATE TABLE together ({figures});
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
CREATE TABLE council_figure (
    indicator VARCHAR NOT NULL, period_kind VARCHAR NOT NULL, period_start DATE NOT NULL,
    period_end DATE NOT NULL, area VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ({states})),
    numerator BIGINT, denominator BIGINT, value DOUBLE, low DOUBLE, high DOUBLE,
    source VARCHAR NOT NULL,
    CHECK ((state = 'shown') = (value IS NOT NULL)),
    CHECK (state = 'shown' OR coalesce(numerator, denominator, low, high) IS NULL)
);
CREATE TABLE council_level (
    indicator VARCHAR NOT NULL, area VARCHAR NOT NULL, last_period VARCHAR NOT NULL,
    level VARCHAR NOT NULL, level_strong BOOLEAN NOT NULL, level_figure DOUBLE,
    level_reference DOUBLE, level_low DOUBLE, level_high DOUBLE, level_years INTEGER
);
CREATE TABLE funnel (
    indicator VARCHAR NOT NULL, size DOUBLE NOT NULL, low DOUBLE, high DOUBLE,
    strong_low DOUBLE, strong_high DOUBLE, reference DOUBLE
);
"""
# What an audit of the finished edition needs: data.publish.protect says what each is for.
_KEY = """
    indicator VARCHAR NOT NULL, period_kind VARCHAR NOT NULL, period_start DATE NOT NULL,
    period_end DATE NOT NULL, area VARCHAR NOT NULL, breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL, edition VARCHAR NOT NULL
"""
_AUDIT_TABLES = f"""
CREATE TABLE relation (
    number INTEGER NOT NULL, kind VARCHAR NOT NULL, times INTEGER NOT NULL,
    part VARCHAR NOT NULL, {_KEY}
);
CREATE TABLE earlier_figure ({_KEY}, shown_in VARCHAR NOT NULL);
CREATE TABLE beyond_help ({_KEY}, what VARCHAR NOT NULL);
CREATE TABLE marked ({_KEY});
CREATE TABLE seal (mark VARCHAR NOT NULL);
"""
_MODELS: dict[str, type[BaseModel]] = {
    "verdict": Verdict,
    "criterion_answer": CriterionAnswer,
    "standing": Rank,
}
_COLUMNS = {float: "DOUBLE", int: "INTEGER", bool: "BOOLEAN", tuple: "VARCHAR[]"}


def build_tables(file: Path, frames: dict[str, pd.DataFrame], hide_up_to: int) -> None:
    """Write the tables of an edition, by their names, to a new file. Columns besides are left out.

    Raises duckdb.ConstraintException when a row breaks the disclosure rule: a count of our own from
    1 to `hide_up_to`, or a number beside a state other than shown.
    """
    with duckdb.connect(str(file)) as db:
        columns = {table: _columns(model) for table, model in _MODELS.items()}
        figures = _FIGURES.format(states=_STATES, small=int(hide_up_to))
        sql = (_TABLES + _AUDIT_TABLES).format(figures=figures, states=_STATES, **columns)
        db.begin()  # one commit for all: each waits for the disk
        db.execute(sql)
        for table, frame in frames.items():
            described = db.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()
            db.register("arriving", frame[[name for (name,) in described]])
            db.execute(f"INSERT INTO {table} BY NAME SELECT * FROM arriving")
            db.unregister("arriving")
        db.commit()
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
