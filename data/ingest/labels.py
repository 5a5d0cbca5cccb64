"""The labels of an extract against the closed lists: each is looked up once, however often it
stands in the file.

Officers only. Makes the tables `an_indicator`, `an_area`, `a_status`, `a_period` and `a_category`,
from a text as it stands in the file to what it means; and `a_label`, of all that a row says but for
its area and its numbers.
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.ingest import quoting
from data.ingest.categories import read_category
from data.ingest.encoding import OUTER, strip_cell
from data.ingest.findings import Findings, letter
from data.ingest.header import DATES
from data.ingest.periods import read_period
from schemas.declared import ALL, IN_YEAR, Schemas
from schemas.periods import Period, PeriodKind
from schemas.problems import join_words
from schemas.states import MARKERS, QUALIFIERS

MOST_PERIODS = 20_000  # different ones, of all indicators together
_IDS = "The ids are the names of the files in schemas/indicators."

_KNOWN = "{0} LEFT JOIN an_indicator i ON i.text = {0}.indicator"
_DATED = {
    "Dates written dd/mm/yyyy were read as such.": re.compile(r" *[0-9]{2}/[0-9]{2}/[0-9]{4}"),
    "Excel's own numbers for days were read as those days.": re.compile(r" *[0-9]{5}(\.0+)? *"),
}

_QUARTER = frozenset({PeriodKind.QUARTER})
_TEXTS = ("indicator", *DATES, "breakdown", "category", "status")
_MOST = 2**62
# `same`: rows with one number say the same of what they are about, in whatever words.
_MEANINGS = """
CREATE TABLE a_label AS
SELECT *, CASE WHEN kind IS NOT NULL AND a_breakdown IS NOT NULL THEN
    dense_rank() OVER (ORDER BY id, kind, first_day, last_day, a_breakdown, a_category)
    END::INTEGER AS same
FROM (SELECT a_text.*, i.id, p.kind, p.first_day, p.last_day,
             k.breakdown AS a_breakdown, k.category AS a_category,
             s.marker, s.provisional, s.revised
      FROM a_text
      LEFT JOIN a_status s ON s.text = a_text.status
      LEFT JOIN an_indicator i ON i.text = a_text.indicator
      LEFT JOIN a_period p ON p.indicator = i.id AND p.period = a_text.period
           AND p.period_start = a_text.period_start AND p.period_end = a_text.period_end
      LEFT JOIN a_category k ON k.indicator = i.id AND k.text = a_text.breakdown
           AND k.other = a_text.category)
"""
_TABLES = """
CREATE TABLE an_indicator (text VARCHAR, id AN_INDICATOR);
CREATE TABLE an_area (text VARCHAR, area AN_AREA);
CREATE TABLE a_status (text VARCHAR, marker A_MARKER, provisional BOOLEAN, revised BOOLEAN);
CREATE TABLE a_period (
    indicator AN_INDICATOR, period VARCHAR, period_start VARCHAR, period_end VARCHAR,
    kind A_KIND, first_day DATE, last_day DATE);
CREATE TABLE a_category (
    indicator AN_INDICATOR, text VARCHAR, other VARCHAR,
    breakdown A_BREAKDOWN, category A_CATEGORY);
"""

Texts = tuple[str, ...]
Cell = tuple[object, ...]
"""What texts mean: a row of one of the tables, or its columns after the text itself."""


def check_misnamed(db: duckdb.DuckDBPyConnection, schemas: Schemas, findings: Findings) -> None:
    """Report a column under a heading that is none of ours that holds what one of ours would, which
    the file has not: left out, its rows would be taken for all children here."""
    indicators = schemas.indicators.values()
    lists = {
        "area": {text for a in schemas.council.areas.values() for text in (a.name, a.code)},
        "breakdown": {b for i in indicators for b in i.breakdowns},
        "category": {c for i in indicators for cs in i.breakdowns.values() for c in cs},
    }
    for at in findings.extra:
        texts = {t for (t,) in db.execute(f"SELECT DISTINCT lower(c{at}) FROM raw").fetchall()}
        for name, listed in lists.items():
            if name not in findings.columns and texts & {text.lower() for text in listed}:
                what = f"what stands under {letter(at)}1 belongs in the column '{name}'"
                findings.report("headings", f"{what}. Call it that.", 1, letter(at))


def number_labels(cells: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The cells with a column `label`, a number for all that a row says but for its area
    and its numbers; and each number with its texts."""
    numbers, size = np.zeros(len(cells), np.int64), 1
    for name in _TEXTS:
        column = cells[name].unify_dictionaries().combine_chunks()
        if len(column.dictionary) == 1:
            continue
        if size * len(column.dictionary) > _MOST:
            numbers, different = pd.factorize(numbers)
            size = len(different)
        numbers *= len(column.dictionary)
        numbers += column.indices.to_numpy()
        size *= len(column.dictionary)
    found, different = pd.factorize(numbers)
    labels, first = found.astype(np.int32), np.empty(len(different), np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]
    known = pa.array(np.arange(len(first), dtype=np.int32))
    texts = cells.select(_TEXTS).take(first).append_column("label", known)
    return cells.append_column("label", pa.array(labels)), texts


