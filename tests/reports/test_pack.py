"""The board pack says what the pages say, in charts that a person can edit."""

import re
import shutil
import socket
import subprocess
from getpass import getuser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader

from data.editions.export import export_figures
from metrics.baseline import charted
from metrics.sentences import day
from reports.slides.font import wrap
from reports.slides.pack import pack
from reports.slides.template import FONT
from schemas.periods import Period
from schemas.problems import Refused
from schemas.states import State
from tests.conftest import Arrives, Publishes
from tests.support.depth import night
from tests.support.paper import C, allowed, numbers, of, quiet, slide_texts, workbook
from view_model.edition_view import EditionView, IndicatorView
from view_model.filters import Filters
from view_model.notes import asked_line, commitments_of, meeting_actions, signed
from view_model.promises import Promise, promises_in_a_line
from view_model.scope import Scope, chosen
from view_model.sources import of_ours
from view_model.unknown import least_known_line
from view_model.wording import ASK, EXAMPLE, PRAISE

WHOLE = Scope(annex=True)


@pytest.fixture(scope="module")
def content(reading: EditionView) -> bytes:
    return pack(reading, WHOLE, quiet)


@pytest.fixture(scope="module")
def slides(content: bytes) -> list[Any]:
    return list(Presentation(BytesIO(content)).slides)


@pytest.fixture(scope="module")
def meeting(reading: EditionView) -> list[Any]:
    """The pack that nobody has asked for more in."""
    return list(Presentation(BytesIO(pack(reading, Scope(), quiet))).slides)


@pytest.fixture(scope="module")
def pairs(reading: EditionView, slides: list[Any]) -> list[tuple[IndicatorView, Any]]:
    """Each indicator with its slide."""
    reported = chosen(reading, WHOLE)
    every = zip(reported, slides[-len(reported) :], strict=True)
    return [(r, slide) for r, slide in every if r.has_figures]


def chart_of(slide: Any) -> Any:
    return next((s.chart for s in slide.shapes if s.has_chart), None)


def texts(slide: Any) -> str:
    return "\n".join(slide_texts(slide)).replace("\u00a0%", " %")


def title(slide: Any) -> str:
    return str(slide.shapes.title.text).replace("\u00a0%", " %")


def series_of(chart: Any) -> dict[str, list[float | None]]:
    return {s.name: list(s.values) for s in chart.plots[0].series}


def test_a_meeting_reads_twelve_slides_with_the_answers_first_and_what_to_do_last(
    reading: EditionView, meeting: list[Any], slides: list[Any]
) -> None:
    titles = [title(slide) for slide in meeting]
    promises = [Promise(reading, c) for c in reading.strategy.criteria]
    assert titles == [
        "How are our children and young people doing?",
        promises_in_a_line(reading).removesuffix("."),
        *(ASK, PRAISE),
        *(p.finding.removesuffix(".") for p in promises),
        least_known_line(reading),
        "Actions and next steps",
    ]
    assert 10 <= len(meeting) <= 12
    assert [title(slide) for slide in slides[:12]] == titles, "the annex comes after it"
    for n, promise in enumerate(promises):
        assert promise.word.plain in texts(meeting[1]) and promise.finding in texts(meeting[1])
        slide = texts(meeting[4 + n])
        assert f"“… {promise.criterion.title}”" in slide and f"To ask: {promise.question}" in slide
        assert (chart_of(meeting[4 + n]) is not None) == (promise.measure is not None)
    for card in reading.cards.questions:
        assert card.question in texts(meeting[2])
    for card in reading.cards.celebrations:
        measure = reading.of(reading.edition.schemas.indicators[card.indicator])
        assert measure.headline in texts(meeting[3])


