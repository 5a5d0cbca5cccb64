"""The kinds of official file that are known: one TOML each in data/official/, named after the
file. Officers only: `data.official.translate` reads files by them.

They are the Department for Education's "explore education statistics" CSVs, which begin alike:
https://dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html
"""

import tomllib
from collections.abc import Iterable, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from schemas.declared import Declared, Id, Words

FOLDER: Final = Path(__file__).parent
OFFICIAL: Final = frozenset({"time_period", "time_identifier", "geographic_level"})
# The column of an area's ONS code, by the level of the row; and of its name, by that of the code.
AREAS: Final = {
    "National": "country_code",
    "Regional": "region_code",
    "Local authority": "new_la_code",
}
NAMES: Final = {
    "country_code": "country_name",
    "region_code": "region_name",
    "new_la_code": "la_name",
}
VERSIONS: Final = ("Provisional", "Revised", "Final")
_OLD_CODE: Final = "old_la_code"
_HALF: Final = 0.5  # of a kind's labels
_ALIKE: Final = 0.2  # of a kind's columns, and those that are new


class OfficialMeasure(Declared):
    """Where an indicator's figures are in an official file.

    `group` and `category` are labels of the kind's columns of these names; the row `total` of the
    same group has the denominator, where that is another row. `categories` gives our label, in our
    `breakdown`, for each of the file's. The columns are the kind's unless they are named here; a
    numerator of '' is none.
    """

    indicator: Id
    group: str
    category: str = ""
    total: str = ""
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    breakdown: str = ""
    categories: dict[str, str] = Field(default={})

    @property
    def labels(self) -> dict[str, str]:
        """Our category ('' for everyone) for each label of the file's whose rows are taken."""
        return {self.category: "", **self.categories}


class EarlierNames(Declared):
    """How an earlier release named things: the columns and labels then, and what they are now."""

    columns: dict[str, str]
    labels: dict[str, str] = Field(default={})


class FileKind(Declared):
    """One kind of official file: what its columns are called, and which figures are taken.

    `publication` and `attribution` are filled in by `translate`. `version` is the column that
    says 'Revised' or 'Final'. `only`: the one label that a column may hold. `unused` columns are
    known, and left.
    """

    id: Id
    title: Words
    publication: Words
    publisher: Words
    licence: Words
    attribution: Words
    time_identifier: Literal["Reporting year", "Academic year"]
    group: str
    category: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    version: str = ""
    only: dict[str, str] = Field(default={})
    unused: tuple[str, ...] = ()
    measures: tuple[OfficialMeasure, ...]
    earlier: tuple[EarlierNames, ...] = ()

    def columns(self, measure: OfficialMeasure) -> tuple[str, str, str]:
        """A measure's columns of the numerator ('' for none), the denominator and the value."""
        pairs = (
            (measure.numerator, self.numerator),
            (measure.denominator, self.denominator),
            (measure.value, self.value),
        )
        numerator, denominator, value = (usual if own is None else own for own, usual in pairs)
        return numerator, denominator, value

    @property
    def own(self) -> frozenset[str]:
        """The columns that are read, other than those with which every official file begins."""
        read = {column for m in self.measures for column in self.columns(m)}
        return frozenset({self.group, self.category, self.version, *self.only, *read} - {""})

    @property
    def names(self) -> tuple[EarlierNames, ...]:
        """The names of the newest release, which are today's, and of the earlier ones."""
        return (EarlierNames(columns={}), *self.earlier)


def needed_columns(kind: FileKind, names: EarlierNames) -> frozenset[str]:
    """The columns that a release with these names must have, as it names them."""
    then = {now: was for was, now in names.columns.items()}
    return OFFICIAL | set(AREAS.values()) | {then.get(column, column) for column in kind.own}


def unknown_columns(header: Iterable[str], kind: FileKind, names: EarlierNames) -> frozenset[str]:
    """The columns of a header that no release with these names has: one that splits the rows could
    be among them."""
    known = {*NAMES.values(), _OLD_CODE, *kind.unused}
    return frozenset(header) - needed_columns(kind, names) - known


def recognise(header: Iterable[str]) -> tuple[tuple[FileKind, EarlierNames], ...]:
    """The kinds, each with the names of its release, that have exactly these columns, in any order.

    Two kinds with the same columns are told apart by their labels: `Release` does it.
    """
    columns = frozenset(header)
    return tuple(
        (kind, names)
        for kind in kinds().values()
        for names in kind.names
        if needed_columns(kind, names) <= columns and not unknown_columns(columns, kind, names)
    )


def nearest_kind(name: str, header: Iterable[str], cells: Set[str]) -> FileKind | None:
    """The kind that a file of an unknown release is; None when it is of none that is known.

    It is one that has its name; or the most of its columns, now or in an earlier release, with most
    of its labels among its `cells`: many files have the columns of others.
    """
    columns, begin = frozenset(header), OFFICIAL | set(AREAS.values())

    def likeness(kind: FileKind, names: EarlierNames) -> float:
        own = needed_columns(kind, names) - begin
        return len(own & columns) / len(own | unknown_columns(columns, kind, names))

    named = [kind for kind in kinds().values() if name.startswith(kind.id)]
    alike = [
        (likeness(kind, names), kind)
        for kind in named or kinds().values()
        for names in kind.names
        if named or _labels_among(cells, kind, names) > _HALF
    ]
    likest, kind = max(alike, key=lambda each: each[0], default=(0.0, None))
    return kind if named or likest >= _ALIKE else None


def _labels_among(cells: Set[str], kind: FileKind, names: EarlierNames) -> float:
    """How large a part of the labels that a release with these names has is among some cells."""
    then = {now: was for was, now in names.labels.items()}
    labels = {w for m in kind.measures for w in (m.group, m.total, *m.labels) if w}
    return len({then.get(label, label) for label in labels} & cells) / len(labels)


@cache
def kinds(folder: Path = FOLDER) -> Mapping[str, FileKind]:
    """Every kind, by its id. Raises pydantic's ValidationError for a key that is not known."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
    return {
        name: FileKind.model_validate({"id": name, **tomllib.loads(toml)})
        for name, toml in files.items()
    }
