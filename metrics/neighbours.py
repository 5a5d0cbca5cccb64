"""What the councils most like ours show: the median and the range on each dated list."""

import pandas as pd

from schemas.declared import Council
from schemas.states import State

CELL = ["indicator", "period_kind", "period_start", "period_end", "breakdown", "category"]


def summarise_neighbours(cells: pd.DataFrame, council: Council) -> pd.DataFrame:
    """One row for each neighbour list and cell in which the listed councils appear.

    Columns: CELL, neighbour_list, median, low, high (in the indicator's unit; empty where none
    has a value), with_value (how many have) and listed (how many are on the list). Only values
    that are shown count.
    """
    return pd.concat(
        [
            _summary(cells, listed.id, [a.code for a in listed.areas])
            for listed in council.neighbour_lists
        ],
        ignore_index=True,
    )


def _summary(cells: pd.DataFrame, name: str, codes: list[str]) -> pd.DataFrame:
    theirs = cells[cells["area"].isin(codes)]
    values = theirs["value"].where(theirs["state"] == State.SHOWN).astype("float64")
    by_cell = theirs.assign(value=values).groupby(CELL, as_index=False)["value"]
    return by_cell.agg(median="median", low="min", high="max", with_value="count").assign(
        neighbour_list=name, listed=len(codes)
    )
