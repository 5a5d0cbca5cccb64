"""Where we stand among councils: on which list, of how many, and only where nearly all have one."""

import re
from itertools import pairwise

import pytest

from data.editions.edition import Edition
from metrics.verdicts.level import levels
from pages.parts.why import who_does_well
from schemas.words import LevelWord
from tests.support.series import proportions
from view_model.edition_view import EditionView

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


@pytest.mark.parametrize("indicator", [*FUNNELS, "in_touch_19_21", "suitable_accommodation_19_21"])
def test_who_does_well_is_who_would_have_that_word_of_its_own(
    indicator: str, reading: EditionView
) -> None:
    """Each council like ours is named where its own counts, by the rule for ours, are better."""
    edition, of = reading.edition, reading.edition.schemas.indicators[indicator]
    reference = edition.funnel(indicator)[0].reference / 100
    said = who_does_well(reading.of(of)).striptags()
    like = {area.name for area in reading.council.neighbour_lists[0].areas}
    judged = [c for c in edition.councils(indicator) if c.name in like and c.numerator is not None]
    assert len(judged) > 7 and said
    for council in judged:
        assert council.numerator is not None and council.denominator is not None
        wobble = edition.schemas.wobble_of(of)
        one = proportions(
            [council.numerator], [council.denominator], quarterly=False, wobble=wobble
        )
        is_better = levels(one, reference, of.better).word[0] == LevelWord.BETTER
        assert bool(re.search(f"(^|; ){council.name} [0-9]", said)) == is_better, council
