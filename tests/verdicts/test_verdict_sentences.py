"""What a verdict says can be read aloud: digits, points, and which way."""

import pytest

from metrics.sentences import ordinal, signed
from metrics.verdicts.lean import chance_in_words
from metrics.verdicts.sentences import changed, country_moved, spread
from metrics.verdicts.verdict import Verdict
from schemas.declared import Schemas
from schemas.words import LevelWord, TrendWord

SPREADS = [
    # indicator, low, high, said
    ("dental_checks", -10.1, 3.2, "from 10 points lower to 3 points higher"),
    ("dental_checks", 19.1, 29.3, "from 19 to 29 points higher"),
    ("dental_checks", -29.3, -19.1, "from 19 to 29 points lower"),
    ("dental_checks", -0.5, 3.9, "from 0.5 points lower to 3.9 points higher"),
    ("dental_checks", -14.7, 1.3, "from 15 points lower to 1 point higher"),
    ("persistent_absence", -1.3, 10.4, "from 1.3 points lower to 10.4 points higher"),
    ("first_time_entrants", -284, -198, "from 198 to 284 per 100,000 lower"),
    ("children_looked_after_rate", -16, 4, "from 16 lower to 4 higher per 10,000"),
    ("sdq_average_score", -0.2, 1.4, "from 0.2 lower to 1.4 higher"),
]


@pytest.mark.parametrize(("indicator", "low", "high", "said"), SPREADS)
def test_a_range_is_said_with_its_ends_and_which_way(
    indicator: str, low: float, high: float, said: str, schemas: Schemas
) -> None:
    assert spread(schemas.indicators[indicator], low, high) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [(-3.4, "3.4 points lower"), (24.3, "24 points higher"), (0, "no different")],
)
def test_a_change_is_said_with_which_way(change: float, said: str, schemas: Schemas) -> None:
    assert changed(schemas.indicators["dental_checks"], change) == said


MOVES = [
    # ours, the country's first and last, said
    (24.3, 70.0, 81.0, "England went the same way, from 70 % to 81 %, so part of it is happening"),
    (24.3, 70.0, 73.0, "England moved less, from 70 % to 73 %."),
    (24.3, 70.0, 60.0, "England went the other way, from 70 % to 60 %."),
    (24.3, 70.0, 70.1, "England stayed at 70 % over the same time."),
    (24.3, None, 70.1, ""),
]


@pytest.mark.parametrize(("ours", "first", "last", "said"), MOVES)
def test_what_the_country_did_stands_beside_a_change(
    ours: float, first: float | None, last: float, said: str, schemas: Schemas
) -> None:
    found = Verdict(
        strategy="s",
        indicator="dental_checks",
        area="E10000024",
        area_name="Nottinghamshire",
        level=LevelWord.SAME,
        trend=TrendWord.IMPROVING,
        change=ours,
        country_first=first,
        country_last=last,
    )
    told = country_moved(found, schemas.indicators["dental_checks"], schemas)
    assert told.startswith(said) and bool(told) is bool(said)


@pytest.mark.parametrize(
    ("place", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (103, "103rd"), (112, "112th")],
)
def test_places_are_said_as_people_say_them(place: int, said: str) -> None:
    assert ordinal(place) == said


@pytest.mark.parametrize(
    ("value", "said"), [(3.24, "+3.2"), (-10.08, "−10.1"), (0.04, "0.0"), (None, "")]
)
def test_a_number_in_a_table_has_its_sign(value: float | None, said: str) -> None:
    assert signed(value, 1) == said


def test_a_chance_is_said_in_fifths_and_thirds() -> None:
    assert chance_in_words(0.735) == "about 3 in 4"
