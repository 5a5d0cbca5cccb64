"""Whole years from quarters, where no extract gives the year."""

import pandas as pd

from metrics.disclosure import by_rule
from schemas.declared import ALL, Schemas
from schemas.periods import PeriodKind
from schemas.states import State

_YEAR = ["indicator", "area", "period_kind", "period_start", "breakdown", "category"]
_SERIES = ["indicator", "area", "breakdown", "category", "unit", "per"]


def whole_years(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """A figure for each financial year that has all four of its quarters, and is not given.

    Only for percents of indicators that count each child once. A total with a hidden quarter is
    itself hidden, because a total of parts must not give a part away; a year with a quarter that
    has no counts is not available. A category whose quarters are not published is added up all
    the same. `cells` are as metrics.values makes them; the result has the same columns, and true
    numbers where the counts of all four quarters are known.
    """
    quarters = _with_states(_quarters(cells, schemas), schemas)
    years = quarters.groupby([*_SERIES, "april"], as_index=False).agg(
        quarters=("state", "size"),
        state=("state", _state_of_four),
        numerator=("numerator", _sum_of_four),
        denominator=("denominator", _sum_of_four),
        published=("published", "all"),
        illustrative=("illustrative", "any"),
        provisional=("provisional", "any"),
        revised=("revised", "any"),
        extract=("extract", "max"),
    )
    years = _dated(years[years["quarters"] == 4])
    return _not_given(years, cells).drop(columns=["april", "quarters"])


def _sum_of_four(counts: pd.Series) -> float:
    return float(pd.to_numeric(counts).astype("float64").sum(min_count=4))


def _quarters(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """The quarterly figures that may be added up, with the April that their year starts in."""
    once = [i.id for i in schemas.indicators.values() if not i.snapshot and i.unit == "percent"]
    quarters = cells[
        cells["indicator"].isin(once) & (cells["period_kind"] == str(PeriodKind.QUARTER))
    ]
    starts = pd.to_datetime(quarters["period_start"])
    return quarters.assign(april=starts.dt.year - (starts.dt.month < 4))


def _with_states(quarters: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    rule = schemas.council.disclosure
    seen = (quarters["breakdown"] == ALL) | (rule.breakdowns_by == "quarter")
    by_the_rule = by_rule(quarters, rule.hide_up_to)
    states = quarters["state"].mask(seen | quarters["published"].astype(bool), by_the_rule)
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
    given = cells.loc[cells["period_kind"].isin(years["period_kind"].unique()), _YEAR]
    return years[~pd.MultiIndex.from_frame(years[_YEAR]).isin(pd.MultiIndex.from_frame(given))]
