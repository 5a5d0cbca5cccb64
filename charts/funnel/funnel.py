"""The funnel: where we stand among all councils, larger ones further right. One SVG, no library.

What it is made from is in charts.funnel.model, what it says in charts.funnel.words.
"""

from dataclasses import dataclass

from charts.funnel import layers
from charts.funnel.model import Council, Funnel, FunnelLimit
from charts.funnel.plane import Plane, close_axis, domain
from charts.funnel.words import funnel_alt, funnel_notes, funnel_rows
from charts.layout.labels import END, LEADING, SMALL
from charts.layout.text import balanced, text_width, wrap
from charts.model.axis import tick_label
from charts.model.chart import Axis
from charts.svg.marks import Words, block
from charts.svg.surround import (
    MARGIN,
    NARROW,
    SMALLEST_PLOT,
    drawn,
    heading,
    key_of,
    picture,
    small_print,
)
from charts.theme import QUIET, STROKES

__all__ = [
    "Council",
    "Funnel",
    "FunnelLimit",
    "funnel_alt",
    "funnel_notes",
    "funnel_rows",
    "funnel_svg",
]
SQUEEZED = "Larger numbers are drawn closer together, so that small councils can be told apart."


def funnel_svg(funnel: Funnel, width: int = 860, height: int = 400, titled: bool = True) -> str:
    """The picture, `width` pixels wide and at least `height` tall.

    Without `titled` the finding is left to the page; what to read it with is always for the page
    to say (funnel_notes).
    """
    page = _page(funnel, float(width), float(height), titled)
    pieces = [
        page.above,
        layers.grid(page.plane, funnel.unit),
        layers.limits(funnel, page.plane),
        layers.sizes(page.plane, page.under),
        layers.reference(funnel, page.plane, page.beside),
        layers.others(funnel, page.plane),
        layers.ours(funnel, page.plane),
        block(MARGIN, page.size[1] - MARGIN - page.foot.height, page.foot),
    ]
    key, alt = key_of(f"funnel {funnel.title}"), funnel_alt(funnel)
    return picture(key, funnel.title, alt, page.size, "".join(pieces))


@dataclass(frozen=True, slots=True)
class _Page:
    """The plot, and the words that stand around it; `size` is the whole picture's."""

    plane: Plane
    above: str
    beside: Words
    under: Words
    foot: Words
    size: tuple[float, float]


def _page(funnel: Funnel, width: float, height: float, titled: bool) -> _Page:
    axis, (largest, squeezed) = _axis(funnel), domain(c.size for c in funnel.councils)
    above, top = heading(funnel.title if titled else "", width, funnel.illustrative)
    beside = _beside(funnel, width)
    ticks = (text_width(tick_label(tick, axis, funnel.unit), SMALL) for tick in axis.ticks)
    left, right = MARGIN + max(ticks) + 10, width - MARGIN - beside.width - 14
    counted = balanced(funnel.size_label, SMALL, width - left - MARGIN)
    under = Words(tuple(counted), SMALL, 18, QUIET)
    foot = small_print([axis.note, SQUEEZED if squeezed else ""], width)
    below = 28 + under.height + (foot.height + 8 if foot.lines else 0) + MARGIN
    named = layers.name(funnel, right - left).height + 10
    plot = max(height - top - below, SMALLEST_PLOT, beside.height, named)
    plane = Plane(left, right, top, top + plot, largest, squeezed, axis)
    return _Page(plane, above, beside, under, foot, (width, top + plot + below))


def _axis(funnel: Funnel) -> Axis:
    """It has room for every council, the reference, and the limits for ours."""
    at = funnel.limit(funnel.ours.size)
    ends = (at.strong_low, at.strong_high) if at else ()
    values = [funnel.reference, *ends, *(c.value for c in funnel.councils)]
    return close_axis([drawn(v, funnel.unit) for v in values], funnel.unit)


def _beside(funnel: Funnel, width: float) -> Words:
    """The reference's label, right of its line."""
    room = 76 if width < NARROW else min(width * 0.28, 210)
    lines = tuple(wrap(funnel.reference_label, END, room))
    return Words(lines, END, LEADING, STROKES["country"].text)
