"""The children's report: two pages that a child of 9 to 11 can read, with the edition's facts."""

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
import textstat
from pypdf import PdfReader

from metrics.sentences import number
from reports.paper import children_words as plain_words
from reports.paper.children import children, told_of_a_change
from reports.paper.children_words import report_words
from reports.paper.document import Bullets, Document, Heading, Paragraph, Picture
from reports.paper.pdf_file import pdf
from reports.paper.text_file import text
from schemas.problems import Refused
from schemas.states import State
from schemas.words import Because, Certainty, TrendWord
from tests.conftest import Arrives, Publishes
from tests.support.paper import numbers, quiet
from view_model.edition_view import EditionView, IndicatorView
from view_model.scope import Scope, actions_within, chosen

AGES = (9.0, 11.0)  # years
FIVE = 5  # years before a school year of that number: year 4 in American schools is 9
LEAST = {"ambition", "indicator", "cohort", "NEET", "statutory", "suppressed", "significant"}
BLAME = {"fail", "failed", "failing", "refused", "blame", "hard to reach", "did not engage"}


@pytest.fixture(scope="module")
def report(reading: EditionView) -> Document:
    return children(reading, Scope(), quiet)


def texts(report: Document) -> list[str]:
    """Each sentence, heading and line of the report."""
    found: list[str] = [report.title, *report.subtitle]
    for block in report.blocks:
        if isinstance(block, (Heading, Paragraph)):
            found.append(block.text)
        if isinstance(block, Bullets):
            found.extend(block.items)
    return found


def running(report: Document) -> str:
    """The whole report as sentences, each with its full stop."""
    return " ".join(t if t[-1] in ".?!" else f"{t}." for t in texts(report))


def opening(sentence: str) -> str:
    """A sentence without the names that it ends with."""
    return sentence.partition(" {names}")[0]


def under(report: Document, heading: str) -> str:
    """The words below one heading."""
    at = [n for n, b in enumerate(report.blocks) if isinstance(b, Heading)]
    heads = [b.text for b in report.blocks if isinstance(b, Heading)]
    start = at[heads.index(heading)]
    end = next((n for n in at if n > start), len(report.blocks))
    kept = [b for b in report.blocks[start:end] if isinstance(b, (Paragraph, Bullets))]
    return "\n".join(b.text if isinstance(b, Paragraph) else "\n".join(b.items) for b in kept)


def test_its_reading_age_is_9_to_11(report: Document) -> None:
    said = running(report)
    years = textstat.textstat.flesch_kincaid_grade(said) + FIVE
    letters = textstat.textstat.automated_readability_index(said) + FIVE
    assert AGES[0] <= years <= AGES[1], years
    assert AGES[0] <= letters <= AGES[1], letters


def test_the_measure_of_reading_age_tells_easy_from_hard() -> None:
    easy = "We saw a dog. It ran to the park. It was big."
    hard = "Statutory accountability necessitates comprehensive multi-agency evaluation annually."
    grade = textstat.textstat.flesch_kincaid_grade
    assert grade(easy) + FIVE < AGES[0] and grade(hard) + FIVE > AGES[1]


def test_no_sentence_is_long(report: Document) -> None:
    sentences = re.split(r"(?<=[.?!:;])\s+", running(report))
    assert [s for s in sentences if len(s.split()) > 36] == []


def test_it_uses_no_jargon_and_blames_nobody(report: Document) -> None:
    said = running(report).lower()
    words = LEAST | BLAME
    assert [w for w in words if re.search(rf"\b{re.escape(w.lower())}\b", said)] == []


def test_it_is_two_pages(report: Document) -> None:
    assert len(PdfReader(BytesIO(pdf(report))).pages) == 2


def test_what_got_better_is_what_the_edition_calls_improving(
    reading: EditionView, report: Document
) -> None:
    words = report_words()
    places = [words.better, words.not_better, words.not_known]
    better, worse, unclear = (under(report, place.heading) for place in places)
    nobody = under(report, words.not_known.nobody)
    for reported in (r for r in chosen(reading, Scope()) if not r.indicator.context):
        trend = reported.verdict.trend if reported.verdict else None
        real, name = not reported.illustrative, words.measures[reported.indicator.id].name
        told = {
            place
            for place, text in (("better", better), ("worse", worse), ("nobody", nobody))
            if phrase(reported) in text or re.search(rf"[:;] {re.escape(name)}[;.]", text)
        }
        expected = {
            *(["better"] if real and trend is TrendWord.IMPROVING else []),
            *(["worse"] if real and trend in (TrendWord.WORSENING, TrendWord.STEADY) else []),
            *(["nobody"] if not real or trend is TrendWord.CHECK_RECORDING else []),
        }
        assert told == expected, reported.indicator.id
        assert real or name not in unclear, "nobody knows it, and nobody says that we do"


