"""A period as a row of an extract gives it: in one cell, in two dates, or in both.

Officers only.
"""

from collections.abc import Iterable

from data.ingest import quoting
from data.ingest.encoding import strip_cell
from schemas.periods import Period, PeriodError, PeriodKind, parse_date


def read_period(cells: Iterable[str], kinds: frozenset[PeriodKind]) -> Period | tuple[str, str]:
    """The period of three cells (period, first day, last day), or the column where it fails and
    what to say there."""
    text, start, end = map(strip_cell, cells)
    if not text and (start or end):
        return _between(start, end, kinds)
    try:
        if text:
            period = Period.parse(text, kinds)
            return _agreeing(period, start, end)
        return "period", "the period is empty. Write, for example, 2024-25."
    except PeriodError as error:
        return "period", quoting.period(text, error, kinds)


def _between(start: str, end: str, kinds: frozenset[PeriodKind]) -> Period | tuple[str, str]:
    days = []
    for column, text in {"period_start": start, "period_end": end}.items():
        try:
            days.append(parse_date(text))
        except PeriodError:
            return column, f"{no_date(text)[:-1]}: 31/03/2025."
    if days[1] < days[0]:
        return "period_start", "the period ends before it starts. Are the two dates swapped?"
    try:
        return Period.between(days[0], days[1], kinds)
    except PeriodError:
        return "period_start", quoting.dates(kinds)


def _agreeing(period: Period, start: str, end: str) -> Period | tuple[str, str]:
    """A period, unless dates stand beside it that say another."""
    for column, text, day in (
        ("period_start", start, period.start),
        ("period_end", end, period.end),
    ):
        try:
            if text and parse_date(text) != day:
                return column, "the period and its dates say two different things. Keep one."
        except PeriodError:
            return column, no_date(text)
    return period


def no_date(text: str) -> str:
    """What is wrong with a cell that should be a date, and is none."""
    what = "this is not a date that can be read" if text else "the date is empty"
    return f"{what}. Write it as dd/mm/yyyy."
