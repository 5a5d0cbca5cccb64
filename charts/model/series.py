"""From measurements to the lines of a chart, every period in its place and no gap left unsaid."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from charts.model.axis import tick_of
from charts.model.chart import ChartEvent, Divide, Line, LineRole, NeighbourRange, Point
from charts.model.words import (
    LIKE_OURS,
    TARGET,
    beside_text,
    missing_text,
    neighbours_text,
    own_text,
    target_text,
)
from metrics.measurement import Measurement, Neighbours
from schemas.declared import Indicator
from schemas.notes import NotedEvent, PeriodTarget
from schemas.periods import Period, PeriodKind
from schemas.states import State

BESIDE: tuple[LineRole, ...] = ("country", "region")


def own_line(
    indicator: Indicator, who: str, role: LineRole, ours: Sequence[Measurement], until: date
) -> Line:
    """Our series, with what is missing up to a day. Raises ValueError if it mixes kinds."""
    kinds = {m.period.kind for m in ours}
    if len(kinds) != 1:
        raise ValueError(f"a line joins periods of one kind; {who} has {sorted(kinds) or 'none'}")
    points = {m.period: _point(indicator, m, own_text(indicator, who, m)) for m in ours}
    return Line(who, role, _filled(points, who, _steps(indicator, points), until))


def lines_beside(
    indicator: Indicator, comparators: Sequence[Measurement], since: date
) -> Iterator[Line]:
    """The country's and the region's series from a day on, where they have anything to show."""
    for role in BESIDE:
        theirs = [m for m in comparators if m.role == role and m.period.end >= since]
        if any(m.state is State.SHOWN for m in theirs):
            points = {m.period: _point(indicator, m, beside_text(indicator, m)) for m in theirs}
            steps = _steps(indicator, points)
            yield Line(theirs[0].area, role, _filled(points, theirs[0].area, steps))


def lines_like_ours(
    indicator: Indicator, listed: Sequence[Neighbours], like: str = LIKE_OURS
) -> Iterator[Line]:
    """The neighbours' median, where there is one."""
    if any(n.median is not None for n in listed):
        points = {
            n.period: _median(indicator, n, neighbours_text(indicator, n, like)) for n in listed
        }
        steps = _steps(indicator, points)
        yield Line(like, "neighbours", _filled(points, like, steps))


def target_line(
    indicator: Indicator, targets: Sequence[PeriodTarget], since: date
) -> Iterator[Line]:
    """What was aimed at from a day on, also in periods that are still to come."""
    points = tuple(
        Point(
            at=t.period.end,
            period=t.period.words,
            tick=tick_of(t.period),
            state=State.SHOWN,
            value=t.target,
            text=target_text(indicator, t),
            source=f"Set by {t.set_by}",
            illustrative=t.illustrative,
            stretch=indicator.stretch(t.period),
        )
        for t in targets
        if t.period.end >= since
    )
    if points:
        yield Line(TARGET, "target", points)


def divides(indicator: Indicator, ours: Sequence[Measurement]) -> Iterator[Divide]:
    """The breaks that have figures of ours on both sides."""
    for each in sorted(indicator.breaks, key=lambda b: b.start):
        before = [m.period.end for m in ours if m.period.end < each.start]
        after = [m.period.end for m in ours if m.period.start >= each.start]
        if before and after:
            middle = max(before) + (min(after) - max(before)) / 2
            yield Divide(each.start, middle, each.month, each.sentence)


def ranges(listed: Sequence[Neighbours]) -> tuple[NeighbourRange, ...]:
    """The neighbours' lowest and highest, for the periods in which one has a value."""
    return tuple(
        NeighbourRange(n.period.end, n.low, n.high, n.with_value, n.listed)
        for n in listed
        if n.low is not None and n.high is not None
    )


def events_of(events: Iterable[NotedEvent], first: date, last: date) -> tuple[ChartEvent, ...]:
    """The events between two days, oldest first: one in words, several by number."""
    within = sorted((e for e in events if first <= e.dated <= last), key=lambda e: e.dated)
    return tuple(
        ChartEvent(e.dated, label, str(n) if within[1:] else label)
        for n, e in enumerate(within, start=1)
        for label in [f"{e.label}{' (invented)' if e.illustrative else ''}"]
    )


def last_day(ours: Sequence[Measurement], *others: Sequence[Measurement | Neighbours]) -> date:
    """The end of the newest period of our kind that anyone has a figure for."""
    kinds = {m.period.kind for m in ours}
    same = [m.period.end for other in others for m in other if m.period.kind in kinds]
    return max([m.period.end for m in ours] + same, default=date.min)


def _filled(
    points: dict[Period, Point], who: str, steps: int, until: date = date.min
) -> tuple[Point, ...]:
    return tuple(
        points.get(p)
        or Point(p.end, p.words, tick_of(p), State.NOT_AVAILABLE, text=missing_text(who, p))
        for p in _every(points, steps, until)
    )


def _steps(indicator: Indicator, periods: Collection[Period]) -> int:
    """Spacing of the series, in periods: 12 for a month that is counted once a year; of rolling
    years, as many months as lie between the nearest."""
    kind = next(iter(periods)).kind
    if kind is PeriodKind.ROLLING_YEAR:
        ends = sorted(12 * p.end.year + p.end.month for p in periods)
        return min((b - a for a, b in pairwise(ends)), default=1)
    return 12 // kind.months if indicator.frequency == "annual" and kind.months else 1


def _every(given: Iterable[Period], steps: int, until: date) -> Iterator[Period]:
    """The periods given, oldest first, and those missing between them and up to a day."""
    last: Period | None = None
    for period in sorted(given):
        yield from _between(last, period, steps) if last else ()
        yield period
        last = period
    while last and _next(last, steps).end <= until:
        yield (last := _next(last, steps))


def _between(first: Period, last: Period, steps: int) -> Iterator[Period]:
    missing = _next(first, steps)
    while _next(missing, steps) <= last:
        yield missing
        missing = _next(missing, steps)


def _next(period: Period, steps: int) -> Period:
    for _ in range(steps):
        period = period.next
    return period


def _point(indicator: Indicator, m: Measurement, text: str) -> Point:
    return Point(
        at=m.period.end,
        period=m.period.words,
        tick=tick_of(m.period),
        state=m.state,
        value=m.value,
        low=m.low,
        high=m.high,
        numerator=m.numerator,
        denominator=m.denominator,
        text=text,
        source=m.source,
        provisional=m.provisional,
        illustrative=m.illustrative,
        published=m.published,
        stretch=indicator.stretch(m.period),
    )


def _median(indicator: Indicator, n: Neighbours, text: str) -> Point:
    state = State.NOT_AVAILABLE if n.median is None else State.SHOWN
    return Point(
        at=n.period.end,
        period=n.period.words,
        tick=tick_of(n.period),
        state=state,
        value=n.median,
        text=text,
        source=f"Worked out from the figures of {n.with_value} councils",
        stretch=indicator.stretch(n.period),
    )
