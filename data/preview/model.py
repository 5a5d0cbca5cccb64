"""What an officer sees before publishing, as plain values. Officers only.

Everything in a Preview is as an edition would show it, but for its `corrections`, `questions` and
`jumps`, which hold an officer's own counts.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from data.store.decisions import ExtractState
from metrics.changes.notes import NoteChange
from metrics.changes.words import WordChange
from metrics.measurement import Measurement
from schemas.declared import ALL, Schemas
from schemas.periods import Period, PeriodKind
from schemas.problems import Problem, join_words
from schemas.states import IN_A_SENTENCE, MARKERS

Reason = Literal["count", "complement", "denominator", "part"]
REASONS: dict[Reason, str] = {
    "count": "the count is small",
    "complement": "what is left over of the denominator is small",
    "denominator": "the denominator is small",
    "part": "it would give another hidden figure away",
}
MOST_NAMED = 500
"""Of each kind of change, how many cells are named; all are counted."""
MOST_SAID = 3
"""Of each question, how many figures are named in a sentence."""


Row = Mapping[str, Any]
"""A row of a frame, by its columns, with None for what is not there."""


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A place for a figure, and no figure: 'Dental checks, the year to March 2025'. `area` is ''
    for the council's own, and `category` for everyone."""

    indicator: str
    short: str
    period: Period
    area: str
    breakdown: str
    category: str

    def __str__(self) -> str:
        parts = (self.short, self.category, self.period.words, self.area)
        return ", ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Cells:
    """How many cells there are, of each indicator too, and the first of them by name."""

    many: int
    by_indicator: dict[str, int]
    named: tuple[PreviewCell, ...]

    def __len__(self) -> int:
        return self.many


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that changes: `old` and `new` as an officer's file has them. Officers only."""

    cell: PreviewCell
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A figure that is asked about: in which file and row; of which period it is set `beside`; and
    as an officer's file has them, what was `before`, what is `now`, and what would be right
    `instead`. Officers only."""

    cell: PreviewCell
    file: str
    row: int | None = None
    beside: str = ""
    before: str = field(default="", repr=False)
    now: str = field(default="", repr=False)
    instead: str = field(default="", repr=False)

    def __str__(self) -> str:
        where = f"row {self.row}, " if self.row else ""
        return f"{where}{self.cell}" + (f", beside {self.beside}" if self.beside else "")


@dataclass(frozen=True, slots=True)
class Question:
    """What an officer must say yes to before these figures go in: they could be right."""

    message: str
    figures: tuple[Doubtful, ...]

    def __str__(self) -> str:
        more = len(self.figures) - MOST_SAID
        named = "; ".join(map(str, self.figures[:MOST_SAID]))
        return f"{self.message} ({named}" + (f"; and {more:,} more" if more > 0 else "") + ")"

    @property
    def problem(self) -> Problem:
        """The same in one line of a list of problems, without a count."""
        files = join_words(dict.fromkeys(figure.file for figure in self.figures), "and")
        return Problem(files, str(self), "question", self.figures[0].row)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that disclosure control would hide, and why."""

    cell: PreviewCell
    reason: Reason

    def __str__(self) -> str:
        return f"{self.cell}: hidden, because {REASONS[self.reason]}"


