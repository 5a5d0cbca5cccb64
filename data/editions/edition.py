"""Read a published edition. The only part of data/ that viewers' pages may import.

It opens editions read-only and locked down, and knows nothing of the store.
"""

import logging
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from metrics.changes.words import EditionWords
from metrics.disclosure.rounding import rounded
from metrics.measurement import Measurement, Neighbours
from metrics.verdicts.verdict import CriterionAnswer, Rank, Verdict
from schemas.declared import Schemas
from schemas.notes import MODELS, Action, AnyNote, Commentary, CommitmentProgress, NoteKind
from schemas.periods import Period, PeriodKind
from schemas.problems import Problem, Refused

DEFAULT = Path(__file__).parent.parent.parent / "workspace" / "editions"
POINTER = "current.txt"
SUFFIX = ".duckdb"
_KEPT_OPEN = 32
"""Editions: eight years of quarters, all read whenever one is published. Each takes about 6 MB of
memory and one file handle while it is open, and a tenth of a second to open again."""
_TRIES = 20
_CLOSING = "unique file handle conflict"  # DuckDB, of a file that a thread of ours is just closing
_OPENING = Lock()  # so that readers who come at once share what one of them opens
_LOCKED_DOWN: dict[str, Any] = {"enable_external_access": "false", "lock_configuration": "true"}

# Every council in the period of our newest total.
_COUNCILS = """
WITH total AS (
    SELECT * FROM measurement WHERE indicator = ? AND breakdown = 'all'
), newest AS (
    SELECT period_kind, period_start, period_end FROM total WHERE role = 'council'
    ORDER BY period_end DESC, period_start LIMIT 1
)
SELECT area_name AS name, value, numerator, denominator, role = 'council' AS is_ours
FROM total SEMI JOIN newest USING (period_kind, period_start, period_end)
WHERE role IN ('council', 'neighbour', 'elsewhere') AND state = 'shown'
ORDER BY area_name
"""


def editions_folder() -> Path:
    """Where the editions are: OUTCOMES_EDITIONS, else inside the checkout."""
    return Path(os.environ.get("OUTCOMES_EDITIONS") or DEFAULT)


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


