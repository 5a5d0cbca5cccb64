"""What people say beside the figures: commentary, actions arising, and how far commitments are."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from pages.parts.chips import marked
from pages.parts.html import ILLUSTRATIVE, link
from pages.parts.sources import where_notes_come_from
from schemas.notes import Action, Commentary, Note
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

PROMISES = "commitments"  # the page of all commitments and actions
_SEEN = 2  # notes that are seen at once; older ones are folded away
# None is green: what a partner reports is not what a figure shows.
_SHAPES = {"Done": ("✔", "neutral"), "Under way": ("▸", "quiet"), "Not started": ("○", "quiet")}


def commentary(reported: IndicatorView, *, reader: Person) -> Markup:
    """What officers say of a measure, each with who and when, under a heading; '' when nobody has
    said anything."""
    said = reported.commentary
    if not said:
        return Markup()
    from_where = where_notes_come_from(reported.edition, said, reader=reader)
    notes = [_note(one) for one in said]
    older = len(notes) - _SEEN
    rest = (
        Markup("<details><summary>{} older {}</summary>{}</details>").format(
            older, "note" if older == 1 else "notes", Markup().join(notes[_SEEN:])
        )
        if older > 0
        else ""
    )
    return Markup('<section class="remarks"><h2>What officers say</h2>{}{}{}</section>').format(
        Markup().join(notes[:_SEEN]), rest, from_where
    )


def newest(reported: IndicatorView) -> Markup:
    """The newest of them alone; '' when nobody has said anything."""
    return Markup().join(map(_note, reported.commentary[:1]))


def _note(said: Commentary) -> Markup:
    return Markup('<blockquote class="remark"><p>{}</p><cite>{} {}</cite></blockquote>').format(
        said.commentary, signed(said), _mark(said)
    )


def actions(reading: EditionView, asked_for: Iterable[Action], *, named: bool = False) -> Markup:
    """Actions as a list: what, who, by when, done or not, and what came of it. `named`: with what
    each is about, where a list holds those of several pages."""
    lines = Markup().join(_action(reading, action, named) for action in asked_for)
    return Markup('<ul class="actions">{}</ul>').format(lines) if lines else Markup()


def actions_here(reading: EditionView, asked_for: Sequence[Action]) -> Markup:
    """The same on the page that they came from, under a heading; '' when there are none."""
    if not asked_for:
        return Markup()
    listed = actions(reading, asked_for)
    return Markup('<section class="remarks"><h2>What the Panel asked for</h2>{}</section>').format(
        listed
    )


def _action(reading: EditionView, action: Action, named: bool) -> Markup:
    before = Markup("{}: ").format(_subject(reading, action)) if named else ""
    outcome = Markup("<br>{}").format(action.outcome) if action.outcome else ""
    return Markup('<li>{}{} {}<br><b>{}</b>. <span class="small">{} ({}).</span>{}</li>').format(
        before,
        action.action,
        _mark(action),
        status_of(reading, action),
        asked_line(action),
        action.reference,
        outcome,
    )


def _subject(reading: EditionView, action: Action) -> Markup | str:
    """What an action is about, as a link to its page where it has one of its own."""
    said, indicator = subject(reading, action), reading.indicator(action.about)
    if indicator:
        return link(indicator, said)
    has_page = action.about in {ambition.id for ambition in reading.strategy.ambitions}
    return link(action.about, said) if has_page else said


def promised(promises: Iterable[Commitment], *, with_partner: bool = True) -> Markup:
    """Commitments as a list: the strategy's words, how far it has come, and who leads."""
    lines = Markup().join(_promise(commitment, with_partner) for commitment in promises)
    return Markup('<ul class="promises">{}</ul>').format(lines)


def _promise(commitment: Commitment, with_partner: bool) -> Markup:
    said = commitment.progress
    words = Markup("<p>{}</p>").format(commitment.words)
    if said is None:
        return Markup('<li>{}<p class="small">{}.</p></li>').format(words, NO_PROGRESS)
    shape, tint = _SHAPES.get(commitment.status, ("?", "quiet"))
    chip = marked(commitment.status, shape, f"tint-{tint}")
    who = (
        Markup("{}, ").format(commitment.partner)
        if with_partner
        else Markup("{}, ").format(commitment.ambition.name)
    )
    progress = Markup("<p>{}</p>").format(said.progress) if said.progress else ""
    when = Markup('<span class="small">{}{:%B %Y}</span>').format(who, said.dated)
    return Markup("<li>{}<p>{} {} {}</p>{}</li>").format(words, chip, when, _mark(said), progress)


def to_all(reading: EditionView) -> Markup:
    """The way to all of them, after a dot, with how many actions are not done; '' without any."""
    if not reading.edition.notes:
        return Markup()
    waiting = sum(action.status != "done" for action in meeting_actions(reading))
    many = "1 action" if waiting == 1 else f"{waiting} actions"
    said = f" ({many} not known to be done)" if waiting else ""
    return Markup(" · {}{}").format(link(PROMISES, "Commitments and actions arising"), said)


def _mark(said: Note) -> Markup:
    return ILLUSTRATIVE if said.illustrative else Markup()
