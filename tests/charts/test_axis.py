"""The value axis and its figures: round numbers that fit, and an honest start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.model.axis import value_axis
from charts.model.words import figure
from schemas.declared import Unit


@pytest.mark.parametrize(
    ("values", "unit", "low", "high", "note"),
    [
        ([3, 4, 6.2], "percent", 0, 8, ""),
        ([0.1, 0.4], "percent", 0, 0.4, ""),
        ([0.0, 0.0], "percent", 0, 1, ""),
        ([20, 95], "percent", 0, 100, ""),
        ([98, 325], "per 100,000", 0, 400, ""),
        ([38, 64], "percent", 30, 70, "The axis starts at 30 %, not nought."),
        ([84, 97.2], "percent", 75, 100, "The axis starts at 75 %, not nought."),
        ([51], "percent", 40, 60, "The axis starts at 40 %, not nought."),
        ([1200, 1340], "count", 1000, 1500, "The axis starts at 1,000, not nought."),
    ],
)
def test_the_axis_fits_the_figures(
    values: list[float], unit: Unit, low: float, high: float, note: str
) -> None:
    axis = value_axis(values, unit)
    assert (axis.low, axis.high, axis.note) == (low, high, note)


@given(
    st.lists(st.floats(0, 100).map(lambda v: round(v, 2)), min_size=1),
    st.sampled_from(["percent", "per 100,000", "score"]),
)
def test_any_figures_lie_within_a_few_even_ticks(values: list[float], unit: Unit) -> None:
    axis = value_axis(values, unit)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert 2 <= len(axis.ticks) <= 8
    assert (axis.low == 0) == (axis.note == "")
    assert unit != "percent" or axis.high <= 100


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (51.07, "percent", 0, "51 %"),
        (12.5, "percent", 0, "13 %"),
        (0.0, "percent", 0, "0 %"),
        (1204.4, "count", 0, "1,204"),
        (14.8, "score", 1, "14.8"),
    ],
)
def test_figures_are_rounded_as_sentences_round_them(
    value: float, unit: Unit, decimals: int, text: str
) -> None:
    assert figure(value, unit, decimals) == text
