"""Work out the verdict on each of the council's series. Heavy; imported when an edition is made,
and never by a page, which reads verdicts (metrics.verdicts.verdict)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from metrics.baseline import figure_of, period_words
from metrics.verdicts.batches import (
    Batch,
    can_be_judged,
    can_be_judged_throughout,
    in_batches,
)
from metrics.verdicts.evidence import (
    SeriesEvidence,
    final_place,
    in_final_year,
    is_much_hidden,
    run_of,
    sign,
    why_no_change,
    why_not_sure,
    why_not_usual,
)
from metrics.verdicts.forecast import forecasts
from metrics.verdicts.histories import History, country_figure_of
from metrics.verdicts.lean import Leans, borne_out, leans
from metrics.verdicts.level import levels
from metrics.verdicts.plausibility import Jump, Run, word_after_checks
from metrics.verdicts.sentences import (
    JUDGED_BY_OTHERS,
    among_known,
    partly_hidden,
    rebuilt_counts,
    sentence,
    why,
    why_odd,
)
from metrics.verdicts.target_met import answers, words_by_chance
from metrics.verdicts.trend import Trends, trends
from metrics.verdicts.verdict import Verdict
from metrics.verdicts.xmr import process_limits
from schemas.declared import Schemas
from schemas.words import CHANGES, Answer, Because, Certainty, LevelWord, TrendWord

Facts = dict[str, object]
"""Fields of a Verdict, by name."""


def judge(evidence: Sequence[SeriesEvidence], schemas: Schemas) -> list[Verdict]:
    """A verdict on each series, in the same order."""
    facts = [_basic_facts(e) for e in evidence]
    for batch in in_batches(
        (i, e.judged) for i, e in enumerate(evidence) if can_be_judged_throughout(e.history)
    ):
        _add_trends(batch, evidence, facts)
    for batch in in_batches(
        (i, e.history) for i, e in enumerate(evidence) if can_be_judged(e.history)
    ):
        _add_levels(batch, evidence, facts)
    asked = [e for e in enumerate(evidence) if e[1].is_of_a_criterion and not e[1].history.broken]
    whole = [(i, e.judged_in_full) for i, e in asked if not e.history.illustrative]
    for batch in in_batches((i, h) for i, h in whole if can_be_judged_throughout(h)):
        _add_answers(batch, evidence, facts)
    return [_verdict(e, f, schemas) for e, f in zip(evidence, facts, strict=True)]


def _verdict(evidence: SeriesEvidence, facts: Facts, schemas: Schemas) -> Verdict:
    h = evidence.history
    series: Facts = {
        "strategy": h.strategy.id,
        "indicator": h.indicator.id,
        "area": h.area,
        "area_name": h.area_name,
        "breakdown": h.breakdown,
        "category": h.category,
        "illustrative": h.illustrative,
    }
    bare = Verdict.model_validate(series | facts)
    words = {"sentence": sentence(bare, h, schemas), "why": why(bare, h, schemas, evidence.judged)}
    return bare.model_copy(update=words)


# Facts of any figure, with or without its counts


def _basic_facts(evidence: SeriesEvidence) -> Facts:
    h = evidence.history
    first, last = figure_of(h.start, h.indicator), figure_of(h.newest, h.indicator)
    changed = bool(h.start and h.since)
    compared = bool(h.newest) and h.newest[-1].country is not None
    return {
        "level": LevelWord.NOT_CLEAR if compared else LevelWord.NOT_COMPARED,
        "level_figure": last if compared else None,
        "level_reference": country_figure_of(h.newest[-1:]),
        "trend": TrendWord.NOT_CLEAR if changed else TrendWord.TOO_FEW,
        "because": why_not_sure(h) if changed else why_no_change(h),
        "first": first,
        "last": last,
        "change": last - first if changed and first is not None and last is not None else None,
        "first_period": period_words(h.start),
        "last_period": period_words(h.newest),
        "periods": len(h.start) + len(h.since),
        "country_first": country_figure_of(h.start),
        "country_last": country_figure_of(h.newest),
        **_basic_answer(evidence),
        **_process_limits(h),
    }


def _basic_answer(evidence: SeriesEvidence) -> Facts:
    """Better or worse, with no word on chance: a figure without counts allows no more. Of invented
    figures, that there are no real ones."""
    if not evidence.is_of_a_criterion or not evidence.ended:
        return {}
    h, indicator = evidence.in_full, evidence.history.indicator
    if h.illustrative:
        return {"answer": Answer.NO_FIGURES}
    if h.broken:  # the start is counted in another way
        return {"answer": Answer.CANNOT_TELL}
    last_year, newest = in_final_year(h), evidence.to_this_day.history.newest
    first, final = figure_of(h.start, indicator), figure_of(last_year, indicator)
    if first is None or final is None:
        return {"answer": Answer.NO_FIGURES, "goal": first}
    goal = first if indicator.target is None else indicator.target
    ahead = (final - goal) * sign(indicator.better)
    later = newest if newest[-1].period > last_year[-1].period else []
    return {
        "answer": Answer(str(words_by_chance(ahead, indicator.target is not None))),
        "goal": goal,
        "final": final,
        "final_period": period_words(last_year),
        "since": figure_of(later, indicator),
        "since_period": period_words(later),
    }


def _process_limits(h: History) -> Facts:
    """The limits of the XmR picture, for quarters."""
    shown = [f.value for f in h.figures if f and f.value is not None]
    limits = process_limits(shown) if h.quarterly else None
    if limits is None:
        return {}
    return {
        "process_centre": limits.centre,
        "process_low": limits.low,
        "process_high": limits.high,
        "process_trial": limits.trial,
    }


# Facts of counted figures, many series at once


def _add_trends(batch: Batch, evidence: Sequence[SeriesEvidence], facts: list[Facts]) -> None:
    trend, lean = _trends(batch)
    for row, place in enumerate(batch.places):
        h, jump = evidence[place].history, evidence[place].jump
        run = run_of(h, evidence[place].councils)
        word = _checked(trend.word[row], h, run, jump)
        numbers = _numbers(trend, row, float(batch.per[row]))
        numbers["with_wobble"] = numbers["with_wobble"] or batch.beside_others
        odd, known = why_odd(run, jump, evidence[place].known_by), ""
        if batch.histories[row] is not h:  # the figures stay those that are published
            known = among_known(h.indicator, numbers)
            numbers |= {name: facts[place][name] for name in ("first", "last", "change")}
        facts[place] |= numbers | {
            "trend": word,
            "because": why_not_usual(word, h, run, jump),
            "note": ", and ".join(filter(None, (odd, known)))
            or (JUDGED_BY_OTHERS if batch.beside_others else rebuilt_counts(h))
            or partly_hidden(h),
            **(_change(trend, row) if word in CHANGES else {}),
        }
        if word is TrendWord.NOT_CLEAR:
            facts[place] |= {"lean": str(lean.word[row]), "chance": float(lean.chance[row])}


def _trends(batch: Batch) -> tuple[Trends, Leans]:
    trend = trends(batch.series, batch.better, batch.matters)
    lean = leans(batch.series, batch.better)
    return borne_out(trend, lean) if batch.beside_others else trend, lean


def _numbers(trend: Trends, row: int, per: float) -> Facts:
    """The numbers of one series, in the indicator's unit."""
    in_unit = {
        "first": trend.first,
        "last": trend.last,
        "change": trend.change,
        "low": trend.stated_range.low,
        "high": trend.stated_range.high,
        "matters": trend.matters,
        "steady_low": trend.steady_range.low,
        "steady_high": trend.steady_range.high,
    }
    numbers: Facts = {name: _number(of[row], per) for name, of in in_unit.items()}
    return numbers | {
        "z": float(trend.z[row]),
        "inflation": float(trend.inflation[row]),
        "with_wobble": bool(trend.stated_range.low[row] != trend.range.low[row]),
    }


