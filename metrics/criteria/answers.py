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
from schemas.declared import ALL, Criterion, Indicator, Schemas, Strategy
from schemas.words import KIND_OF, Answer, GapWord, OutlookWord, TrendWord

NEARER: set[Answer] = {Answer.MET, Answer.COULD_BE_CHANCE}


@dataclass(frozen=True)
class StrategyEvidence:
    """What is known of one strategy's series: the question and the verdict of each, by indicator
    and category."""

    strategy: Strategy
    schemas: Schemas
    questions: Mapping[tuple[str, str], SeriesEvidence]
    verdicts: Mapping[tuple[str, str], Verdict]

    @property
    def ended(self) -> bool:
        """Whether the strategy is over by the newest figures of all."""
        return any(q.ended for q in self.questions.values())

    def history(self, indicator: str, category: str = ALL) -> History | None:
        """A series until the end of the strategy."""
        question = self.questions.get((indicator, category))
        return question.in_full if question else None


def answer_criteria(
    questions: Sequence[SeriesEvidence], verdicts: Sequence[Verdict], schemas: Schemas
) -> list[CriterionAnswer]:
    """An answer for each criterion of each strategy, in their order."""
    return [
        _answer(criterion, _judged(strategy, questions, verdicts, schemas))
        for strategy in schemas.strategies
        for criterion in strategy.criteria
    ]


def _judged(
    strategy: Strategy,
    questions: Sequence[SeriesEvidence],
    verdicts: Sequence[Verdict],
    schemas: Schemas,
) -> StrategyEvidence:
    mine = [(q, v) for q, v in zip(questions, verdicts, strict=True) if v.strategy == strategy.id]
    keys = [(v.indicator, v.category) for _, v in mine]
    return StrategyEvidence(
        strategy=strategy,
        schemas=schemas,
        questions=dict(zip(keys, (q for q, _ in mine), strict=True)),
        verdicts=dict(zip(keys, (v for _, v in mine), strict=True)),
    )


def _answer(criterion: Criterion, judged: StrategyEvidence) -> CriterionAnswer:
    if criterion.gap:
        return _gap(criterion, judged)
    if criterion.parity:
        return _parity(criterion, judged)
    return _of_measures(criterion, judged)


def _said(
    criterion: Criterion,
    judged: StrategyEvidence,
    word: StrEnum,
    sentence: str,
    why: Sequence[str],
    illustrative: bool,
) -> CriterionAnswer:
    return CriterionAnswer(
        strategy=judged.strategy.id,
        criterion=criterion.id,
        shape=criterion.shape,
        kind=KIND_OF[type(word)],
        answer=str(word),
        sentence=sentence,
        why=tuple(why),
        illustrative=illustrative,
    )


# More, or fewer: each measure by its own word


def _of_measures(criterion: Criterion, judged: StrategyEvidence) -> CriterionAnswer:
    measures = _measures(criterion, judged)
    with_figures = [v for v in measures if _word(v, judged) is not Answer.NO_FIGURES]
    real = [v for v in with_figures if not v.illustrative]
    counted = real or with_figures
    words = [_word(v, judged) for v in counted]
    word: StrEnum = _together(words) if judged.ended else _outlook_together(words)
    left_out = [v for v in measures if v not in counted]
    sentence = " ".join(_grouped(counted, left_out, judged))
    lines = [_line(v, judged) for v in measures]
    return _said(criterion, judged, word, sentence, lines, bool(counted) and not real)


def _measures(criterion: Criterion, judged: StrategyEvidence) -> list[Verdict]:
    """The verdicts on the measures that a criterion names first; on all of them, if it names
    none."""
    named = criterion.headline or [i.id for i in judged.schemas.of_criterion(criterion)]
    every = (judged.verdicts.get((name, ALL)) for name in named)
    return [v for v in every if v and judged.schemas.indicators[v.indicator].better != "neither"]


def _word(verdict: Verdict, judged: StrategyEvidence) -> StrEnum:
    word = verdict.answer if judged.ended else verdict.outlook
    return word or Answer.NO_FIGURES


