"""Which remarks an edition may hold: those whose numbers of children and percents it shows itself.

Officers only. A sentence is the one place that disclosure control cannot reach, so a number may
stand in commentary only if the same edition shows it of the same measure.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from data.said_numbers import Number, numbers_of_children
from schemas.remarks import COLUMNS, Remark
from schemas.states import State

_COUNTS = ("numerator", "denominator")


class Shown:
    """What an edition shows, by which a remark is judged. `cells` are its measurements."""

    def __init__(self, cells: pd.DataFrame):
        self._shown = cells[cells["state"] == str(State.SHOWN)]

    def not_shown(self, remark: Remark) -> tuple[str, ...]:
        """The numbers of children and percents that stand in a remark and that the edition does not
        show, in the remark's own words: '43 care leavers'."""
        numbers = list(_numbers(remark))
        if not numbers:
            return ()
        indicator = getattr(remark, "indicator", None)
        mine = self._shown[self._shown["indicator"] == indicator]
        counts = {float(n) for name in _COUNTS for n in mine[name].dropna()}
        counts |= {float(n) for n in mine.loc[mine["unit"] == "count", "value"]}
        percents = mine.loc[mine["unit"] == "percent", "value"].tolist()
        wrong = (n.words for n in numbers if not _is_shown(n, counts, percents))
        return tuple(dict.fromkeys(wrong))


def _numbers(remark: Remark) -> Iterator[Number]:
    for name, column in COLUMNS[remark.kind].items():
        if column.is_free:
            yield from numbers_of_children(getattr(remark, name))


def _is_shown(number: Number, counts: set[float], percents: Iterable[float]) -> bool:
    if not number.is_percent:
        return number.value in counts
    return any(round(percent, places) == number.value for percent in percents for places in (0, 1))
