"""Every council in England stands beside ours in the newest year, as the department gave it."""

from collections import Counter
from pathlib import Path

import pytest

from data.editions.edition import CouncilFigure, Edition
from data.editions.export import export_figures
from data.embedded import embedded_contents
from data.shared import ExtractRow as Row
from data.shared import rows_of
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.periods import Period
from tests.conftest import PROJECT, Arrives, Publishes
from tests.support.depth import night
from tools import all_councils as tool
from tools.published_extracts import FOLDER

FILES = PROJECT.parent / "shared" / "published"
OURS, DERBYSHIRE, BIRMINGHAM = "E10000024", "E10000007", "E08000025"
ENGLAND = "E92000001"
LONDON, SCILLY = "E09000001", "E06000053"  # the two with hardly a child to look after
IN_NEED, LOOKED_AFTER = "outcomes-children-in-need-2025-revised", "children-looked-after-2025"

needs_files = pytest.mark.skipif(
    not FILES.exists(), reason=f"the department's own files are not here: {FILES}"
)


CONTENTS = {
    file: list(rows_of(content))
    for file, content in embedded_contents(load_schemas()).items()
    if file.parent.name == "published"
}
"""What the default begins with: its council's extracts, and what it needs of everybody's."""
OF_TODAY = sorted(
    {
        row.indicator
        for file, rows in CONTENTS.items()
        if file.match(f"{tool.PREFIX}[co]*-202[45]*")
        for row in rows
    }
    - {"adoption_months_to_match"}  # of the country alone
)
"""Those of releases in which today's councils stand, each for itself."""
each_indicator = pytest.mark.parametrize("indicator", OF_TODAY)


@pytest.fixture(scope="module")
def every() -> list[Row]:
    """The rows of every published extract."""
    return [row for rows in CONTENTS.values() for row in rows]


@pytest.fixture(scope="module")
def written() -> dict[str, list[Row]]:
    """The rows of the extracts of all councils, by the name of the file."""
    return {f.name: rows for f, rows in CONTENTS.items() if f.parent == tool.EVERYBODYS}


# What the extracts hold


@pytest.mark.parametrize(
    ("indicator", "period", "area", "found"),
    [
        ("dental_checks", "2024-25", BIRMINGHAM, "1298 1723 75 -"),
        ("placements_3plus", "2024-25", BIRMINGHAM, "200 2317 9 -"),
        ("children_looked_after_rate", "2025-03-31", BIRMINGHAM, "2317 292859 79 -"),
        ("care_leavers_eet_19_21", "2024-25", BIRMINGHAM, "466 850 55 -"),
        ("care_leavers_not_known_19_21", "2024-25", BIRMINGHAM, "72 850 8 -"),
        ("sdq_average_score", "2024-25", BIRMINGHAM, "- 965 13.7 -"),
        ("attainment_8", "2024-25", BIRMINGHAM, "- 150 20.6 -"),
        ("gcse_english_maths_grade_4", "2024-25", BIRMINGHAM, "36 150 24 -"),
        ("absence", "2024-25", BIRMINGHAM, "29445 346756 8.5 -"),
        ("severe_absence", "2024-25", BIRMINGHAM, "57 990 5.8 -"),
        ("substance_misuse", "2024-25", BIRMINGHAM, "7 1723 - k"),
        ("children_looked_after_rate", "2025-03-31", LONDON, "- 847 - c"),
        ("dental_checks", "2024-25", SCILLY, "- 0 - z"),
        ("special_guardianship", "2023-24", OURS, "51 355 14 -"),
        ("child_arrangements", "2023-24", OURS, "10 355 3 -"),
        ("adopted", "2023-24", OURS, "24 355 7 -"),
        ("returned_home", "2023-24", OURS, "57 355 16 -"),
        ("started_after_abuse_or_neglect", "2021-22", OURS, "169 346 49 -"),
        ("started_aged_16_or_over", "2021-22", OURS, "75 346 22 -"),
        ("started_girls", "2021-22", OURS, "167 346 48 -"),
        ("new_homes_far_away", "2024-25", OURS, "174 1026 17 -"),
        ("ehc_plan", "2021-22", OURS, "98 482 20.3 -"),
        ("sen_support", "2021-22", OURS, "179 482 37.1 -"),
        ("permanent_exclusions", "2020-21", OURS, "0 422 0 -"),
        ("adoption_months_to_match", "2024-25", ENGLAND, "- - 10 -"),
    ],
)
def test_the_figures_that_people_will_look_up_are_exact(
    written: dict[str, list[Row]], indicator: str, period: str, area: str, found: str
) -> None:
    cells = {row.cell: row for rows in written.values() for row in rows}
    row = cells[indicator, period, area, "all", "all"]
    said = (row.numerator, row.denominator, row.value, row.status)
    assert " ".join(part or "-" for part in said) == found


@each_indicator
def test_every_council_has_its_row_in_the_newest_year(
    every: list[Row], schemas: Schemas, indicator: str
) -> None:
    """Those with no figure too: a marker says why."""
    totals = [row for row in every if row.indicator == indicator and row.breakdown == "all"]
    newest = max(row.period for row in totals if row.area == OURS and row.value)
    there = {row.area for row in totals if row.period == newest}
    assert {area.code for area in schemas.council.councils} - there == set()


def test_no_figure_stands_in_two_extracts(every: list[Row]) -> None:
    assert [cell for cell, times in Counter(row.cell for row in every).items() if times > 1] == []


