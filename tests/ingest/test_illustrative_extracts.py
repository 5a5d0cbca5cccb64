"""What is invented says so, is the same every time, and looks like a real extract."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from schemas.load import load_schemas
from tools.illustrative_extracts import COLUMNS, FOLDER, QUARTERS, STORIES, YEARS, write

INDICATORS = Path(__file__).parents[2] / "schemas" / "indicators"
FILES = sorted(FOLDER.glob("*.csv"))
SIZES = {
    "workforce_training": (80, 350),
    "activities_participation": (80, 350),
    "leisure_offer_take_up": (80, 350),
    "first_time_entrants_our_children": (560, 640),
}
CHILDREN_A_QUARTER = (15, 60)
HIDE_UP_TO = 5

Row = dict[str, str]
Count = tuple[int, int]

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def count(row: Row) -> Count:
    return int(row["numerator"]), int(row["denominator"])


def has_figure(row: Row) -> bool:
    return row["status"] != "x"


def totals(file: Path) -> list[Row]:
    return [row for row in rows(file) if row["breakdown"] == "all"]


def split(file: Path) -> list[Row]:
    return [row for row in rows(file) if row["breakdown"] != "all"]


def added(chosen: list[Row]) -> Count:
    counts = [count(row) for row in chosen]
    return sum(x for x, _ in counts), sum(n for _, n in counts)


def small(row: Row) -> bool:
    numerator, denominator = count(row)
    return any(1 <= n <= HIDE_UP_TO for n in (numerator, denominator - numerator))


def test_every_story_has_its_two_files_and_there_are_no_others() -> None:
    expected = {f"{story.indicator}.{kind}" for story in STORIES for kind in ("csv", "toml")}
    assert {file.name for file in FOLDER.iterdir()} == expected


def test_running_the_tool_again_writes_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path)
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (FOLDER / file.name).read_bytes(), (
            f"{file.name} is not what the tool writes: run python tools/illustrative_extracts.py"
        )


@each_file
def test_it_is_declared_to_be_invented(file: Path) -> None:
    declared = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    assert declared["illustrative"] is True
    assert declared["published"] is False
    assert "Invented" in declared["publication"]


@each_file
def test_it_has_the_columns_of_an_extract_and_every_row_is_about_its_indicator(file: Path) -> None:
    assert file.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert {(row["indicator"], row["area"]) for row in rows(file)} == {
        (file.stem, "Nottinghamshire")
    }


@each_file
def test_totals_cover_every_period_once(file: Path) -> None:
    indicator = tomllib.loads((INDICATORS / file.name).with_suffix(".toml").read_text("utf-8"))
    expected = QUARTERS if indicator["period"] == "quarter" else YEARS
    assert tuple(row["period"] for row in totals(file)) == expected


@each_file
def test_sizes_are_realistic(file: Path) -> None:
    least, most = SIZES.get(file.stem, CHILDREN_A_QUARTER)
    for row in filter(has_figure, totals(file)):
        numerator, denominator = count(row)
        assert least <= denominator <= most, row
        assert 0 <= numerator <= denominator, row


@each_file
def test_categories_are_the_ones_the_indicator_declares_by_year(file: Path) -> None:
    declared = load_schemas().indicators[file.stem].breakdowns
    expected = Counter(
        (year, name, category)
        for year in YEARS
        for name in {row["breakdown"] for row in split(file)}
        for category in declared[name]
    )
    assert Counter((r["period"], r["breakdown"], r["category"]) for r in split(file)) == expected


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("file", [f for f in FILES if split(f)], ids=lambda file: file.stem)
def test_a_years_categories_add_up_to_its_four_quarters(file: Path, year: str) -> None:
    quarters = [row for row in totals(file) if row["period"].startswith(year)]
    for breakdown in {row["breakdown"] for row in split(file)}:
        of = [r for r in split(file) if (r["period"], r["breakdown"]) == (year, breakdown)]
        assert added(of) == added(quarters), breakdown


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("indicator", ["initial_health_assessments", "review_health_assessments"])
def test_children_outside_the_county_wait_longer(indicator: str, year: str) -> None:
    counts = {
        row["category"]: count(row)
        for row in split(FOLDER / f"{indicator}.csv")
        if row["period"] == year
    }
    share = {category: x / n for category, (x, n) in counts.items()}
    assert share["Out of county"] < share["In county"]


def test_some_figures_are_small_enough_to_be_hidden_but_not_many() -> None:
    hidden = [row for file in FILES for row in filter(has_figure, rows(file)) if small(row)]
    assert 3 <= len(hidden) <= 20
    assert {row["breakdown"] for row in hidden} == {"all", "district"}


def test_a_hidden_quarter_cannot_be_had_by_taking_the_others_from_the_year() -> None:
    """Only totals of indicators with no breakdown are small: no year of theirs is given."""
    for file in (f for f in FILES if split(f)):
        assert not any(small(row) for row in totals(file)), file.stem


def test_one_quarter_has_no_figure_and_says_so() -> None:
    missing = [row for file in FILES for row in rows(file) if row["status"] == "x"]
    assert [(row["numerator"], row["denominator"], row["value"]) for row in missing] == [("",) * 3]


def test_only_a_last_quarter_is_provisional() -> None:
    provisional = [row for file in FILES for row in rows(file) if row["status"] == "p"]
    assert [row["period"] for row in provisional] == [QUARTERS[-1]]


@pytest.mark.parametrize(
    ("indicator", "least", "most"),
    [
        ("workforce_training", 20, 60),
        ("activities_participation", -5, 5),
        ("life_skills_plan", -30, -8),
    ],
)
def test_some_rise_some_stay_and_some_fall(indicator: str, least: int, most: int) -> None:
    """Points between the first year and the last."""
    quarters = totals(FOLDER / f"{indicator}.csv")
    (first, of_first), (last, of_last) = added(quarters[:4]), added(quarters[-4:])
    assert least <= 100 * (last / of_last - first / of_first) <= most
