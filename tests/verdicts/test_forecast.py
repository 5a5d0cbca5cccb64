"""Outlook: will the final year be where it should? And how far is the forecast to be trusted?"""

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.verdicts.forecast import forecasts
from metrics.verdicts.series import Series
from tests.support.published_series import counts
from tests.support.series import means, proportions, rates, wobble

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


def test_a_figure_to_come_swings_as_figures_do_where_it_is_expected() -> None:
    """Nearly everyone is nearly certain, however wide figures in the middle may swing."""
    rising = proportions([300, 390, 480, 560], [600] * 4, quarterly=False)
    level = proportions([432, 433, 432, 433], [600] * 4, quarterly=False)
    widths = [f.high[0] - f.low[0] for f in (forecasts(s, 4, "higher") for s in (rising, level))]
    assert forecasts(rising, 4, "higher").figure[0] > 0.9 and widths[0] < 0.8 * widths[1]


@pytest.mark.parametrize(("passing", "change"), [(0.001, 0.10), (0.010, 0.04)])
def test_a_forecast_is_wider_where_a_measure_passes_or_changes_more(
    passing: float, change: float
) -> None:
    calm, wild = (
        forecasts(
            proportions([60, 61, 60, 61], [120] * 4, quarterly=False, wobble=own), 4, "higher"
        )
        for own in (wobble(passing=0.001, change=0.04), wobble(passing=passing, change=change))
    )
    assert wild.high[0] - wild.low[0] > 1.1 * (calm.high[0] - calm.low[0])


def test_children_who_are_counted_again_make_a_forecast_surer_but_never_sure() -> None:
    figures = ([60, 61, 60, 61], [120] * 4)
    plain, shared, all_shared = (
        forecasts(
            proportions(*figures, quarterly=False, wobble=wobble(passing=passing, change=0.02)),
            *(4, "higher"),
        )
        for passing in (0.0, -0.002, -1.0)
    )
    widths = [f.high[0] - f.low[0] for f in (plain, shared, all_shared)]
    assert widths[0] > widths[1] > widths[2] > 0.6 * widths[0]
