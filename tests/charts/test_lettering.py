"""The words in both drawings: all there, clear of each other, and inside the picture."""

from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.layout.frame import Frame
from charts.layout.labels import baseline_box, baseline_words, end_words, value_words
from charts.layout.line_chart import measure
from charts.layout.shapes import Polyline
from charts.layout.text import Box, balanced, spread, text_width, thinned, wrap
from charts.model.axis import tick_label
from charts.model.chart import Chart
from charts.model.series import events_of
from charts.svg.line_chart import sparkline, svg
from charts.theme import EVENT, HAIRLINE, PAPER, STRATEGY, STROKES
from schemas.notes import NotedEvent
from tests.charts.drawings import NS, plain, shapes, size_of, texts, written
from tests.charts.examples import NAMES, chart_of
from view_model.edition_view import EditionView

WIDTHS = (320, 390, 519, 520, 720, 1100)
LONG = "Children placed more than 20 miles from home and outside the county boundary"
LETTERED = [(name, width, titled) for name in NAMES for width in WIDTHS for titled in (True, False)]


def long_winded(chart: Chart) -> Chart:
    lines = tuple(replace(line, label=f"{LONG} {n}") for n, line in enumerate(chart.lines))
    words = f"{LONG}, {LONG.lower()} and {'un' * 60}known"
    return replace(chart, lines=lines, title=words, subtitle=words, source=words)


@pytest.mark.parametrize(("name", "width", "titled"), LETTERED)
def test_no_words_meet_or_leave_the_picture(name: str, width: int, titled: bool) -> None:
    picture = svg(chart_of(name), width, titled=titled)
    page = ElementTree.fromstring(picture).attrib
    whole = Box(0, 0, float(page["width"]), float(page["height"]))
    found = list(texts(picture))
    assert [words for words, box in found if box.outside(whole)] == []
    assert [(a, b) for (a, here), (b, there) in combinations(found, 2) if here.meets(there)] == []
    assert min(size_of(e)[0] for e in ElementTree.fromstring(picture).iter(f"{NS}text")) >= 13


@pytest.mark.parametrize("width", [320, 720])
@pytest.mark.parametrize("many", [1, 2, 7])
@pytest.mark.parametrize("name", NAMES)
def test_what_came_when_meets_no_other_words(name: str, many: int, width: int) -> None:
    """One event is named beside its line; several have a number, and their words are in a list."""
    chart = chart_of(name)
    first, last = chart.dates
    days = [first + (last - first) * (n + 1) / (many + 1) for n in range(many)]
    said = [
        NotedEvent(about="x", event=f"Home {n} opened", dated=day) for n, day in enumerate(days)
    ]
    chart = replace(chart, events=events_of(said, first, last))
    layout = measure(chart, width, titled=False)
    found = list(texts(svg(chart, width, titled=False)))
    assert [(a, b) for (a, here), (b, there) in combinations(found, 2) if here.meets(there)] == []
    written_here = {line.words for line in layout.words}
    assert {event.mark for event in chart.events} <= written_here
    lines = [s for s in layout.over if isinstance(s, Polyline) and s.dash == EVENT]
    assert len(lines) == many
    (note,) = chart.came_then
    assert all(event.label in note for event in said) and "because" not in note


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_long_words_wrap_and_stay_inside(name: str, width: int) -> None:
    picture = svg(long_winded(chart_of(name)), width)
    page = ElementTree.fromstring(picture).attrib
    whole = Box(0, 0, float(page["width"]), float(page["height"]))
    found = list(texts(picture))
    assert [words for words, box in found if box.outside(whole)] == []
    assert [(a, b) for (a, here), (b, there) in combinations(found, 2) if here.meets(there)] == []


def test_lines_are_named_at_their_ends_with_their_newest_value() -> None:
    ends = ["Nottinghamshire 51 %", "England 54 %", "East Midlands 56 %", "Councils like ours 55 %"]
    said = [words for words, _ in texts(svg(chart_of("eet")))]
    written = [a["text"] for a in plain(chart_of("eet"))["layout"]["annotations"]]
    assert set(ends) <= set(said)
    assert set(ends) <= set(written)
    assert plain(chart_of("eet"))["layout"]["showlegend"] is False


