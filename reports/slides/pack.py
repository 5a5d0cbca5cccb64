"""The board pack: slides with one message each, native charts, and what is behind them in notes."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation
from pptx.util import Pt

from charts.model.chart import Chart
from charts.theme import QUIET
from metrics.sentences import day, shown_figure
from reports.metadata import drop_build_traces, sign, with_fixed_dates
from reports.slides import tables, template
from reports.slides.slide import SMALL, Slide
from reports.slides.tables import Listing
from schemas.declared import Ambition, Criterion
from schemas.notes import Commentary
from schemas.progress import OnProgress
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import mark, signed
from view_model.scope import Scope, about, chosen, commentary
from view_model.sources import of_ours
from view_model.tally import by_chance, how_many, trend_counts
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

QUESTION = "How are our children and young people doing?"
OUTSIDE = "There are no figures for these years."
THEIRS = 0.85  # of the room, for a typeface that is wider than Arial
LEAST_ROOM = Pt(225)  # that a note leaves a chart: what the longest sentences leave it
NAMED = 6  # measures that a list names before it counts the rest


def pack(
    view: EditionView, scope: Scope, report: OnProgress, council_template: Path | None = None
) -> bytes:
    """The slides as a .pptx. `report` hears how far it is (0 to 1), and what is being done.

    Raises Refused for a scope that names nothing, or a template that is none.
    """
    measures = chosen(view, scope)
    presentation = template.opened(council_template)
    making = _Pack(view, scope, presentation, 1.0 if council_template is None else THEIRS)
    making.opening(measures)
    for n, each in enumerate(measures):
        report(n / len(measures), each.indicator.short)
        making.indicator(each)
    report(1, "Saving")
    making.sign()
    out = BytesIO()
    presentation.save(out)
    return with_fixed_dates(out.getvalue(), view.edition.made)


class _Pack:
    """The slides so far."""

    def __init__(self, view: EditionView, scope: Scope, presentation: Presentation, fits: float):
        self.view, self.scope, self.presentation = view, scope, presentation
        self.edition, self.strategy = view.edition, view.strategy
        self.fits = fits
        self.published = f"Edition {self.edition.name}, published {day(self.edition.made)}"

    def opening(self, measures: Sequence[IndicatorView]) -> None:
        """Title, the actions arising, the criteria and their answers, the ambitions, what was
        promised, and what is not known."""
        self._title()
        self._listing(tables.actions(self.view, self.scope))
        criteria = [
            c
            for c in self.strategy.criteria
            if self.scope.is_everything or c.id == self.scope.criterion
        ]
        if self.scope.is_everything and criteria:
            self._criteria(criteria)
        for criterion in criteria:
            self._criterion(criterion)
        if self.scope.is_everything:
            self._ambitions()
        self._listing(tables.commitments(self.view, self.scope))
        self._not_known(measures)

    def indicator(self, measure: IndicatorView) -> None:
        """One measure: its sentence, its words, its chart."""
        indicator = measure.indicator
        under = self.view.ambition_of(indicator)
        where = f"{under.name} › {indicator.short}" if under else indicator.short
        slide = self._slide(where, measure.illustrative)
        latest = measure.latest
        title = measure.now if latest else measure.headline
        to_check = bool(measure.verdict and measure.verdict.trend is TrendWord.CHECK_RECORDING)
        slide.title(measure.headline if to_check else title)
        slide.words(words(measure))
        rest = measure.sentence.removeprefix("" if to_check else title).strip()
        slide.text(rest if latest else NOT_YET, 13)
        slide.text(f"{measure.verdict_sentence} {measure.baseline_note}".strip(), 13)
        slide.text(measure.target_sentence, 13)
        slide.text(indicator.caution and f"Read with care. {indicator.caution}", 13)
        chart, notes = measure.chart_as(self.scope.filters), commentary(measure, self.scope)
        if chart is None or not any(line.shown for line in chart.own):
            slide.text(OUTSIDE if chart is None else UNSEEN, 18, QUIET)
        else:
            self._commentary(slide, notes)
            self._chart(slide, chart)
        slide.notes(_notes(measure, chart, notes))
        slide.footer(self.published)

    def sign(self) -> None:
        """The document's own properties. See metadata.sign."""
        title, council = f"{QUESTION} {self.strategy.name}", self.view.council.authority
        properties = self.presentation.core_properties
        sign(properties, title, council, self.published, self.edition.made)
        drop_build_traces(self.presentation.part.package._rels)
        drop_build_traces(self.presentation.part.rels)

    def _title(self) -> None:
        layout = template.layout(self.presentation, template.TITLE)
        slide = self.presentation.slides.add_slide(layout)
        under = [
            f"{self.view.council.name} · {self.strategy.name}",
            *([about(self.view, self.scope)] if not self.scope.is_everything else []),
            self.published,
        ]
        for place, text in zip(slide.placeholders, (QUESTION, "\n".join(under)), strict=False):
            big = place.placeholder_format.idx == 0
            place.text_frame.text = text
            for paragraph in place.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT
                for run in paragraph.runs:
                    run.font.size, run.font.bold = Pt(44 if big else 20), big

    def _criteria(self, criteria: Sequence[Criterion]) -> None:
        slide = self._slide(self.strategy.name)
        slide.title(self.strategy.criteria_heading)
        rows: list[list[str | Word]] = []
        for criterion in criteria:
            found = self.view.answer(criterion)
            mark = " (invented figures)" if found and found.illustrative else ""
            word = answer(found, self.edition.schemas) if found else NOT_YET
            rows.append([f"… {criterion.title}{mark}", word])
        slide.table(rows, (0.78, 0.22))
        slide.notes([self.strategy.title, f"Source: {self.strategy.source}.", self.published])
        slide.footer(self.published)

    def _criterion(self, criterion: Criterion) -> None:
        found = self.view.answer(criterion)
        illustrative = bool(found and found.illustrative)
        slide = self._slide(f"Success criterion: {criterion.name}", illustrative)
        slide.title(f"“… {criterion.title}”")
        if found is None:
            slide.text(NOT_YET)
        else:
            slide.words([answer(found, self.edition.schemas)])
            slide.text(found.sentence, 16)
            slide.y += Pt(10)
            slide.table(self._measures(criterion), (0.4, 0.17, 0.17, 0.26), 16)
            slide.notes([criterion.title, found.sentence, *found.why, self.published])
        slide.footer(self.published)

    def _measures(self, criterion: Criterion) -> list[list[str | Word]]:
        """The criterion's headline measures: at the start, now, and the words."""
        heads: list[str | Word] = ["Measure", "At the start", "Now", "Which way it is going"]
        return [heads, *map(self._measure, self.view.headline_of(criterion))]

    def _measure(self, measure: IndicatorView) -> list[str | Word]:
        indicator, going = measure.indicator, words(measure)[-1:]
        then, latest = (
            shown_figure(indicator, m).capitalize() if m else "No figure"
            for m in (measure.baseline, None if measure.is_as_at_the_start else measure.latest)
        )
        mark = " (invented)" if measure.illustrative else ""
        return [indicator.short + mark, then, latest, going[0] if going else ""]

    def _ambitions(self) -> None:
        slide = self._slide(self.strategy.name)
        slide.title(self.strategy.ambitions_heading)
        slide.text(f"{how_many(self.view)}.", 14)
        rows = [[f"… {a.title}", self._tally(a)] for a in self.strategy.ambitions]
        slide.table(rows, (0.42, 0.58), below=Pt(50))
        slide.text(by_chance(self.view), 12, QUIET)
        slide.notes([how_many(self.view), by_chance(self.view), self.published])
        slide.footer(self.published)

    def _tally(self, ambition: Ambition) -> str:
        """'2 improving · 1 worsening', invented figures left out and counted apart."""
        every = self.view.of_ambition(ambition)
        invented = sum(m.illustrative for m in every)
        parts = trend_counts(every, self.edition.schemas)
        return " · ".join([*parts, *([f"{invented} invented"] if invented else [])])

    def _not_known(self, measures: Sequence[IndicatorView]) -> None:
        reasons = unknown(measures)
        if not reasons:
            return
        slide = self._slide(self.strategy.name)
        slide.title("What we do not know")
        rows = [[reason, _named(which)] for reason, which in reasons.items()]
        slide.table(rows, (0.4, 0.6))
        full = [f"{why}: {'; '.join(r.indicator.short for r in w)}." for why, w in reasons.items()]
        slide.notes([*full, self.published])
        slide.footer(self.published)

    def _listing(self, listing: Listing | None) -> None:
        """A table on as many slides as it takes."""
        left = listing.rows if listing else ()
        while listing and left:
            first = left == listing.rows
            slide = self._slide(self.strategy.name)
            slide.title(listing.title if first else f"{listing.title}, continued")
            slide.text(listing.summary if first else "", 14)
            many = slide.listing(listing, left)
            behind = [listing.summary, *listing.behind] if first else []
            slide.notes([*(row.note for row in left[:many]), *behind, self.published])
            slide.footer(self.published)
            left = left[many:]

    def _commentary(self, slide: Slide, notes: Sequence[Commentary]) -> None:
        """The newest note, where it leaves the chart its room; the slide's notes have it anyway."""
        for note in notes[:1]:
            words, signature = note.commentary, f"{signed(note)}{mark(note)}"
            room = slide.bottom - slide.y - slide.tall_of_quote(words, signature)
            if room >= LEAST_ROOM:
                slide.quote(words, signature)

    def _chart(self, slide: Slide, chart: Chart) -> None:
        slide.text(chart.subtitle, SMALL, QUIET)
        under = " ".join([chart.axis.note, f"Source: {chart.source}."]).strip()
        room = slide.bottom - slide.y - Pt(20)
        slide.chart(chart, room)
        slide.text(under, SMALL, QUIET)

    def _slide(self, eyebrow: str, illustrative: bool = False) -> Slide:
        layout = template.layout(self.presentation, template.TITLE_ONLY)
        made = self.presentation.slides.add_slide(layout)
        width, height = template.WIDE
        size = self.presentation.slide_width or width, self.presentation.slide_height or height
        slide = Slide(made, *size, made.shapes.title.left, 0, self.fits)
        slide.eyebrow(eyebrow, illustrative)
        return slide


def _named(measures: Sequence[IndicatorView]) -> str:
    """'Dental checks; Absence; and 3 more'."""
    names = [m.indicator.short for m in measures]
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _notes(measure: IndicatorView, chart: Chart | None, notes: Sequence[Commentary]) -> list[str]:
    """What is behind a slide: words, commentary, definition, source, how many, range, notes."""
    indicator, verdict = measure.indicator, measure.verdict
    newest = chart.own[0].shown[-1:] if chart and chart.own and measure.latest else ()
    lines = [
        f"{indicator.title}.",
        measure.sentence,
        measure.verdict_sentence,
        measure.target_sentence,
        *(word.plain for word in words(measure)),
        measure.beside(),
        *(f"Commentary: “{n.commentary}” ({signed(n)}){mark(n)}" for n in notes),
        *(f"Why: {line}" for line in (verdict.why if verdict else ())),
        *(f"{name}: {fact}." for name, fact in definition(indicator).items()),
        *(f"Newest figure: {p.text}" for p in newest),
        *(chart.notes if chart else ()),
        *(f"Read with care: {note}" for note in beware(measure)),
        *(f"Source: {o.source.publication} ({o.periods})." for o in of_ours(measure)),
    ]
    return [line for line in lines if line]
