"""The board pack says what the pages say, in charts that a person can edit."""

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

from metrics.baseline import charted
from metrics.sentences import now
from reports.origins import of_ours
from reports.pack import pack
from reports.reading import Reading, Reported
from reports.scope import Scope, chosen
from reports.view import View
from schemas.periods import Period
from schemas.problems import Refused
from schemas.states import State
from tests.paper import C, allowed, general, numbers, of, quiet, slide_texts, workbook


@pytest.fixture(scope="module")
def content(reading: Reading) -> bytes:
    return pack(reading, Scope(), quiet)


@pytest.fixture(scope="module")
def slides(content: bytes) -> list[Any]:
    return list(Presentation(BytesIO(content)).slides)


@pytest.fixture(scope="module")
def pairs(reading: Reading, slides: list[Any]) -> list[tuple[Reported, Any]]:
    """Each indicator with its slide."""
    reported = chosen(reading, Scope())
    return list(zip(reported, slides[-len(reported) :], strict=True))


def chart_of(slide: Any) -> Any:
    return next((s.chart for s in slide.shapes if s.has_chart), None)


def texts(slide: Any) -> str:
    return "\n".join(slide_texts(slide))


def series_of(chart: Any) -> dict[str, list[float | None]]:
    return {s.name: list(s.values) for s in chart.plots[0].series}


def test_it_opens_with_the_criteria_the_ambitions_and_what_is_not_known(
    reading: Reading, slides: list[Any]
) -> None:
    titles = [slide.shapes.title.text for slide in slides]
    assert titles[0] == "How are our children and young people doing?"
    assert titles[1] == reading.strategy.criteria_heading
    assert titles[2:8] == [f"“… {c.title}”" for c in reading.strategy.criteria]
    assert titles[8:10] == [reading.strategy.ambitions_heading, "What we do not know"]
    for criterion in reading.strategy.criteria:
        answer = reading.answer(criterion)
        assert answer and reading.edition.schemas.said(answer.word).label in texts(slides[1])
    assert all(a.title in texts(slides[8]) for a in reading.strategy.ambitions)


def test_the_title_of_a_slide_is_the_sentence(pairs: list[tuple[Reported, Any]]) -> None:
    for reported, slide in pairs:
        assert reported.latest is not None
        assert slide.shapes.title.text == now(reported.indicator, reported.latest)


def test_both_words_and_the_range_stand_on_the_slide(pairs: list[tuple[Reported, Any]]) -> None:
    for reported, slide in pairs:
        verdict, said = reported.verdict, reported.edition.schemas.said
        shown = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert verdict and said(verdict.trend).label in shown
        assert verdict.sentence in shown


def test_every_chart_is_native_and_its_numbers_are_the_edition_s(
    reading: Reading, pairs: list[tuple[Reported, Any]]
) -> None:
    exported = {
        (row["indicator"], row["area"], row["period_start"], row["period_end"]): row["value"]
        for row in reading.edition.export()
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
    pairs: list[tuple[Reported, Any]],
) -> None:
    for _, slide in pairs:
        chart = chart_of(slide)
        shown = [v for values in series_of(chart).values() for v in values if v is not None]
        behind = workbook(chart.part.chart_workbook.xlsx_part.blob)
        assert sorted(behind) == pytest.approx(sorted(shown))


