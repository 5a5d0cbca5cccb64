"""Where we stand among councils: on which list, of how many, and only where nearly all have one."""

from itertools import pairwise

import pytest

from data.editions.edition import Edition
from metrics.verdicts.level import levels
from tests.support.series import proportions

FUNNELS = ("dental_checks", "placements_3plus", "care_leavers_eet_19_21", "same_carer_2_years")


def test_all_councils_are_ranked_only_where_nearly_all_have_a_figure(
    default_edition: Edition,
) -> None:
    everyone = [default_edition.standings(name) for name in default_edition.schemas.indicators]
    ranked = [among["all"] for among in everyone if "all" in among]
    assert 10 < len(ranked) < len(everyone)
    for rank in ranked:
        assert 120 <= rank.of <= rank.listed == 153


@pytest.mark.parametrize(("indicator", "best"), [("placements_3plus", min), ("dental_checks", max)])
def test_the_first_place_is_the_best_one(
    indicator: str, best: object, default_edition: Edition
) -> None:
    councils = default_edition.councils(indicator)
    ours = next(c.value for c in councils if c.is_ours)
    better = sum((c.value < ours) if best is min else (c.value > ours) for c in councils)
    assert default_edition.standings(indicator)["all"].place == better + 1


@pytest.mark.parametrize("indicator", FUNNELS)
def test_the_funnels_limits_are_the_level_words_own(
    indicator: str, default_edition: Edition
) -> None:
    """At our own size the drawn limits are those that the word went by."""
    verdict = default_edition.verdicts("nottinghamshire-2022-2025")[indicator, "all", "all"]
    ours = next(c for c in default_edition.councils(indicator) if c.is_ours)
    drawn = next(r for r in default_edition.funnel(indicator) if r.size == ours.denominator)
    assert (drawn.low, drawn.high) == pytest.approx((verdict.level_low, verdict.level_high))
    assert ours.numerator is not None and ours.denominator is not None
    schemas = default_edition.schemas
    better, wobble = (of := schemas.indicators[indicator]).better, schemas.wobble_of(of)
    one = proportions([ours.numerator], [ours.denominator], quarterly=False, wobble=wobble)
    assert levels(one, drawn.reference / 100, better).word[0] == verdict.level


@pytest.mark.parametrize("indicator", FUNNELS)
def test_the_larger_the_council_the_closer_the_limits(
    indicator: str, default_edition: Edition
) -> None:
    rows = default_edition.funnel(indicator)
    assert all(a.size < b.size for a, b in pairwise(rows))
    assert rows[0].high - rows[0].low > rows[-1].high - rows[-1].low
    assert all(r.strong_low <= r.low <= r.reference <= r.high <= r.strong_high for r in rows)
