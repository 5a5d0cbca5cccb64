"""The layers of the full SVG, from the back to the front: bands, grid, lines, words.

Each takes the chart and its frame and gives a piece of SVG; none decides what is drawn.
"""

from charts.layout.frame import Frame
from charts.layout.labels import SMALL, SMALLEST, strategy_words, ticks_of
from charts.layout.text import text_width
from charts.model.axis import tick_label
from charts.model.chart import Chart, Line, Point
from charts.svg.marks import dashes, element, mark, path, rule, text
from charts.theme import (
    AXIS,
    HAIRLINE,
    NEIGHBOURS,
    QUIET,
    STRATEGY,
    STRATEGY_TEXT,
    STROKES,
)

STRIP = 24.0  # above the plot, for the strategy's name


def strategy_band(chart: Chart, frame: Frame, width: float) -> str:
    """The strategy's years, with its name above them, kept inside the picture."""
    left, right = frame.years(chart.strategy)
    if right - left < 1:
        return ""
    top = frame.top - STRIP
    band = element(
        "rect", x=left, y=top, width=right - left, height=frame.bottom - top, fill=STRATEGY
    )
    words = strategy_words(chart, right - left - 12)
    start = min(left + 8, width - 4 - text_width(words, SMALLEST))
    return band + text(start, top + 16, words, SMALLEST, STRATEGY_TEXT)


def grid(chart: Chart, frame: Frame) -> str:
    """Hairlines at the values, the axis itself, and their labels."""
    pieces = [rule((frame.left, frame.bottom), (frame.right, frame.bottom), AXIS)]
    for tick in ticks_of(chart):
        y = frame.y(tick)
        if tick > chart.axis.low:
            pieces.append(rule((frame.left, y), (frame.right, y), HAIRLINE))
        label = tick_label(tick, chart.axis, chart.unit)
        pieces.append(text(frame.left - 8, y + 5, label, SMALL, QUIET, "end"))
    return "".join(pieces)


def neighbours_band(chart: Chart, frame: Frame) -> str:
    """From the lowest to the highest neighbour, where enough of them have a figure."""
    areas = []
    for run in chart.band:
        lows = [(frame.x(r.at), frame.y(r.low)) for r in run]
        highs = [(frame.x(r.at), frame.y(r.high)) for r in run]
        areas.append(_area(lows, highs, NEIGHBOURS, 0.55))
    return "".join(areas)


def ribbons(chart: Chart, frame: Frame) -> str:
    """The 95 % intervals of ours."""
    areas = []
    for line in chart.own:
        stroke = STROKES[line.role]
        for segment in line.segments:
            known = [(frame.x(p.at), p.low, p.high) for p in segment]
            lows = [(x, frame.y(low)) for x, low, _ in known if low is not None]
            highs = [(x, frame.y(high)) for x, _, high in known if high is not None]
            areas.append(_area(lows, highs, stroke.colour, stroke.ribbon))
    return "".join(areas)


def line(one: Line, frame: Frame) -> str:
    """One line's joined stretches and its points; `data-` attributes say what each point is."""
    stroke = STROKES[one.role]
    joined = [
        path(
            [frame.at(p) for p in segment],
            fill="none",
            stroke=stroke.colour,
            stroke_width=stroke.width,
            stroke_dasharray=dashes(stroke.dash),
            stroke_linejoin="round",
        )
        for segment in one.segments
        if len(segment) > 1
    ]
    return "".join(joined) + "".join(
        mark(frame.at(p), stroke, stroke.size, said(one, p)) for p in one.shown
    )


def _area(
    lows: list[tuple[float, float]], highs: list[tuple[float, float]], colour: str, opacity: float
) -> str:
    """The area between two edges; a single period's is a bar."""
    if not lows:
        return ""
    if len(lows) == 1:
        return rule(lows[0], highs[0], colour, 7).replace(
            "<path", f'<path stroke-opacity="{opacity}"'
        )
    return path([*lows, *highs[::-1]], closed=True, fill=colour, fill_opacity=opacity)


def said(one: Line, p: Point) -> dict[str, object]:
    """What a mark stands for, as attributes of its element."""
    value = {} if p.value is None else {"data_value": f"{p.value:.4f}"}
    return {"data_line": one.label, "data_at": p.at, "data_state": p.state.value, **value}
