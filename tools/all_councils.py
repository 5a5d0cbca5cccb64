"""Write what the Department for Education's own files say of every council: schemas/councils.toml,
schemas/places.toml and, compressed, an extract in extracts/published/ for each publication.

Run by hand, `python -m tools.all_councils ../shared/published`, after published_extracts.py;
running it again writes the same bytes. Every year of every council, region and the country is kept,
each figure once, of the newest release that has it.
"""

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from data.official.kinds import kinds
from data.official.release import Release
from data.official.translate import translate
from data.shared import FOLDER as EVERYBODYS
from data.shared import SUFFIX, text
from data.shared import ExtractRow as Row
from schemas.declared import Area, Schemas
from schemas.load import FOLDER as SCHEMAS
from schemas.load import load_schemas
from schemas.settings import OUR_OWN
from tools.published_extracts import ALL, FOLDER, publication

LIST: Final = SCHEMAS / "councils.toml"
PLACES: Final = SCHEMAS / "places.toml"
RELEASES: Final = ("ees_earlier", "ees")  # folders, the newest last
LIST_SOURCE: Final = (
    "Department for Education, the councils that stand in every file of its 2025 releases on "
    "children looked after"
)
PREFIX: Final = "all-councils-"
LISTED_IN: Final = (
    *("absence_la", "cla_number_and_rate_per_10k_children", "ks4_la"),
    *("la_care_leavers_accommodation_suitability", "la_care_leavers_activity"),
    *("la_cla_placement_stability", "la_conviction_health_outcome_cla"),
)
"""The files that the list of councils is made of: some still name two that are no more, with no
figures."""
MODELS: Final = {
    "may-2025": "sn_model_2025_wide.csv",
    "april-2021": "New_Statistical_Neighbour_Groupings_April_2021.csv",
}
MODEL_WORDS: Final = tuple(
    {
        "id": name,
        "name": "Councils most like ours",
        "dated": dated.partition(" (")[0],
        "source": f"Children's services statistical neighbour benchmarking tool, {dated}",
    }
    for name, dated in (("may-2025", "May 2025"), ("april-2021", "April 2021 (LGR version)"))
)
ADOPTION: Final = "national_cla_adopted_average_time_between_adoption_process_stages"
MATCHED: Final = (
    "2. Average time between decision that child should be placed for adoption and matching of "
    "child and adopters"
)
OUTSIDE: Final = "2. Children who are the responsibility of this LA placed outside the LA boundary"
NATIONAL: Final = "E92000001"
HALVES: Final = dict.fromkeys(("E13000001", "E13000002"), "E12000007")  # of London

Held = Mapping[str, list[Row]]  # the rows of the other extracts, by their slug


@dataclass(frozen=True, slots=True)
class File:
    """What one of the department's files says of everybody, and of which publication it is."""

    title: str
    rows: tuple[Row, ...]


def read(folder: Path, names: Iterable[str] = (*kinds(), ADOPTION)) -> list[File]:
    """The files of kinds that we know, the older release first, and the one of adoption."""
    schemas, found = _of_everywhere(folder / RELEASES[-1]), list[File]()
    for release in RELEASES:
        for kind in (kinds()[name] for name in names if name != ADOPTION):
            called = dict.fromkeys(n.file or kind.id for n in kind.names)
            for path in (folder / release / f"{name}.csv" for name in called):
                if path.exists():
                    with path.open(encoding="utf-8-sig", newline="") as opened:
                        told = translate(Release(path.name, list(csv.reader(opened))), schemas)
                    columns = told.figures[list(Row._fields)]
                    rows = (Row(*map(str, cells)) for cells in columns.itertuples(index=False))
                    found.append(File(told.provenance.publication, tuple(rows)))
    newest = folder / RELEASES[-1]
    return [*found, _adoption(newest), _outside(newest)] if ADOPTION in names else found


def _of_everywhere(folder: Path) -> Schemas:
    """What is declared, of a country in which every region's figures are wanted."""
    rows = _table(folder / f"{LISTED_IN[0]}.csv")
    regions = {r["region_code"]: r["region_name"] for r in rows if r["region_code"]}
    schemas = load_schemas(council_folder=OUR_OWN)
    areas = (Area(code=code, name=name) for code, name in sorted(regions.items()))
    everywhere = schemas.council.model_copy(
        update={"councils": (*schemas.council.councils, *areas)}
    )
    return schemas.model_copy(update={"council": everywhere})


