"""A council may round its own counts in exports; a percent then comes from the rounded ones."""

from typing import Any

import pytest

from data.editions.export import export_figures
from metrics.disclosure.rounding import rounded
from schemas.declared import Schemas
from tests.conftest import Arrives, Publishes

ROUNDED = [  # unit, numerator, denominator, value, to, becomes
    ("percent", 66, 115, 57.39, 5, (65, 115, 56.52)),
    ("percent", 68, 113, 60.18, 5, (70, 115, 60.87)),
    ("percent", 7, 12, 58.33, 10, (10, 10, 100.0)),
    ("percent", 0, 80, 0.0, 5, (0, 80, 0.0)),
    ("percent", None, None, 57.0, 5, (None, None, 57.0)),
    ("count", None, None, 12, 5, (None, None, 10)),
    ("score", None, 37, 14.1, 5, (None, 35, 14.1)),
]


@pytest.mark.parametrize(("unit", "numerator", "denominator", "value", "to", "becomes"), ROUNDED)
def test_the_percent_comes_from_the_rounded_counts(
    unit: str,
    numerator: Any,
    denominator: Any,
    value: Any,
    to: int,
    becomes: tuple[Any, ...],
    schemas: Schemas,
) -> None:
    indicator = schemas.indicators["feels_safe"].model_copy(update={"unit": unit})
    row = {"numerator": numerator, "denominator": denominator, "value": value}
    assert tuple(rounded(row, indicator, to).values()) == becomes


def test_only_our_own_counts_are_rounded_and_only_when_the_council_says_so(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    arrives("feels_safe,2024-25 Q4,,,,38,52,,")
    arrives("dental_checks,2024-25,,,,468,637,,", name="theirs.csv", published=True)
    exact = {row["indicator"]: row["numerator"] for row in export_figures(publishes())}
    assert exact == {"feels_safe": 38, "dental_checks": 468}
    rule = schemas.council.disclosure.model_copy(update={"round_exports_to": 5})
    council = schemas.council.model_copy(update={"disclosure": rule})
    edition = publishes(schemas.model_copy(update={"council": council}))
    found = {row["indicator"]: row["numerator"] for row in export_figures(edition)}
    assert found == {"feels_safe": 40, "dental_checks": 468}