def test_lines_that_end_apart_all_say_when() -> None:
    said = " ".join(words for words, _ in texts(svg(chart_of("gcse"), 1100)))
    assert "Councils like ours 8.0 % (2019)" in said
    assert "England 7.9 % (2025)" in said
    chart = chart_of("gcse")
    assert [end_words(chart, line)[-7:] for line in chart.lines] == [*[" (2025)"] * 3, " (2019)"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_both_drawings_write_the_same_lines_in_the_same_places(name: str, width: int) -> None:
    chart = chart_of(name)
    drawn = list(texts(svg(chart, width, 420, titled=False)))
    explored = written(chart, width)
    assert [words for words, _ in explored] == [words for words, _ in drawn]
    for (_, there), (_, here) in zip(explored, drawn, strict=True):
        ends = (here.left, here.top, here.right, here.bottom)
        assert (there.left, there.top, there.right, there.bottom) == pytest.approx(ends, abs=0.1)


@pytest.mark.parametrize("width", [720, 390])
@pytest.mark.parametrize("name", NAMES)
def test_both_drawings_have_the_same_rules_and_bands(name: str, width: int) -> None:
    layout = measure(chart_of(name), width, 420, titled=False)
    lines = [s for s in (*layout.ground, *layout.over) if isinstance(s, Polyline)]
    ends = [(*start, *end) for line in lines for start, end in pairwise(line.places)]
    drawn = [s for s in shapes(chart_of(name), width) if s["type"] == "line"]
    assert [(s["x0"], s["y0"], s["x1"], s["y1"]) for s in drawn] == [
        pytest.approx(each, abs=0.01) for each in ends
    ]


def test_a_phone_names_the_lines_under_the_plot() -> None:
    for words in (list(texts(svg(chart_of("eet"), 390))), written(chart_of("eet"), 380)):
        plot = max(box.bottom for line, box in words if line == "2025")
        assert [box.top > plot for line, box in words if line == "England 54 %"] == [True]


@pytest.mark.parametrize("name", ["eet", "quarters", "entrants"])
def test_the_baseline_is_a_dashed_line_with_words(name: str) -> None:
    chart = chart_of(name)
    assert chart.baseline
    assert baseline_words(chart) in [words for words, _ in texts(svg(chart))]
    assert baseline_words(chart) in [words for words, _ in written(chart)]
    dashed = [s for s in shapes(chart) if "px" in s["line"].get("dash", "")]
    level = measure(chart, height=420, titled=False).frame.y(chart.baseline.value)
    assert [(s["y0"], s["y1"]) for s in dashed] == [pytest.approx((level, level))]
    assert baseline_words(chart_of("eet")) == "55 % at the start"


WITH_BASELINE = [name for name in NAMES if chart_of(name).baseline]


def test_most_examples_have_a_baseline() -> None:
    assert len(WITH_BASELINE) >= 8


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", WITH_BASELINE)
def test_the_baselines_words_stand_at_its_date_or_just_before(name: str, width: int) -> None:
    chart = chart_of(name)
    assert chart.baseline
    for frame in (
        measure(chart, width, 420, titled=False).frame,
        Frame(40, width - 12, 90, 320, *chart.dates, chart.axis),
    ):
        box, x = baseline_box(chart, frame), frame.x(chart.baseline.at)
        wide = box.right - box.left
        room = x + 10 + wide <= frame.right - 6
        assert not box.outside(frame.box)
        assert box.left > x if room else box.left >= x - 10 - wide - 0.01


SIZES = [(720, 360), (700, 475), (390, 330), (1240, 560)]


@pytest.mark.parametrize("size", SIZES)
def test_the_baselines_words_hide_no_figure_of_ours(
    reading: EditionView, size: tuple[int, int]
) -> None:
    """On the chart of every measure."""
    hidden = []
    for indicator in reading.edition.schemas.in_order():
        measured = reading.of(indicator)
        if measured.has_figures and measured.chart.baseline:
            frame = measure(measured.chart, *size, titled=False).frame
            box = baseline_box(measured.chart, frame)
            marks = [frame.at(p) for line in measured.chart.own for p in line.shown]
            hidden += [indicator.id for x, y in marks if box.holds(x, y)]
    assert hidden == []


def test_words_keep_clear_of_other_lines_ends() -> None:
    chart = chart_of("convicted")
    frame = Frame(40, 378, 90, 320, *chart.dates, chart.axis)
    box = baseline_box(chart, frame)
    assert not any(box.holds(*frame.at(line.shown[-1])) for line in chart.lines)


def test_a_phones_plot_leaves_the_latest_value_to_the_key() -> None:
    for name in ("placements", "convicted", "eet"):
        chart = chart_of(name)
        latest = value_words(chart, chart.own[0].shown[-1])
        words = [words for words, _ in texts(svg(chart, 390, titled=False))]
        ticks = {tick_label(tick, chart.axis, chart.unit) for tick in chart.axis.ticks}
        assert words.count(latest) == (latest in ticks)
        assert baseline_words(chart) in words


def test_a_strategy_is_named_in_full_over_years_narrower_than_its_name() -> None:
    chart = chart_of("absence")
    for width in WIDTHS:
        picture = ElementTree.fromstring(svg(chart, width))
        band = next(e for e in picture.iter(f"{NS}rect") if e.get("fill") == STRATEGY)
        end = float(band.attrib["x"]) + float(band.attrib["width"])
        named = [(w, b) for w, b in texts(svg(chart, width)) if w.startswith("Strategy")]
        assert [w for w, b in named if b.left >= 0 and b.right <= end] == ["Strategy 2022 to 2025"]
    drawn = [a["text"] for a in plain(chart, width=340)["layout"]["annotations"]]
    assert "Strategy 2022 to 2025" in drawn


def test_every_value_above_the_lowest_is_ruled_in_plotly_too() -> None:
    chart = chart_of("placements")
    frame = measure(chart, height=420, titled=False).frame
    ruled = [s["y0"] for s in shapes(chart) if s["line"].get("color") == HAIRLINE]
    assert ruled == pytest.approx([frame.y(tick) for tick in chart.axis.ticks[1:]])


def test_the_strategys_years_are_shaded_and_named() -> None:
    bands = [s for s in shapes(chart_of("gcse")) if s["type"] == "rect"]
    frame = measure(chart_of("gcse"), height=420, titled=False).frame
    years = frame.x(date(2022, 4, 1)), frame.x(date(2025, 3, 31))
    assert [(s["x0"], s["x1"]) for s in bands] == [pytest.approx(years)]
    for name in NAMES:
        picture = svg(chart_of(name))
        named = "Strategy 2022 to 2025" in [words for words, _ in texts(picture)]
        assert (STRATEGY in picture) == named == (name != "next_strategy")


@pytest.mark.parametrize("titled", [True, False])
def test_an_axis_that_starts_above_nought_says_so(titled: bool) -> None:
    note = "The axis starts at 30 %, not nought."
    assert note in " ".join(words for words, _ in texts(svg(chart_of("eet"), titled=titled)))
    assert note in [a["text"] for a in plain(chart_of("eet"))["layout"]["annotations"]]


def test_invented_figures_are_marked_in_every_drawing() -> None:
    chart = chart_of("quarters")
    drawn = [svg(chart), svg(chart, titled=False), svg(chart, 390)]
    assert all(any("Invented" in words for words, _ in texts(picture)) for picture in drawn)
    assert any("Invented" in a["text"] for a in plain(chart)["layout"]["annotations"])
    assert not any("Invented" in words for words, _ in texts(svg(chart_of("eet"))))
    ours = STROKES["ours"].colour
    assert ours not in sparkline(chart) and ours in sparkline(chart_of("eet"))


def test_two_groups_differ_by_more_than_colour() -> None:
    ours, second = STROKES["ours"], STROKES["second"]
    assert ours.mark != second.mark
    assert ours.dash != second.dash
    beside = [STROKES[role] for role in ("country", "region", "neighbours")]
    assert len({s.dash for s in beside}) == 3


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [PAPER, STRATEGY])
def test_words_and_lines_stand_out_from_what_is_behind_them(ground: str) -> None:
    for stroke in STROKES.values():
        assert contrast(stroke.text, ground) >= 4.5
        assert contrast(stroke.colour, ground) >= 3


