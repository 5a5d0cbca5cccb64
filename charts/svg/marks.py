"""The pieces of an SVG: elements and lines of text, escaped, with no more digits than are seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from charts.layout.text import text_width
from charts.theme import INK, PAPER, Stroke

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text of one size, and how far apart their baselines are, in pixels."""

    lines: tuple[str, ...]
    size: float
    leading: float
    colour: str = INK
    bold: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        return max((text_width(line, self.size, self.bold) for line in self.lines), default=0)


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element. An attribute's underscores are hyphens (class_ is class); None is left out."""
    named = (
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(named)}" + (f">{content}</{name}>" if content else "/>")


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str = INK,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """One line of text; y is its baseline. A halo keeps it legible across lines."""
    white = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke"} if halo else {}
    return element(
        "text",
        escape(words),
        x=x,
        y=y,
        font_size=size,
        fill=colour,
        text_anchor=None if anchor == "start" else anchor,
        font_weight=600 if bold else None,
        stroke_linejoin="round" if halo else None,
        **white,
    )


def block(x: float, top: float, words: Words, anchor: str = "start") -> str:
    """Lines of text, the first one's top at `top`."""
    drop = (words.leading + 0.7 * words.size) / 2
    return "".join(
        text(x, top + drop + n * words.leading, line, words.size, words.colour, anchor, words.bold)
        for n, line in enumerate(words.lines)
    )


def path(points: Sequence[Pair], closed: bool = False, **attributes: object) -> str:
    """A line through the points, or the area inside them."""
    steps = "L".join(f"{_plain(x)} {_plain(y)}" for x, y in points)
    return element("path", d=f"M{steps}{'Z' if closed else ''}", **attributes)


def rule(start: Pair, end: Pair, colour: str, width: float = 1, dash: Iterable[float] = ()) -> str:
    """A straight line."""
    return path(
        [start, end], stroke=colour, stroke_width=width, stroke_dasharray=dashes(dash), fill="none"
    )


def dashes(dash: Iterable[float]) -> str | None:
    """As SVG writes a dash; None for a line without one."""
    return " ".join(map(_plain, dash)) or None


def mark(
    at: Pair,
    stroke: Stroke,
    size: float,
    said: Mapping[str, object] | None = None,
    hollow: bool = False,
) -> str:
    """A point's mark, `size` from centre to edge: a circle, or a square of the same weight.

    `said` is further attributes.
    """
    inside = {"fill": PAPER, "stroke": stroke.colour, "stroke_width": 1.75}
    paint = {**(inside if hollow else {"fill": stroke.colour}), **(said or {})}
    x, y = at
    if stroke.mark == "circle":
        return element("circle", cx=x, cy=y, r=size, **paint)
    side = size * 1.8
    return element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, **paint)


def _plain(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