def test_five_numbers_are_people(reading: EditionView, report: Document) -> None:
    pictures = [block for block in report.blocks if isinstance(block, Picture)]
    assert len(pictures) == 5
    after = [report.blocks[report.blocks.index(p) + 1] for p in pictures]
    verdicts = {phrase(m): m for m in _told(reading) if m.verdict and m.is_real}
    for picture, paragraph in zip(pictures, after, strict=True):
        assert isinstance(paragraph, Paragraph) and paragraph.text.startswith(picture.alt)
        measure = next(m for words, m in verdicts.items() if words in paragraph.text)
        assert measure.verdict and measure.verdict.last is not None
        assert measure.indicator.counts_children
        filled = picture.svg.count('fill="#12436d"')
        assert filled == round(measure.verdict.last) and picture.svg.count("<circle") == 100
        assert number(measure.verdict.last, 0) in paragraph.text


def test_large_print_is_larger_and_says_the_same(reading: EditionView, report: Document) -> None:
    large = children(reading, Scope(large_print=True), quiet)
    assert large.size >= 18 and texts(large) == texts(report)


def test_it_can_be_read_aloud(report: Document) -> None:
    spoken = text(report).decode()
    for words in texts(report):
        assert words.rstrip(".") in spoken.replace("\n", " ")
    assert not re.search(r"[•%<>{}]", spoken)


def phrase(reported: IndicatorView) -> str:
    """What a sentence about a measure is known by."""
    measure = report_words().measures[reported.indicator.id]
    return f"{measure.who} {measure.did}," if measure.did else f"{measure.name}: it is"


def test_an_early_sign_is_said_to_be_one(reading: EditionView, report: Document) -> None:
    lines = [t for t in texts(report) if report_words().better.early in t]
    early = [
        r
        for r in chosen(reading, Scope())
        if r.verdict
        and r.verdict.certainty is Certainty.EARLY_SIGN
        and r.verdict.trend in (TrendWord.IMPROVING, TrendWord.WORSENING)
        and not r.illustrative
    ]
    assert early and len(lines) == len(early)
    names = report_words().measures
    of = [(phrase(r), names[r.indicator.id].name) for r in early]
    assert all(any(each in line for line in lines for each in either) for either in of)


def test_every_number_in_it_is_a_verdict_s_or_declared(
    reading: EditionView, report: Document
) -> None:
    verdicts = [r.verdict for r in chosen(reading, Scope()) if r.verdict]
    figures = {n for v in verdicts for n in (v.first, v.last) if n is not None}
    shown = numbers(number(n, d) for n in figures for d in (0, 1))
    unclear = [r for r in chosen(reading, Scope()) if _is_unclear(r)]
    shown |= numbers([str(len(unclear) - n) for n in range(6)])
    declared = numbers([plain_words.FILE.read_text(encoding="utf-8")])
    dates = numbers([*report.subtitle, f"{reading.strategy.approved:%B %Y}"])
    assert numbers(texts(report)) - shown - declared - dates == set()


def _told(reading: EditionView) -> list[IndicatorView]:
    return [m for m in chosen(reading, Scope()) if not m.indicator.context]


def _is_unclear(measure: IndicatorView) -> bool:
    return bool(
        measure.verdict
        and measure.verdict.trend is TrendWord.NOT_CLEAR
        and measure.is_real
        and not measure.indicator.context
    )


@pytest.mark.parametrize(
    "name", ["dental_checks", "suitable_accommodation_19_21", "sdq_score_received"]
)
def test_a_change_keeps_what_must_be_said_beside_it(reading: EditionView, name: str) -> None:
    measure = next(m for m in chosen(reading, Scope()) if m.indicator.id == name)
    assert measure.indicator.baseline_note
    beside = report_words().measures[name].but
    assert beside and beside in told_of_a_change(report_words(), measure)


