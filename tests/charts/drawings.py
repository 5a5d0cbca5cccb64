"""Reading a drawing back, without a browser: its marks, its words and the room that they take."""

import json
import re
from collections.abc import Iterator
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
