"""The answer to a success criterion is careful: never an average, and never from invented figures
where there are real ones."""

from typing import Any

import pytest

from schemas.declared import Schemas
from tests.support.verdict_cells import answer, cell, years

BETTER = ["300 of 600", "360 of 600", "420 of 600", "480 of 600"]
PERHAPS = ["300 of 600", "302 of 600", "304 of 600", "310 of 600"]
WORSE = BETTER[::-1]
FEW = ["4 of 20", "5 of 20", "6 of 20", "7 of 20"]
NO_END = BETTER[:3]

TOGETHER = [
    # measures of 'more are in education, employment or training', answer
    ([BETTER, BETTER], "met"),
    ([PERHAPS, PERHAPS], "better, but could be chance"),
    ([WORSE, WORSE], "not met"),
    ([BETTER, PERHAPS], "better, but could be chance"),
    ([BETTER, WORSE], "mixed"),
    ([PERHAPS, WORSE], "mixed"),
    ([WORSE, FEW], "cannot tell"),
    ([BETTER, FEW], "cannot tell"),
    ([FEW, FEW], "cannot tell"),
    ([BETTER, NO_END], "met"),
    ([BETTER, []], "met"),
]


@pytest.mark.parametrize(("measures", "word"), TOGETHER)
def test_the_measures_of_a_criterion_are_not_averaged(
    measures: list[list[str]], word: str, schemas: Schemas
) -> None:
    names = ("care_leavers_eet_19_21", "care_leavers_eet_17_18")
    cells = [
        c
        for name, figures in zip(names, measures, strict=True)
        for c in years(schemas.indicators[name], *figures)
    ]
    found = answer(cells, schemas, "eet")
    assert (found.shape, found.kind, found.answer) == ("more", "answer", word)
    for name, figures in zip(names, measures, strict=True):
        assert (schemas.indicators[name].short in found.sentence) is bool(figures)


def test_without_any_figure_there_are_no_figures(schemas: Schemas) -> None:
    cells = years(schemas.indicators["dental_checks"], *BETTER)
    found = answer(cells, schemas, "participation")
    assert (found.answer, found.sentence) == (
        "no figures",
        "There are no figures for both the start and the last year.",
    )


def invented(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [c | {"illustrative": True} for c in cells]


def test_invented_figures_do_not_count_where_there_are_real_ones(schemas: Schemas) -> None:
    made_up = invented(years(schemas.indicators["care_leavers_eet_19_21"], *WORSE))
    real = years(schemas.indicators["care_leavers_eet_17_18"], *BETTER)
    found = answer([*made_up, *real], schemas, "eet")
    assert (found.answer, found.illustrative) == ("met", False)
    assert "Only illustrative: In education, work or training, 19 to 21 (" in found.sentence
    alone = answer(made_up, schemas, "eet")
    assert (alone.answer, alone.illustrative) == ("not met", True)


def test_while_the_strategy_runs_the_answer_is_an_outlook(schemas: Schemas) -> None:
    cells = [
        *years(schemas.indicators["care_leavers_eet_19_21"], *BETTER[:3]),
        *years(schemas.indicators["care_leavers_eet_17_18"], *BETTER[:3]),
    ]
    found = answer(cells, schemas, "eet")
    assert (found.kind, found.answer) == ("outlook", "on track")
    assert found.sentence.startswith("On track: ")


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
    (["16 of 700"] * 4, "cannot tell"),
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
    assert "someone should check how this is recorded first" in found.sentence


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
