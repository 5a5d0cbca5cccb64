"""A small multiple, for a row of a list: our line, and the country's. The row says the figures.
Pixels."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from charts.layout.frame import Frame
from charts.layout.line_chart import about
from charts.layout.shapes import Polyline, Rectangle, Shape, hollow, mark
from charts.layout.text import Box
from charts.model.chart import Axis, Chart, Line
from charts.theme import QUIET, STRATEGY, STROKES, Stroke

LEAST = 0.35  # of the full chart's axis: so that a wobble does not fill the height
EDGE = 6.0
HOLLOW = Stroke(QUIET, QUIET, 1, (), "circle", 2.5)
INVENTED = Stroke(QUIET, QUIET, 2, (2, 3), "circle", 2.5)
LANE = 9.0  # for periods without a value


def measure_small(chart: Chart, width: float, height: float) -> Iterator[Shape]:
    """Our line over the country's: its newest point, the baseline, the strategy's years, what is
    hidden."""
    line, beside = chart.own[0], [c for c in chart.beside if c.role == "country"]
    bottom = height - EDGE - (LANE if line.gaps else 0)
    first, last = line.points[0].at, line.points[-1].at
    frame = Frame(0, width, EDGE, bottom, first, last, _axis(chart, (line, *beside)), pad=EDGE)
    left, right = frame.years(chart.strategy)
    yield Rectangle(Box(left, 0, right, height), STRATEGY)
    if chart.baseline:
        y = frame.y(chart.baseline.value)
        yield Polyline(((0, y), (width, y)), QUIET, 1, (3, 3))
    yield from (
        Polyline(tuple(map(frame.at, run)), STROKES[c.role].colour, 1)
        for c in beside
        for run in c.segments
        if len(run) > 1
    )
    yield from _line(line, frame, INVENTED if chart.illustrative else STROKES[line.role])


def _axis(chart: Chart, lines: Iterable[Line]) -> Axis:
    """As high as the values, and never so tight that a wobble looks like a leap."""
    values = [p.value for line in lines for p in line.shown if p.value is not None]
    values += [chart.baseline.value] if chart.baseline else []
    if not values:
        return chart.axis
    least = LEAST * (chart.axis.high - chart.axis.low)
    spare = max(0.0, least - (max(values) - min(values))) / 2
    return replace(chart.axis, low=min(values) - spare, high=max(values) + spare)


def _line(line: Line, frame: Frame, stroke: Stroke) -> Iterator[Shape]:
    for run in line.segments:
        places = tuple(map(frame.at, run))
        alone = len(places) == 1
        yield (
            mark(places[0], stroke, 2.5)
            if alone
            else Polyline(places, stroke.colour, 2, stroke.dash)
        )
    for p in line.shown[-1:]:
        yield mark(frame.at(p), stroke, 3.5, about(line, p))
    below = frame.bottom + EDGE + LANE / 2 - 1
    for p in (p for run in line.gaps for p in run):
        yield hollow((frame.x(p.at), below), HOLLOW, HOLLOW.size, about(line, p))
