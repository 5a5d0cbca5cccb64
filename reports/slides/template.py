"""The slides to start from: our own plain ones, 16:9, or the council's template."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import cast
from zipfile import BadZipFile, ZipFile

from pptx import Presentation as presentation_of
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.shapes.placeholder import LayoutPlaceholder
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Emu, Pt

from schemas.problems import Refused

WIDE = Emu(12192000), Emu(6858000)  # 13.333 by 7.5 inches
FONT = "Arial"  # on every Windows, Mac and iPad; what fits in it fits in most others
TITLE, TITLE_ONLY = "ctrTitle", "title"
_BOXES = {  # left, top, width, height, in points
    "TITLE": (40, 36, 880, 70),
    "CENTER_TITLE": (60, 150, 840, 130),
    "SUBTITLE": (60, 300, 840, 120),
}
_SMALL = ("DATE", "FOOTER", "SLIDE_NUMBER")
_TEMPLATE = b"presentationml.template.main+xml"
_PRESENTATION = b"presentationml.presentation.main+xml"
_TYPES = "[Content_Types].xml"
_THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"


def opened(template: Path | None) -> Presentation:
    """A presentation without slides. Raises Refused where the template cannot be one."""
    return _ours() if template is None else _theirs(template)


def layout(presentation: Presentation, kind: str) -> SlideLayout:
    """The layout with a title and as little else as can be; of TITLE, a subtitle too."""
    wanted = {TITLE: ("CENTER_TITLE", "SUBTITLE"), TITLE_ONLY: ("TITLE",)}[kind]

    def likeness(layout: SlideLayout) -> tuple[bool, int]:
        have = _kinds(layout)
        few = sum(k in have for k in wanted) - sum(k not in wanted for k in have)
        return wanted[0] in have, few

    return max(presentation.slide_layouts, key=likeness)


def _kinds(layout: SlideLayout) -> list[str]:
    names = (p.placeholder_format.type.name for p in _placeholders(layout))
    return [name for name in names if name not in _SMALL]


def _placeholders(layout: SlideLayout | SlideMaster) -> "Iterable[LayoutPlaceholder]":
    """What python-pptx gives and does not say that it gives."""
    return cast("Iterable[LayoutPlaceholder]", layout.placeholders)


def _ours() -> Presentation:
    presentation = presentation_of()
    presentation.slide_width, presentation.slide_height = WIDE
    master = presentation.slide_master
    theme = master.part.part_related_by(_THEME)  # so that charts too are in our font
    theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())
    for each in (master, *presentation.slide_layouts):
        _place(each)
    _accent(layout(presentation, TITLE))
    return presentation


def _accent(opening: SlideLayout) -> None:
    """A bar of our blue beside the title."""
    box = Pt(40), Pt(150), Pt(6), Pt(230)
    bar = Shape(opening.shapes._spTree.add_autoshape(99, "Accent", "rect", *box), opening.shapes)
    bar.fill.solid()
    bar.fill.fore_color.rgb = RGBColor(0x12, 0x43, 0x6D)
    bar.line.fill.background()


def _place(layout: SlideLayout | SlideMaster) -> None:
    """Titles to the left and at the top, where a sentence has room."""
    for shape in _placeholders(layout):
        kind = shape.placeholder_format.type.name
        if kind in _BOXES:
            shape.left, shape.top, shape.width, shape.height = map(Pt, _BOXES[kind])
            shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
            shape.text_frame.word_wrap = True
        elif kind in _SMALL:
            shape._element.getparent().remove(shape._element)


def _theirs(template: Path) -> Presentation:
    try:
        presentation = presentation_of(BytesIO(_as_presentation(template.read_bytes())))
    except FileNotFoundError as error:
        raise Refused.because(template, "there is no such file.") from error
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        message = "this is not a PowerPoint template: give a .potx or .pptx file."
        raise Refused.because(template, message) from error
    slides = presentation.slides._sldIdLst
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    if "TITLE" not in _kinds(layout(presentation, TITLE_ONLY)):
        message = "none of its layouts has a title: add the layout 'Title Only'."
        raise Refused.because(template, message)
    return presentation


def _as_presentation(content: bytes) -> bytes:
    """A .potx says that it is a template; apart from that it is a presentation."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w") as made:
        for name in given.namelist():
            part = given.read(name)
            made.writestr(name, part.replace(_TEMPLATE, _PRESENTATION) if name == _TYPES else part)
    return out.getvalue()
