"""A measure's page turned to another council, the choice of one, and links to it."""

from functools import lru_cache, partial

import streamlit as st
from markupsafe import Markup

from charts.svg.line_chart import svg
from metrics import sentences
from pages.parts.addresses import COUNCIL, HOME
from pages.parts.chart import NOT_DRAWN, both_widths, notes, numbers, shows_any
from pages.parts.chips import chip
from pages.parts.downloads import Downloads, show_parts
from pages.parts.html import facts, link, on_screen, show_html, small
from schemas.declared import Indicator
from view_model.councils import CouncilView, council_view, councils_told_of
from view_model.edition_view import EditionView, IndicatorView
from view_model.wording import definition

SIZE = (700, 475)
BAR = Markup(
    '<p role="note" class="caution"><b>This is {}, not {}.</b> Its published figures, and nothing '
    "of ours: no promise, note or target.<br>{}</p>"
)
ONE_WORD = (
    "This word goes by the same rule as ours. Which way its figures are going is not judged here."
)


def council_link(measure: IndicatorView, code: str, name: str) -> Markup:
    """A council's name, as a link to the measure's page turned to it, where it can be."""
    if code not in councils_told_of(measure.whole, measure.indicator):
        return Markup("{}").format(name)
    return link(f"indicator?id={measure.indicator.id}&{COUNCIL}={code}", name)


def choose_council(view: EditionView, indicator: Indicator, chosen: str | None = None) -> None:
    """A quiet choice of another council; nothing where there are figures of none."""
    if not (told := councils_told_of(view, indicator)):
        return
    codes = list(told)
    code = st.selectbox(
        "See this measure in another council",
        codes,
        index=codes.index(chosen) if chosen else None,
        format_func=lambda code: told[code].name,
        placeholder="Choose a council",
        width=280,
        key=f"council-{indicator.id}-{chosen}",
    )
    if code and code != chosen:
        st.query_params[COUNCIL] = code
        st.rerun()


def turned(view: EditionView, indicator: Indicator) -> CouncilView | None:
    """The council that the address turns a measure's page to; None for our own."""
    return council_view(view, indicator.id, st.query_params.get(COUNCIL, ""))


def show_council(council: CouncilView) -> None:
    """Draw the page."""
    show_html(_page(council))
    with st.container(key="choices"):
        choose_council(council.view, council.indicator, council.area.code)
    if shows_any(council.chart):
        show_parts([Downloads((council.chart,), council.chart.key)])
    show_html(_under(council))


@lru_cache(maxsize=200)
def _page(council: CouncilView) -> Markup:
    indicator, chart = council.indicator, council.chart
    back = link(indicator, f"Back to {council.view.council.name}")
    top = Markup('<p class="eyebrow">{} › {}</p>{}<h1>{}</h1><p class="question">{}</p>').format(
        link(HOME, "Overview"),
        link(indicator, indicator.short),
        council.view.own(BAR).format(council.area.name, council.view.council.name, back),
        council.title,
        indicator.title,
    )
    drawn = (
        both_widths(partial(svg, chart), chart.alt, size=SIZE) + notes(chart)
        if shows_any(chart)
        else Markup("<p>{}</p>").format(NOT_DRAWN)
    )
    return Markup(
        '<article data-ready="indicator">{}<div class="glance"><div class="now">{}{}</div>'
        '<div class="seen">{}{}</div><div class="details">{}</div></div></article>'
    ).format(
        *(top, _number(council), _word(council), drawn, small(f"Source: {chart.source}.")),
        _details(council),
    )


def _number(council: CouncilView) -> Markup:
    newest, indicator = council.newest, council.indicator
    if newest is None:
        return Markup("<p>{}</p>").format(NOT_DRAWN)
    value, _, per = sentences.figure(indicator, newest.value).partition(" per ")
    unit = f"per {per}" if per else ("" if indicator.per else indicator.measures)
    figure = Markup('<p class="figure"><b>{}</b> <span class="was">{}</span></p>{}')
    said = [sentences.counts(newest), sentences.in_period(newest.period.words, "in")]
    return figure.format(value, unit, small(" ".join(filter(None, said)) + "."))


def _word(council: CouncilView) -> Markup:
    level = council.level
    if level is None:
        return Markup()
    entry = council.view.edition.schemas.entry(level.level)
    return Markup('<span class="words">{}</span>').format(chip(entry, strong=level.level_strong))


def _details(council: CouncilView) -> Markup:
    like = council.lists[0]
    names = "; ".join(area.name for area in like.areas)
    said = [
        council.level_sentence,
        ONE_WORD if council.level_sentence else "",
        f"{like.name} ({like.dated}): {names}.",
    ]
    return Markup().join(Markup("<p>{}</p>").format(line) for line in said if line)


@lru_cache(maxsize=200)
def _under(council: CouncilView) -> Markup:
    counts = Markup("<h2>What this counts</h2>{}").format(
        facts(definition(council.indicator).items())
    )
    html = Markup("<h2>The numbers</h2>{}{}")
    return html.format(numbers(council.chart), on_screen(counts))