def test_nobody_needs_glasses_and_no_title_takes_three_lines(telling: Any) -> None:
    """In the widest of the usual typefaces too, which takes 1.2 times the room of Arial."""
    for slide in telling.slides:
        drawn = [slide._element, *(s.chart._chartSpace for s in slide.shapes if s.has_chart)]
        sizes = [
            int(e.get("sz")) for part in drawn for e in part.iter() if e.get("sz", "").isdigit()
        ]
        assert min(sizes) >= 1600
        heading = slide.shapes.title
        (run,) = {r.font.size.pt for p in heading.text_frame.paragraphs for r in p.runs}
        room = heading.width / Pt(1) - 16
        assert len(wrap(heading.text, 1.2 * run, room, bold=True)) <= 2, heading.text


def test_the_title_of_a_slide_is_the_finding(pairs: list[tuple[IndicatorView, Any]]) -> None:
    for reported, slide in pairs:
        checked = reported.verdict and reported.verdict.trend == "check recording"
        assert title(slide) == reported.headline
        assert title(slide).endswith("; someone should check") == bool(checked)
        assert reported.now in texts(slide)


def test_both_words_and_the_range_stand_on_the_slide(
    pairs: list[tuple[IndicatorView, Any]],
) -> None:
    for reported, slide in pairs:
        verdict, said = reported.verdict, reported.edition.schemas.entry
        shown = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        shown = shown.replace("\u00a0%", " %")
        assert verdict and verdict.sentence.split(". ")[0] in shown
        assert verdict.sentence in slide.notes_slide.notes_text_frame.text
        assert (EXAMPLE if reported.illustrative else said(verdict.trend).label) in shown


def test_every_chart_is_native_and_its_numbers_are_the_edition_s(
    reading: EditionView, pairs: list[tuple[IndicatorView, Any]]
) -> None:
    exported = {
        (row["indicator"], row["area"], row["period_start"], row["period_end"]): row["value"]
        for row in export_figures(reading.edition)
        if row["breakdown"] == "all"
    }
    for reported, slide in pairs:
        native, chart = chart_of(slide), reported.chart
        assert native is not None, reported.indicator.id
        values = series_of(native)
        kind = charted(reported.indicator, reported.ours)[0].period.kind
        days = sorted({p.at for line in chart.lines for p in line.points})
        for line in chart.lines:
            area = "Nottinghamshire" if line.role == "ours" else line.label
            if line.role in ("ours", "country", "region"):
                periods = [Period.holding(kind, day) for day in days]
                keys = [(reported.indicator.id, area, p.start, p.end) for p in periods]
                expected = [exported.get(key) for key in keys]
                assert values[line.label] == expected, (reported.indicator.id, line.label)


def test_the_workbook_behind_a_chart_holds_what_the_chart_shows(
    pairs: list[tuple[IndicatorView, Any]],
) -> None:
    for _, slide in pairs:
        chart = chart_of(slide)
        shown = [v for values in series_of(chart).values() for v in values if v is not None]
        behind = workbook(chart.part.chart_workbook.xlsx_part.blob)
        assert sorted(behind) == pytest.approx(sorted(shown))


def test_a_period_without_a_figure_is_a_gap_that_says_so(
    pairs: list[tuple[IndicatorView, Any]],
) -> None:
    seen = set()
    for reported, slide in pairs:
        native, line = chart_of(slide), reported.chart.lines[0]
        days = sorted({p.at for one in reported.chart.lines for p in one.points})
        labels = dict(zip(days, (c.label for c in native.plots[0].categories), strict=True))
        values = dict(zip(days, series_of(native)[line.label], strict=True))
        for point in line.points:
            assert (values[point.at] is None) == (point.state is not State.SHOWN)
            if point.state is State.SUPPRESSED:
                assert "hidden" in labels[point.at].replace("-\n", "")
            seen.add(point.state)
        blanks = [e.get("val") for e in native._chartSpace.iter(f"{C}dispBlanksAs")]
        assert blanks == ["gap"]
    assert {State.SHOWN, State.SUPPRESSED, State.NOT_AVAILABLE} <= seen


