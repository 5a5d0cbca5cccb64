"""Quarter by quarter, with the limits they usually stay between: what a process picture is made of.

Values are in the indicator's unit (percent: 0 to 100). Plain numbers; whoever makes them works
the limits out (metrics.verdicts.xmr.process_limits), and nothing here does.
"""

from dataclasses import dataclass
from datetime import date

from charts.model.axis import drawn, possible
from charts.model.chart import Line, Point
from schemas.declared import Unit
from schemas.states import State

ROUNDING = 1e-9  # on a limit is between the limits, whatever a computer makes of it


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: its last day, 'Mar 2025', 'January to March 2025', and its value if it may be
    seen. `unseen` is why not: hidden, not collected yet, not available."""

    at: date
    tick: str
    period: str
    value: float | None
    unseen: State = State.NOT_AVAILABLE


@dataclass(frozen=True, slots=True)
class Process:
    """Quarters, oldest first, about their average, with the limits that they usually stay between.

    The limits may be beyond what can be; they are drawn and said cut to it. `trial`: there are
    too few quarters to trust them. Raises ValueError when there is no quarter.
    """

    title: str
    unit: Unit
    decimals: int
    quarters: tuple[Quarter, ...]
    centre: float
    low: float
    high: float
    trial: bool
    illustrative: bool

    def __post_init__(self) -> None:
        if not self.quarters:
            raise ValueError("a picture of quarters needs at least one")

    @property
    def line(self) -> Line:
        """The quarters as the line of a chart."""
        return Line("Each quarter", "ours", tuple(_point(q, self.unit) for q in self.quarters))

    @property
    def levels(self) -> tuple[tuple[str, float], ...]:
        """What is ruled across the plot, from the top, cut to what can be."""
        named = (("Upper limit", self.high), ("Average", self.centre), ("Lower limit", self.low))
        return tuple((name, drawn(value, self.unit)) for name, value in named)

    @property
    def is_cut(self) -> bool:
        """Whether a limit is drawn elsewhere than where it was worked out to be."""
        return any(possible(end, self.unit) != end for end in (self.low, self.high))

    @property
    def outside(self) -> tuple[Quarter, ...]:
        """The quarters that are beyond the limits."""
        low, high = self.low - ROUNDING, self.high + ROUNDING
        return tuple(q for q in self.quarters if q.value is not None and not low <= q.value <= high)


def _point(quarter: Quarter, unit: Unit) -> Point:
    if quarter.value is None:
        return Point(quarter.at, quarter.period, quarter.tick, quarter.unseen)
    value = drawn(quarter.value, unit)
    return Point(quarter.at, quarter.period, quarter.tick, State.SHOWN, value)
