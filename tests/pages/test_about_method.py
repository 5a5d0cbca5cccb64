"""About says how the words are decided and how often they are wrong, and both are true."""

import json
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest

from benchmarks import findings
from benchmarks.findings import DOCUMENT, RATES, fingerprint
from metrics.criteria import gap, parity
from metrics.verdicts import forecast, lean, level, plausibility, shrinkage, trend
from pages.parts.how_we_decide import GROUPS, MEASURED, RULES, method, share
from schemas.declared import Schemas, Vocabulary
from schemas.words import KINDS
from tests.conftest import Publishes
from tests.support.verdict_cells import changed
from view_model.edition_view import EditionView

BANNED = ("statistical", "significant", "cohort", "NEET")
AGAIN = "run `python benchmarks/verdicts.py --write`"


def plain(html: str) -> str:
    """HTML as a reader has it: no escapes, ordinary spaces."""
    return unescape(html).replace("\u00a0", " ")


@pytest.fixture
def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RATES.read_text(encoding="utf-8"))
    return found


# The words


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_on_about_with_its_meaning(reading: EditionView, kind: str) -> None:
    section = plain(method(reading))
    for word in KINDS[kind]:
        said = reading.edition.schemas.entry(word)
        row = section.partition(f'role="region" aria-label="{_title(reading, kind)}"')[2]
        assert said.label in row, word
        assert f"<td>{said.meaning}</td>" in row, word


def _title(reading: EditionView, kind: str) -> str:
    return GROUPS[kind].replace("{country}", reading.council.country.name)


def test_a_word_that_a_council_edits_is_on_about_as_it_says_it(
    schemas: Schemas, publishes: Publishes
) -> None:
    steady = schemas.words.trend["steady"]
    edited = steady.model_copy(update={"label": "Much the same", "meaning": "It is <as> it was."})
    words = schemas.words.model_copy(update={"trend": {**schemas.words.trend, "steady": edited}})
    edition = publishes(schemas.model_copy(update={"words": words}))
    section = method(EditionView(edition, edition.schemas.strategies[0]))
    assert "Much the same" in section
    assert "It is &lt;as&gt; it was." in section
    assert steady.meaning not in plain(section)


@dataclass(frozen=True)
class Old:
    """As much of an edition as About asks for."""

    schemas: Schemas


def test_an_edition_from_before_there_were_words_has_no_such_section(schemas: Schemas) -> None:
    old = Old(schemas.model_copy(update={"words": Vocabulary()}))
    assert method(EditionView(old, schemas.strategies[0])) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("word", BANNED)
def test_it_is_said_without(reading: EditionView, word: str) -> None:
    assert word not in method(reading)
    assert word.capitalize() not in method(reading)


SENTENCES = [
    (trend.FEWEST_CHILDREN, "fewer than {} children a year"),
    (trend.FEWEST_EITHER_WAY, "fewer than {} with the outcome"),
    (trend.FEWEST_STRATEGY_PERIODS[True], "fewer than {} quarters"),
    (trend.FEWEST_STRATEGY_PERIODS[False], "or {} years, since the start"),
    (100 * trend.MATTERS * 0.5, "{} points around 50 %"),
    (100 * trend.MATTERS * (0.04 * 0.96) ** 0.5, "{} around 4 or 96 %"),
    (10 * lean.LEANING, "a chance of {} in 10 or more"),
    (1 / plausibility.BEYOND_BELIEF, "below 1 in {}"),
    (100 * level.USUAL, "{} in 100 councils of our size"),
    (1000 * level.STRONG, "{} in 1,000 councils would be nearer"),
    (level.MOST_YEARS, "up to {} years are taken together"),
    (parity.MOST_YEARS, "Up to {} years are taken together until"),
    (parity.EXPECTED_ENOUGH, "until at least {} would be expected"),
    (gap.CHILDREN_ENOUGH, "until there are about {} children"),
    (100 * gap.MATERIAL, "smaller than {} points"),
    (5 * forecast.ON_TRACK, "{} in 5 or more is on track"),
    (5 * forecast.NOT_ON_TRACK, "{} in 5 or less is not"),
    (100 * shrinkage.COVERAGE, "the {} % it is meant to"),
]


@pytest.mark.parametrize(("number", "sentence"), SENTENCES)
def test_the_numbers_in_the_sentences_are_those_of_the_rules(
    reading: EditionView, number: float, sentence: str
) -> None:
    assert sentence.format(f"{number:,.0f}") in plain(method(reading))


def test_the_ups_and_downs_are_those_of_the_table_and_it_says_from_what(
    reading: EditionView,
) -> None:
    section, schemas = plain(method(reading)), reading.edition.schemas
    at_half = {k: 100 * (w.wobble * 0.25) ** 0.5 for k, w in schemas.wobbles.kinds.items()}
    assert f"by about {at_half['outcome']:.0f} points around 50 %" in section
    assert f"checks and returns by about {at_half['process']:.0f}" in section
    dental = schemas.wobbles.measures["dental_checks"]
    assert f"learnt from {dental.councils} councils, 2018 to 2025" in section
    assert "learnt from “Health assessments for the year” in" in section


