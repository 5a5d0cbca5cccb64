"""Overview: a panel member's first minute. The success criteria first, then the six ambitions."""

from collections import Counter
from functools import lru_cache

import streamlit as st

from metrics import sentences
from metrics.verdicts.verdict import CriterionAnswer
from pages.changes import CHANGES
from pages.parts.chips import METHOD, answer_chip
from pages.parts.html import ILLUSTRATIVE, link_to, mark_of, text
from pages.parts.notes import actions, actions_here, to_all
from pages.parts.rows import rows
from pages.parts.toolbar import present_link
from schemas.declared import Ambition, Criterion
from schemas.notes import WHOLE_STRATEGY
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about
from view_model.tally import by_chance, how_many

CARE = (
    "A figure that is higher or lower than at the start has not always changed for a reason. With "
    "few children, one or two make a percentage move. Open a measure to see how sure it is."
)


def show(reading: EditionView) -> None:
    """Draw the page."""
    st.html(_page(reading))


@lru_cache(maxsize=16)
def _page(reading: EditionView) -> str:
    strategy = reading.strategy
    return (
        '<article data-ready="overview">'
        "<h1>How are our children and young people doing?</h1>"
        f'<p class="where">{text(_where(reading))}<br>'
        f"<a {link_to(CHANGES)}>What changed since the last edition</a>{to_all(reading)}</p>"
        f"{present_link()}"
        f"<h2>{text(strategy.criteria_heading)}</h2>"
        f'<div class="criteria">{"".join(_criterion(reading, c) for c in strategy.criteria)}</div>'
        "<h2>Our ambitions</h2>"
        f'<p class="lead">{text(strategy.ambitions_heading)}</p>{_tally(reading)}'
        f"{''.join(_ambition(reading, a) for a in strategy.ambitions)}"
        f"{actions_here(reading, actions_about(reading, WHOLE_STRATEGY))}"
        f'<p class="care"><b>Read with care.</b> {text(by_chance(reading) or CARE)}</p>'
        "</article>"
    )


def _where(reading: EditionView) -> str:
    """The council, the strategy, and the day to which most of the figures go."""
    everything = [reading.of(i) for i in reading.edition.schemas.in_order()]
    ends = Counter(r.latest.period.end for r in everything if r.latest is not None)
    said = [reading.council.name, reading.strategy.name]
    return " · ".join([*said, *(f"most figures to {end:%B %Y}" for end, _ in ends.most_common(1))])


def _criterion(reading: EditionView, criterion: Criterion) -> str:
    answers = [reading.of(i) for i in reading.edition.schemas.of_criterion(criterion)]
    headline = answers[: max(len(criterion.headline), 3)]
    others = len(answers) - len(headline)
    more = f'<p class="more">and {others} more below</p>' if others > 0 else ""
    answer = reading.answer(criterion)
    said = _answer(reading, answer) if answer else _what_they_say(reading, criterion, headline)
    return (
        f'<section class="criterion" id="{criterion.id}">'
        f"<h3>“… {text(criterion.title)}”</h3>"
        f"{said}{rows(headline)}{more}{_asked_of(reading, criterion)}</section>"
    )


def _asked_of(reading: EditionView, criterion: Criterion) -> str:
    mine = actions(reading, actions_about(reading, criterion.id))
    return f"<h4>What the Panel asked for</h4>{mine}" if mine else ""


def _answer(reading: EditionView, answer: CriterionAnswer) -> str:
    """The answer, what it rests on, and the way to how it is decided."""
    mark = ILLUSTRATIVE if answer.illustrative else ""
    lines = "".join(f"<li>{text(line)}</li>" for line in answer.why)
    how = f"<a {link_to('about', METHOD)}>How a criterion is answered</a>"
    return (
        f'<p class="says">{answer_chip(answer, reading.edition.schemas)} {mark}</p>'
        f'<p class="says">{text(answer.sentence)}</p>'
        '<details class="in-print"><summary>Why we say this</summary>'
        f"<ul>{lines}</ul><p>{how}</p></details>"
    )


def _tally(reading: EditionView) -> str:
    """How many measures carry each word, and where the words are explained."""
    said = how_many(reading)
    if not said:
        return ""
    means = f"<a {link_to('about', METHOD)}>What the words mean</a>"
    return f'<p class="tally"><b>{text(said)}</b>. {means}.</p>'


def _what_they_say(
    reading: EditionView, criterion: Criterion, headline: list[IndicatorView]
) -> str:
    """What the figures so far say, in an edition that has no answers: a gap and a parity compare
    two groups."""
    said = _gap(criterion, headline)
    lead = next((r for r in headline if r.has_figures), None)
    if not said and lead is None:
        said = "There are no figures yet. " + text(_needed(headline))
    elif not said and lead:
        said = f"{mark_of(lead)} {text(lead.sentence)} {text(_everyone(reading, criterion))}"
    return f'<p class="says">{said}</p>'


def _gap(criterion: Criterion, headline: list[IndicatorView]) -> str:
    """The first indicator that has a figure for both groups; '' when the criterion is no gap."""
    for each in headline:
        if criterion.gap and (said := sentences.gap(each.indicator, criterion.gap, each.ours)):
            return f"{mark_of(each)} {text(said)}"
    return ""


def _everyone(reading: EditionView, criterion: Criterion) -> str:
    """What is true of all children, where ours are to be no more likely than they."""
    if criterion.parity is None:
        return ""
    everyone = reading.of(reading.edition.schemas.indicators[criterion.parity.everyone])
    return sentences.now(everyone.indicator, everyone.latest) if everyone.latest else ""


def _needed(headline: list[IndicatorView]) -> str:
    names = ", ".join(r.indicator.short for r in headline)
    return f"They will show here when an extract holds: {names}." if names else ""


def _ambition(reading: EditionView, ambition: Ambition) -> str:
    reported = reading.of_ambition(ambition)
    return (
        f'<section class="ambition"><h3><a {link_to(ambition.id)}>'
        f"… {text(ambition.title)}</a></h3>"
        f"{rows(reported) if reported else '<p>No measures yet.</p>'}</section>"
    )
