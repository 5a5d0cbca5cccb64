"""A chart in Plotly, where a person explores it: the same layout as the SVG, painted again.

The only module that imports Plotly, which is slow to load: import it where a figure is drawn.
Give the figure to the page with theme=None, the mode bar off and `chart.alt` as its alternative.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import escape
from itertools import pairwise
from typing import Any

from plotly import graph_objects as go

from charts.layout.line_chart import LANE, MARKS, ChartLayout, lane_stroke, measure, unseen_size
from charts.layout.shapes import Mark, Polyline, Rectangle, Shape, TextLine
from charts.layout.surround import SMALL
from charts.layout.text import wrap
from charts.model.chart import Chart, Point
from charts.model.words import LIKE_OURS
from charts.theme import AXIS, FONT, INK, NEIGHBOURS, PAPER, STROKES
from schemas.states import State

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": SMALL, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": AXIS,
            "align": "left",
            "font": {"family": FONT, "size": 15, "color": INK},
        },
    }
)
STILL = {"hovermode": "closest", "dragmode": False, "hoverdistance": 40, "showlegend": False}
HIDDEN = {"visible": False, "fixedrange": True}
HOVER = 330.0  # pixels after which a hover sentence wraps
HALF_A_YEAR = timedelta(days=183)
MIDDLE = 0.34  # of its size: how far the middle of a line of text is above its baseline
Plain = dict[str, Any]


def figure(chart: Chart, width: int = 720, height: int = 420) -> go.Figure:
    """The chart as a figure as wide as the page and at least `height` pixels tall.

    `width` is what it is measured for: 720 suits a page, 340 a phone. On a wider page its words
    keep their size, and their place along the plot.
    """
    layout = measure(chart, width, height, titled=False)
    frame, (wide, tall) = layout.frame, layout.size
    margin = {
        "l": frame.left,
        "r": wide - frame.right,
        "t": frame.top,
        "b": tall - layout.bottom,
        "autoexpand": False,
    }
    share = (layout.bottom - frame.bottom) / (layout.bottom - frame.top)
    axes = {
        "xaxis": {"type": "date", "range": _days(layout), **HIDDEN},
        "yaxis": {"range": [chart.axis.low, chart.axis.high], "domain": [share, 1], **HIDDEN},
        **({"yaxis2": _lanes(layout, share)} if layout.lanes else {}),
    }
    around = {
        **STILL,
        **axes,
        "template": TEMPLATE,
        "height": tall,
        "margin": margin,
        "transition": {"duration": 0},
        "meta": {"title": chart.title, "alt": chart.alt},
        "shapes": [
            *(each for shape in layout.ground for each in _shape(layout, shape, "below")),
            *(each for shape in layout.over for each in _shape(layout, shape, "above")),
        ],
        "annotations": [_words(layout, line) for line in layout.words],
    }
    return go.Figure([*_bands(chart), *_lines(chart), *_hollow(layout)], around)


def _days(layout: ChartLayout) -> list[Any]:
    """The days at the plot's edges."""
    frame = layout.frame
    days = frame.last - frame.first
    inside = frame.right - frame.left - 2 * frame.pad
    beyond = days * (frame.pad / inside) if days else HALF_A_YEAR
    return [frame.first - beyond, frame.last + beyond]


def _lanes(layout: ChartLayout, share: float) -> Plain:
    """The axis of the lanes under the plot, the lowest first, with their marks where they stand."""
    names, foot = [line.label for line in layout.lanes[::-1]], (LANE - MARKS) / LANE
    ends = [-foot, len(names) - foot]
    return {
        "type": "category",
        "categoryarray": names,
        "range": ends,
        "domain": [0, share],
        **HIDDEN,
    }


# Words and shapes, in parts of the plot, so that they stretch with it


def _words(layout: ChartLayout, line: TextLine) -> Plain:
    """One line of text as an annotation."""
    x, beside = _across(layout, line.x)
    return {
        "text": escape(line.words, quote=False),
        "showarrow": False,
        "font": {"size": line.size, "color": line.colour, "weight": 600 if line.bold else 400},
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "xshift": beside,
        "xanchor": {"start": "left", "middle": "center", "end": "right"}[line.anchor],
        "y": _up(layout, line.y - MIDDLE * line.size),
        "yanchor": "middle",
        "borderpad": 0,
        **({"bgcolor": "rgba(255,255,255,0.6)"} if line.halo else {}),
    }


def _shape(layout: ChartLayout, shape: Shape, layer: str) -> Iterator[Plain]:
    """A shape of Plotly's for a rectangle, a mark, or each piece of a line."""
    if isinstance(shape, Polyline):
        line = {"color": shape.colour, "width": shape.width, "dash": _dash(shape.dash)}
        for (ax, ay), (bx, by) in pairwise(shape.places):
            ends = _placed(layout, (ax, bx), (ay, by))
            yield {"type": "line", "layer": layer, "line": line, **ends}
    elif isinstance(shape, Rectangle):
        box = shape.box
        sides = _placed(layout, (box.left, box.right), (box.top, box.bottom))
        yield {"type": "rect", **_filled(shape.colour, layer), **sides}
    elif isinstance(shape, Mark):
        (x, y), size = shape.at, shape.size
        sides = _placed(layout, (x - size, x + size), (y - size, y + size))
        kind = "rect" if shape.square else "circle"
        yield {"type": kind, **_filled(shape.colour, layer), **sides}


