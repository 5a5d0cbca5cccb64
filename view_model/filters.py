"""What a reader wants to see of every measure: which years, and beside whom."""

from dataclasses import dataclass
from typing import Literal

from schemas.declared import Council, Indicator, NeighbourList
from schemas.periods import Period

Comparator = Literal["country", "region", "neighbours"]
COMPARATORS: tuple[Comparator, ...] = ("country", "region", "neighbours")


@dataclass(frozen=True, slots=True)
class Filters:
    """Years are those in which a period ends, both included; None is no limit. `comparators` count
    only where the indicator names them; `neighbour_list` is the id of one, '' the first."""

    since: int | None = None
    until: int | None = None
    comparators: tuple[Comparator, ...] = COMPARATORS
    neighbour_list: str = ""

    def include(self, period: Period) -> bool:
        """Whether a period ends in those years."""
        year = period.end.year
        return (self.since is None or self.since <= year) and (
            self.until is None or year <= self.until
        )

    def beside(self, indicator: Indicator) -> tuple[Comparator, ...]:
        """Whom an indicator is set beside, in its own order."""
        return tuple(c for c in indicator.comparators if c in self.comparators)

    def neighbours(self, council: Council) -> NeighbourList:
        """The list of councils most like ours that was chosen; the first where there is no such."""
        lists = {n.id: n for n in council.neighbour_lists}
        return lists.get(self.neighbour_list) or council.neighbour_lists[0]


EVERYTHING = Filters()
