"""One extract: read a CSV in the long format, check all of it, and say every problem at once.

Officers only. It touches no store and writes nothing: `read_extract` is a function of bytes and
schemas. The parts of the check are modules of their own beside this one, in the order of the file:
encoding (what the bytes are), table (cells), header, blank_rows, labels, numbers, normalised,
row_rules, consistency, counts; and personal_data and personal_patterns (no child's data).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import duckdb
import pandas as pd

from data.files.memory import LARGE
from data.ingest import personal_data
from data.ingest.blank_rows import look_at_blank_rows, look_beyond
from data.ingest.consistency import check_agreement, check_proportions
from data.ingest.counts import Row, counts_of, no_counts, rows_of
from data.ingest.encoding import NotReadable, Text, text_of
from data.ingest.findings import Findings
from data.ingest.header import COLUMNS, read_header
from data.ingest.labels import Labels
from data.ingest.normalised import say_how_cells_are_written, say_how_it_is_written
from data.ingest.numbers import read_figures
from data.ingest.row_rules import check_figures
from data.ingest.table import fill, first_rows
from schemas.declared import Schemas
from schemas.notes import AnyNote
from schemas.periods import PeriodKind
from schemas.problems import Problem

Outcome = Literal["accept", "accept-with-warning", "reject"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an extract came from. `released` sorts: a year, or an ISO date."""

    name: str
    received_from: str
    publication: str
    publisher: str
    released: str
    licence: str = ""
    attribution: str = ""
    published: bool = False
    illustrative: bool = False
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """A file that has been checked: its figures, and what was wrong or worth saying.

    `counts` has a row for each figure without a fault, with the columns of the store's table
    `count` but for `extract`. `problems` are at most twenty of a kind; `every` problem that was
    kept is for the file that goes back. `receipt` says what was put right quietly. Of a file with
    personal data, or that is no table, nothing is kept but its size and its fingerprint (SHA-256).
    Of a file of commentary, actions or commitments (data.ingest.notes), `remarks` are its rows by
    their line, and there are no counts.
    """

    name: str
    content: bytes = field(repr=False)
    counts: pd.DataFrame = field(repr=False, compare=False)
    problems: tuple[Problem, ...]
    fingerprint: str
    size: int
    receipt: tuple[str, ...] = ()
    every: tuple[Problem, ...] = field(default=(), repr=False)
    personal: bool = False
    remarks: Mapping[int, AnyNote] = field(default_factory=dict, repr=False)

    @property
    def refused(self) -> bool:
        """Whether anything must be put right before it can be loaded."""
        return any(p.severity == "error" for p in self.problems)

    @property
    def outcome(self) -> Outcome:
        """In a word, for machines."""
        if self.refused:
            return "reject"
        return "accept-with-warning" if self.problems else "accept"

    @property
    def rows(self) -> tuple[Row, ...]:
        """The figures one by one: for small files and for tests."""
        return tuple(rows_of(self.counts))

    def __len__(self) -> int:
        return len(self.counts) + len(self.remarks)


def read_extract(name: str, content: bytes, schemas: Schemas, published: bool = False) -> Extract:
    """Check every row of a CSV against what is declared.

    `published` figures may be a percent alone, as departments print them; our own need a
    numerator and a denominator, so that small numbers can be protected.
    """
    return _Check(name, content, schemas, published).extract()


class _Personal(Exception):
    """Something personal was found, and said; nothing more may be read."""


