"""The view model: an edition and a strategy, and each indicator as they show it.

Worked out once for each edition and kept, because an edition never changes.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import TypeVar

from charts.model.build import GROUPS, breakdown_chart, indicator_chart, on_one_axis
from charts.model.chart import Chart
from data.editions.edition import Edition
from metrics import sentences
from metrics.baseline import (
    baseline_of,
    charted,
    comparable,
    latest_of,
    newest_of,
    of_one_kind,
)
from metrics.cards import Cards, choose_cards
from metrics.measurement import Measurement, Neighbours
from metrics.targets import TargetAnswer, answer_target
from metrics.verdicts.verdict import CriterionAnswer, Rank, Verdict
from schemas.declared import (
    ALL,
    IN_YEAR,
    Ambition,
    Council,
    Criterion,
    Indicator,
    NeighbourList,
    Strategy,
)
from schemas.notes import Commentary, NotedEvent, PanelCard
from schemas.periods import Period, PeriodKind
from schemas.states import State
from schemas.words import Because, LevelWord, TrendWord
from view_model.filters import Filters

_Text = TypeVar("_Text", bound=str)


@dataclass(frozen=True)
class EditionView:
    """An edition as one strategy shows it. Frozen and hashable, so that what follows is cached."""

    edition: Edition
    strategy: Strategy

    @property
    def council(self) -> Council:
        """Whose dashboard it is."""
        return self.edition.schemas.council

    def own(self, text: _Text) -> _Text:
        """A text of ours in the council's words for the children, the Panel and what was promised.
        Nothing that is quoted."""
        return self.council.vocabulary.own(text)

    @cached_property
    def is_past(self) -> bool:
        """Whether another strategy has followed: then every page is of this one's own years."""
        return self.edition.schemas.is_past(self.strategy)

    @property
    def before(self) -> "EditionView | None":
        """The same edition by the strategy before; None by the first."""
        earlier = self.edition.schemas.before(self.strategy)
        return EditionView(self.edition, earlier) if earlier else None

    def holds(self, period: Period) -> bool:
        """Whether a period is one that these pages speak of."""
        return not self.is_past or self.strategy.holds(period)

    def events_about(self, *ids: str) -> tuple[NotedEvent, ...]:
        """What came when, beside measures or ambitions with these ids, the oldest first; of a
        strategy that another has followed, until it ended."""
        about = (n for n in self.edition.notes if isinstance(n, NotedEvent) and n.about in ids)
        last = self.strategy.ends if self.is_past else date.max
        return tuple(sorted((e for e in about if e.dated <= last), key=lambda e: e.dated))

    def is_of_its_time(self, day: date) -> bool:
        """Whether what was said on a day was said while this was the strategy: from when it was
        approved, or began, until the next was."""
        begun = [s.approved or s.starts for s in self.edition.schemas.strategies if not s.draft]
        since = max((b for b in begun if b <= day), default=min(begun, default=day))
        return since == (self.strategy.approved or self.strategy.starts)

    def of(self, indicator: Indicator) -> "IndicatorView":
        """One indicator as this edition and this strategy show it. Cached."""
        return _indicator_view(self.edition, self.strategy, indicator.id)

    @cached_property
    def measures(self) -> "list[IndicatorView]":
        """Every indicator of the edition, in the order of the lists."""
        return [self.of(indicator) for indicator in self.edition.schemas.in_order()]

    @cached_property
    def real(self) -> "list[IndicatorView]":
        """Those with figures that are not invented."""
        return [measure for measure in self.measures if measure.is_real]

    def indicator(self, name: str) -> Indicator | None:
        """The indicator of that id; None where the edition has no such."""
        return self.edition.schemas.indicators.get(name)

    def answer(self, criterion: Criterion) -> CriterionAnswer | None:
        """The edition's answer to a success criterion; None in one that has no answers."""
        return self.edition.answers(self.strategy.id).get(criterion.id)

    def headline_of(self, criterion: Criterion) -> "list[IndicatorView]":
        """The measures that a criterion names first, or three, those with invented figures last."""
        every = [self.of(i) for i in self.edition.schemas.of_criterion(criterion)]
        named = every[: max(len(criterion.headline), 3)]
        return sorted(named, key=lambda measure: measure.illustrative)

    @cached_property
    def cards(self) -> Cards:
        """Which measures are worth a question tonight, and which are worth celebrating: none by a
        strategy that is over, or not begun."""
        if self.is_past:
            return Cards((), ())
        verdicts, standings = self.edition.verdicts(self.strategy.id), self.edition.standings
        like_ours, names = self.council.neighbour_lists[0].id, self.edition.schemas.indicators
        return choose_cards(
            {name: v for (name, breakdown, _), v in verdicts.items() if breakdown == ALL},
            {name: rank for name in names if (rank := standings(name).get(like_ours))},
            [note for note in self.edition.notes if isinstance(note, PanelCard)],
            self.edition.schemas,
        )

    @property
    def sized_by(self) -> "IndicatorView | None":
        """The measure that says how many children the council looks after."""
        name = self.indicator(self.edition.schemas.wobbles.sized_by or "")
        return self.of(name) if name else None

    @cached_property
    def children(self) -> float | None:
        """How many children the council looks after, in a usual year; None where nobody says."""
        counted = self.sized_by.ours if self.sized_by else ()
        many = [m.numerator for m in counted if m.is_total and m.numerator and not m.illustrative]
        return sum(many) / len(many) if many else None

    def ambition_of(self, indicator: Indicator) -> Ambition | None:
        """The ambition that this strategy shows an indicator under."""
        schemas = self.edition.schemas
        under = (a for a in self.strategy.ambitions if indicator in schemas.of_ambition(a))
        return next(under, None)

    def of_ambition(self, ambition: Ambition) -> "list[IndicatorView]":
        """The indicators of one ambition as this edition shows them."""
        return [self.of(i) for i in self.edition.schemas.of_ambition(ambition)]


