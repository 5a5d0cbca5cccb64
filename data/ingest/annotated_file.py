"""The file that goes back to whoever sent it: their own rows, with a column that says what to do;
and the file without the rows in which something must be put right.

Officers only. A spreadsheet runs what starts with = + - @, so no such cell goes out as it came in.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from itertools import chain

from data.ingest.check import Extract
from data.ingest.encoding import NotReadable
from data.ingest.source import CsvFile

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def annotate(extract: Extract) -> bytes:
    """The extract as a CSV for Excel, in UTF-8, with a column 'problems' at the right.

    Raises NotReadable of a file that holds personal data, or that is no table at all.
    """
    if extract.personal or not extract.content:
        raise NotReadable("nothing was kept of this file, so there is nothing to give back.")
    messages = _by_row(extract)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    with suppress(NotReadable):  # from here on: the first row says so
        for row, cells in enumerate(CsvFile(extract.name, extract.content).rows(), start=1):
            heading = ["problems"] if row == 1 else []
            writer.writerow([*map(inert, cells), " ".join(chain(heading, messages[row]))])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def is_table(extract: Extract) -> bool:
    """Whether anything of it can be given back: not of a workbook, nor of what was not kept."""
    return not extract.personal and bool(CsvFile(extract.name, extract.content).top)


def faulty_rows(extract: Extract) -> tuple[int, ...]:
    """The rows without which the others may go in; () where more than rows must be put right."""
    rows = {problem.row or 1 for problem in extract.every if problem.severity == "error"}
    return tuple(sorted(rows)) if 1 not in rows and is_table(extract) else ()


def without_rows(extract: Extract, rows: Collection[int]) -> bytes:
    """The file as a CSV without these rows."""
    file = io.StringIO(newline="")
    every = enumerate(CsvFile(extract.name, extract.content).rows(), start=1)
    csv.writer(file).writerows(cells for row, cells in every if row not in rows)
    return file.getvalue().encode()


def inert(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_RUNS) else cell


def _by_row(extract: Extract) -> dict[int, list[str]]:
    """The messages about each row; those about the whole file stand in the first."""
    messages: dict[int, list[str]] = defaultdict(list)
    for problem in extract.every:
        message = problem.message[:1].upper() + problem.message[1:]
        where = f"{problem.column}: " if problem.column else ""
        messages[problem.row or 1].append(f"{where}{message}")
    return messages
