"""Notes beside the figures: officers' commentary, actions arising, how far the strategy's
commitments have come, from when on something is counted in another way, and what was aimed at.

Each kind comes as rows of a CSV of its own (data.ingest.notes), and is kept in an edition. Anyone
may import this.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal, NamedTuple, get_args

from schemas.declared import Break, Declared, Schemas, Strategy
from schemas.periods import Period
from schemas.problems import join_words

ActionStatus = Literal["open", "done", "not known"]
CommitmentStatus = Literal["not started", "under way", "done", "not known"]
CardKind = Literal["question", "celebration", "none", "by the rule"]
WHOLE_STRATEGY = "strategy"
"""What an action is about, when it is about no measure, ambition or criterion of its own."""


class NoteKind(StrEnum):
    """The kinds of note, each by the column that only its own file has."""

    COMMENTARY = "commentary"
    ACTION = "action"
    COMMITMENT = "commitment"
    BREAK = "why"
    CARD = "card"
    TARGET = "set_by"
    EVENT = "event"


PLURAL = {
    NoteKind.COMMENTARY: "commentary",
    NoteKind.ACTION: "actions arising",
    NoteKind.COMMITMENT: "commitments",
    NoteKind.BREAK: "breaks in a series",
    NoteKind.CARD: "cards",
    NoteKind.TARGET: "targets",
    NoteKind.EVENT: "events",
}
STATUSES: dict[NoteKind, tuple[str, ...]] = {
    NoteKind.ACTION: get_args(ActionStatus),
    NoteKind.COMMITMENT: get_args(CommitmentStatus),
    NoteKind.CARD: get_args(CardKind),
}


class NoteColumn(NamedTuple):
    """A column of such a file: whether each row needs it, how many letters it may have, what it
    holds, and in which form. In what somebody writes freely, a child's data could hide."""

    needed: bool
    most: int
    holds: str
    form: Literal["label", "day", "name", "sentences"] = "label"

    @property
    def is_free(self) -> bool:
        """Whether it holds somebody's own words, and not one of a list."""
        return self.form in ("name", "sentences")


_DAY = "A day, as dd/mm/yyyy"
_INDICATOR = NoteColumn(True, 60, "The indicator's id, as in the data dictionary")
COLUMNS: dict[NoteKind, dict[str, NoteColumn]] = {
    NoteKind.COMMENTARY: {
        "indicator": _INDICATOR,
        "period": NoteColumn(
            True, 60, "The period that it is about, as an extract writes it: 2024-25"
        ),
        "commentary": NoteColumn(
            True, 600, "What to know beside the figure: a sentence or two", "sentences"
        ),
        "by": NoteColumn(True, 80, "Who says so: best a role, such as Service Director", "name"),
        "date": NoteColumn(True, 20, f"When it was said. {_DAY}", "day"),
    },
    NoteKind.ACTION: {
        "reference": NoteColumn(True, 20, "A short name that stays: 2024-01 item 9 (1)"),
        "about": NoteColumn(
            True, 60, "The id of a measure, an ambition or a criterion; or strategy"
        ),
        "action": NoteColumn(True, 300, "What the Panel asked for", "sentences"),
        "asked": NoteColumn(True, 20, f"When the Panel asked. {_DAY}", "day"),
        "who": NoteColumn(True, 80, "Who does it: best a role", "name"),
        "by_when": NoteColumn(False, 20, f"By when. {_DAY}", "day"),
        "status": NoteColumn(True, 20, join_words(STATUSES[NoteKind.ACTION])),
        "done": NoteColumn(False, 20, f"When it was done. {_DAY}", "day"),
        "outcome": NoteColumn(False, 400, "What came of it", "sentences"),
    },
    NoteKind.COMMITMENT: {
        "commitment": NoteColumn(
            True,
            60,
            "Its id, as the file to fill in has it: years/ambition-1 is an ambition's first",
        ),
        "promise": NoteColumn(
            False, 600, "The strategy's own words, to know it by; they are checked"
        ),
        "partner": NoteColumn(False, 80, "The partner who leads on it", "name"),
        "by_when": NoteColumn(False, 20, f"By when. {_DAY}", "day"),
        "status": NoteColumn(True, 20, join_words(STATUSES[NoteKind.COMMITMENT])),
        "progress": NoteColumn(False, 600, "How far it has come: a sentence or two", "sentences"),
        "date": NoteColumn(True, 20, f"When that was so. {_DAY}", "day"),
    },
    NoteKind.BREAK: {
        "indicator": _INDICATOR,
        "from": NoteColumn(True, 60, "The first period that is counted in the new way: 2024-25 Q1"),
        "why": NoteColumn(
            True, 300, "What is counted differently since: the end of a sentence", "sentences"
        ),
    },
    NoteKind.CARD: {
        "indicator": _INDICATOR,
        "card": NoteColumn(True, 20, join_words(STATUSES[NoteKind.CARD])),
        "question": NoteColumn(False, 120, "A question to ask, where it is one", "sentences"),
        "date": NoteColumn(True, 20, f"When the Panel said so. {_DAY}", "day"),
    },
    NoteKind.TARGET: {
        "indicator": _INDICATOR,
        "period": NoteColumn(True, 60, "The period that it is for, which may be to come: 2026-27"),
        "target": NoteColumn(True, 20, "The figure to reach, in the indicator's unit: 75"),
        "tolerance": NoteColumn(
            False, 20, "How far short of it is amber, and not red yet: 2. Empty: nothing is"
        ),
        "set_by": NoteColumn(True, 80, "Who set it: best a board or a role", "name"),
        "date": NoteColumn(True, 20, f"When it was set. {_DAY}", "day"),
    },
    NoteKind.EVENT: {
        "about": NoteColumn(True, 60, "The id of a measure or an ambition"),
        "event": NoteColumn(True, 60, "What came then: New clinic opened", "sentences"),
        "date": NoteColumn(True, 20, f"When it came. {_DAY}", "day"),
    },
}


