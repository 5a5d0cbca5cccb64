"""The notes that an edition may hold: those whose numbers of children and percents it shows.

Officers only. A sentence is the one place that disclosure control cannot reach, so a number may
stand in commentary only if the same edition shows it of the same measure.
"""

from collections.abc import Iterable

import pandas as pd

from data.ingest.numbers_in_text import Number, numbers_of_children
from schemas.notes import COLUMNS, AnyNote
from schemas.states import State

_COUNTS = ("numerator", "denominator")
_SPOKEN_OF = ("council", "region", "country")  # among 150 other councils any number can be found


def publishable_notes(
    notes: Iterable[AnyNote], cells: pd.DataFrame
) -> tuple[list[AnyNote], dict[AnyNote, tuple[str, ...]]]:
    """The notes that an edition of these cells may hold, and the others: with the numbers in them
    that it does not show of us, the region or the country, in their own words, '43 children'."""
    shown = cells[(cells["state"] == str(State.SHOWN)) & cells["role"].isin(_SPOKEN_OF)]
    numbers = {note: _numbers_not_shown(note, shown) for note in notes}
    kept = [note for note, wrong in numbers.items() if not wrong]
    return kept, {note: wrong for note, wrong in numbers.items() if wrong}


def _numbers_not_shown(note: AnyNote, shown: pd.DataFrame) -> tuple[str, ...]:
    free = (name for name, column in COLUMNS[note.kind].items() if column.is_free)
    numbers = [number for name in free for number in numbers_of_children(getattr(note, name))]
    if not numbers:
        return ()
    cells = shown[shown["indicator"] == getattr(note, "indicator", None)]
    counts = {float(n) for name in _COUNTS for n in cells[name].dropna()}
    counts |= {float(n) for n in cells.loc[cells["unit"] == "count", "value"]}
    percents = cells.loc[cells["unit"] == "percent", "value"].tolist()
    wrong = (n.words for n in numbers if not _is_shown(n, counts, percents))
    return tuple(dict.fromkeys(wrong))


def _is_shown(number: Number, counts: set[float], percents: Iterable[float]) -> bool:
    if not number.is_percent:
        return number.value in counts
    return any(round(percent, places) == number.value for percent in percents for places in (0, 1))
