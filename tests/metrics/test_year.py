"""A newest figure beside that of a year before: which is which, and when it is beyond chance."""

from dataclasses import replace

import numpy as np
import pytest

from metrics.changes.year import YearChange, year_change
from metrics.measurement import Measurement
from schemas.declared import Schemas
from schemas.periods import PeriodKind
from tests.conftest import measurement

YEAR, QUARTER, DAY = PeriodKind.FINANCIAL_YEAR, PeriodKind.QUARTER, PeriodKind.SNAPSHOT


def figure(name: str, kind: PeriodKind, end: str, some: int, of: int, per: int) -> Measurement:
    counted = {"numerator": some, "denominator": of}
    return measurement(name, kind, end, value=per * some / of, **counted)


def changed(schemas: Schemas, *figures: Measurement, unknown: int = 0) -> YearChange | None:
    indicator = schemas.indicators[figures[0].indicator]
    not_known = [replace(m, numerator=unknown) for m in figures]
    wobble = schemas.wobble_of(indicator)
    return year_change(indicator, figures, wobble, None, not_known)


@pytest.mark.parametrize(
    ("then", "now", "way", "beyond"),
    [
        ((500, 900), (500, 900), 0, False),
        ((500, 900), (530, 900), 1, False),
        ((500, 900), (740, 900), 1, True),
        ((740, 900), (500, 900), -1, True),
        ((0, 20), (8, 20), 1, False),  # too few
        ((0, 900), (4, 900), 1, False),
    ],
)
def test_a_change_is_beyond_chance_when_enough_children_differ(
    schemas: Schemas, then: tuple[int, int], now: tuple[int, int], way: int, beyond: bool
) -> None:
    two = [
        figure("dental_checks", YEAR, end, *counts, 100)
        for end, counts in (("2024-03-31", then), ("2025-03-31", now))
    ]
    change = changed(schemas, *two)
    assert change is not None and change.is_beyond_chance is beyond
    assert (change.difference > 0) - (change.difference < 0) == way


@pytest.mark.parametrize(
    ("name", "kind", "ends", "found"),
    [
        ("dental_checks", YEAR, ["2023-03-31", "2025-03-31"], None),
        ("dental_checks", YEAR, ["2025-03-31"], None),
        ("dental_checks", YEAR, ["2023-03-31", "2024-03-31", "2025-03-31"], "2024-03-31"),
        ("feels_safe", QUARTER, ["2024-06-30", "2024-09-30", "2025-06-30"], "2024-06-30"),
        ("children_looked_after_rate", DAY, ["2024-03-31", "2025-03-31"], "2024-03-31"),
    ],
)
def test_the_figure_of_a_year_before_is_of_the_same_time_of_year(
    schemas: Schemas, name: str, kind: PeriodKind, ends: list[str], found: str | None
) -> None:
    per = schemas.indicators[name].per or 1
    change = changed(schemas, *(figure(name, kind, end, 50, 100, per) for end in ends))
    assert (change and change.before.period.end.isoformat()) == found


def test_where_not_everybody_is_known_about_it_is_judged_on_the_others(schemas: Schemas) -> None:
    two = [
        figure("care_leavers_eet_19_21", YEAR, "2024-03-31", 200, 500, 100),
        figure("care_leavers_eet_19_21", YEAR, "2025-03-31", 330, 500, 100),
    ]
    every, known = changed(schemas, *two), changed(schemas, *two, unknown=100)
    assert every and known and every.errors and known.errors
    assert known.errors > every.errors  # 50 to 82 in 100, not 40 to 66


def test_what_has_no_counts_is_not_said_to_be_chance_or_more(schemas: Schemas) -> None:
    two = [measurement("dental_checks", YEAR, e, value=50.0) for e in ("2024-03-31", "2025-03-31")]
    change = changed(schemas, *two)
    assert change is not None and change.errors is None and not change.is_beyond_chance


@pytest.mark.parametrize(("share", "of"), [(0.05, 900), (0.3, 350), (0.5, 500), (0.95, 600)])
def test_figures_that_only_wobble_are_seldom_beyond_chance(
    schemas: Schemas, share: float, of: int
) -> None:
    """One in twenty is what the page says."""
    random = np.random.default_rng(14)
    wobble = schemas.wobble_of(schemas.indicators["dental_checks"]).wobble
    alpha, beta = share * (1 / wobble - 1), (1 - share) * (1 / wobble - 1)
    tries = 1500
    counts = random.binomial(of, random.beta(alpha, beta, (tries, 2)))
    ends = ("2024-03-31", "2025-03-31")
    changes = [
        changed(
            schemas,
            *(
                figure("dental_checks", YEAR, end, int(n), of, 100)
                for end, n in zip(ends, pair, strict=True)
            ),
        )
        for pair in counts
    ]
    beyond = sum(change is not None and change.is_beyond_chance for change in changes) / tries
    assert 0 < beyond < 0.065
