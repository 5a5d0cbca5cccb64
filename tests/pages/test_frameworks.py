"""The same measures by other headings than the strategy's, and by who answers for them."""

import csv
import re
from pathlib import Path

import pytest

from data.editions.edition import Edition
from pages import overview
from pages.parts.frameworks import bodies_called, places_in_frameworks
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from tests.support.pages import run_page, said
from view_model.edition_view import EditionView

LISTED = Path(__file__).parents[3] / "shared/published/ees/national_framework_indicators.csv"
HEADING = re.compile(r"<h2>(.*?)</h2>(.*?)(?=<h2>|<p class=.small.>Headings)", re.DOTALL)


@pytest.fixture(scope="module")
def view(default_edition: Edition) -> EditionView:
    return EditionView(default_edition, default_edition.schemas.strategies[0])


def parts_of(view: EditionView, framework: str) -> dict[str, str]:
    """What stands under each large heading."""
    html = str(overview.drawn(view, overview.Shown(framework=framework)))
    return dict(HEADING.findall(html))


def test_the_national_frameworks_fourth_outcome_is_there_whole(view: EditionView) -> None:
    parts = parts_of(view, "national-framework")
    (outcome,) = (html for title, html in parts.items() if title.startswith("Outcome 4"))
    assert outcome.count('class="row" ') == 11
    assert "43 of 901" in outcome
    assert "5 %" in outcome


@pytest.mark.skipif(not LISTED.exists(), reason="the department's list of indicators is not here")
def test_every_outcome_and_heading_is_the_departments_own(view: EditionView) -> None:
    with LISTED.open(encoding="utf-8-sig") as file:
        rows = [*csv.DictReader(file)]
    ours = {h.within for f in view.edition.schemas.frameworks for h in f.headings.values()}
    assert {row["accordion_text"] for row in rows} <= ours
    fourth = [row for row in rows if row["accordion_text"].startswith("Outcome 4")]
    headings = {row["heading_text"] for row in fourth}
    (national,) = (f for f in view.edition.schemas.frameworks if f.id == "national-framework")
    of_the_fourth = [h for h in national.headings.values() if h.within.startswith("Outcome 4")]
    assert {h.title for h in of_the_fourth} == headings
    assert sum(len(h.indicators) for h in of_the_fourth) == len(fourth) == 11


def test_what_nobody_has_sent_is_named_and_is_not_nought(view: EditionView) -> None:
    homes = parts_of(view, "ofsted")["Children in care"]
    assert re.search(r"<b>Nobody has sent figures yet</b>: [^<]*unregistered", homes, re.IGNORECASE)
    safety = parts_of(view, "national-framework")
    assert "Not measured here" in safety[next(t for t in safety if t.startswith("Outcome 2"))]


def test_an_edition_of_before_offers_no_other_headings(view: EditionView) -> None:
    assert "Set out by" in overview.drawn(view, overview.Shown())
    before = view.edition.schemas.model_copy(update={"frameworks": ()})
    assert before.bodies == {}
    assert "Set out by" not in overview.drawn(view, overview.Shown(framework="unheard-of"))[:900]


def test_a_measure_has_one_body_at_most_and_leads_to_its_page(view: EditionView) -> None:
    names = [n for h in view.edition.schemas.bodies.values() for n in h.indicators]
    assert len(names) == len({*names}) > 60
    places = places_in_frameworks(view, view.edition.schemas.indicators["dental_checks"])
    assert "body?of=health" in places["Who answers for it"]
    assert "National Framework" not in places["Also in"]
    assert "Ofsted" in places["Also in"]


def test_a_bodys_page_shows_what_it_answers_for(view: EditionView) -> None:
    page = said(run_page("body", {"of": "virtual-school"}))
    assert "Answers for 15 of the measures here." in page
    assert "extend the Virtual School training offer" in page
    assert "Time at school missed" in page
    every = said(run_page("body", {"of": "nobody"}))
    assert every.count("body?of=") > 8


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("NHS", ["NHS integrated care board"]),
        ("virtual school", ["The Virtual School"]),
        ("district councils", ["District and borough councils"]),
        ("xylophone", []),
        ("", []),
    ],
)
def test_a_body_is_found_by_what_people_call_it(
    view: EditionView, typed: str, found: list[str]
) -> None:
    assert re.findall(r">([^<]+)</a>", bodies_called(view, typed)) == found


def test_a_measure_that_a_council_leaves_out_stands_under_no_heading(schemas: Schemas) -> None:
    without = schemas.without(frozenset({"dental_checks"}))
    left = {n for f in without.frameworks for h in f.headings.values() for n in h.indicators}
    assert "dental_checks" not in left
    assert "immunisations" in left


def test_a_council_says_only_what_differs_and_its_faults_come_together(
    declared: Path, tmp_path: Path
) -> None:
    own = declared / "council" / "frameworks" / "who-answers.toml"
    schemas = load_schemas(declared, declared / "council")
    assert schemas.bodies["places"].title == "District and borough councils"
    assert "leisure_offer_take_up" in schemas.bodies["places"].indicators
    own.write_text(
        '[headings.health]\nindicators = ["dentist"]\ncommitments = ["2022-2025/safe-99"]\n',
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        load_schemas(declared, declared / "council")
    told = [str(problem) for problem in refused.value.problems]
    assert [t for t in told if "'dentist'" in t and "who-answers.toml" in t]
    assert [t for t in told if "'2022-2025/safe-99'" in t]
    assert len(told) == 2
