"""How many measures carry each word, and how many may by chance alone: a sentence each."""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from schemas.declared import Schemas
from schemas.words import CHANGES, DIFFERENCES, LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView

NO_WORD = (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING)
NO_LEVEL = (LevelWord.TOO_FEW, LevelWord.CHECK_RECORDING)
FALSE_ALARMS = 0.05
"""Of measures that do not change, how many the rule may call changed, better and worse together:
the limit that benchmarks/verdicts.py holds every measure to."""


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
    """How many of the words may be there by chance alone, summed over every measure that could
    have one; '' where there are none."""
    measures = [view.of(i) for i in view.edition.schemas.in_order()]
    verdicts = [m.verdict for m in measures if m.verdict and not m.illustrative]
    able = [v for v in verdicts if v.low is not None and v.trend not in NO_WORD]
    compared = [v for v in verdicts if v.level_low is not None and v.level not in NO_LEVEL]
    changes = sum(v.trend in CHANGES for v in able)
    differences = sum(v.level in DIFFERENCES for v in compared)
    if not changes + differences:
        return ""
    changed, unlike = _are(changes, len(able)), _are(differences, len(compared))
    return (
        f"{changed.capitalize()} said to have changed, and {unlike} said to differ from "
        f"{view.council.country.name}. "
        f"{may_be_chance(changes + differences, len(able) + len(compared))}"
    )


def may_be_chance(words: int, could: int) -> str:
    """How many of the words that are said may be chance, of those that could have been said."""
    if words == 1:
        return "This one word may be chance."
    by_chance = ceil(FALSE_ALARMS * could)
    if by_chance >= words:
        return f"Each of these {words} words may be chance."
    some = "1 of these words" if by_chance == 1 else f"{by_chance} of these words"
    return f"About {some} may be chance, and nobody can know which."


def _are(some: int, of: int) -> str:
    return f"{some or 'none'} of {of} measures {'is' if some == 1 else 'are'}"
