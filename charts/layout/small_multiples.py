"""Small multiples: a chart of each group, all on one axis, in rows. All lengths are pixels."""

from collections.abc import Sequence
from dataclasses import replace

from charts.layout.line_chart import measure
from charts.layout.shapes import Group, Shape, TextLine
from charts.layout.surround import (
    END,
    LEADING,
    MARGIN,
    SMALL,
    heading,
    height_of,
    small_print,
    stacked,
)
from charts.model.chart import Chart
from charts.model.words import newest_words
from charts.theme import INK, QUIET

LEAST = 185.0  # how wide a panel is at least
MOST = 4  # panels in a row
GAP = 12.0
PLOT = 84.0
NAMES = 2 * LEADING + 4  # over a plot, for the group and its newest figure


def place_panels(charts: Sequence[Chart], width: float, titled: bool) -> tuple[float, list[Shape]]:
    """How tall they are together, and where everything stands. `titled` as in `measure`: with what
    they are about over them, and what to read them with under them."""
    first, across = charts[0], max(1, min(MOST, int((width + GAP) // (LEAST + GAP))))
    wide = (width - (across - 1) * GAP) / across
    subtitle = first.subtitle if titled else ""
    shapes, top = heading("", subtitle, width, any(chart.illustrative for chart in charts))
    top += GAP if subtitle else 0
    panels = [_panel(chart, wide) for chart in charts]
    for n in range(0, len(panels), across):
        row = panels[n : n + across]
        shapes += [Group((m * (wide + GAP), top), panel) for m, (_, panel) in enumerate(row)]
        top += max(tall for tall, _ in row) + GAP
    notes = dict.fromkeys(note for chart in charts for note in chart.notes)
    foot = small_print([" ".join(notes), f"Source: {first.source}"], width) if titled else []
    return top + height_of(foot) + MARGIN, [*shapes, *stacked(foot, top)]


def _panel(chart: Chart, width: float) -> tuple[float, tuple[Shape, ...]]:
    """One chart under its group's name and newest figure, and how tall it is. What all have in
    common is said once, over them or under them."""
    plain = replace(
        chart,
        illustrative=False,
        strategy=replace(chart.strategy, label=""),
        axis=replace(chart.axis, note=""),
    )
    layout = measure(plain, width, 0, titled=False, smallest_plot=PLOT, beside=())
    name = TextLine(MARGIN, LEADING, chart.own[0].label, END, INK, bold=True)
    newest = TextLine(MARGIN, 2 * LEADING, newest_words(chart), SMALL, QUIET)
    return NAMES + layout.size[1], (name, newest, Group((0, NAMES - 14), layout.shapes))
