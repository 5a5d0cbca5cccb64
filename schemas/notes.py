"""Notes beside the figures: officers' commentary, actions arising, and how far the strategy's
commitments have come.

Each kind comes as rows of a CSV of its own (data.ingest.notes), and is kept in an edition. Anyone
may import this.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal, NamedTuple, get_args

from schemas.declared import Declared, Strategy
from schemas.periods import Period
from schemas.problems import join_words

ActionStatus = Literal["open", "done", "not known"]
CommitmentStatus = Literal["not started", "under way", "done", "not known"]
WHOLE_STRATEGY = "strategy"
"""What an action is about, when it is about no measure, ambition or criterion of its own."""


class NoteKind(StrEnum):
    """The kinds of note, each by the column that only its own file has."""

    COMMENTARY = "commentary"
    ACTION = "action"
    COMMITMENT = "commitment"


PLURAL = {
    NoteKind.COMMENTARY: "commentary",
    NoteKind.ACTION: "actions arising",
    NoteKind.COMMITMENT: "commitments",
}
STATUSES: dict[NoteKind, tuple[str, ...]] = {
    NoteKind.ACTION: get_args(ActionStatus),
    NoteKind.COMMITMENT: get_args(CommitmentStatus),
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
COLUMNS: dict[NoteKind, dict[str, NoteColumn]] = {
    NoteKind.COMMENTARY: {
        "indicator": NoteColumn(True, 60, "The indicator's id, as in the data dictionary"),
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
        "commitment": NoteColumn(True, 60, "Its id: adulthood-1 is the first of Adulthood"),
        "promise": NoteColumn(
            False, 600, "The strategy's own words, to know it by; they are checked"
        ),
        "partner": NoteColumn(False, 80, "The partner who leads on it", "name"),
        "status": NoteColumn(True, 20, join_words(STATUSES[NoteKind.COMMITMENT])),
        "progress": NoteColumn(False, 600, "How far it has come: a sentence or two", "sentences"),
        "date": NoteColumn(True, 20, f"When that was so. {_DAY}", "day"),
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


class Commentary(Note):
    """A dated, signed comment on an indicator in a period."""

    kind = NoteKind.COMMENTARY
    indicator: str
    period: Period
    commentary: str
    by: str
    dated: date

    @property
    def key(self) -> str:
        """Its indicator, period and author."""
        return "\n".join((self.indicator, str(self.period), self.by.lower()))

    @property
    def noted_on(self) -> date:
        """The day that it is dated."""
        return self.dated


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


class CommitmentProgress(Note):
    """How far one commitment has come, and which partner leads on it ('' where none is named)."""

    kind = NoteKind.COMMITMENT
    strategy: str
    commitment: str
    partner: str = ""
    status: CommitmentStatus
    progress: str = ""
    dated: date

    @property
    def key(self) -> str:
        """Its strategy and commitment."""
        return f"{self.strategy}\n{self.commitment}"

    @property
    def noted_on(self) -> date:
        """The day that it is dated."""
        return self.dated


AnyNote = Commentary | Action | CommitmentProgress
MODELS: dict[NoteKind, type[Commentary] | type[Action] | type[CommitmentProgress]] = {
    NoteKind.COMMENTARY: Commentary,
    NoteKind.ACTION: Action,
    NoteKind.COMMITMENT: CommitmentProgress,
}


def commitments(strategy: Strategy) -> dict[str, str]:
    """The strategy's commitments word for word, by id: the ambition's, and a number from 1."""
    return {
        f"{ambition.id}-{n}": words
        for ambition in strategy.ambitions
        for n, words in enumerate(ambition.commitments, start=1)
    }
