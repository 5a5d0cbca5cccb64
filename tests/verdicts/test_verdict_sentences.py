"""What a verdict says can be read aloud: digits, points, and which way."""

from dataclasses import replace
from typing import Any

import pytest

from metrics.sentences import ordinal, signed, spread
from metrics.verdicts.histories import History
from metrics.verdicts.sentences import (
    among_known,
    changed,
    country_moved,
    partly_hidden,
    sentence,
    why,
)
from metrics.verdicts.verdict import Verdict
from schemas.declared import Indicator, Schemas
from schemas.words import Because, Certainty, LevelWord, TrendWord
from tests.support.verdict_cells import asked, cell, verdict, years


@pytest.fixture
def dental(schemas: Schemas) -> Indicator:
    return schemas.indicators["dental_checks"]


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
    [
        (-3.4, "3.4 points lower"),
        (24.3, "24 points higher"),
        (1.0, "1.0 points higher"),
        (0.02, "less than 0.1 points higher"),
        (0, "no different"),
    ],
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


UNIT = {"percent": "dental_checks", "one decimal": "persistent_absence", "score": "attainment_8"}


def of(**fields: Any) -> Verdict:
    """A verdict with no more on it than what a test is about."""
    usual = {"strategy": "s", "indicator": "i", "area": "E10000024", "area_name": "Nottinghamshire"}
    words = {"level": LevelWord.NOT_COMPARED, "trend": TrendWord.NOT_CLEAR}
    return Verdict(**(usual | words | fields))


def history(indicator: Indicator, schemas: Schemas, *counts: str) -> History:
    """The history of some years: history(dental, schemas, '334 of 677', …)."""
    return asked(years(indicator, *counts), schemas)[0].history


LINES = [
    # z, change, what the line does
    (1.2, 3.0, "A line through them rises, but by no more than chance"),
    (-1.2, -3.0, "A line through them falls, but by no more than chance"),
    (0.0, 3.0, "A line through them is as good as level"),
    (0.0, 0.0, "A line through them is as good as level"),
    (-0.0, -3.0, "A line through them is as good as level"),
    (0.49, -1.0, "A line through them is as good as level"),
    (-0.8, 1.0, "A line through them falls, although the last year is above the first, but"),
    (0.8, -1.0, "A line through them rises, although the last year is below the first, but"),
    (0.8, 0.0, "A line through them rises, but"),
]


@pytest.mark.parametrize(("z", "change", "said"), LINES)
def test_a_line_rises_or_falls_only_where_it_does(
    z: float, change: float, said: str, schemas: Schemas, dental: Indicator
) -> None:
    found = of(z=z, change=change, low=-9.0, high=9.0)
    _, shows, _ = why(found, history(dental, schemas, "300 of 600", "310 of 600"), schemas)
    assert shows.startswith(said)


CHILDREN = [
    # low and high in points, counts of the last year, said
    (
        -10.0,
        3.0,
        "310 of 600",
        "Among 600, the true change could be anything from 60 fewer to 18 more.",
    ),
    (19.0, 29.0, "310 of 600", "anything from 114 to 174 more."),
    (-29.0, -19.0, "310 of 600", "anything from 114 to 174 fewer."),
    (-0.04, 0.5, "310 of 600", "anything from none to 3 more."),
    (-0.04, 0.04, "310 of 600", ""),
]


@pytest.mark.parametrize(("low", "high", "counts", "said"), CHILDREN)
def test_a_range_is_said_in_children_too(
    low: float, high: float, counts: str, said: str, schemas: Schemas, dental: Indicator
) -> None:
    found = of(z=1.0, change=1.0, low=low, high=high)
    _, shows, _ = why(found, history(dental, schemas, "300 of 600", counts), schemas)
    assert shows.endswith(said or "could explain.")


RANGES = [
    # trend, low, high, said
    ("not clear yet", -10.0, 3.0, "the true change could be anything from 10 points lower to 3"),
    ("not clear yet", 1.0, 32.0, "the last year may be from 1 to 32 points higher than the first"),
    ("not clear yet", -32.0, -1.0, "the last year may be from 1 to 32 points lower than the first"),
    ("not clear yet", -0.04, 9.6, "from 0.0 points lower"),
    ("improving", 0.3, 4.0, "very likely from 0.3 to 4.0 points higher"),
]


