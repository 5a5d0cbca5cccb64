"""A number that could point to a child is hidden: by the rule, by the type, and by the table."""

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.publish.tables import build_tables
from metrics.disclosure.rule import NUMBERS, by_rule, without_numbers
from metrics.measurement import Measurement
from schemas.periods import Period, PeriodKind
from schemas.states import State

HIDE_UP_TO = 5
SHOWN, HIDDEN = "shown", "suppressed"


def hide_small(cells: pd.DataFrame, hide_up_to: int) -> pd.DataFrame:
    return without_numbers(cells.assign(state=by_rule(cells, hide_up_to)))


def cell(unit: str, numerator: Any, denominator: Any, value: Any, **more: Any) -> pd.DataFrame:
    counts = {"numerator": numerator, "denominator": denominator}
    rest = {"unit": unit, "value": value, "low": value, "high": value}
    return cells([counts | rest | more])


def cells(rows: list[dict[str, Any]]) -> pd.DataFrame:
    usual = {"published": False, "state": SHOWN}
    numeric = dict.fromkeys(NUMBERS, "Float64")
    return pd.DataFrame([usual | row for row in rows]).astype(numeric)


def percents(counts: list[tuple[int, int]]) -> pd.DataFrame:
    """A cell for each numerator and denominator."""
    names = ("numerator", "denominator", "value", "low", "high")
    shares = [(x, n, 100 * x / n, 0.0, 100.0) for x, n in counts]
    return cells([{"unit": "percent", **dict(zip(names, share, strict=True))} for share in shares])


# unit, numerator, denominator, value, published, what becomes of it
RULE = [
    ("percent", 40, 80, 50.0, False, SHOWN),
    ("percent", 6, 80, 7.5, False, SHOWN),
    ("percent", 5, 80, 6.25, False, HIDDEN),
    ("percent", 1, 80, 1.25, False, HIDDEN),
    ("percent", 0, 80, 0.0, False, SHOWN),
    ("percent", 80, 80, 100.0, False, SHOWN),
    ("percent", 79, 80, 98.75, False, HIDDEN),
    ("percent", 75, 80, 93.75, False, HIDDEN),
    ("percent", 74, 80, 92.5, False, SHOWN),
    ("percent", 48, 50, 96.0, False, HIDDEN),
    ("percent", 0, 5, 0.0, False, HIDDEN),
    ("percent", 5, 5, 100.0, False, HIDDEN),
    ("percent", 6, 6, 100.0, False, SHOWN),
    ("percent", 0, 6, 0.0, False, SHOWN),
    ("per 100,000", 12, 600, 2000.0, False, SHOWN),
    ("per 100,000", 5, 600, 833.3, False, HIDDEN),
    ("per 10,000", 6, 10, 6000.0, False, SHOWN),
    ("count", None, None, 6, False, SHOWN),
    ("count", None, None, 5, False, HIDDEN),
    ("count", None, None, 1, False, HIDDEN),
    ("count", None, None, 0, False, SHOWN),
    ("score", None, 6, 14.1, False, SHOWN),
    ("score", None, 5, 14.1, False, HIDDEN),
    ("score", None, 300, 4.0, False, SHOWN),
    ("percent", 3, 80, 3.75, True, SHOWN),
    ("percent", None, None, 3.0, True, SHOWN),
    ("score", None, 4, 14.1, True, SHOWN),
]


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value", "published", "becomes"), RULE
)
def test_the_rule(
    unit: str, numerator: Any, denominator: Any, value: Any, published: bool, becomes: str
) -> None:
    (row,) = hide_small(
        cell(unit, numerator, denominator, value, published=published), HIDE_UP_TO
    ).to_dict("records")
    assert row["state"] == becomes
    kept = [None if pd.isna(row[n]) else row[n] for n in ("numerator", "denominator", "value")]
    assert kept == ([numerator, denominator, value] if becomes == SHOWN else [None] * 3)
    assert pd.isna(row["low"]) == pd.isna(row["high"]) == (becomes == HIDDEN)


