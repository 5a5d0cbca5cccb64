"""A small multiple: our line alone, for a row of the overview. The row says the figures."""

from dataclasses import replace
from xml.sax.saxutils import escape

from charts.layout.frame import Frame
from charts.model.chart import Axis, Chart, Line
from charts.svg.layers import said
from charts.svg.marks import element, mark, path, rule, text
from charts.theme import FONT, QUIET, STRATEGY, STROKES, TAG, Stroke

LEAST = 0.35  # of the full chart's axis: so that a wobble does not fill the height
EDGE = 6.0
HOLLOW = Stroke(QUIET, QUIET, 1, (), "circle", 2.5)
TAGGED = 14.0  # for the word 'Illustrative'
LANE = 9.0  # for periods without a value


def sparkline(chart: Chart, width: int = 160, height: int = 40) -> str:
    """Our line, in pixels: its newest point, the baseline, the strategy's years, what is hidden."""
    line = chart.own[0]
    frame = _frame(chart, line, width, height)
    drawn = [_strategy(chart, frame), _tag(chart), _baseline(chart, frame), _line(line, frame)]
    return element(
        "svg",
        "".join(
            [element("title", escape(chart.title)), element("desc", escape(chart.alt)), *drawn]
        ),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        font_family=FONT,
    )


def _frame(chart: Chart, line: Line, width: float, height: float) -> Frame:
    top = EDGE + (TAGGED if chart.illustrative else 0)
    bottom = height - EDGE - (LANE if line.gaps else 0)
    first, last = line.points[0].at, line.points[-1].at
    return Frame(0, width, top, bottom, first, last, _axis(chart, line), pad=EDGE)


def _axis(chart: Chart, line: Line) -> Axis:
    """As high as our own values, and never so tight that a wobble looks like a leap."""
    values = [p.value for p in line.shown if p.value is not None]
    values += [chart.baseline.value] if chart.baseline else []
    if not values:
        return chart.axis
    least = LEAST * (chart.axis.high - chart.axis.low)
    spare = max(0.0, least - (max(values) - min(values))) / 2
    return replace(chart.axis, low=min(values) - spare, high=max(values) + spare)


def _strategy(chart: Chart, frame: Frame) -> str:
    left, right = frame.years(chart.strategy)
    height = frame.bottom + 2 * EDGE + LANE
    return element("rect", x=left, y=0, width=right - left, height=height, fill=STRATEGY)


def _baseline(chart: Chart, frame: Frame) -> str:
    if not chart.baseline:
        return ""
    y = frame.y(chart.baseline.value)
    return rule((frame.left, y), (frame.right, y), QUIET, 1, (3, 3))


def _line(line: Line, frame: Frame) -> str:
    stroke = STROKES[line.role]
    joined = [
        path([frame.at(p) for p in segment], fill="none", stroke=stroke.colour, stroke_width=2)
        for segment in line.segments
        if len(segment) > 1
    ]
    alone = [p for segment in line.segments if len(segment) == 1 for p in segment]
    dots = [mark(frame.at(p), stroke, 2.5) for p in alone]
    newest = [mark(frame.at(p), stroke, 3.5, said(line, p)) for p in line.shown[-1:]]
    below = frame.bottom + EDGE + LANE / 2 - 1
    hollow = [
        mark((frame.x(p.at), below), HOLLOW, HOLLOW.size, said(line, p), hollow=True)
        for gap in line.gaps
        for p in gap
    ]
    return "".join([*joined, *dots, *newest, *hollow])


def _tag(chart: Chart) -> str:
    return text(0, 11, "Illustrative", 12, TAG) if chart.illustrative else ""
