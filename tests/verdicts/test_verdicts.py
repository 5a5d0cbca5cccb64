"""Verdicts on the figures that the product exists for, and what no figures may do to them."""

import random
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.editions.edition import Edition
from metrics.verdicts.verdict import Verdict
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.words import (
    Answer,
    Because,
    Certainty,
    LeanWord,
    LevelWord,
    OutlookWord,
    TrendWord,
)
from tests.support.verdict_cells import (
    COUNTRY,
    ELSEWHERE,
    answer,
    cell,
    changed,
    quarters,
    verdict,
    verdicts,
    years,
)
from view_model.edition_view import EditionView

SCHEMAS = load_schemas()
STRATEGY = "nottinghamshire-2022-2025"


def on(edition: Edition, indicator: str) -> Verdict:
    return edition.verdicts(STRATEGY)[indicator, "all", "all"]


# The published figures


PUBLISHED = [
    # indicator, level, trend, change, low, high
    ("care_leavers_eet_19_21", "about the same", "not clear yet", -3.4, -16.2, 0.8),
    ("placements_3plus", "better", "not clear yet", 2.1, -0.4, 4.7),
    ("suitable_accommodation_19_21", "better", "not clear yet", 10.4, -1.9, 11.4),
    ("dental_checks", "about the same", "not clear yet", 24.3, -3.0, 46.9),
    ("annual_health_assessments", "about the same", "not clear yet", 1.7, -0.5, 3.9),
    ("convicted_or_cautioned", "check recording", "check recording", 0, -0.8, 0.8),
    ("development_checks", "about the same", "too few to say", 0, -6.6, 4.6),
    ("children_looked_after_rate", "lower", "not clear yet", -6.2, -13.5, 1.1),
]


@pytest.mark.parametrize(("indicator", "level", "trend", "change", "low", "high"), PUBLISHED)
def test_the_published_figures_are_judged_as_a_statistician_would(
    default_edition: Edition,
    indicator: str,
    level: str,
    trend: str,
    change: float,
    low: float,
    high: float,
) -> None:
    found = on(default_edition, indicator)
    assert (found.level, found.trend) == (level, trend)
    assert (found.change, found.low, found.high) == pytest.approx((change, low, high), abs=0.06)


def test_half_a_dozen_care_leavers_more_or_less_are_not_called_a_change(
    default_edition: Edition,
) -> None:
    found = on(default_edition, "care_leavers_eet_19_21")
    assert "anything from 16 points lower to 1 point higher" in found.sentence
    assert "those known about, for whom it went from 60 % to 52 %" in found.sentence
    assert (found.lean, found.certainty) == (LeanWord.WORSE, None)
    assert 0.97 < (found.chance or 0) < 0.995
    assert "more than 19 in 20" in found.sentence
    assert (found.z, found.answer) == (pytest.approx(-1.91, abs=0.05), Answer.PERHAPS_WORSE)


def test_five_percent_after_three_is_neither_steady_nor_a_change_and_among_the_best(
    default_edition: Edition,
) -> None:
    found = on(default_edition, "placements_3plus")
    assert (found.matters, found.level_strong) == (2.0, True)
    assert found.z == pytest.approx(1.4, abs=0.05)
    standing = default_edition.standings("placements_3plus")
    assert [(s.place, s.of) for s in standing.values()] == [(1, 11), (1, 10), (3, 151)]


def test_a_recovery_is_no_improvement_where_all_councils_swing_as_much(
    default_edition: Edition,
) -> None:
    found = on(default_edition, "dental_checks")
    assert (found.trend, found.lean) == (TrendWord.NOT_CLEAR, LeanWord.BETTER)


def test_a_perfect_nought_must_be_checked_and_is_never_good_news(default_edition: Edition) -> None:
    found = on(default_edition, "convicted_or_cautioned")
    assert found.because is Because.RUN
    assert "exactly 0 of 4,676 over 10 figures in a row" in found.sentence
    assert "convicted_or_cautioned" not in default_edition.standings("convicted_or_cautioned")
    parity = default_edition.answers(STRATEGY)["parity"]
    assert (parity.shape, parity.answer) == ("parity", Answer.CANNOT_TELL)
    assert parity.sentence.startswith("Someone should first check how “Convicted or cautioned” is")


