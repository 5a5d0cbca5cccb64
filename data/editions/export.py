"""An edition as rows of tidy CSV: its figures, and its verdicts and answers."""

from collections.abc import Iterator

from data.editions.edition import Edition, Row
from metrics.disclosure.rounding import rounded
from metrics.verdicts.verdict import Verdict

# Not round(value, 2): DuckDB 1 rounds 7.675, which is 1,228 of 16,000, up, and DuckDB 2 down.
_FIGURES = """
SELECT m.indicator, m.period_start, m.period_end, m.area_name AS area, m.breakdown, m.category,
       m.numerator, m.denominator, round(m.value * 100) / 100 AS value, m.state,
       e.publication AS source, m.illustrative, m.published
FROM ({figures}) m JOIN extract e ON e.id = m.extract
ORDER BY m.indicator, m.period_end, m.period_start, m.area_name, m.breakdown, m.category
"""
_OF_AN_ANSWER = ("strategy", "criterion", "shape", "answer", "sentence", "illustrative")


def export_figures(edition: Edition) -> Iterator[Row]:
    """Every measurement as a row: `value` in the indicator's unit, to two decimals; our own counts
    rounded where the council says so ([disclosure] in council.toml)."""
    to = edition.schemas.council.disclosure.round_exports_to
    for row in edition.rows(_FIGURES.format(figures=edition.figures)):
        indicator = edition.schemas.indicators[row["indicator"]]
        yield row if row.pop("published") or not to else row | rounded(row, indicator, to)


def export_verdicts(edition: Edition) -> Iterator[Row]:
    """A row for each series ('indicator'), then one for each success criterion ('criterion').

    Changes are in the indicator's unit: of a percent, points. `answer` is of an indicator its own,
    or its outlook while the strategy runs.
    """
    strategies = {s.id: s for s in edition.schemas.strategies}
    for verdict in edition.every_verdict():
        indicator = edition.schemas.indicators[verdict.indicator]
        strategy = strategies.get(verdict.strategy)
        criterion = strategy.criterion_of(indicator) if strategy else None
        yield _exported(verdict, criterion.id if criterion else None)
    for strategy in edition.schemas.strategies:
        answers = edition.answers(strategy.id)
        for answer in (answers[c.id] for c in strategy.criteria if c.id in answers):
            fields = {name: getattr(answer, name) for name in _OF_AN_ANSWER}
            yield {"about": "criterion", "area": edition.schemas.council.name} | fields


def _exported(v: Verdict, criterion: str | None) -> Row:
    numbers = {"chance": v.chance, "change": v.change, "low": v.low, "high": v.high}
    return {
        "about": "indicator",
        "strategy": v.strategy,
        "indicator": v.indicator,
        "area": v.area_name,
        "breakdown": v.breakdown,
        "category": v.category,
        "level": v.level,
        "trend": v.trend,
        "certainty": v.certainty,
        "lean": v.lean,
        **{name: None if value is None else round(value, 2) for name, value in numbers.items()},
        "first_period": v.first_period,
        "last_period": v.last_period,
        "criterion": criterion,
        "answer": v.answer or v.outlook,
        "sentence": v.sentence,
        "illustrative": v.illustrative,
    }
