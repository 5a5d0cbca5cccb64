"""What a document is about: everything, or one ambition, one criterion, some indicators."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.notes import Action, Commentary
from schemas.problems import Problem, Refused, did_you_mean, join_words
from view_model.edition_view import EditionView, IndicatorView
from view_model.filters import COMPARATORS, EVERYTHING, View
from view_model.notes import Commitment, commitments_of, meeting_actions


@dataclass(frozen=True, slots=True)
class Scope:
    """At most one of `ambition`, `criterion` (ids) and `indicators`; none of them is everything."""

    ambition: str = ""
    criterion: str = ""
    indicators: tuple[str, ...] = ()
    view: View = EVERYTHING

    @property
    def is_everything(self) -> bool:
        return not (self.ambition or self.criterion or self.indicators)


def chosen(reading: EditionView, scope: Scope) -> list[IndicatorView]:
    """The indicators that are meant, each once, in the order of the strategy's ambitions; those
    that are listed, in the order of the list.

    Raises Refused with everything that does not exist, and what does.
    """
    problems = list(_problems(reading, scope))
    if problems:
        raise Refused(problems)
    schemas, strategy = reading.edition.schemas, reading.strategy
    if scope.indicators:
        return [reading.of(schemas.indicators[name]) for name in dict.fromkeys(scope.indicators)]
    if scope.criterion:
        criterion = next(c for c in strategy.criteria if c.id == scope.criterion)
        return [reading.of(i) for i in schemas.of_criterion(criterion)]
    asked = [a for a in strategy.ambitions if scope.ambition in ("", a.id)]
    found = [r for ambition in asked for r in reading.of_ambition(ambition)]
    return list({r.indicator.id: r for r in found}.values())


def about(reading: EditionView, scope: Scope) -> str:
    """What it is about, for a title page: '' when it is everything."""
    strategy = reading.strategy
    if scope.ambition:
        return next(f"Ambition: … {a.title}" for a in strategy.ambitions if a.id == scope.ambition)
    if scope.criterion:
        found = (c for c in strategy.criteria if c.id == scope.criterion)
        return next(f"Success criterion: … {c.title}" for c in found)
    names = [r.indicator.short for r in chosen(reading, scope)] if scope.indicators else []
    return f"Measures: {'; '.join(names)}" if names else ""


def actions_within(reading: EditionView, scope: Scope) -> list[Action]:
    """The actions that a meeting about this begins with. Those about an ambition or a criterion
    belong to what is about it; those about the strategy, to everything."""
    every = meeting_actions(reading)
    if scope.is_everything:
        return every
    held = {scope.ambition, scope.criterion, *(r.indicator.id for r in chosen(reading, scope))}
    return [a for a in every if a.about in held]


def commitments_within(reading: EditionView, scope: Scope) -> list[Commitment]:
    """The commitments of every ambition, or of the one that is meant; none where it is about a
    criterion or some measures, which nobody has promised anything of."""
    every = commitments_of(reading)
    if scope.is_everything:
        return list(every)
    return [p for p in every if p.ambition.id == scope.ambition]


def commentary(reported: IndicatorView, scope: Scope) -> list[Commentary]:
    """What officers say of a measure in the years that are meant, the newest period first."""
    return [c for c in reported.commentary if scope.view.holds(c.period)]


def _problems(reading: EditionView, scope: Scope) -> Iterator[Problem]:
    strategy, view = reading.strategy, scope.view
    asked = [
        name
        for name, value in (
            ("an ambition", scope.ambition),
            ("a criterion", scope.criterion),
            ("indicators", scope.indicators),
        )
        if value
    ]
    if len(asked) > 1:
        yield Problem(
            "scope", f"choose {join_words(asked)}, not {join_words(asked, 'and')} together."
        )
    ids = [a.id for a in strategy.ambitions]
    yield from _unknown("ambition", [scope.ambition] if scope.ambition else [], ids)
    ids = [c.id for c in strategy.criteria]
    yield from _unknown("criterion", [scope.criterion] if scope.criterion else [], ids)
    yield from _unknown("indicator", scope.indicators, list(reading.edition.schemas.indicators))
    lists = [n.id for n in reading.council.neighbour_lists]
    yield from _unknown("neighbour list", [view.listed] if view.listed else [], lists)
    yield from _unknown("comparator", view.comparators, list(COMPARATORS))
    if view.since is not None and view.until is not None and view.since > view.until:
        yield Problem("years", f"{view.since} is after {view.until}: give the earlier year first.")


def _unknown(kind: str, names: Iterable[str], known: list[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            there = f"There are {join_words(known, 'and')}." if len(known) <= 12 else ""
            hint = did_you_mean(name, known)
            yield Problem(kind, f"there is no '{name}'.{hint} {there}".rstrip())
