"""Write the published extracts of the council that comes with the project from the study's
table of published figures, one CSV a publication.

Run by hand, `python -m tools.published_extracts ../shared/published/figures.csv`; running it
again writes the same bytes. The product only reads what it wrote.
"""

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from data.shared import ExtractRow as Row
from data.shared import text
from schemas.settings import OUR_OWN

FOLDER: Final = OUR_OWN / "extracts" / "published"
ALL: Final = "all"
OGL: Final = "Open Government Licence v3.0"

Figure = dict[str, str]  # a row of figures.csv


@dataclass(frozen=True, slots=True)
class Source:
    """Which of the published figures an indicator is made of.

    `total` is the publisher's category that stands for everyone ('' when there is only one);
    `categories` gives our label for each of the others. `counts` are the columns of whole
    numbers: posts ('full-time equivalent') and exam points are not, so they are left out.
    """

    indicator: str
    measure: str
    total: str = ""
    breakdown: str = ALL
    categories: dict[str, str] = field(default_factory=dict)
    counts: tuple[str, ...] = ("numerator", "denominator")

    def label(self, category: str) -> tuple[str, str] | None:
        """Our breakdown and category for the publisher's; None when we do not use it."""
        if category in self.categories:
            return self.breakdown, self.categories[category]
        return (ALL, ALL) if self.total in ("", category) else None

    def count(self, figure: Figure, column: str) -> str:
        """The whole number in the numerator or denominator; '' when there is none."""
        rounded = any(words in figure["publication"] for words in ROUNDED)
        use = column in self.counts and figure[column].isdigit() and not rounded
        return figure[column] if use else ""


SCHOOL_TYPES: Final = {
    "State-funded primary": "Primary",
    "State-funded secondary": "Secondary",
    "Special": "Special",
    "State-funded alternative provision school": "Alternative provision",
}
SUBJECTS: Final = {"reading": "Reading", "writing (TA)": "Writing", "maths": "Maths"}
PLACED_HERE: Final = (
    "1. Children who are the responsibility of other LAs placed within this LA boundary"
)
OURS: Final = "E10000024"
OLDER: Final = ("22 years", "23 years", "24 years", "25 years")
TOGETHER: Final = "22 to 25 years"
AGED_17_18: Final = "17 to 18 years"
AGED_19_21: Final = "19 to 21 years"

