"""Lists that slides and paper show as a table: answers, what to ask and to celebrate, what is not
known, actions arising, what was promised."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from charts.model.words import opened
from metrics.cards import Card
from metrics.sentences import change, change_in_people, counts, day, shown_figure
from schemas.declared import Ambition
from schemas.notes import Action
from view_model.edition_view import EditionView, IndicatorView
from view_model.note_tables import (
    ACTION_HEADS,
    ARISING,
    COMMITMENT_HEADS,
    action_cells,
    actions_summary,
    commitment_cells,
    commitments_summary,
)
from view_model.notes import Commitment, asked_line, mark, status_of
from view_model.promises import Promise, promises_in_a_line
from view_model.scope import Scope
from view_model.tally import by_chance, how_many, trend_counts
from view_model.unknown import least_known_line, unknown, usual_end
from view_model.wording import ASK, PRAISE, CellText, Word, counted, words

UNKNOWN = "What we do not know"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row. `group` is named above the first of those that share it; `note` goes to the notes of
    the slide that the row is on."""

    cells: tuple[CellText | Word, ...]
    group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table. `summary` is a sentence above it; `widths` are parts of the whole; `behind` is for
    the notes of its first slide."""

    title: str
    rows: tuple[TableRow, ...]
    widths: tuple[float, ...]
    heads: tuple[str, ...]
    summary: str = ""
    behind: tuple[str, ...] = ()


def answers(view: EditionView, promises: Sequence[Promise]) -> Listing:
    """Each promise with its answer and its newest figure; the finding is how many are met."""
    rows = tuple(
        TableRow(
            (CellText(p.criterion.name), p.word, CellText(p.finding)),
            note=f"… {p.criterion.title}.",
        )
        for p in promises
    )
    title = promises_in_a_line(view) or view.strategy.criteria_heading
    source = (view.strategy.title, f"Source: {view.strategy.source}.")
    heads = (view.own("Promise"), "Answer", "Newest figure")
    return Listing(title.removesuffix("."), rows, (0.25, 0.23, 0.52), heads, behind=source)


def questions(view: EditionView, measures: Sequence[IndicatorView]) -> Listing:
    """What is worth a question tonight, with the question."""
    cards = _cards(view, view.cards.questions, measures)
    rows = tuple(_card(m, CellText(card.question)) for m, card in cards)
    return Listing(ASK, rows, (0.5, 0.5), ("What stands out", "To ask"))


def celebrations(view: EditionView, measures: Sequence[IndicatorView]) -> Listing:
    """What is worth celebrating, and why."""
    country = view.council.country.name
    rows = tuple(
        _card(
            m,
            CellText(
                view.own(opened(f"{card.why}.")),
                m.country_now and f"{country} has {m.country_now}.",
            ),
        )
        for m, card in _cards(view, view.cards.celebrations, measures)
    )
    return Listing(PRAISE, rows, (0.5, 0.5), ("What stands out", "Why"))


def not_sent(view: EditionView, promise: Promise) -> Listing:
    """The measures of a promise without real figures, and who can send them."""
    every = map(view.of, view.edition.schemas.of_criterion(promise.criterion))
    rows = tuple(
        TableRow(
            (CellText(m.indicator.short), CellText(m.indicator.publisher, m.indicator.return_))
        )
        for m in every
        if not m.is_real
    )
    return Listing("", rows, (0.5, 0.5), ("Not sent yet", "Who can send it"))


def figures(view: EditionView, measures: Sequence[IndicatorView]) -> Listing:
    """Measures: at the start, now, the country's, and the words."""
    heads = ("Measure", "At the start", "Now", view.council.country.name, "Which way it is going")
    return Listing("", tuple(map(_measure, measures)), (0.36, 0.14, 0.14, 0.12, 0.24), heads)


def changes(measures: Sequence[IndicatorView]) -> Listing:
    """Measures: at the start, now, and the change in points and in people, beside the word."""
    rows = tuple(TableRow((*_then_and_now(m), *words(m)[-1:])) for m in measures if words(m))
    heads = ("Measure", "At the start", "Now", "The change", "What can be said of it")
    return Listing("", rows, (0.29, 0.14, 0.15, 0.2, 0.22), heads)


def ambitions(view: EditionView) -> Listing:
    """How many measures of each ambition carry each word."""
    summary = f"{how_many(view)}. {by_chance(view)}".strip()
    rows = tuple(
        TableRow((CellText(a.name), CellText(_tally(view, a)))) for a in view.strategy.ambitions
    )
    heads = ("Ambition", "How many measures have which word")
    return Listing("Every measure, by ambition", rows, (0.3, 0.7), heads, summary)


