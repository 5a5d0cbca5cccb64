"""Commitments and actions: what the Panel asked for, and how far each promise has come, by ambition
or by the partner who leads."""

import streamlit as st

from pages.parts.html import text
from pages.parts.notes import actions, promised
from pages.parts.sources import where_notes_come_from
from schemas.notes import Commentary
from view_model.edition_view import EditionView
from view_model.notes import Commitment, by_partner, commitments_of, meeting_actions

AMBITION, PARTNER = "By ambition", "By partner"
NONE_ASKED = "No action that the Panel asked for has been added here."


def show(reading: EditionView, history: bool = False) -> None:
    """Draw the page. `history`: whether whoever reads may go on to the history."""
    every = commitments_of(reading)
    st.html(_opening(reading, every))
    how = AMBITION
    if any(p.progress and p.progress.partner for p in every):
        how = st.segmented_control(
            "Show them",
            [AMBITION, PARTNER],
            default=AMBITION,
            required=True,
            key="by",
            bind="query-params",
        )
    st.html(_by_partner(every) if how == PARTNER else _by_ambition(every))
    notes = [r for r in reading.edition.remarks if not isinstance(r, Commentary)]
    sources = where_notes_come_from(reading.edition, notes, history=history)
    title = text(reading.strategy.title)
    st.html(f'{sources}<p class="small">Source of the commitments: {title}.</p>')


def _opening(reading: EditionView, every: tuple[Commitment, ...]) -> str:
    asked = actions(reading, meeting_actions(reading), named=True) or f"<p>{NONE_ASKED}</p>"
    known = sum(p.is_reported for p in every)
    return (
        '<article data-ready="commitments"><h1>Commitments and actions arising</h1>'
        f'<h2 id="actions">What the Panel asked for</h2>{asked}'
        f'<h2 id="commitments">What the partnership promised</h2><p>{len(every)} commitments. '
        f"{_so_far(known)}</p></article>"
    )


def _so_far(known: int) -> str:
    if not known:
        return "Nobody has reported on any of them here yet."
    said = "1 of them" if known == 1 else f"{known} of them"
    return f"There is a note on how far {said} {'has' if known == 1 else 'have'} come."


def _by_ambition(every: tuple[Commitment, ...]) -> str:
    ambitions = dict.fromkeys(commitment.ambition for commitment in every)
    return "".join(
        f"<h3>… {text(a.title)}</h3><p>We will:</p>{promised(p for p in every if p.ambition == a)}"
        for a in ambitions
    )


def _by_partner(every: tuple[Commitment, ...]) -> str:
    return "".join(
        f"<h3>{text(partner)}: {len(mine)}</h3>{promised(mine, with_partner=False)}"
        for partner, mine in by_partner(every).items()
    )
