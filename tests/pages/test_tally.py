"""How many words of an edition may be chance is said with them, and never as less than it is."""

from collections.abc import Callable
from typing import Any

import pytest

from view_model.changes import year_changes
from view_model.edition_view import EditionView
from view_model.tally import false_changes, false_levels, may_be_chance, rates
from view_model.unknown import OLDER, is_old, usual_end


@pytest.mark.parametrize(
    ("said", "false", "told"),
    [
        (1, 2.0, "This one word may be chance."),
        (2, 2.0, "Each of these 2 words may be chance."),
        (3, 1.0, "About 1 of these words may be chance, and nobody can know which."),
        (20, 1.05, "About 2 of these words may be chance, and nobody can know which."),
        (20, 3.75, "About 4 of these words may be chance, and nobody can know which."),
        (2, 3.0, "Each of these 2 words may be chance."),
    ],
)
def test_how_many_words_may_be_chance_is_rounded_up(said: int, false: float, told: str) -> None:
    assert may_be_chance(said, false) == told


OWN = [
    # at its own wobble; at that of what it behaves like; at its kind's; without counts, both ways
    ("dental_checks", lambda r: r["false_change_own"]["dental_checks"]),
    ("initial_health_assessments", lambda r: r["false_change_own"]["annual_health_assessments"]),
    ("life_skills_plan", lambda r: r["false_change_own"]["process"]),
    ("absence", lambda r: 2 * r["false_without_counts_councils"]["absence"]),
]


@pytest.mark.parametrize(("indicator", "percent"), OWN)
def test_each_measure_has_its_own_rate_of_false_words(
    reading: EditionView, indicator: str, percent: Callable[[dict[str, Any]], float]
) -> None:
    measure = reading.of(reading.edition.schemas.indicators[indicator])
    assert 100 * false_changes(measure) == pytest.approx(percent(rates()))


def test_no_rate_of_false_words_is_beyond_what_is_promised(reading: EditionView) -> None:
    """One in forty each way, so one in twenty both ways; and none is nothing."""
    every = [false_changes(reading.of(i)) for i in reading.edition.schemas.in_order()]
    assert min(every) > 0.01 and max([*every, false_levels()]) <= 0.05


def test_what_changed_in_a_year_is_no_older_than_most_figures(reading: EditionView) -> None:
    usual = usual_end(reading.measures)
    of = [change.now.period.end for _, change in year_changes(reading)]
    assert of and min(of) > usual - OLDER, "else a rise of years ago would lead the page"
    assert any(is_old(measure, usual) for measure in reading.real)
