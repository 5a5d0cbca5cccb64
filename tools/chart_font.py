"""Write the typeface of charts and papers, charts/fonts/, from the one that Streamlit brings.

Run by hand, `python -m tools.chart_font`, when Streamlit brings another version; running it again
writes the same bytes. A chart at run time takes from source_sans.json the width of every character
and the outlines of those that it writes, and the PDFs' library a file for each weight, so that
neither needs a font library. The licence forbids the reserved name "Source" on a changed font: the
family is called by NAME.
"""

import json
from base64 import b64encode
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._n_a_m_e import table__n_a_m_e
from fontTools.varLib import instancer

from charts.layout.font import FILE, NAME

WEIGHTS: Final = {400: "Regular", 600: "Semibold"}
CHARACTERS: Final = (
    *(*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2016), *range(0x2018, 0x2027)),
    *(*range(0x2190, 0x2194), 0x2030, 0x20AC, 0x2122, 0x2212, 0x2248, 0x2264, 0x2265),
)
ON_PAPER: Final = (
    *(*range(0x20, 0x250), *range(0x2010, 0x2040), *range(0x2190, 0x2200)),
    *(*range(0x25A0, 0x2600), 0x20AC, 0x2122, 0x2212, 0x2713, 0x2717),
)
FEATURES: Final = ["kern", "tnum", "liga", "ccmp", "locl", "mark"]
TABLES: Final = ("OS/2", "head", "hhea", "maxp", "name", "post")
LICENCE: Final = "SIL Open Font License 1.1, https://openfontlicense.org"


def main() -> None:
    path = variable_font()
    if path is None:
        raise SystemExit("Streamlit no longer brings Source Sans: say where else it is")
    faces = {weight: face(TTFont(path, recalcTimestamp=False), weight) for weight in WEIGHTS}
    lines = json.dumps(faces, ensure_ascii=False).replace("], ", "],\n").replace('", "', '",\n"')
    FILE.write_text(lines + "\n", encoding="utf-8")
    for weight, style in WEIGHTS.items():
        on_paper(path, weight, style).save(FILE.with_name(f"{style}.ttf"))


def variable_font() -> Path | None:
    """Streamlit's file of the typeface in every weight; None where it no longer brings it."""
    spec = find_spec("streamlit")
    where = Path(spec.origin).parent if spec and spec.origin else Path()
    return next(iter(sorted(where.glob("static/static/media/SourceSansVF-Upright*.woff2"))), None)


def on_paper(path: Path, weight: int, style: str) -> TTFont:
    """One weight with the letters that papers use."""
    options = subset.Options(layout_features=FEATURES, name_IDs=["*"], notdef_outline=True)
    font = subset.load_font(str(path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=ON_PAPER)
    subsetter.subset(font)
    fixed = instancer.instantiateVariableFont(font, {"wght": weight})
    copyright_notice = fixed["name"].getDebugName(0)
    fixed["OS/2"].usWeightClass = weight
    fixed["name"] = names(f"{copyright_notice}. {LICENCE}", style)
    fixed.flavor, fixed.recalcTimestamp = None, False
    return fixed


def face(font: TTFont, weight: int) -> dict[str, Any]:
    """One weight: its tables without glyphs, and each character's advance, left side and outline
    (1,000 units to the size; what is binary in base64)."""
    fixed = instancer.instantiateVariableFont(font, {"wght": weight})
    copyright_notice = fixed["name"].getDebugName(0)
    glyphs = {
        chr(code): glyph(fixed, fixed.getBestCmap()[code])
        for code in CHARACTERS
        if code in fixed.getBestCmap()
    }
    fixed["OS/2"].usWeightClass = weight
    fixed["head"].indexToLocFormat = 0
    fixed["post"].formatType = 3.0
    fixed["name"] = names(f"{copyright_notice}. {LICENCE}")
    tables = {tag: binary(fixed[tag].compile(fixed)) for tag in TABLES}
    return {"tables": tables, "glyphs": glyphs}


def glyph(font: TTFont, name: str) -> list[Any]:
    """Without references to other glyphs and without hints."""
    drawing = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(drawing)
    pen = TTGlyphPen(None)
    drawing.replay(pen)
    outline = deepcopy(pen.glyph())
    advance, _ = font["hmtx"][name]
    outline.recalcBounds(font["glyf"])
    left = outline.xMin if outline.numberOfContours else 0
    compiled = outline.compile(font["glyf"])
    return [advance, left, binary(compiled + bytes(len(compiled) % 2))]


def names(notice: str, style: str = "Regular") -> table__n_a_m_e:
    """The font's own names: the family, and the notice that the licence asks for."""
    table = table__n_a_m_e()
    table.names = []
    whole = NAME if style == "Regular" else f"{NAME} {style}"
    written = {0: notice, 1: NAME, 2: style, 4: whole, 6: whole.replace(" ", "")}
    for number, words in written.items():
        table.setName(words, number, 3, 1, 0x409)
    return table


def binary(content: bytes) -> str:
    return b64encode(content).decode()


if __name__ == "__main__":
    main()
