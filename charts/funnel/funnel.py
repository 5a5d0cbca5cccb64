"""The funnel: where we stand among all councils, larger ones further right. One SVG.

What it is made from is in charts.funnel.model, what it says in charts.funnel.words.
"""

from charts.funnel import layers
from charts.funnel.model import Funnel, FunnelLimit, SizedCouncil
from charts.funnel.scale import FunnelScale, close_axis, domain
from charts.funnel.words import funnel_alt, funnel_notes, funnel_rows
from charts.layout.shapes import TextBlock
from charts.layout.surround import (
    END,
    LEADING,
    MARGIN,
    NARROW,
    SMALL,
    SMALLEST_PLOT,
    STRIP,
    heading,
    height_of,
    small_print,
    stacked,
    value_grid,
    widest_tick,
)
from charts.layout.text import balanced, wrap
from charts.model.axis import drawn
from charts.model.chart import Axis, key_of
from charts.svg.painter import picture
from charts.theme import QUIET, STROKES

__all__ = [
    "Funnel",
    "FunnelLimit",
    "SizedCouncil",
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
    axis, (largest, squeezed) = _axis(funnel), domain(c.size for c in funnel.councils)
    head, above = heading(funnel.title if titled else "", "", width, funnel.illustrative)
    room = 76 if width < NARROW else min(width * 0.28, 210)
    lines = tuple(wrap(funnel.reference_label, END, room))
    beside = TextBlock(lines, END, LEADING, STROKES["country"].text)
    left = MARGIN + widest_tick(axis.ticks, axis, funnel.unit) + 10
    right, top = width - MARGIN - beside.width - 14, above + STRIP
    counted = balanced(funnel.size_label, SMALL, width - left - MARGIN)
    under = TextBlock(tuple(counted), SMALL, 18, QUIET)
    foot = small_print([f"{axis.note} {SQUEEZED if squeezed else ''}"], width)
    below = 28 + under.height + (height_of(foot) + 8 if foot else 0) + MARGIN
    named = layers.name(funnel, right - left).height + 10
    plot = max(height - top - below, SMALLEST_PLOT, beside.height, named)
    scale = FunnelScale(left, right, top, top + plot, largest, squeezed, axis)
    size = (float(width), top + plot + below)
    shapes = [
        *head,
        *value_grid(axis.ticks, axis, funnel.unit, left, right, scale.y),
        *layers.limits(funnel, scale),
        *layers.sizes(scale, under),
        *layers.reference(funnel, scale, beside),
        layers.others(funnel, scale),
        *layers.ours(funnel, scale),
        *stacked(foot, size[1] - MARGIN - height_of(foot)),
    ]
    key = key_of(f"funnel {funnel.title}")
    return picture(funnel.title, funnel_alt(funnel), size, shapes, key)


def _axis(funnel: Funnel) -> Axis:
    """It has room for every council, the reference, and the limits for ours."""
    at = funnel.limit(funnel.ours.size)
    ends = (at.strong_low, at.strong_high) if at else ()
    values = [funnel.reference, *ends, *(c.value for c in funnel.councils)]
    return close_axis([drawn(v, funnel.unit) for v in values], funnel.unit)
