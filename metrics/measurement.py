"""A measurement: what may be shown of one count. It cannot hold a number that it must not."""

from typing import Self

from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from schemas.declared import ALL, Declared, Role
from schemas.periods import Period
from schemas.states import State


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Measurement:
    """One cell of an edition. A server keeps all of them, so each is as small as Python can.

    `value`, `low` and `high` are in the indicator's unit (percent: 0 to 100); `low` and
    `high` are the 95 % interval. `numerator` and `denominator` are whole numbers of children
    or events where the source gives them; `over` says of several periods together which they
    are. Raises ValidationError (a ValueError) when a state other than 'shown' comes with a number,
    or 'shown' without one.
    """

    indicator: str
    period: Period
    area_code: str
    area: str
    role: Role
    breakdown: str = ALL
    category: str = ALL
    state: State
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    provisional: bool = False
    revised: bool = False
    illustrative: bool = False
    published: bool = False
    extract: str
    source: str
    over: str = ""

    @model_validator(mode="after")
    def _only_what_may_be_shown(self) -> Self:
        numbers = (self.numerator, self.denominator, self.value, self.low, self.high)
        if self.state is not State.SHOWN and any(n is not None for n in numbers):
            raise ValueError(f"a measurement that is {self.state} cannot hold a number")
        if self.state is State.SHOWN and self.value is None:
            raise ValueError("a measurement that is shown needs a value")
        return self

    def is_small(self, most: int) -> bool:
        """Whether it shows a count of 1 to `most`, or leaves that many over of its denominator."""
        counts = [self.numerator]
        if self.numerator is not None and self.denominator is not None:
            counts.append(self.denominator - self.numerator)
        return any(n is not None and 1 <= n <= most for n in counts)

    @property
    def when(self) -> str:
        """Its period, in words."""
        return self.over or self.period.words

    @property
    def is_total(self) -> bool:
        """Whether it is about everyone, not one category of a breakdown."""
        return self.breakdown == ALL


class Neighbours(Declared):
    """The councils most like ours, on one dated list, in one period: median and range.

    `with_value` of `listed` councils have a value; median, low and high are None when none has.
    """

    indicator: str
    neighbour_list: str
    period: Period
    breakdown: str = ALL
    category: str = ALL
    median: float | None
    low: float | None
    high: float | None
    with_value: int
    listed: int
