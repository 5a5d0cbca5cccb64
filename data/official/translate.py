"""A department's CSV as it is published, in our own format: what is taken, and what is left.

Officers only. `read_any` reads a file of either kind. What an official one holds is declared in
data/official/ (see `data.official.kinds`). It touches no store.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from data.ingest.check import Extract, Provenance, read_extract
from data.ingest.findings import MOST_OF_A_KIND
from data.ingest.notes import read_remarks
from data.ingest.personal_patterns import kind_in_label
from data.official.kinds import Measure
from data.official.release import NUMBER, WHOLE, Release, marker, refuse, table_of
from schemas.declared import ALL, Schemas
from schemas.periods import PeriodKind
from schemas.problems import Problem, Refused, join_words

_COLUMNS: Final = (
    *("indicator", "period", "area", "breakdown", "category"),
    *("numerator", "denominator", "value", "status"),
)
_OF_NOBODY: Final = "z"  # does not apply
_ELSEWHERE: Final = {"Regional": "of other regions", "Local authority": "of other councils"}


@dataclass(frozen=True, slots=True)
class Translation:
    """An official file in our own format.

    `provenance` does not know who sent it. `lines`: the row of the official file (its header's is
    1) that each row of `csv` came from. `left_out`: how many of its rows were not taken, by why.
    With `problems`, none was, and there is no provenance.
    """

    name: str
    csv: bytes
    title: str = ""
    provenance: Provenance | None = None
    lines: tuple[int, ...] = ()
    areas: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    personal: bool = False

    @property
    def said(self) -> str:
        """What was taken and what was left, in a sentence; of a refused file, nothing."""
        if self.provenance is None:
            return ""
        what = f"{self.provenance.publisher}, {self.title}, {self.provenance.released}"
        left = [f"{rows:,} {why}" for why, rows in self.left_out.items()]
        rest = f"; rows left: {join_words(left, 'and')}" if left else ""
        places = f"{self.areas:,} area{'' if self.areas == 1 else 's'}"
        return f"{what}: {len(self.lines):,} figures for {places} taken{rest}."


def read_any(
    name: str, content: bytes, schemas: Schemas, published: bool = False
) -> tuple[Extract, Translation | None]:
    """Read a file of our own format, of figures or of notes (data.ingest.notes); or, when it is an
    official one, of the department's.

    The extract keeps the bytes and the row numbers of the file as it came. The translation, None
    for a file of our own, has its provenance and says what was taken.
    """
    remarks = read_remarks(name, content, schemas)
    if remarks is not None:
        return remarks, None
    found = translate(name, content, schemas)
    if found is None:
        return read_extract(name, content, schemas, published), None
    extract = replace(
        read_extract(name, found.csv, schemas, published=True),
        content=content,
        fingerprint=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    if found.personal:
        return replace(extract, content=b"", problems=found.problems, personal=True), found
    if found.problems:
        return replace(extract, problems=found.problems), found
    return _with_its_own_lines(extract, found.lines), found


def translate(name: str, content: bytes, schemas: Schemas) -> Translation | None:
    """An official file in our own format, or why it cannot be read; None when it is no such file.

    Every area that is declared is taken, in every year; a marker is kept as a state.
    """
    try:
        table = table_of(name, content)
        return None if table is None else _translation(Release(name, table), schemas)
    except Refused as refused:
        return Translation(name, _text([]), problems=_at_most(name, refused.problems))


def _with_its_own_lines(extract: Extract, lines: tuple[int, ...]) -> Extract:
    """With the row numbers of the file as it came, in its rows and its problems."""
    counts = extract.counts.assign(line=[lines[line - 2] for line in extract.counts["line"]])
    problems = tuple(_placed(p, lines) for p in extract.problems)
    return replace(extract, counts=counts, problems=problems, receipt=())


def _placed(problem: Problem, lines: tuple[int, ...]) -> Problem:
    row = lines[problem.row - 2] if problem.row and problem.row > 1 else problem.row
    return replace(problem, place=_place(problem.place, lines), row=row)


def _place(place: str, lines: tuple[int, ...]) -> str:
    found = re.match(r"(.*, row )(\d+)", place)
    return f"{found[1]}{lines[int(found[2]) - 2]}" if found else place


def _at_most(name: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    more = len(problems) - MOST_OF_A_KIND
    end = (Problem(name, f"and {more:,} more like these."),) if more > 0 else ()
    return problems[:MOST_OF_A_KIND] + end


def _text(rows: Iterable[Iterable[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([_COLUMNS, *rows])
    return file.getvalue().encode()


def _translation(release: Release, schemas: Schemas) -> Translation:
    if kind := _personal(release):
        what = f"a label looks like {kind}, which no file may hold. Nothing of it has been kept."
        wrong = (Problem(release.name, what),)
        return Translation(release.name, _text([]), problems=wrong, personal=True)
    areas = list(schemas.council.areas)
    refuse([*release.without(schemas.council.area), *release.cut_short(areas)])
    known = release.rows[release.rows["area"].isin(areas)]
    parts = [
        _Part(release, known, measure, schemas)
        for measure in release.kind.measures
        if measure.indicator in schemas.indicators
    ]
    if not parts:
        raise Refused([release.problem("no indicator in schemas/ is made of this file.")])
    refuse(dict.fromkeys(problem for part in parts for problem in part.wrong()))
    figures = pd.concat([part.figures() for part in parts]).sort_values("line", kind="stable")
    used = {line for part in parts for line in part.lines()}
    return Translation(
        release.name,
        _text(figures[list(_COLUMNS)].to_numpy()),
        release.kind.title,
        _provenance(release),
        lines=tuple(int(line) for line in figures["line"]),
        areas=figures["area"].nunique(),
        left_out={why: rows for why, rows in _left_out(release, known, used) if rows},
    )


def _personal(release: Release) -> str:
    """The kind of personal thing that a label looks like, of a measure that is left out too: the
    file is kept as it came. '' when none does."""
    columns = [c for c in (release.kind.group, release.kind.category) if c]
    labels = {str(label) for column in columns for label in release.rows[column].unique()}
    return next((kind for label in sorted(labels) if (kind := kind_in_label(label))), "")


class _Part:
    """The rows of one measure: those of its figures, and beside each the one of its denominator."""

    def __init__(self, release: Release, known: pd.DataFrame, measure: Measure, schemas: Schemas):
        self.release, self.measure = release, measure
        self.snapshot = schemas.indicators[measure.indicator].period is PeriodKind.SNAPSHOT
        self.numerator, self.denominator, self.value = release.kind.columns(measure)
        group = known[known["group_label"] == measure.group]
        self.rows = group[group["label"].isin(list(measure.labels))]
        self.totals = self._totals(group)

    def _totals(self, group: pd.DataFrame) -> pd.DataFrame:
        if not self.measure.total:
            return self.rows
        cell = ["time_period", "area"]
        totals = group[group["label"] == self.measure.total].set_index(cell)
        return totals.reindex(pd.MultiIndex.from_frame(self.rows[cell])).set_index(self.rows.index)

    def lines(self) -> set[int]:
        """The rows of the file that are used."""
        return {int(line) for line in (*self.rows["line"], *self.totals["line"])}

    def wrong(self) -> Iterator[Problem]:
        """Cells that are neither a number nor a marker."""
        yield from self.release.neither(self.rows, self.value, NUMBER)
        yield from self.release.neither(self.totals, self.denominator, WHOLE)
        if self.numerator:
            yield from self.release.neither(self.rows, self.numerator, WHOLE)

    def figures(self) -> pd.DataFrame:
        """The rows of an extract, and their `line`."""
        rows, measure = self.rows, self.measure
        ours, status = rows["label"].map(measure.labels), self._status()
        cells = {
            "indicator": measure.indicator,
            "period": rows["time_period"].map(self._period),
            "area": rows["area"],
            "breakdown": ours.map(lambda category: measure.breakdown if category else ALL),
            "category": ours.map(lambda category: category or ALL),
            "numerator": rows[self.numerator].map(_whole) if self.numerator else "",
            "denominator": self.totals[self.denominator].map(_whole),
            "value": rows[self.value].where(status == "", "").str.removesuffix(".0"),
            "status": status,
            "line": rows["line"],
        }
        return pd.DataFrame(cells, index=rows.index)

    def _status(self) -> pd.Series:
        """The department's marker where it gives no value; and 0 % of nobody does not apply."""
        given = self.rows[self.value].map(marker)
        number = given.str.fullmatch(NUMBER)
        nobody = number & (self.totals[self.denominator] == "0")
        return given.where(~number, "").mask(nobody, _OF_NOBODY)

    def _period(self, year: str) -> str:
        """As an extract writes it: '2025' and '202425' are 2024-25, or 2025-03-31."""
        end = _end(year)
        return f"{end}-03-31" if self.snapshot else f"{end - 1}-{end % 100:02}"


