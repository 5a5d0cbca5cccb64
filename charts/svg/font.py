"""A drawing that may stand alone, with the font that its words were measured in."""

import re
from base64 import b64encode
from html import unescape
from urllib.parse import quote

from charts.layout.font import NAME, woff
from charts.theme import FONT

_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
_UNSEEN = re.compile(r'<(title|desc)[^>]*>[^<]*</\1>| data-[a-z]+="[^"]*"(?=[^<>]*/>)')
_PLAIN = " =:;,()@/{}+-.!*"  # may stand as they are: shorter than base64 of base64
_BOLD = 'font-weight="600"'


def with_font(drawing: str) -> str:
    """The SVG with the characters of its words in it, so that it looks the same on every machine.

    About 2 KB for each weight, where a font of every character would be 20.
    """
    texts = [(_BOLD in attributes, unescape(words)) for attributes, words in _TEXT.findall(drawing)]
    faces = "".join(
        _font_face(frozenset("".join(words for weight, words in texts if weight is bold)), bold)
        for bold in sorted({bold for bold, _ in texts})
    )
    style = f"<style>{faces}svg{{font-family:'{NAME}',{FONT}}}</style>"
    return drawing.replace(">", f">{style}", 1) if faces else drawing


def data_uri(drawing: str) -> str:
    """An SVG, with its font, as the source of an image: without what nobody can ask an image (its
    titles and figures: the page says them), which weighs as much as the font."""
    quoted = quote(with_font(_UNSEEN.sub("", drawing)), safe=_PLAIN).replace(
        " %", "%20%"
    )  # a page joins 51 and %
    return f"data:image/svg+xml,{quoted}"


def _font_face(characters: frozenset[str], bold: bool) -> str:
    source = f"data:font/woff;base64,{b64encode(woff(characters, bold)).decode()}"
    weight = 600 if bold else 400
    return f"@font-face{{font-family:'{NAME}';font-weight:{weight};src:url({source})}}"
