"""Invent extracts of the council that comes with the project, for indicators that have no published
figures.

Nobody's figures: drawn from a fixed seed, so that running it again writes the same bytes.
Run by hand, `python -m tools.illustrative_extracts`; the product only reads what it wrote.
"""

import csv
import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from schemas.settings import OUR_OWN

FOLDER: Final = OUR_OWN / "extracts" / "illustrative"
SEED: Final = "Nottinghamshire, invented"
AREA: Final = "Nottinghamshire"
YEARS: Final = ("2021-22", "2022-23", "2023-24", "2024-25")
QUARTERS: Final = tuple(f"{year} Q{n}" for year in YEARS for n in (1, 2, 3, 4))
COLUMNS: Final = (
    "indicator",
    "period",
    "area",
    "breakdown",
    "category",
    "numerator",
    "denominator",
    "value",
    "status",
)
DECLARATION: Final[dict[str, str | bool]] = {
    "publication": "Invented figures for illustration",
    "publisher": "This project",
    "released": "2025",
    "licence": "Open Government Licence v3.0",
    "attribution": (
        "Invented by this project to show how a real extract would look. "
        "These figures are about no child, no carer and no council."
    ),
    "published": False,
    "illustrative": True,
}

Period = str
Count = tuple[int, int]
Counts = dict[Period, Count]
Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """People who are counted together: how many in a period, and the share with the outcome.

    `size` is the least and most; `share` is where it starts and ends, each from 0 to 1.
    """

    size: tuple[int, int]
    share: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Story:
    """What an indicator's invented figures show.

    `snapshot`: much the same people are counted each time, so the figure drifts and does not
    jump. `missing` periods have no figure; `provisional` ones may change. `districts`: how many of
    a thousand children came from each, and how many points better or worse off they are.
    """

    indicator: str
    groups: dict[str, Group]
    periods: tuple[Period, ...] = QUARTERS
    breakdown: str = "all"
    snapshot: bool = False
    missing: frozenset[Period] = field(default_factory=frozenset)
    provisional: frozenset[Period] = field(default_factory=frozenset)
    districts: dict[str, tuple[int, float]] = field(default_factory=dict)


def everyone(least: int, most: int, start: float, end: float) -> dict[str, Group]:
    """One group and no breakdown."""
    return {"all": Group((least, most), (start, end))}


def by_place(in_county: Group, out_of_county: Group) -> dict[str, Group]:
    """Children living in the county and outside it."""
    return {"In county": in_county, "Out of county": out_of_county}


DISTRICTS: Final = {
    "Ashfield": (190, 0.04),
    "Bassetlaw": (150, -0.12),
    "Broxtowe": (110, 0.06),
    "Gedling": (125, 0.02),
    "Mansfield": (230, -0.02),
    "Newark and Sherwood": (140, 0.0),
    "Rushcliffe": (55, 0.08),
}
STORIES: Final = (
    Story(  # rises; those outside the county wait longer
        "initial_health_assessments",
        by_place(Group((26, 34), (0.50, 0.68)), Group((16, 22), (0.34, 0.50))),
        breakdown="placement location",
        districts=DISTRICTS,
    ),
    Story(  # flat, with a gap that does not close
        "review_health_assessments",
        by_place(Group((32, 38), (0.84, 0.84)), Group((17, 22), (0.68, 0.68))),
        breakdown="placement location",
    ),
    Story("workforce_training", everyone(322, 338, 0.34, 0.71), snapshot=True),
    Story(  # up and down around the same level
        "activities_participation",
        everyone(306, 320, 0.54, 0.55),
        snapshot=True,
        provisional=frozenset({"2024-25 Q4"}),
    ),
    Story("leisure_offer_take_up", everyone(316, 328, 0.08, 0.21), snapshot=True),
    Story("taking_part_in_reviews", everyone(44, 60, 0.82, 0.80)),
    Story(  # few say no, so some quarters are hidden; no survey in one
        "feels_safe",
        everyone(38, 56, 0.86, 0.85),
        missing=frozenset({"2022-23 Q3"}),
    ),
    Story("work_experience", everyone(44, 58, 0.13, 0.34)),  # so few at first that some are hidden
    Story("life_skills_plan", everyone(48, 54, 0.92, 0.74), snapshot=True),  # falls
    Story("first_time_entrants_our_children", everyone(590, 620, 0.018, 0.020), periods=YEARS),
)


