"""A chart as a picture with its numbers under it, and the numbers as a real table.

A screen reader reads the table and a printer prints it.
"""

from collections.abc import Callable, Sequence
from functools import partial

from markupsafe import Markup

from charts.model.chart import Chart
from charts.model.table import rows, rows_of_groups
from charts.svg.line_chart import small_multiples, svg
from metrics import sentences
from pages.parts.html import bullets, fold, image, mark_of, small, table
from schemas.declared import ALL
from schemas.problems import join_words
from schemas.states import IN_A_SENTENCE, State
from view_model.edition_view import IndicatorView

HIDDEN = IN_A_SENTENCE[State.SUPPRESSED]
NOT_DRAWN = "Every figure here is hidden or missing."


def picture(chart: Chart) -> Markup:
    """The drawing (a narrow one for phones), what to read it with, and the numbers folded away.

    In words alone when there is nothing that may be drawn.
    """
    folded = fold("The numbers", numbers(chart))
    if not shows_any(chart):
        return caption(chart) + Markup("<p>{}</p>").format(NOT_DRAWN) + folded
    drawn = both_widths(partial(svg, chart), chart.alt)
    return Markup("<figure>{}{}{}</figure>{}").format(caption(chart), drawn, notes(chart), folded)


def pictures(charts: Sequence[Chart]) -> Markup:
    """Charts of a group each as one drawing, what to read them with, and their numbers in one table
    folded away."""
    lines = [[*row.values()] for row in rows_of_groups(charts)]
    title = f"{charts[0].subtitle} By group"
    folded = fold("The numbers", table(title, [*rows_of_groups(charts)[0]], lines, kind="numbers"))
    read_with = dict.fromkeys(note for chart in charts for note in chart.notes)
    drawn = both_widths(
        partial(small_multiples, charts), " ".join(c.alt for c in charts), size=(800, 0), height=0
    )
    html = Markup('<figure><p class="small">{}</p>{}{}</figure>{}')
    return html.format(charts[0].subtitle, drawn, bullets(read_with, "notes"), folded)


def drawing(chart: Chart, width: int, height: int, *, titled: bool, smallest_plot: float) -> Markup:
    """The SVG as HTML, for a slide that it is a part of and no image. It is safe: charts/svg
    escapes every word and every attribute that it writes (charts/svg/painter.py)."""
    return Markup(svg(chart, width, height, titled=titled, smallest_plot=smallest_plot))


def shows_any(chart: Chart) -> bool:
    """Whether any figure of ours may be seen."""
    return any(line.shown for line in chart.own)


def caption(chart: Chart) -> Markup:
    """The finding, and under it the measure, its unit and its periods."""
    return Markup('<p class="caption"><b>{}</b><br><span class="small">{}</span></p>').format(
        chart.title, chart.subtitle
    )


def both_widths(
    draw: Callable[..., str],
    alt: str,
    *,
    size: tuple[int, int] | tuple[()] = (),
    height: int = 330,
    folded: bool = False,
) -> Markup:
    """A drawing for a screen, of its usual size unless given, and one of that height for a phone;
    style.css shows one of the two."""
    drawn = {"wide": draw(*size, titled=False), "narrow": draw(390, height, titled=False)}
    images = (image(svg, alt, f"chart {kind}", folded=folded) for kind, svg in drawn.items())
    return Markup().join(images)


def notes(chart: Chart) -> Markup:
    """What to read a chart with, in small print; the drawing itself says where its axis starts."""
    return bullets((note for note in chart.notes if note != chart.axis.note), "notes")


def numbers(chart: Chart, which: str = "the numbers") -> Markup:
    """The same figures as the chart, newest first, as a table. `which`: its name on the page."""
    lines = list(reversed(rows(chart)))
    heads = list(lines[0]) if lines else []
    cells = [list(line.values()) for line in lines]
    listed = table(f"{chart.title}: {which}", heads, cells, kind="numbers")
    return listed + small(f"Source: {chart.source}.")


def whole_years(measure: IndicatorView) -> Markup:
    """The years that the sentence is about, where the chart shows their quarters."""
    lines = [
        (
            f"Year to {m.period.end:%B %Y}",
            sentences.shown_figure(measure.indicator, m),
            sentences.counts(m),
        )
        for m in reversed(measure.whole_years)
    ]
    if not lines:
        return Markup()
    heads = ("Whole year", measure.council.name, "Number")
    return mark_of(measure) + table("Whole years", heads, lines, kind="numbers")


def together(measure: IndicatorView, breakdown: str = ALL) -> Markup:
    """Figures over more time, where those of single quarters or years are hidden; '' without any.
    Everyone's whole years are in a table of their own."""
    found = {m: s for m, s in measure.together(breakdown).items() if m.over or not m.is_total}
    of = measure.indicator
    lines = [
        (m.category, sentences.time_of(m), sentences.shown_figure(of, m), sentences.counts(m))[
            m.is_total :
        ]
        for m in found
    ]
    if not lines:
        return Markup()
    single = join_words(sorted(set(found.values())), "and")
    said = f"Several {single} together, because single {single} are {HIDDEN}."
    heads = ("Group", "Together", measure.council.name, "Number")[breakdown == ALL :]
    return Markup("<p>{}</p>{}").format(said, table(said, heads, lines, kind="numbers"))


def missing(measure: IndicatorView) -> Markup:
    """What is not there yet, from whom it is needed, and how to add it."""
    indicator, country = measure.indicator, measure.council.country.name
    shown = (m for m in measure.measurements if m.role == "country" and m.is_total)
    theirs = max((m for m in shown if m.state is State.SHOWN), key=lambda m: m.period, default=None)
    said = f"{measure.council.name} has {measure.none_yet}."
    if theirs is not None:
        figure = f"{sentences.figure(indicator, theirs.value)} {indicator.measures}".rstrip()
        said += f" {theirs.period.opening}, {country} had {figure}."
    return Markup(
        '<p class="sentence">{}</p><p>They come from: {} ({}). To add '
        "them, put rows with the indicator <code>{}</code> in a CSV extract, then run "
        "<code>python -m data add FILE</code> and <code>python -m data publish</code>.</p>"
    ).format(said, indicator.return_, indicator.publisher, indicator.id)
