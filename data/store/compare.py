"""Current figures before and after: which are new, corrected, gone, or give way. Officers only.

Pure functions of frames as `Store.current_figures` and `Store.counts` give them, which hold true
counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.disclosure.relations import CELL

_FIGURE = ["numerator", "denominator", "value", "marker"]
_COMPARED = [*_FIGURE, "published", "illustrative", "extract"]


@dataclass(frozen=True, slots=True)
class StoreDiff:
    """Cells, one a row. `revised` has their figures too, with _old and _new after the names.

    `outranked` is what arrives and would not be current; `invented` is illustrative and would no
    longer be shown; `over_published` takes the place of a published figure.
    """

    new: pd.DataFrame
    revised: pd.DataFrame
    gone: pd.DataFrame
    invented: pd.DataFrame
    outranked: pd.DataFrame
    unchanged: int
    over_published: pd.DataFrame


def compare(
    before: pd.DataFrame, after: pd.DataFrame, arriving: pd.DataFrame, arrived: Sequence[int]
) -> StoreDiff:
    """`before` and `after` are current figures; `arriving` every row of the extracts `arrived`."""
    both = before[CELL + _COMPARED].merge(
        after[CELL + _COMPARED], on=CELL, how="outer", suffixes=("_old", "_new"), indicator="side"
    )
    was, is_there = both["side"] != "right_only", both["side"] != "left_only"
    arrives = both["extract_new"].isin(arrived)
    made_up, was_made_up = _true(both["illustrative_new"]), _true(both["illustrative_old"])
    real, was_real = is_there & (~made_up | arrives), was & ~was_made_up
    new = real & ~was_real & ~(was & made_up & was_made_up)
    revised = is_there & was & (made_up == was_made_up) & ~_same(both, "_old", "_new")
    outranked = _outranked(arriving, after, arrived)
    changed = pd.concat([both[new | revised], outranked])[CELL]
    return StoreDiff(
        new=both[new],
        revised=both[revised],
        gone=both[was_real & ~real],
        invented=both[was & was_made_up & ~(is_there & made_up)],
        outranked=outranked,
        unchanged=len(_without(arriving[CELL].drop_duplicates(), changed)),
        over_published=both[arrives & _true(both["published_old"]) & ~_true(both["published_new"])],
    )


def missing(last: pd.DataFrame, arriving: pd.DataFrame, corrected: bool = False) -> pd.DataFrame:
    """Cells of the last extract of its kind that the arriving one should have, and has not: those
    that lie within its time and are of its indicators. Of a file that is `corrected`, because it
    has the same name and some of the same cells, every cell; but the oldest may go where newer
    ones come."""
    first, end = arriving["period_start"].min(), arriving["period_end"].max()
    expected = last["indicator"].isin(arriving["indicator"])
    expected &= (last["period_start"] >= first) & (last["period_end"] <= end)
    if corrected and len(last.merge(arriving, on=CELL)):
        expected = (last["period_start"] >= first) | (end <= last["period_end"].max())
    return _without(last.loc[expected, CELL], arriving)


def last_alike(extracts: pd.DataFrame, arriving: pd.Series) -> int | None:
    """The newest accepted extract that is of the same name, or of the very same indicators, as
    the arriving one; None when there is none. Both are of `Store.extracts`."""
    alike = (extracts["name"] == arriving["name"]) | (
        extracts["indicators"] == arriving["indicators"]
    )
    for kind in ("published", "illustrative"):
        alike &= extracts[kind] == arriving[kind]
    numbers = extracts.loc[alike & (extracts["state"] == "accepted"), "id"]
    return None if numbers.empty else int(numbers.max())


def _outranked(arriving: pd.DataFrame, after: pd.DataFrame, arrived: Sequence[int]) -> pd.DataFrame:
    """Rows of an arriving extract in whose place another figure would stand, which is `published`
    or is not; or none, because they are invented."""
    figures = arriving[[*CELL, *_FIGURE]].drop_duplicates(CELL, keep="last")
    beside = figures.merge(after[CELL + _COMPARED], on=CELL, how="left", suffixes=("_old", "_new"))
    return beside[~beside["extract"].isin(arrived) & ~_same(beside, "_old", "_new")]


def _same(both: pd.DataFrame, old: str, new: str) -> pd.Series:
    """Whether two figures are the same. Of counts, the value is only what they give."""
    pairs = {column: (both[column + old], both[column + new]) for column in _FIGURE}
    alike = {c: _true(was == now) | (was.isna() & now.isna()) for c, (was, now) in pairs.items()}
    counted = both[["numerator" + new, "denominator" + new]].notna().all(axis=1)
    either = both[["value" + old, "value" + new]].isna().any(axis=1)
    values = alike["value"] | (counted & either)
    return alike["numerator"] & alike["denominator"] & alike["marker"] & values


def _true(flags: pd.Series) -> pd.Series:
    return flags.astype("boolean").fillna(False).astype(bool)


def _without(cells: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The cells that are not among the others."""
    beside = cells.merge(others[CELL].drop_duplicates(), on=CELL, how="left", indicator="side")
    return beside.loc[beside["side"] == "left_only", CELL]
