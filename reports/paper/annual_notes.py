"""The sections of the annual report that are about what was asked for and what was promised."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.paper.document import Block, Heading, Paragraph, Table
from schemas.declared import Ambition
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
from view_model.notes import NO_PARTNER, Commitment, by_partner
from view_model.scope import Scope, actions_within, commitments_within

PROMISED = "What the partnership promised"
STATUSES = ("Under way", "Done", "Not started", "Not known")


def actions(view: EditionView, scope: Scope) -> Iterator[Block]:
    """What the Panel asked for; nothing where it asked for nothing."""
    found = actions_within(view, scope)
    if not found:
        return
    yield Heading(ARISING)
    yield Paragraph(actions_summary(view, found))
    rows = tuple(action_cells(view, a) for a in found)
    yield Table(ARISING, ACTION_HEADS, rows, (0.4, 0.19, 0.17, 0.24))


def commitments(view: EditionView, scope: Scope) -> Iterator[Block]:
    """What was promised, by ambition and by partner; nothing where nobody has said anything."""
    every = commitments_within(view, scope)
    if not any(p.progress for p in every):
        return
    yield Heading(PROMISED, new_page=True)
    yield Paragraph(commitments_summary(every))
    known = [p for p in every if p.is_reported]
    for ambition in dict.fromkeys(p.ambition for p in known):
        yield from _of_ambition(ambition, [p for p in known if p.ambition == ambition])
    yield from _by_partner(every)


def _of_ambition(ambition: Ambition, mine: Sequence[Commitment]) -> Iterator[Block]:
    yield Heading(ambition.name, 2, listed=False)
    rows = tuple(commitment_cells(p) for p in mine)
    title = f"What was promised: {ambition.name}"
    yield Table(title, COMMITMENT_HEADS, rows, (0.36, 0.18, 0.13, 0.33))


def _by_partner(every: Sequence[Commitment]) -> Iterator[Block]:
    """How many each partner leads on, and how far those are."""
    found = by_partner(every)
    if list(found) == [NO_PARTNER]:
        return
    yield Heading("By partner", 2, listed=False)
    heads = ("Lead partner", "Leads on", *STATUSES)
    rows = tuple((name, str(len(mine)), *_far(mine)) for name, mine in found.items())
    yield Table("Commitments by lead partner", heads, rows, (2.6, 1, 1, 1, 1, 1), figures=True)


def _far(mine: Sequence[Commitment]) -> Iterator[str]:
    many = Counter(p.status for p in mine)
    yield from (str(many[status]) for status in STATUSES)
