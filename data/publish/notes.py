"""Which remarks an edition may hold: those whose numbers of children and percents it shows itself.

Officers only. A sentence is the one place that disclosure control cannot reach, so a number may
stand in commentary only if the same edition shows it of the same measure.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from data.ingest.numbers_in_text import Number, numbers_of_children
from schemas.notes import COLUMNS, AnyNote
from schemas.states import State

_COUNTS = ("numerator", "denominator")
_SPOKEN_OF = ("council", "region", "country")  # among 150 other councils any number can be found


def publishable_notes(
    held: Iterable[AnyNote], cells: pd.DataFrame
) -> tuple[list[AnyNote], dict[AnyNote, tuple[str, ...]]]:
    """The remarks that an edition of these cells may hold, and the others: with the numbers in them
    that it does not show of us, the region or the country, in their own words, '43 children'."""
    shown = cells[(cells["state"] == str(State.SHOWN)) & cells["role"].isin(_SPOKEN_OF)]
    found = {remark: _not_shown(remark, shown) for remark in held}
    return [r for r, wrong in found.items() if not wrong], {r: w for r, w in found.items() if w}


def _not_shown(remark: AnyNote, shown: pd.DataFrame) -> tuple[str, ...]:
    numbers = list(_numbers(remark))
    if not numbers:
        return ()
    mine = shown[shown["indicator"] == getattr(remark, "indicator", None)]
    counts = {float(n) for name in _COUNTS for n in mine[name].dropna()}
    counts |= {float(n) for n in mine.loc[mine["unit"] == "count", "value"]}
    percents = mine.loc[mine["unit"] == "percent", "value"].tolist()
    wrong = (n.words for n in numbers if not _is_shown(n, counts, percents))
    return tuple(dict.fromkeys(wrong))


def _numbers(remark: AnyNote) -> Iterator[Number]:
    for name, column in COLUMNS[remark.kind].items():
        if column.is_free:
            yield from numbers_of_children(getattr(remark, name))


def _is_shown(number: Number, counts: set[float], percents: Iterable[float]) -> bool:
    if not number.is_percent:
        return number.value in counts
    return any(round(percent, places) == number.value for percent in percents for places in (0, 1))
