"""The annual report on the strategy: what was found, promise by promise, what changed, what was
asked for, and what is not known. In an annex that is asked for: every measure, and what it
counts."""

from collections.abc import Iterator, Sequence

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from metrics.sentences import day
from reports.paper.document import (
    Block,
    Bullets,
    Chips,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from schemas.progress import OnProgress
from schemas.words import LevelWord, TrendWord
from view_model import listings
from view_model.edition_view import EditionView, IndicatorView
from view_model.listings import Listing
from view_model.note_tables import next_steps, partners
from view_model.notes import mark, signed
from view_model.promises import Promise
from view_model.scope import Scope, about, chosen, commentary, commitments_within, first
from view_model.sources import of_ours
from view_model.tally import by_chance
from view_model.wording import NOT_YET, UNSEEN, Word, beware, definition, words

LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Every figure here is one that the edition shows; small counts were hidden when it was made."
)
WIDTHS = {"Number": 1.05, "95 % range": 1.3}  # of a table of figures, where another column has 1
OUTSIDE = "There are no figures for the years of this report."
LEFT_OUT = ("range", "Invented")  # columns of a chart's table that paper has no room for
SMALL, LARGE, PLOT = (680, 200), (680, 270), 130.0
"""Of a drawing: under a finding, and in the annex; and how tall a plot is at least."""
NAMED = 10  # measures that a list names before it counts the rest
CHANGED: dict[LevelWord | TrendWord, str] = {
    TrendWord.IMPROVING: "Getting better since the start",
    TrendWord.WORSENING: "Getting worse since the start",
    LevelWord.BETTER: "Better than {country}",
    LevelWord.WORSE: "Worse than {country}",
}


def annual(view: EditionView, scope: Scope, report: OnProgress) -> Document:
    """The report. `report` hears how far it is (0 to 1). Raises Refused for a scope that names
    nothing."""
    measures = chosen(view, scope)
    document = _empty(view, scope)
    every = [Promise(view, c) for c in view.strategy.criteria]
    about_it = [p for p in every if scope.is_everything or p.criterion.id == scope.criterion]
    add = document.blocks.extend
    if scope.is_everything and every:
        add(_table(listings.answers(view, every), "In short"))
    add(_table(listings.questions(view, measures)))
    add(_table(listings.celebrations(view, measures)))
    for promise in about_it:
        add(_promise(promise, scope))
    if scope.is_everything:
        add(_changes(view))
    if not scope.annex and not (scope.is_everything and every):
        document.blocks.append(Heading(_part(view, scope, measures[0])))
        for each in measures if scope.indicators else first(measures):
            add(_indicator(each, scope))
    add(_table(listings.actions(view, scope)))
    add(_next(next_steps(view, scope, measures)))
    add(_commitments(view, scope))
    add(_table(listings.not_known(view, scope, measures, NAMED), listings.UNKNOWN))
    add(_about(view))
    for n, each in enumerate(measures if scope.annex else []):
        report(n / len(measures), each.indicator.short)
        part = _part(view, scope, each)
        if n == 0 or part != _part(view, scope, measures[n - 1]):
            document.blocks.append(Heading(part, 1, new_page=n == 0))
        add(_indicator(each, scope))
    if scope.annex:
        add(_definitions(measures))
        add(_sources(view, measures))
    return document


def _empty(view: EditionView, scope: Scope) -> Document:
    edition, strategy, council = view.edition, view.strategy, view.council.authority
    published = f"Edition {edition.name}, published {day(edition.made)}"
    narrowed = () if scope.is_everything else (about(view, scope),)
    return Document(
        title=f"Annual report: {strategy.name}",
        subtitle=(strategy.title, council, *narrowed, published),
        author=council,
        edition=published,
        made=edition.made,
        contents=scope.annex,
    )


def _part(view: EditionView, scope: Scope, measure: IndicatorView) -> str:
    """What a measure stands under: its ambition, where the report is by ambition."""
    under = view.ambition_of(measure.indicator)
    by_ambition = under is not None and not (scope.criterion or scope.indicators)
    return f"… {under.title}" if under and by_ambition else "The measures"


def _table(listing: Listing | None, heading: str = "", level: int = 1) -> Iterator[Block]:
    """A listing under its title, or under another heading and then with its title in words; nothing
    where it has no rows. Groups have a table each."""
    if listing is None or not listing.rows:
        return
    yield Heading(heading or listing.title, level)
    if heading:
        yield Paragraph(f"{listing.title}.", "lead")
    if listing.summary:
        yield Paragraph(listing.summary)
    for group in dict.fromkeys(row.group for row in listing.rows):
        if group:
            yield Heading(group, 2, listed=False)
        lines = tuple(row.cells for row in listing.rows if row.group == group)
        title = f"{heading or listing.title} {group}".strip()
        yield Table(title, listing.heads, lines, listing.widths)


