"""Lists that a slide shows as a table: actions arising, and what was promised, with their notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from metrics.sentences import day
from reports.slides.font import wrap
from schemas.notes import Action
from view_model.edition_view import EditionView
from view_model.note_tables import (
    ACTION_HEADS,
    ARISING,
    COMMITMENT_HEADS,
    action_cells,
    actions_summary,
    commitment_cells,
    commitments_summary,
)
from view_model.notes import Commitment, asked_line, mark, status_of
from view_model.scope import Scope, actions_within, commitments_within
from view_model.wording import CellText

SIZE, UNDER = 13, 12  # points: of a cell's words, and of what is under them
MARGIN = 14.4, 9.0  # points that a cell keeps free beside and around its words, together
LEADING = 1.2


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row. `group` is named above the first of those that share it; `note` goes to the notes of
    the slide that the row is on."""

    cells: tuple[CellText, ...]
    group: str = ""
    note: str = ""

    def tall(self, widths: Sequence[float]) -> float:
        """How tall its longest cell is in columns of these widths. Points."""
        return max(map(_tall, self.cells, widths)) + MARGIN[1]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that takes as many slides as it needs. `summary` is a sentence above it; `widths` are
    parts of the whole; `behind` is for the notes of the first slide."""

    title: str
    summary: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[TableRow, ...]
    behind: tuple[str, ...] = ()


def group_tall() -> float:
    """How tall the row is that names a group. Points."""
    return SIZE * LEADING + MARGIN[1]


def talls(rows: Sequence[TableRow], widths: Sequence[float]) -> list[float]:
    """How tall each row is, with the row above it that names its group where it is new. Points."""
    groups = ["", *(row.group for row in rows)]
    return [
        row.tall(widths) + (group_tall() if row.group != before else 0)
        for before, row in zip(groups, rows, strict=False)
    ]


def that_fit(talls: Sequence[float], room: float) -> int:
    """How many of the first things that are so tall fit into the room: one at least."""
    below = list(accumulate(talls))
    return max(sum(end <= room for end in below), min(1, len(below)))


def actions(view: EditionView, scope: Scope) -> Listing | None:
    """What the Panel asked for; None where there is nothing."""
    actions = actions_within(view, scope)
    if not actions:
        return None
    rows = tuple(TableRow(action_cells(view, a), note=_action_in_full(view, a)) for a in actions)
    summary = actions_summary(view, actions)
    return Listing(ARISING, summary, ACTION_HEADS, (0.41, 0.19, 0.15, 0.25), rows)


def commitments(view: EditionView, scope: Scope) -> Listing | None:
    """What was promised, by ambition, of which somebody has reported; None where nobody has."""
    every = commitments_within(view, scope)
    rows = tuple(
        TableRow(commitment_cells(c), c.ambition.name, _commitment_in_full(c))
        for c in every
        if c.is_reported
    )
    if not rows:
        return None
    silent = [f"{c.ambition.name}: … {c.words}." for c in every if not c.is_reported]
    behind = ("On these, nobody has reported yet:", *silent) if silent else ()
    widths = (0.32, 0.16, 0.11, 0.41)
    summary = commitments_summary(every)
    return Listing("What we promised", summary, COMMITMENT_HEADS, widths, rows, behind)


def _tall(cell: CellText, width: float) -> float:
    room = width - MARGIN[0]
    words, under = wrap(cell.words, SIZE, room), wrap(cell.under, UNDER, room)
    return (len(words) * SIZE + len(under) * UNDER) * LEADING


def _action_in_full(view: EditionView, action: Action) -> str:
    asked = f"{action.reference}{mark(action)}: {action.action} {asked_line(action)}."
    return f"{asked} {status_of(view, action)}. {action.outcome}".strip()


def _commitment_in_full(commitment: Commitment) -> str:
    note = commitment.progress
    when = f", {day(note.dated)}{mark(note)}" if note else ""
    who = f"{commitment.partner}. {commitment.status}{when}. {note.progress if note else ''}"
    return f"{commitment.ambition.name}: … {commitment.words}. {who.strip()}"