class Check:
    """The check of one file of any kind: what it comes to, whatever is read of it. `_read` looks at
    it and puts what it finds into `findings`, `counts` and `remarks`."""

    def __init__(self, name: str, content: bytes, schemas: Schemas):
        self.name, self.content, self.schemas = name, content, schemas
        self.findings = Findings(personal_data.safe_name(name))
        self.counts = no_counts()
        self.remarks: dict[int, AnyNote] = {}

    def extract(self) -> Extract:
        """The file as it stands, checked; or without its content, when it is personal."""
        personal = unread = False
        try:
            self._stop_if(personal_data.named_after_a_person(self.name, self.findings))
            text = text_of(self.content)
            say_how_it_is_written(text, self.findings)
            self._read(text)
        except NotReadable as error:
            unread = True
            self.findings.say("file", str(error), error.row)
        except _Personal:
            personal = True
            self.findings.keep_only("personal")
        refused = self.findings.refused
        return Extract(
            self.findings.name,
            b"" if personal or unread else self.content,
            self.counts,
            self.findings.problems(),
            hashlib.sha256(self.content).hexdigest(),
            len(self.content),
            () if refused else tuple(self.findings.receipt),
            self.findings.every(),
            personal,
            {} if refused else self.remarks,
        )

    def _read(self, text: Text) -> None:
        raise NotImplementedError

    def _stop_if(self, personal: bool) -> None:
        if personal:
            raise _Personal


class _Check(Check):
    """The check of a file of figures, in the order of data's own walls: headings, cells, rows."""

    def __init__(self, name: str, content: bytes, schemas: Schemas, published: bool):
        super().__init__(name, content, schemas)
        self.published = published

    def _read(self, text: Text) -> None:
        table = first_rows(self.content, text)
        self._stop_if(bool(table) and personal_data.check_headings(table[0], self.findings))
        fine = read_header(table, self.findings)
        if fine or self.findings.columns:
            with _connection(len(self.content)) as db:
                self._read_rows(db, text, len(table[0]), fine)

    def _read_rows(self, db: duckdb.DuckDBPyConnection, text: Text, width: int, fine: bool) -> None:
        findings = self.findings
        line = fill(db, self.content, text, width)
        known = {at for name, at in findings.columns.items() if name in COLUMNS}
        unknown = [at for at in range(width) if at not in known]
        self._stop_if(personal_data.check_unknown_columns(db, line, unknown, findings))
        if not fine:
            return
        look_at_blank_rows(db, line, width, findings)
        look_beyond(db, line, unknown, findings)
        db.execute(f"CREATE VIEW cells AS SELECT {line} AS line, {_named(findings)} FROM raw")
        self._read_cells(db)

    def _read_cells(self, db: duckdb.DuckDBPyConnection) -> None:
        labels = Labels(db, self.schemas, self.published, self.findings)
        labels.look_up()
        read_figures(db, self.findings)
        self._stop_if(personal_data.check_one_each(db, self.findings))
        self._stop_if(personal_data.check_cells(db, labels.strangers, self.findings))
        say_how_cells_are_written(db, labels, self.findings)
        db.execute("DROP VIEW cells; DROP TABLE raw")
        check_figures(db, self.schemas, self.published, self.findings)
        if self.published:
            percents = [i.id for i in self.schemas.indicators.values() if i.unit == "percent"]
            check_proportions(db, percents, self.findings)
        check_agreement(db, _flows(self.schemas), self.published, self.findings)
        self.counts = counts_of(db, self.findings)


def _connection(size: int) -> duckdb.DuckDBPyConnection:
    """A database in memory, which may never spill to a disk; for small files, a light one."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": "",
        "allocator_bulk_deallocation_flush_threshold": "8MB",  # what is dropped is given back
    }
    if size < LARGE:
        settings["threads"] = 1
    db = duckdb.connect(":memory:", config=settings)
    db.execute("SET enable_progress_bar = false")  # it would write to standard output
    return db


def _named(findings: Findings) -> str:
    """SQL of every column that we know by its name, '' where it is blank or not in the file."""
    at = findings.columns
    cells = (f"coalesce(c{at[name]}, '')" if name in at else "''" for name in COLUMNS)
    return ", ".join(f"{cell} AS {name}" for cell, name in zip(cells, COLUMNS, strict=True))


def _flows(schemas: Schemas) -> list[str]:
    """The indicators whose quarters add up to their year."""
    quarterly = (i for i in schemas.indicators.values() if i.period is PeriodKind.QUARTER)
    return [i.id for i in quarterly if i.per and not i.snapshot]
