"""Success criteria: one word and one careful sentence for each, from the verdicts on its measures.

Several measures are never averaged. They are counted by their own words. One that is invented for
illustration never counts: where no real one has figures there is no answer.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from metrics.baseline import figure_of
from metrics.criteria.gap import GapEstimate, gap
from metrics.criteria.parity import ParityEstimate, parity
from metrics.sentences import decimals_apart, figure, in_period, number, spread, uncapped
from metrics.verdicts.evidence import SeriesEvidence, in_final_year
from metrics.verdicts.histories import Figure, History
from metrics.verdicts.verdict import KNOWN_ABOUT, CriterionAnswer, Verdict
from schemas.declared import ALL, Criterion, GapGroups, Indicator, ParityPair, Schemas, Strategy
from schemas.words import KIND_OF, Answer, GapWord, OutlookWord, TrendWord

OPPOSITE: tuple[set[StrEnum], ...] = (
    {Answer.MET, Answer.NOT_MET},
    {OutlookWord.ON_TRACK, OutlookWord.NOT_ON_TRACK},
    {GapWord.SHOWN, GapWord.NOT_MATERIAL},
)
"""Words that are both beyond chance and do not agree."""
NO_FIGURES = Answer.NO_FIGURES
NO_ANSWER = "No measure has real figures for both the start and the last year."
NO_FORECAST = "No measure has real figures that a forecast can be made from."
DIRECTION: dict[StrEnum, StrEnum] = {
    Answer.MET: Answer.PERHAPS_BETTER,
    Answer.NOT_MET: Answer.PERHAPS_WORSE,
}
"""Where the answer of one measure points, when others say less: then it is not beyond chance."""
POINTING: dict[StrEnum, str] = {
    Answer.PERHAPS_BETTER: "point to better",
    Answer.PERHAPS_WORSE: "point to worse",
    Answer.STEADY: "are about the same",
    Answer.NEAR: "are near what was aimed for",
    Answer.CANNOT_TELL: "cannot be told",
    OutlookWord.ON_TRACK: "are on track",
    OutlookWord.NOT_ON_TRACK: "are not on track",
    OutlookWord.TOO_EARLY: "are too early to tell",
    OutlookWord.TOO_FEW: "have too few children",
    GapWord.SHOWN: "show a gap",
    GapWord.NOT_MATERIAL: "show no gap that matters",
}


@dataclass(frozen=True)
class StrategyEvidence:
    """One strategy's series: the evidence and the verdict of each, by indicator and category."""

    strategy: Strategy
    schemas: Schemas
    evidence: Mapping[tuple[str, str], SeriesEvidence]
    verdicts: Mapping[tuple[str, str], Verdict]

    @property
    def ended(self) -> bool:
        """Whether the strategy is over by the newest figures of all."""
        return any(e.ended for e in self.evidence.values())

    def history(self, indicator: str, category: str = ALL) -> History | None:
        """A series until the end of the strategy; None where there is no such series."""
        evidence = self.evidence.get((indicator, category))
        return evidence.in_full if evidence else None

    def since(self, indicator: str, category: str = ALL) -> History | None:
        """The same series after the end of the strategy; None where there is no such series."""
        whole, until = self.evidence.get((indicator, category)), self.history(indicator, category)
        if whole is None or until is None or not self.ended:
            return None
        history = whole.to_this_day.history
        later = (None if f in until.figures else f for f in history.figures)
        return replace(history, figures=tuple(later))

    def sides(self, verdict: Verdict) -> "Sides":
        """What the answer of one measure is judged on."""
        indicator = self.schemas.indicators[verdict.indicator]
        whole = self.evidence[verdict.indicator, verdict.category]
        judged, final = whole.judged, verdict.final if self.ended else verdict.outlook_figure
        if judged is whole.history:
            return Sides(verdict.goal, final, verdict.since)
        if verdict.final is not None:
            final = figure_of(in_final_year(whole.judged_in_full), indicator)
        newest = whole.to_this_day.judged.newest
        since = None if verdict.since is None else figure_of(newest, indicator)
        goal = figure_of(judged.start, indicator) if indicator.target is None else indicator.target
        return Sides(goal, final, since, f" of {KNOWN_ABOUT}")


@dataclass(frozen=True, slots=True)
class Sides:
    """The figures that an answer goes by, each None where there is none: what was aimed for, the
    final year's (while the strategy runs, the one that is expected), and what came since. `whose`
    is said after one that is not of everybody."""

    goal: float | None
    final: float | None
    since: float | None
    whose: str = ""


