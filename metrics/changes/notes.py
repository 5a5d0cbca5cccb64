"""Which notes (commentary, actions, commitments) are new, different or gone between two editions,
or between one and what would be published. Pure. Pages may import it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from schemas.declared import Schemas
from schemas.notes import (
    Action,
    AnyNote,
    Commentary,
    NotedEvent,
    PanelCard,
    PeriodTarget,
    SeriesBreak,
)

Change = Literal["new", "changed", "gone"]
_OF_ONE = Commentary | SeriesBreak | PanelCard | PeriodTarget


@dataclass(frozen=True, slots=True)
class NoteChange:
    """One note that is new, changed or gone. `about`: 'Commentary on Dental checks, the year to
    March 2025, by Head of Service'; `was` and `now`: in full, '' where there is none. `indicator`:
    the id of the indicator that a commentary is on."""

    change: Change
    about: str
    was: str
    now: str
    indicator: str = ""


def changed_notes(
    before: Iterable[AnyNote], after: Iterable[AnyNote], schemas: Schemas
) -> tuple[NoteChange, ...]:
    """The notes that differ, in the order of `after`; those that are gone, last."""
    was, now = ({(n.kind, n.key): n for n in notes} for notes in (before, after))
    keys = [*now, *(key for key in was if key not in now)]
    changes = (_change(was.get(key), now.get(key), schemas) for key in keys)
    return tuple(change for change in changes if change.was != change.now)


def _change(was: AnyNote | None, now: AnyNote | None, schemas: Schemas) -> NoteChange:
    note = now or was
    assert note is not None
    change: Change = "gone" if now is None else "new" if was is None else "changed"
    return NoteChange(
        change,
        about(note, schemas),
        in_full(was) if was else "",
        in_full(now) if now else "",
        note.indicator if isinstance(note, _OF_ONE) else "",
    )


def about(note: AnyNote, schemas: Schemas) -> str:
    """'Commentary on Dental checks, the year to March 2025, by Head of Service': which note it is,
    and nothing of what it says."""
    if isinstance(note, _OF_ONE):
        indicator = schemas.indicators.get(note.indicator)
        name = indicator.short if indicator else note.indicator
        if isinstance(note, SeriesBreak):
            return f"Break in {name}"
        if isinstance(note, PanelCard):
            return f"Card of {name}"
        if isinstance(note, PeriodTarget):
            return f"Target of {name}, {note.period.words}"
        return f"Commentary on {name}, {note.period.words}, by {note.by}"
    if isinstance(note, Action):
        return f"Action {note.reference}"
    if isinstance(note, NotedEvent):
        named = schemas.indicators.get(note.about)
        return f"Event beside {named.short if named else note.about}"
    return f"{schemas.council.vocabulary.own('Commitment')} {note.commitment}"


def in_full(note: AnyNote) -> str:
    """All that a note says, in one line."""
    if isinstance(note, Commentary):
        return f"{note.commentary} ({_day(note.dated)})"
    if isinstance(note, NotedEvent):
        return f"{note.event} ({_day(note.dated)})"
    if isinstance(note, SeriesBreak):
        return f"Counted differently from {_day(note.since)}: {note.why}"
    if isinstance(note, PanelCard):
        return f"{note.card.capitalize()} ({_day(note.dated)}). {note.question}".strip()
    if isinstance(note, PeriodTarget):
        within = f", amber within {note.tolerance:g}" if note.tolerance else ""
        return f"{note.target:g}{within}, set by {note.set_by} ({_day(note.dated)})"
    if isinstance(note, Action):
        when = f", by {_day(note.by_when)}" if note.by_when else ""
        done = f" on {_day(note.done)}" if note.done else ""
        text = f"{note.action} For {note.who}{when}. {note.status.capitalize()}{done}."
        return f"{text} {note.outcome}".strip()
    partner = f"{note.partner}. " if note.partner else ""
    partner += f"By {_day(note.by_when)}. " if note.by_when else ""
    return f"{partner}{note.status.capitalize()} ({_day(note.dated)}). {note.progress}".strip()


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}"
