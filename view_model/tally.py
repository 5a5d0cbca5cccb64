"""How many measures carry each word, and how many may by chance alone: a sentence each.

How often a word is false is what benchmarks/verdicts.py measured and wrote to error_rates.json.
"""

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from schemas.declared import Schemas
from schemas.words import CHANGES, DIFFERENCES, LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView

NO_WORD = (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING)
NO_LEVEL = (LevelWord.TOO_FEW, LevelWord.CHECK_RECORDING)
RATES = Path(__file__).with_name("error_rates.json")


@cache
def rates() -> dict[str, Any]:
    """What was measured, as error_rates.json has it: percent, or percent for each rule or size."""
    measured: dict[str, Any] = json.loads(RATES.read_text(encoding="utf-8"))
    return measured


def false_changes(measure: IndicatorView) -> float:
    """How often this measure would be called changed if it were not, better and worse together: at
    its own wobble, or that of what it behaves like."""
    schemas, indicator = measure.edition.schemas, measure.indicator
    others, own = rates()["false_without_counts_councils"], rates()["false_change_own"]
    if schemas.wobble_of(indicator).by_size is not None and indicator.id in others:
        return 2 * float(others[indicator.id]) / 100
    source = schemas.wobble_from(indicator)
    return float(own.get(source, max(own.values()))) / 100


def false_levels() -> float:
    """How often a council that is where the country is would be said to differ, both ways."""
    return float(rates()["level_wrong"]) / 100


def trend_counts(measures: Iterable[IndicatorView], schemas: Schemas) -> list[str]:
    """'5 improving', '2 steady' …: how many carry each trend word, invented ones left out."""
    counts = Counter(m.verdict.trend for m in measures if m.verdict and not m.illustrative)
    return [f"{counts[w]} {schemas.entry(w).label.lower()}" for w in TrendWord if counts[w]]


def how_many(view: EditionView) -> str:
    """The trend words of every measure in a line: '5 improving · 2 steady'."""
    counts = " · ".join(trend_counts(view.measures, view.edition.schemas))
    invented = sum(m.illustrative for m in view.measures)
    return f"{counts} ({invented} invented ones not counted)" if counts and invented else counts


def by_chance(view: EditionView) -> str:
    """How many of the words may be there by chance alone, summed over every measure that could
    have one; '' where there are none."""
    real = [(m, m.verdict) for m in view.real if m.verdict]
    able = [(m, v) for m, v in real if v.low is not None and v.trend not in NO_WORD]
    compared = [v for _, v in real if v.level_low is not None and v.level not in NO_LEVEL]
    changes = sum(v.trend in CHANGES for _, v in able)
    differences = sum(v.level in DIFFERENCES for v in compared)
    if not changes + differences:
        return ""
    changed, unlike = _are(changes, len(able)), _are(differences, len(compared))
    by_chance = sum(false_changes(m) for m, _ in able) + false_levels() * len(compared)
    return (
        f"{changed.capitalize()} said to have changed, and {unlike} said to differ from "
        f"{view.council.country.name}. {may_be_chance(changes + differences, by_chance)}"
    )


def may_be_chance(words: int, false: float) -> str:
    """How many of the words that are said may be chance, where so many would be if nothing were
    behind any of them: the number rounded up."""
    if words == 1:
        return "This one word may be chance."
    by_chance = ceil(false)
    if by_chance >= words:
        return f"Each of these {words} words may be chance."
    some = "1 of these words" if by_chance == 1 else f"{by_chance} of these words"
    return f"About {some} may be chance, and nobody can know which."


def _are(some: int, of: int) -> str:
    return f"{some or 'none'} of {of} measures {'is' if some == 1 else 'are'}"
