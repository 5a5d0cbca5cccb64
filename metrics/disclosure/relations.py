"""What adds up to what among counts: everything by which one that is hidden could be worked out.

Categories and their total, two breakdowns of one total, quarters and years, measures that share a
denominator or make up a whole; and the same cell in an earlier edition, where it is unchanged.
The ways in which this has happened to publishers: A. Hundepool et al., 'Statistical Disclosure
Control' (Wiley, 2012), chapters 4 and 5.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from schemas.declared import ALL, Schemas
from schemas.periods import TOGETHER
from schemas.states import State

Part = Literal["numerator", "denominator", "sum"]
PARTS: tuple[Part, ...] = ("numerator", "denominator")
RelationKind = Literal["categories", "periods", "same", "whole", "within"]
LEFT_OUT = "left out"
"""The category of what an extract leaves out of a breakdown: the total less the others."""


class Key(NamedTuple):
    """A cell. `edition` is '' for a figure as it is now, and for one that has changed since an
    earlier edition the name of that edition."""

    indicator: str
    period_kind: str
    period_start: date
    period_end: date
    area: str
    breakdown: str = ALL
    category: str = ALL
    edition: str = ""


CELL = [*Key._fields[:-1]]
"""The columns that name a cell of now."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's true counts, None where nobody here knows them.

    A count has only a numerator, a score only a denominator. `state`: as the rule alone would have
    it. `published`: by a department, so that the figure is not ours to hide. `marked`: whoever sent
    the figure had hidden it already, and not our rule. `sums`: the least and the most that a
    score's values can come to: its mean, which is rounded, times how many it is of.
    """

    numerator: float | None
    denominator: float | None
    unit: str
    state: str
    published: bool
    marked: bool = False
    sums: tuple[float, float] | None = None

    @property
    def not_by_rule(self) -> bool:
        """Whether it may be a nought although it is hidden."""
        return self.published or self.marked

    def part(self, part: Part) -> float | None:
        """Its numerator, denominator or (the least of) its sum, None where it is not known."""
        if part == "sum":
            return None if self.sums is None else self.sums[0]
        return self.numerator if part == "numerator" else self.denominator

    def has(self, part: Part) -> bool:
        """Whether there is such a count: one that we know, or that somebody else has hidden."""
        missing = "score" if part == "numerator" else "count"
        is_hidden = self.state == State.SUPPRESSED
        return self.unit != missing and (self.part(part) is not None or is_hidden)


class Term(NamedTuple):
    """One count in a relation, `times` over."""

    times: int
    key: Key
    part: Part


@dataclass(frozen=True, slots=True)
class Relation:
    """Counts that add up to nought or, where they are `within` each other, to no more than that."""

    kind: RelationKind
    terms: tuple[Term, ...]


Cells = Mapping[Key, Cell]


def table_of(key: Key) -> Key:
    """The key of a breakdown of one measure in one period: that of its categories, without one."""
    return key._replace(category="")


def series_of(key: Key) -> Key:
    """The key of what is one measure, area and category in every period: without one."""
    return key._replace(period_kind="", period_start=date.min, period_end=date.min)


def relations(cells: Cells, schemas: Schemas) -> list[Relation]:
    """Every relation that holds among some cells, with at least one that is ours to hide.

    One that the true counts contradict is left out: nobody can use it to find a true count.
    """
    single = {key: cell for key, cell in cells.items() if key.period_kind != TOGETHER}
    every = [  # years together are sums of theirs, and all else follows from that
        *_categories(single),
        *_periods(cells, schemas),
        *_same(single, schemas),
        *_wholes(single, schemas),
        *_within(single, schemas),
    ]
    ours = {key for key, cell in cells.items() if not cell.published}
    return [r for r in every if any(term.key in ours for term in r.terms)]


def of_sums(related: Iterable[Relation], cells: Cells) -> Iterator[Relation]:
    """Where children are made up of others, the sum of their values is too: for means."""
    for relation in related:
        terms = tuple(term._replace(part="sum") for term in relation.terms)
        units = {cells[key].unit for _, key, _ in terms if key in cells}
        is_of_sizes = all(term.part == "denominator" for term in relation.terms)
        if is_of_sizes and units == {"score"} and relation.kind in ("categories", "periods"):
            yield Relation(relation.kind, terms)


def blocks(cells: Cells, related: Iterable[Relation]) -> list[tuple[list[Key], list[Relation]]]:
    """The cells that relations hold together, directly or through others, each with its relations.

    A cell without relations is a block of its own.
    """
    leader: dict[Key, Key] = {key: key for key in cells}

    def first(key: Key) -> Key:
        leader.setdefault(key, key)
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    related = list(related)
    for relation in related:
        start = first(relation.terms[0].key)
        for term in relation.terms[1:]:
            leader[first(term.key)] = start
    members: dict[Key, tuple[list[Key], list[Relation]]] = defaultdict(lambda: ([], []))
    for key in cells:
        members[first(key)][0].append(key)
    for relation in related:
        members[first(relation.terms[0].key)][1].append(relation)
    return list(members.values())


# Categories


def _categories(cells: Cells) -> Iterator[Relation]:
    tables: dict[Key, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in cells:
        if key.breakdown != ALL:
            tables[key._replace(breakdown=ALL, category=ALL)][key.breakdown].append(key)
    for total, breakdowns in tables.items():
        for part in PARTS:
            yield from _of_total(total, breakdowns, part, cells)


def _of_total(
    total: Key, breakdowns: Mapping[str, list[Key]], part: Part, cells: Cells
) -> Iterator[Relation]:
    counted = {b: [k for k in keys if cells[k].has(part)] for b, keys in breakdowns.items()}
    sums = {b: [cells[k].part(part) for k in keys] for b, keys in counted.items() if keys}
    is_given = total in cells and cells[total].has(part)
    if not is_given and len(sums) < 2:
        return  # nothing to set its categories against
    true = cells[total].part(part) if is_given else None
    if true is None:  # not given, or hidden by a department: what the fullest breakdown says
        true = max((sum(c or 0 for c in s) for s in sums.values() if None not in s), default=None)
    for breakdown, known in sums.items():
        left = 0.0 if true is None else true - sum(count or 0 for count in known)
        terms = [Term(1, k, part) for k in counted[breakdown]]
        if left < 0:
            continue
        if left > 0 and None not in known:
            rest = total._replace(breakdown=breakdown, category=LEFT_OUT)
            terms.append(Term(1, rest, part))
        yield Relation("categories", (*terms, Term(-1, total, part)))


# Periods


def _periods(cells: Cells, schemas: Schemas) -> Iterator[Relation]:
    """Longer periods as the sum of the shorter ones that they are made of; overlapping periods by
    the period fragments that they share."""
    flows = {i.id for i in schemas.indicators.values() if not i.snapshot}
    series: dict[Key, list[Key]] = defaultdict(list)
    for key in cells:
        if key.indicator in flows and key.period_start < key.period_end:
            series[series_of(key)].append(key)
    for keys in series.values():
        ordered = pairwise(sorted(keys, key=lambda k: k.period_start))
        overlap = any(later.period_start <= earlier.period_end for earlier, later in ordered)
        if overlap or len({k.period_kind for k in keys}) > 1:
            yield from _of_series(keys, cells)


def _of_series(keys: list[Key], cells: Cells) -> Iterator[Relation]:
    starts = sorted({k.period_start.toordinal() for k in keys} | {_after(k) for k in keys})
    fragments = list(pairwise(starts))
    periods = {(k.period_start.toordinal(), _after(k)): k for k in keys}
    for key in keys:
        first, after = key.period_start.toordinal(), _after(key)
        inside = [f for f in fragments if first <= f[0] and f[1] <= after]
        if len(inside) < 2:
            continue
        named = [periods.get(fragment) or _fragment(key, *fragment) for fragment in inside]
        for part in PARTS:
            parts = _that_add_up(key, named, part, cells)
            if parts:
                terms = [Term(1, k, part) for k in parts]
                yield Relation("periods", (*terms, Term(-1, key, part)))


def _after(key: Key) -> int:
    return key.period_end.toordinal() + 1


def _fragment(key: Key, start: int, after: int) -> Key:
    """A period fragment shared by overlapping periods; no figure is published for it."""
    first, last = date.fromordinal(start), date.fromordinal(after - 1)
    return key._replace(period_kind="", period_start=first, period_end=last)


def _that_add_up(key: Key, parts: list[Key], part: Part, cells: Cells) -> list[Key]:
    """The parts that add up to a period: without those that nothing is given for, where the others
    are all of it. None where they do not add up."""
    given = [k for k in parts if k in cells]
    if not all(cells[k].has(part) for k in [key, *given]):
        return []
    true, known = cells[key].part(part), [cells[k].part(part) for k in given]
    left = None if true is None else true - sum(count or 0 for count in known)
    if left is None or (left >= 0 and None in known):
        return parts
    if left == 0:
        return given
    return parts if left > 0 and len(given) < len(parts) else []


# Measures


def _same(cells: Cells, schemas: Schemas) -> Iterator[Relation]:
    """Counts of the same children, in several measures."""
    for group in schemas.relations.same:
        named = [count.split(".") for count in group.counts]
        parts: dict[str, Part] = {
            i: "numerator" if p == "numerator" else "denominator" for i, p in named
        }
        for keys in _beside_each_other(cells, parts).values():
            known = [k for k in keys if cells[k].part(parts[k.indicator]) is not None]
            for key, other in pairwise(known):
                first, second = parts[key.indicator], parts[other.indicator]
                if cells[key].part(first) == cells[other].part(second):
                    yield Relation("same", (Term(1, key, first), Term(-1, other, second)))


def _wholes(cells: Cells, schemas: Schemas) -> Iterator[Relation]:
    """Measures whose numerators make up the denominator that they share."""
    for group in schemas.relations.wholes:
        for keys in _beside_each_other(cells, group.parts).values():
            whole, counts = cells[keys[0]].denominator, [cells[k].numerator for k in keys]
            left = -1.0 if whole is None or None in counts else whole - sum(c or 0 for c in counts)
            terms = [Term(1, k, "numerator") for k in keys]
            if left < 0:
                continue
            if left > 0:
                rest = keys[0]._replace(indicator=group.name, category=LEFT_OUT)
                terms.append(Term(1, rest, "numerator"))
            yield Relation("whole", (*terms, Term(-1, keys[0], "denominator")))


def _within(cells: Cells, schemas: Schemas) -> Iterator[Relation]:
    """Measures of which one counts some of those whom another counts."""
    for pair in schemas.relations.within:
        for keys in _beside_each_other(cells, (pair.part, pair.whole)).values():
            part, whole = sorted(keys, key=lambda k: k.indicator != pair.part)
            few, many = cells[part].numerator, cells[whole].numerator
            if few is not None and many is not None and few <= many:
                yield Relation("within", (Term(1, part, "numerator"), Term(-1, whole, "numerator")))


def _beside_each_other(cells: Cells, indicators: Iterable[str]) -> dict[Key, list[Key]]:
    """The cells of some measures that are of the same period, area and category."""
    wanted = set(indicators)
    places: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(k for k in cells if k.indicator in wanted):
        places[key._replace(indicator="")].append(key)
    return {place: keys for place, keys in places.items() if len(keys) > 1}
