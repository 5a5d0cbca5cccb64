"""Whole years from quarters, where no extract gives the year."""

import pandas as pd

from metrics.disclosure.rule import by_rule
from schemas.declared import ALL, Schemas
from schemas.periods import PeriodKind
from schemas.states import State

_YEAR = ["indicator", "area", "period_kind", "period_start", "breakdown", "category"]
_SERIES = ["indicator", "area", "breakdown", "category", "unit", "per"]
_COUNTS = ("numerator", "denominator")
_MISSING = sorted(str(state) for state in set(State) - {State.SUPPRESSED, State.SHOWN})
_WORST_FIRST = [str(State.SUPPRESSED), *_MISSING, str(State.SHOWN)]
"""Of four quarters, what the year is: hidden when any is, else missing when any is, else shown."""


def whole_years(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """A figure for each financial year that has all four of its quarters, and is not given.

    Only for percents of indicators that count each child once. A total with a hidden quarter is
    itself hidden, because a total of parts must not give a part away; a year with a quarter that
    has no counts is not available. A category whose quarters are not published is added up all
    the same; a year with a break inside is not, for its quarters are counted in two ways. `cells`
    are as metrics.measure makes them; the result has the same columns, and true numbers where the
    counts of all four quarters are known.
    """
    quarters = _with_states(_quarters(cells, schemas), schemas)
    four = quarters.groupby([*_SERIES, "april"], as_index=False)
    years = four.agg(
        quarters=("state", "size"),
        state=("rank", "min"),
        published=("published", "all"),
        illustrative=("illustrative", "any"),
        provisional=("provisional", "any"),
        revised=("revised", "any"),
        extract=("extract", "max"),
    )
    sums = four[[*_COUNTS]].sum(min_count=4)
    years = years.assign(state=years["state"].map(dict(enumerate(_WORST_FIRST))))
    years = years.assign(**{name: sums[name] for name in _COUNTS})
    years = _without_breaks(_dated(years[years["quarters"] == 4]), schemas)
    given = cells.loc[cells["period_kind"].isin(years["period_kind"].unique()), _YEAR]
    is_given = pd.MultiIndex.from_frame(years[_YEAR]).isin(pd.MultiIndex.from_frame(given))
    return years[~is_given].drop(columns=["april", "quarters"])


def aprils(starts: pd.Series) -> pd.Series:
    """The calendar year in which the financial year of each day began: 2024 for 2025-03-31."""
    days = pd.to_datetime(starts)
    april: pd.Series = days.dt.year - (days.dt.month < 4)
    return april


def _quarters(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """The quarterly figures that may be added up, with the April that their year starts in."""
    once = [i.id for i in schemas.indicators.values() if not i.snapshot and i.unit == "percent"]
    quarters = cells[
        cells["indicator"].isin(once) & (cells["period_kind"] == str(PeriodKind.QUARTER))
    ]
    return quarters.assign(april=aprils(quarters["period_start"]))


def _with_states(quarters: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    rule = schemas.council.disclosure
    seen = (quarters["breakdown"] == ALL) | (rule.breakdowns_by == "quarter")
    by_the_rule = by_rule(quarters, rule.hide_up_to)
    states = quarters["state"].mask(seen | quarters["published"].astype(bool), by_the_rule)
    uncounted = (states == State.SHOWN) & quarters[["numerator", "denominator"]].isna().any(axis=1)
    states = states.mask(uncounted, str(State.NOT_AVAILABLE)).astype(object)
    counts = {name: pd.to_numeric(quarters[name]).astype("float64") for name in _COUNTS}
    return quarters.assign(state=states, rank=states.map(_WORST_FIRST.index), **counts)


def _without_breaks(years: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    for indicator in schemas.indicators.values():
        for each in indicator.breaks:
            day = pd.Timestamp(each.start)
            inside = (years["period_start"] < day) & (day <= years["period_end"])
            years = years[~(inside & (years["indicator"] == indicator.id))]
    return years


def _dated(years: pd.DataFrame) -> pd.DataFrame:
    return years.assign(
        period_kind=str(PeriodKind.FINANCIAL_YEAR),
        period_start=pd.to_datetime(years["april"].astype(str) + "-04-01"),
        period_end=pd.to_datetime((years["april"] + 1).astype(str) + "-03-31"),
    )
