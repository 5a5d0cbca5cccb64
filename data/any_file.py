"""The door: a file of any layout that is known, read as an extract.

Officers only. What comes in by the page, the inbox, the command line or with the project comes in
here. A new kind of file is a `RowSource`, a new way of laying figures out a `Layout`; a workbook is
read by a layout that an officer has shown (data.scorecards), or as the CSV of its first sheet.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data.ingest.annotated_file import faulty_rows, without_rows
from data.ingest.check import Contents, Extract, Layout, LongLayout, Provenance, check
from data.ingest.findings import Findings
from data.ingest.header import COLUMNS, DATES, heading
from data.ingest.notes import NotesLayout
from data.ingest.source import CsvFile, RowSource
from data.official.translate import OfficialLayout
from data.scorecards.kept import known_layout
from data.scorecards.scorecard import Reading, Scorecard, ScorecardLayout
from data.scorecards.workbook import Workbook, is_workbook
from schemas.declared import Schemas
from schemas.problems import join_words

MOST_NAMED = 6  # rows that are left out
UNKNOWN = (
    "how this workbook is laid out is not known yet. Drop it once on the page Add figures, and "
    "show there which rows and columns are what: from then on, files like it go in by themselves."
)


def read_any(
    name: str,
    content: bytes,
    schemas: Schemas,
    published: bool = False,
    scorecard: Scorecard | None = None,
) -> Extract:
    """A file of notes, of a department's, or of figures in our own format, checked.

    The extract keeps the bytes and the row numbers of the file as it came, and has a provenance and
    a summary where the file is a department's; of a workbook, the rows that were read as a CSV.
    `published`: as in `LongLayout`. `scorecard`: how a workbook is laid out, where that is said.
    """
    layouts: Sequence[Layout] = (NotesLayout(), OfficialLayout(), LongLayout(published))
    if not is_workbook(content):
        return check(CsvFile(name, content), layouts, schemas)
    workbook = Workbook(name, content, schemas)
    scorecard = scorecard or _scorecard(workbook, schemas)
    if scorecard:
        layouts = (ScorecardLayout(scorecard, published),)
    elif not _is_known(workbook):
        layouts = (_UnknownLayout(),)
    return check(workbook, layouts, schemas)


def read_without_faulty_rows(
    extract: Extract, schemas: Schemas, published: bool = False
) -> Extract:
    """A refused file without the rows in which something must be put right, checked again: its name
    says which they were. The extract itself, where that is not what it is refused for."""
    if not (rows := faulty_rows(extract)):
        return extract
    which = f"{len(rows):,} of its rows"
    if len(rows) <= MOST_NAMED:
        which = f"row{'s' if len(rows) > 1 else ''} {join_words(map(str, rows), 'and')}"
    name = f"{extract.name} without {which}"
    return read_any(name, without_rows(extract, rows), schemas, published)


def to_lay_out(name: str, content: bytes, schemas: Schemas, again: bool = False) -> Workbook | None:
    """A workbook that an officer must show the layout of, or a measure that is new in it, or whose
    layout is to be changed (`again`); None of any other file."""
    if not is_workbook(content):
        return None
    workbook = Workbook(name, content, schemas)
    scorecard = _scorecard(workbook, schemas)
    known = not Reading(workbook, scorecard, schemas).new if scorecard else _is_known(workbook)
    known = known and not (scorecard and again)
    return None if known or not workbook.visible else workbook


def _scorecard(workbook: Workbook, schemas: Schemas) -> Scorecard | None:
    return None if _is_known(workbook) else known_layout(workbook, schemas)


def _is_known(workbook: Workbook) -> bool:
    """Whether its first sheet is what a CSV could be: an extract of ours, notes, a department's."""
    known = {heading(cell, COLUMNS) for row in workbook.top for cell in row}
    ours = "indicator" in known and {*DATES} & known
    return bool(ours) or any(e.recognises(workbook) for e in (NotesLayout(), OfficialLayout()))


class _UnknownLayout:
    """A workbook that nobody has shown the layout of."""

    def recognises(self, source: RowSource) -> bool:
        return True

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        findings.report("layout", UNKNOWN)
        return Contents()


def provenance_of(name: str, extract: Extract, schemas: Schemas, received_from: str) -> Provenance:
    """Where an extract came from: what a department's file says of itself; any other file is the
    council's own, released today."""
    if extract.provenance:
        return replace(extract.provenance, received_from=received_from)
    council = schemas.council.authority
    return Provenance(
        name=name,
        received_from=received_from,
        publication=f"{council}, local extract",
        publisher=council,
        released=date.today().isoformat(),
    )
