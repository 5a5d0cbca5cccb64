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
_WITHOUT: Final = "without_figures"  # the file of what holds no figure of a measure
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
    same group has the denominator, and the row `count` the numerator, where those are other rows.
    `categories` gives our label, in our `breakdown`, for each of the file's; of a measure with a
    column for each of them, for ''. The columns are the kind's unless they are named here; a
    numerator or a denominator of '' is none.
    """

    indicator: Id
    group: str = ""
    category: str = ""
    total: str = ""
    count: str = ""
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    breakdown: str = ""
    categories: dict[str, str] = Field(default={})

    @property
    def labels(self) -> dict[str, str]:
        """Our category ('' for everyone) for each label of the file's whose rows are taken."""
        return {self.category: "", **self.categories}

    @property
    def of_everyone(self) -> "OfficialMeasure":
        """The same without categories."""
        return self.model_copy(update={"categories": {}})

    def without(self, gone: Set[str]) -> "OfficialMeasure | None":
        """What is left of it where a file has not these labels of its group; None for nothing."""
        kept = {theirs: ours for theirs, ours in self.categories.items() if theirs not in gone}
        lost = gone & {self.category, self.total, self.count}
        return None if lost else self.model_copy(update={"categories": kept})


class EarlierNames(Declared):
    """How an earlier release named things: its file, where that was called otherwise; the columns
    and labels then, and what they are now."""

    file: str = ""
    columns: dict[str, str] = Field(default={})
    labels: dict[str, str] = Field(default={})


class FileKind(Declared):
    """One kind of official file: what its columns are called, and which figures are taken.

    `publication` and `attribution` are filled in by `translate`. `ends`: month and day of what is
    counted on one day. `years_later`: how long after its newest year a release comes out. `version`
    is the column that says 'Revised' or 'Final'. `only`: the one label that a column may hold;
    `where`: the one whose rows are read. `unused` columns are known, and left.
    """

    id: Id
    title: Words
    publication: Words
    publisher: Words = "Department for Education"
    licence: Words = "Open Government Licence v3.0"
    attribution: Words = (
        "Contains public sector information licensed under the {licence}. "
        "Source: {publisher}, {publication}."
    )
    time_identifier: Literal["Reporting year", "Academic year"]
    ends: str = "03-31"
    years_later: int = 0
    group: str = ""
    category: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    version: str = ""
    only: dict[str, str] = Field(default={})
    where: dict[str, str] = Field(default={})
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
        return frozenset({*self.telling, self.version, *self.numbers} - {""})

    @property
    def numbers(self) -> frozenset[str]:
        """The columns that figures are read from."""
        return frozenset({c for m in self.measures for c in self.columns(m)} - {""})

    @property
    def telling(self) -> frozenset[str]:
        """The columns that tell what a row is of."""
        return frozenset({self.group, self.category, *self.only, *self.where} - {""})

    @property
    def names(self) -> tuple[EarlierNames, ...]:
        """The names of the newest release, which are today's, and of the earlier ones."""
        return (EarlierNames(), *self.earlier)


class WithoutFigures(Declared):
    """A file that is known and that holds no figure of a measure: `says` is what it is. It has all
    of these `columns`, and one of the `labels` in it, where there are any."""

    title: Words
    says: Words
    columns: frozenset[str]
    labels: frozenset[str] = frozenset()


def needed_columns(kind: FileKind, names: EarlierNames) -> frozenset[str]:
    """The columns that a whole release with these names has, as it names them."""
    return OFFICIAL | set(AREAS.values()) | _then(kind.own, names)


def _then(columns: Iterable[str], names: EarlierNames) -> frozenset[str]:
    then = {now: was for was, now in names.columns.items()}
    return frozenset(then.get(column, column) for column in columns)


def measures_in(
    header: Iterable[str], kind: FileKind, names: EarlierNames
) -> tuple[OfficialMeasure, ...]:
    """The measures all of whose columns a file has: somebody may have left others out."""
    there = frozenset(header) | {""}
    return tuple(m for m in kind.measures if _then(kind.columns(m), names) <= there)


def unknown_columns(header: Iterable[str], kind: FileKind, names: EarlierNames) -> frozenset[str]:
    """The columns of a header that no release with these names has: one that splits the rows could
    be among them."""
    known = {*NAMES.values(), _OLD_CODE, *_then(kind.unused, names)}
    return frozenset(header) - needed_columns(kind, names) - known


def recognise(header: Iterable[str]) -> tuple[tuple[FileKind, EarlierNames], ...]:
    """The kinds, each with the names of its release, that these columns are of, in any order: none
    is of another, and they are enough for one measure.

    Two kinds with the same columns are told apart by their labels: `Release` does it.
    """
    columns = frozenset(header)
    if not columns & set(AREAS.values()):
        return ()
    return tuple(
        (kind, names)
        for kind in kinds().values()
        for names in kind.names
        if OFFICIAL | _then(kind.telling, names) <= columns
        and measures_in(columns, kind, names)
        and not unknown_columns(columns, kind, names)
    )


def without_figures(header: Iterable[str], cells: Set[str]) -> WithoutFigures | None:
    """The known file without figures of measures that has this header and these cells."""
    columns = frozenset(header)
    return next(
        (w for w in _without() if w.columns <= columns and (not w.labels or w.labels & cells)), None
    )


@cache
def _without() -> tuple[WithoutFigures, ...]:
    listed = tomllib.loads((FOLDER / f"{_WITHOUT}.toml").read_text(encoding="utf-8"))["files"]
    return tuple(WithoutFigures.model_validate(each) for each in listed)


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
    labels = {w for m in kind.measures for w in (m.group, m.total, m.count, *m.labels) if w}
    return bool(labels) and len({then.get(label, label) for label in labels} & cells) / len(labels)


@cache
def kinds(folder: Path = FOLDER) -> Mapping[str, FileKind]:
    """Every kind, by its id. Raises pydantic's ValidationError for a key that is not known."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
    return {
        name: FileKind.model_validate({"id": name, **tomllib.loads(toml)})
        for name, toml in files.items()
        if name != _WITHOUT
    }
