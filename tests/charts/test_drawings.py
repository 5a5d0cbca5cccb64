"""The two drawings hold the same figures, and what is hidden stays hidden in both."""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import date
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from charts.layout.text import text_width
from charts.model.chart import Chart
from charts.model.table import csv_text, rows_of_groups
from charts.svg.font import data_uri, with_font
from charts.svg.line_chart import small_multiples, sparkline, svg
from charts.theme import PAPER, STROKES
from schemas.states import BRIEF, State
from tests.charts.drawings import NS, marks, plain, size_of, texts
from tests.charts.examples import NAMES, chart_of, small_multiples_of

OURS = (STROKES["ours"].colour, STROKES["second"].colour)
Key = tuple[str, str]
Said = tuple[str, float | None]


def in_svg(chart: Chart) -> dict[Key, Said]:
    """(line, last day) to (state, value) of every mark."""
    found = {}
    for e in marks(svg(chart)):
        value = e.get("data-value")
        said = e.attrib["data-state"], float(value) if value else None
        found[e.attrib["data-line"], e.attrib["data-at"]] = said
    return found


def in_plotly(chart: Chart) -> dict[Key, Said]:
    return {
        (trace["name"], at): (state, value and round(value, 4))
        for trace in plain(chart)["data"]
        if trace["name"] in {line.label for line in chart.lines}
        for at, value, state in zip(trace["x"], trace["y"], trace["customdata"], strict=True)
    }


def in_chart(chart: Chart) -> dict[Key, Said]:
    return {
        (line.label, p.at.isoformat()): (p.state.value, p.value and round(p.value, 4))
        for line in chart.lines
        for p in line.points
    }


# The same figures


@pytest.mark.parametrize("name", NAMES)
def test_both_drawings_hold_the_figures_of_the_chart(name: str) -> None:
    chart = chart_of(name)
    own = {line.label for line in chart.own}
    everything = in_chart(chart)
    assert in_plotly(chart) == everything
    drawn = {k: v for k, v in everything.items() if k[0] in own or v[0] == State.SHOWN}
    assert in_svg(chart) == drawn


@pytest.mark.parametrize("name", ["eet", "placements", "gcse", "quarters", "entrants"])
def test_a_mark_stands_where_its_value_and_day_are(name: str) -> None:
    chart = chart_of(name)
    picture = svg(chart)
    first, last = chart.dates
    seen = [e for e in marks(picture) if e.get("data-value") and e.tag == f"{NS}circle"]
    places = [float(e.attrib["cx"]) for e in seen]
    left, right = min(places), max(places)
    ticks = [(words, box) for words, box in texts(picture) if box.right < left - 15]
    figures = [(words.removesuffix(" %"), box.bottom - 3.08 - 5) for words, box in ticks]
    heights = {float(words): y for words, y in figures if re.fullmatch(r"[\d.]+", words)}
    (low, bottom), (high, top) = min(heights.items()), max(heights.items())
    for e in seen:
        value = low + (bottom - float(e.attrib["cy"])) / (bottom - top) * (high - low)
        assert value == pytest.approx(float(e.attrib["data-value"]), abs=(high - low) / 400)
        along = (date.fromisoformat(e.attrib["data-at"]) - first).days / (last - first).days
        assert float(e.attrib["cx"]) == pytest.approx(left + along * (right - left), abs=0.3)


def test_the_intervals_and_the_range_are_those_of_the_chart() -> None:
    chart = chart_of("eet")
    traces = {t["name"]: t["y"] for t in plain(chart)["data"]}
    ours = chart.own[0].points
    ribbon = [p.low for p in ours] + [p.high for p in ours][::-1]
    assert traces["Nottinghamshire: 95 % range"] == ribbon
    band = [r.low for r in chart.neighbours] + [r.high for r in chart.neighbours][::-1]
    assert traces["Councils like ours: lowest to highest"] == band


# Hidden and missing


@pytest.mark.parametrize("name", ["absence", "gcse", "quarters", "missing_rows", "in_and_out"])
def test_no_line_crosses_a_period_without_a_figure(name: str) -> None:
    chart = chart_of(name)
    joined = [
        e.attrib["d"].count("L") + 1
        for e in ElementTree.fromstring(svg(chart)).iter(f"{NS}path")
        if e.get("stroke-width") == "3" and e.get("stroke") in OURS
    ]
    stretches = [len(run) for line in chart.own for run in line.segments if len(run) > 1]
    assert sorted(joined) == sorted(stretches)
    lines = [t for t in plain(chart)["data"] if t["mode"] == "lines+markers"]
    assert all(t["connectgaps"] is False for t in lines)


@pytest.mark.parametrize("name", NAMES)
def test_each_period_without_a_figure_is_a_hollow_mark_with_a_word(name: str) -> None:
    chart = chart_of(name)
    unseen = [(line.label, p) for line in chart.own for run in line.gaps for p in run]
    hollow = [e for e in marks(svg(chart)) if e.attrib["fill"] == PAPER]
    assert len(hollow) == len(unseen)
    assert not any("data-value" in e.attrib for e in hollow)
    said = " ".join(words for words, _ in texts(svg(chart)))
    parsed = plain(chart)
    written = " ".join(a["text"] for a in parsed["layout"]["annotations"])
    marked = [t for t in parsed["data"] if t.get("yaxis") == "y2"]
    assert sum(len(t["x"]) for t in marked) == len(unseen)
    assert all(isinstance(y, str) for t in marked for y in t["y"])
    for word in {BRIEF[p.state] for _, p in unseen}:
        assert word in said.lower()
        assert word in written.lower()


