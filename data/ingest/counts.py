"""The figures of an extract without a fault: all of them in a frame, and one by one.

Officers only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.ingest.findings import Findings
from data.ingest.header import NUMBERS
from schemas.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Row:
    """One count as it arrived. `marker` is a government marker or ''."""

    line: int
    indicator: str
    period: Period
    area: str
    breakdown: str
    category: str
    numerator: int | None
    denominator: int | None
    value: float | None
    marker: str
    provisional: bool
    revised: bool


_FIGURES = f"""
SELECT line, indicator, period_kind, period_start::TIMESTAMP AS period_start,
       period_end::TIMESTAMP AS period_end, area, breakdown, category,
       {", ".join(NUMBERS)}, marker, provisional, revised,
       (label * len(enum_range(NULL::A_MARKER)) + enum_code(marker))::INTEGER AS label
FROM typed
WHERE indicator IS NOT NULL AND period_kind IS NOT NULL AND area IS NOT NULL
  AND breakdown IS NOT NULL AND marker IS NOT NULL AND NOT odd
"""
# Whole numbers stay whole where some are missing.
_WITH_GAPS = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}
_NONE = """
CREATE TYPE A_MARKER AS ENUM ('');
CREATE TABLE typed AS SELECT 0 AS line, '' AS indicator, '' AS period_kind,
DATE '2000-01-01' AS period_start, DATE '2000-01-01' AS period_end, '' AS area, '' AS breakdown,
'' AS category, 0::BIGINT AS numerator, 0::BIGINT AS denominator, 0::DOUBLE AS value,
''::A_MARKER AS marker, false AS provisional, false AS revised, true AS odd, 0 AS label
"""


def counts_of(db: duckdb.DuckDBPyConnection, findings: Findings) -> pd.DataFrame:
    """The figures of `typed` without a fault, as small as their types allow, `line` being the row
    of the file: the columns of the store's `count` but for `extract`, and `label`, a number for all
    that a figure says but for its area and its numbers. Those of a large file are in no order."""
    faulty = "line NOT IN (SELECT unnest($faulty))" if findings.faulty else "true"
    given = {"faulty": list(findings.faulty)} if findings.faulty else {}
    found = db.sql(f"{_FIGURES} AND {faulty}", params=given).to_arrow_table()
    counts = found.to_pandas(types_mapper=_WITH_GAPS.get, split_blocks=True, self_destruct=True)
    if findings.row_numbers:
        counts["line"] = np.array(findings.row_numbers)[counts["line"] - 1]
    return counts


@cache
def no_counts() -> pd.DataFrame:
    """The same of a file that has none."""
    with duckdb.connect(":memory:") as db:
        db.execute(_NONE)
        return counts_of(db, Findings(""))


def rows_of(counts: pd.DataFrame) -> Iterator[Row]:
    """The figures of such a frame one by one."""
    for count in counts.itertuples(index=False):
        kind = PeriodKind(count.period_kind)
        period = Period(kind, count.period_start.date(), count.period_end.date())
        yield Row(
            int(count.line),
            count.indicator,
            period,
            count.area,
            count.breakdown,
            count.category,
            None if pd.isna(count.numerator) else int(count.numerator),
            None if pd.isna(count.denominator) else int(count.denominator),
            None if pd.isna(count.value) else float(count.value),
            count.marker,
            bool(count.provisional),
            bool(count.revised),
        )
