"""A chart in Plotly, where a person explores it: the same content and colours as the SVG.

The only module that imports Plotly, which is slow to load: import it where a figure is drawn.
Give the figure to the page with theme=None, the mode bar off and `chart.alt` as its alternative.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from plotly import graph_objects as go

from charts.interactive.annotations import (
    LANE,
    NARROW,
    STRIP,
    annotations,
    days_shown,
    frame_of,
    hover,
    key_height,
    key_names,
    lane_colour,
    lane_names,
    lines_of,
    margin,
    strategy_days,
)
from charts.layout.frame import Frame
from charts.layout.labels import END, SMALL, ticks_of
from charts.layout.text import text_width, thinned
from charts.model.axis import tick_label
from charts.model.chart import Chart, Point
from charts.model.words import LIKE_OURS
from charts.theme import (
    AXIS,
    BASELINE,
    FONT,
    HAIRLINE,
    INK,
    NEIGHBOURS,
    PAPER,
    QUIET,
    STRATEGY,
    STROKES,
)

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
        "xaxis": {"showgrid": False, "zeroline": False, "fixedrange": True},
        "yaxis": {"gridcolor": HAIRLINE, "zeroline": False, "fixedrange": True},
    }
)
CALM = {"hovermode": "closest", "dragmode": False, "hoverdistance": 40}
Plain = dict[str, Any]


def figure(chart: Chart, width: int = 720, height: int = 420) -> go.Figure:
    """The chart as a figure as wide as the page and `height` pixels tall.

    `width` is what its words are laid out for: 720 suits a page, 340 a phone.
    """
    frame = frame_of(chart, width, height)
    layout = {
        **CALM,
        **_axes(chart, frame),
        **_key(chart, frame, width),
        "template": TEMPLATE,
        "height": height,
        "margin": {**margin(chart, width), "autoexpand": False},
        "transition": {"duration": 0},
        "meta": {"title": chart.title, "alt": chart.alt},
        "shapes": list(_shapes(chart, frame)),
        "annotations": annotations(chart, frame, width),
    }
    return go.Figure([*_bands(chart), *_lines(chart, width), *_hollow(chart)], layout)


def _axes(chart: Chart, frame: Frame) -> Plain:
    """The time axis under the values and, where periods are hidden, under their lanes."""
    lanes = lane_names(chart)
    share = len(lanes) * LANE / (frame.bottom - frame.top + len(lanes) * LANE)
    places = [frame.x(tick.at) for tick in chart.ticks]
    widest = max(text_width(tick.label, SMALL) for tick in chart.ticks)
    kept = [chart.ticks[i] for i in thinned(places, widest + 12)]
    quiet = {"tickfont": {"color": QUIET, "size": SMALL}}
    x = {
        "type": "date",
        "range": days_shown(frame),
        "tickvals": [tick.at for tick in kept],
        "ticktext": [tick.label for tick in kept],
        "ticks": "" if lanes else "outside",
        "tickcolor": AXIS,
        "autotickangles": [0, 60],
        "anchor": "y2" if lanes else "y",
        **quiet,
    }
    y = {
        "range": [chart.axis.low, chart.axis.high],
        "domain": [share, 1],
        "tickvals": list(ticks_of(chart)),
        "ticktext": [tick_label(t, chart.axis, chart.unit) for t in ticks_of(chart)],
        **quiet,
    }
    beneath = {
        "domain": [0, share],
        "type": "category",
        "categoryarray": lanes,
        "range": [-0.62, len(lanes) - 0.62],
        "visible": False,
        "fixedrange": True,
    }
    return {"xaxis": x, "yaxis": y, **({"yaxis2": beneath} if lanes else {})}


def _key(chart: Chart, frame: Frame, width: int) -> Plain:
    """On a phone, the lines are named under the plot; elsewhere at their ends, with no legend."""
    if width >= NARROW:
        return {"showlegend": False}
    below = margin(chart, width)["b"] - key_height(chart, width)
    tall = frame.bottom - frame.top + len(lane_names(chart)) * LANE
    place = {"x": 0, "xanchor": "left", "y": -below / tall, "yanchor": "top"}
    still = {"itemclick": False, "itemdoubleclick": False, "traceorder": "reversed"}
    return {"showlegend": True, "legend": {**place, **still, "font": {"size": END}}}


def _bands(chart: Chart) -> Iterator[go.Scatter]:
    """The neighbours' range and our intervals, behind everything; they do not answer a pointer."""
    for line in chart.own:
        stroke = STROKES[line.role]
        for run in line.segments:
            found = [(p.at, p.low, p.high) for p in run if p.low is not None]
            yield from _area(f"{line.label}: 95 % range", found, stroke.colour, stroke.ribbon)
    for near in chart.band:
        edges = [(r.at, r.low, r.high) for r in near]
        yield from _area(f"{LIKE_OURS}: lowest to highest", edges, NEIGHBOURS, 0.55)


