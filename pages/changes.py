"""What changed since the last edition: new figures, corrections and words, short."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from metrics.changes.figures import changed_figures
from metrics.changes.notes import changed_notes
from metrics.changes.words import WordChange, changed_words
from metrics.measurement import Measurement
from metrics.sentences import day, shown_figure
from pages.parts.html import link, mark_of, show_html, table
from schemas.declared import Indicator
from schemas.problems import Refused
from schemas.states import IN_A_SENTENCE
from view_model.edition_view import EditionView, IndicatorView

MOST = 3  # corrections that are told one by one
KINDS = {
    "level": "Where we are",
    "trend": "Which way it is going",
    "answer": "For its criterion",
    "criterion": "Success criterion",
}


def show(view: EditionView) -> None:
    """Draw the page."""
    before = _before(view.edition)
    html = _compared(view, before) if before else _first(view.edition)
    title = "What changed since the last edition"
    show_html(Markup('<article data-ready="changes"><h1>{}</h1>{}</article>').format(title, html))


def _before(edition: Edition) -> Edition | None:
    """The newest edition before this one that opens."""
    for name in reversed(edition_names()):
        if name < edition.name:
            try:
                return open_edition(name)
            except Refused:
                continue
    return None


def _first(edition: Edition) -> Markup:
    return Markup(
        "<p>This edition, published {}, is the first one. When new figures are published, "
        "this page says what is new in them.</p>"
    ).format(day(edition.made))


@lru_cache(maxsize=16)
def _compared(view: EditionView, before: Edition) -> Markup:
    edition = view.edition
    opening = Markup(
        "<p>This edition was published on {}: {}. The one before it was published on {}.</p>"
    ).format(day(edition.made), edition.why, day(before.made))
    parts = [part(view, before) for part in (_words, _figures, _notes)]
    if not any(parts):
        return Markup("{}<p>No figure of ours and no word has changed.</p>").format(opening)
    return opening + Markup().join(parts)


# Words


def _words(view: EditionView, before: Edition) -> Markup:
    changed = changed_words(before.wording(), view.edition.wording())
    lines = [_word(view, c) for c in changed if c.strategy == view.strategy.id]
    if lines:
        heads = ("Measure", "What it is about", "Was", "Is now")
        return Markup("<h2>Words</h2>{}").format(table("Words that changed", heads, lines))
    if before.every_verdict() and view.edition.every_verdict():
        return Markup("<h2>Words</h2><p>No word has changed.</p>")
    return Markup()


def _word(view: EditionView, change: WordChange) -> tuple[Markup | str, ...]:
    indicator = view.indicator(change.indicator)
    named = link(indicator, change.about) if indicator else change.about
    return named, KINDS[change.kind], change.old, change.new


# Figures


def _figures(view: EditionView, before: Edition) -> Markup:
    lines = [
        (Markup("{} {}").format(link(i, i.short), mark_of(view.of(i))), sentences)
        for i in view.edition.schemas.in_order()
        if (sentences := Markup("<br>").join(_sentences(view.of(i), before)))
    ]
    html = table("Figures that changed", ("Measure", "What changed"), lines) if lines else Markup()
    here = view.edition.schemas.indicators
    if gone := [i.short for i in before.schemas.in_order() if i.id not in here]:
        html += Markup("<p>No longer measured here: {}.</p>").format("; ".join(gone))
    return Markup("<h2>Figures</h2>{}").format(html) if html else html


def _sentences(measure: IndicatorView, before: Edition) -> Iterator[str]:
    indicator = measure.indicator
    changed = changed_figures(before.measurements(indicator.id), measure.measurements)
    if changed.new:
        newest = max(changed.new, key=lambda m: (m.is_total, m.period))
        many = "1 new figure" if len(changed.new) == 1 else f"{len(changed.new)} new figures"
        yield f"{many}. {_figure(indicator, newest)}."
    for old, now in changed.corrected[:MOST]:
        was = shown_figure(indicator, old)
        yield f"Corrected. {_figure(indicator, now)}; it was given as {was}."
    if (more := len(changed.corrected) - MOST) > 0:
        yield f"And {more} more corrections." if more > 1 else "And 1 more correction."
    for m in changed.withheld[:MOST]:
        yield f"{m.period.opening}{_of(m)}: now {IN_A_SENTENCE[m.state]}."
    if len(changed.withheld) > MOST:
        yield f"And {len(changed.withheld) - MOST} more that are not shown now."
    if changed.gone:
        yield f"No longer here: {', '.join(p.words for p in changed.gone)}."


def _figure(indicator: Indicator, m: Measurement) -> str:
    return f"{m.period.opening}{_of(m)}: {shown_figure(indicator, m)}"


def _of(m: Measurement) -> str:
    return "" if m.is_total else f", {m.category}"


# Notes


def _notes(view: EditionView, before: Edition) -> Markup:
    """What people say beside the figures. What is gone is named and not repeated."""
    edition = view.edition
    changed = changed_notes(before.notes, edition.notes, edition.schemas)
    lines = [(change.about, change.now or "No longer here.") for change in changed]
    listed = table("Notes", ("What it is", "What it says now"), lines)
    html = Markup("<h2>Commentary, actions and commitments</h2>{}").format(listed)
    return html if lines else Markup()
