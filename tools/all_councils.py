"""Write the latest year of every council in England: schemas/councils.toml, and an extract in
extracts/published/ for each publication.

Run by hand, `python -m tools.all_councils ../shared/published/ees`, after published_extracts.py;
running it again writes the same bytes. It reads the Department for Education's own files, and
leaves out the figures that other extracts hold, once it has found them to be the same.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.published_extracts import ALL, FOLDER, Row, text

LIST: Final = FOLDER.parent.parent / "schemas" / "councils.toml"
LIST_SOURCE: Final = (
    "Department for Education, the councils that stand in every file of its 2025 releases on "
    "children looked after"
)
PREFIX: Final = "all-councils-"

Official = dict[str, str]  # a row of one of the department's files
Numbers = tuple[str, str, str]  # the columns of the numerator ('' for none), denominator, value
Held = Mapping[str, list[Row]]  # the rows of the other extracts, by their slug


@dataclass(frozen=True, slots=True)
class File:
    """One of the department's files.

    `extract` is the slug of the extract of the same publication. `group` and `category` ('' for
    none) are the columns that tell the rows of one council apart.
    """

    name: str
    extract: str
    group: str
    category: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Measure:
    """Where an indicator's figures stand in a file.

    `category` says which row has its numerator and value; `total`, which one of the same group
    has its denominator, where that is another. `numbers` are its columns, where they are not the
    file's. `snapshot`: it is of the year's last day.
    """

    indicator: str
    file: File
    group: str
    category: str = ""
    total: str = ""
    numbers: Numbers | None = None
    snapshot: bool = False


Figures = dict[File, dict[tuple[str, str, str], Official]]  # by area, group and category

LOOKED_AFTER: Final = "children-looked-after-2025"
IN_NEED: Final = "outcomes-children-in-need-2025"
CHILDREN: Final = ("children_count", "children_count", "children_percent")
CARE_LEAVERS: Final = ("care_leaver_count", "care_leaver_count", "care_leaver_percent")

NUMBER: Final = File(
    name="cla_number_and_rate_per_10k_children.csv",
    extract=LOOKED_AFTER,
    group="population_type",
    category="",
    numbers=("children_count", "population_estimate", "rate_per_10000"),
)
STABILITY: Final = File(
    "la_cla_placement_stability.csv", LOOKED_AFTER, "cla_group", "placement_stability", CHILDREN
)
HEALTH: Final = File(
    "la_conviction_health_outcome_cla.csv", LOOKED_AFTER, "characteristic", "breakdown", CHILDREN
)
ACTIVITY: Final = File(
    "la_care_leavers_activity.csv", LOOKED_AFTER, "care_leaver_age", "breakdown", CARE_LEAVERS
)
HOMES: Final = File(
    name="la_care_leavers_accommodation_suitability.csv",
    extract=LOOKED_AFTER,
    group="care_leaver_age",
    category="breakdown",
    numbers=CARE_LEAVERS,
)
ABSENCE: Final = File(
    name="absence_la.csv",
    extract=IN_NEED,
    group="social_care_group",
    category="phase_type_grouping",
    numbers=("t_sess_overall", "t_sess_possible", "pt_overall"),
)
GCSES: Final = File(
    name="ks4_la.csv",
    extract=f"{IN_NEED}-revised",
    group="social_care_group",
    category="",
    numbers=("", "t_pupils", "avg_att8"),
)
FILES: Final = (NUMBER, STABILITY, HEALTH, ACTIVITY, HOMES, ABSENCE, GCSES)

SAME_CARER: Final = (
    "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years"
)
TWO_YEARS: Final = "CLA 2 years on 31 March"
CHECKED: Final = "Health assessments: Children looked after all ages"
UNDER_5: Final = "Development assessments: Children looked after ages 0 to 4 years"
CONVICTED: Final = "Convictions: Children looked after Ages 10 to 17 years"
CAUTIONED: Final = (
    "Convicted or subject to youth cautions, or youth conditional cautions during the year"
)
DRUGS: Final = "Substance misuse: Children looked after all ages"
SDQ: Final = "Ages 5 to 16 years with SDQ score"
RECEIVED: Final = "SDQ score was received"
EET: Final = "Total in education, employment or training"
NEET: Final = "Total not in education, employment or training"
NOT_KNOWN: Final = "Total information not known"
STUDYING: Final = "Higher education i.e. studies beyond A level"
SUITABLE: Final = "Accommodation considered suitable"
AGED_17_18: Final = "17 to 18 years"
AGED_19_21: Final = "19 to 21 years"
A_YEAR: Final = "CLA 12 months at 31 March"

PLACED_3: Final = "With 3 or more placements during the year"
PLACED_3_IN_2_YEARS: Final = "With 3 or more placements during the previous 2 years"
CARER: Final = "Living with the same carer for at least 2 years"
ASSESSED: Final = "Had their annual health assessment"
DENTIST: Final = "Had their teeth checked by a dentist"
IMMUNISED: Final = "Had their immunisations up to date"
DEVELOPING: Final = "Development assessments up to date"
MISUSE: Final = "Identified as having a substance misuse problem"
CONCERN: Final = "SDQ score is a cause for concern"
AVERAGE: Final = "SDQ average score"
OF_SDQ: Final = ("", "children_count", "children_count")
GRADE_4: Final = ("t_l2basics_94", "t_pupils", "pt_l2basics_94")
GRADE_5: Final = ("t_l2basics_95", "t_pupils", "pt_l2basics_95")
MISSED_10: Final = ("t_pupils_pa_10_exact", "t_pupils", "pt_pupils_pa_10_exact")
MISSED_50: Final = ("t_pupils_pa_50_exact", "t_pupils", "pt_pupils_pa_50_exact")

MEASURES: Final = (
    # is safe and feels safe
    Measure("placements_3plus", STABILITY, "CLA on 31 March", PLACED_3, "Total children"),
    Measure(
        "placements_3plus_2_years", STABILITY, TWO_YEARS, PLACED_3_IN_2_YEARS, "Total children"
    ),
    Measure("same_carer_2_years", STABILITY, SAME_CARER, CARER, "Total children"),
    Measure("convicted_or_cautioned", HEALTH, CONVICTED, CAUTIONED, "Total ages 10 to 17 years"),
    Measure(
        "children_looked_after_rate",
        NUMBER,
        "Children looked after on 31 March each year",
        snapshot=True,
    ),
    # experiences good physical, emotional and mental health and wellbeing
    Measure("annual_health_assessments", HEALTH, CHECKED, ASSESSED, "Total all ages"),
    Measure("dental_checks", HEALTH, CHECKED, DENTIST, "Total all ages"),
    Measure("immunisations", HEALTH, CHECKED, IMMUNISED, "Total all ages"),
    Measure("development_checks", HEALTH, UNDER_5, DEVELOPING, "Total ages 0 to 4 years"),
    Measure("substance_misuse", HEALTH, DRUGS, MISUSE, "Total all ages"),
    Measure("sdq_score_received", HEALTH, SDQ, RECEIVED, "Total ages 5 to 16 years"),
    Measure("sdq_cause_for_concern", HEALTH, SDQ, CONCERN, RECEIVED),
    Measure("sdq_average_score", HEALTH, SDQ, AVERAGE, RECEIVED, OF_SDQ),
    # fulfils their potential
    Measure("absence", ABSENCE, A_YEAR, "Total"),
    Measure("persistent_absence", ABSENCE, A_YEAR, "Total", numbers=MISSED_10),
    Measure("severe_absence", ABSENCE, A_YEAR, "Total", numbers=MISSED_50),
    Measure("attainment_8", GCSES, A_YEAR),
    Measure("gcse_english_maths_grade_4", GCSES, A_YEAR, numbers=GRADE_4),
    Measure("gcse_english_maths_grade_5", GCSES, A_YEAR, numbers=GRADE_5),
    # has a successful transition to adulthood
    Measure("suitable_accommodation_17_18", HOMES, AGED_17_18, SUITABLE, "Suitability total"),
    Measure("suitable_accommodation_19_21", HOMES, AGED_19_21, SUITABLE, "Suitability total"),
    # achieves sustained and fulfilling education, employment and economic independence
    Measure("care_leavers_eet_17_18", ACTIVITY, AGED_17_18, EET, "Total"),
    Measure("care_leavers_eet_19_21", ACTIVITY, AGED_19_21, EET, "Total"),
    Measure("care_leavers_neet_17_18", ACTIVITY, AGED_17_18, NEET, "Total"),
    Measure("care_leavers_neet_19_21", ACTIVITY, AGED_19_21, NEET, "Total"),
    Measure("care_leavers_not_known_17_18", ACTIVITY, AGED_17_18, NOT_KNOWN, "Total"),
    Measure("care_leavers_not_known_19_21", ACTIVITY, AGED_19_21, NOT_KNOWN, "Total"),
    Measure("apprenticeships_19_21", ACTIVITY, AGED_19_21, "In an apprenticeship", "Total"),
    Measure("higher_education_19_21", ACTIVITY, AGED_19_21, STUDYING, "Total"),
)


def councils(figures: Figures) -> dict[str, str]:
    """The ONS code and name of every council that stands in every file, in order of name.

    Some of the files still name two councils that are no more, with no figures.
    """
    names = {area(row): row["la_name"] for rows in figures.values() for row in rows.values()}
    everywhere = set.intersection(*({key[0] for key in rows} for rows in figures.values()))
    named = {code: name for code, name in names.items() if name and code in everywhere}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def extracts(figures: Figures, held: Held) -> dict[str, list[Row]]:
    """By the publication's slug, the rows of every council that `held` does not have, in order.

    Raises ValueError if a figure that is held is not the one in the department's file.
    """
    listed, taken = councils(figures), {row.cell for rows in held.values() for row in rows}
    found: dict[str, list[Row]] = {}
    for measure in MEASURES:
        slug, rows = measure.file.extract, list(rows_of(measure, figures[measure.file]))
        check(measure.indicator, rows, held[slug])
        new = [row for row in rows if row.area in listed and row.cell not in taken]
        found.setdefault(slug, []).extend(new)
    return {slug: sorted(found[slug]) for slug in sorted(found)}


def rows_of(measure: Measure, rows: Mapping[tuple[str, str, str], Official]) -> Iterator[Row]:
    """A measure's row for every area in its file."""
    for (code, group, category), row in rows.items():
        if (group, category) == (measure.group, measure.category):
            total = rows[code, group, measure.total or category]
            yield row_of(measure, row, total)


