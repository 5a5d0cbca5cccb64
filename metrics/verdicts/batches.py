"""Histories as numbers: those that are alike in one Series, so that one call judges them all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from metrics.verdicts.histories import Figure, History
from metrics.verdicts.series import Floats, Series, means, proportions, rates
from schemas.declared import Better, Indicator


@dataclass(frozen=True)
class Batch:
    """Series that one call can judge. `places` say which of the given histories they are, `per`
    what their figures are out of, shape (series,); `matters` and `target`, of the same shape, are
    already out of one, or None where the indicators name none."""

    places: Sequence[int]
    histories: Sequence[History]
    better: Better
    series: Series
    per: Floats
    matters: Floats | None
    target: Floats | None

    @property
    def country(self) -> Floats:
        """The country's figures out of one, shape (series, periods); NaN where it has none."""
        shown = [[f.country if f else None for f in h.figures] for h in self.histories]
        return np.array(shown, dtype=float) / self.per[:, None]


def is_counted(h: History) -> bool:
    """Whether chance can be worked out now: children are counted one by one; of a score, the
    standard deviation among them is known."""
    spread_known = h.indicator.unit != "score" or h.indicator.spread is not None
    counted = h.indicator.counts_children and bool(h.newest) and spread_known
    return counted and _size(h.newest[-1], h.indicator) > 0


def is_counted_throughout(h: History) -> bool:
    """Whether chance can be worked out at the start too, and something has come since."""
    return is_counted(h) and bool(h.start and h.since) and _size(h.start[0], h.indicator) > 0


def in_batches(numbered: Iterable[tuple[int, History]]) -> Iterator[Batch]:
    """Batches of histories that are alike, so that one call judges each. They must be counted
    (`is_counted`); a number is the place of a history in the caller's list."""
    for _, group in groupby(sorted(numbered, key=_alike), key=_alike):
        places, histories = zip(*group, strict=True)
        indicators = [h.indicator for h in histories]
        per = np.array([i.per or 1 for i in indicators], dtype=float)
        yield Batch(
            places=places,
            histories=histories,
            better=indicators[0].better,
            series=_series(histories),
            per=per,
            matters=_given([i.matters for i in indicators], per),
            target=_given([i.target for i in indicators], per),
        )


def _alike(numbered: tuple[int, History]) -> tuple[str | bool | int, ...]:
    """What series of one batch have in common."""
    h, i = numbered[1], numbered[1].indicator
    unit = i.unit if i.unit in ("percent", "score") else "rate"
    named = (i.matters is None, i.target is None, h.strategy.id)
    return (unit, i.better, h.quarterly, i.snapshot, *named, len(h.figures))


def _given(values: Sequence[float | None], per: Floats) -> Floats | None:
    return None if values[0] is None else np.array(values, dtype=float) / per


def _series(histories: Sequence[History]) -> Series:
    first, quarterly = histories[0].indicator, histories[0].quarterly
    size = _each(histories, _size)
    wobble = [h.wobble for h in histories]
    match first.unit:
        case "percent":
            count = _each(histories, _count)
            return proportions(
                count, size, quarterly=quarterly, recounted=first.snapshot, wobble=wobble
            )
        case "score":
            spread = [h.indicator.spread or 0.0 for h in histories]
            mean = _each(histories, lambda f, indicator: f.value or 0.0)
            return means(mean, size, spread, quarterly=quarterly, wobble=wobble)
        case _:
            return rates(_each(histories, _count), size, quarterly=quarterly, wobble=wobble)


def _each(histories: Sequence[History], number: Callable[[Figure, Indicator], float]) -> Floats:
    """A number of every figure, shape (series, periods); 0 where there is no figure."""
    return np.array(
        [[number(f, h.indicator) if f else 0.0 for f in h.figures] for h in histories], dtype=float
    )


def _size(f: Figure, indicator: Indicator) -> float:
    """What a figure is out of: children, or the population; the stated one where only a rate is
    published; 0 where it is not known."""
    if f.value is None or indicator.unit == "count":
        return 0.0
    if f.counted or indicator.unit == "score":
        return f.denominator or 0.0
    return 0.0 if indicator.unit == "percent" else float(indicator.population or 0)


def _count(f: Figure, indicator: Indicator) -> float:
    """How many were counted; rebuilt from the rate where only that is published."""
    if f.counted:
        return f.numerator or 0.0
    return float(round((f.value or 0.0) * _size(f, indicator) / (indicator.per or 1)))
