"""A line chart as one SVG, large or small: for pages, print and the picture to download."""

from collections.abc import Sequence

from charts.layout.line_chart import measure
from charts.layout.small_multiples import place_panels
from charts.layout.sparkline import measure_small
from charts.layout.surround import SMALLEST_PLOT
from charts.model.chart import Chart
from charts.svg.painter import picture


def svg(
    chart: Chart,
    width: int = 720,
    height: int = 360,
    titled: bool = True,
    smallest_plot: float = SMALLEST_PLOT,
) -> str:
    """The chart as `measure` places it. What is sent alone, as a file or in an <img>, carries its
    font too (charts.svg.font)."""
    layout = measure(chart, width, height, titled, smallest_plot)
    return picture(chart.title, chart.alt, layout.size, layout.shapes, chart.key)


def small_multiples(
    charts: Sequence[Chart], width: int = 720, height: int = 0, titled: bool = True
) -> str:
    """Charts of one group each, beside and under each other, as `place_panels` places them; never
    less tall than they are."""
    first = charts[0]
    size, shapes = place_panels(charts, width, titled)
    alt = " ".join(chart.alt for chart in charts)
    return picture(first.subtitle, alt, (width, max(size, height)), shapes, f"{first.key}-all")


def sparkline(chart: Chart, width: int = 160, height: int = 40) -> str:
    """Our line alone, small enough for a row."""
    shapes = measure_small(chart, width, height)
    return picture(chart.title, chart.alt, (width, height), shapes)
