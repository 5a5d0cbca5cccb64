"""The typeface of every chart: how wide its characters are, and a font of those that are written.

Source Sans (SIL Open Font License: charts/fonts/OFL.txt), regular and semibold, as
tools/chart_font.py wrote it. Widths and outlines come from one file: what is measured is drawn.
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from struct import pack
from zlib import compress

FILE = Path(__file__).parents[1] / "fonts" / "source_sans.json"
NAME = "Outcomes Sans"  # "Source" is a reserved name, and a font of some characters is not it
EM = 1000  # font units to the size


@dataclass(frozen=True, slots=True)
class Face:
    """One weight: the advance of each character (1,000 to the size), its left side and outline,
    and the tables that say about the font what does not change with its characters."""

    advances: dict[str, int]
    outlines: dict[str, tuple[int, bytes]]
    tables: dict[str, bytes]


@lru_cache(maxsize=2)
def face(bold: bool) -> Face:
    """Regular, or semibold."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))["600" if bold else "400"]
    glyphs = stored["glyphs"].items()
    return Face(
        {character: advance for character, (advance, _, _) in glyphs},
        {character: (left, b64decode(outline)) for character, (_, left, outline) in glyphs},
        {tag: b64decode(table) for tag, table in stored["tables"].items()},
    )


@lru_cache(maxsize=500)
def woff(characters: frozenset[str], bold: bool) -> bytes:
    """A web font (WOFF 1.0, W3C 2012) of the characters that the face has."""
    drawn, written = face(bold), sorted(characters & face(bold).outlines.keys())
    glyphs = [(0, b""), *(drawn.outlines[c] for c in written)]
    widths = [0, *(drawn.advances[c] for c in written)]
    offsets = accumulate((len(outline) // 2 for _, outline in glyphs), initial=0)
    groups = (pack(">III", ord(c), ord(c), n) for n, c in enumerate(written, start=1))
    count = pack(">H", len(glyphs))
    return _packed(
        {
            **drawn.tables,
            "cmap": pack(">HHHHI", 0, 1, 3, 10, 12)
            + pack(">HHIII", 12, 0, 16 + 12 * len(written), 0, len(written))
            + b"".join(groups),
            "glyf": b"".join(outline for _, outline in glyphs),
            "hhea": drawn.tables["hhea"][:34] + count,
            "hmtx": b"".join(
                pack(">Hh", width, left) for width, (left, _) in zip(widths, glyphs, strict=True)
            ),
            "loca": b"".join(pack(">H", offset) for offset in offsets),
            "maxp": drawn.tables["maxp"][:4] + count + drawn.tables["maxp"][6:],
        }
    )


def _packed(tables: dict[str, bytes]) -> bytes:
    """The tables of a TrueType font, each compressed where that makes it shorter."""
    start, entries, contents = 44 + 20 * len(tables), b"", b""
    for tag, table in sorted(tables.items()):
        whole = table + bytes(-len(table) % 4)
        words = (int.from_bytes(whole[n : n + 4]) for n in range(0, len(whole), 4))
        stored = min(table, compress(table, 9), key=len)
        sizes = start + len(contents), len(stored), len(table), sum(words) % 2**32
        entries += pack(">4sIIII", tag.encode(), *sizes)
        contents += stored + bytes(-len(stored) % 4)
    unpacked = 12 + sum(16 + len(table) + -len(table) % 4 for table in tables.values())
    head = pack(">4sIIHHI", b"wOFF", 0x10000, start + len(contents), len(tables), 0, unpacked)
    return head + bytes(24) + entries + contents
