"""How many measures carry each word, and how many would by chance alone: a sentence each."""

from collections import Counter
from collections.abc import Iterable

from schemas.declared import Schemas
from schemas.words import LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView

NO_WORD = (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING)
NO_LEVEL = (LevelWord.TOO_FEW, LevelWord.CHECK_RECORDING)
FALSE_ALARMS = 0.05
"""Of measures that do not change, how many the rule may call changed, better and worse together:
the limit that benchmarks/verdicts.py holds it to."""


def trend_counts(measures: Iterable[IndicatorView], schemas: Schemas) -> list[str]:
    """'5 improving', '2 steady' …: how many carry each trend word, invented ones left out."""
    counts = Counter(m.verdict.trend for m in measures if m.verdict and not m.illustrative)
    return [f"{counts[w]} {schemas.entry(w).label.lower()}" for w in TrendWord if counts[w]]


def how_many(view: EditionView) -> str:
    """The trend words of every measure in a line: '5 improving · 2 steady'."""
    every = [view.of(i) for i in view.edition.schemas.in_order()]
    counts = " · ".join(trend_counts(every, view.edition.schemas))
    invented = sum(m.illustrative for m in every)
    return f"{counts} ({invented} illustrative ones not counted)" if counts and invented else counts


def by_chance(view: EditionView) -> str:
    """How many would carry a word by chance alone; '' without verdicts."""
    measures = [view.of(i) for i in view.edition.schemas.in_order()]
    verdicts = [m.verdict for m in measures if m.verdict and not m.illustrative]
    able = [v for v in verdicts if v.low is not None and v.trend not in NO_WORD]
    compared = [v for v in verdicts if v.level_low is not None and v.level not in NO_LEVEL]
    if not able:
        return ""
    return (
        f"Of these measures, {len(able)} have enough behind them to be called improving or "
        f"worsening. Even if nothing at all had changed, up to {_expected(len(able))} of them "
        f"would be, by chance alone; and of {len(compared)} that are set beside "
        f"{view.council.country.name}, up to {_expected(len(compared))} would be called better "
        "or worse."
    )


def _expected(many: int) -> str:
    return f"{max(1, round(FALSE_ALARMS * many))}"
