"""Reading a drawing back, without a browser: its marks, its words and the room that they take."""

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

from charts.interactive.figure import figure
from charts.layout.text import Box, text_width
from charts.model.chart import Chart

NS = "{http://www.w3.org/2000/svg}"


def marks(picture: str) -> list[ElementTree.Element]:
    return [e for e in ElementTree.fromstring(picture).iter() if "data-at" in e.attrib]


def plain(chart: Chart, **more: int) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(figure(chart, **more).to_json())
    return parsed


def size_of(e: ElementTree.Element) -> tuple[float, bool]:
    return float(e.attrib["font-size"]), e.get("font-weight") == "600"


def texts(picture: str) -> Iterator[tuple[str, Box]]:
    """Every line of text with the room that it takes."""
    for e in ElementTree.fromstring(picture).iter(f"{NS}text"):
        words, (size, bold) = e.text or "", size_of(e)
        width, x, y = text_width(words, size, bold), float(e.attrib["x"]), float(e.attrib["y"])
        left = x - width * {"middle": 0.5, "end": 1}.get(e.get("text-anchor", ""), 0)
        yield words, Box(left, y - 0.74 * size, left + width, y + 0.22 * size)


def written(chart: Chart, width: int = 720) -> list[tuple[str, Box]]:
    """Every line of text in the Plotly figure, with its room at the width that was measured."""
    layout = plain(chart, width=width)["layout"]
    return [(a["text"], _room(a, *_plot(layout, width))) for a in layout["annotations"]]


def _plot(layout: dict[str, Any], width: int) -> tuple[float, float, float, float]:
    """Left, width, bottom and height of the plot and its lanes."""
    margin = layout["margin"]
    bottom = layout["height"] - margin["b"]
    return margin["l"], width - margin["l"] - margin["r"], bottom, bottom - margin["t"]


def _room(a: dict[str, Any], left: float, wide: float, bottom: float, tall: float) -> Box:
    size, bold = a["font"]["size"], a["font"]["weight"] == 600
    width = text_width(unescape(a["text"]), size, bold)
    x, y = left + a["x"] * wide + a["xshift"], bottom - a["y"] * tall + 0.34 * size
    start = x - width * {"left": 0, "center": 0.5, "right": 1}[a["xanchor"]]
    return Box(start, y - 0.74 * size, start + width, y + 0.22 * size)


def shapes(chart: Chart, width: int = 720) -> list[dict[str, Any]]:
    """The Plotly figure's shapes, their ends in pixels where it is as wide as was measured."""
    layout = plain(chart, width=width)["layout"]
    left, wide, bottom, tall = _plot(layout, width)
    for shape in layout["shapes"]:
        anchor = left + wide * shape.get("xanchor", 0)
        for end in ("x0", "x1"):
            scaled = left + shape[end] * wide
            shape[end] = anchor + shape[end] if "xsizemode" in shape else scaled
        for end in ("y0", "y1"):
            shape[end] = bottom - shape[end] * tall
    return list(layout["shapes"])


def places(picture: str) -> list[tuple[float, float]]:
    """Every place that a line, an area, a dot or a rectangle reaches."""
    found = []
    for e in ElementTree.fromstring(picture).iter():
        found += re.findall(r"(-?[\d.]+) (-?[\d.]+)", e.get("d", ""))
        found += [(e.attrib["cx"], e.attrib["cy"])] if "cx" in e.attrib else []
    return [(float(x), float(y)) for x, y in found]


def whole(picture: str) -> Box:
    page = ElementTree.fromstring(picture).attrib
    return Box(0, 0, float(page["width"]), float(page["height"]))


def numbers(picture: str) -> list[str]:
    """Every attribute that says where or how large something is."""
    keys = ("x", "y", "cx", "cy", "d", "width", "height")
    elements = ElementTree.fromstring(picture).iter()
    return [e.attrib[key] for e in elements for key in keys if key in e.attrib]


def check(picture: str) -> None:
    """Well-formed, all of it inside, no words over others, none too small to read."""
    page, said = whole(picture), list(texts(picture))
    assert [words for words, box in said if box.outside(page)] == []
    assert [(a, b) for (a, one), (b, two) in combinations(said, 2) if one.meets(two)] == []
    assert [at for at in places(picture) if not page.holds(*at)] == []
    assert min(size_of(e)[0] for e in ElementTree.fromstring(picture).iter(f"{NS}text")) >= 13
    assert not any("nan" in number or "inf" in number for number in numbers(picture))
