"""Disclosure control of a whole edition: from true counts to what may be seen, block by block.

First the rule (rule.py), then companions (secondary.py), so that nothing that is hidden can be
worked out from what is shown, in this edition or an earlier one. The decision on a block is reused
from the newest edition when its figures and the rules are unchanged.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from math import isnan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics.disclosure.audit import Block, Contradiction, Count, Target
from metrics.disclosure.relations import (
    CELL,
    Cell,
    Key,
    Relation,
    blocks,
    relations,
    series_of,
    table_of,
)
from metrics.disclosure.rule import tells_of_few, without_numbers
from metrics.disclosure.secondary import (
    Candidates,
    SecondarySuppression,
    choose_companions,
    choose_together,
)
from schemas.declared import ALL, Schemas
from schemas.periods import PeriodKind
from schemas.states import State

MOST_JOINED = 120
"""Hidden cells that years together may join: to attack more at once takes too long."""
_DATES = ("period_start", "period_end")
OF_A_CELL = [*CELL, "numerator", "denominator", "value", "unit", "state", "published"]
"""The columns of an edition that a cell is made of."""


@dataclass(frozen=True)
class EarlierEdition:
    """An earlier edition: its name, our cells as they truly were then, and those that it shows."""

    name: str
    cells: Mapping[Key, Cell]
    shown: frozenset[Key]


@dataclass(frozen=True)
class BlockDecision:
    """What is hidden of one block. `hidden`: its cells of now that are, by the rule, by a
    department, or as a companion. `known`: of each cell that an earlier edition shows as it is, or
    as it was, which edition. `is_new`: decided now, and not taken over from the newest edition."""

    block: Block
    seals: frozenset[str]
    hidden: frozenset[Key]
    known: Mapping[Key, str]
    protected: SecondarySuppression
    is_new: bool

    @property
    def holds_hidden(self) -> bool:
        """Whether anything is hidden in it, now or in an earlier edition."""
        return any(k in self.hidden or _is_hidden(self.block, k) for k in self.block.cells)


@dataclass(frozen=True)
class PreviousDecisions:
    """What the newest edition decided: the seals of its blocks, the cells that it hides, and the
    counts that it found to be disclosed already."""

    seals: frozenset[str] = frozenset()
    hidden: frozenset[Key] = frozenset()
    already_disclosed: frozenset[Count] = frozenset()


@dataclass(frozen=True)
class ProtectedCells:
    """The cells of an edition, small numbers and their companions hidden and emptied; as they truly
    are, for an officer's eyes; years together, hidden and emptied alike; and the decision on each
    block."""

    cells: pd.DataFrame
    true: pd.DataFrame = field(repr=False)
    together: pd.DataFrame
    decisions: tuple[BlockDecision, ...] = field(repr=False)

    @property
    def companions(self) -> frozenset[Key]:
        """Every cell that is hidden to protect another."""
        return frozenset(key for d in self.decisions for key in d.protected.companions)

    @property
    def changed(self) -> frozenset[Key]:
        """The cells of every block that is not as it was in the edition before."""
        return frozenset(key for d in self.decisions if d.is_new for key in d.block.cells)

    @property
    def unsafe(self) -> tuple[Target, ...]:
        """Counts that could be worked out, because of figures that must be shown."""
        return tuple(target for d in self.decisions for target in d.protected.unsafe)


def protect(
    cells: pd.DataFrame,
    schemas: Schemas,
    *,
    together: pd.DataFrame | None = None,
    earlier: Sequence[EarlierEdition] = (),
    before: PreviousDecisions | None = None,
    seal: Callable[[str], str] = str,
    report: Callable[[float], None] = lambda fraction: None,
) -> ProtectedCells:
    """Decide what is hidden. `cells` are as metrics.measure makes them: one row a cell, its
    state by the rule alone, and its true numbers.

    `together`: two and three years together, made alike, shown where the newest year is hidden.
    `earlier`: every earlier edition. `before`: what the newest of them decided. `seal` is an HMAC:
    block fingerprints are built from true counts and must not be guessable. `report` is called with
    how much is done, 0 to 1.
    """
    hide_up_to = schemas.council.disclosure.hide_up_to
    before, current = before or PreviousDecisions(), cells_of(related_rows(cells, schemas))
    current = _without_telling_means(current, earlier, hide_up_to)
    now = relations(current, schemas)
    seals = _seals(current, now, schemas, seal)
    linked = _link(current, now, schemas, earlier)
    groups, decisions = blocks(linked.cells, linked.relations), []
    for n, (keys, related) in enumerate(groups):
        report(n / len(groups))
        of_now = [key for key in keys if key in current]
        block = Block({k: linked.cells[k] for k in keys}, related, hide_up_to)
        is_as_before = bool(of_now) and all(seals[key] in before.seals for key in of_now)
        if is_as_before:
            protected = _as_before(block, before)
        else:
            block, protected = _suppress(block, _candidates(block, linked, schemas, before))
        marks = frozenset(seals[key] for key in of_now)
        hidden = frozenset(k for k in of_now if k in protected.companions or _is_hidden(block, k))
        known = {k: linked.shown_in[k] for k in keys if k in linked.shown_in}
        decisions.append(
            BlockDecision(block, marks, hidden, known, protected, is_new=not is_as_before)
        )
    together = cells.head(0) if together is None else together
    offered = _offered(cells_of(together), current, _hidden(decisions))
    decisions = _beside_years_together(decisions, offered, current, schemas, earlier)
    hidden = _hidden(decisions)
    tried = offered.keys() & {key for decision in decisions for key in decision.block.cells}
    return ProtectedCells(
        cells=_without(cells, hidden),
        true=cells,
        together=_without(together[_among(together, tried)], hidden),
        decisions=tuple(decisions),
    )


def _hidden(decisions: Iterable[BlockDecision]) -> frozenset[Key]:
    return frozenset(key for decision in decisions for key in decision.hidden)


def _without(cells: pd.DataFrame, hidden: Collection[Key]) -> pd.DataFrame:
    """The same cells, those that are hidden emptied."""
    states = cells["state"].mask(_among(cells, hidden), str(State.SUPPRESSED))
    return without_numbers(cells.assign(state=states))


def _among(cells: pd.DataFrame, keys: Collection[Key]) -> pd.Series:
    return pd.Series([key in keys for key in keys_of(cells)], index=cells.index, dtype=bool)


def _is_hidden(block: Block, key: Key) -> bool:
    return block.cells[key].state == State.SUPPRESSED


def _as_before(block: Block, before: PreviousDecisions) -> SecondarySuppression:
    """What was decided for the edition before, in which every figure was as it is."""
    shown = (key for key, cell in block.cells.items() if cell.state == State.SHOWN)
    disclosed = frozenset(count for count in before.already_disclosed if count[0] in block.cells)
    companions = frozenset(key for key in shown if key in before.hidden)
    return SecondarySuppression(companions, already_disclosed=disclosed)


def _suppress(block: Block, candidates: Candidates) -> tuple[Block, SecondarySuppression]:
    """The companions of a block. Where its figures contradict each other nobody can say what
    follows from them, so nothing of it is shown, and its relations are dropped."""
    try:
        return block, choose_companions(block, candidates)
    except Contradiction:
        bare = Block(block.cells, [], block.hide_up_to)
        return bare, SecondarySuppression(candidates.ours)


def _without_telling_means(
    cells: Mapping[Key, Cell], earlier: Sequence[EarlierEdition], hide_up_to: int
) -> dict[Key, Cell]:
    """Cells of now, a mean hidden where an earlier edition shows it of a few children more or
    less."""
    telling = {
        key
        for edition in earlier
        for key in shown_means(cells) & edition.shown
        if tells_of_few(cells[key], edition.cells[key], hide_up_to)
    }
    hidden = str(State.SUPPRESSED)
    return {k: replace(c, state=hidden) if k in telling else c for k, c in cells.items()}


def shown_means(cells: Mapping[Key, Cell]) -> set[Key]:
    """Of some cells, the means of ours that are shown."""
    means = {k: c for k, c in cells.items() if c.unit == "score" and not c.published}
    return {key for key, cell in means.items() if cell.state == State.SHOWN}


def _candidates(
    block: Block, linked: "_Linked", schemas: Schemas, before: PreviousDecisions
) -> Candidates:
    ours = {key: cell for key, cell in block.cells.items() if not cell.published}
    small = {key for key, cell in ours.items() if cell.state == State.SUPPRESSED}
    shown = {key for key, cell in ours.items() if cell.state == State.SHOWN and not key.edition}
    always = schemas.council.disclosure.always_show
    return Candidates(
        small=frozenset(small - set(linked.shown_in)),
        ours=frozenset(shown - set(linked.shown_in)),
        kept=frozenset(k for k in shown if k.indicator in always and k.breakdown == ALL),
        wanted=before.hidden,
    )


# Years together


def _offered(
    together: Mapping[Key, Cell], current: Mapping[Key, Cell], hidden: Collection[Key]
) -> dict[Key, Cell]:
    """Of each series whose newest year is hidden, the shortest years together that the rule shows,
    and that another of its years is hidden in; and, of their tables, those that it hides."""
    years = [key for key in current if key.period_kind == PeriodKind.FINANCIAL_YEAR]
    newest = {
        (k.indicator, k.area): k.period_end for k in sorted(years, key=lambda k: k.period_end)
    }
    unseen = defaultdict(list)
    for key in years:
        if key in hidden:
            unseen[series_of(key)].append(key)
    wanted = [
        key
        for key in sorted(together, key=lambda k: k.period_start, reverse=True)
        if key.period_end == newest.get((key.indicator, key.area))
        and any(year.period_end == key.period_end for year in unseen[series_of(key)])
        and sum(key.period_start <= year.period_start for year in unseen[series_of(key)]) > 1
    ]
    by_rule = [key for key in wanted if together[key].state == State.SHOWN]
    shown = {series_of(key): key for key in reversed(by_rule)}.values()
    tables = {table_of(key) for key in shown}
    small = [key for key in wanted if key not in by_rule and table_of(key) in tables]
    return {key: together[key] for key in (*shown, *small)}


def _beside_years_together(
    decisions: list[BlockDecision],
    offered: dict[Key, Cell],
    current: Mapping[Key, Cell],
    schemas: Schemas,
    earlier: Sequence[EarlierEdition],
) -> list[BlockDecision]:
    """The decisions, those on blocks that years together join as one. All else is decided by then,
    so that nothing is hidden for the sake of these."""
    if not offered:
        return decisions
    of = {key: decision for decision in decisions for key in decision.block.cells}
    named, shared = {key.indicator for key in offered}, set(schemas.relations.indicators)
    measures = named | (shared if named & shared else set())

    def decided(cells: Mapping[Key, Cell]) -> dict[Key, Cell]:
        return {key: cell for key, cell in cells.items() if key.indicator in measures}

    now = decided(current) | offered
    before = [replace(edition, cells=decided(edition.cells)) for edition in earlier]
    linked = _link(now, relations(now, schemas), schemas, before)
    for keys, related in blocks(linked.cells, linked.relations):
        mine = frozenset(offered.keys() & set(keys))
        parts = list({id(of[key]): of[key] for key in keys if key in of}.values())
        if mine and sum(len(part.hidden) for part in parts) <= MOST_JOINED:
            block = Block({k: linked.cells[k] for k in keys}, related, parts[0].block.hide_up_to)
            with suppress(Contradiction):  # else none is shown there
                joined = _joined(block, parts, mine, linked.shown_in)
                if not mine <= joined.hidden:
                    decisions = [d for d in decisions if d not in parts] + [joined]
    return decisions


def _joined(
    block: Block,
    parts: Sequence[BlockDecision],
    joining: frozenset[Key],
    shown_in: Mapping[Key, str],
) -> BlockDecision:
    """The decisions on some blocks as one, with years together that join them."""
    hidden = {k for k, cell in block.cells.items() if cell.state == State.SUPPRESSED}
    hidden |= {key for part in parts for key in part.hidden}
    disclosed = frozenset(c for part in parts for c in part.protected.already_disclosed)
    offered, known = joining - hidden, joining & shown_in.keys()
    if is_new := any(part.is_new for part in parts):
        shown = choose_together(block, hidden - shown_in.keys(), offered, known, disclosed)
    else:
        shown = offered & known
    return BlockDecision(
        block,
        frozenset(mark for part in parts for mark in part.seals),
        frozenset(k for k in hidden | (joining - shown) if not k.edition),
        {key: shown_in[key] for key in block.cells if key in shown_in},
        SecondarySuppression(
            frozenset(key for part in parts for key in part.protected.companions),
            tuple(target for part in parts for target in part.protected.unsafe),
            disclosed,
        ),
        is_new,
    )


# Cells


def keys_of(cells: pd.DataFrame) -> list[Key]:
    """The key of each row: columns CELL, and edition where there is one ('' otherwise)."""
    start, end = (_dates(cells[name]) for name in _DATES)
    named = [cells[name].astype(str).tolist() for name in CELL if name not in _DATES]
    indicator, kind, area, breakdown, category = named
    edition = cells["edition"].tolist() if "edition" in cells else [""] * len(cells)
    rows = zip(indicator, kind, start, end, area, breakdown, category, edition, strict=True)
    return [Key(*row) for row in rows]


def _dates(column: pd.Series) -> list[date]:
    """Each row's date. There are few different ones, so that each is made once."""
    codes, different = pd.factorize(pd.to_datetime(column))
    dates = pd.DatetimeIndex(different).date
    return [dates[code] for code in codes]


