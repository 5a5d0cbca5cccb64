"""From the counts that arrived to the values that may be shown, and how sure they are."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.publish.audit import audit
from data.store.store import Store
from metrics.disclosure.rule import without_numbers
from metrics.intervals import wilson
from metrics.measure import measure
from schemas.declared import Schemas
from tests.conftest import Arrives, Publishes

COUNCIL = "E10000024"


@pytest.fixture
def measured(store: Store, schemas: Schemas) -> Any:
    """What is measured of all that has arrived: indicator, period's end and category to a row."""

    def of(declared: Schemas = schemas) -> dict[tuple[str, str, str], dict[str, Any]]:
        rows = without_numbers(measure(store.current_figures(COUNCIL), declared)).to_dict("records")
        return {
            (row["period_kind"], f"{row['period_end']:%Y-%m-%d}", row["category"]): {
                name: None if pd.isna(value) else value for name, value in row.items()
            }
            for row in rows
        }

    return of


YEAR = ("financial year", "2025-03-31", "all")


# Intervals


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_intervals_that_are_in_print(
    numerator: int, denominator: int, low: float, high: float
) -> None:
    """Newcombe, R. G. (1998), 'Two-sided confidence intervals for the single proportion:
    comparison of seven methods', Statistics in Medicine 17, 857-872, table I, method 3."""
    counts = pd.Series([numerator]), pd.Series([denominator])
    (interval,) = wilson(*counts, pd.Series([1])).to_dict("records")
    assert (round(interval["low"], 4), round(interval["high"], 4)) == (low, high)


@given(
    counts=st.lists(
        st.tuples(st.integers(0, 2000), st.integers(1, 2000)).map(lambda c: (min(c), max(c))),
        min_size=1,
        max_size=20,
    ),
    per=st.sampled_from([100, 10_000, 100_000]),
)
def test_an_interval_holds_its_value_and_stays_possible(
    counts: list[tuple[int, int]], per: int
) -> None:
    numerators, denominators = (pd.Series(column) for column in zip(*counts, strict=True))
    intervals = wilson(numerators, denominators, pd.Series([per] * len(counts)))
    values = per * numerators / denominators
    assert (intervals["low"] <= values + 1e-9).all() and (values <= intervals["high"] + 1e-9).all()
    assert intervals["low"].ge(-1e-9).all() and intervals["high"].le(per + 1e-9).all()
    assert (intervals["high"] - intervals["low"]).gt(0).all()


def test_there_is_no_interval_where_there_are_no_counts() -> None:
    counts = (
        pd.Series([None, 10, 10, 12], dtype="Int64"),
        pd.Series([20, None, 0, 10], dtype="Int64"),
    )
    assert wilson(*counts, pd.Series([100] * 4)).isna().all(axis=None)
    assert wilson(pd.Series([1]), pd.Series([2]), pd.Series([float("nan")])).isna().all(axis=None)


# Values


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("dental_checks,2024-25,,,,469,637,,", 100 * 469 / 637),
        ("dental_checks,2024-25,,,,469,637,74,", 100 * 469 / 637),
        ("dental_checks,2024-25,,,,469,637,73.6,", 100 * 469 / 637),
        ("dental_checks,2024-25,,,,34570,41230,83.1,", 83.1),
        ("dental_checks,2024-25,,,,,,74,", 74.0),
        ("dental_checks,2024-25,,,,637,637,100,", 100.0),
        ("dental_checks,2024-25,,,,0,637,0,", 0.0),
        ("sdq_average_score,2024-25,,,,,300,14.1,", 14.1),
    ],
    ids=[
        "worked out from the counts",
        "exactly, where the publisher rounds the percent",
        "to any decimal",
        "the publisher's own, where it rounds the counts",
        "the publisher's own, where it gives no counts",
        "everyone",
        "nobody",
        "an average as it is given",
    ],
)
def test_the_value_is_as_exact_as_the_source_allows(
    arrives: Arrives, measured: Any, row: str, value: float
) -> None:
    arrives(row, published=True)
    assert measured()[YEAR]["value"] == pytest.approx(value)


def test_a_rate_is_per_ten_or_a_hundred_thousand(arrives: Arrives, measured: Any) -> None:
    arrives("first_time_entrants_our_children,2024-25,,,,12,600,,")
    row = measured()[YEAR]
    assert row["value"] == pytest.approx(2000.0)
    assert row["low"] == pytest.approx(1147.7, abs=0.05)
    assert row["high"] == pytest.approx(3463.0, abs=0.05)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *(("c", "suppressed"), ("x", "not available"), ("z", "not applicable")),
        *(("low", "low"), ("k", "low"), ("u", "unreliable"), ("c p", "suppressed")),
    ],
)
def test_a_marker_becomes_a_state_and_no_number(
    arrives: Arrives, measured: Any, status: str, state: str
) -> None:
    arrives(f"dental_checks,2024-25,,,,,,,{status}")
    row = measured()[YEAR]
    assert row["state"] == state
    assert {row[n] for n in ("numerator", "denominator", "value", "low", "high")} == {None}


