"""What documents hold, for the tests: every text and every number in a file, wherever it hides."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree
from pypdfium2 import PdfDocument

from charts.model.axis import tick_label
from data.editions.edition import Edition
from metrics.baseline import charted
from metrics.changes.notes import in_full
from metrics.sentences import day, in_unit, number
from view_model.edition_view import EditionView, IndicatorView
from view_model.filters import Filters
from view_model.notes import asked_line, commitments_of, signed, status_of
from view_model.sources import of_ours

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OURS = "95 80 90 8 10 30"  # of our own fixed words: ranges, and what a trend needs


def quiet(_done: float, _doing: str) -> None:
    """Nobody watches how far it is."""


def numbers(texts: Iterable[str]) -> set[str]:
    """Every number in some texts, as a plain number: '1,234' is 1234, and '7.0' is 7."""
    found = (n for text in texts for n in NUMBER.findall(text))
    return {_plain(n) for n in found}


def _plain(said: str) -> str:
    return f"{Decimal(said.replace(',', '')).normalize():f}"


def texts_of(content: bytes, part: str, tag: str) -> list[str]:
    """The texts of one tag in every part of an Office file whose name holds `part`."""
    with ZipFile(BytesIO(content)) as file:
        names = [n for n in file.namelist() if part in n and n.endswith(".xml")]
        return [e.text or "" for n in names for e in etree.fromstring(file.read(n)).iter(tag)]


def workbook(content: bytes) -> list[float]:
    """Every number in the first sheet of a workbook."""
    with ZipFile(BytesIO(content)) as file:
        sheet = etree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    cells = (cell for cell in sheet.iter(f"{SHEET}c") if cell.get("t") != "s")
    return [float(v.text) for cell in cells for v in cell.iter(f"{SHEET}v")]


def slide_texts(slide: Any) -> list[str]:
    """Every text of a slide: its own, its notes, its charts' and what is behind them."""
    paragraphs = slide._element.iter(f"{A}p")
    said = ["".join(str(t.text) for t in p.iter(f"{A}t")) for p in paragraphs]
    said += [slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []
    for shape in slide.shapes:
        said.append(shape._element.xpath(".//p:cNvPr")[0].get("descr") or "")
        if shape.has_chart:
            said += [v.text for v in shape.chart._chartSpace.iter(f"{C}v")]
            said += [str(v) for v in workbook(shape.chart.part.chart_workbook.xlsx_part.blob)]
    return said


def pdf_pages(content: bytes) -> list[str]:
    """The words of each page of a PDF."""
    with PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def pdf_text(content: bytes) -> str:
    """All words of a PDF."""
    return "\n".join(pdf_pages(content))


# What a document may say


def allowed(reading: EditionView, view: Filters = Filters()) -> set[str]:  # noqa: B008
    """Every number that the edition shows, of all indicators and of the strategy."""
    return general(reading).union(
        *(of(reading.of(i), view) for i in reading.edition.schemas.in_order())
    )


def general(reading: EditionView) -> set[str]:
    """The numbers of the strategy, the council, the answers and the edition's name."""
    edition, strategy = reading.edition, reading.strategy
    answers = edition.answers(strategy.id).values()
    said = [part for a in answers for part in (a.sentence, *a.why)]
    said += [strategy.model_dump_json(), *_of_the_edition(edition), OURS]
    said += [f"{strategy.approved:%B %Y}", *_words(edition), *_remarks(reading)]
    return numbers(said)


def of(reported: IndicatorView, view: Filters = Filters()) -> set[str]:  # noqa: B008
    """Every number that the edition shows of one indicator."""
    chart = reported.chart_as(view)
    said = [
        reported.indicator.model_dump_json(),
        *(part for o in of_ours(reported) for part in (o.source.publication, o.periods)),
        *_of_the_edition(reported.edition),
        *_verdict(reported),
        *(part for c in reported.commentary for part in (c.commentary, signed(c))),
        *(in_full(t) for t in reported.edition.targets(reported.indicator.id)),
        *(t.period.words for t in reported.edition.targets(reported.indicator.id)),
        *_measurements(reported),
        *_neighbours(reported),
        *(chart.axis.note if chart else ""),
        *([tick_label(t, chart.axis, chart.unit) for t in chart.axis.ticks] if chart else []),
        *([f"{t:g}" for t in chart.axis.ticks] if chart else []),
        OURS,
    ]
    return numbers(said)


def _of_the_edition(edition: Edition) -> Iterator[str]:
    yield edition.name
    yield day(edition.made)
    yield from (listed.dated for listed in edition.schemas.council.neighbour_lists)
    yield from (str(len(listed.areas)) for listed in edition.schemas.council.neighbour_lists)


def _words(edition: Edition) -> Iterator[str]:
    vocabulary = edition.schemas.words.model_dump_json()
    yield vocabulary
    yield from (listed.source for listed in edition.schemas.council.neighbour_lists)
    yield "3.0"  # of the licence


def _remarks(reading: EditionView) -> Iterator[str]:
    """What people say, when, and how many say it."""
    edition = reading.edition
    for action in edition.actions:
        yield f"{action.reference} {action.action} {action.outcome} {asked_line(action)}"
        yield status_of(reading, action)
        yield day(action.by_when) if action.by_when else ""
    for commitment in commitments_of(reading):
        note = commitment.progress
        when = f"{day(note.dated)} {note.progress}" if note else ""
        yield f"{commitment.words} {commitment.status} {when}"


def _verdict(reported: IndicatorView) -> Iterator[str]:
    said = reported.verdict
    if said:
        yield from (said.sentence, *said.why, said.note, said.first_period, said.last_period)
        starts = [] if said.first is None else [said.first]  # of several quarters together
        yield from (number(start, n) for start in starts for n in (*range(3),))


def _measurements(reported: IndicatorView) -> Iterator[str]:
    places = reported.indicator.decimals
    counted = charted(reported.indicator, reported.ours)
    yield str(len(counted))
    yield from (str(sum(m.state is state for m in counted)) for state in {m.state for m in counted})
    for m in reported.measurements:
        yield from (m.period.words, m.period.tick, m.period.opening, f"{m.period.end:%d %B %Y}")
        ends = (v for v in (m.value, m.low, m.high) if v is not None)
        yield from (in_unit(v, reported.indicator.unit, places) for v in ends)
        yield "" if m.value is None else number(m.value, places + 1)  # where two round alike
        yield "" if m.value is None else number(m.value, 2)
        yield from (str(n) for n in (m.numerator, m.denominator) if n is not None)


def _neighbours(reported: IndicatorView) -> Iterator[str]:
    places = reported.indicator.decimals
    for n in reported.edition.neighbours(reported.indicator.id):
        yield f"{n.with_value} {n.listed}"
        yield from (number(v, places) for v in (n.median, n.low, n.high) if v is not None)
        yield "" if n.median is None else number(n.median, 2)