@pytest.mark.parametrize("name", NAMES)
def test_a_hover_is_the_points_own_sentence(name: str) -> None:
    chart = chart_of(name)
    sentences = {p.text for line in chart.lines for p in line.points}
    answering = [t for t in plain(chart)["data"] if t.get("hoverinfo") != "skip"]
    hovers = {text.replace("<br>", " ") for t in answering for text in t["text"]}
    assert {h.replace("&amp;", "&") for h in hovers} == sentences


def test_an_empty_chart_says_so_and_has_no_value_axis() -> None:
    chart = chart_of("all_suppressed")
    for said in (
        [words for words, _ in texts(svg(chart, titled=False))],
        [a["text"] for a in plain(chart)["layout"]["annotations"]],
    ):
        assert "Hidden to protect children's privacy" in said
        assert not any("%" in words for words in said)


# The picture as a picture


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_has_a_title_and_a_description(name: str) -> None:
    for picture in (svg(chart_of(name)), sparkline(chart_of(name))):
        root = ElementTree.fromstring(picture)
        assert root.get("role") == "img"
        assert root.findtext(f"{NS}title") == chart_of(name).title
        assert root.findtext(f"{NS}desc") == chart_of(name).alt


def test_words_that_look_like_markup_are_only_words() -> None:
    chart = chart_of("eet")
    sly = tuple(replace(line, label="<b onload='x'>&\"") for line in chart.lines[:1])
    chart = replace(chart, lines=sly, title="</title><script>1</script>")
    root = ElementTree.fromstring(svg(chart))
    assert not list(root.iter(f"{NS}script"))
    assert "&lt;b onload" in " ".join(a["text"] for a in plain(chart)["layout"]["annotations"])


def test_a_data_uri_is_the_picture_with_its_font() -> None:
    picture = svg(chart_of("quarters"))
    kind, _, encoded = data_uri(picture).partition(",")
    assert kind == "data:image/svg+xml"
    seen = ElementTree.fromstring(unquote(encoded))
    assert list(texts(unquote(encoded))) == list(texts(picture))
    assert "font-face" in (seen.findtext(f"{NS}style") or "")
    assert not [e for e in seen.iter() if "data-line" in e.attrib or e.tag == f"{NS}title"]
    assert not re.search('["<>&#\n]| %', encoded)
    assert with_font(sparkline(chart_of("eet"))) == sparkline(chart_of("eet"))


@pytest.mark.parametrize("name", NAMES)
def test_the_font_in_a_picture_has_every_character_at_the_width_that_was_measured(
    name: str,
) -> None:
    picture = svg(chart_of(name))
    weights, root = {"600": True, "400": False}, ElementTree.fromstring(with_font(picture))
    found = re.findall(r"weight:(\d+);src:url\(.*?,(.*?)\)", root.findtext(f"{NS}style") or "")
    for weight, encoded in found:
        font = TTFont(BytesIO(b64decode(encoded)))
        for e in root.iter(f"{NS}text"):
            words, (size, bold) = e.text or "", size_of(e)
            if bold is weights[weight]:
                advances = [font["hmtx"][font.getBestCmap()[ord(c)]][0] for c in words]
                assert sum(advances) * size / 1000 == pytest.approx(text_width(words, size, bold))
    assert {weight for weight, _ in found} == {"400", "600"}
    assert len(with_font(picture)) - len(picture) < 12000


@pytest.mark.parametrize("name", NAMES)
def test_a_small_multiple_ends_at_our_newest_figure(name: str) -> None:
    chart = chart_of(name)
    line, found = chart.own[0], marks(sparkline(chart))
    solid = [e.attrib["data-at"] for e in found if e.attrib["fill"] != PAPER]
    assert solid == [p.at.isoformat() for p in line.shown[-1:]]
    assert len(found) - len(solid) == sum(len(run) for run in line.gaps)
    page = ElementTree.fromstring(sparkline(chart))
    tall = float(page.attrib["height"])
    circles = [float(e.attrib["cy"]) for e in page.iter(f"{NS}circle")]
    assert all(2 <= cy <= tall - 2 for cy in circles)


# Small multiples


@pytest.mark.parametrize("width", [390, 720, 800])
def test_small_multiples_name_each_group_and_its_newest_figure_on_one_axis(width: int) -> None:
    """What is hidden is in words and a ring, and what nobody has in a smaller one."""
    charts = small_multiples_of(["c", (40, 80), (46, 80)], [(9, 20), "x", "c"], [(30, 60)] * 3)
    drawn = small_multiples(charts, width, titled=False)
    words = [text for text, _ in texts(drawn)]
    for said in ("Group 0", "58 %, 46 of 80", "Group 1", "Group 2", "50 %, 30 of 60"):
        assert said in words
    assert [words.count(s) for s in ("hidden", "not available")] == [3, 1]  # one of them a newest
    sizes = {e.attrib["data-state"]: e.attrib["r"] for e in marks(drawn) if e.get("fill") == PAPER}
    assert float(sizes[State.SUPPRESSED]) > float(sizes[State.NOT_AVAILABLE])
    assert len({chart.axis for chart in charts}) == len({chart.dates for chart in charts}) == 1
    assert csv_text(*charts).count("\n") == 1 + 3 * 3 + 3  # everyone's line once
    assert {row["Group"] for row in rows_of_groups(charts)} == {"Group 0", "Group 1", "Group 2"}
