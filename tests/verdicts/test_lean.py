"""Lean: where 'not clear yet' points, from a model that says as much as it knows."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.verdicts.lean import chance_in_words, leans
from metrics.verdicts.series import Series
from metrics.verdicts.shrinkage import ALONG_A_LINE, Estimate, future_figure, underlying_change
from schemas.declared import ONE_FOR_ALL, Better
from tests.support.published_series import counts
from tests.support.series import means, proportions, rates


def series_of(indicator: str) -> Series:
    return proportions(*counts(indicator), quarterly=False)


@pytest.mark.parametrize(
    ("indicator", "better", "word", "said"),
    [
        ("placements_3plus", "lower", "leaning worse", "about 9 in 10"),
        ("care_leavers_eet_19_21", "higher", "leaning worse", "about 4 in 5"),
        ("care_leavers_eet_19_21", "neither", "leaning lower", "about 4 in 5"),
        ("annual_health_assessments", "higher", "leaning better", "about 4 in 5"),
        ("convicted_or_cautioned", "lower", "no lean", "about even"),
    ],
)
def test_published_figures_lean(indicator: str, better: Better, word: str, said: str) -> None:
    lean = leans(series_of(indicator), better)
    assert (lean.word[0], chance_in_words(lean.chance[0])) == (word, said)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.5, "about even"),
        (0.53, "about even"),
        (0.62, "about 3 in 5"),
        (0.66, "about 3 in 5"),
        (2 / 3, "about 2 in 3"),
        (0.7, "about 7 in 10"),
        (0.735, "about 7 in 10"),
        (0.79, "about 3 in 4"),
        (0.8, "about 4 in 5"),
        (0.2, "about 4 in 5"),
        (0.21, "about 3 in 4"),
        (0.91, "about 9 in 10"),
        (0.926, "about 9 in 10"),
        (0.95, "about 19 in 20"),
        (0.969, "about 19 in 20"),
        (1.0, "more than 19 in 20"),
        (0.999, "more than 19 in 20"),
    ],
)
def test_a_chance_is_said_as_people_say_it(chance: float, words: str) -> None:
    assert chance_in_words(chance) == words


@given(st.floats(0, 1))
def test_words_never_make_a_chance_larger_than_it_is(chance: float) -> None:
    said = [int(n) for n in chance_in_words(chance).split() if n.isdigit()]
    assert said == [] or said[0] / said[1] <= max(chance, 1 - chance)


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_what_is_no_chance_is_refused(chance: float) -> None:
    with pytest.raises(ValueError):
        chance_in_words(chance)


def test_more_children_make_the_model_surer_of_the_same_change() -> None:
    few, many = (
        proportions([5 * n, 5.5 * n, 6 * n], [10 * n] * 3, quarterly=False) for n in (5, 90)
    )
    assert 0.5 < leans(few, "higher").chance[0] < leans(many, "higher").chance[0]


@pytest.mark.parametrize(
    "figures", [[100, 100, 100, 130], [100, 130, 130, 130], [100, 110, 120, 130]]
)
def test_the_model_believes_less_than_it_sees(figures: list[int]) -> None:
    seen = underlying_change(proportions(figures, [200] * 4, quarterly=False))
    assert 0 < seen.mean[0] < 0.15


def test_the_closed_form_is_what_many_draws_from_the_model_say() -> None:
    """Drawn from the model as shrinkage.py words it, and kept where the figures are near ours."""
    random, draws = np.random.default_rng(3), 1_500_000
    level = 0.5 + random.normal(0, 0.1, draws)
    usual, along = ONE_FOR_ALL.change, ALONG_A_LINE
    slope = random.normal(0, usual * along**0.5 / 3, draws)
    drift = np.cumsum(random.normal(0, usual * ((1 - along) / 3) ** 0.5, (draws, 3)), axis=1)
    change = slope[:, None] * np.arange(1, 4) + drift
    noise = random.normal(0, np.sqrt(0.25 * (1 / 400 + ONE_FOR_ALL.passing)), (draws, 4))
    figures = level[:, None] + np.column_stack([np.zeros(draws), change]) + noise
    ours = [0.47, 0.48, 0.53, 0.52]
    near = (np.abs(figures - ours) < 0.015).all(axis=1)
    guess = underlying_change(proportions(np.multiply(ours, 400), [400] * 4, quarterly=False))
    assert guess.mean[0] == pytest.approx(change[near, 2].mean(), abs=0.006)
    assert guess.deviation[0] == pytest.approx(change[near, 2].std(), rel=0.06)


SOME = st.lists(
    st.sampled_from([(0, 0), (0, 40), (40, 40), (1, 2), (300, 600)]), min_size=3, max_size=5
)


@given(SOME)
def test_no_number_of_noughts_makes_a_chance_that_is_none(pairs: list[tuple[int, int]]) -> None:
    x, n = zip(*pairs, strict=True)
    for series in (
        proportions(x, n, quarterly=False),
        rates(x, n, quarterly=False),
        means(x, n, np.nan, quarterly=False),
    ):
        lean = leans(series, "higher")
        assert 0.5 <= lean.chance[0] <= 1 and 0 <= lean.chance_higher[0] <= 1


@given(SOME)
def test_the_mirror_of_a_lean_is_a_lean(pairs: list[tuple[int, int]]) -> None:
    x, n = (np.array(column) for column in zip(*pairs, strict=True))
    ours: Any = leans(proportions(x, n, quarterly=False), "higher")
    theirs: Any = leans(proportions(n - x, n, quarterly=False), "higher")
    assert ours.chance_higher[0] == pytest.approx(1 - theirs.chance_higher[0], abs=1e-9)


def test_no_series_have_no_leans() -> None:
    assert not len(
        leans(proportions(np.empty((0, 4)), np.empty((0, 4)), quarterly=False), "higher").word
    )


def test_quarters_of_the_year_that_are_known_are_taken_as_they_are() -> None:
    known = proportions([30] * 4 + [33] * 4, [60] * 8, quarterly=True)
    guess = future_figure(known, year=1)
    assert guess.mean[0] == pytest.approx(0.55) and guess.deviation[0] == pytest.approx(0, abs=1e-6)


def test_a_year_that_is_over_cannot_be_guessed_from_the_years_after_it() -> None:
    with pytest.raises(ValueError):
        future_figure(series_of("dental_checks"), year=2)


@pytest.mark.parametrize(("away", "chance"), [(0.0, 0.5), (1.2816, 0.9), (3.0, 0.988)])
def test_a_chance_is_a_normal_curves_at_one_in_ten_and_more_careful_further_out(
    away: float, chance: float
) -> None:
    found = Estimate(np.array([away, -away]), np.array([1.0, 1.0])).chance_above(0.0)
    assert found == pytest.approx([chance, 1 - chance], abs=0.001)