class Edition:
    """One immutable edition: what the Panel saw. Every method reads; nothing is computed.

    A cursor for every query, because a DuckDB connection shared between threads mixes answers.
    """

    def __init__(self, file: Path):
        self._db = duckdb.connect(str(file), read_only=True, config=_LOCKED_DOWN)
        self._refuse_cut_off(file)
        about = self._rows("SELECT name, made, made_by, why, made_from, schemas FROM edition")[0]
        self.name: str = about["name"]
        self.made: datetime = about["made"]
        self.made_by: str = about["made_by"]
        self.why: str = about["why"]
        self.made_from: str = about["made_from"]
        self._declared: str = about["schemas"]
        self.sources = {s.id: s for s in self._sources()}
        self.measurements = lru_cache(maxsize=None)(self._measurements)
        self.neighbours = lru_cache(maxsize=None)(self._neighbours)
        self.councils = lru_cache(maxsize=None)(self._councils)
        self.verdicts = lru_cache(maxsize=None)(self._verdicts)
        self.answers = lru_cache(maxsize=None)(self._answers)
        self.standings = lru_cache(maxsize=None)(self._standings)
        self.funnel = lru_cache(maxsize=None)(self._funnel)

    def _refuse_cut_off(self, file: Path) -> None:
        """DuckDB 2 opens a file that has lost its end, and fails when it comes to what is gone."""
        (whole,) = self._rows(
            "SELECT block_size * total_blocks AS bytes FROM pragma_database_size()"
        )
        if file.stat().st_size < whole["bytes"]:
            raise duckdb.IOException(f"{file.name} has lost its end")

    def close(self) -> None:
        self._db.close()

    @cached_property
    def schemas(self) -> Schemas:
        """What was declared when it was made: an edition keeps the words of its day."""
        return Schemas.model_validate_json(self._declared)

    def _measurements(self, indicator: str) -> tuple[Measurement, ...]:
        """Every measurement of one indicator, all categories, oldest first: ours, and those of the
        areas that ours are set beside. The other councils' are in `councils`."""
        rows = self._rows(
            "SELECT * EXCLUDE (unit) FROM measurement WHERE indicator = ? AND role <> 'elsewhere' "
            "ORDER BY period_end, period_start, area, breakdown, category",
            [indicator],
        )
        return tuple(self._measurement(row) for row in rows)

    def _neighbours(self, indicator: str) -> tuple[Neighbours, ...]:
        """The neighbours' median and range of one indicator, oldest first, on every list."""
        rows = self._rows(
            "SELECT * FROM neighbours WHERE indicator = ? ORDER BY neighbour_list, period_end",
            [indicator],
        )
        return tuple(Neighbours(period=_period(row), **_but_the_dates(row)) for row in rows)

    def _councils(self, indicator: str) -> tuple[CouncilFigure, ...]:
        """Where all councils stand in the period of our newest total: every council that has a
        figure that is shown, ours among them if it is, by name. Empty when we have no total."""
        return tuple(CouncilFigure(**row) for row in self._rows(_COUNCILS, [indicator]))

    def _verdicts(self, strategy: str) -> dict[tuple[str, str, str], Verdict]:
        """Every verdict by one strategy, by indicator, breakdown and category; none in an edition
        of before there were any."""
        mine = (v for v in self.every_verdict() if v.strategy == strategy)
        return {(v.indicator, v.breakdown, v.category): v for v in mine}

    def every_verdict(self) -> list[Verdict]:
        """Every verdict by every strategy."""
        rows = self._said("SELECT * FROM verdict ORDER BY strategy, indicator, breakdown, category")
        return [Verdict(**row) for row in rows]

    def spoken(self) -> EditionWords:
        """All that it says in words, by every strategy."""
        answers = [said for s in self.schemas.strategies for said in self.answers(s.id).values()]
        return EditionWords(self.every_verdict(), answers, self.schemas)

    @cached_property
    def remarks(self) -> tuple[AnyNote, ...]:
        """Everything that people say beside the figures, of each kind the oldest first; nothing in
        an edition of before there was any."""
        return tuple(
            MODELS[NoteKind(row["kind"])]
            .model_validate_json(row["said"])
            .model_copy(update=self._where_from(row["extract"]))
            for row in self._said("FROM remark")
        )

    def commentary(self, indicator: str) -> tuple[Commentary, ...]:
        """What officers say of one indicator, the newest period first."""
        mine = (r for r in self.remarks if isinstance(r, Commentary) and r.indicator == indicator)
        return tuple(sorted(mine, key=lambda c: (c.period, c.dated), reverse=True))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions arising, the oldest first."""
        mine = (r for r in self.remarks if isinstance(r, Action))
        return tuple(sorted(mine, key=lambda a: (a.asked, a.reference)))

    def progress(self, strategy: str) -> dict[str, CommitmentProgress]:
        """How far the commitments of one strategy have come, by commitment."""
        mine = (
            r for r in self.remarks if isinstance(r, CommitmentProgress) and r.strategy == strategy
        )
        return {r.commitment: r for r in mine}

    def _where_from(self, extract: int) -> dict[str, Any]:
        source = self.sources[extract]
        return {
            "extract": extract,
            "source": source.publication,
            "illustrative": source.illustrative,
        }

    def _answers(self, strategy: str) -> dict[str, CriterionAnswer]:
        """The answer to each success criterion of one strategy, by criterion."""
        rows = self._said("SELECT * FROM criterion_answer WHERE strategy = ?", [strategy])
        return {row["criterion"]: CriterionAnswer(**row) for row in rows}

    def _standings(self, indicator: str) -> dict[str, Rank]:
        """Where we stand, by neighbour list, and 'all' for all councils."""
        rows = self._said("SELECT * FROM standing WHERE indicator = ?", [indicator])
        return {row["among"]: Rank(**row) for row in rows}

    def _funnel(self, indicator: str) -> tuple[FunnelRow, ...]:
        """The funnel's limits at several sizes of council, smallest first; empty without one."""
        rows = self._said(
            "SELECT * EXCLUDE (indicator) FROM funnel WHERE indicator = ? ORDER BY size",
            [indicator],
        )
        return tuple(FunnelRow(**row) for row in rows)

    def _said(self, sql: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """Rows of a table that editions of before verdicts do not have."""
        try:
            return self._rows(sql, values)
        except duckdb.CatalogException:
            return []

    def cells(self) -> Any:
        """Every measurement as a row of a pandas frame, to audit or to compare."""
        return self._db.cursor().execute("FROM measurement").df()

    def audit_table(self, name: str) -> Any:
        """A table by which it can be audited (data.publish.protect), as a pandas frame; empty in an
        edition of before there were any."""
        there = self._rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name])
        sql = f"FROM {name}" if there else f"SELECT * FROM ({_NO_AUDIT})"
        return self._db.cursor().execute(sql).df()

    def export(self) -> Iterable[dict[str, Any]]:
        """Every measurement as a row of the tidy CSV; our own counts rounded where the council says
        so ([disclosure] in council.toml)."""
        to = self.schemas.council.disclosure.round_exports_to
        rows = self._rows(
            "SELECT m.indicator, m.period_start, m.period_end, m.area_name AS area, m.breakdown, "
            "m.category, m.numerator, m.denominator, round(m.value, 2) AS value, m.state, "
            "e.publication AS source, m.illustrative, m.published FROM measurement m "
            "JOIN extract e ON e.id = m.extract "
            "ORDER BY m.indicator, m.period_end, m.period_start, m.area_name, m.breakdown, "
            "m.category"
        )
        for row in rows:
            indicator = self.schemas.indicators[row["indicator"]]
            yield row if row.pop("published") or not to else row | rounded(row, indicator, to)

    def export_verdicts(self) -> Iterable[dict[str, Any]]:
        """A row for each series ('indicator'), then one for each success criterion ('criterion').

        Changes are in the indicator's unit: of a percent, points. `answer` is of an indicator its
        own, or its outlook while the strategy runs.
        """
        for verdict in self.every_verdict():
            yield _exported(verdict, self.schemas.indicators[verdict.indicator].criterion)
        for strategy in self.schemas.strategies:
            said = self.answers(strategy.id)
            asked = [c.id for c in strategy.criteria if c.id in said]
            yield from (_exported_answer(said[name], self.schemas.council.name) for name in asked)

    def _measurement(self, row: dict[str, Any]) -> Measurement:
        source = self.sources[row["extract"]]
        rest = _but_the_dates(row) | {
            "extract": source.fingerprint,
            "source": source.publication,
        }
        return Measurement(
            period=_period(row), area_code=rest.pop("area"), area=rest.pop("area_name"), **rest
        )

    def _sources(self) -> list[Source]:
        return [Source(**row) for row in self._rows("SELECT * FROM extract ORDER BY id")]

    def _rows(self, sql: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        cursor = self._db.cursor().execute(sql, values or [])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _period(row: dict[str, Any]) -> Period:
    return Period(PeriodKind(row["period_kind"]), row["period_start"], row["period_end"])


def _but_the_dates(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if not k.startswith("period_")}


def _exported(v: Verdict, criterion: str | None) -> dict[str, Any]:
    numbers = {"chance": v.chance, "change": v.change, "low": v.low, "high": v.high}
    return {
        "about": "indicator",
        "strategy": v.strategy,
        "indicator": v.indicator,
        "area": v.area_name,
        "breakdown": v.breakdown,
        "category": v.category,
        "level": v.level,
        "trend": v.trend,
        "certainty": v.certainty,
        "lean": v.lean,
        **{name: None if value is None else round(value, 2) for name, value in numbers.items()},
        "first_period": v.first_period,
        "last_period": v.last_period,
        "criterion": criterion,
        "answer": v.answer or v.outlook,
        "sentence": v.sentence,
        "illustrative": v.illustrative,
    }


def _exported_answer(answer: CriterionAnswer, area: str) -> dict[str, Any]:
    given = ("strategy", "criterion", "shape", "answer", "sentence", "illustrative")
    return {"about": "criterion", "area": area} | {name: getattr(answer, name) for name in given}


def current_edition(folder: Path | None = None) -> Edition:
    """The edition to read: the current one or, should that not open, the newest that does.

    Then the log says so. Raises Refused when none opens.
    """
    name = current_name(folder) or ""
    try:
        return open_edition(name, folder)
    except Refused as refused:
        for other in reversed(edition_names(folder)):
            with suppress(Refused):
                edition = open_edition(other, folder)
                _say_once(f"{refused} Edition {other} is read instead.")
                return edition
        raise


@lru_cache(maxsize=64)
def _say_once(message: str) -> None:
    logging.getLogger("outcomes").warning(message)


def current_name(folder: Path | None = None) -> str | None:
    """The name of the current edition, or None when nothing has been published."""
    pointer = (folder or editions_folder()) / POINTER
    for _ in range(_TRIES):
        try:
            return pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except PermissionError:  # on Windows, in the moment in which it is replaced
            time.sleep(0.01)
    return ""


def open_edition(name: str, folder: Path | None = None) -> Edition:
    """An edition by name, opened once and kept.

    Raises Refused when there is none, or it is damaged.
    """
    file = edition_file(name, folder)
    for tries in range(_TRIES, 0, -1):
        try:
            with _OPENING:
                return _opened(file)
        except (duckdb.Error, IndexError) as error:
            if tries > 1 and _CLOSING in str(error).lower():
                time.sleep(0.05)
                continue
            message = "this edition cannot be opened: its file is damaged or may not be read."
            raise Refused([Problem(name, message)]) from error
    raise AssertionError("the last try returns or raises")


def edition_file(name: str, folder: Path | None = None) -> Path:
    """The file of an edition. Raises Refused, with the names that there are, when there is none."""
    there = edition_names(folder)
    if name not in there:
        known = f"There are {', '.join(there)}." if there else "There are none yet."
        raise Refused([Problem(name, f"there is no edition of that name. {known}")])
    return (folder or editions_folder()) / (name + SUFFIX)


@lru_cache(maxsize=_KEPT_OPEN)
def _opened(file: Path) -> Edition:
    return Edition(file)


def every_edition(folder: Path | None = None) -> list[Edition]:
    """Every edition that is not damaged, oldest first."""
    found = []
    for name in edition_names(folder):
        with suppress(Refused):
            found.append(open_edition(name, folder))
    return found


def edition_names(folder: Path | None = None) -> list[str]:
    """The names of every edition, oldest first."""
    return sorted(f.stem for f in (folder or editions_folder()).glob(f"*{SUFFIX}"))
