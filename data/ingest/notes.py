"""A file of notes, from commentary to targets: read, checked, every problem told at once.

Officers only. The kinds and their columns are declared in schemas.notes. Sentences are
where personal data and small numbers hide, so each is tested by personal_patterns
and numbers_in_text; what no pattern finds, an officer sees in the preview.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import islice

from data.ingest import personal_data, quoting
from data.ingest.blank_rows import HEADINGS_AGAIN
from data.ingest.check import Contents
from data.ingest.encoding import strip_cell
from data.ingest.findings import Findings, letter
from data.ingest.header import ROWS_LOOKED_AT, heading, read_header
from data.ingest.numbers_in_text import Number, numbers_of_children
from data.ingest.periods import no_date, read_period
from data.ingest.personal_patterns import has_date, kind_in_period, kind_in_sentence, kind_under
from data.ingest.source import TOP, Cells, RowSource
from schemas.declared import Schemas, Strategy
from schemas.notes import (
    COLUMNS,
    MODELS,
    STATUSES,
    WHOLE_STRATEGY,
    AnyNote,
    NoteColumn,
    NoteKind,
    commitments,
)
from schemas.periods import Period, PeriodError, PeriodKind, parse_date
from schemas.problems import join_words

MOST_ROWS = 5_000
_SAYS_FEW = (
    "a number of children from 1 to {} stands here. Small numbers could point to a child: write "
    "'a few', or leave it out."
)
_MAY_SAY_FEW = (
    "a number from 1 to {} stands here, and it may be one of children: a placement or a review is "
    "of one, too. If so, write 'a few', or leave it out; if not, write right after it of what: "
    "'two meetings'."
)
_FEW = 6  # words that are join_words rather than guessed at
_KIND_IN = {
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
    NoteKind.BREAK: (("indicator", "from"), "the same measure and period"),
    NoteKind.CARD: (("indicator",), "the same measure"),
    NoteKind.TARGET: (("indicator", "period"), "the same measure and period"),
    NoteKind.EVENT: (("about", "event"), "the same event"),
}


@dataclass(frozen=True, slots=True)
class NotesLayout:
    """A row for each note, under the columns of one of the kinds.

    No note may be of a later day than `today` (default: the day it is).
    """

    today: date | None = None

    def recognises(self, source: RowSource) -> bool:
        """Whether a kind's own column stands near the top, beside another of its columns."""
        return _kind_of(source) is not None

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        """The notes, by their row. Raises PersonalData and NotReadable."""
        kind = _kind_of(source)
        assert kind is not None, "only what is recognised is read"
        rows = list(islice(source.rows(), MOST_ROWS + 1))
        reading = _Reading(findings, schemas, kind, self.today or date.today())
        return Contents(notes=reading.notes_of(rows))


def _kind_of(source: RowSource) -> NoteKind | None:
    for row in source.top[:ROWS_LOOKED_AT]:
        joined = ",".join(row).replace(";", ",").replace("\t", ",").replace("|", ",").split(",")
        for kind, columns in COLUMNS.items():
            names = {heading(cell, tuple(columns)) for cell in joined}
            if kind.value in names and len(names & set(columns)) > 1:
                return kind
    return None