def test_they_hold_councils_elsewhere_and_ours_only_where_no_other_extract_has_them(
    written: dict[str, list[Row]], schemas: Schemas
) -> None:
    held = {row.indicator for rows in tool.held_in(FOLDER).values() for row in rows}
    for name, rows in written.items():
        assert rows, name
        for row in rows:
            indicator = schemas.indicators[row.indicator]
            assert schemas.council.roles[row.area] == "elsewhere" or row.indicator not in held
            assert (row.breakdown, row.category) == ("all", "all")
            assert Period.parse(row.period, indicator.period_kinds).label == row.period


def test_each_names_the_publication_that_holds_our_own_figures(
    written: dict[str, list[Row]],
) -> None:
    for name in written:
        declaration = f"{name.removesuffix(tool.SUFFIX)}.toml"
        ours = FOLDER / declaration.removeprefix(tool.PREFIX)
        assert (tool.EVERYBODYS / declaration).read_bytes() == ours.read_bytes()


# Where they come from


@needs_files
@night
def test_running_the_tool_again_changes_nothing(tmp_path: Path) -> None:
    files = tool.read(FILES)
    tool.write(files, tool.extracts(files, tool.held_in(FOLDER)), tmp_path)
    there = {path.name: path.read_bytes() for path in tool.EVERYBODYS.iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == there


@needs_files
def test_the_list_of_councils_is_the_one_in_the_departments_files() -> None:
    assert tool.LIST.read_text(encoding="utf-8") == tool.list_of(tool.councils(FILES / "ees"))


@pytest.fixture(scope="module")
def gcse() -> tool.File:
    (file,) = tool.read(FILES, ["ks4_la"])
    return file


@needs_files
@pytest.mark.parametrize("area", [OURS, DERBYSHIRE, ENGLAND, "E12000004"])
def test_a_figure_that_is_not_the_one_we_hold_is_refused(gcse: tool.File, area: str) -> None:
    held = dict(tool.held_in(FOLDER))
    held[IN_NEED] = [
        row._replace(denominator="1")
        if row.cell == ("attainment_8", "2024-25", area, "all", "all")
        else row
        for row in held[IN_NEED]
    ]
    with pytest.raises(ValueError, match="attainment_8: 1 of the 18 figures that are held"):
        tool.extracts([gcse], held)


@needs_files
def test_an_indicator_with_nothing_to_compare_is_refused(gcse: tool.File) -> None:
    held = dict(tool.held_in(FOLDER)) | {IN_NEED: []}
    with pytest.raises(ValueError, match="attainment_8: 0 of the 0 figures that are held"):
        tool.extracts([gcse], held)


# Where they go


@each_indicator
def test_every_council_with_a_figure_stands_beside_ours(
    default_edition: Edition, every: list[Row], schemas: Schemas, indicator: str
) -> None:
    found = default_edition.councils(indicator)
    period = default_edition.measurements(indicator)[-1].period.label
    listed = {area.code for area in schemas.council.councils}
    shown = [
        schemas.council.areas[row.area].name
        for row in every
        if row.cell == (indicator, period, row.area, "all", "all")
        if row.value and row.area in listed
    ]
    assert [c.name for c in found] == sorted(shown)
    assert [c.name for c in found if c.is_ours] == ["Nottinghamshire"]


def test_pages_read_only_the_areas_that_ours_are_set_beside(default_edition: Edition) -> None:
    roles = {m.role for m in default_edition.measurements("dental_checks")}
    assert roles == {"council", "neighbour", "region", "country"}


def test_the_export_has_every_council(default_edition: Edition) -> None:
    dental = [row for row in export_figures(default_edition) if row["indicator"] == "dental_checks"]
    assert {"Birmingham", "Isles of Scilly", "Nottinghamshire"} <= {row["area"] for row in dental}


BIRMINGHAMS = ("Birmingham", 50.0, 40, 80, False, BIRMINGHAM)
NOTTINGHAMSHIRES = ("Nottinghamshire", 60.0, 60, 100, True, OURS)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([f"2024-25,{OURS},,,60,100,,", f"2024-25,{BIRMINGHAM},,,40,80,,"], "both"),
        ([f"2024-25,{OURS},,,60,100,,", f"2023-24,{BIRMINGHAM},,,40,80,,"], "only ours"),
        ([f"2023-24,{OURS},,,60,100,,", f"2024-25,{BIRMINGHAM},,,40,80,,"], "only ours"),
        ([f"2024-25,{OURS},,,60,100,,", f"2024-25,{BIRMINGHAM},,,,,,c"], "only ours"),
        ([f"2024-25,{OURS},,,60,100,,", "2024-25,E92000001,,,40,80,,"], "only ours"),
        ([f"2024-25,{OURS},,,,,,c", f"2024-25,{BIRMINGHAM},,,40,80,,"], "only theirs"),
        ([f"2024-25,{BIRMINGHAM},,,40,80,,"], "nobody"),
    ],
    ids=[
        "in the same year",
        "a year before ours",
        "a year that we have no figure for",
        "what is hidden does not stand",
        "England is no council",
        "ours is hidden",
        "we have no figure at all",
    ],
)
def test_all_councils_stand_in_the_period_of_our_newest_total(
    arrives: Arrives, publishes: Publishes, rows: list[str], found: str
) -> None:
    arrives(*(f"dental_checks,{row}" for row in rows), published=True)
    expected = {
        "both": [BIRMINGHAMS, NOTTINGHAMSHIRES],
        "only ours": [NOTTINGHAMSHIRES],
        "only theirs": [BIRMINGHAMS],
        "nobody": [],
    }
    councils = publishes().councils("dental_checks")
    assert councils == tuple(CouncilFigure(*row) for row in expected[found])
