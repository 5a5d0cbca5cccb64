"""The annual report's sections on actions and commitments."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.paper.document import Block, Heading, Paragraph, Table
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
    actions = actions_within(view, scope)
    if not actions:
        return
    yield Heading(ARISING)
    yield Paragraph(actions_summary(view, actions))
    rows = tuple(action_cells(view, a) for a in actions)
    yield Table(ARISING, ACTION_HEADS, rows, (0.4, 0.19, 0.17, 0.24))


def commitments(view: EditionView, scope: Scope) -> Iterator[Block]:
    """Commitments by ambition and by partner; nothing where nobody has reported anything."""
    every = commitments_within(view, scope)
    if not any(c.progress for c in every):
        return
    yield Heading(PROMISED, new_page=True)
    yield Paragraph(commitments_summary(every))
    reported = [c for c in every if c.is_reported]
    for ambition in dict.fromkeys(c.ambition for c in reported):
        yield Heading(ambition.name, 2, listed=False)
        rows = tuple(commitment_cells(c) for c in reported if c.ambition == ambition)
        title = f"What was promised: {ambition.name}"
        yield Table(title, COMMITMENT_HEADS, rows, (0.36, 0.18, 0.13, 0.33))
    yield from _by_partner(every)


def _by_partner(every: Sequence[Commitment]) -> Iterator[Block]:
    """How many each partner leads on, and how far those are."""
    partners = by_partner(every)
    if list(partners) == [NO_PARTNER]:
        return
    yield Heading("By partner", 2, listed=False)
    heads = ("Lead partner", "Leads on", *STATUSES)
    rows = []
    for name, led in partners.items():
        counts = Counter(c.status for c in led)
        rows.append((name, str(len(led)), *(str(counts[status]) for status in STATUSES)))
    widths = (2.6, 1, 1, 1, 1, 1)
    yield Table("Commitments by lead partner", heads, tuple(rows), widths, figures=True)
