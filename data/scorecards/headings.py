"""What stands over the columns of a scorecard: of which period a column is, and whether it holds
numerators, denominators or values.

Officers only. A heading may stand in several rows: a year over its quarters, a quarter over its
numerator and denominator. Every word of it must be understood, or the column is of no period: that
of a target or of a neighbour is not of ours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from data.ingest.quoting import LIKE_A_PERIOD
from data.scorecards.workbook import Sheet
from schemas.periods import Period, PeriodKind

Part = Literal["", "numerator", "denominator", "value"]
KINDS = tuple(sorted(PeriodKind, key=lambda kind: kind.months or 0.5))
_NUMERATOR, _DENOMINATOR = "numerator|num", "denominator|denom|den|out of|cohort"
_VALUE = "%|percent|percentage|rate|value"
_IN_ROWS: dict[Part, str] = {
    "numerator": rf"({_NUMERATOR})\b.*",
    "denominator": rf"({_DENOMINATOR})\b.*",
    "value": _VALUE,
}
_OVER_COLUMNS: dict[Part, str] = {
    "numerator": f"{_NUMERATOR}|n|no|number|count",
    "denominator": f"{_DENOMINATOR}|d|total|base",
    "value": f"{_VALUE}|actual|performance|result|outturn|figures?|score|average",
}
_FIGURE = re.compile(r"(?!(19|20)\d\d$)[0-9.]*")
_MONTH = re.compile(r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*", re.IGNORECASE)
YEARS = re.compile(r"(?<!\d)(20\d\d) ?[-/\u2013] ?(?:20)?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the texts over it, and in which `part` of a figure its cells are. `rest`: those
    that do not say the part; `year` what they may be of, where they name none."""

    at: int
    texts: tuple[str, ...]
    part: Part
    rest: tuple[str, ...]
    year: tuple[str, ...]

    def period(self, kinds: Sequence[PeriodKind]) -> Period | None:
        """The period, as the first of these kinds that can read it."""
        return period_of(self.rest, kinds) or period_of((*self.rest, *self.year), kinds)

    @property
    def heading(self) -> str:
        """The texts in one."""
        return " / ".join(self.texts)

    @property
    def has_period(self) -> bool:
        """Whether it is of a period of any kind."""
        return self.period(KINDS) is not None

    @property
    def is_dated(self) -> bool:
        """Whether a period stands over it, alone or among other words: another will next time."""
        return self.has_period or any(period_of([text], KINDS) for text in self.texts)


def columns_of(sheet: Sheet, last: int, deep: int) -> list[Column]:
    """The columns under the headings in so many rows to the `last`."""
    titles = (text for row in sheet.rows[: last - deep + 1] for text in row)
    years = {found[0] for text in (*titles, sheet.name) for found in YEARS.finditer(text)}
    wide, rows = len(sheet.rows[last]), range(last - deep + 1, last + 1)
    columns = []
    for at in range(wide):
        texts = [text for row in rows if (text := sheet.label(row, at))]
        texts = [text for text, _ in groupby(texts)]
        part: Part = next((p for text in texts if (p := part_of(text, _OVER_COLUMNS))), "")
        rest = tuple(text for text in texts if not part_of(text, _OVER_COLUMNS))
        year = (sheet.name,) if part and not rest else tuple(years) if len(years) == 1 else ()
        columns.append(Column(at, tuple(texts), part, rest, year))
    return columns


def part_of(text: str, words: dict[Part, str] = _IN_ROWS) -> Part:
    """Which part of a figure a label says: 'Numerator', 'out of'."""
    plain = text.strip(" :.()").lower()
    return next((part for part, form in words.items() if re.fullmatch(form, plain)), "")


def period_of(texts: Iterable[str], kinds: Sequence[PeriodKind]) -> Period | None:
    """The period that all of these texts together say, as the first of the kinds that reads it."""
    forms = [form for form in _forms(*texts) if LIKE_A_PERIOD.fullmatch(form)]
    periods = (period for kind in kinds for form in forms if (period := _parse(form, kind)))
    return next(periods, None)


def _forms(*texts: str) -> Iterator[str]:
    """'April' under '2025/26' is April 2025, as 'Q1' there is 2025/26 Q1."""
    yield " ".join(texts)
    yield " ".join(reversed(texts))
    months = [text for text in texts if _MONTH.fullmatch(text)]
    years = [int(found[1]) for text in texts if (found := YEARS.fullmatch(text))]
    if len(texts) == 2 and months and years:
        yield f"{months[0]} {years[0] + (months[0][:3].lower() in ('jan', 'feb', 'mar'))}"


@lru_cache(maxsize=10_000)
def _parse(text: str, kind: PeriodKind) -> Period | None:
    return None if _FIGURE.fullmatch(text) else Period.find(text, {kind})
