"""What stands before and after: which figures are new, corrected, gone, or give way. Officers only.

Pure functions of frames as `Store.latest` and `Store.counts` give them. They hold true counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.disclosure.relations import CELL

_FIGURE = ["numerator", "denominator", "value", "marker"]
_SAID = [*_FIGURE, "published", "illustrative", "extract"]


@dataclass(frozen=True, slots=True)
class StoreDiff:
    """Cells, one a row. `revised` has their figures too, with _old and _new after the names.

    `outranked` is what arrives and would not stand; `invented` is illustrative and would no longer
    be shown. Of those and the rest, `over_published` takes the place of a published figure, and
    `under_published` gives way to one.
    """

    new: pd.DataFrame
    revised: pd.DataFrame
    gone: pd.DataFrame
    invented: pd.DataFrame
    outranked: pd.DataFrame
    unchanged: int
    over_published: pd.DataFrame
    under_published: pd.DataFrame


def compare(
    before: pd.DataFrame, after: pd.DataFrame, arriving: pd.DataFrame, arrived: Sequence[int]
) -> StoreDiff:
    """`before` and `after` are what stands; `arriving` every row of the extracts `arrived`."""
    both = before[CELL + _SAID].merge(
        after[CELL + _SAID], on=CELL, how="outer", suffixes=("_old", "_new"), indicator="side"
    )
    was, is_there = both["side"] != "right_only", both["side"] != "left_only"
    mine = both["extract_new"].isin(arrived)
    made_up, was_made_up = _true(both["illustrative_new"]), _true(both["illustrative_old"])
    real, was_real = is_there & (~made_up | mine), was & ~was_made_up
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
        over_published=both[mine & _true(both["published_old"]) & ~_true(both["published_new"])],
        under_published=outranked[_true(outranked["published"])],
    )


def missing(last: pd.DataFrame, arriving: pd.DataFrame) -> pd.DataFrame:
    """Cells of the last extract of its kind that lie within the time that the arriving one is of,
    and are of its indicators, and are not in it."""
    here = last["indicator"].isin(arriving["indicator"])
    here &= last["period_start"] >= arriving["period_start"].min()
    here &= last["period_end"] <= arriving["period_end"].max()
    return _without(last.loc[here, CELL], arriving)


def last_alike(extracts: pd.DataFrame, arriving: pd.Series) -> int | None:
    """The newest extract that stands and is of the same name, or of the very same indicators, as
    the arriving one; None when there is none. Both are of `Store.extracts`."""
    alike = (extracts["name"] == arriving["name"]) | (
        extracts["indicators"] == arriving["indicators"]
    )
    for kind in ("published", "illustrative"):
        alike &= extracts[kind] == arriving[kind]
    found = extracts.loc[alike & (extracts["state"] == "accepted"), "id"]
    return None if found.empty else int(found.max())


def _outranked(arriving: pd.DataFrame, after: pd.DataFrame, arrived: Sequence[int]) -> pd.DataFrame:
    """Rows of an arriving extract in whose place another figure would stand, which is `published`
    or is not; or none, because they are invented."""
    mine = arriving[[*CELL, *_FIGURE]].drop_duplicates(CELL, keep="last")
    beside = mine.merge(after[CELL + _SAID], on=CELL, how="left", suffixes=("_old", "_new"))
    return beside[~beside["extract"].isin(arrived) & ~_same(beside, "_old", "_new")]


def _same(both: pd.DataFrame, old: str, new: str) -> pd.Series:
    """Whether two figures are the same. Of counts, the value is only what they give."""
    alike = {c: _equal(both[c + old], both[c + new]) for c in _FIGURE}
    counted = both[["numerator" + new, "denominator" + new]].notna().all(axis=1)
    either = both[["value" + old, "value" + new]].isna().any(axis=1)
    values = alike["value"] | (counted & either)
    return alike["numerator"] & alike["denominator"] & alike["marker"] & values


def _equal(left: pd.Series, right: pd.Series) -> pd.Series:
    return _true(left == right) | (left.isna() & right.isna())


def _true(flags: pd.Series) -> pd.Series:
    return flags.astype("boolean").fillna(False).astype(bool)


def _without(cells: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The cells that are not among the others."""
    beside = cells.merge(others[CELL].drop_duplicates(), on=CELL, how="left", indicator="side")
    return beside.loc[beside["side"] == "left_only", CELL]
