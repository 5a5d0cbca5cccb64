"""The strategy's success criteria, its promises: a line each, with its own words and its reasons
one click away."""

from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from metrics.sentences import uncapped
from metrics.verdicts.verdict import CriterionAnswer
from pages.parts.addresses import METHOD
from pages.parts.chips import answer_chip
from pages.parts.html import bullets, link
from pages.parts.notes import list_actions
from schemas.declared import Criterion
from schemas.states import State
from schemas.words import Answer, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about


def promises(view: EditionView, criteria: Iterable[Criterion]) -> Markup:
    """A line for each: name, answer, the newest figure, and how many of its measures are real."""
    return bullets((_line(view, criterion) for criterion in criteria), "criteria")


def promises_in_a_line(view: EditionView) -> str:
    """'Of 6 promises none is known to be met or missed: 4 cannot tell, 2 no real figures yet.'
    While the strategy runs, how each is going."""
    words = [a.word for c in view.strategy.criteria if (a := view.answer(c))]
    many = Counter(view.edition.schemas.entry(w).label for w in words)
    said = ", ".join(f"{n} {uncapped(label)}" for label, n in many.most_common())
    met, missed = words.count(Answer.MET), words.count(Answer.NOT_MET)
    are = f" {met or 'none'} {'are' if met > 1 else 'is'} known to be met"
    known = f"{are} and {missed or 'none'} missed" if met or missed else f"{are} or missed"
    ended = any(isinstance(word, Answer) for word in words)
    return f"Of {len(words)} promises{known if ended else ''}: {said}." if words else ""


def _line(view: EditionView, criterion: Criterion) -> Markup:
    answer = view.answer(criterion)
    return Markup(
        '<details id="{}" class="in-print"><summary><b>{}</b> <span>{}</span> '
        '<span class="newest">{}</span> <span class="many">{}</span></summary>'
        "<p>“… {}”</p>{}{}</details>"
    ).format(
        criterion.id,
        criterion.name,
        answer_chip(answer, view.edition.schemas) if answer else "",
        newest_of(view, criterion),
        _how_many(view, criterion),
        criterion.title,
        _answer(answer) if answer else "",
        _asked(view, criterion),
    )


def newest_of(view: EditionView, criterion: Criterion) -> str:
    """The newest real figure of its first measures in a few words, and what it was; of what must be
    checked first, that; of two groups nobody has sent, that."""
    if missing := _not_sent_by(view, criterion):
        return f"Nobody has sent it by {missing} yet."
    real = _real(view, criterion)
    first = sorted(real, key=lambda m: not _must_be_checked(m))
    return f"{first[0].headline}." if first else "Nobody has sent a figure yet."


def _not_sent_by(view: EditionView, criterion: Criterion) -> str:
    """The breakdown that a promise about two groups is without; '' where it has it."""
    gap = criterion.gap
    known = gap and any(gap.breakdown in m.indicator.breakdowns for m in _real(view, criterion))
    return gap.breakdown if gap and not known else ""


def _real(view: EditionView, criterion: Criterion) -> list[IndicatorView]:
    return [m for m in view.headline_of(criterion) if not m.illustrative and _is_shown(m)]


def _is_shown(measure: IndicatorView) -> bool:
    return measure.latest is not None and measure.latest.state is State.SHOWN


def _must_be_checked(measure: IndicatorView) -> bool:
    return measure.verdict is not None and measure.verdict.trend is TrendWord.CHECK_RECORDING


def _how_many(view: EditionView, criterion: Criterion) -> str:
    """'3 measures, 2 real'; of two groups that nobody has sent, '7 measures, none by sex'."""
    every = [view.of(i) for i in view.edition.schemas.of_criterion(criterion)]
    real = sum(m.is_real for m in every)
    measures = "1 measure" if len(every) == 1 else f"{len(every)} measures"
    missing = _not_sent_by(view, criterion)
    return f"{measures}, none by {missing}" if missing else f"{measures}, {real or 'none'} real"


def _answer(answer: CriterionAnswer) -> Markup:
    """What the answer rests on, and the way to how it is decided."""
    how = link("about", "How a promise is answered", METHOD)
    return Markup("<p>{}</p>{}<p>{}</p>").format(answer.sentence, bullets(answer.why), how)


def _asked(view: EditionView, criterion: Criterion) -> Markup:
    actions = list_actions(view, actions_about(view, criterion.id))
    return (
        Markup("<p><b>What the Panel asked for</b></p>{}").format(actions) if actions else actions
    )
