"""The answer to a success criterion is careful: never an average, and never from invented figures
where there are real ones."""

from typing import Any

import pytest

from schemas.declared import GapGroups, Schemas, Wobbles
from schemas.periods import PeriodKind
from tests.support.verdict_cells import answer, cell, changed, years

BETTER = ["300 of 600", "360 of 600", "420 of 600", "480 of 600"]
MAYBE = ["100 of 200", "104 of 200", "106 of 200", "110 of 200"]
SAME = ["300 of 600", "302 of 600", "304 of 600", "305 of 600"]
MAYBE_NOT = MAYBE[::-1]
WORSE = BETTER[::-1]
FEW = ["4 of 20", "5 of 20", "6 of 20", "7 of 20"]
NO_END = BETTER[:3]
EET = ("care_leavers_eet_19_21", "care_leavers_eet_17_18", "years_12_13_eet")


@pytest.fixture
def schemas(schemas: Schemas) -> Schemas:
    """One wobble for all: what is tried here is how answers are put together."""
    return schemas.model_copy(update={"wobbles": Wobbles()})


TOGETHER = [
    # measures of 'more are in education, employment or training', answer, what most point to
    ([BETTER, BETTER], "met", ""),
    ([MAYBE, MAYBE], "better, but could be chance", ""),
    ([SAME, SAME], "about the same", ""),
    ([MAYBE_NOT, MAYBE_NOT], "worse, but could be chance", ""),
    ([WORSE, WORSE], "not met", ""),
    ([FEW, FEW], "cannot tell", ""),
    ([BETTER, WORSE], "mixed", "The 2 measures do not point one way."),
    ([BETTER, BETTER, WORSE], "mixed", "Of 3 measures, 2 point to better."),
    ([BETTER, MAYBE], "better, but could be chance", "Of 2 measures, 2 point to better."),
    ([WORSE, MAYBE_NOT], "worse, but could be chance", "Of 2 measures, 2 point to worse."),
    ([MAYBE, MAYBE, MAYBE_NOT], "better, but could be chance", "Of 3 measures, 2 point to better."),
    ([MAYBE_NOT, FEW, WORSE], "worse, but could be chance", "Of 3 measures, 2 point to worse."),
    ([MAYBE, MAYBE, WORSE], "cannot tell", "Of 3 measures, 2 point to better."),
    ([MAYBE_NOT, MAYBE_NOT, BETTER], "cannot tell", "Of 3 measures, 2 point to worse."),
    ([MAYBE, MAYBE_NOT], "cannot tell", "The 2 measures do not point one way."),
    ([BETTER, SAME], "cannot tell", "The 2 measures do not point one way."),
    ([SAME, SAME, BETTER], "cannot tell", "Of 3 measures, 2 are about the same."),
    ([WORSE, FEW], "cannot tell", "The 2 measures do not point one way."),
    ([FEW, FEW, BETTER], "cannot tell", "Of 3 measures, 2 cannot be told."),
    ([BETTER, NO_END], "met", ""),
    ([BETTER, []], "met", ""),
]


def figures(schemas: Schemas, measures: list[list[str]]) -> list[dict[str, Any]]:
    pairs = zip(EET, measures, strict=False)
    return [c for name, counts in pairs for c in years(schemas.indicators[name], *counts)]


@pytest.mark.parametrize(("measures", "word", "most"), TOGETHER)
def test_the_measures_of_a_criterion_are_not_averaged(
    measures: list[list[str]], word: str, most: str, schemas: Schemas
) -> None:
    schemas = changed(schemas, EET[2], period=PeriodKind.FINANCIAL_YEAR)
    found = answer(figures(schemas, measures), schemas, "eet")
    assert (found.shape, found.kind, found.answer) == ("more", "answer", word)
    assert found.sentence.startswith(most) and (bool(most) == ("measures" in found.sentence))
    for name, given in zip(EET, measures, strict=False):
        assert (schemas.indicators[name].short in found.sentence) is bool(given)


def test_without_any_figure_there_are_no_figures(schemas: Schemas) -> None:
    cells = years(schemas.indicators["dental_checks"], *BETTER)
    found = answer(cells, schemas, "participation")
    assert (found.answer, found.sentence) == (
        "no figures",
        "No measure has real figures for both the start and the last year.",
    )
    assert schemas.entry(found.word).label == "No real figures yet"


