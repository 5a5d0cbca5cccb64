"""A word that changes is said as it was and as it is; one that does not is not said at all."""

from typing import Any

import pytest

from metrics.changes.words import EditionWords, changed_words
from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import Schemas

STRATEGY = "nottinghamshire-2022-2025"


def spoken(schemas: Schemas, criterion: str = "not met", **said: Any) -> EditionWords:
    verdict = {
        "strategy": STRATEGY,
        "indicator": "dental_checks",
        "area": "E10000024",
        "area_name": "Nottinghamshire",
        "level": "about the same",
        "trend": "not clear yet",
    }
    answered = {"kind": "answer", "answer": criterion, "shape": "gap", "sentence": ""}
    return EditionWords(
        [Verdict(**(verdict | said))],
        [CriterionAnswer(strategy=STRATEGY, criterion="health-equity", **answered)],  # type: ignore[arg-type]
        schemas,
    )


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({}, {}, []),
        ({}, {"sentence": "Another."}, []),
        ({}, {"lean": "leaning better", "chance": 0.8}, []),
        ({}, {"trend": "improving", "certainty": "early sign"},
         ["Teeth checked by a dentist: Not clear yet → Improving, early sign, to be confirmed"]),
        ({"trend": "improving", "certainty": "early sign"},
         {"trend": "improving", "certainty": "confirmed"},
         ["Teeth checked by a dentist: Improving, early sign, to be confirmed → Improving"]),
        ({}, {"level": "better"},
         ["Teeth checked by a dentist: About the same as England → Better than England"]),
        ({"answer": "not met"}, {"answer": "met"}, ["Teeth checked by a dentist: Not met → Met"]),
        ({"outlook": "on track"}, {"answer": "met"},
         ["Teeth checked by a dentist: On track → Met"]),
        ({}, {"answer": "met"}, ["Teeth checked by a dentist: nothing said → Met"]),
    ],
    ids=["nothing", "a sentence", "a lean", "a trend", "confirmed", "a level", "an answer",
         "the strategy has ended", "a first answer"],
)  # fmt: skip
def test_words_of_an_indicator(
    schemas: Schemas, was: dict[str, Any], now: dict[str, Any], said: list[str]
) -> None:
    found = changed_words(spoken(schemas, **was), spoken(schemas, **now))
    assert [str(change) for change in found] == said
    assert {change.indicator for change in found} <= {"dental_checks"}


def test_a_category_is_named(schemas: Schemas) -> None:
    of = {"breakdown": "placement location", "category": "In county"}
    found = changed_words(
        spoken(schemas, **of), spoken(schemas, **of, trend="worsening", certainty="confirmed")
    )
    assert [change.about for change in found] == ["Teeth checked by a dentist, In county"]


def test_an_answer_to_a_criterion(schemas: Schemas) -> None:
    (found,) = changed_words(spoken(schemas), spoken(schemas, criterion="met"))
    assert (found.kind, found.criterion, found.indicator) == ("criterion", "health-equity", "")
    assert str(found) == "Fair access to health services: Not met → Met"


def test_from_nothing_and_to_nothing(schemas: Schemas) -> None:
    silent = EditionWords([], [], schemas)
    assert changed_words(None, spoken(schemas)) == changed_words(silent, spoken(schemas))
    assert {change.new for change in changed_words(spoken(schemas), silent)} == {"nothing said"}
