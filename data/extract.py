"""One extract: read a CSV in the long format, check all of it, and say every problem at once.

Officers only. It touches no store and writes nothing: `read_extract` is a function of bytes and
schemas. The parts of the check are modules of their own: data.kinds (what the bytes are),
data.reading (cells), data.header, data.labels, data.figures, data.agreement, and data.gate and
data.personal (no child's data).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import duckdb
import pandas as pd

from data import gate
from data.agreement import check_agreement, check_proportions
from data.figures import check_figures, read_figures
from data.findings import Findings
from data.header import COLUMNS, NUMBERS, read_header
from data.kinds import OUTER, NotReadable, Text, text_of
from data.labels import Labels
from data.memory import LARGE
from data.reading import fill, first_rows
from schemas.declared import Schemas
from schemas.periods import Period, PeriodKind
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
class Row:
    """One count as it arrived. `marker` is a government marker or ''."""

    line: int
    indicator: str
    period: Period
    area: str
    breakdown: str
    category: str
    numerator: int | None
    denominator: int | None
    value: float | None
    marker: str
    provisional: bool
    revised: bool


@dataclass(frozen=True, slots=True)
class Extract:
    """A file that has been checked: its figures, and what was wrong or worth saying.

    `counts` has a row for each figure without a fault, with the columns of the store's table
    `count` but for `extract`. `problems` are at most twenty of a kind; `every` problem that was
    kept is for the file that goes back. `receipt` says what was put right quietly. Of a file with
    personal data, or that is no table, nothing is kept but its size and its fingerprint (SHA-256).
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
        return tuple(_rows(self.counts))

    def __len__(self) -> int:
        return len(self.counts)


def read_extract(name: str, content: bytes, schemas: Schemas, published: bool = False) -> Extract:
    """Check every row of a CSV against what is declared.

    `published` figures may be a percent alone, as departments print them; our own need a
    numerator and a denominator, so that small numbers can be protected.
    """
    return _Check(name, content, schemas, published).extract()


class _Personal(Exception):
    """Something personal was found, and said; nothing more may be read."""


class _Check:
    """The check of one file, in the order of data's own walls: bytes, headings, cells, rows."""

    def __init__(self, name: str, content: bytes, schemas: Schemas, published: bool):
        self.name, self.content = name, content
        self.schemas, self.published = schemas, published
        self.findings = Findings(gate.safe_name(name))
        self.counts = _no_counts()

    def extract(self) -> Extract:
        """The file as it stands, checked; or without its content, when it is personal."""
        personal = unread = False
        try:
            self._read()
        except NotReadable as error:
            unread = True
            self.findings.say("file", str(error), error.row)
        except _Personal:
            personal = True
            self.findings.keep_only("personal")
        problems = self.findings.problems()
        return Extract(
            self.findings.name,
            b"" if personal or unread else self.content,
            self.counts,
            problems,
            hashlib.sha256(self.content).hexdigest(),
            len(self.content),
            () if self.findings.refused else tuple(self.findings.receipt),
            self.findings.every(),
            personal,
        )

    def _read(self) -> None:
        self._stop_if(gate.named_after_a_person(self.name, self.findings))
        text = text_of(self.content)
        _say_how_it_is_written(text, self.findings)
        table = first_rows(self.content, text)
        self._stop_if(bool(table) and gate.check_headings(table[0], self.findings))
        fine = read_header(table, self.findings)
        if fine or self.findings.columns:
            with _connection(len(self.content)) as db:
                self._read_rows(db, text, len(table[0]), fine)

    def _read_rows(self, db: duckdb.DuckDBPyConnection, text: Text, width: int, fine: bool) -> None:
        findings = self.findings
        line = fill(db, self.content, text, width)
        known = {at for name, at in findings.columns.items() if name in COLUMNS}
        unknown = [at for at in range(width) if at not in known]
        self._stop_if(gate.check_unknown_columns(db, line, unknown, findings))
        if not fine:
            return
        _look_at_blank_rows(db, line, width, findings)
        _look_beyond(db, line, unknown, findings)
        db.execute(f"CREATE VIEW cells AS SELECT {line} AS line, {_named(findings)} FROM raw")
        self._read_cells(db)

    def _read_cells(self, db: duckdb.DuckDBPyConnection) -> None:
        labels = Labels(db, self.schemas, self.published, self.findings)
        labels.look_up()
        read_figures(db, self.findings)
        self._stop_if(gate.check_one_each(db, self.findings))
        self._stop_if(gate.check_cells(db, labels.strangers, self.findings))
        _say_how_cells_are_written(db, labels, self.findings)
        db.execute("DROP VIEW cells; DROP TABLE raw")
        check_figures(db, self.schemas, self.published, self.findings)
        if self.published:
            percents = [i.id for i in self.schemas.indicators.values() if i.unit == "percent"]
            check_proportions(db, percents, self.findings)
        check_agreement(db, _flows(self.schemas), self.published, self.findings)
        self.counts = _counts(db, self.findings)

    def _stop_if(self, personal: bool) -> None:
        if personal:
            raise _Personal


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


