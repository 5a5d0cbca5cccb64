"""A document as a PDF that a screen reader can read: tagged, titled, with its language (PDF/UA).

The typesetter is Typst, as one Python wheel; it asks nobody for anything. What it is given is
data, so that no word of ours or an officer's can be taken for an instruction.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from reports.paper import fonts
from reports.paper.document import Block, Document
from reports.tints import TINTS
from view_model.wording import Word

LOOK = Path(__file__).parent / "document.typ"
_DRAWING = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", alt: "")
"""


def pdf(document: Document) -> bytes:
    """The document's pages."""
    inputs = {"document": json.dumps(_data(document))}
    made = _compiler(LOOK.read_bytes()).compile(
        format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=_moment(document.made)
    )
    return _whole(made)


def png(svg: str, ppi: float = 200) -> bytes:
    """A drawing as a picture, for programs that cannot show an SVG."""
    made = _compiler(_DRAWING.encode()).compile(format="png", sys_inputs={"svg": svg}, ppi=ppi)
    return _whole(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[fonts.folder().name])


def _compiler(source: bytes) -> typst.Compiler:
    return typst.Compiler(source, font_paths=_fonts())


def _whole(made: bytes | list[bytes] | None) -> bytes:
    if isinstance(made, bytes):
        return made
    if not made:
        raise RuntimeError("the typesetter gave nothing")
    return made[0]


def _moment(made: datetime) -> datetime:
    return made.replace(tzinfo=UTC, microsecond=0)


def _data(document: Document) -> dict[str, Any]:
    about = {
        name: getattr(document, name)
        for name in ("title", "subtitle", "author", "edition", "size", "contents")
    }
    return about | {"blocks": [_block(block) for block in document.blocks]}


def _block(block: Block) -> dict[str, Any]:
    return _tinted(asdict(block)) | {"is": type(block).__name__.lower()}  # type: ignore[no-any-return]


def _tinted(value: Any) -> Any:
    """Plain data, with a word's colours beside it."""
    if isinstance(value, dict):
        plain = {name: _tinted(each) for name, each in value.items()}
        if set(plain) == set(Word.__slots__):
            colour, ground = TINTS[value["tint"]]
            plain |= {"colour": colour, "ground": ground}
        return plain
    return [_tinted(each) for each in value] if isinstance(value, (tuple, list)) else value
