"""Workbooks as officers have them: the same figures in every shape of a scorecard."""

import io
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Counts = Mapping[tuple[str, str], tuple[int, int]]
"""What is so: numerator and denominator by what the measure is called, and by its quarter."""
Row = Sequence[object]
ROTHERHAM = ("Number", "Indicator", "Good performance is", "Data note")
BESIDE = ("Year to date", "Direction of travel", "RAG", "Target", "2023/24", "2024/25")
NEIGHBOURS = ("Neighbours' average", "Best neighbour", "National average", "Top quartile")


def counts_of(measures: Sequence[str], quarters: Sequence[str], more: int = 0) -> Counts:
    """Counts for each measure and quarter, no two alike."""
    numbers = count(more)
    return {(m, q): (40 + (n := next(numbers)), 60 + 2 * n) for m in measures for q in quarters}


def named(counts: Counts) -> tuple[list[str], list[str]]:
    """The measures and the quarters, in their order."""
    return list(dict.fromkeys(m for m, _ in counts)), list(dict.fromkeys(q for _, q in counts))


def saved(*sheets: tuple[str, Sequence[Row]]) -> bytes:
    """A workbook of these sheets; a number below 1 that is no whole one looks like a percent."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets:
        sheet: Worksheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, float):
                cell.number_format = "0.0%"
    return content_of(book)


def content_of(book: Workbook) -> bytes:
    """The bytes of the file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rotherham(counts: Counts) -> bytes:
    """The type specimen: counts in the rows below each percent, and much beside it."""
    measures, quarters = named(counts)
    rows: list[Row] = [
        *(["Corporate parenting scorecard"], ["Figures as at the end of the quarter"], []),
        [*ROTHERHAM, *quarters, *BESIDE, *NEIGHBOURS],
    ]
    for n, measure in enumerate(measures, 1):
        given = [counts[measure, q] for q in quarters]
        percents = [a / b for a, b in given]
        beside = [0.5, "↑", "Amber", 0.9, 0.61, 0.62, 0.7, 0.8, 0.66, 0.85]
        rows += [
            [n, measure, "High", "Quarterly", *percents, *beside],
            [None, "Numerator", None, None, *(a for a, _ in given)],
            [None, "Denominator", None, None, *(b for _, b in given)],
        ]
    return saved(("Scorecard", rows))


def in_brackets(counts: Counts) -> bytes:
    """'93% (79/85)'."""
    measures, quarters = named(counts)
    given = {k: f"{a / b:.0%} ({a}/{b})" for k, (a, b) in counts.items()}
    rows = [[m, "High", *(given[m, q] for q in quarters), "Green"] for m in measures]
    return saved(("Q", [["Measure", "Good is", *quarters, "RAG"], *rows]))


def two_headings(counts: Counts) -> bytes:
    """The quarter over its numerator and its denominator, which is one cell there."""
    measures, quarters = named(counts)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["", *(cell for q in quarters for cell in (q, None, None))])
    sheet.append(["Measure", *(h for _ in quarters for h in ("Num", "Den", "RAG"))])
    for m in measures:
        sheet.append([m, *(cell for q in quarters for cell in (*counts[m, q], "G"))])
    for at in range(len(quarters)):
        sheet.merge_cells(start_row=1, end_row=1, start_column=2 + 3 * at, end_column=4 + 3 * at)
    return content_of(book)


def measures_in_columns(counts: Counts) -> bytes:
    """A row for each quarter."""
    measures, quarters = named(counts)
    rows = [[q, *(f"{counts[m, q][0]} of {counts[m, q][1]}" for m in measures)] for q in quarters]
    return saved(("Turned", [["Quarter", *measures], *rows]))


def a_sheet_each(counts: Counts) -> bytes:
    """A sheet for each quarter, of its name."""
    measures, quarters = named(counts)
    heads = ["Ref", "Indicator", "Numerator", "Denominator", "%", "Target"]

    def row(n: int, measure: str, quarter: str) -> Row:
        a, b = counts[measure, quarter]
        return [n, measure, a, b, a / b, 0.9]

    return saved(*((q, [heads, *(row(n, m, q) for n, m in enumerate(measures))]) for q in quarters))


def with_totals(counts: Counts) -> bytes:
    """With the years over the quarters, parts of the strategy as rows, a column that says the part
    of a figure, and rows of totals."""
    measures, quarters = named(counts)
    years, names = zip(*(q.split(" ") for q in quarters), strict=True)
    rows: list[Row] = [["", "", *years], ["Indicator", "Part", *names], ["Health"]]
    for m in measures:
        rows += [[m, "Numerator", *(counts[m, q][0] for q in quarters)]]
        rows += [[None, "Denominator", *(counts[m, q][1] for q in quarters)]]
    totals = [sum(counts[m, q][1] for m in measures) for q in quarters]
    return saved(("Scorecard", [*rows, ["Total", "Denominator", *totals]]))


SHAPES: dict[str, Callable[[Counts], bytes]] = {
    "Rotherham's": rotherham,
    "counts in brackets": in_brackets,
    "two rows of headings": two_headings,
    "measures in columns": measures_in_columns,
    "a sheet for each quarter": a_sheet_each,
    "years over quarters, and totals": with_totals,
}
