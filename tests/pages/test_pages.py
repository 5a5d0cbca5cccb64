"""The frame and its pages, run by Streamlit without a browser, on the embedded default."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

import server
from data.editions.edition import Edition
from pages import ambition, overview
from pages.parts.breakdowns import known_groups, newest_by_group, seen_by
from tests.conftest import Arrives, Publishes
from tests.support.old_edition import without_words
from tests.support.pages import APP, PAGE, run_page, said
from view_model.edition_view import EditionView
from view_model.promises import Promise
from view_model.unknown import is_whole_only


@pytest.fixture
def app(default_edition: Edition, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(APP.parent)
    return AppTest.from_file(str(APP), default_timeout=60)


def test_what_most_people_open_first_is_drawn_before_they_ask(reading: EditionView) -> None:
    server.draw_first_pages(reading.edition.name)
    drawn = overview.drawn.cache_info().misses, ambition.drawn.cache_info().misses
    run_page("overview")
    run_page("ambition", rest=", edition.schemas.strategies[0].ambitions[0]")
    assert (overview.drawn.cache_info().misses, ambition.drawn.cache_info().misses) == drawn


def test_the_overview_runs_and_is_about_this_council(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert "How are our children and young people doing?" in said(app)
    assert "figures to" in said(app)


def test_an_edition_that_does_not_open_is_said_calmly_and_the_one_before_is_shown(
    workspace: Path, arrives: Arrives, publishes: Publishes, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives("dental_checks,2024-25,,,,469,637,,")
    old, broken = publishes(), workspace / "editions" / "9999.duckdb"
    monkeypatch.chdir(APP.parent)
    assert "cannot be opened" not in said(AppTest.from_file(str(APP), default_timeout=60).run())
    broken.write_bytes(b"cut off")
    (workspace / "editions" / "current.txt").write_text("9999")
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "The newest figures cannot be opened just now. These are the ones of" in said(app)
    assert f"Edition {old.name}" in said(app)
    (workspace / "editions" / f"{old.name}.duckdb").unlink()
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert "The figures cannot be found" in said(app) and not app.exception


def test_the_options_that_keep_a_page_cheap_and_quiet_are_accepted() -> None:
    assert config.get_option("runner.postScriptGC") is False
    assert config.get_option("browser.gatherUsageStats") is False
    assert config.get_option("client.showErrorDetails") == "none"


@pytest.fixture(scope="module")
def indicator_pages(default_edition: Edition) -> dict[str, AppTest]:
    """The page of every indicator, by its id, run once for all that is asked of each."""
    return {
        name: run_page("indicator", {"id": name}) for name in default_edition.schemas.indicators
    }


def test_every_indicator_page_runs_and_says_a_sentence(
    default_edition: Edition, indicator_pages: dict[str, AppTest]
) -> None:
    for name, indicator in default_edition.schemas.indicators.items():
        page = indicator_pages[name]
        assert indicator.title.split("'")[0] in said(page), name
        none = r"has no (figures|published figures here) yet"
        assert re.search(rf'<img class="chart wide"|{none}', said(page)), name


def test_an_indicator_that_is_not_there_is_answered_kindly(default_edition: Edition) -> None:
    page = run_page("indicator", {"id": "<script>alert(1)</script>"})
    assert "There is no measure called" in said(page)
    assert "<script>alert" not in said(page)


FIGURES = [
    ("care_leavers_eet_19_21", ["199 of 365", "55 %", "262 of 513", "51 %"]),
    ("placements_3plus", ["26 of 958", "3 %", "43 of 901", "5 %"]),
    ("dental_checks", ["334 of 677", "49 %", "469 of 637", "74 %", "555 of 642", "86 %"]),
    ("suitable_accommodation_19_21", ["307 of 365", "84 %", "485 of 513", "95 %"]),
    ("first_time_entrants", ["143", "103"]),
    ("years_12_13_eet", ["68 %", "70 %", "75 %"]),
]


@pytest.mark.parametrize(("name", "figures"), FIGURES)
def test_the_figures_that_the_product_exists_for_stand_on_their_page_with_their_source(
    default_edition: Edition, name: str, figures: list[str]
) -> None:
    page = said(run_page("indicator", {"id": name}))
    for figure in figures:
        assert figure in page
    assert "Source:" in page


def test_a_chart_has_a_text_alternative_and_the_same_last_figure(default_edition: Edition) -> None:
    page = run_page("indicator", {"id": "care_leavers_eet_19_21"})
    assert not page.get("plotly_chart"), "only for whoever explores"
    chart = page.toggle(key="explore").set_value(True).run().get("plotly_chart")[0]
    assert "51 %" in chart.proto.alt
    assert "51.07" in json.dumps(json.loads(chart.proto.spec))


def test_everything_that_rests_on_invented_figures_says_so(
    default_edition: Edition, indicator_pages: dict[str, AppTest]
) -> None:
    for name, page in indicator_pages.items():
        invented = any(m.illustrative for m in default_edition.measurements(name))
        assert ("mark-illustrative" in said(page)) is invented, name
        words = re.sub("<[^>]+>", " ", said(page)).lower()
        assert "illustrative" not in words and "example figures" not in words, "one word: invented"


TWO_WORDS = [
    ("care_leavers_eet_19_21", "About the same as England", "Not clear yet", "leaning worse"),
    ("placements_3plus", "Better than England", "Not clear yet", "leaning worse"),
    ("suitable_accommodation_19_21", "Better than England", "Not clear yet", "leaning better"),
    ("dental_checks", "About the same as England", "Not clear yet", "leaning better"),
    ("in_touch_19_21", "Better than England", "Not clear yet", "leaning better"),
    (
        "care_leavers_not_known_19_21",
        "About the same as England",
        "Improving · early sign, to be confirmed",
        "",
    ),
    ("convicted_or_cautioned", "", "Check recording", ""),
    ("years_12_13_eet", "No figure for England", "Too few to say", ""),
]


@pytest.mark.parametrize(("name", "level", "trend", "lean"), TWO_WORDS)
def test_an_indicator_says_where_we_are_and_which_way_it_goes_on_every_page(
    default_edition: Edition, name: str, level: str, trend: str, lean: str
) -> None:
    ambition = default_edition.schemas.indicators[name].ambition
    strategy = "reading.edition.schemas.strategies[0]"
    there = f", next(a for a in {strategy}.ambitions if a.id == {ambition!r})"
    pages = {
        "overview": said(run_page("overview")).split(f'href="indicator?id={name}"')[-1],
        "ambition": said(run_page("ambition", rest=there)).split(f"?open={name}")[-1],
        "indicator": said(run_page("indicator", {"id": name})),
    }
    for page, html in pages.items():
        words = re.sub("<[^>]+>", "", html.split('class="words"')[1][:1500])
        for word in (level, trend, lean):
            assert word in words, (page, word)


def test_the_overview_answers_every_criterion_and_says_how_many_by_chance(
    default_edition: Edition,
) -> None:
    page = said(run_page("overview"))
    for answer in default_edition.answers("nottinghamshire-2022-2025").values():
        assert default_edition.schemas.entry(answer.word).label in page
    assert page.count("How a promise is answered") == page.count('class="newest"') == 6
    assert "of these words may be chance" in page


TALLIES = [{"level": "worse"}, {"level": "better"}, {"trend": "worsening"}, {"trend": "steady"}]


@pytest.mark.parametrize("asked", TALLIES)
def test_a_tally_is_a_link_to_as_many_measures_and_none_of_them_is_invented(
    default_edition: Edition, asked: dict[str, str]
) -> None:
    (kind, word), page = asked.popitem(), said(run_page("overview"))
    many = re.search(rf'data-open=".\?{kind}={word}"[^>]*>(\d+) ', page)
    listed = said(run_page("overview", {kind: word})).split('id="measures"')[1]
    assert many and listed.count('class="row-name"') == int(many[1]) > 0
    assert "mark-illustrative" not in listed


def test_the_list_comes_in_the_order_that_is_asked_for(default_edition: Edition) -> None:
    page = said(run_page("overview", {"by": "place"}))
    places = [int(p) for p in re.findall(r">place </span>(\d+)[a-z]+ of 11", page)]
    assert places == sorted(places, reverse=True) != []


def test_a_promise_is_said_in_twelve_words_and_none_is_answered_by_what_is_invented(
    reading: EditionView,
) -> None:
    """A figure and its unit are one word."""
    lines = {c.id: Promise(reading, c).finding for c in reading.strategy.criteria}
    assert [s for s in lines.values() if len(s.replace(" %", "%").split()) > 12] == []
    assert lines["participation"] == "Nobody has sent a figure yet."
    assert lines["health-equity"] == "Nobody has sent it by placement location yet."
    assert lines["parity"].endswith("someone should check.")


def test_a_measure_opens_in_place_on_its_ambition_and_one_at_a_time(
    default_edition: Edition,
) -> None:
    there = ", reading.strategy.ambitions[0]"
    shut = said(run_page("ambition", rest=there))
    opened = said(run_page("ambition", {"open": "feels_safe"}, rest=there))
    assert 'class="glance"' not in shut and 'aria-expanded="true"' not in shut
    assert opened.count('class="glance"') == opened.count('aria-expanded="true"') == 1
    assert 'id="open-feels_safe"' in opened
    assert said(run_page("ambition", {"open": "nonsense"}, rest=there)) == shut


def test_the_words_of_a_card_lead_to_what_they_mean(default_edition: Edition) -> None:
    cards = said(run_page("overview")).split('class="cards ask"')[1].split("</ul>")[0]
    address = 'class="words" href="indicator?id=missing_from_care#why"'
    assert cards.count('<a class="words"') == 3 and address in cards
    why = said(run_page("indicator", {"id": "missing_from_care"})).split('id="why"')[1]
    for word in ("Worse than England", "Worsening"):
        assert f"<b>{word}</b>: " in why.split('class="why"')[0]


def test_the_overview_says_of_which_groups_we_know_and_of_how_many_measures_nobody_does(
    reading: EditionView,
) -> None:
    """The group that is worse off first; no group of which less than two are shown, or that holds
    the same children as another (a subject); none that is invented."""
    lines = [unescape(line.striptags()) for line in known_groups(reading)]
    whole = sum(is_whole_only(measure) for measure in reading.measures)
    assert lines == [
        "Time at school missed, school year 2024 to 2025: Secondary 16.8 %, Primary 3.7 %.",
        "Missed a tenth or more of school, school year 2024 to 2025: "
        "Secondary 32.6 % (62 of 190), Primary 9.0 % (12 of 133). More than chance.",
        f"Not known of {whole} measures: nobody has sent them by sex, age or district.",
    ]


def test_a_card_says_both_figures_the_country_and_asks(default_edition: Edition) -> None:
    cards = said(run_page("overview")).split('class="cards ask"')[1].split("</ul>")[0]
    first = " ".join(re.sub("<[^>]+>", " ", cards.split("</li>")[0]).split())
    for words in ("36 % → now 47 %", "241 of 513", "133 of 365", "Worse than England · 40 %"):
        assert words in first.replace("\u00a0", " "), first
    assert cards.count('class="question-to-ask"') == 3 and "mark-illustrative" not in cards


def test_the_reasons_stand_on_the_indicators_page_with_the_numbers(
    default_edition: Edition,
) -> None:
    page = said(run_page("indicator", {"id": "care_leavers_eet_19_21"}))
    why = page.split('id="why"')[1]
    for words in (
        "We looked at 4 years together",
        "(199 of 365)",
        "(262 of 513)",
        "A line through them falls, but by no more than chance",
        "The numbers behind it",
        "−16.2 to +0.8",
        "8th of 11 on the list of councils most like ours of May 2025",
        "5th of 10 on the list of councils most like ours of April 2021",
        "103rd of 152 councils in England",
        "How we decide",
    ):
        assert words in why, words


def test_the_xmr_picture_is_for_quarters_only(
    default_edition: Edition, indicator_pages: dict[str, AppTest]
) -> None:
    for name, indicator in default_edition.schemas.indicators.items():
        there = "for those who know an XmR chart" in said(indicator_pages[name])
        quarterly = any(
            m.period.kind == "quarter" and m.role == "council"
            for m in default_edition.measurements(name)
        )
        assert there is quarterly, (name, indicator.period)


def test_an_edition_of_before_verdicts_is_shown_without_them(
    default_edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_words(default_edition, tmp_path)
    monkeypatch.setenv("OUTCOMES_EDITIONS", str(tmp_path))
    (tmp_path / "current.txt").write_text(default_edition.name, encoding="utf-8")
    for page, query in (("overview", {}), ("about", {}), ("indicator", {"id": "dental_checks"})):
        html = said(run_page(page, query))
        assert 'class="words"' not in html or page == "overview"
        assert "chip" not in html, page


def test_a_second_strategy_can_be_chosen_and_needs_no_code(default_edition: Edition) -> None:
    first = default_edition.schemas.strategies[0]
    earlier = first.model_copy(update={"id": "earlier", "name": "Strategy 2018 to 2021"})
    script = PAGE.format(page="overview", query={}, rest="").replace(
        "edition.schemas.strategies[0]",
        "edition.schemas.strategies[0].model_copy("
        f"update={{'id': {earlier.id!r}, 'name': {earlier.name!r}}})",
    )
    page = AppTest.from_string(script, default_timeout=60).run()
    assert not page.exception
    assert "Strategy 2018 to 2021" in said(page)


UNUSUAL = {
    "whole years alone, where quarters are usual": ["work_experience,2024-25,,,,64,207,,"],
    "a part of a year": ["work_experience,2024-25 Q2,,,,21,50,,"],
    "categories by quarter and by year": [
        "review_health_assessments,2024-25,,placement location,In county,60,90,,",
        "review_health_assessments,2024-25 Q4,,placement location,In county,20,30,,",
        "review_health_assessments,2024-25,,placement location,Out of county,40,80,,",
    ],
    "everything hidden": ["work_experience,2024-25 Q2,,,,3,50,,"],
    "nothing but a marker": ["dental_checks,2030-31,,,,,,,x"],
}


@pytest.mark.parametrize("rows", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_an_unusual_extract_still_makes_a_page(
    rows: list[str], arrives: Arrives, publishes: Publishes
) -> None:
    assert arrives(*rows)
    publishes()
    name = rows[0].split(",")[0]
    assert len(said(run_page("indicator", {"id": name}))) > 500
    assert run_page("overview").get("html")


GROUPS = {
    ("key_stage_2", "subject"): "In the school year 2024 to 2025: Maths 40 %; Reading 43 %; "
    "Writing 37 %.",
    ("initial_health_assessments", "district"): "In the year to March 2025: Ashfield 61 %; "
    "Bassetlaw 47 %; Broxtowe and Rushcliffe hidden to protect children's privacy; Gedling 38 %; "
    "Mansfield 63 %; Newark and Sherwood 56 %.",
    ("severe_absence", "school type"): "In the school year 2024 to 2025: Alternative provision, "
    "Primary and Special hidden to protect children's privacy; Secondary 14.2 %.",
}


SEEN = {
    "placements_3plus": "Nobody has sent this by district, age band, sex, ethnicity, whether "
    "unaccompanied, disability, placement type or placement location yet. Which groups we know.",
    "initial_health_assessments": "Seen by placement location, by district. It is not published by "
    "age band, sex, ethnicity, whether unaccompanied, disability or placement type: with more "
    "groups, more would have to be hidden.",
    "absence": "Seen by school type.",
    "social_worker_turnover": "Seen for everyone together: no groups are counted of it.",
}


@pytest.mark.parametrize(("measure", "line"), SEEN.items())
def test_a_measure_says_by_what_it_is_seen_and_who_has_not_sent_it(
    reading: EditionView, measure: str, line: str
) -> None:
    html = seen_by(reading.of(reading.edition.schemas.indicators[measure]))
    assert unescape(html.striptags()) == line


@pytest.mark.parametrize(("measure", "said"), GROUPS.items())
def test_a_breakdown_begins_with_the_newest_figure_of_each_group(
    reading: EditionView, measure: tuple[str, str], said: str
) -> None:
    name, breakdown = measure
    line = newest_by_group(reading.of(reading.edition.schemas.indicators[name]), breakdown)
    assert unescape(line.striptags()) == said
