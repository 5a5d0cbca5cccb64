"""The words of a verdict on a page: a mark, a word and a tint, none of them alone."""

from collections import Counter

from metrics.verdict import CriterionAnswer
from pages.markup import text
from pages.reading import Reading, Reported
from schemas.declared import Said, Schemas
from schemas.words import Certainty, LeanWord, LevelWord, TrendWord

NO_WORD = (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING)
NO_LEVEL = (LevelWord.TOO_FEW, LevelWord.CHECK_RECORDING)
METHOD = "how-we-decide"  # on About; a browser's forms own the name 'method'
FALSE_ALARMS = 0.05
"""Of measures that do not change, how many the rule may call changed, better and worse together:
the limit that benchmarks/verdicts.py holds it to."""


def chip(said: Said, more: str = "", strong: bool = False) -> str:
    """A word with its mark; what it means stands in its tip. `more` follows the word."""
    also = f" · {text(more)}" if more else ""
    kind = f"chip tint-{said.tint}{' strong' if strong else ''}"
    return (
        f'<span class="{kind}" title="{text(said.meaning)}"><span class="shape" '
        f'aria-hidden="true">{text(said.shape)}</span> {text(said.label)}{also}</span>'
    )


def two_words(reported: Reported) -> str:
    """Where we are, and which way it is going; '' in an edition that has no verdicts."""
    verdict, schemas = reported.verdict, reported.edition.schemas
    if verdict is None:
        return ""
    level, trend = schemas.said(verdict.level), schemas.said(verdict.trend)
    if (verdict.level, verdict.trend) == (LevelWord.CHECK_RECORDING, TrendWord.CHECK_RECORDING):
        where = ""
    elif verdict.level is LevelWord.NOT_COMPARED:
        where = f'<span class="lean" title="{text(level.meaning)}">{text(level.label)}</span>'
    else:
        where = chip(level, strong=verdict.level_strong)
    early = verdict.certainty is Certainty.EARLY_SIGN
    sign = schemas.said(Certainty.EARLY_SIGN).label if early else ""
    going = f'<span class="going">{chip(trend, sign)} {_lean(reported, schemas)}</span>'
    return f'<span class="words">{where} {going}</span>'


def _lean(reported: Reported, schemas: Schemas) -> str:
    """Less than a verdict, so less than a chip."""
    verdict = reported.verdict
    if verdict is None or verdict.lean in (None, LeanWord.NONE):
        return ""
    said = schemas.said(LeanWord(verdict.lean))
    return f'<span class="lean" title="{text(said.meaning)}">{text(said.label)}</span>'


def answer_chip(answer: CriterionAnswer, schemas: Schemas) -> str:
    """The answer to a success criterion."""
    return chip(schemas.said(answer.word))


def how_many(reading: Reading) -> str:
    """How many measures carry each trend word, invented ones left out: '5 improving · 2 …'."""
    said = Counter(r.verdict.trend for r in _real(reading) if r.verdict)
    words = [(word, said[word]) for word in TrendWord if said[word]]
    label = reading.edition.schemas.said
    counts = " · ".join(f"{many} {label(word).label.lower()}" for word, many in words)
    invented = sum(r.illustrative for r in map(reading.of, reading.edition.schemas.in_order()))
    return f"{counts} ({invented} illustrative ones not counted)" if counts and invented else counts


def by_chance(reading: Reading) -> str:
    """How many would carry a word by chance alone; '' without verdicts."""
    said = [r.verdict for r in _real(reading) if r.verdict]
    able = [v for v in said if v.low is not None and v.trend not in NO_WORD]
    compared = [v for v in said if v.level_low is not None and v.level not in NO_LEVEL]
    if not able:
        return ""
    return (
        f"Of these measures, {len(able)} have enough behind them to be called improving or "
        f"worsening. Even if nothing at all had changed, up to {_expected(len(able))} of them "
        f"would be, by chance alone; and of {len(compared)} that are set beside "
        f"{reading.council.country.name}, up to {_expected(len(compared))} would be called better "
        "or worse."
    )


def _expected(many: int) -> str:
    return f"{max(1, round(FALSE_ALARMS * many))}"


def _real(reading: Reading) -> list[Reported]:
    every = (reading.of(i) for i in reading.edition.schemas.in_order())
    return [r for r in every if not r.illustrative]
