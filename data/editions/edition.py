"""Read a published edition. The only part of data/ that viewers' pages may import.

It opens editions read-only and locked down, and knows nothing of the store.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from sys import intern
from threading import Lock
from typing import Any

import duckdb

from data.editions.checksum import is_damage, is_whole
from metrics.changes.words import EditionWords
from metrics.measurement import Measurement, Neighbours
from metrics.verdicts.verdict import CriterionAnswer, Rank, Verdict
from schemas.declared import Role, Schemas
from schemas.notes import (
    MODELS,
    Action,
    AnyNote,
    Commentary,
    CommitmentProgress,
    NoteKind,
    PeriodTarget,
)
from schemas.periods import TOGETHER, Period, PeriodKind
from schemas.problems import Problem, Refused
from schemas.words import LevelWord

Row = dict[str, Any]
"""A row of a table, by the names of its columns."""
SCHEMA_VERSION = 9
"""Of an edition's tables and what stands in them. 1 was every edition before there was a number, 2
those before breaks in a series and each measure's own wobble, 3 those without a checksum, 4 those
before cards, 5 those without years together, 6 those before targets, 8 those without the years of
every council."""
_WITH_CHECKSUM = 4
DAMAGED = "this edition cannot be opened: its file is damaged or may not be read."
_NEWER = "this edition was made by a newer version of the dashboard. Update this one to read it."
_LOCKED_DOWN: Row = {"enable_external_access": "false", "lock_configuration": "true"}

# Every council in the period of our newest total.
_COUNCILS = """
WITH total AS (
    SELECT * FROM measurement WHERE indicator = ? AND breakdown = 'all'
), newest AS (
    SELECT period_kind, period_start, period_end FROM total WHERE role = 'council'
    ORDER BY period_end DESC, period_start LIMIT 1
)
SELECT area AS code, area_name AS name, value, numerator, denominator, role = 'council' AS is_ours
FROM total SEMI JOIN newest USING (period_kind, period_start, period_end)
WHERE role IN ('council', 'neighbour', 'elsewhere') AND state = 'shown'
ORDER BY area_name
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures came from, as an edition tells it."""

    id: int
    name: str
    fingerprint: str
    received: datetime
    received_from: str
    publication: str
    publisher: str
    released: str
    licence: str
    attribution: str
    published: bool
    illustrative: bool


@dataclass(frozen=True, slots=True)
class CouncilFigure:
    """One council's figure in one period: `value` in the indicator's unit, and the counts behind
    it, None where the publisher gives none."""

    name: str
    value: float
    numerator: int | None
    denominator: int | None
    is_ours: bool
    code: str


@dataclass(frozen=True, slots=True)
class CouncilLevel:
    """Where one council's newest figure stands beside the country's, by the rule that ours is
    judged by (metrics.verdicts.verdict says what each is); None where there are no limits."""

    last_period: str
    level: LevelWord
    level_strong: bool
    level_figure: float | None
    level_reference: float | None
    level_low: float | None
    level_high: float | None
    level_years: int | None


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """Between which figures 95 in 100 councils of a size would be by chance, and 99.8 in 100, in
    the indicator's unit; `reference` is the country's figure."""

    size: float
    low: float
    high: float
    strong_low: float
    strong_high: float
    reference: float


_NO_AUDIT = (
    "SELECT 0 AS number, '' AS kind, 0 AS times, '' AS part, '' AS what, '' AS mark, "
    "'' AS shown_in, '' AS indicator, '' AS period_kind, DATE '2000-01-01' AS period_start, "
    "DATE '2000-01-01' AS period_end, '' AS area, '' AS breakdown, '' AS category, '' AS edition "
    "WHERE false"
)


class NewerEdition(Refused):
    """An edition whose tables are of a later version of the dashboard than this one."""


class Edition:
    """One immutable edition: what the Panel saw. Every method reads; nothing is computed.

    A cursor for every query, because a DuckDB connection shared between threads mixes answers.
    Opening it raises NewerEdition, or duckdb.Error when the file is damaged.
    """

    is_public = False
    """Whether it leaves out what the council keeps to itself (data/editions/public.py)."""

    def __init__(self, file: Path):
        whole = is_whole(file)
        if whole is False:
            raise duckdb.IOException(f"{file.name} is not as it was written")
        self._file, self._opening, self._asking = file, Lock(), 0
        self._db: duckdb.DuckDBPyConnection | None = None
        self._refuse_cut_off(file)
        about = self.rows("FROM edition")[0]
        if about.get("schema_version", 1) > SCHEMA_VERSION:
            raise NewerEdition([Problem(file.stem, _NEWER)])
        if whole is None and about.get("schema_version", 1) >= _WITH_CHECKSUM:
            raise duckdb.IOException(f"{file.name} has lost its checksum")
        tables = self.rows("SELECT table_name FROM duckdb_tables()")
        self._tables = {row["table_name"] for row in tables}
        self.name: str = about["name"]
        self.made: datetime = about["made"]
        self.made_by: str = about["made_by"]
        self.why: str = about["why"]
        self.made_from: str = about["made_from"]
        self._declared: str = about["schemas"]
        self.sources = {row["id"]: Source(**row) for row in self.rows("FROM extract ORDER BY id")}
        self.neighbours = lru_cache(maxsize=None)(self._neighbours)
        self.councils = lru_cache(maxsize=None)(self._councils)
        self.verdicts = lru_cache(maxsize=None)(self._verdicts)
        self.answers = lru_cache(maxsize=None)(self._answers)
        self.standings = lru_cache(maxsize=None)(self._standings)
        self.funnel = lru_cache(maxsize=None)(self._funnel)
        self.councils_told_of = lru_cache(maxsize=None)(self._councils_told_of)

    def _refuse_cut_off(self, file: Path) -> None:
        """DuckDB 2 opens a file that has lost its end, and fails when it comes to what is gone. It
        may have cut off free blocks at the end itself, so they are not counted."""
        (size,) = self.rows("SELECT block_size * used_blocks AS used FROM pragma_database_size()")
        if file.stat().st_size < size["used"]:
            raise duckdb.IOException(f"{file.name} has lost its end")

    def close(self) -> None:
        """Let the file go until somebody asks again, unless somebody is asking: of what a council
        costs that nobody reads, it is a sixth."""
        with self._opening:
            if self._db and not self._asking:
                self._db.close()
                self._db = None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._opening:
            if self._db is None:
                self._db = duckdb.connect(str(self._file), read_only=True, config=_LOCKED_DOWN)
            cursor = self._db.cursor()
            self._asking += 1
        try:
            yield cursor
        finally:
            with self._opening:
                self._asking -= 1

    @cached_property
    def schemas(self) -> Schemas:
        """What was declared when it was made: an edition keeps the words of its day."""
        return Schemas.model_validate_json(self._declared)

    def measurements(self, indicator: str) -> tuple[Measurement, ...]:
        """Every measurement of one indicator, all categories, oldest first: ours, and those of the
        areas that ours are set beside. The other councils' are in `councils`."""
        return self._measured.get(indicator, ())

    @cached_property
    def _measured(self) -> dict[str, tuple[Measurement, ...]]:
        """They are read at once: a query for each indicator would take three times as long, and
        the first page shows them all."""
        rows = self.rows(
            "SELECT * EXCLUDE (unit) FROM measurement WHERE role <> 'elsewhere' ORDER BY "
            "indicator, period_end, period_start, area, breakdown, category",
        )
        by_indicator = groupby(rows, key=itemgetter("indicator"))
        return {name: tuple(map(self._measurement, each)) for name, each in by_indicator}

    def _neighbours(self, indicator: str) -> tuple[Neighbours, ...]:
        """The neighbours' median and range of one indicator, oldest first, on every list."""
        rows = self.rows(
            "SELECT * FROM neighbours WHERE indicator = ? ORDER BY neighbour_list, period_end",
            [indicator],
        )
        return tuple(Neighbours(period=_period(row), **_but_the_dates(row)) for row in rows)

    def _councils(self, indicator: str) -> tuple[CouncilFigure, ...]:
        """Where all councils stand in the period of our newest total: every council that has a
        figure that is shown, ours among them if it is, by name. Empty when we have no total."""
        return tuple(CouncilFigure(**row) for row in self.rows(_COUNCILS, [indicator]))

    def _verdicts(self, strategy: str) -> dict[tuple[str, str, str], Verdict]:
        """Every verdict by one strategy, by indicator, breakdown and category; none in an edition
        of before there were any."""
        verdicts = self.every_verdict()
        return {
            (v.indicator, v.breakdown, v.category): v for v in verdicts if v.strategy == strategy
        }

    def every_verdict(self) -> list[Verdict]:
        """Every verdict by every strategy."""
        rows = self._optional("verdict", "ORDER BY strategy, indicator, breakdown, category")
        return [Verdict(**row) for row in rows]

    def wording(self) -> EditionWords:
        """All that it says in words, by every strategy."""
        answers = [a for s in self.schemas.strategies for a in self.answers(s.id).values()]
        return EditionWords(self.every_verdict(), answers, self.schemas)

    @cached_property
    def notes(self) -> tuple[AnyNote, ...]:
        """Everything that people say beside the figures, of each kind the oldest first; nothing in
        an edition of before there was any."""
        return tuple(
            MODELS[NoteKind(row["kind"])]
            .model_validate_json(row["said"])
            .model_copy(update=self._where_from(row["extract"]))
            for row in self._optional("remark")
        )

    def commentary(self, indicator: str) -> tuple[Commentary, ...]:
        """What officers say of one indicator, the newest period first."""
        about = (n for n in self.notes if isinstance(n, Commentary) and n.indicator == indicator)
        return tuple(sorted(about, key=lambda c: (c.period, c.dated), reverse=True))

    def targets(self, indicator: str) -> tuple[PeriodTarget, ...]:
        """What one indicator should reach, period by period, the oldest first."""
        about = (n for n in self.notes if isinstance(n, PeriodTarget) and n.indicator == indicator)
        return tuple(sorted(about, key=lambda t: t.period))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions arising, the oldest first."""
        actions = (n for n in self.notes if isinstance(n, Action))
        return tuple(sorted(actions, key=lambda a: (a.asked, a.reference)))

    def progress(self, strategy: str) -> dict[str, CommitmentProgress]:
        """How far the commitments of one strategy have come, by commitment."""
        notes = (n for n in self.notes if isinstance(n, CommitmentProgress))
        return {n.commitment: n for n in notes if n.strategy == strategy}

    def _where_from(self, extract: int) -> Row:
        source = self.sources[extract]
        return {
            "extract": extract,
            "source": source.publication,
            "illustrative": source.illustrative,
        }

    def _answers(self, strategy: str) -> dict[str, CriterionAnswer]:
        """The answer to each success criterion of one strategy, by criterion."""
        rows = self._optional("criterion_answer", "WHERE strategy = ?", strategy)
        return {row["criterion"]: CriterionAnswer(**row) for row in rows}

    def _standings(self, indicator: str) -> dict[str, Rank]:
        """Where we stand, by neighbour list, and 'all' for all councils."""
        rows = self._optional("standing", "WHERE indicator = ?", indicator)
        return {row["among"]: Rank(**row) for row in rows}

    def _funnel(self, indicator: str) -> tuple[FunnelRow, ...]:
        """The funnel's limits at several sizes of council, smallest first; empty without one."""
        rows = self._optional("funnel", "WHERE indicator = ? ORDER BY size", indicator)
        return tuple(FunnelRow(**{f: row[f] for f in FunnelRow.__slots__}) for row in rows)

    def council_figures(self, indicator: str, roles: Mapping[str, Role]) -> list[Measurement]:
        """Everyone's published figures of those areas, oldest first, each area in its role."""
        rows = self._optional(
            "council_figure",
            "WHERE indicator = ? AND list_contains(?, area) ORDER BY period_end, area",
            *(indicator, list(roles)),
        )
        named = {area.code: area.name for area in self.schemas.council.areas.values()}
        return [
            Measurement(
                period=_period(row),
                area_code=code,
                area=named.get(code, code),
                role=roles[code],
                published=True,
                extract="",
                **_but_the_dates(row),
            )
            for row in rows
            for code in [str(row.pop("area"))]
        ]

    def council_level(self, indicator: str, area: str) -> CouncilLevel | None:
        """Where a council stands beside the country; None where it has no figure."""
        which = "WHERE indicator = ? AND area = ?"
        for row in self._optional("council_level", which, indicator, area):
            level = LevelWord(row.pop("level"))
            of = {name: row[name] for name in CouncilLevel.__slots__ if name in row}
            return CouncilLevel(level=level, **of)
        return None

    def _councils_told_of(self, indicator: str) -> frozenset[str]:
        """The codes of the councils that a measure's page can be turned to."""
        rows = self._optional("council_level", "WHERE indicator = ?", indicator)
        return frozenset(row["area"] for row in rows)

    def _optional(self, table: str, which: str = "", *values: object) -> list[Row]:
        """Rows of a table that editions of version 1 may not have: before verdicts, and notes."""
        return self.rows(f"FROM {table} {which}", [*values]) if table in self._tables else []

    def says_the_same_as(self, other: "Edition") -> bool:
        """Whether whoever has read the other one would find nothing new in this one."""
        tables = ("extract", "measurement", "together", "remark", "verdict")
        return self._declared == other._declared and all(
            self._optional(t, "ORDER BY ALL") == other._optional(t, "ORDER BY ALL") for t in tables
        )

    def cells(self, columns: Sequence[str] = ("*",)) -> Any:
        """Every measurement as a row of a pandas frame, to audit or to compare, those of years
        together too; all of it, or some columns."""
        return self._frame(f"SELECT {', '.join(columns)} FROM ({self.figures})")

    @property
    def figures(self) -> str:
        """The query for every measurement, those of years together too."""
        there = [table for table in ("measurement", "together") if table in self._tables]
        return " UNION ALL BY NAME ".join(f"FROM {table}" for table in there)

    def together(self, indicator: str) -> tuple[Measurement, ...]:
        """Years together of one indicator that are shown, because their newest is hidden; `over`
        says which. None in an edition of before there were any."""
        rows = self._optional(
            "together", "WHERE indicator = ? AND state = 'shown' ORDER BY ALL", indicator
        )
        return tuple(self._measurement(row) for row in rows)

    def audit_table(self, name: str) -> Any:
        """A table by which it can be audited (data.publish.protect), as a pandas frame; empty in an
        edition of before there were any."""
        sql = f"FROM {name}" if name in self._tables else _NO_AUDIT
        return self._frame(sql)

    def _frame(self, sql: str) -> Any:
        with self._in_words(), self._cursor() as cursor:
            return cursor.execute(sql).df()

    def _measurement(self, row: Row) -> Measurement:
        source = self.sources[row["extract"]]
        rest = _but_the_dates(row) | {
            "extract": source.fingerprint,
            "source": source.publication,
        }
        rest.pop("unit", None)
        if row["period_kind"] == TOGETHER:
            rest["over"] = f"{row['period_start']:%B %Y} to {row['period_end']:%B %Y}"
            year = Period.holding(PeriodKind.FINANCIAL_YEAR, row["period_end"])
        else:
            year = _period(row)
        return Measurement(
            period=year, area_code=rest.pop("area"), area=rest.pop("area_name"), **rest
        )

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of a query, by the names of its columns."""
        with self._in_words(), self._cursor() as cursor:
            cursor.execute(sql, values)
            names = [column[0] for column in cursor.description]
            rows = ([intern(v) if type(v) is str else v for v in r] for r in cursor.fetchall())
            return [dict(zip(names, row, strict=True)) for row in rows]

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Of an edition that is open, and is damaged only then or has no checksum."""
        try:
            yield
        except duckdb.Error as error:
            if not hasattr(self, "name") or not is_damage(error):
                raise
            raise Refused.because(self.name, DAMAGED) from error


def _period(row: Row) -> Period:
    return _one_period(row["period_kind"], row["period_start"], row["period_end"])


@lru_cache(maxsize=4096)
def _one_period(kind: str, start: date, end: date) -> Period:
    """One for all the rows that are of it."""
    return Period(PeriodKind(kind), start, end)


def _but_the_dates(row: Row) -> Row:
    return {k: v for k, v in row.items() if not k.startswith("period_")}
