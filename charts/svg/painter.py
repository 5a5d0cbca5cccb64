"""Paints shapes as SVG: strings, escaped, with no more digits than are seen. Measures nothing."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from xml.sax.saxutils import escape, quoteattr

from charts.layout.shapes import Dots, Group, Mark, Place, Polyline, Rectangle, Shape, TextLine
from charts.theme import FONT, PAPER

STYLE = "font-variant-numeric:tabular-nums;text-rendering:geometricPrecision"  # as measured
HALO = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke", "stroke_linejoin": "round"}


def picture(
    title: str, alt: str, size: tuple[float, float], shapes: Iterable[Shape], key: str = ""
) -> str:
    """The shapes as one SVG, with a title and a description for those who cannot see it. `key` is
    a name for the ids of the two; without one it is drawn on what is behind it."""
    width, height = (f"{side:.0f}" for side in size)
    paper = element("rect", width=width, height=height, fill=PAPER) if key else ""
    return element(
        "svg",
        element("title", escape(title), id=f"{key}-title" if key else None)
        + element("desc", escape(alt), id=f"{key}-desc" if key else None)
        + paper
        + "".join(map(paint, shapes)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc" if key else None,
        font_family=FONT,
        style=STYLE,
    )


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element. An attribute's underscores are hyphens; what is None is left out."""
    named = (
        f" {key.replace('_', '-')}={quoteattr(_plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(named)}" + (f">{content}</{name}>" if content else "/>")


@singledispatch
def paint(shape: object) -> str:
    """A shape as an element. Raises TypeError for what is none."""
    raise TypeError(f"{shape!r} is not a shape")


@paint.register
def _text(line: TextLine) -> str:
    return element(
        "text",
        escape(line.words),
        x=line.x,
        y=line.y,
        font_size=line.size,
        fill=line.colour,
        text_anchor=None if line.anchor == "start" else line.anchor,
        font_weight=600 if line.bold else None,
        **(HALO if line.halo else {}),
    )


@paint.register
def _polyline(line: Polyline) -> str:
    faint = None if line.opacity == 1 else f"{line.opacity:g}"
    if line.filled:
        area = f"{_steps(line.places)}Z"
        return element("path", d=area, fill=line.colour, fill_opacity=faint)
    return element(
        "path",
        d=_steps(line.places),
        stroke=line.colour,
        stroke_width=f"{line.width:g}",
        stroke_dasharray=" ".join(map(_plain, line.dash)) or None,
        stroke_opacity=faint,
        stroke_linejoin="round" if len(line.places) > 2 else None,
        fill="none",
    )


@paint.register
def _rectangle(rectangle: Rectangle) -> str:
    box = rectangle.box
    wide, tall = box.right - box.left, box.bottom - box.top
    sides = {"x": box.left, "y": box.top, "width": wide, "height": tall}
    return element("rect", **sides, rx=rectangle.corner or None, fill=rectangle.colour)


@paint.register
def _mark(mark: Mark) -> str:
    x, y = mark.at
    rim = {"stroke": mark.rim, "stroke_width": f"{mark.rim_width:g}"} if mark.rim else {}
    colours = {"fill": mark.colour, **rim, **dict(mark.about)}
    if not mark.square:
        return element("circle", cx=x, cy=y, r=mark.size, **colours)
    side = mark.size * 1.8
    return element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, **colours)


@paint.register
def _dots(dots: Dots) -> str:
    """All in one path: lines of no length with round ends."""
    places = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in dots.places)
    ends = {"stroke_width": dots.width, "stroke_linecap": "round", "fill": "none"}
    return element("path", d=places, stroke=dots.colour, **ends) if places else ""


@paint.register
def _group(group: Group) -> str:
    x, y = map(_plain, group.at)
    return element("g", "".join(map(paint, group.shapes)), transform=f"translate({x} {y})")


def _steps(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in places)


def _plain(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
