"""Three measures to ask about tonight and three to celebrate, by a rule that anybody can follow."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from data.editions.edition import Edition
from metrics.cards import Cards, choose_cards
from metrics.verdicts.verdict import Rank, Verdict
from schemas.declared import Schemas
from schemas.notes import CardKind, PanelCard
from view_model.edition_view import EditionView

WORSE, BETTER = {"level": "worse"}, {"level": "better"}
CHECK, WORSENING = {"trend": "check recording"}, {"trend": "worsening", "certainty": "confirmed"}
EARLY = {"trend": "worsening", "certainty": "early sign"}
IMPROVING = {"trend": "improving", "certainty": "confirmed"}
LAST, FIRST = {"place": 11}, {"place": 1}
Said = dict[str, dict[str, Any]]


def cards_of(schemas: Schemas, said: Said, asked: Iterable[PanelCard] = ()) -> Cards:
    verdicts, ranks = {}, {}
    for name, fields in said.items():
        usual = {"level": "about the same", "trend": "not clear yet", "last": 50.0}
        given = usual | {k: v for k, v in fields.items() if k not in ("place", "tied")}
        of = {"strategy": "s", "indicator": name, "area": "E10000024", "area_name": "Ours"}
        verdicts[name] = Verdict.model_validate(of | given)
        place = {"place": fields.get("place", 6), "tied": fields.get("tied", False)}
        of = {"indicator": name, "among": "n", "period": "2025", "median": 50, "listed": 11}
        ranks[name] = Rank.model_validate({"of": 11} | of | place)
    return choose_cards(verdicts, ranks, asked, schemas)


def note(name: str, card: CardKind, question: str = "", illustrative: bool = False) -> PanelCard:
    day = date(2026, 9, 1)
    return PanelCard(
        indicator=name, card=card, question=question, dated=day, illustrative=illustrative
    )


QUESTIONS: list[tuple[str, Said, list[str]]] = [
    (
        "a criterion's recording, then worsening, then worse than the country, then the last",
        {
            "dental_checks": LAST,
            "suspensions": WORSE,
            "missing_from_care": WORSENING,
            "convicted_or_cautioned": CHECK,
        },
        ["convicted_or_cautioned", "missing_from_care", "suspensions"],
    ),
    ("what no criterion rests on is not asked for its recording", {"absence": CHECK}, []),
    (
        "what is confirmed before an early sign",
        {"absence": EARLY | WORSE, "missing_from_care": WORSENING},
        ["missing_from_care", "absence"],
    ),
    (
        "what differs most from the country first",
        {"suspensions": WORSE, "dental_checks": WORSE | {"level_strong": True}},
        ["dental_checks", "suspensions"],
    ),
    (
        "what gets worse before what gets better",
        {"dental_checks": WORSE | IMPROVING, "suspensions": WORSE | {"lean": "leaning worse"}},
        ["suspensions", "dental_checks"],
    ),
    (
        "one of several that are about one change",
        {
            "care_leavers_eet_19_21": WORSENING,
            "care_leavers_neet_19_21": CHECK,
            "care_leavers_not_known_19_21": WORSE,
        },
        ["care_leavers_neet_19_21"],
    ),
    ("nothing invented", {"feels_safe": WORSENING | WORSE | LAST | {"illustrative": True}}, []),
    ("nothing without a figure", {"dental_checks": LAST | {"last": None}}, []),
    ("nothing where nothing stands out", {"dental_checks": {}}, []),
]


@pytest.mark.parametrize(("rule", "said", "cards"), QUESTIONS)
def test_what_is_worth_a_question(
    schemas: Schemas, rule: str, said: Said, cards: list[str]
) -> None:
    assert [c.indicator for c in cards_of(schemas, said).questions] == cards, rule


CELEBRATIONS: list[tuple[str, Said, list[str]]] = [
    (
        "improving, then better than the country, then the first of those like ours",
        {"staying_put_18": FIRST, "same_carer_2_years": BETTER, "dental_checks": IMPROVING},
        ["dental_checks", "same_carer_2_years", "staying_put_18"],
    ),
    ("nobody is first who shares the place", {"development_checks": FIRST | {"tied": True}}, []),
    ("nothing that worsens, or must be checked", {"dental_checks": BETTER | WORSENING}, []),
    ("nothing that must be checked first", {"dental_checks": FIRST | CHECK}, []),
    (
        "what leans worse comes last",
        {"immunisations": BETTER | {"lean": "leaning worse"}, "same_carer_2_years": BETTER},
        ["same_carer_2_years", "immunisations"],
    ),
    (
        "nothing whose change is already asked about",
        {"care_leavers_neet_19_21": WORSENING, "care_leavers_not_known_19_21": IMPROVING},
        [],
    ),
    ("nothing invented", {"feels_safe": IMPROVING | FIRST | {"illustrative": True}}, []),
]


@pytest.mark.parametrize(("rule", "said", "cards"), CELEBRATIONS)
def test_what_is_worth_celebrating(
    schemas: Schemas, rule: str, said: Said, cards: list[str]
) -> None:
    assert [c.indicator for c in cards_of(schemas, said).celebrations] == cards, rule


ASKED: list[tuple[PanelCard, list[str], list[str]]] = [
    (note("dental_checks", "question"), ["dental_checks", "missing_from_care"], []),
    (note("dental_checks", "celebration"), ["missing_from_care"], ["dental_checks"]),
    (note("missing_from_care", "none"), [], []),
    (note("missing_from_care", "by the rule"), ["missing_from_care"], []),
    (note("missing_from_care", "none", illustrative=True), ["missing_from_care"], []),
    (note("feels_safe", "celebration"), ["missing_from_care"], []),
]
"""The last one's figures are invented."""


@pytest.mark.parametrize(("asked", "questions", "celebrations"), ASKED)
def test_the_panel_pins_and_mutes(
    schemas: Schemas, asked: PanelCard, questions: list[str], celebrations: list[str]
) -> None:
    said = {"missing_from_care": WORSENING, "dental_checks": {}, "feels_safe": {}}
    said["feels_safe"] = {"illustrative": True}
    cards = cards_of(schemas, said, [asked])
    assert [c.indicator for c in cards.questions] == questions
    assert [c.indicator for c in cards.celebrations] == celebrations


WORDS: list[tuple[str, dict[str, Any], list[PanelCard], str]] = [
    ("missing_from_care", WORSENING, [note("missing_from_care", "question", "Why?")], "Why?"),
    ("dental_checks", WORSE, [], "What would bring the others to a dentist?"),
    ("school_moves_mid_year", WORSE, [], "What do councils nearer to England do that we do not?"),
    (
        "years_12_13_eet",
        CHECK | {"because": "coverage"},
        [],
        "How much of it is that we now know about more of them, or fewer?",
    ),
]
"""The Panel's own; the measure's; one that follows from the reason; and from what is checked."""


@pytest.mark.parametrize(("name", "fields", "asked", "question"), WORDS)
def test_every_question_card_asks_something(
    schemas: Schemas, name: str, fields: dict[str, Any], asked: list[PanelCard], question: str
) -> None:
    assert cards_of(schemas, {name: fields}, asked).questions[0].question == question


def test_the_embedded_edition_asks_of_its_worst_finding_first(default_edition: Edition) -> None:
    cards = EditionView(default_edition, default_edition.schemas.strategies[0]).cards
    assert [c.indicator for c in cards.questions] == [
        "care_leavers_neet_19_21",
        "convicted_or_cautioned",
        "missing_from_care",
    ]
    assert len(cards.celebrations) == 3
    assert not {c.indicator for c in cards.questions} & {c.indicator for c in cards.celebrations}
