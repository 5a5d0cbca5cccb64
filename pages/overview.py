"""Overview: a panel member's first minute. The success criteria first, then the six ambitions."""

from collections import Counter
from functools import lru_cache

from markupsafe import Markup

from metrics import sentences
from metrics.verdicts.verdict import CriterionAnswer
from pages.changes import CHANGES
from pages.parts.chips import METHOD, answer_chip
from pages.parts.html import ILLUSTRATIVE, link, mark_of, show_html
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
    show_html(_page(reading))


@lru_cache(maxsize=16)
def _page(reading: EditionView) -> Markup:
    strategy = reading.strategy
    return Markup(
        '<article data-ready="overview"><h1>How are our children and young people doing?</h1>'
        '<p class="where">{}<br>{}{}</p>{}<h2>{}</h2><div class="criteria">{}</div><h2>Our '
        'ambitions</h2><p class="lead">{}</p>{}{}{}<p class="care"><b>Read with care.</b> {}'
        "</p></article>"
    ).format(
        _where(reading),
        link(CHANGES, "What changed since the last edition"),
        to_all(reading),
        present_link(),
        strategy.criteria_heading,
        Markup().join(_criterion(reading, c) for c in strategy.criteria),
        strategy.ambitions_heading,
        _tally(reading),
        Markup().join(_ambition(reading, a) for a in strategy.ambitions),
        actions_here(reading, actions_about(reading, WHOLE_STRATEGY)),
        by_chance(reading) or CARE,
    )


def _where(reading: EditionView) -> str:
    """The council, the strategy, and the day to which most of the figures go."""
    everything = [reading.of(i) for i in reading.edition.schemas.in_order()]
    ends = Counter(r.latest.period.end for r in everything if r.latest is not None)
    said = [reading.council.name, reading.strategy.name]
    return " · ".join([*said, *(f"most figures to {end:%B %Y}" for end, _ in ends.most_common(1))])


def _criterion(reading: EditionView, criterion: Criterion) -> Markup:
    answers = [reading.of(i) for i in reading.edition.schemas.of_criterion(criterion)]
    headline = answers[: max(len(criterion.headline), 3)]
    others = len(answers) - len(headline)
    more = Markup('<p class="more">and {} more below</p>').format(others) if others > 0 else ""
    answer = reading.answer(criterion)
    said = _answer(reading, answer) if answer else _what_they_say(reading, criterion, headline)
    return Markup('<section class="criterion" id="{}"><h3>“… {}”</h3>{}{}{}{}</section>').format(
        criterion.id, criterion.title, said, rows(headline), more, _asked_of(reading, criterion)
    )


def _asked_of(reading: EditionView, criterion: Criterion) -> Markup:
    mine = actions(reading, actions_about(reading, criterion.id))
    return Markup("<h4>What the Panel asked for</h4>{}").format(mine) if mine else Markup()


def _answer(reading: EditionView, answer: CriterionAnswer) -> Markup:
    """The answer, what it rests on, and the way to how it is decided."""
    mark = ILLUSTRATIVE if answer.illustrative else ""
    lines = Markup().join(Markup("<li>{}</li>").format(line) for line in answer.why)
    how = link("about", "How a criterion is answered", METHOD)
    return Markup(
        '<p class="says">{} {}</p><p class="says">{}</p><details class="in-print">'
        "<summary>Why we say this</summary><ul>{}</ul><p>{}</p></details>"
    ).format(answer_chip(answer, reading.edition.schemas), mark, answer.sentence, lines, how)


def _tally(reading: EditionView) -> Markup:
    """How many measures carry each word, and where the words are explained."""
    said = how_many(reading)
    if not said:
        return Markup()
    means = link("about", "What the words mean", METHOD)
    return Markup('<p class="tally"><b>{}</b>. {}.</p>').format(said, means)


def _what_they_say(
    reading: EditionView, criterion: Criterion, headline: list[IndicatorView]
) -> Markup:
    """What the figures so far say, in an edition that has no answers: a gap and a parity compare
    two groups."""
    said = _gap(criterion, headline)
    lead = next((r for r in headline if r.has_figures), None)
    if not said and lead is None:
        said = Markup("There are no figures yet. {}").format(_needed(headline))
    elif not said and lead:
        said = Markup("{} {} {}").format(
            mark_of(lead), lead.sentence, _everyone(reading, criterion)
        )
    return Markup('<p class="says">{}</p>').format(said)


def _gap(criterion: Criterion, headline: list[IndicatorView]) -> Markup:
    """The first indicator that has a figure for both groups; '' when the criterion is no gap."""
    for each in headline:
        if criterion.gap and (said := sentences.gap(each.indicator, criterion.gap, each.ours)):
            return Markup("{} {}").format(mark_of(each), said)
    return Markup()


def _everyone(reading: EditionView, criterion: Criterion) -> str:
    """What is true of all children, where ours are to be no more likely than they."""
    if criterion.parity is None:
        return ""
    everyone = reading.of(reading.edition.schemas.indicators[criterion.parity.everyone])
    return sentences.now(everyone.indicator, everyone.latest) if everyone.latest else ""


def _needed(headline: list[IndicatorView]) -> str:
    names = ", ".join(r.indicator.short for r in headline)
    return f"They will show here when an extract holds: {names}." if names else ""


def _ambition(reading: EditionView, ambition: Ambition) -> Markup:
    reported = reading.of_ambition(ambition)
    return Markup('<section class="ambition"><h3>{}</h3>{}</section>').format(
        link(ambition.id, f"… {ambition.title}"),
        rows(reported) if reported else Markup("<p>No measures yet.</p>"),
    )