def _number(value: float, per: float = 1.0) -> float | None:
    return float(value) * per if np.isfinite(value) else None


def _checked(word: str, h: History, run: Run | None, jump: Jump | None) -> TrendWord:
    usual = TrendWord.TOO_FEW if is_much_hidden(h) else TrendWord(word)
    return word_after_checks(usual, TrendWord.CHECK_RECORDING, CHANGES, run, jump)


def _change(trend: Trends, row: int) -> Facts:
    certainty = Certainty.CONFIRMED if trend.confirmed[row] else Certainty.EARLY_SIGN
    return {"certainty": certainty, "direction": int(trend.direction[row])}


def _add_levels(batch: Batch, evidence: Sequence[SeriesEvidence], facts: list[Facts]) -> None:
    level = levels(batch.series, batch.country, batch.better)
    for row, place in enumerate(batch.places):
        h, per = batch.histories[row], float(batch.per[row])
        if h.newest[-1].country is None:
            continue
        odd = evidence[place].doubtful_country or facts[place]["because"] is Because.RUN
        facts[place] |= {
            "level": LevelWord.CHECK_RECORDING if odd else LevelWord(level.word[row]),
            "level_strong": bool(level.strong[row]) and not odd,
            "level_figure": _number(level.figure[row], per),
            "level_reference": _number(level.reference[row], per),
            "level_low": _number(level.limits.low[row], per),
            "level_high": _number(level.limits.high[row], per),
            "level_years": int(level.years[row]),
        }


def _add_answers(batch: Batch, evidence: Sequence[SeriesEvidence], facts: list[Facts]) -> None:
    assert batch.better != "neither"
    usual, _ = _trends(batch)
    words = [
        str(_checked(word, h, run_of(h, evidence[place].councils), evidence[place].jump))
        for word, h, place in zip(usual.word, batch.histories, batch.places, strict=True)
    ]
    checked = replace(usual, word=np.array(words))
    final = answers(batch.series, checked, batch.better, batch.target)
    ended = [evidence[place].ended for place in batch.places]
    outlooks: list[Facts] = [{}] * len(ended) if all(ended) else _outlooks(batch)
    for row, place in enumerate(batch.places):
        if evidence[place].judged is evidence[place].history:
            facts[place]["goal"] = _number(final.goal[row], float(batch.per[row]))
        if ended[row]:
            facts[place]["answer"] = Answer(final.word[row])
        elif words[row] != TrendWord.CHECK_RECORDING:
            facts[place] |= outlooks[row]


def _outlooks(batch: Batch) -> list[Facts]:
    assert batch.better != "neither"
    forecast = forecasts(batch.series, final_place(batch.histories[0]), batch.better, batch.target)
    return [
        {
            "outlook": str(forecast.word[row]),
            "outlook_figure": _number(forecast.figure[row], float(batch.per[row])),
            "outlook_low": _number(forecast.low[row], float(batch.per[row])),
            "outlook_high": _number(forecast.high[row], float(batch.per[row])),
            "outlook_chance": _number(forecast.chance[row]),
        }
        for row in range(len(batch.places))
    ]
