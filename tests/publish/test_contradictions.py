"""Figures that cannot all be right do not stop publishing, and give nothing away either."""

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.publish.audit import audit
from tests.conftest import Arrives, Publishes

MEASURE = "initial_health_assessments"
QUARTERS = [f"{MEASURE},2024-25 Q{n},,,,{20 + n},60,," for n in (1, 2, 3)]
SMALL = f"{MEASURE},2024-25 Q4,,,,3,60,,"
PLACES = [
    f"{MEASURE},2024-25,,placement location,In county,150,200,,",
    f"{MEASURE},2024-25,,placement location,Out of county,90,150,,",
]
HIDDEN_YEAR = f"{MEASURE},2024-25,,,,,,,c"


def states(edition: Edition) -> dict[tuple[str, str], str]:
    return {(str(r["period_end"]), r["category"]): r["state"] for r in export_figures(edition)}


def test_categories_that_add_up_to_less_than_their_total_leave_some_out(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(
        f"{MEASURE},2024-25,,,,43,80,,", f"{MEASURE},2024-25,,placement location,In county,40,60,,"
    )
    found = states(publishes())
    assert found["2025-03-31", "In county"] == "suppressed", "or the 3 of the others are known"
    assert found["2025-03-31", "all"] == "shown"


def test_where_a_hidden_year_is_not_what_its_parts_say_none_of_them_is_shown(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(*QUARTERS, SMALL, *PLACES)
    arrives(HIDDEN_YEAR, name="theirs.csv", published=True)
    edition = publishes()
    assert set(states(edition).values()) == {"suppressed"}
    assert audit(edition).recoverable == ()


def test_a_year_that_a_department_hides_is_not_given_away_by_our_parts_of_it(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(*PLACES)
    arrives(HIDDEN_YEAR, name="theirs.csv", published=True)
    edition = publishes()
    assert "suppressed" in {
        states(edition)["2025-03-31", place] for place in ("In county", "Out of county")
    }
    assert audit(edition).recoverable == ()
