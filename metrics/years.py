"""Whole years from quarters, where no extract gives the year."""

import pandas as pd

from schemas.declared import Schemas
from schemas.periods import TOGETHER, PeriodKind
from schemas.states import State

_YEAR = ["indicator", "area", "period_kind", "period_start", "breakdown", "category"]
_SERIES = ["indicator", "area", "breakdown", "category", "unit", "per"]
_COUNTS = ("numerator", "denominator")
_MISSING = sorted(str(state) for state in set(State) - {State.SUPPRESSED, State.SHOWN})
_WORST_FIRST = [str(State.SUPPRESSED), *_MISSING, str(State.SHOWN)]
"""Of four quarters, what the year is: hidden when any is, else missing when any is, else shown."""


def whole_years(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """A figure for each financial year that has all four of its quarters, and is not given.

    Only for percents of indicators that count each child once. It is worked out from the true
    counts, those of quarters that are hidden too: whether it may be shown is decided as of any
    other figure, because a total of parts must not give a part away. A year with a quarter that
    its sender has hidden is hidden, one with a quarter that has no counts is not available. A
    category whose quarters are not published is added up all the same; a year with a break inside
    is not, for its quarters are counted in two ways. `cells` are as metrics.measure makes them; the
    result has the same columns.
    """
    quarters = _with_states(_of_kind(cells, schemas, PeriodKind.QUARTER))
    years = _added_up(quarters, 4, PeriodKind.FINANCIAL_YEAR, 1, schemas)
    given = cells.loc[cells["period_kind"].isin(years["period_kind"].unique()), _YEAR]
    is_given = pd.MultiIndex.from_frame(years[_YEAR]).isin(pd.MultiIndex.from_frame(given))
    return years[~is_given]


def years_together(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """Every two and every three financial years that follow each other, added up in the same way
    from the counts of each: percents of our own. They overlap, and are no part of a series."""
    years = _with_states(_of_kind(cells[~cells["published"].astype(bool)], schemas))
    found = [
        _added_up(pd.concat(shifted), many, TOGETHER, many, schemas)
        for many in (2, 3)
        for shifted in [[years.assign(april=years["april"] - n) for n in range(many)]]
    ]
    return pd.concat(found).dropna(subset=_COUNTS)


def _added_up(
    parts: pd.DataFrame, needed: int, kind: str, years: int, schemas: Schemas
) -> pd.DataFrame:
    """Parts that share a series and an April, as one figure of so many years from that April."""
    groups = parts.groupby([*_SERIES, "april"], as_index=False)
    whole = groups.agg(
        parts=("state", "size"),
        state=("rank", "min"),
        published=("published", "all"),
        illustrative=("illustrative", "any"),
        provisional=("provisional", "any"),
        revised=("revised", "any"),
        extract=("extract", "max"),
    )
    sums = groups[[*_COUNTS]].sum(min_count=needed)
    whole = whole.assign(state=whole["state"].map(dict(enumerate(_WORST_FIRST))))
    whole = whole.assign(**{name: sums[name] for name in _COUNTS})
    whole = whole[whole["parts"] == needed]
    april = whole["april"]
    dated = whole.assign(
        period_kind=str(kind),
        period_start=pd.to_datetime(april.astype(str) + "-04-01"),
        period_end=pd.to_datetime((april + years).astype(str) + "-03-31"),
    )
    return _without_breaks(dated, schemas).drop(columns=["april", "parts"])


def aprils(starts: pd.Series) -> pd.Series:
    """The calendar year in which the financial year of each day began: 2024 for 2025-03-31."""
    days = pd.to_datetime(starts)
    april: pd.Series = days.dt.year - (days.dt.month < 4)
    return april


def _of_kind(
    cells: pd.DataFrame, schemas: Schemas, kind: PeriodKind = PeriodKind.FINANCIAL_YEAR
) -> pd.DataFrame:
    """The figures that may be added up, with the April that their year starts in."""
    once = [i.id for i in schemas.indicators.values() if not i.snapshot and i.unit == "percent"]
    kept = cells[cells["indicator"].isin(once) & (cells["period_kind"] == str(kind))]
    return kept.assign(april=aprils(kept["period_start"]))


def _with_states(quarters: pd.DataFrame) -> pd.DataFrame:
    uncounted = quarters[["numerator", "denominator"]].isna().any(axis=1)
    is_shown = quarters["state"] == State.SHOWN
    states = quarters["state"].mask(is_shown & uncounted, str(State.NOT_AVAILABLE)).astype(object)
    counts = {name: pd.to_numeric(quarters[name]).astype("float64") for name in _COUNTS}
    return quarters.assign(state=states, rank=states.map(_WORST_FIRST.index), **counts)


def _without_breaks(years: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    for indicator in schemas.indicators.values():
        for each in indicator.breaks:
            day = pd.Timestamp(each.start)
            inside = (years["period_start"] < day) & (day <= years["period_end"])
            years = years[~(inside & (years["indicator"] == indicator.id))]
    return years
