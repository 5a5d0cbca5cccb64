"""A workbook's sheets as rows of text, exactly as they hold it: a formula as its value, a percent
with its sign, a day as dd/mm/yyyy.

Officers only. Nothing of a workbook is kept but the rows that were read, as a CSV: what else stands
in it, in a hidden sheet too, is only looked at for personal data.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from data.ingest.encoding import NotReadable, strip_cell
from data.ingest.findings import Findings, letter
from data.ingest.personal_data import GONE, our_words, stop_if_personal
from data.ingest.personal_patterns import kind_in_cell, kind_in_heading, kind_in_sentence
from data.ingest.source import MOST_COLUMNS, TOP, Cells, RowSource
from schemas.declared import Schemas
from schemas.problems import join_words

MOST_ROWS = 20_000
_MOST_BYTES = 60_000_000  # of all parts, unpacked
_AS_XLSX = "In Excel, save it as 'Excel Workbook (.xlsx)'"
_UNREADABLE = f"this workbook cannot be opened here. {_AS_XLSX}, and give that."
_MACROS = f"this workbook holds macros, which are not let in. {_AS_XLSX}, without them."
_NOT_WORKED_OUT = (
    "{} holds a formula that has not been worked out. Open the workbook in Excel, and save it: "
    "then it holds what the formula comes to."
)
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a number's look: what stands for itself

Place = tuple[int, int]
"""A cell's row and column in its sheet, from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows of text, all as wide. `merged`: of cells that Excel shows as one, the
    first of them, where alone something stands."""

    name: str
    rows: list[Cells] = field(repr=False)
    merged: Mapping[Place, Place] = field(default_factory=dict, repr=False)
    hidden: bool = False

    def label(self, row: int, column: int) -> str:
        """What a cell says, or the whole that it is a part of."""
        row, column = self.merged.get((row, column), (row, column))
        return strip_cell(self.rows[row][column])

    def is_shared(self, row: int, column: int) -> bool:
        """Whether a cell is merged with others, so that nobody knows of which it speaks."""
        return list(self.merged.values()).count((row, column)) > 1

    def turned(self) -> "Sheet":
        """The same with its rows as columns."""
        merged = {(c, r): (column, row) for (r, c), (row, column) in self.merged.items()}
        return Sheet(self.name, [list(row) for row in zip(*self.rows, strict=True)], merged)


class Workbook(RowSource):
    """A workbook whose first sheet in sight is read as a CSV of it would be."""

    def __init__(self, name: str, content: bytes, schemas: Schemas):
        super().__init__(name, content)
        self.schemas, self.fault = schemas, ""
        self.sheets: tuple[Sheet, ...] = ()
        try:
            self.sheets = tuple(_sheets(content))
        except NotReadable as error:
            self.fault = str(error)
        if self.visible:
            self.kept = self.without(())
        elif not self.fault:
            self.fault = "every sheet of this workbook is blank or hidden."

    @cached_property
    def visible(self) -> tuple[Sheet, ...]:
        """The sheets that somebody who opens it sees something on."""
        return tuple(sheet for sheet in self.sheets if sheet.rows and not sheet.hidden)

    def rows(self) -> Iterator[Cells]:
        yield from self.visible[0].rows if self.visible else ()

    def report_encoding(self, findings: Findings) -> None:
        """Report what may be personal in any sheet, hidden ones too, and which were not read.
        Raises NotReadable of a workbook that is not read at all, and PersonalData."""
        if self.fault:
            raise NotReadable(self.fault)
        words = our_words(self.schemas)
        for sheet in self.sheets:
            for row, column, kind in _personal(sheet, words):
                cell = f"{letter(column)}{row + 1} of the sheet in place {self._place(sheet)}"
                message = f"{cell} may be {kind}, which no extract may hold. {GONE}"
                findings.report("personal", message, row + 1, letter(column))
        stop_if_personal(findings)
        if hidden := [f"'{sheet.name}'" for sheet in self.sheets if sheet.hidden]:
            findings.receipt.append(f"Hidden, and not read: {join_words(hidden, 'and')}.")

    def _place(self, sheet: Sheet) -> int:
        return self.sheets.index(sheet) + 1


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are a workbook of Excel's since 2007, of whatever kind."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            return any(name.startswith("xl/") for name in parts.namelist())
    except (BadZipFile, ValueError):
        return False


def _sheets(content: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    _check_parts(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves: pictures, lists to choose
            book = load_workbook(BytesIO(content), data_only=True)
    except Exception as error:  # whatever a broken file makes of it
        raise NotReadable(_UNREADABLE) from error
    for sheet in book.worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise NotReadable(
                f"the sheet '{sheet.title}' reaches to {letter(sheet.max_column - 1)}"
                f"{sheet.max_row}. Delete the empty rows and columns after the figures."
            )
        rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
        wide = max((n for row in rows for n, cell in enumerate(row, 1) if cell), default=0)
        deep = max((n for n, row in enumerate(rows, 1) if any(row)), default=0)
        merged = {
            (row, column): (box.min_row - 1, box.min_col - 1)
            for box in sheet.merged_cells.ranges
            for row in range(box.min_row - 1, min(box.max_row, deep))
            for column in range(box.min_col - 1, min(box.max_col, wide))
        }
        hidden = sheet.sheet_state != "visible"
        yield Sheet(sheet.title, [row[:wide] for row in rows[:deep]], merged, hidden)


def _check_parts(content: bytes) -> None:
    """Raises NotReadable of a workbook that is protected, holds macros, is no .xlsx, is larger than
    any scorecard, or has a formula without a value."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            if any("vbaproject" in name.lower() for name in names):
                raise NotReadable(_MACROS)
            if "xl/workbook.xml" not in names:
                raise NotReadable(_UNREADABLE)
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise NotReadable("this workbook is too large. Send its figures as a CSV.")
            for name in (name for name in names if name.endswith((".xml", ".rels"))):
                part = parts.read(name)
                if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                    raise NotReadable(_UNREADABLE)
                if name.startswith("xl/worksheets/sheet"):
                    _check_formulas(part)
    except (BadZipFile, ElementTree.ParseError, RuntimeError, OSError, ValueError) as error:
        raise NotReadable(_UNREADABLE) from error