@pytest.mark.parametrize("hide_up_to", [1, 5, 9, 20])
def test_the_councils_own_threshold_is_the_one_that_counts(hide_up_to: int) -> None:
    decided = hide_small(percents([(x, 1000) for x in range(30)]), hide_up_to)
    hidden = [x for x, state in enumerate(decided["state"]) if state == HIDDEN]
    assert hidden == list(range(1, hide_up_to + 1))


@pytest.mark.parametrize("state", [s for s in State if s is not State.SHOWN])
def test_a_cell_that_is_not_shown_has_no_number_left_and_keeps_its_reason(state: State) -> None:
    (row,) = hide_small(cell("percent", 2, 80, 2.5, state=str(state)), HIDE_UP_TO).to_dict(
        "records"
    )
    assert row["state"] == state
    assert all(pd.isna(row[number]) for number in NUMBERS)


@given(
    counts=st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda c: (min(c), max(c) or 1)),
        min_size=1,
    ),
    hide_up_to=st.integers(1, 20),
)
def test_nothing_small_is_ever_left(counts: list[tuple[int, int]], hide_up_to: int) -> None:
    for row in hide_small(percents(counts), hide_up_to).to_dict("records"):
        if row["state"] == SHOWN:
            x, n = row["numerator"], row["denominator"]
            assert not any(1 <= count <= hide_up_to for count in (x, n, n - x))
        else:
            assert all(pd.isna(row[number]) for number in NUMBERS)


# The second lock: the type

A_PERIOD = Period.holding(PeriodKind.FINANCIAL_YEAR, date(2025, 3, 31))
MEASURED: dict[str, Any] = {
    "indicator": "dental_checks",
    "period": A_PERIOD,
    "area_code": "E10000024",
    "area": "Nottinghamshire",
    "role": "council",
    "extract": "a.csv",
    "source": "A publication",
}


@pytest.mark.parametrize("state", [s for s in State if s is not State.SHOWN])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_hidden_measurement_with_a_number_cannot_be_constructed(
    state: State, number: str
) -> None:
    assert Measurement(**MEASURED, state=state).value is None
    with pytest.raises(ValidationError, match="cannot hold a number"):
        Measurement(**MEASURED | {"state": state, number: 0})


def test_a_shown_measurement_needs_its_number() -> None:
    with pytest.raises(ValidationError, match="needs a value"):
        Measurement(**MEASURED, state=State.SHOWN, numerator=40, denominator=80)


def test_a_measurement_cannot_be_changed_afterwards() -> None:
    hidden = Measurement(**MEASURED, state=State.SUPPRESSED)
    with pytest.raises(FrozenInstanceError):
        hidden.value = 3.0


# The third lock: the edition's own tables

AN_EXTRACT = {
    "id": 1,
    "fingerprint": "f",
    "name": "a.csv",
    "received": pd.Timestamp("2025-11-20"),
    "received_from": "us",
    "publication": "P",
    "publisher": "P",
    "released": "2025",
    "licence": "",
    "attribution": "",
    "published": False,
    "illustrative": False,
}
A_ROW: dict[str, Any] = {
    "indicator": "dental_checks",
    "period_kind": "financial year",
    "period_start": pd.Timestamp("2024-04-01"),
    "period_end": pd.Timestamp("2025-03-31"),
    "area": "E10000024",
    "area_name": "Nottinghamshire",
    "role": "council",
    "breakdown": "all",
    "category": "all",
    "unit": "percent",
    "state": SHOWN,
    "numerator": 40,
    "denominator": 80,
    "value": 50.0,
    "low": 39.3,
    "high": 60.7,
    "provisional": False,
    "revised": False,
    "illustrative": False,
    "published": False,
    "extract": 1,
}
EMPTY = dict.fromkeys(NUMBERS)


