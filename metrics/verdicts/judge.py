"""Verdicts: what may be said of each of the council's series. Heavy; imported when an edition is
made, and never by a page, which reads what was said (metrics.verdicts.verdict)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from metrics.verdicts.batches import Batch, in_batches, is_counted
from metrics.verdicts.evidence import (
    SeriesEvidence,
    final_place,
    in_final_year,
    is_much_hidden,
    run_of,
    sign,
    why_no_change,
    why_not_usual,
    why_plain,
)
from metrics.verdicts.forecast import forecasts
from metrics.verdicts.histories import History, beside_of, figure_of, stretch
from metrics.verdicts.lean import leans
from metrics.verdicts.level import levels
from metrics.verdicts.plausibility import Jump, Run, checked
from metrics.verdicts.sentences import CHANGES, oddity, partly_hidden, rebuilt, sentence, why
from metrics.verdicts.target_met import answers
from metrics.verdicts.trend import Trends, trends
from metrics.verdicts.verdict import Verdict
from metrics.verdicts.xmr import process_limits
from schemas.declared import Schemas
from schemas.words import Answer, Because, Certainty, LevelWord, TrendWord

GOOD_NEWS = {TrendWord.IMPROVING}
Facts = dict[str, Any]


def judge(questions: Sequence[SeriesEvidence], schemas: Schemas) -> list[Verdict]:
    """A verdict for each question, in the same order."""
    facts = [_plain(q) for q in questions]
    counted = [i for i, q in enumerate(questions) if is_counted(q.history)]
    for batch in in_batches((i, questions[i].history) for i in counted):
        _say_trends(batch, questions, facts)
        _say_levels(batch, questions, facts)
    asked = [(i, questions[i].in_full) for i in counted if questions[i].is_of_a_criterion]
    for batch in in_batches((i, h) for i, h in asked if is_counted(h)):
        _say_answers(batch, questions, facts)
    return [_verdict(q, f, schemas) for q, f in zip(questions, facts, strict=True)]


def _verdict(question: SeriesEvidence, facts: Facts, schemas: Schemas) -> Verdict:
    h = question.history
    bare = Verdict(
        strategy=h.strategy.id,
        indicator=h.indicator.id,
        area=h.area,
        area_name=h.area_name,
        breakdown=h.breakdown,
        category=h.category,
        illustrative=h.illustrative,
        **facts,
    )
    words = {"sentence": sentence(bare, h, schemas), "why": why(bare, h, schemas)}
    return bare.model_copy(update=words)


# What can be said of any figure, with or without its counts


def _plain(question: SeriesEvidence) -> Facts:
    h = question.history
    first, last = figure_of(h.start, h.indicator), figure_of(h.newest, h.indicator)
    changed = bool(h.start and h.since)
    compared = bool(h.newest) and h.newest[-1].beside is not None
    return {
        "level": LevelWord.NOT_CLEAR if compared else LevelWord.NOT_COMPARED,
        "level_figure": last if compared else None,
        "level_reference": beside_of(h.newest[-1:]),
        "trend": TrendWord.NOT_CLEAR if changed else TrendWord.TOO_FEW,
        "because": why_plain(h) if changed else why_no_change(h),
        "first": first,
        "last": last,
        "change": last - first if changed and first is not None and last is not None else None,
        "first_period": stretch(h.start),
        "last_period": stretch(h.newest),
        "periods": len(h.start) + len(h.since),
        "country_first": beside_of(h.start),
        "country_last": beside_of(h.newest),
        **_plain_answer(question),
        **_process(h),
    }


def _plain_answer(question: SeriesEvidence) -> Facts:
    """Better or not, with no word on chance: that is all that a bare figure can say."""
    if not question.is_of_a_criterion or not question.ended:
        return {}
    h, indicator = question.in_full, question.history.indicator
    first, final = figure_of(h.start, indicator), figure_of(in_final_year(h), indicator)
    if first is None or final is None:
        return {"answer": Answer.NO_FIGURES, "goal": first}
    goal = first if indicator.target is None else indicator.target
    ahead = (final - goal) * sign(indicator.better)
    reached = ahead > 0 or (ahead == 0 and indicator.target is not None)
    return {
        "answer": Answer.COULD_BE_CHANCE if reached else Answer.NOT_MET,
        "goal": goal,
        "final": final,
        "final_period": stretch(in_final_year(h)),
    }


def _process(h: History) -> Facts:
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


# What can be said of counted figures, many series at once


def _say_trends(batch: Batch, questions: Sequence[SeriesEvidence], facts: list[Facts]) -> None:
    said = trends(batch.series, batch.better, batch.matters)
    lean = leans(batch.series, batch.better)
    for row, place in enumerate(batch.places):
        h, jump = batch.histories[row], questions[place].jump
        run = run_of(h)
        word = _checked(said.word[row], h, run, jump)
        facts[place] |= _of_row(said, row, float(batch.per[row])) | {
            "trend": word,
            "because": why_not_usual(word, h, run, jump),
            "note": oddity(run, jump, questions[place].known_by) or rebuilt(h) or partly_hidden(h),
            "certainty": _certainty(word, bool(said.confirmed[row])),
            "direction": int(said.direction[row]) if word in CHANGES else 0,
        }
        if word is TrendWord.NOT_CLEAR:
            facts[place] |= {"lean": str(lean.word[row]), "chance": float(lean.chance[row])}


def _of_row(said: Trends, row: int, per: float) -> Facts:
    """The numbers of one series, in the indicator's unit."""
    in_unit = {
        "first": said.first,
        "last": said.last,
        "change": said.change,
        "low": said.stated_range.low,
        "high": said.stated_range.high,
        "matters": said.matters,
        "steady_low": said.steady_range.low,
        "steady_high": said.steady_range.high,
    }
    numbers: Facts = {name: _number(of[row], per) for name, of in in_unit.items()}
    return numbers | {
        "z": float(said.z[row]),
        "inflation": float(said.inflation[row]),
        "with_wobble": bool(said.stated_range.low[row] != said.range.low[row]),
    }


