"""Evidence for judging one series: its history, its coverage, and reasons to distrust it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from metrics.verdicts.histories import Figure, History, histories, summed
from metrics.verdicts.plausibility import (
    Jump,
    Run,
    Spread,
    coverage_jump,
    implausible_run,
    is_no_average,
    spread_of,
)
from metrics.verdicts.series import times_counted
from metrics.verdicts.trend import FEWEST_CHILDREN, FEWEST_EITHER_WAY, FEWEST_STRATEGY_PERIODS
from schemas.declared import ALL, MEANS, Indicator, Schemas, Strategy
from schemas.words import Because, TrendWord

NEARLY_ALL = 120  # councils with a figure; of fewer, the ones that are hidden are the low ones
MOST_HIDDEN = 0.25
"""Of a series, the share that may be hidden: beyond it, which quarters are hidden could look like
a change."""


@dataclass(frozen=True, slots=True)
class SeriesEvidence:
    """One series to be judged. `coverage`: the series of how many of its children are, or are not,
    known about. `councils`: how the figures of all councils are spread. `doubtful_country`: the
    country's figure cannot be right. `ended`: the strategy is over by the newest figures of all.

    Of a strategy that another has followed, all of it ends with the strategy; what came since is
    in `later`, the evidence on the same series to this day, where an answer is to say it."""

    history: History
    coverage: History | None = None
    councils: Spread | None = None
    doubtful_country: bool = False
    ended: bool = False
    later: "SeriesEvidence | None" = None

    @property
    def to_this_day(self) -> "SeriesEvidence":
        """The same with what came since, if it is counted alike."""
        later = self.later
        return later if later and later.history.broken == self.history.broken else self

    @property
    def is_of_a_criterion(self) -> bool:
        """Whether it answers a criterion by itself: everyone's figure does, if the criterion is
        'more' or 'fewer' and good is ours to say. Parity and gaps are of two groups."""
        h = self.history
        criterion = h.strategy.criterion_of(h.indicator)
        is_directed = h.breakdown == ALL and h.indicator.better != "neither"
        return is_directed and criterion is not None and criterion.shape in ("more", "fewer")

    @property
    def series(self) -> tuple[str, str, str]:
        """What it is the evidence on: the indicator, breakdown and category."""
        return self.history.indicator.id, self.history.breakdown, self.history.category

    @property
    def in_full(self) -> History:
        """The history until the end of the strategy; where the strategy is over, with a place for
        its final year, figure or not."""
        return self._until_end(self.history)

    @property
    def judged(self) -> History:
        """The history that changes are judged on: of those known about, where the others are in its
        denominator and are counted in every period; else the history itself."""
        if not self.history.indicator.not_known:
            return self.history
        return _among_known(self.history, self.coverage) or self.history

    @property
    def judged_in_full(self) -> History:
        """The same until the end of the strategy, as `in_full`."""
        return self._until_end(self.judged)

    def _until_end(self, history: History) -> History:
        h = history.until(history.strategy.final_year)
        return h.with_places((final_place(h) + 1) * h.per_year) if self.ended else h

    @property
    def known_by(self) -> Indicator | None:
        """The indicator of how many are known about."""
        return self.coverage.indicator if self.coverage else None

    @property
    def jump(self) -> Jump | None:
        """By how much the share that is known about has moved since the start, or since the break
        that the history begins at, if it has jumped."""
        if self.coverage is None:
            return None
        known = self.coverage.since_break(self.history.broken)
        ends = [[f for f in part if f.counted] for part in (known.start, known.newest)]
        if not all(ends):
            return None
        (x0, n0), (x1, n1) = map(summed, ends)
        return coverage_jump((x0, x1), (n0, n1))


def gather_evidence(cells: pd.DataFrame, schemas: Schemas) -> list[SeriesEvidence]:
    """The evidence on every series of the council's, by each strategy that is no draft. `cells` are
    as an edition holds them, one row a cell: what is hidden has no number."""
    spreads = _spreads(cells, schemas)
    found: list[SeriesEvidence] = []
    for strategy in (s for s in schemas.strategies if not s.draft):
        past = schemas.is_past(strategy)
        own = _of_strategy(cells, schemas, strategy, spreads, past=past)
        later = (
            _of_strategy(cells, schemas, strategy, spreads) if past and strategy.criteria else []
        )
        whole = {e.series: e for e in later}
        found += [replace(e, later=whole[e.series]) if whole else e for e in own]
    return found


def _of_strategy(
    cells: pd.DataFrame,
    schemas: Schemas,
    strategy: Strategy,
    spreads: Mapping[str, Spread],
    *,
    past: bool = False,
) -> list[SeriesEvidence]:
    every = histories(cells, schemas, strategy, own=past)
    totals = {h.indicator.id: h for h in every if h.breakdown == ALL}
    end = strategy.final_year.end
    ended = past or any(h.newest and h.newest[-1].period.end >= end for h in every)
    odd = _doubtful_countries(cells, list(totals.values()))
    return [
        SeriesEvidence(
            history=h,
            coverage=totals.get(h.indicator.coverage or h.indicator.not_known or "")
            if h.breakdown == ALL
            else None,
            councils=spreads.get(h.indicator.id) if h.breakdown == ALL else None,
            doubtful_country=h.breakdown == ALL and h.indicator.id in odd,
            ended=ended,
        )
        for h in every
    ]


def _doubtful_countries(cells: pd.DataFrame, totals: Sequence[History]) -> set[str]:
    """The ids of indicators whose figure for the country is no average of its councils', where
    nearly all of them have one."""
    values = _of_councils(cells)
    by_period = values.groupby(["indicator", "period_end"])["value"]
    theirs = {key: [float(v) for v in of] for key, of in by_period}
    return {
        h.indicator.id
        for h in totals
        if h.newest
        and (country := h.newest[-1].country) is not None
        and len(parts := theirs.get((h.indicator.id, pd.Timestamp(h.newest[-1].period.end)), []))
        >= NEARLY_ALL
        and is_no_average(country, parts)
    }


def _of_councils(cells: pd.DataFrame) -> pd.DataFrame:
    """The figures of every council, ours too, of everyone."""
    councils = cells["role"].isin(["council", "neighbour", "elsewhere"])
    return cells[councils & (cells["breakdown"] == ALL) & cells["value"].notna()]


def _spreads(cells: pd.DataFrame, schemas: Schemas) -> dict[str, Spread]:
    """How the other councils' own rates are spread, by indicator; each over all its periods."""
    values = _of_councils(cells)
    values = values[(values["role"] != "council") & (values["denominator"].astype(float) > 0)]
    counts = values[["numerator", "denominator"]].astype(float)
    own = counts.groupby([values["indicator"], values["area"]]).sum()
    found = {
        str(name): spread_of(of["numerator"].to_numpy(), of["denominator"].to_numpy())
        for name, of in own.groupby(level=0)
        if schemas.indicators[str(name)].unit == "percent"
    }
    return {name: spread for name, spread in found.items() if spread}


