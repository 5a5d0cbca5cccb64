"""Fill in docs/measures.md: of what panels look at, what has real figures, for how many councils
and years. Run by hand, `python -m tools.measure_table`, after a change of extracts or measures."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from data.embedded import embedded_contents
from data.shared import ExtractRow as Row
from data.shared import rows_of
from schemas.declared import ALL, Council
from schemas.load import load_schemas

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "measures.md"
_ROW: Final = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]*)\|.*\|")
_ID: Final = re.compile(r"`([a-z0-9_]+)`")


def filled_in(document: str) -> str:
    """The document with its last three columns as the extracts have them."""
    figures, council = _shown(), load_schemas().council
    return "\n".join(_filled_in(line, figures, council) for line in document.split("\n"))


def _filled_in(line: str, figures: dict[str, list[Row]], council: Council) -> str:
    row = _ROW.fullmatch(line)
    if not row:
        return line
    number, what, ids = (cell.strip() for cell in row.groups())
    of_each = [figures[name] for name in _ID.findall(ids)]
    councils = max((_councils(rows, council) for rows in of_each), default=0)
    years = max(
        (len({r.period for r in rows if r.area == council.code}) for rows in of_each), default=0
    )
    real = "yes" if councils else "no"
    return (
        f"| {number} | {what} | {ids or 'none yet'} | {real} | {councils or ''} | {years or ''} |"
    )


def _councils(rows: Iterable[Row], council: Council) -> int:
    """How many councils have a figure, in the year in which most have one."""
    by_year: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if council.roles[row.area] not in ("country", "region"):
            by_year[row.period].add(row.area)
    return max(map(len, by_year.values()), default=0)


def _shown() -> dict[str, list[Row]]:
    """The figures of everyone that the published extracts show, by their measure."""
    found: dict[str, list[Row]] = defaultdict(list)
    for file, content in embedded_contents(load_schemas()).items():
        for row in rows_of(content) if file.parent.name == "published" else ():
            if row.breakdown == ALL and row.value:
                found[row.indicator].append(row)
    return found


if __name__ == "__main__":
    DOCUMENT.write_text(filled_in(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
