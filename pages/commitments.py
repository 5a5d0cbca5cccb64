"""Commitments and actions: what the Panel asked for, and how far each promise has come, by ambition
or by the partner who leads."""

import streamlit as st
from markupsafe import Markup

from pages.parts.html import show_html
from pages.parts.notes import actions, promised
from pages.parts.sources import where_notes_come_from
from schemas.notes import Commentary
from schemas.person import READER, Person
from view_model.edition_view import EditionView
from view_model.notes import Commitment, by_partner, commitments_of, meeting_actions

AMBITION, PARTNER = "By ambition", "By partner"
NONE_ASKED = "No action that the Panel asked for has been added here."


def show(reading: EditionView, reader: Person = READER) -> None:
    """Draw the page."""
    every = commitments_of(reading)
    show_html(_opening(reading, every))
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
    show_html(_by_partner(every) if how == PARTNER else _by_ambition(every))
    notes = [r for r in reading.edition.notes if not isinstance(r, Commentary)]
    sources = where_notes_come_from(reading.edition, notes, reader=reader)
    title = reading.strategy.title
    show_html(
        Markup('{}<p class="small">Source of the commitments: {}.</p>').format(sources, title)
    )


def _opening(reading: EditionView, every: tuple[Commitment, ...]) -> Markup:
    asked = actions(reading, meeting_actions(reading), named=True) or Markup("<p>{}</p>").format(
        NONE_ASKED
    )
    known = sum(p.is_reported for p in every)
    return Markup(
        '<article data-ready="commitments"><h1>Commitments and actions arising</h1><h2 '
        'id="actions">What the Panel asked for</h2>{}<h2 id="commitments">What the '
        "partnership promised</h2><p>{} commitments. {}</p></article>"
    ).format(asked, len(every), _so_far(known))


def _so_far(known: int) -> str:
    if not known:
        return "Nobody has reported on any of them here yet."
    said = "1 of them" if known == 1 else f"{known} of them"
    return f"There is a note on how far {said} {'has' if known == 1 else 'have'} come."


def _by_ambition(every: tuple[Commitment, ...]) -> Markup:
    ambitions = dict.fromkeys(commitment.ambition for commitment in every)
    return Markup().join(
        Markup("<h3>… {}</h3><p>We will:</p>{}").format(
            a.title, promised(p for p in every if p.ambition == a)
        )
        for a in ambitions
    )


def _by_partner(every: tuple[Commitment, ...]) -> Markup:
    return Markup().join(
        (
            Markup("<h3>{}: {}</h3>{}").format(
                partner, len(mine), promised(mine, with_partner=False)
            )
            for partner, mine in by_partner(every).items()
        )
    )
