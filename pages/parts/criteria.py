"""The strategy's success criteria, its promises: a line each, with its own words and its reasons
one click away."""

from collections.abc import Iterable

from markupsafe import Markup

from metrics.verdicts.verdict import CriterionAnswer
from pages.parts.addresses import METHOD
from pages.parts.chips import answer_chip
from pages.parts.html import bullets, link
from pages.parts.notes import list_actions
from schemas.declared import Criterion
from view_model.edition_view import EditionView
from view_model.notes import actions_about
from view_model.promises import Promise


def promises(view: EditionView, criteria: Iterable[Criterion]) -> Markup:
    """A line for each: name, answer, the newest figure, and how many of its measures are real."""
    return bullets((_line(Promise(view, criterion)) for criterion in criteria), "criteria")


def _line(promise: Promise) -> Markup:
    view, criterion, answer = promise.view, promise.criterion, promise.answer
    return Markup(
        '<details id="{}" class="in-print"><summary><b>{}</b> <span>{}</span> '
        '<span class="newest">{}</span> <span class="many">{}</span></summary>'
        "<p>“… {}”</p>{}{}</details>"
    ).format(
        criterion.id,
        criterion.name,
        answer_chip(answer, view.edition.schemas) if answer else "",
        promise.finding,
        promise.how_many,
        criterion.title,
        _answer(view, answer) if answer else "",
        _asked(view, criterion),
    )


def _answer(view: EditionView, answer: CriterionAnswer) -> Markup:
    """What the answer rests on, and the way to how it is decided."""
    how = link("about", view.own("How a promise is answered"), METHOD)
    return Markup("<p>{}</p>{}<p>{}</p>").format(answer.sentence, bullets(answer.why), how)


def _asked(view: EditionView, criterion: Criterion) -> Markup:
    actions = list_actions(view, actions_about(view, criterion.id))
    heading = view.own(Markup("<p><b>What the Panel asked for</b></p>{}"))
    return heading.format(actions) if actions else actions
