"""Series of a measure whose wobble does not matter to the test: all have one."""

from functools import partial

from metrics.criteria import gap as gaps
from metrics.verdicts import plausibility, series
from schemas.declared import ONE_FOR_ALL, Wobble

proportions = partial(series.proportions, wobble=ONE_FOR_ALL)
rates = partial(series.rates, wobble=ONE_FOR_ALL)
means = partial(series.means, wobble=ONE_FOR_ALL)
gap = partial(gaps.gap, rho=ONE_FOR_ALL.wobble)
implausible_run = partial(plausibility.implausible_run, rho=ONE_FOR_ALL.wobble)


def wobble(**own: float) -> Wobble:
    """A wobble that is like all others' but in what is named."""
    return ONE_FOR_ALL.model_copy(update=own)