@pytest.mark.parametrize(("trend", "low", "high", "said"), RANGES)
def test_a_range_does_not_deny_the_word_that_it_stands_beside(
    trend: str, low: float, high: float, said: str, schemas: Schemas, dental: Indicator
) -> None:
    found = of(trend=TrendWord(trend), low=low, high=high, change=1.0, direction=1)
    told = sentence(found, history(dental, schemas, "300 of 600", "310 of 600"), schemas)
    assert said in told if said != "from 0.0 points lower" else said not in told


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (3.2, 3.4, "from 3.2 to 3.4 points higher"),
        (3.21, 3.24, "from 3.21 to 3.24 points higher"),
        (10.2, 10.4, "from 10.2 to 10.4 points higher"),
        (3.3, 3.3, "about 3.30 points higher"),
        (-0.02, 9.0, "from less than 0.1 points lower to 9.0 points higher"),
        (0.0, 9.0, "from 0 to 9 points higher"),
    ],
)
def test_two_ends_of_a_range_never_look_the_same(
    low: float, high: float, said: str, dental: Indicator
) -> None:
    assert spread(dental, low, high) == said


BESIDE = [
    # level, ours, the country's, low, high, said of the level, said of the limits
    ("worse", 46.98, 39.8, 33.0, 46.7, "At 47 %, it is worse than England (40 %)",
     "(39.8 %), 95 would be between 33.0 % and 46.7 %; ours is 47.0 %."),
    ("worse", 54.0, 39.8, 33.0, 46.7, "At 54 %, it is worse than England (40 %)",
     "(40 %), 95 would be between 33 % and 47 %; ours is 54 %."),
    ("better", 2.4, 1.6, 0.5, 2.3, "At 2 %, it is better than England (2 %)",
     "between 0.5 % and 2.3 %; ours is 2.4 %."),
    ("better", 2.4, 2.3, 2.0, 2.35, "At 2.4 %, it is better than England (2.3 %)", "ours is 2.4 %"),
    ("about the same", 44.4, 43.6, 38.0, 51.0, "At 44 %, it is about the same as England (44 %).",
     "ours is 44 %."),
    ("about the same", 46.0, 42.0, 35.0, 50.0, "(42 %): chance could explain the difference.",
     "ours is 46 %."),
]  # fmt: skip


@pytest.mark.parametrize(("level", "ours", "theirs", "low", "high", "said", "limits"), BESIDE)
def test_no_rounding_denies_where_we_are_beside_the_country(
    level: str,
    ours: float,
    theirs: float,
    low: float,
    high: float,
    said: str,
    limits: str,
    schemas: Schemas,
    dental: Indicator,
) -> None:
    numbers = {"level_figure": ours, "level_reference": theirs, "level_low": low}
    found = of(level=LevelWord(level), level_high=high, z=1.0, low=-1.0, high=1.0, **numbers)
    past = history(dental, schemas, "300 of 600", "310 of 600")
    if said == "At 2 %, it is better than England (2 %)":  # both would be rounded to one figure
        assert said not in sentence(found, past, schemas)
    else:
        assert said in sentence(found, past, schemas)
    assert limits in why(found, past, schemas)[-1]


KNOWN = [
    # trend, low, high, first and last of those known about, said
    ("not clear yet", -16.0, 1.0, (60.0, 52.0), "to 1 point higher, among those known about."),
    ("not clear yet", 1.0, 9.0, (60.0, 64.0), "from 1 to 9 points higher than the first, but"),
    ("worsening", -16.0, -2.0, (60.0, 52.0), "from 2 to 16 points lower, among those known about."),
    ("not clear yet", -3.0, 3.0, (60.0, 52.0), "for whom it went from 60 % to 52 %."),
    ("not clear yet", -3.0, 3.0, (95.2, 94.7), "for whom it went from 95.2 % to 94.7 %."),
    ("not clear yet", -3.0, 3.0, (95.0, 95.0), "for whom it stayed at 95 %."),
    (
        "check recording",
        -3.0,
        9.0,
        (40.0, 48.0),
        "on those known about, for whom it went from 40 %",
    ),
]


@pytest.mark.parametrize(("trend", "low", "high", "ends", "said"), KNOWN)
def test_what_is_judged_on_those_known_about_says_so_and_never_goes_from_one_to_the_same(
    trend: str,
    low: float,
    high: float,
    ends: tuple[float, float],
    said: str,
    schemas: Schemas,
    dental: Indicator,
) -> None:
    note = among_known(dental, {"first": ends[0], "last": ends[1]})
    found = of(trend=TrendWord(trend), low=low, high=high, change=1.0, direction=1, note=note)
    past = history(dental, schemas, "300 of 600", "310 of 600")
    assert said in sentence(found, past, schemas)
    _, shows, _ = why(found, past, schemas)
    assert "Among the 600 known about" in shows or trend == "check recording"


