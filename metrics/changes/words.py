"""Which words change between two editions, or between one and what would be published.

Pure, and made of words that anyone may see. Pages may import it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import ALL, Schemas
from schemas.words import Certainty

NOTHING = "nothing said"
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionWords:
    """All that an edition says in words: its verdicts and answers, and their wording."""

    verdicts: Sequence[Verdict]
    answers: Sequence[CriterionAnswer]
    schemas: Schemas


@dataclass(frozen=True, slots=True)
class WordChange:
    """One word that changes: 'Care leavers in EET: Not clear yet → Improving, early sign'.

    `kind` is 'trend', 'level' or 'answer' (or outlook) of an indicator, and 'criterion' of a
    success criterion, whose id is then in `criterion`, with no indicator. `old` and `new` are
    labels, or NOTHING.
    """

    kind: str
    strategy: str
    about: str
    old: str
    new: str
    indicator: str = ""
    criterion: str = ""

    def __str__(self) -> str:
        return f"{self.about}: {self.old} → {self.new}"


def changed_words(before: EditionWords | None, after: EditionWords) -> tuple[WordChange, ...]:
    """Every word of `after` that differs from the one before: trends and levels of indicators in
    the order that they are shown, then answers to criteria. Leans are less than words, and left
    out; so is a series or criterion without a word in either."""
    return (
        *_changed(_of_series(before), _of_series(after)),
        *_changed(_of_criteria(before), _of_criteria(after)),
    )


def _changed(
    before: Mapping[_Key, WordChange], after: Mapping[_Key, WordChange]
) -> Iterator[WordChange]:
    """The words of two editions, each given as a change from NOTHING, as changes from old to
    new."""
    for key in dict.fromkeys([*after, *before]):
        old = before[key].new if key in before else NOTHING
        new = after[key].new if key in after else NOTHING
        if old != new:
            yield replace(after.get(key) or before[key], old=old, new=new)


def _of_series(edition: EditionWords | None) -> dict[_Key, WordChange]:
    if edition is None:
        return {}
    place = {i.id: at for at, i in enumerate(edition.schemas.in_order(everything=True))}
    ordered = sorted(
        edition.verdicts, key=lambda v: (place.get(v.indicator, 0), v.breakdown != ALL)
    )
    return {
        (kind, v.strategy, v.indicator, v.breakdown, v.category): WordChange(
            kind, v.strategy, _about(v, edition.schemas), NOTHING, word, indicator=v.indicator
        )
        for v in ordered
        for kind, word in _words(v, edition.schemas)
    }


def _about(verdict: Verdict, schemas: Schemas) -> str:
    short = schemas.indicators[verdict.indicator].short
    return short if verdict.breakdown == ALL else f"{short}, {verdict.category}"


def _words(verdict: Verdict, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Each kind of word of a verdict, with its label."""
    trend = schemas.entry(verdict.trend).label
    if verdict.certainty is Certainty.EARLY_SIGN:
        trend = f"{trend}, {schemas.entry(Certainty.EARLY_SIGN).label.lower()}"
    yield "trend", trend
    yield "level", schemas.entry(verdict.level).label
    if (answer := verdict.answer or verdict.outlook) is not None:
        yield "answer", schemas.entry(answer).label


def _of_criteria(edition: EditionWords | None) -> dict[_Key, WordChange]:
    if edition is None:
        return {}
    names = {(s.id, c.id): c.name for s in edition.schemas.strategies for c in s.criteria}
    return {
        (a.strategy, a.criterion): WordChange(
            "criterion",
            a.strategy,
            names.get((a.strategy, a.criterion), a.criterion),
            NOTHING,
            edition.schemas.entry(a.word).label,
            criterion=a.criterion,
        )
        for a in edition.answers
    }
