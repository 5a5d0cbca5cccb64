"""What the numbers and the marker of one row of an extract must not say of each other.

Officers only.
"""

from typing import NamedTuple

import duckdb

from data.files.memory import first_row
from data.ingest.findings import Findings
from data.ingest.header import NUMBERS
from schemas.declared import Schemas


class Rule(NamedTuple):
    """What must not be true of a row: `where` is SQL over `typed` and `rule`, `column` where the
    problem is shown, `message` what is wrong and what would be right. Where the file has not a
    column that it `needs`, that is said once."""

    kind: str
    column: str
    where: str
    message: str
    needs: tuple[str, ...] = ()


_COUNTED = "numerator IS NOT NULL AND denominator IS NOT NULL"
_GIVEN = "per * numerator / denominator"
_UNMARKED = "marker = '' AND "
_PLACES = (
    f"CASE {' '.join(f'WHEN value = round(value, {n}) THEN {n}' for n in range(10))} ELSE 10 END"
)
_BOTH = f"{_UNMARKED}value IS NOT NULL AND per IS NOT NULL AND {_COUNTED} AND denominator > 0 AND "
_PROPORTION = (
    f"unit = 'percent' AND value > 0 AND value <= 1 AND {_GIVEN} > 1"
    f" AND abs(value * 100 - {_GIVEN}) < 1"
)
RULES = (
    Rule(
        *("marked", "status"),
        f"marker <> '' AND (value IS NOT NULL OR ({_COUNTED} AND NOT $published))",
        "it is marked '{marker}', so there must be no figure beside it.",
    ),
    Rule(
        *("nought", "denominator", f"{_UNMARKED}{_COUNTED} AND denominator = 0"),
        "the denominator is 0. Leave the row out, or mark it 'z' (does not apply).",
    ),
    Rule(
        *("more", "numerator"),
        f"{_UNMARKED}{_COUNTED} AND per IS NOT NULL AND denominator > 0"
        " AND numerator > denominator",
        "the numerator is more than the denominator.",
    ),
    Rule(
        *("uncounted", "numerator"),
        f"{_UNMARKED}per IS NOT NULL AND NOT ({_COUNTED})"
        " AND NOT ($published AND value IS NOT NULL)",
        "a numerator and a denominator are needed, so that small numbers stay safe.",
        NUMBERS[:2],
    ),
    Rule(
        *("valueless", "value", f"{_UNMARKED}per IS NULL AND value IS NULL"),
        "a value is needed. If there is none, mark it 'x' (not available).",
        ("value",),
    ),
    Rule(
        *("unsafe", "denominator"),
        f"{_UNMARKED}unit = 'score' AND denominator IS NULL AND NOT $published",
        "the denominator is needed: how many the average is of, so that few stay safe.",
        ("denominator",),
    ),
    Rule(
        *("negative", "value", f"{_UNMARKED}value < 0 AND unit <> 'score'"),
        "the value is less than nought.",
    ),
    Rule(
        *("hundred", "value", f"{_UNMARKED}value > 100 AND unit = 'percent'"),
        "the value is more than 100 percent.",
    ),
    Rule(
        *("fraction", "value", f"{_UNMARKED}unit = 'count' AND value <> floor(value)"),
        "a count is a whole number.",
    ),
    Rule(
        *("proportion", "value", f"{_BOTH}{_PROPORTION}"),
        "the value looks like a proportion. Write it as a percent: 55, not 0.55.",
    ),
    Rule(  # departments round the counts that they print, so theirs may differ
        *("disagrees", "value"),
        f"{_BOTH}NOT $published AND NOT ({_PROPORTION})"
        f" AND abs({_GIVEN} - value) > 0.5001 * pow(10, -({_PLACES}))",
        "the value is not what the numerator and the denominator give. "
        "Correct one, or leave the value empty.",
    ),
)


def check_figures(
    db: duckdb.DuckDBPyConnection, schemas: Schemas, published: bool, findings: Findings
) -> None:
    """Report every row of `typed` that breaks one of RULES."""
    rows = [(i.id, i.unit, i.per) for i in schemas.indicators.values()]
    ids, units, pers = (list(part) for part in zip(*rows, strict=True))
    db.execute("CREATE TABLE rule (id AN_INDICATOR, unit VARCHAR, per INTEGER)")
    db.execute("INSERT INTO rule SELECT unnest(?), unnest(?), unnest(?)", [ids, units, pers])
    known = "typed JOIN rule ON rule.id = typed.indicator WHERE marker IS NOT NULL AND NOT odd"
    counts = ", ".join(f"count(*) FILTER ({rule.where})" for rule in RULES)
    times = first_row(db.execute(f"SELECT {counts} FROM {known}", {"published": published})) or ()
    for rule in (rule for rule, broken in zip(RULES, times, strict=True) if broken):
        if absent := [c for c in rule.needs if c not in findings.columns]:
            what = f"the column '{absent[0]}' is missing"
            findings.report("headings", f"{what}: {rule.message}", 1)
            continue
        given = {"published": published} if "$published" in rule.where else {}
        query = f"SELECT line, marker FROM {known} AND ({rule.where})"
        for line, marker in findings.first_rows(db, rule.kind, query, given):
            findings.report(rule.kind, rule.message.format(marker=marker), line, rule.column)
