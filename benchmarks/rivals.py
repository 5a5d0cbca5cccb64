"""What others go by, so that it can be tried beside the product's own rule.

Each takes series of proportions and says 1 for better, -1 for worse, 0 for neither; higher is
better. Arrays of shape (series,).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from metrics.verdicts.differences import newcombe
from metrics.verdicts.series import Series, year
from metrics.verdicts.xmr import LIMIT, usual_move

Says = npt.NDArray[np.int_]
RUN = 7


def arrow(series: Series) -> Says:
    """The latest figure against the one before, of any size: DfE's Local Authority Interactive
    Tool."""
    return _sign(series.figures[:, -1] - series.figures[:, -2])


def scorecard(series: Series) -> Says:
    """The latest figure against the baseline's: red, amber, green."""
    return _sign(series.figures[:, -1] - series.figures[:, series.per_year - 1])


def xmr_icon(series: Series) -> Says:
    """NHS England's 'Making data count', of the latest point: beyond a limit; the seventh or more
    on one side of the mean, or up or down in a row; or the second of three near a limit."""
    values = series.figures
    centre = values.mean(axis=1)[:, None]
    sigma = LIMIT * usual_move(np.abs(np.diff(values, axis=1)))[:, None] / 3
    away = values - centre
    found = np.zeros(len(values), dtype=int)
    for side in (1, -1):
        out = side * away[:, -1] > 3 * sigma[:, 0]
        near = side * away[:, -3:] > 2 * sigma
        out |= near[:, -1] & (near.sum(axis=1) >= 2)
        if values.shape[1] > RUN:
            out |= (side * away[:, -RUN:] > 0).all(axis=1)
            out |= (side * np.diff(values[:, -RUN:], axis=1) > 0).all(axis=1)
        found = np.where(out & (found == 0), side, found)
    return found


def two_years(series: Series) -> Says:
    """The last year against the baseline year, Newcombe's interval, and nothing else."""
    later, earlier = year(series, series.in_last_year), year(series, series.in_baseline)
    apart = newcombe(*later, *earlier)
    return np.where(apart.low > 0, 1, np.where(apart.high < 0, -1, 0))


def _sign(difference: npt.NDArray[np.float64]) -> Says:
    return np.sign(difference).astype(int)


RIVALS: dict[str, Callable[[Series], Says]] = {
    "arrow": arrow,
    "scorecard": scorecard,
    "XmR icon": xmr_icon,
    "Newcombe": two_years,
}