# Layout


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(10, 40)), max_size=6))
def test_spread_keeps_order_and_keeps_apart(wanted: list[tuple[float, float]]) -> None:
    places, sizes = [w for w, _ in wanted], [s for _, s in wanted]
    centres = spread(places, sizes, 0, 300)
    order = sorted(range(len(wanted)), key=lambda i: (centres[i], places[i]))
    for a, b in pairwise(order):
        assert centres[b] - centres[a] >= (sizes[a] + sizes[b]) / 2 - 1e-6
        assert places[a] <= places[b]
    assert all(
        c - s / 2 >= -1e-6 and c + s / 2 <= 300 + 1e-6 for c, s in zip(centres, sizes, strict=True)
    )


def test_spread_leaves_alone_what_does_not_overlap() -> None:
    assert spread([50, 10, 90], [20, 20, 20], 0, 100) == [50, 10, 90]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120), st.integers(40, 400))
def test_wrapped_lines_fit_and_lose_nothing(words: str, width: int) -> None:
    for lines in (wrap(words, 14, width), balanced(words, 14, width)):
        assert "".join("".join(lines).split()) == "".join(words.split())
        assert all(text_width(line, 14) <= width for line in lines if len(line) > 1)


def test_thinning_counts_back_from_the_newest() -> None:
    assert thinned([0, 30, 60, 90, 120], 50) == [0, 2, 4]
    assert thinned([0, 30, 60, 90], 50) == [1, 3]
    assert thinned([0], 50) == [0]
