"""Strategies beside each other: each is read in its own years, with its own words and notes."""

import re
from datetime import date
from html import unescape

import pytest

from data.editions.edition import Edition
from pages import ambition, overview
from pages.parts.addresses import address_of_strategy
from pages.parts.strategies import since_last_strategy
from schemas.declared import Indicator, Priority, Strategy
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import commitments_of, meeting_actions
from view_model.wording import beware

YEAR = re.compile(r"\b20\d\d\b")
LATER = (
    re.compile(
        r"list of \w+ \d{4}|most like ours \(\w+ \d{4}\)"
    ),  # of councils like ours, which is of today
    re.compile(r"<b>Since then:</b>.*?</p>"),
    re.compile(r"Source: .*?</p>|, 20\d\d release"),
    re.compile(r'<a [^>]*strategy=.*?</a>|data:image[^"]*'),
)


@pytest.fixture(scope="module")
def of_2018(default_edition: Edition) -> EditionView:
    return by(default_edition, "2018-2021")


def by(edition: Edition, years: str) -> EditionView:
    strategy = next(s for s in edition.schemas.strategies if s.years == years)
    return EditionView(edition, strategy)


def later_years(words: str, last: int) -> set[str]:
    for what in LATER:
        words = what.sub("", words)
    return {year for year in YEAR.findall(words) if int(year) > last}


def sentences_of(measure: IndicatorView) -> list[str]:
    verdict = measure.verdict
    return [
        *(measure.sentence, measure.verdict_sentence, measure.beside(), measure.headline),
        *(measure.target_sentence, measure.baseline_note, *beware(measure)),
        *(verdict.why if verdict else ()),
        measure.chart.alt if measure.has_figures else "",
    ]


@pytest.mark.parametrize(("years", "last"), [("2018-2021", 2021), ("2015-2018", 2018)])
def test_every_sentence_of_a_strategy_that_is_over_is_of_its_own_years(
    default_edition: Edition, years: str, last: int
) -> None:
    view = by(default_edition, years)
    said = {m.indicator.id: " ".join(sentences_of(m)) for m in view.measures}
    said["overview"] = str(overview.drawn(view, overview.Shown()))
    for of in view.strategy.ambitions:
        first = next((m for m in view.of_ambition(of) if m.has_figures), None)
        said[f"/{of.id}"] = str(ambition.drawn(view, of, first.indicator.id if first else ""))
    wrong = {where: found for where, words in said.items() if (found := later_years(words, last))}
    assert wrong == {}
    assert sum(m.has_figures for m in view.measures) > 20


PUBLISHED = {  # of the year to March 2018, and of that to March 2021
    "care_leavers_eet_19_21": ((154, 348), (150, 311)),
    "missing_from_care": ((125, 1079), (110, 1295)),
    "placements_3plus": ((35, 790), (37, 993)),
    "sdq_average_score": (15.9, 14.8),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_its_figures_are_the_published_ones_of_its_years(of_2018: EditionView, name: str) -> None:
    measure = of_2018.of(of_2018.edition.schemas.indicators[name])
    start, end = measure.baseline, measure.latest
    assert start is not None and end is not None
    assert (start.period.label, end.period.label) == ("2017-18", "2020-21")
    shown = [m.value if m.numerator is None else (m.numerator, m.denominator) for m in (start, end)]
    assert tuple(shown) == PUBLISHED[name]
    assert measure.since.startswith("In the year to March 2025, ")


def test_each_strategy_has_its_own_notes_and_commitments(
    default_edition: Edition, of_2018: EditionView
) -> None:
    newest = EditionView(default_edition, default_edition.schemas.strategies[0])
    assert any(c.progress for c in commitments_of(newest)) and meeting_actions(newest)
    assert not any(c.progress for c in commitments_of(of_2018))
    assert not meeting_actions(of_2018) and not any(m.commentary for m in of_2018.measures)
    assert of_2018.cards.questions == of_2018.cards.celebrations == ()


def test_a_draft_opens_with_its_own_ambitions_and_no_word_on_any_figure(
    default_edition: Edition,
) -> None:
    last = default_edition.schemas.strategies[0]
    aims = tuple(a.model_copy(update={"title": f"is {a.id} at last"}) for a in last.ambitions)
    changed = {
        "id": "next",
        "name": "Strategy 2025 to 2028",
        "draft": True,
        "approved": None,
        "starts": date(2025, 4, 1),
        "ends": date(2028, 3, 31),
        "baseline": "2024-25",
        "final": "2027-28",
        "ambitions": aims,
        "criteria": (),
        "criteria_heading": "",
        "priorities": (Priority(dated=date(2026, 5, 1), words="Keep our pets", ambition="safe"),),
    }
    draft = Strategy.model_validate(last.model_dump() | changed)
    schemas = default_edition.schemas.model_copy(
        update={"strategies": (*default_edition.schemas.strategies, draft)}
    )
    assert not schemas.is_past(last), "what is agreed has not begun"
    view = EditionView(default_edition, draft)
    page = str(overview.drawn(view, overview.Shown()))
    assert "… is safe at last" in page and "Keep our pets" in page and "1 May 2026" in page
    assert "Keep our pets" in str(ambition.drawn(view, draft.ambitions[0], ""))
    assert "Keep our pets" not in str(ambition.drawn(view, draft.ambitions[1], ""))
    assert all(m.verdict is None for m in view.measures)


def test_the_overview_leads_to_every_strategy(default_edition: Edition) -> None:
    newest, *others = default_edition.schemas.strategies
    page = str(overview.drawn(EditionView(default_edition, newest), overview.Shown()))
    assert newest.years == "2022-2025" and len(others) == 2
    assert [address_of_strategy(s) in page for s in others] == [True, True]


def test_what_changed_since_the_last_strategy_is_its_account_beside_the_figures_of_those_years(
    default_edition: Edition, of_2018: EditionView
) -> None:
    newest = EditionView(default_edition, default_edition.schemas.strategies[0])
    title, lead, rest = since_last_strategy(newest, of_2018)
    words = unescape(rest.striptags())
    assert title == "What changed since Strategy 2018 to 2021"
    assert "from the year to March 2018 to the year to March 2021" in lead
    assert "In 2019 the county" in words and "more to do" in words
    assert "In education, work or training, 19 to 21: 48 %, was 44 %" in words
    assert "makes a positive contribution to their communities" in words
    told = newest.strategy.looking_back
    invented = [n for t in told for n in t.indicators if of_2018.of(i_of(newest, n)).illustrative]
    assert not any(i_of(newest, name).short in words for name in invented)
    own = words.replace(newest.strategy.name, "").replace("January 2022", "")
    assert later_years(own, 2021) == set()
    older = of_2018.before
    assert older is not None and older.before is None
    assert "no child looked after was excluded" in since_last_strategy(of_2018, older)[2]


def i_of(view: EditionView, name: str) -> Indicator:
    return view.edition.schemas.indicators[name]