def test_a_title_says_that_a_perfect_nought_must_be_checked_and_never_unchanged(
    default_edition: Edition,
) -> None:
    view = EditionView(default_edition, default_edition.schemas.strategies[0])
    nought = view.of(default_edition.schemas.indicators["convicted_or_cautioned"])
    assert nought.headline == (
        "Convicted or cautioned: none recorded since 2016; someone should check"
    )
    assert nought.chart.title == nought.headline


def test_no_criterion_is_mixed_by_noise_and_invented_figures_answer_none(
    default_edition: Edition,
) -> None:
    answers = default_edition.answers(STRATEGY)
    assert Answer.MIXED not in {found.word for found in answers.values()}
    invented = {name for name, found in answers.items() if found.answer == "no figures"}
    assert invented == {"health-equity", "participation"}
    assert not any(found.illustrative for found in answers.values())
    agency = on(default_edition, "social_worker_agency_rate")
    assert (agency.final, agency.since) == (
        pytest.approx(16.5, abs=0.05),
        pytest.approx(7.8, abs=0.05),
    )
    assert "at the strategy's end, was 14.2 %; since then 7.8 %" in answers["workforce"].sentence


def test_the_comparator_is_given_on_both_lists(default_edition: Edition) -> None:
    standing = default_edition.standings("care_leavers_eet_19_21")
    assert round(standing["may-2025"].median) == 55
    assert round(standing["april-2021"].median) == 51
    assert [(standing[n].place, standing[n].of) for n in ("may-2025", "april-2021", "all")] == [
        (8, 11),
        (5, 10),
        (103, 152),
    ]


def test_every_series_of_the_council_has_two_words_a_sentence_and_its_reasons(
    default_edition: Edition,
) -> None:
    said = default_edition.verdicts(STRATEGY)
    series = {
        (m.indicator, m.breakdown, m.category)
        for i in default_edition.schemas.indicators
        for m in default_edition.measurements(i)
        if m.role == "council"
    }
    assert set(said) == series
    for found in said.values():
        assert found.level and found.trend and found.sentence, found.indicator
        assert found.why, found.indicator
        assert "{" not in found.sentence + " ".join(found.why)
        assert "nan" not in found.sentence.lower().split()


def test_what_a_verdict_says_of_figures_is_what_the_edition_shows(default_edition: Edition) -> None:
    """First and last are public figures, or public quarters added up."""
    for (indicator, breakdown, category), found in default_edition.verdicts(STRATEGY).items():
        values = [
            m.value
            for m in default_edition.measurements(indicator)
            if m.role == "council" and (m.breakdown, m.category) == (breakdown, category)
        ]
        shown = [v for v in values if v is not None]
        for said in (found.first, found.last):
            assert said is None or min(shown) - 1e-9 <= said <= max(shown) + 1e-9


# What keeps a word from being said


@pytest.fixture
def dental(schemas: Schemas) -> Any:
    return schemas.indicators["dental_checks"]


def eng(indicator: Any, *percents: float) -> list[dict[str, Any]]:
    given = enumerate(percents, start=2022)
    return [cell(indicator, f"{y - 1}-{y % 100}", area=COUNTRY, value=p) for y, p in given]


SERIES = [
    # what, figures from the baseline year on, trend, because
    ("a steep rise", ["300 of 600", "360 of 600", "420 of 600", "480 of 600"], "improving", None),
    ("a steep fall", ["480 of 600", "420 of 600", "360 of 600", "300 of 600"], "worsening", None),
    ("hardly a move", ["500 of 600", "501 of 600", "499 of 600", "500 of 600"], "steady", None),
    ("one year only", ["500 of 600", "500 of 600"], "too few to say", "few periods"),
    ("no newer figure", ["500 of 600"], "too few to say", "nothing newer"),
    ("no start", ["", "500 of 600", "510 of 600"], "too few to say", "no start"),
    ("a hidden start", ["hidden", "500 of 600", "510 of 600"], "too few to say", "hidden start"),
    ("few children", ["10 of 20", "12 of 21", "9 of 19"], "too few to say", "few children"),
    ("four with it", ["4 of 600"] * 3, "too few to say", "few with the outcome"),
    ("four without it", ["596 of 600"] * 3, "too few to say", "few without the outcome"),
]


