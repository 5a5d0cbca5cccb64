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

from data.official.kinds import FileKind, kinds
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
EXTRACTS: Final = {
    "absence_la": IN_NEED,
    "cla_number_and_rate_per_10k_children": LOOKED_AFTER,
    "ks4_la": f"{IN_NEED}-revised",
    "la_care_leavers_accommodation_suitability": LOOKED_AFTER,
    "la_care_leavers_activity": LOOKED_AFTER,
    "la_cla_placement_stability": LOOKED_AFTER,
    "la_conviction_health_outcome_cla": LOOKED_AFTER,
}
SNAPSHOTS: Final = {"children_looked_after_rate"}


def _file(kind: FileKind) -> File:
    return File(f"{kind.id}.csv", EXTRACTS[kind.id], kind.group, kind.category, ("", "", ""))


# Where every figure stands is declared in data/official/.
FILES: Final = {name: _file(kinds()[name]) for name in EXTRACTS}
MEASURES: Final = tuple(
    Measure(
        *(m.indicator, file, m.group, m.category, m.total, kinds()[name].columns(m)),
        snapshot=m.indicator in SNAPSHOTS,
    )
    for name, file in FILES.items()
    for m in kinds()[name].measures
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
    return {file: dict(_newest(file, folder / file.name)) for file in FILES.values()}


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
