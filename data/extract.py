"""One extract: read a CSV in the long format, check all of it, and say every problem at once.

Officers only. It touches no store: `read_extract` is a function of bytes and schemas.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from schemas.declared import ALL, Area, Indicator, Schemas
from schemas.periods import Period, PeriodError, parse_date
from schemas.problems import Problem, did_you_mean, listed
from schemas.states import MARKERS, QUALIFIERS

COLUMNS = (
    "indicator",
    "period",
    "period_start",
    "period_end",
    "area",
    "breakdown",
    "category",
    "numerator",
    "denominator",
    "value",
    "status",
)
MOST_OF_A_KIND = 20
_DIGITS = "(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})"  # with or without thousands separators
_WHOLE = re.compile(_DIGITS)
_DECIMAL = re.compile(rf"(-?{_DIGITS}(?:\.[0-9]{{1,10}})?) ?%?")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an extract came from. `released` sorts: a year, or an ISO date."""

    name: str
    received_from: str
    publication: str
    publisher: str
    released: str
    licence: str = ""
    attribution: str = ""
    published: bool = False
    illustrative: bool = False
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One count as it arrived. `marker` is a government marker or ''."""

    line: int
    indicator: str
    period: Period
    area: str
    breakdown: str
    category: str
    numerator: int | None
    denominator: int | None
    value: float | None
    marker: str
    provisional: bool
    revised: bool

    @property
    def cell(self) -> tuple[object, ...]:
        return (self.indicator, self.period, self.area, self.breakdown, self.category)


@dataclass(frozen=True, slots=True)
class Extract:
    """A file that has been read: its rows, and what was wrong or worth saying."""

    name: str
    content: bytes = field(repr=False)
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the bytes as they arrived."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def refused(self) -> bool:
        return any(p.severity == "error" for p in self.problems)


def read_extract(name: str, content: bytes, schemas: Schemas, published: bool = False) -> Extract:
    """Check every row of a CSV against what is declared.

    `published` figures may be a percent alone, as departments print them; our own need a
    numerator and a denominator, so that small numbers can be protected.
    """
    reader = _Reader(name, schemas, published)
    rows = tuple(reader.rows(content))
    return Extract(name, content, rows, tuple(_at_most(name, reader.problems)))


def _at_most(name: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first twenty of each kind, then how many more there are."""
    seen: Counter[str] = Counter()
    for problem in problems:
        kind = re.sub(r"'[^']*'|[0-9]+", "", problem.message)[:40]
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND:
            yield problem
    more = sum(count - MOST_OF_A_KIND for count in seen.values() if count > MOST_OF_A_KIND)
    if more:
        yield Problem(name, f"and {more:,} more like these.")


def _kind(content: bytes) -> str:
    """What a file that is not UTF-8 text most likely is."""
    if content.startswith(b"PK"):
        return "an Excel workbook, and not a CSV"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text in UTF-16, and not in UTF-8"
    return "not UTF-8 text"


def _one_cause(names: list[str]) -> Iterator[str]:
    """The one thing that makes every column look wrong."""
    first, filled = names[0], [name for name in names if name]
    if first.startswith("sep="):
        yield f"'{first[:10]}' stands above the headings. Delete that row."
    elif len(filled) == 1 and (";" in first or "\t" in first):
        mark = "semicolons" if ";" in first else "tabs"
        yield f"the columns are kept apart by {mark}. Save the file with commas between them."
    elif len(filled) <= 2 and not set(filled) & set(COLUMNS):
        yield "there are no headings in row 1. Delete the rows above them."


