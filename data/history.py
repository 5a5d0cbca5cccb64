"""What has happened: extracts, what was decided about them, and editions, on one line. Officers
only. Nothing here changes anything.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import current_name, edition_file, edition_names, open_edition
from data.editions.restore import restorations
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
class StoredExtract:
    """An extract in the store: its provenance, how many figures it has, and whether they stand.
    `comes_with_it`: it is one of the project's own."""

    id: int
    name: str
    received: datetime
    received_from: str
    added_by: str
    publication: str
    publisher: str
    released: str
    fingerprint: str
    figures: int
    notes: int
    state: ExtractState
    published: bool
    illustrative: bool
    comes_with_it: bool

    @property
    def holds(self) -> str:
        """'318 figures', or '3 notes' of a file of commentary, actions or commitments."""
        many, what = (self.notes, "note") if self.notes else (self.figures, "figure")
        return f"{many:,} {what}{'' if many == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class ListedEdition:
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
    about: StoredExtract | ListedEdition


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
    notes: tuple[NoteChange, ...]

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
        notes = f" Notes: {len(self.notes):,} changed." if self.notes else ""
        return f"Figures: {figures}. Words: {words}.{notes}"


def timeline(store: Store | None, folder: Path | None = None) -> tuple[Event, ...]:
    """Everything that was done, newest first; where there is no store, with the editions alone.
    `folder` is the editions' (default: as set)."""
    made = {edition.name: edition for edition in editions(folder)}
    events = [Event(e.made, e.made_by, "published", e.name, e.why, e) for e in made.values()]
    events += [
        Event(r.when, r.who, "went back to", r.edition, r.why, made[r.edition])
        for r in restorations(folder)
        if r.edition in made
    ]
    events += _of_extracts(store) if store else []
    return tuple(sorted(events, key=lambda event: event.when, reverse=True))


def _of_extracts(store: Store) -> list[Event]:
    decisions = store.decisions()  # first, for somebody may be adding; no extract is ever erased
    stored = {extract.id: extract for extract in extracts(store)}
    decided = list(_decided(stored, decisions))
    drafts = {event.about for event in decided if event.did == "kept as a draft"}
    added = (
        Event(extract.received, extract.received_from, "added", extract.name, "", extract)
        for extract in stored.values()
        if extract not in drafts
    )
    return [*added, *decided]


def extracts(store: Store) -> list[StoredExtract]:
    """Every extract in the store, in the order of arrival."""
    return [
        StoredExtract(
            **{name: row[name] for name in StoredExtract.__slots__ if name in row},
            comes_with_it=row["embedded"],
        )
        for row in store.extracts().to_dict("records")
    ]


def editions(folder: Path | None = None) -> list[ListedEdition]:
    """Every edition, oldest first, also those that are damaged."""
    current = current_name(folder)
    return [_edition(name, name == current, folder) for name in edition_names(folder)]


def _edition(name: str, is_current: bool, folder: Path | None) -> ListedEdition:
    try:
        e = open_edition(name, folder)
    except Refused:
        made, damaged = _when(edition_file(name, folder)), "damaged: it cannot be opened"
        return ListedEdition(name, made, "not known", damaged, "", is_current, is_damaged=True)
    return ListedEdition(name, e.made, e.made_by, e.why, e.made_from, is_current)


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
    declared = {i.id: i.short for e in (new, old) for i in e.schemas.in_order(everything=True)}
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


def _decided(stored: Mapping[int, StoredExtract], decisions: pd.DataFrame) -> Iterator[Event]:
    """Each decision as what was done; a draft that was put back is a draft again."""
    was: dict[int, ExtractState] = {}
    for row in decisions.to_dict("records"):
        extract, before = stored[row["extract"]], was.get(row["extract"])
        did = _did(before, row["state"])
        yield Event(row["made"], row["who"], did, extract.name, row["why"], extract)
        was[row["extract"]] = row["state"]


def _did(before: ExtractState | None, now: ExtractState) -> Did:
    if now == "withdrawn":
        return "withdrew"
    if before == "withdrawn":
        return "put back"
    return "kept as a draft" if now == "draft" else "accepted"
