"""A chart as PowerPoint's own, which opens in its chart editor with its numbers behind it.

A period without a figure is a gap, and the axis says why under its year; nothing is nought that
is not. Values are those of the edition's export, to two decimals.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil
from typing import cast

from lxml import etree
from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import ChartData
from pptx.chart.series import LineSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide as NativeSlide
from pptx.util import Emu, Pt

from charts.layout.text import spread
from charts.model.chart import OWN, Chart, Line, LineRole, Point
from charts.model.words import figure, opened
from charts.theme import AXIS, HAIRLINE, NEIGHBOURS, QUIET, STROKES
from metrics.sentences import number
from schemas.states import BRIEF, State

FEWEST = 3  # figures of ours, for a line; fewer are columns
SIZE = 16  # points: of all its words
START = "At the start"
ABOVE, BESIDE = 12, 76  # points over the plot, and left of it
LOW = 0.15  # of the axis, where words under a point would stand on the periods
_LETTER = 0.66  # of its size, how wide a letter under the axis may be
_COLUMNS: dict[LineRole, str] = {"region": AXIS, "neighbours": NEIGHBOURS}
_MARKERS = {"circle": XL_MARKER_STYLE.CIRCLE, "square": XL_MARKER_STYLE.SQUARE}
_DASHES: dict[LineRole, MSO_LINE] = {
    "second": MSO_LINE.DASH,
    "region": MSO_LINE.DASH,
    "neighbours": MSO_LINE.ROUND_DOT,
    "target": MSO_LINE.SQUARE_DOT,
}


def place(slide: NativeSlide, chart: Chart, box: tuple[int, int, int, int]) -> None:
    """Put the chart on a slide, in (left, top, width, height) in EMU: lines where we have FEWEST
    figures or more, columns otherwise."""
    days = _days(chart)
    kind = XL_CHART_TYPE.LINE_MARKERS if _is_line(chart) else XL_CHART_TYPE.COLUMN_CLUSTERED
    data = ChartData(number_format=_format(chart, chart.decimals))
    data.categories = [_category(chart, day, _letters(chart, Emu(box[2]).pt)) for day in days]
    for line in chart.lines:
        for run in _stretches(line):
            known = {p.at: _exported(p.value) for p in run if p.value is not None}
            data.add_series(line.label, [known.get(day) for day in days])
    if chart.baseline and _is_line(chart):
        value, since = _exported(chart.baseline.value), chart.baseline.at
        data.add_series(START, [value if day >= since else None for day in days])
    x, y, wide, tall = map(Emu, box)
    added = slide.shapes.add_chart(kind, x, y, wide, tall, data)
    shape = cast(GraphicFrame, added)  # python-pptx calls it a Chart
    about = shape._element.nvGraphicFramePr.cNvPr
    about.set("name", f"Chart: {chart.key}")
    about.set("descr", chart.alt)  # for those who cannot see it
    _dress(shape.chart, chart, wide.pt, tall.pt)


def _stretches(line: Line) -> list[tuple[Point, ...]]:
    """The points between breaks in the series: a series of PowerPoint's each, so that nothing joins
    them. One of none, where nothing is shown."""
    runs = groupby(line.shown, key=lambda p: p.stretch)
    return [tuple(run) for _, run in runs] or [()]


def _is_line(chart: Chart) -> bool:
    return any(len(line.shown) >= FEWEST for line in chart.own)


def _days(chart: Chart) -> list[date]:
    return sorted({p.at for line in chart.lines for p in line.points})


def _exported(value: float) -> float:
    """As the edition's export rounds it: to two decimals, halves up."""
    return float(number(value, 2).replace(",", ""))


def _letters(chart: Chart, wide: float) -> int:
    """How many letters have room under a period of a chart so many points wide."""
    return int((wide - BESIDE) / len(_days(chart)) / SIZE / _LETTER)