@pytest.mark.parametrize(
    ("figures", "trend", "because"), [row[1:] for row in SERIES], ids=[row[0] for row in SERIES]
)
def test_a_word_needs_enough_behind_it(
    figures: list[str], trend: str, because: str | None, schemas: Schemas
) -> None:
    found = verdict(years(schemas.indicators["same_carer_2_years"], *figures), schemas)
    assert (found.trend, found.because) == (trend, because)
    assert found.level is LevelWord.NOT_COMPARED


def test_a_bare_percentage_gets_the_plain_difference_and_no_verdict(
    schemas: Schemas, dental: Any
) -> None:
    cells = [cell(dental, f"20{y}-{y + 1}", value=60 + y) for y in (21, 22, 23, 24)]
    found = verdict([*cells, *eng(dental, 70, 71, 72, 73)], schemas)
    assert (found.trend, found.because) == (TrendWord.NOT_CLEAR, Because.NO_COUNTS)
    assert (found.change, found.low, found.lean) == (3, None, None)
    assert (found.level, found.level_reference) == (LevelWord.NOT_CLEAR, 73)


def test_a_level_needs_no_start(schemas: Schemas, dental: Any) -> None:
    ours = cell(dental, "2024-25", "284 of 957")
    found = verdict([ours, cell(dental, "2024-25", value=70, area=COUNTRY)], schemas)
    assert (found.level, found.trend) == (LevelWord.WORSE, TrendWord.TOO_FEW)
    assert (found.because, found.z) == (Because.NO_START, None)


MISSING = [
    # figures of four years, and what the newest is judged by
    (("128 of 1330", "140 of 1300", "150 of 1301", 15.0), "as many as the year before (1,301)"),
    # an older one: a tenth fewer, for in one council of ten so many fewer are left by then
    (
        ("128 of 1330", "140 of 1300", 12.0, 15.0),
        "a tenth fewer than in the year to March 2023 (1,170)",
    ),
    (
        ("128 of 1330", "140 of 1300", "", 15.0),
        "a tenth fewer than in the year to March 2023 (1,170)",
    ),
    (("128 of 1330", "", 12.0, 15.0), "a tenth fewer than in the year to March 2022 (1,197)"),
    # one of four years before is too old
    (("128 of 1330", 11.0, "", 12.0, 15.0), ""),
]


@pytest.mark.parametrize(("figures", "rebuilt"), MISSING)
def test_a_missing_denominator_is_taken_from_an_earlier_year_and_this_is_said(
    figures: tuple[Any, ...], rebuilt: str, schemas: Schemas
) -> None:
    missing = schemas.indicators["missing_from_care"]
    cells = [
        cell(missing, f"{y}-{y - 1999}", *([f] if isinstance(f, str) else []),
             value=None if isinstance(f, str) else f)
        for y, f in enumerate(figures, start=2021)
        if f
    ]  # fmt: skip
    last = f"{2020 + len(figures)}-{21 + len(figures)}"
    found = verdict([*cells, cell(missing, last, value=9, area=COUNTRY)], schemas)
    assert (found.because is Because.NO_COUNTS) is not bool(rebuilt)
    assert (found.level is LevelWord.WORSE) is bool(rebuilt)
    said = f"it was taken to be {rebuilt}."
    assert (said in found.sentence) is bool(rebuilt)
    assert "(15 %)" in found.why[0] and "of 1,301" not in found.why[0]


def test_a_rate_without_counts_is_rebuilt_from_a_stated_population(schemas: Schemas) -> None:
    fte = schemas.indicators["first_time_entrants"]
    found = {2021: 300, 2022: 200, 2023: 120, 2024: 60}
    rates = [cell(fte, str(year), value=rate) for year, rate in found.items()]
    assert verdict(rates, schemas).because is Because.NO_COUNTS
    stated = verdict(rates, changed(schemas, "first_time_entrants", population=78_000))
    assert (stated.trend, stated.because) == (TrendWord.IMPROVING, None)
    assert "the counts were rebuilt from the rate and a population of 78,000." in stated.sentence


