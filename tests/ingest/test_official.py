"""A department's own CSV goes in as it is, every figure of it right, or not at all."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from data.__main__ import main
from data.any_file import read_any
from data.ingest.check import Extract
from data.ingest.source import CsvFile
from data.official.kinds import FileKind, kinds, recognise
from data.official.release import Release
from data.official.translate import OfficialLayout, Translation, translate
from data.shared import ExtractRow as Row
from data.store.store import Store
from schemas.declared import Schemas
from schemas.periods import PeriodKind
from tests.conftest import PROJECT
from tests.support.depth import night
from tools.published_extracts import publication
from tools.published_extracts import read as read_study
from tools.published_extracts import rows_of as rows_of_study

SHARED = PROJECT.parent / "shared" / "published"
FILES = {path.stem: path for path in sorted((SHARED / "ees").glob("*.csv"))}
EVERY = sorted(SHARED.glob("ees*/*.csv"))
SEVEN = (
    *("absence_la", "cla_number_and_rate_per_10k_children", "ks4_la"),
    *("la_care_leavers_accommodation_suitability", "la_care_leavers_activity"),
    *("la_cla_placement_stability", "la_conviction_health_outcome_cla"),
)
OURS = "E10000024"

needs_files = pytest.mark.skipif(
    not SHARED.exists(), reason=f"the department's own files are not here: {SHARED}"
)
each_file = pytest.mark.parametrize("kind", SEVEN)
each_kind = pytest.mark.parametrize("kind", kinds())
SMALL = 100_000  # bytes: files that every day reads
each_of_all = pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=night if p.stat().st_size > SMALL else ()) for p in EVERY] or [None],
    ids=[f"{p.parent.name}/{p.stem[:40]}" for p in EVERY] or ["none"],
)

# The file of numbers and rates, written by hand

NUMBERS = "cla_number_and_rate_per_10k_children.csv"
PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,"
    "region_code,region_name,old_la_code,la_name,new_la_code"
)
HEADER = f"{PLACE},population_type,population_estimate,children_count,rate_per_10000"
ON_31_MARCH = "Children looked after on 31 March each year"
NOTTS = "Local authority,E92000001,England,E12000004,East Midlands,891,Nottinghamshire,E10000024"
NORTHANTS = NOTTS.replace("891,Nottinghamshire,E10000024", "928,Northamptonshire,E10000021")
BIRMINGHAMS = "Local authority,E92000001,England,E12000005,West Midlands,330,Birmingham,E08000025"
EAST_MIDLANDS = "Regional,E92000001,England,E12000004,East Midlands,,,"
NORTH_EAST = "Regional,E92000001,England,E12000001,North East,,,"
ENGLAND = "National,E92000001,England,,,,,"


def numbers(figures: str, year: str = "2025", area: str = NOTTS, label: str = ON_31_MARCH) -> str:
    return f"{year},Reporting year,{area},{label},{figures}"


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


GOOD = file(numbers("171572,901,53"))

# The file of placement stability, written by hand

STABILITY = "la_cla_placement_stability.csv"
STABILITY_HEADER = f"{PLACE},cla_group,placement_stability,children_count,children_percent"
CARER_GROUP = (
    "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years"
)
STABILITY_ROWS = tuple(
    f"2025,Reporting year,{NOTTS},{rest}"
    for rest in (
        "CLA on 31 March,With 3 or more placements during the year,90,10",
        "CLA on 31 March,Total children,901,100",
        "CLA 2 years on 31 March,With 3 or more placements during the previous 2 years,65,10",
        "CLA 2 years on 31 March,Total children,648,100",
        f"{CARER_GROUP},Living with the same carer for at least 2 years,242,86",
        f"{CARER_GROUP},Total children,283,100",
    )
)


class Figure(NamedTuple):
    """What a row of an extract says, with '' for what it does not."""

    numerator: float | None
    denominator: float | None
    value: float | None
    marker: str


Cell = tuple[str, str, str, str]  # indicator, last day of the period, breakdown and category


def figures(extract: Extract, area: str = OURS) -> dict[Cell, Figure]:
    return {
        (r.indicator, r.period.end.isoformat(), r.breakdown, r.category): Figure(
            r.numerator, r.denominator, r.value, r.marker
        )
        for r in extract.rows
        if r.area == area
    }


@pytest.fixture
def taken(schemas: Schemas) -> Callable[..., tuple[Extract, Translation]]:
    """Read an official file that nothing is wrong with."""

    def read(content: bytes, name: str = NUMBERS) -> tuple[Extract, Translation]:
        extract = read_any(name, content, schemas)
        assert extract.problems == ()
        translation = translate(Release(name, list(CsvFile(name, content).rows())), schemas)
        assert extract.provenance == translation.provenance
        assert extract.summary == translation.summary
        return extract, translation

    return read


@pytest.fixture
def refused(schemas: Schemas) -> Callable[..., str]:
    """Read an official file that must be refused: what is said of it."""

    def read(content: bytes, name: str = NUMBERS) -> str:
        assert OfficialLayout().recognises(CsvFile(name, content))
        extract = read_any(name, content, schemas)
        assert extract.refused and not extract.rows and extract.provenance is None
        assert extract.content == content
        return "\n".join(map(str, extract.problems))

    return read


Taken, Refuses = Callable[..., tuple[Extract, Translation]], Callable[..., str]

# The department's own files


@pytest.fixture(scope="module")
def study() -> dict[str, dict[Cell, list[Figure]]]:
    """Nottinghamshire's figures in the study's table, by their publication."""
    found: dict[str, dict[Cell, list[Figure]]] = {}
    for figure in read_study(SHARED / "figures.csv"):
        if figure["area_code"] == OURS:
            for row in rows_of_study(figure):
                of = found.setdefault(publication(figure["publication"]).slug, {})
                cell = (row.indicator, figure["period_end"], row.breakdown, row.category)
                of.setdefault(cell, []).append(_figure(row))
    return found


def _figure(row: Row) -> Figure:
    numerator, denominator, value = (
        float(cell) if cell else None for cell in (row.numerator, row.denominator, row.value)
    )
    return Figure(numerator, denominator, value, row.status)


@needs_files
@each_file
def test_each_official_file_gives_our_figures_exactly_as_they_were_published(
    kind: str, taken: Taken, study: dict[str, dict[Cell, list[Figure]]]
) -> None:
    """For every indicator, year and category: none is missing, and none is another."""
    found = figures(taken(FILES[kind].read_bytes(), FILES[kind].name)[0])
    indicators = {m.indicator for m in kinds()[kind].measures}
    years = {end for _, end, _, _ in found}
    assert len(years) == (7 if kind.endswith(("absence_la", "ks4_la")) else 5)
    published = {
        c: f
        for slug, cells in study.items()
        if "2025" in slug
        for c, f in cells.items()
        if c[0] in indicators and c[1] in years
    }
    assert {cell: [figure] for cell, figure in found.items()} == published


# Of files of which no study has all: how many figures are of ours, and one of them.
ARRIVES = {
    "csww_indicators_2017_to_2025": (
        36,
        "social_worker_vacancies",
        "2025-09-30",
        (None, None, 10.1),
    ),
    "ks2_la": (28, "key_stage_2", "2025-08-31", (8, 35, 23)),
    "la_care_leavers_intouch": (10, "in_touch_19_21", "2024-03-31", (472, 486, 97)),
    "la_care_leavers_stayput": (10, "staying_put_18", "2024-03-31", (29, 33, 88)),
    "la_children_who_ceased_during_the_year": (20, "adopted", "2024-03-31", (24, 355, 7)),
    "la_children_who_were_missing_or_away_from_placement_without_authorisation": (
        *(10, "missing_from_care", "2024-03-31", (179, 1301, 14)),
    ),
    "la_cla_during_year_new_placements": (5, "new_homes_far_away", "2025-03-31", (174, 1026, 17)),
    "la_cla_on_31_march_la_of_placement_netgain": (
        *(5, "placed_here_by_others", "2024-03-31", (None, None, 663)),
    ),
    "la_cla_school_moves": (5, "school_moves_mid_year", "2024-03-31", (57, 589, 10)),
    "la_cla_swcount": (1, "social_workers_3plus", "2024-03-31", (284, 957, 30)),
    "la_cla_who_started_to_be_looked_after": (20, "started_girls", "2022-03-31", (167, 346, 48)),
    "permanent_exclusions_and_suspensions_la": (12, "suspensions", "2021-08-31", (50, 422, 11.85)),
    "sen_la": (12, "ehc_plan", "2022-08-31", (98, 482, 20.3)),
}


def test_every_kind_is_tried_on_its_own_file() -> None:
    assert {*SEVEN, *ARRIVES} == set(kinds())


@needs_files
@pytest.mark.parametrize("kind", ARRIVES)
def test_every_figure_of_ours_arrives(
    kind: str, taken: Taken, study: dict[str, dict[Cell, list[Figure]]]
) -> None:
    """As it stands in the file, and as the study has it wherever it has taken this publication."""
    many, indicator, end, figure = ARRIVES[kind]
    extract, official = taken(FILES[kind].read_bytes(), FILES[kind].name)
    found = figures(extract)
    assert len(found) == many and found[indicator, end, "all", "all"][:3] == figure
    theirs = study.get(publication(official.provenance.publication).slug, {})
    named = {cell[0] for cell in found}
    published = {c: f for c, f in theirs.items() if c[0] in named}
    assert {cell: [found[cell]] for cell in published} == published


@needs_files
@each_of_all
def test_every_file_that_an_officer_may_have_is_known(path: Path, schemas: Schemas) -> None:
    """It is taken, or told what it is."""
    extract = read_any(path.name, path.read_bytes(), schemas)
    if extract.problems:
        (problem,) = extract.problems
        assert problem.message.startswith("this is the ")
        assert problem.message.endswith("There is nothing to add.")
    else:
        assert {row.area for row in extract.rows} >= {OURS, "E92000001"}


@needs_files
@each_file
def test_every_row_of_an_official_file_is_used_or_counted_as_left(
    kind: str, taken: Taken, schemas: Schemas
) -> None:
    extract, official = taken(FILES[kind].read_bytes(), FILES[kind].name)
    declared, used = kinds()[kind], {row.line for row in extract.rows}
    totals = {(m.group, m.total) for m in declared.measures if m.total}
    with FILES[kind].open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for line, row in enumerate(rows, start=2):
        area = row["new_la_code"] or row["region_code"] or row["country_code"]
        if area in schemas.council.areas:
            used |= {line} if (row[declared.group], row.get(declared.category)) in totals else set()
    assert len(used) + sum(official.left_out.values()) == len(rows)
    assert list(official.figures["line"]) == [row.line for row in extract.rows]


@needs_files
@each_file
def test_every_council_the_region_and_the_country_are_taken(
    kind: str, taken: Taken, schemas: Schemas
) -> None:
    extract, _ = taken(FILES[kind].read_bytes(), FILES[kind].name)
    assert {row.area for row in extract.rows} == set(schemas.council.areas)


@needs_files
def test_an_official_file_goes_in_by_the_command_line_and_comes_out_in_an_edition(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = FILES["la_care_leavers_activity"]
    assert main(["check", str(path)]) == 0
    said = "care leavers' activity, 2025: 6,240 figures for 156 areas taken"
    assert f"{path.name}: Department for Education, {said}" in capsys.readouterr().out
    assert main(["add", str(path), "--from", "Ms Ames"]) == 0
    assert "10,920 of other measures" in capsys.readouterr().out
    assert main(["publish", "--why", "a test"]) == 0
    capsys.readouterr()
    assert main(["export"]) == 0
    exported = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    (row,) = (
        row
        for row in exported
        if (row["indicator"], row["period_end"]) == ("care_leavers_eet_19_21", "2025-03-31")
        if (row["area"], row["category"]) == ("Nottinghamshire", "all")
    )
    assert (row["numerator"], row["denominator"], row["state"]) == ("262", "513", "shown")
    assert row["source"] == "Children looked after in England including adoptions, 2025 release"


def test_a_release_that_is_not_known_changes_nothing(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / NUMBERS
    path.write_bytes(GOOD.replace(b"children_count", b"number_of_children"))
    assert main(["add", str(path)]) == 1
    said = capsys.readouterr()
    assert "'children_count' is missing, and 'number_of_children' is new." in said.err
    assert said.out == "" and not (workspace / "store").exists()


# What is declared


def test_each_of_the_seven_files_is_of_a_kind() -> None:
    assert set(SEVEN) <= set(kinds())


@each_kind
def test_what_a_kind_names_is_declared(kind: str, schemas: Schemas) -> None:
    declared = kinds()[kind]
    year = {
        "Reporting year": {
            *(PeriodKind.FINANCIAL_YEAR, PeriodKind.SNAPSHOT, PeriodKind.YEAR_TO_SEPTEMBER),
        },
        "Academic year": {PeriodKind.ACADEMIC_YEAR},
    }
    for measure in declared.measures:
        indicator = schemas.indicators[measure.indicator]
        assert indicator.period in year[declared.time_identifier]
        ours = set(measure.categories.values())
        assert ours <= set(indicator.breakdowns.get(measure.breakdown, ()))
        numerator, denominator, value = declared.columns(measure)
        assert value and bool(denominator) >= bool(numerator)
        assert numerator or indicator.per is None or not denominator
    for layout in declared.earlier:
        assert set(layout.columns.values()) <= declared.own


def test_no_indicator_is_in_two_kinds() -> None:
    named = [name for kind in kinds().values() for name in {m.indicator for m in kind.measures}]
    assert len(named) == len(set(named))


def test_a_key_that_no_kind_has_is_refused() -> None:
    kind = kinds()["ks4_la"].model_dump() | {"colour": "blue"}
    with pytest.raises(ValueError, match="colour"):
        FileKind.model_validate(kind)


# Recognising


def test_the_figures_of_a_small_file(taken: Taken) -> None:
    extract, official = taken(GOOD)
    cell = ("children_looked_after_rate", "2025-03-31", "all", "all")
    assert figures(extract) == {cell: Figure(901, 171572, 53, "")}
    assert official.provenance.released == "2025"
    assert official.provenance.published
    assert extract.content == GOOD


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"time_period", b" Time_Period "),
        b"".join(
            b",".join(reversed(row.split(b","))) + b"\n" for row in GOOD.rstrip().split(b"\n")
        ),
        GOOD + b",,,,,,,,,,,,,\n",
    ],
    ids=["a byte order mark", "Windows", "capitals", "columns in another order", "a blank row"],
)
def test_it_is_recognised_however_it_was_saved(content: bytes, taken: Taken) -> None:
    assert figures(taken(content, "renamed by somebody.csv")[0]) == figures(taken(GOOD)[0])


def test_two_kinds_with_the_same_columns_are_told_apart_by_their_labels(taken: Taken) -> None:
    header = f"{PLACE},care_leaver_age,breakdown,care_leaver_count,care_leaver_percent"
    assert len(recognise(header.split(","))) == 2
    rows = [
        f"2025,Reporting year,{NOTTS},{age} years,{label},{figures}"
        for age in ("17 to 18", "19 to 21")
        for label, figures in {
            "Accommodation considered suitable": "198,94",
            "Suitability total": "211,100",
        }.items()
    ]
    extract, official = taken(file(*rows, header=header), "homes.csv")
    assert official.title == "care leavers' accommodation"
    assert {row.indicator for row in extract.rows} == {
        "suitable_accommodation_17_18",
        "suitable_accommodation_19_21",
    }


@pytest.mark.parametrize(
    "content",
    [
        b"indicator,period,numerator,denominator\ndental_checks,2024-25,40,80\n",
        b"",
        b"PK\x03\x04",
        "time_period,time_identifier,geographic_level\n".encode("utf-16"),
    ],
    ids=["our own format", "empty", "a workbook", "UTF-16"],
)
def test_what_is_not_official_is_read_as_our_own(content: bytes, schemas: Schemas) -> None:
    assert not OfficialLayout().recognises(CsvFile("file.csv", content))
    assert read_any("file.csv", content, schemas).provenance is None


def test_an_official_file_of_an_unknown_kind_is_refused_kindly(refused: Refuses) -> None:
    content = file(f"2025,Reporting year,{NOTTS},5", header=f"{PLACE},foster_carers")
    said = refused(content, "fostering.csv")
    assert "an official file of a kind that is not known here" in said
    assert "placement stability" in said


@each_kind
def test_a_file_of_another_kind_is_never_called_a_changed_release_of_one_we_know(
    refused: Refuses, kind: str
) -> None:
    declared = kinds()[kind]
    if not declared.group and not declared.category:
        pytest.skip("its columns are nobody else's")
    columns = sorted(declared.own)
    cells = ("5" if c in declared.numbers else declared.where.get(c, "Else") for c in columns)
    content = file(
        f"2025,{declared.time_identifier},{NOTTS},{','.join(cells)}",
        header=f"{PLACE},{','.join(columns)}",
    )
    assert "of a kind that is not known here" in refused(content, "other.csv")


# A file that somebody cut down


def test_of_columns_that_somebody_left_out_the_rest_is_taken_and_said(schemas: Schemas) -> None:
    place = "time_period,time_identifier,geographic_level,new_la_code,social_care_group"
    row = f"202425,Academic year,Local authority,{OURS},CLA 12 months at 31 March"
    content = file(f"{row},76,14.8", header=f"{place},t_pupils,avg_att8")
    extract = read_any("data-download.csv", content, schemas)
    assert extract.problems == ()
    assert list(figures(extract).values()) == [Figure(None, 76, 14.8, "")]
    assert extract.summary == (
        "Department for Education, GCSEs, 2025: 1 figure for 1 area taken. Not in this file: "
        "GCSE English and maths, grade 4 or above; GCSE English and maths, grade 5 or above."
    )


@pytest.mark.parametrize(
    ("rows", "taken_of", "absent"),
    [
        (STABILITY_ROWS[:2], "placements_3plus", "2 years"),
        (STABILITY_ROWS[2:4], "placements_3plus_2_years", "3 or more homes in a year"),
    ],
)
def test_of_rows_that_somebody_left_out_the_rest_is_taken_and_said(
    taken: Taken, rows: tuple[str, ...], taken_of: str, absent: str
) -> None:
    extract, official = taken(file(*rows, header=STABILITY_HEADER), "data-download.csv")
    assert {row.indicator for row in extract.rows} == {taken_of}
    assert absent in official.summary.partition("Not in this file: ")[2]


# Releases that are not known


CHANGED = {
    "the issue's own": (
        {
            "care_leaver_age": "age",
            "breakdown": "activity",
            "care_leaver_count": "number",
        },
        "this release of the department's file of care leavers' activity is not known here: "
        "'breakdown', 'care_leaver_age' and 'care_leaver_count' are missing, and "
        "'age', 'activity' and 'number' are new.",
    ),
    "one": (
        {"care_leaver_percent": "percent"},
        "'care_leaver_percent' is missing, and 'percent' is new.",
    ),
    "a column more": (
        {"care_leaver_age": "care_leaver_age,sex"},
        "is not known here: 'sex' is",
    ),
    "a place": ({"new_la_code": "la_code"}, "'new_la_code' is missing, and 'la_code' is new."),
}


@pytest.mark.parametrize(("names", "expected"), CHANGED.values(), ids=CHANGED)
def test_columns_that_were_renamed_are_refused_with_their_names(
    refused: Refuses, names: dict[str, str], expected: str
) -> None:
    header = f"{PLACE},care_leaver_age,breakdown,care_leaver_count,care_leaver_percent"
    cells = "2025,Reporting year,x,17 to 18 years,Total,5,100"
    for old, new in names.items():
        header = header.replace(old, new)
    said = refused(file(cells, header=header), "la_care_leavers_activity.csv")
    assert expected in said
    assert "data/official/la_care_leavers_activity.toml" in said


EARLIER = f"{PLACE},population_count,population_estimate,number,rate_per_10000"


def test_an_earlier_release_is_read_by_the_names_it_had(taken: Taken) -> None:
    extract, official = taken(file(numbers("170000,866,51", "2022"), header=EARLIER))
    assert [f.numerator for f in figures(extract).values()] == [866]
    assert official.provenance.released == "2022"


def test_names_of_two_releases_in_one_file_are_refused(refused: Refuses) -> None:
    header = HEADER.replace("children_count", "number")
    assert "'children_count' is missing, and 'number' is new" in refused(
        file(numbers("170000,866,51"), header=header)
    )


def test_an_earlier_release_has_its_own_labels(taken: Taken) -> None:
    header = f"{PLACE},age,accommodation_suitability,number,percentage"
    rows = [
        f"2022,Reporting year,{NOTTS},Aged {age},{label},{figures}"
        for age in ("17 to 18", "19 to 21")
        for label, figures in {
            "Accommodation considered suitable": "198,94",
            "Suitability total": "211,100",
        }.items()
    ]
    extract, _ = taken(file(*rows, header=header), "2022.csv")
    assert set(figures(extract).values()) == {Figure(198, 211, 94, "")}


def test_what_was_the_breakdown_and_became_the_group_is_not_mistaken(
    taken: Taken, refused: Refuses
) -> None:
    """`characteristic` is the breakdown in an earlier release, and the group in the newest."""
    name = "la_conviction_health_outcome_cla.csv"
    pairs = sorted(
        {
            (m.group, label)
            for m in kinds()["la_conviction_health_outcome_cla"].measures
            for label in (m.category, m.total)
        }
    )
    rows = [f'2022,Reporting year,{NOTTS},"{g}","{label}",30,30' for g, label in pairs]
    earlier = f"{PLACE},cla_group,characteristic,number,percentage"
    extract, _ = taken(file(*rows, header=earlier), name)
    assert len(figures(extract)) == 9
    mixed = f"{PLACE},cla_group,characteristic,children_count,children_percent"
    said = refused(file(*rows, header=mixed), name)
    assert "'breakdown' is missing, and 'cla_group' is new." in said


LABELS = {
    "a group": (
        ("CLA 2 years on 31 March", "CLA for 2 years on 31 March"),
        "cla_group: the label 'CLA 2 years on 31 March' is not there for 2025, "
        "there is 'CLA for 2 years on 31 March'.",
    ),
    "a category": (
        ("With 3 or more placements during the year", "Three or more placements in the year"),
        "placement_stability: the label 'With 3 or more placements during the year' is not there "
        "for 2025, there is 'Three or more placements in the year'.",
    ),
    "nothing like it": (
        ("Total children", "All"),
        "the label 'Total children' is not there for 2025, and none that is like it.",
    ),
}


@pytest.mark.parametrize(("names", "expected"), LABELS.values(), ids=LABELS)
def test_labels_that_were_renamed_are_refused_with_their_names(
    refused: Refuses, names: tuple[str, str], expected: str
) -> None:
    rows = [row.replace(*names) for row in STABILITY_ROWS]
    assert expected in refused(file(*rows, header=STABILITY_HEADER), STABILITY)


def test_a_label_that_only_the_newest_year_renamed_is_refused(refused: Refuses) -> None:
    earlier = [row.replace("2025", "2024", 1) for row in STABILITY_ROWS]
    newest = [row.replace("Total children", "All children") for row in STABILITY_ROWS]
    said = refused(file(*newest, *earlier, header=STABILITY_HEADER), STABILITY)
    assert "'Total children' is not there for 2025, there is 'All children'" in said


WRONG = {
    "another period": (
        GOOD.replace(b"Reporting year", b"Calendar year"),
        "row 2, time_identifier: 'Calendar year' is not a label known here: 'Reporting year'.",
    ),
    "a level": (
        GOOD.replace(b"Local authority", b"Local Authority District"),
        "row 2, geographic_level: 'Local Authority District' is not a label known here: "
        "'National', 'Regional' or 'Local authority'.",
    ),
    "a year": (
        GOOD.replace(b"2025,", b"2024/25,"),
        "row 2, time_period: this is not a year as it is written there: '2025'.",
    ),
    "twice": (
        file(numbers("171572,901,53"), numbers("171572,902,53")),
        "row 3: the same figure is on an earlier row already.",
    ),
    "not about us": (
        file(numbers("8900000,57000,64", area=ENGLAND)),
        "there is no row of Nottinghamshire (E10000024) in this file.",
    ),
    "a count that is none": (
        file(numbers("171572,about 900,53")),
        "row 2, children_count: this is neither a whole number nor a marker (c, x, z, low, k or",
    ),
    "a count with a decimal": (
        file(numbers("171572,901.5,53")),
        "row 2, children_count: this is neither a whole number nor a marker",
    ),
    "an empty value": (
        file(numbers("171572,901,")),
        "row 2, rate_per_10000: this is neither a number nor a marker",
    ),
    "cut short": (GOOD[:-6], "row 2: there are 13 cells under 14 headings."),
    "a column twice": (
        file(numbers("1,1,1,1"), header=f"{HEADER},children_count"),
        "row 1: the column 'children_count' is there more than once.",
    ),
    "only a heading": (file(), "there are no rows under the heading."),
    "another name for a place": (
        file(numbers("1,1,1"), numbers("1,1,1", "2024").replace(",Nottinghamshire", ",Jane B")),
        "row 3, la_name: this is another name than that of the same new_la_code before.",
    ),
    "a quotation mark": (
        GOOD + b'"',
        "a quotation mark is opened and not closed, so the cells cannot be told apart.",
    ),
}


@pytest.mark.parametrize(("content", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_row_and_column(
    refused: Refuses, content: bytes, expected: str
) -> None:
    assert expected in refused(content)


def test_a_file_that_was_cut_short_between_two_rows_is_refused(refused: Refuses) -> None:
    birmingham = [row.replace(NOTTS, BIRMINGHAMS) for row in STABILITY_ROWS]
    said = refused(file(*STABILITY_ROWS, *birmingham[:4], header=STABILITY_HEADER), STABILITY)
    assert "E08000025 has 4 of the 6 rows of 2025 that are needed. Was the file cut short?" in said


def test_a_figure_that_cannot_be_is_refused_at_its_row_in_the_official_file(
    schemas: Schemas,
) -> None:
    rows = [row.replace(",90,10", ",950,10") for row in STABILITY_ROWS]
    blank = "," * STABILITY_HEADER.count(",")
    content = file(blank, blank, *rows, header=STABILITY_HEADER)
    extract = read_any(STABILITY, content, schemas)
    assert list(map(str, extract.problems)) == [
        f"{STABILITY}, row 4: the numerator is more than the denominator."
    ]


GCSE_NUMBERS = (
    *("t_pupils", "t_att8", "avg_att8", "t_l2basics_94", "pt_l2basics_94"),
    *("t_l2basics_95", "pt_l2basics_95"),
)


@pytest.mark.parametrize(
    ("version", "points", "expected"),
    [
        ("Revised", "1125.5", ""),
        ("Provisional", "x", ""),
        ("<script>", "1125.5", "row 2, version: this is not a label known here: 'Provisional'"),
        ("Revised", "Jane B", "row 2, t_att8: this is neither a number nor a marker"),
    ],
)
def test_a_version_is_one_of_three_and_what_is_not_used_is_numbers(
    schemas: Schemas, version: str, points: str, expected: str
) -> None:
    header = f"{PLACE},social_care_group,version,{','.join(GCSE_NUMBERS)}"
    place = f"202425,Academic year,{NOTTS},CLA 12 months at 31 March,{version}"
    content = file(f"{place},76,{points},14.8,11,14.5,9,11.8", header=header)
    extract = read_any("ks4_la.csv", content, schemas)
    if expected:
        assert expected in str(extract.problems[0])
        assert extract.provenance is None
    else:
        assert len(extract.rows) == 3
        assert extract.provenance is not None
        assert extract.provenance.publication.endswith(f"2025 release ({version})")


def test_indicators_that_are_not_declared_are_left(schemas: Schemas) -> None:
    fewer = {k: i for k, i in schemas.indicators.items() if k != "children_looked_after_rate"}
    extract = read_any(NUMBERS, GOOD, schemas.model_copy(update={"indicators": fewer}))
    assert "no indicator in schemas/ is made of this file" in str(extract.problems[0])


def test_many_problems_are_counted(refused: Refuses) -> None:
    rows = [numbers("171572,901,", year=str(2000 + n)) for n in range(30)]
    said = refused(file(*rows)).splitlines()
    assert len(said) == 21
    assert said[-1].endswith("and 10 more like these.")


def test_words_that_could_be_anything_are_not_said_back(refused: Refuses) -> None:
    content = GOOD.replace(b"Reporting year", b"Jane Bloggs 01/02/2010")
    assert "Bloggs" not in refused(content)
    header = HEADER.replace("children_count", "jane@example.org")
    assert "jane@" not in refused(GOOD.replace(HEADER.encode(), header.encode()))


# Markers, areas and releases


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("171572,901,53", Figure(901, 171572, 53, "")),
        ("171572,0,0", Figure(0, 171572, 0, "")),
        ("171572,c,c", Figure(None, 171572, None, "c")),
        ("x,901,x", Figure(901, None, None, "x")),
        ("x,z,z", Figure(None, None, None, "z")),
        ("171572,3,low", Figure(3, 171572, None, "low")),
        ("171572,3,k", Figure(3, 171572, None, "k")),
        ("171572,3,u", Figure(3, 171572, None, "u")),
        ("171572,[c],[c]", Figure(None, 171572, None, "c")),
        ("171572,901,53.0", Figure(901, 171572, 53, "")),
        ("0,0,0", Figure(0, 0, None, "z")),
    ],
)
def test_a_marker_is_kept_and_is_never_a_number(taken: Taken, cells: str, found: Figure) -> None:
    extract, _ = taken(file(numbers(cells)))
    assert list(figures(extract).values()) == [found]


def test_what_is_left_is_counted_and_said(taken: Taken) -> None:
    stopped = "Everybody"
    areas = (NOTTS, EAST_MIDLANDS, ENGLAND, NORTH_EAST, NORTHANTS)
    rows = [numbers("171572,901,53", area=area) for area in areas]
    extract, official = taken(file(*rows, numbers("171572,24,1", label=stopped)))
    assert [row.area for row in extract.rows] == [OURS, "E12000004", "E92000001"]
    assert official.left_out == {
        "of other measures": 1,
        "of other regions": 1,
        "of other councils": 1,
    }
    assert official.summary == (
        "Department for Education, numbers and rates of children looked after, 2025: "
        "3 figures for 3 areas taken; rows left: 1 of other measures, 1 of other regions "
        "and 1 of other councils. Not in this file: Left care, per 10,000 children; "
        "Came into care, per 10,000 children."
    )


def arrive(store: Store, schemas: Schemas, content: bytes) -> None:
    extract = read_any(NUMBERS, content, schemas)
    assert extract.provenance is not None
    assert store.add(extract, replace(extract.provenance, received_from="a test"))


OLDER = file(numbers("170000,866,51", "2023"), numbers("170500,880,52", "2024"))
NEWER = file(numbers("170900,c,c", "2024"), numbers("171572,901,53", "2025"))


@pytest.mark.parametrize("order", [(OLDER, NEWER), (NEWER, OLDER)], ids=["in order", "late"])
def test_the_newest_release_wins_and_what_it_hides_stays_hidden(
    store: Store, schemas: Schemas, order: tuple[bytes, bytes]
) -> None:
    for content in order:
        arrive(store, schemas, content)
    latest = store.current_figures(OURS)
    standing = {
        end.year: (marker, None if marker else int(numerator))
        for end, marker, numerator in zip(
            latest["period_end"], latest["marker"], latest["numerator"], strict=True
        )
    }
    assert standing == {2023: ("", 866), 2024: ("c", None), 2025: ("", 901)}


def test_a_count_of_our_own_does_not_fill_what_the_department_hides(
    store: Store, schemas: Schemas, arrives: Callable[..., bool]
) -> None:
    arrive(store, schemas, NEWER)
    arrives("children_looked_after_rate,2024-03-31,,,,880,170500,,", released="2026")
    latest = store.current_figures(OURS)
    assert list(latest["marker"]) == ["c", ""]


def test_the_bytes_and_the_rows_of_the_file_as_it_came_are_kept(
    store: Store, schemas: Schemas
) -> None:
    content = file(numbers("1,1,1", area=NORTHANTS), numbers("171572,901,53"))
    arrive(store, schemas, content)
    assert list(store.current_figures(OURS)["line"]) == [3]
    assert read_any(NUMBERS, content, schemas).content == content