def _together(words: Sequence[StrEnum]) -> Answer:
    """One word for several answers, with care: 'met' only where every one is."""
    different = {Answer(word) for word in words} - {Answer.NO_FIGURES}
    if len(different) <= 1:
        return next(iter(different), Answer.NO_FIGURES)
    if different == NEARER:
        return Answer.COULD_BE_CHANCE
    return (
        Answer.MIXED if different & NEARER and Answer.NOT_MET in different else Answer.CANNOT_TELL
    )


def _outlook_together(words: Sequence[StrEnum]) -> StrEnum:
    """One word for several outlooks: 'mixed' where one is on track and another is not."""
    different = {OutlookWord(word) for word in words}
    if len(different) <= 1:
        return next(iter(different), Answer.NO_FIGURES)
    against = {OutlookWord.ON_TRACK, OutlookWord.NOT_ON_TRACK}
    return Answer.MIXED if against <= different else OutlookWord.TOO_EARLY


def _grouped(
    counted: Sequence[Verdict], left_out: Sequence[Verdict], judged: StrategyEvidence
) -> Iterator[str]:
    """'No better than at the start: 3 or more homes in a year.' A sentence for each word, and for
    what has no say."""
    if not counted:
        yield "There are no figures for both the start and the last year."
        return
    for word in (*Answer, *OutlookWord):
        of = [v for v in counted if _word(v, judged) is word]
        yield from _sentence(_brief(word, judged), of, judged)
    yield from _sentence("only illustrative", [v for v in left_out if v.illustrative], judged)
    without = [v for v in left_out if not v.illustrative]
    for why in dict.fromkeys(_why_left_out(v, judged) for v in without):
        yield from _sentence(why, [v for v in without if _why_left_out(v, judged) == why], judged)


def _why_left_out(verdict: Verdict, judged: StrategyEvidence) -> str:
    """What is missing for an answer, or for an outlook."""
    if not judged.ended:
        return "no forecast, for want of counts"
    return "no figure for the start" if verdict.goal is None else "no figure for the last year yet"


def _sentence(said: str, verdicts: Sequence[Verdict], judged: StrategyEvidence) -> Iterator[str]:
    names = "; ".join(_named(v, judged) for v in verdicts)
    if names:
        yield f"{said[0].upper()}{said[1:]}: {names}."


def _named(verdict: Verdict, judged: StrategyEvidence) -> str:
    """The measure with its figures: '3 or more homes in a year (5 %, was 3 %)'."""
    indicator = judged.schemas.indicators[verdict.indicator]
    if verdict.goal is None or verdict.final is None:
        return indicator.short
    later = verdict.final_period != verdict.last_period
    by = f" by {verdict.final_period}" if later else ""
    was = "aimed at" if indicator.target is not None else "was"
    goal = figure(indicator, verdict.goal)
    return f"{indicator.short} ({figure(indicator, verdict.final)}{by}, {was} {goal})"


def _brief(word: StrEnum, judged: StrategyEvidence) -> str:
    said = judged.schemas.entry(word)
    return said.says if isinstance(word, Answer) else said.label


def _line(verdict: Verdict, judged: StrategyEvidence) -> str:
    indicator = judged.schemas.indicators[verdict.indicator]
    word = judged.schemas.entry(_word(verdict, judged)).label
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


def _parity(criterion: Criterion, judged: StrategyEvidence) -> CriterionAnswer:
    assert criterion.parity
    every = [judged.verdicts.get((i.id, ALL)) for i in judged.schemas.of_criterion(criterion)]
    odd = [v for v in every if v and v.trend is TrendWord.CHECK_RECORDING and not v.illustrative]
    ours, everyone = (judged.history(i) for i in (criterion.parity.ours, criterion.parity.everyone))
    found = _compared(ours, everyone, bool(odd)) if ours and everyone else None
    word = found.word if found else Answer.NO_FIGURES
    if odd and word is Answer.NO_FIGURES:
        word = Answer.CANNOT_TELL
    counted = [_expected(found, ours, everyone, judged)] if found and ours and everyone else []
    illustrative = bool(ours and ours.illustrative)
    lines = [_odd(v, judged.schemas.indicators[v.indicator]) for v in odd]
    why = [line for line in (*lines, *counted) if line]
    said = lines if odd and illustrative else why
    sentence = " ".join(said) or "There are no figures yet."
    invented = illustrative and word is not Answer.NO_FIGURES and not odd
    return _said(criterion, judged, word, sentence, why, invented)


