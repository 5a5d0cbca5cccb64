"""What a verdict is made from: one like-with-like figure a period, from the baseline on."""

from typing import Any

import pandas as pd
import pytest

from metrics.verdicts.histories import History, histories
from schemas.declared import Schemas
from tests.support.verdict_cells import COUNTRY, cell, quarters, years


def history(cells: list[dict[str, Any]], schemas: Schemas) -> History:
    (found,) = histories(pd.DataFrame(cells), schemas, schemas.strategies[0])
    return found


def places(found: History) -> list[str | None]:
    return [None if f is None else f.period.label for f in found.figures]


PLACES = [
    # indicator, periods given, places
    ("dental_checks", ["2020-21", "2021-22", "2022-23"], ["2021-22", "2022-23"]),
    ("dental_checks", ["2021-22", "2023-24"], ["2021-22", None, "2023-24"]),
    ("dental_checks", ["2022-23", "2023-24"], [None, "2022-23", "2023-24"]),
    ("dental_checks", ["2018-19", "2019-20"], [None, "2019-20"]),
    ("first_time_entrants", ["2020", "2021", "2022"], ["2021", "2022"]),
    ("absence", ["2020-21", "2021-22", "2022-23"], ["2021-22", "2022-23"]),
    ("social_worker_agency_rate", ["2021-09-30", "2022-09-30"], ["2021-09-30", "2022-09-30"]),
    ("years_12_13_eet", ["2021-01", "2022-01"], ["2022-01"]),
    (
        *("work_experience", ["2021-22 Q3", "2021-22 Q4", "2022-23 Q2"]),
        [None, None, "2021-22 Q3", "2021-22 Q4", None, "2022-23 Q2"],
    ),
    ("work_experience", ["2021-22", "2022-23", "2022-23 Q4"], ["2021-22", "2022-23"]),
    ("work_experience", ["2022-23 Q1", "2022-23 Q2"], [None, "2022-23 Q1", "2022-23 Q2"]),
]


@pytest.mark.parametrize(("indicator", "given", "expected"), PLACES)
def test_a_history_has_a_place_for_every_period_from_the_baseline_on(
    indicator: str, given: list[str], expected: list[str | None], schemas: Schemas
) -> None:
    cells = [cell(schemas.indicators[indicator], p, "40 of 80", value=50) for p in given]
    assert places(history(cells, schemas)) == expected


def test_quarters_and_years_are_never_mixed(schemas: Schemas) -> None:
    work = schemas.indicators["work_experience"]
    cells = [*quarters(work, *["30 of 60"] * 8), cell(work, "2021-22", "120 of 240")]
    found = history(cells, schemas)
    assert (found.quarterly, len(found.figures)) == (True, 8)


def test_what_is_older_than_the_baseline_is_kept_apart(schemas: Schemas) -> None:
    dental = schemas.indicators["dental_checks"]
    cells = [cell(dental, p, "40 of 80") for p in ("2019-20", "2020-21", "2021-22")]
    found = history(cells, schemas)
    assert [f.period.label for f in found.earlier] == ["2019-20", "2020-21"]


def test_the_countrys_figure_stands_beside_ours_in_the_same_period_only(schemas: Schemas) -> None:
    dental = schemas.indicators["dental_checks"]
    ours = years(dental, "40 of 80", "50 of 80", "60 of 80")
    theirs = [cell(dental, "2022-23", area=COUNTRY, value=81.0)]
    found = history([*ours, *theirs], schemas)
    assert [f.country for f in found.figures if f] == [None, 81.0, None]


def test_what_is_hidden_is_there_without_a_number(schemas: Schemas) -> None:
    dental = schemas.indicators["dental_checks"]
    found = history(years(dental, "40 of 80", "hidden", "60 of 80"), schemas)
    hidden = found.figures[1]
    assert hidden is not None
    assert (hidden.hidden, hidden.value, hidden.counted) == (True, None, False)
    assert [f.period.label for f in found.newest] == ["2023-24"]


ENDS = [
    # indicator, periods, the last that counts towards the strategy's end
    ("dental_checks", ["2021-22", "2024-25", "2025-26"], "2024-25"),
    ("first_time_entrants", ["2021", "2024", "2025"], "2024"),
    ("absence", ["2021-22", "2024-25", "2025-26"], "2024-25"),
    ("social_worker_agency_rate", ["2021-09-30", "2024-09-30", "2025-09-30"], "2024-09-30"),
]


@pytest.mark.parametrize(("indicator", "given", "last"), ENDS)
def test_a_history_can_end_with_the_strategy(
    indicator: str, given: list[str], last: str, schemas: Schemas
) -> None:
    cells = [cell(schemas.indicators[indicator], p, "40 of 80", value=50) for p in given]
    found = history(cells, schemas).until(schemas.strategies[0].final_year)
    assert (places(found)[-1], len(found.figures)) == (last, 4)