def test_a_period_without_a_figure_is_a_gap_that_says_so(
    pairs: list[tuple[Reported, Any]],
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
                assert "hidden" in labels[point.at]
            seen.add(point.state)
        blanks = [e.get("val") for e in native._chartSpace.iter(f"{C}dispBlanksAs")]
        assert blanks == ["gap"]
    assert {State.SHOWN, State.SUPPRESSED, State.NOT_AVAILABLE} <= seen


def test_the_notes_say_what_is_counted_where_it_is_from_and_why(
    pairs: list[tuple[Reported, Any]],
) -> None:
    for reported, slide in pairs:
        notes, indicator = slide.notes_slide.notes_text_frame.text, reported.indicator
        for part in (indicator.numerator, indicator.denominator or "", indicator.statutory_name):
            assert part in notes
        assert all(origin.source.publication in notes for origin in of_ours(reported))
        assert all(line in notes for line in (reported.verdict.why if reported.verdict else ()))


def test_invented_figures_keep_their_mark(pairs: list[tuple[Reported, Any]]) -> None:
    marked = {r.indicator.id for r, slide in pairs if "Illustrative figures" in texts(slide)}
    assert {r.indicator.id for r, _ in pairs if r.illustrative} <= marked
    assert not any(r.illustrative != ("Illustrative figures" in _chips(s)) for r, s in pairs)


def _chips(slide: Any) -> list[str]:
    return [s.text_frame.text for s in slide.shapes if s.has_text_frame]


def test_every_chart_has_a_text_alternative(pairs: list[tuple[Reported, Any]]) -> None:
    for reported, slide in pairs:
        shape = next(s for s in slide.shapes if s.has_chart)
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr") == reported.chart.alt


def test_there_are_no_pictures_in_it(content: bytes) -> None:
    assert not [n for n in ZipFile(BytesIO(content)).namelist() if "/media/" in n]


def test_nothing_on_a_slide_is_a_number_that_the_edition_does_not_show_of_it(
    pairs: list[tuple[Reported, Any]],
) -> None:
    for reported, slide in pairs:
        assert numbers(slide_texts(slide)) - of(reported) == set(), reported.indicator.id


def test_nothing_on_the_opening_slides_is_another_number(
    reading: Reading, slides: list[Any]
) -> None:
    for slide in slides[1:8]:
        assert numbers(slide_texts(slide)) - allowed(reading) == set()
    tallies = numbers(slide_texts(slides[8])) - general(reading)
    every = [reading.of(i) for i in reading.edition.schemas.in_order()]
    assert all(float(n) <= len(every) for n in tallies)


def test_a_number_from_nowhere_would_be_found(pairs: list[tuple[Reported, Any]]) -> None:
    reported, slide = pairs[0]
    assert numbers([*slide_texts(slide), "71.37 %"]) - of(reported) == {"71.37"}


@pytest.mark.parametrize(
    ("scope", "indicators"),
    [
        (Scope(ambition="community"), ["activities_participation", "leisure_offer_take_up"]),
        (Scope(indicators=("dental_checks", "absence")), ["dental_checks", "absence"]),
    ],
)
def test_a_scope_is_kept(reading: Reading, scope: Scope, indicators: list[str]) -> None:
    slides = list(Presentation(BytesIO(pack(reading, scope, quiet))).slides)
    titles = [slide.shapes.title.text for slide in slides]
    reported = [reading.of(reading.edition.schemas.indicators[i]) for i in indicators]
    assert all(r.latest and now(r.indicator, r.latest) in titles for r in reported)
    assert len([s for s in slides if chart_of(s)]) == len(chosen(reading, scope))


def test_years_and_comparators_are_kept(reading: Reading) -> None:
    view = View(since=2021, until=2024, comparators=("country",))
    scope = Scope(indicators=("dental_checks",), view=view)
    chart = chart_of(list(Presentation(BytesIO(pack(reading, scope, quiet))).slides)[-1])
    assert [c.label[:4] for c in chart.plots[0].categories] == ["2021", "2022", "2023", "2024"]
    assert list(series_of(chart)) == ["Nottinghamshire", "England", "At the start"]


def test_years_without_any_figure_say_so(reading: Reading) -> None:
    scope = Scope(indicators=("dental_checks",), view=View(until=1995))
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
    reading: Reading, content: bytes
) -> None:
    assert pack(reading, Scope(), quiet) == content
    about = Presentation(BytesIO(content)).core_properties
    authority = reading.council.authority
    assert (about.author, about.last_modified_by) == (authority, authority)
    names = ZipFile(BytesIO(content)).namelist()
    assert not [n for n in names if "thumbnail" in n or "printer" in n or "app.xml" in n]
    everything = b"".join(ZipFile(BytesIO(content)).read(n) for n in names)
    for trace in (f">{socket.gethostname()}<", "Canny", "Macintosh", f">{getuser()}<"):
        assert trace.encode() not in everything


def test_it_tells_how_far_it_is(reading: Reading) -> None:
    heard: list[float] = []
    pack(reading, Scope(ambition="community"), lambda done, _: heard.append(done))
    assert heard[0] == 0 and heard[-1] == 1
    assert all(before <= after for before, after in pairwise(heard))


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
def test_the_council_s_own_template_is_used(reading: Reading, tmp_path: Path, name: str) -> None:
    scope = Scope(indicators=("dental_checks",))
    made = Presentation(BytesIO(pack(reading, scope, quiet, template(tmp_path, name))))
    assert made.slide_width / made.slide_height == pytest.approx(4 / 3, abs=0.01)
    titles = [slide.shapes.title.text for slide in made.slides]
    assert "A slide to be left out" not in titles and len(titles) == 2
    assert made.slide_master.background.fill.type is not None


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"not a zip", "not a PowerPoint template"), (None, "there is no such file")],
)
def test_what_is_no_template_is_refused(
    reading: Reading, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "council.potx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refused, match=said):
        pack(reading, Scope(ambition="community"), quiet, file)


def test_libreoffice_opens_it_with_a_page_for_each_slide(
    content: bytes, slides: list[Any], tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install it to open the pack in it")
    (tmp_path / "pack.pptx").write_bytes(content)
    subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "pack.pptx")),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    from pypdf import PdfReader

    pages = PdfReader(tmp_path / "pack.pdf").pages
    assert len(pages) == len(slides)
    assert "In the year to March 2025" in pages[-1].extract_text()