# The figures


def test_the_figures_on_about_are_of_the_rules_as_they_stand(measured: dict[str, Any]) -> None:
    assert measured["fingerprint"] == fingerprint(), f"the rules have changed: {AGAIN}"


def test_the_document_is_of_the_same_measurement(measured: dict[str, Any]) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert f"`{measured['fingerprint']}`" in document, AGAIN
    for rule in RULES:
        cells = [measured[name][rule] for name in ("false_improving", "power", "wrong_way")]
        row = next(line for line in document.splitlines() if line.startswith(f"| {rule} "))
        assert [f"{cell:.2f}" for cell in cells] == [c.strip() for c in row.split("|")[2:5]], AGAIN


@pytest.mark.parametrize("rule", RULES)
def test_the_figures_of_each_rule_on_about_are_the_measured_ones(
    reading: EditionView, measured: dict[str, Any], rule: str
) -> None:
    row = plain(method(reading)).partition(f"<b>{RULES[rule][0]}</b>")[2].partition("</tr>")[0]
    for name in MEASURED:
        assert f"<td>{share(measured[name][rule])}" in row, name


SINGLE = (
    *("false_improving_worst", "false_worsening_worst", "false_improving_wild_worst"),
    *("ever_improving_worst", "wrong_way_worst", "false_steady_worst", "level_wrong_worst"),
    *("lean_right_at_80", "forecast_covers", "on_track_right", "power_recounted"),
    *("false_change_own_worst", "false_answer_own_worst", "power_small_wobble", "gap_wrong"),
    "reversed_confirmed_councils_unseen",
)


@pytest.mark.parametrize("name", SINGLE)
def test_what_else_was_measured_is_on_about(
    reading: EditionView, measured: dict[str, Any], name: str
) -> None:
    assert share(measured[name]) in plain(method(reading))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("reversed_councils_unseen", kind) for kind in ("outcome", "process")]
    + [("lean_right_councils_unseen", band) for band in ("75 to 85 %", "95 % and more")],
)
def test_what_was_looked_up_in_real_councils_is_on_about(
    reading: EditionView, measured: dict[str, Any], name: str, kind: str
) -> None:
    assert share(measured[name][kind]) in plain(method(reading))


def test_what_is_found_where_it_is_known_how_many_stay_is_on_about(
    reading: EditionView, measured: dict[str, Any]
) -> None:
    line = plain(method(reading)).partition("are the same a quarter later")[2]
    assert share(measured["power_known_share"]["60"]) in line.partition("</li>")[0]


@pytest.mark.parametrize("name", ["power_by_size", "power_by_size_from_50"])
def test_the_figures_by_size_are_on_about(
    reading: EditionView, measured: dict[str, Any], name: str
) -> None:
    section = plain(method(reading))
    for size, found in measured[name].items():
        line = section.partition(f"Among {size} children a quarter")[2].partition("</li>")[0]
        assert share(found) in line


def test_about_names_the_measures_whose_forecasts_hold_less_often(
    reading: EditionView, measured: dict[str, Any]
) -> None:
    section, named = plain(method(reading)), reading.edition.schemas.indicators
    for name, held in measured["forecast_covers_councils_unseen"].items():
        said = f"{named[name].in_a_sentence}, {share(held)}"
        assert (said in section) == (held < 80), name


SHARES = [(0.0, "under 0.1 %"), (0.04, "under 0.1 %"), (0.25, "0.3 %"), (2.23, "2.2 %")]
SHARES += [(7.05, "7 %"), (44.5, "45 %"), (100.0, "100 %")]


@pytest.mark.parametrize(("percent", "said"), SHARES)
def test_a_share_is_written_as_exactly_as_it_matters(percent: float, said: str) -> None:
    assert share(percent) == said


def test_the_mark_of_the_rules_changes_with_what_a_measure_behaves_like(
    schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = fingerprint()
    other = changed(schemas, "life_skills_plan", wobble_like="outcome")
    monkeypatch.setattr(findings, "load_schemas", lambda: other)
    assert fingerprint() != as_it_is


@pytest.mark.parametrize(
    "name", ["false_without_counts_councils", "reversed_without_counts_councils"]
)
def test_about_says_how_often_words_without_counts_did_not_hold(
    reading: EditionView, measured: dict[str, Any], name: str
) -> None:
    section = plain(method(reading)).partition("Figures that come without counts")[2]
    for indicator, found in measured[name].items():
        row = section.partition(reading.edition.schemas.indicators[indicator].short)[2]
        assert f"<td>{share(found)}</td>" in row.partition("</tr>")[0], indicator
