"""An indicator: trend, where each figure came from, numbers, breakdowns, and what it counts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st
from markupsafe import Markup

from charts.interactive.figure import figure
from charts.model.chart import Chart
from pages.deck.deck import address_of, address_of_ambition
from pages.parts.addresses import HOME
from pages.parts.chart import (
    caption,
    missing,
    narrow,
    notes,
    numbers,
    picture,
    shows_any,
    whole_years,
)
from pages.parts.downloads import downloads
from pages.parts.html import bullets, caution, facts, link, mark_of, show_html
from pages.parts.notes import actions_here, commentary
from pages.parts.sources import of_breakdown, of_trend, where_from
from pages.parts.toolbar import present_link
from pages.parts.why import reasons, words_of
from schemas.declared import Indicator, NeighbourList
from schemas.person import READER, Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about
from view_model.wording import beware, definition

QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(view: EditionView, reader: Person = READER) -> None:
    """Draw the page of the indicator that the address names: /indicator?id=..."""
    name = st.query_params.get("id", "")
    indicator = view.indicator(name)
    if indicator is None:
        show_html(_no_such(view, name))
        return
    measure = view.of(indicator)
    show_html(_opening(view, measure))
    if measure.has_figures:
        _trend(view, measure, reader)
    else:
        show_html(missing(measure) + commentary(measure, reader=reader))
    if actions := actions_here(view, actions_about(view, indicator.id)):
        show_html(actions)
    for breakdown in indicator.breakdowns:
        _breakdown(measure, breakdown, reader)
    show_html(_about(view, measure))


@lru_cache(maxsize=500)
def _opening(view: EditionView, measure: IndicatorView) -> Markup:
    indicator, ambition = measure.indicator, view.ambition_of(measure.indicator)
    up = link(ambition.id, ambition.name) if ambition else ""
    sentence = measure.sentence if measure.has_figures else ""
    deck = address_of_ambition(ambition, indicator) if ambition else address_of([indicator.id])
    opening = Markup(
        '<article data-ready="indicator"><p class="eyebrow">{} › {}</p><h1>{} {}</h1>'
        '<p class="question">{}</p>{}<p class="sentence">{}</p>'
    ).format(
        *(link(HOME, "Overview"), up, indicator.title, mark_of(measure)),
        *(indicator.question, words_of(measure), sentence),
    )
    return opening + Markup('<p class="sentence">{}</p>{}{}</article>').format(
        measure.verdict_sentence, caution(indicator), present_link(deck)
    )


def _trend(view: EditionView, measure: IndicatorView, reader: Person) -> None:
    drawn = _drawn(measure, _neighbour_list(view, measure.indicator), reader)
    chart = drawn.chart
    show_html(drawn.beside)
    with st.container(key="trend"):
        st.plotly_chart(
            drawn.figure, theme=None, config=QUIET, key=f"chart-{chart.key}", alt=chart.alt
        )
    show_html(drawn.under)
    downloads(chart, key=chart.key)
    if notes_on_it := commentary(measure, reader=reader):
        show_html(notes_on_it)
    if drawn.reasons:
        show_html(drawn.reasons)
    show_html(drawn.numbers)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A trend ready to be sent: the figure to explore, and the HTML around it."""

    chart: Chart
    figure: Any  # of Plotly, which has no types
    beside: Markup
    under: Markup
    reasons: Markup
    numbers: Markup


@lru_cache(maxsize=500)
def _drawn(measure: IndicatorView, listed: NeighbourList, reader: Person) -> _Drawn:
    """Drawn once for each edition, because a reader who only changes the list should not wait.

    On a phone, the narrow drawing stands in for the figure (pages/style.css).
    """
    chart, sentence = measure.chart_beside(listed), measure.beside(listed)
    beside = Markup('<p class="sentence beside">{}</p>').format(sentence) if sentence else Markup()
    sources = where_from(measure, of_trend(measure, listed), reader=reader)
    return _Drawn(
        chart=chart,
        figure=figure(chart),
        beside=beside + caption(chart),
        under=Markup('<div class="on-a-phone">{}</div>{}{}').format(
            narrow(chart), notes(chart), sources
        ),
        reasons=reasons(measure),
        numbers=Markup("<h2>The numbers</h2>{}{}").format(numbers(chart), whole_years(measure)),
    )


def _neighbour_list(view: EditionView, indicator: Indicator) -> NeighbourList:
    """The list of councils most like ours that the reader has chosen. Lists are dated."""
    lists = {n.id: n for n in view.council.neighbour_lists}
    if "neighbours" not in indicator.comparators or len(lists) == 1:
        return view.council.neighbour_lists[0]
    chosen = st.segmented_control(
        "Compare with councils most like ours, by the list of",
        list(lists),
        default=next(iter(lists)),
        required=True,
        format_func=lambda name: lists[name].dated,
        key="neighbours",
        bind="query-params",
    )
    return lists[chosen or next(iter(lists))]


def _breakdown(measure: IndicatorView, breakdown: str, reader: Person) -> None:
    show_html(Markup("<h2>By {}</h2>").format(breakdown))
    charts, sources = _pictures(measure, breakdown, reader)
    if not charts:
        show_html(Markup("<p>No figures by this breakdown have been published.</p>"))
    for chart, drawn in charts:
        show_html(drawn)
        if shows_any(chart):
            downloads(chart, key=chart.key)
    if sources:
        show_html(sources)


@lru_cache(maxsize=500)
def _pictures(
    measure: IndicatorView, breakdown: str, reader: Person
) -> tuple[list[tuple[Chart, Markup]], Markup]:
    """The charts of a breakdown, drawn, and where their figures come from."""
    charts = [(chart, picture(chart)) for chart in measure.charts_of(breakdown)]
    return charts, where_from(measure, of_breakdown(measure, breakdown), reader=reader)


@lru_cache(maxsize=500)
def _about(view: EditionView, measure: IndicatorView) -> Markup:
    indicator = measure.indicator
    html = Markup("<h2>What this counts</h2>{}").format(facts(definition(indicator).items()))
    if notes := beware(measure):
        html += Markup("<h2>Read with care</h2>{}").format(bullets(notes))
    if others := [i for name in indicator.read_with if (i := view.indicator(name))]:
        links = bullets(link(i, i.title) for i in others)
        html += Markup("<h2>Read together with</h2>{}").format(links)
    return html


def _no_such(view: EditionView, name: str) -> Markup:
    choices = bullets(link(i, i.title) for i in view.edition.schemas.in_order())
    no_such = f"There is no measure called “{name}”. " if name else ""
    return Markup("<h1>Every measure</h1><p>{}Choose one:</p>{}").format(no_such, choices)
