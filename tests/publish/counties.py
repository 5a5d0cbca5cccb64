"""Invented counties: children with characteristics and outcomes, counted into extracts as a council
would send them, three editions in a row, each with a new year and with corrections to the past.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from random import Random

from data.ingest.check import Provenance, read_extract
from data.store.store import Store
from schemas.declared import Council, Disclosure, Indicator, Relations, Same, Schemas, Whole
from schemas.load import load_schemas
from schemas.periods import PeriodKind

BREAKDOWNS = {
    "placement location": ("In county", "Out of county"),
    "age": ("Under 5", "5 to 9", "10 to 15", "16 and over"),
    "sex": ("Boys", "Girls"),
    "ethnic group": ("White", "Black", "Asian", "Mixed", "Other"),
    "need": ("Abuse or neglect", "Family in trouble", "Other"),
}
WEIGHTS = {
    "placement location": (70, 30),
    "age": (12, 18, 40, 30),
    "sex": (55, 45),
    "ethnic group": (74, 8, 5, 9, 4),
    "need": (65, 25, 10),
}
YEARS = (2022, 2023, 2024)
TOO = (PeriodKind.MONTH, PeriodKind.ROLLING_YEAR)
FIELDS = {
    "ambition": "healthy",
    "cohort": "children looked after",
    "outcome": "had it done",
    "numerator": "Those who had it done",
    "denominator": "Children looked after who were due",
    "better": "higher",
    "return": "Local extract",
    "publisher": "An invented county",
}


@dataclass(frozen=True)
class Design:
    """What a county publishes: which breakdowns, and whether by year or by quarter."""

    breakdowns_each: int = 1
    breakdowns_by: str = "year"


@dataclass
class Event:
    """One child who was due in one quarter: whether it was done, and who the child is."""

    done: bool
    of: dict[str, str]
    month: int = 0


Due = dict[tuple[str, int, int], list[Event]]


@dataclass
class County:
    """A county with so many children looked after, and so many indicators of each kind.

    Every indicator is quarterly and each child is counted once, but for the annual ones; of the
    first `monthly` it sends the months instead, and rolling years. Of the annual ones
    three share their children, by quarter too where `shares_by_quarter`: done, refused and not
    known make up everyone.
    """

    seed: int
    children: int
    quarterly: int = 4
    annual: int = 4
    design: Design = field(default_factory=Design)
    monthly: int = 0
    shares_by_quarter: bool = False

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.months = Random(self.seed)
        self.due: Due = {}
        self.rates = {name: self.chance.uniform(0.04, 0.96) for name in self.names}

    @property
    def names(self) -> list[str]:
        return [f"measure_{n}" for n in range(self.quarterly + self.annual)]

    def is_quarterly(self, name: str) -> bool:
        return self.names.index(name) < self.quarterly + 3 * self.shares_by_quarter

    @property
    def schemas(self) -> Schemas:
        """The project's own council and words, and the county's indicators in place of ours."""
        real = load_schemas()
        rule = Disclosure.model_validate(
            {
                "hide_up_to": 5,
                "owner": "a test",
                "breakdowns_each": self.design.breakdowns_each,
                "breakdowns_by": self.design.breakdowns_by,
            }
        )
        council: Council = real.council.model_copy(update={"disclosure": rule})
        indicators = {name: self._indicator(name, n) for n, name in enumerate(self.names)}
        whole = tuple(self.names[self.quarterly : self.quarterly + 3])
        related = Relations()
        if len(whole) == 3:
            same = Same(counts=tuple(f"{name}.denominator" for name in whole))
            related = Relations(same=(same,), wholes=(Whole(name="everyone", parts=whole),))
        return Schemas(
            council=council,
            strategies=(),
            indicators=indicators,
            words=real.words,
            relations=related,
        )

    def _indicator(self, name: str, order: int) -> Indicator:
        said = f"Measure {order}"
        quarterly = self.is_quarterly(name)
        return Indicator.model_validate(
            FIELDS
            | {"id": name, "title": said, "short": said, "question": f"{said}?", "order": order}
            | {"statutory_name": said, "unit": "percent", "breakdowns": BREAKDOWNS}
            | {"frequency": "quarterly" if quarterly else "annual"}
            | {"period": PeriodKind.QUARTER if quarterly else PeriodKind.FINANCIAL_YEAR}
            | {"also_by": list(TOO) if order < self.monthly else []}
        )

    # What happens in the county

    def lives(self, year: int, quarters: Collection[int] = (1, 2, 3, 4)) -> None:
        """A year goes by, or some of its quarters. What is annual is counted when the last one has
        gone by."""
        whole = self.names[self.quarterly : self.quarterly + 3]
        for name in self.names:
            if name in whole[1:]:
                continue
            annual = (0,) if 4 in quarters else ()
            for quarter in quarters if self.is_quarterly(name) else annual:
                size = self.children / (6 if quarter else 1.4)
                many = max(1, round(size * self.chance.uniform(0.8, 1.2)))
                events = [self._event(name) for _ in range(many)]
                self.due[name, year, quarter] = events
                if name in whole:
                    self._share(whole, year, quarter, events)

    def _event(self, name: str) -> Event:
        of = {b: self.chance.choices(BREAKDOWNS[b], WEIGHTS[b])[0] for b in BREAKDOWNS}
        month = self.months.randrange(3) if name in self.names[: self.monthly] else 0
        return Event(self.chance.random() < self.rates[name], of, month)

    def _share(self, whole: list[str], year: int, quarter: int, events: list[Event]) -> None:
        """The same children, each of whom is in just one of the measures."""
        picked = [self.chance.random() < 0.6 for _ in events]
        for name, wanted in zip(whole[1:], (True, False), strict=True):
            self.due[name, year, quarter] = [
                Event(not e.done and p == wanted, e.of) for e, p in zip(events, picked, strict=True)
            ]

    def corrects(self, share: float = 0.01) -> None:
        """Some of what was recorded turns out to have been otherwise."""
        whole = set(self.names[self.quarterly : self.quarterly + 3])
        for (name, _, _), events in self.due.items():
            if name not in whole and self.chance.random() < 0.2:
                for event in self.chance.sample(events, max(1, round(share * len(events)))):
                    event.done = not event.done

    # What it sends

    def extract(self) -> str:
        """A CSV of everything that has been recorded until now."""
        rows = ["indicator,period,breakdown,category,numerator,denominator", *self._rows()]
        return "\n".join(rows) + "\n"

    def _rows(self) -> Iterator[str]:
        for (name, year, quarter), every in self.due.items():
            period = f"{year}-{(year + 1) % 100:02}" + (f" Q{quarter}" if quarter else "")
            if name not in self.names[: self.monthly]:
                yield from self._rows_of(name, period, every)
                continue
            for n in range(3):
                later = 3 * quarter + n
                month = f"{year + later // 12}-{later % 12 + 1:02}"
                yield from self._rows_of(name, month, [e for e in every if e.month == n])
            before = [self.due.get((name, year - (q > quarter), q)) for q in (1, 2, 3, 4)]
            if quarter < 4 and None not in before:
                rolling = [e for events in before for e in events or ()]
                ends = f"year to {('June', 'September', 'December')[quarter - 1]} {year}"
                yield f"{name},{ends},,,{sum(e.done for e in rolling)},{len(rolling)}"

    def _rows_of(self, name: str, period: str, events: list[Event]) -> Iterator[str]:
        if events:
            yield f"{name},{period},,,{sum(e.done for e in events)},{len(events)}"
        for breakdown, categories in BREAKDOWNS.items():
            out_of = Counter(e.of[breakdown] for e in events)
            done = Counter(e.of[breakdown] for e in events if e.done)
            for category in categories:
                if out_of[category]:
                    counts = f"{done[category]},{out_of[category]}"
                    yield f"{name},{period},{breakdown},{category},{counts}"

    def sends(self, store: Store, blank_rows: int = 0) -> None:
        """Add its extract to the store, with blank rows below to make the file another one."""
        content = (self.extract() + "\n" * blank_rows).encode()
        extract = read_extract("county.csv", content, self.schemas, False)
        assert not extract.refused, extract.problems[:3]
        store.add(
            extract,
            Provenance(
                name="county.csv",
                received_from="a test",
                publication="An invented county's extract",
                publisher="An invented county",
                released="2025",
            ),
        )
