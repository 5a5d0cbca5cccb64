"""One chart, said once: what both drawings, the table and the text alternative are made from.

Values are in the indicator's unit (percent: 0 to 100). Dates are the periods' last days. No
Plotly, no Streamlit; anyone above charts/ may import it.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from schemas.declared import Unit
from schemas.states import State

LineRole = Literal["ours", "second", "country", "region", "neighbours", "target", "everyone"]
OWN: tuple[LineRole, ...] = ("ours", "second")
FEWEST = 3  # councils with a figure, for their lowest and highest to be a range


@dataclass(frozen=True, slots=True)
class Point:
    """One period of one line: a value with its 95 % interval, or the state that it is in.

    `period` is in words ('the year to March 2025'), `tick` short ('2025'), `text` a sentence.
    `stretch` says between which breaks in the series it lies; no line joins two stretches. Only a
    point that is shown may hold a number.
    """

    at: date
    period: str
    tick: str
    state: State
    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    text: str = ""
    source: str = ""
    provisional: bool = False
    illustrative: bool = False
    published: bool = False
    stretch: int = 0

    def __post_init__(self) -> None:
        if self.state is State.SHOWN:
            if self.value is None:
                raise ValueError("a point that is shown needs a value")
            return
        if any(n is not None for n in (self.value, self.low, self.high, *self.counts)):
            raise ValueError(f"a point that is {self.state} cannot hold a number")

    @property
    def counts(self) -> tuple[int | None, int | None]:
        return self.numerator, self.denominator


@dataclass(frozen=True, slots=True)
class Line:
    """A series of points, oldest first, every period in its place. `label` stands at its end."""

    label: str
    role: LineRole
    points: tuple[Point, ...]

    @property
    def shown(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(p for p in self.points if p.state is State.SHOWN)

    @property
    def segments(self) -> list[tuple[Point, ...]]:
        """The stretches that may be joined: neighbours in time, all of them shown, and no break
        between them."""
        runs = groupby(self.points, key=lambda p: (p.state is State.SHOWN, p.stretch))
        return [tuple(run) for (shown, _), run in runs if shown]

    @property
    def gaps(self) -> list[tuple[Point, ...]]:
        """The stretches that have no value, one for each run of the same state."""
        runs = groupby(self.points, key=lambda p: p.state)
        return [tuple(run) for state, run in runs if state is not State.SHOWN]


@dataclass(frozen=True, slots=True)
class NeighbourRange:
    """The lowest and highest neighbour in one period, and how many of those listed have a value."""

    at: date
    low: float
    high: float
    with_value: int
    listed: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A date to write under the chart: the last day of a period."""

    at: date
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The value axis, in the chart's unit. `note` says that it starts above nought, if it does."""

    low: float
    high: float
    ticks: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The strategy's years, first day to last."""

    start: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the strategy started: the value, the day its line starts from, the words after it."""

    at: date
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Divide:
    """A break in the series: from the day `since` on ('April 2024' in `month`) it is counted in
    another way, which `sentence` says. It is drawn at the day `at`, between two periods."""

    since: date
    at: date
    month: str
    sentence: str

    @property
    def label(self) -> str:
        """What stands beside it in the plot."""
        return f"Counted differently from {self.month}"


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """What came on a day: 'New clinic opened, May 2024'. `mark`: what stands beside its line, the
    words themselves or the number that they have in the list under the chart."""

    at: date
    label: str
    mark: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a drawing needs, and nothing that it may decide.

    `title` is the finding; `subtitle` the measure, unit and kind of period; `alt` the text
    alternative; `reading` and `neighbours_label` explain the marks and bands.
    """

    key: str
    title: str
    subtitle: str
    source: str
    alt: str
    unit: Unit
    decimals: int
    lines: tuple[Line, ...]
    neighbours: tuple[NeighbourRange, ...]
    neighbours_label: str
    axis: Axis
    ticks: tuple[Tick, ...]
    strategy: Span
    baseline: Baseline | None
    illustrative: bool
    reading: tuple[str, ...] = ()
    divides: tuple[Divide, ...] = ()
    events: tuple[ChartEvent, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What to read it with, a sentence each; what the axis does is said first."""
        breaks = (divide.sentence for divide in self.divides)
        said = (self.axis.note, *breaks, *self.came_then, *self.reading, self.neighbours_label)
        return tuple(n for n in said if n)

    @property
    def came_then(self) -> tuple[str, ...]:
        """The events as a list, and that nothing is said of what they changed."""
        if not self.events:
            return ()
        alone = len(self.events) == 1
        lines = (e.label if alone else f"{e.mark}: {e.label}" for e in self.events)
        what = "a dotted line" if alone else "dotted lines"
        return (f"{'; '.join(lines)} ({what}). It came then; what it changed is not known here.",)

    @property
    def own(self) -> tuple[Line, ...]:
        """Our line, or the lines of our two groups."""
        return tuple(line for line in self.lines if line.role in OWN)

    @property
    def shows_ours(self) -> bool:
        """Whether any figure of ours can be seen on it."""
        return any(line.shown for line in self.own)

    @property
    def beside(self) -> tuple[Line, ...]:
        """What ours is set beside."""
        return tuple(line for line in self.lines if line.role not in OWN)

    @property
    def band(self) -> list[tuple[NeighbourRange, ...]]:
        """The neighbours' ranges to draw, in stretches: where enough of them have a figure."""
        enough = {r.at: r for r in self.neighbours if r.with_value >= FEWEST}
        days = [p.at for line in self.lines if line.role == "neighbours" for p in line.points]
        runs = groupby(days, key=lambda day: day in enough)
        return [tuple(enough[day] for day in run) for drawn, run in runs if drawn]

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last day on the time axis."""
        days = [p.at for line in self.lines for p in line.points]
        return min(days), max(days)


def key_of(words: str) -> str:
    """A name that can stand in a file name and an id: 'teeth-checked-by-a-dentist'."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
