"""What is written inside a line chart, and where it is clear of the lines. Pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.layout.frame import Frame, obstacles
from charts.layout.shapes import TextBlock
from charts.layout.surround import END, LEADING, SMALL, SMALLEST
from charts.layout.text import Box, clearest, spread, text_width, wrap
from charts.model.chart import Chart, Divide, Line, Point
from charts.model.words import NO_FIGURE, figure, why
from charts.theme import STROKES
from schemas.states import BRIEF, WORDS, State

CROWDED = 30  # that a word may stand away from its marks
BRIEFLY = "Strategy"
NOTHING = "No figures can be shown for these periods"


@dataclass(frozen=True, slots=True)
class LineLabel:
    """A line's name and newest value, wrapped, to stand beside its last point that is shown."""

    line: Line
    block: TextBlock

    @property
    def height(self) -> float:
        """With what keeps it apart from the next."""
        return self.block.height + 3


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """A run of periods that are not shown for the same reason, in a word and in words."""

    points: tuple[Point, ...]
    brief: str
    full: str


def line_label(line: Line, words: str, width: float) -> LineLabel:
    """The words about a line, wrapped to a width."""
    own = line.role in ("ours", "second")
    lines = tuple(wrap(words, END, width, own))
    return LineLabel(line, TextBlock(lines, END, LEADING, STROKES[line.role].text, own))


def line_labels(chart: Chart, width: float) -> list[LineLabel]:
    """The labels of the lines that have an end to stand at."""
    return [line_label(line, end_words(chart, line), width) for line in chart.lines if line.shown]


def end_words(chart: Chart, line: Line) -> str:
    """'England 54 %', and of what period unless all end at the newest: 'England 54 % (2024)'."""
    last = line.shown[-1]
    days = {other.shown[-1].at for other in chart.lines if other.shown}
    when = "" if days == {chart.dates[1]} else f" ({last.tick})"
    return f"{line.label} {value_words(chart, last)}{when}"


def value_words(chart: Chart, point: Point) -> str:
    """'51 %'; nothing where there is no value."""
    return "" if point.value is None else figure(point.value, chart.unit, chart.decimals)


def baseline_words(chart: Chart) -> str:
    """'55 % at the start'; nothing where there is no baseline."""
    start = chart.baseline
    return f"{figure(start.value, chart.unit, chart.decimals)} {start.label}" if start else ""


def baseline_box(chart: Chart, frame: Frame) -> Box:
    """Where the baseline's words are clearest; nowhere when there are none."""
    if not chart.baseline:
        return Box(0, 0, 0, 0)
    x, y = frame.x(chart.baseline.at), frame.y(chart.baseline.value)
    width = text_width(baseline_words(chart), SMALL, bold=True)
    boxes = _beside_line(x, y, frame.left, frame.right, width)
    return clearest(boxes, obstacles(chart, frame), [], frame.box)


def divide_box(chart: Chart, frame: Frame, divide: Divide) -> Box:
    """Where the words of a break in the series are clearest: beside its line, or across it."""
    x, tall, width = frame.x(divide.at), SMALL + 5, text_width(divide.label, SMALL)
    last = max(frame.left + 4, frame.right - 4 - width)
    starts = [min(max(start, frame.left + 4), last) for start in (x + 8, x - 8 - width)]
    steps = int((frame.bottom - frame.top - tall) // tall)
    tops = [frame.top + 4 + n * tall for n in range(max(steps, 1))]
    boxes = [Box(start, top, start + width, top + tall) for top in tops for start in starts]
    return clearest(boxes, obstacles(chart, frame), [baseline_box(chart, frame)], frame.box)


def event_boxes(chart: Chart, frame: Frame) -> list[Box]:
    """Where the words of an event, beside its line, or its number, on it, are clear of every other
    label: as high as there is room."""
    taken = [baseline_box(chart, frame), *(divide_box(chart, frame, d) for d in chart.divides)]
    boxes = list[Box]()
    for event in chart.events:
        x, tall, width = frame.x(event.at), SMALL + 5, text_width(event.mark, SMALL)
        last = max(frame.left + 4, frame.right - 4 - width)
        beside = (x + 4, x - 4 - width) if event.mark == event.label else (x - width / 2,)
        starts = [min(max(start, frame.left + 4), last) for start in beside]
        steps = max(int((frame.bottom - frame.top - tall) // tall), 1)
        tops = [frame.top + 4 + n * tall for n in range(steps)]
        places = [Box(start, top, start + width, top + tall) for top in tops for start in starts]
        boxes.append(clearest(places, obstacles(chart, frame), [*taken, *boxes], frame.box))
    return boxes


def strategy_words(chart: Chart, room: float) -> str:
    """The strategy's name; where the whole picture is narrower than that, just 'Strategy'."""
    fits = text_width(chart.strategy.label, SMALLEST) <= room
    return chart.strategy.label if fits else BRIEFLY


def hidden_runs(line: Line) -> list[HiddenRun]:
    """The line's runs without a value."""
    reasons = [(run, {why(p) for p in run}) for run in line.gaps]
    return [
        HiddenRun(run, BRIEF[run[0].state], NO_FIGURE if len(each) > 1 else min(each))
        for run, each in reasons
    ]


def uncrowded(
    words: Sequence[str], middles: Sequence[float], width: float
) -> list[tuple[str, float]]:
    """Each word and its centre, near its middle; where they would crowd, each word once."""
    sizes = [text_width(word, SMALLEST) + 10 for word in words]
    centres = spread(middles, sizes, 0, width)
    crowded = any(abs(a - b) > CROWDED for a, b in zip(middles, centres, strict=True))
    if crowded and len(set(words)) < len(words):
        first = dict(list(zip(words, middles, strict=True))[::-1])
        return uncrowded(list(first), list(first.values()), width)
    return list(zip(words, centres, strict=True))


def nothing_shown(chart: Chart) -> str:
    """The sentence that stands in a chart without a single figure; empty if it has one."""
    if any(line.shown for line in chart.lines):
        return ""
    states = {p.state for line in chart.own for p in line.points}
    return WORDS[State.SUPPRESSED] if states == {State.SUPPRESSED} else NOTHING


def ticks_of(chart: Chart) -> tuple[float, ...]:
    """The values to rule and name; none in a chart without a figure."""
    return () if nothing_shown(chart) else chart.axis.ticks


def _beside_line(x: float, y: float, left: float, right: float, width: float) -> list[Box]:
    """Where words about a level that starts at x may stand: above or below it, after x; where
    there is no room for that, at the plot's end or just before x.

    `left` and `right` are the plot's edges. Best first.
    """
    tall, clear = SMALL + 5, 5
    after, end = x + 10, right - 6 - width
    before = (max(left + 6, x + near - width) for near in (6, -10))
    starts = (after, end, (after + end) / 2) if after <= end else (end, *before)
    tops = (y - clear - tall, y + clear, y - 2 * tall, y + tall)
    further = [top for n in (3, 4, 5) for top in (y - n * tall, y + (n - 1) * tall)]
    places = [(start, top) for near in (tops[:2], tops[2:]) for start in starts for top in near]
    places += [(start, top) for top in further for start in starts]
    return [Box(start, top, start + width, top + tall) for start, top in places]
