"""The process picture: quarters about their average, for those who know it. One SVG.

What it is made from is in charts.xmr.model, what it says in charts.xmr.words.
"""

from collections.abc import Sequence

from charts.layout.labels import LineLabel, line_label
from charts.layout.line_chart import measure
from charts.layout.shapes import Mark, Polyline, Shape
from charts.layout.surround import NARROW
from charts.model.axis import drawn, time_ticks, value_axis
from charts.model.chart import Chart, Line, Point, Span, key_of
from charts.model.words import figure
from charts.svg.painter import picture
from charts.theme import STROKES
from charts.xmr.model import Process, Quarter
from charts.xmr.words import process_alt, process_notes
from schemas.states import State

__all__ = ["Process", "Quarter", "process_alt", "process_notes", "process_svg"]
OURS = STROKES["ours"].colour
DASH = (6.0, 4.0)  # of the limits
RING = 9.0  # the radius round a quarter that is outside them


def process_svg(process: Process, width: int = 860, height: int = 400, titled: bool = True) -> str:
    """The picture, `width` pixels wide and at least `height` tall.

    Without `titled` the finding is left to the page; what to read it with is always for the page
    to say (process_notes).
    """
    chart = _chart(process)
    labels = _labels(process, chart, 76 if width < NARROW else 210)
    layout = measure(chart, width, height, titled, beside=labels)
    frame, stroke = layout.frame, STROKES["country"]
    rules: list[Shape] = []
    for label in labels:
        y, dash = frame.at(label.line.shown[-1])[1], () if label.line.label == "Average" else DASH
        rules.append(Polyline(((frame.left, y), (frame.right, y)), stroke.colour, 1.5, dash))
    rings = (
        Mark((frame.x(q.at), frame.y(drawn(q.value, process.unit))), RING, "none", OURS, 2)
        for q in process.outside
        if q.value is not None
    )
    shapes = [*layout.ground, *rules, *layout.figures, *rings, *layout.over, *layout.words]
    return picture(process.title, chart.alt, layout.size, shapes, chart.key)


def _chart(process: Process) -> Chart:
    """The quarters as a chart like every other: with room for every quarter and for the limits;
    none where nothing is shown."""
    line = process.line
    days = [p.at for p in line.points]
    levels = [value for _, value in process.levels] if line.shown else []
    values = [p.value for p in line.shown if p.value is not None]
    return Chart(
        key=key_of(f"process {process.title}"),
        title=process.title,
        subtitle="",
        source="",
        alt=process_alt(process),
        unit=process.unit,
        decimals=process.decimals,
        lines=(line,),
        neighbours=(),
        neighbours_label="",
        axis=value_axis([*values, *levels], process.unit),
        ticks=time_ticks(line.points),
        strategy=Span(max(days), max(days), ""),
        baseline=None,
        illustrative=process.illustrative,
    )


def _labels(process: Process, chart: Chart, room: float) -> Sequence[LineLabel]:
    """The limits' and the average's names and figures, to stand right of the plot."""
    levels = process.levels if chart.lines[0].shown else ()
    last = chart.dates[1]
    return [
        line_label(
            Line(name, "country", (Point(last, "", "", State.SHOWN, value),)),
            f"{name} {figure(value, process.unit, process.decimals)}",
            room,
        )
        for name, value in levels
    ]
