"""What changed since the last edition: new figures, corrections and words, short."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from metrics.changes.figures import ChangedFigures, changed_figures
from metrics.changes.notes import changed_notes
from metrics.changes.words import WordChange, changed_words
from metrics.measurement import Measurement
from metrics.sentences import day, shown_figure
from pages.parts.html import link, mark_of, show_html, table
from schemas.declared import Indicator
from schemas.problems import Refused
from schemas.states import IN_A_SENTENCE
from view_model.edition_view import EditionView, IndicatorView

CHANGES = "changes"
MOST = 3  # corrections that are told one by one
KINDS = {
    "level": "Where we are",
    "trend": "Which way it is going",
    "answer": "For its criterion",
    "criterion": "Success criterion",
}


def show(reading: EditionView) -> None:
    """Draw the page."""
    before = _before(reading.edition)
    said = _compared(reading, before) if before else _first(reading.edition)
    title = "What changed since the last edition"
    show_html(Markup('<article data-ready="changes"><h1>{}</h1>{}</article>').format(title, said))


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
def _compared(reading: EditionView, before: Edition) -> Markup:
    edition = reading.edition
    opening = Markup(
        "<p>This edition was published on {}: {}. The one before it was published on {}.</p>"
    ).format(day(edition.made), edition.why, day(before.made))
    parts = [part(reading, before) for part in (_words, _figures, _notes)]
    if not any(parts):
        return Markup("{}<p>No figure of ours and no word has changed.</p>").format(opening)
    return opening + Markup().join(parts)


# Words


def _words(reading: EditionView, before: Edition) -> Markup:
    changed = changed_words(before.wording(), reading.edition.wording())
    mine = [change for change in changed if change.strategy == reading.strategy.id]
    if not mine:
        return (
            Markup("<h2>Words</h2><p>No word has changed.</p>")
            if _both_speak(reading, before)
            else Markup()
        )
    heads = ("Measure", "What it is about", "Was", "Is now")
    lines = [_word(reading, change) for change in mine]
    return Markup("<h2>Words</h2>{}").format(table("Words that changed", heads, lines))


def _both_speak(reading: EditionView, before: Edition) -> bool:
    return bool(before.every_verdict() and reading.edition.every_verdict())


def _word(reading: EditionView, change: WordChange) -> tuple[Markup | str, ...]:
    indicator = reading.indicator(change.indicator)
    named = link(indicator, change.about) if indicator else change.about
    return named, KINDS[change.kind], change.old, change.new


# Figures


def _figures(reading: EditionView, before: Edition) -> Markup:
    lines = [
        (Markup("{} {}").format(link(i, i.short), mark_of(reading.of(i))), said)
        for i in reading.edition.schemas.in_order()
        if (said := _of_measure(reading.of(i), before))
    ]
    heads = ("Measure", "What changed")
    gone = _no_longer(reading, before)
    if not lines:
        return gone and Markup("<h2>Figures</h2>{}").format(gone)
    return Markup("<h2>Figures</h2>{}{}").format(table("Figures that changed", heads, lines), gone)


def _of_measure(reported: IndicatorView, before: Edition) -> Markup:
    indicator = reported.indicator
    changed = changed_figures(before.measurements(indicator.id), reported.measurements)
    return Markup("<br>").join(_sentences(indicator, changed)) if changed else Markup()


def _sentences(indicator: Indicator, changed: ChangedFigures) -> Iterator[str]:
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


def _no_longer(reading: EditionView, before: Edition) -> Markup:
    """The measures that the edition before had, and this one has not."""
    here = reading.edition.schemas.indicators
    names = [i.short for i in before.schemas.in_order() if i.id not in here]
    return (
        Markup("<p>No longer measured here: {}.</p>").format("; ".join(names))
        if names
        else Markup()
    )


# Notes


def _notes(reading: EditionView, before: Edition) -> Markup:
    """What people say beside the figures. What is gone is named and not repeated."""
    edition = reading.edition
    changed = changed_notes(before.notes, edition.notes, edition.schemas)
    if not changed:
        return Markup()
    lines = [(change.about, change.now or "No longer here.") for change in changed]
    heads = ("What it is", "What it says now")
    return Markup("<h2>Commentary, actions and commitments</h2>{}").format(
        table("Notes", heads, lines)
    )
