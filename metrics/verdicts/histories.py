"""The histories that verdicts are made from: of each of the council's series, one figure a period
since the strategy's baseline, with the country's beside it.

Only figures that may be shown are in them. So a verdict is something that anyone could work out
from what an edition shows, and cannot give away what it hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from metrics.baseline import QUARTERS, nearest
from schemas.declared import ALL, Break, Indicator, Schemas, Strategy, Wobble
from schemas.periods import Period, PeriodKind
from schemas.states import State

A_YEAR, SO_OLD = timedelta(days=366), timedelta(days=3 * 366)
FEWER = 0.9
"""How much of a denominator that is two or three years old is taken: in one council of ten so many
fewer are left by then."""
_Cell = tuple[str, str, str]  # indicator, breakdown, category


@dataclass(frozen=True, slots=True)
class Figure:
    """Our figure in one period, and the `country`'s, in the indicator's unit. What is not shown,
    or not given, is None; `hidden` says that it may not be seen, `rebuilt` that how many it is out
    of was not given and is taken from an earlier period."""

    period: Period
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    country: float | None = None
    hidden: bool = False
    rebuilt: Period | None = None

    @property
    def counted(self) -> bool:
        """Whether its counts are given: so many of so many."""
        return self.value is not None and self.numerator is not None and bool(self.denominator)


@dataclass(frozen=True, slots=True)
class History:
    """One series of the council's. `figures` has one place a quarter, from the first quarter of the
    baseline year, or one a year, from the baseline; None where there is no figure at all. It ends
    with the newest. `earlier` are the figures before, oldest first, without empty places.

    `children`: how many children the council looks after, in a usual year.
    `broken`: the break after the baseline's first day, if there is one. Nothing from before it is
    here, and the first place is the first period after it, as if that were the baseline.
    `wobble`: how much the measure goes up and down by itself."""

    strategy: Strategy
    indicator: Indicator
    area: str
    area_name: str
    breakdown: str
    category: str
    quarterly: bool
    figures: tuple[Figure | None, ...]
    wobble: Wobble
    earlier: tuple[Figure, ...] = ()
    illustrative: bool = False
    broken: Break | None = None
    children: float | None = None

    @property
    def year_to_year(self) -> float | None:
        """Of everyone's yearly figures without counts, the standard deviation that all councils'
        figures have from year to year in a council of our size: it stands in for chance. None
        where nobody has learnt it."""
        if self.quarterly or self.breakdown != ALL:
            return None
        return self.wobble.of_a_year(self.children)

    @property
    def start(self) -> list[Figure]:
        """What is shown of the baseline year."""
        return [f for f in self.figures[: self.per_year] if f and f.value is not None]

    @property
    def since(self) -> list[Figure]:
        """What is shown of the periods after the baseline year."""
        return [f for f in self.figures[self.per_year :] if f and f.value is not None]

    @property
    def newest(self) -> list[Figure]:
        """The newest year's figures: the last four quarters, or the last year, that are shown."""
        return (self.start + self.since)[-self.per_year :]

    @property
    def per_year(self) -> int:
        """How many periods make a year."""
        return QUARTERS if self.quarterly else 1

    def until(self, year: Period) -> "History":
        """The same history at the end of a year, without periods that were not half over then."""
        kept = [f if f and f.period.is_half_over(year.end) else None for f in self.figures]
        places = max([i + 1 for i, f in enumerate(kept) if f], default=0)
        return replace(self, figures=tuple(kept[: max(places, self.per_year)]))

    def since_break(self, broken: Break | None) -> "History":
        """The same history without the periods from before a break in another."""
        kept = [f for f in self.figures if broken and f and f.period.start >= broken.start]
        return replace(self, figures=tuple(kept)) if broken else self

    def with_places(self, places: int) -> "History":
        """The same history with at least so many places, empty ones at its end."""
        missing = max(places - len(self.figures), 0)
        return replace(self, figures=(*self.figures, *[None] * missing))


