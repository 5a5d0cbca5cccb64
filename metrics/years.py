"""Whole years from quarters, where no extract gives the year."""

import pandas as pd

from metrics.disclosure import hide_small, without_numbers
from schemas.declared import ALL, Schemas
from schemas.periods import PeriodKind
from schemas.states import State

_YEAR = ["indicator", "area", "period_kind", "period_start"]
_SERIES = ["indicator", "area", "breakdown", "category", "unit", "per"]


def whole_years(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """A total for each financial year that has all four of its quarters, and is not given.

    Only for percents of indicators that count each child once. A year with a hidden quarter is
    itself hidden, because a total of parts must not give a part away; a year with a quarter that
    has no counts is not available. `cells` are as metrics.values makes them, before small
    numbers are hidden; the result has the same columns.
    """
    quarters = _with_states(_quarters(cells, schemas), schemas)
    years = quarters.groupby([*_SERIES, "april"], as_index=False).agg(
        quarters=("state", "size"),
        state=("state", _state_of_four),
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        published=("published", "all"),
        illustrative=("illustrative", "any"),
        provisional=("provisional", "any"),
        revised=("revised", "any"),
        extract=("extract", "max"),
    )
    years = _dated(years[years["quarters"] == 4])
    return without_numbers(_not_given(years, cells)).drop(columns=["april", "quarters"])


def _quarters(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """The quarterly totals that may be added up, with the April that their year starts in."""
    once = [i.id for i in schemas.indicators.values() if not i.snapshot and i.unit == "percent"]
    mine = cells["indicator"].isin(once) & (cells["breakdown"] == ALL)
    quarters = cells[mine & (cells["period_kind"] == PeriodKind.QUARTER)]
    starts = pd.to_datetime(quarters["period_start"])
    return quarters.assign(april=starts.dt.year - (starts.dt.month < 4))


def _with_states(quarters: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    states = hide_small(quarters, schemas.council.disclosure.hide_up_to)["state"]
    uncounted = (states == State.SHOWN) & quarters[["numerator", "denominator"]].isna().any(axis=1)
    return quarters.assign(state=states.mask(uncounted, str(State.NOT_AVAILABLE)))


def _state_of_four(states: pd.Series) -> str:
    """Hidden when any is hidden; else missing when any is missing; else shown."""
    worst = [State.SUPPRESSED, *sorted(set(states) - {State.SHOWN}), State.SHOWN]
    return str(next(state for state in worst if (states == state).any()))


def _dated(years: pd.DataFrame) -> pd.DataFrame:
    return years.assign(
        period_kind=str(PeriodKind.FINANCIAL_YEAR),
        period_start=pd.to_datetime(years["april"].astype(str) + "-04-01"),
        period_end=pd.to_datetime((years["april"] + 1).astype(str) + "-03-31"),
    )


def _not_given(years: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    is_total = cells["breakdown"] == ALL
    given = cells.loc[is_total & cells["period_kind"].isin(years["period_kind"].unique()), _YEAR]
    return years[~pd.MultiIndex.from_frame(years[_YEAR]).isin(pd.MultiIndex.from_frame(given))]