def related_rows(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """The cells that relations may hold among: of every indicator that has one of ours in an area,
    and of those that it shares children with."""
    pairs = list(zip(cells["indicator"], cells["area"], strict=True))
    ours = {p for p, theirs in zip(pairs, cells["published"], strict=True) if not theirs}
    named = schemas.relations.indicators
    areas = {area for indicator, area in ours if indicator in named}
    related = ours | {(indicator, area) for indicator in named for area in areas}
    return cells[np.array([pair in related for pair in pairs], dtype=bool)]


def different_rows(
    frames: Sequence[pd.DataFrame], columns: list[str]
) -> tuple[pd.DataFrame, list[NDArray[np.intp]]]:
    """The rows of some frames that are different by these columns, and which of them each has."""
    every = pd.concat(frames)
    numbers = every.groupby(columns, dropna=False, sort=False).ngroup()
    _, first, all_of_them = np.unique(numbers, return_index=True, return_inverse=True)
    ends = np.cumsum([len(frame) for frame in frames])
    return every.iloc[first], np.split(all_of_them, ends[:-1])


def cells_of_each(frames: Sequence[pd.DataFrame]) -> list[dict[Key, Cell]]:
    """The cells of each of some frames: those that are alike are made once."""
    if not frames:
        return []
    rows, numbers = different_rows(frames, OF_A_CELL)
    cells = list(_cells_of_rows(rows))
    return [dict(cells[n] for n in mine) for mine in numbers]


def cells_of(kept: pd.DataFrame) -> dict[Key, Cell]:
    """Rows as cells, by key, whatever their state. Columns: OF_A_CELL."""
    return dict(_cells_of_rows(kept))


def _cells_of_rows(kept: pd.DataFrame) -> Iterator[tuple[Key, Cell]]:
    is_count = kept["unit"] == "count"
    counts = kept["numerator"].astype("Float64").mask(is_count, kept["value"].astype("Float64"))
    numbers = [_numbers(counts), _numbers(kept["denominator"]), _numbers(kept["value"])]
    columns = [*numbers, *(kept[name].tolist() for name in ("unit", "state", "published"))]
    rows = zip(*columns, strict=True)
    return ((key, _cell(*row)) for key, row in zip(keys_of(kept), rows, strict=True))


def _numbers(column: pd.Series) -> list[float | None]:
    """Each row's number, None where there is none."""
    floats = column.astype("Float64").to_numpy(dtype="float64", na_value=np.nan).tolist()
    return [None if isnan(number) else number for number in floats]


def _cell(
    count: float | None,
    out_of: float | None,
    value: float | None,
    unit: str,
    state: str,
    published: bool,
) -> Cell:
    sums = None
    if unit == "score":
        sums = _sums(count, out_of, value)
        count = None
    if unit == "count":
        out_of = None
    marked = state == State.SUPPRESSED and count is None and out_of is None
    return Cell(count, out_of, unit, str(state), bool(published), marked, sums)


def _sums(
    total: float | None, out_of: float | None, mean: float | None
) -> tuple[float, float] | None:
    """Between what a score's values add up: to its numerator, if it has one, else to its mean,
    which is rounded to its last decimal, of one at least, times how many it is of."""
    if total is not None:
        return total, total
    if out_of is None or mean is None:
        return None
    decimals = max(1, len(f"{mean:.6f}".rstrip("0").partition(".")[2]))
    half_a_step = 0.5 * 10.0**-decimals
    return out_of * (mean - half_a_step), out_of * (mean + half_a_step)


def _seals(
    current: Mapping[Key, Cell],
    relations_now: Sequence[Relation],
    schemas: Schemas,
    seal: Callable[[str], str],
) -> dict[Key, str]:
    """For each cell, a fingerprint that is the same as long as nothing in its block changes."""
    rule = schemas.council.disclosure.model_dump_json()
    seals = {}
    for keys, related in blocks(current, relations_now):
        cells = [(key, current[key]) for key in sorted(keys)]
        seals.update(dict.fromkeys(keys, seal(repr((rule, cells, related)))))
    return seals


# Earlier editions


@dataclass
class _Linked:
    """The cells of now and of earlier editions, one for a figure that is unchanged, and what adds
    up among them. `shown_in`: of each cell that an earlier edition shows, which edition."""

    cells: dict[Key, Cell]
    relations: list[Relation]
    shown_in: dict[Key, str] = field(default_factory=dict)


def _link(
    current: Mapping[Key, Cell],
    relations_now: Sequence[Relation],
    schemas: Schemas,
    earlier: Sequence[EarlierEdition],
) -> _Linked:
    """The figures of now, linked to those of earlier editions."""
    linked = _Linked(dict(current), list(relations_now))
    versions = {(key, c.numerator, c.denominator, c.sums): key for key, c in current.items()}
    terms_known = {relation.terms for relation in linked.relations}
    beside: dict[Key, Cell] = {}
    for edition in earlier:
        named: dict[Key, Key] = {}
        for key, cell in edition.cells.items():
            version = (key, cell.numerator, cell.denominator, cell.sums)
            if version not in versions:
                versions[version] = key._replace(edition=edition.name)
            named[key] = versions[version]
            if key in edition.shown:
                linked.shown_in[named[key]] = edition.name
            if named[key].edition:
                state = State.SHOWN if named[key] in linked.shown_in else State.SUPPRESSED
                linked.cells[named[key]] = replace(cell, state=str(state))
        beside, before = _beside_changed(edition.cells, named, schemas), beside
        for relation in relations(beside, schemas) if beside != before else ():
            then = (named.get(t.key, t.key._replace(edition=edition.name)) for t in relation.terms)
            terms = tuple(t._replace(key=k) for t, k in zip(relation.terms, then, strict=True))
            if terms not in terms_known and any(t.key.edition for t in terms):
                terms_known.add(terms)
                linked.relations.append(Relation(relation.kind, terms))
    return linked


def _beside_changed(
    cells: Mapping[Key, Cell], named: Mapping[Key, Key], schemas: Schemas
) -> dict[Key, Cell]:
    """Of an edition's cells, those of every measure in which a figure is not as it is now, and of
    the measures that it is declared to share children with: no other relation can hold one."""
    changed = {key.indicator for key, name in named.items() if name.edition}
    related = schemas.relations.indicators
    measures = changed | (set(related) if changed & set(related) else set())
    return {key: cell for key, cell in cells.items() if key.indicator in measures}
