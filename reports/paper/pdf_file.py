"""A document as a PDF that a screen reader can read: tagged, titled, with its language (PDF/UA).

The typesetter is Typst, as one Python wheel; it asks nobody for anything. What it is given is
data, so that no word of ours or an officer's can be taken for an instruction.
"""

import json
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import typst

from charts.layout.font import FILE
from reports.paper.document import Block, Document
from reports.tints import TINTS
from view_model.wording import CellText, Word

LOOK = Path(__file__).parent / "document.typ"
FONTS = FILE.parent
"""A file for each weight: every document embeds what it uses."""
SMALL = 64  # pixels an inch, of the picture of a first page
_DRAWING = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", alt: "")
"""


def pdf(document: Document) -> bytes:
    """The document as the bytes of a PDF/UA-1. Raises typst.TypstError where it cannot be set."""
    pages = _compiler(LOOK.read_bytes()).compile(
        format="pdf",
        sys_inputs=_inputs(document),
        pdf_standards="ua-1",
        timestamp=document.made.replace(tzinfo=UTC, microsecond=0),
    )
    return _whole(pages)


def first_page(document: Document) -> bytes:
    """The first page as a picture, a PNG, to know the document by."""
    compiler = _compiler(LOOK.read_bytes())
    return _whole(compiler.compile(format="png", sys_inputs=_inputs(document), ppi=SMALL))


def png(svg: str, ppi: float = 200) -> bytes:
    """A drawing as a picture of so many pixels an inch, for programs that cannot show an SVG."""
    drawn = _compiler(_DRAWING.encode()).compile(format="png", sys_inputs={"svg": svg}, ppi=ppi)
    return _whole(drawn)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _compiler(source: bytes) -> typst.Compiler:
    return typst.Compiler(source, font_paths=_fonts())


def _inputs(document: Document) -> dict[str, str]:
    return {"document": json.dumps(document, default=_data)}


def _whole(made: bytes | list[bytes] | None) -> bytes:
    if isinstance(made, bytes):
        return made
    if not made:
        raise RuntimeError("the typesetter gave nothing")
    return made[0]


def _data(value: Document | Block | Word | CellText | datetime) -> dict[str, object] | str:
    """What JSON has no form for: each class by its fields, a block with its kind, a word with its
    colours."""
    if isinstance(value, datetime):
        return value.isoformat()
    given: dict[str, object] = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Word):
        colour, ground = TINTS[value.tint]
        return given | {"colour": colour, "ground": ground}
    return given | {"is": type(value).__name__.lower()}
