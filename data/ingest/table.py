"""A file as a table of text in memory: quickly where it is large and plain, exactly otherwise.

Officers only. Nothing is written to a disk: what is refused leaves nothing behind.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import duckdb
import numpy as np
import pandas as pd

from data.files.memory import LARGE, first_row, in_memory, is_at_hand
from data.ingest.encoding import OUTER, NotReadable, Text

_LONGEST_CELL = 1_000
_AT_ONCE = 50_000
_UNCLOSED = "a quotation mark is opened and not closed, so the cells cannot be told apart."
_MISPLACED = "a quotation mark stands in the middle of a cell, so the cells cannot be told apart."

Cells = list[str]


def first_rows(content: bytes, text: Text, most: int = 20) -> list[Cells]:
    """The first rows, headings first, as far as they can be read. Raises NotReadable."""
    return list(islice(every_row(content, text), most))


def fill(db: duckdb.DuckDBPyConnection, content: bytes, text: Text, width: int) -> str:
    """Make the table `raw` (c0, c1 …, beyond) of all rows under the headings.

    `width` is how many columns have a place in row 1; `beyond` is what stands outside them.
    Every cell is text, '' or NULL where it is blank. Gives the SQL of a row's number in Excel.
    Raises NotReadable.
    """
    if _is_plain(content, text) and _quickly(db, content, width):
        return "rowid::INTEGER + 2"
    columns = "".join(f"c{at} VARCHAR, " for at in range(width))
    db.execute(f"CREATE OR REPLACE TABLE raw (line INTEGER, {columns}beyond VARCHAR)")
    _exactly(db, content, text, width)
    return "line"


def _is_plain(content: bytes, text: Text) -> bool:
    """Whether DuckDB's reader can be trusted with it: no old Mac line ends. Where
    it skips a blank line, the rows will not number what they should."""
    returns = content.count(b"\r")
    return (
        len(content) >= LARGE
        and text.codec == "utf-8"
        and is_at_hand()
        and returns in (0, content.count(b"\r\n"))
    )


def _quickly(db: duckdb.DuckDBPyConnection, content: bytes, width: int) -> bool:
    """Read with DuckDB's own reader; False, for the exact way, when anything is doubtful."""
    wanted = content.count(b"\n") - content.endswith(b"\n")  # rows under the headings
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(width))
    try:
        with in_memory(content) as file, _alone(db):
            db.execute(
                f"""CREATE OR REPLACE TABLE raw AS
                SELECT *, NULL::VARCHAR AS beyond FROM read_csv('{file}', columns={{{columns}}},
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


def _exactly(db: duckdb.DuckDBPyConnection, content: bytes, text: Text, width: int) -> None:
    rows = enumerate(every_row(content, text), start=1)
    next(rows, None)
    while batch := list(islice(rows, _AT_ONCE)):
        lines = np.array([line for line, _ in batch], dtype=np.int32)
        cells = [
            [*row[:width], *[""] * (width - len(row)), _beyond(row[width:])] for _, row in batch
        ]
        frame = pd.DataFrame({"line": lines}).join(pd.DataFrame(cells, dtype=object))
        db.register("arriving", frame)
        db.execute("INSERT INTO raw SELECT * FROM arriving")
        db.unregister("arriving")


def _beyond(cells: Sequence[str]) -> str:
    return " ".join(cell.strip(OUTER) for cell in cells).strip() if cells else ""


def every_row(content: bytes, text: Text) -> Iterator[Cells]:
    """Every row as Python's own reader has it, blank ones too. Raises NotReadable."""
    codec = "utf-8-sig" if text.codec == "utf-8" else text.codec
    file = io.TextIOWrapper(io.BytesIO(content), codec, newline="")
    rows, row = csv.reader(file, strict=True, skipinitialspace=True), 0
    while True:
        row += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotReadable(
                _MISPLACED if "expected after" in str(error) else _UNCLOSED, row
            ) from error
        if max(map(len, cells), default=0) > _LONGEST_CELL:
            raise NotReadable(
                f"a cell has more than {_LONGEST_CELL:,} characters. {_UNCLOSED.capitalize()}", row
            )
        yield cells
