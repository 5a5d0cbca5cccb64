"""Success criterion, 'gap': are two groups of our children served alike?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.verdicts.differences import DifferenceInterval, newcombe
from metrics.verdicts.series import Floats
from schemas.words import GapWord

CHILDREN_ENOUGH = 200
CONFIDENCE = 0.955
"""Of counts that are worth 1/k of their number, Newcombe's range of 95 % leaves out nought up to
5.5 % of the time where nothing differs; this one, of all sizes and wobbles, at most 5 %."""
MATERIAL = 0.10


@dataclass(frozen=True)
class GapEstimate:
    """The far group's figure minus the near group's, as a share of children (0.1 is 10 points),
    over the newest `years` periods, with its range."""

    word: GapWord
    near: float
    far: float
    difference: float
    low: float
    high: float
    years: int


NO_FIGURES = GapEstimate(GapWord.NO_FIGURES, 0.0, 0.0, 0.0, -1.0, 1.0, 0)


def gap(
    near: Sequence[float],
    of_near: Sequence[float],
    far: Sequence[float],
    of_far: Sequence[float],
    *,
    rho: float,
    material: float = MATERIAL,
) -> GapEstimate:
    """Compare the two groups: numerators and denominators, one of each a period, oldest first.

    A period in which either group has nobody is left out. Periods are pooled, newest first, until
    there are about 200 children. 'gap shown' when the range leaves out nought, either way;
    else 'no material gap' when the 90 % range lies within `material` (0.1 is 10 points), as in a
    test of equivalence. The ranges are those of `apart`, with the wobble `rho` of each group's
    figure in each of the periods.
    """
    columns = np.array([near, of_near, far, of_far], dtype=float).reshape(4, -1)
    columns = columns[:, (columns[1] > 0) & (columns[3] > 0)][:, ::-1]
    pooled = columns.cumsum(axis=1)
    if not pooled.shape[1]:
        return NO_FIGURES
    enough = int(np.searchsorted(pooled[1] + pooled[3], CHILDREN_ENOUGH))
    last = min(enough, pooled.shape[1] - 1)
    x0, n0, x1, n1 = (float(part) for part in pooled[:, last])
    k0, k1 = (_inflation(sizes[: last + 1], rho) for sizes in columns[[1, 3]])
    whole, narrower = apart((x0, n0, k0), (x1, n1, k1))
    return GapEstimate(
        word=_word(bool(whole.excludes_nought()), bool(narrower.within(material))),
        near=x0 / n0,
        far=x1 / n1,
        difference=x1 / n1 - x0 / n0,
        low=float(whole.low),
        high=float(whole.high),
        years=last + 1,
    )


def apart(
    near: tuple[npt.ArrayLike, float, float], far: tuple[npt.ArrayLike, float, float]
) -> tuple[DifferenceInterval, DifferenceInterval]:
    """The range of the far group's figure minus the near group's that decides whether there is a
    gap, and the narrower one of 90 %: Newcombe's (metrics.verdicts.differences). Of each group the
    numerator, or several, the denominator, and how many children count as one."""
    x0, n0, k0 = near
    x1, n1, k1 = far
    worth = (np.asarray(x1) / k1, n1 / k1, np.asarray(x0) / k0, n0 / k0)
    return newcombe(*worth, CONFIDENCE), newcombe(*worth, 0.90)


def _inflation(sizes: Floats, rho: float) -> float:
    """By how much the wobble of each period swells the variance of all of them together."""
    return 1 + rho * max(float(np.square(sizes).sum() / sizes.sum()) - 1, 0.0)


def _word(apart: bool, close: bool) -> GapWord:
    if apart:
        return GapWord.SHOWN
    return GapWord.NOT_MATERIAL if close else GapWord.CANNOT_TELL