def _adoption(folder: Path) -> File:
    """How long adoptions take in the country: '01:02' is a year and two months."""
    rows = [
        Row("adoption_months_to_match", _year(row), NATIONAL, ALL, ALL, "", "", _months(row), "")
        for row in _table(folder / f"{ADOPTION}.csv")
        if (row["stage_of_adoption_process"], row["age_start_poc"]) == (MATCHED, "Total")
    ]
    title = kinds()["la_cla_placement_stability"].publication.format(year=2025)
    return File(title, tuple(sorted(rows)))


def _outside(folder: Path) -> File:
    """How many live outside their council's area, of how many are looked after: a table of each."""
    kind = kinds()["la_cla_on_31_march_la_of_placement_netgain"]
    counted = kinds()["cla_number_and_rate_per_10k_children"]
    group = counted.measures[0].group
    of = {
        (row["time_period"], _code(row)): row["children_count"]
        for row in _table(folder / f"{counted.id}.csv")
        if row["population_type"] == group
    }
    rows = list[Row]()
    for row in (r for r in _table(folder / f"{kind.id}.csv") if r["characteristic"] == OUTSIDE):
        year, code, number = row["time_period"], _code(row), row["number"]
        every = of.get((year, code), "")
        if number.isdigit() and every.isdigit():
            cells = (number, every, f"{100 * int(number) / int(every):.0f}", "")
        elif every:
            cells = ("", "", "", number if not number.isdigit() else every)
        else:
            continue
        rows.append(Row("placed_outside_county", f"{year}-03-31", code, ALL, ALL, *cells))
    return File(kind.publication.format(year=2024), tuple(sorted(rows)))


def _code(row: Mapping[str, str]) -> str:
    return row["new_la_code"] or row["region_code"] or row["country_code"]


def _year(row: Mapping[str, str]) -> str:
    year = int(row["time_period"])
    return f"{year - 1}-{year % 100:02}"


def _months(row: Mapping[str, str]) -> str:
    years, months = row["number"].split(":")
    return str(12 * int(years) + int(months))


def councils(folder: Path) -> dict[str, str]:
    """The ONS code and name of every council that stands in the newest year of every file that the
    list is made of, in order of name."""
    found = []
    for name in LISTED_IN:
        rows = [r for r in _table(folder / f"{name}.csv") if r["new_la_code"]]
        newest = max(row["time_period"] for row in rows)
        found.append({r["new_la_code"]: r["la_name"] for r in rows if r["time_period"] == newest})
    everywhere = set.intersection(*map(set, found))
    named = {code: name for each in found for code, name in each.items() if code in everywhere}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def places_of(folder: Path, named: Mapping[str, str]) -> str:
    """places.toml: of each council its number, its region and its neighbours."""
    number, regions, areas = dict[str, str](), dict[str, str](), dict[str, tuple[str, str]]()
    for row in (row for name in LISTED_IN for row in _table(folder / f"{name}.csv")):
        region = HALVES.get(row["region_code"], row["region_code"])
        if region == row["region_code"] != "":
            regions[region] = row["region_name"]
        if not row["new_la_code"]:
            continue
        if row["new_la_code"] in named or row["old_la_code"] not in number:
            number[row["old_la_code"]] = row["new_la_code"]
        areas[row["new_la_code"]] = row["la_name"], region
    alike = {model: _alike(folder / file, number) for model, file in MODELS.items()}
    of = {code: old for old, code in number.items()}
    nearest = (near for each in alike.values() for near in each.values())
    past = sorted({code for codes in nearest for code in codes} - named.keys())
    lines = [
        "# The department's number of each council, its region, and which councils are most like",
        "# it, nearest first. tools/all_councils.py writes this.",
        *("regions = [", *_inline(sorted(regions.items())), "]"),
        *("past = [", *_inline((code, areas[code][0]) for code in past), "]"),
        *(line for model in MODEL_WORDS for line in ("[[models]]", *_fields(model))),
    ]
    for code in named:
        near = {m: each[code] for m, each in alike.items() if code in each}
        lists = ", ".join(f"{m} = {json.dumps(codes)}" for m, codes in near.items())
        fields = {"code": code, "number": of[code], "region": areas[code][1]}
        lines += ["[[councils]]", *_fields(fields), f"neighbours = {{ {lists} }}"]
    return "\n".join(lines) + "\n"


