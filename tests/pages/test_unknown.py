"""Where we know least: each measure under the first reason that fits, and whom to ask."""

import pytest

from data.editions.edition import Edition
from pages.unknown import drawn
from schemas.person import READER, Person, Role
from tests.conftest import Arrives, Publishes
from tests.support.pages import run_page, said
from view_model.edition_view import EditionView
from view_model.unknown import WhyUnknown, least_known

USUAL = "placements_3plus,2024-25,,,,90,900,,"
ROWS = [
    ("dental_checks,2024-25,,,,469,637,,", None),  # only its change is not known
    ("dental_checks,2021-22,,,,8,14,,;dental_checks,2024-25,,,,7,15,,", WhyUnknown.TOO_FEW),
    ("dental_checks,2022-23,,,,469,637,,", WhyUnknown.OLD),
    ("dental_checks,2024-25,,,,2,637,,", WhyUnknown.HIDDEN),
    ("dental_checks,2024-25,,,,,,,c", WhyUnknown.HIDDEN),
    ("dental_checks,2024-25,,,,,,,x", WhyUnknown.NO_FIGURE),
    ("absence,2024-25,,,,469,6370,,", WhyUnknown.NO_FIGURE),  # of dental checks there is nothing
]


@pytest.mark.parametrize(("row", "reason"), ROWS)
def test_each_measure_is_listed_by_the_first_reason_that_fits(
    arrives: Arrives, publishes: Publishes, row: str, reason: WhyUnknown | None
) -> None:
    arrives(USUAL, "immunisations,2024-25,,,,600,637,,", *row.split(";"))
    edition = publishes()
    view = EditionView(edition, edition.schemas.strategies[0])
    every = [view.of(i) for i in edition.schemas.in_order()]
    dental = view.of(edition.schemas.indicators["dental_checks"])
    assert [why for why, which in least_known(every).items() if dental in which] == (
        [reason] if reason else []
    )


@pytest.mark.parametrize(
    "words",
    [
        "Where we know least: 11 of 82 measures have no real figure",
        "Feeling safe where they live</a></th><td>Only invented figures",
        "Convicted or cautioned</a></th><td>Someone should check how it is recorded",
        "Newest is of January 2022",
        "</td><td>Nottinghamshire County Council",
        "are not sent by age, sex or place",
    ],
)
def test_the_page_answers_in_words(default_edition: Edition, words: str) -> None:
    assert words in said(run_page("unknown"))


@pytest.mark.parametrize("officer", [True, False])
def test_only_officers_are_led_to_the_empty_files_and_told_of_the_returns(
    default_edition: Edition, reading: EditionView, officer: bool
) -> None:
    reader = Person("An officer", Role.OFFICER) if officer else READER
    page = drawn(reading, reader)
    assert ['data-open="add"' in page, "<small>SSDA903" in page] == [officer, officer]
