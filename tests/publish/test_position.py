"""The council's own position in a year stands beside the year's figure, and nowhere else."""

import html
from collections.abc import Callable
from datetime import date

import pytest
from markupsafe import escape

from data.any_file import read_any
from data.due import due
from data.editions.edition import Edition
from data.publish.audit import audit
from pages.deck.slides import _measure
from pages.indicator import _in_short
from schemas.declared import ALL, Schemas
from tests.conftest import Arrives, Publishes
from tests.ingest.corpus import short
from view_model.edition_view import EditionView, IndicatorView

HEALTH = "initial_health_assessments"
FOUR = (
    *("placements_3plus", "care_leavers_eet_19_21", "dental_checks"),
    "suitable_accommodation_19_21",
)
QUARTERS = {  # of each of the four: so many of so many
    "2024-25 Q1": "38,948 250,488 440,650 463,488",
    "2024-25 Q2": "41,939 255,496 452,648 472,496",
    "2024-25 Q3": "44,921 258,501 455,640 480,501",
    "2024-25 Q4": "43,901 262,513 469,637 485,513",
    "2025-26 Q1": "47,896 261,510 470,641 507,510",
    "2025-26 Q2": "52,889 270,516 4,639 490,516",
}
SO_FAR = {
    "placements_3plus": "52 of 889 (6 %); a year before, 41 of 939 (4 %).",
    "care_leavers_eet_19_21": "270 of 516 (52 %); a year before, 255 of 496 (51 %).",
    "dental_checks": "hidden to protect children's privacy; a year before, 452 of 648 (70 %).",
    "suitable_accommodation_19_21": "490 of 516 (95 %); a year before, 472 of 496 (95 %).",
}
YEARS = ("2021-22,26,958", "2022-23,60,957", "2023-24,61,956", "2024-25,43,901")


@pytest.fixture
def edition(arrives: Arrives, publishes: Publishes) -> Edition:
    arrives(
        *(f"placements_3plus,{y.split(',')[0]},,,,{y.split(',', 1)[1]},," for y in YEARS),
        *(f"{name},2024-25,,,,262,513,," for name in FOUR[1:]),
        published=True,
    )
    arrives(
        *(
            f"{name}_in_year,{quarter},,,,{counts},,"
            for quarter, each in QUARTERS.items()
            for name, counts in zip(FOUR, each.split(), strict=True)
        )
    )
    return publishes()


@pytest.fixture
def of(edition: Edition) -> Callable[[str], IndicatorView]:
    view = EditionView(edition, edition.schemas.strategies[0])
    return lambda name: view.of(edition.schemas.indicators[name])


def test_the_position_stands_beside_the_year_and_a_year_ago(
    of: Callable[[str], IndicatorView],
) -> None:
    for name, said in SO_FAR.items():
        measure = of(name)
        (local,) = measure.told_beside
        assert local.sentence.startswith(f"On 30 September 2025 it was {said}")
        assert "Local and provisional" in local.sentence
        assert local.sentence in measure.beside()
        assert escape(local.sentence) in _measure(measure).html
        assert said[:7] in str(_in_short(local)).replace("&#39;", "'")


def test_it_is_never_in_one_line_with_the_years_nor_in_a_list(
    edition: Edition, of: Callable[[str], IndicatorView]
) -> None:
    measure = of("placements_3plus")
    assert [p.value for p in measure.chart.lines[0].points][-1] == pytest.approx(100 * 43 / 901)
    assert measure.latest is not None and measure.latest.period.label == "2024-25"
    verdicts = edition.verdicts(edition.schemas.strategies[0].id)
    assert verdicts["placements_3plus", ALL, ALL].periods == 4
    schemas = edition.schemas
    assert not [i.id for i in schemas.in_order() if i.in_year_of]
    assert not [
        i.id
        for a in schemas.strategies[0].ambitions
        for i in schemas.of_ambition(a)
        if i.in_year_of
    ]


def test_what_is_small_is_hidden_and_cannot_be_worked_out(
    edition: Edition, of: Callable[[str], IndicatorView]
) -> None:
    assert audit(edition).recoverable == ()
    newest = of("dental_checks_in_year").ours[-1]
    assert (newest.period.label, newest.numerator, newest.value) == ("2025-26 Q2", None, None)