def _check_formulas(part: bytes) -> None:
    """A formula that no program has worked out has no value, and would be read as a blank cell."""
    for _, element in ElementTree.iterparse(BytesIO(part)):
        if element.tag.endswith("}c"):
            parts = {child.tag.rpartition("}")[2]: child for child in element}
            value = parts.get("v")
            if "f" in parts and element.get("t") != "str" and (value is None or not value.text):
                raise NotReadable(_NOT_WORKED_OUT.format(element.get("r", "a cell")))
            element.clear()


def _text(cell: Any) -> str:
    """What a cell holds, as an officer would type it."""
    value, looks = cell.value, _IN_QUOTES.sub("", str(cell.number_format)).lower()
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        percent = "%" in looks
        number = round(Decimal(repr(value)) * (100 if percent else 1), 10)
        plain = f"{number:f}"
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain) + "%" * percent
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        if "d" in looks:
            return f"{value:%d/%m/%Y}"
        return f"{value:%B %Y}" if "m" in looks else f"{value:%Y}"
    return str(value)


def _personal(sheet: Sheet, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """The row, the column and the kind of each cell that may be personal. Over the headings stand
    titles, in which dates are at home."""
    filled = [sum(bool(re.search("[a-z]", cell, re.I)) for cell in row) for row in sheet.rows[:TOP]]
    at = filled.index(max(filled)) if filled else 0
    tested: set[tuple[int, str]] = set()
    for row, cells in enumerate(sheet.rows):
        for column, text in enumerate(cells):
            if not text or (column, text) in tested:
                continue
            if row > at:
                tested.add((column, text))
                kind = kind_in_cell(sheet.label(at, column), text, words)
            else:
                kind = kind_in_heading(text) if row == at else kind_in_sentence(text)
            if kind:
                yield row, column, kind
