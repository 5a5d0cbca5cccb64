"""Which of an indicator's measurements are its baseline, its newest and its latest shown."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from metrics.measurement import Measurement
from schemas.declared import Indicator, Strategy
from schemas.periods import Period, PeriodKind
from schemas.states import State

QUARTERS = 4


def baseline_of(
    indicator: Indicator, strategy: Strategy, series: Sequence[Measurement]
) -> Measurement | None:
    """The measurement that the strategy is measured from: the one that lies most in its baseline
    year, shown or not. None when no period touches that year.

    A quarterly indicator is measured from the whole year; where that cannot be added up, because
    the same children are counted every quarter or a quarter is hidden, from the quarters that are
    shown, together, as verdicts are.
    """
    measured = {m.period: m for m in comparable(indicator, series)}
    start = nearest(measured, strategy.baseline_year)
    whole = measured[start] if start else None
    if whole is None or (whole.period.kind is not PeriodKind.QUARTER and whole.value is not None):
        return whole
    return _together(indicator, strategy, series) or whole


def _together(
    indicator: Indicator, strategy: Strategy, series: Sequence[Measurement]
) -> Measurement | None:
    """The quarters of the baseline year that are shown, as one measurement; None of none."""
    own = [m for m in series if m.is_total and m.period.kind is PeriodKind.QUARTER]
    shown = sorted(
        (
            m
            for m in since_break(indicator, own)
            if m.value is not None and strategy.baseline_year.contains(m.period)
        ),
        key=lambda m: m.period,
    )
    if len(shown) < 2:
        return shown[0] if shown else None
    return replace(
        shown[-1],
        period=strategy.baseline_year,
        value=figure_of(shown, indicator),
        over=period_words(shown),
        numerator=None,
        denominator=None,
        low=None,
        high=None,
    )


class Dated(Protocol):
    """A figure and its period, with its counts where they are given."""

    @property
    def period(self) -> Period: ...

    @property
    def numerator(self) -> float | None: ...

    @property
    def denominator(self) -> float | None: ...

    @property
    def value(self) -> float | None: ...


def figure_of(figures: Sequence[Dated], indicator: Indicator) -> float | None:
    """The figure of a year, in the indicator's unit: of counted quarters that of all of them
    together, else their mean; None of none."""
    values = [f.value for f in figures if f.value is not None]
    counts = [
        (f.numerator, f.denominator) for f in figures if f.numerator is not None and f.denominator
    ]
    if not values:
        return None
    if indicator.per and len(values) > 1 and len(counts) == len(figures):
        return indicator.per * sum(n for n, _ in counts) / sum(d for _, d in counts)
    return sum(values) / len(values)


def period_words(figures: Sequence[Dated]) -> str:
    """The periods of some figures, in words: 'the year to March 2025' of four quarters too; '' of
    none."""
    if not figures:
        return ""
    first, last = figures[0].period, figures[-1].period
    if first == last:
        return last.words
    whole = len(figures) == QUARTERS and (last.end - first.start).days < 366
    some = "the year" if whole else f"{len(figures)} quarters up"
    return f"{some} to {last.end:%B %Y}"


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