def row_of(measure: Measure, row: Official, total: Official) -> Row:
    """The row of an extract: a marker where the department gives no value."""
    numerator, denominator, value = measure.numbers or measure.file.numbers
    shown = re.fullmatch(r"-?\d+(\.\d+)?", row[value])
    return Row(
        indicator=measure.indicator,
        period=period(row["time_period"], measure.snapshot),
        area=area(row),
        breakdown=ALL,
        category=ALL,
        numerator=whole(row.get(numerator, "")),
        denominator=whole(total[denominator]),
        value=row[value].removesuffix(".0") if shown else "",
        status="" if shown else row[value],
    )


def check(indicator: str, rows: list[Row], held: list[Row]) -> None:
    """That what the extract of the same publication holds for the year is in the file, cell for
    cell: ours, the neighbours', the region's and the country's.

    Raises ValueError if a figure is another, or if none is held, so that nothing can be compared.
    """
    found, periods = {row.cell: row for row in rows}, {row.period for row in rows}
    totals = [row for row in held if row.indicator == indicator and row.breakdown == ALL]
    compared = [row for row in totals if row.period in periods]
    wrong = [row for row in compared if found.get(row.cell) != row]
    if wrong or not compared:
        says = f"{len(wrong)} of the {len(compared)} figures that are held are others in the file"
        raise ValueError(f"{indicator}: {says}; the first: {wrong[:1]}")