def not_known(
    view: EditionView, scope: Scope, measures: Sequence[IndicatorView], named: int
) -> Listing:
    """Why little is known of some measures, and the first so many names of them."""
    reasons = unknown(measures, usual_end(view.measures))
    rows = tuple(
        TableRow(
            (CellText(f"{len(which)}"), CellText(why), CellText(_named(which, named))),
            note=f"{why}: {_named(which, len(which))}.",
        )
        for why, which in reasons.items()
    )
    title = least_known_line(view) if scope.is_everything else UNKNOWN
    return Listing(title, rows, (0.09, 0.4, 0.51), ("Many", "Why", "Measures"))


def _then_and_now(measure: IndicatorView) -> tuple[CellText, ...]:
    """Its name, its figure at the start and now with how many that is, and the difference."""
    indicator, now = measure.indicator, measure.latest
    then = None if measure.is_as_at_the_start else measure.baseline
    difference = change(indicator, now, then)
    cells = (
        CellText(shown_figure(indicator, m).capitalize(), counts(m)) if m else CellText("No figure")
        for m in (then, now)
    )
    people = change_in_people(indicator, now, then)
    return (
        CellText(indicator.short),
        *cells,
        CellText(difference or "No start to set it beside", people),
    )


def _measure(measure: IndicatorView) -> TableRow:
    indicator, going = measure.indicator, words(measure)[-1:]
    then, latest = (
        shown_figure(indicator, m).capitalize() if m else "No figure"
        for m in (measure.baseline, None if measure.is_as_at_the_start else measure.latest)
    )
    figures = map(CellText, (then, latest, measure.country_now or "No figure"))
    return TableRow((CellText(indicator.short), *figures, *(going or (CellText(""),))))


def _tally(view: EditionView, ambition: Ambition) -> str:
    """'2 improving · 1 worsening', invented figures left out and counted apart."""
    every = view.of_ambition(ambition)
    invented = sum(m.illustrative for m in every)
    parts = trend_counts(every, view.edition.schemas)
    return " · ".join([*parts, *([f"{invented} invented"] if invented else [])])


def _named(measures: Sequence[IndicatorView], many: int) -> str:
    """'Dental checks; Absence; and 3 more'."""
    names, more = [m.indicator.short for m in measures], len(measures) - many
    return "; ".join(names[:many]) + (f"; and {more} more" if more > 0 else "")


def _cards(
    view: EditionView, cards: Sequence[Card], measures: Sequence[IndicatorView]
) -> Iterator[tuple[IndicatorView, Card]]:
    of = {m.indicator.id: m for m in measures}
    return ((of[card.indicator], card) for card in cards if card.indicator in of)


def _card(measure: IndicatorView, beside: CellText) -> TableRow:
    going = "; ".join(word.plain for word in words(measure))
    note = f"{measure.sentence} {going}. {beside.words} {beside.under}".strip()
    return TableRow((CellText(measure.headline, counted(measure)), beside), note=note)


def actions(
    view: EditionView,
    which: Sequence[Action],
    today: date,
    group: Callable[[Action], str] = lambda _action: "",
) -> Listing | None:
    """What the Panel asked for, and how far it is today, in groups; None where there is nothing."""
    if not which:
        return None
    rows = tuple(
        TableRow(action_cells(view, a, today), group(a), _action_in_full(view, a, today))
        for a in which
    )
    summary = actions_summary(which, today)
    heads = tuple(map(view.own, ACTION_HEADS))
    return Listing(ARISING, rows, (0.37, 0.18, 0.13, 0.32), heads, summary)


def commitments(
    view: EditionView, every: Sequence[Commitment], whole: bool = False
) -> Listing | None:
    """What was promised, by ambition, of which somebody has reported, or the `whole` of it; None
    where there is nothing."""
    rows = tuple(
        TableRow(commitment_cells(c), c.ambition.name, _commitment_in_full(c))
        for c in every
        if whole or c.is_reported
    )
    if not rows:
        return None
    silent = [f"{c.ambition.name}: … {c.words}." for c in every if not c.is_reported]
    behind = ("On these, nobody has reported yet:", *silent) if silent else ()
    few = 2 * sum(c.is_reported for c in every) < len(rows)
    widths = (0.5, 0.16, 0.11, 0.23) if few else (0.32, 0.16, 0.11, 0.41)
    summary = view.own(commitments_summary(every))
    return Listing(view.own("Our commitments"), rows, widths, COMMITMENT_HEADS, summary, behind)


def _action_in_full(view: EditionView, action: Action, today: date) -> str:
    asked = f"{action.reference}{mark(action)}: {action.action} {asked_line(action)}."
    return f"{asked} {status_of(view, action, today)}. {action.outcome}".strip()


def _commitment_in_full(commitment: Commitment) -> str:
    note = commitment.progress
    when = f", {day(note.dated)}{mark(note)}" if note else ""
    who = f"{commitment.partner}. {commitment.status}{when}. {note.progress if note else ''}"
    return f"{commitment.ambition.name}: … {commitment.words}. {who.strip()}"
