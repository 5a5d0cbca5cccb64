"""Whether words hold of figures without counts, of which all councils' figures stand in for chance.

As in councils.py: said of four years of every council in England, looked up in the fifth, and said
of the same four in no order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from findings import Claim, Flags, Found, Table, percent

from councils import ORDER, YEARS, kept
from metrics.verdicts.batches import beside_others
from metrics.verdicts.forecast import forecasts
from metrics.verdicts.lean import borne_out, leans
from metrics.verdicts.level import levels
from metrics.verdicts.series import Floats, Series
from metrics.verdicts.trend import trends
from schemas.declared import Indicator, Schemas, Wobble
from schemas.load import load_schemas
from schemas.words import LevelWord, TrendWord
from tools.histories import PUBLISHED, history, measures, years_of
from tools.wobble import values

ENDING = "_without_counts_councils"


@dataclass(frozen=True)
class Lookup:
    """Of one measure: whether the fifth year was inside the 80 % interval; which series were called
    better or worse, and which of these were no longer so a year later; the same beside England; and
    which were called either with their years in no order."""

    inside: Flags
    trend: tuple[Flags, Flags]
    turned: tuple[Flags, Flags]
    level: tuple[Flags, Flags]
    crossed: tuple[Flags, Flags]
    false: Flags

    @property
    def row(self) -> tuple[str, ...]:
        """As the table has it."""
        return (
            f"{len(self.inside):,}",
            f"{percent(self.false) / 2:.1f}",
            *(f"{(said & turned).sum()} of {said.sum()}" for said, turned in self.changes),
            f"{percent(self.inside):.0f}",
            *(
                f"{(said & turned).sum()} of {said.sum()}"
                for said, turned in zip(self.level, self.crossed, strict=True)
            ),
        )

    @property
    def changes(self) -> Iterator[tuple[Flags, Flags]]:
        """Better and worse: said, and reversed."""
        return zip(self.trend, self.turned, strict=True)

    @property
    def reversed_(self) -> float:
        """Of all that were called better or worse, in percent."""
        said, turned = (np.concatenate(both) for both in zip(*self.changes, strict=True))
        return percent(turned[said])


def words_without_counts() -> Found:
    """How often words held, for each measure of which all councils' figures stand in for chance."""
    schemas = load_schemas()
    if not PUBLISHED.exists():
        return Found((), rates=kept(ENDING))
    found = {i.id: _looked_up(i, schemas) for i in _measures(schemas)}
    heads = ("Measure", "series", "false, each way, in %", "improving, then reversed")
    heads += ("worsening, then reversed", "inside the 80 %, in %")
    heads += ("better than England, then not", "worse than England, then not")
    rows = ((schemas.indicators[name].short, *found[name].row) for name in sorted(found))
    false = {name: percent(seen.false) / 2 for name, seen in found.items()}
    worst = max(false.values())
    return Found(
        (Table("Of figures without counts", heads, tuple(rows)),),
        (Claim("real councils: false words without counts, the worst measure", 0, worst, 2.5),),
        {
            f"false{ENDING}": false,
            f"reversed{ENDING}": {name: seen.reversed_ for name, seen in found.items()},
        },
    )


def _measures(schemas: Schemas) -> Iterator[Indicator]:
    for name, wobble in schemas.wobbles.measures.items():
        if wobble.by_size is not None:
            yield schemas.indicators[name]


def _looked_up(indicator: Indicator, schemas: Schemas) -> Lookup:
    assert indicator.better != "neither" and schemas.wobbles.sized_by
    of, wobble = history(measures()[indicator.id]), schemas.wobble_of(indicator)
    figures, children = values(of, history(measures()[schemas.wobbles.sized_by]))
    spans = [slice(first, first + YEARS + 1) for first in range(figures.shape[1] - YEARS)]
    away = figures - np.array([_middle(year) for year in figures.T])
    every = [(figures[:, s], away[:, s], children) for s in spans]
    five, beside, many = (np.concatenate(part) for part in zip(*every, strict=True))
    whole = np.isfinite(five).all(axis=1)
    five, beside, many = five[whole], beside[whole], many[whole]
    known, way = _series(five[:, :YEARS], many, wobble), indicator.better
    forecast, final = forecasts(known, YEARS, way), five[:, -1]
    ahead = (final - five[:, 0]) * (1 if way == "higher" else -1)
    country = [of.country[y].value if y in of.country else np.nan for y in years_of(of)]
    level, crossed = _beside_country(figures, np.array(country), children, wobble, way)
    shuffled = _changed(_series(beside[:, ORDER], many, wobble), way)
    return Lookup(
        inside=(forecast.low <= final) & (final <= forecast.high),
        trend=_changed(known, way),
        turned=(ahead <= 0, ahead >= 0),
        level=level,
        crossed=crossed,
        false=shuffled[0] | shuffled[1],
    )


def _middle(year: Floats) -> float:
    return float(np.nanmedian(year)) if np.isfinite(year).any() else np.nan


def _series(figures: Floats, children: Floats, wobble: Wobble) -> Series:
    return beside_others(figures, children, [wobble] * len(figures))


def _changed(series: Series, better: Literal["higher", "lower"]) -> tuple[Flags, Flags]:
    word = borne_out(trends(series, better), leans(series, better)).word
    return word == TrendWord.IMPROVING, word == TrendWord.WORSENING


def _beside_country(
    figures: Floats,
    country: Floats,
    children: Floats,
    wobble: Wobble,
    better: Literal["higher", "lower"],
) -> tuple[tuple[Flags, Flags], tuple[Flags, Flags]]:
    """Who is called better and worse than the country, and who is on its other side a year on."""
    both = np.isfinite(figures[:, :-1] + figures[:, 1:] + country[:-1] + country[1:])
    council, year = np.nonzero(both)
    ours = figures[council, year][:, None]
    said = levels(_series(ours, children[council], wobble), country[year][:, None], better).word
    ahead = figures[council, year + 1] - country[year + 1]
    ahead = ahead if better == "higher" else -ahead
    return (said == LevelWord.BETTER, said == LevelWord.WORSE), (ahead < 0, ahead > 0)
