"""Jumps in a denominator that nobody has explained: what an officer is asked before publishing.

A denominator that falls from one period to the next may be a new way of counting, which would look
like a change in what is counted. It is a question and refuses nothing; once the break is declared
it is not asked again. Officers only: denominators here are true ones.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from metrics.verdicts.xmr import process_limits
from schemas.declared import ALL, Indicator, Schemas
from schemas.periods import Period, PeriodKind

FEWEST, MOST = 3, 8
"""Periods before a jump that say what is usual: at least, and at most."""
JUMP = 0.25
"""The least that is asked about, as a share of what it was before."""
EACH = {PeriodKind.QUARTER: "a quarter", PeriodKind.MONTH: "a month"}


def unexplained_jumps(
    figures: pd.DataFrame, arrived: Collection[int], schemas: Schemas
) -> Iterator[str]:
    """A question for each measure of ours whose denominator jumps where an extract has `arrived`:
    'Dental checks: 52 a quarter, and 37 from April 2023. Has the way it is counted changed?'

    `figures` are the store's current ones as they would be.
    """
    ours = figures["area"].eq(schemas.council.code) & figures["breakdown"].eq(ALL)
    counted = figures[ours & figures["denominator"].notna() & ~figures["illustrative"]]
    for (name, kind), rows in counted.groupby(["indicator", "period_kind"]):
        rows = rows.sort_values("period_end")
        sizes = rows["denominator"].to_numpy(dtype=float)
        indicator, new = schemas.indicators[str(name)], rows["extract"].isin(arrived).to_numpy()
        periods = [
            Period(PeriodKind(str(kind)), start.date(), end.date())
            for start, end in zip(rows["period_start"], rows["period_end"], strict=True)
        ]
        if found := _jump(sizes, new, periods, indicator):
            at, before, after = found
            each = EACH.get(periods[at].kind, "a year")
            yield (
                f"{indicator.short}: {before:,.0f} {each}, and {after:,.0f} from "
                f"{periods[at].start:%B %Y}. Has the way it is counted changed?"
            )


def _jump(
    sizes: np.ndarray, new: np.ndarray, periods: Sequence[Period], indicator: Indicator
) -> tuple[int, float, float] | None:
    """Where the largest jump is, and the usual denominator before it and after it: of a year's
    periods each, set beside how much one period usually differs from the next."""
    year = 12 // (periods[0].kind.months or 12)
    stretches = [indicator.stretch(period) for period in periods]
    found: list[tuple[float, int, float, float]] = []
    for at in range(FEWEST, len(sizes)):
        same = [n for n in range(at) if stretches[n] == stretches[at]]
        if not new[at] or len(same) < FEWEST:
            continue
        limits = process_limits(list(sizes[same[-MOST:]]))
        before, after = sizes[same[-year:]].mean(), sizes[at : at + year]
        moved = abs(after.mean() - before)
        usual = 0.0 if limits is None else (limits.high - limits.centre) / np.sqrt(len(after))
        if moved >= JUMP * before and moved > usual:
            found.append((moved, -at, before, float(after.mean())))
    _, at, before, after_mean = max(found, default=(0.0, 0, 0.0, 0.0))
    return (-at, before, after_mean) if found else None