def test_a_score_is_judged_where_its_spread_is_supplied(schemas: Schemas) -> None:
    sdq = schemas.indicators["sdq_average_score"]
    cells = []
    for year, mean in ((2022, 14.0), (2023, 15.0), (2024, 16.0), (2025, 17.0)):
        one = cell(sdq, f"{year - 1}-{year % 100}", value=mean)
        cells.append(one | {"denominator": 400.0})
    assert verdict(cells, schemas).because is Because.NO_SPREAD
    found = verdict(cells, changed(schemas, "sdq_average_score", spread=6.0, coverage=None))
    assert (found.trend, found.direction) == (TrendWord.WORSENING, 1)


# Quarters, some of them hidden


@pytest.mark.parametrize(
    ("hidden", "trend"), [(0, "improving"), (4, "improving"), (5, "too few to say")]
)
def test_a_line_is_drawn_through_quarters_as_long_as_few_are_hidden(
    hidden: int, trend: str, schemas: Schemas
) -> None:
    """Which quarters are hidden depends on the figures, so through too few it could be a lie."""
    indicator = schemas.indicators["work_experience"]
    counts = [f"{20 + 2 * n} of 60" for n in range(16)]
    for n in range(hidden):
        counts[5 + 2 * n] = "hidden"
    found = verdict(quarters(indicator, *counts), schemas)
    assert found.trend == trend
    assert (found.because is Because.HIDDEN) is (trend == "too few to say")


@pytest.mark.parametrize("given", [1, 2, 3, 4, 5])
def test_a_strategys_first_quarters_make_a_verdict_too(given: int, schemas: Schemas) -> None:
    """As when a strategy has only begun, and its baseline year is not over."""
    work = schemas.indicators["work_experience"]
    found = verdict(quarters(work, *["30 of 60"] * given), schemas)
    assert (found.trend, found.periods) == (TrendWord.TOO_FEW, given)


def test_figures_that_are_hidden_are_mentioned(schemas: Schemas) -> None:
    work = schemas.indicators["work_experience"]
    counts = ["30 of 60"] * 16
    counts[6] = "hidden"
    said = verdict(quarters(work, *counts), schemas).sentence
    assert "1 of 16 figures is hidden to protect children's privacy" in said


def test_the_same_children_counted_four_times_are_not_four_times_as_many(schemas: Schemas) -> None:
    plan = schemas.indicators["life_skills_plan"]
    assert plan.snapshot
    found = verdict(quarters(plan, *["12 of 25"] * 12), schemas)
    assert found.because is Because.FEW_RECOUNTED


def test_a_first_quarter_of_change_is_an_early_sign_and_the_next_confirms_it(
    schemas: Schemas,
) -> None:
    indicator = schemas.indicators["work_experience"]
    counts = ["30 of 60"] * 12 + ["36 of 60", "42 of 60", "46 of 60", "46 of 60", "46 of 60"]
    said = [
        verdict(quarters(indicator, *counts[:n]), schemas).certainty for n in range(8, len(counts))
    ]
    first = said.index(Certainty.EARLY_SIGN)
    assert set(said[:first]) == {None}
    assert said[-1] is Certainty.CONFIRMED


def test_quarters_have_the_limits_of_the_picture_and_years_have_not(
    schemas: Schemas, dental: Any
) -> None:
    work = schemas.indicators["work_experience"]
    found = verdict(quarters(work, *["30 of 60", "32 of 60"] * 4), schemas)
    assert found.process_centre == pytest.approx(51.67, abs=0.01)
    assert found.process_trial
    assert verdict(years(dental, "300 of 600", "310 of 600"), schemas).process_centre is None


# Checks that win over good news


def test_good_news_gives_way_when_more_children_are_known_about(schemas: Schemas) -> None:
    concern = schemas.indicators["sdq_cause_for_concern"]
    received = schemas.indicators["sdq_score_received"]
    better = years(concern, "200 of 300", "160 of 330", "130 of 360", "100 of 380")
    few = years(received, "300 of 480", "330 of 470", "360 of 460", "380 of 450")
    same = years(received, "380 of 480", "375 of 470", "370 of 460", "360 of 450")
    words = {}
    for what, known in (("jumps", few), ("stays", same)):
        every = {v.indicator: v for v in verdicts([*better, *known], schemas)}
        words[what] = every["sdq_cause_for_concern"]
    assert words["stays"].trend is TrendWord.IMPROVING
    assert words["jumps"].trend is TrendWord.CHECK_RECORDING
    assert "from 63 % to 84 %" in words["jumps"].sentence


