"""Success criteria: one word and one careful sentence for each, from the verdicts on its measures.

Several measures are never averaged. They are counted by their own words, and one that is invented
for illustration counts only where no real one has a figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from metrics.criteria.gap import GapEstimate, gap
from metrics.criteria.parity import ParityEstimate, parity
from metrics.sentences import figure, number
from metrics.verdicts.evidence import SeriesEvidence
from metrics.verdicts.histories import History
from metrics.verdicts.sentences import spread
from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import ALL, Criterion, GapGroups, Indicator, ParityPair, Schemas, Strategy
from schemas.words import KIND_OF, Answer, GapWord, OutlookWord, TrendWord

NEARER: set[Answer] = {Answer.MET, Answer.COULD_BE_CHANCE}


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


def answer_criteria(
    evidence: Sequence[SeriesEvidence], verdicts: Sequence[Verdict], schemas: Schemas
) -> list[CriterionAnswer]:
    """An answer for each criterion of each strategy, in their order.

    `verdicts` are those of `evidence`, in the same order. Raises ValueError for fewer or more.
    """
    pairs = list(zip(evidence, verdicts, strict=True))
    answers = []
    for strategy in schemas.strategies:
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
        word, sentence, why, illustrative = _gap(criterion.gap, criterion, known)
    elif criterion.parity:
        word, sentence, why, illustrative = _parity(criterion.parity, criterion, known)
    else:
        word, sentence, why, illustrative = _of_measures(criterion, known)
    return CriterionAnswer(
        strategy=known.strategy.id,
        criterion=criterion.id,
        shape=criterion.shape,
        kind=KIND_OF[type(word)],
        answer=str(word),
        sentence=sentence,
        why=tuple(why),
        illustrative=illustrative,
    )


_Answer = tuple[StrEnum, str, Sequence[str], bool]
"""The word, the sentence, a line for each measure, and whether it is of invented figures."""


# More, or fewer: each measure by its own word


def _of_measures(criterion: Criterion, known: StrategyEvidence) -> _Answer:
    """Of the measures that a criterion names first; of all of them, if it names none."""
    named = criterion.headline or [i.id for i in known.schemas.of_criterion(criterion)]
    every = (known.verdicts.get((name, ALL)) for name in named)
    measures = [v for v in every if v and known.schemas.indicators[v.indicator].better != "neither"]
    with_figures = [v for v in measures if _word(v, known) is not Answer.NO_FIGURES]
    real = [v for v in with_figures if not v.illustrative]
    counted = real or with_figures
    words = [_word(v, known) for v in counted]
    word: StrEnum = _together(words) if known.ended else _outlook_together(words)
    left_out = [v for v in measures if v not in counted]
    sentence = " ".join(_grouped(counted, left_out, known))
    lines = [_line(v, known) for v in measures]
    return word, sentence, lines, bool(counted) and not real


def _word(verdict: Verdict, known: StrategyEvidence) -> StrEnum:
    word = verdict.answer if known.ended else verdict.outlook
    return word or Answer.NO_FIGURES


def _together(words: Sequence[StrEnum]) -> Answer:
    """One word for several answers, with care: 'met' only where every one is."""
    different = {Answer(word) for word in words} - {Answer.NO_FIGURES}
    if len(different) <= 1:
        return next(iter(different), Answer.NO_FIGURES)
    if different == NEARER:
        return Answer.COULD_BE_CHANCE
    mixed = different & NEARER and Answer.NOT_MET in different
    return Answer.MIXED if mixed else Answer.CANNOT_TELL


def _outlook_together(words: Sequence[StrEnum]) -> StrEnum:
    """One word for several outlooks: 'mixed' where one is on track and another is not."""
    different = {OutlookWord(word) for word in words}
    if len(different) <= 1:
        return next(iter(different), Answer.NO_FIGURES)
    against = {OutlookWord.ON_TRACK, OutlookWord.NOT_ON_TRACK}
    return Answer.MIXED if against <= different else OutlookWord.TOO_EARLY


def _grouped(
    counted: Sequence[Verdict], left_out: Sequence[Verdict], known: StrategyEvidence
) -> Iterator[str]:
    """'No better than at the start: 3 or more homes in a year.' A sentence for each word, and for
    what has no say."""
    if not counted:
        yield "There are no figures for both the start and the last year."
        return
    for word in (*Answer, *OutlookWord):
        of = [v for v in counted if _word(v, known) is word]
        entry = known.schemas.entry(word)
        lead = entry.says if isinstance(word, Answer) else entry.label
        yield from _sentence(lead, of, known)
    yield from _sentence("only illustrative", [v for v in left_out if v.illustrative], known)
    without = [v for v in left_out if not v.illustrative]
    for why in dict.fromkeys(_why_left_out(v, known) for v in without):
        yield from _sentence(why, [v for v in without if _why_left_out(v, known) == why], known)


def _why_left_out(verdict: Verdict, known: StrategyEvidence) -> str:
    """What is missing for an answer, or for an outlook."""
    if not known.ended:
        return "no forecast, for want of counts"
    return "no figure for the start" if verdict.goal is None else "no figure for the last year yet"


def _sentence(lead: str, verdicts: Sequence[Verdict], known: StrategyEvidence) -> Iterator[str]:
    names = "; ".join(_named(v, known) for v in verdicts)
    if names:
        yield f"{lead[0].upper()}{lead[1:]}: {names}."


def _named(verdict: Verdict, known: StrategyEvidence) -> str:
    """The measure with its figures: '3 or more homes in a year (5 %, was 3 %)'."""
    indicator = known.schemas.indicators[verdict.indicator]
    if verdict.goal is None or verdict.final is None:
        return indicator.short
    later = verdict.final_period != verdict.last_period
    by = f" by {verdict.final_period}" if later else ""
    was = "aimed at" if indicator.target is not None else "was"
    goal = figure(indicator, verdict.goal)
    return f"{indicator.short} ({figure(indicator, verdict.final)}{by}, {was} {goal})"


def _line(verdict: Verdict, known: StrategyEvidence) -> str:
    indicator = known.schemas.indicators[verdict.indicator]
    word = known.schemas.entry(_word(verdict, known)).label
    invented = " These figures are invented." if verdict.illustrative else ""
    if verdict.goal is None:
        return f"{indicator.short}: {word}.{invented}"
    then = figure(indicator, verdict.goal)
    aim = "aimed at" if indicator.target is not None else "at the start"
    if verdict.final is None:
        return f"{indicator.short}: {word} ({then} {aim}).{invented}"
    now = f"{figure(indicator, verdict.final)} for {verdict.final_period}"
    return f"{indicator.short}: {word} ({then} {aim}, {now}).{invented}"


# Parity: our children beside all children


def _parity(pair: ParityPair, criterion: Criterion, known: StrategyEvidence) -> _Answer:
    every = [known.verdicts.get((i.id, ALL)) for i in known.schemas.of_criterion(criterion)]
    odd = [v for v in every if v and v.trend is TrendWord.CHECK_RECORDING and not v.illustrative]
    ours, everyone = known.history(pair.ours), known.history(pair.everyone)
    word, counted = Answer.NO_FIGURES, ""
    if ours and everyone:
        estimate = _compared(ours, everyone, bool(odd))
        word, counted = estimate.word, _expected(estimate, ours, known.schemas.council.name)
    if odd and word is Answer.NO_FIGURES:
        word = Answer.CANNOT_TELL
    illustrative = bool(ours and ours.illustrative)
    lines = [
        f"{known.schemas.indicators[v.indicator].short}: someone should check how this is recorded "
        f"first, for it is {v.note}."
        for v in odd
    ]
    why = [*lines, counted] if counted else lines
    sentence = " ".join(lines if odd and illustrative else why) or "There are no figures yet."
    invented = illustrative and word is not Answer.NO_FIGURES and not odd
    return word, sentence, why, invented


def _compared(ours: History, everyone: History, to_check: bool) -> ParityEstimate:
    pairs = [
        (f.numerator, f.denominator, (e.value or 0.0) / (everyone.indicator.per or 1))
        for f, e in zip(ours.figures, everyone.figures, strict=False)
        if f and e and f.counted and e.value is not None
    ]
    observed, children, rates = zip(*pairs, strict=True) if pairs else ((), (), ())
    return parity(observed, children, rates, to_check)


def _expected(estimate: ParityEstimate, ours: History, council: str) -> str:
    """How many there were, and how many there would be at the rate of all children; '' where no
    year has both."""
    if not estimate.years:
        return ""
    years = "In the last year" if estimate.years == 1 else f"Over the last {estimate.years} years"
    invented = " (illustrative figures)" if ours.illustrative else ""
    expected, times, low, high = (
        number(of, 0 if of >= 10 else 1)
        for of in (estimate.expected, estimate.ratio, estimate.low, estimate.high)
    )
    return (
        f"{years} there were {estimate.observed:,.0f} {ours.indicator.outcome} among our children"
        f"{invented}. At the rate of all children in {council} there would be "
        f"about {expected}: ours is {times} times as many, and could truly be {low} to {high} "
        "times."
    )


# Gap: two groups of our children


def _gap(groups: GapGroups, criterion: Criterion, known: StrategyEvidence) -> _Answer:
    estimates = [
        (indicator, estimate, near.illustrative or far.illustrative)
        for indicator in known.schemas.of_criterion(criterion)
        if (near := known.history(indicator.id, groups.near))
        and (far := known.history(indicator.id, groups.far))
        and (estimate := _between(near, far)).word is not GapWord.NO_FIGURES
    ]
    real = [each for each in estimates if not each[2]]
    counted = real or estimates
    words = {estimate.word for _, estimate, _ in counted}
    word: StrEnum = Answer.MIXED if len(words) > 1 else next(iter(words), GapWord.NO_FIGURES)
    lines = [
        _difference(indicator, estimate, groups, known.schemas.entry(estimate.word).says)
        for indicator, estimate, _ in counted
    ]
    none = known.schemas.entry(GapWord.NO_FIGURES).says + "."
    return word, " ".join(lines) or none, lines, bool(counted) and not real


def _between(near: History, far: History) -> GapEstimate:
    pairs = [
        (n.numerator or 0, n.denominator or 0, f.numerator or 0, f.denominator or 0)
        for n, f in zip(near.figures, far.figures, strict=False)
        if n and f and n.counted and f.counted
    ]
    counts = [list(column) for column in zip(*pairs, strict=True)] or [[], [], [], []]
    of_near, near_children, of_far, far_children = counts
    return gap(of_near, near_children, of_far, far_children)


def _difference(indicator: Indicator, estimate: GapEstimate, groups: GapGroups, says: str) -> str:
    near, far = (figure(indicator, 100 * share) for share in (estimate.near, estimate.far))
    here, there = groups.near.lower(), groups.far.lower()
    return (
        f"{indicator.short}: {near} {here} and {far} {there}. {says}: {there} it could truly be "
        f"{spread(indicator, 100 * estimate.low, 100 * estimate.high)}."
    )
