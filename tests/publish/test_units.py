"""Each unit is said as people say it, from the row of a file to the page; and a percent without its
counts stands only where the council has said so, as a whole one, and carries no word."""

from collections.abc import Callable

import pytest

from data.publish.audit import audit
from pages.parts.glance import at_a_glance
from schemas.declared import ALL, Schemas
from schemas.load import load_schemas
from schemas.words import TrendWord
from tests.conftest import Arrives, Publishes, Read
from view_model.edition_view import EditionView, IndicatorView

ALONE = "visits_on_time"
ROWS = {
    "days_to_adoption": ("days_to_adoption,2025-26 Q1,,,,,14,421,", "421 days"),
    "cost_per_child": ("cost_per_child,2025-26 Q1,,,,,960,1834,", "£1,834"),
    "in_and_out": ("in_and_out,2025-26 Q1,,,,43,36,,", "1.2 to 1"),
    "council_tax_exempt": ("council_tax_exempt,2025-26 Q1,,,,,,1,", "Yes"),
    ALONE: (f"{ALONE},2025-26 Q1,,,,,,87.6,", "88 %"),
}


@pytest.fixture
def schemas() -> Schemas:
    """The project's own, whose council lets one percent stand alone."""
    real = load_schemas()
    rule = real.council.disclosure.model_copy(update={"percent_alone": (ALONE,)})
    council = real.council.model_copy(update={"disclosure": rule})
    return real.model_copy(update={"council": council})


@pytest.fixture
def of(arrives: Arrives, publishes: Publishes) -> Callable[[str], IndicatorView]:
    periods = [(y, f"20{y}-{y + 1} Q{q}") for y in (21, 22, 23, 24) for q in (1, 2, 3, 4)]
    quarters = [f"{ALONE},{period},,,,,,{70 + y}.4," for y, period in periods]
    arrives(*(row for row, _ in ROWS.values()), "in_and_out,2025-26 Q2,,,,5,36,,", *quarters)
    edition = publishes()
    assert audit(edition).recoverable == ()
    view = EditionView(edition, edition.schemas.strategies[0])
    return lambda name: view.of(edition.schemas.indicators[name])


def test_a_figure_is_said_in_its_unit_on_page_chart_and_sentence(
    of: Callable[[str], IndicatorView],
) -> None:
    for name, (_, said) in ROWS.items():
        measure = of(name)
        glance = str(at_a_glance(measure.whole, measure, measure.council.neighbour_lists[0]))
        assert said in measure.sentence and said in measure.headline, measure.sentence
        assert said in glance and said in measure.chart.alt, name
    hidden = of("in_and_out").newest
    assert hidden is not None and hidden.value is None, "five came"
    assert of("in_and_out").chart.lines[0].points[0].text.endswith("1.2 to 1 (43 to 36).")


def test_a_percent_alone_is_whole_and_no_word_rests_on_it(
    of: Callable[[str], IndicatorView], read: Read
) -> None:
    measure = of(ALONE)
    assert {m.value for m in measure.ours} == {88.0, 91.0, 92.0, 93.0, 94.0}
    assert measure.verdict is not None and measure.verdict.breakdown == ALL
    assert measure.verdict.trend not in (
        *(TrendWord.IMPROVING, TrendWord.WORSENING, TrendWord.STEADY),
    )
    (refused,) = read("reviews_on_time,2025-26 Q1,,,,,,87,").problems
    assert "are needed, so that small numbers stay safe" in refused.message
    (refused,) = read("council_tax_exempt,2025-26 Q1,,,,,,2,").problems
    assert refused.message == "a yes is 1, and a no is 0."
