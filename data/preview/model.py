"""What an officer sees before publishing, as plain values. Officers only.

Everything in a Preview is as an edition would show it, but for its `corrections` and what is
`questions`, which hold an officer's own counts.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from data.store.decisions import ExtractState
from metrics.changes.notes import NoteChange
from metrics.changes.words import WordChange
from metrics.measurement import Measurement
from schemas.declared import Schemas
from schemas.periods import Period
from schemas.problems import join_words

Reason = Literal["count", "complement", "denominator", "part"]
REASONS: dict[Reason, str] = {
    "count": "the count is small",
    "complement": "what is left over of the denominator is small",
    "denominator": "the denominator is small",
    "part": "it would give another hidden figure away",
}
MOST_NAMED = 500
"""Of each kind of change, how many cells are named; all are counted."""


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
class Hidden:
    """A figure that disclosure control would hide, and why."""

    cell: PreviewCell
    reason: Reason

    def __str__(self) -> str:
        return f"{self.cell}: hidden, because {REASONS[self.reason]}"


@dataclass(frozen=True, slots=True)
class BesidePublished:
    """A figure that `replaces` a published one, or gives way to it."""

    cell: PreviewCell
    publication: str
    replaces: bool

    def __str__(self) -> str:
        does = "takes the place of" if self.replaces else "gives way to"
        return f"{self.cell}: {does} the figure in {self.publication}"


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
    missing: cells that the last extract like these held, within their time, and these do not; what
    was there before stays. invented: indicators whose illustrative figures would give way.
    kept_back: figures that the council's design does not publish by themselves, such as categories
    by quarter. unsafe: hidden figures that could be worked out, so that publishing is refused, in
    words. would_show_more: what the council could do so that less is hidden. already: files that
    the store holds, with what they are. charts: of each of `affected` whose figures or words
    change. notes: commentary, actions and commitments that would be new, different or gone.
    questions: what an officer is asked before publishing, with true counts. schemas: what would be
    declared, with the breaks that files say. withheld_notes: those that would not be published,
    with the numbers in them that no page shows.
    """

    new: Cells
    revised: Cells
    gone: Cells
    outranked: Cells
    missing: Cells
    unchanged: int
    beside_published: tuple[BesidePublished, ...]
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
    questions: tuple[str, ...] = field(repr=False)
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
