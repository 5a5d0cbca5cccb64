"""A line chart, measured once: where everything stands that a painter paints.

SVG and Plotly are painted from the same layout, so that they say the same in the same places. All
lengths are pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charts.layout.frame import Frame
from charts.layout.labels import (
    LineLabel,
    baseline_box,
    baseline_words,
    divide_box,
    event_boxes,
    hidden_runs,
    line_labels,
    nothing_shown,
    strategy_words,
    ticks_of,
    uncrowded,
)
from charts.layout.shapes import (
    Polyline,
    Rectangle,
    Shape,
    TextBlock,
    TextLine,
    hollow,
    mark,
)
from charts.layout.surround import (
    END,
    LEADING,
    MARGIN,
    NARROW,
    SMALL,
    SMALLEST,
    SMALLEST_PLOT,
    STRIP,
    heading,
    height_of,
    small_print,
    stacked,
    value_grid,
    widest_tick,
)
from charts.layout.text import Box, spread, text_width, thinned, wrap
from charts.model.chart import Chart, Line, Point
from charts.theme import (
    AXIS,
    BASELINE,
    DIVIDE,
    EVENT,
    INK,
    NEIGHBOURS,
    QUIET,
    STRATEGY,
    STRATEGY_TEXT,
    STROKES,
    Stroke,
)
from schemas.states import State

LANE = 40.0  # below the plot, for the periods of one line that have no value
MARKS = 15.0  # from a lane's top to its marks
DAYS = 30.0  # for the periods under the plot


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """Everything on a chart, `size` wide and tall, from the back to the front.

    `ground` is behind the figures, `figures` are the chart's own values as points, lines and areas,
    `over` is drawn across them, and `words` stand on all of it. `lanes` are our lines that have
    periods without a value, from the top.
    """

    chart: Chart
    frame: Frame
    size: tuple[float, float]
    lanes: tuple[Line, ...]
    ground: tuple[Shape, ...]
    figures: tuple[Shape, ...]
    over: tuple[Shape, ...]
    words: tuple[TextLine, ...]

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return (*self.ground, *self.figures, *self.over, *self.words)

    @property
    def bottom(self) -> float:
        """Where the lanes end, or the plot without any."""
        return self.frame.bottom + len(self.lanes) * LANE


def measure(
    chart: Chart,
    width: float = 720,
    height: float = 360,
    titled: bool = True,
    smallest_plot: float = SMALLEST_PLOT,
    beside: Sequence[LineLabel] | None = None,
) -> ChartLayout:
    """The whole chart, as wide as is asked for and at least as tall.

    `titled` writes the finding, the measure, what to read it with and the source into the picture,
    so that it can travel alone; a page that says them itself leaves them out. `smallest_plot` is
    how tall the plot is at least. `beside` are labels to stand right of the plot; else the lines
    are named there, or under a narrow plot.
    """
    keyed = width < NARROW and beside is None
    if beside is None:
        beside = line_labels(chart, width - 60 if keyed else min(width * 0.28, 210))
    alone = (chart.title, chart.subtitle) if titled else ("", "")
    head, above = heading(*alone, width, chart.illustrative)
    source = f"Source: {chart.source}" if chart.source else ""
    foot = small_print([" ".join(chart.notes), source] if titled else [chart.axis.note], width)
    lanes = tuple(line for line in chart.own if line.gaps)
    under = len(lanes) * LANE + DAYS
    key = sum(label.height + 2 for label in beside) + 10 if keyed else 0
    below = under + key + (height_of(foot) + 10 if foot else 0) + MARGIN
    plot = max(height - above - STRIP - below, smallest_plot)
    frame = _frame(chart, width, above + STRIP, plot, () if keyed else beside)
    named = _key(beside, frame.bottom + under + 6) if keyed else _ends(beside, frame)
    parts = [
        *head,
        *_strategy(chart, frame, width),
        *value_grid(ticks_of(chart), chart.axis, chart.unit, frame.left, frame.right, frame.y),
        *_days(chart, frame, frame.bottom + under - DAYS, width),
        *(each for n, line in enumerate(lanes) for each in _lane(chart, line, n, frame, width)),
        *_message(chart, frame),
        *stacked(foot, frame.bottom + below - height_of(foot) - MARGIN),
    ]
    over = [*_divides(chart, frame), *_events(chart, frame), *_baseline(chart, frame), *named]
    return ChartLayout(
        chart,
        frame,
        (width, frame.bottom + below),
        lanes,
        tuple(shape for shape in parts if not isinstance(shape, TextLine)),
        tuple(_figures(chart, lanes, frame)),
        tuple(shape for shape in over if not isinstance(shape, TextLine)),
        tuple(shape for shape in [*parts, *over] if isinstance(shape, TextLine)),
    )


def _frame(
    chart: Chart, width: float, top: float, plot: float, beside: Sequence[LineLabel]
) -> Frame:
    """The plot, at least so tall, with room for its values and for labels right of it."""
    left = MARGIN + widest_tick(ticks_of(chart), chart.axis, chart.unit) + 10
    right = width - MARGIN - max((label.block.width + 14 for label in beside), default=8)
    bottom = top + max(plot, sum(label.height for label in beside))
    return Frame(left, right, top, bottom, *chart.dates, chart.axis)


def unseen_size(point: Point) -> float:
    """What is hidden is there, and looks it; what nobody has is small."""
    return 4.5 if point.state is State.SUPPRESSED else 2.5


def lane_stroke(chart: Chart, line: Line) -> Stroke:
    """Quiet, but a group's own where there are two."""
    return STROKES[line.role] if len(chart.own) > 1 else Stroke(QUIET, QUIET, 1, (), "circle", 0)


