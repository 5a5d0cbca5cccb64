"""Actions and commitments as rows of a table, and how many there are, in a sentence: for slides and
paper."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from metrics.sentences import day
from schemas.notes import Action
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import NO_PARTNER, NO_PROGRESS, Commitment, by_partner, mark, subject
from view_model.scope import Scope, actions_within
from view_model.unknown import WhyUnknown, unknown, usual_end
from view_model.wording import CellText

ARISING = "Actions arising"
ACTION_HEADS = ("What the Panel asked for", "Who", "By when", "Status")
STATUSES = ("Under way", "Done", "Not started", "Not known")
COMMITMENT_HEADS = ("We will …", "Lead partner", "Status", "Latest progress")


def action_cells(view: EditionView, action: Action, today: date) -> tuple[CellText, ...]:
    """What, who, by when, and whether it is done or overdue today: under ACTION_HEADS."""
    about = f"{subject(view, action)}. Asked on {day(action.asked)}.{mark(action)}"
    return (
        CellText(action.action, about),
        CellText(action.who),
        CellText(day(action.by_when) if action.by_when else "No date yet"),
        CellText(_short_status(action, today), action.outcome),
    )


def _short_status(action: Action, today: date) -> str:
    """'Open, overdue', 'Open', 'Done on 3 May 2026', 'Not known': beside its date."""
    if action.status == "done" and action.done:
        return f"Done on {day(action.done)}"
    return f"{action.status.capitalize()}{', overdue' if action.is_late(today) else ''}"


def actions_summary(actions: Sequence[Action], today: date) -> str:
    """'4 are open, 2 of them overdue; 1 is done; of 2 we do not know whether they are done.'"""
    many = Counter(a.status for a in actions)
    late = sum(a.is_late(today) for a in actions)
    parts = [f"{_are(many['open'])} open"] if many["open"] else []
    if late:
        of_them = "" if late == many["open"] == 1 else f"{late} of them "
        parts[0] += f", {of_them}overdue"
    parts += [f"{_are(many['done'])} done"] if many["done"] else []
    if unsure := many["not known"]:
        parts.append(
            f"of {unsure} we do not know whether {'it is' if unsure == 1 else 'they are'} done"
        )
    return f"{'; '.join(parts)}.".capitalize() if parts else ""


def next_steps(view: EditionView, scope: Scope, measures: Sequence[IndicatorView]) -> list[str]:
    """What follows from what stands out and from what is not known: nothing that nobody can do."""
    ids = {m.indicator.id for m in measures}
    reasons = unknown(measures)
    check, missing = (reasons.get(w, []) for w in (WhyUnknown.TO_CHECK, WhyUnknown.NO_FIGURE))
    still_open = sum(a.status != "done" for a in actions_within(view, scope))
    steps = {
        "Agree who answers each question, and by when.": any(
            card.indicator in ids for card in view.cards.questions
        ),
        f"Hear who has checked how {_measures(len(check))} recorded.": bool(check),
        f"Ask when real figures come for the {len(missing)} that have none.": bool(missing),
        f"Say how far the {still_open} actions have come that are not known to be done.": still_open
        > 1,
        f"Look again when there are figures after {usual_end(view.real):%B %Y}.": bool(view.real),
    }
    return [step for step, needed in steps.items() if needed]


def commitment_cells(commitment: Commitment) -> tuple[CellText, ...]:
    """The commitment word for word, who leads, its status and the newest note: under
    COMMITMENT_HEADS."""
    note = commitment.progress
    when = f"{note.dated:%B %Y}{mark(note)}" if note else ""
    return (
        CellText(f"… {commitment.words}"),
        CellText(commitment.partner),
        CellText(commitment.status, commitment.due),
        CellText((note.progress if note else "") or NO_PROGRESS, when),
    )


def partners(every: Sequence[Commitment]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """How many each partner leads on, and how far those are: the heads of the columns, and the
    rows; none where nobody has reported anything, or no partner is named."""
    led = by_partner(every)
    known = any(c.progress for c in every) and list(led) != [NO_PARTNER]
    heads = ("Lead partner", "Leads on", *STATUSES)
    counts = {name: Counter(c.status for c in led[name]) for name in led}
    rows = ((name, str(len(led[name])), *(str(counts[name][s]) for s in STATUSES)) for name in led)
    return heads, tuple(rows) if known else ()


def commitments_summary(every: Sequence[Commitment]) -> str:
    """'Of 25 commitments, 3 are under way and 1 is done. Nobody has reported on 20 yet.'"""
    many = Counter(p.status for p in every if p.is_reported)
    parts = [
        f"{_are(many[status])} {status.lower()}"
        for status in ("Done", "Under way", "Not started")
        if many[status]
    ]
    parts += [f"of {many['Not known']} the status is not known"] if many["Not known"] else []
    silent = sum(not p.is_reported for p in every)
    counted = f"Of {len(every)} commitments, {'; '.join(parts)}." if parts else ""
    rest = f"On {silent} of {len(every)}, nobody has reported yet." if silent else ""
    return f"{counted} {rest}".strip()


def _are(many: int) -> str:
    return f"{many} {'is' if many == 1 else 'are'}"


def _measures(many: int) -> str:
    return "1 measure is" if many == 1 else f"{many} measures are"
