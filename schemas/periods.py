"""Periods: the time that figures are for, read and printed as officers write it.

Anyone may import this. It is pure: no files, no screen, no pandas. What could mean two things
is refused, and the refusal says what to write instead.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering
from typing import NamedTuple

from schemas.problems import join_words

YEARS = range(1990, 2101)  # that a period or date may end in, to be read
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_DAY = timedelta(days=1)
TOGETHER = "years together"
"""In place of a kind: of two or three years that are added up, because the newest is hidden."""


class PeriodError(ValueError):
    """A text is no period, or could be several. The message is for the person who wrote it."""


class PeriodKind(StrEnum):
    """The kinds of period that an indicator may allow."""

    FINANCIAL_YEAR = "financial year"
    QUARTER = "quarter"
    ACADEMIC_YEAR = "academic year"
    CALENDAR_YEAR = "calendar year"
    YEAR_TO_SEPTEMBER = "year to September"
    ROLLING_YEAR = "rolling year"
    MONTH = "month"
    SNAPSHOT = "snapshot date"

    @property
    def months(self) -> int:
        """How long it is: 12, 3 or 1 months, and 0 for a snapshot date."""
        return _SHAPES[self].months


BESIDE_YEARS = (PeriodKind.QUARTER, PeriodKind.ROLLING_YEAR, PeriodKind.MONTH)
"""Of what is published by year and by more, the more."""


class _Shape(NamedTuple):
    """How long a kind is, a month it starts in (a rolling year in any), how it is printed, and what
    it opens with.

    `label` is read back when only this kind is allowed; `plain` whatever kinds are.
    """

    months: int
    starts: int
    label: str
    plain: str
    words: str
    lead: str


_TO = "year to {last} {year}"
_QUARTER = "{years} Q{quarter}"
_SHAPES = {
    PeriodKind.FINANCIAL_YEAR: _Shape(12, 4, "{years}", _TO, f"the {_TO}", "In"),
    PeriodKind.QUARTER: _Shape(3, 4, _QUARTER, _QUARTER, "{first} to {last} {year}", "From"),
    PeriodKind.ACADEMIC_YEAR: _Shape(
        12, 9, "{years}", "academic year {years}", "the school year {begins} to {year}", "In"
    ),
    PeriodKind.CALENDAR_YEAR: _Shape(12, 1, "{year}", _TO, f"the {_TO}", "In"),
    PeriodKind.YEAR_TO_SEPTEMBER: _Shape(12, 10, _TO, _TO, f"the {_TO}", "In"),
    PeriodKind.ROLLING_YEAR: _Shape(12, 1, _TO, _TO, f"the {_TO}", "In"),
    PeriodKind.MONTH: _Shape(
        1, 1, "{year}-{month:02}", "month of {last} {year}", "{last} {year}", "In"
    ),
    PeriodKind.SNAPSHOT: _Shape(
        0, 1, "{year}-{month:02}-{day:02}", "at {day} {last} {year}", "{day} {last} {year}", "On"
    ),
}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One whole period, from its first day to its last. Periods sort by end, then by start.

    Raises PeriodError if the days are not the first and last of a period of the kind.
    """

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if (self.start, self.end) != _bounds(self.kind, self.end):
            raise PeriodError(_not_whole(self.start, self.end, [self.kind]))

    @classmethod
    def holding(cls, kind: PeriodKind, day: date) -> "Period":
        """The period of this kind that the day falls in."""
        return cls(kind, *_bounds(kind, day))

    @classmethod
    def parse(cls, text: str, kinds: Iterable[PeriodKind]) -> "Period":
        """The one period of these kinds (at least one) that the text can mean.

        Raises PeriodError when there is none, or more than one; it says what to write instead.
        """
        allowed = _in_order(kinds)
        if period := cls.find(text, allowed):
            return period
        fits = _fits(_tidy(text), allowed)
        raise PeriodError(f"{_quoted(text)} {_refusal(_tidy(text), fits, allowed)}.")

    @classmethod
    def find(cls, text: str, kinds: Collection[PeriodKind]) -> "Period | None":
        """The same; None where there is none, or more than one. Quick, where most are none."""
        tidy = _tidy(text)
        fits = _fits(tidy, kinds)
        if {p.kind for p in fits if p.label == tidy} == {PeriodKind.MONTH}:  # '2025-09' is one
            fits = [period for period in fits if period.kind is PeriodKind.MONTH]
        return fits[0] if len(fits) == 1 and fits[0].end.year in YEARS else None

    @classmethod
    def between(cls, start: date, end: date, kinds: Iterable[PeriodKind]) -> "Period":
        """The period of one of these kinds with this first and last day.

        Raises PeriodError when there is none; it says which days would be right.
        """
        allowed = _in_order(kinds)
        for kind in allowed:
            if (start, end) == _bounds(kind, end):
                return cls(kind, start, end)
        raise PeriodError(_not_whole(start, end, allowed))

    @property
    def label(self) -> str:
        """As in an extract: '2024-25', '2024-25 Q3', '2024', '2024-12', '2025-03-31'."""
        return self._print(_SHAPES[self.kind].label)

    @property
    def plain(self) -> str:
        """As it is read whatever kinds are allowed: 'month of December 2024'."""
        return self._print(_SHAPES[self.kind].plain)

    @property
    def words(self) -> str:
        """Inside a sentence: 'the year to March 2025', 'October to December 2024'."""
        return self._print(_SHAPES[self.kind].words)

    @property
    def opening(self) -> str:
        """To start a sentence: 'In the year to March 2025', 'On 31 March 2025'."""
        return f"{_SHAPES[self.kind].lead} {self.words}"

    @property
    def tick(self) -> str:
        """On a chart's axis, the month it ends in: 'Mar 2025'."""
        return self._print("{last:.3} {year}")

    @property
    def next(self) -> "Period":
        """The period after this; for a snapshot date, the same day (or 28 February) next year."""
        if self.kind.months:
            return Period.holding(self.kind, self.end + _DAY)
        return self._years_on(1)

    @property
    def a_year_before(self) -> "Period":
        """The same month, quarter or day (or 28 February) of the year before."""
        return self._years_on(-1)

    def contains(self, other: "Period") -> bool:
        """Whether every day of the other is a day of this."""
        return self.start <= other.start and other.end <= self.end

    def _years_on(self, years: int) -> "Period":
        year, month = self.end.year + years, self.end.month
        day = min(self.end.day, monthrange(year, month)[1])
        return Period.holding(self.kind, date(year, month, day))

    def is_half_over(self, day: date) -> bool:
        """Whether at least half of it was over on a day."""
        return self.start + (self.end - self.start) / 2 <= day

    def __str__(self) -> str:
        return self.label

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.end, self.start) < (other.end, other.start)

    def _print(self, template: str) -> str:
        opened = self.start.year - (self.start.month < 4)  # when its financial year did
        return template.format(
            years=f"{opened}-{(opened + 1) % 100:02}",
            quarter=(self.start.month - 4) % 12 // 3 + 1,
            begins=self.start.year,
            first=_MONTHS[self.start.month - 1],
            last=_MONTHS[self.end.month - 1],
            year=self.end.year,
            month=self.end.month,
            day=self.end.day,
        )


