"""The rule that keeps small numbers safe, and what the council publishes of its own figures.

First suppression, as the Department for Education does for the same county: a count of 1 to
`hide_up_to`, its complement, a denominator that small, and the percent or mean that goes with
any of them. A nought is shown. Source: DfE, 'Children looked after in England including
adoptions: methodology' (disclosure control).
"""

from math import ceil, floor

import pandas as pd

from metrics.disclosure.relations import Cell
from schemas.declared import ALL, Schemas
from schemas.periods import BESIDE_YEARS
from schemas.states import State

NUMBERS = ("numerator", "denominator", "value", "low", "high")


def by_rule(cells: pd.DataFrame, hide_up_to: int) -> pd.Series:
    """The state of each cell by the rule alone: 'suppressed' where it could point to a child.

    `cells` has one row a cell: state, unit, published, numerator, denominator, value. Figures that
    a department has published keep the department's own suppression. What else must be hidden,
    so that these cannot be worked out, is for metrics.disclosure.protect.
    """
    unsafe = is_small(cells, hide_up_to) & ~cells["published"] & (cells["state"] == State.SHOWN)
    return cells["state"].mask(unsafe, str(State.SUPPRESSED))


def is_small(cells: pd.DataFrame, hide_up_to: int) -> pd.Series:
    """Whether each cell's own numbers could point to a child: a numerator, a denominator, a count,
    or a percent's complement of 1 to `hide_up_to`. Columns as for `by_rule`."""

    def small(numbers: pd.Series) -> pd.Series:
        return numbers.between(1, hide_up_to).fillna(False).astype(bool)

    complement = (cells["denominator"] - cells["numerator"]).where(cells["unit"] == "percent")
    count = cells["value"].where(cells["unit"] == "count")
    return (
        small(cells["numerator"]) | small(cells["denominator"]) | small(complement) | small(count)
    )


def tells_of_few(now: Cell, then: Cell, hide_up_to: int) -> bool:
    """Whether two means of one cell, of two editions, say what a few children come to: those who
    are in one of them only. Not where rounding leaves more whole numbers than the rule gives."""
    sums, sizes = (now.sums, then.sums), (now.denominator or 0, then.denominator or 0)
    if None in sums or not 1 <= abs(sizes[0] - sizes[1]) <= hide_up_to or 0 in sizes:
        return False
    ends = [pair or (0.0, 0.0) for pair in sums]
    half = min((most - least) / 2 / size for (least, most), size in zip(ends, sizes, strict=True))
    between, wobble = (sum(ends[0]) - sum(ends[1])) / 2, half * sum(sizes)
    return floor(between + wobble) - ceil(between - wobble) < hide_up_to


def without_numbers(cells: pd.DataFrame) -> pd.DataFrame:
    """The same cells, those of NUMBERS emptied wherever the state is not 'shown'."""
    kept = [c for c in NUMBERS if c in cells]
    return cells.assign(**{c: cells[c].where(cells["state"] == State.SHOWN) for c in kept})


def by_design(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """The cells that the council publishes: totals, and of breakdowns those that it chose.

    What a department has published is published. [disclosure] in council.toml has the design.
    """
    rule = schemas.council.disclosure
    ours = cells[~cells["published"].astype(bool)]
    sent = ours.groupby("indicator")["breakdown"].agg(set).to_dict()
    chosen = {name: rule.publishes(schemas.indicators[name], by) for name, by in sent.items()}
    named = zip(cells["indicator"], cells["breakdown"], strict=True)
    kept = [breakdown in (ALL, *chosen.get(name, ())) for name, breakdown in named]
    is_kept = pd.Series(kept, index=cells.index, dtype=bool)
    if rule.breakdowns_by == "year":
        is_more = cells["period_kind"].isin([str(k) for k in BESIDE_YEARS])
        is_kept &= ~(is_more & (cells["breakdown"] != ALL))
    return cells[is_kept | cells["published"].astype(bool)]
