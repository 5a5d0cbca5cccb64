"""A CSV of commentary, actions arising or commitments: read, checked, every problem said at once.

Officers only. The three kinds and their columns are declared in schemas.notes. Sentences are
where personal data and small numbers hide, so each is held against personal_patterns
and numbers_in_text; what no pattern finds, an officer sees in the preview.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import islice

from data.ingest import personal_data, quoting
from data.ingest.check import Check, Extract
from data.ingest.encoding import NotReadable, Text, text_of, tidy
from data.ingest.findings import Findings, letter
from data.ingest.header import ROWS_LOOKED_AT, heading, read_header
from data.ingest.numbers_in_text import numbers_of_children
from data.ingest.periods import read_period
from data.ingest.personal_patterns import has_date, kind_in_label, kind_in_period, kind_in_sentence
from data.ingest.table import Cells, every_row
from schemas.declared import Schemas, Strategy
from schemas.notes import (
    COLUMNS,
    MODELS,
    STATUSES,
    WHOLE_STRATEGY,
    NoteColumn,
    NoteKind,
    commitments,
)
from schemas.periods import Period, PeriodError, parse_date
from schemas.problems import join_words

MOST_ROWS = 5_000
_TOP = 100_000  # bytes in which the headings stand
_FEW = 6  # words that are listed rather than guessed at
_LOOKED_AT = {
    "label": kind_in_sentence,
    "name": kind_in_sentence,
    "sentences": kind_in_sentence,
    "day": kind_in_period,
}
_SAME = {
    NoteKind.COMMENTARY: (
        ("indicator", "period", "by"),
        "the same measure and period, by the same,",
    ),
    NoteKind.ACTION: (("reference",), "the same action"),
    NoteKind.COMMITMENT: (("commitment",), "the same commitment"),
}


def read_remarks(
    name: str, content: bytes, schemas: Schemas, today: date | None = None
) -> Extract | None:
    """The file as an extract whose `remarks` are its rows; None when its headings are not those of
    commentary, actions or commitments. `today`: no remark may be of a later day."""
    kind = _kind_of(content)
    return _Check(name, content, schemas, kind, today or date.today()).extract() if kind else None


def _kind_of(content: bytes) -> NoteKind | None:
    """The kind whose own column stands in a row near the top, beside another of its columns."""
    top = content[:_TOP]
    top = top if top == content else top.rpartition(b"\n")[0]
    try:
        rows = list(islice(every_row(top, text_of(top)), ROWS_LOOKED_AT))
    except NotReadable:
        return None
    for row in rows:
        joined = ",".join(row).replace(";", ",").replace("\t", ",").replace("|", ",").split(",")
        for kind, columns in COLUMNS.items():
            names = {heading(cell, tuple(columns)) for cell in joined}
            if kind.value in names and len(names & set(columns)) > 1:
                return kind
    return None


class _Check(Check):
    """The check of a file of remarks: its headings, its cells row by row, then row beside row."""

    def __init__(self, name: str, content: bytes, schemas: Schemas, kind: NoteKind, today: date):
        super().__init__(name, content, schemas)
        self.kind, self.columns, self.today = kind, COLUMNS[kind], today
        self.first: dict[tuple[str, ...], int] = {}  # the row in which each thing is spoken of

    @cached_property
    def strategy_of(self) -> dict[str, Strategy]:
        """The strategy of each commitment, by its id; of two with one id, the newer strategy."""
        return {name: s for s in reversed(self.schemas.strategies) for name in commitments(s)}

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What an action can be about, by id."""
        ambitions = [a.id for s in self.schemas.strategies for a in s.ambitions]
        criteria = [c.id for s in self.schemas.strategies for c in s.criteria]
        return tuple(
            dict.fromkeys([WHOLE_STRATEGY, *ambitions, *criteria, *self.schemas.indicators])
        )

    def _read(self, text: Text) -> None:
        table = list(islice(every_row(self.content, text), MOST_ROWS + 1))
        known = tuple(self.columns)
        self._stop_if(personal_data.check_headings(table[0], self.findings, known))
        fine = read_header(table[:20], self.findings, known, self._missing)
        for line, cells in enumerate(table[1:], start=2):
            self._look_for_children(line, cells)
        self._stop_if("personal" in self.findings.kinds)
        if not fine:
            return
        if len(table) > MOST_ROWS:
            self.findings.say("rows", f"there are {MOST_ROWS:,} rows or more. Send it in parts.")
        for line, cells in enumerate(table[1:], start=2):
            if any(map(tidy, cells)):
                self._read_row(line, cells)
        if not self.remarks and not self.findings.refused:
            self.findings.say("empty", "there is nothing under the headings.")

    def _missing(self, names: list[str]) -> Iterator[str]:
        for name, column in self.columns.items():
            if column.needed and name not in names:
                yield f"the column '{name}' is missing. It holds: {column.holds}."

    def _look_for_children(self, line: int, cells: Cells) -> None:
        """Whatever stands in the row, under a heading or not, held against the patterns."""
        names = {at: name for name, at in self.findings.columns.items()}
        for at, cell in enumerate(cells):
            name = names.get(at, "")
            kind_of = _LOOKED_AT[self.columns[name].form] if name else kind_in_label
            if kind := kind_of(tidy(cell)):
                message = f"this looks like {kind}. {personal_data.GONE}"
                self.findings.say("personal", message, line, name or letter(at))

    def _read_row(self, line: int, cells: Cells) -> None:
        row = _Row(self.findings, line, self.columns, cells, self.today)
        fields = {
            NoteKind.COMMENTARY: self._commentary,
            NoteKind.ACTION: self._action,
            NoteKind.COMMITMENT: self._commitment,
        }[self.kind](row)
        self._check_sentences(row, fields)
        self._one_of_each(row)
        if row.is_fine:
            self.remarks[line] = MODELS[self.kind].model_validate(fields)

    def _commentary(self, row: "_Row") -> dict[str, object]:
        name = row.one_of("indicator", self.schemas.indicators, "an indicator")
        return {
            "indicator": name,
            "period": self._period(row, name) if name else None,
            "commentary": row.text("commentary"),
            "by": row.text("by"),
            "dated": row.day("date", past=True),
        }

    def _period(self, row: "_Row", name: str) -> Period | None:
        said = row.text("period")
        if not said:
            return None
        found = read_period((said, "", ""), self.schemas.indicators[name].period_kinds)
        if isinstance(found, Period):
            return found
        row.say("period", found[1])
        return None

    def _action(self, row: "_Row") -> dict[str, object]:
        status = row.one_of("status", STATUSES[NoteKind.ACTION], "a status")
        asked, done = row.day("asked", past=True), row.day("done", past=True)
        if done and asked and done < asked:
            row.say("done", "it was done before it was asked for. Are the two dates swapped?")
        if done and status == "open":
            row.say("done", "there is a day on which it was done, and its status is open.")
        due = row.day("by_when")
        if due and asked and due < asked:
            row.say("by_when", "it was to be done before it was asked for. Are the dates swapped?")
        return {
            "reference": row.text("reference"),
            "about": row.one_of("about", self.subjects, "what an action can be about"),
            "action": row.text("action"),
            "asked": asked,
            "who": row.text("who"),
            "by_when": due,
            "status": status,
            "done": done,
            "outcome": row.text("outcome"),
        }

    def _commitment(self, row: "_Row") -> dict[str, object]:
        mine = self.strategy_of
        name = row.one_of("commitment", mine, "a commitment")
        if name:
            self._check_promise(row, name, mine[name])
        return {
            "strategy": mine[name].id if name else "",
            "commitment": name,
            "partner": row.text("partner"),
            "status": row.one_of("status", STATUSES[NoteKind.COMMITMENT], "a status"),
            "progress": row.text("progress"),
            "dated": row.day("date", past=True),
        }

    def _check_promise(self, row: "_Row", name: str, strategy: Strategy) -> None:
        said = row.text("promise")
        if said and said.lower().strip(" .…") != commitments(strategy)[name].lower().strip(" .…"):
            row.say(
                "promise",
                f"these are not the strategy's words for {name}. Is it another commitment? "
                "Leave it empty if it is not.",
            )

    def _check_sentences(self, row: "_Row", fields: Mapping[str, object]) -> None:
        """No full dates, no small numbers of children, and others only beside their measure."""
        small = self.schemas.council.disclosure.hide_up_to
        for name, column in self.columns.items():
            sentences = str(fields.get(name) or "") if column.is_free else ""
            if has_date(sentences):
                row.say(
                    name,
                    "a full date stands here. Write the month and the year, so that no date of "
                    "birth can slip in.",
                )
            numbers = list(numbers_of_children(sentences))
            if any(0 < n.value <= small and not n.is_percent for n in numbers):
                row.say(
                    name,
                    f"a number of children from 1 to {small} stands here. Small numbers could "
                    "point to a child: write 'a few', or leave it out.",
                )
            elif numbers and self.kind is not NoteKind.COMMENTARY:
                row.say(
                    name,
                    "a number of children, or a percent, stands here. Write it as commentary on "
                    "its measure, where it is checked against what is shown; here, leave it out.",
                )

    def _one_of_each(self, row: "_Row") -> None:
        """Two rows about the same thing: which one stands would be chance."""
        columns, what = _SAME[self.kind]
        key = tuple(row.cells.get(name, "").lower() for name in columns)
        before = self.first.setdefault(key, row.line)
        if before != row.line and all(key):
            row.say(columns[0], f"this is about {what} as row {before}. Keep one.")


