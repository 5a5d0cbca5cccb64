"""What the numbers and the marker of one row of an extract must not say of each other.

Officers only.
"""

from datetime import date
from typing import NamedTuple

import duckdb

from data.ingest.findings import Findings, first_row
from data.ingest.header import NUMBERS
from schemas.declared import MEANS, Indicator, Schemas


class Rule(NamedTuple):
    """What must not be true of a row: `where` is SQL over `typed` and `rule`, `column` where the
    problem is shown, `message` what is wrong and what would be right; in it stand `_WORDS`. Where
    the file has not a column that it `needs`, that is said once."""

    kind: str
    column: str
    where: str
    message: str
    needs: tuple[str, ...] = ()


_COUNTED = "numerator IS NOT NULL AND denominator IS NOT NULL"
_GIVEN = "coalesce(per, 1) * numerator / denominator"
_UNMARKED = "marker = '' AND "
_WORDS = {
    "marker": "marker",
    "end": "strftime(period_end, '%-d %B %Y')",
    "first": "first",
    "per": "per",
    **{end: f"printf('%g', {end})" for end in ("lowest", "highest")},
}
_PLACES = (
    f"CASE {' '.join(f'WHEN value = round(value, {n}) THEN {n}' for n in range(10))} ELSE 10 END"
)
_BOTH = f"{_UNMARKED}value IS NOT NULL AND {_COUNTED} AND denominator > 0 AND "
_PROPORTION = (
    f"unit = 'percent' AND value > 0 AND value <= 1 AND {_GIVEN} > 1"
    f" AND abs(value * 100 - {_GIVEN}) < 1"
)
RULES = (
    Rule(
        *("future", "period", f"{_UNMARKED}period_end > $today"),
        "this period ends on {end}, which is still to come. Is it the right year?",
    ),
    Rule(
        *("early", "period", f"{_UNMARKED}period_start < began"),
        "this was first counted for {first}. Is it the right year?",
    ),
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
        f"{_UNMARKED}{_COUNTED} AND per > 1 AND denominator > 0 AND numerator > denominator",
        "the numerator is more than the denominator.",
    ),
    Rule(
        *("uncounted", "numerator"),
        f"{_UNMARKED}per IS NOT NULL AND NOT ({_COUNTED})"
        " AND NOT (($published OR alone) AND value IS NOT NULL)",
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
        *("lowest", "value", f"{_UNMARKED}value < lowest AND unit = 'score'"),
        "the value is less than {lowest}, the least that it can be.",
    ),
    Rule(
        *("highest", "value", f"{_UNMARKED}value > highest"),
        "the value is more than {highest}, the most that it can be.",
    ),
    Rule(
        *("rate", "value", f"{_UNMARKED}value > per AND per > 100"),
        "the value is more than {per}, which it is out of.",
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
        *("yes", "value", f"{_UNMARKED}unit = 'yes or no' AND value NOT IN (0, 1)"),
        "a yes is 1, and a no is 0.",
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
    db.execute(
        "CREATE TABLE rule (id AN_INDICATOR, unit VARCHAR, per INTEGER, lowest DOUBLE, "
        "highest DOUBLE, began DATE, first VARCHAR, alone BOOLEAN)"
    )
    alone = schemas.council.disclosure.percent_alone
    rows = [(*_bounds(i), i.id in alone) for i in schemas.indicators.values()]
    columns = list(zip(*rows, strict=True))
    values = ", ".join("unnest(?)" for _ in columns)
    db.execute(f"INSERT INTO rule SELECT {values}", list(map(list, columns)))
    known = "typed JOIN rule ON rule.id = typed.indicator WHERE marker IS NOT NULL AND NOT odd"
    counts = ", ".join(f"count(*) FILTER ({rule.where})" for rule in RULES)
    some = " OR ".join(f"({rule.where})" for rule in RULES)  # quick: nearly every row breaks none
    every = {"published": published, "today": date.today()}
    times = first_row(db.execute(f"SELECT {counts} FROM {known} AND ({some})", every)) or ()
    for rule in (rule for rule, broken in zip(RULES, times, strict=True) if broken):
        if absent := [c for c in rule.needs if c not in findings.columns]:
            what = f"the column '{absent[0]}' is missing"
            findings.report("headings", f"{what}: {rule.message}", 1)
            continue
        given = {name: said for name, said in every.items() if f"${name}" in rule.where}
        query = f"SELECT line, {', '.join(_WORDS.values())} FROM {known} AND ({rule.where})"
        for line, *words in findings.first_rows(db, rule.kind, query, given):
            message = rule.message.format(**dict(zip(_WORDS, words, strict=True)))
            findings.report(rule.kind, message, line, _where(rule, findings))


def _bounds(indicator: Indicator) -> tuple[object, ...]:
    """A row of the table `rule`, but for its last column."""
    unit = "score" if indicator.unit in MEANS else indicator.unit
    first, bounds = indicator.first_period, (indicator.lowest, indicator.highest)
    since = (first.start, first.words) if first else (None, None)
    return (indicator.id, unit, indicator.per, *bounds, *since)


def _where(rule: Rule, findings: Findings) -> str:
    """The rule's column; of a period that is given by its dates, its last day's."""
    dated = rule.column == "period" and "period" not in findings.columns
    return "period_end" if dated else rule.column