def parse_date(text: str) -> date:
    """A day written '2025-03-31', '31/03/2025', '31 March 2025' or as Excel counts them.

    Raises PeriodError for anything else, and for a year that is not in YEARS.
    """
    tidy = _tidy(text)
    days = [p.end for p in _readings(tidy, _FORMS) if p.kind is PeriodKind.SNAPSHOT]
    if days and days[0].year in YEARS:
        return days[0]
    fault = _OUTSIDE if days else _fault(tidy, "date")
    example = _own(tidy, date(2025, 3, 31))
    raise PeriodError(f"{_quoted(text)} {fault}. For example, write '{example:%d/%m/%Y}'.")


def _bounds(kind: PeriodKind, day: date) -> tuple[date, date]:
    shape = _SHAPES[kind]
    if not shape.months:
        return day, day
    month = day.year * 12 + day.month - 1  # counted from January of year 0
    first = month - (month + 1 - shape.starts) % shape.months
    if kind is PeriodKind.ROLLING_YEAR:
        first = month + 1 - shape.months
    return _first_of(first), _first_of(first + shape.months) - _DAY


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _in_order(kinds: Iterable[PeriodKind]) -> list[PeriodKind]:
    return sorted(frozenset(kinds), key=list(PeriodKind).index)


# Reading. Each form gives all that it could mean, of every kind, the likeliest first.

