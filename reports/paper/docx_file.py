"""A document as a Word file: its own headings, lists and tables, so that it can be worked on."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from charts.theme import INK, QUIET
from reports.metadata import drop_build_traces, with_fixed_dates
from reports.paper.document import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
    Words,
)
from reports.paper.pdf_file import png
from reports.tints import TINTS
from view_model.wording import CellText, Word

FONT = "Arial"
BLUE = "#12436d"
HAIRLINE = "CFD5DA"
WIDE, TALL, MARGIN = Cm(21), Cm(29.7), Cm(2.1)  # A4
ILLUSTRATIVE = "Illustrative"


def docx(document: Document) -> bytes:
    """The document as a .docx."""
    made = new_document()
    _page(made, document)
    _styles(made, document.size)
    made.add_paragraph(document.title, style="Title")
    for line in document.subtitle:
        _coloured(made.add_paragraph().add_run(line), QUIET)
    if document.contents:
        _contents(made, document)
    for n, block in enumerate(document.blocks):
        _WRITES[type(block)](made, block)
        if isinstance(block, Heading):
            _marked(made.paragraphs[-1], n)
    _sign(made, document)
    out = BytesIO()
    made.save(out)
    return with_fixed_dates(out.getvalue(), document.made)


def _page(made: Any, document: Document) -> None:
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


def _styles(made: Any, size: float) -> None:
    styles = made.styles
    _type(styles["Normal"], size, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, times, colour in (
        ("Title", 2.1, BLUE),
        ("Heading 1", 1.7, BLUE),
        ("Heading 2", 1.25, INK),
        ("Heading 3", 1.05, INK),
    ):
        _type(styles[name], size * times, colour)
        styles[name].font.bold = True
        styles[name].paragraph_format.keep_with_next = True
    contents = styles.add_style("Contents heading", WD_STYLE_TYPE.PARAGRAPH)
    _type(contents, size * 1.25, BLUE)
    contents.font.bold = True
    for name in ("Header", "Footer"):
        _type(styles[name], 8.5, QUIET)
    styles["Heading 2"].paragraph_format.space_before = Pt(14)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _type(style: Any, size: float, colour: str) -> None:
    style.font.name, style.font.size = FONT, Pt(round(size * 2) / 2)
    style.font.color.rgb = _rgb(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name or "theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _heading(made: Any, block: Heading) -> None:
    level = block.level if block.listed else block.level + 1  # the contents take two levels
    paragraph = made.add_heading(block.text, level)
    paragraph.paragraph_format.page_break_before = block.new_page


def _paragraph(made: Any, block: Paragraph) -> None:
    paragraph = made.add_paragraph()
    run = paragraph.add_run(_kept(block.text))
    size = made.styles["Normal"].font.size.pt
    if block.kind == "lead":
        run.font.size = Pt(round(size * 1.15 * 2) / 2)
    if block.kind == "small":
        run.font.size = Pt(8.5)
        _coloured(run, QUIET)
    if block.kind == "care":
        _edge(paragraph._p.get_or_add_pPr(), "w:pBdr", "w:left", BLUE, 18)
        paragraph.paragraph_format.left_indent = Pt(9)  # after the border, as the schema has it


def _quote(made: Any, block: Quote) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(_kept(block.text)).add_break()
    signed = paragraph.add_run(block.signed)
    signed.font.size = Pt(8.5)
    _coloured(signed, QUIET)
    _edge(paragraph._p.get_or_add_pPr(), "w:pBdr", "w:left", f"#{HAIRLINE}", 12)
    paragraph.paragraph_format.left_indent = Pt(9)


def _words(made: Any, block: Words) -> None:
    paragraph = made.add_paragraph()
    for word in block.words:
        colour, ground = TINTS[word.tint]
        run = paragraph.add_run(f"\u00a0{word.shape} {word.label}\u00a0".replace(" ", "\u00a0"))
        run.bold = True
        _coloured(run, colour)
        _shade(run._r.get_or_add_rPr(), ground)
        _coloured(paragraph.add_run(f" {word.after}   " if word.after else "   "), QUIET)
    if block.illustrative:
        run = paragraph.add_run(f"\u00a0{ILLUSTRATIVE}\u00a0")
        run.bold = True
        _shade(run._r.get_or_add_rPr(), TINTS["quiet"][1])


def _bullets(made: Any, block: Bullets) -> None:
    for item in block.items:
        made.add_paragraph(_kept(item), style="List Bullet").paragraph_format.space_after = Pt(3)


def _table(made: Any, block: Table) -> None:
    table = made.add_table(rows=0, cols=len(block.heads))
    table.autofit = False
    parts = block.widths or tuple(1.0 for _ in block.heads)
    widths = [Emu(int((WIDE - 2 * MARGIN) * part / sum(parts))) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _describe(table._tbl.tblPr, block.title)
    for n, row in enumerate((block.heads, *block.rows)):
        cells = table.add_row().cells
        for m, (cell, said) in enumerate(zip(cells, row, strict=True)):
            right = block.figures and m > 0
            _cell(cell, said, strong=n == 0, right=right)
            cell.width = widths[m]
        _whole(table.rows[n], head=n == 0)
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def _cell(cell: Any, said: str | Word | CellText, strong: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    paragraph.alignment = 2 if right else 0
    run = paragraph.add_run(_plain(said))
    run.font.size = Pt(8.5)
    if isinstance(said, CellText) and said.under:
        run.add_break()
        under = paragraph.add_run(_kept(said.under))
        under.font.size = Pt(8.5)
        _coloured(under, QUIET)
    run.bold = strong or isinstance(said, Word)
    if isinstance(said, Word):
        _coloured(run, TINTS[said.tint][0])
    _edge(cell._tc.get_or_add_tcPr(), "w:tcBorders", "w:bottom", f"#{HAIRLINE}", 4)


def _plain(said: str | Word | CellText) -> str:
    if isinstance(said, Word):
        return said.plain
    return _kept(said.words if isinstance(said, CellText) else said)


def _whole(row: Any, head: bool) -> None:
    """A row is not broken over two pages; the headings are said again on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _describe(properties: Any, title: str) -> None:
    for name in ("w:tblCaption", "w:tblDescription"):
        said = OxmlElement(name)
        said.set(qn("w:val"), title)
        properties.append(said)


