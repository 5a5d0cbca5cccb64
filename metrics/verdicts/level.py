"""Level: where are we? Beside England, whose figure has almost no chance in it, and neighbours.

The limits are those of a funnel about England's figure, exact as in Spiegelhalter, D. J. (2005),
'Funnel plots for comparing institutional performance', Statistics in Medicine 24, 1185-1202,
appendix A.1.1, with the ordinary wobble of councils: counts are beta-binomial (Skellam 1948), and
events in a population negative binomial. The inverse of Wilson's interval has the same width, but
is even on both sides: near 5 or 95 % it is wrong up to 4 % of the time on the long one.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from metrics.verdicts.series import Flags, Floats, Series, SeriesKind, ratio
from metrics.verdicts.trend import FEWEST_CHILDREN, FEWEST_EITHER_WAY, Words
from schemas.declared import Better
from schemas.words import LevelWord

USUAL = 0.95
STRONG = 0.998
ROUNDING = 1e-12
MOST_YEARS = 3
_GOOD = {
    "higher": (LevelWord.BETTER, LevelWord.WORSE),
    "lower": (LevelWord.WORSE, LevelWord.BETTER),
    "neither": (LevelWord.HIGHER, LevelWord.LOWER),
}


@dataclass(frozen=True)
class Limits:
    """Between which 95 % and 99.8 % of councils like England would fall, in the figures' unit:
    arrays of one shape."""

    low: Floats
    high: Floats
    strong_low: Floats
    strong_high: Floats


@dataclass(frozen=True)
class Levels:
    """Where each series is, beside its reference: arrays of shape (series,).

    word: a LevelWord. strong: beyond the 99.8 % limit, and not only the 95 %. figure, reference:
    ours and England's, of the newest year, or of the newest `years` together where one has too
    few children.
    """

    word: Words
    strong: Flags
    figure: Floats
    reference: Floats
    limits: Limits
    years: npt.NDArray[np.int_]


def levels(series: Series, reference: npt.ArrayLike, better: Better) -> Levels:
    """Compare every series with its reference: England's figure in each of its periods, in the
    same unit, of shape (series, periods) or (periods,). A period where that is NaN is left out."""
    given = np.broadcast_to(np.asarray(reference, dtype=float), series.total.shape)
    series, known = series.only(np.isfinite(given)), np.nan_to_num(given)
    years = _years_needed(series, known)
    figure, middle, size = _pooled(series, known, years)
    spread = 0.0 if series.spread is None else series.spread
    limits = funnel(series.kind, size, middle, series.rho, years, spread)
    enough, spread_known = _enough(series.kind, size, middle), series.variance > 0
    side = _side(figure, limits.low, limits.high) * (enough & spread_known)
    return Levels(
        word=_words(side, enough, spread_known, better),
        strong=(side != 0) & (_side(figure, limits.strong_low, limits.strong_high) != 0),
        figure=figure,
        reference=middle,
        limits=limits,
        years=years,
    )


def funnel(
    kind: SeriesKind,
    size: npt.ArrayLike,
    reference: npt.ArrayLike,
    rho: npt.ArrayLike,
    years: npt.ArrayLike = 1,
    spread: npt.ArrayLike = 0.0,
) -> Limits:
    """The limits about a reference for councils of so many children, or such a population.

    `reference` and the limits are out of one (or in the unit of a mean). `rho`: the measure's
    wobble; `years`: over how many years they were counted, each with a wobble of its own. `spread`,
    the standard deviation among children, is of a mean only. The arguments are broadcast together;
    the limits have that shape.
    """
    given = (np.asarray(a, dtype=float) for a in (size, reference, rho, years, spread))
    cells = np.broadcast_arrays(*given)
    one_by_one = zip(*(c.ravel().tolist() for c in cells), strict=True)
    every = np.array([_limits(kind, *cell) for cell in one_by_one]).reshape(-1, 4)
    return Limits(*(every[:, column].reshape(cells[0].shape) for column in range(4)))


@lru_cache(maxsize=8192)
def _limits(
    kind: SeriesKind, size: float, reference: float, rho: float, years: float, spread: float
) -> tuple[float, float, float, float]:
    """Low, high, strong low, strong high; unbounded where nobody was counted."""
    from scipy.special import ndtri

    tails = ((1 - USUAL) / 2, (1 - STRONG) / 2)
    if size <= 0:
        return -np.inf, np.inf, -np.inf, np.inf
    if kind is SeriesKind.MEAN:
        deviation = spread * np.sqrt(1 / size + rho / years)
        reach, strong_reach = (-float(ndtri(tail)) * deviation for tail in tails)
        low, high = reference - reach, reference + reach
        strong_low, strong_high = reference - strong_reach, reference + strong_reach
    else:
        chances = _chances(kind, size, reference, rho / years)
        low, strong_low = (_outermost(chances, tail) for tail in tails)
        high, strong_high = (len(chances) - 1 - _outermost(chances[::-1], tail) for tail in tails)
        most = size if kind is SeriesKind.PROPORTION else np.inf
        high, strong_high = min(high, most) / size, min(strong_high, most) / size
        low, strong_low = max(low, 0.0) / size, max(strong_low, 0.0) / size
    return low, high, strong_low, strong_high


def _outermost(chances: Floats, tail: float) -> float:
    """The lowest count that is still within the limit, less a share of one so that the limit is
    smooth in the size: Spiegelhalter's interpolation."""
    below = chances.cumsum()
    lowest = min(int(np.searchsorted(below, tail)), len(chances) - 1)
    return lowest - float(ratio(below[lowest] - tail, chances[lowest]))


