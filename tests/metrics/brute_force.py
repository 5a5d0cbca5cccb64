"""What an intruder can work out, found by trying everything: for tables so small that it can be.

Nothing of ours but the names of cells and states: what adds up, and what the rule says, is said
here a second time, so that a mistake in the product is not made here too.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

from metrics.disclosure.relations import Cell, Key

Tried = NDArray[np.int64]
Counts = dict[tuple[Key, str], Tried]


def ranges(
    cells: Mapping[Key, Cell], hidden: Collection[Key], rule: int, most: int
) -> dict[tuple[Key, str], tuple[int, int]]:
    """For each hidden count and complement, the least and the greatest that fit, `most` at most."""
    unknown = [(k, p) for k in sorted(hidden) for p in _parts(cells[k])]
    tries = np.array(list(product(range(most + 1), repeat=len(unknown))), dtype=np.int64)
    counts: Counts = {count: tries[:, n] for n, count in enumerate(unknown)}
    for key in set(cells) - set(hidden):
        for part in _parts(cells[key]):
            true = cells[key].numerator if part == "numerator" else cells[key].denominator
            counts[key, part] = np.full(len(tries), round(true or 0))
    fits = np.ones(len(tries), dtype=bool)
    for must in (*_adds_up(cells, counts, most), *_follows_the_rule(cells, hidden, counts, rule)):
        fits &= must
    assert fits.any(), "the truth itself must fit"
    found = {count: counts[count] for count in unknown}
    for key in hidden:
        if cells[key].unit == "percent":
            found[key, "complement"] = counts[key, "denominator"] - counts[key, "numerator"]
    return {c: (int(tried[fits].min()), int(tried[fits].max())) for c, tried in found.items()}


def _parts(cell: Cell) -> tuple[str, ...]:
    return ("numerator",) if cell.unit == "count" else ("numerator", "denominator")


def _adds_up(cells: Mapping[Key, Cell], counts: Counts, most: int) -> Iterator[NDArray[np.bool_]]:
    """Categories make up their total, and quarters their year."""
    for part in ("numerator", "denominator"):
        here = [k for k in cells if (k, part) in counts]
        sums: dict[tuple[object, ...], list[Tried]] = {}
        for breakdown in {(k[1:4], k.breakdown) for k in here}:
            mine = [counts[k, part] for k in here if (k[1:4], k.breakdown) == breakdown]
            sums.setdefault(breakdown[0], []).append(np.sum(mine, axis=0))
        for first, *others in sums.values():
            yield first <= most
            for other in others:
                yield first == other
        inside = [counts[k, part] for k in here if k.period_kind == "quarter"]
        years = [counts[k, part] for k in here if k[5:] == ("all", "all", "") and len(k[1]) > 7]
        for year in years if inside else ():
            yield np.sum(inside, axis=0) == year
    for key, cell in cells.items():
        if cell.unit == "percent":
            yield counts[key, "numerator"] <= counts[key, "denominator"]


def _follows_the_rule(
    cells: Mapping[Key, Cell], hidden: Collection[Key], counts: Counts, rule: int
) -> Iterator[NDArray[np.bool_]]:
    """A nought is shown, unless it is out of few or all of its breakdown is hidden."""
    for key in hidden:
        table = [k for k in cells if k[:6] == key[:6]]
        if key.breakdown != "all" and all(k in hidden for k in table):
            continue
        if cells[key].unit == "count":
            yield counts[key, "numerator"] >= 1
        else:
            left = counts[key, "denominator"] - counts[key, "numerator"]
            above = (counts[key, "numerator"] >= 1) & (left >= 1)
            few = (counts[key, "denominator"] >= 1) & (counts[key, "denominator"] <= rule)
            yield above | few
