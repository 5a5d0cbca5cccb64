"""Children who are counted again every quarter: what is gained where it is known how many stay."""

import numpy as np
import pytest

from metrics.verdicts.series import Series, times_counted
from metrics.verdicts.slopes import overlapping
from metrics.verdicts.trend import trends
from schemas.declared import Indicator, Schemas
from tests.support.series import proportions, wobble
from tests.support.verdict_cells import changed, quarters, verdict

RANDOM = np.random.default_rng(13)
QUARTERS, OWN = 16, wobble(wobble=0.003)


@pytest.mark.parametrize(
    ("share", "times"), [(0.0, 1.0), (0.5, 2.0625), (0.8, 3.096), (0.85, 3.3045), (1.0, 4.0)]
)
def test_the_more_stay_the_less_a_year_of_quarters_is_worth(share: float, times: float) -> None:
    assert times_counted(share) == pytest.approx(times, rel=1e-3)
    correlation = share ** np.abs(np.subtract.outer(range(4), range(4))).astype(float)
    assert times == pytest.approx(correlation.mean() * 4, rel=1e-3)  # of the mean, by its sum


def staying(share: float, councils: int, n: int = 60, rate: float = 0.7) -> np.ndarray:
    """Counts of n children of whom so many stay from quarter to quarter, and nothing changes."""
    counts = np.empty((councils, QUARTERS), dtype=int)
    counts[:, 0] = RANDOM.binomial(n, rate, councils)
    for q in range(1, QUARTERS):
        stay = RANDOM.binomial(counts[:, q - 1], share)
        stay_without = RANDOM.binomial(n - counts[:, q - 1], share)
        counts[:, q] = stay + RANDOM.binomial(n - stay - stay_without, rate)
    return counts


def told(counts: np.ndarray, share: float, n: int = 60) -> Series:
    return proportions(
        counts, np.full(counts.shape, n), quarterly=True, recounted=share, wobble=OWN
    )


@pytest.mark.parametrize(("stay", "share"), [(0.8, 0.8), (0.5, 0.5), (0.5, 0.8), (0.9, 0.9)])
def test_nothing_is_found_more_often_where_nothing_changes(stay: float, share: float) -> None:
    """Also where children's own state comes and goes, so that fewer count as the same."""
    word = trends(told(staying(stay, 6_000), share), "higher").word
    for either in ("improving", "worsening"):
        assert np.mean(word == either) <= 0.025


def test_its_z_is_a_z(share: float = 0.8) -> None:
    """With no wobble in them or allowed for, the z of made-up councils is spread by about one."""
    tiny = wobble(wobble=1e-6)
    counts = staying(share, 4_000, n=200)
    size = np.full(counts.shape, 200)
    z = overlapping(proportions(counts, size, quarterly=True, recounted=share, wobble=tiny))
    assert 0.85 < z.std() < 1.0  # half a child is taken off, and the error is the largest
    assert abs(z.mean()) < 0.06


RISING = [26, 25, 27, 26, 27, 28, 28, 29, 30, 31, 32, 33, 33, 34, 35, 36]


@pytest.mark.parametrize(
    ("share", "word"), [(None, "not clear yet"), (0.8, "improving"), (0.5, "improving")]
)
def test_one_number_from_the_case_system_lets_more_be_said(
    schemas: Schemas, share: float | None, word: str
) -> None:
    workforce = schemas.indicators["workforce_training"]
    declared = changed(schemas, workforce.id, recounted=share, wobble_like="outcome")
    found = verdict(quarters(workforce, *(f"{n} of 52" for n in RISING)), declared)
    assert found.trend == word


def test_a_quarter_without_a_figure_is_left_out() -> None:
    counts = np.array([RISING, RISING])
    size = np.full(counts.shape, 52)
    counts[1, 6], size[1, 6] = 0, 0
    series = proportions(counts, size, quarterly=True, recounted=0.8, wobble=OWN)
    whole, without = overlapping(series)
    assert without == pytest.approx(whole, rel=0.1)


@pytest.mark.parametrize("share", [0.0, 1.0, 1.2])
def test_a_share_is_a_share_and_of_a_snapshot(schemas: Schemas, share: float) -> None:
    training = schemas.indicators["workforce_training"].model_dump(by_alias=True)
    once = schemas.indicators["dental_checks"].model_dump(by_alias=True)
    assert Indicator(**training | {"recounted": 0.8}).share_recounted == 0.8
    assert Indicator(**training).share_recounted == 1.0
    with pytest.raises(ValueError):
        Indicator(**training | {"recounted": share})
    with pytest.raises(ValueError, match="same children"):
        Indicator(**once | {"recounted": 0.8})
