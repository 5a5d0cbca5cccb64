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
from reports.slides.tables import SIZES, cut, group_tall, tall, talls, that_fit
from reports.tints import TINTS
from schemas.declared import Tint
from view_model.listings import Listing, TableRow
from view_model.wording import CellText, Word

POINT = 12700
TITLES = (28, 26, 24, 22, 20)
TEXT = 16  # points: nothing on a slide is smaller
FITS = 0.82  # of the room, for machines without Arial: of the usual typefaces, the widest takes it
BESIDE = 22  # points that a box of names beside a chart keeps free
ILLUSTRATIVE = "Invented figures"


@dataclass
class Slide:
    """A slide that is filled from the top. `width`, `height`, `left` and `y`, where there is room
    next, are EMU."""

    slide: NativeSlide
    width: int
    height: int
    left: int
    y: int

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

    def title(self, words: str) -> None:
        """The message: on one line where large type fits, in two lines otherwise."""
        shape = self.heading
        room = FITS * shape.width / POINT - 16
        ways = [(1, s) for s in TITLES[:3]] + [(2, s) for s in TITLES]
        fitting = (w for w in ways if len(wrap(words, w[1], room, bold=True)) <= w[0])
        lines, size = next(fitting, ways[-1])
        shape.text_frame.text = words
        shape.text_frame.word_wrap = True
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            _write(paragraph.runs, size, INK, bold=True)
        self.y = shape.top + int(lines * size * 1.22 * POINT) + Pt(14)

    def eyebrow(self, words: str, illustrative: bool = False) -> None:
        """Where we are in the pack, above the title, which makes room for it."""
        chip = Pt(text_width(ILLUSTRATIVE, TEXT, bold=True) / FITS + 18) if illustrative else 0
        tall = self._tall([words], TEXT, self.wide - chip)
        heading = self.heading
        left, wide, high = heading.left, heading.width, heading.height
        heading.top = Emu(max(heading.top, Pt(10) + tall))
        heading.left, heading.width, heading.height = left, wide, high
        top = heading.top - tall
        self._box(self.left, top, self.wide - chip, tall, [words], TEXT, QUIET)
        if illustrative:
            x = self.left + self.wide - chip
            tag = self._chip(x, top, chip, ILLUSTRATIVE, "quiet", TEXT)
            tag.line.color.rgb, tag.line.width = rgb(QUIET), Pt(0.75)

    def text(self, words: str, size: int = TEXT, colour: str = INK, bold: bool = False) -> None:
        """A paragraph of that size in points; nothing of ''."""
        if words:
            self.lines([words], size, colour, bold)

    def lines(
        self,
        paragraphs: Sequence[str],
        size: int = TEXT,
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Some paragraphs, of that size in points."""
        tall = self._tall(paragraphs, size)
        self._box(self.left, self.y, self.wide, tall, paragraphs, size, colour, bold)
        self.y += tall + Pt(6)

    def words(self, words: Sequence[Word]) -> None:
        """The words of a verdict, each with its mark and tint, and after it what is less."""
        if not words:
            return
        x, size, tall = self.left + Pt(7), TEXT, Pt(27)
        for word in words:
            label = f"{word.shape} {word.label}"
            wide = Pt(text_width(label, size, bold=True) / FITS + 24)
            self._chip(x, self.y, wide, label, word.tint, size)
            x += wide + Pt(4)
            if word.after:
                room = Pt(text_width(word.after, size) / FITS + 18)
                after = self._box(x, self.y, room, tall, [word.after], size, QUIET)
                after.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
                after.text_frame.paragraphs[0].space_after = Pt(0)
                x += room
            x += Pt(10)
        self.y += tall + Pt(8)

    def chart(self, chart: Chart, room: int) -> None:
        """A native chart, `room` EMU tall, and beside it the names of its lines."""
        names = native_chart.names(chart)
        beside = Pt(max(text_width(name, TEXT, bold=True) for name in names) / FITS + BESIDE)
        box = (self.left, self.y, self.wide - beside, room)
        native_chart.place(self.slide, chart, box)
        for end in native_chart.ends(chart, box[2] / POINT, room / POINT):
            tall = Pt(TEXT * 1.25)
            y = self.y + Pt(end.y) - tall // 2
            x = self.left + self.wide - beside + Pt(2)
            self._box(x, y, beside, tall, [end.words], TEXT, end.colour, end.bold)
        self.y += room

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
        tall = self.tall_of([f"{words} {signature}"]) - int(Pt(6))
        x, y = self.left + Pt(7), self.y + Pt(1)
        self._shape(MSO_SHAPE.RECTANGLE, (x, y, Pt(2.5), tall - Pt(8)), QUIET)
        box = self._box(*(self.left + Pt(9), self.y, self.wide - Pt(9), tall, [words], TEXT, INK))
        signed = box.text_frame.paragraphs[0].add_run()
        signed.text = f" {signature}"
        _write([signed], TEXT, QUIET)
        self.y += tall + Pt(6)

    def tall_of(self, paragraphs: Sequence[str], size: int = TEXT) -> int:
        """How much room they take. EMU."""
        return self._tall(paragraphs, size) + int(Pt(6))

    def leaves(self, words: str, room: int) -> bool:
        """Whether so much room (EMU) is left under these words."""
        return self.bottom - self.y - self.tall_of([words]) >= room

    def listing(self, listing: Listing, rows: Sequence[TableRow], below: int = 0) -> int:
        """As many of the rows as there is room for, under their headings, in the largest type in
        which all have it; how many those are. `below` (EMU) is kept free."""
        wide = [part * self.wide / POINT * FITS for part in listing.widths]
        heads = [TableRow(tuple(map(CellText, listing.heads)))]
        room = (self.bottom - self.y - below) / POINT
        every = [*heads, *rows]
        sizes = (s for s in SIZES if sum(talls(every, wide, s)) <= room)
        size = next(sizes, SIZES[-1])
        room -= sum(talls(heads, wide, size))
        rows = [cut(row, wide, size, room) for row in rows]
        many = that_fit(talls(rows, wide, size), room)
        drawn: list[TableRow | str] = [*heads]
        for before, row in pairwise([TableRow(()), *rows[:many]]):
            drawn += [row] if row.group == before.group else [row.group, row]
        self._rows(drawn, wide, listing.widths, size)
        return many

    def _rows(
        self,
        rows: Sequence[TableRow | str],
        wide: Sequence[float],
        widths: Sequence[float],
        size: int,
    ) -> None:
        """Rows as tall as their words; a row that is a word names a group, over all columns."""
        high = [group_tall(size) if isinstance(r, str) else tall(r, wide, size) for r in rows]
        table = self._table(len(rows), widths, [int(Pt(each)) for each in high])
        for n, row in enumerate(rows):
            if isinstance(row, str):
                table.cell(n, 0).merge(table.cell(n, len(widths) - 1))
                _fill(table.cell(n, 0), CellText(row), size, bold=True)
                continue
            for m, cell in enumerate(row.cells):
                _fill(table.cell(n, m), cell, size, bold=m == 0)

    def footer(self, words: str) -> None:
        """The edition and the source, and the number of the slide."""
        top = self.height - Pt(34)
        self._box(self.left, top, int(self.wide * 0.9), Pt(24), [words], TEXT, QUIET)
        number = self._box(self.left, top, self.wide, Pt(24), [""], TEXT, QUIET)
        paragraph = number.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        field = paragraph._p.makeelement(
            qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
        )
        run = field.makeelement(qn("a:rPr"), {"lang": "en-GB", "sz": f"{TEXT}00"})
        text = field.makeelement(qn("a:t"), {})
        text.text = "‹#›"
        field.extend([run, text])
        paragraph._p.get_or_add_pPr().addnext(field)

    def notes(self, paragraphs: Sequence[str]) -> None:
        """What is said behind the slide, on its notes page."""
        frame = self.slide.notes_slide.notes_text_frame
        if frame:
            frame.text = "\n".join(paragraphs)

    def _tall(self, paragraphs: Sequence[str], size: int = TEXT, wide: int = 0) -> int:
        room = FITS * (wide or self.wide) / POINT - 16
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


def _fill(cell: NativeCell, given: CellText | Word, size: int, bold: bool) -> None:
    """Words in a cell, a verdict's in its tint, and quieter ones under them; a hairline below."""
    colour, strong = (TINTS[given.tint][0], True) if isinstance(given, Word) else (INK, bold)
    cell.text = given.plain if isinstance(given, Word) else given.words
    cell.vertical_anchor = MSO_ANCHOR.TOP
    cell.margin_left = Pt(7)
    _write(cell.text_frame.paragraphs[0].runs, size, colour, strong)
    if isinstance(given, CellText) and given.under:
        under = cell.text_frame.add_paragraph()
        under.text = given.under
        _write(under.runs, size, QUIET)
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "9525"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": HAIRLINE.lstrip("#").upper()}))
    line.append(fill)
    properties.insert(0, line)


def _write(runs: Sequence[_Run], size: int, colour: str, bold: bool = False) -> None:
    """Set the type of some words; a figure stays on one line with its unit."""
    for run in runs:
        run.text = run.text.replace(" %", "\u00a0%")
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = rgb(colour)
