"""The file that goes back to whoever sent it: their own rows, with a column that says what to do.

Officers only. A spreadsheet runs what starts with = + - @, so no such cell goes out as it came in.
"""

import csv
import io
from collections import defaultdict
from itertools import chain

from data.ingest.check import Extract
from data.ingest.encoding import NotReadable, text_of
from data.ingest.table import every_row

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def with_problems(extract: Extract) -> bytes:
    """The extract as a CSV for Excel, with a column 'problems' at the right.

    Raises NotReadable of a file that holds personal data, or that is no table at all.
    """
    if extract.personal or not extract.content:
        raise NotReadable("nothing was kept of this file, so there is nothing to give back.")
    said = _by_row(extract)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    rows = every_row(extract.content, text_of(extract.content))
    for line, cells in enumerate(rows, start=1):
        heading = ["problems"] if line == 1 else []
        writer.writerow([*map(inert, cells), " ".join(chain(heading, said[line]))])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def inert(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_RUNS) else cell


def _by_row(extract: Extract) -> dict[int, list[str]]:
    """What is said of each row; what is said of the whole file stands in the first."""
    said: dict[int, list[str]] = defaultdict(list)
    for problem in extract.every:
        message = problem.message[:1].upper() + problem.message[1:]
        where = f"{problem.column}: " if problem.column else ""
        said[problem.row or 1].append(f"{where}{message}")
    return said
