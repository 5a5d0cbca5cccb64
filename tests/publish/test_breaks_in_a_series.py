"""A measure that began to be counted in another way: from an officer's file to what a page says."""

from collections.abc import Callable

import pytest

from charts.interactive.figure import figure
from charts.layout.line_chart import measure
from charts.model.table import csv_text, rows
from data.any_file import provenance_of, read_any
from data.editions.folder import open_edition
from data.preview.preview import preview
from data.publish.publish import publish
from data.store.store import Store
from schemas.declared import Schemas
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView

INDICATOR = "initial_health_assessments"
COUNTS = ["26,52"] * 8 + ["26,37"] * 8
FIGURES = "indicator,period,numerator,denominator\n" + "\n".join(
    f"{INDICATOR},{2021 + n // 4}-{22 + n // 4} Q{n % 4 + 1},{counts}"
    for n, counts in enumerate(COUNTS)
)
WHY = "only children who stayed for four weeks are counted"
BREAK = f"indicator,from,why\n{INDICATOR},2023-24 Q1,{WHY}\n"
Sees = Callable[..., IndicatorView]


@pytest.fixture
def sees(store: Store, schemas: Schemas) -> Sees:
    """What an edition of these files says of the measure."""

    def of(*files: str) -> IndicatorView:
        for n, text in enumerate(files):
            extract = read_any(f"{n}.csv", text.encode(), schemas)
            assert not extract.problems, extract.problems
            store.add(extract, provenance_of(extract.name, extract, schemas, "An officer"))
        edition = open_edition(publish(store, schemas, why="a test", made_by="a test"))
        return EditionView(edition, edition.schemas.strategies[0]).of(
            edition.schemas.indicators[INDICATOR]
        )

    return of


def test_undeclared_it_is_called_a_change_and_an_officer_is_asked(
    sees: Sees, store: Store, schemas: Schemas
) -> None:
    extract = read_any("new.csv", FIGURES.encode(), schemas)
    arriving = [(extract, provenance_of("new.csv", extract, schemas, "An officer"))]
    (asked,) = preview(store, schemas, arriving).jumps
    assert asked.endswith(
        "52 a quarter, and 37 from April 2023. Has the way it is counted changed?"
    )
    found = sees(FIGURES)
    assert found.verdict is not None and found.verdict.trend is TrendWord.IMPROVING


def test_declared_nothing_is_compared_across_it_and_everything_says_so(
    sees: Sees, schemas: Schemas
) -> None:
    found = sees(FIGURES, BREAK)
    verdict, chart = found.verdict, found.chart_beside(found.council.neighbour_lists[0])
    assert verdict is not None
    assert verdict.trend in (TrendWord.NOT_CLEAR, TrendWord.STEADY)
    said = "Counted differently from April 2023: only children who stayed for four weeks"
    assert said in verdict.sentence and said in chart.alt and said in chart.notes[0]
    assert found.baseline is None and "No figure from before April 2023" in found.sentence
    assert [len(run) for run in chart.own[0].segments] == [8, 8]
    assert {row["Counted"] for row in rows(chart)} == {
        "as before April 2023",
        "as since April 2023",
    }
    assert "as since April 2023" in csv_text(chart)
    for width in (340, 720):
        words = [line.words for line in measure(chart, width).words]
        assert "Counted differently from April 2023" in words
    ours = next(t for t in figure(chart).data if t.name == chart.own[0].label)
    assert None in ours.y and not ours.connectgaps


def test_declared_nothing_is_asked(store: Store, schemas: Schemas) -> None:
    files = [
        read_any(f"{n}.csv", text.encode(), schemas) for n, text in enumerate((FIGURES, BREAK))
    ]
    arriving = [(f, provenance_of(f.name, f, schemas, "An officer")) for f in files]
    seen = preview(store, schemas, arriving)
    assert seen.jumps == ()
    assert [n.about for n in seen.notes] == [f"Break in {schemas.indicators[INDICATOR].short}"]


@pytest.mark.parametrize(
    ("rows_", "problems"),
    [
        (f"{INDICATOR},2023-24 Q1,", ["why"]),
        (f"{INDICATOR},2023,the system changed", ["from"]),
        ("no_such_measure,2023-24 Q1,the system changed", ["indicator"]),
        (f"{INDICATOR},2023-24 Q1,3 children were counted twice", ["why"]),
        (f"{INDICATOR},,\n{INDICATOR},2023-24 Q5,new", ["from", "why", "from"]),
    ],
)
def test_a_file_of_breaks_is_refused_with_every_problem(
    schemas: Schemas, rows_: str, problems: list[str]
) -> None:
    extract = read_any("breaks.csv", f"indicator,from,why\n{rows_}\n".encode(), schemas)
    assert [p.column.split()[-1] for p in extract.problems] == problems
