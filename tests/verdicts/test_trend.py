"""Trend: is it changing? The rule, on figures that anyone can look up and on odd ones."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics.verdicts.differences import DifferenceInterval
from metrics.verdicts.series import Series
from metrics.verdicts.trend import Trends, trends
from schemas.declared import Better
from schemas.words import TrendWord
from tests.support.published_series import counts
from tests.support.series import means, proportions, rates

NOBODY = (0, 0)  # a period without a figure
FLIPPED: dict[Better, Better] = {"higher": "lower", "lower": "higher", "neither": "neither"}
MIRRORED = {
    TrendWord.IMPROVING: TrendWord.WORSENING,
    TrendWord.WORSENING: TrendWord.IMPROVING,
    TrendWord.RISING: TrendWord.FALLING,
    TrendWord.FALLING: TrendWord.RISING,
}


def annual(*pairs: tuple[int, int]) -> Series:
    return proportions(*zip(*pairs, strict=True), quarterly=False)


def quarterly(baseline: int, strategy: list[int], n: int = 60, recounted: bool = False) -> Series:
    numerator = [baseline] * 4 + strategy
    return proportions(numerator, [n] * len(numerator), quarterly=True, recounted=recounted)


def points(value: Any) -> float:
    """In points of a percent, to one decimal."""
    return round(float(value[0]) * 100, 1)


# Real figures of Nottinghamshire, 2022 to 2025 (extracts/published)


@pytest.mark.parametrize(
    ("indicator", "better", "matters", "word", "z"),
    [
        ("care_leavers_eet_19_21", "higher", None, "not clear yet", -0.7),
        ("placements_3plus", "lower", 0.02, "not clear yet", 1.0),
        ("placements_3plus", "lower", None, "not clear yet", 1.0),
        ("suitable_accommodation_19_21", "higher", None, "improving", 3.6),
        ("dental_checks", "higher", None, "improving", 6.1),
        ("convicted_or_cautioned", "lower", None, "too few to say", 0.0),
        ("development_checks", "higher", None, "too few to say", 0.0),
    ],
)
def test_published_figures_have_the_word_that_they_deserve(
    indicator: str, better: Better, matters: float | None, word: str, z: float
) -> None:
    judged = trends(proportions(*counts(indicator), quarterly=False), better, matters)
    assert (judged.word[0], round(float(judged.z[0]), 1)) == (word, z)


def test_work_and_study_at_19_to_21_could_be_ten_points_lower_or_three_higher() -> None:
    judged = trends(proportions(*counts("care_leavers_eet_19_21"), quarterly=False), "higher")
    assert (points(judged.range.low), points(judged.range.high)) == (-10.1, 3.2)
    assert judged.stated_range.low == judged.range.low and points(judged.change) == -3.4


def test_a_range_that_leaves_out_nought_is_not_said_beside_not_clear_yet() -> None:
    """3+ placements: 26 of 958, then 43 of 901. Newcombe alone would say 0.3 to 3.9."""
    judged = trends(proportions(*counts("placements_3plus"), quarterly=False), "lower", 0.02)
    assert (points(judged.range.low), points(judged.range.high)) == (0.3, 3.9)
    assert judged.stated_range.low < 0 < judged.stated_range.high


@pytest.mark.parametrize("indicator", ["suitable_accommodation_19_21", "dental_checks"])
def test_what_held_two_years_running_is_confirmed(indicator: str) -> None:
    assert trends(proportions(*counts(indicator), quarterly=False), "higher").confirmed[0]


# The rule


@pytest.mark.parametrize(
    ("series", "better", "word"),
    [
        (annual((60, 100), (60, 100)), "higher", "too few to say"),  # two years
        (annual((12, 20), (15, 25), (20, 28)), "higher", "too few to say"),  # under 30
        (annual((3, 300), (4, 300), (6, 300)), "lower", "too few to say"),  # under 5 a year
        (annual((297, 300), (296, 300), (294, 300)), "higher", "too few to say"),  # the same
        (annual(NOBODY, (60, 100), (70, 100), (80, 100)), "higher", "too few to say"),
        (annual((600, 1000), (700, 1000), (800, 1000)), "higher", "improving"),
        (annual((600, 1000), (700, 1000), (800, 1000)), "lower", "worsening"),
        (annual((600, 1000), (700, 1000), (800, 1000)), "neither", "rising"),
        (annual((800, 1000), (700, 1000), (600, 1000)), "neither", "falling"),
        (annual((600, 1000), (601, 1000), (600, 1000)), "higher", "steady"),
        (annual((60, 100), (61, 100), (60, 100)), "higher", "not clear yet"),
        (annual((600, 1000), NOBODY, (700, 1000), (800, 1000)), "higher", "improving"),
        (annual((600, 1000), (590, 1000), (800, 1000)), "higher", "not clear yet"),  # one odd year
        (annual((600, 1000), (700, 1000), (590, 1000), (900, 1000)), "higher", "not clear yet"),
        (quarterly(20, [30, 40, 50]), "higher", "too few to say"),  # three quarters
        (quarterly(20, [30, 35, 40, 45]), "higher", "improving"),
        (quarterly(20, [26, 29, 31, 34]), "higher", "improving"),
        (quarterly(20, [26, 29, 31, 34], recounted=True), "higher", "not clear yet"),
        (quarterly(6, [9, 10, 12, 13], n=20, recounted=True), "higher", "too few to say"),
        (rates([400, 500, 600], [90_000] * 3, quarterly=False), "lower", "worsening"),
        (rates([400, 405, 398], [90_000] * 3, quarterly=False), "neither", "steady"),
        (rates([40, 41, 39], [90_000] * 3, quarterly=False), "neither", "not clear yet"),
        (rates([4, 3, 2], [90_000] * 3, quarterly=False), "lower", "too few to say"),
        (means([14.0, 15.0, 16.5], [600] * 3, 7.0, quarterly=False), "lower", "worsening"),
        (means([14.0, 15.0, 16.5], [600] * 3, np.nan, quarterly=False), "lower", "not clear yet"),
    ],
)
def test_the_rule(series: Series, better: Better, word: str) -> None:
    assert trends(series, better).word[0] == word


def test_the_line_must_agree_with_the_last_year() -> None:
    """It rises through all the quarters, but the last four are back where they began."""
    series = quarterly(30, [32, 36, 40, 44, 48, 50, 52, 54, 28, 29, 30, 31])
    assert trends(series, "higher").word[0] == "not clear yet"


def test_a_change_is_an_early_sign_until_it_has_held_two_quarters_running() -> None:
    rising = [27, 28, 29, 31, 33, 36, 39, 41]
    looks = [trends(quarterly(28, rising[:n]), "higher") for n in range(4, 9)]
    said = [(str(look.word[0]), bool(look.confirmed[0])) for look in looks]
    first = next(n for n, (word, _) in enumerate(said) if word == "improving")
    assert said[first] == ("improving", False)
    assert said[first + 1] == ("improving", True)


def test_a_smaller_change_can_matter_when_an_indicator_says_so() -> None:
    series = annual((400, 5000), (402, 5000), (400, 5000))
    assert trends(series, "higher").word[0] == "steady"
    assert trends(series, "higher", matters=0.005).word[0] == "not clear yet"


@pytest.mark.parametrize(("rate", "matters"), [(0.5, 10.0), (0.96, 3.9), (0.04, 3.9)])
def test_what_matters_is_ten_points_in_the_middle_and_four_at_the_ends(
    rate: float, matters: float
) -> None:
    judged = trends(annual(*[(round(rate * 10_000), 10_000)] * 3), "higher")
    assert points(judged.matters) == matters


def test_a_mean_without_its_spread_has_a_difference_and_no_range() -> None:
    judged = trends(means([14.9, 15.6, 16.2], [300] * 3, np.nan, quarterly=False), "lower")
    assert float(judged.change[0]) == pytest.approx(1.3)
    assert (judged.range.low[0], judged.range.high[0]) == (-np.inf, np.inf)


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        ([[1, 2]], [[1, 2, 3]]),  # not of one shape
        ([5], [4]),  # more than everyone
        ([-1], [4]),
        ([1], [0]),  # counted among nobody
        ([1], [-4]),
        ([np.nan], [4]),
    ],
)
def test_counts_that_cannot_be_are_refused(numerator: Any, denominator: Any) -> None:
    with pytest.raises(ValueError):
        proportions(numerator, denominator, quarterly=False)


# What never changes a verdict


@st.composite
def many(draw: st.DrawFn) -> Series:
    """A few series side by side, with any number of noughts and of gaps."""
    by_quarter = draw(st.booleans())
    shape = draw(
        st.tuples(st.integers(1, 4), st.sampled_from([3, 4] if not by_quarter else [8, 13]))
    )
    sizes = draw(arrays(np.int64, shape, elements=st.sampled_from([0, 1, 7, 30, 60, 400, 900])))
    share = draw(
        arrays(np.float64, shape, elements=st.sampled_from([0.0, 0.02, 0.4, 0.6, 0.97, 1.0]))
    )
    recounted = by_quarter and draw(st.booleans())
    return proportions(np.rint(share * sizes), sizes, quarterly=by_quarter, recounted=recounted)


def numbers(judged: Trends) -> np.ndarray[Any, Any]:
    """Everything that a verdict says in numbers, one row a series."""
    columns: list[Any] = []
    for field in fields(judged):
        value = getattr(judged, field.name)
        columns += [value.low, value.high] if isinstance(value, DifferenceInterval) else [value]
    return np.column_stack([c for c in columns if c.dtype.kind != "U"]).astype(float)


@given(many(), st.sampled_from(["higher", "lower", "neither"]))
def test_no_number_of_noughts_crashes_or_makes_what_is_not_a_number(
    series: Series, better: Better
) -> None:
    judged = trends(series, better)
    assert np.isfinite(numbers(judged)).all()
    assert {str(word) for word in judged.word} <= {str(word) for word in TrendWord}


@given(many(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_company_they_keep_change_nothing(
    series: Series, random: Any
) -> None:
    together = trends(series, "higher")
    order = random.sample(range(len(series.total)), len(series.total))
    shuffled = proportions(
        series.total[order],
        series.size[order],
        quarterly=series.quarterly,
        recounted=series.recounted,
    )
    assert np.allclose(numbers(trends(shuffled, "higher")), numbers(together)[order], atol=1e-9)
    for row in range(len(series.total)):
        alone = trends(series.rows(slice(row, row + 1)), "higher")
        assert alone.word[0] == together.word[row]
        assert np.allclose(numbers(alone)[0], numbers(together)[row], atol=1e-9)


@given(many(), st.sampled_from(["higher", "lower", "neither"]))
def test_when_good_and_bad_are_mirrored_the_verdict_is(series: Series, better: Better) -> None:
    judged = trends(series, better)
    others = proportions(
        series.size - series.total,
        series.size,
        quarterly=series.quarterly,
        recounted=series.recounted,
    )
    in_the_mirror = trends(others, better)
    assert [MIRRORED.get(TrendWord(w), w) for w in judged.word] == list(in_the_mirror.word)
    assert list(trends(others, FLIPPED[better]).word) == (
        list(judged.word) if better != "neither" else list(in_the_mirror.word)
    )
    assert np.allclose(judged.z, -in_the_mirror.z, atol=1e-6)
    assert np.array_equal(judged.confirmed, in_the_mirror.confirmed)
