"""A chart as a table: for those who cannot see it, for print, and to download as CSV.

The same figures as the drawings, in words for a page and bare for a spreadsheet. What has no
number says why; nothing is blank in the table, and nothing unknown is nought.
"""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from charts.model.chart import Chart, Line, NeighbourRange, Point
from charts.model.words import NO_FIGURE, counts_of, figure, opened, why
from schemas.states import BRIEF, State

NOT_GIVEN = "not given"
COLUMNS = (
    *("period", "period_end", "line", "value", "numerator", "denominator"),
    *("low", "high", "low_to_high", "state", "source", "invented"),
)
INTERVAL = "95 % range"
FORMULAS = ("=", "+", "-", "@")  # that a spreadsheet would run


def rows(chart: Chart) -> list[dict[str, str]]:
    """One row a period, oldest first: ours with its counts and range, then what is beside it."""
    periods = {(p.at, p.period) for line in chart.lines for p in line.points}
    return [_row(chart, *period) for period in sorted(periods)]


def rows_of_groups(charts: Sequence[Chart]) -> list[dict[str, str]]:
    """The same of charts of a group each: a row a group and period, with the same columns."""
    found = []
    for chart in charts:
        who = chart.own[0].label
        found += [{"Group": who, "Figure": row.pop(who)} | row for row in rows(chart)]
    heads = dict.fromkeys(name for row in found for name in ("Group", "Period", *row))
    return [{name: row.get(name, row["Figure"]) for name in heads} for row in found]


def csv_text(*charts: Chart) -> str:
    """One line a period and line of the charts, oldest first, numbers as they are; a line that
    several have in common once.

    A cell is empty where there is no number, and `state` says why. Encode it as utf-8-sig for
    a spreadsheet.
    """
    text = StringIO()
    columns = (*COLUMNS, "counted") if charts[0].divides else COLUMNS
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    every = {line: chart for chart in charts for line in chart.lines}
    for line, chart in every.items():
        near = {r.at: r for r in chart.neighbours} if line.role == "neighbours" else {}
        for p in line.points:
            counted = {"counted": _counted(chart, p.at)} if charts[0].divides else {}
            writer.writerow(_record(line, p, near.get(p.at)) | counted)
    return text.getvalue()


def _row(chart: Chart, at: date, period: str) -> dict[str, str]:
    cells = {"Period": opened(period)}
    for line in chart.lines:
        points = (p for p in line.points if (p.at, p.period) == (at, period))
        point = next(points, None)
        cells |= _own(chart, line, point) if line in chart.own else _beside(chart, line, point)
    if chart.divides:
        cells["Counted"] = _counted(chart, at)
    if chart.illustrative:
        invented = any(p.illustrative for line in chart.own for p in line.points if p.at == at)
        cells["Invented"] = "yes" if invented else "no"
    return cells


def _counted(chart: Chart, at: date) -> str:
    """On which side of a break a period is: 'as before April 2024', 'as since April 2024'."""
    since = [divide.month for divide in chart.divides if divide.since <= at]
    return f"as since {since[-1]}" if since else f"as before {chart.divides[0].month}"


def _own(chart: Chart, line: Line, point: Point | None) -> dict[str, str]:
    """Our value, how many of how many, and the range, under headings that two groups can share."""
    who = f"{line.label}: " if len(chart.own) > 1 else ""
    named = {line.label: _value(chart, point)}
    if any(any(p.counts) for p in line.shown):
        counts = counts_of(*point.counts, chart.unit) if point else ""
        named[f"{who}{'n' if who else 'N'}umber"] = counts or _absent(point)
    if any(p.low is not None for p in line.shown):
        low, high = (point.low, point.high) if point else (None, None)
        known = low is not None and high is not None
        named[f"{who}{INTERVAL}"] = _range(chart, low, high) if known else _absent(point)
    return named


def _beside(chart: Chart, line: Line, point: Point | None) -> dict[str, str]:
    shown = point is not None and point.value is not None
    named = {line.label: _value(chart, point) if shown else _absent(point)}
    if line.role == "neighbours":
        near = [r for r in chart.neighbours if point and r.at == point.at]
        having = f", {near[0].with_value} of {near[0].listed}" if near else ""
        ends = _range(chart, near[0].low, near[0].high) if near else BRIEF[State.NOT_AVAILABLE]
        named[f"{line.label}: range"] = ends + having
    return named


def _value(chart: Chart, point: Point | None) -> str:
    if point is None or point.value is None:
        return why(point) if point else NO_FIGURE
    mark = " (provisional)" if point.provisional else ""
    return figure(point.value, chart.unit, chart.decimals) + mark


def _range(chart: Chart, *ends: float | None) -> str:
    return " to ".join(figure(v, chart.unit, chart.decimals) for v in ends if v is not None)


def _absent(point: Point | None) -> str:
    """Why a number is not there, briefly: the period's state, or the source has none."""
    state = point.state if point else State.NOT_AVAILABLE
    return BRIEF[state] or NOT_GIVEN


def _record(line: Line, point: Point, near: NeighbourRange | None) -> dict[str, str]:
    low, high = (near.low, near.high) if near else (point.low, point.high)
    between = f"lowest and highest of {near.with_value} of {near.listed}" if near else INTERVAL
    cells = {
        "period": opened(point.period),
        "period_end": point.at.isoformat(),
        "line": line.label,
        "value": _bare(point.value),
        "numerator": _bare(point.numerator),
        "denominator": _bare(point.denominator),
        "low": _bare(low),
        "high": _bare(high),
        "low_to_high": between if low is not None else "",
        "state": point.state.value,
        "source": point.source,
        "invented": "yes" if point.illustrative else "no",
    }
    # An apostrophe before it, and no spreadsheet takes it for a formula.
    return {k: f"'{text}" if text.startswith(FORMULAS) else text for k, text in cells.items()}


def _bare(number: float | None) -> str:
    """A number for a machine, to four decimals; empty where there is none."""
    return "" if number is None else f"{number:.4f}".rstrip("0").rstrip(".")
