"""The cards of the Overview: what is worth a question tonight, and what is worth celebrating."""

from markupsafe import Markup

from metrics.cards import Card, Reason
from pages.parts.chips import OUTLINED, two_words
from pages.parts.html import bullets, fold, heard, link, small
from pages.parts.rows import in_short
from view_model.edition_view import EditionView, IndicatorView
from view_model.wording import ASK, PRAISE, counted

RULE = (
    "By a rule, from real figures alone. A question: recording to check under a promise; then what "
    "worsens; then what is worse than {country}; then the last of the councils most like ours. A "
    "celebration: what improves; then what is better than {country}; then the first of them. No "
    "two are about one change, and the Panel can pin one or leave one out. "
) + OUTLINED


def cards(view: EditionView) -> Markup:
    """Both kinds, and how they are chosen; nothing where nothing stands out."""
    asked, praised = view.cards.questions, view.cards.celebrations
    kinds = ((ASK, "ask", asked), (PRAISE, "praise", praised))
    html = Markup().join(
        Markup("<h2>{}</h2>{}").format(
            heading, bullets((_card(view, card) for card in every), f"cards {kind}")
        )
        for heading, kind, every in kinds
        if every
    )
    rule = view.own(RULE.replace("{country}", view.council.country.name))
    return html + fold("How these are chosen", small(rule)) if html else html


def _card(view: EditionView, card: Card) -> Markup:
    measure = view.of(view.edition.schemas.indicators[card.indicator])
    why = small(view.own(f"Here because {card.why}.")) if card.reason is Reason.PINNED else Markup()
    ask = Markup('<p class="question-to-ask">{}</p>').format(card.question)
    return Markup("<h3>{}</h3>{}{}{}{}{}").format(
        link(measure.indicator, measure.indicator.short),
        _change(measure),
        small(counted(measure)),
        two_words(measure, leads=True, card=True),
        why,
        ask if card.question else "",
    )


def _change(measure: IndicatorView) -> Markup:
    """The figure at the start and the newest, large: '36 % → 47 %'; one where they are the same."""
    assert measure.latest is not None, "only what has a figure has a card"
    value, unit, was = in_short(measure, measure.latest)
    then = was.removeprefix("was ")
    change = Markup('{}{} <span aria-hidden="true">→</span> ').format(heard("at the start"), then)
    return Markup('<p class="change">{}<b>{}{}</b> {}</p>').format(
        change if then and then != value else "", heard("now"), value, unit
    )