def _category(chart: Chart, day: date, letters: int) -> str:
    """'2024', and under it why ours has no figure, if it has none, a word a line; a word that has
    no room is broken."""
    points = [p for line in chart.own for p in line.points if p.at == day]
    ticks = [p.tick for line in chart.lines for p in line.points if p.at == day]
    reasons = dict.fromkeys(BRIEF[p.state] for p in points if p.state is not State.SHOWN)
    if not points:
        reasons = {"no figure": None}
    room = max(letters, 4)
    tick = ticks[0] if letters > 4 else ticks[0].replace("20", "’", 1)
    words = [word for words in (tick, *reasons) for word in words.split()]
    return "\n".join(w if len(w) <= room else f"{w[: room - 1]}-\n{w[room - 1 :]}" for w in words)


def _format(chart: Chart, decimals: int) -> str:
    places = "0." + "0" * decimals if decimals else "0"
    after = {"percent": '"\u00a0%"', "days": '" days"', "ratio": '" to 1"'}.get(chart.unit, "")
    return f"{'£' * (chart.unit == '£')}#,##{places}{after}"


def _dress(native: NativeChart, chart: Chart, wide: float, tall: float) -> None:
    """The look of the pages' charts. Lengths are points."""
    native.has_title = False
    native.has_legend = not _is_line(chart)  # columns have no end to write a name at
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
    native.font.size = native.category_axis.tick_labels.font.size = Pt(SIZE)
    native.font.color.rgb = rgb(QUIET)
    _axes(native, chart, wide)
    _in_place(native, chart, wide, tall)
    _strokes(native, chart)
    _values_of_note(native, chart)
    if not _is_line(chart):
        native.plots[0].gap_width = 60


def _axes(native: NativeChart, chart: Chart, wide: float) -> None:
    values, periods = native.value_axis, native.category_axis
    values.minimum_scale, values.maximum_scale = chart.axis.low, chart.axis.high
    if len(chart.axis.ticks) > 1:
        values.major_unit = chart.axis.ticks[1] - chart.axis.ticks[0]
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(HAIRLINE)
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    decimals = next(n for n in range(9) if all(round(t, n) == t for t in chart.axis.ticks))
    values.tick_labels.number_format = _format(chart, decimals)
    values.tick_labels.number_format_is_linked = False
    periods.format.line.color.rgb = rgb(AXIS)
    periods.major_tick_mark = XL_TICK_MARK.OUTSIDE
    periods.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    letters, needed = _letters(chart, wide), 4 if " " in chart.ticks[0].label else 3
    if letters < needed:  # every second period, then
        skip = etree.SubElement(periods._element, qn("c:tickLblSkip"))
        skip.set("val", str(ceil(needed / max(letters, 1))))
        periods._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    body = periods._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    body.set("rot", "0")  # never turned: a word that stands on its side is not read
    body.set("vert", "horz")


