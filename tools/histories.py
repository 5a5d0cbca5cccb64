"""What every council in England has published of each measure, year by year.

For tools/wobble.py, which learns from it, and benchmarks/councils.py, which tries the rules on it.
It reads the Department for Education's own files, which are not part of the project: those of
data/official/, and some that the product itself has no need to read.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from data.official.kinds import EarlierNames, kinds
from tools.all_councils import MEASURES, File, Measure, Numbers, Official, area, rows_of

PUBLISHED: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "published"
RELEASES: Final = ("ees_earlier", "ees")  # folders, the newest last: what it says again, wins
COUNCIL: Final = ("E06", "E08", "E09", "E10")


def _file(
    name: str, group: str, category: str = "", of: Numbers = ("number", "number", "percentage")
) -> File:
    return File(name=f"{name}.csv", extract="", group=group, category=category, numbers=of)


_YEAR: Final = "Reporting year"
_PUPILS: Final = "CLA 12 months at 31 March"
_IN_TOUCH: Final = _file("la_care_leavers_intouch", "age", "in_touch")
_STAYING: Final = _file("la_care_leavers_stayput", "age", "stay_put")
_STAYED: Final = (
    "Total living with former foster carers in the current year",
    "Young people who ceased to be looked after in a foster placement on their 18th birthday and "
    "were eligible for care leavers support",
)
_MISSING: Final = _file(
    "la_children_who_were_missing_or_away_from_placement_without_authorisation",
    *("time_identifier", "cla_group"),
    of=("number", "number", "number"),
)
_SCHOOLS: Final = _file("la_cla_school_moves", "cla_group", "school_stability")
_SUSPENDED: Final = _file(
    *("permanent_exclusions_and_suspensions_la", "social_care_group"),
    of=("t_one_plus_sus", "t_pupils", "pt_one_plus_sus"),
)
_KEY_STAGE_2: Final = _file(
    *("ks2_la", "social_care_group"),
    of=(*("t_rwm_met_expected_standard", "t_rwm_eligible_pupils", "pt_rwm_met_expected_standard"),),
)
_WORKFORCE: Final = _file("csww_indicators_2017_to_2025", "time_identifier")
_IS_IN_TOUCH: Final = "Local authority in touch with care leaver"
_A_CHILD: Final = "Average number of missing incidents per looked after child who went missing"

OTHERS: Final = (
    Measure("in_touch_17_18", _IN_TOUCH, "Aged 17 to 18", _IS_IN_TOUCH, "Total"),
    Measure("in_touch_19_21", _IN_TOUCH, "Aged 19 to 21", _IS_IN_TOUCH, "Total"),
    Measure("staying_put_18", _STAYING, "Aged 18", *_STAYED),
    Measure("staying_put_19_20", _STAYING, "Aged 19 to 20", *_STAYED),
    Measure(
        *("missing_from_care", _MISSING, _YEAR),
        category="Children who had a missing incident during the year",
        total="Children looked after during the year",
    ),
    Measure(
        "missing_incidents_per_child", _MISSING, _YEAR, _A_CHILD, numbers=("", "number", "number")
    ),
    Measure(
        *("school_moves_mid_year", _SCHOOLS, "CLA on 31 March"),
        category="With one or more mid-year moves during the year",
        total="Total children",
    ),
    Measure("suspensions", _SUSPENDED, _PUPILS),
    Measure("key_stage_2", _KEY_STAGE_2, _PUPILS),
    *(
        Measure(indicator, _WORKFORCE, _YEAR, numbers=("", value, value))
        for indicator, value in (
            ("social_worker_agency_rate", "agency_rate_fte"),
            ("social_worker_turnover", "turnover_rate_fte"),
            ("social_worker_caseload", "caseload_fte"),
        )
    ),
)
"""Where measures stand in files that data/official/ does not declare."""
BEFORE: Final = {
    "absence_la.csv": (
        "absence_six_half_terms_la.csv",
        EarlierNames(columns={"school_type": "phase_type_grouping"}),
    ),
    "la_cla_placement_stability.csv": (
        "la_cla_at_31_march_placement_stability_indicator.csv",
        EarlierNames(
            columns={"characteristic": "placement_stability", "number": "children_count"}
            | {"percentage": "children_percent"},
            labels={"Children looked after at 31 March": "CLA on 31 March"},
        ),
    ),
    "la_care_leavers_accommodation_suitability.csv": (
        "la_care_leavers_accommodation_suitability.csv",
        EarlierNames(
            columns={"age": "care_leaver_age", "accommodation_suitability": "breakdown"}
            | {"number": "care_leaver_count", "percentage": "care_leaver_percent"},
            labels={"Total": "Suitability total"},
        ),
    ),
}
"""What a file, its columns and its labels were called in the earlier releases, where that is not
what data/official/ says."""


@dataclass(frozen=True)
class Figure:
    """Of one area in one year; counts of 0 of 0 where there are none."""

    numerator: int
    denominator: int
    value: float


Years = dict[int, Figure]


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


def measures() -> dict[str, Measure]:
    """Every measure of which all councils have published more than one year, by its indicator."""
    return {m.indicator: m for m in (*MEASURES, *OTHERS)}


def history(measure: Measure) -> History:
    """What all councils have published of a measure. Raises OSError where the files are not."""
    found: dict[str, Years] = defaultdict(dict)
    columns = set(measure.numbers or measure.file.numbers) - {""}
    for rows in _by_year(measure.file):
        there = columns <= set(next(iter(rows.values())))
        for row in rows_of(measure, rows) if there else ():
            if not row.status:
                year = int(row.period[:4]) + (not row.period.endswith("-31"))
                counted = bool(row.numerator and row.denominator)
                counts = (int(row.numerator), int(row.denominator)) if counted else (0, 0)
                found[row.area][year] = Figure(*counts, float(row.value))
    councils = {code: years for code, years in found.items() if code.startswith(COUNCIL)}
    return History(councils, found.get("E92000001", {}))


def years_of(of: History) -> range:
    """Every year of which a council has a figure, and those between."""
    years = {year for figures in of.councils.values() for year in figures}
    return range(min(years), max(years) + 1)


@cache
def _by_year(file: File) -> tuple[dict[tuple[str, str, str], Official], ...]:
    """A file's rows of each year and release, oldest release first."""
    by_year: dict[tuple[str, str], dict[tuple[str, str, str], Official]] = defaultdict(dict)
    for release in RELEASES:
        for row in _rows(PUBLISHED / release, file):
            key = (area(row), row[file.group], row.get(file.category, ""))
            by_year[release, row["time_period"]][key] = row
    return tuple(by_year.values())


def _rows(folder: Path, file: File) -> Iterator[Official]:
    """A file's rows with today's names; none where a release does not have it."""
    kind = kinds().get(file.name.removesuffix(".csv"))
    name, names = file.name, kind.names if kind else (EarlierNames(columns={}),)
    if folder.name == RELEASES[0] and name in BEFORE:
        name, names = BEFORE[name][0], BEFORE[name][1:]
    if not (folder / name).exists():
        return
    with (folder / name).open(encoding="utf-8-sig", newline="") as opened:
        table = csv.DictReader(opened)
        columns = [column.lower() for column in table.fieldnames or ()]
        then = next(n for n in names if _needed(file, n) <= set(columns))
        columns = [then.columns.get(column, column) for column in columns]
        for row in table:
            now = dict(zip(columns, row.values(), strict=True))
            yield {column: then.labels.get(cell, cell) for column, cell in now.items()}


def _needed(file: File, names: EarlierNames) -> set[str]:
    """The columns that tell rows apart, as a release with these names calls them."""
    then = {now: was for was, now in names.columns.items()}
    return {then.get(column, column) for column in (file.group, file.category) if column}
