"""A wide scorecard as it is declared, and read: a row for each measure, a column for each period;
made rows of an extract, each with the cells that it came from.

Officers only. What is not understood is a problem with its cell, and never a figure: the rows that
come out go through every check of an extract (data.ingest.check).
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from data.ingest.check import Contents, LongLayout
from data.ingest.encoding import bare_marker, strip_cell
from data.ingest.findings import Findings, letter
from data.ingest.header import COLUMNS
from data.ingest.source import TOP, Cells, RowSource
from data.scorecards.headings import KINDS, YEARS, Column, Part, columns_of, part_of, period_of
from data.scorecards.workbook import Sheet, Workbook
from schemas.declared import Declared, Schemas
from schemas.periods import Period, PeriodKind
from schemas.problems import join_words

_COLUMNS = ("indicator", "period", "numerator", "denominator", "value", "status")
_COUNT = "[0-9][0-9,]*"
_VALUE = r"-?[0-9][0-9,]*(?:\.[0-9]+)? ?%?"
_OUT_OF = rf"(?P<n>{_COUNT}) ?(?:/|out of|of) ?(?P<d>{_COUNT})"
_TOGETHER = (  # '93% (79/85)', '79 of 85', '79/85 (93%)'
    re.compile(rf"(?:(?P<value>{_VALUE})? ?[(\[] ?)?{_OUT_OF} ?[)\]]?"),
    re.compile(rf"{_OUT_OF} ?[(\[] ?(?P<value>{_VALUE}) ?[)\]]"),
)
_NOTHING = re.compile(r"[-\u2013.]{1,3}|n\.?/?a\.?|tbc|not (yet )?available", re.IGNORECASE)
_SO_FAR = re.compile(r"\b(ytd|year[ -]to[ -]date|cumulative|rolling)\b", re.IGNORECASE)
_NOTE = 40  # letters of a note on the data, and not of a comment
_ADDED_UP = (
    "this row says that its figures are of more than one period, added up. Leave the measure out, "
    "or give each period by itself."
)
_SECOND_TABLE = (
    "other periods stand here than in the headings: a second table? Give it a sheet of its own."
)
MOST_NAMED = 12
Timed = tuple[Column, Period, str]
"""A cell: its column, of which period that is, and what it says."""


class Scorecard(Declared):
    """How a sheet lays out figures: what an officer said once, and the layout is known by.

    `sheet`: its name, or '' for every sheet in sight with these headings, each of a period.
    `turned`: a column for each measure. `deep`: in how many rows the headings stand. `headings`:
    those of no period, in their order, a figure in them as '#'; `measure`, and where there is one
    `part`, say which of these columns names the measure, and the numerator or denominator.
    `kinds`: of the periods that go in, and `left_out` the headings of those that do not. `measures`
    has the indicator for each text, or '' for none.
    """

    name: str
    sheet: str = ""
    turned: bool = False
    deep: int = 1
    headings: tuple[str, ...]
    measure: int
    part: int | None = None
    kinds: tuple[PeriodKind, ...]
    left_out: tuple[str, ...] = ()
    measures: dict[str, str]


class SheetCell(NamedTuple):
    """A cell of the workbook: its row and column as Excel shows them, and where several sheets are
    read, of which."""

    sheet: str
    row: int
    column: str

    @property
    def shown(self) -> str:
        """Its column, and its sheet."""
        return f"{self.column} of '{self.sheet}'" if self.sheet else self.column

    @property
    def cell(self) -> str:
        """'F7'."""
        return f"{self.column}{self.row}" + (f" of '{self.sheet}'" if self.sheet else "")


@dataclass(slots=True)
class WideFigure:
    """What a sheet says of one measure in one period, and the cell of each part of it."""

    indicator: str
    period: Period
    parts: dict[str, str] = field(default_factory=dict)
    places: dict[str, SheetCell] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """The first of its cells: 'F7'."""
        return next(iter(self.places.values())).cell

    @property
    def words(self) -> str:
        """'79 of 85', or what there is in place of both."""
        given = self.parts
        if {"numerator", "denominator"} <= given.keys():
            return f"{given['numerator']} of {given['denominator']}"
        return ", ".join(f"{part} {cell}" for part, cell in given.items())

    @property
    def cells(self) -> Cells:
        """As a row of an extract. None of nobody does not apply."""
        given = self.parts
        if given.get("numerator") == given.get("denominator") == "0":
            given = {"status": "z"}
        return [self.indicator, self.period.plain, *(given.get(c, "") for c in _COLUMNS[2:])]


class Reading:
    """What comes of a workbook by a scorecard's layout: `figures`, `problems` with their cells,
    the `new` measures, which the layout does not know, and what was left out."""

    def __init__(self, workbook: Workbook, scorecard: Scorecard, schemas: Schemas):
        self.scorecard, self.schemas = scorecard, schemas
        self.figures: list[WideFigure] = []
        self.problems: list[tuple[str, SheetCell | None]] = []
        self.new: dict[str, SheetCell] = {}
        self.left: dict[str, dict[str, None]] = {}
        """By why it was left out: the headings, measures or cells, each once."""
        self._open: dict[tuple[str, Period, str], list[WideFigure]] = {}
        self.sheets = sheets_of(workbook, scorecard)
        for sheet, last in self.sheets:
            self._sheet = sheet
            self._read(columns_of(sheet, last, scorecard.deep), last)
        if not self.sheets:
            missing = f"no sheet has the headings of the layout '{scorecard.name}'."
            self.problems.append((missing, None))
        elif not (self.figures or self.new or self.problems):
            self.problems.append(("no figure is of a measure and a period that go in.", None))

    def _read(self, columns: Sequence[Column], last: int) -> None:
        sheet = self._sheet
        others = [column for column in columns if not column.is_dated]
        named, at = others[self.scorecard.measure].at, self.scorecard.part
        parts = None if at is None else others[at].at
        timed = list(self._timed(columns, last, {named, parts}))
        measure = ""
        for row in range(last + 1, len(sheet.rows)):
            label, said = sheet.label(row, named), "" if parts is None else sheet.label(row, parts)
            own = part_of(said if said else label)
            if label and (said or not own):
                measure = label
            elif not own:
                measure = ""
            texts = ((c, p, strip_cell(sheet.rows[row][c.at])) for c, p in timed)
            cells = [(column, period, text) for column, period, text in texts if text]
            if not cells or self._is_headings(row, cells):
                continue
            if said and not own:
                self._leave("Rows", said)
            elif self._goes_in(row, measure, self._place(row, named), others):
                indicator = self.scorecard.measures[measure]
                for column, period, text in cells:
                    self._figure(row, indicator, own, column, period, text)

    def _timed(
        self, columns: Sequence[Column], last: int, used: Container[int | None]
    ) -> Iterator[tuple[Column, Period]]:
        """The columns that go in, each with its period; the others are left out, and named."""
        kinds, month = self.scorecard.kinds, [PeriodKind.MONTH]
        by_month = any(c.period(month) and not c.period(kinds) for c in columns)
        for column in (column for column in columns if column.at not in used):
            # Among months, June is not the quarter that ends with it.
            is_month = by_month and column.period(month)
            period = None if is_month else column.period(kinds)
            if period and column.heading not in self.scorecard.left_out:
                yield column, period
            elif any(row[column.at] for row in self._sheet.rows[last + 1 :]):
                at = self._place(last, column.at)
                self._leave("Columns", column.heading or f"the one of {at.column}{at.row}")

    def _is_headings(self, row: int, cells: Sequence[Timed]) -> bool:
        """Whether it is the headings again. Other ones, of a second table, are a problem."""
        if all(text in column.texts for column, _, text in cells):
            return True
        for column, period, text in cells:
            if re.search("[a-z]", text, re.IGNORECASE) or YEARS.fullmatch(text):
                other = period_of((text,), KINDS)
                if other and other != period:
                    at = self._place(row, column.at)
                    self.problems.append((_SECOND_TABLE, at))
                    return True
        return False

    def _goes_in(self, row: int, measure: str, at: SheetCell, others: Sequence[Column]) -> bool:
        """Whether a row of figures is of a measure that goes in. Says why, where it is not."""
        indicator = self.scorecard.measures.get(measure)
        if not measure:
            self.problems.append(("figures stand in a row that names no measure.", at))
        elif indicator is None:
            self.new.setdefault(measure, at)
        elif not indicator:
            self._leave("Measures", measure)
        elif is_so_far(self._sheet, row, others):
            self.problems.append((_ADDED_UP, at))
        else:
            return True
        return False

    def _figure(
        self, row: int, indicator: str, own: Part, column: Column, period: Period, text: str
    ) -> None:
        at = self._place(row, column.at)
        known = self.schemas.indicators[indicator]
        if period.kind not in known.period_kinds:
            self._leave(f"No {period.kind}s are counted of", known.short)
        elif _NOTHING.fullmatch(text):
            self._leave("Cells without a figure", at.cell)
        elif self._sheet.is_shared(row, column.at):
            self.problems.append(("this figure stands in cells that are merged.", at))
        elif {own, column.part} == {"numerator", "denominator"}:
            self.problems.append(("its row and its column say two different things.", at))
        else:
            part = column.part if own in ("", "value") and column.part else own or "value"
            for name, given in _parts(text, part).items():
                self._put(indicator, period, name, given, at)

    def _put(self, indicator: str, period: Period, part: str, given: str, at: SheetCell) -> None:
        """Give a figure one part. What comes twice is a row of its own, which the checks see."""
        same = self._open.setdefault((indicator, period, at.sheet), [])
        figure = next((figure for figure in same if part not in figure.parts), None)
        if figure is None:
            figure = WideFigure(indicator, period)
            same.append(figure)
            self.figures.append(figure)
        figure.parts[part], figure.places[part] = given, at

    def _place(self, row: int, column: int) -> SheetCell:
        if self.scorecard.turned:
            row, column = column, row
        return SheetCell(self._sheet.name if len(self.sheets) > 1 else "", row + 1, letter(column))

    def _leave(self, why: str, what: str) -> None:
        self.left.setdefault(why, {})[what] = None

    @property
    def receipt(self) -> Iterator[str]:
        """What was read, and what was left out, in sentences."""
        sheets = join_words((f"'{sheet.name}'" for sheet, _ in self.sheets), "and")
        yield f"Read as the layout '{self.scorecard.name}' says, from {sheets}."
        for why, what in self.left.items():
            named = [*what][:MOST_NAMED]
            more = f", and {len(what) - len(named):,} more" if len(what) > len(named) else ""
            yield f"Left out. {why}: {', '.join(named)}{more}."


class _Rows(RowSource):
    """The figures of a scorecard as rows of an extract, each with the cells that it came from."""

    def __init__(self, name: str, figures: Sequence[WideFigure]):
        super().__init__(name, b"")
        self.figures = figures
        placed = [(figure, next(iter(figure.places.values()))) for figure in figures]
        self.row_numbers = [1, *(at.row for _, at in placed)]
        self.places = {
            (line, column): (at.row, at.shown)
            for line, (figure, first) in enumerate(placed, start=2)
            for column in (*COLUMNS, "")
            for at in [figure.places.get(column, first)]
        }

    def rows(self) -> Iterator[Cells]:
        yield [*_COLUMNS]
        yield from (figure.cells for figure in self.figures)


@dataclass(frozen=True, slots=True)
class ScorecardLayout:
    """A workbook that is laid out as an officer has shown. Its figures go through every check of an
    extract, and they alone are kept of it."""

    scorecard: Scorecard
    published: bool = False

    def recognises(self, source: RowSource) -> bool:
        """Every workbook: what is wrong with one is said."""
        return isinstance(source, Workbook)

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        """The counts. Raises PersonalData and NotReadable."""
        assert isinstance(source, Workbook)
        reading = Reading(source, self.scorecard, schemas)
        for message, at in reading.problems:
            findings.report("layout", message, at and at.row, at.shown if at else "")
        for at in reading.new.values():
            findings.report("measure", NEW_MEASURE, at.row, at.shown)
        if not reading.figures:
            return Contents(layout=self.scorecard.name)
        findings.receipt += reading.receipt
        rows = _Rows(source.name, reading.figures)
        contents = LongLayout(self.published).read(rows, schemas, findings)
        return replace(contents, kept=rows.without(()), layout=self.scorecard.name)


NEW_MEASURE = (
    "this measure is not in the layout yet. Drop the file on the page Add figures, and choose "
    "there which one it is, or leave it out."
)


def sheets_of(workbook: Workbook, scorecard: Scorecard) -> list[tuple[Sheet, int]]:
    """The sheets that are laid out so, and the last row of the headings of each: the one of the
    layout's name, else the first; or all of them, where it names none."""
    known = []
    for sheet in workbook.visible:
        sheet = sheet.turned() if scorecard.turned else sheet
        for last in range(scorecard.deep - 1, min(TOP, len(sheet.rows))):
            columns = columns_of(sheet, last, scorecard.deep)
            others = sum(not column.is_dated for column in columns)
            whole = others > max(scorecard.measure, scorecard.part or 0)
            timed = whole and any(column.has_period for column in columns)
            if timed and headings_of(columns) == scorecard.headings:
                known.append((sheet, last))
                break
    if not scorecard.sheet:
        return known
    return [each for each in known if each[0].name == scorecard.sheet][:1] or known[:1]


def headings_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The headings that stay the same from month to month: those of no period, without figures."""
    headings = [_plain(column.heading) for column in columns if not column.is_dated]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def is_so_far(sheet: Sheet, row: int, others: Sequence[Column]) -> bool:
    """Whether a row says that its figures are of a year to date, or of rolling years."""
    labels = (sheet.label(row, column.at) for column in others)
    return any(_SO_FAR.search(label) for label in labels if len(label) <= _NOTE)


def _plain(heading: str) -> str:
    return re.sub("[0-9]+", "#", heading.lower())


def _parts(text: str, part: str) -> dict[str, str]:
    """What a cell says of a figure: a part of it, all of it together, or why there is none."""
    if marker := bare_marker(text):
        return {"status": marker}
    together = next((found for form in _TOGETHER if (found := form.fullmatch(text))), None)
    if together is None:
        return {part: text}
    given = {"numerator": together["n"], "denominator": together["d"], "value": together["value"]}
    return {name: cell for name, cell in given.items() if cell}
