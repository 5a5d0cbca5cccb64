"""Histories as numbers: those that are alike in one Series, so that one call judges them all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from metrics.verdicts.histories import Figure, History
from metrics.verdicts.series import Floats, Series, means, proportions, rates
from schemas.declared import MEANS, Better, Wobble

ALREADY = 1e-6
"""The wobble of figures beside others': what they do from year to year is in their spread."""


@dataclass(frozen=True)
class Batch:
    """Series that one call can judge. `places` say which of the given histories they are, `per`
    what their figures are out of, shape (series,); `matters` and `target`, of the same shape, are
    already out of one, or None where the indicators name none. `beside_others`: all councils'
    figures stand in for chance; then what matters is known only where it is named."""

    places: Sequence[int]
    histories: Sequence[History]
    beside_others: bool
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


def can_be_judged(h: History) -> bool:
    """Whether it can be said how sure the newest figure is: from counts, or from what all councils'
    figures of the measure do from year to year."""
    return bool(h.newest) and (_is_counted(h, h.newest[-1]) or is_beside_others(h))


def can_be_judged_throughout(h: History) -> bool:
    """Whether it can be said at the start too, and something has come since."""
    started = bool(h.start and h.since) and can_be_judged(h)
    return started and (_is_counted(h, h.start[0]) or is_beside_others(h))


def is_beside_others(h: History) -> bool:
    """Whether the figures have no counts, at the start or now, and what all councils' figures do
    from year to year stands in for chance."""
    ends = [*h.start[:1], *h.newest[-1:]]
    return h.year_to_year is not None and not all(_is_counted(h, f) for f in ends)


def beside_others(figures: Floats, children: Floats, wobbles: Sequence[Wobble]) -> Series:
    """Yearly figures without counts, shape (series, years), NaN where there is none, of councils
    that look after so many children: as means of these, spread as widely as gives a year's figure
    what all councils' figures do from year to year."""
    known = np.isfinite(figures)
    yearly = [w.of_a_year(n) for w, n in zip(wobbles, children, strict=True)]
    spread = np.array(yearly, dtype=float) * children**0.5
    own = [
        Wobble(wobble=ALREADY, passing=0.0, change=(w.over_three or ALREADY) / (2 * float(each)))
        for w, each in zip(wobbles, spread, strict=True)
    ]
    size = known * children[:, None]
    return means(np.nan_to_num(figures), size, spread, quarterly=False, wobble=own)


def in_batches(numbered: Iterable[tuple[int, History]]) -> Iterator[Batch]:
    """Batches of histories that are alike, so that one call judges each. They must be such as
    `can_be_judged`; a number is the place of a history in the caller's list."""
    for _, group in groupby(sorted(numbered, key=_alike), key=_alike):
        places, histories = zip(*group, strict=True)
        indicators, apart = [h.indicator for h in histories], is_beside_others(histories[0])
        unknown = np.nan if apart else None  # what matters, where it is not named
        per = np.array([1 if apart else i.per or 1 for i in indicators], dtype=float)
        yield Batch(
            places=places,
            histories=histories,
            beside_others=apart,
            better=indicators[0].better,
            series=_series(histories),
            per=per,
            matters=_given([i.matters or unknown for i in indicators], per),
            target=_given([i.target for i in indicators], per),
        )


def _alike(numbered: tuple[int, History]) -> tuple[str | float, ...]:
    """What series of one batch have in common."""
    h, i = numbered[1], numbered[1].indicator
    unit = "score" if i.unit in MEANS else "percent" if i.unit == "percent" else "rate"
    named = (i.matters is None, i.target is None, h.strategy.id)
    return (
        unit,
        is_beside_others(h),
        i.better,
        h.quarterly,
        i.share_recounted,
        *named,
        len(h.figures),
    )


def _given(values: Sequence[float | None], per: Floats) -> Floats | None:
    return None if values[0] is None else np.array(values, dtype=float) / per


def _series(histories: Sequence[History]) -> Series:
    first, quarterly = histories[0].indicator, histories[0].quarterly
    if is_beside_others(histories[0]):
        figures = [[f.value if f else None for f in h.figures] for h in histories]
        children = np.array([h.children for h in histories], dtype=float)
        return beside_others(
            np.array(figures, dtype=float), children, [h.wobble for h in histories]
        )
    size = _each(histories, _size)
    wobble = [h.wobble for h in histories]
    match first.unit:
        case "percent":
            count = _each(histories, _count)
            return proportions(
                count, size, quarterly=quarterly, recounted=first.share_recounted, wobble=wobble
            )
        case "score" | "days" | "£":
            spread = [h.indicator.spread or 0.0 for h in histories]
            mean = _each(histories, lambda f, h: f.value or 0.0)
            return means(mean, size, spread, quarterly=quarterly, wobble=wobble)
        case _:
            return rates(_each(histories, _count), size, quarterly=quarterly, wobble=wobble)


def _each(histories: Sequence[History], number: Callable[[Figure, History], float]) -> Floats:
    """A number of every figure, shape (series, periods); 0 where there is no figure."""
    return np.array(
        [[number(f, h) if f else 0.0 for f in h.figures] for h in histories], dtype=float
    )


def _is_counted(h: History, f: Figure) -> bool:
    """Whether the chance in a figure can be worked out: children are counted one by one; of a
    score, the standard deviation among them is known."""
    spread_known = h.indicator.unit not in MEANS or h.indicator.spread is not None
    return h.indicator.counts_children and spread_known and _size(f, h) > 0


def _size(f: Figure, h: History) -> float:
    """What a figure is out of: children, or the population; the stated one where only a rate is
    published; 0 where it is not known."""
    unit = h.indicator.unit
    if f.value is None or unit == "count":
        return 0.0
    if f.counted or unit in MEANS:
        return f.denominator or 0.0
    return 0.0 if unit == "percent" else float(h.indicator.population or 0)


def _count(f: Figure, h: History) -> float:
    """How many were counted; rebuilt from the rate where only that is published."""
    if f.counted:
        return f.numerator or 0.0
    return float(round((f.value or 0.0) * _size(f, h) / (h.indicator.per or 1)))