def test_the_notes_say_what_is_counted_where_it_is_from_and_why(
    pairs: list[tuple[IndicatorView, Any]],
) -> None:
    for reported, slide in pairs:
        notes, indicator = slide.notes_slide.notes_text_frame.text, reported.indicator
        for part in (indicator.numerator, indicator.denominator or "", indicator.statutory_name):
            assert part in notes
        assert all(origin.source.publication in notes for origin in of_ours(reported))
        assert all(line in notes for line in (reported.verdict.why if reported.verdict else ()))


def test_invented_figures_keep_their_mark(pairs: list[tuple[IndicatorView, Any]]) -> None:
    marked = {r.indicator.id for r, slide in pairs if "Invented figures" in texts(slide)}
    assert {r.indicator.id for r, _ in pairs if r.illustrative} <= marked
    assert not any(r.illustrative != ("Invented figures" in _chips(s)) for r, s in pairs)


def _chips(slide: Any) -> list[str]:
    return [s.text_frame.text for s in slide.shapes if s.has_text_frame]


def test_every_chart_has_a_text_alternative(pairs: list[tuple[IndicatorView, Any]]) -> None:
    for reported, slide in pairs:
        shape = next(s for s in slide.shapes if s.has_chart)
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr") == reported.chart.alt


def test_there_are_no_pictures_in_it(content: bytes) -> None:
    assert not [n for n in ZipFile(BytesIO(content)).namelist() if "/media/" in n]


def test_nothing_on_a_slide_is_a_number_that_the_edition_does_not_show_of_it(
    pairs: list[tuple[IndicatorView, Any]],
) -> None:
    for reported, slide in pairs:
        shown = [re.sub("’\\d\\d", "", text) for text in slide_texts(slide)]  # ’24 under a chart
        assert numbers(shown) - of(reported) == set(), reported.indicator.id


def test_nothing_on_the_other_slides_is_another_number(
    reading: EditionView, slides: list[Any]
) -> None:
    """But how many there are of a kind."""
    every = range(len(reading.measures) + 1)
    for slide in slides[: -len(chosen(reading, WHOLE))]:
        extra = numbers(slide_texts(slide)) - allowed(reading)
        assert extra <= {str(n) for n in every}, title(slide)


def test_a_number_from_nowhere_would_be_found(pairs: list[tuple[IndicatorView, Any]]) -> None:
    reported, slide = pairs[0]
    assert numbers([*slide_texts(slide), "71.37 %"]) - of(reported) == {"71.37"}


@pytest.mark.parametrize(
    ("scope", "many"),
    [
        (Scope(ambition="community"), 3),
        (Scope(ambition="safe"), 6),
        (Scope(criterion="eet"), 1 + 6),
        (Scope(indicators=("dental_checks", "absence")), 2),
        (Scope(ambition="safe", annex=True), 35),
    ],
)
def test_a_scope_is_kept(reading: EditionView, scope: Scope, many: int) -> None:
    slides = list(Presentation(BytesIO(pack(reading, scope, quiet))).slides)
    shown = [title(s) for s in slides if chart_of(s)]
    findings = [m.headline for m in chosen(reading, scope)]
    assert set(shown) <= set(findings) and len(shown) == many
    assert scope.annex or len(slides) <= 12


def test_years_and_comparators_are_kept(reading: EditionView) -> None:
    view = Filters(since=2021, until=2024, comparators=("country",))
    scope = Scope(indicators=("dental_checks",), filters=view)
    chart = chart_of(list(Presentation(BytesIO(pack(reading, scope, quiet))).slides)[-1])
    assert [c.label[:4] for c in chart.plots[0].categories] == ["2021", "2022", "2023", "2024"]
    assert list(series_of(chart)) == ["Nottinghamshire", "England", "At the start"]


def test_years_without_any_figure_say_so(reading: EditionView) -> None:
    scope = Scope(indicators=("dental_checks",), filters=Filters(until=1995))
    slide = list(Presentation(BytesIO(pack(reading, scope, quiet))).slides)[-1]
    assert chart_of(slide) is None
    assert "There are no figures for these years." in texts(slide)


