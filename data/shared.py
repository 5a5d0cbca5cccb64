"""Everybody's figures: what the departments have published of every council in England, and which
of it a council needs. Officers only; `data.embedded` puts it in the store.

`extracts/published/` holds one compressed CSV and a TOML of its provenance for each publication;
tools/all_councils.py writes them. No figure stands in two of them.
"""

import csv
import gzip
import io
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from schemas.declared import ALL, Council

FOLDER: Final = Path(__file__).parent.parent / "extracts" / "published"
SUFFIX: Final = ".csv.gz"
COUNCIL_FIGURES: Final = FOLDER.parent / "councils" / "figures.csv.gz"
COUNCIL_LEVELS: Final = FOLDER.parent / "councils" / "levels.csv.gz"
"""Everyone's figures of every council, and where each stands beside the country: for a measure's
page that is turned to another council. tools/council_pages.py makes them of the rest."""


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
    newest: dict[str, str] = {}

    def may_be_wanted(row: ExtractRow) -> bool:
        newest[row.indicator] = max(row.period, newest.get(row.indicator, ""))
        last = ours.get(row.indicator, row.period)
        if row.area not in roles or row.cell in taken:
            return False
        return is_beside_ours(row) or (row.category == ALL and row.period == last)

    def is_beside_ours(row: ExtractRow) -> bool:
        return row.indicator not in ours and roles[row.area] != "elsewhere"

    files = sorted(FOLDER.glob(f"*{SUFFIX}"))
    rows = {f: [*filter(may_be_wanted, rows_of(gzip.decompress(f.read_bytes())))] for f in files}
    found = {
        file: sorted(r for r in few if is_beside_ours(r) or r.period == newest[r.indicator])
        for file, few in rows.items()
    }
    return {file: text(rows).encode() for file, rows in found.items() if rows}


def council_tables(known: Collection[str]) -> dict[str, pd.DataFrame]:
    """The tables of an edition that hold everyone's figures of every council, of known measures."""
    return {name: t[t["indicator"].isin(list(known))] for name, t in _council_tables().items()}


@lru_cache(maxsize=1)
def _council_tables() -> dict[str, pd.DataFrame]:
    """All of them, each text kept once."""
    numbers = {"numerator": "Int64", "denominator": "Int64"}
    texts = dict.fromkeys(("indicator", "area", "period_kind", "state", "source"), "category")
    files = {"council_figure": COUNCIL_FIGURES, "council_level": COUNCIL_LEVELS}
    return {name: pd.read_csv(file, dtype=numbers | texts) for name, file in files.items()}


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