def _whole(cell: str) -> str:
    """A count as it stands; '' for a marker."""
    return cell if cell.isdigit() else ""


def _end(year: str) -> int:
    """The calendar year that '2025' and '202425' end in."""
    return int(year[:2] + year[-2:])


def _provenance(release: Release) -> Provenance:
    """Where the figures are from: the release of the newest year, and what it calls itself."""
    kind, newest = release.kind, release.years[-1]
    rows = release.rows[release.rows["time_period"] == newest]
    versions = sorted(set(rows[kind.version])) if kind.version else []
    title = kind.publication.format(year=_end(newest)) + "".join(f" ({v})" for v in versions)
    return Provenance(
        name=release.name,
        received_from="",
        publication=title,
        publisher=kind.publisher,
        released=str(_end(newest)),
        licence=kind.licence,
        attribution=kind.attribution.format(
            licence=kind.licence, publisher=kind.publisher, publication=title
        ),
        published=True,
    )


def _left_out(release: Release, known: pd.DataFrame, used: set[int]) -> Iterator[tuple[str, int]]:
    """Why rows were left, and how many."""
    yield "of other measures", int((~known["line"].isin(used)).sum())
    elsewhere = release.rows.drop(index=known.index)["geographic_level"]
    for level, why in _ELSEWHERE.items():
        yield why, int((elsewhere == level).sum())
