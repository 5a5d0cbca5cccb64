"""Ranking: our place among councils, and the funnel that they would fall into by chance.

'8th of 11' claims nothing; the funnel says what chance and ordinary ups and downs would do.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from metrics.verdicts.evidence import NEARLY_ALL, SeriesEvidence
from metrics.verdicts.histories import History
from metrics.verdicts.level import funnel
from metrics.verdicts.series import SeriesKind
from metrics.verdicts.verdict import Rank, Verdict
from schemas.declared import ALL, Better, Council, Schemas
from schemas.words import TrendWord

AMONG_ALL = "all"
SIZES = 14  # sizes of council at which the funnel's limits are worked out
COUNCILS = ("council", "neighbour", "elsewhere")
_Key = tuple[str, str, pd.Timestamp]  # indicator, kind of period, its end


class Place(NamedTuple):
    """'8th of 11', ours among those: 1 is best, or highest where neither is better. `tied` when
    others share the place. `median` is that of the others."""

    place: int
    of: int
    tied: bool
    median: float


def place_among(ours: float, others: Sequence[float], better: Better) -> Place | None:
    """Our place among other councils' figures, with no claim that it is more than chance.

    None where no other has a value.
    """
    if not others:
        return None
    ahead = sum(o < ours if better == "lower" else o > ours for o in others)
    return Place(ahead + 1, len(others) + 1, ours in others, float(np.median(others)))


def rankings(
    cells: pd.DataFrame,
    evidence: Sequence[SeriesEvidence],
    verdicts: Sequence[Verdict],
    schemas: Schemas,
) -> pd.DataFrame:
    """Our place on each neighbour list, and among all councils where nearly all have a figure; one
    row for each indicator and list, the columns of verdict.Rank. A figure that must be checked
    first has no place. `cells` are as an edition holds them."""
    councils = _by_period(cells)
    to_check = (v for v in verdicts if v.trend is TrendWord.CHECK_RECORDING)
    odd = {v.indicator for v in to_check if v.strategy == schemas.strategies[0].id}
    rows = [
        rank.model_dump()
        for h in _totals(evidence)
        if h.indicator.id not in odd and (of_councils := councils.get(_key(h))) is not None
        for rank in _ranks(h, of_councils, schemas.council)
    ]
    return pd.DataFrame(rows, columns=list(Rank.model_fields))


def funnels(cells: pd.DataFrame, evidence: Sequence[SeriesEvidence]) -> pd.DataFrame:
    """For each indicator that nearly all councils have, the limits about the country's figure at
    several sizes of council. Columns: indicator, size, low, high, strong_low, strong_high (in the
    indicator's unit), reference."""
    councils = _by_period(cells)
    frames = [
        _limits(h, of_councils)
        for h in _totals(evidence)
        if (of_councils := councils.get(_key(h))) is not None and len(of_councils) >= NEARLY_ALL
        if h.indicator.counts_children and h.indicator.per is not None
        if h.newest[-1].counted and h.newest[-1].country is not None
    ]
    columns = ["indicator", "size", "low", "high", "strong_low", "strong_high", "reference"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _totals(evidence: Sequence[SeriesEvidence]) -> Iterator[History]:
    """Each indicator's series of everyone, once, of those that others are set beside: by the newest
    strategy, whose evidence comes first."""
    newest_first = [e.history for e in evidence if e.history.breakdown == ALL]
    totals = {h.indicator.id: h for h in reversed(newest_first)}
    return (h for h in totals.values() if h.newest and h.indicator.comparators)


def _key(h: History) -> _Key:
    period = h.newest[-1].period
    return h.indicator.id, str(period.kind), pd.Timestamp(period.end)


def _by_period(cells: pd.DataFrame) -> dict[_Key, pd.DataFrame]:
    """The councils' totals that are shown, by indicator and period."""
    shown = cells["role"].isin(COUNCILS) & (cells["breakdown"] == ALL) & cells["value"].notna()
    rows = cells[shown]
    keys = [rows["indicator"], rows["period_kind"].astype(str), pd.to_datetime(rows["period_end"])]
    return dict(iter(rows.groupby(keys)))


def _ranks(h: History, of_councils: pd.DataFrame, council: Council) -> Iterator[Rank]:
    values = dict(zip(of_councils["area"], of_councils["value"].astype(float), strict=True))
    lists = {listed.id: listed.areas for listed in council.neighbour_lists}
    if len(values) >= NEARLY_ALL:
        lists[AMONG_ALL] = council.councils
    for among, areas in lists.items():
        codes = {area.code for area in areas}
        others = [value for code, value in values.items() if code in codes - {council.code}]
        if council.code in values and (
            place := place_among(values[council.code], others, h.indicator.better)
        ):
            yield Rank(
                indicator=h.indicator.id,
                among=among,
                period=h.newest[-1].period.words,
                listed=len({*codes, council.code}),
                **place._asdict(),
            )


def _limits(h: History, of_councils: pd.DataFrame) -> pd.DataFrame:
    per, reference = h.indicator.per or 1, (h.newest[-1].country or 0.0)
    denominators = of_councils["denominator"].dropna().astype(float)
    sizes = _sizes(denominators, h.newest[-1].denominator or 1.0)
    kind = SeriesKind.PROPORTION if h.indicator.unit == "percent" else SeriesKind.RATE
    limits = funnel(kind, sizes, reference / per, h.wobble.wobble)
    return pd.DataFrame(
        {
            "indicator": h.indicator.id,
            "size": sizes,
            "low": limits.low * per,
            "high": limits.high * per,
            "strong_low": limits.strong_low * per,
            "strong_high": limits.strong_high * per,
            "reference": reference,
        }
    )


def _sizes(denominators: pd.Series, ours: float) -> np.ndarray:
    """From the smallest council to the largest, closer together where the limits bend; and ours."""
    smallest, largest = max(float(denominators.min()), 1.0), float(denominators.max())
    roots = np.linspace(smallest**0.5, largest**0.5, SIZES)
    return np.unique(np.append(np.round(np.square(roots)), ours))
