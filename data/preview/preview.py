"""What would change if these extracts were added, or one withdrawn, and the store then published.
Officers only. Looking changes nothing; what is seen is in data.preview.model.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pandas as pd

from data.editions.folder import current_edition, current_name, edition_names, every_edition
from data.preview.model import (
    MOST_NAMED,
    Cells,
    Charted,
    Hidden,
    Preview,
    Reason,
    Row,
    cell_of,
    corrections_of,
    period_of,
)
from data.preview.plausibility import no_longer, questions, unexplained_jumps
from data.publish.audit import cell_name
from data.publish.notes import publishable_notes
from data.publish.protect import protect_snapshot
from data.publish.verdicts import wording_of
from data.store.compare import compare
from data.store.decisions import ExtractState
from data.store.store import Store
from data.store.what_if import Arriving, WhatIfStore, what_if
from metrics.changes.notes import about, changed_notes
from metrics.changes.words import changed_words
from metrics.disclosure.protect import ProtectedCells, keys_of, protect
from metrics.disclosure.relations import CELL
from metrics.measure import measure_together
from metrics.measurement import Measurement
from schemas.declared import ALL, Schemas
from schemas.notes import with_breaks
from schemas.periods import PeriodKind
from schemas.problems import Refused
from schemas.progress import OnProgress
from schemas.states import State

MOST_HIDDEN = 0.3
"""The share of a file's figures that may be hidden before other designs are worked out."""
FEW_GROUPS = 5  # of a breakdown, for two of them to be left out
_BREAKDOWN = ["indicator", "area", "breakdown"]


def preview(
    store: Store,
    schemas: Schemas,
    arriving: Arriving,
    folder: Path | None = None,
    report: OnProgress = lambda done, doing: None,
) -> Preview:
    """What would change if these checked extracts were added and the store published.

    `folder` is the editions' (default: where OUTCOMES_EDITIONS points); what is current there is
    the before. `report` is called with how far it is. Raises Refused with every problem when any of
    the extracts has one.
    """
    if any(extract.refused for extract, _ in arriving):
        raise Refused(p for e, _ in arriving if e.refused for p in e.problems)
    known = ((extract.name, store.find_extract(extract.fingerprint)) for extract, _ in arriving)
    already = tuple((name, extract[1]) for name, extract in known if extract)
    with what_if(store, arriving) as scenario:
        return _preview(store, scenario, schemas, folder, already, report)


def preview_decision(
    store: Store,
    schemas: Schemas,
    extract_id: int,
    state: ExtractState,
    folder: Path | None = None,
    report: OnProgress = lambda done, doing: None,
) -> Preview:
    """What would change if an extract were withdrawn ('withdrawn'), or put back or accepted
    ('accepted'), and the store published. Raises Refused when there is no such extract."""
    if extract_id not in set(store.extracts()["id"]):
        raise Refused.because(f"extract {extract_id}", "there is no extract of that number.")
    with what_if(store, decided={extract_id: state}) as scenario:
        return _preview(store, scenario, schemas, folder, (), report)


def _preview(
    store: Store,
    scenario: WhatIfStore,
    schemas: Schemas,
    folder: Path | None,
    already: tuple[tuple[str, ExtractState], ...],
    report: OnProgress,
) -> Preview:
    report(0.0, "Setting it beside what is in the store")
    code = schemas.council.code
    before = _declared(store.current_figures(code), schemas)
    after = _declared(scenario.current_figures(code), schemas)
    arriving = _declared(scenario.counts(scenario.arrived), schemas)
    compared = compare(before, after, arriving, scenario.arrived)
    left_out = no_longer(scenario, arriving)
    would = _NextEdition(scenario, schemas, folder, report)
    report(0.75, "Setting it beside what everybody sees now")
    frames = (compared.new, compared.revised, compared.gone, compared.invented)
    named = scenario.extracts().set_index("id")["publication"]
    touched = {str(name) for frame in frames for name in frame["indicator"].unique()}
    charts = tuple(would.charts(touched))
    indicators = (*(c.indicator for c in charts), *(n.indicator for n in would.notes))
    return Preview(
        new=_cells(compared.new, schemas),
        revised=_cells(compared.revised, schemas),
        gone=_cells(compared.gone, schemas),
        outranked=_cells(compared.outranked, schemas),
        missing=_cells(_declared(left_out, schemas), schemas),
        unchanged=compared.unchanged,
        replaced=named[compared.over_published["extract_old"]].value_counts().to_dict(),
        invented=tuple(sorted(set(compared.invented["indicator"]))),
        already=already,
        kept_back=would.kept_back(after, arriving),
        hidden=tuple(would.hidden(charts)),
        unsafe=tuple(dict.fromkeys(cell_name(a.key, schemas) for a in would.safe.unsafe)),
        would_show_more=tuple(_would_show_more(would.safe, scenario.arrived, would.schemas)),
        words=would.words,
        affected=tuple(name for name in dict.fromkeys(indicators) if name),
        notes=would.notes,
        withheld_notes=would.withheld_notes,
        charts=charts,
        corrections=corrections_of(compared.revised, schemas),
        questions=questions(scenario, would.schemas, before, after, arriving, left_out),
        jumps=tuple(unexplained_jumps(after, scenario.arrived, would.schemas)),
        schemas=would.schemas,
    )


