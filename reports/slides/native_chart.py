"""A chart as PowerPoint's own, which opens in its chart editor with its numbers behind it.

A period without a figure is a gap, and the axis says why under its year; nothing is nought that
is not. Values are those of the edition's export, to two decimals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
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
from pptx.util import Pt

from charts.layout.text import spread
from charts.model.chart import OWN, Chart, Line, LineRole
from charts.model.words import figure, opened
from charts.theme import AXIS, HAIRLINE, NEIGHBOURS, QUIET, STROKES
from metrics.sentences import number
from schemas.states import BRIEF, State

FEWEST = 3  # figures of ours, for a line; fewer are columns
SMALL, SMALLEST = 12, 7.5  # points
LETTERS = 4.6  # of its own size, how wide the longest word under a period is
START = "At the start"
ABOVE, BESIDE = 10, 52  # points over the plot, and left of it
_LONG = 12  # letters, before a word under the axis is broken in two lines
_COLUMNS: dict[LineRole, str] = {"region": AXIS, "neighbours": NEIGHBOURS}
_DASHES: dict[LineRole, Any] = {
    "second": MSO_LINE.DASH,
    "region": MSO_LINE.DASH,
    "neighbours": MSO_LINE.ROUND_DOT,
}


def place(slide: Any, chart: Chart, box: tuple[int, int, int, int]) -> Any:
    """Put the chart on a slide, in (left, top, width, height) in EMU; it gives the shape."""
    days = _days(chart)
    kind = XL_CHART_TYPE.LINE_MARKERS if _is_line(chart) else XL_CHART_TYPE.COLUMN_CLUSTERED
    data = CategoryChartData(number_format=_format(chart))
    data.categories = [_category(chart, day) for day in days]
    for line in chart.lines:
        data.add_series(line.label, _values(line, days))
    if chart.baseline and _is_line(chart):
        start = chart.baseline
        held = [_exported(start.value) if day >= start.at else None for day in days]
        data.add_series(START, held)
    shape = slide.shapes.add_chart(kind, *box, data)
    _describe(shape, chart)
    _dress(shape.chart, chart, box[2] / 12700, box[3] / 12700)
    return shape


def _is_line(chart: Chart) -> bool:
    return any(len(line.shown) >= FEWEST for line in chart.own)


def _days(chart: Chart) -> list[date]:
    return sorted({p.at for line in chart.lines for p in line.points})


def _values(line: Line, days: Sequence[date]) -> list[float | None]:
    known = {p.at: _exported(p.value) for p in line.shown if p.value is not None}
    return [known.get(day) for day in days]


def _exported(value: float) -> float:
    """As the edition's export rounds it: to two decimals, halves up."""
    return float(number(value, 2).replace(",", ""))


def _category(chart: Chart, day: date) -> str:
    """'2024', and under it why ours has no figure, if it has none."""
    points = [p for line in chart.own for p in line.points if p.at == day]
    ticks = [p.tick for line in chart.lines for p in line.points if p.at == day]
    reasons = dict.fromkeys(BRIEF[p.state] for p in points if p.state is not State.SHOWN)
    if not points:
        reasons = {"no figure": None}
    said = [r.replace(" ", "\n") if len(r) > _LONG else r for r in reasons]
    return "\n".join([ticks[0].replace(" ", "\n"), *said])


def _format(chart: Chart) -> str:
    places = "0." + "0" * chart.decimals if chart.decimals else "0"
    return f'#,##{places}" %"' if chart.unit == "percent" else f"#,##{places}"


def _describe(shape: Any, chart: Chart) -> None:
    """The text alternative, for those who cannot see it."""
    about = shape._element.nvGraphicFramePr.cNvPr
    about.set("name", f"Chart: {chart.key}")
    about.set("descr", chart.alt)


def _dress(native: Any, chart: Chart, wide: float, tall: float) -> None:
    """The look of the pages' charts. Lengths are points."""
    native.has_title = False
    native.has_legend = not _is_line(chart)  # columns have no end to write a name at
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
    native.font.size = Pt(SMALL)
    native.font.color.rgb = _rgb(QUIET)
    _axes(native, chart)
    each = (wide - BESIDE) / len(_days(chart))
    size = min(SMALL, max(SMALLEST, each / LETTERS))
    native.category_axis.tick_labels.font.size = Pt(round(size * 2) / 2)
    _in_place(native, chart, wide, tall)
    roles: list[LineRole] = [line.role for line in chart.lines]
    for series, role in zip(native.plots[0].series, roles, strict=False):
        _stroke(series, role, _is_line(chart))
    if len(list(native.plots[0].series)) > len(roles):
        _baseline(native.plots[0].series[len(roles)])
    _values_of_note(native, chart)
    if not _is_line(chart):
        native.plots[0].gap_width = 60


def _axes(native: Any, chart: Chart) -> None:
    values, periods = native.value_axis, native.category_axis
    values.minimum_scale, values.maximum_scale = chart.axis.low, chart.axis.high
    if len(chart.axis.ticks) > 1:
        values.major_unit = chart.axis.ticks[1] - chart.axis.ticks[0]
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = _rgb(HAIRLINE)
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    values.tick_labels.number_format = _format(chart) if _whole(chart) else "General"
    values.tick_labels.number_format_is_linked = False
    periods.format.line.color.rgb = _rgb(AXIS)
    periods.major_tick_mark = XL_TICK_MARK.OUTSIDE
    periods.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _upright(periods)


