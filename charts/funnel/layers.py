"""The layers of a funnel, from the back to the front: limits, reference, councils, ours."""

from dataclasses import replace

from charts.funnel.model import Council, Funnel
from charts.funnel.name_placement import leader, lettered, place
from charts.funnel.plane import BEYOND, Plane
from charts.layout.labels import END, LEADING, SMALL
from charts.layout.text import Obstacle, text_width, wrap
from charts.model.axis import tick_label
from charts.model.words import figure
from charts.svg.marks import Pair, Words, block, dashes, element, path, rule, text
from charts.svg.surround import drawn
from charts.theme import AXIS, HAIRLINE, NEIGHBOURS, PAPER, QUIET, STROKES
from metrics.sentences import number
from schemas.declared import Unit

Dash = tuple[float, ...]
DASH: Dash = (6.0, 4.0)  # of the 95 % limits
OTHER, SMALLER = 5.5, 4.5  # how wide another council's dot is, in pixels, and on a phone
OURS = 7.0  # the radius of ours
ROOMY = 400  # pixels across a plot
EVERY = 6  # pixels between the places at which a line is in a name's way
LINE = 0.3  # and how much it is, where a council's dot is 1


def grid(plane: Plane, unit: Unit) -> str:
    """Hairlines at the values, the axis itself, and their labels."""
    pieces = []
    for tick in plane.axis.ticks:
        y, colour = plane.y(tick), HAIRLINE if tick > plane.axis.low else AXIS
        pieces.append(rule((plane.left, y), (plane.right, y), colour))
        label = tick_label(tick, plane.axis, unit)
        pieces.append(text(plane.left - 8, y + 5, label, SMALL, QUIET, "end"))
    return "".join(pieces)


def sizes(plane: Plane, under: Words) -> str:
    """Round sizes under the plot, and what they count."""
    pieces = []
    widest = text_width(number(plane.largest, 0), SMALL)
    for size in plane.ticks(apart=widest + 12, until=plane.right + 12 - widest / 2):
        x = plane.x(size)
        pieces.append(rule((x, plane.bottom), (x, plane.bottom + 5), AXIS))
        pieces.append(text(x, plane.bottom + 20, number(size, 0), SMALL, QUIET, "middle"))
    return "".join(pieces) + block(plane.left, plane.bottom + 26, under)


def limits(funnel: Funnel, plane: Plane) -> str:
    """A pale tint between the 95 % limits, which are dashed; the 99.8 % limits thin and solid."""
    low, high, *strong = _edges(funnel, plane)
    if not low:
        return ""
    area = [*plane.along_edges(low), *plane.along_edges(high)[::-1]]
    pieces = [path(area, closed=True, fill=NEIGHBOURS, fill_opacity=0.35)]
    pieces += [_curves(plane, edge, QUIET, 1.25, DASH) for edge in (low, high)]
    pieces += [_curves(plane, edge, AXIS, 1) for edge in strong]
    return "".join(pieces)


def reference(funnel: Funnel, plane: Plane, beside: Words) -> str:
    """The reference as a line, with its label at the right end."""
    stroke, y = STROKES["country"], plane.y(drawn(funnel.reference, funnel.unit))
    line = rule((plane.left, y), (plane.right, y), stroke.colour, stroke.width)
    half = beside.height / 2
    top = min(max(y, plane.top + half - 10), plane.bottom - half + 4) - half
    return line + block(plane.right + 10, top, beside)


def others(funnel: Funnel, plane: Plane) -> str:
    """Every other council as a dot, all in one path: a line of no length with round ends."""
    places = (_at(funnel, plane, council) for council in funnel.others)
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in places)
    wide = OTHER if plane.right - plane.left > ROOMY else SMALLER
    stroke = {"stroke": STROKES["neighbours"].colour, "stroke_width": wide}
    return element("path", d=dots, stroke_linecap="round", fill="none", **stroke) if dots else ""


def ours(funnel: Funnel, plane: Plane) -> str:
    """Our dot, and its name and figure where they are clearest."""
    at, words = _at(funnel, plane, funnel.ours), name(funnel, plane.right - plane.left)
    colour = STROKES["ours"].colour
    box = place(at, words, _obstacles(funnel, plane), plane.room)
    said = {"data_council": funnel.ours.name, "data_value": f"{funnel.ours.value:.4f}"}
    rim = {"fill": colour, "stroke": PAPER, "stroke_width": 2}
    dot = element("circle", cx=at[0], cy=at[1], r=OURS, **rim, **said)
    return leader(at, box, colour) + dot + lettered(box, words)


def name(funnel: Funnel, width: float) -> Words:
    """Our name and figure, for a plot of a width in pixels."""
    value = figure(funnel.ours.value, funnel.unit, funnel.decimals)
    lines = wrap(f"{funnel.ours.name} {value}", END, 0.7 * width, bold=True)
    return Words(tuple(lines), END, LEADING, STROKES["ours"].text, bold=True)


def _edges(funnel: Funnel, plane: Plane) -> list[list[Pair]]:
    """The four limits as lines, in pixels, from the smallest size of the grid to the right edge."""
    inside = [at for at in funnel.grid if at.size < plane.largest]
    last = funnel.limit(plane.largest)
    reached = funnel.grid and funnel.grid[-1].size * BEYOND >= plane.largest
    whole = [*inside, replace(last, size=plane.largest)] if last and reached else inside
    names = ("low", "high", "strong_low", "strong_high")
    return [[(plane.x(at.size), plane.y(getattr(at, name))) for at in whole] for name in names]


def _curves(plane: Plane, edge: list[Pair], colour: str, width: float, dash: Dash = ()) -> str:
    return "".join(
        path(run, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dashes(dash))
        for run in plane.stretches(edge)
    )


def _at(funnel: Funnel, plane: Plane, council: Council) -> Pair:
    return plane.x(council.size), plane.y(drawn(council.value, funnel.unit))


def _obstacles(funnel: Funnel, plane: Plane) -> list[Obstacle]:
    """What is in our name's way: the other councils, the reference and the limits."""
    dots = [(*_at(funnel, plane, council), 1.0) for council in funnel.others]
    across = [float(x) for x in range(int(plane.left), int(plane.right), EVERY)]
    levels = ((x, value) for x in across for value in _levels(funnel, plane.size(x)))
    return [*dots, *((x, plane.y(value), LINE) for x, value in levels)]


def _levels(funnel: Funnel, size: float) -> list[float]:
    """The values at which a line crosses the plot at a size."""
    at = funnel.limit(size)
    limits = (at.low, at.high, at.strong_low, at.strong_high) if at else ()
    return [drawn(funnel.reference, funnel.unit), *limits]
