"""Somebody who answers for measures and commitments: how those are doing, and what was asked."""

import streamlit as st
from markupsafe import Markup

from pages.parts.addresses import COMMITMENTS, HOME
from pages.parts.frameworks import bodies
from pages.parts.html import bullets, link, show_html, small
from pages.parts.notes import list_actions, list_commitments
from pages.parts.rows import headed, rows
from schemas.declared import FrameworkHeading
from view_model.edition_view import EditionView
from view_model.notes import commitments_of, meeting_actions
from view_model.tally import trend_counts

NONE_LED = Markup("<p>No commitment is written down here that it leads on.</p>")
NONE_ASKED = Markup("<p>No action is written down here that it was asked for.</p>")


def show(view: EditionView) -> None:
    """Draw the page of the body that the address names: /body?of=health."""
    body = view.edition.schemas.bodies.get(st.query_params.get("of", ""))
    show_html(drawn(view, body) if body else _no_such(view))


def drawn(view: EditionView, body: FrameworkHeading) -> Markup:
    """What it answers for: measures with their words, commitments and actions."""
    schemas, years = view.edition.schemas, view.strategy.years
    measures = [view.of(schemas.indicators[n]) for n in body.indicators if n in schemas.indicators]
    led = [
        c
        for c in commitments_of(view)
        if c.partner.lower() in body.names or f"{years}/{c.id}" in body.commitments
    ]
    asked = [a for a in meeting_actions(view) if a.who.lower() in body.names]
    source = next((f.source for f in schemas.frameworks if f.bodies), "")
    every = link(COMMITMENTS, view.own("All commitments and actions"))
    page = Markup(
        '<article class="wide" data-ready="body"><p class="eyebrow">{} › Who answers for it</p>'
        "<h1>{}</h1><p>{}</p><h2>Measures</h2>{}{}{}<h2>Commitments</h2>{}<h2>Actions</h2>{}{}"
        "</article>"
    )
    return view.own(page).format(
        link(HOME, "Overview"),
        body.title,
        body.says or f"Answers for {len(measures)} of the measures here.",
        small(", ".join(trend_counts(measures, schemas))),
        headed(view),
        rows(measures),
        list_commitments(led) if led else view.own(NONE_LED),
        list_actions(view, asked, named=True) or NONE_ASKED,
        small(Markup("{}. {}").format(source, every)),
    )


def _no_such(view: EditionView) -> Markup:
    return Markup("<h1>Who answers for it</h1>{}").format(bullets(bodies(view)))