_Forms = dict[re.Pattern[str], Callable[[re.Match[str]], list[Period]]]


def _tidy(text: str) -> str:
    """The text without what means nothing: which hyphen, which space, brackets, midnight, a day of
    the week; and every quarter as 'q3'."""
    for form, instead in _TIDIED.items():
        text = form.sub(instead, text)
    return text.strip(" ")


def _fits(text: str, kinds: Iterable[PeriodKind]) -> list[Period]:
    found = [period for period in _readings(text, _FORMS) if period.kind in kinds]
    years = {p.end for p in found if p.kind.months == 12 and p.kind is not PeriodKind.ROLLING_YEAR}
    return [p for p in found if p.kind is not PeriodKind.ROLLING_YEAR or p.end not in years]


def _readings(text: str, forms: _Forms) -> list[Period]:
    matches = ((form.fullmatch(text), read) for form, read in forms.items())
    return list(dict.fromkeys(p for match, read in matches if match for p in read(match)))


def _year(match: re.Match[str]) -> int:
    year = int(match["year"])
    return year if year > 99 else year + (1900 if year >= YEARS[0] % 100 else 2000)


def _month(text: str) -> int:
    names = [name[:3] for name in _MONTHS]
    return int(text) if text.isdigit() else names.index(text[:3].title()) + 1


def _days(match: re.Match[str]) -> list[date]:
    """Of '20-12-24', in which either end may be the year, the days that have been; else both."""
    orders = [(_year(match), int(match["day"]))]
    if len(match["year"]) == 2 and match.groupdict().get("sign") == "-":
        orders.append((2000 + int(match["day"]), int(match["year"])))
    days = list[date]()
    for year, day in orders:
        with suppress(ValueError):
            days.append(date(year, _month(match["month"]), day))
    return [day for day in days if len(days) == 1 or day <= date.today()] or days


def _ending(day: date) -> list[Period]:
    kinds = (kind for kind in reversed(PeriodKind) if kind is not PeriodKind.ROLLING_YEAR)
    return [period for kind in kinds if (period := Period.holding(kind, day)).end == day]


def _read_date(match: re.Match[str]) -> list[Period]:
    return [period for day in _days(match) for period in _ending(day)]


def _read_excel(match: re.Match[str]) -> list[Period]:
    return _ending(_EXCEL_BEGINS + int(match["days"].replace(" ", "")) * _DAY)


def _read_span(match: re.Match[str]) -> list[Period]:
    opens = {period.start for period in _readings(match["opens"], _DAYS)}
    return [p for p in _readings(match["closing"], _DAYS) if p.start in opens and p.kind.months]


def _read_month(match: re.Match[str]) -> list[Period]:
    next_month = _first_of(_year(match) * 12 + _month(match["month"]))
    return _ending(next_month - _DAY)[1:]  # the first is a snapshot date, which needs a day


def _read_iso_month(match: re.Match[str]) -> list[Period]:
    looks_like_years = int(match["month"]) == (_year(match) + 1) % 100  # '2008-09'
    return _read_month(match)[:1] if looks_like_years else _read_month(match)


def _read_closing(match: re.Match[str]) -> list[Period]:
    unit = match["unit"].lower()
    year = re.match("y|r|12|twelve", unit)
    months = 12 if year else {"q": 3, "3": 3, "t": 3, "m": 1, "a": 0}[unit[0]]
    periods = _readings(match["closing"], _CLOSINGS)
    rolling = [p.end for p in periods if months == 12 and p.kind is PeriodKind.MONTH]
    alike = [period for period in periods if period.kind.months == months]
    return [*alike, *(Period.holding(PeriodKind.ROLLING_YEAR, end) for end in rolling)]


_YEARS_OF_A_KIND = [k for k in PeriodKind if k.months == 12 and k is not PeriodKind.ROLLING_YEAR]


def _read_year(match: re.Match[str]) -> list[Period]:
    kinds = [PeriodKind.CALENDAR_YEAR, *_YEARS_OF_A_KIND]
    days = date(_year(match), 1, 1), date(_year(match), 12, 31)
    return _named(match["name"], (Period.holding(kind, day) for kind in kinds for day in days))