class _Row:
    """The cells of one row: each read, or what is wrong with it said."""

    def __init__(
        self,
        findings: Findings,
        line: int,
        columns: Mapping[str, NoteColumn],
        cells: Sequence[str],
        today: date,
    ):
        self.findings, self.line, self.columns, self.today = findings, line, columns, today
        at = findings.columns
        self.cells = {n: _plain(cells[at[n]]) for n in columns if n in at and at[n] < len(cells)}
        self.is_fine = True
        if any(tidy(cell) for cell in cells[1 + max(at.values()) :]):
            self.say("", "a cell at the right has no heading. Was a comma not in quotation marks?")

    def say(self, column: str, message: str) -> None:
        """One thing to put right in this row."""
        self.is_fine = False
        self.findings.say(column or "beyond", message, self.line, column)

    def text(self, name: str) -> str:
        """What stands in a column; '' where it is empty or wrong, which is then said."""
        column, said = self.columns[name], self.cells.get(name, "")
        if not said and column.needed:
            self.say(name, f"this is empty. It holds: {column.holds}.")
        if len(said) > column.most:
            self.say(name, f"this has {len(said):,} characters. Keep it to {column.most:,}.")
            return ""
        return said

    def day(self, name: str, *, past: bool = False) -> date | None:
        """A day; `past`: one that may not be still to come."""
        said = self.text(name)
        if not said:
            return None
        try:
            day = parse_date(said)
        except PeriodError:
            self.say(name, "this is not a date that can be read. Write it as dd/mm/yyyy.")
            return None
        if past and day > self.today:
            self.say(name, "this day is still to come. Is the year right?")
        return day

    def one_of(self, name: str, known: "Mapping[str, object] | Sequence[str]", what: str) -> str:
        """A word from a list, in any case; '' where it is none, which is then said."""
        said = self.text(name)
        found = next((word for word in known if word.lower() == said.lower()), "")
        if said and not found:
            quoted = quoting.label(said, known, "this")
            there = f" It can be {join_words(known)}." if len(known) <= _FEW else ""
            hint = there or quoting.meant(said, known) or f" It holds: {self.columns[name].holds}."
            self.say(name, f"{quoted} is not {what}.{hint}")
        return found


def _plain(cell: str) -> str:
    """A cell in one line, without what cannot be printed."""
    return tidy("".join(c if c.isprintable() else " " for c in cell))
