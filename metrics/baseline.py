"""Which of an indicator's measurements are its baseline, its newest and its latest shown."""

from collections.abc import Iterable, Sequence

from metrics.measurement import Measurement
from schemas.declared import Indicator, Strategy
from schemas.periods import Period, PeriodKind
from schemas.states import State


def baseline_of(
    indicator: Indicator, strategy: Strategy, series: Sequence[Measurement]
) -> Measurement | None:
    """The measurement that the strategy is measured from: the one that lies most in its baseline
    year, shown or not. None when no period touches that year.

    A quarterly indicator that counts each child once is measured from the whole year; one that
    counts the same children every quarter, from the year's last quarter.
    """
    measured = {m.period: m for m in comparable(indicator, series)}
    start = nearest(measured, strategy.baseline_year)
    return measured[start] if start else None


def nearest(periods: Iterable[Period], year: Period) -> Period | None:
    """The period that represents a year best: within it the latest; else the one with the most
    days of it and, of two with as many, the one that ended before the strategy had begun to work.
    None when none touches the year."""

    def nearness(period: Period) -> tuple[bool, int, int]:
        if year.contains(period):
            return True, period.end.toordinal(), 0
        return False, _shared_days(period, year), -period.end.toordinal()

    return max((p for p in periods if _shared_days(p, year) > 0), key=nearness, default=None)


def newest_of(indicator: Indicator, series: Sequence[Measurement]) -> Measurement | None:
    """The newest measurement that can be compared with the baseline, in any state; None when there
    is none."""
    return max(comparable(indicator, series), key=lambda m: m.period, default=None)


def latest_of(indicator: Indicator, series: Sequence[Measurement]) -> Measurement | None:
    """The newest measurement that can be compared with the baseline, and that is shown.

    When none is shown, the newest of any state; None when there is none.
    """
    shown = [m for m in series if m.state is State.SHOWN]
    return newest_of(indicator, shown) or newest_of(indicator, series)


def comparable(indicator: Indicator, series: Sequence[Measurement]) -> list[Measurement]:
    """The measurements of one like-with-like series: whole years where quarters can be added, and
    the indicator's own periods until there is a whole year; since the newest break, if any."""
    totals = [m for m in series if m.is_total]
    own = [m for m in totals if m.period.kind is indicator.period]
    if indicator.period is PeriodKind.QUARTER and not indicator.snapshot:
        years = [m for m in totals if m.period.kind is PeriodKind.FINANCIAL_YEAR]
        return since_break(indicator, years) or since_break(indicator, own)
    return since_break(indicator, own)


def since_break(indicator: Indicator, series: Sequence[Measurement]) -> list[Measurement]:
    """The measurements that are wholly after the newest break that one of them is after."""
    newest = indicator.newest_break(m.period for m in series)
    return [m for m in series if newest is None or m.period.start >= newest.start]


def charted(indicator: Indicator, series: Sequence[Measurement]) -> list[Measurement]:
    """The measurements that a chart of the trend joins, oldest first: the indicator's own
    periods, or whole years where there is nothing else."""
    return of_one_kind(indicator, [m for m in series if m.is_total])


def of_one_kind(indicator: Indicator, series: Sequence[Measurement]) -> list[Measurement]:
    """The measurements of one kind of period, the indicator's own if it has any, oldest first."""
    kinds = {m.period.kind for m in series}
    kind = indicator.period if indicator.period in kinds else min(kinds, default=None)
    return sorted((m for m in series if m.period.kind is kind), key=lambda m: m.period)


def _shared_days(period: Period, year: Period) -> int:
    return ((min(period.end, year.end) - max(period.start, year.start)).days) + 1
