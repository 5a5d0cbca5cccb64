"""An indicator: trend, where each figure came from, numbers, breakdowns, and what it counts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from charts.interactive.figure import figure
from charts.model.chart import Chart
from pages.ambition import missing
from pages.deck.deck import address_of, address_of_ambition
from pages.parts.chart import caption, narrow, notes, numbers, picture, shows_any, whole_years
from pages.parts.downloads import downloads
from pages.parts.html import HOME, caution, link_to, mark_of, text
from pages.parts.notes import actions_here, commentary
from pages.parts.sources import of_breakdown, of_trend, where_from
from pages.parts.toolbar import present_link
from pages.parts.why import reasons, words_of
from schemas.declared import Ambition, Indicator, NeighbourList
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about
from view_model.wording import beware, definition

QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(reading: EditionView, history: bool = False) -> None:
    """Draw the page of the indicator that the address names: /indicator?id=... `history`: whether
    whoever reads may see where a figure came from in the history too."""
    name = st.query_params.get("id", "")
    found = reading.indicator(name)
    if found is None:
        st.html(_no_such(reading, name))
        return
    reported = reading.of(found)
    st.html(_opening(reading, reported))
    if reported.has_figures:
        _trend(reading, reported, history)
    else:
        st.html(missing(reported) + commentary(reported, history=history))
    if asked := actions_here(reading, actions_about(reading, found.id)):
        st.html(asked)
    for breakdown in found.breakdowns:
        _breakdown(reported, breakdown, history)
    st.html(_about(reading, reported))


@lru_cache(maxsize=500)
def _opening(reading: EditionView, reported: IndicatorView) -> str:
    indicator = reported.indicator
    ambition = reading.ambition_of(indicator)
    up = f"<a {link_to(ambition.id)}>{text(ambition.name)}</a>" if ambition else ""
    mark = mark_of(reported)
    said = text(reported.sentence) if reported.has_figures else ""
    return (
        '<article data-ready="indicator"><p class="eyebrow">'
        f"<a {link_to(HOME)}>Overview</a> › {up}</p>"
        f"<h1>{text(indicator.title)} {mark}</h1>"
        f'<p class="question">{text(indicator.question)}</p>{words_of(reported)}'
        f'<p class="sentence">{said}</p><p class="sentence">{text(reported.verdict_sentence)}</p>'
        f"{caution(indicator)}{present_link(_deck(indicator, ambition))}</article>"
    )


def _deck(indicator: Indicator, ambition: Ambition | None) -> str:
    """Where it is presented: among the measures of its ambition."""
    return address_of_ambition(ambition, indicator) if ambition else address_of([indicator.id])


def _trend(reading: EditionView, reported: IndicatorView, history: bool) -> None:
    drawn = _drawn(reported, _neighbour_list(reading, reported.indicator), history)
    chart = drawn.chart
    st.html(drawn.beside)
    with st.container(key="trend"):
        st.plotly_chart(
            drawn.figure, theme=None, config=QUIET, key=f"chart-{chart.key}", alt=chart.alt
        )
    st.html(drawn.under)
    downloads(chart, key=chart.key)
    if said := commentary(reported, history=history):
        st.html(said)
    if drawn.reasons:
        st.html(drawn.reasons)
    st.html(drawn.numbers)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A trend ready to be sent: the figure to explore, and the HTML around it."""

    chart: Chart
    figure: Any  # of Plotly, which has no types
    beside: str
    under: str
    reasons: str
    numbers: str


@lru_cache(maxsize=500)
def _drawn(reported: IndicatorView, listed: NeighbourList, history: bool) -> _Drawn:
    """Drawn once for each edition, because a reader who only changes the list should not wait.

    On a phone, the narrow drawing stands in for the figure (pages/style.css).
    """
    chart, said = reported.chart_beside(listed), reported.beside(listed)
    sources = where_from(reported, of_trend(reported, listed), history=history)
    return _Drawn(
        chart=chart,
        figure=figure(chart),
        beside=(f'<p class="sentence beside">{text(said)}</p>' if said else "") + caption(chart),
        under=f'<div class="on-a-phone">{narrow(chart)}</div>{notes(chart)}{sources}',
        reasons=reasons(reported),
        numbers=f"<h2>The numbers</h2>{numbers(chart)}{whole_years(reported)}",
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


def _breakdown(reported: IndicatorView, breakdown: str, history: bool) -> None:
    st.html(f"<h2>By {text(breakdown)}</h2>")
    charts = _pictures(reported, breakdown)
    if not charts:
        st.html("<p>No figures by this breakdown have been published.</p>")
    for chart, drawn in charts:
        st.html(drawn)
        if shows_any(chart):
            downloads(chart, key=chart.key)
    if sources := _sources(reported, breakdown, history):
        st.html(sources)


@lru_cache(maxsize=500)
def _pictures(reported: IndicatorView, breakdown: str) -> tuple[tuple[Chart, str], ...]:
    return tuple((chart, picture(chart)) for chart in reported.charts_of(breakdown))


@lru_cache(maxsize=500)
def _sources(reported: IndicatorView, breakdown: str, history: bool) -> str:
    return where_from(reported, of_breakdown(reported, breakdown), history=history)


@lru_cache(maxsize=500)
def _about(reading: EditionView, reported: IndicatorView) -> str:
    indicator = reported.indicator
    facts = definition(indicator).items()
    listed = "".join(f"<dt>{name}</dt><dd>{text(fact)}</dd>" for name, fact in facts)
    return (
        f"<h2>What this counts</h2><dl>{listed}</dl>"
        f"{_beware(reported)}{_read_with(reading, indicator)}"
    )


def _beware(reported: IndicatorView) -> str:
    listed = "".join(f"<li>{text(note)}</li>" for note in beware(reported))
    return f"<h2>Read with care</h2><ul>{listed}</ul>" if listed else ""


def _read_with(reading: EditionView, indicator: Indicator) -> str:
    others = [i for name in indicator.read_with if (i := reading.indicator(name))]
    links = "".join(f"<li><a {link_to(i)}>{text(i.title)}</a></li>" for i in others)
    return f"<h2>Read together with</h2><ul>{links}</ul>" if links else ""


def _no_such(reading: EditionView, name: str) -> str:
    choices = "".join(
        f"<li><a {link_to(i)}>{text(i.title)}</a></li>" for i in reading.edition.schemas.in_order()
    )
    said = f"There is no measure called “{text(name)}”. " if name else ""
    return f"<h1>Every measure</h1><p>{said}Choose one:</p><ul>{choices}</ul>"
