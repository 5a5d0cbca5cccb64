"""An indicator: trend, where each figure came from, numbers, breakdowns, and what it counts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st
from markupsafe import Markup

from charts.interactive.figure import figure
from charts.model.chart import Chart
from pages.ambition import missing
from pages.deck.deck import address_of, address_of_ambition
from pages.parts.chart import caption, narrow, notes, numbers, picture, shows_any, whole_years
from pages.parts.downloads import downloads
from pages.parts.html import HOME, caution, link, mark_of, show_html
from pages.parts.notes import actions_here, commentary
from pages.parts.sources import of_breakdown, of_trend, where_from
from pages.parts.toolbar import present_link
from pages.parts.why import reasons, words_of
from schemas.declared import Ambition, Indicator, NeighbourList
from schemas.person import READER, Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about
from view_model.wording import beware, definition

QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(reading: EditionView, reader: Person = READER) -> None:
    """Draw the page of the indicator that the address names: /indicator?id=..."""
    name = st.query_params.get("id", "")
    found = reading.indicator(name)
    if found is None:
        show_html(_no_such(reading, name))
        return
    reported = reading.of(found)
    show_html(_opening(reading, reported))
    if reported.has_figures:
        _trend(reading, reported, reader)
    else:
        show_html(missing(reported) + commentary(reported, reader=reader))
    if asked := actions_here(reading, actions_about(reading, found.id)):
        show_html(asked)
    for breakdown in found.breakdowns:
        _breakdown(reported, breakdown, reader)
    show_html(_about(reading, reported))


@lru_cache(maxsize=500)
def _opening(reading: EditionView, reported: IndicatorView) -> Markup:
    indicator = reported.indicator
    ambition = reading.ambition_of(indicator)
    up = link(ambition.id, ambition.name) if ambition else ""
    mark = mark_of(reported)
    said = reported.sentence if reported.has_figures else ""
    return Markup(
        '<article data-ready="indicator"><p class="eyebrow">{} › {}</p><h1>{} {}</h1><p '
        'class="question">{}</p>{}<p class="sentence">{}</p><p class="sentence">{}</p>{}{}'
        "</article>"
    ).format(
        link(HOME, "Overview"),
        up,
        indicator.title,
        mark,
        indicator.question,
        words_of(reported),
        said,
        reported.verdict_sentence,
        caution(indicator),
        present_link(_deck(indicator, ambition)),
    )


def _deck(indicator: Indicator, ambition: Ambition | None) -> str:
    """Where it is presented: among the measures of its ambition."""
    return address_of_ambition(ambition, indicator) if ambition else address_of([indicator.id])


def _trend(reading: EditionView, reported: IndicatorView, reader: Person) -> None:
    drawn = _drawn(reported, _neighbour_list(reading, reported.indicator), reader)
    chart = drawn.chart
    show_html(drawn.beside)
    with st.container(key="trend"):
        st.plotly_chart(
            drawn.figure, theme=None, config=QUIET, key=f"chart-{chart.key}", alt=chart.alt
        )
    show_html(drawn.under)
    downloads(chart, key=chart.key)
    if said := commentary(reported, reader=reader):
        show_html(said)
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
def _drawn(reported: IndicatorView, listed: NeighbourList, reader: Person) -> _Drawn:
    """Drawn once for each edition, because a reader who only changes the list should not wait.

    On a phone, the narrow drawing stands in for the figure (pages/style.css).
    """
    chart, said = reported.chart_beside(listed), reported.beside(listed)
    sources = where_from(reported, of_trend(reported, listed), reader=reader)
    return _Drawn(
        chart=chart,
        figure=figure(chart),
        beside=(Markup('<p class="sentence beside">{}</p>').format(said) if said else Markup())
        + caption(chart),
        under=Markup('<div class="on-a-phone">{}</div>{}{}').format(
            narrow(chart), notes(chart), sources
        ),
        reasons=reasons(reported),
        numbers=Markup("<h2>The numbers</h2>{}{}").format(numbers(chart), whole_years(reported)),
    )


def _neighbour_list(reading: EditionView, indicator: Indicator) -> NeighbourList:
    """The list of councils most like ours that the reader has chosen. Lists are dated."""
    lists = {n.id: n for n in reading.council.neighbour_lists}
    if "neighbours" not in indicator.comparators or len(lists) == 1:
        return reading.council.neighbour_lists[0]
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


def _breakdown(reported: IndicatorView, breakdown: str, reader: Person) -> None:
    show_html(Markup("<h2>By {}</h2>").format(breakdown))
    charts = _pictures(reported, breakdown)
    if not charts:
        show_html(Markup("<p>No figures by this breakdown have been published.</p>"))
    for chart, drawn in charts:
        show_html(drawn)
        if shows_any(chart):
            downloads(chart, key=chart.key)
    if sources := _sources(reported, breakdown, reader):
        show_html(sources)


@lru_cache(maxsize=500)
def _pictures(reported: IndicatorView, breakdown: str) -> tuple[tuple[Chart, Markup], ...]:
    return tuple((chart, picture(chart)) for chart in reported.charts_of(breakdown))


@lru_cache(maxsize=500)
def _sources(reported: IndicatorView, breakdown: str, reader: Person) -> Markup:
    return where_from(reported, of_breakdown(reported, breakdown), reader=reader)


@lru_cache(maxsize=500)
def _about(reading: EditionView, reported: IndicatorView) -> Markup:
    indicator = reported.indicator
    facts = definition(indicator).items()
    listed = Markup().join(
        (Markup("<dt>{}</dt><dd>{}</dd>").format(name, fact) for name, fact in facts)
    )
    return Markup("<h2>What this counts</h2><dl>{}</dl>{}{}").format(
        listed, _beware(reported), _read_with(reading, indicator)
    )


def _beware(reported: IndicatorView) -> Markup:
    listed = Markup().join(Markup("<li>{}</li>").format(note) for note in beware(reported))
    return Markup("<h2>Read with care</h2><ul>{}</ul>").format(listed) if listed else Markup()


def _read_with(reading: EditionView, indicator: Indicator) -> Markup:
    others = [i for name in indicator.read_with if (i := reading.indicator(name))]
    links = Markup().join(Markup("<li>{}</li>").format(link(i, i.title)) for i in others)
    return Markup("<h2>Read together with</h2><ul>{}</ul>").format(links) if links else Markup()


def _no_such(reading: EditionView, name: str) -> Markup:
    choices = Markup().join(
        Markup("<li>{}</li>").format(link(i, i.title)) for i in reading.edition.schemas.in_order()
    )
    said = Markup("There is no measure called “{}”. ").format(name) if name else ""
    return Markup("<h1>Every measure</h1><p>{}Choose one:</p><ul>{}</ul>").format(said, choices)
