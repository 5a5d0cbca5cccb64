"""The annual report on the strategy: actions, criteria, commitments, every measure, what is not
known, what each measure counts, and where the figures come from."""

from collections.abc import Iterator, Sequence

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from metrics.sentences import day
from reports.paper.annual_notes import actions, commitments
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
from schemas.declared import Criterion
from schemas.progress import OnProgress
from schemas.words import LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import mark, signed
from view_model.scope import Scope, about, chosen, commentary
from view_model.sources import of_ours
from view_model.tally import by_chance, how_many
from view_model.unknown import unknown
from view_model.wording import (
    NOT_YET,
    UNSEEN,
    Word,
    answer,
    beware,
    definition,
    words,
)

LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Every figure here is one that the edition shows; small counts were hidden when it was made."
)
WIDTHS = {"Number": 1.05, "95 % range": 1.3}  # of a table of figures, where another column has 1
OUTSIDE = "There are no figures for the years of this report."
LEFT_OUT = ("range", "Invented")  # columns of a chart's table that paper has no room for


def annual(view: EditionView, scope: Scope, report: OnProgress) -> Document:
    """The report. `report` hears how far it is (0 to 1). Raises Refused for a scope that names
    nothing."""
    measures = chosen(view, scope)
    document = _empty(view, scope)
    if scope.is_everything:
        document.blocks.extend(_in_short(view))
    document.blocks.extend(actions(view, scope))
    document.blocks.extend(_criteria(view, scope))
    document.blocks.extend(commitments(view, scope))
    part = ""
    for n, each in enumerate(measures):
        report(n / len(measures), each.indicator.short)
        above, part = part, _part(view, scope, each)
        if part != above:
            document.blocks.append(Heading(part, 1, True))
        document.blocks.extend(_indicator(each, scope, new_page=part == above))
    document.blocks.extend(_not_known(measures))
    document.blocks.extend(_definitions(measures))
    document.blocks.extend(_sources(view, measures))
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
        contents=scope.is_everything,
    )


def _part(view: EditionView, scope: Scope, measure: IndicatorView) -> str:
    """What a measure stands under: its ambition, where the report is by ambition."""
    under = view.ambition_of(measure.indicator)
    by_ambition = under is not None and not (scope.criterion or scope.indicators)
    return f"… {under.title}" if under and by_ambition else "The measures"


def _in_short(view: EditionView) -> Iterator[Block]:
    yield Heading("In short")
    yield Paragraph(f"{how_many(view)}.", "lead")
    if chance := by_chance(view):
        yield Paragraph(chance)
    answers = [(c.title, a) for c in view.strategy.criteria if (a := view.answer(c))]
    lines = tuple(
        (
            f"… {title}{' (invented figures)' if a.illustrative else ''}",
            answer(a, view.edition.schemas),
        )
        for title, a in answers
    )
    if lines:
        yield Table("Answers", (view.strategy.criteria_heading, "Answer"), lines, (0.72, 0.28))


def _criteria(view: EditionView, scope: Scope) -> Iterator[Block]:
    criteria = [c for c in view.strategy.criteria if scope.is_everything or c.id == scope.criterion]
    if criteria:
        yield Heading(view.strategy.criteria_heading, new_page=scope.is_everything)
    for criterion in criteria:
        yield from _criterion(view, criterion)


def _criterion(view: EditionView, criterion: Criterion) -> Iterator[Block]:
    yield Heading(criterion.name, 2)
    yield Paragraph(f"“… {criterion.title}”", "care")
    found = view.answer(criterion)
    if found is None:
        yield Paragraph(NOT_YET)
        return
    yield Chips((answer(found, view.edition.schemas),), found.illustrative)
    yield Paragraph(found.sentence)
    lines = tuple(line for line in found.why if line not in found.sentence)
    if lines:
        yield Bullets(lines)


def _indicator(measure: IndicatorView, scope: Scope, new_page: bool) -> Iterator[Block]:
    """A measure, on a page of its own: words, sentences, drawing, numbers."""
    indicator = measure.indicator
    yield Heading(indicator.title, 2, new_page)
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
        yield Picture(svg(chart, width=680, height=270, titled=False), chart.alt)
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


def _not_known(measures: Sequence[IndicatorView]) -> Iterator[Block]:
    reasons = unknown(measures)
    if not reasons:
        return
    yield Heading("What we do not know", new_page=True)
    for why, which in reasons.items():
        yield Heading(why, 2, listed=False)
        yield Bullets(tuple(r.indicator.title for r in which))


def _definitions(measures: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading("What each measure counts", new_page=True)
    for each in measures:
        yield Heading(each.indicator.title, 2, listed=False)
        lines = tuple(definition(each.indicator).items())
        yield Table(f"{each.indicator.short}: what it counts", ("What", "In words"), lines, (1, 3))
        if notes := tuple(beware(each)):
            yield Bullets(notes)


def _sources(view: EditionView, measures: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading("Where the figures come from", new_page=True)
    used: dict[str, list[str]] = {}
    for each in measures:
        for origin in of_ours(each):
            which = f"{each.indicator.short} ({origin.periods})"
            used.setdefault(origin.source.publication, []).append(which)
    lines = tuple((name, "; ".join(which)) for name, which in sorted(used.items()))
    yield Table("Publications", ("Publication", "Measures and periods"), lines, (0.4, 0.6))
    yield Heading("What the words mean", 2)
    entries = [view.edition.schemas.entry(word) for word in (*LevelWord, *TrendWord)]
    meanings = tuple((Word(e.label, e.shape, e.tint), e.meaning) for e in entries)
    yield Table("Words", ("Word", "What it means"), meanings, (0.32, 0.68))
    strategy = view.strategy
    yield Heading("About this report", 2)
    yield Paragraph(f"Strategy: {strategy.title}. {strategy.source}.")
    lists = view.council.neighbour_lists
    yield Paragraph(" ".join(f"{n.name}, {n.dated}: {n.source}." for n in lists))
    yield Paragraph(LICENCE)