def test_it_is_wide(content: bytes) -> None:
    made = Presentation(BytesIO(content))
    assert made.slide_width / made.slide_height == pytest.approx(16 / 9, abs=0.001)


def test_nothing_stands_outside_its_slide(content: bytes) -> None:
    made = Presentation(BytesIO(content))
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height, slide.shapes.title.text


def test_it_is_the_same_every_time_and_says_nothing_of_whoever_made_it(
    reading: EditionView, content: bytes
) -> None:
    assert pack(reading, WHOLE, quiet) == content
    about = Presentation(BytesIO(content)).core_properties
    authority = reading.council.authority
    assert (about.author, about.last_modified_by) == (authority, authority)
    names = ZipFile(BytesIO(content)).namelist()
    assert not [n for n in names if "thumbnail" in n or "printer" in n or "app.xml" in n]
    everything = b"".join(ZipFile(BytesIO(content)).read(n) for n in names)
    for trace in (f">{socket.gethostname()}<", "Canny", "Macintosh", f">{getuser()}<"):
        assert trace.encode() not in everything


def test_it_tells_how_far_it_is(reading: EditionView) -> None:
    heard: list[float] = []
    pack(reading, Scope(ambition="community", annex=True), lambda done, _: heard.append(done))
    assert heard[0] == 0 and heard[-1] == 1
    assert all(before <= after for before, after in pairwise(heard))


# What people say beside the figures


