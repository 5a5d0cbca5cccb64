"""A drawing that may stand alone, with the font that its words were measured in."""

import re
from base64 import b64encode
from html import unescape
from urllib.parse import quote

from charts.layout.font import NAME, woff
from charts.theme import FONT

_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
_UNSEEN = re.compile(r'<(title|desc)[^>]*>[^<]*</\1>| role="img"| data-[a-z]+="[^"]*"(?=[^<>]*/>)')
_DOT = re.compile(r'<circle cx="([^"]*)" cy="([^"]*)" r="([^"]*)" fill="([^"]*)"/>')
_LINES = re.compile(
    r'<path d="[^"]*"((?: (?!fill|[^"]*opacity)[^"]*"[^"]*")* fill="none")/>'
    r'(?:<path d="[^"]*"\1/>)+'
)
_PATH = re.compile(r'<path d="([^"]*)"')
_LETTERS = re.compile(r' (font-family|style)="[^"]*"')
_PLAIN = " =:;,()@/{}+-.!*"  # may stand as they are: shorter than base64 of base64
_BOLD = 'font-weight="600"'


def with_font(drawing: str) -> str:
    """The SVG with the characters of its words in it, so that it looks the same on every machine.

    About 2 KB for each weight, where a font of every character would be 20.
    """
    written = {False: "", True: ""}
    for attributes, words in _TEXT.findall(drawing):
        written[_BOLD in attributes] += unescape(words)
    fonts = {bold: woff(frozenset(words), bold) for bold, words in written.items() if words}
    faces = "".join(
        f"@font-face{{font-family:'{NAME}';font-weight:{600 if bold else 400};"
        f"src:url(data:font/woff;base64,{b64encode(font).decode()})}}"
        for bold, font in fonts.items()
    )
    style = f"<style>{faces}svg{{font-family:'{NAME}',{FONT}}}</style>"
    return drawing.replace(">", f">{style}", 1) if faces else drawing


def data_uri(drawing: str) -> str:
    """An SVG, with its font, as the source of an image: without what nobody can ask an image (its
    titles and figures: the page says them), which weighs as much as the font."""
    seen = _UNSEEN.sub("", drawing)
    seen = _gathered(with_font(seen) if _TEXT.search(seen) else _LETTERS.sub("", seen))
    address = quote(seen, safe=_PLAIN)
    # A page joins a space and a percent sign, as in "51 %"; an address must stay as it is.
    return f"data:image/svg+xml,{address.replace(' %', '%20%')}"


def _gathered(drawing: str) -> str:
    """The same drawing in fewer letters: a dot is a line of no length with round ends, and lines
    that follow one another and look alike are one."""

    def line(dot: re.Match[str]) -> str:
        x, y, radius, colour = dot.groups()
        ends = f'stroke-width="{2 * float(radius):g}" stroke-linecap="round" fill="none"'
        return f'<path d="M{x} {y}h0" stroke="{colour}" {ends}/>'

    def lines(run: re.Match[str]) -> str:
        return f'<path d="{"".join(_PATH.findall(run[0]))}"{run[1]}/>'

    return _LINES.sub(lines, _DOT.sub(line, drawing))