def answer_criteria(
    evidence: Sequence[SeriesEvidence], verdicts: Sequence[Verdict], schemas: Schemas
) -> list[CriterionAnswer]:
    """An answer for each criterion of each strategy, in their order.

    `verdicts` are those of `evidence`, in the same order. Raises ValueError for fewer or more.
    """
    pairs = list(zip(evidence, verdicts, strict=True))
    answers = []
    for strategy in (s for s in schemas.strategies if not s.draft):
        of_strategy = [(e, v) for e, v in pairs if v.strategy == strategy.id]
        known = StrategyEvidence(
            strategy=strategy,
            schemas=schemas,
            evidence={(v.indicator, v.category): e for e, v in of_strategy},
            verdicts={(v.indicator, v.category): v for _, v in of_strategy},
        )
        answers += [_answer(criterion, known) for criterion in strategy.criteria]
    return answers


def _answer(criterion: Criterion, known: StrategyEvidence) -> CriterionAnswer:
    if criterion.gap:
        word, sentence, why = _gap(criterion.gap, criterion, known)
    elif criterion.parity:
        word, sentence, why = _parity(criterion.parity, criterion, known)
    else:
        word, sentence, why = _of_measures(criterion, known)
    return CriterionAnswer(
        strategy=known.strategy.id,
        criterion=criterion.id,
        shape=criterion.shape,
        kind=KIND_OF[type(word)],
        answer=str(word),
        sentence=sentence,
        why=tuple(why),
    )


_Answer = tuple[StrEnum, str, Sequence[str]]
"""The word, the sentence, and a line for each measure."""


# More, or fewer: each measure by its own word


def _of_measures(criterion: Criterion, known: StrategyEvidence) -> _Answer:
    """Of the measures that a criterion names first; of all of them, if it names none."""
    named = criterion.headline or [i.id for i in known.schemas.of_criterion(criterion)]
    every = (known.verdicts.get((name, ALL)) for name in named)
    measures = [v for v in every if v and known.schemas.indicators[v.indicator].better != "neither"]
    real = [v for v in measures if not v.illustrative]
    counted = [v for v in real if _word(v, known) is not NO_FIGURES]
    words = [_word(v, known) for v in counted]
    early = OutlookWord.TOO_EARLY
    otherwise, none = (_towards(words), NO_FIGURES) if known.ended else (early, early)
    left_out = [v for v in measures if v not in counted]
    sentence = " ".join([*_most_point(words), *_grouped(counted, left_out, known)])
    lines = [_line(v, known) for v in measures]
    return _together(words, none if real else NO_FIGURES, otherwise), sentence, lines


def _word(verdict: Verdict, known: StrategyEvidence) -> StrEnum:
    word = verdict.answer if known.ended else verdict.outlook
    return word or NO_FIGURES


def _together(words: Sequence[StrEnum], none: StrEnum, otherwise: StrEnum) -> StrEnum:
    """One word for several, with care: what all of them say (`none` of no words), 'mixed' where two
    are beyond chance and do not agree, and `otherwise` where they only differ."""
    different = set(words)
    if len(different) <= 1:
        return next(iter(different), none)
    return Answer.MIXED if any(pair <= different for pair in OPPOSITE) else otherwise


def _towards(words: Sequence[StrEnum]) -> StrEnum:
    """What more than half of some answers point to, as could be by chance; 'cannot tell' without
    that, and where one is beyond chance the other way."""
    most = _most(words)
    surely = {DIRECTION[word] for word in words if word in DIRECTION}
    return most if most and surely <= {most} else Answer.CANNOT_TELL


def _most(words: Sequence[StrEnum]) -> StrEnum | None:
    """The direction that more than half of them have; None without one."""
    counted = Counter(DIRECTION.get(word, word) for word in words)
    return next((word for word, many in counted.items() if 2 * many > len(words)), None)


def _most_point(words: Sequence[StrEnum]) -> Iterator[str]:
    """'Of 3 measures, 2 point to better.' Nothing where all say the same."""
    if len(set(words)) > 1:
        most = _most(words)
        many = sum(DIRECTION.get(word, word) == most for word in words)
        point = f"Of {len(words)} measures, {many} {POINTING[most]}." if most in POINTING else ""
        yield point or f"The {len(words)} measures do not point one way."


def _grouped(
    counted: Sequence[Verdict], left_out: Sequence[Verdict], known: StrategyEvidence
) -> Iterator[str]:
    """'Worse, but could be chance: 3 or more homes in a year.' A sentence for each word, and for
    what has no say."""
    if not counted:
        yield NO_ANSWER if known.ended else NO_FORECAST
    for word in (*Answer, *OutlookWord):
        of = [_named(v, known) for v in counted if _word(v, known) is word]
        entry = known.schemas.entry(word)
        yield from _sentence(entry.says if isinstance(word, Answer) else entry.label, of)
    without = [v for v in left_out if not v.illustrative]
    for why in dict.fromkeys(_why_left_out(v, known) for v in without):
        yield from _sentence(
            why, [_named(v, known) for v in without if _why_left_out(v, known) == why]
        )
    invented = [known.schemas.indicators[v.indicator] for v in left_out if v.illustrative]
    yield from _only_invented(invented)


