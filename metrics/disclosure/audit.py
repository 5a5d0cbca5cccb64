"""Whether a hidden count can be worked out from all that is shown: exactly, in whole numbers.

For a hidden count, the least and the greatest whole number that fit everything published are found
by integer programming. It is safe when more numbers fit than the rule itself gives away, which is 1
to `hide_up_to`. Source: M. Fischetti and J. J. Salazar, 'Solving the cell suppression problem on
tabular data with linear constraints', Management Science 47 (2001), 1008-1027, whose attacker's
problem this is. Solver: HiGHS, by scipy.optimize.milp.

The attacker knows the rule. A nought is shown: so what is hidden is at least 1, unless it is out of
5 or fewer, or every category of its breakdown is hidden. And which cells are not as they were in an
earlier edition, because an edition's own relations name them: hidden both times, they differ.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations
from math import ceil, floor
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.disclosure.relations import PARTS, Cell, Key, Part, Relation, of_sums, table_of
from schemas.declared import ALL

Vector = NDArray[np.float64]
Quantity = Literal["numerator", "denominator", "complement", "sum"]
Count = tuple[Key, Quantity]
_ROOM = 100.0
_HALF = 0.5
_NEAR = 4
"""How many times what the rule hides a witness is looked for round one that is known."""
_ALIKE = 1e-4
_KEPT = 600


class Contradiction(ArithmeticError):
    """Figures that cannot all be right: one source contradicts another."""


@dataclass(frozen=True, slots=True)
class Target:
    """A hidden count that an attacker wants. A complement is what is left of the denominator.

    `always`: it must not be found whatever it is, and not only where it may be small.
    """

    key: Key
    what: Quantity
    always: bool

    @property
    def count(self) -> Count:
        """The count that is wanted, whether or not it must always be safe."""
        return self.key, self.what


class FeasibleRange(NamedTuple):
    """The least and the greatest whole number that fit; `greatest` is None where there is none."""

    least: int
    greatest: int | None

    def discloses(self, target: Target, hide_up_to: int) -> bool:
        """Whether no more numbers fit than the rule itself says, and they point to a child."""
        if self.greatest is None or self.greatest - self.least >= hide_up_to:
            return False
        return target.always or (self.least <= hide_up_to and self.greatest >= 1)


class Block:
    """Cells that relations hold together, so that what is hidden of one depends on all of them.

    A relation may also name a count that is given nowhere: a category that is left out, a period
    fragment. Which cells are hidden is an argument of each method, and not kept.
    """

    def __init__(
        self,
        cells: Mapping[Key, Cell],
        relations: Sequence[Relation],
        hide_up_to: int,
        top: float | None = None,
    ) -> None:
        """`cells`: true counts, by key. `hide_up_to`: the rule's largest small number. `top`: the
        most that any count may be; unless given, far above the known ones and their sum, because a
        hidden year can be as much as all of its quarters that are shown."""
        self.cells, self.relations, self.hide_up_to = cells, relations, hide_up_to
        self.all_relations = [*relations, *of_sums(relations, cells)]
        related = {(term.key, term.part) for r in self.all_relations for term in r.terms}
        own = {(k, part) for k, cell in cells.items() for part in PARTS if cell.has(part)}
        self.at = {count: n for n, count in enumerate(sorted(own | related))}
        counts = (cells[k].part(part) if k in cells else None for k, part in self.at)
        self.true = np.array([np.nan if count is None else count for count in counts])
        self._is_sum = np.array([part == "sum" for _, part in self.at], dtype=bool)
        known = self.true[~np.isnan(self.true)]
        far = float(max(2 * known.max(initial=0.0), known.sum())) + len(self.at) + _ROOM
        self.top, self._has_top = (far, False) if top is None else (top, True)
        self._witnesses: list[Vector] = []
        """Whole numbers that have fitted: each that still does proves some counts safe."""

    # What an attacker wants, and what can be worked out

    def unsafe(self, hidden: Collection[Key]) -> Iterator[Target]:
        """The counts that could be worked out if these cells, and no others, were hidden.

        Raises Contradiction when no whole numbers fit the relations at all.
        """
        targets = list(self._targets(hidden))
        if not targets:
            return
        limits = self._limits(hidden)
        enough = [self.hide_up_to + (t.what == "sum") - _HALF for t in targets]
        seen = _Seen(np.array([self._row_of(t) for t in targets]), np.array(enough))
        fitting = self._fitting(limits)
        if not len(fitting):
            fitting = np.array([self._solve(np.zeros(self._width), limits)])
        seen.add(fitting)
        self._look_round(seen, self._near(fitting[0], limits))
        for n in seen.narrow():
            if seen.is_wide(n) or not self._is_found(targets[n], seen, n, limits):
                continue
            if self._is_of_few(targets[n], limits):
                yield targets[n]

    def _look_round(self, seen: "_Seen", near: "_Limits") -> None:
        """Far ends of what is near prove many counts safe at once: of all that are left together,
        to random sides, as long as that helps."""
        chance, left = np.random.default_rng(len(seen.rows)), len(seen.rows) + 1
        while 0 < len(narrow := seen.narrow()) < left:
            left = len(narrow)
            towards = chance.normal(size=left) @ seen.rows[narrow]
            for way in (towards, -towards):
                self._look(way, near, seen)

    def _look(self, towards: Vector, limits: "_Limits", seen: "_Seen") -> Vector | None:
        """An end of a direction, where fractions count too: a witness where it comes out whole."""
        found = self._solved(towards, limits, whole=0 * self._whole)
        if found is not None and self._fits(known := self._rounded(found), limits).all():
            seen.add(self._keep(known)[None])
        return found

    def _near(self, known: Vector, limits: "_Limits") -> "_Limits":
        """What is round numbers that fit, with the same choices: whatever fits that fits all."""
        far = np.where(np.arange(self._width) < len(self.at), _NEAR * self.hide_up_to, 0)
        low, high = np.maximum(limits.low, known - far), np.minimum(limits.high, known + far)
        return limits._replace(low=low, high=high)

    def _is_found(self, target: Target, seen: "_Seen", at: int, limits: "_Limits") -> bool:
        """Whether a count that no witness proves safe can be worked out: proved by its ends. With
        fractions they are no nearer to each other, and often near enough; else in whole numbers."""
        few = self.hide_up_to
        if not target.always and seen.greatest[at] >= 2 * few:
            return False  # wide or, if it is not, too large for the rule
        row = seen.rows[at]
        loose = [self._look(way * row, limits, seen) for way in (1.0, -1.0)]
        ends = [float(row @ found) for found in loose if found is not None]
        if not seen.is_wide(at) and len(ends) == 2 and ends[1] - ends[0] < few - _ALIKE:
            known = FeasibleRange(round(seen.least[at]), round(seen.greatest[at]))
            if known.discloses(target, few):
                return True
        whole = []
        for way in (1.0, -1.0):
            if seen.is_wide(at):
                return False
            whole.append(self._solve(way * row, limits))
            seen.add(whole[-1][None])
        return self._between(row, *whole).discloses(target, few)

    def _is_of_few(self, target: Target, limits: "_Limits") -> bool:
        """Whether what is wanted may be of few children: always, but for what values come to."""
        if target.what != "sum":
            return True
        size = self._row_of(Target(target.key, "denominator", always=False))
        return self._range(size, limits).least <= self.hide_up_to

    def feasible_ranges(self, hidden: Collection[Key]) -> dict[Target, FeasibleRange]:
        """For every hidden count, the least and the greatest whole number that fit.

        Raises Contradiction when no whole numbers fit the relations at all.
        """
        limits = self._limits(hidden)
        return {t: self._range(self._row_of(t), limits) for t in self._targets(hidden)}

    def _range(self, row: Vector, limits: "_Limits") -> FeasibleRange:
        return self._between(row, *(self._solve(way * row, limits) for way in (1.0, -1.0)))

    def _between(self, row: Vector, low: Vector, high: Vector) -> FeasibleRange:
        least, greatest = ceil(float(row @ low) - _ALIKE), floor(float(row @ high) + _ALIKE)
        has_end = self._has_top or greatest < self.top - _ROOM / 2
        return FeasibleRange(least, greatest if has_end else None)

    def _targets(self, hidden: Collection[Key]) -> Iterator[Target]:
        for (key, part), true in zip(self.at, self.true, strict=True):
            nowhere = key not in self.cells
            if not nowhere and key not in hidden and not np.isnan(true):
                continue
            first = part != "denominator" or (key, "numerator") not in self.at
            yield Target(key, part, always=part == "sum" or (first and not nowhere))
            if part == "numerator" and key in self._choice and self.cells[key].unit == "percent":
                yield Target(key, "complement", always=False)

    def _row_of(self, target: Target) -> Vector:
        """The weights of a solution that give the count that is wanted."""
        row = np.zeros(self._width)
        if target.what != "complement":
            row[self.at[target.key, target.what]] = 1
        else:
            row[self.at[target.key, "denominator"]] = 1
            row[self.at[target.key, "numerator"]] = -1
        return row

    # The system of whole numbers

    @cached_property
    def _choice(self) -> dict[Key, int]:
        """For each cell with both counts, the place of a choice: 1 where it is out of few."""
        both = [k for k in self.cells if {(k, "numerator"), (k, "denominator")} <= set(self.at)]
        return {k: len(self.at) + n for n, k in enumerate(both)}

    @cached_property
    def _changes(self) -> list[list[tuple[int, int]]]:
        """Of each cell that was not always as it is, the places of two counts of which the first is
        more: one of these is so. Whoever reads what adds up is told, because it names editions."""
        if np.any(self.true[~self._is_sum] % 1 > 0):  # full-time posts come in halves
            return []
        versions: dict[Key, list[Key]] = defaultdict(list)
        for key, cell in self.cells.items():
            if not cell.not_by_rule and all((key, part) in self.at for part in _parts_of(cell)):
                versions[key._replace(edition="")].append(key)
        return [
            [
                (self.at[one, part], self.at[other, part])
                for one, other in permutations(pair)
                for part in _parts_of(self.cells[one])
            ]
            for keys in versions.values()
            for pair in combinations(keys, 2)
        ]

    @property
    def _width(self) -> int:
        return len(self.at) + len(self._choice) + sum(map(len, self._changes))

    @cached_property
    def _rows(self) -> "_Rows":
        return _Rows(self)

    @cached_property
    def _tables(self) -> dict[Key, list[Key]]:
        tables: dict[Key, list[Key]] = defaultdict(list)
        for key in self.cells:
            if key.breakdown != ALL:
                tables[table_of(key)].append(key)
        return tables

    def _limits(self, hidden: Collection[Key]) -> "_Limits":
        low, high = np.zeros(self._width), np.full(self._width, self.top)
        high[len(self.at) :] = 1
        unseen = self._unseen | set(hidden)
        above_nought = unseen - self._may_be_nought(unseen)
        for (key, part), n in self.at.items():
            if key in self.cells and key not in unseen:
                low[n] = high[n] = self.true[n]
                if part == "sum":
                    low[n], high[n] = self.cells[key].sums or (low[n], high[n])
            elif key in above_nought and (part == "denominator" or key not in self._choice):
                low[n] = part != "sum"
        return _Limits(low, high, *self._rows.limits(above_nought & set(self._choice)))

    @cached_property
    def _unseen(self) -> set[Key]:
        """Cells of which we do not know a count ourselves: they are hidden whatever we do."""
        unseen = np.isnan(self.true)
        return {k for (k, _), n in self.at.items() if k in self.cells and unseen[n]}

    def _may_be_nought(self, unseen: Collection[Key]) -> set[Key]:
        """Cells of which the rule does not say that they are above nought."""
        whole = (keys for keys in self._tables.values() if all(k in unseen for k in keys))
        theirs = (k for k, cell in self.cells.items() if cell.not_by_rule)
        return {*(k for keys in whole for k in keys), *theirs}

    # Numbers that fit

    def _fitting(self, limits: "_Limits") -> Vector:
        """The witnesses that fit still, the oldest first."""
        known = np.array(self._witnesses).reshape(-1, self._width)
        fitting: Vector = known[self._fits(known, limits)]
        return fitting

    def _fits(self, solutions: Vector, limits: "_Limits") -> NDArray[np.bool_]:
        """Of each row of numbers, whether it fits."""
        given = np.atleast_2d(solutions)
        rows = (self._rows.matrix @ given.T).T
        inside = (given > limits.low - _ALIKE) & (given < limits.high + _ALIKE)
        within = (rows > limits.row_low - _ALIKE) & (rows < limits.row_high + _ALIKE)
        fits: NDArray[np.bool_] = inside.all(axis=1) & within.all(axis=1)
        return fits

    def _solve(self, objective: Vector, limits: "_Limits") -> Vector:
        found = self._solved(objective, limits, self._whole)
        if found is None:
            raise Contradiction("no numbers fit these relations")
        return self._keep(self._rounded(found))

    def _solved(self, objective: Vector, limits: "_Limits", whole: Vector) -> Vector | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        solved = milp(
            objective,
            integrality=whole,
            bounds=Bounds(limits.low, limits.high),
            constraints=LinearConstraint(self._rows.matrix, limits.row_low, limits.row_high),
        )
        found: Vector | None = solved.x
        return found

    @cached_property
    def _whole(self) -> Vector:
        """1 for what is a whole number."""
        halves = np.any(self.true[~self._is_sum] % 1 > 0)  # full-time posts come in halves
        return np.append(~self._is_sum & (not halves), np.ones(self._width - len(self.at)))

    def _rounded(self, solution: Vector) -> Vector:
        """A solution rounded where it is of whole numbers; the choices as the rule would have them,
        so that they fit whatever is hidden."""
        rounded: Vector = np.where(self._whole > 0, np.round(solution), solution)
        sizes = [self.at[key, "denominator"] for key in self._choice]
        few = rounded[sizes] <= self.hide_up_to + _ALIKE
        more = [
            rounded[one] > rounded[other] + _ALIKE for told in self._changes for one, other in told
        ]
        rounded[len(self.at) :] = [*few, *more]
        return rounded

    def _keep(self, solution: Vector) -> Vector:
        self._witnesses.append(solution)
        del self._witnesses[1 : len(self._witnesses) - _KEPT]  # the first fits most
        return solution


def _parts_of(cell: Cell) -> tuple[Part, ...]:
    """What a cell is counted by, without what values come to."""
    return PARTS[:1] if cell.unit == "count" else PARTS


class _Seen:
    """The least and the greatest that witnesses give to some counts: the rows say which. How far
    from each other they must be, `enough` says."""

    def __init__(self, rows: Vector, enough: Vector) -> None:
        self.rows, self.enough = rows, enough
        self.least, self.greatest = np.full(len(rows), np.inf), np.full(len(rows), -np.inf)

    def add(self, witnesses: Vector) -> None:
        """Take in some witnesses, one a row."""
        values = witnesses @ self.rows.T
        self.least = np.minimum(self.least, values.min(axis=0))
        self.greatest = np.maximum(self.greatest, values.max(axis=0))

    def is_wide(self, at: int) -> bool:
        """Whether a count has more values than the rule gives away."""
        return bool(self.greatest[at] - self.least[at] > self.enough[at])

    def narrow(self) -> NDArray[np.intp]:
        """The counts that have not."""
        return np.flatnonzero(self.greatest - self.least <= self.enough)


class _Limits(NamedTuple):
    low: Vector
    high: Vector
    row_low: Vector
    row_high: Vector


class _Rows:
    """The rows of a block's system: what adds up, parts of a whole, and what the rule says."""

    def __init__(self, block: Block) -> None:
        from scipy.sparse import coo_array

        few, top = block.hide_up_to, block.top
        rows: list[dict[int, float]] = []
        low, high = [], []
        self._rule: dict[Key, list[tuple[int, float, float]]] = defaultdict(list)

        def row(entries: dict[int, float], least: float, most: float) -> None:
            rows.append(entries)
            low.append(least)
            high.append(most)

        for relation in block.all_relations:
            sums: dict[int, float] = defaultdict(float)
            for times, key, part in relation.terms:
                sums[block.at[key, part]] += times
            row(sums, -np.inf if relation.kind == "within" else 0, 0)
        for key, choice in block._choice.items():
            n, d = block.at[key, "numerator"], block.at[key, "denominator"]
            if block.cells[key].unit == "percent":
                row({n: 1, d: -1}, -np.inf, 0)
            rule: list[tuple[dict[int, float], float, float]] = [
                ({n: 1, choice: 1}, 1, np.inf),
                ({d: 1, choice: top}, -np.inf, few + top),
            ]
            if block.cells[key].unit == "percent":
                rule.append(({d: 1, n: -1, choice: 1}, 1, np.inf))
            for entries, least, most in rule:
                self._rule[key].append((len(rows), least, most))
                row(entries, -np.inf, np.inf)
        choice = len(block.at) + len(block._choice)
        for told in block._changes:
            row({choice + n: 1 for n in range(len(told))}, 1, np.inf)
            for one, other in told:
                row({one: 1, other: -1, choice: -top - 1}, -top, np.inf)
                choice += 1
        entries_at = [(at, n, times) for at, e in enumerate(rows) for n, times in e.items()]
        ats, ns, times_ = zip(*entries_at, strict=True) if entries_at else ((), (), ())
        self.matrix = coo_array((times_, (ats, ns)), shape=(len(rows), block._width)).tocsr()
        self._low, self._high = np.array(low, dtype=float), np.array(high, dtype=float)

    def limits(self, strict: Iterable[Key]) -> tuple[Vector, Vector]:
        """The limits of every row, where the rule holds for these cells."""
        low, high = self._low.copy(), self._high.copy()
        for key in strict:
            for at, least, most in self._rule[key]:
                low[at], high[at] = least, most
        return low, high
