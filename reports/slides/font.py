"""How wide words are on a slide, which is set in Arial whatever the machine has."""

from functools import partial

from charts.layout import text

# Advance widths, in thousandths of the size, from the space to the tilde.
_ARIAL = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_OTHER = 800  # of any other character
_BOLD = 1.09


def text_width(words: str, size: float, bold: bool = False) -> float:
    """How wide the words are at a size, in its unit; if anything too wide."""
    known = (_ARIAL[ord(c) - 32] if 32 <= ord(c) < 127 else _OTHER for c in words)
    return sum(known) * size / 1000 * (_BOLD if bold else 1)


wrap = partial(text.wrap, measure=text_width)
