"""The process picture: quarters about their average, for those who know it. One SVG, no library.

What it is made from is in charts.xmr.model, what it says in charts.xmr.words.
"""

from collections.abc import Sequence

from charts.layout.frame import Frame
from charts.layout.labels import END, SMALL, End, ticks_of
from charts.layout.text import text_width, wrap
from charts.model.axis import tick_label, time_ticks, value_axis
from charts.model.chart import Axis, Chart, Line, Point, Span
from charts.model.words import figure
from charts.svg import layers, lettering
from charts.svg.marks import block, element, rule
from charts.svg.surround import (
    MARGIN,
    NARROW,
    SMALLEST_PLOT,
    drawn,
    heading,
    key_of,
    picture,
    small_print,
)
from charts.theme import STROKES
from charts.xmr.model import Process, Quarter
from charts.xmr.words import process_alt, process_notes
from schemas.states import State

__all__ = ["Process", "Quarter", "process_alt", "process_notes", "process_svg"]
DASH = (6.0, 4.0)  # of the limits
RING = 9.0  # the radius round a quarter that is outside them


def process_svg(process: Process, width: int = 860, height: int = 400, titled: bool = True) -> str:
    """The picture, `width` pixels wide and at least `height` tall.

    Without `titled` the finding is left to the page; what to read it with is always for the page
    to say (process_notes).
    """
    chart = _chart(process)
    above, top = heading(process.title if titled else "", width, process.illustrative)
    labels = _labels(process, chart, 76 if width < NARROW else 210)
    foot = small_print([chart.axis.note], width)
    lane = lettering.LANE if chart.lines[0].gaps else 0
    below = lane + 30 + foot.height + MARGIN
    plot = max(height - top - below, SMALLEST_PLOT, sum(label.height for label in labels))
    left, right = MARGIN + _widest(chart) + 10, width - MARGIN - _beside(labels)
    frame = Frame(left, right, top, top + plot, *chart.dates, chart.axis)
    pieces = [
        above,
        layers.grid(chart, frame),
        _rules(process, labels, frame),
        layers.line(chart.lines[0], frame),
        _rings(process, frame),
        lettering.end_labels(labels, frame, frame.bottom + 14),
        lettering.lanes(chart, frame, width),
        lettering.days(chart, frame, frame.bottom + lane, width),
        lettering.message(chart, frame),
        block(MARGIN, top + plot + lane + 30, foot),
    ]
    size = (float(width), top + plot + below)
    key = key_of(f"process {process.title}")
    return picture(key, process.title, chart.alt, size, "".join(pieces))


def _chart(process: Process) -> Chart:
    """The quarters as a chart like every other, for the layers that all charts share."""
    line = process.line
    days = [p.at for p in line.points]
    return Chart(
        key="process",
        title=process.title,
        subtitle="",
        source="",
        alt=process_alt(process),
        unit=process.unit,
        decimals=process.decimals,
        lines=(line,),
        neighbours=(),
        neighbours_label="",
        axis=_axis(process, line),
        ticks=time_ticks(line.points),
        strategy=Span(max(days), max(days), ""),
        baseline=None,
        illustrative=process.illustrative,
    )


def _axis(process: Process, line: Line) -> Axis:
    """It has room for every quarter and for the limits; none where nothing is shown."""
    levels = [value for _, value in process.levels] if line.shown else []
    values = [p.value for p in line.shown if p.value is not None]
    return value_axis([*values, *levels], process.unit)


def _labels(process: Process, chart: Chart, room: float) -> list[End]:
    """The limits' and the average's names and figures, to stand right of the plot."""
    if not chart.lines[0].shown:
        return []
    labels = []
    for name, value in process.levels:
        last = Point(chart.dates[1], "", "", State.SHOWN, value)
        words = f"{name} {figure(value, process.unit, process.decimals)}"
        labels.append(End(Line(name, "country", (last,)), last, tuple(wrap(words, END, room))))
    return labels


def _rules(process: Process, labels: Sequence[End], frame: Frame) -> str:
    """The average, and the limits dashed."""
    stroke, rules = STROKES["country"], []
    for label in labels:
        (_, y), dash = frame.at(label.last), () if label.line.label == "Average" else DASH
        rules.append(rule((frame.left, y), (frame.right, y), stroke.colour, 1.5, dash))
    return "".join(rules)


def _rings(process: Process, frame: Frame) -> str:
    """A ring round each quarter that is outside the limits."""
    ring = {"fill": "none", "stroke": STROKES["ours"].colour, "stroke_width": 2}
    places = [
        (frame.x(q.at), frame.y(drawn(q.value, process.unit)))
        for q in process.outside
        if q.value is not None
    ]
    return "".join(element("circle", cx=x, cy=y, r=RING, **ring) for x, y in places)


def _widest(chart: Chart) -> float:
    labels = (tick_label(tick, chart.axis, chart.unit) for tick in ticks_of(chart))
    return max((text_width(label, SMALL) for label in labels), default=0)


def _beside(labels: Sequence[End]) -> float:
    """How wide the words right of the plot are, with the space before them."""
    return max((label.width + 14 for label in labels), default=8)
