"""The lines that many series are given at once are those that statsmodels gives one by one."""

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from metrics.verdicts.series import Series
from metrics.verdicts.slopes import glm, least_squares
from tests.support.series import means, proportions, rates

RANDOM = np.random.default_rng(7)
QUARTERS = np.array([0, 0, 0, *range(13)], dtype=float)
YEARS = np.arange(4.0)


def some_proportions(periods: int, quarterly: bool) -> Series:
    n = RANDOM.integers(15, 250, (12, periods))
    n[3, 2], n[5, -1] = 0, 0  # a period without a figure
    return proportions(
        RANDOM.binomial(n, np.linspace(0.1, 0.8, 12)[:, None]), n, quarterly=quarterly
    )


def some_rates(periods: int, quarterly: bool) -> Series:
    population = RANDOM.integers(20_000, 200_000, (12, periods))
    return rates(RANDOM.poisson(population * 1e-3), population, quarterly=quarterly)


def theirs(series: Series, row: int, steps: Any) -> Any:
    """statsmodels' own generalised linear model of one series."""
    known = series.known[row]
    x, n = series.total[row][known], series.size[row][known]
    design = sm.add_constant(steps[known])
    if series.kind == "rate":
        return sm.GLM(x, design, family=sm.families.Poisson(), exposure=n).fit(tol=1e-14)
    counts = np.column_stack([x, n - x])
    return sm.GLM(counts, design, family=sm.families.Binomial()).fit(tol=1e-14)


@pytest.mark.parametrize(
    ("series", "steps"),
    [
        (some_proportions(16, True), QUARTERS),
        (some_proportions(4, False), YEARS),
        (some_rates(16, True), QUARTERS),
        (some_rates(4, False), YEARS),
    ],
    ids=["proportions by quarter", "by year", "rates by quarter", "by year"],
)
def test_slope_error_and_dispersion_are_those_of_statsmodels(series: Series, steps: Any) -> None:
    lines = glm(series)
    for row in range(len(series.total)):
        fit = theirs(series, row, steps)
        ours = (lines.slope[row], lines.error[row], lines.z[row], lines.dispersion[row])
        theirs_are = (fit.params[1], fit.bse[1], fit.tvalues[1], fit.pearson_chi2 / fit.df_resid)
        assert ours == pytest.approx(theirs_are, abs=1e-8)


def test_weighted_least_squares_is_that_of_statsmodels() -> None:
    mean, size = RANDOM.normal(15, 1, (6, 16)), RANDOM.integers(50, 90, (6, 16))
    lines = least_squares(means(mean, size, 7.0, quarterly=True))
    for row in range(6):
        fit = sm.WLS(mean[row], sm.add_constant(QUARTERS), weights=size[row] / 49.0).fit()
        assert lines.slope[row] == pytest.approx(fit.params[1], abs=1e-10)
        assert lines.error[row] == pytest.approx(fit.bse[1] / np.sqrt(fit.scale), abs=1e-10)
        assert lines.dispersion[row] == pytest.approx(fit.scale, abs=1e-10)


@pytest.mark.parametrize(
    ("numerator", "sign"),
    [([0, 0, 0, 0], 0), ([40, 40, 40, 40], 0), ([0, 0, 40, 40], 1), ([40, 40, 0, 0], -1)],
)
def test_counts_that_have_no_line_have_a_z_all_the_same(numerator: list[int], sign: int) -> None:
    lines = glm(proportions(numerator, [40] * 4, quarterly=False))
    assert np.sign(lines.z[0]) == sign
    assert np.isfinite([lines.slope[0], lines.error[0], lines.z[0], lines.dispersion[0]]).all()
