"""Every sentence that may be said of a measure can be read aloud, and none denies another: tried on
series of every state, direction and size, and on the edition that comes with the dashboard."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from metrics.measurement import Measurement
from metrics.sentences import headline
from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import Break, Indicator, Schemas
from schemas.periods import PeriodKind
from schemas.words import CHANGES, DIFFERENCES, Answer, TrendWord
from tests.conftest import measurement
from tests.support.verdict_cells import COUNTRY, answer, cell, changed, quarters, verdict, years
from view_model.edition_view import EditionView

SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“])")
FAULTS = {
    "more than one colon": r":.*:",
    "no end": r"[^.?]$",
    "no capital": r"^[^A-Z0-9“]",
    "a place left open": r"[{}]",
    "a number that is none": r"\b(None|nan|inf)\b|-0\b",
    "two signs": r"\.\.|  | [,.;:]|,,|\(\)",
    "one of many": r"(?<![.,\d])1 (points|years|quarters|measures)",
    "the same twice": r"from (\d\S*(?: %)?) to \1(?!\d)",
}
SERIES = {
    "a rise": ["300 of 600", "360 of 600", "420 of 600", "480 of 600"],
    "a fall": ["480 of 600", "420 of 600", "360 of 600", "300 of 600"],
    "hardly a rise": ["300 of 600", "303 of 600", "306 of 600", "309 of 600"],
    "a fall that ends higher": ["310 of 600", "330 of 600", "280 of 600", "312 of 600"],
    "a peak between": ["300 of 600", "400 of 600", "390 of 600", "300 of 600"],
    "a hollow between": ["300 of 600", "200 of 600", "210 of 600", "302 of 600"],
    "the very same": ["300 of 600", "300 of 600", "300 of 600", "300 of 600"],
    "few": ["4 of 20", "5 of 20", "6 of 20", "7 of 20"],
    "few with it": ["1 of 211", "0 of 211", "2 of 211", "2 of 211"],
    "nearly everyone": ["210 of 211", "209 of 211", "211 of 211", "210 of 211"],
    "nobody": ["0 of 600", "0 of 600", "0 of 600", "0 of 600"],
    "everyone": ["600 of 600", "600 of 600", "600 of 600", "600 of 600"],
    "one child": ["30 of 60", "31 of 60", "30 of 60", "31 of 60"],
    "one hidden": ["30 of 60", "hidden", "33 of 60", "35 of 60"],
    "some hidden": ["30 of 60", "hidden", "hidden", "35 of 60"],
    "a hidden start": ["hidden", "31 of 60", "33 of 60", "35 of 60"],
    "all hidden": ["hidden", "hidden", "hidden", "hidden"],
    "no start": ["", "31 of 60", "33 of 60", "35 of 60"],
    "no end": ["30 of 60", "31 of 60", "33 of 60"],
    "nothing newer": ["30 of 60"],
    "longer than the strategy": [*["300 of 600", "330 of 600"], *["360 of 600"] * 2, "200 of 600"],
}  # fmt: skip
MEASURES = {
    "an outcome where more is better": "same_carer_2_years",
    "an outcome where less is better": "placements_3plus",
    "a check": "dental_checks",
    "with a decimal": "persistent_absence",
    "of those known about": "care_leavers_eet_19_21",
    "with a colon in its name": "sdq_cause_for_concern",
    "neither better": "placed_outside_county",
    "a rate": "first_time_entrants_our_children",
}
BESIDE = {"like us": 50.0, "far above": 95.0, "far below": 2.0, "none": None}


def cells(indicator: Indicator, counts: list[str], country: float | None) -> list[dict[str, Any]]:
    """A series, and the country's figure in the same years."""
    ours = years(indicator, *counts)
    if country is None:
        return ours
    every = country * (indicator.per or 100) / 100
    theirs = [cell(indicator, c, area=COUNTRY, value=every) for c in _periods(counts)]
    return [*ours, *theirs]


def _periods(counts: list[str]) -> Iterator[str]:
    yield from (f"{2021 + n}-{22 + n}" for n, given in enumerate(counts) if given)


