"""The notes that an edition may hold: those whose numbers of children and percents it shows.

Officers only. A sentence is the one place that disclosure control cannot reach. So a number of
children or a percent may stand in commentary only if the same edition shows it of the same measure;
and no number may that is also one that is hidden of it, unless a period nearer by shows it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.editions.edition import Edition
from data.ingest.numbers_in_text import Number, numbers_of_children
from metrics.disclosure.protect import ProtectedCells
from schemas.declared import Schemas
from schemas.notes import COLUMNS, AnyNote, Commentary, PeriodTarget
from schemas.problems import Refused
from schemas.states import State

_SAYS_A_NUMBER = (
    "a number of children, or a percent, stands here, and everybody can read this line. Leave it "
    "out: the figures are on their pages. Nothing was published."
)
_SPOKEN_OF = ("council", "region", "country")  # among 150 other councils any number can be found
_NOWHERE = float("inf")


def publishable_notes(
    notes: Sequence[AnyNote], safe: ProtectedCells, schemas: Schemas
) -> tuple[list[AnyNote], dict[AnyNote, tuple[str, ...]]]:
    """The notes that an edition of these cells may hold, and the others: with the numbers in them
    that it does not show of us, the region or the country, or hides, in their own words, '43
    children'."""
    hidden = safe.true[(safe.cells["state"] == str(State.SUPPRESSED)).to_numpy()]
    found = _not_shown(notes, safe.cells, hidden, schemas)
    numbers = {note: tuple(dict.fromkeys(n.words for n in wrong)) for note, wrong in found}
    kept = [note for note, wrong in numbers.items() if not wrong]
    return kept, {note: wrong for note, wrong in numbers.items() if wrong}


def notes_not_shown(edition: Edition) -> list[AnyNote]:
    """The notes of a finished edition in which a small number of children stands, or a number of
    them or a percent that it does not show."""
    cells = edition.cells()
    found = _not_shown(edition.notes, cells, cells.head(0), edition.schemas)
    return [note for note, wrong in found if wrong]


def require_safe_reason(why: str) -> None:
    """Raises Refused when the reason for a publication, which every reader sees, says how many
    children or what percent."""
    if any(n.counts in ("children", "percent", "target") for n in numbers_of_children(why)):
        raise Refused.because("the line for the history", _SAYS_A_NUMBER)


def _numbers(note: AnyNote) -> Iterator[Number]:
    for name, column in COLUMNS[note.kind].items():
        if column.form == "sentences":
            yield from numbers_of_children(getattr(note, name))


def _not_shown(
    notes: Sequence[AnyNote], cells: pd.DataFrame, hidden: pd.DataFrame, schemas: Schemas
) -> Sequence[tuple[AnyNote, list[Number]]]:
    shown = cells[(cells["state"] == str(State.SHOWN)) & cells["role"].isin(_SPOKEN_OF)]

    @cache
    def figures(of: str) -> _Figures:
        mine, unseen = (_table(frame[frame["indicator"] == of]) for frame in (shown, hidden))
        aims: set[float | None] = {
            n.target for n in notes if isinstance(n, PeriodTarget) and n.indicator == of
        }
        declared = schemas.indicators[of].target if of in schemas.indicators else None
        return _Figures(mine, unseen, aims | {declared})

    small = schemas.council.disclosure.hide_up_to
    found = []
    for note in notes:
        of = figures(getattr(note, "indicator", getattr(note, "about", "")))
        numbers = _numbers(note)
        found.append((note, [n for n in numbers if n.is_up_to(small) or not of.allow(n, note)]))
    return found


class _Figures(NamedTuple):
    """The figures of one measure that are shown and that are hidden, as `_table` has them, and its
    targets."""

    shown: pd.DataFrame
    hidden: pd.DataFrame
    targets: set[float | None]

    def allow(self, number: Number, note: AnyNote) -> bool:
        """Whether a number may stand in a note: it is a target, or shown; and not hidden
        of as near a period."""
        if number.counts == "target" and number.value in self.targets:
            return True
        shown, hidden = (_nearest(f, number, note) for f in (self.shown, self.hidden))
        must_be_shown = number.counts in ("children", "percent", "target")
        return shown < hidden or (not must_be_shown and hidden == _NOWHERE)


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    """Every number that cells hold, or that follows: how many were not. Whether it is a share, and
    the first and last day, counted, of its period."""
    is_percent = cells["unit"] == "percent"
    left = (cells["denominator"] - cells["numerator"]).where(is_percent)
    counts = [cells["numerator"], cells["denominator"], left, cells["value"].mask(is_percent)]
    numbers = [(counts_of, False) for counts_of in counts]
    numbers.append((cells["value"].where(is_percent), True))
    days = {
        name: pd.to_datetime(cells[name]).to_numpy().astype("datetime64[D]").astype(int)
        for name in ("period_start", "period_end")
    }
    parts = [pd.DataFrame({"figure": figure, "share": share, **days}) for figure, share in numbers]
    return pd.concat(parts).dropna().astype(float)


def _nearest(table: pd.DataFrame, number: Number, note: AnyNote) -> float:
    """How many days lie between a note's period, or a year that it names, and the nearest period
    that has such a number."""
    figure, share, start, end = table.to_numpy().T
    is_near = np.abs(figure - number.value) <= _rounded_by(number) + 1e-9
    is_like = is_near & (share == number.is_percent)
    if not is_like.any() or not isinstance(note, Commentary):
        return 0.0 if is_like.any() else _NOWHERE
    apart = [
        np.abs(start - _day(first)) + np.abs(end - _day(last)) for first, last in _periods(note)
    ]
    return float(np.min(apart, axis=0)[is_like].min())


def _periods(note: Commentary) -> Iterator[tuple[date, date]]:
    """The period of a note, and each year that it names: 2024-25, or 2025 that it ends in."""
    yield note.period.start, note.period.end
    for year, follows in re.findall(r"\b(20\d\d)\b([-/]\d)?", note.commentary):
        ends = int(year) + bool(follows)
        yield date(ends - 1, 4, 1), date(ends, 3, 31)


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _rounded_by(number: Number) -> float:
    """How far a figure may be from a number that stands for it; of children there are no halves."""
    decimals = re.search(r"\.(\d+)", number.words)
    places = len(decimals[1]) if decimals and number.counts != "rate" else 0
    return 0.0 if number.counts == "children" else 0.5 * 0.1**places
