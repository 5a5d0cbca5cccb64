"""Everybody's figures: what the departments have published of every council in England, and which
of it a council needs. Officers only; `data.embedded` puts it in the store.

`extracts/published/` holds one compressed CSV and a TOML of its provenance for each publication;
tools/all_councils.py writes them. No figure stands in two of them.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from schemas.declared import ALL, Council

FOLDER: Final = Path(__file__).parent.parent / "extracts" / "published"
SUFFIX: Final = ".csv.gz"


class ExtractRow(NamedTuple):
    """One row of an extract, its columns in order."""

    indicator: str
    period: str
    area: str
    breakdown: str
    category: str
    numerator: str
    denominator: str
    value: str
    status: str

    @property
    def cell(self) -> tuple[str, ...]:
        return self[:5]


def shared_extracts(council: Council, own: Iterable[ExtractRow]) -> dict[Path, bytes]:
    """A CSV for each publication of which a council needs rows, by the file that they stand in.

    Of a measure that the council's own extracts (`own`) do not have: every year of the council's
    and of those that it is set beside. Of every other council the newest year, where that is also
    the newest of the council's own.
    """
    roles, taken, ours = council.roles, set[tuple[str, ...]](), dict[str, str]()
    for row in own:
        taken.add(row.cell)
        ours[row.indicator] = max(row.period, ours.get(row.indicator, ""))
    files = shared_rows()
    newest: dict[str, str] = {}
    for row in (row for rows in files.values() for row in rows):
        newest[row.indicator] = max(row.period, newest.get(row.indicator, ""))

    def wanted(row: ExtractRow) -> bool:
        role, last = roles.get(row.area), newest[row.indicator]
        if role not in (None, "elsewhere") and row.indicator not in ours:
            return True
        of_the_last = row.period == last == ours.get(row.indicator, last)
        return bool(role) and of_the_last and row.category == ALL and row.cell not in taken

    found = {file: sorted(filter(wanted, rows)) for file, rows in files.items()}
    return {file: text(rows).encode() for file, rows in found.items() if rows}


def shared_rows(folder: Path = FOLDER) -> Mapping[Path, list[ExtractRow]]:
    """Every row, by the file that it stands in."""
    files = sorted(folder.glob(f"*{SUFFIX}"))
    return {file: list(rows_of(gzip.decompress(file.read_bytes()))) for file in files}


def rows_of(content: bytes) -> Iterator[ExtractRow]:
    """The rows of an extract that has these columns, in this order."""
    table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    if next(table) == list(ExtractRow._fields):
        yield from map(ExtractRow._make, table)


def text(rows: Iterable[ExtractRow]) -> str:
    """An extract's CSV."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([ExtractRow._fields, *rows])
    return file.getvalue()
