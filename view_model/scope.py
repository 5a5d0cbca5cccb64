"""The scope of a document: everything, or one ambition, one criterion, some indicators."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.declared import Ambition
from schemas.notes import Action, Commentary
from schemas.problems import Problem, Refused, did_you_mean, join_words
from view_model.edition_view import EditionView, IndicatorView
from view_model.filters import COMPARATORS, EVERYTHING, Filters
from view_model.notes import Commitment, as_of, commitments_of, meeting_actions

FIRST = 6  # measures of a part of the strategy


@dataclass(frozen=True, slots=True)
class Scope:
    """At most one of `ambition`, `criterion` (ids) and `indicators`; none of them is everything.
    `annex`: every measure and all that is behind it too, and not only what a meeting reads.
    `large_print`: in type for those who see little, where a document has it. `care_leavers`: only
    what concerns them. `days`: what was said from one to the other; `today`: when an action is
    overdue, which is the edition's own day without it."""

    ambition: str = ""
    criterion: str = ""
    indicators: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    annex: bool = False
    large_print: bool = False
    care_leavers: bool = False
    days: tuple[date, date] | None = None
    today: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows it; years and comparators do not."""
        return not (self.ambition or self.criterion or self.indicators or self.care_leavers)

    def holds(self, day: date) -> bool:
        """Whether something was said in the days that are meant."""
        return self.days is None or self.days[0] <= day <= self.days[1]


def chosen(view: EditionView, scope: Scope) -> list[IndicatorView]:
    """The indicators that are meant, each once, in the order of the strategy's ambitions; those
    that are listed, in the order of the list.

    Raises Refused with everything that does not exist, and what does.
    """
    problems = list(_problems(view, scope))
    if problems:
        raise Refused(problems)
    schemas, strategy = view.edition.schemas, view.strategy
    if scope.indicators:
        return [view.of(schemas.indicators[name]) for name in dict.fromkeys(scope.indicators)]
    if scope.criterion:
        criterion = next(c for c in strategy.criteria if c.id == scope.criterion)
        return [view.of(i) for i in schemas.of_criterion(criterion)]
    ambitions = [a for a in strategy.ambitions if scope.ambition in ("", a.id)]
    every = {m.indicator.id: m for ambition in ambitions for m in view.of_ambition(ambition)}
    return [m for m in every.values() if m.indicator.care_leavers or not scope.care_leavers]


def first(measures: Sequence[IndicatorView]) -> list[IndicatorView]:
    """The first few of what a document about a part of the strategy shows without its annex, those
    with real figures before the others."""
    return sorted(measures, key=lambda m: not m.is_real)[:FIRST]


def about(view: EditionView, scope: Scope) -> str:
    """What it is about, for a title page: '' when it is everything."""
    strategy = view.strategy
    if scope.ambition:
        return next(f"Ambition: … {a.title}" for a in strategy.ambitions if a.id == scope.ambition)
    if scope.criterion:
        criteria = (c for c in strategy.criteria if c.id == scope.criterion)
        return next(f"Success criterion: … {c.title}" for c in criteria)
    names = [r.indicator.short for r in chosen(view, scope)] if scope.indicators else []
    return f"Measures: {'; '.join(names)}" if names else ""


def today(view: EditionView, scope: Scope) -> date:
    """The day on which an action is overdue or not."""
    return scope.today or as_of(view)


def actions_within(view: EditionView, scope: Scope) -> list[Action]:
    """The actions that a meeting about this begins with. Those about an ambition or a criterion
    belong to what is about it; those about the strategy, to everything."""
    every = meeting_actions(view)
    if scope.is_everything:
        return every
    meant = {a.id for a in view.strategy.ambitions if _is_meant(view, scope, a)}
    ids = {*meant, scope.criterion, *(r.indicator.id for r in chosen(view, scope))}
    return [a for a in every if a.about in ids]


def _is_meant(view: EditionView, scope: Scope, ambition: Ambition) -> bool:
    """Whether it is the one; of care leavers, whether most of its measures are about them."""
    theirs = [m.indicator.care_leavers for m in view.of_ambition(ambition)]
    about_them = scope.care_leavers and 2 * sum(theirs) > len(theirs)
    return ambition.id == scope.ambition or (about_them and not scope.ambition)


def commitments_within(view: EditionView, scope: Scope) -> list[Commitment]:
    """The commitments of every ambition, or of the one that is meant; none where it is about a
    criterion or some measures, which nobody has promised anything of."""
    every = commitments_of(view)
    if scope.is_everything:
        return list(every)
    return [p for p in every if _is_meant(view, scope, p.ambition)]


def commentary(measure: IndicatorView, scope: Scope) -> list[Commentary]:
    """What officers say of a measure in the years that are meant, the newest period first."""
    return [c for c in measure.commentary if scope.filters.include(c.period)]


def _problems(view: EditionView, scope: Scope) -> Iterator[Problem]:
    strategy, filters = view.strategy, scope.filters
    kinds = {
        "an ambition": scope.ambition,
        "a criterion": scope.criterion,
        "indicators": scope.indicators,
    }
    chosen = [kind for kind, value in kinds.items() if value]
    if len(chosen) > 1:
        either, both = join_words(chosen), join_words(chosen, "and")
        yield Problem("scope", f"choose {either}, not {both} together.")
    for kind, names, known in (
        ("ambition", {scope.ambition} - {""}, [a.id for a in strategy.ambitions]),
        ("criterion", {scope.criterion} - {""}, [c.id for c in strategy.criteria]),
        ("indicator", scope.indicators, list(view.edition.schemas.indicators)),
        (
            "neighbour list",
            {filters.neighbour_list} - {""},
            [n.id for n in view.council.neighbour_lists],
        ),
        ("comparator", filters.comparators, list(COMPARATORS)),
    ):
        yield from _unknown(kind, names, known)
    since, until = filters.since, filters.until
    if since is not None and until is not None and since > until:
        yield Problem("years", f"{since} is after {until}: give the earlier year first.")


def _unknown(kind: str, names: Iterable[str], known: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            there = f"There are {join_words(known, 'and')}." if len(known) <= 12 else ""
            hint = did_you_mean(name, known)
            yield Problem(kind, f"there is no '{name}'.{hint} {there}".rstrip())
