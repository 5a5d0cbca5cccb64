"""Whether a hidden count can be worked out from all that is shown: exactly, in whole numbers.

For a hidden count, the least and the greatest whole number that fit everything published are found
by integer programming. It is safe when more numbers fit than the rule itself gives away, which is 1
to `hide_up_to`. Source: M. Fischetti and J. J. Salazar, 'Solving the cell suppression problem on
tabular data with linear constraints', Management Science 47 (2001), 1008-1027, whose attacker's
problem this is. Solver: HiGHS, by scipy.optimize.milp.

The attacker knows the rule. A nought is shown: so what is hidden is at least 1, unless it is out of
5 or fewer, or every category of its breakdown is hidden.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.disclosure.relations import PARTS, Cell, Key, Relation, table_of
from schemas.declared import ALL

Vector = NDArray[np.float64]
Quantity = Literal["numerator", "denominator", "complement"]
Count = tuple[Key, Quantity]
_ROOM = 100.0
_HALF = 0.5
_LOOKS = 3


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
        related = {(term.key, term.part) for r in relations for term in r.terms}
        own = {(k, part) for k, cell in cells.items() for part in PARTS if cell.has(part)}
        self.at = {count: n for n, count in enumerate(sorted(own | related))}
        counts = (cells[k].part(part) if k in cells else None for k, part in self.at)
        self.true = np.array([np.nan if count is None else count for count in counts])
        known = self.true[~np.isnan(self.true)]
        far = float(max(2 * known.max(initial=0.0), known.sum())) + len(self.at) + _ROOM
        self.top, self._has_top = (far, False) if top is None else (top, True)
        self.known_solutions: list[Vector] = []
        """Whole numbers that fit all that is shown: each proves some counts safe."""

    # What an attacker wants, and what can be worked out

    def unsafe(self, hidden: Collection[Key]) -> Iterator[Target]:
        """The counts that could be worked out if these cells, and no others, were hidden.

        Raises Contradiction when no whole numbers fit the relations at all.
        """
        targets = list(self._targets(hidden))
        if not targets:
            return
        limits, rows = self._limits(hidden), np.array([self._row_of(t) for t in targets])
        self.known_solutions = [s for s in self.known_solutions if self._fits(s, limits)]
        self._spread_solutions(rows, limits)
        for target, row in zip(targets, rows, strict=True):
            if self._is_wide(row):
                continue
            if self._range(row, limits).discloses(target, self.hide_up_to):
                yield target

    def _spread_solutions(self, rows: Vector, limits: "_Limits") -> None:
        """A few solutions far from each other prove most counts safe at once."""
        chance = np.random.default_rng(len(rows))
        for _ in range(_LOOKS):
            narrow = rows[[not self._is_wide(row) for row in rows]]
            if not len(narrow):
                return
            towards = chance.normal(size=len(narrow)) @ narrow
            self._solve(towards, limits)
            self._solve(-towards, limits)

    def feasible_ranges(self, hidden: Collection[Key]) -> dict[Target, FeasibleRange]:
        """For every hidden count, the least and the greatest whole number that fit.

        Raises Contradiction when no whole numbers fit the relations at all.
        """
        limits = self._limits(hidden)
        return {t: self._range(self._row_of(t), limits) for t in self._targets(hidden)}

    def _is_wide(self, row: Vector) -> bool:
        """Whether solutions that we know give the count more values than the rule gives away."""
        values = [float(row @ s) for s in self.known_solutions]
        return bool(values) and max(values) - min(values) > self.hide_up_to - _HALF

    def _range(self, row: Vector, limits: "_Limits") -> FeasibleRange:
        ends = (float(row @ self._solve(d * row, limits)) for d in (1.0, -1.0))
        least, greatest = map(round, ends)
        has_end = self._has_top or greatest < self.top - _ROOM / 2
        return FeasibleRange(least, greatest if has_end else None)

    def _targets(self, hidden: Collection[Key]) -> Iterator[Target]:
        for (key, part), true in zip(self.at, self.true, strict=True):
            nowhere = key not in self.cells
            if not nowhere and key not in hidden and not np.isnan(true):
                continue
            first = part == "numerator" or (key, "numerator") not in self.at
            yield Target(key, part, always=first and not nowhere)
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

    @property
    def _width(self) -> int:
        return len(self.at) + len(self._choice)

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
            elif key in above_nought and (part == "denominator" or key not in self._choice):
                low[n] = 1
        return _Limits(low, high, *self._rows.limits(above_nought & set(self._choice)))

    @cached_property
    def _unseen(self) -> set[Key]:
        """Cells of which we do not know a count ourselves: they are hidden whatever we do."""
        return {k for (k, _), n in self.at.items() if k in self.cells and np.isnan(self.true[n])}

    def _may_be_nought(self, unseen: Collection[Key]) -> set[Key]:
        """Cells of which the rule does not say that they are above nought."""
        whole = (keys for keys in self._tables.values() if all(k in unseen for k in keys))
        theirs = (k for k, cell in self.cells.items() if cell.not_by_rule)
        return {*(k for keys in whole for k in keys), *theirs}

    def _fits(self, solution: Vector, limits: "_Limits") -> bool:
        """Whether an earlier solution still fits; the choices are made anew for it."""
        s = solution.copy()
        for key, choice in self._choice.items():
            s[choice] = s[self.at[key, "denominator"]] <= self.hide_up_to + _HALF
        inside = np.all((s > limits.low - _HALF) & (s < limits.high + _HALF))
        rows = self._rows.matrix @ s
        return bool(
            inside and np.all((rows > limits.row_low - _HALF) & (rows < limits.row_high + _HALF))
        )

    def _solve(self, objective: Vector, limits: "_Limits") -> Vector:
        from scipy.optimize import Bounds, LinearConstraint, milp

        whole = np.ones(self._width)
        whole[: len(self.at)] = not np.any(self.true % 1 > 0)  # full-time posts come in halves
        solved = milp(
            objective,
            integrality=whole,
            bounds=Bounds(limits.low, limits.high),
            constraints=LinearConstraint(self._rows.matrix, limits.row_low, limits.row_high),
        )
        if solved.x is None:
            raise Contradiction(f"no numbers fit these relations: {solved.message}")
        solution: Vector = solved.x
        self.known_solutions.append(solution)
        return solution


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

        for relation in block.relations:
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
