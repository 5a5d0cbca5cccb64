"""A document as a Word file: its own headings, lists and tables, so that it can be worked on."""

from io import BytesIO
from typing import assert_never

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from charts.theme import INK, QUIET
from reports.metadata import drop_build_traces, sign, with_fixed_dates
from reports.paper.document import (
    Block,
    Bullets,
    Chips,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from reports.paper.pdf_file import png
from reports.tints import TINTS
from view_model.wording import CellText, Word

FONT = "Arial"
BLUE = "#12436d"
HAIRLINE = "#cfd5da"
WIDE, TALL, MARGIN = Cm(21), Cm(29.7), Cm(1.8)  # A4
ILLUSTRATIVE = "Invented"
CELL, FIGURE = "Cell", "Figure"
"""Styles of a table's words and of its figures."""


def docx(document: Document) -> bytes:
    """The document as the bytes of a .docx, the same for the same document."""
    made = new_document()
    _page(made, document)
    _styles(made, document.size)
    made.add_paragraph(document.title, style="Title")
    for line in document.subtitle:
        _colour(made.add_paragraph().add_run(line), QUIET)
    if document.contents:
        _contents(made, document)
    for n, block in enumerate(document.blocks):
        _write(made, block)
        if isinstance(block, Heading):
            _mark(made.paragraphs[-1], n)
        elif isinstance(block, Paragraph) and isinstance(document.blocks[n - 1], Heading):
            after = document.blocks[n + 1 : n + 2]  # what stands over a table goes with it
            together = bool(after) and isinstance(after[0], Heading | Table)
            made.paragraphs[-1].paragraph_format.keep_with_next = together
    sign(made.core_properties, document.title, document.author, document.edition, document.made)
    drop_build_traces(made.part.package.rels)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    out = BytesIO()
    made.save(out)
    return with_fixed_dates(out.getvalue(), document.made)


def _write(made: WordDocument, block: Block) -> None:
    match block:
        case Heading(text, level, new_page, listed):
            heading = made.add_heading(text, level if listed else level + 1)  # contents take two
            heading.paragraph_format.page_break_before = new_page
        case Paragraph():
            _paragraph(made, block)
        case Quote():
            _quote(made, block)
        case Chips():
            _chips(made, block)
        case Bullets(items):
            for item in items:
                bullet = made.add_paragraph(_kept(item), style="List Bullet")
                bullet.paragraph_format.space_after = Pt(3)
        case Table():
            _table(made, block)
        case Picture(svg, alt, wide):
            room = Emu(int((WIDE - 2 * MARGIN) * wide))
            about = made.add_picture(BytesIO(png(svg)), width=room)._inline.docPr
            about.set("descr", alt)
            about.set("name", "Chart")
        case _:
            assert_never(block)


def _page(made: WordDocument, document: Document) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = WIDE, TALL
    section.left_margin = section.right_margin = section.top_margin = MARGIN
    section.bottom_margin = MARGIN
    section.header.paragraphs[0].add_run(document.title)
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(WIDE - 2 * MARGIN, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{document.edition}\t")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _styles(made: WordDocument, size: float) -> None:
    styles = made.styles
    _type(styles["Normal"], size, INK)
    styles["Normal"].paragraph_format.space_after = Pt(5)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    for name, times, colour in (
        ("Title", 1.9, BLUE),
        ("Heading 1", 1.5, BLUE),
        ("Heading 2", 1.25, INK),
        ("Heading 3", 1.05, INK),
    ):
        _type(styles[name], size * times, colour)
        styles[name].font.bold = True
        styles[name].paragraph_format.keep_with_next = True
    contents = styles.add_style("Contents heading", WD_STYLE_TYPE.PARAGRAPH)
    _type(contents, size * 1.25, BLUE)
    contents.font.bold = True
    for name in (CELL, FIGURE):
        cell = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _type(cell, 8.5, INK)
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    styles[FIGURE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Header", "Footer"):
        _type(styles[name], 8.5, QUIET)
    for name, before in (("Heading 1", 16), ("Heading 2", 12)):
        styles[name].paragraph_format.space_before = Pt(before)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _type(style: ParagraphStyle, size: float, colour: str) -> None:
    style.font.name, style.font.size = FONT, Pt(round(size * 2) / 2)
    style.font.color.rgb = RGBColor.from_string(_hex(colour))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name or "theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _paragraph(made: WordDocument, block: Paragraph) -> None:
    paragraph = made.add_paragraph()
    run = paragraph.add_run(_kept(block.text))
    size = made.styles["Normal"].font.size.pt
    if block.kind == "lead":
        run.font.size = Pt(round(size * 1.15 * 2) / 2)
    if block.kind == "small":
        run.font.size = Pt(8.5)
        _colour(run, QUIET)
    if block.kind == "care":
        _edge(paragraph._p.get_or_add_pPr(), "w:pBdr", "w:left", BLUE, 18)
        paragraph.paragraph_format.left_indent = Pt(9)  # after the border, as the schema has it


def _quote(made: WordDocument, block: Quote) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(_kept(block.text)).add_break()
    signed = paragraph.add_run(block.signed)
    signed.font.size = Pt(8.5)
    _colour(signed, QUIET)
    _edge(paragraph._p.get_or_add_pPr(), "w:pBdr", "w:left", HAIRLINE, 12)
    paragraph.paragraph_format.left_indent = Pt(9)


def _chips(made: WordDocument, block: Chips) -> None:
    paragraph = made.add_paragraph()
    for word in block.words:
        colour, ground = TINTS[word.tint]
        run = paragraph.add_run(f"\u00a0{word.shape} {word.label}\u00a0".replace(" ", "\u00a0"))
        run.bold = True
        _colour(run, colour)
        _shade(run, ground)
        _colour(paragraph.add_run(f" {word.after}   " if word.after else "   "), QUIET)
    if block.illustrative:
        run = paragraph.add_run(f"\u00a0{ILLUSTRATIVE}\u00a0")
        run.bold = True
        _shade(run, TINTS["quiet"][1])


def _table(made: WordDocument, block: Table) -> None:
    table = made.add_table(rows=0, cols=len(block.heads))
    table.autofit = False
    parts = block.widths or tuple(1.0 for _ in block.heads)
    widths = [Emu(int((WIDE - 2 * MARGIN) * part / sum(parts))) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for name in ("w:tblCaption", "w:tblDescription"):
        table._tbl.tblPr.append(_element(name, val=block.title))
    for n, texts in enumerate((block.heads, *block.rows)):
        row = table.add_row()
        for m, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _cell(cell, text, strong=n == 0, right=block.figures and m > 0)
            cell.width = widths[m]
        _keep_whole(row, head=n == 0)
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def _cell(cell: WordCell, text: str | Word | CellText, strong: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph._p.style = FIGURE if right else CELL  # by its name: to look it up takes milliseconds
    words = text.words if isinstance(text, CellText) else text
    run = paragraph.add_run(words.plain if isinstance(words, Word) else _kept(words))
    if isinstance(text, CellText) and text.under:
        run.add_break()
        _colour(paragraph.add_run(_kept(text.under)), QUIET)
    if strong or isinstance(text, Word):
        run.bold = True
    if isinstance(text, Word):
        _colour(run, TINTS[text.tint][0])
    _edge(cell._tc.get_or_add_tcPr(), "w:tcBorders", "w:bottom", HAIRLINE, 4)


def _keep_whole(row: WordRow, head: bool) -> None:
    """A row is not broken over two pages; the headings are repeated on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _contents(made: WordDocument, document: Document) -> None:
    """A list of links to the headings: it needs no program to fill it in."""
    made.add_paragraph("Contents", style="Contents heading")
    for n, block in enumerate(document.blocks):
        if isinstance(block, Heading) and block.level == 1:
            paragraph = made.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            link = _element("w:hyperlink", anchor=_anchor(n))
            run = paragraph.add_run(block.text)
            _colour(run, BLUE)
            link.append(run._r)
            paragraph._p.append(link)


def _anchor(n: int) -> str:
    return f"heading_{n}"


def _mark(paragraph: WordParagraph, n: int) -> None:
    """Where a link of the contents goes."""
    paragraph._p.append(_element("w:bookmarkStart", id=str(n), name=_anchor(n)))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(n)))


def _field(paragraph: WordParagraph, instruction: str) -> None:
    """A number that the program which opens the file works out: PAGE, NUMPAGES."""
    run = paragraph.add_run()
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = instruction
    run._r.append(_element("w:fldChar", fldCharType="begin"))
    run._r.append(code)
    run._r.append(_element("w:fldChar", fldCharType="separate"))
    run._r.append(_element("w:fldChar", fldCharType="end"))


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of Word's own XML, with its attributes."""
    element: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _kept(words: str) -> str:
    """A figure stays on one line with its unit."""
    return words.replace(" %", "\u00a0%")


def _edge(properties: BaseOxmlElement, group: str, side: str, colour: str, size: int) -> None:
    """A border on one side, `size` eighths of a point thick."""
    borders = OxmlElement(group)
    borders.append(_element(side, val="single", sz=str(size), space="4", color=_hex(colour)))
    properties.append(borders)


def _shade(run: Run, ground: str) -> None:
    shade = _element("w:shd", val="clear", color="auto", fill=_hex(ground))
    run._r.get_or_add_rPr().append(shade)


def _colour(run: Run, colour: str) -> None:
    run.font.color.rgb = RGBColor.from_string(_hex(colour))


def _hex(colour: str) -> str:
    """'12436D' of '#12436d': as Office writes a colour."""
    return colour.lstrip("#").upper()
