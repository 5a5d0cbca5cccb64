"""Excel, as far as an officer's files need it: a workbook made from our template, filled in with
typed cells, and the files that Excel's "Save as" offers for it, which hold what its cells show.
"""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[str]]
Fill = Callable[[dict[str, Cell], int], None]
"""Types figures into the cells of one row, by heading; rows are counted from 0."""


def workbook(template: bytes, fill: Fill) -> Workbook:
    """The template as Excel opens it, where dates become dates; then filled in."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    names, *rows = csv.reader(io.StringIO(template.decode("utf-8-sig"), newline=""))
    sheet.append(names)
    for n, row in enumerate(rows, start=2):
        for column, said in enumerate(row, start=1):
            _open(sheet.cell(n, column), said)
        fill({name: sheet.cell(n, at) for at, name in enumerate(names, start=1)}, n - 2)
    return book


def saved(book: Workbook) -> bytes:
    """The workbook itself, .xlsx."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def shown(content: bytes) -> list[list[str]]:
    """What the cells of a saved workbook show on a British Windows, to the last row and column that
    anybody has touched."""
    sheet = load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return [[_shown(cell) for cell in row] for row in sheet.iter_rows()]


def save_as(
    rows: Sequence[Sequence[str]], codec: str, apart: str = ",", end: str = "\r\n"
) -> bytes:
    """One of Excel's kinds of text: quoted only where it must be, and every row as wide."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=apart, lineterminator=end).writerows(rows)
    return text.getvalue().encode(codec)


KINDS: dict[str, Callable[[Rows], bytes]] = {
    "CSV UTF-8 (comma delimited)": lambda rows: save_as(rows, "utf-8-sig"),
    "CSV (comma delimited)": lambda rows: save_as(rows, "cp1252"),
    "CSV (Macintosh)": lambda rows: save_as(rows, "mac_roman", end="\r"),
    "CSV (MS-DOS)": lambda rows: save_as(rows, "cp850"),
}
OTHERS: dict[str, tuple[Callable[[Rows], bytes], str]] = {
    "Text (tab delimited)": (lambda rows: save_as(rows, "cp1252", "\t"), "tabs"),
    "Unicode text": (lambda rows: save_as(rows, "utf-16", "\t"), "UTF-16"),
    "CSV, on a continental Windows": (lambda rows: save_as(rows, "cp1252", ";"), "semicolons"),
}
"""Those that are refused, with a word of what is said."""


def by_libre_office(content: bytes, folder: Path) -> bytes | None:
    """The CSV that LibreOffice makes of a workbook; None where its Calc is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    (folder / "filled in.xlsx").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1"  # commas, quotes, UTF-8, from row 1
    command = [office, home, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    said = subprocess.run(
        [*command, str(folder / "filled in.xlsx")], timeout=120, capture_output=True, text=True
    )
    if "source file could not be loaded" in said.stderr:  # there is LibreOffice, without Calc
        return None
    return (folder / "filled in.csv").read_bytes()


def _open(cell: Cell, said: str) -> None:
    """As Excel reads a cell of a CSV: a date, a month, or else text."""
    for pattern, looks in (("%Y-%m-%d", "dd/mm/yyyy"), ("%Y-%m", "mmm-yy")):
        try:
            cell.value, cell.number_format = datetime.strptime(said, pattern), looks
            return
        except ValueError:
            continue
    cell.value = said or None


def _shown(cell: Any) -> str:
    value, looks = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%b-%y}" if looks == "mmm-yy" else f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return value
    return next((show(value) for name, show in _LOOKS.items() if name == looks), f"{value:g}")


_LOOKS: dict[str, Callable[[float], str]] = {
    "#,##0": lambda n: f"{n:,.0f}",
    "0%": lambda n: f"{n:.0%}",
    "0.0%": lambda n: f"{n:.1%}",
}


def left_over(sheet: Worksheet) -> Iterator[Cell]:
    """What Excel keeps of rows and columns that were once used: cells with a look and no value."""
    for row in range(sheet.max_row + 1, sheet.max_row + 4):
        yield sheet.cell(row, 1)
    yield sheet.cell(1, sheet.max_column + 2)