class _Reading:
    """A file of notes as it is read: its headings, its cells row by row, then row beside row."""

    def __init__(self, findings: Findings, schemas: Schemas, kind: NoteKind, today: date):
        self.findings, self.schemas, self.kind, self.today = findings, schemas, kind, today
        self.columns, self.headings = COLUMNS[kind], list[str]()
        self.words = personal_data.our_words(schemas)
        self.first: dict[tuple[str, ...], int] = {}  # the row in which each thing is spoken of

    def notes_of(self, table: list[Cells]) -> dict[int, AnyNote]:
        """The notes by their row, without those that something is wrong with."""
        known, notes = tuple(self.columns), {}
        self.headings = list(map(strip_cell, table[0]))
        personal_data.check_headings(table[0], self.findings, known)
        usable = read_header(table[:TOP], self.findings, known, self._missing)
        for line, cells in enumerate(table[1:], start=2):
            self._check_personal(line, cells)
        personal_data.stop_if_personal(self.findings)
        if not usable:
            return {}
        if len(table) > MOST_ROWS:
            message = f"there are {MOST_ROWS:,} rows or more. Send it in parts."
            self.findings.report("rows", message)
        for line, cells in enumerate(table[1:], start=2):
            if [*map(strip_cell, cells)] == self.headings:
                self.findings.report("again", HEADINGS_AGAIN, line)
            elif any(map(strip_cell, cells)) and (note := self._note(line, cells)):
                notes[line] = note
        if not notes and not self.findings.refused:
            self.findings.report("empty", "there is nothing under the headings.")
        return notes

    def _commitments_on(self, day: date | None) -> dict[str, tuple[Strategy, str]]:
        """Every commitment, its strategy and its name in it, by its id; without the strategy's
        years, those of the strategy that had begun by then, or was to begin next."""
        of = {f"{s.years}/{c}": (s, c) for s in self.schemas.strategies for c in commitments(s)}
        newest_last = sorted(self.schemas.strategies, key=lambda s: s.starts)
        begun = [s for s in newest_last if day is None or (s.approved or s.starts) <= day]
        strategy = (begun or newest_last[:1])[-1]
        return {c: (strategy, c) for c in commitments(strategy)} | of

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What an action can be about, by id."""
        ambitions = [a.id for s in self.schemas.strategies for a in s.ambitions]
        criteria = [c.id for s in self.schemas.strategies for c in s.criteria]
        return tuple(
            dict.fromkeys([WHOLE_STRATEGY, *ambitions, *criteria, *self.schemas.indicators])
        )

    def _missing(self, names: list[str]) -> Iterator[str]:
        for name, column in self.columns.items():
            if column.needed and name not in names:
                yield f"the column '{name}' is missing. It holds: {column.holds}."

    def _check_personal(self, line: int, cells: Cells) -> None:
        """Test whatever stands in the row, under a heading or not, for personal data."""
        names = {at: name for name, at in self.findings.columns.items()}
        for at, cell in enumerate(cells):
            name = names.get(at, "")
            heading = self.headings[at] if at < len(self.headings) else ""
            under = partial(kind_under, heading, words=self.words)
            kind_of = _KIND_IN[self.columns[name].form] if name else under
            text = strip_cell(cell)
            if kind := text and kind_of(text):
                message = f"this may be {kind}. {personal_data.GONE}"
                self.findings.report("personal", message, line, name or letter(at))

    def _note(self, line: int, cells: Cells) -> AnyNote | None:
        row = _Row(self.findings, line, self.columns, cells, self.today)
        fields = {
            NoteKind.COMMENTARY: self._commentary,
            NoteKind.ACTION: self._action,
            NoteKind.COMMITMENT: self._commitment,
            NoteKind.BREAK: self._break,
            NoteKind.CARD: self._card,
            NoteKind.TARGET: self._target,
            NoteKind.EVENT: self._event,
        }[self.kind](row)
        self._check_sentences(row, fields)
        self._check_repeated(row)
        return MODELS[self.kind].model_validate(fields) if row.is_fine else None

    def _commentary(self, row: "_Row") -> dict[str, object]:
        name = row.one_of("indicator", self.schemas.indicators, "an indicator")
        return {
            "indicator": name,
            "period": self._period(row, "period", name) if name else None,
            "commentary": row.text("commentary"),
            "by": row.text("by"),
            "dated": row.day("date", past=True),
        }

    def _period(
        self, row: "_Row", column: str, name: str, others: Collection[PeriodKind] = ()
    ) -> Period | None:
        """The period of an indicator in a column: of its own kinds, or of these `others`."""
        text = row.text(column)
        if not text:
            return None
        kinds = self.schemas.indicators[name].period_kinds.union(others)
        period = read_period((text, "", ""), kinds)
        if isinstance(period, Period):
            return period
        row.report(column, period[1])
        return None

    def _break(self, row: "_Row") -> dict[str, object]:
        name = row.one_of("indicator", self.schemas.indicators, "an indicator")
        period = self._period(row, "from", name, {PeriodKind.QUARTER}) if name else None
        return {
            "indicator": name,
            "since": period.start if period else None,
            "why": row.text("why"),
        }

    def _card(self, row: "_Row") -> dict[str, object]:
        return {
            "indicator": row.one_of("indicator", self.schemas.indicators, "an indicator"),
            "card": row.one_of("card", STATUSES[NoteKind.CARD], "a kind of card"),
            "question": row.text("question"),
            "dated": row.day("date", past=True),
        }

    def _event(self, row: "_Row") -> dict[str, object]:
        ambitions = [a.id for s in self.schemas.strategies for a in s.ambitions]
        known = list(dict.fromkeys([*ambitions, *self.schemas.indicators]))
        return {
            "about": row.one_of("about", known, "a measure or an ambition"),
            "event": row.text("event"),
            "dated": row.day("date", past=True),
        }

    def _target(self, row: "_Row") -> dict[str, object]:
        name = row.one_of("indicator", self.schemas.indicators, "an indicator")
        figures = {column: row.number(column) for column in ("target", "tolerance")}
        if indicator := self.schemas.indicators.get(name):
            if indicator.better == "neither":
                message = "neither more nor less of this is better, so it can have no target."
                row.report("indicator", message)
            least = 0 if indicator.lowest is None else indicator.lowest
            most = 100 if indicator.unit == "percent" else indicator.highest
            aim = least if figures["target"] is None else figures["target"]
            if aim < least or (most is not None and aim > most):
                up = f" and at most {most:g}" if most is not None else ""
                row.report("target", f"this cannot be reached: it is at least {least:g}{up}.")
        return {
            "indicator": name,
            "period": self._period(row, "period", name) if name else None,
            "target": figures["target"],
            "tolerance": figures["tolerance"] or 0,
            "set_by": row.text("set_by"),
            "dated": row.day("date", past=True),
        }

    def _action(self, row: "_Row") -> dict[str, object]:
        status = row.one_of("status", STATUSES[NoteKind.ACTION], "a status")
        asked_on, done = row.day("asked", past=True), row.day("done", past=True)
        if done and asked_on and done < asked_on:
            row.report("done", "it was done before it was asked for. Are the two dates swapped?")
        if done and status == "open":
            row.report("done", "there is a day on which it was done, and its status is open.")
        due = row.day("by_when")
        if due and asked_on and due < asked_on:
            row.report(
                "by_when", "it was to be done before it was asked for. Are the dates swapped?"
            )
        return {
            "reference": row.text("reference"),
            "about": row.one_of("about", self.subjects, "what an action can be about"),
            "action": row.text("action"),
            "asked": asked_on,
            "who": row.text("who"),
            "by_when": due,
            "status": status,
            "done": done,
            "outcome": row.text("outcome"),
        }

    def _commitment(self, row: "_Row") -> dict[str, object]:
        dated = row.day("date", past=True)
        known = self._commitments_on(dated)
        called = row.one_of("commitment", known, "a commitment")
        strategy, name = known.get(called, (None, ""))
        if strategy:
            self._check_words(row, called, commitments(strategy)[name])
        return {
            "strategy": strategy.id if strategy else "",
            "commitment": name,
            "partner": row.text("partner"),
            "by_when": row.day("by_when"),
            "status": row.one_of("status", STATUSES[NoteKind.COMMITMENT], "a status"),
            "progress": row.text("progress"),
            "dated": dated,
        }

    def _check_words(self, row: "_Row", name: str, words: str) -> None:
        text = row.text("promise")
        if text and text.lower().strip(" .…") != words.lower().strip(" .…"):
            row.report(
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
                row.report(
                    name,
                    "a full date stands here. Write the month and the year, so that no date of "
                    "birth can slip in.",
                )
            numbers = list(numbers_of_children(sentences))
            few = {n.counts for n in numbers if n.is_up_to(small)}
            few -= {"perhaps"} if column.form == "name" else set()
            if few:
                says = _SAYS_FEW if "children" in few else _MAY_SAY_FEW
                row.report(name, says.format(small))
            elif self.kind is not NoteKind.COMMENTARY and any(map(self._needs_measure, numbers)):
                row.report(
                    name,
                    "a number of children, or a percent, stands here. Write it as commentary on "
                    "its measure, where it is checked against what is shown; here, leave it out.",
                )

    def _needs_measure(self, number: Number) -> bool:
        """Whether a number is safe only beside its measure; of targets, those that are declared
        may stand anywhere."""
        if number.counts == "target":
            return number.value not in {i.target for i in self.schemas.indicators.values()}
        return number.counts in ("children", "percent")

    def _check_repeated(self, row: "_Row") -> None:
        """Two rows about the same thing: which one stands would be chance."""
        columns, what = _SAME[self.kind]
        key = tuple(row.cells.get(name, "").lower() for name in columns)
        before = self.first.setdefault(key, row.line)
        if before != row.line and all(key):
            row.report(columns[0], f"this is about {what} as row {before}. Keep one.")


class _Row:
    """The cells of one row: each read, or what is wrong with it reported."""

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
        if any(strip_cell(cell) for cell in cells[1 + max(at.values()) :]):
            self.report(
                "", "a cell at the right has no heading. Was a comma not in quotation marks?"
            )

    def report(self, column: str, message: str) -> None:
        """One thing to put right in this row."""
        self.is_fine = False
        self.findings.report(column or "overflow", message, self.line, column)

    def text(self, name: str) -> str:
        """What stands in a column; '' where it is empty or wrong, which is then reported."""
        column, text = self.columns[name], self.cells.get(name, "")
        if not text and column.needed:
            self.report(name, f"this is empty. It holds: {column.holds}.")
        if len(text) > column.most:
            self.report(name, f"this has {len(text):,} characters. Keep it to {column.most:,}.")
            return ""
        return text

    def day(self, name: str, *, past: bool = False) -> date | None:
        """A day; `past`: one that may not be still to come."""
        text = self.text(name)
        if not text:
            return None
        try:
            day = parse_date(text)
        except PeriodError:
            self.report(name, no_date(text))
            return None
        if past and day > self.today:
            self.report(name, "this day is still to come. Is the year right?")
        return day

    def number(self, name: str) -> float | None:
        """A number that is not less than nought, with or without its percent sign."""
        text = self.text(name)
        if not text:
            return None
        if not (found := re.fullmatch(r"([0-9]{1,9}(\.[0-9]{1,4})?) ?%?", text)):
            self.report(name, f"{quoting.number(text)} is not a number. Write it as 75 or 2.5.")
            return None
        return float(found[1])

    def one_of(self, name: str, known: "Mapping[str, object] | Sequence[str]", what: str) -> str:
        """A word from a list, in any case; '' where it is none, which is then reported."""
        text = self.text(name)
        listed_word = next((word for word in known if word.lower() == text.lower()), "")
        if text and not listed_word:
            quoted = quoting.label(text, known, "this")
            there = f" It can be {join_words(known)}." if len(known) <= _FEW else ""
            hint = there or quoting.meant(text, known) or f" It holds: {self.columns[name].holds}."
            self.report(name, f"{quoted} is not {what}.{hint}")
        return listed_word


def _plain(cell: str) -> str:
    """A cell in one line, without what cannot be printed."""
    return strip_cell("".join(c if c.isprintable() else " " for c in cell))
