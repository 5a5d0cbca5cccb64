"""The axes: round numbers that fit the figures, and the dates that are written under them."""

from collections.abc import Sequence
from math import ceil, floor, log10

from charts.model.chart import Axis, Point, Tick
from schemas.declared import Unit
from schemas.periods import Period, PeriodKind

STEPS = 5  # between the lowest and the highest tick, at most
FAR = 0.55  # of the highest figure: when all are above it, the axis need not start at nought
LEAST = 0.3  # of the highest figure: an axis that spans less would make a change look large
FAR_PERCENT = 30  # and percentages only when all of them are above this, too
MARCH = 3
DIGITS = 4  # of a value that is drawn


def value_axis(values: Sequence[float], unit: Unit) -> Axis:
    """The axis that fits these values (the unit's own; none at all where all are hidden).

    It starts at nought unless the figures lie far from it, and then says so; percentages never
    pass 100, and small ones fill the axis.
    """
    if not values:
        return Axis(0, 1, ())
    if unit == "yes or no":
        return Axis(0, 1, (0, 1))
    bottom, top = _ends(min(values), max(values), unit)
    step = _step(top - bottom)
    first = floor(round(bottom / step, 6))
    ticks = (round(n * step, 6) for n in range(first, ceil(round(top / step, 6)) + 1))
    kept = tuple(t for t in ticks if unit != "percent" or t <= 100)
    return Axis(kept[0], kept[-1], kept, _note(kept[0], unit))


def possible(value: float, unit: Unit) -> float:
    """The value, cut to what can be: 0 to 100 for a percent, else nought or more."""
    return min(max(value, 0.0), 100.0) if unit == "percent" else max(value, 0.0)


def drawn(value: float, unit: Unit) -> float:
    """What is drawn of a value: what can be of it, with no more digits than an axis has."""
    return round(possible(value, unit), DIGITS)


def tick_label(tick: float, axis: Axis, unit: Unit) -> str:
    """'60 %', '0.5', '1,200', '£1,200', 'Yes'."""
    places = max(next(places for places in range(7) if round(t, places) == t) for t in axis.ticks)
    if unit == "yes or no":
        return "Yes" if tick else "No"
    return f"{'£' * (unit == '£')}{tick:,.{places}f}" + (" %" if unit == "percent" else "")


def time_ticks(points: Sequence[Point]) -> tuple[Tick, ...]:
    """A tick for each year; for quarters and months, at the ends of March ('Mar 2025')."""
    yearly = len({p.at.month for p in points}) == 1
    marches = [p for p in points if yearly or p.at.month == MARCH]
    return tuple(Tick(p.at, p.tick) for p in marches or dict.fromkeys((points[0], points[-1])))


def tick_of(period: Period) -> str:
    """A period on the axis: '2025' for a year, 'Dec 2024' for a shorter one."""
    yearly = period.kind.months in (0, 12) and period.kind is not PeriodKind.ROLLING_YEAR
    return str(period.end.year) if yearly else period.tick


def _ends(low: float, high: float, unit: Unit) -> tuple[float, float]:
    """Where the axis must reach to: down to nought, unless everything lies far above it."""
    if low <= FAR * high or (unit == "percent" and low <= FAR_PERCENT):
        return 0, high or 1
    short = max(0, LEAST * high - (high - low)) / 2
    above = min(short, 100 - high) if unit == "percent" else short
    return low - short, high + max(above, 0)


def _step(span: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50 … that crosses the span in few enough steps."""
    power = 10.0 ** (floor(log10(span)) - 1)
    sizes = (n * power for n in (1, 2, 5, 10, 20, 50, 100))
    return next(size for size in sizes if span / size <= STEPS + 1e-9)


def _note(low: float, unit: Unit) -> str:
    start = f"{low:,g} %" if unit == "percent" else f"{low:,g}"
    return f"The axis starts at {start}, not nought." if low else ""
