"""Rows of text, whatever file they come in, and where each stands in it.

Officers only. A layout (data.ingest.check) is known by a source's first rows and reads all of them.
Nothing is written to a disk: what is refused leaves nothing behind.

A CSV is read in two ways that give the same table (tests/ingest/test_corpus.py): Python's reader
knows every cell and says what is wrong with it; Arrow's is for large and plain files, and finds
each different text of a column once (a million rows are checked in 2 s of processor time, and with
Python's reader in 15 s).
"""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from data.ingest.encoding import NotReadable, Text, strip_cell, text_of
from data.ingest.findings import Findings

TOP = 20
"""How many rows a layout may be known by, and its headings looked for in."""
MOST_COLUMNS = 500
_LONGEST_CELL = 1_000
_LONGEST_LINE = 1_000_000
_AT_ONCE = 50_000
_BLOCK = 8_000_000  # bytes
_LINE_BREAKS = (b"\n", b"\r")
LARGE = 2_000_000  # bytes from which a quicker way of reading is worth it
_UNCLOSED = "a quotation mark is opened and not closed, so the cells cannot be told apart."
_MISPLACED = "a quotation mark stands in the middle of a cell, so the cells cannot be told apart."

Cells = list[str]


class RowSource(ABC):
    """Rows of text, the headings first, of the file `name` whose bytes are `content`.

    `row_numbers` are the rows of the file that these came from, as whoever sent it counts them;
    () where each is its own. `places` are the row and the column there of a row's column of ours,
    where that is known. `kept` is what is kept of the file, where it is not the file itself.
    """

    row_numbers: Sequence[int] = ()
    places: Mapping[tuple[int, str], tuple[int, str]] = MappingProxyType({})
    kept: bytes = b""

    def __init__(self, name: str, content: bytes):
        self.name, self.content = name, content

    @abstractmethod
    def rows(self) -> Iterator[Cells]:
        """Every row, blank ones too. Raises NotReadable."""

    def report_encoding(self, findings: Findings) -> None:  # noqa: B027
        """Report what was done to make text of the bytes, if anything. Raises NotReadable."""

    def without(self, places: Collection[int]) -> bytes:
        """The bytes of the file as a CSV without some of its columns."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        for cells in self.rows():
            writer.writerow([cell for at, cell in enumerate(cells) if at not in places])
        return file.getvalue().encode()

    def check_width(self) -> None:
        """Raises NotReadable of more columns than any file that is read may have."""
        if (wide := len(self.top[0]) if self.top else 0) > MOST_COLUMNS:
            raise NotReadable(f"there are {wide:,} columns. Send those of an extract alone.", 1)

    @cached_property
    def top(self) -> list[Cells]:
        """The first rows, as far as they can be read."""
        top: list[Cells] = []
        with suppress(NotReadable):
            for cells in islice(self.rows(), TOP):
                top.append(cells)
        return top

    def table(self, width: int, counts: Collection[int] = ()) -> pa.Table:
        """All rows under the headings, as columns: line, c0, c1 …, overflow.

        `line` is a row's number, `width` how many columns have a heading; `overflow` is what stands
        right of them. Every cell is text, '' where it is blank; of a column, each different text is
        kept once, but of `counts`, which are different nearly everywhere. Raises NotReadable.
        """
        numbered = enumerate(self.rows(), start=1)
        next(numbered, None)
        parts = [_part([], width)]
        while batch := list(islice(numbered, _AT_ONCE)):
            parts.append(_part(batch, width))
        return pa.concat_tables(parts)


def _part(batch: list[tuple[int, Cells]], width: int) -> pa.Table:
    padded = [
        (*row[:width], *[""] * (width - len(row)), strip_cell(" ".join(row[width:])))
        for _, row in batch
    ]
    names = [*(f"c{at}" for at in range(width)), "overflow"]
    texts = zip(*padded, strict=True) if padded else ([] for _ in names)
    columns = {
        n: pa.array(t, pa.string()).dictionary_encode() for n, t in zip(names, texts, strict=True)
    }
    return pa.table({"line": pa.array([line for line, _ in batch], pa.int32()), **columns})


class CsvFile(RowSource):
    """A CSV as it came: quickly where it is large and plain, exactly otherwise."""

    @cached_property
    def text(self) -> Text:
        """How its bytes are to be read as text. Raises NotReadable."""
        return text_of(self.content)

    def report_encoding(self, findings: Findings) -> None:
        if self.text.marked:
            findings.receipt.append("A byte order mark at the start was left out.")
        if self.text.guessed:
            message = "this is not UTF-8, and was read as Windows-1252."
            findings.report(
                "codec", f"{message} In Excel, save it as 'CSV UTF-8'.", severity="warning"
            )

    def rows(self) -> Iterator[Cells]:
        """Every row as Python's own reader has it, blank ones too. Raises NotReadable."""
        codec = "utf-8-sig" if self.text.codec == "utf-8" else self.text.codec
        lines = _Lines(io.TextIOWrapper(io.BytesIO(self.content), codec, newline=""))
        rows, row = csv.reader(lines, strict=True, skipinitialspace=True), 0
        while True:
            row, lines.row = row + 1, ""
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                message = _MISPLACED if "expected after" in str(error) else lines.fault
                raise NotReadable(message, row) from error
            if max(map(len, cells), default=0) > _LONGEST_CELL:
                raise NotReadable(lines.fault, row)
            yield cells

    def table(self, width: int, counts: Collection[int] = ()) -> pa.Table:
        quickly = self._read_quickly(width, counts) if self._is_plain() else None
        return super().table(width) if quickly is None else quickly

    def _is_plain(self) -> bool:
        """Whether a quick reader can be trusted with it: each quotation mark opens or closes a
        cell, the headings are one line, and no cell goes on where it cuts the file."""
        return (
            len(self.content) >= LARGE
            and self.text.codec == "utf-8"
            and not any(mark in cell for cell in self.top[0] for mark in "\r\n")
            and _is_well_quoted(self.content)
        )

    def _read_quickly(self, width: int, counts: Collection[int]) -> pa.Table | None:
        """With Arrow's reader; None, for the exact way, when anything is doubtful."""
        text = pa.dictionary(pa.int32(), pa.string())
        names = [f"c{at}" for at in range(width)]
        types = {name: pa.string() if at in counts else text for at, name in enumerate(names)}
        kept = ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False)
        try:
            cells = read_csv(
                pa.BufferReader(self.content),
                ReadOptions(skip_rows=1, column_names=names, block_size=_BLOCK),
                ParseOptions(ignore_empty_lines=False),
                kept,
            )
        except pa.ArrowInvalid:
            return None
        parts = (part for column in cells.columns for part in column.chunks)
        texts = (part.dictionary if part.type == text else part for part in parts)
        if any((pc.max(pc.binary_length(each)).as_py() or 0) > _LONGEST_CELL for each in texts):
            return None
        lines = pa.array(np.arange(2, len(cells) + 2, dtype=np.int32))
        return cells.append_column("line", lines).append_column("overflow", nothing(len(cells)))


