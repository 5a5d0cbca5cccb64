"""Commitments and actions: what the Panel asked for, and how far each commitment has come, by
ambition or by the partner who leads."""

import streamlit as st
from markupsafe import Markup

from pages.parts.frameworks import body_called
from pages.parts.html import bullets, fold, show_html, small
from pages.parts.notes import list_actions, list_commitments
from pages.parts.sources import where_notes_come_from
from schemas.declared import Strategy
from schemas.person import READER, Person
from view_model.edition_view import EditionView
from view_model.notes import Commitment, by_partner, commitments_of, meeting_actions

AMBITION, PARTNER = "By ambition", "By partner"
NONE_ASKED = Markup("<p>No action that the Panel asked for has been added here.</p>")


def show(view: EditionView, reader: Person = READER) -> None:
    """Draw the page."""
    every, how = commitments_of(view), AMBITION
    show_html(_opening(view, every))
    if any(c.progress and c.progress.partner for c in every):
        how = st.segmented_control(
            "Show them",
            [AMBITION, PARTNER],
            default=AMBITION,
            required=True,
            key="by",
            bind="query-params",
        )
    if every:
        show_html(_listed(view, every, how, reader))


def drawn(view: EditionView, reader: Person = READER) -> Markup:
    """The page, by ambition."""
    every = commitments_of(view)
    return _opening(view, every) + _listed(view, every, AMBITION, reader)


def _listed(view: EditionView, every: tuple[Commitment, ...], how: str, reader: Person) -> Markup:
    if not every:
        return Markup()
    notes = [*meeting_actions(view), *(c.progress for c in every if c.progress)]
    return Markup().join(
        (
            _by_partner(view, every) if how == PARTNER else _by_ambition(every),
            where_notes_come_from(view.edition, notes, reader=reader),
            small(f"{view.own('Source of the commitments')}: {view.strategy.title}."),
        )
    )


def _opening(view: EditionView, every: tuple[Commitment, ...]) -> Markup:
    actions = list_actions(view, meeting_actions(view), named=True)
    return view.own(
        Markup(
            '<article data-ready="commitments"><h1>Commitments and actions arising</h1>'
            '<h2 id="actions">What the Panel asked for</h2>{}'
            '<h2 id="commitments">Commitments of the partnership</h2>{}<p>{}</p></article>'
        )
    ).format(
        actions or view.own(NONE_ASKED),
        _words_of(view.strategy),
        view.own(_so_far(len(every), sum(c.is_reported for c in every))),
    )


def _words_of(strategy: Strategy) -> Markup:
    """The strategy's own words over its commitments: its vision and pledge, and what young people
    said; each folded, without those that it does not have."""
    parts = {
        "What young people said matters most": strategy.matters_most,
        "What they do not want": strategy.unwanted,
        "The vision": strategy.vision,
        "The pledge": strategy.pledge,
    }
    return Markup().join(fold(name, bullets(said)) for name, said in parts.items() if said)


def _so_far(many: int, known: int) -> str:
    if not many:
        return "No commitments have been written here yet."
    return f"{many} commitments. {_notes_on(known)}"


def _notes_on(known: int) -> str:
    if not known:
        return "Nobody has reported on any of them here yet."
    return f"There is a note on how far {known} of them {'has' if known == 1 else 'have'} come."


def _by_ambition(every: tuple[Commitment, ...]) -> Markup:
    return Markup().join(
        Markup("<h3>… {}</h3><p>We will:</p>{}").format(
            ambition.title, list_commitments(c for c in every if c.ambition == ambition)
        )
        for ambition in dict.fromkeys(commitment.ambition for commitment in every)
    )


def _by_partner(view: EditionView, every: tuple[Commitment, ...]) -> Markup:
    return Markup().join(
        Markup("<h3>{}: {}</h3>{}").format(
            body_called(view, partner),
            len(commitments),
            list_commitments(commitments, with_partner=False),
        )
        for partner, commitments in by_partner(every).items()
    )
