"""The words of the full SVG, each in a place of its own: years, values, line ends, hidden periods.

Each takes the chart and its frame and gives a piece of SVG; none decides what is said.
"""

from collections.abc import Sequence

from charts.layout.frame import Frame
from charts.layout.labels import (
    END,
    LEADING,
    SMALL,
    SMALLEST,
    End,
    Gap,
    baseline_box,
    baseline_words,
    gaps,
    nothing_shown,
    uncrowded,
)
from charts.layout.text import spread, text_width, thinned, wrap
from charts.model.chart import Chart, Line
from charts.svg.layers import said
from charts.svg.marks import Words, block, mark, path, rule, text
from charts.theme import AXIS, BASELINE, QUIET, STROKES, Stroke

LANE = 40.0  # below the plot, for the periods of one line that have no value


def days(chart: Chart, frame: Frame, top: float, width: float) -> str:
    """The years under the plot, as many as there is room for; the newest is always named."""
    places = [frame.x(tick.at) for tick in chart.ticks]
    widest = max(text_width(tick.label, SMALL) for tick in chart.ticks)
    rightmost = width - 4 - widest / 2
    pieces = [rule((x, frame.bottom), (x, frame.bottom + 5), AXIS) for x in places]
    pieces += [
        text(min(places[i], rightmost), top + 20, chart.ticks[i].label, SMALL, QUIET, "middle")
        for i in thinned(places, widest + 12)
    ]
    return "".join(pieces)


def baseline(chart: Chart, frame: Frame) -> str:
    """The dashed line at the level the strategy started from, and its words in a clear place."""
    if not chart.baseline:
        return ""
    stroke, words = STROKES["ours"], baseline_words(chart)
    box = baseline_box(chart, frame)
    x, y = frame.x(chart.baseline.at), frame.y(chart.baseline.value)
    dashed = rule((x, y), (frame.right, y), stroke.colour, 1.25, BASELINE)
    return dashed + text(box.left, box.bottom - 5, words, SMALL, stroke.text, bold=True, halo=True)


def end_labels(labels: Sequence[End], frame: Frame, lowest: float) -> str:
    """The lines' names and newest values, right of the plot, pushed apart."""
    wanted = [frame.at(label.last)[1] for label in labels]
    weights = [3.0 if label.bold else 1.0 for label in labels]
    heights = [label.height for label in labels]
    centres = spread(wanted, heights, frame.top - 4, lowest, weights)
    return "".join(
        _leader(label, frame, centre) + _end(label, frame.right + 12, centre)
        for label, centre in zip(labels, centres, strict=True)
    )


def key(labels: Sequence[End], left: float, top: float) -> str:
    """The same names and values under a narrow plot, each with a piece of its line."""
    pieces = []
    for label in labels:
        stroke, middle = STROKES[label.line.role], top + LEADING / 2 + 1
        pieces.append(_swatch(stroke, left, middle))
        pieces.append(_end(label, left + 38, top + label.height / 2))
        top += label.height + 2
    return "".join(pieces)


def lanes(chart: Chart, frame: Frame, width: float) -> str:
    """Under the axis, each period of ours that has no value, as a hollow mark with a word."""
    with_gaps = [one for one in chart.own if one.gaps]
    return "".join(
        _lane(chart, one, frame, frame.bottom + n * LANE, width) for n, one in enumerate(with_gaps)
    )


def message(chart: Chart, frame: Frame) -> str:
    """What stands in an empty plot."""
    lines = tuple(wrap(nothing_shown(chart), END, frame.right - frame.left - 20))
    words = Words(lines, END, LEADING, QUIET)
    top = (frame.top + frame.bottom - words.height) / 2
    return block((frame.left + frame.right) / 2, top, words, "middle")


def _leader(label: End, frame: Frame, centre: float) -> str:
    """A hairline from the line's last point to its label, where they are not side by side."""
    x, y = frame.at(label.last)
    if abs(centre - y) < 5 or label.last.at != frame.last:
        return ""
    start = x + 8
    points = [(start, y), (frame.right, y), (frame.right + 9, centre)]
    return path(points, fill="none", stroke=AXIS, stroke_width=0.75)


def _end(label: End, left: float, centre: float) -> str:
    top = centre - len(label.lines) * LEADING / 2
    return "".join(
        text(
            left, top + 14 + n * LEADING, words, END, STROKES[label.line.role].text, bold=label.bold
        )
        for n, words in enumerate(label.lines)
    )


def _swatch(stroke: Stroke, left: float, middle: float) -> str:
    drawn = rule((left, middle), (left + 28, middle), stroke.colour, stroke.width, stroke.dash)
    return drawn + mark((left + 14, middle), stroke, stroke.size)


def _lane(chart: Chart, one: Line, frame: Frame, top: float, width: float) -> str:
    two = len(chart.own) > 1
    stroke = STROKES[one.role] if two else Stroke(QUIET, QUIET, 1, (), "circle", 0)
    runs = gaps(one)
    y = top + 15
    pieces = [
        rule((frame.x(g.points[0].at), y), (frame.x(g.points[-1].at), y), stroke.colour, 1)
        for g in runs
        if len(g.points) > 1
    ]
    pieces += [
        mark((frame.x(p.at), y), stroke, 4.5, said(one, p), hollow=True)
        for g in runs
        for p in g.points
    ]
    words = [g.brief if nothing_shown(chart) else _fitting(g, frame) for g in runs]
    middles = [(frame.x(g.points[0].at) + frame.x(g.points[-1].at)) / 2 for g in runs]
    pieces += [
        text(x, y + 19, word, SMALLEST, stroke.text, "middle")
        for word, x in uncrowded(words, middles, width)
    ]
    return "".join(pieces)


def _fitting(gap: Gap, frame: Frame) -> str:
    """The full words where the run is long enough to carry them, else the brief ones."""
    room = frame.x(gap.points[-1].at) - frame.x(gap.points[0].at)
    return gap.full if text_width(gap.full, SMALLEST) <= room else gap.brief
