"""What people say beside the figures: commentary, actions arising, and how far commitments are."""

from collections.abc import Iterable, Sequence

from pages.parts.chips import marked
from pages.parts.html import ILLUSTRATIVE, link_to, text
from pages.parts.sources import where_notes_come_from
from schemas.notes import Action, Commentary, Note
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


def commentary(reported: IndicatorView, *, history: bool) -> str:
    """What officers say of a measure, each with who and when, under a heading; '' when nobody has
    said anything. `history`: whether whoever reads may go on to the history."""
    said = reported.commentary
    if not said:
        return ""
    from_where = where_notes_come_from(reported.edition, said, history=history)
    notes = [_note(one) for one in said]
    older = len(notes) - _SEEN
    rest = (
        f"<details><summary>{older} older {'note' if older == 1 else 'notes'}</summary>"
        f"{''.join(notes[_SEEN:])}</details>"
        if older > 0
        else ""
    )
    return (
        f'<section class="remarks"><h2>What officers say</h2>{"".join(notes[:_SEEN])}{rest}'
        f"{from_where}</section>"
    )


def newest(reported: IndicatorView) -> str:
    """The newest of them alone; '' when nobody has said anything."""
    return "".join(map(_note, reported.commentary[:1]))


def _note(said: Commentary) -> str:
    return (
        f'<blockquote class="remark"><p>{text(said.commentary)}</p>'
        f"<cite>{text(signed(said))} {_mark(said)}</cite></blockquote>"
    )


def actions(reading: EditionView, asked_for: Iterable[Action], *, named: bool = False) -> str:
    """Actions as a list: what, who, by when, done or not, and what came of it. `named`: with what
    each is about, where a list holds those of several pages."""
    lines = "".join(_action(reading, action, named) for action in asked_for)
    return f'<ul class="actions">{lines}</ul>' if lines else ""


def actions_here(reading: EditionView, asked_for: Sequence[Action]) -> str:
    """The same on the page that they came from, under a heading; '' when there are none."""
    if not asked_for:
        return ""
    listed = actions(reading, asked_for)
    return f'<section class="remarks"><h2>What the Panel asked for</h2>{listed}</section>'


def _action(reading: EditionView, action: Action, named: bool) -> str:
    before = f"{_subject(reading, action)}: " if named else ""
    outcome = f"<br>{text(action.outcome)}" if action.outcome else ""
    return (
        f"<li>{before}{text(action.action)} {_mark(action)}<br>"
        f"<b>{text(status_of(reading, action))}</b>. "
        f'<span class="small">{text(asked_line(action))} ({text(action.reference)}).</span>'
        f"{outcome}</li>"
    )


def _subject(reading: EditionView, action: Action) -> str:
    """What an action is about, as a link to its page where it has one of its own."""
    said, indicator = text(subject(reading, action)), reading.indicator(action.about)
    if indicator:
        return f"<a {link_to(indicator)}>{said}</a>"
    has_page = action.about in {ambition.id for ambition in reading.strategy.ambitions}
    return f"<a {link_to(action.about)}>{said}</a>" if has_page else said


def promised(promises: Iterable[Commitment], *, with_partner: bool = True) -> str:
    """Commitments as a list: the strategy's words, how far it has come, and who leads."""
    lines = "".join(_promise(commitment, with_partner) for commitment in promises)
    return f'<ul class="promises">{lines}</ul>'


def _promise(commitment: Commitment, with_partner: bool) -> str:
    said = commitment.progress
    words = f"<p>{text(commitment.words)}</p>"
    if said is None:
        return f'<li>{words}<p class="small">{NO_PROGRESS}.</p></li>'
    shape, tint = _SHAPES.get(commitment.status, ("?", "quiet"))
    chip = marked(commitment.status, shape, f"tint-{tint}")
    who = f"{text(commitment.partner)}, " if with_partner else f"{text(commitment.ambition.name)}, "
    progress = f"<p>{text(said.progress)}</p>" if said.progress else ""
    when = f'<span class="small">{who}{said.dated:%B %Y}</span>'
    return f"<li>{words}<p>{chip} {when} {_mark(said)}</p>{progress}</li>"


def to_all(reading: EditionView) -> str:
    """The way to all of them, after a dot, with how many actions are not done; '' without any."""
    if not reading.edition.remarks:
        return ""
    waiting = sum(action.status != "done" for action in meeting_actions(reading))
    many = "1 action" if waiting == 1 else f"{waiting} actions"
    said = f" ({many} not known to be done)" if waiting else ""
    return f" · <a {link_to(PROMISES)}>Commitments and actions arising</a>{said}"


def _mark(said: Note) -> str:
    return ILLUSTRATIVE if said.illustrative else ""