class _Lines:
    """The lines of a file, and the `row` of them that is being read. One without an end in sight is
    read no further, and ends in an error of the CSV reader."""

    def __init__(self, file: io.TextIOWrapper):
        self.file, self.row = file, ""

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(_LONGEST_LINE):
            self.row += line
            if len(self.row) >= _LONGEST_LINE:
                raise csv.Error
            yield line

    @property
    def fault(self) -> str:
        """Why no row of cells can be made of what was read."""
        if self.row.count('"') % 2:
            return _UNCLOSED
        if max(map(len, self.row.split(","))) > _LONGEST_CELL:
            return f"a cell has more than {_LONGEST_CELL:,} characters. Shorten it, or take it out."
        return f"this row has more than {_LONGEST_LINE:,} characters. Are the line breaks lost?"


def nothing(rows: int) -> pa.DictionaryArray:
    """A column of blank cells."""
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), [""])


def _is_well_quoted(content: bytes) -> bool:
    """Whether each quotation mark opens a cell or closes one: none is doubled, or in its middle;
    and no cell goes on where Arrow cuts a file: it would lose a part of it, and not say so."""
    letters, starts = np.frombuffer(content, np.uint8), range(0, len(content), _BLOCK)
    blocks = ((start, letters[start : start + _BLOCK] == ord('"')) for start in starts)
    marks = np.concatenate([start + np.flatnonzero(is_mark) for start, is_mark in blocks])
    beside = marks + np.where(np.arange(len(marks)) % 2, 1, -1)
    cuts = [cut for end in starts[1:] for cut in _cuts(content, end)]
    return bool(
        len(marks) % 2 == 0
        and np.isin(letters.take(beside, mode="wrap"), list(b",\r\n")).all()
        and not (np.searchsorted(marks, cuts) % 2).any()
    )


def _cuts(content: bytes, end: int) -> tuple[int, int]:
    """Where Arrow cuts a file round the end of a block: at its last line break, and at the next
    one's first."""
    after = (content.find(each, end, end + _BLOCK) for each in _LINE_BREAKS)
    last = max(content.rfind(each, end - _BLOCK, end) for each in _LINE_BREAKS)
    return last, min((at for at in after if at >= 0), default=len(content))