def _promise(promise: Promise, scope: Scope) -> Iterator[Block]:
    """The finding and the answer in words, the chart that the finding is read from, the first
    measures in figures, and one question."""
    answer, measure = promise.answer, promise.measure
    yield Heading(promise.criterion.name)
    yield Paragraph(f"“… {promise.criterion.title}”", "care")
    yield Chips((promise.word,))
    yield Paragraph(promise.finding, "lead")
    if answer:
        yield Paragraph(answer.sentence)
    chart = measure.chart_as(scope.filters) if measure else None
    if measure and chart and any(line.shown for line in chart.own):
        yield Picture(svg(chart, *SMALL, titled=False, smallest_plot=PLOT), chart.alt)
        under = f"{measure.headline}. {chart.subtitle} Source: {chart.source}."
        yield Paragraph(under, "small")
    (_, *table) = _table(listings.measures_of(promise))
    yield from table
    yield Paragraph(f"To ask: {promise.question}")


def _changes(view: EditionView) -> Iterator[Block]:
    """Which measures are known to change or to differ from the country, in a sentence each."""
    yield Heading("What changed, and what differs")
    if chance := by_chance(view):
        yield Paragraph(chance)
    for word, title in CHANGED.items():
        every = [m for m in view.real if m.verdict and word in (m.verdict.trend, m.verdict.level)]
        lines = [m.headline for m in every]
        if isinstance(word, LevelWord):
            lines = [
                f"{m.headline}; {view.council.country.name} has {m.country_now}" for m in every
            ]
        if lines:
            yield Heading(title.replace("{country}", view.council.country.name), 2, listed=False)
            yield Bullets(tuple(f"{line}." for line in lines))


def _next(steps: Sequence[str]) -> Iterator[Block]:
    if steps:
        yield Heading("Next steps")
        yield Bullets(tuple(steps))


def _commitments(view: EditionView, scope: Scope) -> Iterator[Block]:
    """What was promised by ambition, and how many each partner leads on."""
    yield from _table(listings.commitments(view, scope))
    heads, lines = partners(commitments_within(view, scope))
    if lines:
        yield Heading("By partner", 2, listed=False)
        widths = (2.6, 1, 1, 1, 1, 1)
        title = view.own("Commitments by lead partner")
        yield Table(title, heads, lines, widths, figures=True)


def _about(view: EditionView) -> Iterator[Block]:
    yield Heading("About this report")
    yield Paragraph(f"Strategy: {view.strategy.title}. {view.strategy.source}.")
    yield Paragraph(LICENCE)


def _indicator(measure: IndicatorView, scope: Scope) -> Iterator[Block]:
    """A measure: words, sentences, drawing, numbers."""
    indicator = measure.indicator
    yield Heading(indicator.title, 2, listed=False)
    if words(measure) or measure.illustrative:
        yield Chips(words(measure), measure.illustrative)
    yield Paragraph(measure.sentence)
    said = (measure.verdict_sentence, measure.beside(), measure.target_sentence)
    beside = " ".join(filter(None, said))
    if beside and measure.has_figures:
        yield Paragraph(beside)
    if indicator.caution:
        yield Paragraph(f"Read with care. {indicator.caution}", "care")
    for note in commentary(measure, scope):
        yield Quote(note.commentary, f"{signed(note)}{mark(note)}")
    chart = measure.chart_as(scope.filters)
    if chart is None:
        yield Paragraph(OUTSIDE if measure.has_figures else NOT_YET)
    else:
        yield from _chart(chart)


def _chart(chart: Chart) -> Iterator[Block]:
    if any(line.shown for line in chart.own):
        yield Picture(svg(chart, *LARGE, titled=False), chart.alt)
        yield Paragraph(" ".join((chart.subtitle, *chart.notes)), "small")
    else:
        yield Paragraph(UNSEEN)
    yield _numbers(chart)
    yield Paragraph(f"Source: {chart.source}.", "small")


def _numbers(chart: Chart) -> Table:
    """The chart's figures, newest first."""
    every = list(reversed(rows(chart)))
    heads = tuple(head for head in every[0] if not head.endswith(LEFT_OUT) or head == "95 % range")
    lines = tuple(tuple(line[head] for head in heads) for line in every)
    widths = (1.8, 1.55, *(WIDTHS.get(head, 1.0) for head in heads[2:]))
    return Table(f"{chart.title}: the numbers", heads, lines, widths, figures=True)


def _definitions(measures: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading("What each measure counts")
    for each in measures:
        yield Heading(each.indicator.title, 2, listed=False)
        lines = tuple(definition(each.indicator).items())
        yield Table(f"{each.indicator.short}: what it counts", ("What", "In words"), lines, (1, 3))
        if notes := tuple(beware(each)):
            yield Bullets(notes)


def _sources(view: EditionView, measures: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading("Where the figures come from")
    used: dict[str, list[str]] = {}
    for each in measures:
        for origin in of_ours(each):
            which = f"{each.indicator.short} ({origin.periods})"
            used.setdefault(origin.source.publication, []).append(which)
    lines = tuple((name, "; ".join(which)) for name, which in sorted(used.items()))
    yield Table("Publications", ("Publication", "Measures and periods"), lines, (0.4, 0.6))
    entries = [view.edition.schemas.entry(word) for word in (*LevelWord, *TrendWord)]
    meanings = tuple((Word(e.label, e.shape, e.tint), e.meaning) for e in entries)
    yield Heading("What the words mean", 2)
    yield Table("Words", ("Word", "What it means"), meanings, (0.32, 0.68))
    lists = view.council.neighbour_lists
    yield Paragraph(" ".join(f"{n.name}, {n.dated}: {n.source}." for n in lists))
