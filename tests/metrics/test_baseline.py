"""Which figure is 'at the start of the strategy', and which is 'now'."""

import pytest

from metrics.baseline import baseline_of, charted, comparable, latest_of
from metrics.measurement import Measurement
from schemas.declared import Schemas
from schemas.periods import PeriodKind
from schemas.states import State
from tests.conftest import measurement

YEAR, SCHOOL, CALENDAR, SEPTEMBER, QUARTER, MONTH, DAY = (
    PeriodKind.FINANCIAL_YEAR,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.YEAR_TO_SEPTEMBER,
    PeriodKind.QUARTER,
    PeriodKind.MONTH,
    PeriodKind.SNAPSHOT,
)


def series(indicator: str, kind: PeriodKind, *ends: str) -> list[Measurement]:
    return [measurement(indicator, kind, end, value=50.0) for end in ends]


@pytest.mark.parametrize(
    ("indicator", "kind", "ends", "baseline"),
    [
        ("dental_checks", YEAR, ["2021-03-31", "2022-03-31", "2023-03-31"], "2022-03-31"),
        ("dental_checks", YEAR, ["2021-03-31", "2023-03-31"], None),
        ("absence", SCHOOL, ["2021-08-31", "2022-08-31", "2023-08-31"], "2022-08-31"),
        ("first_time_entrants", CALENDAR, ["2020-12-31", "2021-12-31", "2022-12-31"], "2021-12-31"),
        ("social_worker_turnover", SEPTEMBER, ["2021-09-30", "2022-09-30"], "2021-09-30"),
        ("years_12_13_eet", MONTH, ["2020-01-31", "2021-01-31", "2022-01-31"], "2022-01-31"),
        ("children_looked_after_rate", DAY, ["2021-03-31", "2022-03-31"], "2022-03-31"),
        ("social_worker_caseload", DAY, ["2020-09-30", "2021-09-30", "2022-09-30"], "2021-09-30"),
        ("workforce_training", QUARTER, ["2021-06-30", "2022-03-31", "2022-06-30"], "2022-03-31"),
        ("workforce_training", QUARTER, ["2021-06-30", "2021-09-30"], "2022-03-31"),
        ("feels_safe", QUARTER, ["2021-06-30", "2022-03-31"], "2022-03-31"),
        ("feels_safe", YEAR, ["2022-03-31", "2023-03-31"], "2022-03-31"),
        ("dental_checks", YEAR, [], None),
    ],
)
def test_the_baseline_is_the_figure_that_lies_most_in_the_strategys_baseline_year(
    schemas: Schemas, indicator: str, kind: PeriodKind, ends: list[str], baseline: str | None
) -> None:
    found = baseline_of(
        schemas.indicators[indicator], schemas.strategies[0], series(indicator, kind, *ends)
    )
    assert (str(found.period.end) if found else None) == baseline


@pytest.mark.parametrize(
    ("indicator", "quarters", "value", "when"),
    [
        # the same staff are counted again every quarter: all four together, as verdicts have them
        ("workforce_training", (20, 40, 30, 50), 35.0, "the year to March 2022"),
        # a quarter is hidden, and so is the year: those that are shown
        ("feels_safe", (20, 40, 30, None), 30.0, "3 quarters up to December 2021"),
        ("workforce_training", (None, None, 30, 50), 40.0, "2 quarters up to March 2022"),
        ("workforce_training", (None, None, None, 50), 50.0, "January to March 2022"),
        ("workforce_training", (None, None, None, None), None, "January to March 2022"),
    ],
)
def test_the_start_of_quarters_is_that_of_their_verdict(
    schemas: Schemas,
    indicator: str,
    quarters: tuple[float | None, ...],
    value: float | None,
    when: str,
) -> None:
    ends = ("2021-06-30", "2021-09-30", "2021-12-31", "2022-03-31")
    figures = [
        measurement(
            *(indicator, QUARTER, end),
            value=figure,
            state=State.SUPPRESSED if figure is None else State.SHOWN,
        )
        for end, figure in zip(ends, quarters, strict=True)
    ]
    found = baseline_of(schemas.indicators[indicator], schemas.strategies[0], figures)
    assert found is not None
    assert (found.value, found.when, found.numerator) == (value, when, None)


def test_a_hidden_baseline_is_still_the_baseline(schemas: Schemas) -> None:
    """Another year's figure must not stand in for it."""
    figures = [
        *series("dental_checks", YEAR, "2021-03-31", "2023-03-31"),
        measurement("dental_checks", YEAR, "2022-03-31", state=State.SUPPRESSED),
    ]
    found = baseline_of(schemas.indicators["dental_checks"], schemas.strategies[0], figures)
    assert found is not None
    assert (str(found.period), found.state) == ("2021-22", State.SUPPRESSED)


@pytest.mark.parametrize(
    ("states", "latest"),
    [
        ([State.SHOWN, State.SHOWN], "2024-25"),
        ([State.SHOWN, State.NOT_AVAILABLE], "2023-24"),
        ([State.SHOWN, State.SUPPRESSED], "2023-24"),
        ([State.SUPPRESSED, State.NOT_AVAILABLE], "2024-25"),
        ([], None),
    ],
    ids=["shown", "missing", "hidden", "none is shown", "there is none"],
)
def test_the_latest_is_the_newest_that_is_shown(
    schemas: Schemas, states: list[State], latest: str | None
) -> None:
    ends = ("2024-03-31", "2025-03-31")
    figures = [
        measurement("dental_checks", YEAR, end, state=s, value=50.0 if s is State.SHOWN else None)
        for end, s in zip(ends, states)  # noqa: B905
    ]
    found = latest_of(schemas.indicators["dental_checks"], figures[::-1])
    assert (str(found.period) if found else None) == latest


def test_a_category_is_never_taken_for_everyone(schemas: Schemas) -> None:
    indicator = schemas.indicators["initial_health_assessments"]
    figures = [
        measurement(
            *(indicator.id, YEAR, "2025-03-31"),
            breakdown="placement location",
            category="In county",
            value=50.0,
        )
    ]
    assert latest_of(indicator, figures) is None
    assert charted(indicator, figures) == []


def test_quarters_are_charted_and_whole_years_are_compared(schemas: Schemas) -> None:
    figures = [
        *series("feels_safe", QUARTER, "2025-03-31", "2024-12-31"),
        *series("feels_safe", YEAR, "2025-03-31"),
    ]
    indicator = schemas.indicators["feels_safe"]
    assert [str(m.period) for m in charted(indicator, figures)] == ["2024-25 Q3", "2024-25 Q4"]
    assert [str(m.period) for m in comparable(indicator, figures)] == ["2024-25"]


def test_a_part_year_of_real_figures_is_shown_by_its_quarters(schemas: Schemas) -> None:
    indicator = schemas.indicators["work_experience"]
    figures = series("work_experience", QUARTER, "2024-06-30", "2024-09-30", "2024-12-31")
    assert str(latest_of(indicator, figures).period) == "2024-25 Q3"  # type: ignore[union-attr]
