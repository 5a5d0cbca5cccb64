"""What an officer starts from: a CSV with everything but the figures filled in, and a dictionary of
every column and indicator, both written from what is declared. Officers only.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from data.store.store import Store
from schemas.declared import ALL, MEANS, Indicator, Schemas
from schemas.notes import COLUMNS as NOTE_COLUMNS
from schemas.notes import PLURAL
from schemas.periods import Period, PeriodKind
from schemas.problems import Problem, Refused, did_you_mean
from schemas.states import MARKERS, QUALIFIERS, WORDS

MOST_PERIODS = 8
"""Of one indicator, how many periods a template asks for at once."""
_PLACE = ("indicator", "period", "area", "breakdown", "category")


class Help(NamedTuple):
    """A column of an extract: whether it is needed, and what it holds."""

    needed: str
    holds: str


def _markers() -> str:
    known = [f"{marker}: {WORDS[state]}" for marker, state in MARKERS.items()]
    return "; ".join([*known, *(f"{mark}: {word}" for mark, word in QUALIFIERS.items())])


COLUMNS = {
    "indicator": Help("yes", "The indicator's id, as in this dictionary"),
    "period": Help("yes, or the two dates", "For example 2024-25, 2024-25 Q3 or 31/03/2025"),
    "period_start": Help("with period_end, for period", "Its first day: 01/04/2024"),
    "period_end": Help("with period_start, for period", "Its last day: 31/03/2025"),
    "area": Help("no: the council", "A council, the region or the country: name or ONS code"),
    "breakdown": Help("no: all", "What the figure is broken down by, or all"),
    "category": Help("no: all", "Which of the breakdown's categories, or all"),
    "numerator": Help("for percents and rates", "A whole number: how many it is true of"),
    "denominator": Help("for percents, rates and scores", "A whole number: out of how many"),
    "value": Help("for counts and scores", "The figure itself; checked where there are counts"),
    "status": Help("no", f"Why there is no figure, or what kind of figure. {_markers()}"),
}
_FILES = {
    "an extract": COLUMNS,
    **{
        f"a file of {PLURAL[kind]}": {
            name: Help("yes" if column.needed else "no", column.holds)
            for name, column in columns.items()
        }
        for kind, columns in NOTE_COLUMNS.items()
    },
}
"""The columns of each kind of file, by what it is called."""


def latest_periods(store: Store, schemas: Schemas) -> dict[str, Period]:
    """The newest period of the council's own real figures in the store, by indicator: a month,
    where the last that came is one."""
    code = schemas.council.code
    figures = store.current_figures(code)
    ours = figures[(figures["area"] == code) & ~figures["illustrative"]]
    ours = ours.sort_values(["period_end", "period_start"])
    periods: dict[str, Period] = {}
    for row in ours.to_dict("records"):
        indicator = schemas.indicators.get(row["indicator"])
        if indicator and row["period_kind"] in (indicator.period, PeriodKind.MONTH):
            start, end = row["period_start"].date(), row["period_end"].date()
            periods[indicator.id] = Period(PeriodKind(row["period_kind"]), start, end)
    return periods


def template(
    indicators: Sequence[str],
    schemas: Schemas,
    latest: Mapping[str, Period],
    today: date | None = None,
    workbook: bool = False,
) -> bytes:
    """A CSV to fill in, as Excel opens it best: UTF-8 with a BOM, and CRLF; or a `workbook`, with
    lists to choose from.

    Of each indicator, a row for every category in each period since its `latest` one that is over,
    eight at most, and in the next one if none is. Raises Refused with every name that is no
    indicator.
    """
    known = known_indicators(indicators, schemas)
    needed = {column for indicator in known for column in _needed(indicator)}
    figures = [column for column in ("numerator", "denominator", "value") if column in needed]
    columns = [*_PLACE, *figures, "status"]
    rows = [
        (i.id, period.label, schemas.council.name, *place, *[""] * (len(columns) - len(_PLACE)))
        for i in known
        for period in _periods(i, latest.get(i.id), today or date.today())
        for place in _places(i, schemas)
    ]
    if not workbook:
        return as_csv([columns, *rows])
    lists = {column: dict.fromkeys(row[n] for row in rows) for n, column in enumerate(_PLACE)}
    return _as_workbook([columns, *rows], {**lists, "status": [*MARKERS, *QUALIFIERS]})


def dictionary_csv(schemas: Schemas) -> bytes:
    """The data dictionary as a CSV, as `template` writes one: a row for each thing that is said of
    a column of an extract, then of an indicator."""
    columns = ("about", "name", "field", "says")
    return as_csv([columns, *_dictionary(schemas)])


def dictionary_markdown(schemas: Schemas) -> str:
    """The data dictionary in Markdown, to read."""
    lines, own = ["# Data dictionary", ""], schemas.council.vocabulary.own
    for file, columns in _FILES.items():
        lines += [
            f"## The columns of {own(file)}",
            "",
            "| column | needed | holds |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{n}` | {_cell(c.needed)} | {_cell(own(c.holds))} |" for n, c in columns.items()
        ]
        lines += [""]
    lines += ["## The indicators"]
    for indicator in schemas.in_order(everything=True):
        lines += ["", f"### `{indicator.id}`", "", "| | |", "|---|---|"]
        lines += [f"| {field} | {_cell(says)} |" for field, says in _about(indicator, schemas)]
    return "\n".join(lines) + "\n"


def known_indicators(names: Sequence[str], schemas: Schemas) -> list[Indicator]:
    """The indicators of these ids. Raises Refused without any, and with every name that is none."""
    if not names:
        raise Refused.because("template", "name one indicator or several, by id.")
    wrong = [name for name in names if name not in schemas.indicators]
    if wrong:
        message = "there is no indicator of that name.{}"
        raise Refused(
            Problem(name[:60], message.format(did_you_mean(name, schemas.indicators)))
            for name in wrong
        )
    return [schemas.indicators[name] for name in dict.fromkeys(names)]


def _needed(indicator: Indicator) -> tuple[str, ...]:
    if indicator.per:
        return ("numerator", "denominator")
    return ("denominator", "value") if indicator.unit in MEANS else ("value",)


def _periods(indicator: Indicator, latest: Period | None, today: date) -> list[Period]:
    """The periods that are over and have no figure yet; the next one when there is none."""
    if latest is None:
        return [_last_over(indicator.period, today)]
    over = list(takewhile(lambda period: period.end < today, _after(latest)))
    return over[:MOST_PERIODS] or [latest.next]


def _after(period: Period) -> Iterator[Period]:
    while True:
        yield (period := period.next)


def latest_or_last_over(indicator: Indicator, latest: Mapping[str, Period], today: date) -> Period:
    """The newest period with a figure; without any, the newest that is over."""
    return latest.get(indicator.id) or _last_over(indicator.period, today)


def _last_over(kind: PeriodKind, today: date) -> Period:
    """The newest period that is over; of snapshots, the end of the financial year."""
    if kind is PeriodKind.SNAPSHOT:
        year = _last_over(PeriodKind.FINANCIAL_YEAR, today)
        return Period.holding(kind, year.end)
    earlier = Period.holding(kind, date(today.year - 2, 1, 1))
    return max(takewhile(lambda period: period.end < today, _after(earlier)))


def _places(indicator: Indicator, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Everyone, and each category of its own breakdowns; of those that it shares with others, where
    the council says that it publishes them, or its criterion compares them."""
    criteria = (s.criterion_of(indicator) for s in schemas.strategies)
    asked = {c.gap.breakdown for c in criteria if c and c.gap}
    asked |= {*schemas.council.disclosure.breakdowns.get(indicator.id, ())}
    yield ALL, ALL
    for breakdown, categories in indicator.breakdowns.items():
        if breakdown in asked or breakdown not in indicator.by:
            yield from ((breakdown, category) for category in categories)


