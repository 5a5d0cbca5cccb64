"""What stands around every plot: the finding, small print, and the picture itself. Pixels."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from charts.layout.labels import SMALL, SMALLEST
from charts.layout.text import balanced, wrap
from charts.svg.marks import Words, block, element
from charts.theme import FONT, ILLUSTRATIVE, PAPER, QUIET, TAG, TAG_TINT
from schemas.declared import Unit

NARROW = 520  # below this many pixels, lines are named under the plot
SMALLEST_PLOT = 230.0
MARGIN = 4.0
TAGGED = 30.0  # for the words that the figures are invented
DIGITS = 4
CLEAR = 24.0  # above the plot, for a mark at its top and the words over that


def heading(title: str, width: float, illustrative: bool) -> tuple[str, float]:
    """The finding over a plot, and how tall it is; '' leaves the finding to the page."""
    marked = tag() if illustrative else ""
    top = TAGGED if illustrative else 0.0
    size = 19 if width < NARROW else 21
    lines = balanced(title, size, width - 2 * MARGIN, bold=True) if title else ()
    words = Words(tuple(lines), size, size + 6, bold=True)
    return marked + block(MARGIN, top, words), top + words.height + CLEAR


def small_print(said: Iterable[str], width: float) -> Words:
    """Sentences under a picture of a width."""
    lines = wrap(" ".join(said), SMALLEST, width - 2 * MARGIN)
    return Words(tuple(lines), SMALLEST, 18, QUIET)


def picture(key: str, title: str, alt: str, size: tuple[float, float], drawn: str) -> str:
    """The element around it all, with a title and a description for those who cannot see it. `key`
    is a name for the ids of the two."""
    width, height = (f"{side:.0f}" for side in size)
    titles = element("title", escape(title), id=f"{key}-title")
    said = element("desc", escape(alt), id=f"{key}-desc")
    paper = element("rect", width=width, height=height, fill=PAPER)
    return element(
        "svg",
        titles + said + paper + drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family=FONT,
        style="font-variant-numeric:tabular-nums",
    )


def key_of(words: str) -> str:
    """A name that can stand in an id: 'teeth-checked-by-a-dentist'."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def possible(value: float, unit: Unit) -> float:
    """The value, cut to what can be: 0 to 100 for a percent, else nought or more."""
    return min(max(value, 0.0), 100.0) if unit == "percent" else max(value, 0.0)


def drawn(value: float, unit: Unit) -> float:
    """What is drawn of a value: what can be of it, with no more digits than an axis has."""
    return round(possible(value, unit), DIGITS)


def tag() -> str:
    """That the figures are invented, over a plot."""
    words = Words((ILLUSTRATIVE,), SMALL, 22, TAG, bold=True)
    paper = element("rect", x=MARGIN, y=2, width=words.width + 16, height=22, rx=3, fill=TAG_TINT)
    return paper + block(MARGIN + 8, 2, words)
