"""Councils of every kind: are chances what they say, and do forecasts hold? Part of
benchmarks/verdicts.py.
"""

from dataclasses import dataclass

import numpy as np
from findings import Claim, Found, Table, percent
from worlds import LAST_YEAR, YEARS, Mixed, mixed

from metrics.verdicts.forecast import forecasts
from metrics.verdicts.lean import leans
from metrics.verdicts.series import Flags, Floats, Series
from metrics.verdicts.trend import trends
from schemas.words import LeanWord, OutlookWord, TrendWord

TARGET = 0.05
ONE_IN_TEN = 1.2816  # of the normal, on either side of an 80 % interval
AT_80 = (0.75, 0.85)
BANDS = ((0.5, 0.6), (0.6, 0.7), (0.7, 0.75), AT_80, (0.85, 0.95), (0.95, 1))


def chances(random: np.random.Generator, councils: int) -> Found:
    """Whether a lean is right as often as it says, and whether forecasts hold."""
    worlds = [mixed(quarterly, councils, random) for quarterly in (True, False)]
    lean, forecast = _leaning(worlds), _forecasting(worlds)
    return Found(
        lean.tables + forecast.tables, lean.claims + forecast.claims, lean.rates | forecast.rates
    )


def _leaning(worlds: list[Mixed]) -> Found:
    chance, right, lean = (
        np.concatenate(column) for column in zip(*map(_leant, worlds), strict=True)
    )
    said = {band: right[(chance >= band[0]) & (chance < band[1])] for band in BANDS}
    rows = [_said(f"{100 * low:.0f} to {100 * high:.0f} %", said[low, high]) for low, high in BANDS]
    heads = ("Chance said", "right, in %", "of")
    title = (
        "Lean, in the mixed world, where the trend is not clear yet: "
        f"{percent(lean):.0f} % of {len(lean):,} have one"
    )
    at_80 = percent(said[AT_80])
    return Found(
        tables=(Table(title, heads, (*rows, _said("any lean", right[lean]))),),
        claims=(Claim("a lean said at 80 % (75 to 85) is right", 75, at_80, 85),),
        rates={"lean_right_at_80": at_80},
    )


def _said(what: str, right: Flags) -> tuple[str, ...]:
    return what, f"{percent(right):.1f}", f"{len(right):,}"


def _leant(world: Mixed) -> tuple[Floats, Flags, Flags]:
    unclear = trends(world.series, "higher").word == TrendWord.NOT_CLEAR
    lean = leans(world.series, "higher")
    right = (lean.chance_higher > 0.5) == (world.change > 0)
    return lean.chance[unclear], right[unclear], (lean.word != LeanWord.NONE)[unclear]


@dataclass(frozen=True)
class Foreseen:
    """How the forecasts of one kind of council turned out: whether the final figure was inside the
    interval, ours and a straight line's, and, of those said to be on track, who got there."""

    what: str
    inside: Flags
    inside_line: Flags
    right: Flags
    right_with_target: Flags

    @property
    def row(self) -> tuple[str, ...]:
        """As the table has it, in percent."""
        outlooks = (
            share
            for right in (self.right, self.right_with_target)
            for share in (100 * len(right) / len(self.inside), percent(right))
        )
        shares = (percent(self.inside), percent(self.inside_line), *outlooks)
        return self.what, *(f"{share:.1f}" for share in shares)


def _forecasting(worlds: list[Mixed]) -> Found:
    seen = [_foreseen(world.series, years) for world in worlds for years in (1, 2)]
    heads = ("interval covers", "a line's", "said on track", "right", "with a target", "right")
    covers = percent(np.concatenate([each.inside for each in seen]))
    right = percent(np.concatenate([each.right for each in seen]))
    title = "Forecast of the final year, in the mixed world, in %"
    return Found(
        tables=(Table(title, ("What is known", *heads), tuple(each.row for each in seen)),),
        claims=(
            Claim("the forecast's 80 % interval covers", 78, covers, 90),
            Claim("'on track' is right", 85, right, 100),
        ),
        rates={"forecast_covers": covers, "on_track_right": right},
    )


def _foreseen(series: Series, years: int) -> Foreseen:
    known = series.first((1 + years) * series.per_year)
    final = _figure(series, slice(-series.per_year, None))
    baseline = _figure(series, slice(series.per_year))
    return Foreseen(
        what=f"{'quarters' if known.quarterly else 'years'}, after {years} of 3 years",
        inside=_inside(known, final),
        inside_line=_inside_line(known, final),
        right=_on_track(known, final, baseline),
        right_with_target=_on_track(known, final, baseline + TARGET, target=True),
    )


def _figure(series: Series, periods: slice) -> Floats:
    return np.asarray(series.total[:, periods].sum(axis=1) / series.size[:, periods].sum(axis=1))


def _inside(known: Series, final: Floats) -> Flags:
    forecast = forecasts(known, YEARS - 1, "higher")
    return np.asarray((forecast.low <= final) & (final <= forecast.high))


def _on_track(known: Series, final: Floats, goal: Floats, target: bool = False) -> Flags:
    """Of those said to be on track, whether they got there."""
    said = forecasts(known, YEARS - 1, "higher", goal if target else None).word
    there = final >= goal if target else final > goal
    return np.asarray(there[said == OutlookWord.ON_TRACK])


def _inside_line(known: Series, final: Floats) -> Flags:
    """What most would draw: the straight line through the figures, with its interval by chance."""
    steps, n = known.steps - known.steps.mean(), known.size[:, 0]
    spread = np.square(steps).sum()
    ahead = (LAST_YEAR if known.quarterly else YEARS - 1) - known.steps.mean()
    guess = known.figures.mean(axis=1) + (known.figures @ steps) / spread * ahead
    worth = 1 / len(steps) + ahead**2 / spread + 1 / known.per_year
    reach = ONE_IN_TEN * np.sqrt(known.variance / n * worth)
    return np.asarray(np.abs(final - guess) <= reach)
