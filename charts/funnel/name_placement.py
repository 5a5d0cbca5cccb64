"""A name beside its dot: where it is clearest, and a hairline to it where that is not near."""

from collections.abc import Sequence
from math import hypot

from charts.layout.shapes import Place, Polyline, TextBlock
from charts.layout.text import Box, Obstacle

AWAY = (12.0, 26.0, 46.0, 72.0, 104.0)  # pixels from the dot at which its name may stand
ACROSS = 0.7  # of that distance, sideways and down, where the name stands at a slant
SIDES = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))
NEAR = 5  # pixels that a name keeps from the middle of a dot
LED = 22.0  # from here on, a hairline leads from the name to the dot
ITSELF = 50.0  # how much the dot is in the way of its own name, where another's is 1
FARTHER = 0.01  # how much worse a place is, for each pixel that it is away
CROSSED = 0.5  # how much a dot on the hairline is, where one under the name is 1


def place(at: Place, words: TextBlock, obstacles: Sequence[Obstacle], room: Box) -> Box:
    """Where the words about a dot stand: in the room, clear of the most, and near if they can."""
    boxes = [_held(_beside(at, words, away, side), room) for away in AWAY for side in SIDES]
    return min(boxes, key=lambda box: _trouble(box, at, [*obstacles, (*at, ITSELF)]))


def leader(at: Place, box: Box, colour: str) -> list[Polyline]:
    """A hairline from a dot to the box that names it; nothing where they are side by side."""
    end = _nearest(at, box)
    return [Polyline((at, end), colour)] if _apart(at, end) > LED else []


def _trouble(box: Box, at: Place, obstacles: Sequence[Obstacle]) -> float:
    """What is under the name and its hairline, and a little for being far away."""
    room = Box(box.left - NEAR, box.top - NEAR, box.right + NEAR, box.bottom + NEAR)
    under = sum(weight for x, y, weight in obstacles if room.holds(x, y))
    end = _nearest(at, box)
    far = _apart(at, end)
    led = [(x, y) for x, y, weight in obstacles if weight == 1] if far > LED else []
    crossed = sum(_apart(at, dot) + _apart(dot, end) < far + 1 for dot in led)
    return under + FARTHER * far + CROSSED * crossed


def _nearest(at: Place, box: Box) -> Place:
    return min(max(at[0], box.left), box.right), min(max(at[1], box.top), box.bottom)


def _apart(a: Place, b: Place) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


def _beside(at: Place, words: TextBlock, away: float, side: tuple[int, int]) -> Box:
    across, down = side
    reach = away * ACROSS if across and down else away
    left = _start(at[0], words.width, reach, across)
    top = _start(at[1], words.height, reach, down)
    return Box(left, top, left + words.width, top + words.height)


def _start(middle: float, length: float, reach: float, side: int) -> float:
    """Where a length begins that stands after a place, about it, or before it."""
    return {1: middle + reach, 0: middle - length / 2, -1: middle - reach - length}[side]


def _held(box: Box, room: Box) -> Box:
    """The box, moved into the room."""
    wide, tall = box.right - box.left, box.bottom - box.top
    left = max(min(box.left, room.right - wide), room.left)
    top = max(min(box.top, room.bottom - tall), room.top)
    return Box(left, top, left + wide, top + tall)