def test_bad_news_is_held_back_by_a_jump_as_good_news_is(schemas: Schemas) -> None:
    concern = schemas.indicators["sdq_cause_for_concern"]
    received = schemas.indicators["sdq_score_received"]
    worse = years(concern, "100 of 300", "150 of 330", "190 of 360", "250 of 380")
    known = years(received, "300 of 480", "330 of 470", "360 of 460", "380 of 450")
    every = {v.indicator: v for v in verdicts([*worse, *known], schemas)}
    found = every["sdq_cause_for_concern"]
    assert (found.trend, found.because) == (TrendWord.CHECK_RECORDING, Because.COVERAGE)
    assert "went from 63 % to 84 %" in found.sentence


def test_a_country_that_is_no_average_of_its_councils_is_not_compared_with(
    schemas: Schemas, dental: Any
) -> None:
    ours = years(dental, "300 of 600", "310 of 600", "320 of 600", "330 of 600")
    councils = [
        cell(dental, "2024-25", "50 of 100", area=ELSEWHERE) | {"area": f"E0900{n:04}"}
        for n in range(130)
    ]
    right, wrong = eng(dental, 50, 50, 50, 52), eng(dental, 50, 50, 50, 950)
    found = [v for c in (right, wrong) for v in verdicts([*ours, *councils, *c], schemas)]
    assert [v.level for v in found] == [LevelWord.SAME, LevelWord.CHECK_RECORDING]


def test_a_run_of_everyone_says_how_many_would_not_be(schemas: Schemas, dental: Any) -> None:
    ours = years(dental, "500 of 500", "500 of 500", "500 of 500")
    found = verdict([*ours, *eng(dental, 90, 90, 90)], schemas)
    assert found.because is Because.RUN
    assert "all 1,500 of 1,500 over 3 figures in a row" in found.sentence
    assert "about 150 would not be counted" in found.sentence


# The strategy still runs


def test_while_the_strategy_runs_there_is_an_outlook_and_no_answer(schemas: Schemas) -> None:
    homes = schemas.indicators["same_carer_2_years"]
    up = verdict(years(homes, "150 of 300", "180 of 300", "210 of 300"), schemas)
    assert (up.answer, up.outlook) == (None, OutlookWord.ON_TRACK)
    assert up.outlook_low is not None and up.outlook_high is not None
    assert up.outlook_low < (up.outlook_figure or 0) < up.outlook_high
    over = verdict(years(homes, "150 of 300", "180 of 300", "210 of 300", "240 of 300"), schemas)
    assert (over.answer, over.outlook) == (Answer.MET, None)


def test_a_strategy_is_judged_alike_alone_and_beside_another(schemas: Schemas) -> None:
    homes = schemas.indicators["same_carer_2_years"]
    cells = years(homes, "150 of 300", "160 of 300", "165 of 300", "170 of 300")
    first = schemas.strategies[0]
    later = first.model_copy(update={"id": "later", "final": "2026-27"})
    alone = verdicts(cells, schemas.model_copy(update={"strategies": (later,)}))
    together = verdicts(cells, schemas.model_copy(update={"strategies": (first, later)}))
    assert [v for v in together if v.strategy == "later"] == alone
    assert [v for v in together if v.strategy == first.id] == verdicts(cells, schemas)


def test_what_came_after_the_strategy_does_not_change_its_answer(schemas: Schemas) -> None:
    homes = schemas.indicators["same_carer_2_years"]
    during = ["150 of 300", "170 of 300", "190 of 300", "210 of 300"]
    found = verdict(years(homes, *during, "60 of 300", "30 of 300"), schemas)
    assert (found.answer, found.final) == (Answer.MET, 70)
    assert found.trend is not TrendWord.IMPROVING