def period(written: str, snapshot: bool) -> str:
    """As an extract writes it: '2025' and '202425' are 2024-25, or 2025-03-31."""
    year = int(written[:2] + written[-2:])
    return f"{year}-03-31" if snapshot else f"{year - 1}-{year % 100:02}"


def area(row: Official) -> str:
    """The ONS code of the council, region or country that a row is about."""
    return row["new_la_code"] or row["region_code"] or row["country_code"]


def whole(number: str) -> str:
    """A count as it stands; '' for a marker."""
    return number if number.isdigit() else ""


def read(folder: Path) -> Figures:
    """The newest year in each of the department's files."""
    return {file: dict(_newest(file, folder / file.name)) for file in FILES}


def _newest(file: File, path: Path) -> Iterator[tuple[tuple[str, str, str], Official]]:
    rows = _table(path)
    newest = max(row["time_period"] for row in rows)
    for row in rows:
        if row["time_period"] == newest:
            yield (area(row), row[file.group], row.get(file.category, "")), row


def held_in(folder: Path) -> Held:
    """The rows of every extract that this tool does not write."""
    paths = [path for path in sorted(folder.glob("*.csv")) if not path.name.startswith(PREFIX)]
    return {path.stem: [Row(**cells) for cells in _table(path)] for path in paths}


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def list_of(named: Mapping[str, str]) -> str:
    """councils.toml."""
    lines = [
        f"  {{ code = {json.dumps(code)}, name = {json.dumps(name, ensure_ascii=False)} }},"
        for code, name in named.items()
    ]
    return "\n".join(
        [
            "# Every council in England. tools/all_councils.py writes this list.",
            f"source = {json.dumps(LIST_SOURCE)}",
            "councils = [",
            *lines,
            "]\n",
        ]
    )


def write(found: Mapping[str, list[Row]], folder: Path) -> None:
    """Every extract into the folder, each with its publication's declaration beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for slug, rows in found.items():
        declaration = (FOLDER / f"{slug}.toml").read_bytes()
        (folder / f"{PREFIX}{slug}.csv").write_bytes(text(rows).encode())
        (folder / f"{PREFIX}{slug}.toml").write_bytes(declaration)


def main() -> None:
    """Write the list of councils and every extract, and say how many rows each has."""
    figures = read(Path(sys.argv[1]))
    found = extracts(figures, held_in(FOLDER))
    LIST.write_bytes(list_of(councils(figures)).encode())
    write(found, FOLDER)
    print(f"{len(councils(figures)):6,}  councils")
    for slug, rows in found.items():
        print(f"{len(rows):6,}  {PREFIX}{slug}")


if __name__ == "__main__":
    main()
