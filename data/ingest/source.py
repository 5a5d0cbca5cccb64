"""Rows of text, whatever file they come in, and where each stands in it.

Officers only. A layout (data.ingest.check) is known by a source's first rows and reads all of them.
Nothing is written to a disk: what is refused leaves nothing behind.

A CSV is read in two ways that give the same table, which tests/test_corpus.py holds: Python's
reader knows every cell and says what is wrong with it; DuckDB's is for large and plain files (a
million rows are checked in 2 s of processor time, and with Python's reader in 15 s).
"""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice

import duckdb
import numpy as np
import pandas as pd

from data.files.memory import LARGE, first_row, in_memory, is_at_hand
from data.ingest.encoding import NotReadable, Text, strip_cell, text_of
from data.ingest.findings import Findings

TOP = 20
"""How many rows a layout may be known by, and its headings looked for in."""
_LONGEST_CELL = 1_000
_AT_ONCE = 50_000
_UNCLOSED = "a quotation mark is opened and not closed, so the cells cannot be told apart."
_MISPLACED = "a quotation mark stands in the middle of a cell, so the cells cannot be told apart."

Cells = list[str]


class RowSource(ABC):
    """Rows of text, the headings first, of the file `name` whose bytes are `content`.

    `row_numbers` are the rows of the file that these came from, as whoever sent it counts them;
    () where each is its own.
    """

    row_numbers: Sequence[int] = ()

    def __init__(self, name: str, content: bytes):
        self.name, self.content = name, content

    @abstractmethod
    def rows(self) -> Iterator[Cells]:
        """Every row, blank ones too. Raises NotReadable."""

    def report_encoding(self, findings: Findings) -> None:  # noqa: B027
        """Report what was done to make text of the bytes, if anything. Raises NotReadable."""

    @cached_property
    def top(self) -> list[Cells]:
        """The first rows, as far as they can be read."""
        top: list[Cells] = []
        with suppress(NotReadable):
            for cells in islice(self.rows(), TOP):
                top.append(cells)
        return top

    def fill(self, db: duckdb.DuckDBPyConnection, width: int) -> str:
        """Make the table `raw` (c0, c1 …, overflow) of all rows under the headings.

        `width` is how many columns have a heading; `overflow` is what stands right of them. Every
        cell is text, '' or NULL where it is blank. Returns the SQL of a row's number. Raises
        NotReadable.
        """
        columns = "".join(f"c{at} VARCHAR, " for at in range(width))
        db.execute(f"CREATE OR REPLACE TABLE raw (line INTEGER, {columns}overflow VARCHAR)")
        numbered = enumerate(self.rows(), start=1)
        next(numbered, None)
        while batch := list(islice(numbered, _AT_ONCE)):
            lines = np.array([line for line, _ in batch], dtype=np.int32)
            cells = [
                [*row[:width], *[""] * (width - len(row)), strip_cell(" ".join(row[width:]))]
                for _, row in batch
            ]
            frame = pd.DataFrame({"line": lines}).join(pd.DataFrame(cells, dtype=object))
            db.register("arriving", frame)
            db.execute("INSERT INTO raw SELECT * FROM arriving")
            db.unregister("arriving")
        return "line"


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
        file = io.TextIOWrapper(io.BytesIO(self.content), codec, newline="")
        rows, row = csv.reader(file, strict=True, skipinitialspace=True), 0
        while True:
            row += 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                message = _MISPLACED if "expected after" in str(error) else _UNCLOSED
                raise NotReadable(message, row) from error
            if max(map(len, cells), default=0) > _LONGEST_CELL:
                longest = f"a cell has more than {_LONGEST_CELL:,} characters."
                raise NotReadable(f"{longest} {_UNCLOSED.capitalize()}", row)
            yield cells

    def fill(self, db: duckdb.DuckDBPyConnection, width: int) -> str:
        if self._is_plain() and self._fill_quickly(db, width):
            return "rowid::INTEGER + 2"
        return super().fill(db, width)

    def _is_plain(self) -> bool:
        """Whether DuckDB's reader can be trusted with it: no old Mac line ends. Where
        it skips a blank line, the rows will not number what they should."""
        returns = self.content.count(b"\r")
        return (
            len(self.content) >= LARGE
            and self.text.codec == "utf-8"
            and is_at_hand()
            and returns in (0, self.content.count(b"\r\n"))
        )

    def _fill_quickly(self, db: duckdb.DuckDBPyConnection, width: int) -> bool:
        """Read with DuckDB's own reader; False, for the exact way, when anything is doubtful."""
        wanted = self.content.count(b"\n") - self.content.endswith(b"\n")  # under the headings
        columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(width))
        try:
            with in_memory(self.content) as file, _alone(db):
                db.execute(
                    f"""CREATE OR REPLACE TABLE raw AS
                    SELECT *, NULL::VARCHAR AS overflow
                    FROM read_csv('{file}', columns={{{columns}}},
                    auto_detect=false, header=false, skip=1, delim=',', quote='"', escape='"',
                    strict_mode=true, encoding='utf-8', max_line_size=100000)"""
                )
        except (duckdb.Error, OSError):
            return False
        (rows,) = first_row(db.execute("SELECT count(*) FROM raw")) or (0,)
        return bool(rows == wanted)


@contextmanager
def _alone(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """With one thread, which reads as quickly as two or more that must keep rows in their order,
    for half of their time and less of their memory."""
    db.execute("SET threads = 1")
    try:
        yield
    finally:
        db.execute("RESET threads")