def _area(name: str, edges: list[Any], colour: str, opacity: float) -> Iterator[go.Scatter]:
    if not edges:
        return
    alone = len(edges) == 1
    back = edges[::-1]
    yield go.Scatter(
        name=name,
        x=[at for at, _, _ in [*edges, *back]],
        y=[low for _, low, _ in edges] + [high for _, _, high in back],
        mode="lines",
        line={"width": 7 if alone else 0, "color": _faint(colour, opacity)},
        fill=None if alone else "toself",
        fillcolor=None if alone else _faint(colour, opacity),
        hoverinfo="skip",
        showlegend=False,
    )


def _lines(chart: Chart, width: int) -> Iterator[go.Scatter]:
    """Comparators first, ours over them. A period that is not shown breaks its line."""
    names = key_names(chart, width)
    for line in reversed(chart.lines):
        stroke = STROKES[line.role]
        yield go.Scatter(
            name=lines_of(names.get(line.label, (line.label,))),
            showlegend=bool(line.shown),
            **_points(line.points),
            y=[p.value for p in line.points],
            mode="lines+markers",
            connectgaps=False,
            cliponaxis=False,
            line={"color": stroke.colour, "width": stroke.width, "dash": _dash(stroke.dash)},
            marker={"symbol": stroke.mark, "size": 2 * stroke.size, "color": stroke.colour},
        )


def _hollow(chart: Chart) -> Iterator[go.Scatter]:
    """Each period of ours that is not shown, as a hollow mark under the axis."""
    for line in chart.own:
        unseen = tuple(p for run in line.gaps for p in run)
        colour = lane_colour(chart, line)
        if unseen:
            yield go.Scatter(
                name=f"{line.label}: no figure",
                **_points(unseen),
                y=[line.label] * len(unseen),
                yaxis="y2",
                mode="markers",
                marker={
                    "symbol": STROKES[line.role].mark,
                    "size": 10,
                    "color": PAPER,
                    "line": {"color": colour, "width": 1.75},
                },
                cliponaxis=False,
                showlegend=False,
            )


def _points(points: tuple[Point, ...]) -> Plain:
    return {
        "x": [p.at for p in points],
        "text": [hover(p.text) for p in points],
        "customdata": [p.state.value for p in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _shapes(chart: Chart, frame: Frame) -> Iterator[Plain]:
    """The strategy's years, the axis, the runs of hidden periods and the baseline."""
    left, right = days_shown(frame)
    yield from _strategy(chart, frame)
    yield _rule(left, right, chart.axis.low, AXIS, 1)
    for top in ticks_of(chart)[-1:]:  # Plotly rules no line at the very edge
        yield _rule(left, right, top, HAIRLINE, 1)
    for line in chart.own:
        for run in line.gaps:
            if len(run) > 1:
                colour = lane_colour(chart, line)
                yield _rule(run[0].at, run[-1].at, line.label, colour, 1) | {"yref": "y2"}
    if chart.baseline:
        start, colour = min(chart.baseline.at, right), STROKES["ours"].colour
        rule = _rule(start, right, chart.baseline.value, colour, 1.25, _dash(BASELINE))
        yield rule | {"layer": "above"}


def _strategy(chart: Chart, frame: Frame) -> Iterator[Plain]:
    """From the axis to above the plot, where its name stands."""
    lanes = len(lane_names(chart)) * LANE
    tall = frame.bottom - frame.top + lanes
    if days := strategy_days(chart, frame):
        yield {
            "type": "rect",
            "layer": "below",
            "x0": days[0],
            "x1": days[1],
            "yref": "paper",
            "y0": lanes / tall,
            "y1": 1 + STRIP / tall,
            "fillcolor": STRATEGY,
            "line": {"width": 0},
        }


def _rule(
    start: date, end: date, level: float | str, colour: str, width: float, dash: str = "solid"
) -> Plain:
    line = {"color": colour, "width": width, "dash": dash}
    level_ends = {"y0": level, "y1": level}
    return {"type": "line", "layer": "below", "x0": start, "x1": end, "line": line, **level_ends}


def _dash(dash: tuple[float, ...]) -> str:
    return ",".join(f"{n:g}px" for n in dash) or "solid"


def _faint(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
