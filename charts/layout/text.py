"""Where words go: how wide they are, how they wrap, and how they keep clear of each other.

All lengths are pixels. Widths are those of the font that a drawing carries (charts.layout.font),
so the answers are the same on a server without fonts.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, takewhile

from charts.layout.font import EM, face

OTHER = 1000  # units of any character that the typeface has not: no font's is wider
NEAR = 2  # pixels of a line's own thickness


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def outside(self, other: "Box") -> bool:
        """Whether any of it lies beyond the other."""
        beside = self.left < other.left or self.right > other.right
        return beside or self.top < other.top or self.bottom > other.bottom


Obstacle = tuple[float, float, float]  # x, y and how much it matters
Measure = Callable[[str, float, bool], float]  # of a text, its size and whether it is bold


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide the text is at a size in the typeface of the charts."""
    advances = face(bold).advances
    return sum(advances.get(c, OTHER) for c in text) * size / EM


def wrap(
    text: str, size: float, width: float, bold: bool = False, measure: Measure = text_width
) -> list[str]:
    """The text in lines no wider than `width`; a longer word is cut, never lost. '51 %' is one.

    `measure` is how wide a text is in the typeface that it will stand in.
    """
    lines: list[str] = [""]
    for word in re.split(r"\s+(?!%)", text.strip()):
        joined = f"{lines[-1]} {word}".strip()
        if measure(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines += _fitted(word, width, lambda part: measure(part, size, bold))
    return [line for line in lines if line]


def balanced(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """The text in as few lines as `wrap` needs, but of about the same length: no word alone."""
    lines = wrap(text, size, width, bold)
    if len(lines) <= 1:
        return lines
    tighter = (wrap(text, size, width - 10 * n, bold) for n in range(1, int(width / 10)))
    return [*takewhile(lambda tight: len(tight) == len(lines), [lines, *tighter])][-1]


def spread(
    wanted: Sequence[float],
    sizes: Sequence[float],
    low: float,
    high: float,
    weights: Sequence[float] | None = None,
) -> list[float]:
    """Centres nearest to those wanted, in the same order, that do not overlap, within low..high.

    Least squares by pooling adjacent violators; heavier ones move less. When the sizes do not
    fit between low and high, they run on past `high`.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    if not order:
        return []
    steps = [(sizes[a] + sizes[b]) / 2 for a, b in pairwise(order)]
    offsets = [0.0, *accumulate(steps)]
    heavy = weights or [1.0] * len(wanted)
    pools = _pooled((wanted[i] - o, heavy[i]) for i, o in zip(order, offsets, strict=True))
    first, last = low + sizes[order[0]] / 2, high - sizes[order[-1]] / 2 - offsets[-1]
    placed = [max(first, min(last, p)) + o for p, o in zip(pools, offsets, strict=True)]
    return [centre for _, centre in sorted(zip(order, placed, strict=True))]


def clearest(
    boxes: Sequence[Box], obstacles: Sequence[Obstacle], taken: Sequence[Box], inside: Box
) -> Box:
    """The first of the boxes that meets the least: obstacles, other words, or the edges."""

    def trouble(box: Box) -> float:
        room = Box(box.left - NEAR, box.top - NEAR, box.right + NEAR, box.bottom + NEAR)
        met = sum(weight for x, y, weight in obstacles if room.holds(x, y))
        return met + 100 * sum(box.meets(t) for t in taken) + 1000 * box.outside(inside)

    return min(boxes, key=trouble)


def thinned(positions: Sequence[float], apart: float) -> list[int]:
    """Which of some rising positions to label so that labels are `apart`, counted from the last."""
    every = next(
        n
        for n in range(1, len(positions) + 1)
        if all(later - earlier >= apart for later, earlier in pairwise(positions[::-1][::n]))
    )
    return list(range(len(positions)))[::-1][::every][::-1]


def _fitted(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    if measure(word) <= width or len(word) == 1:
        return [word]
    fits = max(1, sum(reached <= width for reached in accumulate(map(measure, word))))
    return [word[:fits], *_fitted(word[fits:], width, measure)] if word[fits:] else [word]


def _pooled(wanted: Iterable[tuple[float, float]]) -> list[float]:
    """Rising means: each run that falls becomes its weighted mean."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in wanted:
        pools.append((value, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, wa, na), (b, wb, nb) = pools[-2:]
            pools[-2:] = [((a * wa + b * wb) / (wa + wb), wa + wb, na + nb)]
    return [mean for mean, _, count in pools for _ in range(count)]
