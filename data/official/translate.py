"""A department's CSV as it is published, in our own format: what is taken, and what is left.

Officers only. What an official file holds is declared in data/official/ (see
`data.official.kinds`). It touches no store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from data.ingest.check import Contents, LongLayout, Provenance
from data.ingest.encoding import NotReadable
from data.ingest.findings import Findings
from data.ingest.personal_data import stop_if_personal
from data.ingest.personal_patterns import kind_in_label
from data.ingest.source import Cells, RowSource
from data.official.kinds import OFFICIAL, OfficialMeasure, without_figures
from data.official.release import NUMBER, WHOLE, Release, header_of, marker, refuse
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
    """A release in our own format: `figures` has a row for each figure, and its columns are those
    of an extract, and `line`, the row of the official file (its header's is 1) that it came from.

    `provenance` does not know who sent it. `left_out`: how many of its rows were not taken, by why.
    `absent`: the short names of measures of the kind that it has not.
    """

    title: str
    figures: pd.DataFrame = field(repr=False, compare=False)
    provenance: Provenance
    left_out: dict[str, int]
    absent: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What was taken and what was left, in a sentence."""
        areas = self.figures["area"].nunique()
        release = f"{self.provenance.publisher}, {self.title}, {self.provenance.released}"
        left = [f"{rows:,} {why}" for why, rows in self.left_out.items()]
        rest = f"; rows left: {join_words(left, 'and')}" if left else ""
        places = f"{areas:,} area{'' if areas == 1 else 's'}"
        many = f"{len(self.figures):,} figure{'' if len(self.figures) == 1 else 's'}"
        return f"{release}: {many} for {places} taken{rest}." + (
            f" Not in this file: {'; '.join(self.absent)}." if self.absent else ""
        )


class _Translated(RowSource):
    """A translation as rows of our own format, each with its row of the official file."""

    def __init__(self, official: RowSource, translation: Translation):
        super().__init__(official.name, official.content)
        self.figures = translation.figures
        self.row_numbers = [1, *map(int, self.figures["line"])]

    def rows(self) -> Iterator[Cells]:
        yield list(_COLUMNS)
        yield from self.figures[list(_COLUMNS)].to_numpy().tolist()


class OfficialLayout:
    """A CSV as the Department for Education publishes it, of a known kind and release."""

    def recognises(self, source: RowSource) -> bool:
        """Whether its headings are those that every official file begins with, or of another one
        that is known."""
        header = set(header_of(source.top[0])) if source.top else set()
        return header >= OFFICIAL or bool(without_figures(header, set()))

    def read(self, source: RowSource, schemas: Schemas, findings: Findings) -> Contents:
        """The figures of every area that is declared, in every year, a marker being kept as a
        state; or, with a problem, none. Raises PersonalData."""
        try:
            release = Release(source.name, list(source.rows()))
            _check_personal(release, findings)
            translation = translate(release, schemas)
        except NotReadable as error:
            findings.report("official", f"{error} Download the file again.", error.row)
            return Contents()
        except Refused as refused:
            for problem in refused.problems:
                findings.report("official", problem.message, problem.row, problem.column)
            return Contents()
        contents = LongLayout(published=True).read(
            _Translated(source, translation), schemas, findings
        )
        findings.receipt.clear()  # of how our own rows are written
        return replace(contents, provenance=translation.provenance, summary=translation.summary)


def translate(release: Release, schemas: Schemas) -> Translation:
    """A release in our own format: the areas and indicators that are declared, in every year.
    Raises Refused with every problem of a kind together."""
    areas = list(schemas.council.areas)
    refuse([*release.check_area(schemas.council.area), *release.check_whole(areas)])
    known = release.rows[release.rows["area"].isin(areas)]
    parts = [
        _Part(release, known, measure, schemas)
        for measure in release.kind.measures
        if measure.indicator in schemas.indicators
    ]
    if not parts:
        raise Refused([release.problem("no indicator in schemas/ is made of this file.")])
    refuse(dict.fromkeys(problem for part in parts for problem in part.check()))
    figures = pd.concat([part.figures() for part in parts]).sort_values("line", kind="stable")
    used = {line for part in parts for line in part.lines()}
    elsewhere = release.rows.drop(index=known.index)["geographic_level"]
    left_out = {"of other measures": int((~known["line"].isin(used)).sum())}
    left_out |= {why: int((elsewhere == level).sum()) for level, why in _ELSEWHERE.items()}
    left_out = {why: rows for why, rows in left_out.items() if rows}
    absent = sorted(release.absent & schemas.indicators.keys())
    short = tuple(schemas.indicators[name].in_a_sentence for name in absent)
    return Translation(release.kind.title, figures, _provenance(release), left_out, short)


def _check_personal(release: Release, findings: Findings) -> None:
    """Report a label that looks personal, of a measure that is left out too: the file is kept as it
    came. Raises PersonalData."""
    columns = [c for c in (release.kind.group, release.kind.category) if c]
    labels = {str(label) for column in columns for label in release.rows[column].unique()}
    if kind := next((kind for label in sorted(labels) if (kind := kind_in_label(label))), ""):
        message = f"a label looks like {kind}, which no file may hold."
        findings.report("personal", f"{message} Nothing of it has been kept.")
    stop_if_personal(findings)


class _Part:
    """The rows of one measure: those of its figures, and beside each the one of its denominator."""

    def __init__(
        self, release: Release, known: pd.DataFrame, measure: OfficialMeasure, schemas: Schemas
    ):
        self.release, self.measure = release, measure
        self.period = schemas.indicators[measure.indicator].period
        self.numerator, self.denominator, self.value = release.kind.columns(measure)
        group = known[known["group_label"] == measure.group]
        self.rows = group[group["label"].isin(list(measure.labels))]
        self.totals = self._beside(group, measure.total)
        self.counted = self._beside(group, measure.count)

    def _beside(self, group: pd.DataFrame, label: str) -> pd.DataFrame:
        """Beside each row of a figure, the row of the same year and area with a label."""
        if not label:
            return self.rows
        cell = ["time_period", "area"]
        others = group[group["label"] == label].set_index(cell)
        beside = others.reindex(pd.MultiIndex.from_frame(self.rows[cell]))
        return beside.set_index(self.rows.index)

    def lines(self) -> set[int]:
        """The rows of the file that are used."""
        rows = (self.rows, self.totals, self.counted)
        return {int(line) for each in rows for line in each["line"].dropna()}

    def check(self) -> Iterator[Problem]:
        """Cells that are neither a number nor a marker."""
        yield from self.release.check_numbers(self.rows, self.value, NUMBER)
        if self.denominator:
            yield from self.release.check_numbers(self.totals, self.denominator, WHOLE)
        if self.numerator:
            yield from self.release.check_numbers(self.counted, self.numerator, WHOLE)

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
            "numerator": _counts(self.counted[self.numerator]) if self.numerator else "",
            "denominator": _counts(self.totals[self.denominator]) if self.denominator else "",
            "value": rows[self.value].where(status == "", "").str.removesuffix(".0"),
            "status": status,
            "line": rows["line"],
        }
        return pd.DataFrame(cells, index=rows.index)

    def _status(self) -> pd.Series:
        """The department's marker where it gives no value; and 0 % of nobody does not apply."""
        markers = self.rows[self.value].map(marker)
        number = markers.str.fullmatch(NUMBER)
        status = markers.where(~number, "")
        if not self.denominator:
            return status
        return status.mask(number & (self.totals[self.denominator] == "0"), _OF_NOBODY)

    def _period(self, year: str) -> str:
        """As an extract writes it: '2025' and '202425' are 2024-25, or 2025-03-31."""
        end = year_of(year)
        if self.period is PeriodKind.SNAPSHOT:
            return f"{end}-{self.release.kind.ends}"
        september = self.period is PeriodKind.YEAR_TO_SEPTEMBER
        return f"year to September {end}" if september else f"{end - 1}-{end % 100:02}"


def _counts(cells: pd.Series) -> pd.Series:
    """Counts as they stand; '' for a marker."""
    return cells.where(cells.str.isdigit(), "")


def year_of(year: str) -> int:
    """The calendar year that '2025' and '202425' end in."""
    return int(year[:2] + year[-2:])


def _provenance(release: Release) -> Provenance:
    """Where the figures are from: the release of the newest year, and what it calls itself."""
    kind, newest = release.kind, release.years[-1]
    rows = release.rows[release.rows["time_period"] == newest]
    versions = sorted(set(rows[kind.version])) if kind.version in rows else []
    released = year_of(newest) + kind.years_later
    title = kind.publication.format(year=released) + "".join(f" ({v})" for v in versions)
    return Provenance(
        name=release.name,
        received_from="",
        publication=title,
        publisher=kind.publisher,
        released=str(released),
        licence=kind.licence,
        attribution=kind.attribution.format(
            licence=kind.licence, publisher=kind.publisher, publication=title
        ),
        published=True,
    )
