"""What is written in and around a Plotly figure, as plain annotations, and the room that it takes.

No Plotly: the words are placed for a nominal width in pixels, and tied to days and values so
that they hold at others.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from charts.layout.frame import Frame
from charts.layout.labels import (
    END,
    LEADING,
    SMALL,
    SMALLEST,
    End,
    baseline_box,
    baseline_words,
    ends,
    gaps,
    nothing_shown,
    strategy_words,
    ticks_of,
    uncrowded,
)
from charts.layout.text import spread, text_width, wrap
from charts.model.axis import tick_label
from charts.model.chart import Chart, Line
from charts.theme import AXIS, ILLUSTRATIVE, QUIET, STRATEGY_TEXT, STROKES, TAG, TAG_TINT

STRIP, LANE, DAYS, TAGGED, NOTED = 26.0, 46.0, 30.0, 40.0, 26.0  # heights, in pixels
LEADER = 30.0  # from the last point to its label
HOVER = 330.0  # pixels after which a hover sentence wraps
HALF_A_YEAR = timedelta(days=183)
LABEL = 190.0  # the widest line of a label
NARROW = 520  # below this nominal width, lines are named under the plot
Plain = dict[str, Any]


def frame_of(chart: Chart, width: int, height: int) -> Frame:
    """The plot, at the nominal width, without the lanes under it."""
    around = margin(chart, width)
    bottom = height - around["b"] - len(lane_names(chart)) * LANE
    return Frame(around["l"], width - around["r"], around["t"], bottom, *chart.dates, chart.axis)


def margin(chart: Chart, width: int) -> dict[str, float]:
    """Pixels around the plot: left, right, top and bottom."""
    ticks = (tick_label(t, chart.axis, chart.unit) for t in ticks_of(chart))
    names = max((end.width for end in _beside(chart, width)), default=0)
    return {
        "l": max((text_width(t, SMALL) for t in ticks), default=0) + 12,
        "r": names + LEADER if names else 24,
        "t": STRIP + (TAGGED if chart.illustrative else 0),
        "b": DAYS + (NOTED if chart.axis.note else 0) + key_height(chart, width),
    }


def lane_names(chart: Chart) -> list[str]:
    """The lines of ours with periods that are not shown: a lane for each, the lowest first."""
    return [line.label for line in reversed(chart.own) if line.gaps]


def lane_colour(chart: Chart, line: Line) -> str:
    """Quiet, but a group's own colour where there are two."""
    return STROKES[line.role].text if len(chart.own) > 1 else QUIET


def days_shown(frame: Frame) -> tuple[date, date]:
    """The days at the plot's edges."""
    if frame.first == frame.last:
        return frame.first - HALF_A_YEAR, frame.last + HALF_A_YEAR
    return frame.day(frame.left), frame.day(frame.right)


def strategy_days(chart: Chart, frame: Frame) -> tuple[date, date] | None:
    """The part of the strategy's years that the plot shows, if any."""
    left, right = days_shown(frame)
    start = max(chart.strategy.start, left)
    end = right if chart.strategy.end >= frame.last else chart.strategy.end
    return (start, end) if start < end else None


def hover(sentence: str) -> str:
    """A sentence in lines, safe as Plotly's markup."""
    return lines_of(wrap(sentence, 15, HOVER))


def lines_of(lines: Sequence[str]) -> str:
    """Lines of text as Plotly's markup."""
    return "<br>".join(escape(line, quote=False) for line in lines)


def annotations(chart: Chart, frame: Frame, width: int) -> list[Plain]:
    """Every word in the figure but the ticks."""
    return [
        *_ends(_beside(chart, width), frame),
        *_strategy(chart, frame, width),
        *_baseline(chart, frame),
        *(word for line in chart.own for word in _lane(chart, line, frame, width)),
        *_around(chart),
    ]


def key_names(chart: Chart, width: int) -> dict[str, tuple[str, ...]]:
    """What the key under a narrow plot calls each line, wrapped; nothing where there is no key."""
    if width >= NARROW:
        return {}
    return {end.line.label: end.lines for end in ends(chart, width - 100)}


def key_height(chart: Chart, width: int) -> float:
    """The key under a narrow plot, in pixels."""
    names = key_names(chart, width)
    return sum(5 + LEADING * len(lines) for lines in names.values()) + (14 if names else 0)


