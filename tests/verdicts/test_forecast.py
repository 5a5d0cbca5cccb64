"""Outlook: will the final year be where it should? And how far is the forecast to be trusted?"""

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.verdicts.forecast import forecasts
from metrics.verdicts.series import Series, means, proportions, rates
from tests.support.published_series import counts

FINAL = 3  # the third year of the strategy


def until(indicator: str, years: int) -> Series:
    """The figures as they stood so many years into the strategy."""
    return proportions(*counts(indicator), quarterly=False).first(1 + years)


@pytest.mark.parametrize(
    ("indicator", "better", "years", "target", "word"),
    [
        ("dental_checks", "higher", 2, None, "on track"),
        ("dental_checks", "higher", 2, 0.95, "not on track"),
        ("suitable_accommodation_19_21", "higher", 2, None, "on track"),
        ("placements_3plus", "lower", 2, None, "not on track"),
        ("care_leavers_eet_19_21", "higher", 1, None, "too early to say"),
        ("dental_checks", "higher", 0, 0.95, "too early to say"),
    ],
)
def test_what_would_have_been_said_while_the_strategy_ran(
    indicator: str,
    better: Literal["higher", "lower"],
    years: int,
    target: float | None,
    word: str,
) -> None:
    assert forecasts(until(indicator, years), FINAL, better, target).word[0] == word


@pytest.mark.parametrize(
    "indicator",
    ["dental_checks", "suitable_accommodation_19_21", "placements_3plus", "care_leavers_eet_19_21"],
)
def test_the_final_year_fell_inside_what_was_forecast_a_year_before(indicator: str) -> None:
    forecast = forecasts(until(indicator, 2), FINAL, "higher")
    x, n = counts(indicator)
    assert forecast.low[0] <= x[-1] / n[-1] <= forecast.high[0]


def test_too_few_children_make_no_forecast() -> None:
    few = proportions([3, 4], [10, 11], quarterly=False)
    assert forecasts(few, FINAL, "higher").word[0] == "too few to say"


def test_a_forecast_is_less_sure_the_further_off_it_is() -> None:
    near, far = (forecasts(until("dental_checks", years), FINAL, "higher") for years in (2, 1))
    assert near.high[0] - near.low[0] < far.high[0] - far.low[0]


@pytest.mark.parametrize(
    ("series", "lowest", "highest"),
    [
        (proportions([0, 0], [100, 100], quarterly=False), 0, 1),
        (proportions([100, 100], [100, 100], quarterly=False), 0, 1),
        (rates([6, 6], [9_000, 9_000], quarterly=False), 0, np.inf),
        (means([-1.0, -1.5], [90, 90], 3.0, quarterly=False), -np.inf, np.inf),
    ],
)
def test_a_forecast_is_of_what_can_be(series: Series, lowest: float, highest: float) -> None:
    forecast = forecasts(series, FINAL, "higher")
    assert lowest <= forecast.low[0] <= forecast.figure[0] <= forecast.high[0] <= highest


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), min_size=1, max_size=4),
    st.sampled_from(["higher", "lower"]),
    st.sampled_from([None, 0.0, 0.5, 1.0]),
)
def test_no_number_of_noughts_makes_a_forecast_that_is_none(
    tenths: list[tuple[int, int]], better: Any, target: float | None
) -> None:
    n = np.array([size for _, size in tenths])
    x = np.array([share for share, _ in tenths]) * n // 9
    forecast = forecasts(proportions(x, n, quarterly=False), FINAL, better, target)
    numbers = [forecast.figure[0], forecast.low[0], forecast.high[0], forecast.chance[0]]
    assert np.isfinite(numbers).all() and 0 <= forecast.chance[0] <= 1
