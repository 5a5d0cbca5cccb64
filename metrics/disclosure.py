"""Keeping small numbers safe, at the one exit: what is decided here is what everybody sees.

First suppression, as the Department for Education does for the same county: a count of 1 to
`hide_up_to`, its complement, a denominator that small, and the percent or mean that goes with
any of them. A nought is shown. Source: DfE, 'Children looked after in England including
adoptions: methodology' (disclosure control).
"""

import pandas as pd

from schemas.states import State

NUMBERS = ("numerator", "denominator", "value", "low", "high")


def hide_small(cells: pd.DataFrame, hide_up_to: int) -> pd.DataFrame:
    """The cells, with every unsafe one turned into 'suppressed' and emptied of its numbers.

    `cells` has one row a cell: state, unit, published, numerator, denominator, value (and low,
    high). Figures that a department has published keep the department's own suppression.
    """
    unsafe = is_small(cells, hide_up_to) & ~cells["published"] & (cells["state"] == State.SHOWN)
    states = cells["state"].mask(unsafe, str(State.SUPPRESSED))
    return without_numbers(cells.assign(state=states))


def is_small(cells: pd.DataFrame, hide_up_to: int) -> pd.Series:
    """Whether each cell's own numbers could point to a child."""

    def small(numbers: pd.Series) -> pd.Series:
        return numbers.between(1, hide_up_to).fillna(False).astype(bool)

    complement = (cells["denominator"] - cells["numerator"]).where(cells["unit"] == "percent")
    count = cells["value"].where(cells["unit"] == "count")
    return (
        small(cells["numerator"]) | small(cells["denominator"]) | small(complement) | small(count)
    )


def without_numbers(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells, with no number left in any that is not shown."""
    kept = [c for c in NUMBERS if c in cells]
    return cells.assign(**{c: cells[c].where(cells["state"] == State.SHOWN) for c in kept})