def test_each_area_has_its_name_and_its_role(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    areas = {"": "council", "Suffolk": "neighbour", "East Midlands": "region", "England": "country"}
    arrives(*(f"dental_checks,2024-25,{name},,,469,637,," for name in areas))
    rows = without_numbers(measure(store.current_figures(COUNCIL), schemas))
    named = {name or schemas.council.name: role for name, role in areas.items()}
    assert dict(zip(rows["area_name"], rows["role"], strict=True)) == named


# Years from quarters

FEELS_SAFE = [f"feels_safe,2024-25 Q{q},,,,{x},{n},," for q, x, n in
              ((1, 32, 40), (2, 30, 41), (3, 33, 42), (4, 34, 43))]  # fmt: skip


def test_four_quarters_make_a_year(arrives: Arrives, measured: Any) -> None:
    arrives(*FEELS_SAFE)
    year = measured()[YEAR]
    assert (year["state"], year["numerator"], year["denominator"]) == ("shown", 129, 166)
    assert year["value"] == pytest.approx(100 * 129 / 166)
    assert year["low"] < year["value"] < year["high"]
    assert year["period_start"].date() == date(2024, 4, 1)


@pytest.mark.parametrize(
    ("fourth", "state"),
    [
        ("feels_safe,2024-25 Q4,,,,,,,c", "suppressed"),
        ("feels_safe,2024-25 Q4,,,,,,,x", "not available"),
        ("feels_safe,2024-25 Q4,,,,0,43,,", "shown"),
    ],
)
def test_a_year_is_what_its_quarters_are(
    arrives: Arrives, measured: Any, fourth: str, state: str
) -> None:
    arrives(*FEELS_SAFE[:3], fourth)
    year = measured()[YEAR]
    assert year["state"] == state
    assert (year["numerator"] is None) == (year["denominator"] is None) == (state != "shown")


QUARTERS_AND_YEAR = {
    "one is small": ((32, 40), (30, 41), (33, 42), (3, 43)),
    "one leaves few over": ((32, 40), (30, 41), (33, 42), (38, 43)),
    "all are small, but not together": ((4, 12), (5, 13), (4, 15), (5, 11)),
    "all are small, and so is the year": ((1, 12), (1, 13), (1, 15), (1, 11)),
}


@pytest.mark.parametrize("quarters", QUARTERS_AND_YEAR.values(), ids=QUARTERS_AND_YEAR.keys())
def test_quarters_that_are_hidden_are_shown_together_as_a_year_that_gives_none_away(
    arrives: Arrives, publishes: Publishes, quarters: tuple[tuple[int, int], ...]
) -> None:
    arrives(*(f"feels_safe,2024-25 Q{q},,,,{x},{n},," for q, (x, n) in enumerate(quarters, 1)))
    edition = publishes()
    shown = [m for m in edition.measurements("feels_safe") if m.value is not None]
    whole = [m.numerator for m in shown if m.period.kind.months == 12]
    year = sum(x for x, _ in quarters)
    assert whole == ([year] if year > 5 else [])
    assert len(shown) - len(whole) <= 2, "a quarter that is hidden has another beside it"
    assert audit(edition).recoverable == ()


def test_a_year_with_a_hidden_quarter_is_hidden_whatever_else_is_missing(
    arrives: Arrives, measured: Any
) -> None:
    missing, hidden = "feels_safe,2024-25 Q3,,,,,,,x", "feels_safe,2024-25 Q4,,,,,,,c"
    arrives(*FEELS_SAFE[:2], missing, hidden)
    assert measured()[YEAR]["state"] == "suppressed"


def test_three_quarters_make_no_year(arrives: Arrives, measured: Any) -> None:
    arrives(*FEELS_SAFE[:3])
    assert YEAR not in measured()


def test_a_quarter_without_counts_makes_no_total(arrives: Arrives, measured: Any) -> None:
    arrives(*FEELS_SAFE[:3], "feels_safe,2024-25 Q4,,,,,,79,", published=True)
    assert measured()[YEAR]["state"] == "not available"


def test_the_same_children_every_quarter_are_not_added_up(
    arrives: Arrives, measured: Any, schemas: Schemas
) -> None:
    assert schemas.indicators["workforce_training"].snapshot
    arrives(*(row.replace("feels_safe", "workforce_training") for row in FEELS_SAFE))
    assert YEAR not in measured()


def test_a_year_that_an_extract_gives_is_the_one_that_stands(
    arrives: Arrives, measured: Any
) -> None:
    arrives(*FEELS_SAFE, "feels_safe,2024-25,,,,130,170,,")
    assert (measured()[YEAR]["numerator"], measured()[YEAR]["denominator"]) == (130, 170)


def test_a_year_is_provisional_or_invented_when_any_of_it_is(
    arrives: Arrives, measured: Any
) -> None:
    arrives(*FEELS_SAFE[:3], FEELS_SAFE[3] + "p", illustrative=True)
    year = measured()[YEAR]
    assert (year["provisional"], year["revised"], year["illustrative"]) == (True, False, True)


def test_each_years_quarters_are_its_own(arrives: Arrives, measured: Any) -> None:
    arrives(*FEELS_SAFE, *(row.replace("2024-25", "2023-24") for row in FEELS_SAFE[:3]))
    assert ("financial year", "2024-03-31", "all") not in measured()
    assert measured()[YEAR]["denominator"] == 166


# What is left out


def test_what_is_no_longer_declared_is_left_out(
    arrives: Arrives, measured: Any, schemas: Schemas
) -> None:
    arrives(*FEELS_SAFE)
    fewer = {k: v for k, v in schemas.indicators.items() if k != "feels_safe"}
    assert measured(schemas.model_copy(update={"indicators": fewer})) == {}


def test_one_setting_turns_every_invented_figure_off(
    arrives: Arrives, measured: Any, schemas: Schemas
) -> None:
    arrives(*FEELS_SAFE, illustrative=True)
    arrives("dental_checks,2023-24,,,,469,637,,")
    assert {row["indicator"] for row in measured().values()} == {"feels_safe", "dental_checks"}
    off = schemas.council.model_copy(update={"show_illustrative": False})
    rows = measured(schemas.model_copy(update={"council": off})).values()
    assert {row["indicator"] for row in rows} == {"dental_checks"}
