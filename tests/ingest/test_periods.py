"""A period, a place and a number, as officers type them and as Excel saves them."""

from datetime import date

import pytest

from data.any_file import read_any
from data.ingest.periods import read_period
from data.ingest.personal_patterns import kind_in_period
from schemas.declared import Schemas
from schemas.periods import Period, PeriodKind
from tests.ingest.corpus import SHORT, short

QUARTERS = frozenset({PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR})
DAYS = frozenset({PeriodKind.SNAPSHOT})
OCTOBER_TO_DECEMBER = Period(PeriodKind.QUARTER, date(2023, 10, 1), date(2023, 12, 31))
NEW_YEARS_EVE = Period.holding(PeriodKind.SNAPSHOT, date(2023, 12, 31))

A_QUARTER = (
    *("2023-24 Q3", "2023/24 Q3", "2023\u201324 Q3", "2023\u201124\u00a0Q3", "2023-2024 Q3"),
    *("202324 Q3", "FY2023-24 Q3", "23/24 Q3", "23-24 Q3", "FY 23/24 Q3", "2023/24Q3"),
    *("Q3 2023-24", "Q3 23/24", "Q3, 2023/24", "Q3 (2023-24)", "Q3 - 2023/24", "q3 fy23/24"),
    *("Qtr 3 23/24", "Qtr3 2023-24", "Qtr. 3 2023/24", "Quarter 3 of 2023/24", "3rd quarter 23/24"),
    *("Oct-Dec 2023", "Oct - Dec 2023", "Oct to Dec 23", "October \u2013 December 2023"),
    *("Oct 2023 - Dec 2023", "Oct-23 to Dec-23", "Q3 (Oct - Dec 2023)", "Q3 2023/24 (Oct-Dec)"),
    *("quarter ending 31 December 2023", "Qtr to Dec-23", "3 months to December 2023"),
    *("01/10/2023 - 31/12/2023", "1 October 2023 to 31 December 2023"),
    *("31/12/23", "2023-12-31 00:00:00", "45291", "Dec-23"),
)
A_DAY = (
    *("31/12/2023", "31/12/23", "31.12.2023", "31-12-23", "31\u201112\u20112023", "31-Dec-23"),
    *("31st December 2023", "December 31, 2023", "2023-12-31", "2023-12-31 00:00:00"),
    *("2023-12-31T00:00:00Z", "45291.0"),
)


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert (len(set(A_QUARTER)), len(set(A_DAY))) == (39, 12)


@pytest.mark.parametrize("text", A_QUARTER)
def test_a_quarter_is_read_as_it_is_typed(text: str) -> None:
    assert read_period((text, "", ""), QUARTERS) == OCTOBER_TO_DECEMBER
    assert kind_in_period(text) == ""


@pytest.mark.parametrize("text", A_DAY)
def test_a_day_is_read_as_it_is_typed(text: str) -> None:
    first = read_period(("", "01/10/2023", text), QUARTERS)
    assert read_period((text, "", ""), DAYS) == NEW_YEARS_EVE and first == OCTOBER_TO_DECEMBER
    assert kind_in_period(text) == ""


# What could be two things, and what is asked: never of another kind of period, and of the officer's
# own year.
ASKED = {
    "2023 Q3": "Write '2023-24 Q2' for July to September 2023 or '2023-24 Q3'",
    "Q3 23": "Write '2023-24 Q2' for July to September 2023 or '2023-24 Q3'",
    "Q3 FY24": "Write '2023-24 Q3' for October to December 2023 or '2024-25 Q3'",
    "31/03/2024": "Write '2023-24 Q4' for January to March 2024 or '2023-24'",
    "FY24": "Write '2023-24' for the year to March 2024 or '2024-25'",
    "Q3": "does not say which year it is in. For example, write '2024-25 Q3'",
    "Oct-Dec": "does not say which year it is in. For example, write '2024-25 Q3' for October",
    "Q5 2021-22": "other than Q1, Q2, Q3 and Q4. For example, write '2021-22 Q3' for October to",
    "Q2 2021-23": "do not follow each other. For example, write '2021-22 Q2' for July to September",
    "Q4 Oct-Dec 2023": "has a quarter and the months of another. For example, write '2023-24 Q4'",
    "11/12": "needs all four digits of its year. For example, write '2011-12' for the year",
}


@pytest.mark.parametrize(("text", "said"), ASKED.items(), ids=ASKED)
def test_what_could_be_two_periods_is_asked_with_the_officers_own(text: str, said: str) -> None:
    found = read_period((text, "", ""), QUARTERS)
    assert isinstance(found, tuple) and f"'{text}'" in found[1] and said in found[1]


def test_of_a_day_written_two_ways_round_the_one_that_has_been_is_read() -> None:
    assert read_period(("31-12-23", "", ""), DAYS) == NEW_YEARS_EVE
    found = read_period(("20-12-24", "", ""), DAYS)
    assert isinstance(found, tuple) and found[0] == "period"


@pytest.mark.parametrize("name", [
    "Nottinghamshire", "nottinghamshire county  council", "Nottinghamshire County Council", "Notts",
    "E10000024", "891", "891.0", "",
])  # fmt: skip
def test_our_own_council_is_known_by_all_of_its_names(name: str, schemas: Schemas) -> None:
    content = short(f"dental_checks,45747,469,637,{name}", heading=f"{SHORT},area")
    extract = read_any("file.csv", content, schemas)
    assert extract.problems == () and [row.area for row in extract.rows] == ["E10000024"]
    assert "Excel's own numbers for days were read as those days." in extract.receipt


# What stands where a number should be, and what to do.
NO_NUMBER = {
    "#DIV/0!": "'#DIV/0!' is not a whole number. It is what Excel shows of a sum that it cannot do",
    "#N/A": "'#N/A' is not a whole number. It is what Excel shows of a sum that it cannot do",
    "TBC": "'TBC' is not a whole number. Leave the row out until it is known",
    "<=5": "'<=5' is not a whole number. Write the number itself: it is hidden when it is",
    "≤5": "'≤5' is not a whole number. Write the number itself",
    "1-5": "'1-5' is not a whole number. Write the number itself",
    "1 to 5": "'1 to 5' is not a whole number. Write the number itself",
    "fewer than 5": "this is not a whole number. Write the number itself",
    "05-Jan": "this is not a whole number. Write the number itself",
    "*": "'*' is not a whole number. Write the number itself",
}


@pytest.mark.parametrize(("text", "said"), NO_NUMBER.items(), ids=NO_NUMBER)
def test_what_is_no_number_is_told_what_to_write(text: str, said: str, schemas: Schemas) -> None:
    content = short(f"dental_checks,2024-25,{text},637")
    (problem,) = read_any("file.csv", content, schemas).problems
    assert problem.message.startswith(said)
