"""Quarters from months and years from quarters, where no extract gives them."""

import pandas as pd

from schemas.declared import Schemas
from schemas.periods import TOGETHER, PeriodKind
from schemas.states import State

_WHOLE = ["indicator", "area", "period_start", "breakdown", "category"]
_SERIES = ["indicator", "area", "breakdown", "category", "unit", "per"]
_COUNTS = ("numerator", "denominator")
_MISSING = sorted(str(state) for state in set(State) - {State.SUPPRESSED, State.SHOWN})
_WORST_FIRST = [str(State.SUPPRESSED), *_MISSING, str(State.SHOWN)]
"""Of parts, what the whole is: hidden when any is, else missing when any is, else shown."""
_WHOLES = (
    (PeriodKind.QUARTER, PeriodKind.MONTH, 3, "Q-MAR"),
    (PeriodKind.FINANCIAL_YEAR, PeriodKind.QUARTER, 4, "Y-MAR"),
)
"""A whole, of how many of which parts it is the sum, and its code in pandas."""


def added_up(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """A figure for each quarter that has all three of its months, and for each financial year that
    has all four of its quarters, and is not given.

    Only for percents of indicators that count each child once. It is worked out from the true
    counts, those of parts that are hidden too: whether it may be shown is decided as of any
    other figure, because a total of parts must not give a part away. A whole with a part that
    its sender has hidden is hidden, one with a part that has no counts is not available. A
    category whose parts are not published is added up all the same; a whole with a break inside
    is not, for its parts are counted in two ways. `cells` are as metrics.measure makes them; the
    result has the same columns.
    """
    found = [cells]
    for kind, parts, many, code in _WHOLES:
        known = pd.concat(found)
        whole = _added_up(_of_kind(known, schemas, parts, code), many, kind, schemas)
        given = known.loc[known["period_kind"] == str(kind), _WHOLE]
        is_given = pd.MultiIndex.from_frame(whole[_WHOLE]).isin(pd.MultiIndex.from_frame(given))
        found.append(whole[~is_given])
    return pd.concat(found[1:])


def years_together(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """Every two and every three financial years that follow each other, added up in the same way
    from the counts of each: percents of our own. They overlap, and are no part of a series."""
    ours = cells[~cells["published"].astype(bool)]
    years = _of_kind(ours, schemas, PeriodKind.FINANCIAL_YEAR, "Y-MAR")
    found = []
    for many in (2, 3):
        starts = [years["first"] - pd.DateOffset(years=n) for n in range(many)]
        shifted = [
            years.assign(first=s, last=s + pd.DateOffset(years=many, days=-1)) for s in starts
        ]
        found.append(_added_up(pd.concat(shifted), many, TOGETHER, schemas))
    return pd.concat(found).dropna(subset=_COUNTS)


def _added_up(parts: pd.DataFrame, needed: int, kind: str, schemas: Schemas) -> pd.DataFrame:
    """Parts of one series that have the same `first` and `last` day of their whole, as one."""
    groups = parts.groupby([*_SERIES, "first", "last"], as_index=False)
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
    dated = whole.rename(columns={"first": "period_start", "last": "period_end"})
    return _without_breaks(dated.assign(period_kind=str(kind)), schemas).drop(columns="parts")


def aprils(starts: pd.Series) -> pd.Series:
    """The calendar year in which the financial year of each day began: 2024 for 2025-03-31."""
    days = pd.to_datetime(starts)
    april: pd.Series = days.dt.year - (days.dt.month < 4)
    return april


def _of_kind(cells: pd.DataFrame, schemas: Schemas, kind: PeriodKind, whole: str) -> pd.DataFrame:
    """The figures that may be added up, with the first and last day of the whole that they are a
    part of, which pandas knows by a code."""
    shares = (i.id for i in schemas.indicators.values() if not i.snapshot and i.unit == "percent")
    once = {*shares} - {*schemas.council.disclosure.percent_alone}
    parts = cells[cells["indicator"].isin(once) & (cells["period_kind"] == str(kind))]
    wholes = pd.to_datetime(parts["period_start"]).dt.to_period(whole).dt
    uncounted = parts[[*_COUNTS]].isna().any(axis=1)
    is_shown = parts["state"] == State.SHOWN
    states = parts["state"].mask(is_shown & uncounted, str(State.NOT_AVAILABLE)).astype(object)
    return parts.assign(
        first=wholes.start_time,
        last=wholes.end_time.dt.normalize(),
        state=states,
        rank=states.map(_WORST_FIRST.index),
        **{name: pd.to_numeric(parts[name]).astype("float64") for name in _COUNTS},
    )


def _without_breaks(years: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    for indicator in schemas.indicators.values():
        for each in indicator.breaks:
            day = pd.Timestamp(each.start)
            inside = (years["period_start"] < day) & (day <= years["period_end"])
            years = years[~(inside & (years["indicator"] == indicator.id))]
    return years