def _beside(chart: Chart, width: int) -> list[End]:
    return [] if width < NARROW else ends(chart, LABEL)


def _ends(labels: list[End], frame: Frame) -> Iterator[Plain]:
    """The lines' names, pushed apart, each with a hairline from its last point."""
    natural = [frame.at(label.last)[1] for label in labels]
    weights = [3.0 if label.bold else 1.0 for label in labels]
    heights = [label.height for label in labels]
    centres = spread(natural, heights, frame.top - 4, frame.bottom + LEADING, weights)
    for label, y, centre in zip(labels, natural, centres, strict=True):
        words = lines_of(label.lines)
        said = _said(f"<b>{words}</b>" if label.bold else words, END, STROKES[label.line.role].text)
        place = {"x": label.last.at, "y": label.last.value, "xanchor": "left", "align": "left"}
        if label.last.at == frame.last:
            yield said | place | _leader(centre - y)
        else:
            yield said | place | {"xref": "paper", "x": 1, "xshift": 12, "yshift": y - centre}


def _leader(down: float) -> Plain:
    """From a point to words a little to the right and `down` pixels below it."""
    colour = AXIS if abs(down) >= 5 else "rgba(0,0,0,0)"
    line = {"arrowhead": 0, "arrowwidth": 0.75, "arrowcolor": colour, "standoff": 8}
    return {"showarrow": True, "ax": LEADER, "ay": down, **line}


def _strategy(chart: Chart, frame: Frame, width: float) -> Iterator[Plain]:
    if days := strategy_days(chart, frame):
        label = strategy_words(chart, frame.x(days[1]) - frame.x(days[0]) - 8)
        words = _said(lines_of([label]), SMALLEST, STRATEGY_TEXT)
        above = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 3}
        fits = frame.x(days[0]) + text_width(label, SMALLEST) + 8 < width
        inside = {"x": days[0], "xanchor": "left", "xshift": 6}
        yield words | above | (inside if fits else {"xref": "paper", "x": 1, "xanchor": "right"})


def _baseline(chart: Chart, frame: Frame) -> Iterator[Plain]:
    """Its words where they are clearest, tied to the day at their outer edge."""
    if not chart.baseline:
        return
    box = baseline_box(chart, frame)
    late = box.left + box.right > frame.left + frame.right
    edge = frame.day(box.right if late else box.left)
    middle = frame.y(chart.baseline.value) - (box.top + box.bottom) / 2
    said = _said(f"<b>{lines_of([baseline_words(chart)])}</b>", SMALL, STROKES["ours"].text)
    place = {"x": edge, "xanchor": "right" if late else "left", "y": chart.baseline.value}
    yield said | place | {"yshift": middle, "bgcolor": "rgba(255,255,255,0.6)", "borderpad": 0}


def _lane(chart: Chart, line: Line, frame: Frame, width: float) -> Iterator[Plain]:
    """A word under each run of hollow marks."""
    runs = gaps(line)
    middles = [(frame.x(g.points[0].at) + frame.x(g.points[-1].at)) / 2 for g in runs]
    placed = uncrowded([g.brief for g in runs], middles, width - 4)
    for word, centre in placed:
        said = _said(word, SMALLEST, lane_colour(chart, line))
        yield said | {"x": frame.day(centre), "yref": "y2", "y": line.label, "yshift": -16}


def _around(chart: Chart) -> Iterator[Plain]:
    """The mark of invented figures, what the axis does, and the words of an empty plot."""
    if chart.illustrative:
        tag = _said(f"<b>{ILLUSTRATIVE}</b>", SMALL, TAG)
        corner = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1}
        yield (
            tag | corner | {"yshift": STRIP + 20, "bgcolor": TAG_TINT, "borderpad": 4, "xshift": 4}
        )
    if chart.axis.note:
        note = _said(chart.axis.note, SMALLEST, QUIET)
        corner = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0}
        yield note | corner | {"yanchor": "top", "yshift": -DAYS - 2}
    if words := nothing_shown(chart):
        yield _said(words, END, QUIET) | {"xref": "paper", "x": 0.5, "yref": "y", "y": 0.5}


def _said(words: str, size: float, colour: str) -> Plain:
    return {"text": words, "showarrow": False, "font": {"size": size, "color": colour}}
