"""Where one council stands among all: what a funnel is drawn from and worded from.

Values are in the indicator's unit (percent: 0 to 100). Plain numbers; whoever makes them works
the limits out (metrics.verdicts.level.funnel), and nothing here does.
"""

from bisect import bisect_left
from dataclasses import astuple, dataclass
from functools import cached_property
from math import isfinite

from charts.model.axis import possible
from charts.model.words import figure
from schemas.declared import Unit

ROUNDING = 1e-9  # on a limit is between the limits, whatever a computer makes of it


@dataclass(frozen=True, slots=True)
class SizedCouncil:
    """A council's figure, and its size: the children it is out of, or the population."""

    name: str
    size: float
    value: float


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """Between which 95 % of councils of a size would be, and 99.8 % (`strong_`)."""

    size: float
    low: float
    high: float
    strong_low: float
    strong_high: float


@dataclass(frozen=True)
class Funnel:
    """Our figure among all councils', about a reference, with the limits at a grid of sizes.

    `reference_label` ends in the figure ('England 54 %'); `size_label` says what sizes count
    ('Care leavers aged 19 to 21'). What is between two sizes of the grid lies on a straight line,
    so a grid that holds our own size is exact for ours.
    """

    title: str
    unit: Unit
    decimals: int
    reference: float
    reference_label: str
    ours: SizedCouncil
    others: tuple[SizedCouncil, ...]
    limits: tuple[FunnelLimit, ...]
    size_label: str
    illustrative: bool

    @property
    def councils(self) -> tuple[SizedCouncil, ...]:
        """Ours and the others."""
        return (self.ours, *self.others)

    @property
    def reference_name(self) -> str:
        """'England', of 'England 54 %'."""
        value = figure(self.reference, self.unit, self.decimals)
        return self.reference_label.removesuffix(value).strip(" :,") or self.reference_label

    @cached_property
    def grid(self) -> tuple[FunnelLimit, ...]:
        """The limits that are numbers, cut to what can be, by rising size."""
        kept = {}
        for given in self.limits:
            if isfinite(given.size) and given.size > 0:
                _, *ends = astuple(given)
                kept[given.size] = FunnelLimit(
                    given.size, *(possible(end, self.unit) for end in ends)
                )
        return tuple(kept[size] for size in sorted(kept) if all(map(isfinite, astuple(kept[size]))))

    def limit(self, size: float) -> FunnelLimit | None:
        """The limits for a size; beyond the largest, the largest's; None below the smallest."""
        sizes = [g.size for g in self.grid]
        n = bisect_left(sizes, size)
        if n == len(sizes):
            return self.grid[-1] if sizes else None
        if sizes[n] == size:
            return self.grid[n]
        return _between(self.grid[n - 1], self.grid[n], size) if n else None

    def outside_limits(self, council: SizedCouncil) -> int:
        """0 between the 95 % limits, 1 above them, 2 above the 99.8 % ones; below them, less."""
        at = self.limit(council.size)
        if at is None:
            return 0
        value = possible(council.value, self.unit)
        above = (value > at.high + ROUNDING) + (value > at.strong_high + ROUNDING)
        return above - (value < at.low - ROUNDING) - (value < at.strong_low - ROUNDING)


def _between(a: FunnelLimit, b: FunnelLimit, size: float) -> FunnelLimit:
    """The limits on the straight line from one size to the next."""
    along = (size - a.size) / (b.size - a.size)
    pairs = zip(astuple(a), astuple(b), strict=True)
    _, *ends = (start + (end - start) * along for start, end in pairs)
    return FunnelLimit(size, *ends)
