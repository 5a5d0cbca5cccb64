"""What a chart says, before anything is drawn: its lines, axis, words, table and CSV."""

import csv
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest

from charts.layout.labels import baseline_words, hidden_runs
from charts.model.build import NO_RANGE, breakdown_chart, indicator_chart, on_one_axis
from charts.model.chart import Chart, Point
from charts.model.table import COLUMNS, csv_text, rows
from charts.model.words import opened
from charts.svg.line_chart import svg
from schemas.periods import PeriodKind
from schemas.states import BRIEF, WORDS, State
from tests.charts.examples import (
    EET,
    EET_COUNTS,
    NAMES,
    chart_of,
    eet,
    in_and_out,
    placements,
    quarters,
)
from tests.charts.small_charts import COUNCIL, NEAREST, STRATEGY, indicator, measured, neighbours


def records(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(csv_text(chart))))


def without_dates(text: str) -> str:
    """The words of a period taken out, so that any number that is left is a figure."""
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    return re.sub(rf"\d+ of \d+ periods|\d{{4}} to \d{{4}}|(?:{months}) \d{{4}}", "", text)


# Periods and states


@pytest.mark.parametrize("name", NAMES)
def test_x_is_the_last_day_of_the_period(name: str) -> None:
    ends = {(3, 31), (6, 30), (9, 30), (12, 31), (8, 31)}
    assert {(p.at.month, p.at.day) for line in chart_of(name).lines for p in line.points} <= ends


def test_a_year_that_nobody_gave_is_there_and_said() -> None:
    ours = chart_of("missing_rows").own[0]
    missing = [p for p in ours.points if p.state is State.NOT_AVAILABLE]
    assert [p.at for p in missing] == [date(2020, 3, 31), date(2025, 3, 31)]
    assert missing[0].text.endswith("in the year to March 2020: no figure for this period.")


@pytest.mark.parametrize(
    ("name", "stretches"),
    [("eet", [8]), ("absence", [3, 5]), ("gcse", [1, 1, 1, 1]), ("all_suppressed", [])],
)
def test_only_neighbouring_figures_are_joined(name: str, stretches: list[int]) -> None:
    assert [len(run) for run in chart_of(name).own[0].segments] == stretches


def test_a_month_that_is_counted_once_a_year_has_no_missing_months() -> None:
    of = indicator("in_learning", "In learning", PeriodKind.MONTH, frequency="annual")
    januaries = measured(of, "January 2020", [68.0, *[None] * 23, 75.0])
    chart = indicator_chart(of, COUNCIL, STRATEGY, januaries, [], [], "Three in four", None)
    states = [(p.tick, p.state) for p in chart.own[0].points]
    assert [tick for tick, _ in states] == ["Jan 2020", "Jan 2021", "Jan 2022"]
    assert states[1][1] is State.NOT_AVAILABLE
    assert [t.label for t in chart.ticks] == ["Jan 2020", "Jan 2021", "Jan 2022"]
    assert "in one month each year" in chart.subtitle


def test_comparators_from_before_our_first_figure_are_left_out() -> None:
    given = eet()
    late = indicator_chart(
        EET, COUNCIL, STRATEGY, given.ours[4:], given.beside, given.like, given.title, NEAREST
    )
    assert {line.points[0].at for line in late.lines} == {date(2022, 3, 31)}


def test_a_point_that_is_hidden_cannot_hold_a_number() -> None:
    with pytest.raises(ValueError, match="suppressed cannot hold a number"):
        Point(date(2025, 3, 31), "the year to March 2025", "2025", State.SUPPRESSED, numerator=0)
    with pytest.raises(ValueError, match="needs a value"):
        Point(date(2025, 3, 31), "the year to March 2025", "2025", State.SHOWN)


@pytest.mark.parametrize("ours", [[], quarters().ours + eet().ours])
def test_a_line_is_of_one_kind_of_period(ours: Sequence[object]) -> None:
    with pytest.raises(ValueError, match="one kind"):
        indicator_chart(EET, COUNCIL, STRATEGY, ours, [], [], "No", None)  # type: ignore[arg-type]


def test_more_than_two_groups_are_several_charts() -> None:
    groups = [measured(EET, "2017-18", EET_COUNTS, category=f"Group {n}") for n in range(3)]
    with pytest.raises(ValueError, match="one or two groups"):
        breakdown_chart(EET, STRATEGY, groups, "Three groups")
    several = on_one_axis(
        [indicator_chart(EET, COUNCIL, STRATEGY, g, [], [], "One", None) for g in groups]
        + [chart_of("placements")]
    )
    assert len({chart.axis for chart in several}) == 1
    assert several[0].key == "care-leavers-eet-19-21-placement-location-group-0"


# Words


