"""Figures without counts are judged by how much all councils' figures move from year to year."""

from typing import Any

import numpy as np
import pytest

from metrics.verdicts.batches import beside_others
from metrics.verdicts.lean import borne_out, leans
from metrics.verdicts.trend import trends
from schemas.declared import ONE_FOR_ALL, Schemas
from schemas.words import Answer, Because, LevelWord, TrendWord
from tests.support.series import wobble
from tests.support.verdict_cells import COUNTRY, cell, verdicts
from tools.wobble import without_counts

RANDOM = np.random.default_rng(12)
COUNCILS, YEARS = 150, 8
ABSENCE, ENGLAND = (8.7, 9.9, 10.4, 11.5), (7.8, 8.3, 8.8, 9.0)


def said(
    schemas: Schemas,
    figures: tuple[float, ...],
    children: int | None,
    indicator: str = "absence",
    england: tuple[float, ...] = ENGLAND,
    **also: Any,
) -> Any:
    """The verdict on yearly figures without counts, of a council that looks after so many."""
    of, sized = schemas.indicators[indicator], schemas.indicators["children_looked_after_rate"]
    cells = [
        cell(of, f"{2021 + n}-{22 + n}", value=value, area=area, **also)
        for area, values in (("E10000024", figures), (COUNTRY, england))
        for n, value in enumerate(values)
    ]
    cells += [cell(sized, f"{y}-03-31", f"{children} of 171000") for y in (2022, 2025) if children]
    return next(v for v in verdicts(cells, schemas) if v.indicator == indicator)


@pytest.mark.parametrize(
    ("figures", "children", "trend", "level"),
    [
        # what Nottinghamshire publishes
        (ABSENCE, 930, TrendWord.WORSENING, LevelWord.WORSE),
        # the same figures of a council of a fifth of the size: no word, for they move more there
        (ABSENCE, 200, TrendWord.NOT_CLEAR, LevelWord.SAME),
        (ABSENCE[::-1], 930, TrendWord.IMPROVING, LevelWord.SAME),
        # up and down, and a step too small to see
        ((8.7, 9.9, 8.6, 9.4), 930, TrendWord.NOT_CLEAR, LevelWord.SAME),
        # too few periods, too few children, and nobody knows how many
        (ABSENCE[:2], 930, TrendWord.TOO_FEW, LevelWord.WORSE),
        (ABSENCE, 9, TrendWord.TOO_FEW, LevelWord.TOO_FEW),
        (ABSENCE, None, TrendWord.NOT_CLEAR, LevelWord.NOT_CLEAR),
    ],
)
def test_the_larger_a_council_the_less_a_figure_moves_by_itself(
    schemas: Schemas,
    figures: tuple[float, ...],
    children: int | None,
    trend: TrendWord,
    level: LevelWord,
) -> None:
    found = said(schemas, figures, children)
    assert (found.trend, found.level) == (trend, level)


def test_the_page_says_what_it_was_judged_by(schemas: Schemas) -> None:
    found = said(schemas, ABSENCE, 930)
    assert "judged by how much all councils' figures move from year to year." in found.sentence
    assert found.with_wobble and found.because is None and found.low > 0
    unjudged = said(schemas, ABSENCE, None)
    assert (unjudged.because, unjudged.low) == (Because.NOT_CHILDREN, None)


def test_nothing_is_steady_where_nobody_has_said_what_matters(schemas: Schemas) -> None:
    assert said(schemas, (8.7, 8.7, 8.7, 8.7), 100_000).trend is TrendWord.NOT_CLEAR


def test_a_category_is_not_judged_by_what_everyones_figures_do(schemas: Schemas) -> None:
    primary = said(schemas, ABSENCE, 930, category=("school type", "Primary"))
    assert (primary.trend, primary.low) == (TrendWord.NOT_CLEAR, None)


def test_counts_are_used_where_there_are_any(schemas: Schemas) -> None:
    of, sized = (
        schemas.indicators[n] for n in ("social_worker_agency_rate", "children_looked_after_rate")
    )
    cells = [cell(of, f"{2021 + n}-09-30", f"{40 + n} of 400") for n in range(4)]
    cells += [cell(sized, "2022-03-31", "930 of 171000")]
    found = next(v for v in verdicts(cells, schemas) if v.indicator == of.id)
    assert "all councils" not in found.sentence and found.low is not None


