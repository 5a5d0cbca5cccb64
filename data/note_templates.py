"""What an officer starts from for notes, from commentary to targets: a CSV with the ids, and what
stands now, filled in. Officers only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from data.ingest.annotated_file import inert
from data.store.store import Store
from data.templates import as_csv, known_indicators, latest_or_last_over
from schemas.declared import Schemas
from schemas.notes import (
    COLUMNS,
    Action,
    AnyNote,
    CommitmentProgress,
    NotedEvent,
    NoteKind,
    PanelCard,
    PeriodTarget,
    SeriesBreak,
    commitments,
)
from schemas.periods import Period, PeriodKind

Rows = Iterator[Sequence[str]]
KINDS = {
    NoteKind.COMMENTARY: "Commentary: what to know beside a figure",
    NoteKind.ACTION: "Actions arising: what the Panel asked for",
    NoteKind.COMMITMENT: "Commitments: how far each has come",
    NoteKind.BREAK: "Breaks in a series: counted differently from when, and why",
    NoteKind.CARD: "Cards: what the Overview should ask or celebrate, and what not",
    NoteKind.TARGET: "Targets: what a measure should reach, period by period",
    NoteKind.EVENT: "Events: what came when, as a line on the charts",
}


def note_template(
    kind: NoteKind,
    store: Store | None,
    schemas: Schemas,
    indicators: Sequence[str] = (),
    latest: Mapping[str, Period] | None = None,
    today: date | None = None,
) -> bytes:
    """A CSV to fill in, as data.templates writes one.

    Of commentary, a row for each of the indicators, in its latest period; of actions, each that is
    not done; of commitments, every one of the newest strategy; of breaks, cards, targets and
    events, what stands, and of targets a row for the next period of each of the indicators. Raises
    Refused with every name that is no indicator.
    """
    day, notes = today or date.today(), store.notes() if store else ()
    if kind is NoteKind.COMMENTARY:
        rows = _commentary(schemas, indicators, latest or {}, day)
    elif kind is NoteKind.ACTION:
        rows = _actions(note for note in notes if isinstance(note, Action))
    elif kind is NoteKind.COMMITMENT:
        rows = _commitments(schemas, notes, day)
    elif kind is NoteKind.CARD:
        cards = (note for note in notes if isinstance(note, PanelCard))
        rows = ((c.indicator, c.card, c.question, _written(c.dated)) for c in cards)
    elif kind is NoteKind.EVENT:
        events = (note for note in notes if isinstance(note, NotedEvent))
        rows = ((e.about, e.event, _written(e.dated)) for e in events)
    elif kind is NoteKind.TARGET:
        rows = _targets(schemas, indicators, latest or {}, notes, day)
    else:
        rows = _breaks(schemas, notes)
    return as_csv([list(COLUMNS[kind]), *([inert(cell) for cell in row] for row in rows)])


def _commentary(
    schemas: Schemas, names: Sequence[str], latest: Mapping[str, Period], today: date
) -> Rows:
    for indicator in known_indicators(names, schemas):
        period = latest_or_last_over(indicator, latest, today)
        yield indicator.id, period.label, "", "", _written(today)


def _actions(actions: Iterable[Action]) -> Rows:
    for a in actions:
        if a.status != "done":
            due = _written(a.by_when) if a.by_when else ""
            raised = _written(a.asked)
            yield a.reference, a.about, a.action, raised, a.who, due, a.status, "", a.outcome


def _commitments(schemas: Schemas, notes: Iterable[AnyNote], today: date) -> Rows:
    strategy = schemas.strategies[0]
    progress = (note for note in notes if isinstance(note, CommitmentProgress))
    of = {p.commitment: p for p in progress if p.strategy == strategy.id}
    for name, words in commitments(strategy).items():
        called = f"{strategy.years}/{name}"
        if p := of.get(name):
            due = _written(p.by_when) if p.by_when else ""
            yield called, words, p.partner, due, p.status, p.progress, _written(p.dated)
        else:
            yield called, words, "", "", "not known", "", _written(today)


def _targets(
    schemas: Schemas,
    names: Sequence[str],
    latest: Mapping[str, Period],
    notes: Iterable[AnyNote],
    today: date,
) -> Rows:
    for t in notes:
        if isinstance(t, PeriodTarget):
            aim, off = f"{t.target:g}", f"{t.tolerance:g}"
            yield t.indicator, t.period.label, aim, off, t.set_by, _written(t.dated)
    for indicator in known_indicators(names, schemas):
        following = latest_or_last_over(indicator, latest, today).next
        yield indicator.id, following.label, "", "", "", _written(today)


def _breaks(schemas: Schemas, notes: Iterable[AnyNote]) -> Rows:
    for note in notes:
        if isinstance(note, SeriesBreak) and (of := schemas.indicators.get(note.indicator)):
            begun = (Period.holding(k, note.since) for k in (PeriodKind.QUARTER, *of.period_kinds))
            yield of.id, next((p.label for p in begun if p.start == note.since), ""), note.why


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
