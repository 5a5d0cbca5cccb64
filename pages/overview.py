"""Overview: a panel member's first minute. The success criteria first, then the six ambitions."""

from collections import Counter
from functools import lru_cache

from markupsafe import Markup

from metrics import sentences
from metrics.verdicts.verdict import CriterionAnswer
from pages.parts.addresses import CHANGES, METHOD
from pages.parts.chips import answer_chip
from pages.parts.html import bullets, link, mark_of, show_html
from pages.parts.notes import actions_here, list_actions, to_all
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


def show(view: EditionView) -> None:
    """Draw the page."""
    show_html(_page(view))


@lru_cache(maxsize=16)
def _page(view: EditionView) -> Markup:
    strategy = view.strategy
    criteria = Markup().join(_criterion(view, c) for c in strategy.criteria)
    ambitions = Markup().join(_ambition(view, a) for a in strategy.ambitions)
    actions = actions_here(view, actions_about(view, WHOLE_STRATEGY))
    changed = link(CHANGES, "What changed since the last edition")
    return (
        Markup(
            '<article data-ready="overview"><h1>How are our children and young people doing?</h1>'
            '<p class="where">{}<br>{}{}</p>{}'
        ).format(_where(view), changed, to_all(view), present_link())
        + Markup('<h2>{}</h2><div class="criteria">{}</div>').format(
            strategy.criteria_heading, criteria
        )
        + Markup('<h2>Our ambitions</h2><p class="lead">{}</p>{}{}').format(
            strategy.ambitions_heading, _tally(view), ambitions
        )
        + Markup('{}<p class="care"><b>Read with care.</b> {}</p></article>').format(
            actions, by_chance(view) or CARE
        )
    )


def _where(view: EditionView) -> str:
    """The council, the strategy, and the day to which most of the figures go."""
    every = [view.of(i) for i in view.edition.schemas.in_order()]
    ends = Counter(r.latest.period.end for r in every if r.latest is not None)
    newest = (f"most figures to {end:%B %Y}" for end, _ in ends.most_common(1))
    return " · ".join([view.council.name, view.strategy.name, *newest])


def _criterion(view: EditionView, criterion: Criterion) -> Markup:
    headline = view.headline_of(criterion)
    others = len(view.edition.schemas.of_criterion(criterion)) - len(headline)
    more = Markup('<p class="more">and {} more below</p>').format(others) if others > 0 else ""
    answer = view.answer(criterion)
    says = _answer(view, answer) if answer else _what_they_say(view, criterion, headline)
    actions = list_actions(view, actions_about(view, criterion.id))
    if actions:
        actions = Markup("<h4>What the Panel asked for</h4>{}").format(actions)
    return Markup('<section class="criterion" id="{}"><h3>“… {}”</h3>{}{}{}{}</section>').format(
        criterion.id, criterion.title, says, rows(headline) if headline else "", more, actions
    )


def _answer(view: EditionView, answer: CriterionAnswer) -> Markup:
    """The answer, what it rests on, and the way to how it is decided."""
    how = link("about", "How a criterion is answered", METHOD)
    return Markup(
        '<p class="says">{} {}</p><p class="says">{}</p><details class="in-print">'
        "<summary>Why we say this</summary>{}<p>{}</p></details>"
    ).format(
        answer_chip(answer, view.edition.schemas),
        *(mark_of(answer), answer.sentence, bullets(answer.why), how),
    )


def _tally(view: EditionView) -> Markup:
    """How many measures carry each word, and where the words are explained."""
    counts = how_many(view)
    means = link("about", "What the words mean", METHOD)
    tally = Markup('<p class="tally"><b>{}</b>. {}.</p>').format(counts, means)
    return tally if counts else Markup()


def _what_they_say(
    view: EditionView, criterion: Criterion, headline: list[IndicatorView]
) -> Markup:
    """What the figures so far say, in an edition that has no answers: a gap and a parity compare
    two groups."""
    lead = next((r for r in headline if r.has_figures), None)
    if gap := _gap(criterion, headline):
        says: Markup | str = gap
    elif lead:
        says = Markup("{} {} {}").format(mark_of(lead), lead.sentence, _everyone(view, criterion))
    else:
        names = ", ".join(r.indicator.short for r in headline)
        needed = f"They will show here when an extract holds: {names}." if names else ""
        says = f"There are no figures yet. {needed}"
    return Markup('<p class="says">{}</p>').format(says)


def _gap(criterion: Criterion, headline: list[IndicatorView]) -> Markup:
    """The first indicator that has a figure for both groups; '' when the criterion is no gap."""
    for each in headline:
        groups = criterion.gap
        if groups and (gap := sentences.gap_sentence(each.indicator, groups, each.ours)):
            return Markup("{} {}").format(mark_of(each), gap)
    return Markup()


def _everyone(view: EditionView, criterion: Criterion) -> str:
    """What is true of all children, where ours are to be no more likely than they."""
    if criterion.parity is None:
        return ""
    everyone = view.of(view.edition.schemas.indicators[criterion.parity.everyone])
    return sentences.now(everyone.indicator, everyone.latest) if everyone.latest else ""


def _ambition(view: EditionView, ambition: Ambition) -> Markup:
    return Markup('<section class="ambition"><h3>{}</h3>{}</section>').format(
        link(ambition.id, f"… {ambition.title}"), rows(view.of_ambition(ambition))
    )