def _among_known(h: History, unknown: History | None) -> History | None:
    """The history of those known about; None where that cannot be counted in every period."""
    theirs = {f.period: f for f in unknown.figures if f and f.counted} if unknown else {}
    per = h.indicator.per
    figures: list[Figure | None] = []
    for f in h.figures:
        if f is None or not f.counted or per is None:
            figures.append(f)
            continue
        other = theirs.get(f.period)
        left = (f.denominator or 0) - (other.numerator or 0) if other else 0
        if other is None or other.denominator != f.denominator or left < max(f.numerator or 0, 1):
            return None
        value = per * (f.numerator or 0) / left
        figures.append(replace(f, denominator=left, value=value))
    return replace(h, figures=tuple(figures)) if theirs else None


def final_place(h: History) -> int:
    """How many years after the baseline year the strategy's final one is."""
    return h.strategy.final_year.end.year - h.strategy.baseline_year.end.year


def sign(better: Literal["higher", "lower", "neither"]) -> int:
    """1 where higher is better, -1 where lower is; 0 where neither."""
    return {"higher": 1, "lower": -1, "neither": 0}[better]


def run_of(h: History, councils: Spread | None) -> Run | None:
    """An implausible run up to the newest figure (plausibility.py), among councils so spread; years
    before the strategy count. Of the same children counted every quarter, each is worth a quarter
    of one."""
    per = h.indicator.per
    shown = [f for f in (*h.earlier, *h.figures) if f and f.counted and f.country is not None]
    if per is None or not h.indicator.counts_children:
        return None
    worth = h.per_year if h.indicator.snapshot else 1
    return implausible_run(
        [(f.numerator or 0) / worth for f in shown],
        [(f.denominator or 0) / worth for f in shown],
        [(f.country or 0) / per for f in shown],
        councils,
        rho=h.wobble.wobble,
    )


def is_much_hidden(h: History) -> bool:
    """Whether so many quarters are hidden that no line should be fitted to the others."""
    places = [f for f in h.figures if f is not None]
    return h.quarterly and sum(f.hidden for f in places) > MOST_HIDDEN * len(places)


def why_not_usual(
    word: TrendWord, h: History, run: Run | None, jump: Jump | None
) -> Because | None:
    """What kept the usual word from being used, or must be known beside it; None for nothing."""
    if word is TrendWord.CHECK_RECORDING:
        return Because.RUN if run else Because.COVERAGE
    if word is not TrendWord.TOO_FEW:
        return Because.COVERAGE if jump else None
    if is_much_hidden(h):
        return Because.HIDDEN
    if len(h.since) < FEWEST_STRATEGY_PERIODS[h.quarterly]:
        return Because.BREAK if h.broken else Because.FEW_PERIODS
    return _too_few(h)


def _too_few(h: History) -> Because:
    """Which of what a trend needs is not there (metrics.verdicts.trend.enough_children)."""
    counted = [[f for f in part if f.counted] for part in (h.start, h.newest)]
    children = min(summed(part)[1] for part in counted)
    recounts = times_counted(h.indicator.share_recounted) if h.quarterly else 1
    if children / recounts < FEWEST_CHILDREN and h.indicator.unit in ("percent", *MEANS):
        return Because.FEW_CHILDREN if children < FEWEST_CHILDREN else Because.FEW_RECOUNTED
    every = [f for f in h.figures if f and f.counted]
    numerator, _ = summed(every)
    a_year = numerator * h.per_year / max(len(every), 1) / recounts
    return Because.FEW_WITH if a_year < FEWEST_EITHER_WAY else Because.FEW_WITHOUT


def why_not_sure(h: History) -> Because:
    """Why nobody can say how sure a figure is that was given without counts of children."""
    if not h.indicator.counts_children:
        return Because.NOT_CHILDREN
    return Because.NO_SPREAD if h.indicator.unit in MEANS else Because.NO_COUNTS


def why_no_change(h: History) -> Because:
    """Why there is no change to judge: a break, no baseline, a hidden one, or nothing newer."""
    if h.broken:
        return Because.BREAK
    if h.start:
        return Because.NOTHING_NEWER
    hidden = any(f and f.hidden for f in h.figures[: h.per_year])
    return Because.HIDDEN_START if hidden else Because.NO_START


def in_final_year(h: History) -> Sequence[Figure]:
    """The figures that are shown of the strategy's final year; none before it."""
    places = h.figures[final_place(h) * h.per_year :]
    return [f for f in places if f and f.value is not None]
