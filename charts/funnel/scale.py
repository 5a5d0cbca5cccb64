"""The plot of a funnel: where a size and a value fall in it, and lines that stay inside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import ceil, floor, sqrt

from charts.layout.shapes import Place
from charts.layout.text import Box
from charts.model.axis import LEAST, tick_label, value_axis
from charts.model.chart import Axis
from schemas.declared import Unit

OVER = 20.0  # above the plot, where a name may stand
PAD = 8.0  # between the plot's left edge and a size of nought, in pixels
SEEN = 0.25  # pixels that a line may be moved by, to be drawn with fewer points
NEAR = 0.25  # of the highest value: from below this, the value axis starts at nought
FAR = 4.0  # times nine in ten of the sizes: when the largest is beyond, the scale is squeezed
BEYOND = 1.03  # of the largest size: where the plot ends
TOUCHING = 1e-6  # pixels
FEWEST = 5.0  # the largest size is taken for no less


@dataclass(frozen=True, slots=True)
class FunnelScale:
    """Edges in pixels, the size at the right edge, and the value axis.

    Where `squeezed`, a size stands at its square root, so that small councils come apart.
    """

    left: float
    right: float
    top: float
    bottom: float
    largest: float
    squeezed: bool
    axis: Axis

    @property
    def room(self) -> Box:
        """Where a name may stand: in the plot, and just above it."""
        return Box(self.left + 4, self.top - OVER, self.right - 2, self.bottom - 2)

    def x(self, size: float) -> float:
        """Where a size falls; below nought, at nought."""
        along = min(max(size, 0) / self.largest, 1)
        start = self.left + PAD
        return start + (sqrt(along) if self.squeezed else along) * (self.right - start)

    def size(self, x: float) -> float:
        """The size that a place across the plot stands for."""
        start = self.left + PAD
        along = max(x - start, 0) / (self.right - start)
        return self.largest * (along**2 if self.squeezed else along)

    def y(self, value: float) -> float:
        """Where a value falls, beyond the edges too."""
        along = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom - along * (self.bottom - self.top)

    def ticks(self, apart: float, until: float) -> list[float]:
        """Round sizes to name, from nought on, so many pixels apart and up to a place."""
        kept: list[float] = []
        for size in _round_sizes(self.largest, self.squeezed):
            if not kept or self.x(kept[-1]) + apart <= self.x(size) <= until:
                kept.append(size)
        return kept

    def stretches(self, points: Sequence[Place]) -> list[list[Place]]:
        """The parts of a line (in pixels) that are inside the plot, and not along its edges."""
        runs = groupby(pairwise(self._cut(points)), key=self._seen)
        inside = (list(run) for seen, run in runs if seen)
        return [straightened([run[0][0], *(end for _, end in run)]) for run in inside]

    def along_edges(self, points: Sequence[Place]) -> list[Place]:
        """The line, following the plot's edge where it would leave it."""
        inside = [(x, min(max(y, self.top), self.bottom)) for x, y in self._cut(points)]
        return straightened(inside)

    def _seen(self, pair: tuple[Place, Place]) -> bool:
        """Whether a piece of a line is inside the plot, and not along its top or its bottom."""
        (_, a), (_, b) = pair
        inside = self.top - TOUCHING <= min(a, b) and max(a, b) <= self.bottom + TOUCHING
        along = any(max(abs(a - e), abs(b - e)) < TOUCHING for e in (self.top, self.bottom))
        return inside and not along

    def _cut(self, points: Sequence[Place]) -> list[Place]:
        """The points, and those at which the line between them crosses an edge."""
        kept = list(points[:1])
        for (ax, ay), (bx, by) in pairwise(points):
            crossed = [e for e in (self.top, self.bottom) if (ay - e) * (by - e) < 0]
            cuts = sorted(((e - ay) / (by - ay), e) for e in crossed)
            kept += [(ax + along * (bx - ax), edge) for along, edge in cuts]
            kept.append((bx, by))
        return kept


def domain(sizes: Iterable[float]) -> tuple[float, bool]:
    """The size at the right edge, and whether the scale has to be squeezed to show the small."""
    ordered = sorted(max(size, 0.0) for size in sizes)
    usual = ordered[int(0.9 * (len(ordered) - 1))]
    return BEYOND * max(ordered[-1], FEWEST), usual > 0 and ordered[-1] > FAR * usual


def close_axis(values: Sequence[float], unit: Unit) -> Axis:
    """The axis that fits these values closely, and says so where it does not start at nought.

    A dot's height is not a length, so it need not; a line chart's axis (value_axis) mostly does.
    """
    low, high = min(values), max(values)
    if low <= NEAR * high or high - low < LEAST * high:
        return value_axis(values, unit)
    step = value_axis([0, high - low], "count").ticks[1]
    ticks = [round(n * step, 6) for n in range(floor(low / step), ceil(high / step) + 1)]
    kept = tuple(tick for tick in ticks if unit != "percent" or tick <= 100)
    axis = Axis(kept[0], max(kept[-1], high), kept)
    note = f"The axis starts at {tick_label(kept[0], axis, unit)}, not nought."
    return replace(axis, note=note if kept[0] else "")


def straightened(points: list[Place]) -> list[Place]:
    """The line with as few of its points as nobody can see a difference (Douglas & Peucker)."""
    if len(points) < 3:
        return points
    off = [_off(p, points[0], points[-1]) for p in points[1:-1]]
    worst = max(range(len(off)), key=off.__getitem__)
    if off[worst] <= SEEN:
        return [points[0], points[-1]]
    return [*straightened(points[: worst + 2])[:-1], *straightened(points[worst + 1 :])]


def _off(p: Place, start: Place, end: Place) -> float:
    """How far a point is from the line between two others; from the first, where they are one."""
    (ax, ay), (bx, by), (x, y) = start, end, p
    length = sqrt((bx - ax) ** 2 + (by - ay) ** 2)
    if not length:
        return sqrt((x - ax) ** 2 + (y - ay) ** 2)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length


def _round_sizes(largest: float, squeezed: bool) -> list[float]:
    even = [t for t in value_axis([0, largest], "count").ticks if t <= largest]
    powers = (10.0**n for n in range(12))
    rising = [0.0, *(digit * power for power in powers for digit in (1, 2, 5))]
    return [size for size in rising if size <= largest] if squeezed else even