def test_the_alternative_says_the_finding_both_ends_and_the_comparators() -> None:
    assert chart_of("eet").alt == (
        "About half of care leavers aged 19 to 21 are in work or learning. "
        "Nottinghamshire: 44 % in the year to March 2018, 51 % in the year to March 2025 "
        "(55 % at the start of the strategy); "
        "England 54 %, East Midlands 56 % and councils like ours 55 %."
    )


def test_the_alternative_names_what_is_hidden() -> None:
    alt = chart_of("gcse").alt
    assert "No figure: hidden in the school year 2017 to 2018, " in alt
    assert "not available in the school year 2019 to 2020 and the school year 2020 to 2021." in alt
    assert "hidden in 6 of 9 periods" in chart_of("severe_absence").alt
    assert "no figure is shown" in chart_of("all_suppressed").alt


@pytest.mark.parametrize("name", NAMES)
def test_the_alternative_is_one_to_three_sentences(name: str) -> None:
    assert 1 <= len(re.findall(r"\.(?: |$)", chart_of(name).alt)) <= 3


def test_a_hover_is_a_plain_sentence_with_its_counts() -> None:
    ours, england, _, like = chart_of("eet").lines
    assert ours.points[-1].text == (
        "In the year to March 2025, 262 of 513 care leavers aged 19 to 21 (51 %) were in "
        "education, employment or training. Allowing for chance, it could be 47 % to 55 %."
    )
    assert england.points[-1].text == "England, in the year to March 2025: 54 %."
    assert like.points[-1].text == (
        "Councils like ours, in the year to March 2025: the middle one is 55 %. "
        "They go from 44 % to 62 %; 10 of 10 have a figure."
    )


def test_the_notes_say_how_to_read_it() -> None:
    notes = " ".join(chart_of("missing_rows").notes)
    assert "The axis starts at 30 %, not nought." in notes
    assert "95 % range" in notes
    assert "of the 9 or 10 councils most like ours (May 2025) that have a figure." in notes
    assert "No figure for this period." in notes
    assert "Invented figures" in " ".join(chart_of("quarters").notes)
    assert "At the start of the strategy: hidden" in " ".join(chart_of("severe_absence").notes)


def test_the_band_is_drawn_where_three_councils_have_a_figure() -> None:
    given = placements()
    like = neighbours(given.of, "2018-19", [(4, 10, 14, n) for n in (1, 3, 3, 2, 10, 10, 10)])
    like[3] = like[3].model_copy(update={"high": 80.0})
    chart = replace(given, like=like).chart()
    assert [[r.with_value for r in run] for run in chart.band] == [[3, 3], [10, 10, 10]]
    assert chart.axis.high < 80
    assert "lowest to highest of the 3 to 10 councils most like ours" in chart.neighbours_label
    assert rows(chart)[3]["Councils like ours: range"] == "4 % to 80 %, 2 of 10"
    alone = [n.model_copy(update={"with_value": 1}) for n in like]
    assert replace(given, like=alone).chart().neighbours_label == ""


def test_the_band_of_all_the_councils_needs_no_more_words() -> None:
    assert chart_of("placements").neighbours_label == (
        "Grey band: lowest to highest of the 10 councils most like ours (May 2025)."
    )


def test_figures_without_a_range_are_explained_where_others_have_one() -> None:
    given = placements()
    bare = [replace(m, low=None, high=None) for m in given.ours]
    assert NO_RANGE in replace(given, ours=[bare[0], *given.ours[1:]]).chart().notes
    assert NO_RANGE not in replace(given, ours=bare).chart().notes
    assert NO_RANGE not in given.chart().notes


def test_our_own_missing_period_is_not_put_on_a_publisher() -> None:
    given = replace(quarters(), start=None)
    numbers = dict.fromkeys(("numerator", "denominator", "value", "low", "high"))
    missing = replace(given.ours[-1], **numbers, state=State.NOT_AVAILABLE)
    chart = replace(given, ours=[*given.ours[:-1], missing]).chart()
    assert "No figure for this period." in chart.notes
    assert rows(chart)[-1]["Nottinghamshire"] == "No figure for this period"
    assert chart.own[0].points[-1].text.endswith(": no figure for this period.")
    assert hidden_runs(chart.own[0])[-1].full == "No figure for this period"
    assert "publisher" not in " ".join([*chart.notes, svg(chart), csv_text(chart)])
    assert WORDS[State.NOT_AVAILABLE] + "." in chart_of("gcse").notes


def test_a_whole_years_baseline_beside_quarters_says_what_it_is_over() -> None:
    given = quarters()
    year = measured(EET, "2021-22", [(199, 421)])[0]
    chart = indicator_chart(
        given.of, COUNCIL, STRATEGY, given.ours, [], [], given.title, NEAREST, year
    )
    assert chart.baseline
    assert chart.baseline.at == date(2022, 6, 30)
    assert baseline_words(chart) == "47 % over the year to March 2022"
    assert "(47 % at the start of the strategy, over the year to March 2022)" in chart.alt