def _dictionary(schemas: Schemas) -> Iterator[tuple[str, str, str, str]]:
    for file, columns in _FILES.items():
        about = (
            "column" if columns is COLUMNS else f"column of {schemas.council.vocabulary.own(file)}"
        )
        for name, column in columns.items():
            yield about, name, "needed", column.needed
            yield about, name, "holds", schemas.council.vocabulary.own(column.holds)
    for indicator in schemas.in_order(everything=True):
        for field, says in _about(indicator, schemas):
            yield "indicator", indicator.id, field, says


def _about(indicator: Indicator, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """What an officer needs to know of an indicator, field by field, and no empty ones."""
    of = {
        "title": indicator.title,
        "statutory name": indicator.statutory_name,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator or "",
        "unit": indicator.unit,
        "fill in": " and ".join(_needed(indicator)),
        "period": f"{indicator.period} ({indicator.frequency})",
        "write the period as": _last_over(indicator.period, date(2025, 6, 30)).label,
        **{f"breakdown: {b}": "; ".join(c) for b, c in indicator.breakdowns.items()},
        "good is": {"neither": "not ours to say"}.get(indicator.better, indicator.better),
        "return": indicator.return_,
        "publisher": indicator.publisher,
        "beware": " ".join(indicator.beware),
    }
    yield from ((field, says) for field, says in of.items() if says)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def _as_workbook(rows: Sequence[Sequence[str]], lists: Mapping[str, Iterable[str]]) -> bytes:
    """A workbook of one sheet, and a hidden one of what the cells of a column may be. Texts stay
    texts: Excel makes no date of a period."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet, aside = book.active, book.create_sheet("Lists")
    sheet.title, sheet.freeze_panes, aside.sheet_state = "Figures", "A2", "hidden"
    for row in rows:
        sheet.append([cell or None for cell in row])
    for n, name in enumerate(rows[0], 1):
        at, longest = get_column_letter(n), max(len(row[n - 1]) for row in rows)
        sheet.cell(1, n).font = Font(bold=True)
        sheet.column_dimensions[at].width = max(longest, 11) + 2
        if name in lists:
            values = list(lists[name])
            for at_row, value in enumerate(values, 1):
                aside.cell(at_row, n, value)
            formula = f"Lists!${at}$1:${at}${len(values)}"
            choice = DataValidation("list", formula1=formula, allow_blank=True)
            choice.errorTitle, choice.error = name, "Choose one from the list."
            choice.add(f"{at}2:{at}{len(rows)}")
            sheet.add_data_validation(choice)
            for (cell,) in sheet.iter_rows(min_row=2, min_col=n, max_col=n):
                cell.number_format = "@"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as Excel opens it best: UTF-8 with a BOM, and CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
