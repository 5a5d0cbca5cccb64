"""The embedded extracts say what was published, cell for cell, and nothing else."""

import csv
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from schemas.load import load_schemas
from schemas.periods import Period
from tools import measure_table
from tools import published_extracts as tool

ROOT = Path(__file__).parents[2]
FOLDER = tool.FOLDER
FIGURES = ROOT.parent / "shared" / "published" / "figures.csv"
FILES = sorted(FOLDER.iterdir())
NOTTINGHAMSHIRE, ENGLAND = "E10000024", "E92000001"
KEY = ("indicator", "period", "area", "breakdown", "category")
FOUND = ("numerator", "denominator", "value", "status")

needs_figures = pytest.mark.skipif(
    not FIGURES.exists(), reason=f"the study's table is not here: {FIGURES}"
)


def rows_of(extract: Path) -> list[dict[str, str]]:
    with extract.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def extracts() -> dict[str, list[dict[str, str]]]:
    return {path.stem: rows_of(path) for path in FILES if path.suffix == ".csv"}


@pytest.fixture(scope="module")
def cells(extracts: dict[str, list[dict[str, str]]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    rows = [row for rows in extracts.values() for row in rows]
    return {tuple(row[k] for k in KEY): tuple(row[f] for f in FOUND) for row in rows}


@pytest.mark.parametrize(
    ("indicator", "period", "found"),
    [
        ("care_leavers_eet_19_21", "2021-22", "199 365 55"),
        ("care_leavers_eet_19_21", "2024-25", "262 513 51"),
        ("care_leavers_neet_19_21", "2021-22", "133 365 36"),
        ("care_leavers_neet_19_21", "2024-25", "241 513 47"),
        ("placements_3plus", "2021-22", "26 958 3"),
        ("placements_3plus", "2024-25", "43 901 5"),
        ("dental_checks", "2019-20", "555 642 86"),
        ("dental_checks", "2021-22", "334 677 49"),
        ("dental_checks", "2024-25", "469 637 74"),
        ("suitable_accommodation_19_21", "2021-22", "307 365 84"),
        ("suitable_accommodation_19_21", "2024-25", "485 513 95"),
        ("convicted_or_cautioned", "2009-10", "25 237 10.5"),
        ("convicted_or_cautioned", "2024-25", "0 478 0"),
        ("first_time_entrants", "2022", "- - 143"),
        ("first_time_entrants", "2024", "- - 103"),
        ("years_12_13_eet", "2020-01", "- - 68"),
        ("years_12_13_eet", "2021-01", "- - 70"),
        ("years_12_13_eet", "2022-01", "- - 75"),
        ("children_looked_after_rate", "2025-03-31", "901 171572 53"),
        ("social_worker_turnover", "year to September 2025", "- - 9.8"),
        ("social_worker_caseload", "2025-09-30", "- - 13.3"),
        ("attainment_8", "2024-25", "- 76 14.8"),
        ("children_starting_rate", "2024-25", "347 171572 20"),
        ("unaccompanied_children", "2025-03-31", "72 901 8"),
        ("living_with_foster_carers", "2025-03-31", "507 901 56"),
        ("suitable_accommodation_22_25", "2023-24", "371 435 85"),
        ("placed_here_by_others", "2024-03-31", "- - 663"),
        ("social_worker_vacancies", "2025-09-30", "- - 10.1"),
    ],
)
def test_the_figures_that_people_will_look_up_are_exact(
    cells: dict[tuple[str, ...], tuple[str, ...]], indicator: str, period: str, found: str
) -> None:
    cell = cells[indicator, period, NOTTINGHAMSHIRE, "all", "all"]
    assert " ".join(part or "-" for part in cell[:3]) == found
    assert cell[3] == ""


@pytest.mark.parametrize(
    ("indicator", "period", "breakdown", "category", "status"),
    [
        ("gcse_english_maths_grade_5", "2023-24", "all", "all", "c"),
        ("absence", "2024-25", "school type", "Special", "c"),
        ("key_stage_2", "2019-20", "subject", "Maths", "x"),
        ("early_years_development", "2024-25", "all", "all", "x"),
        ("apprenticeships_19_21", "2020-21", "all", "all", "z"),
        ("convicted_or_cautioned", "2014-15", "all", "all", "c"),
    ],
)
def test_what_the_department_hid_or_could_not_give_stays_so(
    cells: dict[tuple[str, ...], tuple[str, ...]],
    indicator: str,
    period: str,
    breakdown: str,
    category: str,
    status: str,
) -> None:
    cell = cells[indicator, period, NOTTINGHAMSHIRE, breakdown, category]
    assert (cell[0], cell[2], cell[3]) == ("", "", status)


def test_no_figure_stands_in_two_rows(extracts: dict[str, list[dict[str, str]]]) -> None:
    stands: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, rows in extracts.items():
        for row in rows:
            stands[tuple(row[k] for k in KEY)].append(name)
    assert [(cell, names) for cell, names in stands.items() if len(names) > 1] == []


def test_a_figure_that_every_council_shares_is_nobodys(
    cells: dict[tuple[str, ...], tuple[str, ...]],
) -> None:
    periods = {cell[1] for cell in cells if cell[0] == "school_moves_mid_year"}
    assert periods.isdisjoint({"2017-18", "2018-19"})


def test_a_total_of_regional_rates_is_not_england(
    cells: dict[tuple[str, ...], tuple[str, ...]],
) -> None:
    assert not [cell for cell in cells if cell[0] == "first_time_entrants" and cell[2] == ENGLAND]


def test_every_indicator_area_period_and_category_is_declared(
    extracts: dict[str, list[dict[str, str]]],
) -> None:
    schemas = load_schemas()
    for rows in extracts.values():
        for row in rows:
            indicator = schemas.indicators[row["indicator"]]
            parsed = Period.parse(row["period"], indicator.period_kinds)
            declared = {"all": ("all",), **indicator.breakdowns}
            assert parsed.label == row["period"]
            assert row["area"] in schemas.council.areas
            assert row["category"] in declared[row["breakdown"]]


def test_every_comparator_that_is_declared_has_figures(
    cells: dict[tuple[str, ...], tuple[str, ...]],
) -> None:
    schemas = load_schemas()
    roles = {"neighbour": "neighbours", "council": ""}
    absolute = {i.id for i in schemas.indicators.values() if i.unit == "count"}
    has: dict[str, set[str]] = defaultdict(set)
    for cell, found in cells.items():
        if found[2]:
            role = schemas.council.roles[cell[2]]
            has[cell[0]].add(roles.get(role, role))
    for indicator, comparators in has.items():
        if indicator in absolute:  # a number of children is not set beside a larger council's
            comparators = set()
        assert set(schemas.indicators[indicator].comparators) == comparators - {""}, indicator


def test_every_extract_says_where_it_came_from(
    extracts: dict[str, list[dict[str, str]]],
) -> None:
    for name in extracts:
        said = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        assert said["published"] is True
        assert said["illustrative"] is False
        assert said["publication"] in said["attribution"]
        assert said["publisher"] in said["attribution"]
        assert said["licence"] in said["attribution"] or name == tool.STRATEGY.slug


@pytest.fixture(scope="module")
def figures() -> list[tool.Figure]:
    read = tool.read(FIGURES)
    return [*read, *tool.older_care_leavers(read)]


@needs_figures
def test_every_cell_is_the_one_that_was_published(
    extracts: dict[str, list[dict[str, str]]], figures: list[tool.Figure]
) -> None:
    """From the extract back to the table, reading its periods as the product does."""
    schemas = load_schemas()
    sources = {source.indicator: source for source in tool.SOURCES}
    published = {(f["measure"], f["category"], f["period_end"], f["area_code"]): f for f in figures}
    only = {f["measure"]: f["category"] for f in figures}
    for name, rows in extracts.items():
        for row in rows if name != tool.STRATEGY.slug else []:
            source = sources[row["indicator"]]
            theirs = {ours: theirs for theirs, ours in source.categories.items()}
            kinds = schemas.indicators[row["indicator"]].period_kinds
            end = Period.parse(row["period"], kinds).end.isoformat()
            category = theirs.get(row["category"], source.total or only[source.measure])
            figure = published[source.measure, category, end, row["area"]]
            marker = "c" if name == "outcomes-looked-after-2015" else figure["symbol"]
            assert row["value"] == figure["value"]
            assert row["numerator"] == source.count(figure, "numerator")
            assert row["denominator"] == source.count(figure, "denominator")
            assert row["status"] == marker.replace("-", "x")
            assert tool.publication(figure["publication"]).slug == name


@needs_figures
def test_running_the_tool_again_changes_nothing(figures: list[tool.Figure], tmp_path: Path) -> None:
    tool.write(tool.extracts(f for f in figures if f["category"] != tool.TOGETHER), tmp_path)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in FILES}


@needs_figures
def test_no_published_figure_of_an_indicator_is_left_behind(
    cells: dict[tuple[str, ...], tuple[str, ...]], figures: list[tool.Figure]
) -> None:
    wanted = 0
    for figure in figures:
        for source in tool.SOURCES:
            used = figure["measure"] == source.measure and source.label(figure["category"])
            left_out = (figure["measure"], figure["period_end"]) in tool.LEFT_OUT
            wanted += bool(used) and not left_out
    assert wanted == len(cells) - len(tool.STRATEGY_ROWS)


def test_the_table_of_what_panels_look_at_says_what_the_extracts_have() -> None:
    document = measure_table.DOCUMENT.read_text(encoding="utf-8")
    assert measure_table.filled_in(document) == document, "python -m tools.measure_table"
    assert document.count("\n| ") - 2 == 45 and document.count("| yes |") >= 30
    outcome_4 = re.findall("`([a-z0-9_]+)`", document.split("\n## ")[1])
    assert len(outcome_4) == 11 and set(outcome_4) <= set(load_schemas().indicators)
