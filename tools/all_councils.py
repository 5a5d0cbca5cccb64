"""Write what the Department for Education's own files say of every council: schemas/councils.toml,
and an extract in extracts/published/ for each publication.

Run by hand, `python -m tools.all_councils ../shared/published/ees`, after published_extracts.py;
running it again writes the same bytes. Of each measure the newest year of every council is kept,
and, where no other extract has it, every year of ours and of those that ours is set beside. What
other extracts hold is left out, once it has been found to be the same.
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.official.kinds import kinds
from data.official.release import Release
from data.official.translate import translate
from schemas.load import FOLDER as SCHEMAS
from schemas.load import load_schemas
from tools.published_extracts import ALL, FOLDER, Row, publication, text

LIST: Final = SCHEMAS / "councils.toml"
EVERYBODYS: Final = SCHEMAS.parent / "extracts" / "published"
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
ADOPTION: Final = "national_cla_adopted_average_time_between_adoption_process_stages"
MATCHED: Final = (
    "2. Average time between decision that child should be placed for adoption and matching of "
    "child and adopters"
)
NATIONAL: Final = "E92000001"

Held = Mapping[str, list[Row]]  # the rows of the other extracts, by their slug


@dataclass(frozen=True, slots=True)
class File:
    """What one of the department's files says of everybody, and of which publication it is."""

    title: str
    rows: tuple[Row, ...]


def read(folder: Path, names: Iterable[str] = (*kinds(), ADOPTION)) -> dict[str, File]:
    """The files of kinds that we know, by their kinds, and the one of adoption."""
    schemas, found = load_schemas(), dict[str, File]()
    for kind in names:
        if kind == ADOPTION:
            found[kind] = _adoption(folder)
            continue
        with (folder / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as opened:
            told = translate(Release(f"{kind}.csv", list(csv.reader(opened))), schemas)
        columns = told.figures[list(Row._fields)]
        rows = tuple(Row(*map(str, cells)) for cells in columns.itertuples(index=False))
        found[kind] = File(told.provenance.publication, tuple(r for r in rows if r.category == ALL))
    return found


def _adoption(folder: Path) -> File:
    """How long adoptions take in the country: '01:02' is a year and two months."""
    rows = [
        Row("adoption_months_to_match", _year(row), NATIONAL, ALL, ALL, "", "", _months(row), "")
        for row in _table(folder / f"{ADOPTION}.csv")
        if (row["stage_of_adoption_process"], row["age_start_poc"]) == (MATCHED, "Total")
    ]
    title = kinds()["la_cla_placement_stability"].publication.format(year=2025)
    return File(title, tuple(sorted(rows)))


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


def extracts(files: Iterable[File], held: Held) -> dict[str, list[Row]]:
    """By the publication's slug, the rows that `held` does not have, in order.

    Raises ValueError if a figure that is held is not the one in the department's file.
    """
    roles = load_schemas().council.roles
    taken = {row.cell for rows in held.values() for row in rows}
    ours: dict[str, str] = {}  # the newest year of a measure, of those that are held
    for row in (row for rows in held.values() for row in rows):
        ours[row.indicator] = max(row.period, ours.get(row.indicator, ""))
    found: dict[str, list[Row]] = {}
    for file in files:
        slug = publication(file.title).slug
        for name in sorted({row.indicator for row in file.rows}):
            rows = [row for row in file.rows if row.indicator == name]
            newest = max(row.period for row in rows)
            if name in ours:
                check(name, [row for row in rows if row.period == newest], held.get(slug, ()))
            wanted = (
                row
                for row in rows
                if row.cell not in taken
                if (row.period == newest == ours.get(name, newest))
                or (name not in ours and roles[row.area] != "elsewhere")
            )
            found.setdefault(slug, []).extend(wanted)
    return {slug: sorted(rows) for slug, rows in sorted(found.items()) if rows}


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
    folder = Path(sys.argv[1])
    LIST.write_bytes(list_of(councils(folder)).encode())
    found = extracts(read(folder).values(), held_in(FOLDER))
    write(found, EVERYBODYS)
    print(f"{len(councils(folder)):6,}  councils")
    for slug, rows in found.items():
        print(f"{len(rows):6,}  {PREFIX}{slug}")


if __name__ == "__main__":
    main()
