"""The plot's rectangle in an SVG, and where a day and a value fall in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from charts.layout.text import Box, Obstacle
from charts.model.chart import Axis, Chart, Point, Span

PAD = 18.0  # between the plot's edge and the first and last point, in pixels
END = 5.0  # how much a line's end is in the way of words, where a dot of it is 1
EVERY = 5  # pixels between the places at which a line is an obstacle to words


@dataclass(frozen=True, slots=True)
class Frame:
    """Edges in pixels, the days of the first and last point, and the value axis."""

    left: float
    right: float
    top: float
    bottom: float
    first: date
    last: date
    axis: Axis
    pad: float = PAD

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.right, self.bottom)

    def x(self, day: date) -> float:
        """Where a day falls; beyond the first and last day, the plot's own edges."""
        room = self.right - self.left - 2 * self.pad
        days = (self.last - self.first).days
        if not days:
            return {-1: self.left, 0: (self.left + self.right) / 2, 1: self.right}[
                (day > self.first) - (day < self.first)
            ]
        along = (day - self.first).days / days
        return min(max(self.left + self.pad + along * room, self.left), self.right)

    def years(self, strategy: Span) -> tuple[float, float]:
        """Where a strategy's years begin and end; if it outlasts the figures, at the edge."""
        right = self.right if strategy.end >= self.last else self.x(strategy.end)
        return min(self.x(strategy.start), right), right

    def y(self, value: float) -> float:
        along = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom - along * (self.bottom - self.top)

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point that is shown falls. Raises ValueError for one that is not."""
        if point.value is None:
            raise ValueError(f"a point that is {point.state} has no place among the values")
        return self.x(point.at), self.y(point.value)


def obstacles(chart: Chart, frame: Frame) -> list[Obstacle]:
    """The lines as dots, a few pixels apart: ours, and every line's end, more in the way; and our
    marks, which a word would hide."""
    dots = [
        (*place, 3.0 if line in chart.own else 1.0)
        for line in chart.lines
        for segment in line.segments
        for place in _dotted([frame.at(p) for p in segment])
    ]
    marks = [p for line in chart.own for p in line.shown]
    ends = [p for line in chart.lines for p in line.shown[-1:]]
    return dots + [(*frame.at(p), END) for p in (*marks, *ends)]


def _dotted(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    dots = list(points[:1])
    for (ax, ay), (bx, by) in pairwise(points):
        steps = max(1, int(max(abs(bx - ax), abs(by - ay)) / EVERY))
        dots += [
            (ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps) for n in range(1, steps + 1)
        ]
    return dots
