"""The annual report on the strategy: the actions arising, criteria, what was promised, every
measure, what is not known, what each measure counts, and where the figures come from."""

from collections.abc import Iterator, Sequence

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from metrics.sentences import day
from reports.paper.annual_notes import actions, commitments
from reports.paper.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
    Words,
)
from schemas.declared import Criterion
from schemas.progress import OnProgress
from schemas.words import LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import mark, signed
from view_model.scope import Scope, about, chosen, commentary
from view_model.sources import of_ours
from view_model.tally import by_chance, how_many
from view_model.wording import Word, answer, beware, definition, unknown, words

LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Every figure here is one that the edition shows; small counts were hidden when it was made."
)
WIDTHS = {"Number": 1.05, "95 % range": 1.3}  # of a table of figures, where another column has 1
NOT_YET = "There are no figures yet."
OUTSIDE = "There are no figures for the years of this report."
UNSEEN = "Every figure in these years is hidden or missing."
LEFT_OUT = ("range", "Illustrative")  # columns of a chart's table that paper has no room for


def annual(reading: EditionView, scope: Scope, report: OnProgress) -> Document:
    """The report. `tell` hears how far it is (0 to 1). Raises Refused for a scope that names
    nothing."""
    reported = chosen(reading, scope)
    document = _empty(reading, scope)
    if scope.is_everything:
        document.blocks.extend(_in_short(reading))
    document.blocks.extend(actions(reading, scope))
    document.blocks.extend(_criteria(reading, scope))
    document.blocks.extend(commitments(reading, scope))
    part = ""
    for n, each in enumerate(reported):
        report(n / len(reported), each.indicator.short)
        opens = part != (part := _part(reading, scope, each))
        if opens:
            document.blocks.append(Heading(part, 1, True))
        document.blocks.extend(_indicator(each, scope, new_page=not opens))
    document.blocks.extend(_not_known(reported))
    document.blocks.extend(_definitions(reported))
    document.blocks.extend(_sources(reading, reported))
    return document


def _empty(reading: EditionView, scope: Scope) -> Document:
    edition, strategy = reading.edition, reading.strategy
    said = [
        strategy.title,
        reading.council.authority,
        *([about(reading, scope)] if not scope.is_everything else []),
        f"Edition {edition.name}, published {day(edition.made)}",
    ]
    return Document(
        title=f"Annual report: {strategy.name}",
        subtitle=tuple(said),
        author=reading.council.authority,
        edition=f"Edition {edition.name}, published {day(edition.made)}",
        made=edition.made,
        contents=scope.is_everything,
    )


def _part(reading: EditionView, scope: Scope, reported: IndicatorView) -> str:
    """What a measure stands under: its ambition, where the report is by ambition."""
    under = reading.ambition_of(reported.indicator)
    by_ambition = under is not None and not (scope.criterion or scope.indicators)
    return f"… {under.title}" if under and by_ambition else "The measures"


def _in_short(reading: EditionView) -> Iterator[Block]:
    yield Heading("In short")
    yield Paragraph(f"{how_many(reading)}.", "lead")
    if chance := by_chance(reading):
        yield Paragraph(chance)
    answers = [(c, reading.answer(c)) for c in reading.strategy.criteria]
    lines = tuple(
        (f"… {c.title}{_mark(a.illustrative)}", answer(a, reading.edition.schemas))
        for c, a in answers
        if a
    )
    if lines:
        yield Table("Answers", (reading.strategy.criteria_heading, "Answer"), lines, (0.72, 0.28))


def _mark(illustrative: bool) -> str:
    return " (illustrative figures)" if illustrative else ""


def _criteria(reading: EditionView, scope: Scope) -> Iterator[Block]:
    asked = [c for c in reading.strategy.criteria if scope.is_everything or c.id == scope.criterion]
    if asked:
        yield Heading(reading.strategy.criteria_heading, new_page=scope.is_everything)
    for criterion in asked:
        yield from _criterion(reading, criterion)


def _criterion(reading: EditionView, criterion: Criterion) -> Iterator[Block]:
    yield Heading(criterion.name, 2)
    yield Paragraph(f"“… {criterion.title}”", "care")
    said = reading.answer(criterion)
    if said is None:
        yield Paragraph(NOT_YET)
        return
    yield Words((answer(said, reading.edition.schemas),), said.illustrative)
    yield Paragraph(said.sentence)
    lines = tuple(line for line in said.why if line not in said.sentence)
    if lines:
        yield Bullets(lines)


def _indicator(reported: IndicatorView, scope: Scope, new_page: bool) -> Iterator[Block]:
    """A measure, on a page of its own: words, sentences, drawing, numbers."""
    indicator = reported.indicator
    yield Heading(indicator.title, 2, new_page)
    if words(reported) or reported.illustrative:
        yield Words(words(reported), reported.illustrative)
    yield Paragraph(reported.sentence)
    beside = f"{reported.verdict_sentence} {reported.beside()}".strip()
    if beside and reported.has_figures:
        yield Paragraph(beside)
    if indicator.caution:
        yield Paragraph(f"Read with care. {indicator.caution}", "care")
    for said in commentary(reported, scope):
        yield Quote(said.commentary, f"{signed(said)}{mark(said)}")
    chart = reported.chart_as(scope.view)
    if chart is None:
        yield Paragraph(OUTSIDE if reported.has_figures else NOT_YET)
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


def _not_known(reported: Sequence[IndicatorView]) -> Iterator[Block]:
    found = unknown(reported)
    if not found:
        return
    yield Heading("What we do not know", new_page=True)
    for why, which in found.items():
        yield Heading(why, 2, listed=False)
        yield Bullets(tuple(r.indicator.title for r in which))


def _definitions(reported: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading("What each measure counts", new_page=True)
    for each in reported:
        yield Heading(each.indicator.title, 2, listed=False)
        lines = tuple(definition(each.indicator).items())
        yield Table(f"{each.indicator.short}: what it counts", ("What", "In words"), lines, (1, 3))
        if notes := tuple(beware(each)):
            yield Bullets(notes)


def _sources(reading: EditionView, reported: Sequence[IndicatorView]) -> Iterator[Block]:
    yield Heading("Where the figures come from", new_page=True)
    found: dict[str, list[str]] = {}
    for each in reported:
        for origin in of_ours(each):
            said = f"{each.indicator.short} ({origin.periods})"
            found.setdefault(origin.source.publication, []).append(said)
    lines = tuple((name, "; ".join(which)) for name, which in sorted(found.items()))
    yield Table("Publications", ("Publication", "Measures and periods"), lines, (0.4, 0.6))
    yield Heading("What the words mean", 2)
    yield Table("Words", ("Word", "What it means"), tuple(_meanings(reading)), (0.32, 0.68))
    strategy = reading.strategy
    yield Heading("About this report", 2)
    yield Paragraph(f"Strategy: {strategy.title}. {strategy.source}.")
    listed = reading.council.neighbour_lists
    yield Paragraph(" ".join(f"{n.name}, {n.dated}: {n.source}." for n in listed))
    yield Paragraph(LICENCE)


def _meanings(reading: EditionView) -> Iterator[tuple[Word, str]]:
    schemas = reading.edition.schemas
    for word in (*LevelWord, *TrendWord):
        said = schemas.entry(word)
        yield Word(said.label, said.shape, said.tint), said.meaning
