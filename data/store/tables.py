"""The tables of the store, as they are made. Officers only: they hold true counts."""

from pathlib import Path

ABOUT = (
    *("indicator", "period_kind", "period_start", "period_end", "breakdown", "category"),
    *("marker", "provisional", "revised"),
)
"""What a label says of a row."""

MIGRATIONS = {
    file.stem.partition("_")[2]: file.read_text("utf-8")
    for file in sorted((Path(__file__).parent / "migrations").glob("*.sql"))
}
"""The SQL that makes a store, by name and in the order of its number. What was released is never
changed: the next number says what becomes of it, and every store gets what it has not had yet."""
TABLES = tuple(name for name in MIGRATIONS if name not in ("count", "migration"))
"""What a store holds."""
SEQUENCES = {"arrival": "extract", "decided": "decision"}
"""The table whose rows each sequence numbers."""

COUNT_COLUMNS = (
    *("extract", "line", "indicator", "period_kind", "period_start", "period_end", "area"),
    *("breakdown", "category", "numerator", "denominator", "value"),
    *("marker", "provisional", "revised"),
)
FROM_A_TABLE = f"""
INSERT INTO label BY NAME
SELECT *, row_number() OVER (PARTITION BY extract) AS label
FROM (SELECT DISTINCT extract, {", ".join(ABOUT)} FROM {{0}});
INSERT INTO figure BY NAME
SELECT extract, line, label, area, numerator, denominator, value
FROM {{0}} JOIN label USING (extract, {", ".join(ABOUT)});
"""
"""SQL that fills `label` and `figure` from the table `count` of a file of the first days."""
