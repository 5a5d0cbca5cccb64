"""A measure's page turned to another council: its published figures as they were published, one
word by the rule that ours is judged by, and nothing that is ours."""

import pytest

from data.editions.edition import Edition
from pages.parts.councils import council_link
from schemas.load import council_places
from schemas.states import BRIEF
from tests.support.depth import EVERYTHING, night
from tests.support.pages import run_page, said
from tools import council_pages as tool
from view_model.councils import council_view, councils_told_of
from view_model.edition_view import EditionView

OURS, LEEDS, RUTLAND, MEDWAY = "E10000024", "E08000035", "E06000017", "E06000035"


@pytest.mark.parametrize(
    ("indicator", "code", "name"),
    [("dental_checks", LEEDS, "Leeds"), ("care_leavers_eet_17_18", RUTLAND, "Rutland")],
)
def test_it_says_whose_it_is_and_nothing_of_ours(
    indicator: str, code: str, name: str, reading: EditionView
) -> None:
    page = said(run_page("indicator", {"id": indicator, "council": code}))
    of = reading.indicator(indicator)
    assert of and f"<h1>{of.short} in {name}</h1>" in page
    assert f"This is {name}, not Nottinghamshire" in page
    council = council_view(reading, indicator, code)
    assert council and council.lists[0].areas[0].name in page
    assert {m.role for m in council.figures} == {"council", "neighbour", "region", "country"}
    assert not council.chart.strategy.label and not council.chart.baseline
    ours = [a.name for a in reading.strategy.ambitions]
    ours += [c.commentary for c in reading.edition.commentary(indicator)]
    ours += [c.title for c in reading.strategy.criteria]
    assert [words for words in ours if words in page] == []


def test_its_figures_and_what_is_hidden_stand_as_they_were_published(
    reading: EditionView,
) -> None:
    """Rutland has too few young people for most years to be shown."""
    of = reading.edition.schemas.indicators["care_leavers_eet_17_18"]
    council = council_view(reading, of.id, RUTLAND)
    assert council
    page = said(run_page("indicator", {"id": of.id, "council": RUTLAND}))
    hidden = [m for m in council.own if m.value is None]
    assert hidden and all(m.numerator is m.denominator is None for m in hidden)
    assert all(BRIEF[m.state] in page for m in hidden)
    leeds = council_view(reading, "dental_checks", LEEDS)
    assert leeds and leeds.newest and leeds.newest.numerator
    assert f"{leeds.newest.numerator:,} of {leeds.newest.denominator:,}" in said(
        run_page("indicator", {"id": "dental_checks", "council": LEEDS})
    )


def test_turned_to_ourselves_it_would_have_our_own_word(default_edition: Edition) -> None:
    verdicts = default_edition.verdicts(default_edition.schemas.strategies[0].id)
    words = {
        name: (level, verdicts[name, "all", "all"])
        for name in default_edition.schemas.indicators
        if (level := default_edition.council_level(name, OURS))
    }
    same = {n: (lv, v) for n, (lv, v) in words.items() if lv.last_period == v.last_period}
    assert len(same) > 50
    assert [
        n for n, (lv, v) in same.items() if (lv.level, lv.level_strong) != (v.level, v.level_strong)
    ] == []


def test_what_nobody_has_published_of_others_is_turned_to_nobody(reading: EditionView) -> None:
    measure = reading.of(reading.edition.schemas.indicators["unaccompanied_children"])
    assert councils_told_of(reading, measure.indicator) == {}
    assert "href" not in council_link(measure, LEEDS, "Leeds")
    assert len(councils_told_of(reading, reading.edition.schemas.indicators["absence"])) > 140


def test_the_files_are_what_the_rules_make_of_everybodys_figures(
    default_edition: Edition,
) -> None:
    schemas = default_edition.schemas
    cells = tool.cells_of_everybody(schemas)
    assert tool.figures(cells) == tool.COUNCIL_FIGURES.read_bytes()
    every = [place.code for place in council_places().councils]
    for code in every if EVERYTHING else [MEDWAY]:
        for verdict in tool.levels_of(code, cells, schemas):
            level = default_edition.council_level(verdict.indicator, code)
            assert (level is None) == (verdict.last is None)
            assert level is None or level.level == verdict.level


@night
def test_it_can_be_turned_to_every_council(reading: EditionView) -> None:
    for indicator in reading.edition.schemas.indicators.values():
        for code in councils_told_of(reading, indicator):
            council = council_view(reading, indicator.id, code)
            assert council and council.chart.own and council.title
