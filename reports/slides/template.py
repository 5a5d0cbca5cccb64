"""The slides to start from: our own plain ones, 16:9, or the council's template."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from schemas.problems import Problem, Refused

WIDE = Emu(12192000), Emu(6858000)  # 13.333 by 7.5 inches
FONT = "Arial"  # on every Windows, Mac and iPad; what fits in it fits in most others
TITLE, TITLE_ONLY = "ctrTitle", "title"
_TEMPLATE = b"presentationml.template.main+xml"
_PRESENTATION = b"presentationml.presentation.main+xml"
_TYPES = "[Content_Types].xml"
_THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"


def opened(template: Path | None) -> Any:
    """A presentation without slides. Raises Refused where the template cannot be one."""
    return _ours() if template is None else _theirs(template)


def layout(presentation: Any, kind: str) -> Any:
    """The layout with nothing but a title (and, on the first slide, a subtitle)."""
    wanted = {TITLE: ("CENTER_TITLE", "SUBTITLE"), TITLE_ONLY: ("TITLE",)}[kind]
    layouts = presentation.slide_layouts
    return max(layouts, key=lambda each: _likeness(_kinds(each), wanted))


def _likeness(kinds: Iterable[str], wanted: tuple[str, ...]) -> tuple[bool, int]:
    """How well a layout serves: it has what is wanted, and as little else as can be."""
    have = list(kinds)
    return wanted[0] in have, sum(k in have for k in wanted) - sum(k not in wanted for k in have)


def _kinds(layout: Any) -> list[str]:
    ignored = ("DATE", "FOOTER", "SLIDE_NUMBER")
    names = (p.placeholder_format.type.name for p in layout.placeholders)
    return [name for name in names if name not in ignored]


def _ours() -> Any:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = WIDE
    master = presentation.slide_master
    _theme(master)
    for each in (master, *presentation.slide_layouts):
        _place(each)
    _accent(layout(presentation, TITLE))
    return presentation


def _accent(opening: Any) -> None:
    """A bar of our blue beside the title."""
    bar = opening.shapes._spTree.add_autoshape(
        99, "Accent", "rect", Pt(40), Pt(150), Pt(6), Pt(230)
    )
    fill = bar.spPr.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": "12436D"}))
    bar.spPr.append(fill)
    line = bar.spPr.makeelement(qn("a:ln"), {})
    line.append(line.makeelement(qn("a:noFill"), {}))
    bar.spPr.append(line)


def _theme(master: Any) -> None:
    """Our font in the theme, so that everything written on the slides, charts too, is in it."""
    part = master.part.part_related_by(_THEME)
    part._blob = part.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())


def _place(layout: Any) -> None:
    """Titles to the left and at the top, where a sentence has room."""
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type.name
        if kind == "TITLE":
            _box(shape, Pt(40), Pt(46), Pt(880), Pt(70))
        elif kind == "CENTER_TITLE":
            _box(shape, Pt(60), Pt(150), Pt(840), Pt(130))
        elif kind == "SUBTITLE":
            _box(shape, Pt(60), Pt(300), Pt(840), Pt(120))
        elif kind in ("DATE", "FOOTER", "SLIDE_NUMBER"):
            shape._element.getparent().remove(shape._element)


def _box(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = left, top, width, height
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    shape.text_frame.word_wrap = True


def _theirs(template: Path) -> Any:
    try:
        presentation = Presentation(BytesIO(_as_presentation(template.read_bytes())))
    except FileNotFoundError as error:
        raise Refused([Problem(str(template), "there is no such file.")]) from error
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        message = "this is not a PowerPoint template: give a .potx or .pptx file."
        raise Refused([Problem(str(template), message)]) from error
    _without_slides(presentation)
    if "TITLE" not in _kinds(layout(presentation, TITLE_ONLY)):
        message = "none of its layouts has a title: add the layout 'Title Only'."
        raise Refused([Problem(str(template), message)])
    return presentation


def _as_presentation(content: bytes) -> bytes:
    """A .potx says that it is a template; apart from that it is a presentation."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w") as made:
        for name in given.namelist():
            part = given.read(name)
            made.writestr(name, part.replace(_TEMPLATE, _PRESENTATION) if name == _TYPES else part)
    return out.getvalue()


def _without_slides(presentation: Any) -> None:
    slides = presentation.slides._sldIdLst
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