def _read_years(match: re.Match[str]) -> list[Period]:
    months = int(match["year"]) <= 12  # '11/12' could be two of them, or one and a year
    follow = _follows(match) and (match["name"] or not months)
    kinds = (PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR) if follow else ()
    return _named(match["name"], (Period.holding(k, date(_year(match), 12, 31)) for k in kinds))


def _named(name: str | None, periods: Iterable[Period]) -> list[Period]:
    kind = (name or "").lower().strip().replace("fy", PeriodKind.FINANCIAL_YEAR)
    return [period for period in dict.fromkeys(periods) if kind in ("", period.kind)]


def _follows(match: re.Match[str]) -> bool:
    return str(_year(match) + 1).endswith(match["second"].strip("-/"))


def _read_quarter(match: re.Match[str]) -> list[Period]:
    quarters = _read_quarter_of_year(match)[1:] if _follows(match) else []
    said = match.groupdict()
    return [q for q in quarters if not said["first"] or _is_of(q, said["first"], said["month"])]


def _read_quarter_of_year(match: re.Match[str]) -> list[Period]:
    month = _year(match) * 12 + 3 * int(match["quarter"])  # of a financial year's quarter
    other = 12 if match.groupdict().get("name") else 3  # the year before's; a calendar year's
    return [Period.holding(PeriodKind.QUARTER, _first_of(m)) for m in (month - other, month)]


def _read_months(match: re.Match[str]) -> list[Period]:
    quarter = Period.holding(PeriodKind.QUARTER, date(_year(match), _month(match["month"]), 1))
    number = str((quarter.start.month - 4) % 12 // 3 + 1)
    same = match["quarter"] in (None, number) and match["opened"] in (None, match["year"])
    return [quarter] if same and _is_of(quarter, match["first"], match["month"]) else []


def _is_of(quarter: Period, first: str, last: str) -> bool:
    return (quarter.start.month, quarter.end.month) == (_month(first), _month(last))


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.IGNORECASE | re.DOTALL)


