"""Success criterion, 'parity': are our children no more likely than others to be counted?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.verdicts.rates import count_limits
from schemas.words import Answer

EXPECTED_ENOUGH = 12
MOST_YEARS = 3


@dataclass(frozen=True)
class ParityEstimate:
    """Observed over expected, over the newest `years` years, with its exact 95 % limits.

    `expected` is how many of our children would have been counted at the rate of all children.
    """

    word: Answer
    observed: float
    expected: float
    ratio: float
    low: float
    high: float
    years: int


NO_FIGURES = ParityEstimate(Answer.NO_FIGURES, 0.0, 0.0, 0.0, 0.0, float("inf"), 0)


def parity(
    observed: Sequence[float],
    children: Sequence[float],
    everyone: Sequence[float],
    to_check: bool = False,
) -> ParityEstimate:
    """Compare our children with all children; one of each a year, oldest first.

    observed: how many of our `children` were counted. everyone: the rate of all children, per head;
    NaN, or no children, leaves the year out. Years are pooled, the newest three at most, until 12
    are expected. 'met' when clearly fewer are counted than expected, 'not met' when clearly more;
    between them fewer or more, which could be chance. 'cannot tell' where so few are expected that
    even none would prove nothing, and where the recording is `to_check` (see
    metrics.verdicts.plausibility). The limits are those of the observed count
    (metrics.verdicts.rates), over the expected one.
    """
    x, n, rate = (np.asarray(column, dtype=float) for column in (observed, children, everyone))
    known = (n > 0) & np.isfinite(rate)
    x, expected = x[known][::-1].cumsum(), (n * np.nan_to_num(rate))[known][::-1].cumsum()
    if not len(x) or expected[min(len(x), MOST_YEARS) - 1] <= 0:
        return NO_FIGURES
    last = min(int(np.searchsorted(expected, EXPECTED_ENOUGH)), len(x) - 1, MOST_YEARS - 1)
    count, among = float(x[last]), float(expected[last])
    low, high = (float(limit) / among for limit in count_limits(count))
    unproven = count <= among < float(count_limits(0)[1])
    word = Answer.CANNOT_TELL if to_check or unproven else _word(count / among, low, high)
    return ParityEstimate(word, count, among, count / among, low, high, last + 1)


def _word(ratio: float, low: float, high: float) -> Answer:
    if low > 1:
        return Answer.NOT_MET
    if high <= 1:
        return Answer.MET
    return Answer.PERHAPS_BETTER if ratio <= 1 else Answer.PERHAPS_WORSE
