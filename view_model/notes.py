"""Notes beside the figures, as pages, slides and paper show them: who signed them and when, which
actions are still open, and how far each commitment has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data.editions.folder import current_name
from metrics.sentences import day
from schemas.declared import Ambition
from schemas.notes import (
    WHOLE_STRATEGY,
    Action,
    AnyNote,
    Commentary,
    CommitmentProgress,
    commitments,
)
from view_model.edition_view import EditionView

NO_PARTNER = "Lead partner not named yet"
NO_PROGRESS = "No progress note yet"
_RECENT = timedelta(days=366)  # how long a meeting hears of what was done


@dataclass(frozen=True, slots=True)
class Commitment:
    """One of the strategy's commitments, word for word, and how far it has come: None where nobody
    has reported anything of it, not even who leads."""

    id: str
    ambition: Ambition
    words: str
    progress: CommitmentProgress | None
    until: date  # the day by which it is overdue

    @property
    def is_reported(self) -> bool:
        """Whether anybody has reported how far it has come."""
        note = self.progress
        return note is not None and bool(note.progress or note.status != "not known")

    @property
    def partner(self) -> str:
        """Who leads on it, or NO_PARTNER."""
        return (self.progress.partner if self.progress else "") or NO_PARTNER

    @property
    def due(self) -> str:
        """'due by 9 July 2026', 'overdue since …'; '' of one that is done, or has no date."""
        note = self.progress
        return _due(note.by_when, self.until) if note and note.by_when and note.is_open else ""

    @property
    def status(self) -> str:
        """'Under way', 'Done', 'Not started', 'Not known'."""
        return self.progress.status.capitalize() if self.progress else "Not known"


def commitments_of(view: EditionView) -> tuple[Commitment, ...]:
    """Every commitment of the strategy, in its order."""
    strategy, progress = view.strategy, view.edition.progress(view.strategy.id)
    until = as_of(view)
    of = {a.id: a for a in strategy.ambitions}
    return tuple(
        Commitment(name, of[name.rpartition("-")[0]], words, progress.get(name), until)
        for name, words in commitments(strategy).items()
    )


def by_partner(every: Iterable[Commitment]) -> dict[str, list[Commitment]]:
    """Commitments by who leads on them, by name; those without a partner last."""
    led: dict[str, list[Commitment]] = {}
    for commitment in every:
        led.setdefault(commitment.partner, []).append(commitment)
    return {name: led[name] for name in sorted(led, key=lambda n: (n == NO_PARTNER, n.lower()))}


def meeting_actions(view: EditionView) -> list[Action]:
    """What a meeting begins with: the actions that are not done, the longest overdue first, then
    those that were done in the year before the edition."""
    until = as_of(view)
    every = [a for a in view.edition.actions if view.is_of_its_time(a.asked)]
    not_done = [a for a in every if a.status != "done"]
    done = [a for a in every if a.status == "done" and (a.done or a.asked) > until - _RECENT]
    not_done.sort(key=lambda a: (not a.is_late(until), a.by_when or date.max, a.asked))
    return [*not_done, *sorted(done, key=lambda a: a.done or a.asked, reverse=True)]


def actions_about(view: EditionView, name: str) -> list[Action]:
    """The actions that came from one page: of a measure, an ambition or a criterion, by id."""
    of = (a for a in view.edition.actions if a.about == name)
    return [a for a in of if view.is_of_its_time(a.asked)]


def subject(view: EditionView, action: Action) -> str:
    """What an action is about, in words: 'Dental checks'."""
    strategy, indicator = view.strategy, view.indicator(action.about)
    if indicator:
        return indicator.short
    parts = {a.id: a.name for a in strategy.ambitions} | {c.id: c.name for c in strategy.criteria}
    return parts.get(action.about, strategy.name if action.about == WHOLE_STRATEGY else "")


def status_of(view: EditionView, action: Action, today: date | None = None) -> str:
    """'Open, overdue since 9 July 2024', 'Open, due by 9 July 2026', 'Done on 3 May 2026'."""
    if action.status == "done":
        return f"Done on {day(action.done)}" if action.done else "Done"
    if action.status == "not known":
        return "Not known whether it is done"
    return f"Open, {_due(action.by_when, today or as_of(view))}"


def _due(by_when: date | None, until: date) -> str:
    """'overdue since 9 July 2024', 'due by 9 July 2026', 'no date yet'."""
    late = by_when is not None and by_when < until
    return f"{'overdue since' if late else 'due by'} {day(by_when)}" if by_when else "no date yet"


def asked_line(action: Action) -> str:
    """'Asked on 9 January 2024; for Service Director'."""
    return f"Asked on {day(action.asked)}; for {action.who}"


def signed(note: Commentary) -> str:
    """'Head of Service, 12 June 2025, about the year to March 2025'."""
    return f"{note.by}, {day(note.dated)}, about {note.period.words}"


def mark(note: AnyNote) -> str:
    """' (invented)' of what was invented to show how it would look."""
    return " (invented)" if note.illustrative else ""


def as_of(view: EditionView) -> date:
    """The day by which something is overdue: today, by what everybody sees now; by an earlier
    edition, its own."""
    made = view.edition.made.date()
    return date.today() if view.edition.name == current_name() else made
