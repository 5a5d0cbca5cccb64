"""How many times as likely: ratios of two proportions, and of two rates."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class RatioRange:
    """How many times as large, and the limits. `high` is infinite where it has no bound."""

    ratio: float
    low: float
    high: float


def ratio_of_proportions(
    x1: int, n1: int, x2: int, n2: int, confidence: float = 0.95
) -> RatioRange | None:
    """x1/n1 over x2/n2, with Katz's limits; None where either count is nought: it has none.

    Source: Katz, D. et al. (1978), 'Obtaining confidence intervals for the risk ratio in cohort
    studies', Biometrics 34, 469-474; by scipy.stats.contingency.relative_risk.
    """
    from scipy.stats.contingency import relative_risk

    if min(x1, x2, n1, n2) <= 0:
        return None
    result = relative_risk(x1, n1, x2, n2)
    limits = result.confidence_interval(confidence)
    return RatioRange(float(result.relative_risk), float(limits.low), float(limits.high))


def ratio_of_rates(
    x1: int, time1: float, x2: int, time2: float, confidence: float = 0.95
) -> RatioRange | None:
    """x1/time1 over x2/time2, with exact conditional limits; None where nothing was counted.

    Given x1 + x2 events, x1 is binomial; Clopper and Pearson's limits of its share give those of
    the ratio. Source: Przyborowski, J. and Wilenski, H. (1940), 'Homogeneity of results in testing
    samples from Poisson series', Biometrika 31, 313-323; by statsmodels' proportion_confint.
    """
    from statsmodels.stats.proportion import proportion_confint

    if x1 + x2 <= 0 or min(time1, time2) <= 0:
        return None
    low, high = proportion_confint(x1, x1 + x2, alpha=1 - confidence, method="beta")
    return RatioRange(*(_odds(share, time2 / time1) for share in (x1 / (x1 + x2), low, high)))


def _odds(share: float, exposure: float) -> float:
    return inf if share >= 1 else float(share / (1 - share) * exposure)