SOURCES: Final = (
    # is safe and feels safe
    Source("placements_3plus", "placements_3plus"),
    Source("same_carer_2_years", "long_term_placement_stability"),
    Source("placements_3plus_2_years", "placements_3plus_2yr"),
    Source("social_workers_3plus", "social_workers_3plus"),
    Source("first_time_entrants", "first_time_entrants_rate"),
    Source("convicted_or_cautioned", "convicted_or_cautioned"),
    Source("missing_from_care", "missing_from_care"),
    Source("missing_incidents_per_child", "missing_incidents_per_child"),
    Source(
        "placed_over_20_miles_from_home",
        "distance_from_home",
        total="Placed more than 20 miles from home",
    ),
    Source(
        "placed_outside_county",
        "locality_of_placement",
        total="Placed outside the local authority boundary",
    ),
    Source("children_looked_after_rate", "cla_31_march_rate"),
    Source("social_worker_turnover", "sw_turnover_rate", counts=()),
    Source("social_worker_agency_rate", "sw_agency_rate", counts=()),
    Source("social_worker_caseload", "sw_caseload", counts=()),
    Source("social_worker_vacancies", "sw_vacancy_rate", counts=()),
    Source("children_starting_rate", "cla_started_rate"),
    Source("children_ceasing_rate", "cla_ceased_rate"),
    Source("unaccompanied_children", "uasc_31_march"),
    Source("living_with_foster_carers", "placement_type", total="Foster placements"),
    Source(
        "living_in_childrens_homes", "placement_type", total="Secure homes and children's homes"
    ),
    Source(
        "living_in_supported_accommodation",
        "placement_type",
        total="Independent and semi-independent living arrangements/supported accommodation",
    ),
    Source(
        "living_with_parents",
        "placement_type",
        total="Placed with parents or other person with parental responsibility",
    ),
    Source("placed_here_by_others", "cla_placed_net_gain", PLACED_HERE, counts=()),
    Source("youth_reoffending_15_17", "youth_reoffending", "15-17"),
    # experiences good physical, emotional and mental health and wellbeing
    Source("annual_health_assessments", "health_assessment_up_to_date"),
    Source("dental_checks", "dental_check"),
    Source("immunisations", "immunisations_up_to_date"),
    Source("development_checks", "development_assessment_up_to_date"),
    Source("sdq_average_score", "sdq_average_score"),
    Source("sdq_cause_for_concern", "sdq_cause_for_concern"),
    Source("sdq_score_received", "sdq_score_received"),
    Source("substance_misuse", "substance_misuse"),
    # fulfils their potential
    Source("absence", "absence_overall", "Total", "school type", SCHOOL_TYPES),
    Source("persistent_absence", "absence_persistent", "Total", "school type", SCHOOL_TYPES),
    Source("severe_absence", "absence_severe", "Total", "school type", SCHOOL_TYPES),
    Source("school_moves_mid_year", "school_moves_mid_year", total="CLA on 31 March"),
    Source("suspensions", "suspension_one_or_more"),
    Source("gcse_english_maths_grade_4", "ks4_eng_maths_9_4"),
    Source("gcse_english_maths_grade_5", "ks4_eng_maths_9_5"),
    Source("attainment_8", "ks4_attainment8", counts=("denominator",)),
    Source(
        "key_stage_2", "ks2_expected_standard", "reading, writing and maths", "subject", SUBJECTS
    ),
    Source("early_years_development", "eyfs_good_level_development"),
    # has a successful transition to adulthood
    Source("suitable_accommodation_17_18", "care_leavers_suitable_accommodation", AGED_17_18),
    Source("suitable_accommodation_19_21", "care_leavers_suitable_accommodation", AGED_19_21),
    Source("suitable_accommodation_22_25", "care_leavers_suitable_accommodation", TOGETHER),
    Source("in_touch_17_18", "care_leavers_in_touch", AGED_17_18),
    Source("in_touch_19_21", "care_leavers_in_touch", AGED_19_21),
    Source("staying_put_18", "staying_put", "18 years"),
    Source("staying_put_19_20", "staying_put", "19 to 20 years"),
    # achieves sustained and fulfilling education, employment and economic independence
    Source("care_leavers_eet_17_18", "care_leavers_eet", AGED_17_18),
    Source("care_leavers_eet_19_21", "care_leavers_eet", AGED_19_21),
    Source("care_leavers_eet_22_25", "care_leavers_eet", TOGETHER),
    Source("care_leavers_neet_17_18", "care_leavers_neet", AGED_17_18),
    Source("care_leavers_neet_19_21", "care_leavers_neet", AGED_19_21),
    Source("care_leavers_not_known_17_18", "care_leavers_activity_not_known", AGED_17_18),
    Source("care_leavers_not_known_19_21", "care_leavers_activity_not_known", AGED_19_21),
    Source("apprenticeships_19_21", "care_leavers_apprenticeship", AGED_19_21),
    Source("higher_education_19_21", "care_leavers_higher_education", AGED_19_21),
)

# Measure and last day of the years whose figures cannot be what they say they are: the tool
# gives the same 12 % (2018) and 5 % (2019) for all nineteen areas.
LEFT_OUT: Final = {
    ("school_moves_mid_year", "2018-03-31"),
    ("school_moves_mid_year", "2019-03-31"),
}

# Publications that round the number of children to the nearest 5, and the percentage not: a
# rounded number is no count (85 of 816 is 10 %, and 11 % is printed), so the value stands alone.
ROUNDED: Final = ("Local Authority Interactive Tool", "rounded to 5")

