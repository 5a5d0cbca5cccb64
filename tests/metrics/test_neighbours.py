"""The councils most like ours: the middle and the range of those that have a figure."""

from typing import Any

import pytest

from data.store.store import Store
from metrics.disclosure.rule import without_numbers
from metrics.measure import measure
from metrics.neighbours import summarise_neighbours
from schemas.declared import Schemas
from tests.conftest import Arrives

COUNCIL = "E10000024"
NEW, OLD = "may-2025", "april-2021"
DERBYSHIRE, SUFFOLK, ESSEX = "E10000007", "E10000029", "E10000012"  # on both, on new, on old


@pytest.fixture
def summary(store: Store, schemas: Schemas) -> Any:
    """The summary of each list for the one cell that has arrived."""

    def of() -> dict[str, dict[str, Any]]:
        rows = summarise_neighbours(
            without_numbers(measure(store.current_figures(COUNCIL), schemas)), schemas.council
        )
        return {row["neighbour_list"]: row for row in rows.to_dict("records")}

    return of


def percents(**values: int | str) -> list[str]:
    """A row for each ONS code: a percent, or a marker."""
    return [
        f"dental_checks,2024-25,{code},,,,,{value if isinstance(value, int) else ''},"
        f"{value if isinstance(value, str) else ''}"
        for code, value in values.items()
    ]


@pytest.mark.parametrize(
    ("values", "middle", "least", "most", "with_value"),
    [
        ({DERBYSHIRE: 70, SUFFOLK: 80}, 75, 70, 80, 2),
        ({DERBYSHIRE: 70, SUFFOLK: 80, "E10000016": 90}, 80, 70, 90, 3),
        ({DERBYSHIRE: 70, SUFFOLK: "c"}, 70, 70, 70, 1),
        ({DERBYSHIRE: 70, SUFFOLK: "x", "E10000016": "z"}, 70, 70, 70, 1),
        ({DERBYSHIRE: 70, COUNCIL: 1, "E92000001": 2, "E12000004": 3}, 70, 70, 70, 1),
        ({DERBYSHIRE: 0, SUFFOLK: 100}, 50, 0, 100, 2),
    ],
    ids=[
        "two",
        "three",
        "one of two is hidden",
        "only one has a figure",
        "neither we, nor England, nor the region are our neighbours",
        "nought is a figure",
    ],
)
def test_the_middle_and_the_range_are_of_those_that_have_a_figure(
    arrives: Arrives,
    summary: Any,
    values: dict[str, int | str],
    middle: int,
    least: int,
    most: int,
    with_value: int,
) -> None:
    arrives(*percents(**values), published=True)
    row = summary()[NEW]
    assert (row["median"], row["low"], row["high"]) == (middle, least, most)
    assert (row["with_value"], row["listed"]) == (with_value, 10)


def test_each_dated_list_has_its_own_councils(arrives: Arrives, summary: Any) -> None:
    arrives(*percents(**{DERBYSHIRE: 70, SUFFOLK: 80, ESSEX: 90}), published=True)
    assert {name: row["median"] for name, row in summary().items()} == {NEW: 75, OLD: 80}


def test_when_all_are_hidden_there_is_no_middle(arrives: Arrives, summary: Any) -> None:
    arrives(*percents(**{DERBYSHIRE: "c", SUFFOLK: "c"}), published=True)
    row = summary()[NEW]
    assert row["with_value"] == 0
    assert all(row[name] != row[name] for name in ("median", "low", "high"))


def test_a_small_count_of_a_neighbours_that_we_hold_does_not_move_the_middle(
    arrives: Arrives, summary: Any
) -> None:
    """Not published: the figure would be hidden, so it may not be worked out from the middle."""
    arrives(
        *(
            f"dental_checks,2024-25,{code},,,{x},80,,"
            for code, x in ((DERBYSHIRE, 40), (SUFFOLK, 2))
        )
    )
    row = summary()[NEW]
    assert (row["median"], row["low"], row["with_value"]) == (50, 50, 1)


def test_periods_and_categories_are_kept_apart(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    arrives(
        "key_stage_2,2022-23,Derbyshire,subject,Maths,,,40,",
        "key_stage_2,2022-23,Derbyshire,subject,Reading,,,50,",
        "key_stage_2,2023-24,Derbyshire,subject,Maths,,,60,",
        published=True,
    )
    rows = summarise_neighbours(
        without_numbers(measure(store.current_figures(COUNCIL), schemas)), schemas.council
    )
    new = rows[rows["neighbour_list"] == NEW]
    assert sorted(new["median"]) == [40, 50, 60]


def test_where_no_neighbour_has_a_row_there_is_none(arrives: Arrives, summary: Any) -> None:
    arrives("dental_checks,2024-25,,,,469,637,,")
    assert summary() == {}
