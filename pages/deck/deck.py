"""Which slides are presented, in which order, and the address that says so.

The address of Present holds what was chosen: /present?show=dental_checks,feels_safe, or
?ambition=safe, or ?criterion=eet; without any of them, those of the cards and those that
answer the criteria.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pages.parts.addresses import CHOOSE, HOME, PRESENT
from schemas.declared import Ambition, Criterion, Indicator
from view_model.edition_view import EditionView


@dataclass(frozen=True, slots=True)
class Deck:
    """What is presented: all of it, or one ambition or criterion; `leave` is the page to go back
    to, and `unknown` what the address names and nobody knows. `is_usual`: nobody
    has chosen, so it begins with the cards."""

    indicators: tuple[Indicator, ...]
    ambition: Ambition | None = None
    criterion: Criterion | None = None
    leave: str = HOME
    unknown: tuple[str, ...] = ()
    is_usual: bool = False


def deck_from_query(view: EditionView, query: Mapping[str, str]) -> Deck:
    """The deck that an address asks for. What it names and nobody knows is left out, and said."""
    if names := names_in(query.get("show", "")):
        known = tuple(i for name in names if (i := view.indicator(name)))
        unknown = tuple(name for name in names if view.indicator(name) is None)
        return Deck(known, leave=address_of(names, CHOOSE), unknown=unknown)
    strategy, schemas = view.strategy, view.edition.schemas
    ambitions = {a.id: a for a in strategy.ambitions}
    criteria = {c.id: c for c in strategy.criteria}
    if ambition := ambitions.get(query.get("ambition", "")):
        return Deck(tuple(schemas.of_ambition(ambition)), ambition=ambition, leave=ambition.id)
    if criterion := criteria.get(query.get("criterion", "")):
        return Deck(tuple(schemas.of_criterion(criterion)), criterion=criterion)
    return Deck(tuple(headline(view)), is_usual=True)


def headline(view: EditionView) -> list[Indicator]:
    """The cards' measures, then those that the criteria are answered by, each once; where there
    are neither, every one. Invented figures are in no deck that nobody asked for."""
    schemas, cards = view.edition.schemas, view.cards
    first = [card.indicator for card in (*cards.questions, *cards.celebrations)]
    named = [*first, *(name for c in view.strategy.criteria for name in c.headline)]
    chosen = [schemas.indicators[name] for name in dict.fromkeys(named)] or schemas.in_order()
    return [i for i in chosen if not view.of(i).illustrative]


def names_in(listed: str) -> list[str]:
    """The ids in 'dental_checks,feels_safe', each once, in their order."""
    return list(dict.fromkeys(name.strip() for name in listed.split(",") if name.strip()))


def address_of(indicators: Iterable[str], page: str = PRESENT) -> str:
    """The address that presents (or chooses) these, in this order."""
    return f"{page}?show={quote(','.join(indicators), safe=',')}"


def address_of_ambition(ambition: Ambition, at: Indicator | None = None) -> str:
    """The address that presents an ambition, from one of its measures on if one is given."""
    start = f"&slide={quote(at.id)}" if at else ""
    return f"{PRESENT}?ambition={quote(ambition.id)}{start}"


def address_of_criterion(criterion: Criterion) -> str:
    """The address that presents a success criterion."""
    return f"{PRESENT}?criterion={quote(criterion.id)}"
