"""Disclosure control as an edition is made, beside every edition that there is. Officers only.

What an audit of the finished edition needs stands in the edition itself, in five tables: what adds
up (`relation`); which earlier edition shows a figure that is hidden or has changed, but not the
figure itself, which may have been withdrawn (`earlier_figure`); what could be worked out whatever
is hidden now (`beyond_help`); which figures their sender had hidden, so that our rule does not say
that they are above nought (`marked`); and a mark for each block, keyed with the store's secret, by
which the next edition knows it again (`seal`). Nothing in them is secret.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence, Set
from pathlib import Path

import numpy as np
import pandas as pd

from data.editions.edition import Edition
from data.editions.folder import every_edition
from data.publish.verdicts import ruleset_fingerprint
from data.store.store import Snapshot
from metrics.disclosure.protect import (
    OF_A_CELL,
    EarlierEdition,
    PreviousDecisions,
    ProtectedCells,
    cells_of,
    cells_of_each,
    different_rows,
    keys_of,
    protect,
    related_rows,
)
from metrics.disclosure.relations import CELL, Cell, Key
from metrics.measure import measure, measure_together
from metrics.years import aprils
from schemas.declared import Schemas
from schemas.states import State

_PLACE = ("indicator", "area", "breakdown", "category")
_SAID = [*CELL, *("numerator", "denominator", "value", "marker", "published", "illustrative")]
"""All of a row of the store that a cell is made of."""


def protect_snapshot(
    snapshot: Snapshot,
    schemas: Schemas,
    folder: Path | None = None,
    report: Callable[[float], None] = lambda done: None,
) -> ProtectedCells:
    """The cells of the next edition, with what is hidden decided by metrics.disclosure.protect,
    beside every edition that there is."""
    editions, cells = every_edition(folder), measure(snapshot.figures, schemas)
    together = measure_together(cells, schemas)
    now = cells_of(related_rows(cells, schemas)) | cells_of(together)
    return protect(
        cells,
        schemas,
        together=together,
        earlier=list(_earlier(editions, snapshot, now, schemas)),
        before=_before(editions[-1]) if editions else None,
        seal=lambda text: snapshot.seal(ruleset_fingerprint() + text),
        report=report,
    )


def _before(edition: Edition) -> PreviousDecisions:
    cells, known = edition.cells(), edition.audit_table("beyond_help")
    hidden = cells[cells["state"] == str(State.SUPPRESSED)]
    return PreviousDecisions(
        seals=frozenset(edition.audit_table("seal")["mark"]),
        hidden=frozenset(keys_of(hidden)),
        already_disclosed=frozenset(zip(keys_of(known), known["what"], strict=True)),
    )


def _earlier(
    editions: Sequence[Edition], snapshot: Snapshot, now: Mapping[Key, Cell], schemas: Schemas
) -> Iterator[EarlierEdition]:
    """Each earlier edition as it looks, with the counts behind what it hides, where the store can
    still say what was current on its day. What editions have alike is looked at once."""
    looks = cells_of_each([related_rows(edition.cells(OF_A_CELL), schemas) for edition in editions])
    hidden = [{k for k, cell in of.items() if cell.state != State.SHOWN} for of in looks]
    nothing = snapshot.figures.head(0)
    figures = [snapshot.figures_at.get(edition.made, nothing) for edition in editions]
    truths = _truths(hidden, figures, snapshot.figures, now, schemas)
    for edition, of, unseen, truth in zip(editions, looks, hidden, truths, strict=True):
        yield EarlierEdition(edition.name, of | truth, frozenset(of.keys() - unseen))


def _truths(
    hidden: Sequence[Set[Key]],
    figures: Sequence[pd.DataFrame],
    today: pd.DataFrame,
    now: Mapping[Key, Cell],
    schemas: Schemas,
) -> Iterator[dict[Key, Cell]]:
    """What the hidden cells of each edition truly were, where the `figures` of its day say: as
    `now` where they rest on the same figures, else worked out from their own rows, and from those
    of the quarters and years that they may be the sum of."""
    named, areas = ({key[at] for keys in hidden for key in keys} for at in (0, 4))
    own = [f[f["indicator"].isin(named) & f["area"].isin(areas)] for f in (*figures, today)]
    rows, numbers = different_rows(own, _SAID)
    years = [*zip(*(rows[name] for name in _PLACE), aprils(rows["period_start"]), strict=True)]
    for keys, mine in zip(hidden, numbers[:-1], strict=True):
        moved = {years[n] for n in np.setxor1d(mine, numbers[-1])}
        cells = {k: now[k] for k in keys & now.keys() if moved.isdisjoint(_rests_on(k))}
        left = keys - cells.keys()
        wanted = {year for key in left for year in _rests_on(key)}
        then = rows.iloc[[n for n in mine if years[n] in wanted]]
        if len(then):
            measured = measure(then, schemas)
            worked_out = cells_of(measured) | cells_of(measure_together(measured, schemas))
            cells |= {key: worked_out[key] for key in left & worked_out.keys()}
        yield cells


def _rests_on(key: Key) -> Iterator[tuple[Hashable, ...]]:
    """The measure, area and category of a cell in the April of each year that it is of."""
    first, last = (day.year - (day.month < 4) for day in (key.period_start, key.period_end))
    place = (key.indicator, key.area, key.breakdown, key.category)
    return ((*place, april) for april in range(first, last + 1))


def audit_tables(safe: ProtectedCells) -> dict[str, pd.DataFrame]:
    """The tables by which the finished edition can be audited, by name."""
    blocks = [decision for decision in safe.decisions if decision.holds_hidden]
    relations = [relation for b in blocks for relation in b.block.relations]
    terms = [
        (number, relation.kind, term.times, term.part, *term.key)
        for number, relation in enumerate(relations)
        for term in relation.terms
    ]
    earlier = [
        (*key, shown_in)
        for b in blocks
        for key, shown_in in b.known.items()
        if key.edition or key in b.hidden
    ]
    disclosed = [(*k, what) for b in blocks for k, what in sorted(b.protected.already_disclosed)]
    by_sender = [key for b in blocks for key, cell in b.block.cells.items() if cell.marked]
    marks = {mark for decision in safe.decisions for mark in decision.seals}
    of_a_key = list(Key._fields)
    return {
        "relation": pd.DataFrame(terms, columns=["number", "kind", "times", "part", *of_a_key]),
        "earlier_figure": pd.DataFrame(earlier, columns=[*of_a_key, "shown_in"]),
        "beyond_help": pd.DataFrame(disclosed, columns=[*of_a_key, "what"]),
        "marked": pd.DataFrame(by_sender, columns=of_a_key),
        "seal": pd.DataFrame({"mark": sorted(marks)}),
    }