def _picture(made: Any, block: Picture) -> None:
    room = Emu(int((WIDE - 2 * MARGIN) * block.wide))
    shape = made.add_picture(BytesIO(png(block.svg)), width=room)
    about = shape._inline.docPr
    about.set("descr", block.alt)
    about.set("name", "Chart")


def _contents(made: Any, document: Document) -> None:
    """A list of links to the headings: it needs no program to fill it in."""
    made.add_paragraph("Contents", style="Contents heading")
    for n, block in enumerate(document.blocks):
        if isinstance(block, Heading) and block.listed:
            paragraph = made.add_paragraph()
            paragraph.paragraph_format.left_indent = Pt(14 * (block.level - 1))
            paragraph.paragraph_format.space_after = Pt(1)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _anchor(n))
            run = paragraph.add_run(block.text)
            _coloured(run, BLUE)
            link.append(run._r)
            paragraph._p.append(link)


def _anchor(n: int) -> str:
    return f"heading_{n}"


def _marked(paragraph: Any, n: int) -> None:
    """Where a link of the contents goes."""
    for kind in ("Start", "End"):
        mark = OxmlElement(f"w:bookmark{kind}")
        mark.set(qn("w:id"), str(n))
        if kind == "Start":
            mark.set(qn("w:name"), _anchor(n))
        paragraph._p.append(mark)


def _field(paragraph: Any, instruction: str) -> Any:
    run = paragraph.add_run()
    for kind in ("begin", None, "separate", "end"):
        if kind is None:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = instruction
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    return run


def _sign(made: Any, document: Document) -> None:
    about = made.core_properties
    about.author = about.last_modified_by = document.author
    about.title, about.subject = document.title, document.edition
    about.created = about.modified = document.made
    about.comments = about.keywords = about.category = ""
    about.language, about.revision = "en-GB", 1
    drop_build_traces(made.part.package.rels)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _kept(words: str) -> str:
    """A figure stays on one line with its unit."""
    return words.replace(" %", "\u00a0%")


def _edge(properties: Any, group: str, side: str, colour: str, size: int) -> None:
    borders, edge = OxmlElement(group), OxmlElement(side)
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "4")):
        edge.set(qn(f"w:{name}"), value)
    edge.set(qn("w:color"), colour.lstrip("#").upper())
    borders.append(edge)
    properties.append(borders)


def _shade(properties: Any, ground: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground.lstrip("#").upper())):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def _coloured(run: Any, colour: str) -> None:
    run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


_WRITES: dict[type, Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Quote: _quote,
    Words: _words,
    Bullets: _bullets,
    Table: _table,
    Picture: _picture,
}
