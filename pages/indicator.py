"""An indicator: trend, where each figure came from, numbers, breakdowns, and what it counts."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import streamlit as st
from markupsafe import Markup

from charts.interactive.figure import figure
from charts.model.chart import Chart
from pages.deck.deck import address_of, address_of_ambition
from pages.parts.addresses import HOME
from pages.parts.breakdowns import id_of, newest_by_group
from pages.parts.chart import (
    missing,
    numbers,
    picture,
    pictures,
    shows_any,
    together,
    whole_years,
)
from pages.parts.councils import choose_council, show_council, turned
from pages.parts.downloads import Downloads, Part, show_parts
from pages.parts.frameworks import places_in_frameworks
from pages.parts.glance import at_a_glance
from pages.parts.html import bullets, facts, link, mark_of, on_screen, show_html, small, table
from pages.parts.notes import actions_here, commentary
from pages.parts.sources import of_breakdown, of_trend, where_from
from pages.parts.toolbar import present_link
from pages.parts.why import reasons
from schemas.declared import LOCAL, Indicator, NeighbourList
from schemas.periods import PeriodKind
from schemas.person import READER, Person
from view_model.edition_view import BesideView, EditionView, IndicatorView
from view_model.notes import actions_about
from view_model.wording import beware, definition

EXPLORING = (
    "Rest on a point to read what it stands for, or tap it. The table has the same figures: with a "
    "keyboard, move to it with Tab, and through it with the arrow keys."
)
PERIODS_SHOWN = {PeriodKind.QUARTER: 8, PeriodKind.MONTH: 12, PeriodKind.ROLLING_YEAR: 12}
NO_WORD = {
    PeriodKind.MONTH: "Compare each with the same time a year before. Single months go up and down "
    "too much for us to say from them whether anything is getting better: that is said of the "
    "quarters.",
    PeriodKind.ROLLING_YEAR: "Each of these years shares most of its months with the one before, "
    "so that a run of them says little. Compare each with the year before, which shares none: "
    "whether anything is getting better is said of the quarters.",
}
QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(view: EditionView, reader: Person = READER) -> None:
    """Draw the page of the indicator that the address names: /indicator?id=..."""
    name = st.query_params.get("id", "")
    indicator = view.indicator(name)
    if indicator is None:
        show_html(_no_such(view, name))
        return
    if council := turned(view, indicator):
        show_council(council)
        return
    measure = view.of(indicator)
    if measure.has_figures:
        _trend(view, measure, reader)
    else:
        show_parts(_untold(view, measure, reader))
    show_parts(_groups(view, measure, reader))


def drawn(view: EditionView, measure: IndicatorView) -> tuple[Part, ...]:
    """The page, beside the newest list of councils like ours, as everybody reads it."""
    listed = view.council.neighbour_lists[0]
    told = _told(view, measure, listed, READER) if measure.has_figures else ()
    return (*(told or _untold(view, measure, READER)), *_groups(view, measure, READER))


def _opening(view: EditionView, measure: IndicatorView) -> Markup:
    indicator, ambition = measure.indicator, view.ambition_of(measure.indicator)
    up = link(ambition.id, ambition.name) if ambition else ""
    finding = measure.headline if measure.has_figures else indicator.title
    return Markup('<p class="eyebrow">{} › {}</p><h1>{} {}</h1><p class="question">{}</p>').format(
        link(HOME, "Overview"),
        up,
        finding,
        mark_of(measure),
        indicator.title if measure.has_figures else indicator.question,
    )


@st.fragment
def _trend(view: EditionView, measure: IndicatorView, reader: Person) -> None:
    first_screen = st.container()
    with st.container(key="choices", horizontal=True, vertical_alignment="bottom"):
        listed = _neighbour_list(view, measure.indicator)
        choose_council(view, measure.indicator)
        explored = st.toggle("Explore this chart", key="explore", bind="query-params")
    opening, *under = _told(view, measure, listed, reader)
    with first_screen:
        show_parts([opening])
    if explored:
        chart = measure.chart_beside(listed)
        with st.container(key="trend"):
            st.plotly_chart(
                _figure(chart), theme=None, config=QUIET, key=f"chart-{chart.key}", alt=chart.alt
            )
            show_html(small(EXPLORING) + numbers(chart, "what is explored"))
    show_parts(under)


def _untold(view: EditionView, measure: IndicatorView, reader: Person) -> tuple[Part, ...]:
    """Of a measure without figures: what there is beside them, and whom they are needed from."""
    said = _opening(view, measure) + missing(measure) + commentary(measure, reader=reader)
    return said, *_beside(measure)


def _beside(measure: IndicatorView) -> Iterator[Part]:
    for each in measure.told_beside:
        yield _in_short(each)
        if shows_any(each.chart):
            yield Downloads((each.chart,), each.chart.key)


@lru_cache(maxsize=500)
def _told(
    view: EditionView, measure: IndicatorView, listed: NeighbourList, reader: Person
) -> tuple[Part, ...]:
    """The first screen, and what is under it. Drawn once for each edition, because a reader who
    only changes the list should not wait."""
    chart, ambition = measure.chart_beside(listed), view.ambition_of(measure.indicator)
    deck = (
        address_of_ambition(ambition, measure.indicator)
        if ambition
        else address_of([measure.indicator.id])
    )
    said = (measure.sentence, measure.verdict_sentence, measure.beside(listed))
    in_words = Markup().join(Markup('<p class="sentence">{}</p>').format(s) for s in said if s)
    return (
        Markup('<article data-ready="indicator">{}{}</article>').format(
            _opening(view, measure), at_a_glance(view, measure, listed)
        ),
        Downloads((chart,), chart.key),
        present_link(deck),
        *_beside(measure),
        Markup("{}{}{}<h2>The numbers</h2>{}{}{}{}").format(
            on_screen(Markup("<h2>In words</h2>{}").format(in_words)),
            commentary(measure, reader=reader),
            reasons(measure),
            numbers(chart),
            whole_years(measure),
            together(measure),
            where_from(measure, of_trend(measure, listed), reader=reader),
        ),
    )


@lru_cache(maxsize=500)
def _in_short(each: BesideView) -> Markup:
    """Other periods than its own: drawn by themselves, and each beside the same of the year
    before."""
    local = each.indicator.in_year_of
    kind = f"{each.indicator.period}".capitalize()
    lines = [
        [now.period.words, each.position(now), each.position(then)]
        for now, then in each.a_year_apart[: PERIODS_SHOWN[each.indicator.period]]
    ]
    heads = ("Quarter to its last day" if local else kind, "Position", "A year before")
    return Markup('<h2 id="{}">{}{}</h2>{}<p>{}</p>{}').format(
        each.key,
        each.title,
        ": local, provisional" if local else "",
        picture(each.chart) if shows_any(each.chart) else "",
        LOCAL if local else NO_WORD[each.indicator.period],
        table(f"{each.title}, and a year before", heads, lines, kind="numbers"),
    )


@lru_cache(maxsize=100)
def _figure(chart: Chart) -> Any:  # of Plotly, which has no types
    """The figure to explore."""
    return figure(chart)


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


@lru_cache(maxsize=500)
def _groups(view: EditionView, measure: IndicatorView, reader: Person) -> tuple[Part, ...]:
    """The rest of the page: what was asked for, every breakdown, and what is counted."""
    asked = actions_here(view, actions_about(view, measure.indicator.id))
    divided = (part for b in measure.breakdowns for part in _breakdown(measure, b, reader))
    return (*filter(None, [asked]), *divided, _about(view, measure))


def _breakdown(measure: IndicatorView, breakdown: str, reader: Person) -> Iterator[Part]:
    """Its newest figures; its charts, drawn, with its figures over more time, and where all come
    from."""
    part, newest = id_of(breakdown), newest_by_group(measure, breakdown)
    yield Markup('<h2 id="{}">By {}</h2>{}').format(part, breakdown, newest)
    charts = measure.charts_of(breakdown)
    shown = pictures(charts) if charts[1:] else Markup().join(map(picture, charts))
    sources = where_from(measure, of_breakdown(measure, breakdown), reader=reader)
    yield on_screen(shown + together(measure, breakdown) + sources)
    if any(map(shows_any, charts)):
        yield Downloads(charts, f"{measure.indicator.id}-{part}")


def _about(view: EditionView, measure: IndicatorView) -> Markup:
    indicator = measure.indicator
    counted = {**definition(indicator), **places_in_frameworks(view, indicator)}
    html = Markup("<h2>What this counts</h2>{}").format(facts(counted.items()))
    if notes := beware(measure):
        html += Markup("<h2>Read with care</h2>{}").format(bullets(notes))
    return on_screen(html)


def _no_such(view: EditionView, name: str) -> Markup:
    choices = bullets(link(i, i.title) for i in view.edition.schemas.in_order())
    no_such = f"There is no measure called “{name}”. " if name else ""
    return Markup("<h1>Every measure</h1><p>{}Choose one:</p>{}").format(no_such, choices)
