"""The annual report, on paper and in Word: whole, readable by everybody, and the edition's own."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document as opened
from pypdf import PdfReader

from metrics.sentences import day
from reports.paper.annual import annual
from reports.paper.children import children
from reports.paper.document import (
    Chips,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from reports.paper.docx_file import docx
from reports.paper.pdf_file import pdf
from schemas.notes import Commentary
from tests.conftest import Arrives, Publishes
from tests.support.depth import night
from tests.support.paper import W, allowed, numbers, pdf_pages, pdf_text, quiet, texts_of
from tests.support.said import INVENTED
from view_model.edition_view import EditionView
from view_model.filters import Filters
from view_model.notes import NO_PARTNER, commitments_of, meeting_actions, signed
from view_model.promises import Promise
from view_model.scope import Scope, chosen
from view_model.wording import definition

HEADINGS = [
    *(
        "In short",
        "Worth a question tonight",
        "Worth celebrating",
        "What changed, and what differs",
    ),
    *("Actions arising", "Next steps", "What we do not know", "About this report"),
]


@pytest.fixture(scope="module")
def report(reading: EditionView) -> Document:
    return annual(reading, Scope(annex=True), quiet)


@pytest.fixture(scope="module")
def short(reading: EditionView) -> Document:
    """What nobody has asked for an annex of."""
    return annual(reading, Scope(), quiet)


@pytest.fixture(scope="module")
def paper(report: Document) -> bytes:
    return pdf(report)


@pytest.fixture(scope="module")
def word(report: Document) -> bytes:
    return docx(report)


@pytest.fixture(scope="module")
def pages(paper: bytes) -> list[str]:
    """The words of each page of the PDF."""
    return pdf_pages(paper)


def said(document: Document, kind: Any) -> list[Any]:
    return [block for block in document.blocks if isinstance(block, kind)]


def test_it_is_about_eight_full_pages_of_findings(short: Document, reading: EditionView) -> None:
    headings = [h.text for h in said(short, Heading)]
    assert [h for h in HEADINGS if h not in headings] == []
    assert [c.name for c in reading.strategy.criteria if c.name not in headings] == []
    pages = pdf_pages(pdf(short))
    assert 6 <= len(pages) <= 10
    assert min(len(page.split()) for page in pages) > 100


def test_a_promise_has_its_finding_its_chart_and_a_question(
    short: Document, reading: EditionView
) -> None:
    paragraphs = [p.text for p in said(short, Paragraph)]
    charts = [p.alt for p in said(short, Picture)]
    for promise in (Promise(reading, c) for c in reading.strategy.criteria):
        assert {promise.finding, f"To ask: {promise.question}"} <= {*paragraphs}
        assert promise.measure is None or promise.measure.chart.alt in charts


def test_the_annex_holds_every_measure(reading: EditionView, report: Document) -> None:
    headings = [h.text for h in said(report, Heading)]
    assert [a.title for a in reading.strategy.ambitions if f"… {a.title}" not in headings] == []
    titles = [r.indicator.title for r in chosen(reading, Scope())]
    assert [t for t in titles if headings.count(t) != 2] == []  # its figures, and its definition


def test_every_measure_has_its_words_its_picture_and_a_table_of_its_figures(
    reading: EditionView, report: Document
) -> None:
    for reported in chosen(reading, Scope()):
        at = [b for b in report.blocks if isinstance(b, Heading)]
        if not reported.has_figures:
            continue
        start = report.blocks.index(next(b for b in at if b.text == reported.indicator.title))
        words, *rest = report.blocks[start + 1 : start + 9]
        assert isinstance(words, Chips) and words.illustrative == reported.illustrative
        picture = next(b for b in rest if isinstance(b, Picture))
        assert picture.alt == reported.chart.alt
        table = next(b for b in rest if isinstance(b, Table))
        assert len(table.rows) == len({p.at for ln in reported.chart.lines for p in ln.points})


def test_it_says_what_each_measure_counts(reading: EditionView, report: Document) -> None:
    tables = {t.title: dict(t.rows) for t in said(report, Table) if "what it counts" in t.title}
    for reported in chosen(reading, Scope()):
        title = f"{reported.indicator.short}: what it counts"
        assert tables[title] == definition(reported.indicator)


def test_nothing_in_the_pdf_is_a_number_that_the_edition_does_not_show(
    reading: EditionView, pages: list[str]
) -> None:
    extra = numbers(pages) - allowed(reading) - tallies(reading)
    assert {n for n in extra if float(n) > len(pages)} == set()  # those of the pages themselves


def test_nothing_in_the_word_file_is_another_number(reading: EditionView, word: bytes) -> None:
    extra = numbers(texts_of(word, "word/", f"{W}t")) - allowed(reading) - tallies(reading)
    assert extra == set()


def tallies(reading: EditionView) -> set[str]:
    """How many measures there are of a kind: from 1 to all of them."""
    return {str(n) for n in range(1, len(reading.edition.schemas.indicators) + 1)}


def test_a_number_from_nowhere_would_be_found(reading: EditionView, word: bytes) -> None:
    texts = [*texts_of(word, "word/", f"{W}t"), "71.37 %"]
    assert numbers(texts) - allowed(reading) - tallies(reading) == {"71.37"}


def test_the_pdf_can_be_read_out(paper: bytes, report: Document) -> None:
    read = PdfReader(BytesIO(paper))
    catalog = read.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] and catalog["/Lang"] == "en-GB"
    assert read.metadata is not None and read.metadata.title == report.title
    found = structure(catalog["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= {kind for kind, _ in found}
    described = {alt for kind, alt in found if kind == "/Figure" and alt}
    assert {p.alt for p in said(report, Picture)} <= described


def structure(node: Any) -> list[tuple[str, str]]:
    """Every element of a tagged PDF, with its text alternative."""
    found, left = [], [node]
    while left:
        each = left.pop().get_object()
        if isinstance(each, list):
            left.extend(each)
        elif isinstance(each, dict):
            found.append((str(each.get("/S", "")), str(each.get("/Alt", ""))))
            left.extend([each["/K"]] if "/K" in each else [])
    return found


def test_the_pdf_carries_its_own_typeface(paper: bytes) -> None:
    used = [
        font.get_object()
        for page in PdfReader(BytesIO(paper)).pages[:8]
        for font in page["/Resources"]["/Font"].values()
    ]
    inside = [f["/DescendantFonts"][0].get_object()["/FontDescriptor"] for f in used]
    assert used and all("/FontFile2" in f or "/FontFile3" in f for f in inside)
    assert any("OutcomesSans" in f["/BaseFont"] for f in used)


def test_the_word_file_has_real_headings_tables_and_alternatives(
    word: bytes, report: Document
) -> None:
    made = opened(BytesIO(word))
    styles = [p.style.name for p in made.paragraphs]
    headings = [h for h in said(report, Heading) if h.listed]
    for level in (1, 2):
        assert styles.count(f"Heading {level}") == sum(h.level == level for h in headings)
    assert len(made.tables) == len(said(report, Table))
    heads = [t.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for t in made.tables]
    assert all(heads)
    captions = [t._tbl.xpath("./w:tblPr/w:tblCaption/@w:val")[0] for t in made.tables]
    assert captions == [t.title for t in said(report, Table)]
    alternatives = [shape._inline.docPr.get("descr") for shape in made.inline_shapes]
    assert alternatives == [p.alt for p in said(report, Picture)]


def test_every_line_of_the_contents_leads_to_its_heading(word: bytes) -> None:
    body = opened(BytesIO(word)).element.body
    links = {
        a: "".join(link.xpath(".//w:t/text()"))
        for link in body.xpath(".//w:hyperlink")
        for a in link.xpath("./@w:anchor")
    }
    places = {
        mark.get(f"{W}name"): "".join(mark.getparent().xpath(".//w:t/text()"))
        for mark in body.xpath(".//w:bookmarkStart")
    }
    assert len(links) > 15
    assert {name: places[name] for name in links} == links


def test_every_page_of_the_word_file_says_its_edition_and_its_number(
    word: bytes, report: Document
) -> None:
    section = opened(BytesIO(word)).sections[0]
    assert section.header.paragraphs[0].text == report.title
    assert report.edition in section.footer.paragraphs[0].text
    fields = section.footer._element.xpath(".//w:instrText")
    assert [field.text for field in fields] == ["PAGE", "NUMPAGES"]


def test_every_page_of_the_pdf_says_its_edition_and_its_number(
    pages: list[str], report: Document
) -> None:
    for n, text in enumerate(pages, start=1):
        assert report.edition in text and f"{n} of {len(pages)}" in text


def test_a_drawing_s_words_can_be_read_and_copied(reading: EditionView, pages: list[str]) -> None:
    chart = reading.of(reading.edition.schemas.indicators["feels_safe"]).chart
    assert any(chart.ticks[-1].label in page and "hidden" in page for page in pages)


@pytest.mark.parametrize("say", [annual, children])
def test_it_is_the_same_every_time_and_the_council_s(reading: EditionView, say: Any) -> None:
    scope = Scope(ambition="community")
    for write in (pdf, docx):
        assert write(say(reading, scope, quiet)) == write(say(reading, scope, quiet))
    about = opened(BytesIO(docx(say(reading, scope, quiet)))).core_properties
    authority = reading.council.authority
    assert (about.author, about.last_modified_by) == (authority, authority)
    info = PdfReader(BytesIO(pdf(say(reading, scope, quiet)))).metadata
    assert info is not None and info.author == authority


# What people say beside the figures


@pytest.fixture(scope="module")
def telling(told: EditionView) -> Document:
    return annual(told, Scope(annex=True), quiet)


@pytest.fixture(scope="module", params=["pdf", pytest.param("docx", marks=night)])
def words(request: pytest.FixtureRequest, telling: Document) -> str:
    """Every word of the report on paper, or in Word, with one space between two."""
    if request.param == "pdf":
        return " ".join(pdf_text(pdf(telling)).split())
    paragraphs = opened(BytesIO(docx(telling))).element.body.iter(f"{W}p")
    said = ["".join(t.text or " " for t in p.iter(f"{W}t", f"{W}br")) for p in paragraphs]
    return " ".join(" ".join(said).split())


def test_every_remark_of_the_edition_is_told(told: EditionView, words: str) -> None:
    for action in meeting_actions(told):
        for part in (action.action, action.who, action.outcome, f"Asked on {day(action.asked)}"):
            assert part in words, action.reference
    for said in (r for r in told.edition.notes if isinstance(r, Commentary)):
        assert f"{said.commentary} {signed(said)}" in words
    for commitment in commitments_of(told):
        said_of_it = commitment.progress
        assert (f"… {commitment.words}" in words) == commitment.is_reported, commitment.id
        assert said_of_it is None or commitment.partner in words
        assert said_of_it is None or said_of_it.progress in words


def test_invented_commentary_keeps_its_mark(telling: Document) -> None:
    marked = [q.text for q in said(telling, Quote) if q.signed.endswith("(invented)")]
    assert marked == [INVENTED]


def test_commentary_stands_under_its_measure(told: EditionView, telling: Document) -> None:
    measure, quotes = "", 0
    titles = {i.title: i.id for i in told.edition.schemas.indicators.values()}
    for block in telling.blocks:
        if isinstance(block, Heading):
            measure = titles.get(block.text, measure)
        if isinstance(block, Quote):
            assert block.text in [c.commentary for c in told.edition.commentary(measure)]
            quotes += 1
    assert quotes == len([r for r in told.edition.notes if isinstance(r, Commentary)]) == 9


def test_what_the_panel_asked_for_stands_with_what_follows(telling: Document) -> None:
    headings = [h.text for h in said(telling, Heading) if h.level == 1]
    asked = headings.index("Actions arising")
    assert headings[asked : asked + 3] == ["Actions arising", "Next steps", "Our commitments"]


def test_how_many_are_not_reported_on_is_said_once(words: str) -> None:
    assert words.count("nobody has reported yet") == 1
    assert "On 5 of 25, nobody has reported yet." in words


def test_it_counts_what_each_partner_leads_on(told: EditionView, telling: Document) -> None:
    (table,) = [t for t in said(telling, Table) if t.title == "Commitments by lead partner"]
    assert table.heads == (
        *("Lead partner", "Leads on", "Under way", "Done"),
        *("Not started", "Not known"),
    )
    counts = {row[0]: [int(n) for n in row[1:]] for row in table.rows}
    assert list(counts)[-1] == NO_PARTNER and "The Partnership Board" in counts
    assert sum(many for many, *_ in counts.values()) == len(commitments_of(told)) == 25
    for many, *far in counts.values():
        assert many == sum(far)
    mine = [p.status for p in commitments_of(told) if p.partner == "Nottinghamshire Police"]
    assert counts["Nottinghamshire Police"][1:3] == [mine.count("Under way"), mine.count("Done")]


def test_nothing_is_a_number_from_nowhere_where_much_is_said(told: EditionView, words: str) -> None:
    extra = numbers([words]) - allowed(told) - tallies(told)
    assert {n for n in extra if float(n) > 200} == set()  # those of the pages themselves


def test_where_nobody_says_anything_there_is_no_section_for_it(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives("dental_checks,2021-22,,,,300,600,,", "dental_checks,2024-25,,,,400,600,,")
    edition = publishes()
    report = annual(EditionView(edition, edition.schemas.strategies[0]), Scope(), quiet)
    headings = [h.text for h in said(report, Heading)]
    assert edition.notes == () and not said(report, Quote)
    for words in ("Actions arising", "Our commitments", "By partner"):
        assert words not in headings
    assert "nobody has reported" not in pdf_text(pdf(report))


@pytest.mark.parametrize(
    ("scope", "sections"),
    [
        (Scope(ambition="safe"), ["Actions arising", "Our commitments"]),
        (Scope(criterion="eet"), ["Actions arising"]),
        (Scope(indicators=("dental_checks",)), ["Actions arising"]),
        (Scope(indicators=("absence",)), []),
    ],
)
def test_a_scoped_report_has_only_what_is_about_it(
    told: EditionView, scope: Scope, sections: list[str]
) -> None:
    headings = [h.text for h in said(annual(told, scope, quiet), Heading)]
    every = ("Actions arising", "Our commitments")
    assert [h for h in headings if h in every] == sections


def test_years_are_kept(reading: EditionView) -> None:
    scope = Scope(indicators=("dental_checks",), filters=Filters(since=2022, until=2024))
    table = next(t for t in said(annual(reading, scope, quiet), Table) if "numbers" in t.title)
    assert [row[0] for row in table.rows] == [f"Year to March {n}" for n in (2024, 2023, 2022)]


def test_a_hidden_figure_says_so_and_is_no_number(reading: EditionView) -> None:
    scope = Scope(indicators=("gcse_english_maths_grade_5",))
    table = next(t for t in said(annual(reading, scope, quiet), Table) if "numbers" in t.title)
    hidden = [row for row in table.rows if "Hidden to protect children's privacy" in row]
    assert len(hidden) == 3
    assert all(row[1] == "Hidden to protect children's privacy" for row in hidden)


def test_words_from_data_are_words_and_never_markup(reading: EditionView) -> None:
    report = annual(reading, Scope(indicators=("dental_checks",)), quiet)
    report.blocks.insert(0, Heading("#panic() $x$ *not bold* <b>"))
    assert "#panic() $x$ *not bold* <b>" in pdf_text(pdf(report))
    written = [p.text for p in opened(BytesIO(docx(report))).paragraphs]
    assert "#panic() $x$ *not bold* <b>" in written
