"""How many measures carry each word, and how many would by chance alone: a sentence each."""

from collections import Counter

from schemas.words import LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView

NO_WORD = (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING)
NO_LEVEL = (LevelWord.TOO_FEW, LevelWord.CHECK_RECORDING)
FALSE_ALARMS = 0.05
"""Of measures that do not change, how many the rule may call changed, better and worse together:
the limit that benchmarks/verdicts.py holds it to."""


def how_many(reading: EditionView) -> str:
    """How many measures carry each trend word, invented ones left out: '5 improving · 2 …'."""
    said = Counter(r.verdict.trend for r in _real(reading) if r.verdict)
    words = [(word, said[word]) for word in TrendWord if said[word]]
    label = reading.edition.schemas.entry
    counts = " · ".join(f"{many} {label(word).label.lower()}" for word, many in words)
    invented = sum(r.illustrative for r in map(reading.of, reading.edition.schemas.in_order()))
    return f"{counts} ({invented} illustrative ones not counted)" if counts and invented else counts


def by_chance(reading: EditionView) -> str:
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


def _real(reading: EditionView) -> list[IndicatorView]:
    every = (reading.of(i) for i in reading.edition.schemas.in_order())
    return [r for r in every if not r.illustrative]
