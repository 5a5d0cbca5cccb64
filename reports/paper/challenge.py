"""Evidence of challenge, for inspection and minutes: over some days, what the Panel saw, what it
asked for, what it was told, and what has changed since."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from metrics.changes.figures import changed_figures
from metrics.changes.words import changed_words
from metrics.measurement import Measurement
from metrics.sentences import day, shown_figure
from reports.paper.document import Block, Bullets, Document, Heading, Paragraph, Table
from reports.paper.sections import about_it, document, quotes, table
from schemas.declared import Strategy
from schemas.notes import Action, Commentary
from schemas.problems import Refused
from schemas.progress import OnProgress
from view_model import listings
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import commitments_of, mark
from view_model.scope import Scope, chosen, today
from view_model.wording import CellText, Word, words

YEAR = timedelta(days=364)
FOLLOWED = 3  # measures of an ambition or a criterion, of which something was asked
ASKED, BEFORE = "Asked in these days", "Asked before, and not known to be done"
WHAT_IT_IS = (
    "It tells what was added to the dashboard: which figures were published, what was asked for, "
    "and what officers said. A question that was asked aloud and not added is in the minutes, and "
    "not here."
)
THEN_AND_NOW = (
    "The measures that were spoken of: the newest figure that the Panel had then, and now. Where "
    "no edition of that day is kept, the figure is as this edition has it, and no word was said of "
    "it here."
)
NOTHING = "Nothing was published, asked for or said in these days."


def challenge(
    view: EditionView, scope: Scope, report: OnProgress, most: int | None = None
) -> Document:
    """The report, or its first blocks. Raises Refused for a scope that names nothing."""
    until = scope.days[1] if scope.days else today(view, scope)
    since = scope.days[0] if scope.days else until - YEAR
    report(0, "Reading the editions")
    blocks = _Days(view, scope, since, until).blocks()
    days = f"{day(since)} to {day(until)}"
    return document(view, scope, "Evidence of challenge", blocks, most, days)


class _Days:
    """What was seen, asked and said from one day to another, as one edition keeps it."""

    def __init__(self, view: EditionView, scope: Scope, since: date, until: date):
        self.view, self.scope, self.since, self.until = view, scope, since, until
        self.today = today(view, scope)
        self.about = {m.indicator.id: m for m in chosen(view, scope)}
        self.editions = _editions(view.edition, until)
        self.seen = [e for e in self.editions if self._holds(e.made.date())]
        ids = {*self.about, scope.ambition, scope.criterion}
        every = [a for a in view.edition.actions if scope.is_everything or a.about in ids]
        self.asked = [a for a in every if self._holds(a.asked)]
        self.before = [a for a in every if a.asked < since and _is_of(a, since)]
        self.told = [
            note
            for note in view.edition.notes
            if isinstance(note, Commentary)
            and note.indicator in self.about
            and self._holds(note.dated)
        ]
        self.reported = [
            c
            for c in commitments_of(view)
            if scope.ambition in ("", c.ambition.id)
            and not (scope.criterion or scope.indicators)
            and c.progress
            and self._holds(c.progress.dated)
        ]

    def blocks(self) -> Iterator[Block]:
        """The report."""
        yield Heading("In short")
        yield Bullets(tuple(map(self.view.own, self._in_short())))
        yield from self._saw()
        yield from self._asked()
        if self.told:
            yield Heading(self.view.own("What the Panel was told"))
        for name in dict.fromkeys(note.indicator for note in self.told):
            yield Heading(self.about[name].indicator.short, 2, listed=False)
            yield from quotes(note for note in self.told if note.indicator == name)
        if listing := listings.commitments(self.view, self.reported):
            listing = replace(listing, title="", summary="")
        yield from table(listing, self.view.own("The commitments, and how far they had come"))
        yield from self._since()
        yield from about_it(self.view, WHAT_IT_IS)

    def _holds(self, when: date) -> bool:
        return self.since <= when <= self.until

    def _in_short(self) -> Iterator[str]:
        """How much was seen, asked and told; of nothing, when there last was something."""
        spoken = (*self.asked, *self.told, *self.reported)
        if not (spoken or self.seen):
            yield NOTHING
        else:
            yield f"Editions of the figures that were published: {len(self.seen) or 'none'}."
            late = sum(a.is_late(self.today) for a in (*self.asked, *self.before))
            before = f"{len(self.before) or 'none'} from before"
            are = "is" if len(self.before) == 1 else "are"
            yield (
                f"It asked for {_many(len(self.asked), 'thing')}; {before} {are} not known to be "
                f"done. Overdue on {day(self.today)}: {late or 'none'}."
            )
            yield (
                f"It was told {_many(len(self.told), 'remark')} on measures, and how far "
                f"{_many(len(self.reported), 'commitment')} had come."
            )
        earlier = (n.noted_on for n in self.view.edition.notes if n.noted_on < self.since)
        if not spoken and (newest := max(earlier, default=None)):
            yield f"The newest remark before these days is of {day(newest)}."

    def _saw(self) -> Iterator[Block]:
        """Each edition, why it was made, and what in it was new beside the one before."""
        if not self.seen:
            return
        yield Heading(self.view.own("What the Panel saw"))
        before = {b.name: a for a, b in pairwise(self.editions)}
        rows = tuple(
            (
                CellText(day(e.made), e.name),
                CellText(e.why),
                CellText(_new_in(e, before.get(e.name))),
            )
            for e in reversed(self.seen)
        )
        heads = ("Published on", "Why", "What was new in it")
        yield Table("Editions", heads, rows, (0.27, 0.33, 0.4))

    def _asked(self) -> Iterator[Block]:
        group = {a.key: ASKED for a in self.asked} | {a.key: BEFORE for a in self.before}
        every = [*self.asked, *self.before]
        listing = listings.actions(self.view, every, self.today, lambda a: group[a.key])
        yield from table(
            listing and replace(listing, title=""), self.view.own("What the Panel asked for")
        )

    def _since(self) -> Iterator[Block]:
        """Of each measure that was spoken of, the figure and the word then, and now."""
        spoken = {(a.asked, m.indicator.id): m for a in self.asked for m in self._followed(a)}
        spoken |= {(n.dated, n.indicator): self.about[n.indicator] for n in self.told}
        if not spoken:
            return
        said = {(n.dated, n.indicator): n for n in self.told}
        rows = tuple(
            self._then_and_now(measure, when, said.get((when, name)))
            for (when, name), measure in sorted(spoken.items(), key=lambda each: each[0])
        )
        yield Heading("What has changed since")
        yield Paragraph(self.view.own(THEN_AND_NOW))
        heads = ("Spoken of", "The figure then", "Now", "Word then", "Word now")
        yield Table("Then and now", heads, rows, (0.26, 0.19, 0.19, 0.18, 0.18))

    def _followed(self, action: Action) -> list[IndicatorView]:
        """The measures that tell whether it helped: its own, or the first of its part."""
        view = self.view
        criteria = {c.id: view.headline_of(c) for c in view.strategy.criteria}
        parts = criteria | {a.id: view.of_ambition(a) for a in view.strategy.ambitions}
        own = [self.about[action.about]] if action.about in self.about else []
        return own or [m for m in parts.get(action.about, []) if m.is_real][:FOLLOWED]

    def _then_and_now(
        self, measure: IndicatorView, when: date, note: Commentary | None
    ) -> tuple[CellText | Word, ...]:
        indicator, name = measure.indicator, measure.indicator.id
        kept = next((e for e in reversed(self.editions) if e.made.date() <= when), None)
        of = kept.schemas.indicators.get(name) if kept else None
        view = EditionView(kept, _same(kept, self.view)).of(of) if kept and of else None
        then = view.latest if view else _as_it_was(measure, when, note)
        about = f"{day(when)}{mark(note) if note else ''}"
        word_then = words(view)[-1:] if view and view.is_real else ()
        word_now = words(measure)[-1:] if measure.is_real else ()
        return (
            CellText(indicator.short, about),
            _figure(measure, then),
            _figure(measure, measure.latest),
            *(word_then or (CellText("None" if view else "No edition was kept"),)),
            *(word_now or (CellText("None"),)),
        )


def _editions(current: Edition, until: date) -> list[Edition]:
    """Every edition to that day and no later than this one that opens, oldest first."""
    found = []
    for name in edition_names():
        if name <= current.name and name[:10] <= f"{until + timedelta(days=1)}":
            with suppress(Refused):
                found.append(open_edition(name))
    return [e for e in found if e.made.date() <= until]


def _is_of(action: Action, since: date) -> bool:
    """Whether it was still not done when the days began."""
    return action.status != "done" or bool(action.done and action.done >= since)


def _new_in(edition: Edition, before: Edition | None) -> str:
    """'5 figures new, 1 corrected, 2 words changed'."""
    if before is None:
        return "It is the first that is kept."
    names = edition.schemas.indicators
    each = [changed_figures(before.measurements(n), edition.measurements(n)) for n in names]
    changed = {
        "new": sum(len(c.new) for c in each),
        "corrected": sum(len(c.corrected) for c in each),
        "no longer shown": sum(len(c.withheld) + len(c.gone) for c in each),
    }
    said = changed_words(before.wording(), edition.wording())
    parts = [f"{_many(n, 'figure')} {how}" for how, n in changed.items() if n]
    parts += [f"{_many(len(said), 'word')} changed"] if said else []
    return f"{', '.join(parts) or 'No figure or word of ours'}.".capitalize()


def _same(edition: Edition, view: EditionView) -> Strategy:
    """The strategy of that edition that the view is of, or its newest."""
    every = edition.schemas.strategies
    return next((s for s in every if s.id == view.strategy.id), every[0])


def _as_it_was(measure: IndicatorView, when: date, note: Commentary | None) -> Measurement | None:
    """The figure of everyone of the period that was spoken of, else the newest that was over."""
    totals = [m for m in measure.to_this_day if m.role == "council" and m.is_total]
    over = [m for m in totals if m.period.end < when]
    of_it = [m for m in totals if note and m.period == note.period]
    return next(iter(of_it or over[-1:]), None)


def _figure(measure: IndicatorView, m: Measurement | None) -> CellText:
    if m is None or m.illustrative:
        return CellText("No real figure yet" if m else "No figure")
    return CellText(shown_figure(measure.indicator, m).capitalize(), m.period.words)


def _many(many: int, thing: str) -> str:
    return f"{many or 'no'} {thing}{'' if many == 1 else 's'}"