class _Reader:
    """Reads one file, collecting problems as it goes."""

    def __init__(self, name: str, schemas: Schemas, published: bool):
        self.name, self.schemas, self.published = name, schemas, published
        self.problems: list[Problem] = []
        # Other councils' figures come only from a publication: 'Nottingham' is a slip.
        roles = schemas.council.roles
        everywhere = schemas.council.areas.values()
        known = [a for a in everywhere if published or roles[a.code] != "elsewhere"]
        self.areas = {name.lower(): a for a in known for name in (a.code, a.name)}

    def rows(self, content: bytes) -> Iterator[Row]:
        table = self._table(content)
        header = self._header(table[0] if table else [])
        if header is None:
            return
        self._nothing_in(table[1:])
        seen: dict[tuple[object, ...], int] = {}
        for line, cells in enumerate(table[1:], start=2):
            if any(cell.strip() for cell in cells) and (row := self._row(line, cells, header)):
                first = seen.setdefault(row.cell, line)
                if first != line:
                    self._say(line, f"the same figure is already on row {first}. Keep one.")
                yield row

    def _say(self, line: int, message: str, column: str = "") -> None:
        place = f"{self.name}, row {line}" + (f", {column}" if column else "")
        self.problems.append(Problem(place, message))

    def _table(self, content: bytes) -> list[list[str]]:
        try:
            return list(csv.reader(io.StringIO(self._text(content), newline="")))
        except csv.Error:  # one cell of more than 131,072 characters
            message = (
                "a quotation mark is opened and not closed, so the cells cannot be told apart."
            )
            self.problems.append(Problem(self.name, message))
            return []

    def _text(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            message = f"this is {_kind(content)}. In Excel, save it as 'CSV UTF-8'."
            self.problems.append(Problem(self.name, message))
            return ""

    def _nothing_in(self, body: list[list[str]]) -> None:
        if not any(cell.strip() for cells in body for cell in cells):
            self.problems.append(Problem(self.name, "there are no rows under the heading."))

    def _header(self, cells: list[str]) -> dict[str, int] | None:
        names = [c.strip().lower() for c in cells]
        if not any(names):
            if not self.problems:
                self.problems.append(Problem(self.name, "the file is empty."))
            return None
        wrong = list(_one_cause(names)) or [
            *self._unknown(names),
            *self._twice(names),
            *self._missing(names),
        ]
        self.problems += [Problem(f"{self.name}, row 1", message) for message in wrong]
        return None if wrong else {name: at for at, name in enumerate(names) if name}

    def _unknown(self, names: list[str]) -> Iterator[str]:
        for name in names:
            if name and name not in COLUMNS:
                hint = did_you_mean(name, COLUMNS) or f" The columns are {listed(COLUMNS, 'and')}."
                yield f"'{name[:40]}' is not a column that we know.{hint}"

    def _twice(self, names: list[str]) -> Iterator[str]:
        for name, times in Counter(n for n in names if n).items():
            if times > 1:
                yield f"the column '{name[:40]}' is there {times} times. Keep one."

    def _missing(self, names: list[str]) -> Iterator[str]:
        if "indicator" not in names:
            yield "the column 'indicator' is missing. It holds the indicator's id."
        if "period" not in names and not {"period_start", "period_end"} <= set(names):
            yield "the column 'period' is missing. It holds, for example, 2024-25 or 2024-25 Q3."
        if not {"numerator", "value", "status"} & set(names):
            yield "there is no column of figures: 'numerator' and 'denominator', or 'value'."

    def _row(self, line: int, cells: list[str], header: dict[str, int]) -> Row | None:
        before = len(self.problems)
        if any(c.strip() for at, c in enumerate(cells) if at not in header.values()):
            self._say(line, "a cell has no heading above it. Is there a comma in a number?")
        cell = {n: cells[at].strip() if at < len(cells) else "" for n, at in header.items()}
        indicator = self._indicator(line, cell.get("indicator", ""))
        area = self._area(line, cell.get("area", ""))
        marker, qualifiers = self._status(line, cell.get("status", ""))
        numbers = self._numbers(line, cell)
        if indicator is None:
            return None
        period = self._period(line, cell, indicator)
        breakdown, category = self._category(line, cell, indicator)
        if numbers and marker is not None:
            self._figures(line, indicator, numbers, marker)
        if len(self.problems) > before or not (area and period and numbers) or marker is None:
            return None
        return Row(
            line,
            indicator.id,
            period,
            area.code,
            breakdown,
            category,
            *numbers,
            marker,
            provisional="p" in qualifiers,
            revised="r" in qualifiers,
        )

    def _indicator(self, line: int, name: str) -> Indicator | None:
        found = self.schemas.indicators.get(name.lower())
        if found is None:
            known = did_you_mean(name.lower(), self.schemas.indicators)
            what = f"'{name[:60]}' is not an indicator." if name else "the indicator is empty."
            hint = known or " The ids are the names of the files in schemas/indicators."
            self._say(line, what + hint, "indicator")
        return found

    def _area(self, line: int, name: str) -> Area | None:
        found = self.areas.get(name.lower()) if name else self.schemas.council.area
        if found is None:
            known = did_you_mean(name, {a.name for a in self.areas.values()})
            hint = known or " It can be ours, a neighbour, the region or the country."
            what = f"'{name[:40]}' is not an area that we know.{hint}"
            self._say(line, f"{what} Write its name or its ONS code.", "area")
        return found

    def _period(self, line: int, cell: dict[str, str], indicator: Indicator) -> Period | None:
        try:
            if cell.get("period"):
                return Period.parse(cell["period"], indicator.period_kinds)
            start, end = parse_date(cell["period_start"]), parse_date(cell["period_end"])
            return Period.between(start, end, indicator.period_kinds)
        except PeriodError as error:
            self._say(line, str(error), "period")
        except KeyError:
            self._say(line, "the period is empty. Write, for example, 2024-25.", "period")
        return None

    def _category(self, line: int, cell: dict[str, str], indicator: Indicator) -> tuple[str, str]:
        breakdown, category = cell.get("breakdown") or ALL, cell.get("category") or ALL
        if breakdown.lower() == ALL and category.lower() == ALL:
            return ALL, ALL
        if breakdown.lower() == ALL:
            message = f"the category is '{category[:40]}', but the breakdown is not given."
            self._say(line, message, "breakdown")
            return ALL, ALL
        names = {b.lower(): b for b in indicator.breakdowns}
        known = names.get(breakdown.lower())
        if known is None:
            right = listed([ALL, *indicator.breakdowns])
            message = f"'{breakdown[:40]}' is not a breakdown of {indicator.id}. It can be {right}."
            self._say(line, message, "breakdown")
            return ALL, ALL
        categories = {c.lower(): c for c in indicator.breakdowns[known]}
        if category.lower() not in categories:
            right = listed(indicator.breakdowns[known])
            message = f"'{category[:40]}' is not a category of '{known}'. It can be {right}."
            self._say(line, message, "category")
        return known, categories.get(category.lower(), ALL)

    def _status(self, line: int, text: str) -> tuple[str | None, set[str]]:
        """The marker ('' when there is none, None when it is unknown) and the qualifiers."""
        parts = {p.strip("[]").lower() for p in re.split(r"[\s,]+", text) if p}
        qualifiers, markers = parts & set(QUALIFIERS), parts - set(QUALIFIERS)
        if len(markers) > 1 or markers - set(MARKERS):
            known = listed([*MARKERS, *QUALIFIERS])
            self._say(line, f"'{text[:20]}' is not a marker. It can be {known}.", "status")
            return None, qualifiers
        return next(iter(markers), ""), qualifiers

    def _numbers(
        self, line: int, cell: dict[str, str]
    ) -> tuple[int | None, int | None, float | None] | None:
        whole = [self._number(line, cell, c, _WHOLE) for c in ("numerator", "denominator")]
        value = self._number(line, cell, "value", _DECIMAL)
        if None in (*whole, value):
            return None
        numerator, denominator = (int(text) if text else None for text in map(_bare, whole))
        return numerator, denominator, float(_bare(value)) if value else None

    def _number(
        self, line: int, cell: dict[str, str], column: str, form: re.Pattern[str]
    ) -> str | None:
        """The cell as it stands, '' when it is empty, None when it is not a number."""
        text = cell.get(column, "")
        if not text or form.fullmatch(text):
            return text
        whole = "a whole number" if form is _WHOLE else "a number"
        hint = " Put it in the column 'status'." if text.strip("[]").lower() in MARKERS else ""
        self._say(line, f"'{text[:20]}' is not {whole}.{hint}", column)
        return None

    def _figures(
        self,
        line: int,
        indicator: Indicator,
        numbers: tuple[int | None, int | None, float | None],
        marker: str,
    ) -> None:
        """What the numbers and the marker say about each other."""
        for message in _disagreements(indicator, numbers, marker, self.published):
            self._say(line, message)
        if not marker:
            for message in _wrong_value(indicator, numbers, self.published):
                self._say(line, message, "value")


def _bare(text: str | None) -> str:
    """A number without its thousands separators and its percent sign."""
    return (text or "").replace(",", "").rstrip(" %")


def _disagreements(
    indicator: Indicator,
    numbers: tuple[int | None, int | None, float | None],
    marker: str,
    published: bool,
) -> Iterator[str]:
    numerator, denominator, value = numbers
    counted = numerator is not None and denominator is not None
    if marker:
        if value is not None or (counted and not published):
            yield f"it is marked '{marker}', so there must be no figure beside it."
        return
    if counted and denominator == 0:
        yield "the denominator is 0. Leave the row out, or mark it 'z' (does not apply)."
    elif counted and indicator.unit == "percent" and numerator > denominator:  # type: ignore[operator]
        yield "the numerator is more than the denominator."
    if indicator.per and not counted and not (published and value is not None):
        yield "a numerator and a denominator are needed, so that small numbers stay safe."
    if not indicator.per and value is None:
        yield "a value is needed. If there is none, mark it 'x' (not available)."
    if indicator.unit == "score" and denominator is None and not published:
        yield "the denominator is needed: how many the average is of, so that few stay safe."


def _wrong_value(
    indicator: Indicator, numbers: tuple[int | None, int | None, float | None], published: bool
) -> Iterator[str]:
    numerator, denominator, value = numbers
    if value is None:
        return
    if value < 0 and indicator.unit != "score":
        yield "the value is less than nought."
    if value > 100 and indicator.unit == "percent":
        yield "the value is more than 100 percent."
    if indicator.unit == "count" and value != int(value):
        yield "a count is a whole number."
    if indicator.per and numerator is not None and denominator:
        yield from _not_what_counts_give(
            value, indicator.per * numerator / denominator, indicator.unit, published
        )


def _not_what_counts_give(
    value: float, worked_out: float, unit: str, published: bool
) -> Iterator[str]:
    decimals = len(str(value).partition(".")[2].rstrip("0"))
    if unit == "percent" and 0 < value <= 1 < worked_out and abs(value * 100 - worked_out) < 1:
        yield "the value looks like a proportion. Write it as a percent: 55, not 0.55."
    elif not published and abs(worked_out - value) > 0.5001 * 10**-decimals:
        yield (  # departments round the counts that they print, so theirs may differ
            "the value is not what the numerator and the denominator give. "
            "Correct one, or leave the value empty."
        )
