"""What people say beside the figures: commentary, actions arising, and how far commitments are."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from data.editions.edition import Edition
from metrics.sentences import day
from pages.parts.addresses import COMMITMENTS
from pages.parts.chips import marked
from pages.parts.html import bullets, fold, link, mark_of, small
from pages.parts.sources import where_notes_come_from
from schemas.notes import Action, Commentary, NotedEvent
from schemas.person import Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import (
    NO_PROGRESS,
    Commitment,
    asked_line,
    meeting_actions,
    signed,
    status_of,
    subject,
)

_SEEN = 2  # notes that are seen at once; older ones are folded away
# None is green: what a partner reports is not what a figure shows.
_SHAPES = {"Done": ("✔", "neutral"), "Under way": ("▸", "quiet"), "Not started": ("○", "quiet")}


def commentary(measure: IndicatorView, *, reader: Person) -> Markup:
    """What officers say of a measure, each with who and when, and what came when, each under a
    heading; '' when nobody has said anything."""
    came = came_then(measure.edition, measure.events, reader=reader)
    if not measure.commentary:
        return came
    from_where = where_notes_come_from(measure.edition, measure.commentary, reader=reader)
    notes = [_note(note) for note in measure.commentary]
    html = Markup('<section class="remarks"><h2>What officers say</h2>')
    html += Markup().join(notes[:_SEEN])
    if older := notes[_SEEN:]:
        many = "1 older note" if len(older) == 1 else f"{len(older)} older notes"
        html += fold(many, Markup().join(older))
    return html + from_where + Markup("</section>") + came


def came_then(edition: Edition, events: Sequence[NotedEvent], *, reader: Person) -> Markup:
    """What came when, as a list under a heading; '' of nothing."""
    if not events:
        return Markup()
    lines = (Markup("{} {}").format(event.label, mark_of(event)) for event in events)
    html = Markup('<section class="remarks"><h2>What came when</h2>{}{}{}</section>')
    not_said = small("Nothing is known here of what it changed.")
    return html.format(
        bullets(lines), not_said, where_notes_come_from(edition, events, reader=reader)
    )


def newest(measure: IndicatorView) -> Markup:
    """The newest of them alone; '' when nobody has said anything."""
    return Markup().join(map(_note, measure.commentary[:1]))


def _note(note: Commentary) -> Markup:
    return Markup('<blockquote class="remark"><p>{}</p><cite>{} {}</cite></blockquote>').format(
        note.commentary, signed(note), mark_of(note)
    )


def list_actions(view: EditionView, actions: Iterable[Action], *, named: bool = False) -> Markup:
    """Actions as a list: what, who, by when, done or not, and what came of it. `named`: with what
    each is about, where a list holds those of several pages."""
    lines = [_action(view, action, named) for action in actions]
    return bullets(lines, "actions") if lines else Markup()


def actions_here(view: EditionView, actions: Sequence[Action]) -> Markup:
    """The same on the page that they came from, under a heading; '' when there are none."""
    section = view.own(
        Markup('<section class="remarks"><h2>What the Panel asked for</h2>{}</section>')
    )
    return section.format(list_actions(view, actions)) if actions else Markup()


def _action(view: EditionView, action: Action, named: bool) -> Markup:
    before = Markup("{}: ").format(_subject(view, action)) if named else ""
    outcome = Markup("<br>{}").format(action.outcome) if action.outcome else ""
    return Markup("{}{} {}<br><b>{}</b>. ").format(
        before, action.action, mark_of(action), status_of(view, action)
    ) + Markup('<span class="small">{} ({}).</span>{}').format(
        asked_line(action), action.reference, outcome
    )


def _subject(view: EditionView, action: Action) -> Markup | str:
    """What an action is about, as a link to its page where it has one of its own."""
    words, indicator = subject(view, action), view.indicator(action.about)
    if indicator:
        return link(indicator, words)
    has_page = action.about in {ambition.id for ambition in view.strategy.ambitions}
    return link(action.about, words) if has_page else words


def list_commitments(commitments: Iterable[Commitment], *, with_partner: bool = True) -> Markup:
    """Commitments as a list: the strategy's words, how far it has come, and who leads."""
    return bullets((_commitment(each, with_partner) for each in commitments), "promises")


def _commitment(commitment: Commitment, with_partner: bool) -> Markup:
    note, html = commitment.progress, Markup("<p>{}</p>").format(commitment.words)
    if note is None:
        return html + small(f"{NO_PROGRESS}.")
    shape, tint = _SHAPES.get(commitment.status, ("?", "quiet"))
    who = commitment.partner if with_partner else commitment.ambition.name
    who += f", {commitment.due}" if commitment.due else ""
    html += Markup('<p>{} <span class="small">{}, {:%B %Y}</span> {}</p>').format(
        marked(commitment.status, shape, f"tint-{tint}"), who, note.dated, mark_of(note)
    )
    return html + Markup("<p>{}</p>").format(note.progress) if note.progress else html


def list_priorities(view: EditionView, ambition: str = "") -> Markup:
    """What the children in care council has asked for while the strategy runs, of one ambition or
    of all, the newest first; '' without any."""
    asked = [p for p in view.strategy.priorities if not ambition or p.ambition in (ambition, None)]
    if not asked:
        return Markup()
    lines = (
        Markup('{} <span class="small">{}</span>').format(p.words, day(p.dated))
        for p in sorted(asked, key=lambda p: p.dated, reverse=True)
    )
    heading = view.own(Markup("<h3>What the children in care council has asked for since</h3>{}"))
    return heading.format(bullets(lines))


def to_all(view: EditionView) -> list[Markup]:
    """The way to all of them, with how many actions are not known to be done; none without any."""
    waiting = sum(action.status != "done" for action in meeting_actions(view))
    words = f"What we asked for{f' ({waiting})' if waiting else ''}"
    return [link(COMMITMENTS, words)] if view.edition.notes else []
