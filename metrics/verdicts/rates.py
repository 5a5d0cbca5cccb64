"""How sure a count is, and so a rate: exact when it is small, Byar's limits from ten on."""

import numpy as np
import numpy.typing as npt

from metrics.verdicts.series import Floats

SMALL = 10


def count_limits(count: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The limits of a Poisson count, low and high, each of the count's shape.

    Divide by the population for those of a rate, by the expected count for observed over expected.
    Source: Office for Health Improvement and Disparities, 'Fingertips public health technical
    guidance': exact below 10, else Byar's; Breslow, N. E. and Day, N. E. (1987), 'Statistical
    Methods in Cancer Research', volume II, IARC, table 2.10 and p. 69.
    """
    x = np.asarray(count, dtype=float)
    exact, byar = exact_limits(x, confidence), byar_limits(x, confidence)
    low, high = (np.where(x < SMALL, e, b) for e, b in zip(exact, byar, strict=True))
    return low, high


def exact_limits(count: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The exact limits of a Poisson count, low and high, each of the count's shape: Garwood, F.
    (1936), 'Fiducial limits for the Poisson distribution', Biometrika 28, 437-442; by statsmodels'
    confint_poisson."""
    from statsmodels.stats.rates import confint_poisson

    x = np.asarray(count, dtype=float)
    low, high = confint_poisson(x, 1.0, method="exact-c", alpha=1 - confidence)
    return np.where(x > 0, low, 0.0), np.asarray(high)


def byar_limits(count: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Byar's approximation to the exact limits, low and high, each of the count's shape: Breslow
    and Day (1987), p. 69. No library that we keep has it."""
    from scipy.special import ndtri

    x, z = np.asarray(count, dtype=float), ndtri(0.5 + confidence / 2)
    base, above = np.where(x > 0, x, 1.0), x + 1
    low = base * (1 - 1 / (9 * base) - z / (3 * np.sqrt(base))) ** 3
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return np.where(x > 0, np.maximum(low, 0.0), 0.0), high