def _number(value: float, per: float = 1.0) -> float | None:
    return float(value) * per if np.isfinite(value) else None


def _checked(word: str, h: History, run: Run | None, jump: Jump | None) -> TrendWord:
    usual = TrendWord.TOO_FEW if is_much_hidden(h) else TrendWord(word)
    return checked(usual, TrendWord.CHECK_RECORDING, GOOD_NEWS, run, jump)


def _certainty(word: TrendWord, confirmed: bool) -> Certainty | None:
    if word not in CHANGES:
        return None
    return Certainty.CONFIRMED if confirmed else Certainty.EARLY_SIGN


def _say_levels(batch: Batch, questions: Sequence[SeriesEvidence], facts: list[Facts]) -> None:
    said = levels(batch.series, batch.beside, batch.better)
    for row, place in enumerate(batch.places):
        h, per = batch.histories[row], float(batch.per[row])
        if h.newest[-1].beside is None:
            continue
        odd = questions[place].odd_country or facts[place]["because"] is Because.RUN
        facts[place] |= {
            "level": LevelWord.CHECK_RECORDING if odd else LevelWord(said.word[row]),
            "level_strong": bool(said.strong[row]) and not odd,
            "level_figure": _number(said.figure[row], per),
            "level_reference": _number(said.reference[row], per),
            "level_low": _number(said.limits.low[row], per),
            "level_high": _number(said.limits.high[row], per),
            "level_years": int(said.years[row]),
        }


def _say_answers(batch: Batch, questions: Sequence[SeriesEvidence], facts: list[Facts]) -> None:
    assert batch.better != "neither"
    usual = trends(batch.series, batch.better, batch.matters)
    words = [
        str(_checked(word, h, run_of(h), questions[place].jump))
        for word, h, place in zip(usual.word, batch.histories, batch.places, strict=True)
    ]
    judged = replace(usual, word=np.array(words))
    final = answers(batch.series, judged, batch.better, batch.target)
    ended = [questions[place].ended for place in batch.places]
    outlooks = [{}] * len(ended) if all(ended) else _outlooks(batch)
    for row, place in enumerate(batch.places):
        facts[place]["goal"] = _number(final.goal[row], float(batch.per[row]))
        if ended[row]:
            facts[place]["answer"] = Answer(final.word[row])
        elif words[row] != TrendWord.CHECK_RECORDING:
            facts[place] |= outlooks[row]


def _outlooks(batch: Batch) -> Sequence[Mapping[str, Any]]:
    assert batch.better != "neither"
    said = forecasts(batch.series, final_place(batch.histories[0]), batch.better, batch.target)
    return [
        {
            "outlook": str(said.word[row]),
            "outlook_figure": _number(said.figure[row], float(batch.per[row])),
            "outlook_low": _number(said.low[row], float(batch.per[row])),
            "outlook_high": _number(said.high[row], float(batch.per[row])),
            "outlook_chance": _number(said.chance[row]),
        }
        for row in range(len(batch.places))
    ]
