"""What a document is about: what exists, once each, in order; all that does not, at once."""

import pytest

from schemas.problems import Refused
from view_model.edition_view import EditionView
from view_model.filters import Filters
from view_model.scope import Scope, about, actions_within, chosen, commentary, commitments_within
from view_model.unknown import unknown
from view_model.wording import words


def names(reading: EditionView, scope: Scope) -> list[str]:
    return [r.indicator.id for r in chosen(reading, scope)]


def test_everything_is_every_indicator_once(reading: EditionView) -> None:
    found = names(reading, Scope())
    assert sorted(found) == sorted(i.id for i in reading.edition.schemas.in_order())


def test_the_indicators_of_a_list_keep_its_order(reading: EditionView) -> None:
    asked = ("absence", "dental_checks", "absence")
    assert names(reading, Scope(indicators=asked)) == ["absence", "dental_checks"]


def test_a_criterion_begins_with_its_headline_measures(reading: EditionView) -> None:
    criterion = reading.strategy.criteria[1]
    assert names(reading, Scope(criterion=criterion.id))[:3] == list(criterion.headline)


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(), ""),
        (Scope(ambition="safe"), "Ambition: … is safe and feels safe"),
        (Scope(indicators=("absence",)), "Measures: Time at school missed"),
    ],
)
def test_a_document_says_what_it_is_about(reading: EditionView, scope: Scope, said: str) -> None:
    assert about(reading, scope) == said


@pytest.mark.parametrize(
    ("scope", "problems"),
    [
        (Scope(ambition="helth"), ["there is no 'helth'. Did you mean 'health'?"]),
        (Scope(indicators=("teeth", "abscence")), ["no 'teeth'", "Did you mean 'absence'?"]),
        (Scope(ambition="safe", criterion="eet"), ["choose an ambition or a criterion"]),
        (
            Scope(filters=Filters(neighbour_list="may-1925")),
            ["no 'may-1925'. Did you mean 'may-2025'?"],
        ),
        (Scope(filters=Filters(since=2025, until=2020)), ["2025 is after 2020"]),
    ],
)
def test_what_does_not_exist_is_refused_all_at_once(
    reading: EditionView, scope: Scope, problems: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        chosen(reading, scope)
    assert [p for p in problems if p not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("view", "ends", "beside"),
    [
        (Filters(), (2016, 2025), {"England", "East Midlands", "Councils like ours"}),
        (Filters(since=2022), (2022, 2025), {"England", "East Midlands", "Councils like ours"}),
        (Filters(until=2020, comparators=()), (2016, 2020), set()),
        (Filters(comparators=("neighbours",)), (2016, 2025), {"Councils like ours"}),
    ],
)
def test_a_view_is_what_a_chart_shows(
    reading: EditionView, view: Filters, ends: tuple[int, int], beside: set[str]
) -> None:
    chart = reading.of(reading.edition.schemas.indicators["care_leavers_eet_19_21"]).chart_as(view)
    assert chart is not None
    assert (chart.dates[0].year, chart.dates[1].year) == ends
    assert {line.label for line in chart.beside} == beside


def test_the_list_of_neighbours_can_be_chosen(reading: EditionView) -> None:
    reported = reading.of(reading.edition.schemas.indicators["care_leavers_eet_19_21"])
    chart = reported.chart_as(Filters(neighbour_list="april-2021"))
    assert chart is not None and "April 2021" in chart.neighbours_label


@pytest.mark.parametrize(
    ("scope", "subjects", "ambitions"),
    [
        (Scope(), {"safe", "dental_checks", "eet", "strategy", "adulthood"}, 6),
        (Scope(ambition="safe"), {"safe"}, 1),
        (Scope(ambition="health"), {"dental_checks"}, 1),
        (Scope(ambition="independence"), set(), 1),
        (Scope(criterion="eet"), {"eet"}, 0),
        (Scope(indicators=("dental_checks", "absence")), {"dental_checks"}, 0),
        (Scope(indicators=("absence",)), set(), 0),
    ],
)
def test_actions_and_promises_are_of_what_it_is_about(
    told: EditionView, scope: Scope, subjects: set[str], ambitions: int
) -> None:
    """What was asked about the strategy itself belongs to everything, and to no part of it."""
    assert {action.about for action in actions_within(told, scope)} == subjects
    assert (
        len({commitment.ambition.id for commitment in commitments_within(told, scope)}) == ambitions
    )


@pytest.mark.parametrize(
    ("view", "years"),
    [(Filters(), [2025, 2024]), (Filters(until=2024), [2024]), (Filters(since=2025), [2025])],
)
def test_commentary_is_of_the_years_that_are_meant(
    told: EditionView, view: Filters, years: list[int]
) -> None:
    dental = told.of(told.edition.schemas.indicators["dental_checks"])
    assert [c.period.end.year for c in commentary(dental, Scope(filters=view))] == years


def test_what_is_not_known_is_every_measure_without_a_plain_word(reading: EditionView) -> None:
    every = chosen(reading, Scope())
    listed = [r.indicator.id for which in unknown(every).values() for r in which]
    clear = {"improving", "worsening", "steady", "rising", "falling"}
    plain = [r for r in every if r.verdict and r.verdict.trend in clear and not r.illustrative]
    assert sorted([*listed, *(r.indicator.id for r in plain)]) == sorted(
        i.id for i in reading.edition.schemas.in_order()
    )


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("dental_checks", ["= About the same as England", "◇ Not clear yet, leaning better"]),
        ("placements_3plus", ["✓ Better than England", "◇ Not clear yet, leaning worse"]),
        ("convicted_or_cautioned", ["! Check recording"]),
        ("care_leavers_neet_19_21", [None, "! Check recording"]),
    ],
)
def test_the_words_are_those_of_the_pages(
    reading: EditionView, indicator: str, said: list[str | None]
) -> None:
    found = [w.plain for w in words(reading.of(reading.edition.schemas.indicators[indicator]))]
    assert len(found) == len(said)
    assert all(b is None or a == b for a, b in zip(found, said, strict=True))
