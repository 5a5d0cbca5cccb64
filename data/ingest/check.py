"""A file becomes an extract here: the layout that knows it checks all of it, and every problem is
told at once.

Officers only. It touches no store and writes nothing. A `RowSource` (data.ingest.source) gives rows
of text; a `Layout` says whether it knows a source, and reads it. The layouts are `LongLayout`, our
own format of figures, here; files of notes (data.ingest.notes); and the departments' own files
(data.official.translate). The parts of `LongLayout` are modules of their own beside this one, in
the order of the file: header, blank_rows, labels, numbers, normalised, row_rules, consistency,
counts; and personal_data and personal_patterns (no child's data).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count, islice
from typing import Literal, Protocol

import duckdb
import pandas as pd

from data.ingest import personal_data
from data.ingest.blank_rows import blank_rows, check_overflow, headings_again
from data.ingest.consistency import check_agreement
from data.ingest.counts import Row, counts_of, no_counts, rows_of
from data.ingest.encoding import NotReadable, pack, unpack
from data.ingest.findings import Findings
from data.ingest.header import COLUMNS, NUMBERS, read_header
from data.ingest.labels import LOOKED_UP, Labels, check_misnamed, number_labels
from data.ingest.normalised import report_normalisation
from data.ingest.numbers import cells_of, parse_numbers
from data.ingest.row_rules import check_figures
from data.ingest.source import LARGE, TOP, Cells, CsvFile, RowSource
from schemas.declared import Schemas
from schemas.notes import AnyNote
from schemas.problems import Problem

_NUMBERS = count()
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
class Contents:
    """What a layout makes of a source.

    `counts` has a row for each figure without a fault, as data.ingest.counts.counts_of says;
    `notes` are by their row. A file that says itself where it came from has a `provenance`, which
    does not know who sent it, and a `summary` of what was taken of it. `kept`: what is kept of the
    file, where it is not the file itself; `layout`: the name of the one that an officer has shown.
    """

    counts: pd.DataFrame = field(default_factory=no_counts, repr=False, compare=False)
    notes: Mapping[int, AnyNote] = field(default_factory=dict, repr=False)
    provenance: Provenance | None = None
    summary: str = ""
    kept: bytes | None = field(default=None, repr=False)
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """A file that has been checked: its figures or notes, and what was wrong or worth saying.

    `problems` are at most twenty of a kind; `every` problem that was kept is for the file that goes
    back. `receipt` says what was put right quietly. `fingerprint` is the SHA-256 and `size` the
    bytes of the file, `packed` the file itself without the columns that are none of ours (`content`
    unpacks it). Of a file with personal data, or that is no table, nothing else is kept. The rest
    is as in `Contents`.
    """

    name: str
    packed: bytes = field(repr=False)
    counts: pd.DataFrame = field(repr=False, compare=False)
    problems: tuple[Problem, ...]
    fingerprint: str
    size: int
    receipt: tuple[str, ...] = ()
    every: tuple[Problem, ...] = field(default=(), repr=False)
    personal: bool = False
    notes: Mapping[int, AnyNote] = field(default_factory=dict, repr=False)
    provenance: Provenance | None = None
    summary: str = ""
    layout: str = ""

    @property
    def content(self) -> bytes:
        """The file as it came, without the columns that are none of ours."""
        return unpack(self.packed)

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
        return len(self.counts) + len(self.notes)


class Layout(Protocol):
    """One way in which a file lays out what it holds."""

    def recognises(self, source: RowSource) -> bool:
        """Whether the source is laid out so, by its first rows."""

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        """Check all of it against what is declared, and report every problem. Raises PersonalData,
        before anything is kept, and NotReadable."""


def check(source: RowSource, layouts: Sequence[Layout], schemas: Schemas) -> Extract:
    """The source, checked by the first layout that knows it; the last must know every source.

    Its name is tested for personal data before its bytes are looked at.
    """
    findings, contents = Findings(personal_data.safe_name(source.name)), Contents()
    with ThreadPoolExecutor(1) as beside:
        fingerprint = beside.submit(lambda: hashlib.sha256(source.content).hexdigest())
        packing, kept, personal = beside.submit(pack, source.content), True, False
        try:
            personal_data.check_name(source.name, findings)
            source.report_encoding(findings)
            source.check_width()
            layout = next(layout for layout in layouts if layout.recognises(source))
            contents = layout.read(source, schemas, findings)
            if rows := contents.kept or source.kept:
                packing, kept = beside.submit(pack, rows), not (contents.kept and findings.refused)
            if findings.extra and not findings.refused:
                packing = beside.submit(lambda: pack(source.without(findings.extra)))
            if rows and not findings.refused:  # so that the same figures are the same file
                fingerprint = beside.submit(lambda: hashlib.sha256(rows).hexdigest())
        except NotReadable as error:
            kept = False
            findings.report("file", str(error), error.row)
        except personal_data.PersonalData:
            kept, personal = False, True
            findings.keep_only("personal")
    return Extract(
        name=findings.name,
        packed=packing.result() if kept else b"",
        counts=contents.counts,
        problems=findings.problems(),
        fingerprint=fingerprint.result(),
        size=len(source.content),
        receipt=() if findings.refused else tuple(findings.receipt),
        every=findings.every(),
        personal=personal,
        notes={} if findings.refused else contents.notes,
        provenance=contents.provenance,
        summary=contents.summary,
        layout=contents.layout,
    )


def read_extract(name: str, content: bytes, schemas: Schemas, published: bool = False) -> Extract:
    """A CSV of figures in our own format, checked; `published` as in `LongLayout`."""
    return check(CsvFile(name, content), [LongLayout(published)], schemas)


@dataclass(frozen=True, slots=True)
class LongLayout:
    """Our own format: a row for each figure, under the columns of data.ingest.header.

    `published` figures may be a percent alone, as departments print them; our own need a
    numerator and a denominator, so that small numbers can be protected. A column beyond COLUMNS is
    tested for personal data whole, because no list closes it.
    """

    published: bool = False
    columns: tuple[str, ...] = COLUMNS

    def recognises(self, source: RowSource) -> bool:
        """Every source: what no other layout knows is answered as a faulty file of ours."""
        return True

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        """The counts. Raises PersonalData and NotReadable."""
        findings.row_numbers, findings.places = source.row_numbers, source.places
        table = list(islice(source.rows(), TOP))
        if table:
            personal_data.check_headings(table[0], findings, self.columns)
        usable = read_header(table, findings, self.columns)
        if not (usable or findings.columns):
            return Contents()
        with _database(len(source.content)) as db:
            if not self._read_columns(db, source, table[0], usable, schemas, findings):
                return Contents()
            return Contents(self._read_cells(db, schemas, findings))

    def _read_columns(
        self,
        db: duckdb.DuckDBPyConnection,
        source: RowSource,
        headings: Cells,
        usable: bool,
        schemas: Schemas,
        findings: Findings,
    ) -> bool:
        """Make the table `cells`, as data.ingest.numbers.cells_of says; whether it could."""
        counts = [findings.columns[n] for n in NUMBERS[:2] if n in findings.columns]
        table = source.table(len(headings), counts)
        db.register("raw", table)
        others = {at: h for at, h in enumerate(headings) if at not in findings.columns.values()}
        personal_data.check_other_columns(db, others, schemas, findings)
        check_misnamed(db, schemas, findings)
        usable = usable and not findings.has("headings")
        if usable:
            named = [at for at in range(len(headings)) if at not in findings.extra]
            blank = [*blank_rows(db, named, findings), *headings_again(db, findings)]
            check_overflow(db, [at for at in named if at in others], findings)
            cells, texts = number_labels(cells_of(db, table, self.columns, blank, findings))
            db.register("cells", cells).register("a_text", texts)
        return usable

    def _read_cells(
        self, db: duckdb.DuckDBPyConnection, schemas: Schemas, findings: Findings
    ) -> pd.DataFrame:
        labels = Labels(db, schemas, self.published, findings)
        labels.look_up()
        parse_numbers(db, findings)
        personal_data.check_one_each(db, findings)
        free = [name for name in self.columns if name not in (*LOOKED_UP, *NUMBERS)]
        personal_data.check_cells(db, labels.unknown, free, schemas, findings)
        report_normalisation(db, labels, findings)
        for name in ("cells", "a_text", "raw"):
            db.unregister(name)  # a large file's memory is given back
        check_figures(db, schemas, self.published, findings)
        check_agreement(db, schemas.relations, self.published, findings)
        return counts_of(db, findings)


@contextmanager
def _database(size: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, which may never spill to a disk; small files share an engine, because
    starting one takes longer than reading them."""
    if size >= LARGE:
        with _engine() as db:
            yield db
        return
    name = f"file_{next(_NUMBERS)}"
    with _light_engine().cursor() as db:
        db.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
        try:
            yield db
        finally:
            try:
                db.execute(f"USE memory; DETACH {name}")
            except duckdb.Error:  # it has failed, and answers nobody: the next file has another
                _light_engine.cache_clear()


@cache
def _light_engine() -> duckdb.DuckDBPyConnection:
    return _engine(threads=1)


def _engine(**settings: str | bool | int | float | list[str]) -> duckdb.DuckDBPyConnection:
    """What is dropped is given back, and nothing is written to standard output."""
    settings |= {"temp_directory": "", "allocator_bulk_deallocation_flush_threshold": "8MB"}
    db = duckdb.connect(":memory:", config=settings)
    db.execute("SET enable_progress_bar = false")
    return db