# How a publication's name begins, and the name of its extract.
STEMS: Final = {
    "Children looked after in England": "children-looked-after",
    "Outcomes for children in need": "outcomes-children-in-need",
    "Stability measures": "stability",
    "Children's social work workforce": "social-work-workforce",
    "Local Authority Interactive Tool": "interactive-tool",
    "Outcomes for CLA": "outcomes-looked-after",
    "CLA 20": "outcomes-looked-after",
}
# What the study wrote into a publication's name for itself, and abbreviations, spelt out.
SPELT_OUT: Final = {
    " (DfE, EES)": "",
    " (DfE LAIT)": "",
    "; x = suppressed": "",
    "Outcomes for CLA ": "Outcomes for children looked after ",
    "CLA 20": "Outcomes for children looked after 20",
}

# How a period is written there, and how an extract writes it, given its last day.
PERIODS: Final[tuple[tuple[str, Callable[[date], str]], ...]] = (
    (r"Academic year \d{4}/\d\d", lambda end: _years(end)),
    (r"Year ending 31 March \d{4}", lambda end: _years(end)),
    (r"Year ending December \d{4}", lambda end: str(end.year)),
    (r"Year ending 30 September \d{4}", lambda end: f"year to September {end.year}"),
    (r"\d\d? \w+ \d{4}", lambda end: end.isoformat()),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """Where an extract's figures come from. `released` sorts: a year, or an ISO date."""

    slug: str
    title: str
    publisher: str
    released: str
    licence: str
    attribution: str

    def declaration(self) -> str:
        """The TOML that stands beside the CSV."""
        said: dict[str, str | bool] = {
            "publication": self.title,
            "publisher": self.publisher,
            "released": self.released,
            "licence": self.licence,
            "attribution": self.attribution,
            "published": True,
            "illustrative": False,
        }
        return "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in said.items())


STRATEGY: Final = Publication(
    slug="strategy-2022",
    title="A Partnership Strategy for Looked After Children and Care leavers 2022-2025",
    publisher="Nottinghamshire County Council",
    released="2022-03-07",
    licence="Three figures quoted from a public document",
    attribution=(
        "Source: Nottinghamshire County Council, A Partnership Strategy for Looked After "
        "Children and Care leavers 2022-2025, approved on 7 March 2022."
    ),
)
STRATEGY_ROWS: Final = tuple(
    Row("years_12_13_eet", month, "E10000024", ALL, ALL, "", "", percent, "")
    for month, percent in (("2020-01", "68"), ("2021-01", "70"), ("2022-01", "75"))
)


@cache
def publication(name: str) -> Publication:
    """What the study's name of a publication stands for."""
    stem = next(stem for start, stem in STEMS.items() if name.startswith(start))
    version = "".join(f"-{word.lower()}" for word in re.findall(r"\((Final|Revised)\)", name))
    year = _found(r"20\d\d", name)
    day = _found(r"\d+ [A-Z][a-z]+ 20\d\d", name)
    title = name
    for short, long in SPELT_OUT.items():
        title = title.replace(short, long)
    source = f"Source: Department for Education, {title}."
    return Publication(
        slug=f"{stem}-{year}{version}",
        title=title,
        publisher="Department for Education",
        released=datetime.strptime(day, "%d %B %Y").date().isoformat() if day else year,
        licence=OGL,
        attribution=f"Contains public sector information licensed under the {OGL}. {source}",
    )


def extracts(figures: Iterable[Figure]) -> dict[Publication, list[Row]]:
    """Every extract, in order of its slug, with its rows in order.

    Raises ValueError if a figure stands in two rows, in one extract or in two.
    """
    found = {STRATEGY: list(STRATEGY_ROWS)}
    figures = list(figures)
    for figure in sorted([*figures, *older_care_leavers(figures)], key=_order):
        for row in rows_of(figure):
            found.setdefault(publication(figure["publication"]), []).append(row)
    _once(row for rows in found.values() for row in rows)
    in_order = sorted(found, key=lambda p: p.slug)
    return {p: sorted(found[p], key=_part) for p in in_order}  # within a part, by date


def older_care_leavers(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Our care leavers aged 22 to 25 together, where the number of each age is published. Other
    councils' are left out: of how many they know nothing differs too much."""
    by_cell: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure["category"] in OLDER and figure["area_code"] == OURS:
            by_cell.setdefault((figure["measure"], figure["period_end"]), []).append(figure)
    for ages in by_cell.values():
        counts = [(a["numerator"], a["denominator"]) for a in ages]
        if len(ages) == len(OLDER) and all(n.isdigit() and d.isdigit() for n, d in counts):
            numerator, denominator = (sum(map(int, part)) for part in zip(*counts, strict=True))
            together = {"numerator": str(numerator), "denominator": str(denominator)}
            value = str(round(100 * numerator / denominator))
            yield ages[0] | together | {"value": value, "category": TOGETHER, "symbol": ""}


def rows_of(figure: Figure) -> Iterator[Row]:
    """The rows that one published figure becomes: none when no indicator uses it."""
    if (figure["measure"], figure["period_end"]) in LEFT_OUT:
        return
    for source in SOURCES:
        label = source.label(figure["category"])
        if source.measure == figure["measure"] and label:
            yield Row(
                indicator=source.indicator,
                period=period(figure),
                area=figure["area_code"],
                breakdown=label[0],
                category=label[1],
                numerator=source.count(figure, "numerator"),
                denominator=source.count(figure, "denominator"),
                value=figure["value"],
                status=status(figure),
            )


def period(figure: Figure) -> str:
    """The period as an extract writes it: '2024-25', '2024', '2025-03-31' ..."""
    written, end = figure["period_label"], date.fromisoformat(figure["period_end"])
    return next(write(end) for pattern, write in PERIODS if re.fullmatch(pattern, written))


def status(figure: Figure) -> str:
    """The government's marker. The Interactive Tool's '-' is 'not available'; one table of 2015
    wrote x for what the others call c, and the study's name for it says so."""
    marker = figure["symbol"]
    if marker == "x" and "x = suppressed" in figure["publication"]:
        return "c"
    return "x" if marker == "-" else marker


def read(path: Path) -> list[Figure]:
    """The study's table, every cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(found: dict[Publication, list[Row]], folder: Path) -> None:
    """Every extract into the folder, each with its declaration beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for source, rows in found.items():
        for suffix, content in (("csv", text(rows)), ("toml", source.declaration())):
            (folder / f"{source.slug}.{suffix}").write_bytes(content.encode())


def _years(end: date) -> str:
    return f"{end.year - 1}-{end.year % 100:02}"


def _found(pattern: str, words: str) -> str:
    match = re.search(pattern, words)
    return match[0] if match else ""


def _order(figure: Figure) -> tuple[str, ...]:
    columns = ("measure", "breakdown", "category", "period_end", "area_code")
    return tuple(figure[column] for column in columns)


def _part(row: Row) -> tuple[str, ...]:
    return row.indicator, row.breakdown, row.category


def _once(rows: Iterable[Row]) -> None:
    twice = [cell for cell, times in Counter(row.cell for row in rows).items() if times > 1]
    if twice:
        raise ValueError(f"{len(twice)} figures stand in two rows, {twice[0]} among them")


def main() -> None:
    """Write every extract and say how many rows each has."""
    found = extracts(read(Path(sys.argv[1])))
    write(found, FOLDER)
    for source, rows in found.items():
        print(f"{len(rows):6,}  {source.slug}")
    print(f"{sum(map(len, found.values())):6,}  in {len(found)} extracts")


if __name__ == "__main__":
    main()