_Y = r"(?P<year>(?:19|20|21)\d\d)"
_YY = r"'?(?P<year>(?:19|20|21)?\d\d)"
_YEARS = (
    r"(?P<year>(?:19|20|21)\d\d|(?!20|21)[2-9]\d(?=\d\d)|\d\d(?=[-/]))"
    r"(?P<second>[-/]\d{4}|[-/]?\d\d)"
)
_NAMED = "(?P<name>fy ?|(?:financial|academic) year )?"
_FY = r"(?P<name>fy) ?(?P<year>(?:20)?\d\d)"
_Q = "q(?P<quarter>[1-4])"
_MM = "(?P<month>0?[1-9]|1[0-2])"
_NAME = "|".join(f"{name}|{name[:3]}" for name in (*_MONTHS, "Sept"))
_FROM_TO = rf"(?P<first>{_NAME})(?:[- ]'?(?P<opened>\d+))?(?:[-/]| to )(?P<month>{_NAME})"
_CLOSES = (
    "(?:year|(?:rolling )?(?:12|twelve) months|rolling year|quarter|qtr|(?:3|three) months)"
    " (?:to|end|ending|ended)(?: end)?(?: of)?"
    "|month (?:of|ending|ended)|(?:as )?at"
)
_OF = "(?:[-:/]| of | )?(?:fy ?)?"
_TWO_YEARS = _form(_NAMED + _YEARS)
_QUARTERS = (
    _form(f"(?:fy ?)?{_YEARS}[-:/ ]?{_Q}(?: {_FROM_TO})?"),
    _form(f"{_Q}{_OF}{_YEARS}(?: {_FROM_TO})?"),
)
_DATES = (
    _form(rf"{_Y}(?P<sign>[-/])(?P<month>0[1-9]|1[0-2])(?P=sign)(?P<day>\d\d)"),
    _form(rf"{_Y}(?P<month>0[1-9]|1[0-2])(?P<day>\d\d)"),
    _form(rf"(?P<day>\d\d?)(?P<sign>[-/.]){_MM}(?P=sign){_YY}"),
    _form(rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[- ](?P<month>{_NAME})[- ]{_YY}"),
    _form(rf"(?P<month>{_NAME}) (?P<day>\d\d?)(?:st|nd|rd|th)? {_Y}"),
)
_EXCEL_BEGINS = date(1899, 12, 30)  # its day 0, since it believes in a 29 February 1900
_DAYS: _Forms = {
    **dict.fromkeys(_DATES, _read_date),
    _form(r"(?P<days>[34567]\d ?\d{3})(?:\.0+)?"): _read_excel,
}
_CLOSINGS: _Forms = {
    **_DAYS,
    _form(f"{_Y}-(?P<month>0[1-9]|1[0-2])"): _read_iso_month,
    _form(f"(?P<month>0[1-9]|1[0-2])/{_Y}"): _read_month,
    _form(f"(?P<month>{_NAME})[- ]{_YY}"): _read_month,
}
_FORMS: _Forms = {
    _TWO_YEARS: _read_years,
    _form(_NAMED + _Y): _read_year,
    _form(_FY): _read_year,
    **dict.fromkeys(_QUARTERS, _read_quarter),
    **dict.fromkeys(
        map(
            _form, (f"{_YY}[-/ ]?{_Q}", f"{_Q}[-/ ]?{_YY}", f"{_FY}[-/ ]?{_Q}", f"{_Q}[-/ ]?{_FY}")
        ),
        _read_quarter_of_year,
    ),
    _form(f"(?:{_Q} )?{_FROM_TO}[- ]{_YY}"): _read_months,
    _form(f"(?P<unit>{_CLOSES}) (?P<closing>.+)"): _read_closing,
    _form("(?P<opens>.+?(?= to )|[^-]+)(?: to |-)(?P<closing>.+)"): _read_span,
    **_CLOSINGS,
}
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_TIDIED = {
    _form("[\u2010-\u2015\u2212]"): "-",
    _form("[ \t\u00a0\u2007\u2009\u202f,_()]+"): " ",
    _form(" ?([-/:]) ?"): r"\1",
    _form(f"^ ?{_WEEKDAY} (?=\\d)"): "",
    _form(r"(\d)[ T]0?0:00(?::00(?:\.0+)?)?Z?(?= ?$)"): r"\1",
    **{
        _form(rf"\b{number} (?:quarter|qtr)\b\.?"): f"q{n}"
        for n, number in enumerate(
            ("(?:1st|first)", "(?:2nd|second)", "(?:3rd|third)", "(?:4th|fourth)"), 1
        )
    },
    _form(r"\b(?:quarter|qtr\.?|q)[- ]?(?=\d)"): "q",
    _form(r"(?<=\d)(?:quarter|qtr\.?|q)[- ]?(?=\d)"): "q",
}

# Refusing. A refusal says what is there, then what to write, in forms that would be read.

_EXAMPLE = date(2024, 12, 31)
_OWN_YEAR = re.compile(
    r"(?:.*?(?<!\d))?(?:((?:19|20|21)\d\d)(?!\d{3}).*|(?<![-/])(\d\d)[-/]\d\d(?![-/\d]).*)",
    re.ASCII | re.DOTALL,
)
_OUTSIDE = f"is outside the years {YEARS[0]} to {YEARS[-1]}"
_FAULTS = {  # of what no form could read, the first that fits
    _form(""): "is empty",
    _form(".*[^ -~].*"): "has a character other than plain letters, digits and signs",
    _form(f"q[1-4]|(?:{_NAME})(?:(?:-| to )(?:{_NAME}))?"): "does not say which year it is in",
    _form(r"(.*\W)?q(?![1-4]\b)\d.*"): "has a quarter other than Q1, Q2, Q3 and Q4",
    _form(f".*q[1-4].*(?:{_NAME}).*"): "has a quarter and the months of another",
    _form(r"(0\d|1[0-2])[-/]\d\d"): "needs all four digits of its year",
    **dict.fromkeys((_TWO_YEARS, *_QUARTERS), "has two years that do not follow each other"),
    **dict.fromkeys(_DATES, "is not a day in the calendar"),
    _form(r"(0?\d|1[0-2])[-/.](1[3-9]|2\d|3[01])[-/.](\d\d)?\d\d"): (
        "looks like the month first, not dd/mm/yyyy"
    ),
    _form(r"\d\d?[-/.]\d\d?[-/.]\d{4}"): "is not a day written dd/mm/yyyy",
    _form(r"(?!.*\d{3}).*\d\d.*"): "needs all four digits of its year",
    _form(r"(.*\D)?(?!19|20|21)\d{4}(\D.*)?"): _OUTSIDE,
}


def _own(text: str, usual: date) -> date:
    """A day like the one that was meant: of the year, and the quarter, that stand in the text."""
    said = _OWN_YEAR.fullmatch(text)
    year = int(said[1] or 2000 + int(said[2])) if said else usual.year
    year = year if year in YEARS[1:-1] else usual.year
    quarter = re.search("q([1-4])", text, re.IGNORECASE)
    if quarter:
        return _first_of(year * 12 + 3 * int(quarter[1]) + 3) - _DAY
    return date(year, usual.month, usual.day)


def _alike(text: str, kinds: list[PeriodKind]) -> list[PeriodKind]:
    """Of the kinds, the one that somebody was writing, where the text shows it."""
    words = {
        PeriodKind.QUARTER: rf"q\d|quarter|qtr|(?:{_NAME})(?:-| to )",
        PeriodKind.ACADEMIC_YEAR: "academic|school",
    }
    meant = [k for k in kinds if k in words and re.search(words[k], text, re.IGNORECASE)]
    return meant or kinds


def _fault(text: str, noun: str) -> str:
    if readings := _readings(text, _FORMS):
        return f"reads as {readings[0].words}, which is not a {noun}"
    faults = (fault for form, fault in _FAULTS.items() if form.fullmatch(text))
    return next(faults, f"is not a {noun} that can be read here")


def _quoted(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text).strip()
    short = shown if len(shown) <= 30 else f"{shown[:29]}…"
    return f"'{short}'" if short else "The cell"


def _refusal(text: str, fits: list[Period], kinds: list[PeriodKind]) -> str:
    readings = _readings(text, _FORMS)
    if not readings or readings[0].end.year not in YEARS:
        fault = _OUTSIDE if readings else _fault(text, "period")
        day = _own(text, _EXAMPLE)
        examples = (Period.holding(kind, day) for kind in _alike(text, kinds))
        return f"{fault}. For example, write {_written(examples, kinds)}"
    if fits:
        words = join_words(period.words for period in fits)
        return f"could be {words}. Write {_written(fits, kinds)}"
    return _wrong_kind(readings[0], kinds)


def _wrong_kind(period: Period, kinds: list[PeriodKind]) -> str:
    wanted = join_words(("an " if kind[0] == "a" else "a ") + kind for kind in kinds)
    last_day, forms = "", list[str]()
    if period.kind is PeriodKind.SNAPSHOT:
        last_day, forms = "the last day of ", ["{day:02}/{month:02}/{year}"]
    around = _written(_around(period.end, kinds), kinds, *forms)
    return f"reads as {period.words}, which is not {last_day}{wanted}. Write {around}"


def _not_whole(start: date, end: date, kinds: list[PeriodKind]) -> str:
    first, last = _in_words(start), _in_words(end)
    if end < start:
        return f"The period ends on {last}, before it starts on {first}: are they swapped?"
    wanted = join_words(f"a whole {kind}" if kind.months else f"one {kind}" for kind in kinds)
    days = map(_in_words, _bounds(kinds[0], start))
    return f"{first} to {last} is not {wanted}. For example, write {' to '.join(days)}."


def _in_words(day: date) -> str:
    return Period.holding(PeriodKind.SNAPSHOT, day).words


def _around(day: date, kinds: list[PeriodKind]) -> Iterator[Period]:
    for kind in kinds:
        period = Period.holding(kind, day)
        if period.end > day:
            yield Period.holding(kind, period.start - _DAY)
        yield period


def _written(periods: Iterable[Period], kinds: list[PeriodKind], *forms: str) -> str:
    texts = ((_clearest(period, kinds, *forms), period.words) for period in periods)
    return join_words(
        f"'{t}'" if f"the {t}" == words else f"'{t}' for {words}" for t, words in texts
    )


def _clearest(period: Period, kinds: list[PeriodKind], *forms: str) -> str:
    shape = _SHAPES[period.kind]
    texts = map(period._print, (*forms, shape.label, shape.plain))
    return next(text for text in texts if _days_of(_fits(text, kinds)) == _days_of([period]))


def _days_of(periods: Iterable[Period]) -> list[tuple[date, date]]:
    """The rolling year that ends with another kind's is written as that one."""
    return [(period.start, period.end) for period in periods]