def histories(
    cells: pd.DataFrame, schemas: Schemas, strategy: Strategy, *, own: bool = False
) -> list[History]:
    """Every series of the council's, by indicator, breakdown and category; `own`: until the end of
    the strategy, as if nothing had come since. `cells` are as an edition holds them, one row a
    cell: what is hidden has no number."""
    beside = [i.id for i in schemas.indicators.values() if "country" in i.comparators]
    shown = (cells["role"] == "country") & (cells["state"] == State.SHOWN)
    theirs = cells[shown & cells["indicator"].isin(beside)]
    keys = theirs[["indicator", "breakdown", "category"]].itertuples(index=False, name=None)
    values = theirs["value"].astype(float)
    country = dict(zip(zip(keys, _periods(theirs), strict=True), values, strict=True))
    ours = _by_their_own(cells[cells["role"] == "council"], schemas)
    children = _children(ours, schemas)
    if own:
        own_years = [strategy.holds(period) for period in _periods(ours)]
        ours = ours[pd.Series(own_years, index=ours.index, dtype=bool)]
    return [
        replace(_history(key, rows, country, schemas, strategy), children=children)
        for key, rows in ours.groupby(["indicator", "breakdown", "category"], sort=True)
    ]


def _by_their_own(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """Without the periods that a measure is only counted by too: no rule for a word is of those."""
    too = {(i.id, str(kind)) for i in schemas.indicators.values() for kind in i.also_by}
    named = zip(cells["indicator"], cells["period_kind"], strict=True)
    own = [each not in too for each in named]
    return cells[pd.Series(own, index=cells.index, dtype=bool)]


def summed(figures: Iterable[Figure]) -> tuple[float, float]:
    """The sum of the numerators, and of the denominators; 0 for one that is not given."""
    pairs = [(f.numerator or 0.0, f.denominator or 0.0) for f in figures]
    return sum(n for n, _ in pairs), sum(d for _, d in pairs)


def country_figure_of(figures: Sequence[Figure]) -> float | None:
    """The country's figure of a year: the mean of its periods'; None where one has none."""
    values = [f.country for f in figures if f.country is not None]
    return sum(values) / len(values) if values and len(values) == len(figures) else None


def _children(ours: pd.DataFrame, schemas: Schemas) -> float | None:
    """How many children the council looks after, in a usual year; None where it is not shown."""
    counted = ours[(ours["indicator"] == schemas.wobbles.sized_by) & (ours["breakdown"] == ALL)]
    shown = counted.loc[~counted["illustrative"].astype(bool), "numerator"].dropna()
    return float(shown.astype(float).mean()) if len(shown) else None


def _history(
    cell: _Cell,
    rows: pd.DataFrame,
    country: Mapping[tuple[_Cell, Period], float],
    schemas: Schemas,
    strategy: Strategy,
) -> History:
    indicator = schemas.indicators[cell[0]]
    every = {f.period: f for f in _figures(rows, cell, country)}
    newest = indicator.newest_break(every)
    figures = {p: f for p, f in every.items() if newest is None or p.start >= newest.start}
    broken = newest if newest and newest.start > strategy.baseline_year.start else None
    quarters = _quarters(indicator, figures, strategy.baseline_year, broken)
    places = quarters or _years(indicator, figures, strategy.baseline_year, broken)
    first = min((p for p in places if p), default=strategy.baseline_year)
    kinds = {p.kind for p in places if p}
    earlier = tuple(figures[p] for p in sorted(figures) if p.kind in kinds and p < first)
    return History(
        strategy=strategy,
        indicator=indicator,
        area=rows["area"].iloc[0],
        area_name=rows["area_name"].iloc[0],
        breakdown=cell[1],
        category=cell[2],
        quarterly=bool(quarters),
        figures=_rebuilt([figures.get(p) if p else None for p in places], earlier, indicator)
        if indicator.id not in schemas.council.disclosure.percent_alone
        else tuple(figures.get(p) if p else None for p in places),
        earlier=earlier,
        illustrative=bool(rows["illustrative"].any()),
        broken=broken,
        wobble=schemas.wobble_of(indicator),
    )


def _rebuilt(
    figures: Sequence[Figure | None], earlier: Iterable[Figure], indicator: Indicator
) -> tuple[Figure | None, ...]:
    """The figures, those that are only percentages with the newest denominator that was given
    before, at most three years, where children are counted one by one."""
    if indicator.unit != "percent" or not indicator.counts_children:
        return tuple(figures)
    given = [f for f in (*earlier, *figures) if f and f.counted]
    return tuple(
        _out_of(f, given) if f and f.numerator is None and f.value is not None else f
        for f in figures
    )


def _out_of(f: Figure, given: Sequence[Figure]) -> Figure:
    before = [g for g in given if timedelta() < f.period.end - g.period.end < SO_OLD]
    if not before:
        return f
    newest = max(before, key=lambda g: g.period)
    is_new = f.period.end - newest.period.end <= A_YEAR
    denominator = (
        (newest.denominator or 0.0) if is_new else round(FEWER * (newest.denominator or 0))
    )
    numerator = (f.value or 0.0) * denominator / 100  # no whole number: keep the figure
    since = newest.period
    return replace(f, numerator=numerator, denominator=float(denominator), rebuilt=since)


def _figures(
    rows: pd.DataFrame, cell: _Cell, country: Mapping[tuple[_Cell, Period], float]
) -> Iterable[Figure]:
    columns = (rows[c] for c in ("state", "numerator", "denominator", "value"))
    for period, state, *numbers in zip(_periods(rows), *columns, strict=True):
        numerator, denominator, value = (None if pd.isna(n) else float(n) for n in numbers)
        theirs = country.get((cell, period))
        yield Figure(period, numerator, denominator, value, theirs, state == State.SUPPRESSED)


def _periods(rows: pd.DataFrame) -> list[Period]:
    columns = (rows[c] for c in ("period_kind", "period_start", "period_end"))
    return [
        Period(PeriodKind(kind), pd.Timestamp(start).date(), pd.Timestamp(end).date())
        for kind, start, end in zip(*columns, strict=True)
    ]


def _quarters(
    indicator: Indicator, figures: Iterable[Period], baseline: Period, broken: Break | None
) -> list[Period | None]:
    """From the first quarter of the baseline year, or after a break, to the newest; none when that
    year has none."""
    given = {p for p in figures if p.kind is PeriodKind.QUARTER}
    begun = bool(given) if broken else any(baseline.contains(p) for p in given)
    if indicator.period is not PeriodKind.QUARTER or not begun:
        return []
    every = [Period.holding(PeriodKind.QUARTER, broken.start if broken else baseline.start)]
    while len(every) < QUARTERS or every[-1] < max(given):
        every.append(every[-1].next)
    return list(every)


def _years(
    indicator: Indicator, figures: Iterable[Period], baseline: Period, broken: Break | None
) -> list[Period | None]:
    """The period nearest to the baseline year, or the first after a break, then the same of each
    year after it. Without one, an empty place for it, and then whatever there is."""
    periods = [p for p in figures if p.kind is _kind(indicator, figures)]
    start = min(periods, default=None) if broken else nearest(periods, baseline)
    if start is None:
        later = [p for p in sorted(periods) if p.end > baseline.end]
        return [None, *(later or sorted(periods)[-1:])]
    by_year = {p.end.year: p for p in periods if p.end.month == start.end.month and p >= start}
    return [by_year.get(year) for year in range(start.end.year, max(by_year) + 1)]


def _kind(indicator: Indicator, figures: Iterable[Period]) -> PeriodKind | None:
    """One kind of period: whole years of a quarterly indicator, else its own, else another."""
    kinds = {p.kind for p in figures}
    wanted = (PeriodKind.FINANCIAL_YEAR, indicator.period)
    whole = indicator.period is PeriodKind.QUARTER and not indicator.snapshot
    liked = [k for k in (wanted if whole else wanted[::-1]) if k in kinds]
    return liked[0] if liked else min(kinds, default=None)
