"""About: definitions, methods, sources and licence, written from what the edition declares."""

from datetime import date

import streamlit as st

from data.editions.edition import Source
from metrics.sentences import day
from pages.parts.how_we_decide import method
from pages.parts.html import ILLUSTRATIVE, link_to, table, text
from schemas.declared import Ambition, Disclosure, Indicator
from schemas.states import BRIEF, WORDS, State
from view_model.edition_view import EditionView

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def show(reading: EditionView) -> None:
    """Draw the page."""
    st.html(
        '<article data-ready="about"><h1>About the figures</h1>'
        f"{_what(reading)}{_reading_a_chart(reading)}{method(reading)}{_privacy(reading)}{_notes()}"
        f"{_definitions(reading)}{_neighbours(reading)}{_sources(reading)}</article>"
    )


def _what(reading: EditionView) -> str:
    strategy = reading.strategy
    return (
        "<p>This dashboard shows whether life is getting better for children looked after by "
        f"{text(reading.council.name)} and for its care leavers, by the ambitions and the success "
        f"criteria of <i>{text(strategy.title)}</i>.</p>"
        f"<p>The strategy was approved on {day(strategy.approved)}. It is measured from "
        f"{text(strategy.baseline_year.words)} to {text(strategy.final_year.words)}. "
        f"Source: {text(strategy.source)}.</p>"
    )


def _reading_a_chart(reading: EditionView) -> str:
    council = reading.council
    states = "".join(
        f"<dt>{text(BRIEF[state].capitalize())}</dt><dd>{text(words)}</dd>"
        for state, words in WORDS.items()
        if state is not State.SHOWN
    )
    return (
        "<h2>How to read a chart</h2><ul>"
        f"<li>The dark blue line is {text(council.name)}. The pale ribbon round it shows how far "
        "chance alone could move each figure: such a range holds the true rate 95 times in 100 "
        "(the Wilson interval; E. B. Wilson, 1927). It is wide where there are few children.</li>"
        f"<li>The grey lines are for comparison: {text(council.country.name)}, "
        f"{text(council.region.name)}, and the middle one of the councils most like ours. The "
        "faint band goes from the lowest of those councils to the highest.</li>"
        "<li>The shaded years are the strategy’s. The dashed line is where things stood at the "
        "start: in the year before it, or on the last date in that year.</li>"
        "<li>The department rounds the country’s counts, so councils do not add up to it.</li>"
        f"</ul><p>Where there is no number, the page says why:</p><dl>{states}</dl>"
        f"<p>{ILLUSTRATIVE} marks figures that are invented. Nobody publishes these measures yet; "
        "the council’s own extract will take their place.</p>"
    )


def _privacy(reading: EditionView) -> str:
    rule = reading.council.disclosure
    return (
        "<h2>How small numbers stay safe</h2>"
        f"<p>A count from 1 to {rule.hide_up_to} could point to a child, so it is hidden. So is "
        f"one that leaves 1 to {rule.hide_up_to} over, and the percentage that would give either "
        "away. A nought is shown. Figures that a government department has already published "
        "keep the department’s own rule, so that a few smaller counts can be seen here as they "
        f"can there. The rule is decided by the council’s {text(rule.owner)}.</p>"
        "<p>A hidden count must not be found by taking what is shown away from a total, either. So "
        "other figures are hidden with it where they must be: another category, another quarter, "
        "or the total. They carry the same words, and nobody can tell which was the small one. "
        "Before an edition is published, a programme tries to work out every hidden count from all "
        "that is shown, here and in earlier editions: from categories and their totals, quarters "
        "and years, measures about the same children, and figures of the department. Unless more "
        f"than {rule.hide_up_to} different numbers would fit each, nothing is published.</p>"
        f"<p>{_design(rule)} A longer period, or fewer and larger groups, shows more.</p>"
    )


def _notes() -> str:
    return (
        '<h2 id="notes">What officers say, and what the Panel asked for</h2>'
        "<p>Under some figures there is a note, with who wrote it and when. It is their word, and "
        "none of our rules has tried whether it is true. The same goes for how far a commitment "
        "has come: a partner reports it. A note may hold a number of children only if the same "
        "number is shown on a page of that measure, and never a small one. Where we do not know "
        "whether something was done, we say so.</p>"
    )


def _design(rule: Disclosure) -> str:
    """What is published of the council's own figures, so that little has to be hidden."""
    by = "by year" if rule.breakdowns_by == "year" else "by quarter and by year"
    each = {0: "no groups", 1: "one set of groups"}.get(
        rule.breakdowns_each, "several sets of groups"
    )
    return (
        "To hide as little as possible, the council publishes its own totals by quarter, and "
        f"{each} for each measure (for example where children live) {by}."
    )


def _definitions(reading: EditionView) -> str:
    parts = "".join(_of_ambition(reading, a) for a in reading.strategy.ambitions)
    return f"<h2>Every measure, and what it counts</h2>{parts}"


def _of_ambition(reading: EditionView, ambition: Ambition) -> str:
    lines = [_definition(i) for i in reading.edition.schemas.of_ambition(ambition)]
    heads = ("Measure", "What is counted", "Return")
    title = f"… {text(ambition.title)}"
    return f"<details><summary>{title}</summary>{table('Definitions', heads, lines)}</details>"


def _definition(indicator: Indicator) -> tuple[str, ...]:
    out_of = f"out of: {text(indicator.denominator)}" if indicator.denominator else ""
    return (
        f"<a {link_to(indicator)}>{text(indicator.title)}</a>",
        f'{text(indicator.numerator)}<br><span class="small">{out_of}</span>',
        text(indicator.return_),
    )


def _neighbours(reading: EditionView) -> str:
    lists = "".join(
        f"<p><b>{text(n.dated)}</b>: {text(', '.join(a.name for a in n.areas))}. "
        f'<span class="small">Source: {text(n.source)}.</span></p>'
        for n in reading.council.neighbour_lists
    )
    return (
        "<h2>The councils most like ours</h2><p>The Department for Education names ten councils "
        "whose children and places are most like ours. The lists change, and so can the answer."
        f"</p>{lists}"
    )


def _sources(reading: EditionView) -> str:
    published = [s for s in reading.edition.sources.values() if not s.illustrative]
    lines = dict.fromkeys(_source(s) for s in sorted(published, key=lambda s: s.publication))
    heads = ("Publication", "Publisher", "Released", "Licence")
    return (
        "<h2>Sources and licence</h2><p>Contains public sector information licensed under the "
        f'<a href="{LICENCE}" target="_blank" rel="noreferrer">Open Government Licence v3.0</a>.'
        f"</p>{table('Sources', heads, lines)}"
        f"<p>This is edition {text(reading.edition.name)}: {text(reading.edition.why)}.</p>"
    )


def _released(when: str) -> str:
    """'2025', or '8 April 2026'."""
    return when if len(when) == 4 else day(date.fromisoformat(when))


def _source(source: Source) -> tuple[str, ...]:
    said = (source.publication, source.publisher, _released(source.released), source.licence)
    return tuple(text(words) for words in said)
