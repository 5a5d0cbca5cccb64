"""Whether the figures of an extract can be together: the same figure twice, and what they share.

Officers only.
"""

import duckdb
import numpy as np

from data.ingest.findings import Findings
from schemas.declared import Relations
from schemas.problems import join_words

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
_NUMBERED = f"""
SELECT same::BIGINT * len(enum_range(NULL::AN_AREA)) + enum_code(area) AS cell
FROM typed WHERE {_WHOLE}
"""

# Measures that share out one group of children, or are a part of each other (relations.toml).
_TOGETHER = f"""
SELECT max(line) AS line, list(DISTINCT line ORDER BY line) AS lines, bool_or(role = 'whole')
FROM typed JOIN (SELECT unnest($names) AS name, unnest($groups) AS related, unnest($roles) AS role)
     ON name = indicator::VARCHAR
WHERE {_WHOLE} AND marker = '' AND numerator IS NOT NULL
GROUP BY related, period_kind, period_start, period_end, area, breakdown, category
HAVING sum(numerator) FILTER (role <> 'whole') > $off + max(
    CASE role WHEN 'share' THEN denominator WHEN 'whole' THEN numerator END)
"""


def check_agreement(
    db: duckdb.DuckDBPyConnection, relations: Relations, published: bool, findings: Findings
) -> None:
    """Report figures of `typed` that are given twice, and those that cannot be together."""
    cells = db.execute(_NUMBERED).fetchnumpy()["cell"]
    few = cells.max(initial=0) < 8 * len(cells)  # so that they are counted, which is quickest
    if (np.bincount(cells) > 1).any() if few else len(np.unique(cells)) < len(cells):
        for line, first in findings.first_rows(db, "twice", _TWICE):
            message = f"the same figure is already on row {findings.row_of(first)}. Keep one."
            findings.report("twice", message, line)
    for lines, within in cannot_be(db, relations, published):
        *others, line = lines
        rows = "row " + join_words((str(findings.row_of(other)) for other in others), "and")
        findings.report("together", (WITHIN if within else SHARES).format(rows), line, "numerator")


SHARES = "with {} this adds up to more than everyone that they are of."
WITHIN = "this or {} is wrong: one is a part of the other, and is more."


def cannot_be(
    db: duckdb.DuckDBPyConnection, relations: Relations, published: bool
) -> list[tuple[list[int], bool]]:
    """The lines of `typed` whose counts cannot be together, and whether one is a part of the other.
    Departments print counts to the nearest 10, so each of theirs may be 5 off."""
    roles = [(part, w.name, "share") for w in relations.wholes for part in w.parts]
    for pair in relations.within:
        name = f"{pair.part} {pair.whole}"
        roles += [(pair.part, name, "part"), (pair.whole, name, "whole")]
    if not roles:
        return []
    given = dict(zip(("names", "groups", "roles"), zip(*roles, strict=True), strict=True))
    found = db.execute(
        _TOGETHER, {**{n: list(of) for n, of in given.items()}, "off": 20 * published}
    ).fetchall()
    return [(lines, within) for _, lines, within in sorted(found)]