def test_a_strategy_that_another_has_followed_is_judged_at_its_end_and_says_what_came_since(
    schemas: Schemas,
) -> None:
    homes = schemas.indicators["same_carer_2_years"]
    first, during = schemas.strategies[0], ["150 of 300", "170 of 300", "190 of 300", "210 of 300"]
    following = {"id": "next", "starts": date(2025, 4, 1), "baseline": "2024-25"}
    later = first.model_copy(update=following | {"final": "2027-28", "criteria": ()})
    two = schemas.model_copy(update={"strategies": (later, first)})
    cells = years(homes, *during, "60 of 300", "30 of 300")
    found = next(v for v in verdicts(cells, two) if v.strategy == first.id)
    alone = verdict(years(homes, *during), schemas)
    assert (found.trend, found.last, found.answer) == (alone.trend, 70, Answer.MET)
    assert (found.trend, found.sentence) == (TrendWord.IMPROVING, alone.sentence)
    assert found.since == 10
    assert "since then 10 %" in answer(cells, two, "stability").sentence
    draft = schemas.model_copy(
        update={"strategies": (first, later.model_copy(update={"draft": True}))}
    )
    assert {v.strategy for v in verdicts(cells, draft)} == {first.id}


@pytest.mark.parametrize(("target", "word"), [(60, "met"), (95, "not met")])
def test_a_target_is_held_to_where_a_criterion_names_one(
    target: float, word: str, schemas: Schemas
) -> None:
    homes = schemas.indicators["same_carer_2_years"]
    aimed = changed(schemas, "same_carer_2_years", target=target)
    figures = years(homes, "150 of 300", "180 of 300", "210 of 300", "240 of 300")
    assert (verdict(figures, aimed).answer, verdict(figures, aimed).goal) == (word, target)


# Whatever the figures


MIRROR = {
    "improving": "worsening",
    "better": "worse",
    "leaning better": "leaning worse",
}
MIRROR |= {v: k for k, v in MIRROR.items()}
counts = st.integers(0, 700).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
series = st.lists(st.one_of(st.none(), counts), min_size=1, max_size=6)


def written(found: list[tuple[int, int] | None]) -> list[str]:
    return [f"{c[0]} of {c[1]}" if c and c[1] else "" for c in found]


@given(series, st.floats(0, 100))
def test_when_good_and_bad_are_mirrored_the_verdict_mirrors(
    found: list[tuple[int, int] | None], country: float
) -> None:
    dental = SCHEMAS.indicators["dental_checks"]
    cells = [*years(dental, *written(found)), *eng(dental, *[country] * len(found))]
    lower = changed(SCHEMAS, "dental_checks", better="lower")
    for one, other in zip(judged(cells), judged(cells, lower), strict=True):
        assert MIRROR.get(one.trend, one.trend) == other.trend
        assert MIRROR.get(one.level, one.level) == other.level
        assert MIRROR.get(one.lean or "", one.lean) == other.lean
        assert (one.change, one.low, one.high, one.z) == (
            *(other.change, other.low, other.high, other.z),
        )


@given(series, st.randoms())
def test_a_verdict_does_not_change_when_rows_are_reordered(
    found: list[tuple[int, int] | None], order: random.Random
) -> None:
    dental = SCHEMAS.indicators["dental_checks"]
    cells = [*years(dental, *written(found)), *eng(dental, *[70.0] * len(found))]
    again = sorted(cells, key=lambda _: order.random())
    assert judged(cells) == judged(again)


@given(series, series)
def test_an_area_that_has_nothing_to_do_with_it_changes_nothing(
    found: list[tuple[int, int] | None], theirs: list[tuple[int, int] | None]
) -> None:
    dental = SCHEMAS.indicators["dental_checks"]
    cells = years(dental, *written(found))
    more = years(dental, *written(theirs), area=ELSEWHERE)
    if cells:
        assert judged(cells) == judged([*cells, *more])


extremes = st.lists(
    st.sampled_from(["", "0 of 500", "500 of 500", "0 of 30", "30 of 30", "6 of 600", "hidden"]),
    min_size=1,
    max_size=6,
)


@given(extremes, st.sampled_from([0.0, 50.0, 100.0]))
def test_no_number_of_noughts_makes_a_verdict_that_is_no_number(
    found: list[str], country: float
) -> None:
    dental = SCHEMAS.indicators["dental_checks"]
    cells = [*years(dental, *found), *eng(dental, *[country] * len(found))]
    for v in judged(cells):
        for name, value in v.model_dump().items():
            assert not isinstance(value, float) or abs(value) < 1e6, name
        assert not re.search(r"\b(nan|inf|None)\b", v.sentence + " ".join(v.why))


def judged(cells: list[dict[str, Any]], schemas: Schemas = SCHEMAS) -> list[Verdict]:
    return verdicts(cells, schemas) if cells else []
