"""An ambition: the promise that it answers, its measures, each of which opens in place, and what
was promised and asked for."""

from functools import lru_cache, partial

import streamlit as st
from markupsafe import Markup

from pages.deck.deck import address_of_ambition
from pages.parts.addresses import COMMITMENTS
from pages.parts.chart import missing
from pages.parts.criteria import promises
from pages.parts.glance import at_a_glance
from pages.parts.html import fold, link, mark_of, show_html, small
from pages.parts.notes import actions_here, came_then, list_commitments, list_priorities, newest
from pages.parts.rows import headed, opened, rows
from pages.parts.toolbar import present_link
from schemas.declared import Ambition
from schemas.person import READER
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about, commitments_of


def show(view: EditionView, ambition: Ambition) -> None:
    """Draw the page of one ambition, with the measure open that the address names:
    /safe?open=feels_safe."""
    name = st.query_params.get("open", "")
    known = {measure.indicator.id for measure in view.of_ambition(ambition)}
    show_html(drawn(view, ambition, name if name in known else ""))


@lru_cache(maxsize=200)
def drawn(view: EditionView, ambition: Ambition, name: str) -> Markup:
    """The page, with the measure of that name open."""
    measures = view.of_ambition(ambition)
    criteria = (c for c in view.strategy.criteria if {*measures} & {*view.headline_of(c)})
    none = Markup("<p>No measures yet. Add one with a TOML in schemas/indicators.</p>")

    def address(measure: IndicatorView) -> str:
        is_open = measure.indicator.id == name
        return ambition.id if is_open else f"{ambition.id}?open={measure.indicator.id}"

    inside = partial(_inside, view, name)
    first = [m for m in measures if not m.indicator.context]
    others = [m for m in measures if m.indicator.context]
    folded = Markup()
    if others:
        is_open = any(m.indicator.id == name for m in others)
        folded = fold(
            f"{len(others)} more, to read them with", rows(others, address, inside), is_open=is_open
        )
    return Markup(
        '<article class="wide" data-ready="ambition"><h1>{}</h1><p class="where">{} … {}</p>{}{}'
        "{}<h2>Its measures</h2>{}{}{}{}{}{}</article>"
    ).format(
        ambition.name,
        view.strategy.ambitions_heading,
        ambition.title,
        present_link(address_of_ambition(ambition)),
        promises(view, criteria),
        list_priorities(view, ambition.id),
        headed(view),
        rows(first, address, inside) if measures else none,
        folded,
        _promised(view, ambition),
        actions_here(view, actions_about(view, ambition.id)),
        came_then(view.edition, view.events_about(ambition.id), reader=READER),
    )


def _inside(view: EditionView, name: str, measure: IndicatorView) -> Markup:
    """What is opened of a measure in place, where it is the one of that name: what the first screen
    of its own page shows."""
    indicator = measure.indicator
    if indicator.id != name:
        return Markup()
    beside = view.council.neighbour_lists[0]
    return Markup(
        '<section class="opened" id="{}" tabindex="-1"><h3>{} {}</h3>{}{}<p>{}</p></section>'
    ).format(
        opened(measure),
        measure.headline if measure.has_figures else indicator.title,
        mark_of(measure),
        at_a_glance(view, measure, beside) if measure.has_figures else missing(measure),
        newest(measure),
        link(indicator, "All its numbers, other councils, sources and downloads"),
    )


def _promised(view: EditionView, ambition: Ambition) -> Markup:
    """What the partnership promised, folded under how many commitments and notes there are."""
    commitments = [c for c in commitments_of(view) if c.ambition == ambition]
    if not commitments:
        return Markup()
    known = sum(c.is_reported for c in commitments)
    many = view.own(f"{len(commitments)} commitment{'' if len(commitments) == 1 else 's'}")
    summary = f"{many}, a progress note on {known or 'none'}"
    inside = Markup("<p>We will:</p>{}<p>{}</p>{}").format(
        list_commitments(commitments),
        link(COMMITMENTS, view.own("All commitments, by ambition or by partner")),
        small(f"Source: {view.strategy.title}."),
    )
    return view.own(Markup("<h2>Commitments</h2>{}")).format(fold(summary, inside))