def invent(story: Story) -> dict[str, Counts]:
    """Numerator and denominator of every group in every period of its own."""
    chance = random.Random(f"{SEED}: {story.indicator}")
    return {name: _series(story, group, chance) for name, group in story.groups.items()}


def _series(story: Story, group: Group, chance: random.Random) -> Counts:
    last = len(story.periods) - 1
    counts = {}
    for n, period in enumerate(story.periods):
        share = _between(*group.share, n / last)
        size = round(_between(*group.size, chance.random()))
        counts[period] = (_with_outcome(size, share, story.snapshot, chance), size)
    return counts


def _between(low: float, high: float, part: float) -> float:
    return low + (high - low) * part


def _with_outcome(size: int, share: float, snapshot: bool, chance: random.Random) -> int:
    """Only `random()` is drawn on: Python promises its numbers from one version to the next."""
    if snapshot:
        return round(size * (share + _between(-0.02, 0.02, chance.random())))
    return sum(chance.random() < share for _ in range(size))


def rows(story: Story) -> Iterator[Row]:
    """Totals by period, then categories by year: what disclosure control can publish most of."""
    groups = invent(story)
    for period in story.periods:
        total = _add(counts[period] for counts in groups.values())
        yield _row(story, period, "all", "all", total)
    if story.breakdown != "all":
        for year in YEARS:
            for category, counts in groups.items():
                yield _row(story, year, story.breakdown, category, _year(counts, year))
    for year in YEARS if story.districts else ():
        total = _add(_year(counts, year) for counts in groups.values())
        for district, count in _shared_out(story, year, total).items():
            yield _row(story, year, "district", district, count)


def _shared_out(story: Story, year: str, total: Count) -> dict[str, Count]:
    """A year's children by the district that they came from, drawn one by one: those who had it,
    then the others."""
    chance = random.Random(f"{SEED}: {story.indicator}, {year}, by district")
    (done, everyone_due), counts = total, {name: [0, 0] for name in story.districts}
    for n in range(everyone_due):
        had_it = n < done
        shares = {
            name: many * (1 + (better if had_it else -better))
            for name, (many, better) in story.districts.items()
        }
        at = chance.random() * sum(shares.values())
        for name, share in shares.items():
            at -= share
            if at < 0:
                counts[name][0] += had_it
                counts[name][1] += 1
                break
    return {name: (x, n) for name, (x, n) in counts.items()}


def _year(counts: Counts, year: str) -> Count:
    return _add(count for period, count in counts.items() if period.startswith(year))


def _add(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return sum(x for x, _ in listed), sum(n for _, n in listed)


def _row(story: Story, period: Period, breakdown: str, category: str, count: Count) -> Row:
    start = (story.indicator, period, AREA, breakdown, category)
    if period in story.missing:
        return (*start, "", "", "", "x")
    return (*start, *count, "", "p" if period in story.provisional else "")


def write(folder: Path) -> None:
    """One CSV and one TOML for each story."""
    folder.mkdir(parents=True, exist_ok=True)
    for story in STORIES:
        _write_csv(folder / f"{story.indicator}.csv", rows(story))
        _write_declaration(folder / f"{story.indicator}.toml")


def _write_csv(file: Path, lines: Iterable[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([COLUMNS, *lines])


def _write_declaration(file: Path) -> None:
    """JSON's strings and booleans are TOML's."""
    lines = (f"{key} = {json.dumps(value)}\n" for key, value in DECLARATION.items())
    file.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
