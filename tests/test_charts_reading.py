"""Reading a drawing back, without a browser: its marks, its words and the room that they take."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from charts.layout import Box, text_width
from charts.plotly_chart import figure
from charts.specification import Chart

NS = "{http://www.w3.org/2000/svg}"


def marks(picture: str) -> list[ElementTree.Element]:
    return [e for e in ElementTree.fromstring(picture).iter() if "data-at" in e.attrib]


def plain(chart: Chart, **more: int) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(figure(chart, **more).to_json())
    return parsed


def size_of(e: ElementTree.Element) -> tuple[float, bool]:
    return float(e.attrib["font-size"]), e.get("font-weight") == "600"


def texts(picture: str) -> Iterator[tuple[str, Box]]:
    """Every line of text with the room that it takes in Arial."""
    for e in ElementTree.fromstring(picture).iter(f"{NS}text"):
        words, (size, bold) = e.text or "", size_of(e)
        width, x, y = text_width(words, size, bold), float(e.attrib["x"]), float(e.attrib["y"])
        left = x - width * {"middle": 0.5, "end": 1}.get(e.get("text-anchor", ""), 0)
        yield words, Box(left, y - 0.74 * size, left + width, y + 0.22 * size)
