"""The board pack: slides with one message each, native charts, and what is behind them in notes."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from io import BytesIO
from itertools import accumulate
from pathlib import Path

from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation
from pptx.util import Pt

from charts.model.chart import Chart
from charts.theme import FONT, INK, QUIET
from metrics.sentences import day
from reports.metadata import drop_build_traces, sign, with_fixed_dates
from reports.paper.pdf_file import SMALL, png
from reports.slides import template
from reports.slides.font import wrap
from reports.slides.slide import Slide
from schemas.notes import Commentary
from schemas.progress import OnProgress
from view_model import listings
from view_model.edition_view import EditionView, IndicatorView
from view_model.listings import Listing
from view_model.note_tables import next_steps
from view_model.notes import mark, signed
from view_model.promises import Promise
from view_model.scope import (
    Scope,
    about,
    actions_within,
    chosen,
    commentary,
    commitments_within,
    first,
    today,
)
from view_model.sources import of_ours
from view_model.wording import NOT_YET, UNSEEN, beware, definition, words

QUESTION = "How are our children and young people doing?"
OUTSIDE = "There are no figures for these years."
CHART = Pt(225)  # that what is less important leaves a chart and its source
QUESTION_SIZE, TITLE_SIZE, UNDER_SIZE = 20, 40, 20  # points
NAMED = 3  # measures that a list names before it counts the rest


def pack(
    view: EditionView, scope: Scope, report: OnProgress, council_template: Path | None = None
) -> bytes:
    """The slides as a .pptx. `report` hears how far it is (0 to 1), and what is being done.

    Raises Refused for a scope that names nothing, or a template that is none.
    """
    measures = chosen(view, scope)
    making = _Pack(view, scope, template.opened(council_template))
    making.meeting(measures)
    behind = measures if scope.annex else []
    for n, each in enumerate(behind):
        report(n / len(behind), each.indicator.short)
        making.indicator(each)
    report(1, "Saving")
    making.sign()
    out = BytesIO()
    making.presentation.save(out)
    return with_fixed_dates(out.getvalue(), view.edition.made)


def title_slide(view: EditionView, scope: Scope) -> bytes:
    """The first slide as a picture, a PNG. Raises Refused for a scope that names nothing."""
    chosen(view, scope)
    making = _Pack(view, scope, template.opened(None))
    making.title()
    said = "".join(
        f'<text x="{place.left.pt}" y="{place.top.pt + (n + 0.8) * 1.2 * size}" '
        f'font-size="{size}" font-weight="{400 + 10 * (size - UNDER_SIZE)}">{escape(line)}</text>'
        for place in making.presentation.slides[0].placeholders
        for size in [TITLE_SIZE if place.placeholder_format.idx == 0 else UNDER_SIZE]
        for n, line in enumerate(
            line
            for paragraph in place.text_frame.paragraphs
            for line in wrap(paragraph.text, size, place.width.pt)
        )
    )
    width, height = template.WIDE
    return png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width.pt}" height="{height.pt}" '
        f'font-family="{FONT}" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{said}</svg>',
        SMALL,
    )


class _Pack:
    """The slides so far."""

    def __init__(self, view: EditionView, scope: Scope, presentation: Presentation):
        self.view, self.scope, self.presentation = view, scope, presentation
        self.edition, self.strategy = view.edition, view.strategy
        self.published = f"Edition {self.edition.name}, published {day(self.edition.made)}"

    def meeting(self, measures: Sequence[IndicatorView]) -> None:
        """What a meeting needs: the answers, what to ask and what to celebrate, the promises or the
        first measures, what is not known, and what to do. With the annex, all that was asked for
        and promised, and how many measures carry which word."""
        scope, view = self.scope, self.view
        every = [Promise(view, c) for c in self.strategy.criteria]
        about = [p for p in every if scope.is_everything or p.criterion.id == scope.criterion]
        self.title()
        if scope.is_everything and every:
            self._listing(listings.answers(view, every))
        self._listing(listings.questions(view, measures))
        self._listing(listings.celebrations(view, measures))
        for promise in about:
            self._promise(promise)
        if not scope.annex and not (scope.is_everything and every):
            for each in measures if scope.indicators else first(measures):
                self.indicator(each)
        if not scope.indicators:
            self._listing(listings.not_known(view, scope, measures, NAMED))
        self._what_to_do(measures)
        if scope.annex:
            self._listing(self._actions(), whole=True)
            self._listing(listings.commitments(view, commitments_within(view, scope)), whole=True)
            if scope.is_everything:
                self._listing(listings.ambitions(view), whole=True)

    def indicator(self, measure: IndicatorView) -> None:
        """One measure: its finding, its words, its sentences where a chart has room beside them."""
        indicator = measure.indicator
        under = self.view.ambition_of(indicator)
        where = f"{under.name} › {indicator.short}" if under else indicator.short
        slide = self._slide(where, measure.illustrative)
        slide.title(measure.headline)
        slide.words(words(measure))
        slide.text(measure.now if measure.latest else NOT_YET)
        chart, notes = measure.chart_as(self.scope.filters), commentary(measure, self.scope)
        if chart is None or not chart.shows_ours:
            slide.text(measure.verdict_sentence)
            slide.text(OUTSIDE if chart is None else UNSEEN, 18, QUIET)
        else:
            opening, *more = measure.verdict_sentence.split(". ")
            then = measure.sentence.removeprefix(measure.now).strip()
            more = [then, measure.target_sentence, indicator.caution, *more, measure.baseline_note]
            newest = [(n.commentary, f"{signed(n)}{mark(n)}") for n in notes[:1]]
            newest = [q for q in newest if slide.leaves(" ".join((opening, *q)), CHART)]
            room = CHART + sum(slide.tall_of([" ".join(q)]) for q in newest)
            slide.text(_with_room(slide, f"{opening.removesuffix('.')}.", more, room))
            for quoted, signature in newest:
                slide.quote(quoted, signature)
            self._chart(slide, chart)
        self._close(slide, _notes(measure, chart, notes))

    def sign(self) -> None:
        """The document's own properties. See metadata.sign."""
        title, council = f"{QUESTION} {self.strategy.name}", self.view.council.authority
        properties = self.presentation.core_properties
        sign(properties, title, council, self.published, self.edition.made)
        drop_build_traces(self.presentation.part.package._rels)
        drop_build_traces(self.presentation.part.rels)

    def title(self) -> None:
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
                    run.font.size, run.font.bold = Pt(TITLE_SIZE if big else UNDER_SIZE), big

    def _promise(self, promise: Promise) -> None:
        """The finding, the answer, the chart that the finding is read from, and one question."""
        criterion, measure = promise.criterion, promise.measure
        answer = promise.answer
        opening, stop, _ = (answer.sentence if answer else NOT_YET).partition(". ")
        slide = self._slide(f"{criterion.name}: “… {criterion.title}”")
        slide.title(promise.finding.removesuffix("."))
        slide.words([replace(promise.word, after=promise.how_many)])
        chart = measure.chart_as(self.scope.filters) if measure else None
        question = f"To ask: {promise.question}"
        sentence = f"{opening}{stop.strip()}"
        if measure and chart and chart.shows_ours:
            slide.text(_with_room(slide, sentence, [promise.beside], CHART + Pt(45)))
            self._chart(slide, chart, question)
        else:
            slide.text(sentence)
            slide.listing(listing := listings.not_sent(self.view, promise), listing.rows, Pt(60))
            slide.text(question, QUESTION_SIZE, bold=True)
        why = (answer.sentence, *answer.why) if answer else ()
        notes = _notes(measure, chart, commentary(measure, self.scope)) if measure else []
        self._close(slide, [f"… {criterion.title}.", *why, *notes])

    def _what_to_do(self, measures: Sequence[IndicatorView]) -> None:
        """What the Panel asked for, as much as has room, and the next steps."""
        listing = self._actions()
        steps = [] if self.scope.indicators else next_steps(self.view, self.scope, measures)
        if not listing and not steps:
            return
        slide = self._slide(self.strategy.name)
        slide.title("Actions and next steps")
        if listing:
            many = slide.listing(listing, listing.rows, slide.tall_of(steps))
            if more := len(listing.rows) - many:
                slide.text(f"And {more} more: they are in the notes.")
        slide.lines([f"•  {step}" for step in steps])
        self._close(slide, [*(row.note for row in (listing.rows if listing else ())), *steps])

    def _actions(self) -> Listing | None:
        view, scope = self.view, self.scope
        return listings.actions(view, actions_within(view, scope), today(view, scope))

    def _listing(self, listing: Listing | None, whole: bool = False) -> None:
        """A table: as much of it as one slide has room for, the `whole` on as many as it takes.
        What has no room stands in the notes."""
        left = listing.rows if listing else ()
        while listing and left:
            is_first = left == listing.rows
            slide = self._slide(self.strategy.name)
            slide.title(listing.title if is_first else f"{listing.title}, continued")
            slide.text(listing.summary if is_first else "")
            many = slide.listing(listing, left)
            notes = left[:many] if whole else left
            behind = [listing.summary, *listing.behind] if is_first else []
            self._close(slide, [*(row.note for row in notes), *behind])
            left = left[many:] if whole else ()

    def _chart(self, slide: Slide, chart: Chart, question: str = "") -> None:
        """The chart, what it is of, and under it what to ask."""
        room = slide.bottom - slide.y - slide.tall_of([_under(chart)])
        slide.chart(chart, room - (slide.tall_of([question], QUESTION_SIZE) if question else 0))
        slide.text(_under(chart), colour=QUIET)
        slide.text(question, QUESTION_SIZE, bold=True)

    def _slide(self, eyebrow: str, illustrative: bool = False) -> Slide:
        layout = template.layout(self.presentation, template.TITLE_ONLY)
        made = self.presentation.slides.add_slide(layout)
        width, height = template.WIDE
        size = self.presentation.slide_width or width, self.presentation.slide_height or height
        slide = Slide(made, *size, made.shapes.title.left, 0)
        slide.eyebrow(eyebrow, illustrative)
        return slide

    def _close(self, slide: Slide, notes: Sequence[str]) -> None:
        slide.notes([*filter(None, notes), self.published])
        slide.footer(self.published)


def _with_room(slide: Slide, first: str, more: Sequence[str], room: int) -> str:
    """A sentence, and of those after it as many as leave so much room: the notes have all."""
    every = [first, *filter(None, more)]
    whole = accumulate(every, lambda words, after: f"{words} {after.removesuffix('.')}.")
    return [first, *(words for words in whole if slide.leaves(words, room))][-1]


def _under(chart: Chart) -> str:
    """What a chart is of, what happened in those years, and its source."""
    came = "; ".join(event.label for event in chart.events)
    parts = (chart.subtitle, chart.axis.note, came and f"{came}.", f"Source: {chart.source}.")
    return " ".join(filter(None, parts))


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
        *(f"Read with care: {note}" for note in (indicator.caution, *beware(measure)) if note),
        *(f"Source: {o.source.publication} ({o.periods})." for o in of_ours(measure)),
    ]
    return [line for line in lines if line]
