"""From measurements to a chart: which lines, which axis, which words.

The caller says what the finding is, and which measurement the strategy is measured from
(metrics.baseline); nothing here decides what a figure means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from charts.model.axis import time_ticks, value_axis
from charts.model.chart import (
    Axis,
    Baseline,
    Chart,
    Line,
    LineRole,
    NeighbourRange,
    Point,
    Span,
    key_of,
)
from charts.model.series import (
    divides,
    events_of,
    last_day,
    lines_beside,
    lines_like_ours,
    own_line,
    ranges,
    target_line,
)
from charts.model.words import (
    AT_START,
    LIKE_OURS,
    alternative,
    figure,
    opened,
    subtitle,
    why,
)
from charts.theme import NEIGHBOURS_NAME, STROKES
from metrics.measurement import Measurement, Neighbours
from metrics.sentences import uncapped
from schemas.declared import Area, Council, Indicator, NeighbourList, Strategy
from schemas.notes import NotedEvent, PeriodTarget
from schemas.periods import Period
from schemas.states import State

GROUPS: tuple[LineRole, ...] = ("ours", "second")  # of our own that one chart can tell apart
INTERVAL = "Pale {}: how far chance alone could move each figure (95 % range)."
NO_RANGE = "No range where the publisher gives no counts."
INVENTED = "Invented figures, to show what a real extract would look like."


def indicator_chart(
    indicator: Indicator,
    council: Council | Area,
    strategy: Strategy,
    ours: Sequence[Measurement],
    comparators: Sequence[Measurement],
    neighbours: Sequence[Neighbours],
    title: str,
    neighbour_list: NeighbourList | None,
    baseline: Measurement | None = None,
    targets: Sequence[PeriodTarget] = (),
    like: str = LIKE_OURS,
    events: Sequence[NotedEvent] = (),
) -> Chart:
    """Our figures over time, beside the country's, the region's and the councils like ours.

    `ours` is one series (metrics.baseline.charted, or one category), all of one kind of period;
    `comparators` hold the same category; `neighbours` are used from `neighbour_list` only. Raises
    ValueError when `ours` is empty or mixes kinds of period.
    """
    theirs = [n for n in neighbours if neighbour_list and n.neighbour_list == neighbour_list.id]
    own = own_line(indicator, council.name, "ours", ours, last_day(ours, comparators, theirs))
    since = own.points[0].at
    listed = sorted((n for n in theirs if n.period.end >= since), key=lambda n: n.period)
    aims = [t for t in targets if t.period.kind is ours[0].period.kind]
    beside = [
        *lines_beside(indicator, comparators, since),
        *lines_like_ours(indicator, listed, like),
        *target_line(indicator, aims, since),
    ]
    chart = _chart(indicator, strategy, [own, *beside], ours, title, baseline)
    came = events_of(events, *chart.dates)
    chart = replace(chart, events=came)
    chart = replace(chart, alt=" ".join([chart.alt, *chart.came_then]))
    return _with_neighbours(chart, ranges(listed), neighbour_list)


def breakdown_chart(
    indicator: Indicator,
    strategy: Strategy,
    groups: Sequence[Sequence[Measurement]],
    title: str,
    everyone: Sequence[Measurement] = (),
) -> Chart:
    """Two of our own groups (or one), side by side: in the county and outside it.

    Each group is one category's series. More than two are several charts of one group, each before
    `everyone`, and put on one axis by `on_one_axis`. Raises ValueError for more, or none.
    """
    if not 1 <= len(groups) <= len(GROUPS) or not all(groups):
        raise ValueError(f"a chart tells one or two groups with figures apart, not {len(groups)}")
    ours = [m for group in groups for m in group]
    until = last_day(ours, everyone)
    lines = [
        own_line(indicator, group[0].category, role, group, until)
        for role, group in zip(GROUPS, groups, strict=False)
    ]
    if everyone:
        lines.append(own_line(indicator, everyone[0].area, "everyone", everyone, until))
    return _chart(indicator, strategy, lines, ours, title, None)


def on_one_axis(charts: Sequence[Chart]) -> tuple[Chart, ...]:
    """The charts with one value axis that fits them all, so that they can be compared."""
    axis = value_axis([v for chart in charts for v in _extent(chart)], charts[0].unit)
    return tuple(replace(chart, axis=axis) for chart in charts)


def _chart(
    indicator: Indicator,
    strategy: Strategy,
    lines: Sequence[Line],
    ours: Sequence[Measurement],
    title: str,
    baseline: Measurement | None,
) -> Chart:
    own = [line for line in lines if line.role in GROUPS]
    illustrative = any(p.illustrative for line in lines for p in line.points)
    start = _baseline(baseline, ours[0].period, strategy)
    apart = tuple(divides(indicator, ours))
    alt = alternative(title, lines, _at_start(indicator, start), indicator, illustrative)
    chart = Chart(
        key=_key(ours[0], alone=len(own) == 1),
        title=title,
        subtitle=subtitle(indicator, ours[0].period.kind),
        source=_sources(lines),
        alt=" ".join([alt, *(divide.sentence for divide in apart)]),
        unit=indicator.unit,
        decimals=indicator.decimals,
        lines=tuple(lines),
        neighbours=(),
        neighbours_label="",
        axis=Axis(0, 1, ()),
        ticks=time_ticks(_on_the_axis(lines, max((line.points for line in own), key=len))),
        strategy=Span(strategy.starts, strategy.ends, strategy.name),
        baseline=start,
        illustrative=illustrative,
        reading=tuple(_reading(lines, baseline, illustrative)),
        divides=apart,
    )
    return on_one_axis([chart])[0]


def _with_neighbours(
    chart: Chart, band: tuple[NeighbourRange, ...], neighbour_list: NeighbourList | None
) -> Chart:
    if not band or not neighbour_list:
        return chart
    chart = replace(chart, neighbours=band)
    drawn = [r for run in chart.band for r in run]
    label = _band_words(neighbour_list, drawn) if drawn else ""
    return on_one_axis([replace(chart, neighbours_label=label)])[0]


def _band_words(neighbour_list: NeighbourList, band: Sequence[NeighbourRange]) -> str:
    counts, listed = [r.with_value for r in band], max(r.listed for r in band)
    fewest, most = min(counts), max(counts)
    some = (
        f"{fewest}" if fewest == most else f"{fewest} {'or' if most - fewest == 1 else 'to'} {most}"
    )
    having = "" if fewest == listed else " that have a figure"
    who = f"the {some} {uncapped(neighbour_list.name)} ({neighbour_list.dated})"
    return f"{opened(NEIGHBOURS_NAME)} band: lowest to highest of {who}{having}."


def _baseline(m: Measurement | None, ours: Period, strategy: Strategy) -> Baseline | None:
    """From its own period on; a whole year's beside quarters, from the strategy's first quarter."""
    if m is None or m.state is not State.SHOWN or m.value is None:
        return None
    if m.period.kind is ours.kind:
        return Baseline(m.period.end, m.value, AT_START)
    first = Period.holding(ours.kind, strategy.starts)
    return Baseline(first.end, m.value, f"over {m.when}")


def _at_start(indicator: Indicator, start: Baseline | None) -> str:
    """'55 % at the start of the strategy', and over what if it is not a period of the line."""
    if not start:
        return ""
    over = "" if start.label == AT_START else f", {start.label}"
    value = figure(start.value, indicator.unit, indicator.decimals)
    return f"{value} {AT_START} of the strategy{over}"


def _on_the_axis(lines: Sequence[Line], own: Sequence[Point]) -> Sequence[Point]:
    """The points whose periods are named: ours, and what is aimed at later."""
    aims = (p for line in lines if line.role == "target" for p in line.points)
    return [*own, *(p for p in aims if p.at > own[-1].at)]


def _extent(chart: Chart) -> Iterator[float]:
    """Every number that the drawing must have room for."""
    points = [p for line in chart.lines for p in line.shown]
    yield from (n for p in points for n in (p.value, p.low, p.high) if n is not None)
    yield from (n for run in chart.band for r in run for n in (r.low, r.high))
    yield from [chart.baseline.value] if chart.baseline else []


def _reading(
    lines: Sequence[Line], baseline: Measurement | None, illustrative: bool
) -> Iterator[str]:
    own = [line for line in lines if line.role in GROUPS]
    ranged = {p.low is not None for line in own for p in line.shown}
    yield from (f"Grey: all of {line.label}." for line in lines if line.role == "everyone")
    if True in ranged:
        yield INTERVAL.format(STROKES[own[0].role].name if len(own) == 1 else "colour")
    if len(ranged) > 1:
        yield NO_RANGE
    unseen = (p for line in own for p in line.points if p.state is not State.SHOWN)
    yield from (f"{reason}." for reason in dict.fromkeys(why(p) for p in unseen))
    if baseline and baseline.state is not State.SHOWN and any(line.shown for line in own):
        yield f"{opened(AT_START)} of the strategy: {uncapped(why(baseline))}."
    if illustrative:
        yield INVENTED


def _sources(lines: Sequence[Line]) -> str:
    """Where the newest figure of ours is from, and whether older ones are from elsewhere."""
    named = [p.source for p in reversed(lines[0].points) if p.source]
    sources = list(dict.fromkeys(named))
    return "; ".join([*sources[:1], *(["and earlier releases"] if sources[1:] else [])])


def _key(m: Measurement, alone: bool) -> str:
    """A name that can stand in a file name and an id: 'dental-check', 'dental-check-sex-female'."""
    parts = [m.indicator, *([] if m.is_total else [m.breakdown, *([m.category] if alone else [])])]
    return key_of("-".join(parts))