LOOKED_UP = ("indicator", *DATES, "area", "breakdown", "category", "status")
"""The columns of which every text is on a list, or is a date. Any other is read as free text."""


class Labels:
    """Looks up every label of the views `cells` and `a_text` (`number_labels`), and reports which
    are on no list.

    `unknown`: by column, those texts. `spaced`: whether a label has spaces round it. `dated`: what
    the receipt says of how days are written.
    """

    def __init__(
        self, db: duckdb.DuckDBPyConnection, schemas: Schemas, published: bool, findings: Findings
    ):
        self.db, self.schemas, self.findings = db, schemas, findings
        roles = schemas.council.roles
        # Other councils' figures come only from a publication: 'Nottingham' is a slip.
        everywhere = schemas.council.areas.values()
        known = [a for a in everywhere if published or roles[a.code] != "elsewhere"]
        self.areas = {name.lower(): a for a in known for name in (a.code, a.name)}
        council = schemas.council
        self.areas |= {name.lower(): council.area for name in council.names}
        districts = council.districts.areas if council.districts else ()
        self.districts = {a.code.lower(): a.name for a in districts}
        self.unknown: dict[str, list[str]] = {}
        self.spaced = False
        self.dated: list[str] = []
        self._declare()

    def look_up(self) -> None:
        """Fill the tables, and report every label that is on no list, where it stands."""
        self._each("indicator", "an_indicator", self._indicator, self._no_indicator, "a_text")
        self._each("area", "an_area", self._area, self._no_area)
        right = join_words([*MARKERS, *QUALIFIERS])
        no_status = f"this is not a marker. It can be {right}."
        self._each("status", "a_status", self._status, lambda _: no_status, "a_text")
        self._periods()
        self._categories()
        self.db.execute(_MEANINGS)

    def _declare(self) -> None:
        indicators = self.schemas.indicators.values()
        breakdowns = [ALL, *(b for i in indicators for b in i.breakdowns)]
        categories = [ALL, *(c for i in indicators for cs in i.breakdowns.values() for c in cs)]
        kinds = {
            "AN_INDICATOR": list(self.schemas.indicators),
            "AN_AREA": list(self.schemas.council.areas),
            "A_MARKER": ["", *MARKERS],
            "A_KIND": [str(kind) for kind in PeriodKind],
            "A_BREAKDOWN": breakdowns,
            "A_CATEGORY": categories,
        }
        for name, words in kinds.items():
            quoted = ("'" + word.replace("'", "''") + "'" for word in dict.fromkeys(words))
            self.db.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(quoted)})")
        self.db.execute(_TABLES)

    def _each(
        self,
        column: str,
        table: str,
        read: Callable[[str], Cell | None],
        message: Callable[[str], str],
        source: str = "cells",
    ) -> None:
        """Look up each different text of one column; `message` says what is wrong with one."""
        query = self.db.execute(f"SELECT DISTINCT {column} FROM {source}")
        texts = [text for (text,) in query.fetchall()]
        meanings = {text: read(strip_cell(text)) for text in texts}
        self.spaced |= any(text != text.strip(OUTER) for text in texts)
        self._insert(table, [(text, *m) for text, m in meanings.items() if m is not None])
        unknown = [text for text, meaning in meanings.items() if meaning is None]
        if unknown:
            self.unknown[column] = unknown
            texts_of_one = [(text,) for text in unknown]
            self._report(
                column, [column], texts_of_one, lambda key: (column, message(strip_cell(key[0])))
            )

    def _indicator(self, text: str) -> Cell | None:
        return (text.lower(),) if text.lower() in self.schemas.indicators else None

    def _no_indicator(self, text: str) -> str:
        if not text:
            return f"the indicator is empty. {_IDS}"
        known = self.schemas.indicators
        titles = {title: i.id for i in known.values() for title in (i.title, i.short)}
        if text in titles:
            return f"'{text}' is its title. Write its id: '{titles[text]}'."
        hint = quoting.meant(text, known) or f" {_IDS}"
        return f"{quoting.label(text, known, 'this')} is not an indicator.{hint}"

    def _area(self, text: str) -> Cell | None:
        name = " ".join(text.lower().split()).removesuffix(".0")  # as Excel saves 891
        area = self.areas.get(name) if text else self.schemas.council.area
        return (area.code,) if area else None

    def _no_area(self, text: str) -> str:
        known = {a.name for a in self.areas.values()}
        hint = quoting.meant(text, known)
        hint = hint or " It can be ours, a neighbour, the region or the country."
        quoted = quoting.label(text, known, "this")
        return f"{quoted} is not an area that we know.{hint} Write its name or its ONS code."

    def _status(self, text: str) -> Cell | None:
        """The marker ('' when there is none), and whether it is provisional, and revised."""
        parts = {p.strip("[]()").lower() for p in text.replace(",", " ").split()} - {""}
        markers = parts - set(QUALIFIERS)
        if len(markers) > 1 or markers - set(MARKERS):
            return None
        return next(iter(markers), ""), "p" in parts, "r" in parts

    def _periods(self) -> None:
        """Read each different period of each indicator once."""
        columns = ["i.id", "period", "period_start", "period_end"]
        keys = self._distinct(columns, f"LIMIT {MOST_PERIODS}")
        read: list[Cell] = []
        wrong: dict[Texts, tuple[str, str]] = {}
        texts = {text for key in keys for text in key[1:]}
        self.dated = [said for said, form in _DATED.items() if any(map(form.fullmatch, texts))]
        read_once = cache(read_period)
        for name, *cells in keys:
            period = read_once(tuple(cells), self.schemas.indicators[name].period_kinds)
            if isinstance(period, Period):
                read.append((name, *cells, str(period.kind), period.start, period.end))
            else:
                indicator = self.schemas.indicators[name]
                quarter = indicator.in_the_year and read_once(tuple(cells), _QUARTER)
                if isinstance(quarter, Period):
                    instead = f"For its position at the end of a quarter, write '{name}{IN_YEAR}'"
                    period = "indicator", f"this measure is counted once a year. {instead}."
                wrong[name, *cells] = period
        self._insert("a_period", read)
        if wrong:
            self._report("period", columns, wrong, wrong.__getitem__)
            self.unknown["period"] = list(dict.fromkeys(t for key in wrong for t in key[1:]))
        if len(keys) == MOST_PERIODS:
            message = f"there are more than {MOST_PERIODS:,} different periods."
            self.findings.report("periods", message)

    def _categories(self) -> None:
        """Read each different category of each indicator once."""
        columns = ["i.id", "breakdown", "category"]
        indicators = self.schemas.indicators
        read: list[Cell] = []
        wrong: dict[Texts, tuple[str, str]] = {}
        for name, text, other in self._distinct(columns):
            named = self.districts.get(other.strip().lower(), other)
            column, *rest = read_category(indicators[name], text, named, indicators.values())
            if column:
                wrong[name, text, other] = (column, rest[0])
            else:
                read.append((name, text, other, *rest))
        self._insert("a_category", read)
        if wrong:
            self._report("category", columns, wrong, wrong.__getitem__)
            self.unknown["breakdown"] = [text for _, text, _ in wrong]
            self.unknown["category"] = [other for _, _, other in wrong]

    def _distinct(self, columns: Sequence[str], limit: str = "") -> list[Texts]:
        known = _KNOWN.format("a_text")
        query = f"SELECT DISTINCT {', '.join(columns)} FROM {known} WHERE i.id IS NOT NULL {limit}"
        return self.db.execute(query).fetchall()

    def _report(
        self,
        kind: str,
        columns: Sequence[str],
        wrong: Collection[Texts],
        message_of: Callable[[Texts], tuple[str, str]],
    ) -> None:
        """Report each row whose texts in these columns are wrong: in which column, and why."""
        texts = ", ".join(column.replace("i.id", "i.id::VARCHAR") for column in columns)
        given = {f"text{n}": list(values) for n, values in enumerate(zip(*wrong, strict=True))}
        each = ", ".join(f"unnest(${name})" for name in given)
        known = _KNOWN.format("cells")
        query = f"SELECT line, {texts} FROM {known} WHERE ({texts}) IN (SELECT ({each}))"
        for line, *key in self.findings.first_rows(self.db, kind, query, given):
            column, message = message_of(tuple(key))
            self.findings.report(kind, message, line, column)

    def _insert(self, table: str, rows: Sequence[Cell]) -> None:
        if rows:
            columns = [pa.array(column) for column in zip(*rows, strict=True)]
            self.db.from_arrow(
                pa.table(columns, [f"c{at}" for at in range(len(columns))])
            ).insert_into(table)
