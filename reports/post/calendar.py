"""A calendar file (RFC 5545): the panel's meetings, when figures are due, and what was asked for by
when."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta

from icalendar import Calendar, Event

from schemas.declared import Indicator
from view_model.edition_view import EditionView
from view_model.notes import commitments_of, meeting_actions, subject


def calendar(view: EditionView) -> bytes:
    """What stands on a day of its own, each with a number that stays, so that a calendar that takes
    the file again has nothing twice; b'' where nothing does."""
    made = Calendar()
    made.add("prodid", "-//outcomes//EN")
    made.add("version", "2.0")
    made.add(
        "x-wr-calname", view.own(f"{view.council.name}: the Panel's meetings, and what is due")
    )
    for number, when, words in sorted(_days(view), key=lambda each: (each[1], each[0])):
        event = Event()
        event.add("uid", f"{number}@{view.council.code.lower()}.outcomes")
        event.add("dtstamp", view.edition.made.replace(tzinfo=UTC))
        event.add("dtstart", when)
        event.add("dtend", when + timedelta(days=1))
        event.add("summary", words)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical()) if made.subcomponents else b""


def _days(view: EditionView) -> Iterator[tuple[str, date, str]]:
    """A number, a day and what is on it."""
    for meeting in view.council.meetings:
        yield f"meeting-{meeting}", meeting, view.own("Meeting of the Panel")
    for action in meeting_actions(view):
        if action.status != "done" and action.by_when and not action.illustrative:
            about = subject(view, action)
            yield f"action-{action.key}", action.by_when, f"Due: {about}: {action.action}"
    for each in commitments_of(view):
        note = each.progress
        if note and note.by_when and note.is_open and not note.illustrative:
            yield f"commitment-{each.id}", note.by_when, f"Due: {each.words}"
    for (when, period), measures in _due(view).items():
        names = "; ".join(i.short for i in measures)
        yield f"figures-{when}-{period}", when, f"Figures due of {period}: {names}"


def _due(view: EditionView) -> dict[tuple[date, str], list[Indicator]]:
    """The period after the newest real figure of each measure that the council counts itself, by
    the day on which its figures are due."""
    after = timedelta(days=view.council.due_after_days)
    due: dict[tuple[date, str], list[Indicator]] = {}
    for measure in view.real:
        if measure.latest and not measure.latest.published:
            period = measure.latest.period.next
            due.setdefault((period.end + after, period.words), []).append(measure.indicator)
    return due
