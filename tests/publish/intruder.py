"""An intruder: somebody with the CSVs that a council has published, a solver, and time.

Nothing of ours is used here, neither what the product knows of relations nor how it audits: what
adds up, and what the rule gives away, is worked out anew from the rows that `python -m data export`
prints. So a mistake in the product is not made here too.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

HIDDEN = "suppressed"
FAR = 1000
What = Literal["numerator", "denominator", "complement"]
ASKS: tuple[What, ...] = ("numerator", "denominator", "complement")


class Place(NamedTuple):
    """A row of the CSV."""

    indicator: str
    start: date
    end: date
    breakdown: str
    category: str


class Count(NamedTuple):
    """One of a row's two counts, in one edition."""

    edition: int
    place: Place
    part: str


class Pinned(NamedTuple):
    """What was found of a hidden count: that it lies between these, both included."""

    least: int
    greatest: int


@dataclass(frozen=True)
class Told:
    """What a council says of its measures in public. `same`: counts of the same children, as
    ('dental_checks', 'denominator'). `wholes`: measures that make up their denominator."""

    same: Sequence[Sequence[tuple[str, str]]] = ()
    wholes: Sequence[Sequence[str]] = ()


Row = Mapping[str, Any]
Unchanged = Callable[[Place, int, int], bool]
"""Whether the intruder takes a row for the same in two editions, of which one or both hide it."""


@dataclass
class Sum:
    """Counts, each so many times over, that add up to a number, or to no more than it."""

    terms: dict[Count, int]
    to: int = 0
    no_more: bool = False
    guessed: bool = False


