"""What else must be hidden, so that a hidden count cannot be worked out from the rest.

The cell that costs the least is hidden first, until nothing can be worked out; then every cell that
turned out not to be needed is shown again. Greedy, because the best choice cannot be found in
reasonable time: M. Fischetti and J. J. Salazar, Management Science 47 (2001), 1008-1027.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from math import log2

from metrics.disclosure.audit import Block, Count, Target
from metrics.disclosure.relations import Key, table_of
from schemas.declared import ALL
from schemas.periods import PeriodKind

_TOTAL = 8.0  # a total tells more people more than one of its categories
_BESIDE_YEARS: dict[str, float] = {
    PeriodKind.QUARTER: 0.5,
    PeriodKind.ROLLING_YEAR: 0.2,
    PeriodKind.MONTH: 0.1,
}


@dataclass(frozen=True, slots=True)
class SecondarySuppression:
    """What must be hidden of a block beyond what the rule hides (the companions).

    `unsafe` could still be worked out, because of figures that must be shown. `already_disclosed`
    can be worked out whatever is hidden now, from what others publish or an earlier edition shows.
    """

    companions: frozenset[Key]
    unsafe: tuple[Target, ...] = ()
    already_disclosed: frozenset[Count] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cells of a block from which companions are chosen. `small`: hidden by the rule already.
    `ours`: shown, and ours to hide. `kept`: of those, what must be shown. `wanted`: the companions
    of the edition before, so that from edition to edition the same cells are hidden."""

    small: frozenset[Key]
    ours: frozenset[Key]
    kept: frozenset[Key] = frozenset()
    wanted: frozenset[Key] = frozenset()

    def hidden(self, chosen: Collection[Key]) -> frozenset[Key]:
        """All that is hidden when these are chosen as companions."""
        return self.small | frozenset(chosen)


def choose_companions(block: Block, candidates: Candidates) -> SecondarySuppression:
    """Choose companions until no hidden count can be worked out, and no more than needed.

    Raises Contradiction when the block's figures cannot all be right.
    """
    allowed = candidates.ours - candidates.kept - candidates.small
    chosen = frozenset(candidates.wanted & allowed)
    unsafe = list(block.unsafe(candidates.hidden(chosen)))
    if not unsafe:
        pruned = _prune(block, candidates, chosen, frozenset())
        return SecondarySuppression(pruned)
    most = _without_lone_zeros(block, candidates, candidates.ours)
    disclosed = frozenset(target.count for target in block.unsafe(candidates.hidden(most)))
    while exposed := [target for target in unsafe if target.count not in disclosed]:
        more = _next(block, candidates, exposed, allowed - candidates.hidden(chosen))
        if not more:
            break
        chosen |= more
        unsafe = list(block.unsafe(candidates.hidden(chosen)))
    excused = disclosed | {target.count for target in exposed}
    pruned = _prune(block, candidates, chosen, excused)
    return SecondarySuppression(pruned, tuple(exposed), disclosed)


def choose_together(
    block: Block,
    hidden: Collection[Key],
    offered: frozenset[Key],
    known: Collection[Key],
    excused: Collection[Count],
) -> frozenset[Key]:
    """Of years together, those that are shown: by which nothing can be worked out that is `hidden`
    or not shown itself. For none of them another figure is hidden; where they say too much, the
    smallest beside what they say give way, and each comes back that need not have. `known`: what an
    earlier edition shows."""

    def exposed(shown: frozenset[Key]) -> set[Key]:
        unsafe = block.unsafe(frozenset(hidden) | (offered - shown))
        return {target.key for target in unsafe if target.count not in excused}

    def least(key: Key) -> tuple[float, Key]:
        return cost(block, key), key

    shown, beside = offered, _beside(block)
    while found := exposed(shown):
        left = shown - frozenset(known)
        if not left:
            return shown
        near = {key for key in left if beside[key] & found} or set(left)
        while near:
            shown, found = shown - {min(near, key=least)}, found - beside[min(near, key=least)]
            near = {key for key in near & shown if beside[key] & found}
    for key in sorted(offered - shown, key=least, reverse=True):
        if not exposed(shown | {key}):
            shown |= {key}
    return shown


def _next(
    block: Block, candidates: Candidates, unsafe: list[Target], left: Collection[Key]
) -> frozenset[Key]:
    """Companions that cost least for what they help, so that each exposed cell has one beside it;
    else, of a breakdown that holds too little, all categories, the empty ones with them. Nothing
    when nothing is left."""
    exposed = {target.key for target in unsafe}
    chosen: set[Key] = set()
    full = {key for key in left if not is_empty(block, key)}
    beside = _beside(block)
    while near := {key for key in full - chosen if beside[key] & exposed}:
        best = min(near, key=lambda k: (cost(block, k) / len(beside[k] & exposed), k))
        chosen.add(best)
        exposed -= beside[best]
    if chosen or full:
        return frozenset(chosen or {min(full, key=lambda k: (cost(block, k), k))})
    tables = {table_of(target.key) for target in unsafe}
    whole = frozenset(key for key in left if table_of(key) in tables)
    return _without_lone_zeros(block, candidates, whole) or _without_lone_zeros(
        block, candidates, left
    )


def _beside(block: Block) -> dict[Key, set[Key]]:
    """For each key, those that it shares a relation with."""
    beside: dict[Key, set[Key]] = defaultdict(set)
    for relation in block.relations:
        keys = {term.key for term in relation.terms}
        for key in keys:
            beside[key] |= keys
    return beside


def _without_lone_zeros(
    block: Block, candidates: Candidates, chosen: Collection[Key]
) -> frozenset[Key]:
    """Of some companions, those that may be hidden: an empty cell only with all of its breakdown,
    because the rule shows a nought, and whoever knows the rule would not look for one."""
    hidden = candidates.hidden(chosen)
    broken = {table_of(key) for key in block.cells if key not in hidden}
    return frozenset(
        key
        for key in chosen
        if not is_empty(block, key) or (key.breakdown != ALL and table_of(key) not in broken)
    )


def is_empty(block: Block, key: Key) -> bool:
    """Whether a cell hides nothing, because its numerator or what is left of its denominator is
    nought: the rule shows those."""
    cell = block.cells[key]
    noughts = [cell.numerator, cell.denominator]
    if cell.unit == "percent" and cell.numerator is not None and cell.denominator is not None:
        noughts.append(cell.denominator - cell.numerator)
    return 0 in noughts


def cost(block: Block, key: Key) -> float:
    """How much is lost when a cell is hidden, in no unit: more for a total, a year, a bigger
    count."""
    cell = block.cells[key]
    size = cell.denominator if cell.denominator is not None else cell.numerator or 0
    weight = _TOTAL if key.breakdown == ALL else 1.0
    weight *= _BESIDE_YEARS.get(key.period_kind, 1.0)
    return weight * log2(2 + size)


def _prune(
    block: Block, candidates: Candidates, chosen: frozenset[Key], excused: frozenset[Count]
) -> frozenset[Key]:
    """The chosen companions that are needed; of the others the dearest is shown again first."""
    units: dict[Key, frozenset[Key]] = {}
    for key in sorted(chosen, key=lambda k: (-cost(block, k), k)):
        unit = table_of(key) if is_empty(block, key) else key
        units[unit] = units.get(unit, frozenset()) | {key}
    while True:
        before = chosen
        for together in units.values():
            without = chosen - together
            if not together <= chosen or _without_lone_zeros(block, candidates, without) != without:
                continue
            if all(t.count in excused for t in block.unsafe(candidates.hidden(without))):
                chosen = without
        if chosen == before:
            return chosen