def _in_place(native: NativeChart, chart: Chart, wide: float, tall: float) -> None:
    """The plot where the words beside it expect it, whoever draws it."""
    plot = native._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    x, y = BESIDE / wide, ABOVE / tall
    w, h = 1 - x - 0.01, 1 - y - _below(chart, wide) / tall
    layout = etree.fromstring(
        '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{w:.4f}"/><c:h val="{h:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    plot.insert(0, layout)


def _values_of_note(native: NativeChart, chart: Chart) -> None:
    """Our first figure, and the one at the start, written at their points; the newest stands
    beside the plot. Columns are few, and each has its own."""
    own = native.plots[0].series[0]
    shown = [n for n, value in enumerate(own.values) if value is not None]
    days = _days(chart)
    start = [n for n in shown if chart.baseline and days[n] == chart.baseline.at]
    for n in dict.fromkeys([*shown[:1], *start]) if _is_line(chart) else shown:
        label = own.points[n].data_label
        label.position = _clear_of(chart, days[n])
        label.font.size, label.font.bold = Pt(SIZE), True
        label._get_or_add_txPr().find(qn("a:bodyPr")).set("wrap", "none")
        label.font.color.rgb = rgb(STROKES["ours"].colour)


def _clear_of(chart: Chart, day: date) -> XL_LABEL_POSITION:
    """Above our point, or below it where what it is set beside lies above."""
    if not _is_line(chart):
        return XL_LABEL_POSITION.OUTSIDE_END
    values = {line.role: p.value for line in chart.lines for p in line.shown if p.at == day}
    ours = values.pop("ours", None) or 0
    above = sum((value or 0) > ours for value in values.values())
    if ours <= chart.axis.low + LOW * (chart.axis.high - chart.axis.low):
        return XL_LABEL_POSITION.ABOVE  # below it stand the periods
    return XL_LABEL_POSITION.BELOW if above > len(values) / 2 else XL_LABEL_POSITION.ABOVE


def _strokes(native: NativeChart, chart: Chart) -> None:
    """Every series in the colour of its role, and last, if it is there, the baseline's dashes."""
    roles: list[LineRole] = [line.role for line in chart.lines for _ in _stretches(line)]
    series = list(native.plots[0].series)
    for each, role in zip(series, roles, strict=False):
        if isinstance(each, LineSeries):
            _stroke(each, role)
        else:
            each.format.fill.solid()
            each.format.fill.fore_color.rgb = rgb(_COLUMNS.get(role, STROKES[role].colour))
    for start in series[len(roles) :]:
        _line(start, STROKES["ours"].colour, 1, MSO_LINE.DASH)
        start.marker.style = XL_MARKER_STYLE.NONE


def _stroke(series: LineSeries, role: LineRole) -> None:
    stroke = STROKES[role]
    _line(series, stroke.colour, stroke.width, _DASHES.get(role))
    series.marker.style = _MARKERS[stroke.mark]
    series.marker.size = 8 if role in ("ours", "second") else 4
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(stroke.colour)
    series.marker.format.line.color.rgb = rgb(stroke.colour)


def _line(series: LineSeries, colour: str, width: float, dashes: MSO_LINE | None) -> None:
    series.smooth = False
    series.format.line.color.rgb = rgb(colour)
    series.format.line.width = Pt(width)
    if dashes:
        series.format.line.dash_style = dashes


# The words beside the plot


@dataclass(frozen=True, slots=True)
class LineEnd:
    """A line's name and newest figure: `y` is its middle, in points from the chart's top."""

    words: str
    colour: str
    bold: bool
    y: float


def names(chart: Chart) -> list[str]:
    """What is written right of the plot: each line's name and newest figure."""
    return [words for words, *_ in _ends(chart)]


def ends(chart: Chart, wide: float, tall: float) -> list[LineEnd]:
    """What to write right of the plot of a chart of that size in points, pushed apart."""
    lines = _ends(chart)
    wanted = [_y(chart, value, wide, tall) for _, value, _, _ in lines]
    weights = [3.0 if bold else 1.0 for *_, bold in lines]
    placed = spread(wanted, [SIZE * 1.2] * len(lines), 0, tall - 4, weights)
    return [
        LineEnd(words, colour, bold, y)
        for (words, _, colour, bold), y in zip(lines, placed, strict=True)
    ]


def _ends(chart: Chart) -> list[tuple[str, float, str, bool]]:
    lines = [
        (ln.label, ln.shown[-1].value or 0.0, STROKES[ln.role].text, ln.role in OWN)
        for ln in chart.lines
        if ln.shown
    ]
    if start := chart.baseline:
        lines.append((opened(start.label), start.value, STROKES["ours"].colour, False))
    return [
        (f"{words} {figure(value, chart.unit, chart.decimals)}", value, colour, bold)
        for words, value, colour, bold in lines
    ]


def _y(chart: Chart, value: float, wide: float, tall: float) -> float:
    """How far down a value stands, in points from the chart's top."""
    span = chart.axis.high - chart.axis.low or 1
    share = (value - chart.axis.low) / span
    return ABOVE + (tall - ABOVE - _below(chart, wide)) * (1 - share)


def _below(chart: Chart, wide: float) -> float:
    """Room for the words under the axis, in points."""
    letters = _letters(chart, wide)
    most = max(len(_category(chart, day, letters).splitlines()) for day in _days(chart))
    return 12 + SIZE * 1.2 * most + (0 if _is_line(chart) else 2 * SIZE)


def rgb(colour: str) -> RGBColor:
    """A colour that PowerPoint knows, of '#12436d'."""
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))