class Note(Declared):
    """A note. `extract` is the number of the file that it came in, `source` the publication, and
    `illustrative` whether it was invented to show how it would look: known once it is in an
    edition.

    Two notes with one `key` are about the same thing: the newer one is shown. `noted_on` is the day
    that says which is newer.
    """

    kind: ClassVar[NoteKind]
    extract: int = 0
    source: str = ""
    illustrative: bool = False


class DatedNote(Note):
    """A note with the day that it was made."""

    dated: date

    @property
    def noted_on(self) -> date:
        """That day."""
        return self.dated


class Commentary(DatedNote):
    """A dated, signed comment on an indicator in a period."""

    kind = NoteKind.COMMENTARY
    indicator: str
    period: Period
    commentary: str
    by: str

    @property
    def key(self) -> str:
        """Its indicator, period and author."""
        return "\n".join((self.indicator, str(self.period), self.by.lower()))


class Action(Note):
    """What the Panel asked for, of whom, by when, and whether it is done."""

    kind = NoteKind.ACTION
    reference: str
    about: str
    action: str
    asked: date
    who: str
    by_when: date | None = None
    status: ActionStatus
    done: date | None = None
    outcome: str = ""

    @property
    def key(self) -> str:
        """Its reference, in small letters."""
        return self.reference.lower()

    @property
    def noted_on(self) -> date:
        """The day that it was done, else that it was asked for."""
        return self.done or self.asked

    def is_late(self, day: date) -> bool:
        """Whether it was to be done before `day`, and is still open."""
        return self.status == "open" and self.by_when is not None and self.by_when < day


class CommitmentProgress(DatedNote):
    """How far one commitment has come, by when it is to be kept, and which partner leads on it (''
    where none is named)."""

    kind = NoteKind.COMMITMENT
    strategy: str
    commitment: str
    partner: str = ""
    by_when: date | None = None
    status: CommitmentStatus
    progress: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is not done, as far as anybody has said."""
        return self.status != "done"

    @property
    def key(self) -> str:
        """Its strategy and commitment."""
        return f"{self.strategy}\n{self.commitment}"


class SeriesBreak(Note):
    """From the first day of a period on, a measure is counted in another way."""

    kind = NoteKind.BREAK
    indicator: str
    since: date
    why: str

    @property
    def key(self) -> str:
        """Its indicator and day."""
        return f"{self.indicator}\n{self.since}"

    @property
    def noted_on(self) -> date:
        """Its day: of two files, the newer one stands."""
        return self.since


class PanelCard(DatedNote):
    """A measure that the Panel wants on a card of the Overview, or on none, and the question that
    it wants asked ('' for the usual one); or no longer anything but what the rule says."""

    kind = NoteKind.CARD
    indicator: str
    card: CardKind
    question: str = ""

    @property
    def key(self) -> str:
        """Its indicator."""
        return self.indicator


class PeriodTarget(DatedNote):
    """What a measure should reach in one period, in its unit; short of it by no more than the
    `tolerance` is amber, and by more red."""

    kind = NoteKind.TARGET
    indicator: str
    period: Period
    target: float
    tolerance: float = 0
    set_by: str

    @property
    def key(self) -> str:
        """Its indicator and period."""
        return f"{self.indicator}\n{self.period}"


class NotedEvent(DatedNote):
    """Something that came on a day, beside a measure, or all measures of an ambition. It is never
    said that it changed anything."""

    kind = NoteKind.EVENT
    about: str
    event: str

    @property
    def key(self) -> str:
        """What it is about, and its words in small letters."""
        return f"{self.about}\n{self.event.lower()}"

    @property
    def label(self) -> str:
        """'New clinic opened, May 2024'."""
        return f"{self.event.rstrip('.')}, {self.dated:%B %Y}"


AnyNote = (
    Commentary | Action | CommitmentProgress | SeriesBreak | PanelCard | PeriodTarget | NotedEvent
)
MODELS: dict[NoteKind, type[AnyNote]] = {
    NoteKind.COMMENTARY: Commentary,
    NoteKind.ACTION: Action,
    NoteKind.COMMITMENT: CommitmentProgress,
    NoteKind.BREAK: SeriesBreak,
    NoteKind.CARD: PanelCard,
    NoteKind.TARGET: PeriodTarget,
    NoteKind.EVENT: NotedEvent,
}


def with_breaks(schemas: Schemas, notes: Iterable[AnyNote]) -> Schemas:
    """What is declared, with the breaks in a series that files say; of two from one day, the file's
    stands."""
    indicators = dict(schemas.indicators)
    for note in notes:
        if isinstance(note, SeriesBreak) and (of := indicators.get(note.indicator)):
            others = [b for b in of.breaks if b.start != note.since]
            said = Break.model_validate({"from": note.since.isoformat(), "why": note.why})
            breaks = sorted([*others, said], key=lambda b: b.start)
            indicators[of.id] = of.model_copy(update={"breaks": tuple(breaks)})
    return schemas.model_copy(update={"indicators": indicators})


def commitments(strategy: Strategy) -> dict[str, str]:
    """The strategy's commitments word for word, by id: the ambition's, and a number from 1."""
    return {
        f"{ambition.id}-{n}": words
        for ambition in strategy.ambitions
        for n, words in enumerate(ambition.commitments, start=1)
    }
