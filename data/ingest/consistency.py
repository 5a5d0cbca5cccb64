"""Whether the figures of an extract agree: the same figure twice, and parts and totals.

Officers only.
"""

import duckdb

from data.files.memory import first_row
from data.ingest.findings import Findings

_CELL = "indicator, period_kind, period_start, period_end, area, breakdown, category"
_WHOLE = (
    "indicator IS NOT NULL AND period_kind IS NOT NULL AND area IS NOT NULL AND "
    "breakdown IS NOT NULL AND marker IS NOT NULL AND NOT odd"
)

_TWICE = f"""
SELECT line, first_line FROM (
    SELECT line, min(line) OVER (PARTITION BY {_CELL}) AS first_line FROM typed
    JOIN (SELECT {_CELL} FROM typed WHERE {_WHOLE} GROUP BY {_CELL} HAVING count(*) > 1)
    USING ({_CELL}) WHERE {_WHOLE})
WHERE line > first_line
"""
_ANY_TWICE = (
    "SELECT 1 FROM typed WHERE same IS NOT NULL AND area IS NOT NULL AND marker IS NOT NULL "
    "AND NOT odd GROUP BY same, area HAVING count(*) > 1 LIMIT 1"
)

# Rounding: departments print counts to the nearest 10, so each of theirs may be 5 off.
_CATEGORIES = f"""
WITH part AS (
    SELECT indicator, period_kind, period_start, period_end, area, breakdown,
           sum(numerator) AS numerator, sum(denominator) AS denominator,
           $off * (count(*) + 1) AS off
    FROM typed WHERE {_WHOLE} AND breakdown <> 'all'
    GROUP BY ALL)
SELECT typed.line, part.breakdown, part.numerator > typed.numerator + off AS more
FROM part JOIN typed USING (indicator, period_kind, period_start, period_end, area)
WHERE typed.breakdown = 'all' AND typed.marker = ''
  AND (part.numerator > typed.numerator + off OR part.denominator > typed.denominator + off)
"""
_QUARTERS = f"""
WITH part AS (
    SELECT indicator, area, breakdown, category,
           make_date(year(period_start) - (month(period_start) < 4)::INTEGER, 4, 1) AS year_start,
           sum(numerator) AS numerator, sum(denominator) AS denominator
    FROM typed
    WHERE {_WHOLE} AND period_kind = 'quarter' AND numerator IS NOT NULL
      AND denominator IS NOT NULL AND marker = ''
      AND indicator::VARCHAR IN (SELECT unnest($flows))
    GROUP BY ALL HAVING count(*) = 4)
SELECT typed.line, part.numerator <> typed.numerator AS more
FROM part JOIN typed USING (indicator, area, breakdown, category)
WHERE typed.period_kind = 'financial year' AND typed.period_start = year_start
  AND typed.marker = '' AND (part.numerator <> typed.numerator
                             OR part.denominator <> typed.denominator)
"""


# Percents that came without counts, all of an indicator's between 0 and 1: perhaps proportions.
_PROPORTIONS = f"""
SELECT min(line) FROM typed
WHERE {_WHOLE} AND marker = '' AND value IS NOT NULL AND numerator IS NULL
  AND indicator::VARCHAR IN (SELECT unnest($percents))
GROUP BY indicator HAVING count(*) > 1 AND max(value) <= 1 AND bool_or(value <> floor(value))
"""


def check_proportions(
    db: duckdb.DuckDBPyConnection, percents: list[str], findings: Findings
) -> None:
    """Warn where every percent of an indicator looks like a proportion. `percents`: indicators."""
    for (line,) in db.execute(_PROPORTIONS, {"percents": percents}).fetchall():
        message = "every value of this indicator is between 0 and 1. Percents go from 0 to 100."
        findings.report("proportions", message, line, "value", "warning")


def check_agreement(
    db: duckdb.DuckDBPyConnection, flows: list[str], published: bool, findings: Findings
) -> None:
    """Report figures of `typed` that are given twice, and parts that do not add up.

    `flows`: the indicators whose quarters add up to their year, each event being counted once.
    """
    if first_row(db.execute(_ANY_TWICE)):
        for line, first in findings.first_rows(db, "twice", _TWICE):
            message = f"the same figure is already on row {findings.row_of(first)}. Keep one."
            findings.report("twice", message, line)
    if _any(db, "breakdown <> 'all'"):
        _categories(db, published, findings)
    if (
        not published
        and _any(db, "period_kind = 'quarter'")
        and _any(db, "period_kind = 'financial year'")
    ):
        _quarters(db, flows, findings)


def _any(db: duckdb.DuckDBPyConnection, where: str) -> bool:
    return first_row(db.execute(f"SELECT 1 FROM typed WHERE {where} LIMIT 1")) is not None


def _categories(db: duckdb.DuckDBPyConnection, published: bool, findings: Findings) -> None:
    off = {"off": 5 * published}
    for line, breakdown, more in findings.first_rows(db, "categories", _CATEGORIES, off, "warning"):
        column = "numerator" if more else "denominator"
        message = f"the categories of '{breakdown}' add up to more than this total. Look at both."
        findings.report("categories", message, line, column, "warning")


def _quarters(db: duckdb.DuckDBPyConnection, flows: list[str], findings: Findings) -> None:
    for line, more in findings.first_rows(db, "quarters", _QUARTERS, {"flows": flows}, "warning"):
        column = "numerator" if more else "denominator"
        message = "the four quarters do not add up to this year. Look at both."
        findings.report("quarters", message, line, column, "warning")
