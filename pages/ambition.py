"""An ambition: its commitments folded away, then each indicator's sentence, chart and numbers."""

from functools import lru_cache

import streamlit as st

from pages.deck.deck import address_of_ambition
from pages.parts.chart import picture, shows_any, whole_years
from pages.parts.chips import two_words
from pages.parts.downloads import downloads
from pages.parts.html import caution, link_to, mark_of, text
from pages.parts.notes import PROMISES, actions_here, newest, promised
from pages.parts.sources import of_trend, where_from
from pages.parts.toolbar import present_link
from schemas.declared import Ambition
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about, commitments_of


def show(reading: EditionView, ambition: Ambition, history: bool = False) -> None:
    """Draw the page of one ambition. `history`: whether whoever reads may go on to the history."""
    reported = reading.of_ambition(ambition)
    st.html(_opening(reading, ambition, reported))
    for each in reported:
        st.html(_indicator(each, history))
        if each.has_figures and shows_any(each.chart):
            downloads(each.chart, key=each.indicator.id)
    if not reported:
        st.html("<p>No measures yet. Add one with a TOML in schemas/indicators.</p>")


def _opening(reading: EditionView, ambition: Ambition, reported: list[IndicatorView]) -> str:
    mine = [p for p in commitments_of(reading) if p.ambition == ambition]
    known = sum(p.is_reported for p in mine)
    come = "has come" if known == 1 else "have come"
    so_far = f", with a note on how far {known} of them {come}" if known else ""
    asked = actions_here(reading, actions_about(reading, ambition.id))
    contents = "".join(
        f'<li><a href="#{r.indicator.id}" target="_self">{text(r.indicator.short)}</a></li>'
        for r in reported
    )
    return (
        '<article data-ready="ambition">'
        f'<p class="eyebrow">{text(reading.strategy.ambitions_heading)}</p>'
        f"<h1>… {text(ambition.title)}</h1>{present_link(address_of_ambition(ambition))}"
        f'<details class="in-print"><summary>What the partnership promised: '
        f"{len(mine)} commitments{so_far}</summary><p>We will:</p>{promised(mine)}"
        f"<p><a {link_to(PROMISES)}>All commitments, by ambition or by partner</a></p>"
        f'<p class="small">Source: {text(reading.strategy.title)}.</p></details>{asked}'
        f'<nav class="contents" aria-label="On this page"><ul>{contents}</ul></nav></article>'
    )


@lru_cache(maxsize=1000)
def _indicator(reported: IndicatorView, history: bool) -> str:
    indicator = reported.indicator
    mark = mark_of(reported)
    heading = (
        f'<section class="indicator" id="{indicator.id}">'
        f"<h2><a {link_to(indicator)}>{text(indicator.title)}</a> {mark}</h2>"
    )
    if not reported.has_figures:
        return f"{heading}{missing(reported)}{newest(reported)}</section>"
    chart = reported.chart
    drawn = of_trend(reported, reported.council.neighbour_lists[0])
    sources = where_from(reported, drawn, history=history)
    note = f'<p class="small">{text(reported.baseline_note)}</p>' if reported.baseline_note else ""
    return (
        f'{heading}{_words(reported)}<p class="sentence">{text(reported.sentence)}</p>'
        f'<p class="sentence">{text(reported.verdict_sentence)} {text(reported.beside())}</p>'
        f"{caution(indicator)}{picture(chart)}{newest(reported)}{sources}"
        f"{note}{whole_years(reported)}</section>"
    )


def _words(reported: IndicatorView) -> str:
    """The two words, and the way to the reasons for them."""
    said = two_words(reported)
    why = f"<a {link_to(reported.indicator)}>Why we say this</a>"
    return f'<p class="verdict">{said} {why}</p>' if said else ""


def missing(reported: IndicatorView) -> str:
    """What is not there yet, from whom it is needed, and how to add it."""
    indicator = reported.indicator
    return (
        '<p class="sentence">There are no figures yet.</p>'
        f"<p>They come from: {text(indicator.return_)} ({text(indicator.publisher)}). To add them, "
        f"put rows with the indicator <code>{text(indicator.id)}</code> in a CSV extract, then run "
        "<code>python -m data add FILE</code> and <code>python -m data publish</code>.</p>"
    )
