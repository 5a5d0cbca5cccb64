"""A person finds a measure by their own words."""

import re

import pytest

from data.editions.edition import Edition
from schemas.declared import Schemas
from schemas.search import find, question_in, questions, subject_of, tokens
from tests.support.pages import run_page, said

EVERYDAY = {
    "doctor": "annual_health_assessments",
    "dentist": "dental_checks",
    "teeth": "dental_checks",
    "jabs": "immunisations",
    "moving home": "placements_3plus",
    "school": "absence",
    "changing school": "school_moves_mid_year",
    "exams": "gcse_english_maths_grade_4",
    "job": "care_leavers_eet_19_21",
    "college": "care_leavers_eet_19_21",
    "university": "higher_education_19_21",
    "unemployed": "care_leavers_neet_19_21",
    "police": "convicted_or_cautioned",
    "running away": "missing_from_care",
    "drugs": "substance_misuse",
    "mental health": "sdq_average_score",
    "somewhere to live": "suitable_accommodation_19_21",
    "homeless": "suitable_accommodation_19_21",
    "foster family": "same_carer_2_years",
    "far from home": "placed_over_20_miles_from_home",
    "excluded": "suspensions",
    "social worker": "social_workers_3plus",
    "staff leaving": "social_worker_turnover",
    "clubs": "activities_participation",
    "swimming": "leisure_offer_take_up",
    "listened to": "taking_part_in_reviews",
    "how many children are in care?": "children_looked_after_rate",
    "apprentice": "apprenticeships_19_21",
    "nursery": "early_years_development",
    "how are care leavers doing in work": "care_leavers_eet_19_21",
    "are care leavers in jobs": "care_leavers_eet_19_21",
    "do children in care go to school": "absence",
    "do they get their health checks on time": "annual_health_assessments",
    "are children moving homes too often": "placements_3plus",
    "is drug use going up": "substance_misuse",
    "gcse results of children in care": "gcse_english_maths_grade_4",
    "what about teeth": "dental_checks",
}
MISSPELT = {
    "docter": "annual_health_assessments",
    "dentst": "dental_checks",
    "acommodation": "suitable_accommodation_19_21",
    "univeristy": "higher_education_19_21",
    "imunisation": "immunisations",
}


@pytest.mark.parametrize(("words", "expected"), [*EVERYDAY.items(), *MISSPELT.items()])
def test_everyday_words_find_the_right_measure_first_or_second(
    schemas: Schemas, words: str, expected: str
) -> None:
    found = [i.id for i in find(words, schemas.in_order())]
    assert expected in found[:2], found[:6]


def test_every_measure_is_found_by_its_own_title_and_by_each_of_its_other_names(
    schemas: Schemas,
) -> None:
    for indicator in schemas.in_order():
        assert indicator.also_called, indicator.id
        assert indicator in find(indicator.title, schemas.in_order())[:2]
        for name in indicator.also_called:
            assert indicator in find(name, schemas.in_order()), (indicator.id, name)


@pytest.mark.parametrize("words", ["", "   ", "?!", "xylophone", "the of and", "🙂", "a" * 5000])
def test_what_nobody_calls_anything_finds_nothing_and_breaks_nothing(
    schemas: Schemas, words: str
) -> None:
    assert find(words, schemas.in_order()) == []


def test_what_others_are_called_too_is_found_after_the_one_of_that_name(schemas: Schemas) -> None:
    found = [i.id for i in find("missing", schemas.in_order())]
    assert found[0] == "missing_from_care"
    assert {"missing_incidents_per_child", "absence", "severe_absence"} <= {*found}


def test_more_of_the_words_count_for_more(schemas: Schemas) -> None:
    found = [i.id for i in find("dentist teeth", schemas.in_order())]
    assert found[0] == "dental_checks"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Moving homes!", ("mov", "hom")),
        ("children's teeth", ("teeth",)),
        ("Year 6", ("year", "6")),
    ],
)
def test_endings_and_little_words_do_not_count(said: str, kept: tuple[str, ...]) -> None:
    assert tokens(said) == kept


TAG = re.compile(r"<[^>]+>")
ASKED = {
    "what should I ask tonight": ("tonight", "How much of the rise is that we now know about more"),
    "what shall I ask?": ("tonight", "indicator?id=convicted_or_cautioned"),
    "which of them got worse": ("worsening", "Went missing at least once: 15"),
    "what got better": ("improving", "Activity not known, 19 to 21"),
    "good news": ("praise", "Worth celebrating"),
    "what changed": ("changed", "measures rose"),
    "which children": ("groups", "(62 of 190), Primary 9.0"),
    "which groups are worse off": ("groups", "Not known of <b>67 measures</b>"),
    "where do we know least": ("least", "11 of 82 measures have no real figure"),
    "how many children is 3 points": ("points", "Of 513 care leavers aged 19 to 21, 3 points are"),
    "1 percentage point": ("points", "1 point is about 9."),
    "boys": ("groups", "Boys and girls, of every age and district"),
    "how many girls": ("groups", "unknown"),
    "by district": ("groups", "See what nobody has sent"),
    "how many": ("many", "On 31 March 2025, there were 901"),
    "what did we ask for last time": ("asked", "Bring the Panel an update"),
    "which figures are invented": ("invented", "10 of 82 measures: "),
    "illustrative": ("invented", "unknown"),
    "are the promises met": ("promises", "Of 6 promises none is known to be met or missed: 4"),
    "how sure is worsening": ("sure", "<b>Worsening</b>: "),
    "sure": ("sure", "<b>Not clear yet</b>: "),
    "how new are the figures": ("new", "35 measures go to March 2025"),
    "looked after": ("many", "On 31 March 2025, there were 901"),
    "what is worse than England": ("worse", "England 11"),
    "who does school well": ("well", "Missed a tenth or more of school: Staffordshire 14"),
    "who is best": ("well", "3 or more homes in a year: Lancashire 7"),
    "better than England": ("better", "level=better"),
    "how do we compare with councils like ours": ("like ours", "In 23 of 48 measures"),
    "wat did the panell ask for": ("asked", "commitments"),
}


@pytest.mark.parametrize(("words", "question", "answer"), [(q, *a) for q, a in ASKED.items()])
def test_a_question_is_answered_from_the_edition(
    default_edition: Edition, words: str, question: str, answer: str
) -> None:
    asked = question_in(words)
    assert asked is not None and asked.id == question
    html = said(run_page("find", {"q": words}))
    assert answer in html or answer in TAG.sub("", html)


@pytest.mark.parametrize("words", [*EVERYDAY, *MISSPELT, "", "?!", "xylophone"])
def test_who_names_a_measure_is_told_of_measures(words: str) -> None:
    asked = question_in(words)
    assert (asked and asked.id) == ("many" if words.startswith("how many") else None)


def test_every_question_is_known_by_each_of_its_phrases() -> None:
    phrases = [(p, q) for q in questions() for p in q.phrases]
    assert [p for p, q in phrases if question_in(p) is None] == []
    assert len(phrases) > 30


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("what should I ask tonight", ""),
        ("what changed", ""),
        ("how many have a job", "job"),
        ("how many children is 3 points", ""),
        ("boys who went missing", "went missing"),
        ("jobs", "jobs"),
    ],
)
def test_beside_an_answer_stand_only_the_measures_that_are_asked_about(
    words: str, subject: str
) -> None:
    assert subject_of(words, question_in(words)) == subject