def faults(text: str) -> list[str]:
    """What keeps some sentences from being read aloud."""
    return [
        f"{fault}: {sentence}"
        for sentence in SENTENCE_ENDS.split(text)
        for fault, pattern in FAULTS.items()
        if re.search(pattern, sentence)
    ]


def denials(found: Verdict, text: str) -> list[str]:
    """What a verdict's sentences say against its words."""
    start = found.first is not None
    checks = {
        "chance explains a change": found.trend in CHANGES and "no more than chance" in text,
        "chance explains a difference": found.level in DIFFERENCES
        and "chance could explain the difference" in text,
        "a change without a start": not start and ("higher" in text or "lower" in text)
        and found.low is not None,
        "a fall that rises": found.direction > 0 and "A line through them falls" in text,
        "a rise that falls": found.direction < 0 and "A line through them rises" in text,
        "a range of nothing": found.trend is TrendWord.CHECK_RECORDING
        and "the true change could" in text,
    }  # fmt: skip
    return [name for name, is_so in checks.items() if is_so]


@pytest.mark.parametrize(("name", "shape"), [*product(MEASURES, SERIES)])
def test_what_is_said_of_a_series_can_be_read_aloud_and_denies_no_word(
    name: str, shape: str, schemas: Schemas
) -> None:
    yearly = changed(schemas, MEASURES[name], period=PeriodKind.FINANCIAL_YEAR)
    indicator = yearly.indicators[MEASURES[name]]
    for country in BESIDE.values():
        every = cells(indicator, SERIES[shape], country)
        found = verdict(every, yearly)
        text = " ".join([found.sentence, *found.why])
        assert not faults(text) and not denials(found, text), (country, found.sentence, found.why)


@pytest.mark.parametrize("snapshot", [True, False])
@pytest.mark.parametrize("shape", SERIES)
def test_the_same_holds_of_quarters(shape: str, snapshot: bool, schemas: Schemas) -> None:
    name = "activities_participation" if snapshot else "review_health_assessments"
    counts = [c for year in SERIES[shape] for c in [year] * 4]
    found = verdict(quarters(schemas.indicators[name], *counts), schemas)
    text = " ".join([found.sentence, *found.why])
    assert not faults(text) and not denials(found, text), text


@pytest.mark.parametrize("values", [(14.0, 15.0, 16.0), (16.0, 15.9, 16.0), (16.0, 15.99, 15.98)])
@pytest.mark.parametrize("name", ["sdq_average_score", "social_worker_agency_rate", "absence"])
def test_the_same_holds_of_figures_without_counts(
    name: str, values: tuple[float, ...], schemas: Schemas
) -> None:
    indicator = schemas.indicators[name]
    periods = {"absence": "{}/{}", "social_worker_agency_rate": "30/09/{0}"}.get(name, "{}-{}")
    given = [
        cell(indicator, periods.format(y - 1, y % 100), value=v)
        for y, v in zip((2022, 2023, 2024), values, strict=True)
    ]
    found = verdict(given, schemas)
    text = " ".join([found.sentence, *found.why])
    assert not faults(text) and not denials(found, text), text


@pytest.mark.parametrize("shape", SERIES)
def test_the_same_holds_across_a_break(shape: str, schemas: Schemas) -> None:
    broken = Break.model_validate(
        {"from": "year to March 2024", "why": "only those over 10 are counted"}
    )
    apart = changed(schemas, "dental_checks", breaks=(broken,))
    found = verdict(cells(apart.indicators["dental_checks"], SERIES[shape], 50.0), apart)
    text = " ".join([found.sentence, *found.why])
    assert not faults(text), text


# Criteria


EET = ("care_leavers_eet_19_21", "care_leavers_eet_17_18")


@pytest.mark.parametrize(
    ("one", "other"), [*product(SERIES, ("a rise", "a fall", "no end", "few"))]
)
def test_an_answer_can_be_read_aloud(one: str, other: str, schemas: Schemas) -> None:
    pairs = zip(EET, (SERIES[one], SERIES[other]), strict=True)
    given = [c for name, counts in pairs for c in years(schemas.indicators[name], *counts)]
    _is_sound(answer(given, schemas, "eet"))