def _compared(ours: History, everyone: History, to_check: bool) -> ParityEstimate:
    pairs = [
        (f.numerator, f.denominator, (e.value or 0.0) / (everyone.indicator.per or 1))
        for f, e in zip(ours.figures, everyone.figures, strict=False)
        if f and e and f.counted and e.value is not None
    ]
    observed, children, rates = zip(*pairs, strict=True) if pairs else ((), (), ())
    return parity(observed, children, rates, to_check)


def _expected(
    found: ParityEstimate, ours: History, everyone: History, judged: StrategyEvidence
) -> str:
    if not found.years:
        return ""
    years = "In the last year" if found.years == 1 else f"Over the last {found.years} years"
    invented = " (illustrative figures)" if ours.illustrative else ""
    expected = number(found.expected, 0 if found.expected >= 10 else 1)
    times, low, high = (
        number(of, 0 if of >= 10 else 1) for of in (found.ratio, found.low, found.high)
    )
    return (
        f"{years} there were {found.observed:,.0f} {ours.indicator.outcome} among our children"
        f"{invented}. At the rate of all children in {judged.schemas.council.name} there would be "
        f"about {expected}: ours is {times} times as many, and could truly be {low} to {high} "
        "times."
    )


def _odd(verdict: Verdict, indicator: Indicator) -> str:
    return (
        f"{indicator.short}: someone should check how this is recorded first, for it is "
        f"{verdict.note}."
    )


# Gap: two groups of our children


def _gap(criterion: Criterion, judged: StrategyEvidence) -> CriterionAnswer:
    found = [
        (i, gap_found, near.illustrative or far.illustrative)
        for i in judged.schemas.of_criterion(criterion)
        if criterion.gap
        and (near := judged.history(i.id, criterion.gap.near))
        and (far := judged.history(i.id, criterion.gap.far))
        and (gap_found := _between(near, far)).word is not GapWord.NO_FIGURES
    ]
    real = [each for each in found if not each[2]]
    counted = real or found
    words = {each[1].word for each in counted}
    word: StrEnum = Answer.MIXED if len(words) > 1 else next(iter(words), GapWord.NO_FIGURES)
    lines = [_difference(i, each, criterion, judged) for i, each, _ in counted]
    none = judged.schemas.entry(GapWord.NO_FIGURES).says + "."
    return _said(
        criterion, judged, word, " ".join(lines) or none, lines, bool(counted) and not real
    )


def _between(near: History, far: History) -> GapEstimate:
    pairs = [
        (n.numerator or 0, n.denominator or 0, f.numerator or 0, f.denominator or 0)
        for n, f in zip(near.figures, far.figures, strict=False)
        if n and f and n.counted and f.counted
    ]
    columns = [list(column) for column in zip(*pairs, strict=True)] or [[], [], [], []]
    return gap(columns[0], columns[1], columns[2], columns[3])


def _difference(
    indicator: Indicator, found: GapEstimate, criterion: Criterion, judged: StrategyEvidence
) -> str:
    assert criterion.gap
    near, far = (figure(indicator, 100 * share) for share in (found.near, found.far))
    low, high = 100 * found.low, 100 * found.high
    here, there = criterion.gap.near.lower(), criterion.gap.far.lower()
    return (
        f"{indicator.short}: {near} {here} and {far} {there}. "
        f"{judged.schemas.entry(found.word).says}: {there} it could truly be "
        f"{spread(indicator, low, high)}."
    )