def _chances(kind: SeriesKind, size: float, reference: float, wobble: float) -> Floats:
    """Of 0, 1, 2 … being counted at the reference: beta-binomial, or negative binomial."""
    from scipy.stats import betabinom, nbinom

    if kind is SeriesKind.PROPORTION:
        p = min(max(reference, 1e-6), 1 - 1e-6)
        weight = 1 / wobble - 1
        n = round(size)
        return np.asarray(betabinom.pmf(np.arange(n + 1), n, p * weight, (1 - p) * weight))
    expected = max(size * reference, 1e-6)
    most = expected + 12 * np.sqrt(expected + wobble * expected**2) + 20
    return np.asarray(nbinom.pmf(np.arange(int(most)), 1 / wobble, 1 / (1 + wobble * expected)))


def _years_needed(series: Series, reference: Floats) -> npt.NDArray[np.int_]:
    """The newest year, or the fewest years that have enough children; at most three."""
    needed = np.full(len(series.total), MOST_YEARS)
    for years in range(MOST_YEARS, 0, -1):
        _, middle, size = _pooled(series, reference, np.full(len(needed), years))
        needed[_enough(series.kind, size, middle)] = years
    return needed


def _pooled(
    series: Series, reference: Floats, years: npt.NDArray[np.int_]
) -> tuple[Floats, Floats, Floats]:
    """Our figure and the reference over the newest years, and how many children that is."""
    newest = np.select(
        [years[:, None] == y for y in range(1, MOST_YEARS + 1)],
        [series.newest(y * series.per_year) for y in range(1, MOST_YEARS + 1)],
    )
    size = np.where(newest, series.size, 0.0)
    whole = size.sum(axis=1)
    figure = ratio(np.where(newest, series.total, 0.0).sum(axis=1), whole)
    return figure, ratio((size * reference).sum(axis=1), whole), whole / series.recounts


def _enough(kind: SeriesKind, size: Floats, reference: Floats) -> Flags:
    """As many children as a trend needs, and as many expected with the outcome and without it."""
    if kind is SeriesKind.RATE:
        return np.asarray(size * reference >= FEWEST_EITHER_WAY)
    enough = size >= FEWEST_CHILDREN
    if kind is SeriesKind.PROPORTION:
        enough &= size * np.minimum(reference, 1 - reference) >= FEWEST_EITHER_WAY
    return np.asarray(enough)


def _side(figure: Floats, low: Floats, high: Floats) -> npt.NDArray[np.int_]:
    """1 above, -1 below, 0 between; on a limit is between, whatever a computer makes of it."""
    above, below = figure > high + ROUNDING, figure < low - ROUNDING
    return np.asarray(above.astype(int) - below.astype(int))


def _words(side: npt.NDArray[np.int_], enough: Flags, spread_known: Flags, better: Better) -> Words:
    up, down = _GOOD[better]
    return np.select(
        [~enough, ~spread_known, side > 0, side < 0],
        [str(LevelWord.TOO_FEW), str(LevelWord.NOT_CLEAR), str(up), str(down)],
        str(LevelWord.SAME),
    )
