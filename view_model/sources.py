"""Which figures came from which file: the stretches of periods that one publication gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from charts.model.words import opened
from data.editions.edition import Source
from metrics.measurement import Measurement
from schemas.periods import Period
from view_model.edition_view import IndicatorView

Figures = Mapping[str, Sequence[Measurement]]
"""Measurements by whose they are, in the words of the chart."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Figures that follow one another and came from one file: whose, and of which periods."""

    whose: tuple[str, ...]
    first: Period
    last: Period
    source: Source
    provisional: bool
    revised: bool

    @property
    def periods(self) -> str:
        """'Year to March 2022', or 'Year to March 2016 – year to March 2022'."""
        ends = [opened(self.first.words)]
        if self.last != self.first:
            ends.append(self.last.words.removeprefix("the "))
        return " – ".join(ends)


def origins(figures: Figures, sources: Mapping[int, Source]) -> list[Origin]:
    """Every figure's, newest first, those that share one together."""
    files = {source.fingerprint: source for source in sources.values()}
    whose: dict[tuple[Period, Period, str, bool, bool], list[str]] = {}
    for name, series in figures.items():
        for run in _runs(series):
            whose.setdefault(run, []).append(name)
    origins = [
        Origin(tuple(names), first, last, files[file], provisional, revised)
        for (first, last, file, provisional, revised), names in whose.items()
    ]
    return sorted(origins, key=lambda origin: (origin.last, origin.first), reverse=True)


def _runs(series: Sequence[Measurement]) -> Iterator[tuple[Period, Period, str, bool, bool]]:
    """The stretches of periods, among those of the series, that came from one file alike."""
    place = {period: n for n, period in enumerate(sorted({m.period for m in series}))}
    alike = {(m.extract, m.provisional, m.revised, m.period) for m in series}
    in_order = sorted(alike, key=lambda of: (*of[:3], place[of[3]]))
    numbered = [(of, place[of[3]] - n) for n, of in enumerate(in_order)]
    for _, together in groupby(numbered, key=lambda pair: (pair[0][:3], pair[1])):
        run = [of for of, _ in together]
        file, provisional, revised, first = run[0]
        yield first, run[-1][3], file, provisional, revised


def of_ours(measure: IndicatorView) -> list[Origin]:
    """Where our own figures of a measure came from, newest first."""
    return origins({measure.council.name: measure.ours}, measure.edition.sources)
