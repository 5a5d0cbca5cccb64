"""In a browser on a machine with one font that is not ours, no word of a chart is cut or meets
another: every chart of every page, measured as it is drawn.
"""

import json
import os
import re
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import unescape
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote

import pytest
from plotly.offline import get_plotlyjs

from benchmarks.chromium_flags import QUIET
from charts.interactive.figure import figure
from charts.layout.font import NAME
from charts.layout.text import Box
from charts.svg.font import with_font
from charts.svg.line_chart import svg
from pages.deck.slides import NARROW, SMALLEST_PLOT, TALL, WIDE
from pages.parts.chart import picture
from pages.parts.glance import SIZE
from pages.parts.html import unbroken
from pages.parts.rows import row
from pages.parts.why import reasons
from schemas.declared import Indicator
from tests.support.browsing import browser_program
from tests.support.depth import EVERYTHING, night
from tools.chart_font import variable_font
from view_model.edition_view import EditionView, IndicatorView

pytestmark = pytest.mark.process

Boxes = dict[str, tuple[Box, list[tuple[str, Box]]]]  # by name: the drawing, and its words
Measure = Callable[..., Boxes]
ONE_FONT = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{}</cachedir>
<selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont>
<glob>*/DejaVuSans.ttf</glob><glob>*/DejaVuSans-Bold.ttf</glob></acceptfont></selectfont>
</fontconfig>"""
ACROSS = 0.5  # of a pixel: a browser rounds

SCRIPT = """
window.plots ??= [];
const fonts = Promise.all([...document.fonts].map(font => font.load()));
fonts.then(() => Promise.all(plots.map(plot => Plotly.newPlot(...plot)))).then(() => {
  const measured = [...document.querySelectorAll('body > div')].map(drawing => {
    const whole = drawing.querySelector('svg').getBoundingClientRect();
    const texts = [...drawing.querySelectorAll('text')].filter(t => t.textContent).map(text => {
      const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize);
      const inner = text.getBBox(), baseline = text.getStartPositionOfChar(0).y;
      const y = box.top - whole.top + baseline - inner.y;
      return [text.textContent, [box.left - whole.left, y - 0.74 * size,
              box.right - whole.left, y + 0.22 * size]];
    });
    return [drawing.id, [0, 0, whole.width, whole.height], texts];
  });
  document.querySelector('pre').textContent = JSON.stringify(measured);
});
"""


@pytest.fixture(scope="module")
def measure(tmp_path_factory: pytest.TempPathFactory) -> Measure:
    """Draws pieces of HTML in a browser that has one font, and says where each <text> stands:
    pixels from the drawing's corner, across as drawn, down from its baseline."""
    folder = tmp_path_factory.mktemp("one_font")
    fonts, page = folder / "fonts.conf", folder / "page.html"
    fonts.write_text(ONE_FONT.format(folder / "cache"))
    command = [browser_program(), *QUIET, "--headless", "--virtual-time-budget=60000"]

    def boxes(drawings: dict[str, str], head: str = "") -> Boxes:
        html = "".join(
            f"<div id='{n}'>{_apart(n, drawing)}</div>" for n, drawing in drawings.items()
        )
        page.write_text(f"<meta charset=utf-8>{head}{html}<pre></pre><script>{SCRIPT}</script>")
        done = subprocess.run(
            [*command, f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()],
            env=os.environ | {"FONTCONFIG_FILE": str(fonts)},
            capture_output=True,
            text=True,
            timeout=300,
        )
        (measured,) = re.findall(r"<pre>(.*?)</pre>", done.stdout, re.DOTALL)
        return {
            name: (Box(*size), [(words, Box(*box)) for words, box in texts])
            for name, size, texts in json.loads(unescape(measured))
        }

    return boxes


def explored(reported: IndicatorView, name: str, width: int) -> str:
    """The figure of an indicator's page, as wide as it is there."""
    plot = json.dumps(figure(reported.chart).to_json())
    return (
        f"<div id='plot-{name}' style='width:{width}px'></div><script>plot = JSON.parse({plot});"
        f"plots.push(['plot-{name}', plot.data, plot.layout])</script>"
    )


def _apart(name: str, drawing: str) -> str:
    """With a font and a style of its own, as it has in an <img>."""
    return drawing.replace(NAME, f"{NAME} {name}").replace("svg{", f"#{name} svg{{")


def indicators(reading: EditionView) -> Iterator[Indicator]:
    yield from reading.edition.schemas.indicators.values()


def faults(boxes: Boxes) -> Iterator[str]:
    """Every word that leaves its drawing, and every two that meet."""
    for name, (page, texts) in boxes.items():
        outer = Box(-ACROSS, 0, page.right + ACROSS, page.bottom)
        yield from (f"{name}: {words!r} is cut" for words, box in texts if box.outside(outer))
        for (a, here), (b, there) in combinations(texts, 2):
            if Box(here.left + ACROSS, here.top, here.right - ACROSS, here.bottom).meets(there):
                yield f"{name}: {a!r} meets {b!r}"


def drawings(reported: IndicatorView) -> Iterator[str]:
    """Every drawing of an indicator: of its pages as they send it, of its slides and its file."""
    chart = reported.chart
    html = unbroken(picture(chart) + row(reported) + reasons(reported))
    yield from map(unquote, re.findall(r"data:image/svg\+xml,([^\"]+)", html))
    yield with_font(svg(chart))
    yield with_font(svg(chart, *SIZE, titled=False))  # of its page, and on paper
    for size in (WIDE, TALL, NARROW):
        yield with_font(svg(chart, *size, titled=False, smallest_plot=SMALLEST_PLOT))


def test_no_word_of_a_drawing_is_cut_or_meets_another(
    reading: EditionView, measure: Measure
) -> None:
    with_figures = [r for r in map(reading.of, indicators(reading)) if r.has_figures]
    named = {
        f"{reported.indicator.id}-{n}": drawing
        for reported in (with_figures if EVERYTHING else with_figures[::3])
        for n, drawing in enumerate(drawings(reported))
    }
    assert len(named) > 57 * 8 / (1 if EVERYTHING else 3)
    assert list(faults(measure(named))) == []


@night
@pytest.mark.parametrize("width", [1100, 720])
def test_no_word_of_a_figure_to_explore_is_cut_or_meets_another(
    reading: EditionView, measure: Measure, width: int
) -> None:
    """On a phone the narrow drawing stands in for it."""
    shown = [r for r in map(reading.of, indicators(reading)) if r.has_figures]
    named = {f"{r.indicator.id}-{width}": explored(r, r.indicator.id, width) for r in shown}
    assert list(faults(measure(named, _with_plotly()))) == []


def _with_plotly() -> str:
    """Plotly, and the typeface of the page: the same, as Streamlit sends it."""
    font = b64encode((variable_font() or Path()).read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{font})"
    style = f"@font-face{{font-family:'Source Sans';font-weight:200 900;src:{source}}}"
    text = "text{text-rendering:geometricPrecision;font-family:'Source Sans' !important}"
    return f"<style>{style} {text}</style><script>{get_plotlyjs()};plots = []</script>"