def _strategy(chart: Chart, frame: Frame, width: float) -> Iterator[Shape]:
    """The strategy's years, with its name above them: a longer one begins left of them, in the
    picture."""
    left, right = frame.years(chart.strategy)
    if chart.strategy.label and right - left >= 1:
        top = frame.top - STRIP
        yield Rectangle(Box(left, top, right, frame.bottom), STRATEGY)
        words = strategy_words(chart, width - 2 * MARGIN)
        start = max(min(left + 8, right - 4 - text_width(words, SMALLEST)), MARGIN)
        yield TextLine(start, top + 16, words, SMALLEST, STRATEGY_TEXT)


def _days(chart: Chart, frame: Frame, top: float, width: float) -> Iterator[Shape]:
    """The periods under the plot, as many as there is room for; the newest is always named."""
    places = [frame.x(tick.at) for tick in chart.ticks]
    widest = max(text_width(tick.label, SMALL) for tick in chart.ticks)
    for x in places:
        yield Polyline(((x, frame.bottom), (x, frame.bottom + 5)), AXIS)
    for n in thinned(places, widest + 12):
        x = min(places[n], width - 4 - widest / 2)
        yield TextLine(x, top + 20, chart.ticks[n].label, SMALL, QUIET, "middle")


def _lane(chart: Chart, line: Line, n: int, frame: Frame, width: float) -> Iterator[Shape]:
    """Under the axis, a word for each run of periods without a value, and a line to join them."""
    stroke, y = lane_stroke(chart, line), _lane_middle(frame, n)
    runs = hidden_runs(line)
    ends = [(frame.x(run.points[0].at), frame.x(run.points[-1].at)) for run in runs]
    for (start, end), run in zip(ends, runs, strict=True):
        if len(run.points) > 1:
            yield Polyline(((start, y), (end, y)), stroke.colour)
    brief = nothing_shown(chart) != ""
    words = [
        run.brief if brief or text_width(run.full, SMALLEST) > end - start else run.full
        for run, (start, end) in zip(runs, ends, strict=True)
    ]
    for word, x in uncrowded(words, [(start + end) / 2 for start, end in ends], width):
        yield TextLine(x, y + 19, word, SMALLEST, stroke.text, "middle")


def _lane_middle(frame: Frame, n: int) -> float:
    return frame.bottom + n * LANE + MARKS


def _message(chart: Chart, frame: Frame) -> list[TextLine]:
    """What stands in an empty plot."""
    lines = tuple(wrap(nothing_shown(chart), END, frame.right - frame.left - 20))
    block = TextBlock(lines, END, LEADING, QUIET)
    top = (frame.top + frame.bottom - block.height) / 2
    return block.placed((frame.left + frame.right) / 2, top, "middle")


def _divides(chart: Chart, frame: Frame) -> Iterator[Shape]:
    """A dashed line down the plot at each break in the series, and its words."""
    for divide in chart.divides:
        x, box = frame.x(divide.at), divide_box(chart, frame, divide)
        yield Polyline(((x, frame.top), (x, frame.bottom)), INK, 1.5, DIVIDE)
        yield TextLine(box.left, box.bottom - 5, divide.label, SMALL, INK, halo=True)


