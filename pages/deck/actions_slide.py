"""What a slide says of the actions arising: as many as there is room for, and how many more."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pages.parts.html import mark_of
from reports.slides.font import wrap
from reports.slides.tables import that_fit
from schemas.notes import Action
from view_model.edition_view import EditionView
from view_model.note_tables import actions_summary
from view_model.notes import as_of, asked_line, status_of, subject

MOST = 6  # lines, however short they are
# As pages/present.css draws them on a screen of 4 to 3, where there is least room: of 1,080.
ROOM, WIDE, STATUS_WIDE = 810, 880, 400
WORDS, SMALL, BETWEEN = 30, 24, 24


def actions_html(view: EditionView, actions: Sequence[Action]) -> Markup:
    """A line each: what the Panel asked for, who does it, and whether it is done."""
    shown = actions[: that_fit(list(_heights(view, actions[:MOST])), ROOM)]
    lines = Markup().join(
        Markup("<div><dt>{} <small>{} {}</small></dt><dd>{}</dd></div>").format(
            *(action.action, _who(view, action), mark_of(action), status_of(view, action))
        )
        for action in shown
    )
    more = len(actions) - len(shown)
    rest = Markup('<p class="more">and {} more</p>').format(more) if more else ""
    return Markup('<p class="counted">{}</p><dl class="asked">{}</dl>{}').format(
        actions_summary(actions, as_of(view)), lines, rest
    )


def _who(view: EditionView, action: Action) -> str:
    return f"{asked_line(action)}. About: {subject(view, action)}."


def _heights(view: EditionView, actions: Sequence[Action]) -> Iterator[float]:
    for action in actions:
        words = len(wrap(action.action, WORDS, WIDE)) * WORDS * 1.2
        small = len(wrap(_who(view, action), SMALL, WIDE)) * SMALL * 1.3
        status = len(wrap(status_of(view, action), 26, STATUS_WIDE, bold=True)) * 26 * 1.35
        yield max(words + small, status) + BETWEEN
