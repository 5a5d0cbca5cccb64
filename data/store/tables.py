"""The tables of the store, as they are made. Officers only: they hold true counts."""

ABOUT = (
    *("indicator", "period_kind", "period_start", "period_end", "breakdown", "category"),
    *("marker", "provisional", "revised"),
)
"""What a row says but for its area and its numbers. Few rows of a large extract say something of
their own, and texts are what takes long to keep: so each is kept once, as a label."""

# `figure.extract` is no foreign key: its index would cost a million rows more than all the rest.
# The one place that writes figures, `Store.add_all`, writes their extract and their labels in the
# same transaction.
TABLES = {
    "secret": "CREATE TABLE secret (key BYTEA NOT NULL);",
    "extract": """
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
    content BYTEA NOT NULL
);
""",
    "label": """
CREATE TABLE label (
    extract INTEGER NOT NULL,
    label INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    marker VARCHAR NOT NULL,
    provisional BOOLEAN NOT NULL,
    revised BOOLEAN NOT NULL
);
""",
    "figure": """
CREATE TABLE figure (
    extract INTEGER NOT NULL,
    line INTEGER NOT NULL,
    label INTEGER NOT NULL,
    area VARCHAR NOT NULL,
    numerator BIGINT,
    denominator BIGINT,
    value DOUBLE PRECISION
);
""",
    "decision": """
CREATE SEQUENCE decided;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY DEFAULT nextval('decided'),
    extract INTEGER NOT NULL REFERENCES extract (id),
    made TIMESTAMP NOT NULL,
    who VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('stands', 'draft', 'withdrawn')),
    why VARCHAR NOT NULL
);
""",
    "remark": """
CREATE TABLE remark (
    extract INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    said_on DATE NOT NULL,
    said JSON NOT NULL
);
""",
}
"""SQL by the table's name, in the order in which they can be made. A store of an earlier day gets
those that it does not have yet."""
SEQUENCES = {"arrival": "extract", "decided": "decision"}
"""The table whose rows each sequence numbers."""

COUNT_COLUMNS = (
    *("extract", "line", "indicator", "period_kind", "period_start", "period_end", "area"),
    *("breakdown", "category", "numerator", "denominator", "value"),
    *("marker", "provisional", "revised"),
)
COUNT = f"""
CREATE OR REPLACE VIEW count AS
SELECT {", ".join(COUNT_COLUMNS)} FROM figure JOIN label USING (extract, label);
"""
"""The rows as they arrived, which is what is read. In a store of an earlier day it is a table."""
FROM_A_TABLE = f"""
INSERT INTO label BY NAME
SELECT *, row_number() OVER (PARTITION BY extract) AS label
FROM (SELECT DISTINCT extract, {", ".join(ABOUT)} FROM {{0}});
INSERT INTO figure BY NAME
SELECT extract, line, label, area, numerator, denominator, value
FROM {{0}} JOIN label USING (extract, {", ".join(ABOUT)});
"""
"""SQL that fills `label` and `figure` from that table."""