@pytest.mark.parametrize(
    ("quarterly", "said"),
    [
        (False, "it was not there a year ago, and the next year has to confirm it."),
        (True, "it was not there a quarter ago, and the next quarter has to confirm it."),
    ],
)
def test_an_early_sign_says_when_it_may_be_confirmed(
    quarterly: bool, said: str, schemas: Schemas, dental: Indicator
) -> None:
    found = of(trend=TrendWord.IMPROVING, certainty=Certainty.EARLY_SIGN, low=1.0, high=9.0)
    past = replace(history(dental, schemas, "300 of 600", "360 of 600"), quarterly=quarterly)
    assert said in sentence(found, past, schemas)


BETWEEN = [
    # trend, counts, said of the years between
    (
        "not clear yet",
        ("300 of 600", "330 of 600", "306 of 600"),
        "In between it was as high as 55",
    ),
    ("steady", ("300 of 600", "330 of 600", "306 of 600"), ""),
    ("steady", ("300 of 600", "400 of 600", "306 of 600"), "In between it was as high as 67 %."),
    ("steady", ("300 of 600", "200 of 600", "306 of 600"), "In between it was as low as 33 %."),
    ("improving", ("300 of 600", "400 of 600", "380 of 600"), ""),
]


@pytest.mark.parametrize(("trend", "counts", "said"), BETWEEN)
def test_what_lies_far_outside_between_is_not_left_unsaid_of_a_steady_measure(
    trend: str, counts: tuple[str, ...], said: str, schemas: Schemas, dental: Indicator
) -> None:
    found = of(trend=TrendWord(trend), low=-5.0, high=7.0, change=1.0, matters=10.0, direction=1)
    told = sentence(found, history(dental, schemas, *counts), schemas)
    assert said in told and bool(said) is ("In between" in told)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (("10 of 60", "hidden", "11 of 60"), "1 of 3 figures is hidden"),
        (("10 of 60", "hidden", "hidden", "11 of 60"), "2 of 4 figures are hidden"),
        (("hidden",), "1 of 1 figure is hidden"),
        (("10 of 60", "11 of 60"), ""),
    ],
)
def test_what_is_hidden_is_said_in_good_grammar(
    counts: tuple[str, ...], said: str, schemas: Schemas, dental: Indicator
) -> None:
    told = partly_hidden(history(dental, schemas, *counts))
    assert told.startswith(said) and bool(told) is bool(said)


@pytest.mark.parametrize(
    ("counts", "because", "said"),
    [
        (("hidden", "30 of 60"), Because.HIDDEN_START, "for the start of the strategy is hidden"),
        (("", "30 of 60"), Because.NO_START, "there is no figure for the start"),
        (("30 of 60",), Because.NOTHING_NEWER, "no figure has come since the start"),
    ],
)
def test_where_there_are_no_two_figures_no_change_is_spoken_of(
    counts: tuple[str, ...], because: Because, said: str, schemas: Schemas, dental: Indicator
) -> None:
    found = verdict(years(dental, *counts), schemas)
    assert found.because is because and said in found.sentence
    assert "that is a" not in found.sentence and "a real change" not in found.sentence


def test_no_sentence_has_two_colons_whatever_its_reason(schemas: Schemas) -> None:
    """A reason comes after a colon, and a template has one at most."""
    for kind in ("trend", "certainty", "lean", "level"):
        for entry in getattr(schemas.words, kind).values():
            for said in (entry.says, entry.says_without_range, entry.says_one_sided):
                assert said.count(":") <= 1, said
    for entry in schemas.words.because.values():
        assert ":" not in entry.says


def test_averages_are_not_called_scores_and_are_out_of_nobody(schemas: Schemas) -> None:
    for name in ("sdq_average_score", "missing_incidents_per_child", "social_worker_caseload"):
        indicator = schemas.indicators[name]
        ends = ((2022, 14.0), (2023, 15.0), (2024, 16.0))
        period = "30/09/{}" if name == "social_worker_caseload" else "{}-{}"
        cells = [cell(indicator, period.format(y - 1, y % 100), value=value) for y, value in ends]
        found = verdict(cells, schemas)
        assert "only the average is published" in found.sentence
        assert "scores" not in found.sentence and "out of" not in found.sentence
