"""What is due: which figures the council sends itself, of which period, by when and from whom, and
which have come. Officers only.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.official.kinds import kinds
from data.templates import latest_or_last_over
from metrics.sentences import day
from schemas.declared import Indicator, Schemas
from schemas.periods import Period, PeriodKind

_BEFORE = Period.parse("1990-91", {PeriodKind.FINANCIAL_YEAR})  # any figure


@dataclass(frozen=True, slots=True)
class Due:
    """The figures of one period that one publisher owes by a day; `missing` have not come yet."""

    by: date
    period: Period
    publisher: str
    indicators: tuple[Indicator, ...]
    missing: tuple[Indicator, ...]

    @property
    def come(self) -> str:
        """'7 measures, 3 not in yet: …'."""
        many, yet = len(self.indicators), len(self.missing)
        measures = "1 measure" if many == 1 else f"{many} measures"
        come = "all in" if not yet else "none in yet" if yet == many else f"{yet} not in yet"
        named = "; ".join(i.in_a_sentence for i in self.missing)
        return f"{measures}, {come}" + (f": {named}" if 0 < yet < many else "")

    def __str__(self) -> str:
        return f"Due {day(self.by)}: {self.period.words}, from {self.publisher}, {self.come}."


def due(schemas: Schemas, latest: Mapping[str, Period], today: date) -> list[Due]:
    """What is due of the newest period that is over, and of the next, by day and publisher.

    `latest`: the newest period with a real figure, by indicator. What a department publishes is not
    asked for one by one: its own file brings it.
    """
    departments = {kind.publisher for kind in kinds().values()}
    owed: dict[tuple[Period, str], list[Indicator]] = defaultdict(list)
    for indicator in schemas.as_published(latest).in_order():
        once_a_year = indicator.frequency == "annual" and indicator.period.months < 12
        theirs = any(department in indicator.publisher for department in departments)
        if not theirs and not once_a_year:  # in a month that nobody has declared
            over = latest_or_last_over(indicator, {}, today)
            for period in (over, over.next):
                owed[period, indicator.publisher].append(indicator)
    listed = [
        Due(
            by=period.end + timedelta(days=schemas.council.due_after_days),
            period=period,
            publisher=publisher,
            indicators=tuple(indicators),
            missing=tuple(i for i in indicators if latest.get(i.id, _BEFORE) < period),
        )
        for (period, publisher), indicators in owed.items()
    ]
    return sorted(listed, key=lambda each: (each.by, each.publisher))


def to_fill_in(schemas: Schemas, latest: Mapping[str, Period], today: date) -> list[str]:
    """The indicators of which a period is over and has no figure; where all are in, every one."""
    listed = due(schemas, latest, today)
    missing = [i.id for each in listed if each.period.end < today for i in each.missing]
    return missing or [i.id for each in listed if each.period.end < today for i in each.indicators]
