"""A chart as one SVG, drawn by the server: for ambition pages, print and the picture to download.

No library: strings, escaped. What travels alone, as a file or in an <img>, carries its font
(charts.svg.font); what a typesetter draws does not need it.
"""

from dataclasses import dataclass

from charts.layout.frame import Frame
from charts.layout.labels import SMALL, SMALLEST, End, ends, ticks_of
from charts.layout.text import balanced, text_width, wrap
from charts.model.axis import tick_label
from charts.model.chart import Chart
from charts.svg import layers, lettering
from charts.svg.marks import Words, block
from charts.svg.sparkline import sparkline
from charts.svg.surround import MARGIN, NARROW, SMALLEST_PLOT, TAGGED, picture, tag
from charts.theme import INK, QUIET

__all__ = ["sparkline", "svg"]

BETWEEN = 3.0  # pixels between two blocks of text


def svg(
    chart: Chart,
    width: int = 720,
    height: int = 360,
    titled: bool = True,
    smallest_plot: float = SMALLEST_PLOT,
) -> str:
    """The whole chart, `width` pixels wide and at least `height` tall.

    `titled` writes the finding, the measure, what to read it with and the source into the
    picture, so that it can travel alone; a page that says them itself leaves them out.
    `smallest_plot` is how tall the plot is at least, in pixels.
    """
    page = _page(chart, float(width), titled)
    beside = 0 if page.narrow else sum(label.height for label in page.labels)
    plot = max(height - page.above - page.below, smallest_plot, beside)
    frame = Frame(page.left, page.right, page.above, page.above + plot, *chart.dates, chart.axis)
    size = float(width), page.above + plot + page.below
    return picture(chart.key, chart.title, chart.alt, size, "".join(_drawn(chart, frame, page)))


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands around the plot, and the pixels that it takes."""

    width: float
    left: float
    right: float
    above: float
    below: float
    heading: tuple[Words, ...]
    footing: tuple[Words, ...]
    labels: tuple[End, ...]
    narrow: bool
    lanes: float


def _page(chart: Chart, width: float, titled: bool) -> _Page:
    narrow = width < NARROW
    labels = ends(chart, width - 60 if narrow else min(width * 0.28, 210))
    beside = 0 if narrow or not labels else max(label.width for label in labels) + 14
    heading = _heading(chart, width, narrow) if titled else ()
    footing = _footing(chart, width, titled)
    lanes = sum(bool(line.gaps) for line in chart.own) * lettering.LANE
    under = sum(label.height + 2 for label in labels) + 10 if narrow else 0
    return _Page(
        width=width,
        left=MARGIN + _widest_tick(chart) + 10,
        right=width - MARGIN - max(beside, 8),
        above=_height(heading, 10) + (30 if chart.illustrative else 0) + layers.STRIP,
        below=lanes + 30 + under + _height(footing, 10) + MARGIN,
        heading=heading,
        footing=footing,
        labels=tuple(labels),
        narrow=narrow,
        lanes=lanes,
    )


def _drawn(chart: Chart, frame: Frame, page: _Page) -> list[str]:
    under = frame.bottom + page.lanes
    named = (
        lettering.key(page.labels, MARGIN, under + 36)
        if page.narrow
        else lettering.end_labels(page.labels, frame, frame.bottom + 14)
    )
    return [
        _headed(chart, page),
        layers.strategy_band(chart, frame, page.width),
        layers.grid(chart, frame),
        layers.neighbours_band(chart, frame),
        layers.ribbons(chart, frame),
        *(layers.line(line, frame) for line in reversed(chart.lines)),
        lettering.baseline(chart, frame),
        named,
        lettering.lanes(chart, frame, page.width),
        lettering.days(chart, frame, under, page.width),
        lettering.message(chart, frame),
        _stacked(page.footing, under + page.below - page.lanes - _height(page.footing, 0) - MARGIN),
    ]


def _heading(chart: Chart, width: float, narrow: bool) -> tuple[Words, ...]:
    size = 19 if narrow else 21
    title = tuple(balanced(chart.title, size, width - 2 * MARGIN, bold=True))
    measure = tuple(wrap(chart.subtitle, SMALL, width - 2 * MARGIN))
    return Words(title, size, size + 6, INK, bold=True), Words(measure, SMALL, 20, QUIET)


def _footing(chart: Chart, width: float, titled: bool) -> tuple[Words, ...]:
    """The notes and the source; on a page that says them itself, only what the axis does."""
    said = [" ".join(chart.notes), f"Source: {chart.source}"] if titled else [chart.axis.note]
    return tuple(
        Words(tuple(wrap(words, SMALLEST, width - 2 * MARGIN)), SMALLEST, 18, QUIET)
        for words in said
        if words
    )


def _headed(chart: Chart, page: _Page) -> str:
    marked = tag() if chart.illustrative else ""
    return marked + _stacked(page.heading, TAGGED if marked else 0)


def _stacked(blocks: tuple[Words, ...], top: float) -> str:
    pieces = []
    for words in blocks:
        pieces.append(block(MARGIN, top, words))
        top += words.height + BETWEEN
    return "".join(pieces)


def _height(blocks: tuple[Words, ...], gap: float) -> float:
    """How tall the blocks are together, with a gap after the last."""
    return sum(words.height + BETWEEN for words in blocks) - BETWEEN + gap if blocks else 0


def _widest_tick(chart: Chart) -> float:
    labels = (tick_label(t, chart.axis, chart.unit) for t in ticks_of(chart))
    return max((text_width(label, SMALL) for label in labels), default=0)
