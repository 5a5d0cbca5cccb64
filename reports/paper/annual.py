"""The annual report on the strategy: what was found, promise by promise, what changed, what was
asked for, and what is not known. In an annex that is asked for: every measure, and what it
counts."""

from collections.abc import Iterator, Sequence

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from reports.paper.document import (
    Block,
    Bullets,
    Chips,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
)
from reports.paper.sections import (
    NAMED,
    about_it,
    bullets,
    commitments,
    document,
    picture,
    quotes,
    table,
)
from schemas.progress import OnProgress
from schemas.words import LevelWord, TrendWord
from view_model import listings
from view_model.edition_view import EditionView, IndicatorView
from view_model.note_tables import next_steps
from view_model.promises import Promise
from view_model.scope import (
    Scope,
    actions_within,
    chosen,
    commentary,
    commitments_within,
    first,
    today,
)
from view_model.sources import of_ours
from view_model.tally import by_chance
from view_model.wording import NOT_YET, UNSEEN, Word, beware, definition, words

WIDTHS = {"Number": 1.05, "95 % range": 1.3}  # of a table of figures, where another column has 1
OUTSIDE = "There are no figures for the years of this report."
LEFT_OUT = ("range", "Invented")  # columns of a chart's table that paper has no room for
LARGE = (680, 270)  # a drawing in the annex
CHANGED: dict[LevelWord | TrendWord, str] = {
    TrendWord.IMPROVING: "Getting better since the start",
    TrendWord.WORSENING: "Getting worse since the start",
    LevelWord.BETTER: "Better than {country}",
    LevelWord.WORSE: "Worse than {country}",
}


def annual(
    view: EditionView, scope: Scope, report: OnProgress, most: int | None = None
) -> Document:
    """The report, or its first blocks. `report` hears how far it is (0 to 1). Raises Refused for a
    scope that names nothing."""
    title = f"Annual report: {view.strategy.name}"
    return document(view, scope, title, _blocks(view, scope, report), most)


def _blocks(view: EditionView, scope: Scope, report: OnProgress) -> Iterator[Block]:
    measures = chosen(view, scope)
    every = [Promise(view, c) for c in view.strategy.criteria]
    about_them = [p for p in every if scope.is_everything or p.criterion.id == scope.criterion]
    if scope.is_everything and every:
        yield from table(listings.answers(view, every), "In short")
    yield from table(listings.questions(view, measures))
    yield from table(listings.celebrations(view, measures))
    for promise in about_them:
        yield from _promise(promise, scope)
    if scope.is_everything:
        yield from _changes(view)
    if not scope.annex and not (scope.is_everything and every):
        yield Heading(_part(view, scope, measures[0]))
        for each in measures if scope.indicators else first(measures):
            yield from _indicator(each, scope)
    yield from table(listings.actions(view, actions_within(view, scope), today(view, scope)))
    yield from bullets("Next steps", next_steps(view, scope, measures))
    yield from commitments(view, commitments_within(view, scope))
    yield from table(listings.not_known(view, scope, measures, NAMED), listings.UNKNOWN)
    yield from about_it(view)
    for n, each in enumerate(measures if scope.annex else []):
        report(n / len(measures), each.indicator.short)
        part = _part(view, scope, each)
        if n == 0 or part != _part(view, scope, measures[n - 1]):
            yield Heading(part, 1, new_page=n == 0)
        yield from _indicator(each, scope)
    if scope.annex:
        yield from _definitions(measures)
        yield from _sources(view, measures)


def _part(view: EditionView, scope: Scope, measure: IndicatorView) -> str:
    """What a measure stands under: its ambition, where the report is by ambition."""
    under = view.ambition_of(measure.indicator)
    by_ambition = under is not None and not (scope.criterion or scope.indicators)
    return f"… {under.title}" if under and by_ambition else "The measures"


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
    if measure:
        yield from picture(measure, scope)
    listing = listings.figures(promise.view, promise.view.headline_of(promise.criterion))
    (_, *figures) = table(listing, "The first measures")
    yield from figures
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
    yield from quotes(commentary(measure, scope))
    chart = measure.chart_as(scope.filters)
    if chart is None:
        yield Paragraph(OUTSIDE if measure.has_figures else NOT_YET)
    else:
        yield from _chart(chart)


def _chart(chart: Chart) -> Iterator[Block]:
    if chart.shows_ours:
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