def _events(chart: Chart, frame: Frame) -> Iterator[Shape]:
    """A dotted line down the plot on the day of each event, and its words or its number."""
    for event, box in zip(chart.events, event_boxes(chart, frame), strict=True):
        x = frame.x(event.at)
        yield Polyline(((x, frame.top), (x, frame.bottom)), QUIET, 1.0, EVENT)
        yield TextLine(box.left, box.bottom - 5, event.mark, SMALL, QUIET, halo=True)


def _baseline(chart: Chart, frame: Frame) -> Iterator[Shape]:
    """The dashed line at the level the strategy started from, and its words in a clear place."""
    if chart.baseline:
        stroke, box = STROKES["ours"], baseline_box(chart, frame)
        x, y = frame.x(chart.baseline.at), frame.y(chart.baseline.value)
        yield Polyline(((x, y), (frame.right, y)), stroke.colour, 1.25, BASELINE)
        words = baseline_words(chart)
        yield TextLine(box.left, box.bottom - 5, words, SMALL, stroke.text, bold=True, halo=True)


def _ends(labels: Sequence[LineLabel], frame: Frame) -> Iterator[Shape]:
    """The lines' names and newest values, right of the plot, pushed apart; a hairline leads to a
    label from its line's last point, where they are not side by side."""
    lasts = [label.line.shown[-1] for label in labels]
    wanted = [frame.at(last)[1] for last in lasts]
    weights = [3.0 if label.block.bold else 1.0 for label in labels]
    heights = [label.height for label in labels]
    centres = spread(wanted, heights, frame.top - 4, frame.bottom + 14, weights)
    for label, last, centre in zip(labels, lasts, centres, strict=True):
        x, y = frame.at(last)
        if abs(centre - y) >= 5 and last.at == frame.last:
            yield Polyline(((x + 8, y), (frame.right, y), (frame.right + 9, centre)), AXIS, 0.75)
        yield from label.block.placed(frame.right + 12, centre - label.block.height / 2)


def _key(labels: Sequence[LineLabel], top: float) -> Iterator[Shape]:
    """The same names and values under a narrow plot, each with a piece of its line."""
    for label in labels:
        stroke, middle = STROKES[label.line.role], top + LEADING / 2 + 1
        ends = (MARGIN, middle), (MARGIN + 28, middle)
        yield Polyline(ends, stroke.colour, stroke.width, stroke.dash)
        yield mark((MARGIN + 14, middle), stroke, stroke.size)
        yield from label.block.placed(MARGIN + 38, top + 1.5)
        top += label.height + 2


def _figures(chart: Chart, lanes: Sequence[Line], frame: Frame) -> Iterator[Shape]:
    """The neighbours' range, our 95 % intervals, every line over them, ours last, and a hollow mark
    for each period of ours that has no value."""
    for near in chart.band:
        ends = [(frame.x(r.at), frame.y(r.low), frame.y(r.high)) for r in near]
        yield from _area(ends, NEIGHBOURS, 0.55)
    for line in chart.own:
        stroke = STROKES[line.role]
        for run in line.segments:
            known = [(frame.x(p.at), p.low, p.high) for p in run]
            ends = [
                (x, frame.y(low), frame.y(high))
                for x, low, high in known
                if low is not None and high is not None
            ]
            yield from _area(ends, stroke.colour, stroke.ribbon)
    for line in reversed(chart.lines):
        stroke = STROKES[line.role]
        for run in line.segments:
            if len(run) > 1:
                places = tuple(map(frame.at, run))
                yield Polyline(places, stroke.colour, stroke.width, stroke.dash)
        for p in line.shown:
            yield mark(frame.at(p), stroke, stroke.size, about(line, p))
    for n, line in enumerate(lanes):
        stroke, y = lane_stroke(chart, line), _lane_middle(frame, n)
        for p in (p for run in line.gaps for p in run):
            yield hollow((frame.x(p.at), y), stroke, unseen_size(p), about(line, p))


def _area(
    ends: Sequence[tuple[float, float, float]], colour: str, opacity: float
) -> Iterator[Polyline]:
    """The area between two edges, each place with its low and high; a single period's is a bar."""
    places = (*((x, low) for x, low, _ in ends), *((x, high) for x, _, high in reversed(ends)))
    if len(ends) == 1:
        yield Polyline(places, colour, 7, opacity=opacity)
    elif places:
        yield Polyline(places, colour, opacity=opacity, filled=True)


def about(line: Line, point: Point) -> tuple[tuple[str, str], ...]:
    """What a mark stands for, by the name of an attribute."""
    value = () if point.value is None else (("data_value", f"{point.value:.4f}"),)
    state = ("data_state", point.state.value)
    return ("data_line", line.label), ("data_at", point.at.isoformat()), state, *value
