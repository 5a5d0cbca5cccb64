"""The audit finds just what can be worked out, and companions leave nothing that can be."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from random import Random

import pytest

from metrics.disclosure.audit import Block
from metrics.disclosure.relations import Cell, Key, Relation, Term, relations
from metrics.disclosure.secondary import Candidates, choose_companions, is_empty
from schemas.declared import Schemas
from tests.metrics.brute_force import ranges
from tests.support.depth import night

YEAR = ("financial year", date(2024, 4, 1), date(2025, 3, 31))
QUARTERS = [
    ("quarter", date(2024, 4, 1), date(2024, 6, 30)),
    ("quarter", date(2024, 7, 1), date(2024, 9, 30)),
    ("quarter", date(2024, 10, 1), date(2024, 12, 31)),
    ("quarter", date(2025, 1, 1), date(2025, 3, 31)),
]
RULE, MOST, MOST_TRIED = 2, 11, 5
"""A rule that hides 1 and 2, counts up to 11, and five of them hidden: so few that everything can
be tried."""


def table(chance: Random, unit: str) -> dict[Key, Cell]:
    """A year with up to two breakdowns and its quarters; so small that much of it is hidden."""
    events = chance.randint(1, MOST)
    here = ("initial_health_assessments", *YEAR, "E10000024")
    shapes = {"sex": chance.randint(2, 3), "age": chance.randint(2, 3)}
    kinds = [k for k in shapes if chance.random() < 0.8]
    placed: dict[Key, list[bool]] = {Key(*here): []}
    for breakdown in kinds:
        for n in range(shapes[breakdown]):
            placed[Key(*here, breakdown, str(n))] = []
    with_quarters = chance.random() < 0.5
    for period in QUARTERS if with_quarters else []:
        placed[Key(here[0], *period, here[-1])] = []
    for _ in range(events):
        done = chance.random() < 0.6 or unit == "count"
        mine = [Key(*here)]
        mine += [Key(*here, b, str(chance.randrange(shapes[b]))) for b in kinds]
        if with_quarters:
            mine.append(Key(here[0], *chance.choice(QUARTERS), here[-1]))
        for key in mine:
            placed[key].append(done)
    if chance.random() < 0.3 and len(kinds) == 2:
        del placed[Key(*here)]  # two breakdowns of a total that nobody gives
        placed = {k: v for k, v in placed.items() if k.period_kind != "quarter"}
    return {
        key: cell(sum(done), len(done), unit)
        for key, done in placed.items()
        if done or unit == "count"
    }


def cell(numerator: int, denominator: int, unit: str) -> Cell:
    counts = [numerator] if unit == "count" else [numerator, denominator, denominator - numerator]
    small = any(1 <= count <= RULE for count in counts)
    out_of = None if unit == "count" else float(denominator)
    return Cell(float(numerator), out_of, unit, "suppressed" if small else "shown", False)


def whole(cells: dict[Key, Cell], schemas: Schemas) -> Block:
    return Block(cells, relations(cells, schemas), RULE, top=MOST)


def cases(seeds: range, most_hidden: int, unit: str) -> Iterator[tuple[Random, dict[Key, Cell]]]:
    for seed in seeds:
        chance = Random(seed)
        cells = table(chance, unit)
        if len(cells) > 1:
            yield chance, cells


BATCHES = [
    pytest.param(range(start, start + 50), id=f"from {start}", marks=night if start else ())
    for start in range(0, 600, 50)
]


@pytest.mark.parametrize("unit", ["count", "percent"])
@pytest.mark.parametrize("seeds", BATCHES)
def test_the_audit_finds_what_trying_everything_finds(
    seeds: range, unit: str, schemas: Schemas
) -> None:
    most = 4 if unit == "count" else 2
    for chance, cells in cases(seeds, most, unit):
        filled = [k for k, c in cells.items() if c.numerator and c.numerator != c.denominator]
        hidden = frozenset(chance.sample(filled, min(len(filled), chance.randint(1, most))))
        tried = ranges(cells, hidden, RULE, MOST)
        for asked, fits in whole(cells, schemas).feasible_ranges(hidden).items():
            if asked.key not in cells:
                continue  # a total that nobody gives
            assert fits == tried[asked.count], (asked, tried)


@pytest.mark.parametrize("unit", ["count", "percent"])
@pytest.mark.parametrize("seeds", BATCHES)
def test_when_companions_are_chosen_nothing_can_be_worked_out_even_by_trying_everything(
    seeds: range, unit: str, schemas: Schemas
) -> None:
    for _, cells in cases(seeds, 0, unit):
        block = whole(cells, schemas)
        small = frozenset(k for k, c in cells.items() if c.state == "suppressed")
        protected = choose_companions(block, Candidates(small, frozenset(cells) - small))
        hidden = small | protected.companions
        assert not protected.unsafe
        if sum(2 - (unit == "count") for _ in hidden) > MOST_TRIED:
            continue
        for (key, what), (least, greatest) in ranges(cells, hidden, RULE, MOST).items():
            helpless = (key, what) in protected.already_disclosed
            is_asked = what == "numerator" or (least <= RULE and greatest >= 1)
            assert helpless or not is_asked or greatest - least >= RULE, (key, what)


@pytest.mark.parametrize("unit", ["count", "percent"])
@pytest.mark.parametrize("seeds", BATCHES[:2])
def test_every_single_companion_is_needed(seeds: range, unit: str, schemas: Schemas) -> None:
    needed = 0
    for _, cells in cases(seeds, 0, unit):
        block = whole(cells, schemas)
        small = frozenset(k for k, c in cells.items() if c.state == "suppressed")
        protected = choose_companions(block, Candidates(small, frozenset(cells) - small))
        for companion in protected.companions:
            if is_empty(block, companion):
                continue  # hidden with all of its breakdown, and shown with it
            without = small | (protected.companions - {companion})
            found = {asked.count for asked in block.unsafe(without)}
            assert found - protected.already_disclosed, companion
            needed += 1
    assert needed > 3


@pytest.mark.parametrize("seeds", BATCHES)
def test_what_an_edition_says_of_a_hidden_cell_that_has_changed_is_known_to_the_audit(
    seeds: range, schemas: Schemas
) -> None:
    """Categories of one total, now and then: some are as they were, and so are one number; the
    others are named, and so are two that differ."""
    told = 0
    for chance in map(Random, seeds):
        here = ("initial_health_assessments", *YEAR, "E10000024")
        keys = [Key(*here), *(Key(*here, "sex", str(n)) for n in range(3))]
        now = [chance.randint(0, 1) for _ in keys[1:]]
        then = [max(0, n + chance.choice([-1, 0, 0, 1])) for n in now]
        versions = {}
        for counts, edition in ((now, ""), (then, "before")):
            values = dict(zip(keys, [sum(counts), *counts], strict=True))
            of = {
                k: k if values[k] == versions.get(k) else k._replace(edition=edition) for k in keys
            }
            versions |= {of[k]: n for k, n in values.items()}
            if edition:
                before = [of[k] for k in keys]
        sums = [keys, before]
        hidden = [k for k in versions if k.breakdown == "sex"]
        cells = {k: Cell(float(n), None, "count", "shown", False) for k, n in versions.items()}
        related = [
            Relation(
                "categories",
                tuple(Term(-1 if n == 0 else 1, key, "numerator") for n, key in enumerate(keys)),
            )
            for keys in sums
        ]
        found = Block(cells, related, RULE, top=MOST).feasible_ranges(hidden)
        tried = [
            fits
            for numbers in product(range(1 + max(versions.values())), repeat=len(hidden))
            if _fits(fits := versions | dict(zip(hidden, numbers, strict=True)), sums)
        ]
        for asked, ends in found.items():
            fitting = {fits[asked.key] for fits in tried if _differ(fits)}
            assert ends == (min(fitting), max(fitting)), asked
            told += fitting < {fits[asked.key] for fits in tried}
    assert told > 0, "it matters"


def _fits(numbers: dict[Key, int], sums: list[list[Key]]) -> bool:
    return all(numbers[total] == sum(numbers[k] for k in parts) for total, *parts in sums)


def _differ(numbers: dict[Key, int]) -> bool:
    changed = [key for key in numbers if key.edition]
    return all(numbers[key] != numbers[key._replace(edition="")] for key in changed)
