"""A message repeats what was typed only where it cannot be somebody's name."""

import pytest

from data.ingest.quoting import label, meant

AREAS = ("Derbyshire", "Kent", "Nottinghamshire", "Suffolk", "West Sussex", "Wiltshire")
OTHERS = ("dental_checks", "In county", "initial_health_assessments", "numerator")


@pytest.mark.parametrize(
    "typed",
    [
        *("KENT", "In-County", "West  Sussex", "dental checks", "Dental_Check", "Wiltshire."),
        *("Nottinghamshir", "Notinghamshire", "initial_health_assesments"),
        "initial_health_assesmnts",
    ],
)
def test_a_slip_of_an_allowed_label_is_repeated(typed: str) -> None:
    assert label(typed, (*AREAS, *OTHERS), "this") == f"'{typed}'"


@pytest.mark.parametrize(
    "typed",
    [
        *("Darbyshire", "Derbishire", "Willshire", "Wilshire", "Kente", "Lent", "Suffolke"),
        *("West Susse", "Numerater", "Nottingham", "Notinghamshir", "", "Kent\n", "K€nt"),
    ],
)
def test_what_could_be_a_surname_is_not_repeated(typed: str) -> None:
    assert label(typed, (*AREAS, *OTHERS), "this") == "this"


@pytest.mark.parametrize(("typed", "near"), [("Darbyshire", "Derbyshire"), ("Kentt", "Kent")])
def test_what_is_near_is_named_without_what_was_typed(typed: str, near: str) -> None:
    assert meant(typed, AREAS) == f" Did you mean '{near}'?"
