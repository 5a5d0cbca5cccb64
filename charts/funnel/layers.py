"""The layers of a funnel, from the back to the front: limits, reference, councils, ours. Pixels."""

from collections.abc import Iterator
from dataclasses import astuple, replace

from charts.funnel.model import Funnel, SizedCouncil
from charts.funnel.name_placement import leader, place
from charts.funnel.scale import BEYOND, FunnelScale
from charts.layout.shapes import Dots, Mark, Place, Polyline, Shape, TextBlock, TextLine
from charts.layout.surround import END, LEADING, SMALL
from charts.layout.text import Obstacle, text_width, wrap
from charts.model.axis import drawn
from charts.model.words import figure
from charts.theme import AXIS, NEIGHBOURS, PAPER, QUIET, STROKES
from metrics.sentences import number

DASH = (6.0, 4.0)  # of the 95 % limits
OTHER, SMALLER = 5.5, 4.5  # how wide another council's dot is, and on a phone
OURS = 7.0  # the radius of ours
ROOMY = 400  # across a plot
EVERY = 6  # between the places at which a line is in a name's way
LINE = 0.3  # and how much it is, where a council's dot is 1


def sizes(scale: FunnelScale, under: TextBlock) -> Iterator[Shape]:
    """Round sizes under the plot, and what they count."""
    widest = text_width(number(scale.largest, 0), SMALL)
    for size in scale.ticks(apart=widest + 12, until=scale.right + 12 - widest / 2):
        x, words = scale.x(size), number(size, 0)
        yield Polyline(((x, scale.bottom), (x, scale.bottom + 5)), AXIS)
        yield TextLine(x, scale.bottom + 20, words, SMALL, QUIET, "middle")
    yield from under.placed(scale.left, scale.bottom + 26)


def limits(funnel: Funnel, scale: FunnelScale) -> Iterator[Shape]:
    """A pale tint between the 95 % limits, which are dashed; the 99.8 % limits thin and solid."""
    low, high, *strong = _edges(funnel, scale)
    if low:
        area = (*scale.along_edges(low), *scale.along_edges(high)[::-1])
        yield Polyline(area, NEIGHBOURS, opacity=0.35, filled=True)
        for edge in (low, high):
            for run in scale.stretches(edge):
                yield Polyline(tuple(run), QUIET, 1.25, DASH)
        for edge in strong:
            for run in scale.stretches(edge):
                yield Polyline(tuple(run), AXIS)


def reference(funnel: Funnel, scale: FunnelScale, beside: TextBlock) -> Iterator[Shape]:
    """The reference as a line, with its label at the right end."""
    stroke, y = STROKES["country"], scale.y(drawn(funnel.reference, funnel.unit))
    yield Polyline(((scale.left, y), (scale.right, y)), stroke.colour, stroke.width)
    half = beside.height / 2
    top = min(max(y, scale.top + half - 10), scale.bottom - half + 4) - half
    yield from beside.placed(scale.right + 10, top)


def others(funnel: Funnel, scale: FunnelScale) -> Dots:
    """Every other council as a dot."""
    places = tuple(_at(funnel, scale, council) for council in funnel.others)
    wide = OTHER if scale.right - scale.left > ROOMY else SMALLER
    return Dots(places, STROKES["neighbours"].colour, wide)


def ours(funnel: Funnel, scale: FunnelScale) -> Iterator[Shape]:
    """Our dot, and its name and figure where they are clearest."""
    at, words = _at(funnel, scale, funnel.ours), name(funnel, scale.right - scale.left)
    colour = STROKES["ours"].colour
    box = place(at, words, _obstacles(funnel, scale), scale.room)
    about = ("data_council", funnel.ours.name), ("data_value", f"{funnel.ours.value:.4f}")
    yield from leader(at, box, colour)
    yield Mark(at, OURS, colour, PAPER, 2, about=about)
    yield from words.placed(box.left, box.top, halo=True)


def name(funnel: Funnel, width: float) -> TextBlock:
    """Our name and figure, for a plot of a width."""
    value = figure(funnel.ours.value, funnel.unit, funnel.decimals)
    lines = wrap(f"{funnel.ours.name} {value}", END, 0.7 * width, bold=True)
    return TextBlock(tuple(lines), END, LEADING, STROKES["ours"].text, bold=True)


def _edges(funnel: Funnel, scale: FunnelScale) -> list[list[Place]]:
    """The four limits as lines, from the smallest size of the grid to the right edge."""
    inside = [at for at in funnel.grid if at.size < scale.largest]
    last = funnel.limit(scale.largest)
    reached = funnel.grid and funnel.grid[-1].size * BEYOND >= scale.largest
    whole = [*inside, replace(last, size=scale.largest)] if last and reached else inside
    names = ("low", "high", "strong_low", "strong_high")
    return [[(scale.x(at.size), scale.y(getattr(at, name))) for at in whole] for name in names]


def _at(funnel: Funnel, scale: FunnelScale, council: SizedCouncil) -> Place:
    return scale.x(council.size), scale.y(drawn(council.value, funnel.unit))


def _obstacles(funnel: Funnel, scale: FunnelScale) -> list[Obstacle]:
    """What is in our name's way: the other councils, the reference and the limits."""
    dots = [(*_at(funnel, scale, council), 1.0) for council in funnel.others]
    across = [float(x) for x in range(int(scale.left), int(scale.right), EVERY)]
    bounds = ((x, funnel.limit(scale.size(x))) for x in across)
    levels = ((x, end) for x, at in bounds if at for end in astuple(at)[1:])
    middle = ((x, drawn(funnel.reference, funnel.unit)) for x in across)
    return [*dots, *((x, scale.y(value), LINE) for x, value in (*middle, *levels))]
