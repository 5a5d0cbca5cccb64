"""The XmR picture: centre, limits, and the one trimming of moving ranges."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.verdicts.xmr import process_limits

VISCOSITY = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27]
VISCOSITY += [33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]


def test_the_limits_are_those_in_print() -> None:
    """Montgomery, D. C., 'Introduction to Statistical Quality Control', 5th edition, example 5-5,
    aircraft primer paint: centre 33.52, mean moving range 0.48, limits 32.24 and 34.80."""
    limits = process_limits(VISCOSITY)
    assert limits is not None and not limits.trial
    assert (round(limits.centre, 2), round(limits.moving_range, 2)) == (33.52, 0.48)
    assert (round(limits.low, 2), round(limits.high, 2)) == (32.24, 34.80)


def test_an_unusual_move_is_dropped_from_the_mean_once() -> None:
    """Moves 1, 1, 1, 1, 1, 1, 1, 20: the mean is 3.375, and 20 is over 3.267 times that."""
    limits = process_limits([0, 1, 0, 1, 0, 1, 0, 1, 21])
    assert limits is not None and limits.moving_range == 1
    assert limits.high - limits.centre == pytest.approx(2.66)


def test_what_is_unusual_only_beside_the_rest_stays() -> None:
    """Moves 1, 1, 5: the mean is 2.33, and 5 is not over 3.267 times that."""
    limits = process_limits([0, 1, 0, 5])
    assert limits is not None and limits.moving_range == pytest.approx(7 / 3)


@pytest.mark.parametrize(("points", "trial"), [(12, True), (13, False)])
def test_limits_are_on_trial_below_thirteen_points(points: int, trial: bool) -> None:
    limits = process_limits([50.0, 52.0] * 7)
    assert limits is not None and not limits.trial
    limits = process_limits(([50.0, 52.0] * 7)[:points])
    assert limits is not None and limits.trial == trial


def test_one_point_has_a_centre_and_no_width_and_none_has_neither() -> None:
    limits = process_limits([40.0])
    assert limits is not None and (limits.low, limits.centre, limits.high) == (40, 40, 40)
    assert process_limits([]) is None


@given(st.lists(st.sampled_from([0.0, 0.1, 50.0, 99.9, 100.0]), min_size=1, max_size=20))
def test_no_points_make_limits_that_are_none(points: list[float]) -> None:
    limits = process_limits(points)
    assert limits is not None and math.isfinite(limits.centre)
    assert limits.low <= limits.centre <= limits.high
    mirrored = process_limits([100 - point for point in points])
    assert mirrored is not None and mirrored.high == pytest.approx(100 - limits.low)