@lru_cache(maxsize=2000)
def _indicator_view(edition: Edition, strategy: Strategy, indicator: str) -> "IndicatorView":
    return IndicatorView(edition, strategy, edition.schemas.indicators[indicator])


class IndicatorView:
    """One indicator in one edition: its series, sentence and charts.

    `measurements` are of every area, `ours` of the council, oldest first; `latest`, `newest` and
    `baseline` are of everyone: see metrics.baseline. Each is None without a figure.
    """

    def __init__(self, edition: Edition, strategy: Strategy, indicator: Indicator):
        self.edition, self.strategy, self.indicator = edition, strategy, indicator
        self.council = edition.schemas.council
        self.to_this_day = edition.measurements(indicator.id)
        self.measurements = tuple(m for m in self.to_this_day if self.whole.holds(m.period))
        self.ours = tuple(m for m in self.measurements if m.role == "council")
        self.latest = latest_of(indicator, self.ours)
        self.newest = newest_of(indicator, self.ours)
        self.baseline = baseline_of(indicator, strategy, self.ours)

    @cached_property
    def whole(self) -> EditionView:
        """The view of the edition that it is a part of."""
        return EditionView(self.edition, self.strategy)

    @cached_property
    def since(self) -> str:
        """Of a strategy that is over, the newest figure of all, in a sentence; '' where there is
        none since, or it is counted in another way."""
        if not self.whole.is_past or self.latest is None:
            return ""
        ours = [m for m in self.to_this_day if m.role == "council"]
        newest, start = latest_of(self.indicator, ours), self.latest.period.start
        broken = self.indicator.newest_break(m.period for m in ours)
        if newest is None or newest.period <= self.latest.period or newest.value is None:
            return ""
        return (
            "" if broken and broken.start > start else sentences.now(self.indicator, newest, None)
        )

    @property
    def none_yet(self) -> str:
        """What there is, where there is nothing: of a strategy that is over, nothing will come; a
        department's figures come with the dashboard, or with an officer."""
        if self.whole.is_past:
            return "no figures of those years"
        return "no figures yet" if self.indicator.is_local else "no published figures here yet"

    @property
    def beware(self) -> tuple[str, ...]:
        """What to know about its figures; without what speaks of later years than are shown."""
        last = self.strategy.final_year.end.year if self.whole.is_past else date.max.year
        return tuple(
            said
            for said in self.indicator.beware
            if all(int(year) <= last for year in re.findall(r"\b20\d\d\b", said))
        )

    @property
    def has_figures(self) -> bool:
        """Whether there is any measurement of ours, shown or not."""
        return self.latest is not None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on everyone's figure; None in an edition that has no verdicts."""
        return self.edition.verdicts(self.strategy.id).get((self.indicator.id, ALL, ALL))

    @property
    def verdict_sentence(self) -> str:
        """The verdict in a sentence; '' without one."""
        return self.verdict.sentence if self.verdict else ""

    @property
    def baseline_note(self) -> str:
        """What was odd about the start, where the verdict does not say it already."""
        note = self.indicator.note_on(self.strategy.baseline)
        return "" if note in self.verdict_sentence else note

    @property
    def is_as_at_the_start(self) -> bool:
        """Whether the newest figure is the one that the strategy is measured from."""
        latest, start = self.latest, self.baseline
        return latest is not None and start is not None and start.period.contains(latest.period)

    @property
    def target(self) -> TargetAnswer | None:
        """What the council aimed at for the newest figure's period, or aims at next."""
        every = self.edition.targets(self.indicator.id)
        targets = [t for t in every if self.whole.holds(t.period)]
        schemas = self.edition.schemas
        return answer_target(self.indicator, self.latest, targets, self.verdict, schemas)

    @property
    def target_sentence(self) -> str:
        """The same in a sentence or more; '' without one."""
        found = self.target
        return f"{found.sentence} {found.both}".strip() if found else ""

    @property
    def commentary(self) -> tuple[Commentary, ...]:
        """Officers' notes on it while this was the strategy, signed and dated, the newest period
        first."""
        every = self.edition.commentary(self.indicator.id)
        return tuple(c for c in every if self.whole.is_of_its_time(c.dated))

    @property
    def events(self) -> tuple[NotedEvent, ...]:
        """What came when, beside it or its ambition, the oldest first."""
        ambition = self.whole.ambition_of(self.indicator)
        return self.whole.events_about(self.indicator.id, ambition.id if ambition else "")

    @cached_property
    def breakdowns(self) -> tuple[str, ...]:
        """What it is seen by: the breakdowns that have figures of ours, hidden ones too."""
        sent = {m.breakdown for m in self.ours}
        return tuple(b for b in self.indicator.breakdowns if b in sent)

    @property
    def illustrative(self) -> bool:
        """Whether any of our figures here is invented for illustration."""
        return any(m.illustrative for m in self.ours)

    @property
    def is_real(self) -> bool:
        """Whether it has figures, and none that is invented."""
        return self.has_figures and not self.illustrative

    @property
    def shows_small_counts(self) -> bool:
        """Whether a count here is one that our own rule would hide: its publisher shows it."""
        return any(m.is_small(self.council.disclosure.hide_up_to) for m in self.ours)

    @property
    def whole_years(self) -> list[Measurement]:
        """The years that a quarterly indicator's sentence is about; none if it is of quarters."""
        if self.indicator.period is not PeriodKind.QUARTER:
            return []
        return [m for m in comparable(self.indicator, self.ours) if m.period.kind.months == 12]

    def together(self, breakdown: str = ALL) -> dict[Measurement, str]:
        """The figures over more time, newest first, that are shown in place of hidden ones inside
        it; and what those are: quarters, or years."""
        of = [m for m in self.ours if m.breakdown == breakdown]
        hidden = [m for m in of if m.state is State.SUPPRESSED and m.period.kind.months == 3]
        years = [
            m
            for m in of
            if m.period.kind is PeriodKind.FINANCIAL_YEAR
            and m.state is State.SHOWN
            and any(m.category == q.category and m.period.contains(q.period) for q in hidden)
        ]
        every = self.edition.together(self.indicator.id)
        some = [m for m in every if m.breakdown == breakdown and self.whole.holds(m.period)]
        return dict.fromkeys(some, "years") | dict.fromkeys(reversed(years), "quarters")

    @property
    def now(self) -> str:
        """The newest figure in a sentence, as `sentence` begins; '' without one."""
        if self.latest is None:
            return ""
        decimals = sentences.decimals_beside(self.indicator, self.latest, self.baseline)
        return sentences.now(self.indicator, self.latest, decimals)

    @property
    def sentence(self) -> str:
        """The newest figure, and what it was at the start."""
        return sentences.summary(self.indicator, self.latest, self.baseline, self.newest)

    @property
    def headline(self) -> str:
        """The finding in a few words, over a chart or a slide: the newest figure and what it was,
        or that someone should check it. What must be checked is never 'unchanged'."""
        said = sentences.headline(self.indicator, self.latest, self.baseline)
        if self.verdict is None or self.verdict.trend is not TrendWord.CHECK_RECORDING:
            return said
        if self.verdict.because is Because.RUN:
            shown = [m for m in charted(self.indicator, self.ours) if m.value is not None]
            newest = shown[-1].value
            *_, first = takewhile(lambda m: m.value == newest, reversed(shown))
            said = sentences.headline_of_run(self.indicator, first.period, bool(newest))
        return f"{said}; someone should check"

    def beside(self, neighbours: NeighbourList | None = None) -> str:
        """The country and the neighbours in our latest period, in a sentence; '' without any. The
        country only where no verdict says it already."""
        neighbours = neighbours or self.council.neighbour_lists[0]
        median = self.neighbours_at_latest(neighbours)
        compared = self.verdict is not None and self.verdict.level is not LevelWord.NOT_COMPARED
        country = None if compared else self.country
        said = sentences.comparison(self.indicator, country, median, neighbours.dated)
        return " ".join(filter(None, [said, *(each.sentence for each in self.told_beside)]))

    @cached_property
    def in_the_year(self) -> "BesideView | None":
        """The council's own position in the year, a quarter at a time; None where nobody has sent
        one that is newer than the year's figure."""
        local = self.whole.indicator(f"{self.indicator.id}{IN_YEAR}")
        measure = BesideView(self.edition, self.strategy, local) if local else None
        newest = measure.newest if measure else None
        if newest is None or (self.newest and newest.period.end <= self.newest.period.end):
            return None
        return measure

    @cached_property
    def told_beside(self) -> "tuple[BesideView, ...]":
        """What is told beside it and never in one line with it: the position in the year, and the
        same by each other kind of period that somebody has sent."""
        of = self.indicator
        too = (BesideView(self.edition, self.strategy, of.counted_by(kind)) for kind in of.also_by)
        local = [self.in_the_year] if self.in_the_year else []
        return (*local, *(measure for measure in too if measure.has_figures))

    @property
    def country(self) -> Measurement | None:
        """The country's measurement in our latest period, where it is set beside ours."""
        if self.latest is None or "country" not in self.indicator.comparators:
            return None
        return next(
            (
                m
                for m in self.measurements
                if m.role == "country" and m.is_total and m.period == self.latest.period
            ),
            None,
        )

    @property
    def country_now(self) -> str:
        """The country's figure in our latest period, as it is written; '' where none is shown."""
        theirs = self.country
        shown = theirs is not None and theirs.state is State.SHOWN
        return sentences.figure(self.indicator, theirs.value) if theirs and shown else ""

    def rank(self, neighbours: NeighbourList | None = None) -> Rank | None:
        """Our place among the councils of a list, the newest unless given; None without one."""
        listed = neighbours or self.council.neighbour_lists[0]
        return self.standings.get(listed.id)

    @property
    def standings(self) -> dict[str, Rank]:
        """Where we stand, by neighbour list, and among all councils. That is of today: by a
        strategy that is over, nowhere."""
        return {} if self.whole.is_past else self.edition.standings(self.indicator.id)

    def neighbours_at_latest(self, neighbours: NeighbourList) -> Neighbours | None:
        """The councils on one list, together, in our latest period."""
        return next(
            (
                n
                for n in self.edition.neighbours(self.indicator.id)
                if self.latest is not None
                and n.neighbour_list == neighbours.id
                and n.breakdown == ALL
                and n.period == self.latest.period
            ),
            None,
        )

    @cached_property
    def chart(self) -> Chart:
        """The trend, beside the first neighbour list."""
        return self.chart_beside(self.council.neighbour_lists[0])

    @lru_cache(maxsize=500)  # noqa: B019  (kept as long as the edition that it is about)
    def chart_beside(self, neighbours: NeighbourList) -> Chart:
        """The trend, with the comparators that the indicator names."""
        return self._chart(Filters(neighbour_list=neighbours.id))

    @lru_cache(maxsize=500)  # noqa: B019
    def chart_as(self, filters: Filters) -> Chart | None:
        """The trend in some years and beside some areas; None where it has no period in them."""
        some = any(filters.include(m.period) for m in charted(self.indicator, self.ours))
        return self._chart(filters) if some else None

    def _chart(self, filters: Filters) -> Chart:
        roles, chosen = filters.beside(self.indicator), filters.neighbours(self.council)
        neighbours = [
            n
            for n in self.edition.neighbours(self.indicator.id)
            if n.neighbour_list == chosen.id and n.breakdown == ALL and "neighbours" in roles
            if self.whole.holds(n.period)
        ]
        comparators = [m for m in charted(self.indicator, self.measurements) if m.role in roles]
        start = self.baseline
        return indicator_chart(
            self.indicator,
            self.council,
            self.strategy,
            ours=[m for m in charted(self.indicator, self.ours) if filters.include(m.period)],
            comparators=[m for m in comparators if filters.include(m.period)],
            neighbours=[n for n in neighbours if filters.include(n.period)],
            title=self.headline,
            neighbour_list=chosen,
            baseline=start if start and filters.include(start.period) else None,
            targets=[
                t
                for t in self.edition.targets(self.indicator.id)
                if filters.include(t.period) and self.whole.holds(t.period)
            ],
            events=self.events,
        )

    def charts_of(self, breakdown: str) -> tuple[Chart, ...]:
        """The categories of a breakdown: two groups in one chart, more in a chart each."""
        ours = of_one_kind(self.indicator, [m for m in self.ours if m.breakdown == breakdown])
        categories = self.indicator.breakdowns[breakdown]
        groups = [g for c in categories if (g := [m for m in ours if m.category == c])]
        if not groups:
            return ()
        if len(groups) <= len(GROUPS):
            title = f"{self.indicator.short}, by {breakdown}"
            return (breakdown_chart(self.indicator, self.strategy, groups, title),)
        kinds = {m.period.kind for m in ours}
        everyone = [m for m in self.ours if m.is_total and m.period.kind in kinds]
        charts = [
            breakdown_chart(self.indicator, self.strategy, [g], g[0].category, everyone)
            for g in groups
        ]
        return on_one_axis(charts)


