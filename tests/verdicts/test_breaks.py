"""Nothing is said across a break in a series: no word, no lean, no answer, no start."""

from typing import Any

import pytest

from schemas.declared import Break, Schemas
from schemas.words import Answer, Because, LeanWord, TrendWord
from tests.support.verdict_cells import COUNTRY, cell, changed, quarters, verdict, verdicts, years

BEFORE, AFTER = ["26 of 52"] * 8, ["26 of 37"] * 8
REASON = "only children whose check was due are counted"


def broken(schemas: Schemas, indicator: str, since: str) -> Schemas:
    return changed(schemas, indicator, breaks=(Break(since=since, why=REASON),))


@pytest.fixture
def quarterly(schemas: Schemas) -> Any:
    """A measure of quarters in which each child is counted once."""
    return next(
        i
        for i in schemas.in_order()
        if i.period == "quarter" and i.unit == "percent" and not i.snapshot and i.better == "higher"
    )


@pytest.mark.parametrize(
    ("since", "counts", "trend", "because"),
    [
        # undeclared, fewer children in the denominator look like progress
        ("", [*BEFORE, *AFTER], TrendWord.IMPROVING, None),
        # declared, two years that are alike are steady or not clear: no word across it
        ("2023-24 Q1", [*BEFORE, *AFTER], TrendWord.NOT_CLEAR, None),
        # and with a year since the break, it is too early for any
        ("2023-24 Q1", [*BEFORE, *AFTER[:4]], TrendWord.TOO_FEW, Because.BREAK),
        ("2023-24 Q1", [*BEFORE, *AFTER[:1]], TrendWord.TOO_FEW, Because.BREAK),
        # a break to come, and one before the start, change nothing
        ("2027-28 Q1", [*BEFORE, *AFTER], TrendWord.IMPROVING, None),
        ("2019-20 Q1", [*BEFORE, *AFTER], TrendWord.IMPROVING, None),
    ],
)
def test_no_word_crosses_a_break(
    schemas: Schemas,
    quarterly: Any,
    since: str,
    counts: list[str],
    trend: TrendWord,
    because: Because | None,
) -> None:
    declared = broken(schemas, quarterly.id, since) if since else schemas
    found = verdict(quarters(quarterly, *counts), declared)
    assert (found.trend, found.because) == (trend, because)
    is_said = "Counted differently from April 2023" in found.sentence
    assert is_said == (since == "2023-24 Q1")
    if is_said:
        assert found.lean in (None, LeanWord.NONE)
        assert found.first in (None, pytest.approx(100 * 26 / 37))
        assert REASON in found.sentence and "we do not compare across it" in found.sentence


def test_what_is_left_in_the_series_is_judged_from_the_break_on(
    schemas: Schemas, quarterly: Any
) -> None:
    rising = [f"{n} of 60" for n in (20, 21, 20, 22, 26, 28, 30, 33, 36, 38, 40, 44)]
    found = verdict(
        quarters(quarterly, *BEFORE, *rising), broken(schemas, quarterly.id, "2023-24 Q1")
    )
    assert found.trend is TrendWord.IMPROVING
    assert (found.first_period, found.periods) == ("the year to March 2024", 12)


def test_a_criterion_is_not_answered_across_a_break(schemas: Schemas) -> None:
    eet = schemas.indicators["care_leavers_eet_19_21"]
    counts = years(eet, "100 of 200", "110 of 200", "170 of 200", "180 of 200")
    across = verdict(counts, broken(schemas, eet.id, "year to March 2024"))
    assert (across.answer, across.goal, across.trend) == (
        Answer.CANNOT_TELL,
        None,
        TrendWord.TOO_FEW,
    )
    assert verdict(counts, schemas).answer is Answer.MET


def test_a_level_does_not_pool_years_from_before_a_break(schemas: Schemas) -> None:
    eet = schemas.indicators["care_leavers_eet_19_21"]
    ours = years(eet, "2 of 20", "2 of 20", "2 of 20", "9 of 20")
    england = [cell(eet, "2024-25", "5000 of 10000", area=COUNTRY)]
    england += [cell(eet, "2023-24", "5000 of 10000", area=COUNTRY)]
    whole = verdict([*ours, *england], schemas)
    across = verdict([*ours, *england], broken(schemas, eet.id, "year to March 2025"))
    assert (whole.level_years, whole.level_figure) == (2, pytest.approx(27.5))
    assert across.level_figure == pytest.approx(45)


@pytest.mark.parametrize(
    ("since", "returned", "trend"),
    [
        # most questionnaires came back after the measure began anew: nothing odd since then
        (
            "year to March 2023",
            ("150 of 300", "270 of 300", "271 of 300", "269 of 300"),
            TrendWord.IMPROVING,
        ),
        # and they did so since: the jump may be all there is to it
        (
            "year to March 2023",
            ("270 of 300", "150 of 300", "210 of 300", "270 of 300"),
            TrendWord.CHECK_RECORDING,
        ),
        # without a break the start is the strategy's
        ("", ("150 of 300", "270 of 300", "271 of 300", "269 of 300"), TrendWord.CHECK_RECORDING),
    ],
)
def test_a_jump_in_how_many_are_known_about_is_from_the_break_on(
    schemas: Schemas, since: str, returned: tuple[str, ...], trend: TrendWord
) -> None:
    concern, back = (schemas.indicators[n] for n in ("sdq_cause_for_concern", "sdq_score_received"))
    counts = ("140 of 270", "160 of 270", "120 of 270", "80 of 270")
    declared = broken(schemas, concern.id, since) if since else schemas
    found = verdicts([*years(concern, *counts), *years(back, *returned)], declared)
    assert next(v for v in found if v.indicator == concern.id).trend is trend
