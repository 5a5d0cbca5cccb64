"""What has happened: extracts, what was decided about them, and editions, on one line. Officers
only. Nothing here changes anything.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import current_name, edition_file, edition_names, open_edition
from data.publish.restore_log import Restored, restorations
from data.store.decisions import ExtractState
from data.store.store import Store
from metrics.changes.notes import NoteChange, changed_notes
from metrics.changes.words import WordChange, changed_words
from schemas.problems import Refused

Did = Literal[
    "added",
    "kept as a draft",
    "accepted",
    "withdrew",
    "put back",
    "published",
    "went back to",
]


@dataclass(frozen=True, slots=True)
class HeldExtract:
    """An extract in the store: its provenance, how many figures it has, and whether they stand.
    `comes_with_it`: it is one of the project's own."""

    id: int
    name: str
    received: datetime
    received_from: str
    publication: str
    publisher: str
    released: str
    fingerprint: str
    figures: int
    remarks: int
    state: ExtractState
    published: bool
    illustrative: bool
    comes_with_it: bool

    @property
    def holds(self) -> str:
        """'318 figures', or '3 notes' of a file of commentary, actions or commitments."""
        many, what = (self.remarks, "note") if self.remarks else (self.figures, "figure")
        return f"{many:,} {what}{'' if many == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class HeldEdition:
    """An edition: who made it, when, why, what from, and whether it is the current one. Of one that
    `is_damaged` nothing is known but its name, and when, which stands in it."""

    name: str
    made: datetime
    made_by: str
    why: str
    made_from: str
    is_current: bool
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did: '<who> <did> <what>: <why>'. Times are universal."""

    when: datetime
    who: str
    did: Did
    what: str
    why: str
    about: HeldExtract | HeldEdition


@dataclass(frozen=True, slots=True)
class Changed:
    """How many figures of one indicator are new, different, or gone; a figure that is hidden in
    one of two editions and shown in the other is different."""

    indicator: str
    short: str
    new: int
    different: int
    gone: int


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed from one edition to another, in figures, in words and in what people say."""

    figures: tuple[Changed, ...]
    words: tuple[WordChange, ...]
    remarks: tuple[NoteChange, ...]

    @property
    def sentence(self) -> str:
        """'Figures: 12 new, 2 different. Words: 3 changed. Notes: 1 changed.' Of notes only where
        there is one."""
        many = {
            kind: sum(getattr(c, kind) for c in self.figures)
            for kind in ("new", "different", "gone")
        }
        figures = ", ".join(f"{n:,} {kind}" for kind, n in many.items() if n) or "no change"
        words = f"{len(self.words):,} changed" if self.words else "no change"
        notes = f" Notes: {len(self.remarks):,} changed." if self.remarks else ""
        return f"Figures: {figures}. Words: {words}.{notes}"


def timeline(store: Store | None, folder: Path | None = None) -> tuple[Event, ...]:
    """Everything that was done, newest first; where there is no store, with the editions alone.
    `folder` is the editions' (default: as set)."""
    made = {edition.name: edition for edition in editions(folder)}
    went_back = [_went_back(r, made[r.edition]) for r in restorations(folder) if r.edition in made]
    events = [*map(_published, made.values()), *went_back]
    events = [*(_of_extracts(store) if store else []), *events]
    return tuple(sorted(events, key=lambda event: event.when, reverse=True))


def _of_extracts(store: Store) -> list[Event]:
    held = {extract.id: extract for extract in extracts(store)}
    decided = list(_decided(held, _rows(store.decisions())))
    drafts = {event.about for event in decided if event.did == "kept as a draft"}
    return [*(_added(e) for e in held.values() if e not in drafts), *decided]


def extracts(store: Store) -> list[HeldExtract]:
    """Every extract that the store holds, in the order of arrival."""
    return [_held(row) for row in _rows(store.extracts())]


def editions(folder: Path | None = None) -> list[HeldEdition]:
    """Every edition, oldest first, also those that are damaged."""
    current = current_name(folder)
    return [_edition(name, name == current, folder) for name in edition_names(folder)]


def _edition(name: str, is_current: bool, folder: Path | None) -> HeldEdition:
    try:
        e = open_edition(name, folder)
    except Refused:
        made, damaged = _when(edition_file(name, folder)), "damaged: it cannot be opened"
        return HeldEdition(name, made, "not known", damaged, "", is_current, is_damaged=True)
    return HeldEdition(name, e.made, e.made_by, e.why, e.made_from, is_current)


def _when(file: Path) -> datetime:
    """When a damaged edition was made, by its name; else when its file was."""
    with suppress(ValueError):
        return datetime.strptime(file.stem[:17], "%Y-%m-%d-%H%M%S")
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(tzinfo=None)


def differences(old: Edition, new: Edition) -> Differences:
    """What changed from one edition to another, indicators in the order that they are shown."""
    before, after = _figures(old), _figures(new)
    counted: dict[str, Counter[str]] = {
        "new": Counter(cell[0] for cell in after if cell not in before),
        "different": Counter(c[0] for c in after if c in before and after[c] != before[c]),
        "gone": Counter(cell[0] for cell in before if cell not in after),
    }
    declared = {i.id: i.short for e in (new, old) for i in e.schemas.in_order()}
    figures = (
        Changed(name, short, **{kind: of[name] for kind, of in counted.items()})
        for name, short in declared.items()
        if any(of[name] for of in counted.values())
    )
    words = changed_words(old.wording(), new.wording())
    return Differences(tuple(figures), words, changed_notes(old.notes, new.notes, new.schemas))


_CELL = ("indicator", "period_start", "period_end", "area", "breakdown", "category")
_FIGURE = ("numerator", "denominator", "value", "state", "illustrative")


def _figures(edition: Edition) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {
        tuple(row[name] for name in _CELL): tuple(row[name] for name in _FIGURE)
        for row in export_figures(edition)
    }


def _held(row: dict[str, Any]) -> HeldExtract:
    named = {name: row[name] for name in HeldExtract.__dataclass_fields__ if name in row}
    return HeldExtract(**named, comes_with_it=row["embedded"])


def _added(extract: HeldExtract) -> Event:
    return Event(extract.received, extract.received_from, "added", extract.name, "", extract)


def _published(edition: HeldEdition) -> Event:
    return Event(edition.made, edition.made_by, "published", edition.name, edition.why, edition)


def _went_back(said: Restored, edition: HeldEdition) -> Event:
    return Event(said.when, said.who, "went back to", edition.name, said.why, edition)


def _decided(held: dict[int, HeldExtract], rows: list[dict[str, Any]]) -> Iterator[Event]:
    """Each decision as what was done; a draft that was put back is a draft again."""
    was: dict[int, ExtractState] = {}
    for row in rows:
        extract, before = held[row["extract"]], was.get(row["extract"])
        did = _did(before, row["state"])
        yield Event(row["made"], row["who"], did, extract.name, row["why"], extract)
        was[row["extract"]] = row["state"]


def _did(before: ExtractState | None, now: ExtractState) -> Did:
    if now == "withdrawn":
        return "withdrew"
    if before == "withdrawn":
        return "put back"
    return "kept as a draft" if now == "draft" else "accepted"


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.to_dict("records")
    return [{str(k): _plain(value) for k, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