@dataclass
class Puzzle:
    """Hidden counts that sums hold together, and the solutions that were found."""

    at: dict[Count, int]
    sums: list[Sum]
    above_nought: list[tuple[Count, Count]]
    rule: int
    far: int
    seen: list[NDArray[np.float64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.width = len(self.at) + len(self.above_nought)
        rows: list[tuple[dict[int, float], float, float]] = [
            (
                {self.at[c]: float(times) for c, times in s.terms.items()},
                -np.inf if s.no_more else s.to,
                s.to,
            )
            for s in self.sums
        ]
        for few, (n, d) in enumerate(self.above_nought, len(self.at)):
            numerator, denominator = self.at[n], self.at[d]
            rows.append(({numerator: 1, few: 1}, 1, np.inf))
            rows.append(({denominator: 1, numerator: -1, few: 1}, 1, np.inf))
            rows.append(({denominator: 1, few: self.far}, -np.inf, self.rule + self.far))
        self.matrix = np.zeros((len(rows), self.width))
        for r, (entries, _, _) in enumerate(rows):
            for column, times in entries.items():
                self.matrix[r, column] += times
        self.low = np.array([low for _, low, _ in rows])
        self.high = np.array([high for _, _, high in rows])
        self.most = np.full(self.width, float(self.far))
        self.most[len(self.at) :] = 1

    def solve(self, objective: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """The numbers that fit and make this the least; None where no numbers fit."""
        constraints = LinearConstraint(self.matrix, self.low, self.high) if len(self.low) else ()
        found = milp(
            objective,
            integrality=np.ones(self.width),
            bounds=Bounds(0, self.most),
            constraints=constraints,
        )
        if found.x is not None:
            self.seen.append(found.x)
        return found.x  # type: ignore[no-any-return]

    def ends(self, terms: Mapping[Count, int]) -> Pinned | None:
        """What fits, when that is no more than the rule itself tells; else None."""
        target = np.zeros(self.width)
        for count, times in terms.items():
            target[self.at[count]] += times
        for way in (1.0, -1.0):
            if self._is_wide(target):
                return None
            self.solve(way * target)
        if self._is_wide(target):
            return None
        found = [round(float(target @ solution)) for solution in self.seen]
        return Pinned(min(found), max(found))

    def _is_wide(self, target: NDArray[np.float64]) -> bool:
        found = [float(target @ solution) for solution in self.seen]
        return bool(found) and round(max(found) - min(found)) >= self.rule


class Intruder:
    """Somebody who knows the rule, what adds up, and every edition, oldest first."""

    def __init__(
        self,
        editions: Sequence[Iterable[Row]],
        told: Told,
        unchanged: Unchanged,
        rule: int = 5,
    ) -> None:
        self.told, self.unchanged, self.rule = told, unchanged, rule
        self.rows = [{place_of(row): row for row in rows} for rows in editions]
        self.given_up = 0
        self.puzzles = list(self._puzzles())
        self.of = {count: puzzle for puzzle in self.puzzles for count in puzzle.at}

    def hidden(self) -> Iterator[tuple[int, Place]]:
        """Every row that is hidden, with its edition."""
        for edition, rows in enumerate(self.rows):
            for place, row in rows.items():
                if row["state"] == HIDDEN:
                    yield edition, place

    def find(self, edition: int, place: Place, what: What) -> Pinned | None:
        """What a hidden count must be, if no more numbers fit than the rule itself tells."""
        n, d = (Count(edition, place, part) for part in ("numerator", "denominator"))
        terms = {"numerator": {n: 1}, "denominator": {d: 1}, "complement": {d: 1, n: -1}}[what]
        return self.of[d].ends(terms)

    # What is known

    def _known(self, count: Count) -> int | None:
        row = self.rows[count.edition][count.place]
        return None if row["state"] == HIDDEN else int(row[count.part])

    def _sum(self, parts: Iterable[Count], whole: Iterable[Count], **more: bool) -> Iterator[Sum]:
        """Parts that make up a whole, without what is known; nothing where all is."""
        made = Sum({}, **more)
        for counts, times in ((parts, 1), (whole, -1)):
            for count in counts:
                known = self._known(count)
                if known is None:
                    made.terms[count] = made.terms.get(count, 0) + times
                else:
                    made.to -= times * known
        if made.terms:
            yield made

    def _sums(self) -> Iterator[Sum]:
        for edition, rows in enumerate(self.rows):
            for part in ("numerator", "denominator"):
                yield from self._categories(edition, rows, part)
                yield from self._periods(edition, rows, part)
            yield from self._measures(edition, rows)
            for place in rows:
                n, d = (Count(edition, place, part) for part in ("numerator", "denominator"))
                if self._known(n) is None:
                    yield Sum({n: 1, d: -1}, no_more=True)
        yield from self._editions()

    def _categories(self, edition: int, rows: Iterable[Place], part: str) -> Iterator[Sum]:
        tables: dict[Place, dict[str, list[Count]]] = defaultdict(lambda: defaultdict(list))
        for place in (p for p in rows if _days(p) <= 366):  # of longer ones not all are given
            total = place._replace(breakdown="all", category="all")
            tables[total][place.breakdown].append(Count(edition, place, part))
        for breakdowns in tables.values():
            for one, other in combinations(breakdowns.values(), 2):
                yield from self._sum(one, other)

    def _periods(self, edition: int, rows: Iterable[Place], part: str) -> Iterator[Sum]:
        series: dict[Hashable, list[Place]] = defaultdict(list)
        for place in rows:
            series[place.indicator, place.breakdown, place.category].append(place)
        for places in series.values():
            for whole, months in product(places, (1, 3, 12)):
                inside = [
                    p
                    for p in places
                    if p != whole
                    and whole.start <= p.start
                    and p.end <= whole.end
                    and round(_days(p) / 30.4) == months
                ]
                if sum(map(_days, inside)) == _days(whole):
                    parts = (Count(edition, p, part) for p in inside)
                    yield from self._sum(parts, [Count(edition, whole, part)])

    def _measures(self, edition: int, rows: Iterable[Place]) -> Iterator[Sum]:
        beside: dict[Hashable, dict[str, Place]] = defaultdict(dict)
        for place in rows:
            beside[place[1:]][place.indicator] = place
        for there in beside.values():
            for group in self.told.same:
                counts = [Count(edition, there[i], part) for i, part in group if i in there]
                for one, other in combinations(counts, 2):
                    yield from self._sum([one], [other])
            for names in self.told.wholes:
                parts = [Count(edition, there[i], "numerator") for i in names if i in there]
                if len(parts) == len(names):
                    whole = Count(edition, there[names[0]], "denominator")
                    yield from self._sum(parts, [whole])

    def _editions(self) -> Iterator[Sum]:
        for later, earlier in combinations(range(len(self.rows) - 1, -1, -1), 2):
            for place in self.rows[later].keys() & self.rows[earlier].keys():
                if self.unchanged(place, earlier, later):
                    for part in ("numerator", "denominator"):
                        counts = ([Count(edition, place, part)] for edition in (earlier, later))
                        yield from self._sum(*counts, guessed=True)

    # What hangs together

    def _puzzles(self) -> Iterator[Puzzle]:
        sums = list(self._sums())
        for mine in _together(sums):
            puzzle = self._puzzle(mine)
            if not _fits(puzzle):  # a guess was wrong: do without the guesses
                self.given_up += 1
                for some in _together([s for s in mine if not s.guessed]):
                    puzzle = self._puzzle(some)
                    assert _fits(puzzle), "what is published contradicts itself"
                    yield puzzle
            else:
                yield puzzle

    def _puzzle(self, sums: list[Sum]) -> Puzzle:
        counts = sorted({count for s in sums for count in s.terms})
        far = 2 * sum(abs(s.to) for s in sums) + FAR
        pairs = [
            (c, c._replace(part="denominator"))
            for c in counts
            if c.part == "numerator" and self._is_above_nought(c)
        ]
        return Puzzle({count: n for n, count in enumerate(counts)}, sums, pairs, self.rule, far)

    def _is_above_nought(self, count: Count) -> bool:
        """A nought would be shown, unless it is out of few, or all of its breakdown is hidden."""
        rows, place = self.rows[count.edition], count.place
        if place.breakdown == "all":
            return True
        return any(row["state"] != HIDDEN for p, row in rows.items() if p[:4] == place[:4])


def _days(place: Place) -> int:
    return (place.end - place.start).days + 1


def _fits(puzzle: Puzzle) -> bool:
    return puzzle.solve(np.zeros(puzzle.width)) is not None


def place_of(row: Row) -> Place:
    """Where a row of the CSV stands."""
    return Place(
        row["indicator"], row["period_start"], row["period_end"], row["breakdown"], row["category"]
    )


def _together(sums: Sequence[Sum]) -> list[list[Sum]]:
    """The sums that have counts in common, directly or through others."""
    leader: dict[Count, Count] = {}

    def first(count: Count) -> Count:
        leader.setdefault(count, count)
        while leader[count] != count:
            leader[count] = leader[leader[count]]
            count = leader[count]
        return count

    for s in sums:
        one, *others = s.terms
        for other in others:
            leader[first(other)] = first(one)
        first(one)
    groups: dict[Count, list[Sum]] = defaultdict(list)
    for s in sums:
        groups[first(next(iter(s.terms)))].append(s)
    return list(groups.values())
