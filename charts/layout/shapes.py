"""What a measured chart is made of: text, lines, rectangles and marks, each where it stands.

All lengths are pixels from the top left. A painter paints shapes, and measures nothing.
"""

from dataclasses import dataclass
from typing import Literal

from charts.layout.text import Box, text_width
from charts.theme import INK, PAPER, Stroke

Place = tuple[float, float]
Dash = tuple[float, ...]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; `y` is its baseline. A halo keeps it legible across lines."""

    x: float
    y: float
    words: str
    size: float
    colour: str = INK
    anchor: Anchor = "start"
    bold: bool = False
    halo: bool = False


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of text of one size, and how far apart their baselines are."""

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

    def placed(
        self, x: float, top: float, anchor: Anchor = "start", halo: bool = False
    ) -> list[TextLine]:
        """The lines from a top on."""
        drop = (self.leading + 0.7 * self.size) / 2
        return [
            TextLine(
                x,
                top + drop + n * self.leading,
                line,
                self.size,
                self.colour,
                anchor,
                self.bold,
                halo,
            )
            for n, line in enumerate(self.lines)
        ]


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through places, or the area inside them where it is `filled`."""

    places: tuple[Place, ...]
    colour: str
    width: float = 1
    dash: Dash = ()
    opacity: float = 1
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle, its corners rounded by some pixels."""

    box: Box
    colour: str
    corner: float = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A circle, `size` from centre to edge, or a square of the same weight, with a rim or none.

    `about` is what it stands for, by the name of an attribute.
    """

    at: Place
    size: float
    colour: str
    rim: str = ""
    rim_width: float = 0
    square: bool = False
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """Many round dots of one colour, `width` across."""

    places: tuple[Place, ...]
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that are moved together, from the top left to a place."""

    at: Place
    shapes: "tuple[Shape, ...]"


Shape = TextLine | Polyline | Rectangle | Mark | Dots | Group


def mark(at: Place, stroke: Stroke, size: float, about: tuple[tuple[str, str], ...] = ()) -> Mark:
    """A point of a line."""
    return Mark(at, size, stroke.colour, square=stroke.mark == "square", about=about)


def hollow(at: Place, stroke: Stroke, size: float, about: tuple[tuple[str, str], ...]) -> Mark:
    """A period without a figure."""
    return Mark(at, size, PAPER, stroke.colour, 1.75, stroke.mark == "square", about)
