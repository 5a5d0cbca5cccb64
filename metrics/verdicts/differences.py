"""How far two figures of different children may really be apart."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.verdicts.rates import count_limits
from metrics.verdicts.series import Floats, ratio


@dataclass(frozen=True)
class DifferenceInterval:
    """From `low` to `high`, each of shape (series,), in the unit of the figures."""

    low: Floats
    high: Floats

    def excludes_nought(self) -> npt.NDArray[np.bool_]:
        """Whether all of it lies on one side of nought, shape (series,)."""
        return (self.low > 0) | (self.high < 0)

    def within(self, margin: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether all of it lies nearer to nought than the margin, shape (series,)."""
        return (self.low > -np.asarray(margin)) & (self.high < np.asarray(margin))


def newcombe(
    later: npt.ArrayLike,
    of_later: npt.ArrayLike,
    earlier: npt.ArrayLike,
    of_earlier: npt.ArrayLike,
    confidence: float = 0.95,
) -> DifferenceInterval:
    """The interval of later / of_later minus earlier / of_earlier, as proportions: from -1 to 1.
    The counts are broadcast together.

    Counts may be fractions of a child, where wobble has made them worth fewer. Where there are
    none of either, anything is possible. Source: Newcombe, R. G. (1998), 'Interval estimation for
    the difference between independent proportions: comparison of eleven methods', Statistics in
    Medicine 17, 873-890, method 10; by statsmodels' confint_proportions_2indep.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    x1, n1, x0, n0 = np.broadcast_arrays(
        *(np.asarray(a, dtype=float) for a in (later, of_later, earlier, of_earlier))
    )
    some = (n1 > 0) & (n0 > 0)
    n1, n0 = np.where(some, n1, 1.0), np.where(some, n0, 1.0)
    x1, x0 = np.clip(x1, 0, n1), np.clip(x0, 0, n0)
    low, high = confint_proportions_2indep(
        x1, n1, x0, n0, method="newcomb", compare="diff", alpha=1 - confidence
    )
    return DifferenceInterval(np.where(some, low, -1.0), np.where(some, high, 1.0))


def rate_difference(
    later: npt.ArrayLike,
    population_later: npt.ArrayLike,
    earlier: npt.ArrayLike,
    population_earlier: npt.ArrayLike,
    confidence: float = 0.95,
) -> DifferenceInterval:
    """The interval of the later rate minus the earlier, per head, from the limits of each count.

    Source: Zou, G. Y. and Donner, A. (2008), 'Construction of confidence limits about effect
    measures: a general approach', Statistics in Medicine 27, 1693-1702 (Newcombe's method 10 is
    its case for proportions).
    """
    now, then = (np.asarray(a, dtype=float) for a in (population_later, population_earlier))
    low1, high1 = (ratio(x, now) for x in count_limits(later, confidence))
    low0, high0 = (ratio(x, then) for x in count_limits(earlier, confidence))
    r1, r0 = ratio(later, now), ratio(earlier, then)
    return DifferenceInterval(
        r1 - r0 - np.hypot(r1 - low1, high0 - r0), r1 - r0 + np.hypot(high1 - r1, r0 - low0)
    )


def mean_difference(
    difference: npt.ArrayLike, variance: npt.ArrayLike, confidence: float = 0.95
) -> DifferenceInterval:
    """The interval of a difference of two means whose variances add up to `variance`, by the normal
    distribution (as in any textbook; no source of its own)."""
    from scipy.special import ndtri

    half = ndtri(0.5 + confidence / 2) * np.sqrt(np.asarray(variance, dtype=float))
    middle = np.asarray(difference, dtype=float)
    return DifferenceInterval(np.asarray(middle - half), np.asarray(middle + half))
