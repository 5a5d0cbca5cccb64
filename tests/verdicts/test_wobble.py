"""Each measure's own wobble: learnt from all councils, and used by every rule."""

import numpy as np
import pytest

from metrics.verdicts.level import levels
from metrics.verdicts.trend import trends
from schemas.declared import Schemas
from tests.support.series import gap, proportions, wobble
from tools.histories import Figure, History, years_of
from tools.wobble import Found, beyond_chance, careful, pairs, pulled, usually
from view_model.wording import learnt_from, usual_swing

RANDOM = np.random.default_rng(11)
COUNCILS, YEARS = 150, 8


def councils(rho: float, rate: float, country: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Made-up councils of published sizes that only wobble, while the country moves in points."""
    n = RANDOM.integers(60, 900, size=(COUNCILS, 1)) * np.ones((1, YEARS), dtype=int)
    true = rate + country * np.arange(YEARS)
    weight = 1 / rho - 1
    x = RANDOM.binomial(n, RANDOM.beta(true * weight, (1 - true) * weight, n.shape))
    return x.astype(float), n.astype(float)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.85])
@pytest.mark.parametrize("rho", [0.001, 0.003, 0.04, 0.1])
def test_what_was_put_in_comes_back(rho: float, rate: float) -> None:
    found = [beyond_chance(pairs(*councils(rho, rate, 0.01), 1)) for _ in range(100)]
    value = np.array([each.value for each in found])
    surely = 3 * value.std() / len(value) ** 0.5  # three standard errors of so many tries
    assert value.mean() == pytest.approx(rho, abs=surely) and surely < 0.03 * rho + 0.00008
    assert np.mean([each.error for each in found]) == pytest.approx(value.std(), rel=0.25)


@pytest.mark.parametrize("rho", [0.003, 0.04])
def test_what_a_forecast_expects_is_the_same_where_no_council_is_wild(rho: float) -> None:
    x, n = councils(rho, 0.5, 0.01)
    assert usually(pairs(x, n, 1)).value == pytest.approx(rho, rel=0.3)
    wild = RANDOM.random(x.shape) < 0.04
    x[wild] = (n[wild] * RANDOM.choice([0.05, 0.95], wild.sum())).round()
    tested, foreseen = beyond_chance(pairs(x, n, 1)).value, usually(pairs(x, n, 1)).value
    assert tested > rho + 0.02 and foreseen - rho < (tested - rho) / 2


def test_years_that_share_their_children_are_nearer_than_chance() -> None:
    first = RANDOM.binomial(300, 0.3, (COUNCILS, 1))
    stay = np.cumsum(np.column_stack([first, RANDOM.integers(-1, 2, (COUNCILS, YEARS - 1))]), 1)
    of = pairs(stay.astype(float), np.full((COUNCILS, YEARS), 300.0), 1)
    assert usually(of).value < -0.002 and beyond_chance(of).value < -0.002


def test_a_measure_that_few_councils_have_enough_children_for_says_nothing() -> None:
    x, n = (part[:19] for part in councils(0.003, 0.5))
    assert usually(pairs(x, n, 1)).error == np.inf


@pytest.mark.parametrize("country", [0.0, 0.03])
def test_how_far_the_country_moves_is_its_own(country: float) -> None:
    x, n = councils(0.003, 0.5, country)
    of = pairs(x, n, 1)
    assert np.median(of.country) == pytest.approx(2 * country, abs=0.015)
    assert beyond_chance(of).value == pytest.approx(0.003, abs=0.001)


def test_events_in_a_population_wobble_by_a_share_of_their_rate() -> None:
    people = np.full((COUNCILS, YEARS), 50_000.0)
    rate = 0.006 * RANDOM.gamma(1 / 0.01, 0.01, people.shape)
    of = pairs(RANDOM.poisson(people * rate).astype(float), people, 1, per_population=True)
    assert beyond_chance(of).value == pytest.approx(0.01, rel=0.15)
    assert usually(of).value == pytest.approx(0.01, rel=0.3)


def test_a_year_without_a_figure_is_left_out() -> None:
    x, n = councils(0.003, 0.5)
    x[:, 3], n[:, 3] = 0, 0
    assert beyond_chance(pairs(x, n, 1)).value == pytest.approx(0.003, abs=0.001)


def test_what_was_known_when_a_year_ended_has_nothing_of_the_years_after() -> None:
    years = {year: Figure(1, 2, 50.0) for year in range(2018, 2026)}
    then = History({"E10000024": years}, years).until(2021)
    assert years_of(then) == range(2018, 2022)
    assert [*then.country] == [*then.councils["E10000024"]] == [2018, 2019, 2020, 2021]


def test_what_is_not_sure_is_pulled_towards_its_kind() -> None:
    mean, own = pulled(
        {
            "sure": Found(0.010, 0.0001),
            "unsure": Found(0.002, 0.004),
            "third": Found(0.006, 0.001),
            "nothing": Found(0.0, np.inf),
        }
    )
    assert own["sure"] == pytest.approx(0.010, abs=0.0005)
    assert 0.004 < own["unsure"] < own["nothing"] < mean


def test_an_estimate_is_used_with_care() -> None:
    assert careful(0.04, 0.0001) == pytest.approx(0.04, rel=0.001)
    assert careful(0.04, 0.005) == pytest.approx(0.0406, rel=0.005)
    assert careful(0.001, 0.0005) > 0.0013


def test_checks_swing_more_than_outcomes(schemas: Schemas) -> None:
    def rho(indicator: str) -> float:
        return schemas.wobble_of(schemas.indicators[indicator]).wobble

    assert rho("placements_3plus") < 0.002 < 0.03 < rho("dental_checks") < rho("sdq_score_received")
    assert rho("in_touch_17_18") > rho("suitable_accommodation_17_18") > rho("feels_safe")
    assert rho("initial_health_assessments") == rho("annual_health_assessments")
    assert rho("feels_safe") == schemas.wobbles.kinds["outcome"].wobble
    assert rho("life_skills_plan") == schemas.wobbles.kinds["process"].wobble


def test_an_edition_from_before_there_was_a_table_has_one_wobble_for_all(schemas: Schemas) -> None:
    old = Schemas.model_validate(
        {k: v for k, v in schemas.model_dump(by_alias=True).items() if k != "wobbles"}
    )
    assert old.wobble_of(old.indicators["dental_checks"]) == wobble()


CALM, WILD = wobble(wobble=0.001), wobble(wobble=0.04)


def test_the_same_figures_say_less_of_a_measure_that_swings() -> None:
    x, n = [300, 330, 360, 400], [600] * 4
    both = proportions([x, x], [n, n], quarterly=False, wobble=[CALM, WILD])
    assert list(trends(both, "higher").word) == ["improving", "not clear yet"]
    assert list(levels(both, 0.6, "higher").word) == ["better", "about the same"]


def test_a_gap_allows_for_the_swing_of_either_group() -> None:
    counts = ([320], [400], [280], [400])
    assert gap(*counts, rho=CALM.wobble).word == "gap shown"
    assert gap(*counts, rho=WILD.wobble).word == "cannot tell"


@pytest.mark.parametrize(
    ("indicator", "level", "swing", "source"),
    [
        ("dental_checks", 74.0, "9 points", "learnt from 158 councils, 2018 to 2025"),
        ("placements_3plus", 5.0, "0.7 points", "learnt from 157 councils, 2018 to 2025"),
        (
            "initial_health_assessments",
            *(50.0, "7 points"),
            "learnt from “Health assessments for the year” in 158 councils, 2018 to 2025",
        ),
        (
            "life_skills_plan",
            *(50.0, "9 points"),
            "like other measures of checks and returns, as it is known of too few councils",
        ),
        ("social_worker_turnover", 17.0, "", "learnt from 150 councils, 2017 to 2025"),
        ("dental_checks", None, "", "learnt from 158 councils, 2018 to 2025"),
    ],
)
def test_a_page_says_how_far_a_figure_swings_by_itself_and_who_says_so(
    schemas: Schemas, indicator: str, level: float | None, swing: str, source: str
) -> None:
    of = schemas.indicators[indicator]
    assert usual_swing(schemas.wobble_of(of), of, level) == swing
    assert learnt_from(schemas, of) == source