@dataclass(frozen=True, slots=True)
class Charted:
    """One indicator's measurements, as they are published and as they would be."""

    indicator: str
    before: tuple[Measurement, ...]
    after: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change.

    new, revised, gone, unchanged: cells that would have a figure and have none, another one, none
    any more, the same. outranked: cells of these extracts where another figure would stand.
    replaced: by publication, how many of its figures give way to the council's own.
    missing: cells that the last extract like these held, within their time, and these do not; what
    was there before stays. invented: indicators whose illustrative figures would give way.
    kept_back: figures that the council's design does not publish by themselves, such as categories
    by quarter. unsafe: hidden figures that could be worked out, so that publishing is refused, in
    words. would_show_more: what the council could do so that less is hidden. already: files that
    the store holds, with what they are. charts: of each of `affected` whose figures or words
    change. notes: commentary, actions and commitments that would be new, different or gone.
    questions: what an officer must say yes to first. jumps: what to look at besides, with true
    counts. schemas: what would be declared, with the breaks that files say. withheld_notes: those
    that would not be published, with the numbers in them that no page shows.
    """

    new: Cells
    revised: Cells
    gone: Cells
    outranked: Cells
    missing: Cells
    unchanged: int
    replaced: dict[str, int]
    invented: tuple[str, ...]
    already: tuple[tuple[str, ExtractState], ...]
    kept_back: int
    hidden: tuple[Hidden, ...]
    unsafe: tuple[str, ...]
    would_show_more: tuple[str, ...]
    words: tuple[WordChange, ...]
    affected: tuple[str, ...]
    notes: tuple[NoteChange, ...]
    withheld_notes: tuple[tuple[str, tuple[str, ...]], ...]
    charts: tuple[Charted, ...]
    corrections: tuple[Correction, ...] = field(repr=False)
    questions: tuple[Question, ...]
    jumps: tuple[str, ...] = field(repr=False)
    schemas: Schemas = field(repr=False)

    @property
    def hidden_by_reason(self) -> dict[Reason, int]:
        """How many figures would be hidden for each reason that there is one for."""
        many = Counter(h.reason for h in self.hidden)
        return {reason: many[reason] for reason in REASONS if many[reason]}

    @property
    def button(self) -> str:
        """What publishing will do: 'Publish 24 new figures and 2 corrections'."""
        notes = Counter(note.change for note in self.notes)
        many = {
            "new figure": len(self.new),
            "correction": len(self.revised),
            "withdrawn figure": len(self.gone),
            "new note": notes["new"],
            "changed note": notes["changed"],
            "withdrawn note": notes["gone"],
        }
        parts = [f"{n:,} {what}{'' if n == 1 else 's'}" for what, n in many.items() if n]
        if parts:
            return f"Publish {join_words(parts, 'and')}"
        return "Publish what is in the store" if self.changes_pages else "Nothing new to publish"

    @property
    def changes_pages(self) -> bool:
        """Whether anything on any page would be different."""
        return bool(self.affected or self.notes)


def cell_of(row: Row, schemas: Schemas) -> PreviewCell:
    """The place of a row that has the columns of a cell."""
    council = schemas.council
    area = council.areas.get(row["area"])
    return PreviewCell(
        indicator=row["indicator"],
        short=schemas.indicators[row["indicator"]].short,
        period=period_of(row),
        area="" if row["area"] == council.code else (area.name if area else row["area"]),
        breakdown="" if row["breakdown"] == ALL else row["breakdown"],
        category="" if row["category"] == ALL else row["category"],
    )


def corrections_of(revised: pd.DataFrame, schemas: Schemas) -> tuple[Correction, ...]:
    """The first figures that change, of `data.store.compare`'s `revised`."""
    return tuple(
        Correction(cell_of(row, schemas), figure_of(row, "_old"), figure_of(row, "_new"))
        for _, row in revised.head(MOST_NAMED).iterrows()
    )


def period_of(row: Row) -> Period:
    """The period of such a row."""
    start, end = row["period_start"].date(), row["period_end"].date()
    return Period(PeriodKind(row["period_kind"]), start, end)


def figure_of(row: Row, side: str = "") -> str:
    """'460 of 637', '14.1', or the words of a marker."""
    if marker := row["marker" + side]:
        return IN_A_SENTENCE[MARKERS[marker]]
    numbers = (row[name + side] for name in ("numerator", "denominator", "value"))
    numerator, denominator, value = (None if n is None or n != n else n for n in numbers)
    if numerator is not None and denominator is not None:
        return f"{numerator:,.0f} of {denominator:,.0f}"
    return f"{value:,.10g}" + (f" (of {denominator:,.0f})" if denominator is not None else "")
