"""Where we stand among councils, and the funnel that they would fall into by chance.

'8th of 11' claims nothing; the funnel says what chance and ordinary ups and downs would do.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from metrics.verdicts.evidence import NEARLY_ALL, SeriesEvidence
from metrics.verdicts.histories import History
from metrics.verdicts.level import funnel, place_among
from metrics.verdicts.series import SeriesKind
from metrics.verdicts.verdict import Rank, Verdict
from schemas.declared import ALL, Council, Indicator, Schemas
from schemas.words import TrendWord

AMONG_ALL = "all"
PLACES = 14  # sizes of council at which the funnel's limits are worked out
COUNCILS = ("council", "neighbour", "elsewhere")


def rankings(
    cells: pd.DataFrame,
    questions: Sequence[SeriesEvidence],
    verdicts: Sequence[Verdict],
    schemas: Schemas,
) -> pd.DataFrame:
    """Our place on each neighbour list, and among all councils where nearly all have a figure; one
    row for each indicator and list, the columns of verdict.Standing. A figure that must be
    checked first has no place."""
    theirs = _by_period(cells)
    odd = {v.indicator for v in verdicts if v.trend is TrendWord.CHECK_RECORDING}
    rows = [
        row.model_dump()
        for h in _totals(questions)
        if h.indicator.id not in odd
        for row in _of_indicator(h, theirs.get(_key(h)), schemas.council)
    ]
    return pd.DataFrame(rows, columns=list(Rank.model_fields))


def funnels(cells: pd.DataFrame, questions: Sequence[SeriesEvidence]) -> pd.DataFrame:
    """For each indicator that nearly all councils have, the limits about the country's figure at
    several sizes of council. Columns: indicator, size, low, high, strong_low, strong_high (in the
    indicator's unit), reference."""
    theirs = _by_period(cells)
    frames = [
        _limits(h, found)
        for h in _totals(questions)
        if (found := theirs.get(_key(h))) is not None and len(found) >= NEARLY_ALL and _fits(h)
    ]
    columns = ["indicator", "size", "low", "high", "strong_low", "strong_high", "reference"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _totals(questions: Sequence[SeriesEvidence]) -> Iterator[History]:
    """Each indicator's series of everyone, once."""
    totals = {q.history.indicator.id: q.history for q in questions if q.history.breakdown == ALL}
    return (h for h in totals.values() if h.newest)


def _key(h: History) -> tuple[str, str, pd.Timestamp]:
    period = h.newest[-1].period
    return h.indicator.id, str(period.kind), pd.Timestamp(period.end)


def _by_period(cells: pd.DataFrame) -> dict[tuple[str, str, pd.Timestamp], pd.DataFrame]:
    shown = cells["role"].isin(COUNCILS) & (cells["breakdown"] == ALL) & cells["value"].notna()
    rows = cells[shown]
    keys = [rows["indicator"], rows["period_kind"].astype(str), pd.to_datetime(rows["period_end"])]
    return dict(iter(rows.groupby(keys)))


def _of_indicator(h: History, found: pd.DataFrame | None, council: Council) -> Iterator[Rank]:
    if found is None or council.code not in set(found["area"]):
        return
    values = dict(zip(found["area"], found["value"].astype(float), strict=True))
    for listed in council.neighbour_lists:
        codes = [area.code for area in listed.areas]
        yield from _standing(h, listed.id, codes, values, council.code)
    if len(values) >= NEARLY_ALL:
        every = [area.code for area in council.councils]
        yield from _standing(h, AMONG_ALL, every, values, council.code)


def _standing(
    h: History, among: str, codes: Sequence[str], values: dict[str, float], ours: str
) -> Iterator[Rank]:
    others = [values[code] for code in codes if code in values and code != ours]
    found = place_among(values[ours], others, h.indicator.better)
    if found:
        yield Rank(
            indicator=h.indicator.id,
            among=among,
            period=h.newest[-1].period.words,
            place=found.place,
            of=found.of,
            tied=found.tied,
            median=found.median,
            listed=len({*codes, ours}),
        )


def _fits(h: History) -> bool:
    """Whether a funnel can be worked out: children counted one by one, and a figure to be about."""
    newest = h.newest[-1]
    counts = h.indicator.counts_children and h.indicator.per is not None
    return counts and newest.counted and newest.beside is not None


def _limits(h: History, found: pd.DataFrame) -> pd.DataFrame:
    per, reference = h.indicator.per or 1, (h.newest[-1].beside or 0.0)
    sizes = _sizes(found["denominator"].dropna().astype(float), h.newest[-1].denominator or 1.0)
    found_limits = funnel(_kind(h.indicator), sizes, reference / per)
    return pd.DataFrame(
        {
            "indicator": h.indicator.id,
            "size": sizes,
            "low": found_limits.low * per,
            "high": found_limits.high * per,
            "strong_low": found_limits.strong_low * per,
            "strong_high": found_limits.strong_high * per,
            "reference": reference,
        }
    )


def _kind(indicator: Indicator) -> SeriesKind:
    return SeriesKind.PROPORTION if indicator.unit == "percent" else SeriesKind.RATE


def _sizes(denominators: pd.Series, ours: float) -> np.ndarray:
    """From the smallest council to the largest, closer together where the limits bend; and ours."""
    smallest, largest = max(float(denominators.min()), 1.0), float(denominators.max())
    roots = np.linspace(smallest**0.5, largest**0.5, PLACES)
    return np.unique(np.append(np.round(np.square(roots)), ours))
