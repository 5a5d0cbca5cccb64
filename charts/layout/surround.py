"""What stands around every plot: the finding above it, small print below. Pixels."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from charts.layout.shapes import Polyline, Rectangle, Shape, TextBlock, TextLine
from charts.layout.text import Box, balanced, text_width, wrap
from charts.model.axis import tick_label
from charts.model.chart import Axis
from charts.theme import AXIS, HAIRLINE, ILLUSTRATIVE, INK, QUIET, TAG, TAG_TINT
from schemas.declared import Unit

END = 15.0  # the size of a line's label
LEADING = 18.0
SMALL = 14.0  # of values and ticks
SMALLEST = 13.0  # of hidden periods, the strategy's name and notes
NARROW = 520  # below this many pixels, lines are named under the plot
SMALLEST_PLOT = 230.0
MARGIN = 4.0
STRIP = 24.0  # above the plot, for the strategy's name or a mark at its top
TAGGED = 30.0  # for the words that the figures are invented
BETWEEN = 3.0  # two blocks of text


def heading(
    title: str, subtitle: str, width: float, illustrative: bool
) -> tuple[list[Shape], float]:
    """The tag of invented figures, the finding and the measure, and how tall they are together.

    '' leaves the finding, or the measure, to the page.
    """
    size, inside = 19 if width < NARROW else 21, width - 2 * MARGIN
    blocks = [
        TextBlock(tuple(balanced(title, size, inside, bold=True)), size, size + 6, INK, bold=True),
        TextBlock(tuple(wrap(subtitle, SMALL, inside)), SMALL, 20, QUIET),
    ]
    top = TAGGED if illustrative else 0.0
    shapes = [*(_tag() if illustrative else ()), *stacked(blocks, top)]
    return shapes, top + height_of(blocks) + (10 if title else 0)


def small_print(paragraphs: Iterable[str], width: float) -> list[TextBlock]:
    """Paragraphs under a plot, in a picture of a width."""
    wrapped = (tuple(wrap(words, SMALLEST, width - 2 * MARGIN)) for words in paragraphs)
    return [TextBlock(lines, SMALLEST, 18, QUIET) for lines in wrapped if lines]


def stacked(blocks: Sequence[TextBlock], top: float) -> list[Shape]:
    """Blocks of text, each under the one before, from a top on."""
    shapes: list[Shape] = []
    for block in blocks:
        shapes += block.placed(MARGIN, top)
        top += block.height + BETWEEN
    return shapes


def height_of(blocks: Sequence[TextBlock]) -> float:
    """How tall the blocks are together."""
    tall = [block.height for block in blocks if block.lines]
    return sum(tall) + BETWEEN * (len(tall) - 1) if tall else 0


def widest_tick(ticks: Iterable[float], axis: Axis, unit: Unit) -> float:
    """How wide the values beside the plot are."""
    return max((text_width(tick_label(t, axis, unit), SMALL) for t in ticks), default=0)


def value_grid(
    ticks: Iterable[float],
    axis: Axis,
    unit: Unit,
    left: float,
    right: float,
    y: Callable[[float], float],
) -> Iterator[Shape]:
    """The axis, hairlines at the values above it, and the values beside them. `y` is where a value
    stands."""
    foot = y(axis.low)
    yield Polyline(((left, foot), (right, foot)), AXIS)
    for tick in ticks:
        at = y(tick)
        if tick > axis.low:
            yield Polyline(((left, at), (right, at)), HAIRLINE)
        yield TextLine(left - 8, at + 5, tick_label(tick, axis, unit), SMALL, QUIET, "end")


def _tag() -> list[Shape]:
    """That the figures are invented, over a plot."""
    block = TextBlock((ILLUSTRATIVE,), SMALL, 22, TAG, bold=True)
    paper = Box(MARGIN, 2, MARGIN + block.width + 16, 24)
    return [Rectangle(paper, TAG_TINT, 3), *block.placed(MARGIN + 8, 2)]
