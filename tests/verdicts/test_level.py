"""Level: where are we, beside England and beside the councils most like ours?"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import betabinom, nbinom
from statsmodels.stats.proportion import proportion_confint

from metrics.verdicts.level import funnel, levels
from metrics.verdicts.ranking import place_among
from metrics.verdicts.series import SeriesKind
from schemas.declared import ONE_FOR_ALL, Better
from tests.support.published_series import counts, england
from tests.support.series import means, proportions, rates

FLIPPED: dict[Better, Better] = {"higher": "lower", "lower": "higher"}


# Real figures of Nottinghamshire and England, 2025 (extracts/published)


@pytest.mark.parametrize(
    ("indicator", "better", "word", "ours", "theirs"),
    [
        ("placements_3plus", "lower", "better", 5, 10),
        ("dental_checks", "higher", "worse", 74, 81),
        ("annual_health_assessments", "higher", "better", 97, 90),
        ("care_leavers_eet_19_21", "higher", "about the same", 51, 54),
        ("care_leavers_eet_19_21", "neither", "about the same", 51, 54),
        ("placements_3plus", "neither", "lower", 5, 10),
    ],
)
def test_published_figures_have_the_level_that_they_deserve(
    indicator: str, better: Better, word: str, ours: int, theirs: int
) -> None:
    level = levels(proportions(*counts(indicator), quarterly=False), england(indicator), better)
    assert level.word[0] == word
    assert (round(level.figure[0] * 100), round(level.reference[0] * 100)) == (ours, theirs)
    assert level.years[0] == 1


def test_only_what_lies_beyond_the_outer_limit_is_strong() -> None:
    for indicator, strong in (("placements_3plus", True), ("dental_checks", False)):
        series = proportions(*counts(indicator), quarterly=False)
        assert levels(series, england(indicator), "higher").strong[0] == strong


# The rule


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate", "word", "years"),
    [
        ([10, 10, 10], [20, 20, 20], 0.5, "about the same", 2),  # under 30 in a year
        ([1, 1, 1], [9, 9, 9], 0.5, "too few to say", 3),  # under 30 in three
        ([0, 1, 0], [60, 60, 60], 0.02, "too few to say", 3),  # under 5 expected
        ([2, 3, 4], [150, 150, 150], 0.02, "about the same", 2),
        ([150, 150, 150], [300, 300, 0], 0.5, "about the same", 1),  # the newest that there is
        ([0, 0, 0], [0, 0, 0], 0.5, "too few to say", 3),
    ],
)
def test_years_are_put_together_where_one_has_too_few(
    numerator: list[int], denominator: list[int], rate: float, word: str, years: int
) -> None:
    x = [a if n else 0 for a, n in zip(numerator, denominator, strict=True)]
    level = levels(proportions(x, denominator, quarterly=False), rate, "neither")
    assert (level.word[0], level.years[0]) == (word, years)


def test_a_year_that_england_has_no_figure_for_is_left_out() -> None:
    series = proportions([90, 20], [100, 100], quarterly=False)
    level = levels(series, [0.5, np.nan], "higher")
    assert (level.word[0], level.figure[0]) == ("better", 0.9)


def test_a_mean_needs_its_spread() -> None:
    for spread, word, strong in ((7.0, "worse", True), (np.nan, "not clear", False)):
        series = means([16.2], [381], spread, quarterly=False)
        level = levels(series, 14.0, "lower")
        assert (level.word[0], level.strong[0]) == (word, strong)


def test_a_rate_has_a_level_too() -> None:
    series = rates([60], [80_000], quarterly=False)
    assert levels(series, 0.0012, "lower").word[0] == "better"
    assert levels(series, 0.0008, "lower").word[0] == "about the same"


# The funnel


@pytest.mark.parametrize("n", [60, 150, 513, 901])
@pytest.mark.parametrize("rate", [0.03, 0.10, 0.54, 0.81, 0.98])
def test_a_council_at_englands_rate_is_beyond_a_limit_no_more_often_than_claimed(
    n: int, rate: float
) -> None:
    weight = 1 / ONE_FOR_ALL.wobble - 1
    truth = betabinom(n, rate * weight, (1 - rate) * weight)
    limits = funnel(SeriesKind.PROPORTION, n, rate, ONE_FOR_ALL.wobble)
    for low, high, tail in (
        (limits.low, limits.high, 0.025),
        (limits.strong_low, limits.strong_high, 0.001),
    ):
        assert truth.cdf(np.ceil(float(low) * n - 1e-9) - 1) <= tail + 1e-12
        assert truth.sf(np.floor(float(high) * n + 1e-9)) <= tail + 1e-12
        # and no less often than whole children make necessary
        assert truth.cdf(np.ceil(float(low) * n - 1e-9)) >= tail or low == 0


@pytest.mark.parametrize("n", [150, 513, 901])
def test_in_the_middle_the_limits_are_the_inverse_of_wilsons(n: int) -> None:
    """As in Public Health England's funnels: the figure whose Wilson limit is just England's."""
    worth = n / (1 + (n - 1) * ONE_FOR_ALL.wobble)

    def too_high(figure: float) -> float:
        return float(proportion_confint(figure * worth, worth, method="wilson")[0]) - 0.5

    limits = funnel(SeriesKind.PROPORTION, n, 0.5, ONE_FOR_ALL.wobble)
    assert float(limits.high) == pytest.approx(brentq(too_high, 0.5, 0.9), abs=1 / n)


@pytest.mark.parametrize("expected", [8.0, 100.0])
def test_the_limits_of_a_rate_hold_too(expected: float) -> None:
    truth = nbinom(1 / ONE_FOR_ALL.wobble, 1 / (1 + ONE_FOR_ALL.wobble * expected))
    limits = funnel(SeriesKind.RATE, 100_000, expected / 100_000, ONE_FOR_ALL.wobble)
    assert truth.cdf(np.ceil(float(limits.low) * 100_000 - 1e-6) - 1) <= 0.025
    assert truth.sf(np.floor(float(limits.high) * 100_000 + 1e-6)) <= 0.025


def test_the_funnel_narrows_as_councils_grow_but_never_below_the_wobble() -> None:
    limits = funnel(SeriesKind.PROPORTION, [50, 200, 1000, 20_000], 0.6, ONE_FOR_ALL.wobble)
    width = limits.high - limits.low
    assert (np.diff(width) < 0).all()
    assert width[-1] > 2 * 1.9 * np.sqrt(0.24 * ONE_FOR_ALL.wobble)


# Neighbours


@pytest.mark.parametrize(
    ("ours", "others", "better", "place", "tied"),
    [
        (51, [55, 60, 48, 55], "higher", 4, False),
        (5, [10, 9, 12], "lower", 1, False),
        (55, [55, 60, 48], "higher", 2, True),
        (55, [50, 60, 48], "neither", 2, False),
    ],
)
def test_our_place_among_neighbours(
    ours: float, others: list[float], better: Better, place: int, tied: bool
) -> None:
    found = place_among(ours, others, better)
    assert found is not None
    assert (found.place, found.of, found.tied) == (place, len(others) + 1, tied)
    assert found.median == np.median(others)


def test_nobody_to_stand_among_is_no_place() -> None:
    assert place_among(51, [], "higher") is None


COUNTS = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 900)).map(lambda c: (min(c), max(c))),
    min_size=1,
    max_size=4,
)


@given(COUNTS, st.sampled_from([0.0, 0.02, 0.5, 0.9, 1.0]), st.sampled_from(["higher", "lower"]))
def test_no_noughts_crash_it_and_the_mirror_shows_the_mirror(
    pairs: list[tuple[int, int]], rate: float, better: Any
) -> None:
    x, n = (np.array(column) for column in zip(*pairs, strict=True))
    ours = levels(proportions(x, n, quarterly=False), rate, better)
    theirs = levels(proportions(n - x, n, quarterly=False), 1 - rate, FLIPPED[better])
    assert ours.word[0] == theirs.word[0]
    assert np.isfinite([ours.figure[0], ours.reference[0]]).all()
    assert not np.isnan([ours.limits.low[0], ours.limits.high[0]]).any()
