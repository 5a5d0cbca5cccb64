"""Each measure's own wobble: learnt from all councils, and used by every rule."""

import numpy as np
import pytest

from metrics.criteria.gap import gap
from metrics.verdicts.level import levels
from metrics.verdicts.series import proportions
from metrics.verdicts.trend import trends
from schemas.declared import Schemas, Wobble
from tools.wobble import beyond_chance, careful, pulled
from view_model.wording import learnt_from, usual_swing

RANDOM = np.random.default_rng(11)
COUNCILS, YEARS = 150, 8


def councils(rho: float, rate: float, country: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Made-up councils of published sizes that only wobble, while the country moves in points."""
    n = RANDOM.integers(60, 900, size=(COUNCILS, 1)) * np.ones((1, YEARS), dtype=int)
    true = rate + country * np.arange(YEARS)
    weight = 1 / rho - 1
    return RANDOM.binomial(n, RANDOM.beta(true * weight, (1 - true) * weight, n.shape)), n


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.85])
@pytest.mark.parametrize("rho", [0.001, 0.003, 0.04])
def test_what_was_put_in_comes_back(rho: float, rate: float) -> None:
    found = [beyond_chance(*map(np.asarray, councils(rho, rate, 0.01))) for _ in range(40)]
    mean = np.mean([each.rho for each in found])
    assert mean == pytest.approx(rho, rel=0.1, abs=0.00012)
    spread = np.std([each.rho for each in found])
    assert np.mean([each.error for each in found]) == pytest.approx(spread, rel=0.4)


def test_a_year_without_a_figure_is_left_out() -> None:
    x, n = (c.astype(float) for c in councils(0.003, 0.5))
    x[:, 3], n[:, 3] = 0, 0
    assert beyond_chance(x, n).rho == pytest.approx(0.003, abs=0.001)


def test_what_is_not_sure_is_pulled_towards_its_kind() -> None:
    mean, own = pulled({"sure": (0.010, 0.0001), "unsure": (0.002, 0.004), "third": (0.006, 0.001)})
    assert own["sure"] == pytest.approx(0.010, abs=0.0005)
    assert 0.004 < own["unsure"] < mean


def test_an_estimate_is_used_with_care() -> None:
    assert careful(0.04, 0.0001) == pytest.approx(0.04, rel=0.001)
    assert careful(0.04, 0.005) == pytest.approx(0.0406, rel=0.005)
    assert careful(0.001, 0.0005) > 0.0013


def test_checks_swing_more_than_outcomes(schemas: Schemas) -> None:
    def rho(indicator: str) -> float:
        return schemas.wobble_of(schemas.indicators[indicator]).wobble

    assert rho("placements_3plus") < 0.002 < 0.03 < rho("dental_checks") < rho("sdq_score_received")
    assert rho("initial_health_assessments") == rho("annual_health_assessments")
    assert rho("feels_safe") == schemas.wobbles.kinds["outcome"].wobble
    assert rho("life_skills_plan") == schemas.wobbles.kinds["process"].wobble


def test_an_edition_from_before_there_was_a_table_has_one_wobble_for_all(schemas: Schemas) -> None:
    old = Schemas.model_validate(
        {k: v for k, v in schemas.model_dump(by_alias=True).items() if k != "wobbles"}
    )
    assert old.wobble_of(old.indicators["dental_checks"]) == Wobble()


CALM, WILD = Wobble(wobble=0.001), Wobble(wobble=0.04)


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
            *(50.0, "6 points"),
            "as “Health assessments for the year” does, learnt from 158 councils, 2018 to 2025",
        ),
        (
            "life_skills_plan",
            *(50.0, "8 points"),
            "as measures of checks and returns usually do: nobody publishes it of every council",
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
