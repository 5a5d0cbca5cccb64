"""Every building block gives the values that are in print, or that its package documents."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.verdicts.differences import mean_difference, newcombe, rate_difference
from metrics.verdicts.rates import byar_limits, count_limits, exact_limits
from metrics.verdicts.slopes import score
from tests.support.series import proportions

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda c: (min(c), max(c)))


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_gives_the_intervals_that_are_in_print(
    later: tuple[int, int], earlier: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe, R. G. (1998), 'Interval estimation for the difference between independent
    proportions', Statistics in Medicine 17, 873-890, table II, method 10."""
    apart = newcombe(*later, *earlier)
    assert (round(float(apart.low), 4), round(float(apart.high), 4)) == (low, high)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904)],
)
def test_exact_limits_of_a_count_are_garwoods(count: int, low: float, high: float) -> None:
    """Garwood, F. (1936), 'Fiducial limits for the Poisson distribution', Biometrika 28, 437-442,
    as in Breslow and Day (1987), 'Statistical Methods in Cancer Research' II, table 2.10."""
    limits = exact_limits(count)
    assert tuple(round(float(limit), 4) for limit in limits) == (low, high)


def test_exact_limits_are_those_of_r_for_the_welsh_nickel_workers() -> None:
    """R's own example of poisson.test(137, 24.19893): 4.753125 to 6.692709 times the expected."""
    low, high = exact_limits(137)
    assert low / 24.19893 == pytest.approx(4.753125, abs=1e-6)
    assert high / 24.19893 == pytest.approx(6.692709, abs=1e-6)


def test_byars_limit_is_the_publishers() -> None:
    """OHID's own Python, phdsmethods: byars_lower(100) is 81.36210549052788."""
    assert byar_limits(100)[0] == pytest.approx(81.36210549052788, abs=1e-9)


@pytest.mark.parametrize("count", [10, 15, 65, 137, 388, 1045])
def test_byars_limits_are_within_a_five_hundredth_of_the_exact_ones_from_ten_on(count: int) -> None:
    """Public Health England (2018), 'Technical guide: confidence intervals', appendix 1: within
    0.2 % of the exact value for 95 % limits of numerators of 10 or more."""
    assert np.allclose(byar_limits(count), exact_limits(count), rtol=0.002)


def test_a_count_below_ten_has_exact_limits_and_one_from_ten_on_byars() -> None:
    assert np.allclose(count_limits(9), exact_limits(9), rtol=1e-12)
    assert np.allclose(count_limits(10), byar_limits(10), rtol=1e-12)


def test_the_trend_in_proportions_is_rs() -> None:
    """R's own example of prop.trend.test, smokers among lung patients (Fleiss 1981): X-squared =
    8.2249."""
    z = score(proportions([83, 90, 129, 70], [86, 93, 136, 82], quarterly=False))
    assert float(z[0]) ** 2 == pytest.approx(8.2249, abs=5e-5)


def test_the_difference_of_two_rates_leaves_out_nought_when_the_limits_are_well_apart() -> None:
    apart = rate_difference(150, 10_000, 80, 10_000)
    assert 0 < apart.low < 0.007 < apart.high
    assert rate_difference(80, 10_000, 150, 10_000).high == pytest.approx(-apart.low)


def test_the_difference_of_two_means_is_the_normal_one() -> None:
    apart = mean_difference(1.0, 0.25)
    assert (float(apart.low), float(apart.high)) == pytest.approx((0.02, 1.98), abs=1e-4)


@given(now=COUNTS, then=COUNTS, confidence=st.sampled_from([0.90, 0.95, 0.998]))
def test_no_counts_make_an_interval_that_is_not_one(
    now: tuple[int, int], then: tuple[int, int], confidence: float
) -> None:
    for apart in (newcombe(*now, *then, confidence), rate_difference(*now, *then, confidence)):
        assert np.isfinite(apart.low) and np.isfinite(apart.high)
        assert apart.low <= apart.high
