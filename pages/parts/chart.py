"""A chart as a picture with its numbers under it, and the numbers as a real table.

A screen reader reads the table and a printer prints it.
"""

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from metrics import sentences
from pages.parts.html import image, mark_of, table, text
from view_model.edition_view import IndicatorView


def picture(chart: Chart) -> str:
    """The drawing (a narrow one for phones), what to read it with, and the numbers folded away.

    In words alone when there is nothing that may be drawn.
    """
    if not shows_any(chart):
        return f"{caption(chart)}<p>Every figure here is hidden or missing.</p>{_folded(chart)}"
    wide = image(svg(chart, titled=False), chart.alt, "chart wide")
    drawn = f"<figure>{caption(chart)}{wide}{narrow(chart)}{notes(chart)}</figure>"
    return drawn + _folded(chart)


def shows_any(chart: Chart) -> bool:
    """Whether any figure of ours may be seen."""
    return any(line.shown for line in chart.own)


def caption(chart: Chart) -> str:
    """The finding, and under it the measure, its unit and its periods."""
    under = f'<br><span class="small">{text(chart.subtitle)}</span>'
    return f'<p class="caption"><b>{text(chart.title)}</b>{under}</p>'


def _folded(chart: Chart) -> str:
    return f"<details><summary>The numbers</summary>{numbers(chart)}</details>"


def narrow(chart: Chart) -> str:
    """The drawing for a phone; style.css shows it there and nowhere else."""
    drawn = svg(chart, width=390, height=330, titled=False)
    return image(drawn, chart.alt, "chart narrow")


def notes(chart: Chart) -> str:
    """What to read a chart with, in small print; the drawing itself says where its axis starts."""
    said = (f"<li>{text(note)}</li>" for note in chart.notes if note != chart.axis.note)
    return f'<ul class="notes">{"".join(said)}</ul>'


def numbers(chart: Chart) -> str:
    """The same figures as the chart, newest first, as a table."""
    lines = list(reversed(rows(chart)))
    heads = list(lines[0]) if lines else []
    cells = [[text(cell) for cell in line.values()] for line in lines]
    label = f"{chart.title}: the numbers"
    source = f'<p class="small">Source: {text(chart.source)}.</p>'
    return table(label, heads, cells, kind="numbers") + source


def whole_years(reported: IndicatorView) -> str:
    """The years that the sentence is about, where the chart shows their quarters."""
    lines = [
        (
            text(f"Year to {m.period.end:%B %Y}"),
            text(sentences.shown_figure(reported.indicator, m)),
            text(sentences.counts(m)),
        )
        for m in reversed(reported.whole_years)
    ]
    heads = ("Whole year", reported.council.name, "Number")
    if not lines:
        return ""
    return mark_of(reported) + table("Whole years", heads, lines, kind="numbers")
