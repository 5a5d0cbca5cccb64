"""One slide: where its parts go, whatever the template. Lengths are EMU, type is in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as NativeSlide
from pptx.table import Table
from pptx.table import _Cell as NativeCell
from pptx.text.text import _Run
from pptx.util import Emu, Pt

from charts.model.chart import Chart
from charts.theme import HAIRLINE, INK, QUIET
from reports.slides import native_chart
from reports.slides.font import text_width, wrap
from reports.slides.native_chart import rgb
from reports.slides.tables import SIZE, UNDER, Listing, TableRow, group_tall, talls, that_fit
from reports.tints import TINTS
from schemas.declared import Tint
from view_model.wording import CellText, Word

POINT = 12700
TITLES = (28, 26, 24, 22, 20, 18)
TEXT, SMALL, QUOTED = 15, 11, 13
LEAST_BESIDE, BESIDE = 185, 22  # points: of the names beside a chart, and what a box keeps free
ILLUSTRATIVE = "Invented figures"


@dataclass
class Slide:
    """A slide that is filled from the top. `width`, `height`, `left` and `y`, where there is room
    next, are EMU. `fits` is less than 1 where the type may be wider than ours, because the template
    is not ours."""

    slide: NativeSlide
    width: int
    height: int
    left: int
    y: int
    fits: float = 1.0

    @property
    def wide(self) -> int:
        """How wide the text is. EMU."""
        return self.width - 2 * self.left

    @property
    def bottom(self) -> int:
        """Where the footer begins. EMU."""
        return self.height - int(Pt(40))

    @property
    def heading(self) -> Shape:
        """The title's own shape: template.layout takes no layout without one."""
        return cast(Shape, self.slide.shapes.title)

    def title(self, words: str, most: int = 2) -> None:
        """The message, in the largest type in which it takes no more than `most` lines."""
        shape = self.heading
        room = self.fits * shape.width / POINT - 16
        fitting = (s for s in TITLES if len(wrap(words, s, room, bold=True)) <= most)
        size = next(fitting, TITLES[-1])
        lines = len(wrap(words, size, room, bold=True))
        shape.text_frame.text = words
        shape.text_frame.word_wrap = True
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            _write(paragraph.runs, size, INK, bold=True)
        self.y = shape.top + int(lines * size * 1.22 * POINT) + Pt(14)

    def eyebrow(self, words: str, illustrative: bool = False) -> None:
        """Where we are in the pack, above the title."""
        top = max(self.heading.top - Pt(26), Pt(12))
        self._box(self.left, top, int(self.wide * 0.75), Pt(22), [words], SMALL + 1, QUIET)
        if illustrative:
            wide = Pt(text_width(ILLUSTRATIVE, SMALL, bold=True) / self.fits + 18)
            tag = self._chip(self.left + self.wide - wide, top, wide, ILLUSTRATIVE, "quiet", SMALL)
            tag.line.color.rgb, tag.line.width = rgb(QUIET), Pt(0.75)

    def text(self, words: str, size: int = TEXT, colour: str = INK) -> None:
        """A paragraph of that size in points; nothing of ''."""
        if words:
            self.lines([words], size, colour)

    def lines(self, paragraphs: Sequence[str], size: int = TEXT, colour: str = INK) -> None:
        """Some paragraphs, of that size in points."""
        tall = self._tall(paragraphs, size)
        self._box(self.left, self.y, self.wide, tall, paragraphs, size, colour)
        self.y += tall + Pt(6)

    def words(self, words: Sequence[Word]) -> None:
        """The words of a verdict, each with its mark and tint, and after it what is less."""
        if not words:
            return
        x, size, tall = self.left + Pt(7), 14, Pt(24)
        for word in words:
            label = f"{word.shape} {word.label}"
            wide = Pt(text_width(label, size, bold=True) / self.fits + 24)
            self._chip(x, self.y, wide, label, word.tint, size)
            x += wide + Pt(4)
            if word.after:
                room = Pt(text_width(word.after, size) / self.fits + 18)
                after = self._box(x, self.y, room, tall, [word.after], size, QUIET)
                after.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
                after.text_frame.paragraphs[0].space_after = Pt(0)
                x += room
            x += Pt(10)
        self.y += tall + Pt(8)

    def chart(self, chart: Chart, room: int) -> None:
        """A native chart, `room` EMU tall, and beside it the names of its lines."""
        ends = [(end, 14 if end.bold else 12) for end in native_chart.ends(chart, room / POINT)]
        needed = [text_width(end.words, size, bold=end.bold) + BESIDE for end, size in ends]
        beside = Pt(int(max(LEAST_BESIDE, *needed) / self.fits))
        box = (self.left, self.y, self.wide - beside, room)
        native_chart.place(self.slide, chart, box)
        for end, size in ends:
            tall = Pt(size * 1.25)
            y = self.y + Pt(end.y) - tall // 2
            x = self.left + self.wide - beside + Pt(2)
            self._box(x, y, beside, tall, [end.words], size, end.colour, end.bold)
        self.y += room

    def table(
        self,
        rows: Sequence[Sequence[str | Word]],
        widths: Sequence[float],
        size: int = 14,
        below: int = 0,
    ) -> None:
        """Rows without lines but hairlines; the first cell of a row is bold. `widths` are parts
        of the whole; `below` (EMU) is kept free under it. A word is in its tint."""
        tall = min((self.bottom - self.y - below) // len(rows), Pt(60))
        table = self._table(len(rows), widths, [tall] * len(rows))
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                _fill(table.cell(n, m), cell, size, bold=m == 0)

    def _table(self, many: int, widths: Sequence[float], talls: Sequence[int]) -> Table:
        """An empty table of so many rows, each so tall."""
        x, y, wide, tall = map(Emu, (self.left, self.y, self.wide, sum(talls)))
        frame = self.slide.shapes.add_table(many, len(widths), x, y, wide, tall)
        table = frame.table
        table.first_row = table.horz_banding = False
        frame._element.xpath(".//a:tableStyleId")[0].text = _PLAIN
        for n, part in enumerate(widths):
            table.columns[n].width = Emu(int(self.wide * part))
        for n, each in enumerate(talls):
            table.rows[n].height = Emu(each)
        self.y += sum(talls) + int(Pt(6))
        return table

    def quote(self, words: str, signature: str) -> None:
        """A note behind a bar, with its signature after it."""
        tall = self._tall([f"{words} {signature}"], QUOTED)
        x, y = self.left + Pt(7), self.y + Pt(1)
        self._shape(MSO_SHAPE.RECTANGLE, (x, y, Pt(2.5), tall - Pt(8)), QUIET)
        box = self._box(*(self.left + Pt(9), self.y, self.wide - Pt(9), tall, [words], QUOTED, INK))
        signed = box.text_frame.paragraphs[0].add_run()
        signed.text = f" {signature}"
        _write([signed], QUOTED, QUIET)
        self.y += tall + Pt(6)

    def tall_of_quote(self, words: str, signature: str) -> int:
        """How much room it takes. EMU."""
        return self._tall([f"{words} {signature}"], QUOTED) + int(Pt(6))

    def listing(self, listing: Listing, rows: Sequence[TableRow]) -> int:
        """As many of the rows as there is room for, under their headings; how many those are."""
        wide = [part * self.wide / POINT * self.fits for part in listing.widths]
        heads = TableRow(tuple(CellText(head) for head in listing.heads))
        room = (self.bottom - self.y) / POINT - heads.tall(wide)
        shown = [heads, *rows[: that_fit(talls(rows, wide), room)]]
        drawn: list[TableRow | str] = [heads]
        for before, row in pairwise(shown):
            drawn += [row] if row.group == before.group else [row.group, row]
        self._rows(drawn, wide, listing.widths)
        return len(shown) - 1

    def _rows(
        self, rows: Sequence[TableRow | str], wide: Sequence[float], widths: Sequence[float]
    ) -> None:
        """Rows as tall as their words; a row that is a word names a group, over all columns."""
        talls = [int(Pt(group_tall() if isinstance(r, str) else r.tall(wide))) for r in rows]
        table = self._table(len(rows), widths, talls)
        for n, row in enumerate(rows):
            if isinstance(row, str):
                table.cell(n, 0).merge(table.cell(n, len(widths) - 1))
                _fill(table.cell(n, 0), row, SIZE, bold=True)
                continue
            for m, text in enumerate(row.cells):
                cell = table.cell(n, m)
                _fill(cell, text.words, UNDER if n == 0 else SIZE, bold=n == 0)
                cell.vertical_anchor = MSO_ANCHOR.TOP
                if text.under:
                    under = cell.text_frame.add_paragraph()
                    under.text = text.under
                    _write(under.runs, UNDER, QUIET)

    def footer(self, words: str) -> None:
        """The edition and the source, and the number of the slide."""
        top = self.height - Pt(32)
        self._box(self.left, top, int(self.wide * 0.9), Pt(20), [words], 10, QUIET)
        number = self._box(self.left, top, self.wide, Pt(20), [""], 10, QUIET)
        paragraph = number.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        field = paragraph._p.makeelement(
            qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
        )
        run = field.makeelement(qn("a:rPr"), {"lang": "en-GB", "sz": "1000"})
        text = field.makeelement(qn("a:t"), {})
        text.text = "‹#›"
        field.extend([run, text])
        paragraph._p.get_or_add_pPr().addnext(field)

    def notes(self, paragraphs: Sequence[str]) -> None:
        """What is said behind the slide, on its notes page."""
        frame = self.slide.notes_slide.notes_text_frame
        if frame:
            frame.text = "\n".join(paragraphs)

    def _tall(self, paragraphs: Sequence[str], size: int) -> int:
        room = self.fits * self.wide / POINT - 16
        lines = sum(max(1, len(wrap(p, size, room))) for p in paragraphs)
        return int(Pt(lines * size * 1.2 + 4 * (len(paragraphs) - 1) + 8))

    def _shape(self, kind: MSO_SHAPE, box: tuple[int, int, int, int], ground: str) -> Shape:
        """A shape of one colour, and no shadow, which some programs would draw."""
        x, y, wide, tall = map(Emu, box)
        shape = self.slide.shapes.add_shape(kind, x, y, wide, tall)
        shape._element.remove(shape._element.find(qn("p:style")))
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(ground)
        shape.line.fill.background()
        return shape

    def _chip(self, x: int, y: int, wide: int, words: str, tint: Tint, size: int) -> Shape:
        text, ground = TINTS[tint]
        box = (x, y, wide, Pt(size * 1.7))
        shape = self._shape(MSO_SHAPE.ROUNDED_RECTANGLE, box, ground)
        shape.adjustments[0] = 0.18
        frame = shape.text_frame
        frame.word_wrap = False
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.text = words
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        _write(frame.paragraphs[0].runs, size, text, bold=True)
        return shape

    def _box(
        self,
        x: int,
        y: int,
        wide: int,
        tall: int,
        paragraphs: Sequence[str],
        size: int,
        colour: str,
        bold: bool = False,
    ) -> Shape:
        box = self.slide.shapes.add_textbox(Emu(x), Emu(y), Emu(wide), Emu(tall))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_top = frame.margin_bottom = 0
        for n, words in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            paragraph.text = words
            paragraph.space_after = Pt(4)
            _write(paragraph.runs, size, colour, bold)
        return box


_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's 'No Style, No Grid'


def _fill(cell: NativeCell, words: str | Word, size: int, bold: bool) -> None:
    """Words in a cell, a verdict's in its tint, with a hairline under them."""
    colour, strong = (TINTS[words.tint][0], True) if isinstance(words, Word) else (INK, bold)
    cell.text = words.plain if isinstance(words, Word) else words
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = Pt(7)
    for paragraph in cell.text_frame.paragraphs:
        _write(paragraph.runs, size, colour, strong)
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "9525"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": HAIRLINE.lstrip("#").upper()}))
    line.append(fill)
    properties.insert(0, line)


def _write(runs: Sequence[_Run], size: int, colour: str, bold: bool = False) -> None:
    for run in runs:
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = rgb(colour)