class _NextEdition:
    """What would be published, beside what is current."""

    def __init__(
        self,
        scenario: WhatIfStore,
        schemas: Schemas,
        folder: Path | None,
        report: OnProgress,
    ):
        there = edition_names(folder)
        self.current = current_edition(folder) if current_name(folder) in there else None
        self.arrived = scenario.arrived
        moments = [edition.made for edition in every_edition(folder)]
        snapshot = scenario.snapshot(schemas.council.code, moments)
        self.schemas = schemas = with_breaks(schemas, snapshot.notes)
        hiding = "Hiding what could point to a child"
        self.safe = protect_snapshot(
            snapshot, schemas, folder, lambda d: report(0.2 + 0.4 * d, hiding)
        )
        self.cells = self.safe.cells
        self.sources = {e["id"]: e for e in scenario.extracts_sealed().to_dict("records")}
        report(0.6, "Working out the words")
        current = self.current
        kept, withheld = publishable_notes(snapshot.notes, self.safe, schemas)
        self.notes = changed_notes(current.notes if current else (), kept, schemas)
        self.withheld_notes = tuple((about(n, schemas), numbers) for n, numbers in withheld.items())
        verdicts = {v.made_from: v for v in current.every_verdict()} if current else {}
        after = wording_of(self.cells, schemas, verdicts)
        self.words = changed_words(current.wording() if current else None, after)

    def charts(self, touched: set[str]) -> Iterator[Charted]:
        """Each indicator that anything changes of, in the order that they are shown."""
        ours = self.cells[self.cells["role"] != "elsewhere"]
        order = ["indicator", "period_end", "period_start", "area", "breakdown", "category"]
        by_indicator = groupby(_rows(ours.sort_values(order)), key=lambda row: row["indicator"])
        after = {name: list(rows) for name, rows in by_indicator}
        changed = touched | {change.indicator for change in self.words}
        for indicator in self.schemas.in_order(everything=True):
            was = self.current.measurements(indicator.id) if self.current else ()
            rows = after.get(indicator.id, [])
            same = list(map(_shown, was)) == list(map(_row_shown, rows))
            if not same or indicator.id in changed:
                yield Charted(indicator.id, was, tuple(map(self._measurement, rows)))

    def hidden(self, charts: Sequence[Charted]) -> Iterator[Hidden]:
        """What would be hidden of what arrives, and what is shown now and would not be."""
        ours = ~self.cells["published"].astype(bool)
        unseen = ours & (self.cells["state"] == State.SUPPRESSED) & (self.cells["marker"] != "c")
        was = {_place(m) for c in charts for m in c.before if m.state is State.SHOWN}
        true = self.safe.true[unseen]
        for row, key in zip(_rows(true), keys_of(true), strict=True):
            if row["extract"] in self.arrived or _placed(row) in was:
                reason = "part" if key in self.safe.companions else _reason(row, self.schemas)
                yield Hidden(cell_of(row, self.schemas), reason)

    def kept_back(self, latest: pd.DataFrame, arriving: pd.DataFrame) -> int:
        """How many figures of what arrives are current, and are not what the council publishes."""
        current, new, published = (
            pd.MultiIndex.from_frame(frame[CELL].astype(str))
            for frame in (latest, arriving, self.cells)
        )
        return int((new.isin(current) & ~new.isin(published)).sum())

    def _measurement(self, row: Row) -> Measurement:
        source = self.sources[row["extract"]]
        kept = {name: row[name] for name in Measurement.__slots__ if name in row}
        named = {"area_code": row["area"], "area": row["area_name"], "period": period_of(row)}
        behind = {"extract": source["fingerprint"], "source": source["publication"]}
        return Measurement(**{**kept, **named, **behind})


