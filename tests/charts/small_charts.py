"""Indicators and measurements as small as they can be written, for the charts' tests."""

from collections.abc import Sequence
from math import sqrt

from metrics.measurement import Measurement, Neighbours
from schemas.declared import Indicator, Role
from schemas.load import load_schemas
from schemas.periods import Period, PeriodKind
from schemas.states import MARKERS, State

DECLARED = load_schemas()
COUNCIL, STRATEGY = DECLARED.council, DECLARED.strategies[0]
NEAREST = COUNCIL.neighbour_lists[0]
AREAS: dict[Role, tuple[str, str]] = {
    "council": (COUNCIL.code, COUNCIL.name),
    "country": (COUNCIL.country.code, COUNCIL.country.name),
    "region": (COUNCIL.region.code, COUNCIL.region.name),
}
FINANCIAL, SCHOOL, CALENDAR, QUARTER = (
    PeriodKind.FINANCIAL_YEAR,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.QUARTER,
)
CLA = "Children looked after in England including adoptions, year ending 31 March 2025 (DfE)"
OUTCOMES = (
    "Outcomes for children in need, including children looked after by local authorities in "
    "England (DfE), 2025 release"
)


def indicator(name: str, title: str, kind: PeriodKind = FINANCIAL, **more: object) -> Indicator:
    quarterly = kind is QUARTER
    facts: dict[str, object] = {
        "id": name,
        "title": title,
        "short": title[:48],
        "question": f"{title}?",
        "ambition": "independence",
        "cohort": "children",
        "outcome": title.lower(),
        "statutory_name": title,
        "numerator": "Those of them",
        "denominator": "All of them",
        "unit": "percent",
        "better": "higher",
        "frequency": "quarterly" if quarterly else "annual",
        "period": kind,
        "return": "SSDA903",
        "publisher": "Department for Education",
    }
    return Indicator.model_validate(facts | more)


Cell = str | float | tuple[int, int] | None


def measured(
    of: Indicator,
    first: str,
    cells: Sequence[Cell],
    role: Role = "council",
    category: str = "all",
    invented: bool = False,
    source: str = CLA,
) -> list[Measurement]:
    """Measurements from a first period on: counts, a value, a marker, or None for no row at all."""
    period, found = Period.parse(first, {of.period}), []
    for cell in cells:
        if cell is not None:
            code, area = AREAS[role]
            found.append(
                Measurement(
                    indicator=of.id,
                    period=period,
                    area_code=code,
                    area=area,
                    role=role,
                    breakdown="all" if category == "all" else "placement location",
                    category=category,
                    illustrative=invented,
                    published=not invented,
                    extract="example",
                    source=source,
                    **numbers(cell),
                )
            )
        period = period.next
    return found


def numbers(cell: Cell) -> dict[str, object]:
    if isinstance(cell, str):
        return {"state": MARKERS[cell]}
    if not isinstance(cell, tuple):
        return {"state": State.SHOWN, "value": cell}
    low, high = wilson(*cell)
    counts = {"numerator": cell[0], "denominator": cell[1], "value": 100 * cell[0] / cell[1]}
    return {"state": State.SHOWN, "low": low, "high": high, **counts}


def wilson(x: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    p = x / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return 100 * (middle - half) / (1 + z * z / n), 100 * (middle + half) / (1 + z * z / n)


def neighbours(of: Indicator, first: str, cells: Sequence[tuple[float, ...]]) -> list[Neighbours]:
    """The councils most like ours: lowest, median, highest and how many have a value."""
    period, found = Period.parse(first, {of.period}), []
    for low, median, high, having in cells:
        found.append(
            Neighbours(
                indicator=of.id,
                neighbour_list=NEAREST.id,
                period=period,
                low=low,
                median=median,
                high=high,
                with_value=int(having),
                listed=10,
            )
        )
        period = period.next
    return found