@pytest.fixture(scope="module", params=["ours", pytest.param("theirs", marks=night)])
def telling(
    request: pytest.FixtureRequest, told: EditionView, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """The whole pack, on our slides and on a council's narrow ones."""
    folder = tmp_path_factory.mktemp("telling")
    own = template(folder, "council.pptx") if request.param == "theirs" else None
    return Presentation(BytesIO(pack(told, WHOLE, quiet, own)))


def listed(made: Any, title: str) -> list[Any]:
    """The slides of one list, the first and those that go on with it."""
    return [s for s in made.slides if s.shapes.title.text in (title, f"{title}, continued")]


def cells(slides: list[Any]) -> list[list[str]]:
    tables = [shape.table for s in slides for shape in s.shapes if shape.has_table]
    return [[c.text.replace("\n", " ") for c in row.cells] for t in tables for row in t.rows]


def as_much_of(shown: str, whole: str) -> bool:
    """Whether a cell begins with the words, or with as many as have room."""
    begun, cut, _ = shown.removeprefix("… ").partition(" …")
    return whole.removeprefix("… ").startswith(begun) if cut else shown.startswith(whole)


def test_every_action_stands_in_the_annex_with_who_by_when_and_whether_it_is_done(
    told: EditionView, telling: Any
) -> None:
    slides = listed(telling, "Actions arising")
    assert len(slides) > 1, "a second slide goes on"
    rows = [row for row in cells(slides) if row[1] != "Who"]
    for action, (what, who, when, status) in zip(meeting_actions(told), rows, strict=True):
        assert as_much_of(what, action.action) and who == action.who
        assert when == (day(action.by_when) if action.by_when else "No date yet")
        assert status.startswith(action.status.capitalize())
        assert status.endswith((action.outcome, " …"))
        assert ("overdue" in status) == action.is_late(told.edition.made.date())
    said = texts(slides[0])
    assert "8 are open, 1 of them overdue; 1 is done; of 2 we do not know" in said


def test_every_commitment_that_somebody_reported_on_is_told_by_ambition(
    told: EditionView, telling: Any
) -> None:
    slides = listed(telling, "Our commitments")
    rows = [row for row in cells(slides) if row[1] != "Lead partner"]
    reported = [p for p in commitments_of(told) if p.is_reported]
    found = [row for row in rows if row[1]]
    for commitment, (words, partner, status, note) in zip(reported, found, strict=True):
        said = commitment.progress
        assert as_much_of(words, f"… {commitment.words}") and partner == commitment.partner
        assert status == commitment.status and said is not None
        assert as_much_of(note, said.progress or "No progress note yet")
    groups = [row[0] for row in rows if not row[1]]
    assert list(dict.fromkeys(groups)) == list(dict.fromkeys(p.ambition.name for p in reported))
    assert "On 5 of 25, nobody has reported yet." in texts(slides[0])
    assert sum("nobody has reported" in "\n".join(_chips(s)) for s in slides) == 1, "said once"


def test_whatever_has_no_room_on_a_slide_stands_in_its_notes_word_for_word(
    told: EditionView, telling: Any
) -> None:
    """Also where nobody asked for the annex: the slide of what to do has the rest behind it."""
    for name in ("Actions arising", "Actions and next steps"):
        notes = "\n".join(s.notes_slide.notes_text_frame.text for s in listed(telling, name))
        for action in told.edition.actions:
            assert f"{action.reference}: {action.action} {asked_line(action)}." in notes
    (slide,) = listed(telling, "Actions and next steps")
    assert "more: they are in the notes." in texts(slide)
    first, *_ = listed(telling, "Our commitments")
    for commitment in commitments_of(told):
        if not commitment.is_reported:
            assert f"… {commitment.words}." in first.notes_slide.notes_text_frame.text


def test_commentary_stands_in_the_notes_of_its_measure_signed_and_marked(
    told: EditionView, telling: Any
) -> None:
    every = chosen(told, WHOLE)
    for reported, slide in zip(every, list(telling.slides)[-len(every) :], strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        assert ("Commentary:" in notes) == bool(reported.commentary)
        for said in reported.commentary:
            assert f"“{said.commentary}” ({signed(said)})" in notes
            assert ("(invented)" in notes) == said.illustrative


SHOWN = [
    ("annual_health_assessments", True),
    ("review_health_assessments", False),
    ("placements_3plus", False),  # as long as it may be
    ("social_worker_turnover", True),
]


@pytest.mark.parametrize(("indicator", "shown"), SHOWN)
def test_the_newest_note_stands_on_the_slide_where_the_chart_keeps_its_room(
    told: EditionView, indicator: str, shown: bool
) -> None:
    scope = Scope(indicators=(indicator,))
    slide = list(Presentation(BytesIO(pack(told, scope, quiet))).slides)[-1]
    said = told.of(told.edition.schemas.indicators[indicator]).commentary[0]
    on_it = [text for text in _chips(slide) if said.commentary in text]
    mark = " (invented)" if said.illustrative else ""
    assert on_it == ([f"{said.commentary} {signed(said)}{mark}"] if shown else [])
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    assert chart.height >= Pt(170)


def test_no_row_runs_off(telling: Any) -> None:
    for slide in [
        *listed(telling, "Actions arising"),
        *listed(telling, "Our commitments"),
        *listed(telling, "Actions and next steps"),
    ]:
        table = next(shape for shape in slide.shapes if shape.has_table)
        tall = sum(row.height for row in table.table.rows)
        assert table.top + tall <= telling.slide_height - Pt(38)


@night
def test_an_office_program_finds_room_for_every_row(told: EditionView, tmp_path: Path) -> None:
    """Nothing of a table comes down to the footer, with the longest words that are taken."""
    for name, own in (("ours", None), ("theirs", template(tmp_path, "council.pptx"))):
        (tmp_path / f"{name}.pptx").write_bytes(pack(told, WHOLE, quiet, own))
        made = Presentation(str(tmp_path / f"{name}.pptx"))
        numbered = list(enumerate(made.slides))
        titles = ("Actions arising", "Our commitments")
        which = [n for n, s in numbered if s.shapes.title.text.startswith(titles)]
        pages = in_libreoffice(tmp_path / f"{name}.pptx")
        for n in which:
            assert lowest(pages[n]) > 34, (name, n)


def lowest(page: Any) -> float:
    """How far above the foot of a page its lowest words stand, but for those of the footer."""
    at: list[float] = []

    def seen(text: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip() and "Edition" not in text and not text.strip().isdigit():
            at.append(tm[5])

    page.extract_text(visitor_text=seen)
    return min(at)


def test_where_nobody_says_anything_there_is_no_slide_for_it(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives("dental_checks,2021-22,,,,300,600,,", "dental_checks,2024-25,,,,400,600,,")
    edition = publishes()
    assert edition.notes == ()
    made = Presentation(
        BytesIO(pack(EditionView(edition, edition.schemas.strategies[0]), WHOLE, quiet))
    )
    everything = "\n".join(texts(slide) for slide in made.slides)
    for words in ("Actions arising", "Our commitments", "Commentary", "nobody has reported"):
        assert words not in everything
    assert not [s for s in made.slides if not s.shapes.title.text]


def test_a_scoped_pack_tells_only_what_is_about_it(told: EditionView) -> None:
    made = Presentation(BytesIO(pack(told, Scope(ambition="safe", annex=True), quiet)))
    assert [r[0] for r in cells(listed(made, "Actions arising"))[1:]] == [
        "Say how young people are met. Safe. Asked on 9 March 2026."
    ]
    groups = [row[0] for row in cells(listed(made, "Our commitments")) if not row[1]]
    assert set(groups) == {"Safe"}
    made = Presentation(BytesIO(pack(told, Scope(indicators=("absence",), annex=True), quiet)))
    assert not listed(made, "Actions arising") and not listed(made, "Our commitments")


# The council's own template


def template(tmp_path: Path, name: str) -> Path:
    """A council's template with a colour of its own, a slide in it, and 4:3."""
    made = Presentation()
    made.slide_master.background.fill.solid()
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "A slide to be left out"
    out = BytesIO()
    made.save(out)
    content = out.getvalue()
    if name.endswith(".potx"):
        content = rewritten(content)
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def rewritten(content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w") as made:
        for name in given.namelist():
            part = given.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"presentation.main+xml", b"template.main+xml")
            made.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("name", ["council.pptx", "council.potx"])
def test_the_council_s_own_template_is_used(
    reading: EditionView, tmp_path: Path, name: str
) -> None:
    scope = Scope(indicators=("missing_from_care",))
    made = Presentation(BytesIO(pack(reading, scope, quiet, template(tmp_path, name))))
    assert made.slide_width / made.slide_height == pytest.approx(4 / 3, abs=0.01)
    titles = [slide.shapes.title.text for slide in made.slides]
    assert "A slide to be left out" not in titles and len(titles) == 3
    assert made.slide_master.background.fill.type is not None


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"not a zip", "not a PowerPoint template"), (None, "there is no such file")],
)
def test_what_is_no_template_is_refused(
    reading: EditionView, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "council.potx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refused, match=said):
        pack(reading, Scope(ambition="community"), quiet, file)


@night
def test_libreoffice_opens_it_with_a_page_for_each_slide(
    content: bytes, slides: list[Any], tmp_path: Path
) -> None:
    (tmp_path / "pack.pptx").write_bytes(content)
    pages = in_libreoffice(tmp_path / "pack.pptx")
    assert len(pages) == len(slides)
    said = " ".join(pages[-1].extract_text().split())
    assert title(slides[-1]).partition(":")[0] in said


def has_a_font_as_wide() -> bool:
    """Whether words are as wide on this machine as in the pack's own typeface."""
    if shutil.which("fc-match") is None:  # Windows and macOS have the typeface itself
        return True
    ask = ["fc-match", "-f", "%{family}", FONT]
    family = subprocess.run(ask, capture_output=True, text=True).stdout
    return family.startswith(("Arial", "Liberation Sans", "Arimo"))


def in_libreoffice(file: Path) -> Any:
    """The pages that LibreOffice makes of a pack."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install it to open the pack in it")
    if not has_a_font_as_wide():
        pytest.skip(f"no {FONT} and none as wide on this machine: install fonts-liberation")
    subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{file.parent}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(file.parent), str(file)),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return PdfReader(file.with_suffix(".pdf")).pages