def _declared(frame: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    return frame[frame["indicator"].isin(list(schemas.indicators))]


def _cells(frame: pd.DataFrame, schemas: Schemas) -> Cells:
    many = frame["indicator"].value_counts()
    by_indicator = {
        i.id: int(many[i.id]) for i in schemas.in_order(everything=True) if i.id in many
    }
    ordered = frame[CELL].sort_values(CELL).head(MOST_NAMED)
    named = tuple(cell_of(row, schemas) for row in _rows(ordered))
    return Cells(len(frame), by_indicator, named)


def _reason(row: Row, schemas: Schemas) -> Reason:
    numerator, denominator = row["numerator"], row["denominator"]
    count = row["value"] if row["unit"] == "count" else numerator

    def small(number: float | None) -> bool:
        return number is not None and 1 <= number <= schemas.council.disclosure.hide_up_to

    if small(denominator):
        return "denominator"
    if small(count):
        return "count"
    left = denominator - numerator if None not in (numerator, denominator) else None
    return "complement" if row["unit"] == "percent" and small(left) else "part"


def _would_show_more(
    safe: ProtectedCells, arrived: Collection[int], schemas: Schemas
) -> Iterator[str]:
    """How many figures of the arriving measures other designs would show, by the rule itself with
    everything that adds up, but without earlier editions. Only where more than MOST_HIDDEN of all
    of them is hidden, or of those by groups."""
    ours = ~safe.true["published"].astype(bool)
    of = set(safe.true.loc[ours & safe.true["extract"].isin(arrived), "indicator"])
    is_theirs = safe.true["indicator"].isin(of)
    cells, now = safe.true[is_theirs], safe.cells[is_theirs & ours]
    shown = int((now["state"] == State.SHOWN).sum())
    unseen, by_groups = now["state"] != State.SHOWN, now["breakdown"] != ALL
    if not max(unseen.mean(), unseen[by_groups].mean()) > MOST_HIDDEN:
        return
    yield f"As it is, {shown:,} of {len(now):,} figures would be shown."
    for named, others in _designs(cells, schemas):
        hidden = protect(others.reset_index(drop=True), schemas).cells
        mine = hidden[~hidden["published"].astype(bool)]
        more = int((mine["state"] == State.SHOWN).sum())
        if len(mine) and more * len(now) > shown * len(mine):
            yield f"{named}: {more:,} of {len(mine):,}."


def _designs(cells: pd.DataFrame, schemas: Schemas) -> Iterator[tuple[str, pd.DataFrame]]:
    """What else the council could publish of the same counts: each with its name."""
    by_quarter = cells["period_kind"] == str(PeriodKind.QUARTER)
    groups = cells["breakdown"] != ALL
    years = cells[~by_quarter]
    if by_quarter.any() and len(years):
        yield "A year in place of quarters", years
    fewest = _smallest_groups(cells[groups])
    if fewest.any():
        yield "Without the two smallest groups", cells.drop(index=fewest.index[fewest])
    if groups.any():
        yield "Everyone, and no groups", cells[~groups]
    two = measure_together(cells, schemas)
    first, last = (pd.to_datetime(two[f"period_{end}"]).dt.year for end in ("start", "end"))
    newest = last.groupby([two["indicator"], two["area"]]).transform("max")
    two = two[(last - first == 2) & ((newest - last) % 2 == 0)]
    if len(two):
        year = str(PeriodKind.FINANCIAL_YEAR)
        yield "Two years together in place of one", two.assign(period_kind=year)


def _smallest_groups(cells: pd.DataFrame) -> pd.Series:
    """Which cells are of the two groups of fewest children, of a measure that has five or more:
    left out together, they are only known as what the others leave over."""
    of = [*_BREAKDOWN, "category"]
    sizes = cells.groupby(of)["denominator"].sum().groupby(_BREAKDOWN)
    rank, many = sizes.rank(method="first"), sizes.transform("size")
    smallest = many.index[(rank <= 2) & (many >= FEW_GROUPS)]
    return pd.Series(pd.MultiIndex.from_frame(cells[of]).isin(smallest), index=cells.index)


def _shown(m: Measurement) -> tuple[object, ...]:
    """A measurement without where it came from, rounded as an edition keeps it."""
    flags = (m.provisional, m.revised, m.illustrative, m.published)
    counts = (m.numerator, m.denominator)
    return (*_place(m), m.state, *counts, *_rounded(m.value, m.low, m.high), *flags)


def _row_shown(row: Row) -> tuple[object, ...]:
    """The same of a cell that would be published."""
    flags = (row[name] for name in ("provisional", "revised", "illustrative", "published"))
    counts = (row["numerator"], row["denominator"])
    rounded = _rounded(row["value"], row["low"], row["high"])
    return (*_placed(row), row["state"], *counts, *rounded, *flags)


def _rounded(*numbers: float | None) -> tuple[float | None, ...]:
    return tuple(None if n is None else round(n, 9) for n in numbers)


def _place(m: Measurement) -> tuple[object, ...]:
    return (m.indicator, m.period, m.area_code, m.breakdown, m.category)


def _placed(row: Row) -> tuple[object, ...]:
    return (row["indicator"], period_of(row), row["area"], row["breakdown"], row["category"])


def _rows(frame: pd.DataFrame) -> list[Row]:
    plain = frame.astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in plain.where(frame.notna(), None).to_dict("records")
    ]
