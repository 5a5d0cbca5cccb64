"""The board pack: slides with one message each, native charts, and what is behind them in notes."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx.util import Pt

from charts.model.chart import Chart
from charts.theme import QUIET
from metrics.sentences import day, now, shown_figure
from reports.metadata import drop_build_traces, with_fixed_dates
from reports.slides import tables, template
from reports.slides.slide import SMALL, Slide
from reports.slides.tables import Listing
from schemas.declared import Ambition, Criterion
from schemas.notes import Commentary
from schemas.progress import OnProgress
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import mark, signed
from view_model.scope import Scope, about, chosen, commentary
from view_model.sources import of_ours
from view_model.tally import by_chance, how_many, trend_counts
from view_model.wording import Word, answer, beware, definition, unknown, words

QUESTION = "How are our children and young people doing?"
NOT_YET = "There are no figures yet."
UNSEEN = "Every figure in these years is hidden or missing."
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
    measure = chosen(view, scope)
    presentation = template.opened(council_template)
    making = _Pack(view, scope, presentation, 1.0 if council_template is None else THEIRS)
    making.opening(measure)
    for n, each in enumerate(measure):
        report(n / len(measure), each.indicator.short)
        making.indicator(each)
    report(1, "Saving")
    making.sign()
    out = BytesIO()
    presentation.save(out)
    return with_fixed_dates(out.getvalue(), view.edition.made)


class _Pack:
    """The slides so far."""

    def __init__(self, view: EditionView, scope: Scope, presentation: Any, fits: float):
        self.view, self.scope, self.presentation = view, scope, presentation
        self.edition, self.strategy = view.edition, view.strategy
        self.fits = fits
        self.published = f"Edition {self.edition.name}, published {day(self.edition.made)}"

    def opening(self, measure: Sequence[IndicatorView]) -> None:
        """Title, the actions arising, the criteria and their answers, the ambitions, what was
        promised, and what is not known."""
        self._title()
        self._listing(tables.actions(self.view, self.scope))
        criteria = [
            c
            for c in self.strategy.criteria
            if self.scope.is_everything or c.id == self.scope.criterion
        ]
        if self.scope.is_everything:
            self._criteria(criteria)
        for criterion in criteria:
            self._criterion(criterion)
        if self.scope.is_everything:
            self._ambitions()
        self._listing(tables.commitments(self.view, self.scope))
        self._not_known(measure)

    def indicator(self, measure: IndicatorView) -> None:
        """One measure: its sentence, its words, its chart."""
        indicator = measure.indicator
        slide = self._slide(self._where(measure), measure.illustrative)
        latest = measure.latest
        slide.title(now(indicator, latest) if latest else f"{indicator.title}: no figures yet")
        slide.words(words(measure))
        rest = measure.sentence.removeprefix(now(indicator, latest)).strip() if latest else NOT_YET
        slide.text(rest, 13)
        slide.text(f"{measure.verdict_sentence} {measure.baseline_note}".strip(), 13)
        slide.text(indicator.caution and f"Read with care. {indicator.caution}", 13)
        chart, commented = measure.chart_as(self.scope.filters), commentary(measure, self.scope)
        if chart is None or not any(line.shown for line in chart.own):
            slide.text(OUTSIDE if chart is None else UNSEEN, 18, QUIET)
        else:
            self._commentary(slide, commented)
            self._chart(slide, chart)
        slide.notes(_notes(measure, chart, commented))
        slide.footer(self.published)

    def sign(self) -> None:
        """Whose document it is: the council's, with nobody's name and no machine's."""
        about_it = self.presentation.core_properties
        about_it.author = about_it.last_modified_by = self.view.council.authority
        about_it.title = f"{QUESTION} {self.strategy.name}"
        about_it.subject = self.published
        about_it.created = about_it.modified = self.edition.made
        about_it.keywords = about_it.comments = about_it.category = ""
        about_it.language = "en-GB"
        about_it.revision = 1
        drop_build_traces(self.presentation.part.package._rels)
        drop_build_traces(self.presentation.part.rels)

    def _title(self) -> None:
        layout = template.layout(self.presentation, template.TITLE)
        slide = self.presentation.slides.add_slide(layout)
        slide.shapes.title.text = QUESTION
        under = [
            f"{self.view.council.name} · {self.strategy.name}",
            *([about(self.view, self.scope)] if not self.scope.is_everything else []),
            self.published,
        ]
        others = [p for p in slide.placeholders if p.placeholder_format.idx != 0]
        if others:
            others[0].text_frame.text = "\n".join(under)
        self._left(slide)

    def _left(self, slide: Any) -> None:
        from pptx.enum.text import PP_ALIGN

        for placeholder in slide.placeholders:
            for paragraph in placeholder.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT
                big = placeholder.placeholder_format.idx == 0
                for run in paragraph.runs:
                    run.font.size, run.font.bold = Pt(44 if big else 20), big

    def _criteria(self, criteria: Sequence[Criterion]) -> None:
        slide = self._slide(self.strategy.name)
        slide.title(self.strategy.criteria_heading)
        rows: list[list[str | Word]] = []
        for criterion in criteria:
            said = self.view.answer(criterion)
            mark = " (illustrative figures)" if said and said.illustrative else ""
            word = answer(said, self.edition.schemas) if said else None
            rows.append([f"… {criterion.title}{mark}", word or NOT_YET])
        slide.table(rows, (0.78, 0.22))
        slide.notes([self.strategy.title, f"Source: {self.strategy.source}.", self.published])
        slide.footer(self.published)

    def _criterion(self, criterion: Criterion) -> None:
        said = self.view.answer(criterion)
        illustrative = bool(said and said.illustrative)
        slide = self._slide(f"Success criterion: {criterion.name}", illustrative)
        slide.title(f"“… {criterion.title}”")
        if said is None:
            slide.text(NOT_YET)
        else:
            slide.words([answer(said, self.edition.schemas)])
            slide.text(said.sentence, 16)
            slide.y += Pt(10)
            slide.table(self._measures(criterion), (0.4, 0.17, 0.17, 0.26), 16)
            slide.notes([criterion.title, said.sentence, *said.why, self.published])
        slide.footer(self.published)

    def _measures(self, criterion: Criterion) -> list[list[str | Word]]:
        """The criterion's headline measures: at the start, now, and the two words."""
        every = [self.view.of(i) for i in self.edition.schemas.of_criterion(criterion)]
        heads: list[str | Word] = ["Measure", "At the start", "Now", "Which way it is going"]
        return [heads, *(self._measure(r) for r in every[: max(len(criterion.headline), 3)])]

    def _measure(self, measure: IndicatorView) -> list[str | Word]:
        indicator, going = measure.indicator, words(measure)[-1:]
        then, latest = (
            shown_figure(indicator, m).capitalize() if m else "No figure"
            for m in (measure.baseline, None if measure.is_as_at_the_start else measure.latest)
        )
        mark = " (illustrative)" if measure.illustrative else ""
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
        return " · ".join([*parts, *([f"{invented} illustrative"] if invented else [])])

    def _not_known(self, measure: Sequence[IndicatorView]) -> None:
        found = unknown(measure)
        if not found:
            return
        slide = self._slide(self.strategy.name)
        slide.title("What we do not know")
        rows = [[reason, _named(which)] for reason, which in found.items()]
        slide.table(rows, (0.4, 0.6))
        full = [f"{why}: {'; '.join(r.indicator.short for r in w)}." for why, w in found.items()]
        slide.notes([*full, self.published])
        slide.footer(self.published)

    def _listing(self, listing: Listing | None) -> None:
        """A table on as many slides as it takes."""
        left = listing.lines if listing else ()
        while listing and left:
            first = left == listing.lines
            slide = self._slide(self.strategy.name)
            slide.title(listing.title if first else f"{listing.title}, continued")
            slide.text(listing.said if first else "", 14)
            many = slide.listing(listing, left)
            behind = [listing.said, *listing.behind] if first else []
            slide.notes([*(line.note for line in left[:many]), *behind, self.published])
            slide.footer(self.published)
            left = left[many:]

    def _commentary(self, slide: Slide, found: Sequence[Commentary]) -> None:
        """The newest note, where it leaves the chart its room; the notes have it anyway."""
        for said in found[:1]:
            words, signature = said.commentary, f"{signed(said)}{mark(said)}"
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
        width, height = self.presentation.slide_width, self.presentation.slide_height
        slide = Slide(made, width, height, made.shapes.title.left, 0, self.fits)
        slide.eyebrow(eyebrow, illustrative)
        return slide

    def _where(self, measure: IndicatorView) -> str:
        ambition = self.view.ambition_of(measure.indicator)
        return " › ".join([*([ambition.name] if ambition else []), measure.indicator.short])


def _named(measure: Sequence[IndicatorView]) -> str:
    names = [r.indicator.short for r in measure]
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _notes(
    measure: IndicatorView, chart: Chart | None, said_of_it: Sequence[Commentary]
) -> list[str]:
    """What stands behind a slide: words, commentary, definition, source, how many, range, notes."""
    said = [f"{measure.indicator.title}.", measure.sentence, measure.verdict_sentence]
    said += [word.plain for word in words(measure)]
    said += [measure.beside()]
    said += [f"Commentary: “{c.commentary}” ({signed(c)}){mark(c)}" for c in said_of_it]
    said += [f"Why: {line}" for line in (measure.verdict.why if measure.verdict else ())]
    said += [f"{name}: {fact}." for name, fact in definition(measure.indicator).items()]
    latest = measure.latest
    if chart and latest:
        newest = chart.own[0].shown[-1:] if chart.own else ()
        said += [f"Newest figure: {p.text}" for p in newest]
    said += list(chart.notes if chart else ())
    said += [f"Read with care: {note}" for note in beware(measure)]
    said += [f"Source: {o.source.publication} ({o.periods})." for o in of_ours(measure)]
    return [line for line in said if line]
