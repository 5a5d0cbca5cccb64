"""Colours, strokes and type of every chart, said once for both drawings.

Ours is the only line that asks to be looked at; comparators are greys. Text passes 4.5:1 on
white and on every band, strokes 3:1; each line differs by dash or mark too, never colour alone.
"""

from dataclasses import dataclass
from typing import Literal

from charts.model.chart import LineRole

FONT = "'Source Sans 3', 'Source Sans Pro', 'Source Sans', Arial, sans-serif"
INK = "#0b0c0c"
QUIET = "#505a5f"
AXIS = "#8a9196"
HAIRLINE = "#e4e7e9"
PAPER = "#ffffff"
STRATEGY = "#f6f3ec"
STRATEGY_TEXT = "#5c5340"
NEIGHBOURS, NEIGHBOURS_NAME = "#d9dcdf", "grey"  # the name is what a note calls it
ILLUSTRATIVE = "Invented figures"
TAG = "#383f43"
TAG_TINT = "#eeefef"


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn. Sizes in pixels; `dash` is on, off; `mark` is a point's shape; `name` is
    what a note calls the colour."""

    colour: str
    text: str
    width: float
    dash: tuple[float, ...]
    mark: Literal["circle", "square"]
    size: float
    ribbon: float = 0
    name: str = "grey"


STROKES: dict[LineRole, Stroke] = {
    "ours": Stroke("#12436d", "#12436d", 3, (), "circle", 4.5, 0.15, name="blue"),
    "second": Stroke("#a8480f", "#a8480f", 3, (9, 4), "square", 4.5, 0.15, name="orange"),
    "country": Stroke("#383f43", "#383f43", 1.75, (), "circle", 2),
    "region": Stroke("#6b747a", "#505a5f", 1.75, (6, 4), "circle", 2),
    "neighbours": Stroke("#6b747a", "#505a5f", 2, (1.5, 4), "circle", 2),
    "target": Stroke("#383f43", "#383f43", 1.75, (3, 3), "square", 3),
    "everyone": Stroke("#6b747a", "#505a5f", 2, (), "circle", 2),
}
BASELINE = (10.0, 5.0)  # its dash: longer than any line's
DIVIDE = (2.0, 3.0)  # of a break in the series
EVENT = (1.0, 4.0)  # of what came on a day