def _filled(colour: str, layer: str) -> Plain:
    return {"layer": layer, "fillcolor": colour, "line": {"width": 0}}


def _placed(layout: ChartLayout, across: Sequence[float], down: Sequence[float]) -> Plain:
    """The ends of a shape: in parts of the plot, or in pixels from its edge where it is outside."""
    places = {"xref": "paper", "yref": "paper", "y0": _up(layout, down[0])}
    places["y1"] = _up(layout, down[1])
    (start, before), (end, after) = (_across(layout, x) for x in across)
    if before == after == 0:
        return {**places, "x0": start, "x1": end}
    edge = 1 if after > 0 else 0
    from_edge = layout.frame.right if edge else layout.frame.left
    pixels = [x - from_edge for x in across]
    return {**places, "xsizemode": "pixel", "xanchor": edge, "x0": pixels[0], "x1": pixels[1]}


def _across(layout: ChartLayout, x: float) -> tuple[float, float]:
    """How far along the plot a place is, and how many pixels beside it where it is outside."""
    frame = layout.frame
    inside = min(max(x, frame.left), frame.right)
    return (inside - frame.left) / (frame.right - frame.left), x - inside


def _up(layout: ChartLayout, y: float) -> float:
    """How far up the plot and its lanes a place is; its height is fixed, so beyond them too."""
    return (layout.bottom - y) / (layout.bottom - layout.frame.top)


# The figures themselves


def _bands(chart: Chart) -> Iterator[go.Scatter]:
    """The neighbours' range and our intervals, behind everything; they do not answer a pointer."""
    for line in chart.own:
        stroke = STROKES[line.role]
        for run in line.segments:
            known = [(p.at, p.low, p.high) for p in run if p.low is not None]
            yield from _area(f"{line.label}: 95 % range", known, stroke.colour, stroke.ribbon)
    for near in chart.band:
        edges = [(r.at, r.low, r.high) for r in near]
        yield from _area(f"{LIKE_OURS}: lowest to highest", edges, NEIGHBOURS, 0.55)


def _area(name: str, edges: list[Any], colour: str, opacity: float) -> Iterator[go.Scatter]:
    if not edges:
        return
    alone, back = len(edges) == 1, edges[::-1]
    yield go.Scatter(
        name=name,
        x=[at for at, _, _ in [*edges, *back]],
        y=[low for _, low, _ in edges] + [high for _, _, high in back],
        mode="lines",
        line={"width": 7 if alone else 0, "color": _faint(colour, opacity)},
        fill=None if alone else "toself",
        fillcolor=None if alone else _faint(colour, opacity),
        hoverinfo="skip",
    )


def _lines(chart: Chart) -> Iterator[go.Scatter]:
    """Comparators first, ours over them. A period that is not shown breaks its line, and so does a
    break in the series."""
    for line in reversed(chart.lines):
        stroke, points = STROKES[line.role], _with_breaks(line.points)
        yield go.Scatter(
            name=escape(line.label, quote=False),
            **_points(points),
            y=[p.value for p in points],
            mode="lines+markers",
            connectgaps=False,
            cliponaxis=False,
            line={"color": stroke.colour, "width": stroke.width, "dash": _dash(stroke.dash)},
            marker={"symbol": stroke.mark, "size": 2 * stroke.size, "color": stroke.colour},
        )


def _with_breaks(points: Sequence[Point]) -> list[Point]:
    """The points, with one without a value wherever a break in the series lies between two."""
    joined: list[Point] = []
    for point in points:
        if joined and point.stretch != joined[-1].stretch:
            joined.append(Point(point.at, point.period, point.tick, State.NOT_AVAILABLE))
        joined.append(point)
    return joined


def _hollow(layout: ChartLayout) -> Iterator[go.Scatter]:
    """Each period of ours that is not shown, as a hollow mark under the axis."""
    for line in layout.lanes:
        unseen = tuple(p for run in line.gaps for p in run)
        rim = {"color": lane_stroke(layout.chart, line).text, "width": 1.75}
        yield go.Scatter(
            name=f"{line.label}: no figure",
            **_points(unseen),
            y=[line.label] * len(unseen),
            yaxis="y2",
            mode="markers",
            marker={
                "symbol": STROKES[line.role].mark,
                "size": [2 * unseen_size(p) + 1 for p in unseen],
                "color": PAPER,
                "line": rim,
            },
            cliponaxis=False,
        )


def _points(points: Sequence[Point]) -> Plain:
    """A trace's days, and the sentence of each for a pointer, safe as Plotly's markup."""
    sentences = (wrap(p.text, 15, HOVER) for p in points)
    return {
        "x": [p.at for p in points],
        "text": ["<br>".join(escape(line, quote=False) for line in lines) for lines in sentences],
        "customdata": [p.state.value for p in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _dash(dash: tuple[float, ...]) -> str:
    return ",".join(f"{n:g}px" for n in dash) or "solid"


def _faint(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