def test_a_hidden_baseline_has_no_line() -> None:
    assert chart_of("severe_absence").baseline is None


# Table and CSV


def test_the_table_has_our_figures_oldest_first() -> None:
    first, *_, last = rows(chart_of("eet"))
    assert last == {
        "Period": "Year to March 2025",
        "Nottinghamshire": "51 %",
        "Number": "262 of 513",
        "95 % range": "47 % to 55 %",
        "England": "54 %",
        "East Midlands": "56 %",
        "Councils like ours": "55 %",
        "Councils like ours: range": "44 % to 62 %, 10 of 10",
    }
    assert first["Period"] == "Year to March 2018"


def test_the_table_says_why_a_figure_is_not_there() -> None:
    by_period = {row["Period"]: row for row in rows(chart_of("gcse"))}
    hidden = by_period["School year 2017 to 2018"]
    assert hidden["Nottinghamshire"] == WORDS[State.SUPPRESSED]
    assert {hidden["Number"], hidden["95 % range"]} == {"hidden"}
    assert by_period["School year 2019 to 2020"]["Nottinghamshire"] == WORDS[State.NOT_AVAILABLE]
    assert by_period["School year 2019 to 2020"]["England"] == BRIEF[State.NOT_AVAILABLE]


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_of_a_table_is_blank_and_every_row_has_every_column(name: str) -> None:
    table = rows(chart_of(name))
    assert all(cell for row in table for cell in row.values())
    assert len({tuple(row) for row in table}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_csv_holds_every_point_with_its_state(name: str) -> None:
    chart = chart_of(name)
    points = [(line.label, p) for line in chart.lines for p in line.points]
    found = records(chart)
    assert tuple(found[0]) == COLUMNS
    assert [(r["line"], r["period_end"], r["state"]) for r in found] == [
        (label, p.at.isoformat(), p.state.value) for label, p in points
    ]
    assert [float(r["value"]) if r["value"] else None for r in found] == [
        None if p.value is None else pytest.approx(p.value, abs=1e-4) for _, p in points
    ]


def test_the_csv_says_what_low_and_high_are() -> None:
    kinds = {r["line"]: r["low_to_high"] for r in records(chart_of("eet"))}
    assert kinds["Nottinghamshire"] == "95 % range"
    assert kinds["England"] == ""
    assert kinds["Councils like ours"] == "lowest and highest of 10 of 10"


def test_a_csv_runs_nothing_in_a_spreadsheet() -> None:
    chart = chart_of("eet")
    armed = replace(chart.lines[0], label="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in csv_text(replace(chart, lines=(armed,)))


# Privacy and honesty


@pytest.mark.parametrize(
    "name", ["gcse", "quarters", "severe_absence", "all_suppressed", "in_and_out"]
)
def test_a_hidden_period_has_no_number_in_any_words(name: str) -> None:
    chart = chart_of(name)
    for line in chart.own:
        for point in (p for p in line.points if p.state is State.SUPPRESSED):
            assert not re.search(r"\d", without_dates(point.text))
            cells = next(r for r in rows(chart) if r["Period"] == opened(point.period))
            ours = {k: v for k, v in cells.items() if k in (line.label, "Number", "95 % range")}
            assert not re.search(r"\d", "".join(ours.values()))
    for record in records(chart):
        if record["state"] == "suppressed":
            numbers = ("value", "numerator", "denominator", "low", "high")
            assert not any(record[column] for column in numbers)


def test_a_chart_without_a_figure_has_no_number_in_its_alternative() -> None:
    assert not re.search(r"\d", without_dates(chart_of("all_suppressed").alt))


def test_invented_figures_say_so_everywhere() -> None:
    chart = chart_of("quarters")
    assert chart.illustrative
    assert chart.alt.startswith("Invented figures – ")
    shown = [p for p in chart.own[0].points if p.state is State.SHOWN]
    assert all(p.text.startswith("Invented. ") for p in shown)
    assert {row["Invented"] for row in rows(chart)} == {"yes"}
    assert {r["invented"] for r in records(chart)} == {"yes"}
    assert "Invented" not in rows(chart_of("eet"))[0]


def test_two_groups_do_not_share_a_heading() -> None:
    headings = list(rows(in_and_out())[0])
    assert len(set(headings)) == len(headings) == 7


@pytest.mark.process
def test_only_the_plotly_drawing_loads_plotly() -> None:
    drawing = "charts.svg.line_chart, charts.model.build, charts.model.table"
    program = f"import sys, {drawing}; print('plotly' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert answer.stdout.strip() == "False", answer.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_period_of_ours_is_there_shown_or_said_why_not(name: str) -> None:
    for line in chart_of(name).own:
        days = [p.at for p in line.points]
        assert days == sorted(set(days))
        assert all(p.text for p in line.points)
