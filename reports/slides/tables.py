"""How tall the rows of a table are on a slide, and as much of one as has room."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from reports.slides.font import wrap
from view_model.listings import TableRow
from view_model.wording import CellText, Word

SIZES = (20, 18, 16)  # points: the largest in which all rows fit
MARGIN = 14.4, 9.0  # points that a cell keeps free beside and around its words, together
LEADING = 1.2


def tall(row: TableRow, widths: Sequence[float], size: float) -> float:
    """How tall a row's longest cell is in columns of these widths. Points."""
    cells = enumerate(zip(row.cells, widths, strict=True))
    return max(_tall(cell, wide, size, n == 0) for n, (cell, wide) in cells) + MARGIN[1]


def cut(row: TableRow, widths: Sequence[float], size: float, room: float) -> TableRow:
    """The same row, so short that it has room: what is cut ends in '…', and the notes have it
    whole."""
    room -= group_tall(size)
    if tall(row, widths, size) <= room:
        return row
    lines = int((room - MARGIN[1]) / size / LEADING)
    cells = (_cut(cell, wide, size, lines) for cell, wide in zip(row.cells, widths, strict=True))
    return replace(row, cells=tuple(cells))


def group_tall(size: float) -> float:
    """How tall the row is that names a group. Points."""
    return size * LEADING + MARGIN[1]


def talls(rows: Sequence[TableRow], widths: Sequence[float], size: float) -> list[float]:
    """How tall each row is, with the row above it that names its group where it is new. Points."""
    groups = ["", *(row.group for row in rows)]
    return [
        tall(row, widths, size) + (group_tall(size) if row.group != before else 0)
        for before, row in zip(groups, rows, strict=False)
    ]


def that_fit(talls: Sequence[float], room: float) -> int:
    """How many of the first things that are so tall fit into the room: one at least."""
    below = list(accumulate(talls))
    return max(sum(end <= room for end in below), min(1, len(below)))


def _cut(cell: CellText | Word, width: float, size: float, lines: int) -> CellText | Word:
    if isinstance(cell, Word) or _tall(cell, width, size, bold=True) <= lines * size * LEADING:
        return cell
    under = wrap(cell.under, size, width - MARGIN[0])
    words = wrap(cell.words, size, width - MARGIN[0], bold=True)
    kept = words[: lines - min(len(under), lines // 2)]
    if kept != words:
        kept[-1] = f"{kept[-1].rpartition(' ')[0]} …"
    rest = under[: lines - len(kept)]
    if rest != under and rest:
        rest[-1] = f"{rest[-1].rpartition(' ')[0]} …"
    return CellText(" ".join(kept), " ".join(rest))


def _tall(cell: CellText | Word, width: float, size: float, bold: bool) -> float:
    texts = (
        [(cell.plain, True)]
        if isinstance(cell, Word)
        else [(cell.words, bold), (cell.under, False)]
    )
    lines = sum(len(wrap(words, size, width - MARGIN[0], bold=strong)) for words, strong in texts)
    return lines * size * LEADING
