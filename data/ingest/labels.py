"""The labels of an extract against the closed lists: each is looked up once, however often it
stands in the file.

Officers only. Makes the tables `an_indicator`, `an_area`, `a_status`, `a_period` and `a_category`,
from a text as it stands in the file to what it means.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import duckdb

from data.files.memory import first_row
from data.ingest import quoting
from data.ingest.categories import read_category
from data.ingest.encoding import OUTER, strip_cell
from data.ingest.findings import KEPT_OF_A_KIND, Findings
from data.ingest.periods import read_period
from schemas.declared import ALL, Schemas
from schemas.periods import Period, PeriodKind
from schemas.problems import join_words
from schemas.states import MARKERS, QUALIFIERS

MOST_PERIODS = 20_000  # different ones, of all indicators together
_IDS = "The ids are the names of the files in schemas/indicators."

_DATED = re.compile(r" *[0-9]{2}/[0-9]{2}/[0-9]{4}")

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


class Labels:
    """Looks every label of one file up, and says which are on no list."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, schemas: Schemas, published: bool, findings: Findings
    ):
        self.db, self.schemas, self.findings = db, schemas, findings
        roles = schemas.council.roles
        # Other councils' figures come only from a publication: 'Nottingham' is a slip.
        everywhere = schemas.council.areas.values()
        known = [a for a in everywhere if published or roles[a.code] != "elsewhere"]
        self.areas = {name.lower(): a for a in known for name in (a.code, a.name)}
        self.unknown: dict[str, list[str]] = {}  # column: the texts that are on no list
        self.spaced = self.dated = False  # whether a label has spaces round it, a date is dd/mm
        self._declare()

    def look_up(self) -> None:
        """Fill the five tables, and say every label that is on no list, where it stands."""
        self._each("indicator", "an_indicator", self._indicator)
        self._each("area", "an_area", self._area)
        self._each("status", "a_status", self._status)
        self._periods()
        self._categories()

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
            self.db.execute(f"CREATE TYPE {name} AS ENUM ({_quoted(dict.fromkeys(words))})")
        self.db.execute(_TABLES)

    def _each(self, column: str, table: str, read: Callable[[str], Sequence[Any] | None]) -> None:
        """Look up each different text of one column."""
        texts = [t for (t,) in self.db.execute(f"SELECT DISTINCT {column} FROM cells").fetchall()]
        found = {text: read(strip_cell(text)) for text in texts}
        self.spaced |= any(text != text.strip(OUTER) for text in texts)
        _insert(self.db, table, [(text, *said) for text, said in found.items() if said is not None])
        unknown = [text for text, said in found.items() if said is None]
        if unknown:
            self._say(column, table, unknown)

    def _say(self, column: str, table: str, unknown: list[str]) -> None:
        said = {"indicator": self._no_indicator, "area": self._no_area, "status": self._no_status}
        self.unknown[column] = unknown
        where = f"{column} NOT IN (SELECT text FROM {table})"
        for line, text in _rows(self.db, self.findings, column, column, where, {}):
            self.findings.report(column, said[column](strip_cell(text)), line, column)

    def _indicator(self, text: str) -> tuple[str] | None:
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

    def _area(self, text: str) -> tuple[str] | None:
        found = self.areas.get(text.lower()) if text else self.schemas.council.area
        return (found.code,) if found else None

    def _no_area(self, text: str) -> str:
        known = {a.name for a in self.areas.values()}
        hint = quoting.meant(text, known)
        hint = hint or " It can be ours, a neighbour, the region or the country."
        what = f"{quoting.label(text, known, 'this')} is not an area that we know."
        return f"{what}{hint} Write its name or its ONS code."

    def _status(self, text: str) -> tuple[str, bool, bool] | None:
        """The marker ('' when there is none), and whether it is provisional, and revised."""
        parts = {p.strip("[]()").lower() for p in text.replace(",", " ").split()} - {""}
        markers = parts - set(QUALIFIERS)
        if len(markers) > 1 or markers - set(MARKERS):
            return None
        return next(iter(markers), ""), "p" in parts, "r" in parts

    def _no_status(self, text: str) -> str:
        return f"this is not a marker. It can be {join_words([*MARKERS, *QUALIFIERS])}."

    def _periods(self) -> None:
        """Read each different period of each indicator once."""
        texts = "period, period_start, period_end"
        found = self.db.execute(
            f"SELECT DISTINCT i.id, {texts} FROM cells "
            f"JOIN an_indicator i ON i.text = cells.indicator LIMIT {MOST_PERIODS}"
        ).fetchall()
        read, refused = [], []
        self.dated |= any(_DATED.match(text) for key in found for text in key[1:])
        for name, *cells in found:
            period = read_period(cells, self.schemas.indicators[name].period_kinds)
            if isinstance(period, Period):
                read.append((name, *cells, str(period.kind), period.start, period.end))
            else:
                refused.append((name, *cells, *period))
        _insert(self.db, "a_period", read)
        if refused:
            self._say_periods(refused)
        if len(found) == MOST_PERIODS:
            self.findings.report(
                "periods", f"there are more than {MOST_PERIODS:,} different periods."
            )

    def _say_periods(self, refused: list[tuple[str, ...]]) -> None:
        where = (
            "(i.id::VARCHAR, period, period_start, period_end) IN "
            "(SELECT (unnest($a), unnest($b), unnest($c), unnest($d)))"
        )
        said = {key[:4]: key[4:] for key in refused}
        given = dict(zip("abcd", map(list, zip(*said, strict=True)), strict=True))
        texts = "i.id::VARCHAR, period, period_start, period_end"
        for line, *key in _rows(self.db, self.findings, "period", texts, where, given):
            column, message = said[tuple(key)]
            self.findings.report("period", message, line, column)
        self.unknown["period"] = list(dict.fromkeys(t for key in said for t in key[1:]))

    def _categories(self) -> None:
        found = self.db.execute(
            "SELECT DISTINCT i.id, breakdown, category FROM cells "
            "JOIN an_indicator i ON i.text = cells.indicator"
        ).fetchall()
        indicators = self.schemas.indicators
        read, refused = [], {}
        for name, text, other in found:
            said = read_category(indicators[name], text, other, indicators.values())
            if said[0] in ("breakdown", "category"):
                refused[name, text, other] = said
            else:
                read.append((name, text, other, *said[1:]))
        _insert(self.db, "a_category", read)
        if refused:
            self._say_categories(refused)

    def _say_categories(self, refused: dict[tuple[str, str, str], tuple[str, ...]]) -> None:
        where = (
            "(i.id::VARCHAR, breakdown, category) IN (SELECT (unnest($a), unnest($b), unnest($c)))"
        )
        given = dict(zip("abc", map(list, zip(*refused, strict=True)), strict=True))
        texts = "i.id::VARCHAR, breakdown, category"
        for line, *key in _rows(self.db, self.findings, "category", texts, where, given):
            column, message = refused[tuple(key)]
            self.findings.report("category", message, line, column)
        self.unknown["breakdown"] = [key[1] for key, said in refused.items()]
        self.unknown["category"] = [key[2] for key, said in refused.items()]


def _rows(
    db: duckdb.DuckDBPyConnection,
    findings: Findings,
    kind: str,
    texts: str,
    where: str,
    given: dict[str, list[str]],
) -> list[tuple[Any, ...]]:
    """The first rows where something is so, with these texts; the rest are only counted."""
    join = "cells LEFT JOIN an_indicator i ON i.text = cells.indicator"
    (times,) = first_row(db.execute(f"SELECT count(*) FROM {join} WHERE {where}", given)) or (0,)
    query = f"SELECT line, {texts} FROM {join} WHERE {where} ORDER BY line LIMIT {KEPT_OF_A_KIND}"
    findings.count_more(kind, max(0, times - KEPT_OF_A_KIND))
    return db.execute(query, given).fetchall()


def _quoted(words: Iterable[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _insert(db: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        db.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