def build(folder: Path, *rows: dict[str, Any], hide_up_to: int = HIDE_UP_TO) -> Path:
    """An edition of hand-made rows, each the usual one but for what is given."""
    frames = {
        "extract": pd.DataFrame([AN_EXTRACT]),
        "measurement": pd.DataFrame([A_ROW | row for row in rows]).astype(
            dict.fromkeys(NUMBERS, "Float64")
        ),
    }
    build_tables(folder / "edition.duckdb", frames, hide_up_to)
    return folder / "edition.duckdb"


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"numerator": 6, "value": 7.5},
        {"numerator": 0, "value": 0.0},
        {"numerator": 80, "value": 100.0},
        {"numerator": 3, "value": 3.75, "published": True},
        {"numerator": None, "denominator": None, "low": None, "high": None, "published": True},
        {"unit": "per 10,000", "numerator": 78},
        {"unit": "count", **EMPTY, "value": 0},
        *({"state": str(state), **EMPTY} for state in State if state is not State.SHOWN),
    ],
)
def test_the_table_takes_what_may_be_shown(tmp_path: Path, row: dict[str, Any]) -> None:
    with duckdb.connect(str(build(tmp_path, row)), read_only=True) as db:
        assert db.execute("SELECT state FROM measurement").fetchall() == [
            (row.get("state", SHOWN),)
        ]


BREAKS = {
    "a small numerator": {"numerator": 5, "value": 6.25},
    "a numerator of one": {"numerator": 1, "value": 1.25},
    "a small denominator": {"numerator": 0, "denominator": 5, "value": 0.0},
    "a small complement": {"numerator": 75, "value": 93.75},
    "a complement of one": {"numerator": 79, "value": 98.75},
    "a small count": {"unit": "count", **EMPTY, "value": 5},
    "a mean of few": {"unit": "score", **EMPTY, "denominator": 4, "value": 14.0},
    "a small numerator of a rate": {"unit": "per 100,000", "numerator": 2},
    "hidden, with a value": {"state": HIDDEN, **EMPTY, "value": 50.0},
    "hidden, with a numerator": {"state": HIDDEN, **EMPTY, "numerator": 40},
    "hidden, with a denominator": {"state": HIDDEN, **EMPTY, "denominator": 80},
    "hidden, with an interval": {"state": HIDDEN, **EMPTY, "low": 39.3},
    "hidden, with the other end": {"state": HIDDEN, **EMPTY, "high": 60.7},
    "published and hidden, with a numerator": {
        "state": HIDDEN,
        "published": True,
        **(EMPTY | {"numerator": 2}),
    },
    "shown, with no value": {"value": None},
    "a state that nobody knows": {"state": "secret", **EMPTY},
    "no state": {"state": None, **EMPTY},
    "no extract": {"extract": 2},
}


@pytest.mark.parametrize("row", BREAKS.values(), ids=BREAKS)
def test_a_table_that_breaks_the_rule_cannot_be_built(tmp_path: Path, row: dict[str, Any]) -> None:
    with pytest.raises(duckdb.ConstraintException):
        build(tmp_path, row)


def test_one_bad_row_among_good_ones_is_enough(tmp_path: Path) -> None:
    good = [{"category": f"c{n}"} for n in range(50)]
    with pytest.raises(duckdb.ConstraintException):
        build(tmp_path, *good, {"numerator": 2, "value": 2.5})


def test_no_cell_is_said_twice(tmp_path: Path) -> None:
    with pytest.raises(duckdb.ConstraintException):
        build(tmp_path, {}, {"numerator": 41, "value": 51.25})


@pytest.mark.parametrize(("numerator", "refused"), [(9, True), (10, False)])
def test_the_table_knows_the_councils_threshold(
    tmp_path: Path, numerator: int, refused: bool
) -> None:
    row = {"numerator": numerator, "value": 100 * numerator / 80}
    if not refused:
        assert build(tmp_path, row, hide_up_to=9).exists()
        return
    with pytest.raises(duckdb.ConstraintException):
        build(tmp_path, row, hide_up_to=9)


def test_the_rule_and_the_table_agree(tmp_path: Path) -> None:
    """Every count of every small table, decided by the rule, is taken by the table."""
    counts = [(x, n) for n in range(1, 25) for x in range(n + 1)]
    decided = hide_small(percents(counts), HIDE_UP_TO)
    rows = [
        {name: row[name] for name in (*NUMBERS, "state")} | {"category": f"c{n}"}
        for n, row in enumerate(decided.to_dict("records"))
    ]
    with duckdb.connect(str(build(tmp_path, *rows)), read_only=True) as db:
        found = dict(db.execute("SELECT state, count(*) FROM measurement GROUP BY 1").fetchall())
    assert found == dict(decided["state"].value_counts())
    assert set(found) == {SHOWN, HIDDEN}