def _fields(said: Mapping[str, str]) -> list[str]:
    return [f"{name} = {json.dumps(value)}" for name, value in said.items()]


def _alike(path: Path, number: Mapping[str, str]) -> dict[str, list[str]]:
    """The codes of each council's neighbours, up to the row that the model leaves empty before the
    councils of an earlier time."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    at = [n for n, name in enumerate(header) if re.fullmatch(r"SN_?\d+", name)]
    today = takewhile(lambda row: row[0], rows)
    return {number[row[0]]: [number[row[n].strip()] for n in at] for row in today}


def extracts(files: Iterable[File], held: Held) -> dict[str, list[Row]]:
    """By the publication's slug, the rows that no later one of `files` has, in order.

    Raises ValueError if a figure that is held is not the one in the department's file.
    """
    ours: dict[str, str] = {}  # the newest year of a measure, of those that are held
    for row in (row for rows in held.values() for row in rows):
        ours[row.indicator] = max(row.period, ours.get(row.indicator, ""))
    cells: dict[tuple[str, ...], tuple[str, Row]] = {}
    for file in files:
        slug = publication(file.title).slug
        cells |= {row.cell: (slug, row) for row in file.rows}
        for name in sorted({row.indicator for row in file.rows} & ours.keys()):
            newest = [row for row in file.rows if row[:2] == (name, ours[name])]
            if newest:
                check(name, newest, held.get(slug, ()))
    found: dict[str, list[Row]] = {}
    for slug, row in cells.values():
        found.setdefault(slug, []).append(row)
    return {slug: sorted(rows) for slug, rows in sorted(found.items())}


def check(indicator: str, rows: Iterable[Row], held: Iterable[Row]) -> None:
    """That what the extract of the same publication holds for the year is in the file, cell for
    cell: ours, the neighbours', the region's and the country's.

    Raises ValueError if a figure is another, or if none is held, so that nothing can be compared.
    """
    found = {row.cell: row for row in rows}
    compared = [row for row in held if row.indicator == indicator and row.cell in found]
    wrong = [row for row in compared if found[row.cell] != row]
    if wrong or not compared:
        says = f"{len(wrong)} of the {len(compared)} figures that are held are others in the file"
        raise ValueError(f"{indicator}: {says}; the first: {wrong[:1]}")


def held_in(folder: Path) -> Held:
    """The rows of every extract of the council's own."""
    paths = sorted(folder.glob("*.csv"))
    return {path.stem: [Row(**cells) for cells in _table(path)] for path in paths}


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def list_of(named: Mapping[str, str]) -> str:
    """councils.toml."""
    return "\n".join(
        [
            "# Every council in England. tools/all_councils.py writes this list.",
            f"source = {json.dumps(LIST_SOURCE)}",
            "councils = [",
            *_inline(named.items()),
            "]\n",
        ]
    )


def _inline(named: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"  {{ code = {json.dumps(code)}, name = {json.dumps(name, ensure_ascii=False)} }},"
        for code, name in named
    ]


def write(files: Iterable[File], found: Mapping[str, list[Row]], folder: Path) -> None:
    """Every extract into the folder, each with its publication's declaration beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {publication(file.title).slug: publication(file.title) for file in files}
    for slug, rows in found.items():
        packed = gzip.compress(text(rows).encode(), mtime=0)
        (folder / f"{PREFIX}{slug}{SUFFIX}").write_bytes(packed)
        declared = named[slug].declaration().encode()
        (folder / f"{PREFIX}{slug}.toml").write_bytes(declared)


def main() -> None:
    """Write the list of councils and every extract, and say how many rows each has."""
    folder = Path(sys.argv[1])
    named = councils(folder / RELEASES[-1])
    LIST.write_bytes(list_of(named).encode())
    PLACES.write_bytes(places_of(folder / RELEASES[-1], named).encode())
    files = read(folder)
    found = extracts(files, held_in(FOLDER))
    write(files, found, EVERYBODYS)
    print(f"{len(named):6,}  councils")
    for slug, rows in found.items():
        print(f"{len(rows):6,}  {PREFIX}{slug}")


if __name__ == "__main__":
    main()
