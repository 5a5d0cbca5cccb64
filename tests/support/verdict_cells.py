"""Cells of an edition for the tests of verdicts, written as an officer would say them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from metrics.criteria.answers import answer_criteria
from metrics.verdicts.evidence import SeriesEvidence, gather_evidence
from metrics.verdicts.judge import judge
from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import ALL, Indicator, Schemas
from schemas.periods import Period
from schemas.states import State

COUNCIL, COUNTRY, ELSEWHERE = "E10000024", "E92000001", "E08000025"
_ROLES = {COUNCIL: "council", COUNTRY: "country", ELSEWHERE: "elsewhere"}
_NAMES = {COUNCIL: "Nottinghamshire", COUNTRY: "England", ELSEWHERE: "Birmingham"}


def cell(
    indicator: Indicator,
    period: str,
    counts: str = "",
    *,
    area: str = COUNCIL,
    value: float | None = None,
    category: tuple[str, str] = (ALL, ALL),
    illustrative: bool = False,
) -> dict[str, Any]:
    """One cell: cell(dental, '2024-25', '469 of 637'). 'hidden' for one that may not be seen."""
    when = Period.parse(period, indicator.period_kinds)
    numerator, _, denominator = counts.partition(" of ")
    counted = bool(denominator)
    if counted and value is None:
        value = (indicator.per or 1) * float(numerator) / float(denominator)
    return {
        "indicator": indicator.id,
        "period_kind": str(when.kind),
        "period_start": pd.Timestamp(when.start),
        "period_end": pd.Timestamp(when.end),
        "area": area,
        "area_name": _NAMES[area],
        "role": _ROLES[area],
        "breakdown": category[0],
        "category": category[1],
        "state": str(State.SUPPRESSED if counts == "hidden" else State.SHOWN),
        "numerator": float(numerator) if counted else None,
        "denominator": float(denominator) if counted else None,
        "value": value,
        "illustrative": illustrative,
    }


def years(indicator: Indicator, *counts: str, area: str = COUNCIL) -> list[dict[str, Any]]:
    """One cell a year from the baseline on: years(dental, '334 of 677', …); '' leaves one out."""
    ends = range(2022, 2022 + len(counts))
    given = zip(ends, counts, strict=True)
    return [cell(indicator, f"{y - 1}-{y % 100}", c, area=area) for y, c in given if c]


def quarters(indicator: Indicator, *counts: str, **said: Any) -> list[dict[str, Any]]:
    """One cell a quarter, from the first of the baseline year on."""
    return [
        cell(indicator, f"{2021 + n // 4}-{22 + n // 4} Q{n % 4 + 1}", counts_, **said)
        for n, counts_ in enumerate(counts)
        if counts_
    ]


def asked(cells: Iterable[dict[str, Any]], schemas: Schemas) -> list[SeriesEvidence]:
    """The questions that cells raise."""
    return gather_evidence(pd.DataFrame(list(cells)), schemas)


def verdicts(cells: Iterable[dict[str, Any]], schemas: Schemas) -> list[Verdict]:
    """The verdicts on cells."""
    return judge(asked(cells, schemas), schemas)


def verdict(cells: Iterable[dict[str, Any]], schemas: Schemas) -> Verdict:
    """The one verdict on the cells of one series."""
    (found,) = verdicts(cells, schemas)
    return found


def answer(cells: Iterable[dict[str, Any]], schemas: Schemas, criterion: str) -> CriterionAnswer:
    """The answer to one criterion."""
    raised = asked(cells, schemas)
    found = answer_criteria(raised, judge(raised, schemas), schemas)
    return next(a for a in found if a.criterion == criterion)


def changed(schemas: Schemas, indicator: str, **fields: Any) -> Schemas:
    """What is declared, with some of one indicator's fields changed."""
    mine = schemas.indicators[indicator].model_copy(update=fields)
    return schemas.model_copy(update={"indicators": {**schemas.indicators, indicator: mine}})
