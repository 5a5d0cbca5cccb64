"""Plausibility: what wins over good news until someone has checked it."""

import numpy as np
import pytest
from scipy.stats import betabinom

from metrics.verdicts.plausibility import coverage_jump, is_no_average, spread_of, word_after_checks
from schemas.declared import ONE_FOR_ALL
from schemas.words import TrendWord
from tests.support.published_series import counts, england
from tests.support.series import implausible_run

CHANGES = {TrendWord.IMPROVING, TrendWord.WORSENING}


def test_none_convicted_where_ten_a_year_are_expected_is_not_to_be_believed() -> None:
    indicator = "convicted_or_cautioned"
    run = implausible_run(*counts(indicator), england(indicator))
    assert run is not None and not run.everyone
    assert run.periods == 4 and run.expected / 4 == pytest.approx(10, abs=0.5)
    assert run.chance < 1e-10


def test_every_child_checked_every_year_where_england_has_88_in_100_is_not_either() -> None:
    indicator = "development_checks"
    run = implausible_run(*counts(indicator), england(indicator))
    assert run is not None and run.everyone and run.children == 271


@pytest.mark.parametrize(
    ("numerator", "denominator", "national", "periods"),
    [
        ([0, 0], [480, 480], [0.02, 0.02], 2),
        ([25, 22, 0, 0], [480] * 4, [0.02] * 4, 2),  # only the end of it
        ([480, 480], [480, 480], [0.98, 0.98], 2),  # the mirror
        ([0, 0, 0], [480, 0, 480], [0.02] * 3, 2),  # a year without figures
        ([0], [480], [0.02], None),  # one year is no run
        ([0, 0], [40, 40], [0.02, 0.02], None),  # 1.6 expected: nothing odd
        ([0, 1], [480, 480], [0.02, 0.02], None),
        ([9, 9], [480, 480], [0.02, 0.02], None),
        ([480, 479], [480, 480], [0.9, 0.9], None),  # far above, but not everyone: it can be so
        ([0, 0], [480, 480], [float("nan")] * 2, None),
        ([0, 0], [0, 0], [0.02, 0.02], None),
        ([], [], [], None),
        ([0, 0], [480, 480], [0.0, 0.0], None),  # nobody anywhere
    ],
)
def test_runs(
    numerator: list[int], denominator: list[int], national: list[float], periods: int | None
) -> None:
    run = implausible_run(numerator, denominator, national)
    assert (run.periods if run else None) == periods


def test_the_chance_of_a_run_is_that_of_councils_that_wobble() -> None:
    run = implausible_run([0, 0], [300, 280], [0.03, 0.025])
    weight = 1 / ONE_FOR_ALL.wobble - 1
    each = [
        betabinom(n, p * weight, (1 - p) * weight).pmf(0) for n, p in ((300, 0.03), (280, 0.025))
    ]
    assert run is not None and run.chance == pytest.approx(each[0] * each[1])


@pytest.mark.parametrize(
    ("known", "eligible", "jumps"),
    [
        ((299, 381), (485, 457), True),  # SDQ scores received: 62 to 83 %
        ((365 - 33, 513 - 10), (365, 513), True),  # activity not known: 9 to 2 %
        ((381, 299), (457, 485), True),
        ((50, 51), (60, 60), False),
        ((30, 36), (60, 60), False),  # ten points of sixty children may be chance
        ((9_000, 9_300), (10_000, 10_000), False),  # three points
        ((0, 0), (0, 60), False),
    ],
)
def test_jumps_in_how_many_are_known_about(
    known: tuple[int, int], eligible: tuple[int, int], jumps: bool
) -> None:
    assert (coverage_jump(known, eligible) is not None) == jumps


@pytest.mark.parametrize(
    ("whole", "parts", "cannot"),
    [
        (1258, [103, 139, 160, 98, 141, 150, 167, 140, 160], True),  # nine regions, added up
        (139, [103, 139, 160], False),
        (160.9, [103, 139, 160], False),  # rounding
        (90, [103, 139, 160], True),
        (1258, [], False),
    ],
)
def test_a_national_figure_must_lie_among_its_parts(
    whole: float, parts: list[float], cannot: bool
) -> None:
    assert is_no_average(whole, parts) == cannot


RUN = implausible_run([0, 0], [480, 480], [0.02, 0.02])
LEAP = coverage_jump((299, 381), (485, 457))


@pytest.mark.parametrize(
    ("word", "run", "jump", "said"),
    [
        (TrendWord.IMPROVING, None, None, TrendWord.IMPROVING),
        (TrendWord.IMPROVING, RUN, None, TrendWord.CHECK_RECORDING),
        (TrendWord.TOO_FEW, RUN, None, TrendWord.CHECK_RECORDING),
        (TrendWord.IMPROVING, None, LEAP, TrendWord.CHECK_RECORDING),
        (TrendWord.NOT_CLEAR, None, LEAP, TrendWord.NOT_CLEAR),  # EET at 19 to 21
        (TrendWord.WORSENING, None, LEAP, TrendWord.CHECK_RECORDING),  # bad news as well as good
    ],
)
def test_what_is_found_wins_over_any_change(
    word: TrendWord, run: object, jump: object, said: TrendWord
) -> None:
    assert word_after_checks(word, TrendWord.CHECK_RECORDING, CHANGES, run, jump) is said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numerator", "denominator", "national", "each_council", "is_odd"),
    [
        # nobody convicted in ten years, where each council has about 3 %
        ([0] * 10, [480] * 10, 0.03, [2, 3, 4] * 20, True),
        # every development check, where the middle council has 99 % and a few have hardly any
        ([60] * 8, [60] * 8, 0.88, [99, 100, 99, 97, 100, 30] * 10, False),
        # the same, where no council comes near it
        ([60] * 8, [60] * 8, 0.88, [86, 88, 90] * 20, True),
    ],
)
def test_a_run_is_set_beside_what_councils_do_and_not_only_beside_the_country(
    numerator: list[float],
    denominator: list[float],
    national: float,
    each_council: list[int],
    is_odd: bool,
) -> None:
    councils = spread_of(5.0 * np.array(each_council), np.full(len(each_council), 500.0))
    rates = [national] * len(numerator)
    assert implausible_run(numerator, denominator, rates) is not None
    assert (implausible_run(numerator, denominator, rates, councils) is not None) == is_odd


def test_of_few_councils_nobody_knows_how_they_are_spread() -> None:
    assert spread_of(np.full(12, 9.0), np.full(12, 10.0)) is None