def test_a_position_no_newer_than_the_year_is_not_told(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives("placements_3plus,2024-25,,,,43,901,,", published=True)
    arrives("placements_3plus_in_year,2024-25 Q2,,,,41,939,,")
    edition = publishes()
    view = EditionView(edition, edition.schemas.strategies[0])
    assert view.of(edition.schemas.indicators["placements_3plus"]).told_beside == ()


def test_a_quarter_of_a_yearly_measure_is_told_where_it_belongs(schemas: Schemas) -> None:
    (problem,) = read_any("file.csv", short("dental_checks,Q2 25/26,452,639"), schemas).problems
    assert problem.message == (
        "this measure is counted once a year. For its position at the end of a quarter, write "
        "'dental_checks_in_year'."
    )


def months(*counts: str) -> list[str]:
    """Rows of a measure that is counted by months too, from April 2024."""
    ends = [date(2024 + (n + 3) // 12, (n + 3) % 12 + 1, 1) for n in range(len(counts))]
    rows = zip(ends, counts, strict=True)
    return [f"{HEALTH},{at:%Y-%m},,,,{n}" for at, n in rows]


def test_months_are_added_up_and_told_beside_those_of_a_year_before(
    arrives: Arrives, publishes: Publishes
) -> None:
    year = [f"{12 + n},{24 + n},," for n in range(12)]
    arrives(*months(*year, "18,29,,", "19,30,,", "29,31,,", "21,32,,"))
    edition = publishes()
    measure = EditionView(edition, edition.schemas.strategies[0]).of(
        edition.schemas.indicators[HEALTH]
    )
    by_quarter = {m.period.label: (m.numerator, m.denominator) for m in measure.ours}
    assert by_quarter["2024-25 Q1"] == (12 + 13 + 14, 24 + 25 + 26)
    assert by_quarter["2024-25"] == (sum(range(12, 24)), sum(range(24, 36)))
    assert "2025-26 Q2" not in by_quarter, "one month is no quarter"
    (by_month,) = measure.told_beside
    assert by_month.sentence == (
        "In July 2025 it was 21 of 32 (66 %); a year before, 15 of 27 (56 %)."
    )
    assert by_month.sentence in measure.beside()
    assert by_month.headline.endswith(": 66 % in July 2025, 56 % a year before")
    assert [p.tick for p in by_month.chart.lines[0].points][-1] == "Jul 2025"
    assert len(measure.chart.lines[0].points) == 5, "the quarters are a line of their own"
    told = str(_in_short(by_month))
    assert "privacy; April to June 2025 together, 66 of 90 (73 %)" in html.unescape(told)
    verdict = edition.verdicts(edition.schemas.strategies[0].id)[HEALTH, ALL, ALL]
    assert verdict.periods <= 5, "no word is of months"
    assert audit(edition).recoverable == ()
    june = next(m for m in by_month.shown if m.period.label == "2025-06")
    assert (june.value, by_quarter["2025-26 Q1"]) == (None, (66, 90)), "pooled, then hidden"


def test_rolling_years_are_told_beside_the_year_before_and_what_overlaps_is_safe(
    arrives: Arrives, publishes: Publishes
) -> None:
    counts = ["40,60", "41,60", "42,60", "43,61", "44,61", "30,33", "46,62"]
    names = [f"{year} Q{q}" for year in ("2024-25", "2025-26") for q in (1, 2, 3, 4)]
    quarters = dict(zip(names, counts, strict=False))
    arrives(
        *(f"{HEALTH},{quarter},,,,{n},," for quarter, n in quarters.items()),
        f"{HEALTH},12 months to December 2024,,,,160,240,,",
        f"{HEALTH},year to September 2025,,,,159,215,,",
        f"{HEALTH},rolling 12 months to 31/12/2025,,,,163,217,,",
    )
    edition = publishes()
    measure = EditionView(edition, edition.schemas.strategies[0]).of(
        edition.schemas.indicators[HEALTH]
    )
    (rolling,) = measure.told_beside
    assert rolling.sentence == (
        "In the year to December 2025 it was 163 of 217 (75 %); a year before, 160 of 240 (67 %)."
    )
    ticks = [(p.tick, p.value is None) for p in rolling.chart.lines[0].points]
    assert ticks == [
        *(("Dec 2024", False), ("Mar 2025", False), ("Jun 2025", True)),
        *(("Sep 2025", True), ("Dec 2025", False)),
    ], "the year to March is one of them; what would tell the hidden quarter is hidden"
    assert audit(edition).recoverable == ()
    verdict = edition.verdicts(edition.schemas.strategies[0].id)[HEALTH, ALL, ALL]
    assert verdict.periods <= len(quarters), "no word is of rolling years"


def test_a_measure_that_waits_is_told_from_its_first_figure_on(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    arrives("reviews_on_time,2025-26 Q1,,,,80,90,,")
    edition = publishes()
    assert edition.schemas.indicators["reviews_on_time"] in edition.schemas.in_order()
    assert "visits_on_time" not in edition.schemas.indicators
    known = {i.id for i in schemas.in_order()}
    assert not known & {"reviews_on_time", "visits_on_time"}
    assert {"reviews_on_time", "visits_on_time"} <= {
        i.id for i in schemas.in_order(everything=True)
    }
    owed = {i.id for each in due(schemas, {}, date(2026, 5, 1)) for i in each.indicators}
    assert owed & known and not owed & {"reviews_on_time", "visits_on_time"}