def _say_how_it_is_written(text: Text, findings: Findings) -> None:
    if text.marked:
        findings.receipt.append("A byte order mark at the start was left out.")
    if text.guessed:
        said = "this is not UTF-8, and was read as Windows-1252. In Excel, save it as 'CSV UTF-8'."
        findings.say("codec", said, severity="warning")


def _named(findings: Findings) -> str:
    """SQL of every column that we know by its name, '' where it is blank or not in the file."""
    at = findings.columns
    cells = (f"coalesce(c{at[name]}, '')" if name in at else "''" for name in COLUMNS)
    return ", ".join(f"{cell} AS {name}" for cell, name in zip(cells, COLUMNS, strict=True))


def _look_at_blank_rows(
    db: duckdb.DuckDBPyConnection, line: str, width: int, findings: Findings
) -> None:
    """Leave blank rows out: quietly at the end, with a warning in the middle."""
    cells = [f"coalesce({c}, '')" for c in (*(f"c{at}" for at in range(width)), "beyond")]
    first = cells[findings.columns["indicator"]]
    maybe = f"{first} < '!' OR {first} >= '\u0080'"  # quick: blank, or with a curious space
    rest = " AND ".join(f"trim({cell}, $outer) = ''" for cell in cells)
    blank = f"CASE WHEN {maybe} THEN {rest} ELSE false END"
    given = {"outer": OUTER}
    found = [n for (n,) in db.execute(f"SELECT {line} FROM raw WHERE {blank}", given).fetchall()]
    if found:
        db.execute(f"DELETE FROM raw WHERE {blank}", given)
    last = (db.execute(f"SELECT max({line}) FROM raw").fetchone() or (None,))[0]
    if last is None:
        findings.say("empty", "there are no rows under the heading.")
        return
    for row in sorted(n for n in found if n < last):
        findings.say("blank", "this row is blank, and was left out.", row, "", "warning")
    if any(row > last for row in found):
        findings.receipt.append("Blank rows at the end were left out.")


def _look_beyond(
    db: duckdb.DuckDBPyConnection, line: str, blank: list[int], findings: Findings
) -> None:
    """Say every row with a cell that has no heading."""
    where = "CASE WHEN coalesce({0}, '') = '' THEN false ELSE trim({0}, $outer) <> '' END"
    cells = " OR ".join(where.format(c) for c in [*(f"c{at}" for at in blank), "beyond"])
    query = f"SELECT {line} FROM raw WHERE {cells} ORDER BY 1"
    for (row,) in db.execute(query, {"outer": OUTER}).fetchall():
        said = "a cell has no heading above it. Is there a comma in a number?"
        findings.say("beyond", said, row)