@pytest.mark.parametrize(
    ("near", "far"),
    [*product(("320 of 400", "30 of 40", "0 of 400"), ("320 of 400", "240 of 400"))],
)
def test_an_answer_on_two_groups_can_be_read_aloud(near: str, far: str, schemas: Schemas) -> None:
    groups = (("In county", near), ("Out of county", far))
    given = [
        cell(schemas.indicators[name], "2024-25", counts, category=("placement location", group))
        for name in ("dental_checks", "review_health_assessments")
        for group, counts in groups
    ]
    _is_sound(answer(given, schemas, "health-equity"))


def _is_sound(found: CriterionAnswer) -> None:
    assert not faults(found.sentence), found.sentence
    assert not [fault for line in found.why for fault in faults(line)], found.why


# Titles


def figure_of(indicator: Indicator, year: int, counts: str) -> Measurement:
    x, n = map(int, counts.split(" of "))
    shown = {"numerator": x, "denominator": n, "value": 100 * x / n}
    return measurement(indicator.id, indicator.period, f"{year}-03-31", **shown)


@pytest.mark.parametrize("shape", [s for s, counts in SERIES.items() if "of" in counts[0]])
@pytest.mark.parametrize("target", [None, 60.0])
def test_a_title_never_denies_its_answer(
    shape: str, target: float | None, schemas: Schemas
) -> None:
    name = "same_carer_2_years"
    aimed = changed(schemas, name, target=target)
    indicator, counts = aimed.indicators[name], SERIES[shape]
    shown = [c for c in counts if " of " in c]
    ends = figure_of(indicator, 2021 + len(counts), shown[-1]), figure_of(indicator, 2022, shown[0])
    title = headline(indicator, *ends)
    word = verdict(years(indicator, *counts), aimed).answer
    moved = (Answer.PERHAPS_BETTER, Answer.PERHAPS_WORSE, Answer.MET, Answer.NOT_MET)
    assert "changed" not in title
    if target is None and len(counts) == 4:
        assert not (word in moved and "at the start" in title), (title, word)


# What comes with the dashboard


def test_every_sentence_of_the_edition_can_be_read_aloud(reading: EditionView) -> None:
    for indicator in reading.edition.schemas.in_order():
        measure = reading.of(indicator)
        if not measure.has_figures:
            continue
        said = [
            measure.sentence,
            measure.verdict_sentence,
            measure.beside(),
            measure.headline + ".",
        ]
        said += measure.verdict.why if measure.verdict else ()
        parts = [c for name in indicator.breakdowns for c in measure.charts_of(name)]
        for chart in (measure.chart, *parts):
            said += [
                chart.alt,
                *chart.notes,
                *(p.text for line in chart.lines for p in line.points),
            ]
        assert not [f for text in said if text for f in faults(text)], indicator.id
        assert not measure.verdict or not denials(measure.verdict, " ".join(said)), indicator.id


def test_a_figure_is_the_same_wherever_a_page_says_it(reading: EditionView) -> None:
    """Not 99.5 % in one sentence and 99 % in the next."""
    found = {}
    for indicator in reading.edition.schemas.in_order():
        measure = reading.of(indicator)
        beside = re.search(r"At ([\d.,]*\d)[^.]*? it is", measure.verdict_sentence)
        once = measure.verdict and (measure.verdict.level_years or 1) == 1
        if beside and once and beside[1] not in re.findall(r"\d[\d.,]*\d|\d", measure.sentence):
            found[indicator.id] = (measure.sentence, beside[1])
    assert found == {}


def test_every_answer_of_the_edition_can_be_read_aloud(reading: EditionView) -> None:
    for found in reading.edition.answers(reading.strategy.id).values():
        _is_sound(found)


def test_a_fault_is_found() -> None:
    """That the net holds: each kind of slip that was once on a page."""
    for slip in (
        "Worse: Feelings: cause for concern.",
        "It went from 95 % to 95 %.",
        "It is 1 points lower.",
        "it is lower.",
        "It is lower",
        "It is None.",
        "It is -0 %.",
        "It is {range}.",
    ):
        assert faults(slip), slip
    assert not faults("It went from 9 % to 95 %. “A” went from 1 point to 2.")
