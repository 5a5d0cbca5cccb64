"""Counts rounded for those who take an edition away, as a department rounds the country's.

A figure is worked out from the rounded counts, so that it does not give the exact ones back.
Source: DfE, 'Children looked after in England including adoptions: methodology' (rounding).
"""

from collections.abc import Mapping
from typing import Any

from schemas.declared import Indicator


def rounded(row: Mapping[str, Any], indicator: Indicator, to: int) -> dict[str, Any]:
    """Numerator, denominator and value of a figure, the counts rounded to the nearest `to`.

    A half goes up. The value is in the indicator's unit, of two decimals; None where the rounded
    denominator is nought. A score stays as it is.
    """
    numerator, denominator = (_round(row[name], to) for name in ("numerator", "denominator"))
    value = row["value"]
    if indicator.unit == "count":
        value = _round(value, to)
    elif indicator.per and numerator is not None and denominator is not None:
        value = round(indicator.per * numerator / denominator, 2) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "value": value}


def _round(count: float | None, to: int) -> int | None:
    return None if count is None else int((count + to / 2) // to * to)