_WRITTEN = {
    "Spaces round cells were left out.": " OR ".join(f"contains({c}, ' ')" for c in NUMBERS),
    "Thousands separators were left out of numbers.": " OR ".join(
        f"contains({c}, ',')" for c in NUMBERS
    ),
    "Percent signs were left out of values.": "contains(value, '%')",
}
_SPACES = next(iter(_WRITTEN))  # those in labels are found as they are looked up
_DAYS = "Dates written dd/mm/yyyy were read as such."


def _say_how_cells_are_written(
    db: duckdb.DuckDBPyConnection, labels: Labels, findings: Findings
) -> None:
    """Put into the receipt what was read otherwise than it was written."""
    found = {_SPACES: labels.spaced, _DAYS: labels.dated}
    plain = db.execute("SELECT 1 FROM typed WHERE NOT plain LIMIT 1").fetchone() is None
    for said, where in _WRITTEN.items():
        query = f"SELECT 1 FROM cells WHERE {where} LIMIT 1"
        if found.get(said) or (not plain and db.execute(query).fetchone()):
            findings.receipt.append(said)
    if found[_DAYS]:
        findings.receipt.append(_DAYS)


def _flows(schemas: Schemas) -> list[str]:
    """The indicators whose quarters add up to their year."""
    quarterly = (i for i in schemas.indicators.values() if i.period is PeriodKind.QUARTER)
    return [i.id for i in quarterly if i.per and not i.snapshot]


_GIVEN = ", ".join(f"coalesce({n}, 0) AS {n}, {n} IS NULL AS no_{n}" for n in NUMBERS)
_FIGURES = f"""
SELECT line, indicator, period_kind, period_start, period_end, area, breakdown, category,
       {_GIVEN}, marker, provisional, revised
FROM typed
WHERE indicator IS NOT NULL AND period_kind IS NOT NULL AND area IS NOT NULL
  AND breakdown IS NOT NULL AND marker IS NOT NULL AND NOT odd
"""
_NONE = """
CREATE TABLE typed AS SELECT 0 AS line, '' AS indicator, '' AS period_kind,
DATE '2000-01-01' AS period_start, DATE '2000-01-01' AS period_end, '' AS area, '' AS breakdown,
'' AS category, 0::BIGINT AS numerator, 0::BIGINT AS denominator, 0::DOUBLE AS value,
'' AS marker, false AS provisional, false AS revised, true AS odd
"""


def _counts(db: duckdb.DuckDBPyConnection, findings: Findings) -> pd.DataFrame:
    """The figures without a fault, as small as their types allow."""
    faulty = [p.row for p in findings.every() if p.severity == "error" and p.row]
    where = "AND line NOT IN (SELECT unnest($faulty))" if faulty else ""
    given = {"faulty": faulty} if faulty else {}
    found = db.execute(f"{_FIGURES} {where} ORDER BY line", given).df()
    for name in NUMBERS:  # whole numbers stay whole where some are missing
        values, missing = found[name].to_numpy(), found.pop(f"no_{name}").to_numpy()
        kind = pd.arrays.FloatingArray if name == "value" else pd.arrays.IntegerArray
        found[name] = kind(values, missing)
    return found


@cache
def _no_counts() -> pd.DataFrame:
    with duckdb.connect(":memory:") as db:
        db.execute(_NONE)
        return _counts(db, Findings(""))


def _rows(counts: pd.DataFrame) -> Iterator[Row]:
    for count in counts.itertuples(index=False):
        kind = PeriodKind(count.period_kind)
        period = Period(kind, count.period_start.date(), count.period_end.date())
        yield Row(
            int(count.line),
            count.indicator,
            period,
            count.area,
            count.breakdown,
            count.category,
            None if pd.isna(count.numerator) else int(count.numerator),
            None if pd.isna(count.denominator) else int(count.denominator),
            None if pd.isna(count.value) else float(count.value),
            count.marker,
            bool(count.provisional),
            bool(count.revised),
        )