def _whole(chart: Chart) -> bool:
    """Whether the axis can be written with the decimals that the figures have."""
    return all(round(t, chart.decimals) == t for t in chart.axis.ticks)


def _upright(axis: Any) -> None:
    """Never turned: a word that stands on its side is not read."""
    axis.tick_labels.font.size = Pt(SMALL)
    body = axis._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    body.set("rot", "0")
    body.set("vert", "horz")


def _in_place(native: Any, chart: Chart, wide: float, tall: float) -> None:
    """The plot where the words beside it expect it, whoever draws it."""
    plot = native._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    x, y = BESIDE / wide, ABOVE / tall
    w, h = 1 - x - 0.01, 1 - y - _below(chart) / tall
    layout = etree.fromstring(
        '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{w:.4f}"/><c:h val="{h:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    plot.insert(0, layout)


def _values_of_note(native: Any, chart: Chart) -> None:
    """Our first figure, and the one at the start, written at their points; the newest stands
    beside the plot. Columns are few, and each has its own."""
    own = native.plots[0].series[0]
    shown = [n for n, value in enumerate(own.values) if value is not None]
    days = _days(chart)
    start = [n for n in shown if chart.baseline and days[n] == chart.baseline.at]
    for n in dict.fromkeys([*shown[:1], *start]) if _is_line(chart) else shown:
        label = own.points[n].data_label
        label.position = _clear_of(chart, days[n])
        label.font.size, label.font.bold = Pt(SMALL), True
        label.font.color.rgb = _rgb(STROKES["ours"].colour)


def _clear_of(chart: Chart, day: date) -> Any:
    """Above our point, or below it where what it is set beside lies above."""
    if not _is_line(chart):
        return XL_LABEL_POSITION.OUTSIDE_END
    values = {line.role: p.value for line in chart.lines for p in line.shown if p.at == day}
    ours = values.pop("ours", None) or 0
    above = sum((value or 0) > ours for value in values.values())
    crowded = above > len(values) / 2
    return XL_LABEL_POSITION.BELOW if crowded else XL_LABEL_POSITION.ABOVE


def _stroke(series: Any, role: LineRole, is_line: bool) -> None:
    stroke = STROKES[role]
    if not is_line:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(_COLUMNS.get(role, stroke.colour))
        return
    series.smooth = False
    series.format.line.color.rgb = _rgb(stroke.colour)
    series.format.line.width = Pt(stroke.width)
    if role in _DASHES:
        series.format.line.dash_style = _DASHES[role]
    _marker(series, stroke.mark, 8 if role in ("ours", "second") else 4, stroke.colour)


def _marker(series: Any, mark: str, size: int, colour: str) -> None:
    styles = {"circle": XL_MARKER_STYLE.CIRCLE, "square": XL_MARKER_STYLE.SQUARE}
    series.marker.style = styles[mark]
    series.marker.size = size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _rgb(colour)
    series.marker.format.line.color.rgb = _rgb(colour)


def _baseline(series: Any) -> None:
    colour = STROKES["ours"].colour
    series.smooth = False
    series.format.line.color.rgb = _rgb(colour)
    series.format.line.width = Pt(1)
    series.format.line.dash_style = MSO_LINE.DASH
    series.marker.style = XL_MARKER_STYLE.NONE


# The words beside the plot


@dataclass(frozen=True, slots=True)
class End:
    """A line's name and newest figure: `y` is its middle, in points from the chart's top."""

    words: str
    colour: str
    bold: bool
    y: float


def ends(chart: Chart, tall: float) -> list[End]:
    """What to write right of the plot of a chart so many points tall, pushed apart."""
    said = [
        (line.shown[-1].value or 0.0, line.role, line.label) for line in chart.lines if line.shown
    ]
    wanted = [_y(chart, value, tall) for value, _, _ in said]
    sizes = [18.0 if role in OWN else 14.0 for _, role, _ in said]
    start = chart.baseline
    if start:
        wanted.append(_y(chart, start.value, tall))
        sizes.append(14.0)
    weights = [3.0 if size > 14 else 1.0 for size in sizes]
    placed = spread(wanted, sizes, 0, tall - 4, weights)
    labels = [
        End(f"{label} {figure(value, chart.unit, chart.decimals)}", *_type(role), y)
        for (value, role, label), y in zip(said, placed, strict=False)
    ]
    if start:
        value = figure(start.value, chart.unit, chart.decimals)
        labels.append(
            End(f"{opened(start.label)} {value}", STROKES["ours"].colour, False, placed[-1])
        )
    return labels


def _type(role: LineRole) -> tuple[str, bool]:
    return STROKES[role].text, role in OWN


def _y(chart: Chart, value: float, tall: float) -> float:
    """How far down a value stands, in points from the chart's top."""
    span = chart.axis.high - chart.axis.low or 1
    share = (value - chart.axis.low) / span
    return ABOVE + (tall - ABOVE - _below(chart)) * (1 - share)


def _below(chart: Chart) -> float:
    """Room for the words under the axis, in points."""
    most = max(len(_category(chart, day).splitlines()) for day in _days(chart))
    key = 0 if _is_line(chart) else 26
    return 12 + 14 * most + key


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())
