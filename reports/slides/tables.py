"""Lists that a slide shows as a table: actions arising, and what was promised, with their notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from metrics.sentences import day
from reports.slides.arial import wrap
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
class Line:
    """A row. `group` is said above the first of those that share it; `note` stands in the notes of
    the slide that the row is on."""

    cells: tuple[CellText, ...]
    group: str = ""
    note: str = ""

    def tall(self, widths: Sequence[float]) -> float:
        """How tall its longest cell is in columns of these widths. Points."""
        return max(map(_tall, self.cells, widths)) + MARGIN[1]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that takes as many slides as it needs. `widths` are parts of the whole; `behind` is
    for the notes of the first slide."""

    title: str
    said: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    behind: tuple[str, ...] = ()


def group_tall() -> float:
    """How tall the row is that says a group. Points."""
    return SIZE * LEADING + MARGIN[1]


def talls(lines: Sequence[Line], widths: Sequence[float]) -> list[float]:
    """How tall each row is, with the row above it that says its group where that is new. Points."""
    groups = ["", *(line.group for line in lines)]
    return [
        line.tall(widths) + (group_tall() if line.group != before else 0)
        for before, line in zip(groups, lines, strict=False)
    ]


def that_fit(talls: Sequence[float], room: float) -> int:
    """How many of the first things that are so tall fit into the room: one at least."""
    below = list(accumulate(talls))
    return max(sum(end <= room for end in below), min(1, len(below)))


def actions(view: EditionView, scope: Scope) -> Listing | None:
    """What the Panel asked for; None where there is nothing."""
    found = actions_within(view, scope)
    lines = tuple(Line(action_cells(view, a), note=_asked_in_full(view, a)) for a in found)
    said = actions_summary(view, found)
    return Listing(ARISING, said, ACTION_HEADS, (0.41, 0.19, 0.15, 0.25), lines) if lines else None


def commitments(view: EditionView, scope: Scope) -> Listing | None:
    """What was promised, by ambition, of which somebody has reported; None where nobody has."""
    every = commitments_within(view, scope)
    lines = tuple(
        Line(commitment_cells(p), p.ambition.name, _promised_in_full(p))
        for p in every
        if p.is_reported
    )
    if not lines:
        return None
    silent = [f"{p.ambition.name}: … {p.words}." for p in every if not p.is_reported]
    behind = ("On these, nobody has reported yet:", *silent) if silent else ()
    widths = (0.32, 0.16, 0.11, 0.41)
    said = commitments_summary(every)
    return Listing("What we promised", said, COMMITMENT_HEADS, widths, lines, behind)


def _tall(cell: CellText, width: float) -> float:
    room = width - MARGIN[0]
    words, under = wrap(cell.words, SIZE, room), wrap(cell.under, UNDER, room)
    return (len(words) * SIZE + len(under) * UNDER) * LEADING


def _asked_in_full(view: EditionView, action: Action) -> str:
    said = f"{action.reference}{mark(action)}: {action.action} {asked_line(action)}."
    return f"{said} {status_of(view, action)}. {action.outcome}".strip()


def _promised_in_full(commitment: Commitment) -> str:
    said = commitment.progress
    when = f", {day(said.dated)}{mark(said)}" if said else ""
    note = said.progress if said else ""
    who = f"{commitment.partner}. {commitment.status}{when}. {note}".strip()
    return f"{commitment.ambition.name}: … {commitment.words}. {who}"