def test_every_indicator_has_short_words_of_its_own(reading: EditionView) -> None:
    every = reading.edition.schemas.in_order()
    assert {i.id for i in every if not i.context} == set(report_words().measures)


def test_nothing_better_is_said_plainly(arrives: Arrives, publishes: Publishes) -> None:
    arrives("dental_checks,2021-22,,,,300,600,,", "dental_checks,2024-25,,,,c,c,,")
    edition = publishes()
    report = children(EditionView(edition, edition.schemas.strategies[0]), Scope(), quiet)
    assert report_words().better.none in running(report)
    assert opening(report_words().not_known.empty) in running(report)


def test_a_hidden_figure_is_never_a_number(arrives: Arrives, publishes: Publishes) -> None:
    arrives("dental_checks,2024-25,,,,3,40,,")
    edition = publishes()
    reading = EditionView(edition, edition.schemas.strategies[0])
    latest = reading.of(edition.schemas.indicators["dental_checks"]).latest
    assert latest and latest.state is State.SUPPRESSED
    report = children(reading, Scope(indicators=("dental_checks",)), quiet)
    assert opening(report_words().not_known.hidden) in running(report)
    assert not numbers(texts(report)) & {"3", "40"}


# What the Panel asked for


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(), report_words().next.asked_more.replace("{number}", "8")),
        (Scope(ambition="safe"), report_words().next.asked_one),
        (Scope(indicators=("absence",)), ""),
    ],
)
def test_what_happens_next_says_how_many_things_are_still_to_be_done(
    told: EditionView, scope: Scope, said: str
) -> None:
    still_open = [a for a in actions_within(told, scope) if a.status == "open"]
    assert len(still_open) == {"": 0, report_words().next.asked_one: 1}.get(said, 8)
    lines = under(children(told, scope, quiet), report_words().next.heading).split("\n")
    asked = [line for line in lines if "asked us to do" in line]
    assert asked == ([said] if said else [])


def test_with_it_the_report_is_still_two_pages_for_a_child_of_9_to_11(told: EditionView) -> None:
    report = children(told, Scope(), quiet)
    test_its_reading_age_is_9_to_11(report)
    test_no_sentence_is_long(report)
    test_it_uses_no_jargon_and_blames_nobody(report)
    test_it_is_two_pages(report)


def test_no_word_of_an_officer_s_is_in_it(told: EditionView) -> None:
    said = running(children(told, Scope(), quiet))
    for remark in told.edition.notes:
        for words in (getattr(remark, name, "") for name in ("action", "commentary", "progress")):
            assert not words or words not in said


def test_what_is_not_known_to_be_done_is_not_called_open(
    reading: EditionView, report: Document
) -> None:
    assert {a.status for a in reading.edition.actions} == {"not known"}
    assert "asked us to do" not in running(report)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "How are we doing?"', "", "title"),
        ("[better]", "[better]\nloud = 1", "better.loud"),
        ('title = "How', "title = How", "not TOML"),
    ],
)
def test_words_that_cannot_be_read_are_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    file = tmp_path / "children.toml"
    shutil.copy(plain_words.FILE, file)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(Refused, match=said):
        report_words(file)


REASONS = [
    # measure, why nothing can be said, its paragraph
    ("development_checks", Because.FEW_WITHOUT, "few"),
    ("care_leavers_not_known_17_18", Because.FEW_WITH, "few"),
    ("social_workers_3plus", Because.NO_START, "short"),
    ("years_12_13_eet", Because.NOTHING_NEWER, "short"),
]


@pytest.mark.parametrize(("name", "because", "paragraph"), REASONS)
def test_children_are_not_told_that_they_are_few_where_it_is_years_that_are_missing(
    reading: EditionView, name: str, because: Because, paragraph: str
) -> None:
    measure = reading.of(reading.edition.schemas.indicators[name])
    assert measure.verdict and measure.verdict.because is because
    words = report_words().not_known
    said = running(children(reading, Scope(indicators=(name,)), quiet))
    for each in ("few", "short"):
        assert (opening(getattr(words, each)) in said) is (each == paragraph)


def test_two_numbers_that_are_the_same_are_said_once(reading: EditionView) -> None:
    measure = reading.of(reading.edition.schemas.indicators["higher_education_19_21"])
    said = told_of_a_change(report_words(), measure)
    assert "were at university, the same as when we began." in said
    assert "and it was 4 in 100" not in said
