"""What an edition hides cannot be read in its notes: every hidden figure of an invented county,
said in every way that an officer might, beside the period or in another that names it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.publish.notes import publishable_notes
from data.publish.protect import protect_snapshot
from data.publish.publish import publish
from data.store.store import Store, open_store
from metrics.disclosure.protect import ProtectedCells
from schemas.declared import Schemas
from schemas.notes import AnyNote, Commentary
from schemas.periods import Period, PeriodKind
from schemas.problems import Refused
from schemas.states import State
from tests.publish.counties import County

WAYS = (
    "{n} children had it done.",
    "{n} of {d} had it done.",
    "{n} out of the {d} young people had it done.",
    "{n}/{d} had it done.",
    "It was done for {p:.1f} %.",
    "It was done for {p:.0f} per cent.",
    "We reached {p:.0f} % against our target of 95 %.",
    "We were at {p:.0f}% when our target of 95 % was set.",
    "All but {left} of the children had it done.",
    "The figure rose to {n}.",
)


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProtectedCells, Schemas]:
    """A small county's cells, with what is hidden of them."""
    county = County(seed=5, children=90, quarterly=1, annual=3)
    county.lives(2023)
    with open_store(tmp_path_factory.mktemp("county") / "store") as store:
        county.sends(store)
        snapshot = store.snapshot(county.schemas.council.code, [])
    return protect_snapshot(snapshot, county.schemas), county.schemas


def commentary(row: pd.Series, text: str, year: int = 0) -> Commentary:
    """A note on the row's measure and period; or on another year, and it names the row's."""
    start, end = row["period_start"], row["period_end"]
    period = Period(PeriodKind(row["period_kind"]), start.date(), end.date())
    if year:
        text = f"In {start.year}-{(start.year + 1) % 100}: {text}"
        period = Period(period.kind, date(year, 4, 1), date(year + 1, 3, 31))
    return Commentary(
        indicator=row["indicator"], period=period, commentary=text, by="us", dated=date(2026, 1, 1)
    )


def sentences(row: pd.Series) -> Iterator[str]:
    n, d = int(row["numerator"]), int(row["denominator"])
    for way in WAYS if n not in (0, d) else ():
        yield way.format(n=n, d=d, left=d - n, p=row["value"])


def test_a_hidden_figure_stands_in_no_note_in_any_words(
    safe: tuple[ProtectedCells, Schemas],
) -> None:
    cells, schemas = safe
    hidden = cells.true[(cells.cells["state"] == State.SUPPRESSED).to_numpy()]
    assert len(hidden) >= 10
    notes: list[AnyNote] = []
    for _, row in hidden.iterrows():
        notes += [commentary(row, text) for text in sentences(row)]
        if row["period_kind"] == PeriodKind.FINANCIAL_YEAR:
            notes += [commentary(row, text, 2019) for text in sentences(row)]
    kept, withheld = publishable_notes(notes, cells, schemas)
    assert kept == [] and len(withheld) == len(set(notes)) > 100


def test_a_shown_total_may_stand_in_a_note_unless_what_is_hidden_is_as_many(
    safe: tuple[ProtectedCells, Schemas],
) -> None:
    cells, schemas = safe
    is_hidden = (cells.cells["state"] == State.SUPPRESSED).to_numpy()
    totals = cells.cells[~is_hidden & (cells.cells["breakdown"] == "all").to_numpy()]
    of = ["indicator", "period_start", "period_end"]
    notes: list[AnyNote] = []
    free = 0
    for _, row in totals.iterrows():
        notes.append(commentary(row, f"{row['numerator']:.0f} children had it done."))
        same = cells.true[is_hidden & (cells.true[of] == row[of]).all(axis=1).to_numpy()]
        left = same["denominator"] - same["numerator"]
        numbers = {*same["numerator"], *same["denominator"], *left}
        free += row["numerator"] not in numbers
    kept, _ = publishable_notes(notes, cells, schemas)
    assert len(kept) == free > len(notes) / 2


@pytest.mark.parametrize(
    ("text", "target", "is_kept"),
    [
        ("We reached 20 % against our target of 60 %.", 60.0, False),
        ("Our target of 60 % is near.", 60.0, True),
        ("Our target of 60 % is near.", None, False),
        ("We reached 60 % as well.", 60.0, False),
        ("The target is 60 %, and a 60 % target is hard.", 60.0, True),
        ("We aim for 61 %.", 60.0, False),
    ],
)
def test_a_percent_is_the_targets_only_if_that_is_declared(
    safe: tuple[ProtectedCells, Schemas], text: str, target: float | None, is_kept: bool
) -> None:
    cells, schemas = safe
    name = next(iter(schemas.indicators))
    of = schemas.indicators[name].model_copy(update={"target": target})
    declared = schemas.model_copy(update={"indicators": {**schemas.indicators, name: of}})
    nothing = cells.cells.head(0)
    none = ProtectedCells(nothing, cells.true.head(0), nothing, ())
    row = cells.cells[cells.cells["indicator"] == name].iloc[0]
    kept, _ = publishable_notes([commentary(row, text)], none, declared)
    assert bool(kept) == is_kept


def test_a_line_for_the_history_says_no_number_of_children(
    tmp_path: Path, store: Store, schemas: Schemas
) -> None:
    for why in ("Two children were counted twice", "It fell to 20 %"):
        with pytest.raises(Refused, match="everybody can read this line"):
            publish(store, schemas, why=why, made_by="a test", folder=tmp_path)
    assert list(tmp_path.glob("*.duckdb")) == []
    publish(store, schemas, why="Q3, with 2 corrections", made_by="a test", folder=tmp_path)
