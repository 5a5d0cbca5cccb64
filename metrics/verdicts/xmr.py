"""The XmR chart's limits: where quarters usually fall. No word of a verdict comes from them.

Sources: NHS England, 'Making data count'; Wheeler, D. J. (2000), 'Understanding Variation', 2nd
edition. No library that we keep draws its limits with one trimming.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.verdicts.series import Floats, ratio

LIMIT = 2.66  # 3 / 1.128: three standard deviations, from the mean moving range of two
UNUSUAL = 3.267  # the upper limit of a moving range, in mean moving ranges
ENOUGH = 13


@dataclass(frozen=True)
class ProcessLimits:
    """The centre and the limits, in the unit of the values. `trial` below 13 points.

    moving_range: the mean one, without the unusual ones; 0 where there is none.
    """

    centre: float
    low: float
    high: float
    moving_range: float
    trial: bool


def process_limits(values: Sequence[float]) -> ProcessLimits | None:
    """The limits of quarters, oldest first: the mean, give or take 2.66 mean moving ranges, those
    of 3.267 means or more dropped once.

    None where there is no value. The limits may lie outside what is possible (below nought, above
    100 %): whoever draws them cuts them off.
    """
    points = np.asarray(values, dtype=float)
    if not len(points):
        return None
    moves = np.abs(np.diff(points))[None, :]
    usual = float(usual_move(moves)[0])
    centre = float(points.mean())
    reach = LIMIT * usual
    return ProcessLimits(centre, centre - reach, centre + reach, usual, len(points) < ENOUGH)


def usual_move(moves: Floats) -> Floats:
    """The mean of each row of moving ranges, shape (series,), without those of 3.267 means or more
    (dropped once). `moves` has the shape (series, moves)."""
    first = ratio(moves.sum(axis=1), moves.shape[1])
    kept = (moves < UNUSUAL * first[:, None]) | (moves == 0)
    return ratio(np.where(kept, moves, 0.0).sum(axis=1), kept.sum(axis=1))