def test_a_criterion_says_no_more_than_the_trend(schemas: Schemas) -> None:
    figures = {"agency": (14.2, 12.5, 17.8, 16.5, 7.8), "fallen": (34.0, 26.0, 17.0, 9.0, 2.0)}
    of, sized = (
        schemas.indicators[n] for n in ("social_worker_agency_rate", "children_looked_after_rate")
    )
    answers = {}
    for name, values in figures.items():
        cells = [cell(of, f"{2021 + n}-09-30", value=v) for n, v in enumerate(values)]
        cells += [cell(sized, f"{y}-03-31", "930 of 171000") for y in range(2022, 2026)]
        answers[name] = next(v for v in verdicts(cells, schemas) if v.indicator == of.id).answer
    assert answers == {"agency": Answer.PERHAPS_WORSE, "fallen": Answer.MET}


# Learnt from all councils


def made_up(alone: float, by_size: float, drift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Councils of published sizes whose figures only go up and down, but for a drift."""
    children = np.exp(RANDOM.uniform(np.log(60), np.log(2000), COUNCILS))
    spread = np.sqrt(alone**2 + by_size**2 / children)[:, None]
    wander = drift * RANDOM.standard_normal((COUNCILS, YEARS)).cumsum(axis=1)
    country = np.linspace(0, 3, YEARS)
    return 10 + country + wander + spread * RANDOM.standard_normal((COUNCILS, YEARS)), children


@pytest.mark.parametrize(("alone", "by_size"), [(0.0, 20.0), (4.0, 40.0), (1.5, 0.0)])
@pytest.mark.parametrize("children", [150, 400, 900])
def test_what_was_put_in_comes_back(alone: float, by_size: float, children: int) -> None:
    found = [
        without_counts(*made_up(alone, by_size), ONE_FOR_ALL).of_a_year(children) for _ in range(20)
    ]
    assert np.mean(found) == pytest.approx((alone**2 + by_size**2 / children) ** 0.5, rel=0.05)


def test_true_change_is_told_from_ups_and_downs() -> None:
    still, moving = (
        np.mean(
            [
                without_counts(*made_up(1.0, 10.0, drift), ONE_FOR_ALL).over_three or 0
                for _ in range(10)
            ]
        )
        for drift in (0.0, 1.0)
    )
    country = 3**0.5 * 3 / (YEARS - 1)  # what the country moves in three years is in both
    assert still < country + 0.35
    assert moving == pytest.approx((3 * 1.0**2 + country**2) ** 0.5, rel=0.15)


@pytest.mark.parametrize("over_three", [0.5, 3.0])
def test_at_most_one_in_forty_is_called_better_where_nothing_changes(over_three: float) -> None:
    own = wobble(year_to_year=1.0, by_size=20.0, over_three=over_three)
    children = np.exp(RANDOM.uniform(np.log(60), np.log(2000), 20_000))
    spread = np.array([own.of_a_year(n) for n in children])[:, None]
    figures = 10 + spread * RANDOM.standard_normal((20_000, 4))
    series = beside_others(figures, children, [own] * len(children))
    word = borne_out(trends(series, "lower"), leans(series, "lower")).word
    for either in (TrendWord.IMPROVING, TrendWord.WORSENING):
        assert np.mean(word == either) <= 0.026


def test_a_measure_that_hardly_changes_gets_no_word_for_a_line_by_chance() -> None:
    calm, lively = (wobble(year_to_year=1.0, by_size=1.0, over_three=over) for over in (0.5, 4.0))
    figures = np.array([[10.0, 11.0, 12.0, 13.0]])
    words = [
        str(borne_out(trends(s, "lower"), leans(s, "lower")).word[0])
        for own in (calm, lively)
        for s in [beside_others(figures, np.array([900.0]), [own])]
    ]
    assert words == ["not clear yet", "worsening"]


def test_only_measures_without_counts_have_it(schemas: Schemas) -> None:
    learnt = {n for n, w in schemas.wobbles.measures.items() if w.by_size is not None}
    assert learnt == {
        *("absence", "attainment_8", "missing_incidents_per_child", "sdq_average_score"),
        *("social_worker_agency_rate", "social_worker_turnover", "social_worker_caseload"),
        *("new_homes_far_away", "social_worker_vacancies"),
    }
    assert schemas.wobbles.sized_by == "children_looked_after_rate"
