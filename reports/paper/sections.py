"""The parts that the reports on paper share: a title, a table under its heading, remarks, what is
to be done, and what the report is."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from charts.svg.line_chart import svg
from metrics.sentences import day
from reports.paper.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from schemas.notes import Commentary
from view_model import listings
from view_model.edition_view import EditionView, IndicatorView
from view_model.listings import Listing
from view_model.note_tables import partners
from view_model.notes import Commitment, mark, signed
from view_model.scope import Scope, about, chosen

LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Every figure here is one that the edition shows; small counts were hidden when it was made."
)
SIZE, PLOT = (680, 200), 130.0  # of a drawing under a finding, and of its plot at least
NAMED = 10  # measures that a list names before it counts the rest


def document(
    view: EditionView,
    scope: Scope,
    title: str,
    blocks: Iterable[Block],
    most: int | None = None,
    under: str = "",
) -> Document:
    """A report of those blocks, or of the first so many; `under` its title, what it is of. Raises
    Refused for a scope that names nothing."""
    chosen(view, scope)
    edition, council = view.edition, view.council.authority
    published = f"Edition {edition.name}, published {day(edition.made)}"
    narrowed = filter(None, (under, about(view, scope)))
    return Document(
        title=title,
        subtitle=(*narrowed, view.strategy.title, council, published),
        author=council,
        edition=published,
        made=edition.made,
        contents=scope.annex,
        blocks=list(islice(blocks, most)),
    )


def picture(measure: IndicatorView, scope: Scope) -> Iterator[Block]:
    """A measure's chart with its n, period and source, where there is a figure of ours to see."""
    chart = measure.chart_as(scope.filters)
    if chart and chart.shows_ours:
        yield Picture(svg(chart, *SIZE, titled=False, smallest_plot=PLOT), chart.alt)
        yield Paragraph(f"{measure.headline}. {chart.subtitle} Source: {chart.source}.", "small")


def table(listing: Listing | None, heading: str = "", level: int = 1) -> Iterator[Block]:
    """A listing under its title, or under another heading and then with its title in words; nothing
    where it has no rows. Groups have a table each."""
    if listing is None or not listing.rows:
        return
    yield Heading(heading or listing.title, level)
    if heading and listing.title:
        yield Paragraph(f"{listing.title}.", "lead")
    if listing.summary:
        yield Paragraph(listing.summary)
    for group in dict.fromkeys(row.group for row in listing.rows):
        if group:
            yield Heading(group, 2, listed=False)
        lines = tuple(row.cells for row in listing.rows if row.group == group)
        title = f"{heading or listing.title} {group}".strip()
        yield Table(title, listing.heads, lines, listing.widths)


def bullets(heading: str, lines: Sequence[str]) -> Iterator[Block]:
    """A list under its heading; nothing where it is empty."""
    if lines:
        yield Heading(heading)
        yield Bullets(tuple(lines))


def quotes(notes: Iterable[Commentary]) -> Iterator[Block]:
    """What officers said, each with who signed it."""
    return (Quote(note.commentary, f"{signed(note)}{mark(note)}") for note in notes)


def commitments(
    view: EditionView, every: Sequence[Commitment], whole: bool = False
) -> Iterator[Block]:
    """What was promised by ambition, and how many each partner leads on."""
    yield from table(listings.commitments(view, every, whole))
    heads, lines = partners(every)
    if lines:
        yield Heading("By partner", 2, listed=False)
        widths = (2.6, 1, 1, 1, 1, 1)
        yield Table(view.own("Commitments by lead partner"), heads, lines, widths, figures=True)


def about_it(view: EditionView, *more: str) -> Iterator[Block]:
    """Which strategy the report is of, and under which licence."""
    yield Heading("About this report")
    for line in (f"Strategy: {view.strategy.title}. {view.strategy.source}.", *more, LICENCE):
        yield Paragraph(line, "small")