def _why_left_out(verdict: Verdict, known: StrategyEvidence) -> str:
    """What is missing for an answer, or for an outlook."""
    if known.ended:
        return "no figure for the start" if verdict.goal is None else "no figure for the last year"
    if verdict.trend is TrendWord.CHECK_RECORDING:
        return "no forecast before someone has checked how it is recorded"
    few = verdict.trend is TrendWord.TOO_FEW
    return "no forecast from so few figures" if few else "no forecast without counts"


def _sentence(lead: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{lead[0].upper()}{lead[1:]}: {'; '.join(names)}."


def _only_invented(indicators: Sequence[Indicator]) -> Iterator[str]:
    """Which measures have invented figures, and not what these are: they answer nothing."""
    yield from _sentence("only invented", [i.in_a_sentence for i in indicators])


def _named(verdict: Verdict, known: StrategyEvidence) -> str:
    """The measure with its figures: '3 or more homes in a year (5 %, was 3 %)'."""
    indicator, sides = known.schemas.indicators[verdict.indicator], known.sides(verdict)
    if sides.goal is None or sides.final is None:
        return indicator.in_a_sentence
    final, goal = _both(indicator, sides.final, sides.goal)
    final = f"{'' if known.ended else 'expected '}{final}{sides.whose}"
    then = f"{'aimed at' if indicator.target is not None else 'was'} {goal}"
    if sides.since is None:
        return f"{indicator.in_a_sentence} ({final}, {then})"
    since = f"since then {figure(indicator, sides.since)}"
    return f"{indicator.in_a_sentence} ({final} at the strategy's end, {then}; {since})"


def _line(verdict: Verdict, known: StrategyEvidence) -> str:
    indicator, sides = known.schemas.indicators[verdict.indicator], known.sides(verdict)
    name = indicator.in_a_sentence
    if verdict.illustrative:
        return f"{name}: these figures are invented, and answer nothing."
    said = _word(verdict, known)
    word = _why_left_out(verdict, known) if said is NO_FIGURES else known.schemas.entry(said).label
    if sides.goal is None:
        return f"{name}: {word}."
    aim = "aimed at" if indicator.target is not None else "at the start"
    if sides.final is None:
        return f"{name}: {word} ({figure(indicator, sides.goal)}{sides.whose} {aim})."
    final, goal = _both(indicator, sides.final, sides.goal)
    goal += sides.whose
    if not known.ended:
        return f"{name}: {word} ({goal} {aim}, {final} expected in the final year)."
    now = f"{final} {in_period(verdict.final_period)}"
    if sides.since is not None:
        now += f"; since then {figure(indicator, sides.since)} {in_period(verdict.since_period)}"
    return f"{name}: {word} ({goal} {aim}, {now})."


def _both(indicator: Indicator, first: float, second: float) -> tuple[str, str]:
    """Two figures side by side, so that two that differ never look the same."""
    decimals = decimals_apart(indicator, first, second)
    return figure(indicator, first, decimals), figure(indicator, second, decimals)


# Parity: our children beside all children


def _parity(pair: ParityPair, criterion: Criterion, known: StrategyEvidence) -> _Answer:
    every = [known.verdicts.get((i.id, ALL)) for i in known.schemas.of_criterion(criterion)]
    odd = [v for v in every if v and v.trend is TrendWord.CHECK_RECORDING and not v.illustrative]
    lines = [
        f"Someone should first check how “{known.schemas.indicators[v.indicator].in_a_sentence}” "
        f"is recorded: {v.note}."
        for v in odd
    ]
    ours, everyone = known.history(pair.ours), known.history(pair.everyone)
    both = [h for h in (ours, everyone) if h]
    invented = [h.indicator for h in both if h.illustrative]
    word = Answer.CANNOT_TELL if odd else Answer.NO_FIGURES
    if ours and everyone and not invented:
        estimate = _compared(ours, everyone, bool(odd))
        word = word if estimate.word is Answer.NO_FIGURES else estimate.word
        lines += _expected(estimate, ours, known.schemas.council.name)
        lines += _expected_since(known.since(pair.ours), known.since(pair.everyone))
    says = lines or ["There are no real figures to compare yet."]
    return word, " ".join([*says, *_only_invented(invented)]), lines


def _compared(ours: History, everyone: History, to_check: bool = False) -> ParityEstimate:
    pairs = [
        (f.numerator, f.denominator, (e.value or 0.0) / (everyone.indicator.per or 1))
        for f, e in _of_one_period(ours, everyone)
        if f.counted and e.value is not None
    ]
    observed, children, rates = zip(*pairs, strict=True) if pairs else ((), (), ())
    return parity(observed, children, rates, to_check)


def _of_one_period(ours: History, others: History) -> Iterator[tuple[Figure, Figure]]:
    """The figures of two series that have the same place since the start; where one starts anew at
    a break, those of one year or quarter."""
    pairs = list(zip(ours.figures, others.figures, strict=False))
    if ours.broken or others.broken:
        theirs = {_when(f, others): f for f in others.figures if f}
        pairs = [(f, theirs.get(_when(f, ours))) for f in ours.figures if f]
    yield from ((f, e) for f, e in pairs if f and e)


def _when(f: Figure, of: History) -> date | int:
    return f.period.end if of.quarterly else f.period.end.year


def _expected(estimate: ParityEstimate, ours: History, council: str) -> Iterator[str]:
    """How many there were, and how many there would be at the rate of all children; nothing where
    no year has both."""
    if not estimate.years:
        return
    years = "In the last year" if estimate.years == 1 else f"Over the last {estimate.years} years"
    expected, times, low, high = (
        number(of, 0 if of >= 10 else 1)
        for of in (estimate.expected, estimate.ratio, estimate.low, estimate.high)
    )
    yield (
        f"{years} there were {estimate.observed:,.0f} {ours.indicator.outcome} among our children. "
        f"At the rate of all children in {council} there would be about {expected}: ours is "
        f"{times} times as many, and could truly be {low} to {high} times."
    )


def _expected_since(ours: History | None, everyone: History | None) -> Iterator[str]:
    """The same in short, of the years after the strategy's end."""
    since = _compared(ours, everyone) if ours and everyone else None
    if since and since.years:
        expected = number(since.expected, 0 if since.expected >= 10 else 1)
        yield f"Since then there were {since.observed:,.0f}, where about {expected} would be."


# Gap: two groups of our children


def _gap(groups: GapGroups, criterion: Criterion, known: StrategyEvidence) -> _Answer:
    pairs = [
        (indicator, near, far)
        for indicator in known.schemas.of_criterion(criterion)
        if (near := known.history(indicator.id, groups.near))
        and (far := known.history(indicator.id, groups.far))
    ]
    invented = [i for i, near, far in pairs if near.illustrative or far.illustrative]
    estimates = [
        (indicator, estimate)
        for indicator, near, far in pairs
        if indicator not in invented
        and (estimate := _between(near, far)).word is not GapWord.NO_FIGURES
    ]
    words = [estimate.word for _, estimate in estimates]
    ways = {e.difference > 0 for _, e in estimates if e.word is GapWord.SHOWN}
    word = _together(words, GapWord.NO_FIGURES, GapWord.CANNOT_TELL)
    lines = [_difference(indicator, e, groups, known) for indicator, e in estimates]
    says = [*_most_point(words), *lines] or [known.schemas.entry(GapWord.NO_FIGURES).says + "."]
    sentence = " ".join([*says, *_only_invented(invented)])
    return Answer.MIXED if len(ways) > 1 else word, sentence, lines


def _between(near: History, far: History) -> GapEstimate:
    pairs = [
        (n.numerator or 0, n.denominator or 0, f.numerator or 0, f.denominator or 0)
        for n, f in _of_one_period(near, far)
        if n.counted and f.counted
    ]
    counts = [list(column) for column in zip(*pairs, strict=True)] or [[], [], [], []]
    of_near, near_children, of_far, far_children = counts
    return gap(of_near, near_children, of_far, far_children, rho=near.wobble.wobble)


def _difference(
    indicator: Indicator, estimate: GapEstimate, groups: GapGroups, known: StrategyEvidence
) -> str:
    entry, there = known.schemas.entry(estimate.word), uncapped(groups.far)
    says = entry.says if estimate.difference else entry.says_alike or entry.says
    near, far = known.since(indicator.id, groups.near), known.since(indicator.id, groups.far)
    later = _between(near, far) if near and far else None
    since = f" Since then {_beside(indicator, later, groups)}." if later and later.years else ""
    return (
        f"{indicator.in_a_sentence}: {_beside(indicator, estimate, groups)}. {says}: {there} it "
        f"could truly be {spread(indicator, 100 * estimate.low, 100 * estimate.high)}.{since}"
    )


def _beside(indicator: Indicator, estimate: GapEstimate, groups: GapGroups) -> str:
    """'74 % in county and 58 % out of county'."""
    near, far = _both(indicator, 100 * estimate.near, 100 * estimate.far)
    return f"{near} {uncapped(groups.near)} and {far} {uncapped(groups.far)}"
