"""Overview: a panel member's first minute. The success criteria first, then the six ambitions."""

from collections import Counter
from functools import lru_cache

import streamlit as st

from metrics import sentences
from pages.markup import link_to, mark_of, rows, text
from pages.reading import Reading, Reported
from schemas.declared import Ambition, Criterion

CARE = (
    "A figure that is higher or lower than at the start has not always changed for a reason. With "
    "few children, one or two make a percentage move. Open a measure to see how sure it is."
)


def show(reading: Reading) -> None:
    """Draw the page."""
    st.html(_page(reading))


@lru_cache(maxsize=16)
def _page(reading: Reading) -> str:
    strategy = reading.strategy
    return (
        '<article data-ready="overview">'
        "<h1>How are our children and young people doing?</h1>"
        f'<p class="where">{text(_where(reading))}</p>'
        f"<h2>{text(strategy.criteria_heading)}</h2>"
        f'<div class="criteria">{"".join(_criterion(reading, c) for c in strategy.criteria)}</div>'
        "<h2>Our ambitions</h2>"
        f'<p class="lead">{text(strategy.ambitions_heading)}</p>'
        f"{''.join(_ambition(reading, a) for a in strategy.ambitions)}"
        f'<p class="care"><b>Read with care.</b> {text(CARE)}</p>'
        "</article>"
    )


def _where(reading: Reading) -> str:
    """The council, the strategy, and the day to which most of the figures go."""
    everything = [reading.of(i) for i in reading.edition.schemas.in_order()]
    ends = Counter(r.latest.period.end for r in everything if r.latest is not None)
    said = [reading.council.name, reading.strategy.name]
    return " · ".join([*said, *(f"most figures to {end:%B %Y}" for end, _ in ends.most_common(1))])


def _criterion(reading: Reading, criterion: Criterion) -> str:
    answers = [reading.of(i) for i in reading.edition.schemas.of_criterion(criterion)]
    headline = answers[: max(len(criterion.headline), 3)]
    others = len(answers) - len(headline)
    more = f'<p class="more">and {others} more below</p>' if others > 0 else ""
    return (
        f'<section class="criterion" id="{criterion.id}">'
        f"<h3>“… {text(criterion.title)}”</h3>"
        f'<p class="says">{_what_they_say(reading, criterion, headline)}</p>'
        f"{rows(headline)}{more}</section>"
    )


def _what_they_say(reading: Reading, criterion: Criterion, headline: list[Reported]) -> str:
    """What the figures so far say, in a sentence or two; a gap and a parity compare two groups."""
    if said := _gap(criterion, headline):
        return said
    lead = next((r for r in headline if r.has_figures), None)
    if lead is None:
        return "There are no figures yet. " + text(_needed(headline))
    return f"{mark_of(lead)} {text(lead.sentence)} {text(_everyone(reading, criterion))}"


def _gap(criterion: Criterion, headline: list[Reported]) -> str:
    """The first indicator that has a figure for both groups; '' when the criterion is no gap."""
    for each in headline:
        if criterion.gap and (said := sentences.gap(each.indicator, criterion.gap, each.ours)):
            return f"{mark_of(each)} {text(said)}"
    return ""


def _everyone(reading: Reading, criterion: Criterion) -> str:
    """What is true of all children, where ours are to be no more likely than they."""
    if criterion.parity is None:
        return ""
    everyone = reading.of(reading.edition.schemas.indicators[criterion.parity.everyone])
    return sentences.now(everyone.indicator, everyone.latest) if everyone.latest else ""


def _needed(headline: list[Reported]) -> str:
    names = ", ".join(r.indicator.short for r in headline)
    return f"They will show here when an extract holds: {names}." if names else ""


def _ambition(reading: Reading, ambition: Ambition) -> str:
    reported = reading.of_ambition(ambition)
    return (
        f'<section class="ambition"><h3><a {link_to(ambition.id)}>'
        f"… {text(ambition.title)}</a></h3>"
        f"{rows(reported) if reported else '<p>No measures yet.</p>'}</section>"
    )
