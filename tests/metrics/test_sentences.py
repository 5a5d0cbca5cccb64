"""What is said about a figure can be read aloud, and says no more than is known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import sentences
from metrics.measurement import Measurement, Neighbours
from schemas.declared import Indicator, Schemas
from schemas.periods import PeriodKind
from schemas.states import State
from tests.conftest import measurement

YEAR, CALENDAR, QUARTER, MONTH, DAY = (
    PeriodKind.FINANCIAL_YEAR,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.QUARTER,
    PeriodKind.MONTH,
    PeriodKind.SNAPSHOT,
)
EET, DENTAL, RATE, SDQ = (
    "care_leavers_eet_19_21",
    "dental_checks",
    "first_time_entrants",
    "sdq_average_score",
)


def share(indicator: str, end: str, x: int, n: int, **said: Any) -> Measurement:
    counts = {"numerator": x, "denominator": n, "value": 100 * x / n}
    return measurement(indicator, YEAR, end, **(counts | said))


def value(indicator: str, kind: PeriodKind, end: str, number: float, **said: Any) -> Measurement:
    return measurement(indicator, kind, end, value=number, **said)


def hidden(indicator: str, end: str, state: State = State.SUPPRESSED) -> Measurement:
    return measurement(indicator, YEAR, end, state=state)


FINDINGS = [
    (
        share(EET, "2025-03-31", 262, 513),
        share(EET, "2022-03-31", 199, 365),
        "In the year to March 2025, 262 of 513 care leavers aged 19 to 21 were in education, "
        "employment or training (51 %). At the start of the strategy (the year to March 2022) "
        "it was 199 of 365 (55 %).",
    ),
    (
        value("years_12_13_eet", MONTH, "2022-01-31", 75),
        None,
        "In January 2022, 75 % of young people looked after in Years 12 and 13 were in "
        "education, employment or training. There is no figure for the start of the strategy.",
    ),
    (
        value(RATE, CALENDAR, "2024-12-31", 103),
        value(RATE, CALENDAR, "2021-12-31", 124),
        "In the year to December 2024, there were 103 first-time entrants to the youth justice "
        "system for every 100,000 children and young people aged 10 to 17. At the start of the "
        "strategy (the year to December 2021) it was 124 per 100,000.",
    ),
    (
        value(SDQ, YEAR, "2025-03-31", 14.25),
        value(SDQ, YEAR, "2022-03-31", 16.0),
        "In the year to March 2025, the average strengths and difficulties score for children "
        "and young people aged 5 to 16 looked after for a year or more was 14.3. At the start "
        "of the strategy (the year to March 2022) it was 16.0.",
    ),
    (
        value("children_looked_after_rate", DAY, "2025-03-31", 53),
        value("children_looked_after_rate", DAY, "2022-03-31", 56),
        "At the start of the strategy (on 31 March 2022) it was 56 per 10,000.",
    ),
    (
        hidden(DENTAL, "2025-03-31"),
        share(DENTAL, "2022-03-31", 334, 677),
        "In the year to March 2025, the figure is hidden to protect children's privacy. At the "
        "start of the strategy (the year to March 2022) it was 334 of 677 (49 %).",
    ),
    (
        share(DENTAL, "2025-03-31", 469, 637),
        hidden(DENTAL, "2022-03-31"),
        "(74 %). At the start of the strategy (the year to March 2022) the figure was hidden to "
        "protect children's privacy.",
    ),
    (
        hidden(DENTAL, "2025-03-31", State.NOT_AVAILABLE),
        hidden(DENTAL, "2022-03-31", State.UNRELIABLE),
        "In the year to March 2025, the figure is not available. At the start of the strategy "
        "(the year to March 2022) the figure was too unreliable to publish.",
    ),
    (
        share(DENTAL, "2022-03-31", 334, 677),
        share(DENTAL, "2022-03-31", 334, 677),
        "(49 %). That is the start of the strategy; there is no newer figure.",
    ),
    (
        share("placed_outside_county", "2025-03-31", 1234, 2345),
        None,
        "1,234 of 2,345 ",
    ),
]


@pytest.mark.parametrize(("latest", "baseline", "said"), FINDINGS)
def test_a_sentence_says_where_things_are_and_where_they_were(
    schemas: Schemas, latest: Measurement, baseline: Measurement | None, said: str
) -> None:
    assert said in sentences.summary(schemas.indicators[latest.indicator], latest, baseline)


def test_where_there_is_nothing_it_says_so(schemas: Schemas) -> None:
    assert sentences.summary(schemas.indicators[EET], None, None) == "There are no figures yet."


@pytest.mark.parametrize(
    ("latest", "baseline", "said"),
    [
        (share(EET, "2025-03-31", 262, 513), share(EET, "2022-03-31", 199, 365),
         "3.4 points lower"),
        (share(DENTAL, "2025-03-31", 469, 637), share(DENTAL, "2022-03-31", 334, 677),
         "24.3 points higher"),
        (share(EET, "2025-03-31", 100, 200), share(EET, "2022-03-31", 200, 400),
         "no difference"),
        (share(EET, "2025-03-31", 5001, 10000), share(EET, "2022-03-31", 50, 100),
         "no difference"),
        (value(RATE, CALENDAR, "2024-12-31", 103), value(RATE, CALENDAR, "2021-12-31", 124),
         "21 lower"),
        (value(RATE, CALENDAR, "2024-12-31", 1500), value(RATE, CALENDAR, "2021-12-31", 100),
         "1,400 higher"),
        (value(SDQ, YEAR, "2025-03-31", 14.2), value(SDQ, YEAR, "2022-03-31", 16.0),
         "1.8 lower"),
        (share(EET, "2025-03-31", 262, 513), hidden(EET, "2022-03-31"), ""),
        (hidden(EET, "2025-03-31"), share(EET, "2022-03-31", 199, 365), ""),
        (share(EET, "2022-03-31", 199, 365), share(EET, "2022-03-31", 199, 365), ""),
        (share(EET, "2025-03-31", 262, 513), None, ""),
    ],
)  # fmt: skip
def test_a_change_is_a_plain_difference_and_no_judgement(
    schemas: Schemas, latest: Measurement, baseline: Measurement | None, said: str
) -> None:
    assert sentences.change(schemas.indicators[latest.indicator], latest, baseline) == said


@pytest.mark.parametrize(
    ("number", "decimals", "said"),
    [
        (54.52, 0, "55"),
        (51.07, 0, "51"),
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (14.25, 1, "14.3"),
        (0, 0, "0"),
        (1234.5, 1, "1,234.5"),
        (-0.25, 1, "-0.3"),
        (99.99, 0, "100"),
    ],
)
def test_a_number_is_rounded_as_people_round(number: float, decimals: int, said: str) -> None:
    assert sentences.number(number, decimals) == said


@given(number=st.floats(0, 1e6), decimals=st.integers(0, 2))
def test_a_rounded_number_is_never_more_than_half_a_step_away(number: float, decimals: int) -> None:
    said = float(sentences.number(number, decimals).replace(",", ""))
    assert abs(said - number) <= 0.5 * 10**-decimals + 1e-6


def neighbours(**said: Any) -> Neighbours:
    usual = {"median": 55.2, "low": 40.0, "high": 60.0, "with_value": 9, "listed": 10}
    period = share(EET, "2025-03-31", 262, 513).period
    given: dict[str, Any] = {"indicator": EET, "neighbour_list": "may-2025", "period": period}
    return Neighbours(**(given | usual | said))


ENGLAND = value(EET, YEAR, "2025-03-31", 54.0, area="England", role="country")
NO_MIDDLE = {"median": None, "low": None, "high": None, "with_value": 0}


@pytest.mark.parametrize(
    ("country", "near", "said"),
    [
        (
            *(ENGLAND, neighbours()),
            "In England it was 54 %. In the middle one of the councils most like ours (list of "
            "May 2025; 9 of 10 have a figure) it was 55 %.",
        ),
        (
            *(None, neighbours(with_value=10)),
            "In the middle one of the councils most like ours (list of May 2025) it was 55 %.",
        ),
        (ENGLAND, neighbours(**NO_MIDDLE), "In England it was 54 %."),
        (ENGLAND, None, "In England it was 54 %."),
        (hidden(EET, "2025-03-31"), None, ""),
        (None, None, ""),
    ],
)
def test_others_are_set_beside_ours_only_where_they_have_a_figure(
    schemas: Schemas, country: Measurement | None, near: Neighbours | None, said: str
) -> None:
    assert sentences.comparison(schemas.indicators[EET], country, near, "May 2025") == said


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (100.0, "100 %"),
        (99.53, "99.5 %"),
        (99.4, "99 %"),
        (0.0, "0 %"),
        (0.3, "0.3 %"),
        (0.5, "1 %"),
    ],
)
def test_nearly_everyone_is_not_everyone_and_a_few_are_not_none(
    schemas: Schemas, percent: float, said: str
) -> None:
    assert sentences.figure(schemas.indicators[EET], percent) == said


@pytest.mark.parametrize(
    ("latest", "start", "said"),
    [
        ((10, 513), (6, 365), ("(1.9 %)", "(1.6 %)")),
        ((262, 513), (199, 365), ("(51 %)", "(55 %)")),
        ((100, 200), (50, 100), ("(50 %)", "(50 %)")),
    ],
)
def test_a_sentence_tells_figures_apart_as_its_title_does(
    schemas: Schemas, latest: tuple[int, int], start: tuple[int, int], said: tuple[str, str]
) -> None:
    ends = share(EET, "2025-03-31", *latest), share(EET, "2022-03-31", *start)
    text = sentences.summary(schemas.indicators[EET], *ends)
    assert all(part in text for part in said), text


@pytest.mark.parametrize(
    ("words", "said"),
    [("In county", "in county"), ("SEN support", "SEN support"), ("A", "a"), ("", "")],
)
def test_the_name_of_a_group_goes_into_a_sentence(words: str, said: str) -> None:
    assert sentences.uncapped(words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("the year to March 2025", "for the year to March 2025"),
        ("30 September 2024", "on 30 September 2024"),
    ],
)
def test_a_day_is_on_and_a_year_is_for(words: str, said: str) -> None:
    assert sentences.in_period(words) == said


@pytest.mark.parametrize(
    ("latest", "baseline", "said"),
    [
        (share(EET, "2025-03-31", 262, 513), share(EET, "2022-03-31", 199, 365),
         "51 %, was 55 %"),
        (share(EET, "2025-03-31", 262, 513), hidden(EET, "2022-03-31"), "51 %"),
        (hidden(EET, "2025-03-31"), share(EET, "2022-03-31", 199, 365),
         "hidden to protect children's privacy, was 55 %"),
        (share(EET, "2025-03-31", 10, 513), share(EET, "2022-03-31", 6, 365),
         "1.9 %, was 1.6 %"),
        (share(EET, "2025-03-31", 100, 200), share(EET, "2022-03-31", 50, 100),
         "50 %, as at the start"),
        (share(EET, "2025-03-31", 5001, 10000), share(EET, "2022-03-31", 50, 100),
         "50.0 %, almost as at the start"),
        (share(EET, "2025-03-31", 0, 200), share(EET, "2022-03-31", 0, 100),
         "0 %, as at the start"),
        (share(EET, "2022-03-31", 199, 365), share(EET, "2022-03-31", 199, 365), "55 %"),
        (hidden(EET, "2025-03-31"), None, "hidden to protect children's privacy"),
        (None, None, "no figures yet"),
    ],
)  # fmt: skip
def test_a_headline_is_short(
    schemas: Schemas, latest: Measurement | None, baseline: Measurement | None, said: str
) -> None:
    indicator = schemas.indicators[EET]
    assert sentences.headline(indicator, latest, baseline) == f"{indicator.short}: {said}"


def test_a_headline_has_one_colon(schemas: Schemas) -> None:
    latest, start = share(EET, "2025-03-31", 262, 513), share(EET, "2022-03-31", 199, 365)
    for indicator in schemas.indicators.values():
        assert sentences.headline(indicator, latest, start).count(":") == 1


def test_every_indicators_sentence_can_be_read_aloud(schemas: Schemas) -> None:
    for indicator in schemas.indicators.values():
        said = sentences.summary(indicator, any_figure(indicator), None)
        assert "  " not in said and ".." not in said and " of of " not in said, said
        assert said[0].isupper() and said.endswith("."), said


def any_figure(indicator: Indicator) -> Measurement:
    counted = {"numerator": 40, "denominator": 80} if indicator.unit == "percent" else {}
    return measurement(indicator.id, indicator.period, "2025-03-31", value=50.0, **counted)


def test_a_newer_figure_that_cannot_be_seen_is_mentioned(schemas: Schemas) -> None:
    indicator = schemas.indicators[EET]
    latest, start = share(EET, "2023-03-31", 221, 415), share(EET, "2022-03-31", 199, 365)
    said = sentences.summary(indicator, latest, start, hidden(EET, "2024-03-31"))
    assert said.endswith(
        "The figure for the year to March 2024 is hidden to protect children's privacy."
    )
    assert "The figure for" not in sentences.summary(indicator, latest, None, latest)


def test_a_small_loss_is_not_written_minus_nought() -> None:
    assert sentences.number(-0.2, 0) == "0"
    assert sentences.number(-0.2, 1) == "-0.2"