def _as_rolling(m: Measurement) -> Measurement:
    """The year to March is one of the rolling years, too."""
    if m.period.kind is not PeriodKind.FINANCIAL_YEAR:
        return m
    period = Period.holding(PeriodKind.ROLLING_YEAR, m.period.end)
    return replace(m, period=period)


class BesideView(IndicatorView):
    """A measure by other periods than its own: each set beside the same of the year before, and
    never given a word or a start of its own."""

    def __init__(self, edition: Edition, strategy: Strategy, indicator: Indicator):
        super().__init__(edition, strategy, indicator)
        if indicator.period is PeriodKind.ROLLING_YEAR:
            self.ours = tuple(map(_as_rolling, self.ours))
        self.shown = charted(indicator, self.ours)
        self.baseline = None

    @property
    def verdict(self) -> None:
        """None: no rule for a word is of these."""

    @property
    def key(self) -> str:
        """The id of its part of a page: 'by-month'."""
        return f"by-{self.indicator.period}".replace(" ", "-")

    @property
    def title(self) -> str:
        """'By month', 'So far this year'."""
        if self.indicator.period is PeriodKind.ROLLING_YEAR:
            return "Over 12 months"
        return "So far this year" if self.indicator.in_year_of else f"By {self.indicator.period}"

    @property
    def a_year_apart(self) -> list[tuple[Measurement, Measurement | None]]:
        """Each figure of everyone and that of the same period a year before, the newest first."""
        at = {m.period: m for m in self.shown}
        return [(at[p], at.get(p.a_year_before)) for p in sorted(at, reverse=True)]

    @property
    def sentence(self) -> str:
        """The newest figure beside that of a year before."""
        now, then = self.a_year_apart[0]
        before = self.position(then) if then else ""
        return sentences.beside_a_year_before(self.indicator, now, self.position(now), before)

    @property
    def headline(self) -> str:
        """The same in a few words."""
        return sentences.headline_beside(self.indicator, *self.a_year_apart[0])

    def position(self, m: Measurement | None) -> str:
        """A figure with its counts; where it is hidden, that of the quarter that it is in."""
        said = sentences.position(self.indicator, m)
        if m is None or m.state is not State.SUPPRESSED:
            return said
        wider = (q for q in self.ours if q.is_total and q.period.kind is PeriodKind.QUARTER)
        around = [q for q in wider if q.period.contains(m.period) and q.value is not None]
        if not around or around[0].period == m.period:
            return said
        of = sentences.position(self.indicator, around[0])
        return f"{said}; {around[0].period.words} together, {of}"

    def _chart(self, filters: Filters) -> Chart:
        chart = super()._chart(filters)
        return replace(chart, key=f"{chart.key}-{self.key}")
