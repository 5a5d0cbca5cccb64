"""Which commentary, actions and commitments are new, different or gone between two editions, or
between one and what would be published. Pure. Pages may import it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from schemas.declared import Schemas
from schemas.notes import Action, AnyNote, Commentary

Change = Literal["new", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """One remark that is new, changed or gone. `about`: 'Commentary on Dental checks, the year to
    March 2025, by Head of Service'; `was` and `said`: in full, '' where there is none. `indicator`:
    the measure of a commentary, by id."""

    change: Change
    about: str
    was: str
    said: str
    indicator: str = ""


def changed_notes(
    before: Iterable[AnyNote], after: Iterable[AnyNote], schemas: Schemas
) -> tuple[NoteChange, ...]:
    """What changed, in the order of what is said now; what is gone, last."""
    was, now = ({(r.kind, r.key): r for r in remarks} for remarks in (before, after))
    keys = [*now, *(key for key in was if key not in now)]
    found = (_change(was.get(key), now.get(key), schemas) for key in keys)
    return tuple(change for change in found if change.was != change.said)


def _change(was: AnyNote | None, now: AnyNote | None, schemas: Schemas) -> NoteChange:
    remark = now or was
    assert remark is not None
    change: Change = "gone" if now is None else "new" if was is None else "changed"
    return NoteChange(
        change,
        about(remark, schemas),
        in_full(was) if was else "",
        in_full(now) if now else "",
        remark.indicator if isinstance(remark, Commentary) else "",
    )


def about(remark: AnyNote, schemas: Schemas) -> str:
    """Which remark it is, and nothing of what it says."""
    if isinstance(remark, Commentary):
        indicator = schemas.indicators.get(remark.indicator)
        name = indicator.short if indicator else remark.indicator
        return f"Commentary on {name}, {remark.period.words}, by {remark.by}"
    if isinstance(remark, Action):
        return f"Action {remark.reference}"
    return f"Commitment {remark.commitment}"


def in_full(remark: AnyNote) -> str:
    """All that a remark says."""
    if isinstance(remark, Commentary):
        return f"{remark.commentary} ({_day(remark.dated)})"
    if isinstance(remark, Action):
        when = f", by {_day(remark.by_when)}" if remark.by_when else ""
        done = f" on {_day(remark.done)}" if remark.done else ""
        said = f"{remark.action} For {remark.who}{when}. {remark.status.capitalize()}{done}."
        return f"{said} {remark.outcome}".strip()
    partner = f"{remark.partner}. " if remark.partner else ""
    said = f"{partner}{remark.status.capitalize()} ({_day(remark.dated)}). {remark.progress}"
    return said.strip()


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}"