def test_what_has_happened_since_the_strategys_end_is_said_at_once(schemas: Schemas) -> None:
    found = answer(figures(schemas, [[*BETTER, "60 of 600", "30 of 600"]]), schemas, "eet")
    assert found.answer == "met"
    assert "(80 % at the strategy's end, was 50 %; since then 5 %)" in found.sentence
    assert (
        "80 % for the year to March 2025; since then 5 % for the year to March 2027"
        in (found.why[0])
    )


def test_figures_that_round_to_the_same_are_told_apart(schemas: Schemas) -> None:
    almost = ["1000 of 2000", "1001 of 2000", "1001 of 2000", "1004 of 2000"]
    found = answer(figures(schemas, [almost]), schemas, "eet")
    assert "(50.2 %, was 50.0 %)" in found.sentence


def invented(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [c | {"illustrative": True} for c in cells]


def test_invented_figures_never_answer(schemas: Schemas) -> None:
    made_up = invented(years(schemas.indicators["care_leavers_eet_19_21"], *WORSE))
    real = years(schemas.indicators["care_leavers_eet_17_18"], *BETTER)
    found = answer([*made_up, *real], schemas, "eet")
    assert found.answer == "met"
    assert found.sentence.endswith("Only invented: In education, work or training, 19 to 21.")
    alone = answer(made_up, schemas, "eet")
    assert (alone.kind, alone.answer, alone.illustrative) == ("answer", "no figures", False)
    assert schemas.entry(alone.word).tint == "quiet"
    assert "%" not in " ".join([alone.sentence, *alone.why])


def test_what_is_left_when_a_measure_gets_its_first_real_quarter_does_not_answer(
    schemas: Schemas,
) -> None:
    """Once, 'Mixed' of two invented measures turned into 'Met', by one quarter of real figures."""
    part, offer = (
        schemas.indicators[name] for name in ("activities_participation", "leisure_offer_take_up")
    )
    made_up = invented(years(offer, *BETTER))
    both = answer([*made_up, *invented(years(part, *WORSE))], schemas, "participation")
    first_quarter = cell(part, "2025-26 Q1", "40 of 80")
    found = answer([*made_up, first_quarter], schemas, "participation")
    assert (both.answer, found.answer) == ("no figures", "no figures")
    assert "80 %" not in found.sentence


def test_while_the_strategy_runs_invented_figures_have_no_outlook(schemas: Schemas) -> None:
    made_up = invented(years(schemas.indicators["care_leavers_eet_19_21"], *BETTER[:3]))
    assert answer(made_up, schemas, "eet").answer == "no figures"


def test_while_the_strategy_runs_the_answer_is_an_outlook(schemas: Schemas) -> None:
    cells = [
        *years(schemas.indicators["care_leavers_eet_19_21"], *BETTER[:3]),
        *years(schemas.indicators["care_leavers_eet_17_18"], *BETTER[:3]),
    ]
    found = answer(cells, schemas, "eet")
    assert (found.kind, found.answer) == ("outlook", "on track")
    assert found.sentence.startswith("On track: ")


NOT_KNOWN = ["60 of 600", "30 of 600", "20 of 600", "10 of 600"]


def test_an_answer_gives_the_figures_that_it_is_judged_on(schemas: Schemas) -> None:
    """Of care leavers in education, employment or training: those known about."""
    eet, unknown = (
        schemas.indicators[name]
        for name in ("care_leavers_eet_19_21", "care_leavers_not_known_19_21")
    )
    cells = [*years(eet, *BETTER), *years(unknown, *NOT_KNOWN)]
    found = answer(cells, schemas, "eet")
    assert "19 to 21 (81 % of those known about, was 56 %)" in found.sentence
    assert (
        "(56 % of those known about at the start, 81 % for the year to March 2025)" in found.why[0]
    )
    running = answer(
        [*years(eet, *BETTER[:3]), *years(unknown, *NOT_KNOWN[:1] * 3)], schemas, "eet"
    )
    assert "(expected 77 % of those known about, was 56 %)" in running.sentence
    assert "expected in the final year)" in running.why[0]


@pytest.mark.parametrize(
    ("ends", "word", "said"),
    [
        ((2022, 2023), "too early to say", "No forecast without counts: "),
        ((2022,), "too early to say", "No forecast from so few figures: "),
        ((), "no figures", "No measure has real figures that a forecast can be made from."),
    ],
)
def test_while_the_strategy_runs_figures_without_counts_are_not_called_no_figures(
    ends: tuple[int, ...], word: str, said: str, schemas: Schemas
) -> None:
    """Once, social workers who left were 'no real figures yet' beside a chart of them."""
    turnover = schemas.indicators["social_worker_turnover"]
    cells = [cell(turnover, f"year to September {y - 1}", value=10.0 + y % 10) for y in ends]
    running = years(schemas.indicators["dental_checks"], *BETTER[:3])
    found = answer([*cells, *running], schemas, "workforce")
    assert (found.answer, said in found.sentence) == (word, True), found.sentence


@pytest.mark.parametrize(
    ("measures", "word"),
    [
        ([BETTER[:3], WORSE[:3]], "mixed"),
        ([BETTER[:3], BETTER[:3]], "on track"),
        ([BETTER[:3], FEW[:3]], "too early to say"),
        ([[], []], "no figures"),
    ],
)
def test_outlooks_are_not_averaged_either(
    measures: list[list[str]], word: str, schemas: Schemas
) -> None:
    names = ("care_leavers_eet_19_21", "care_leavers_eet_17_18")
    cells = years(schemas.indicators["dental_checks"], *BETTER[:3])
    for name, figures in zip(names, measures, strict=True):
        cells += years(schemas.indicators[name], *figures)
    assert answer(cells, schemas, "eet").answer == word


# Parity


def parity(schemas: Schemas, ours: list[str], recorded: list[str] | None = None) -> Any:
    mine = schemas.indicators["first_time_entrants_our_children"]
    everyone = schemas.indicators["first_time_entrants"]
    convicted = schemas.indicators["convicted_or_cautioned"]
    cells = years(mine, *ours)
    cells += [cell(everyone, str(year), value=2_000) for year in (2021, 2022, 2023, 2024)]
    cells += years(convicted, *(recorded or []))
    cells += [
        cell(convicted, f"{y}-{y - 1999}", area="E92000001", value=2.5) for y in range(2021, 2025)
    ]
    return answer(cells, schemas, "parity")


PARITY = [
    # observed among 700 a year, where 14 a year are expected; answer
    (["4 of 700"] * 4, "met"),
    (["12 of 700"] * 4, "better, but could be chance"),
    (["16 of 700"] * 4, "worse, but could be chance"),
    (["40 of 700"] * 4, "not met"),
]


@pytest.mark.parametrize(("ours", "word"), PARITY)
def test_parity_is_how_many_there_were_beside_how_many_there_would_be(
    ours: list[str], word: str, schemas: Schemas
) -> None:
    found = parity(schemas, ours)
    assert (found.shape, found.answer) == ("parity", word)
    assert "there would be about" in found.sentence


def test_parity_is_never_met_while_a_recording_is_to_be_checked(schemas: Schemas) -> None:
    found = parity(schemas, ["4 of 700"] * 4, ["0 of 480"] * 4)
    assert found.answer == "cannot tell"
    assert found.sentence.startswith("Someone should first check how “Convicted or cautioned” is")


def test_parity_of_invented_figures_is_no_answer_and_has_no_ratio(schemas: Schemas) -> None:
    mine = schemas.indicators["first_time_entrants_our_children"]
    everyone = schemas.indicators["first_time_entrants"]
    cells = invented(years(mine, *["4 of 700"] * 4))
    cells += [cell(everyone, str(year), value=2_000) for year in (2021, 2022, 2023, 2024)]
    found = answer(cells, schemas, "parity")
    assert (found.answer, found.illustrative, found.why) == ("no figures", False, ())
    assert found.sentence == (
        "There are no real figures to compare yet. "
        "Only invented: First-time entrants among our children."
    )


# Gap


GAPS = [
    # in the county, outside it, answer
    ("320 of 400", "240 of 400", "gap shown"),
    ("320 of 400", "318 of 400", "no material gap"),
    ("32 of 40", "28 of 40", "cannot tell"),
]


@pytest.mark.parametrize(("near", "far", "word"), GAPS)
def test_a_gap_is_between_those_placed_in_the_county_and_outside_it(
    near: str, far: str, word: str, schemas: Schemas
) -> None:
    health = schemas.indicators["review_health_assessments"]
    groups = (("In county", near), ("Out of county", far))
    cells = [
        cell(health, "2024-25", counts, category=("placement location", group))
        for group, counts in groups
    ]
    found = answer(cells, schemas, "health-equity")
    assert (found.shape, found.kind, found.answer) == ("gap", "gap", word)
    assert "in county and" in found.sentence


def groups(indicator: Any, near: str, far: str, year: str = "2024-25") -> list[dict[str, Any]]:
    both = (("In county", near), ("Out of county", far))
    where = "placement location"
    return [cell(indicator, year, counts, category=(where, group)) for group, counts in both]


@pytest.mark.parametrize(
    ("teeth", "health", "word", "most"),
    [
        # in the county, outside it; of each of two measures; answer, what most show
        (("320 of 400", "240 of 400"), ("320 of 400", "240 of 400"), "gap shown", ""),
        (("320 of 400", "240 of 400"), ("320 of 400", "318 of 400"), "mixed", "The 2 measures"),
        (("320 of 400", "240 of 400"), ("240 of 400", "320 of 400"), "mixed", ""),
        (("320 of 400", "240 of 400"), ("32 of 40", "28 of 40"), "cannot tell", "The 2 measures"),
        (("320 of 400", "318 of 400"), ("32 of 40", "28 of 40"), "cannot tell", "The 2 measures"),
    ],
)
def test_several_gaps_are_mixed_only_beyond_chance(
    teeth: tuple[str, str], health: tuple[str, str], word: str, most: str, schemas: Schemas
) -> None:
    cells = groups(schemas.indicators["dental_checks"], *teeth)
    cells += groups(schemas.indicators["review_health_assessments"], *health)
    found = answer(cells, schemas, "health-equity")
    assert found.answer == word and found.sentence.startswith(most)


def test_a_gap_of_invented_figures_is_no_answer(schemas: Schemas) -> None:
    teeth = schemas.indicators["dental_checks"]
    found = answer(invented(groups(teeth, "320 of 400", "240 of 400")), schemas, "health-equity")
    assert (found.kind, found.answer, found.why) == ("gap", "no figures", ())
    assert found.sentence == (
        "There are no real figures for the two groups yet. "
        "Only invented: Teeth checked by a dentist."
    )


def test_two_groups_that_are_the_same_are_not_told_of_a_difference(schemas: Schemas) -> None:
    few = groups(schemas.indicators["dental_checks"], "32 of 40", "32 of 40")
    found = answer(few, schemas, "health-equity")
    assert "There may still be a difference that matters" in found.sentence
    assert "Chance could explain" not in found.sentence


def test_the_groups_of_a_gap_have_their_own_names(schemas: Schemas) -> None:
    teeth = schemas.indicators["dental_checks"]
    strategy = schemas.strategies[0]
    sexes = GapGroups(breakdown="sex", near="Boys", far="SEN support")
    criteria = tuple(c.model_copy(update={"gap": sexes}) if c.gap else c for c in strategy.criteria)
    strategies = (strategy.model_copy(update={"criteria": criteria}),)
    cells = [
        cell(teeth, "2024-25", counts, category=("sex", group))
        for group, counts in (("Boys", "320 of 400"), ("SEN support", "240 of 400"))
    ]
    renamed = schemas.model_copy(update={"strategies": strategies})
    found = answer(cells, renamed, "health-equity")
    assert "80 % boys and 60 % SEN support" in found.sentence and "county" not in found.sentence


def test_a_gap_says_what_has_happened_since_the_strategys_end(schemas: Schemas) -> None:
    teeth = schemas.indicators["dental_checks"]
    cells = groups(teeth, "320 of 400", "240 of 400")
    cells += groups(teeth, "200 of 400", "220 of 400", "2025-26")
    found = answer(cells, schemas, "health-equity")
    assert found.answer == "gap shown"
    assert found.sentence.endswith("Since then 50 % in county and 55 % out of county.")
