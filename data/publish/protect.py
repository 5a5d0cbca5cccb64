"""Disclosure control as an edition is made, beside every edition that there is. Officers only.

What an audit of the finished edition needs stands in the edition itself, in five tables: what adds
up (`relation`); which earlier edition shows a figure that is hidden or has changed, but not the
figure itself, which may have been withdrawn (`earlier_figure`); what could be worked out whatever
is hidden now (`beyond_help`); which figures their sender had hidden, so that our rule does not say
that they are above nought (`marked`); and a mark for each block, keyed with the store's secret, by
which the next edition knows it again (`seal`). Nothing in them is secret.
"""

from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd

from data.editions.edition import Edition
from data.editions.folder import every_edition
from data.publish.verdicts import ruleset_fingerprint
from data.store.store import Snapshot
from metrics.disclosure.protect import (
    EarlierEdition,
    PreviousDecisions,
    ProtectedCells,
    cells_of,
    keys_of,
    protect,
    related_cells,
)
from metrics.disclosure.relations import Cell, Key
from metrics.measure import measure, measure_together
from metrics.years import aprils
from schemas.declared import Schemas
from schemas.periods import TOGETHER
from schemas.states import State

_PLACE = ("indicator", "area", "breakdown", "category")


def protect_snapshot(
    snapshot: Snapshot,
    schemas: Schemas,
    folder: Path | None = None,
    report: Callable[[float], None] = lambda done: None,
) -> ProtectedCells:
    """The cells of the next edition, with what is hidden decided by metrics.disclosure.protect,
    beside every edition that there is."""
    editions, cells = every_edition(folder), measure(snapshot.figures, schemas)
    return protect(
        cells,
        schemas,
        together=measure_together(cells, schemas),
        earlier=[_earlier(e, snapshot.figures_at.get(e.made), schemas) for e in editions],
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


def _earlier(edition: Edition, figures: pd.DataFrame | None, schemas: Schemas) -> EarlierEdition:
    """An earlier edition as it looks, with the counts behind what it hides: `figures` are the
    store's current ones of its day, None where that day cannot be found again."""
    looks = related_cells(edition.cells(), schemas)
    shown = frozenset(key for key, cell in looks.items() if cell.state == State.SHOWN)
    then = {} if figures is None else _truth(looks.keys() - shown, figures, schemas)
    cells = {key: c if key in shown else then.get(key, c) for key, c in looks.items()}
    return EarlierEdition(edition.name, cells, shown)


def _truth(hidden: Collection[Key], figures: pd.DataFrame, schemas: Schemas) -> dict[Key, Cell]:
    """What some cells truly were: worked out from their own rows, and from those of the quarters
    and years that they may be the sum of, and from no others."""
    wanted = pd.DataFrame(list(hidden), columns=[*Key._fields])
    spans = zip(*(aprils(wanted[f"period_{end}"]) for end in ("start", "end")), strict=True)
    places = wanted[[*_PLACE]].itertuples(index=False)
    years = {(*p, y) for p, (first, last) in zip(places, spans, strict=True)
             for y in range(first, last + 1)}  # fmt: skip
    rows = figures[figures["indicator"].isin({key.indicator for key in hidden})]
    mine = zip(*(rows[n] for n in _PLACE), aprils(rows["period_start"]), strict=True)
    rows = rows[[year in years for year in mine]]
    if not len(rows):
        return {}
    cells = measure(rows, schemas)
    are_together = (wanted["period_kind"] == TOGETHER).any()
    return cells_of(cells) | (cells_of(measure_together(cells, schemas)) if are_together else {})


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
