"""What every council in England has published of each measure, year by year.

For tools/wobble.py, which learns from it, and benchmarks/councils.py, which tries the rules on it.
It reads the Department for Education's own files, which are not part of the project, by what
data/official/ says of them.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from data.official.kinds import EarlierNames, FileKind, OfficialMeasure, kinds
from data.official.translate import year_of

PUBLISHED: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "published"
RELEASES: Final = ("ees_earlier", "ees")  # folders, the newest last: what it says again, wins
COUNCIL: Final = ("E06", "E08", "E09", "E10")


@dataclass(frozen=True)
class Figure:
    """Of one area in one year; counts of 0 of 0 where there are none."""

    numerator: int
    denominator: int
    value: float


Years = dict[int, Figure]
Rows = dict[tuple[str, str, str], dict[str, str]]


@dataclass(frozen=True)
class History:
    """Of one measure: each council's figures, and the country's, by the year in which they end."""

    councils: Mapping[str, Years]
    country: Years

    def until(self, last: int) -> "History":
        """What was known when that year had ended."""
        areas = {**self.councils, "": self.country}
        then = {a: {y: f for y, f in years.items() if y <= last} for a, years in areas.items()}
        return History(then, then.pop(""))


@dataclass(frozen=True)
class Measure:
    """Where an indicator's figures of everyone stand."""

    kind: FileKind
    official: OfficialMeasure


def measures() -> dict[str, Measure]:
    """Every measure that all councils have published, by its indicator."""
    every = (Measure(kind, m) for kind in kinds().values() for m in kind.measures)
    return {m.official.indicator: m for m in every if "" in m.official.labels.values()}


def history(measure: Measure) -> History:
    """What all councils have published of a measure. Raises OSError where the files are not."""
    found: dict[str, Years] = defaultdict(dict)
    kind, official = measure.kind, measure.official
    numerator, denominator, value = kind.columns(official)
    for rows in _by_year(kind.id):
        there = {numerator, denominator, value} - {""} <= set(next(iter(rows.values())))
        for (area, group, label), row in rows.items() if there else ():
            if (group, label) == (official.group, official.category):
                parts = [(official.count, numerator), (official.total, denominator)]
                beside = [
                    rows[area, group, other or label].get(column, "") for other, column in parts
                ]
                counts = tuple(map(int, beside)) if all(b.isdigit() for b in beside) else (0, 0)
                if re.fullmatch(r"-?\d+(\.\d+)?", row[value]):
                    year = year_of(row["time_period"])
                    found[area][year] = Figure(*counts, float(row[value]))
    councils = {code: years for code, years in found.items() if code.startswith(COUNCIL)}
    return History(councils, found.get("E92000001", {}))


def years_of(of: History) -> range:
    """Every year of which a council has a figure, and those between."""
    years = {year for figures in of.councils.values() for year in figures}
    return range(min(years), max(years) + 1)


@cache
def _by_year(name: str) -> tuple[Rows, ...]:
    """The rows of a kind, of each year and release, by area, group and category, oldest release
    first."""
    kind = kinds()[name]
    by_year: dict[tuple[str, str], Rows] = defaultdict(dict)
    for release in RELEASES:
        for row in _rows(PUBLISHED / release, kind):
            area = row.get("new_la_code") or row.get("region_code") or row["country_code"]
            key = (area, row.get(kind.group, ""), row.get(kind.category, ""))
            if all(row[column] == label for column, label in kind.where.items()):
                by_year[release, row["time_period"]][key] = row
    return tuple(by_year.values())


def _rows(folder: Path, kind: FileKind) -> Iterator[dict[str, str]]:
    """A file's rows with today's names; none where a release does not have it."""
    files = dict.fromkeys(names.file or kind.id for names in kind.names)
    for file in (f for f in files if (folder / f"{f}.csv").exists()):
        names = [n for n in kind.names if (n.file or kind.id) == file]
        with (folder / f"{file}.csv").open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            columns = [column.lower() for column in table.fieldnames or ()]
            then = next(n for n in names if _needed(kind, n) <= set(columns))
            columns = [then.columns.get(column, column) for column in columns]
            for row in table:
                now = dict(zip(columns, row.values(), strict=True))
                yield {column: then.labels.get(cell, cell) for column, cell in now.items()}


def _needed(kind: FileKind, names: EarlierNames) -> set[str]:
    """The columns that tell rows apart, as a release with these names calls them."""
    then = {now: was for was, now in names.columns.items()}
    return {then.get(column, column) for column in kind.telling}
