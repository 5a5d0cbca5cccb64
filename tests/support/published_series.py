"""The project's own published figures, as the verdicts' tests read them: newest release wins."""

from functools import cache

from data.embedded import embedded_contents
from data.shared import rows_of
from schemas.load import load_schemas

COUNCIL, ENGLAND = "E10000024", "E92000001"
STRATEGY = ("2021-22", "2022-23", "2023-24", "2024-25")


@cache
def _cells() -> dict[tuple[str, str, str], tuple[float, float]]:
    contents = embedded_contents(load_schemas())
    return {
        (row.indicator, row.period, row.area): (float(row.numerator), float(row.denominator))
        for file, content in contents.items()
        for row in (rows_of(content) if file.parent.name == "published" else ())
        if row.breakdown == "all" and row.numerator and row.denominator
    }


def counts(
    indicator: str, area: str = COUNCIL, periods: tuple[str, ...] = STRATEGY
) -> tuple[list[float], list[float]]:
    """Numerators and denominators of an indicator, period by period."""
    numerators, denominators = zip(*(_cells()[indicator, p, area] for p in periods), strict=True)
    return list(numerators), list(denominators)


def england(indicator: str, periods: tuple[str, ...] = STRATEGY) -> list[float]:
    """England's proportion, period by period."""
    return [x / n for x, n in zip(*counts(indicator, ENGLAND, periods), strict=True)]
