"""A chart as a picture with its numbers under it, and the numbers as a real table.

A screen reader reads the table and a printer prints it.
"""

from charts.specification import Chart
from charts.svg import svg
from charts.table import rows
from pages.markup import image, table, text


def picture(chart: Chart) -> str:
    """The drawing (a narrow one for phones), what to read it with, and the numbers folded away."""
    wide = image(svg(chart, titled=False), chart.alt, "chart wide")
    return (
        f"<figure><figcaption><b>{text(chart.title)}</b><br>"
        f'<span class="small">{text(chart.subtitle)}</span></figcaption>'
        f"{wide}{narrow(chart)}{notes(chart)}</figure>"
        f"<details><summary>The numbers</summary>{numbers(chart)}</details>"
    )


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
    return f'{table(label, heads, cells)}<p class="small">Source: {text(chart.source)}.</p>'
