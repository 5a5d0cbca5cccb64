"""What changed since the last edition: new figures, corrections and words, short."""

from collections.abc import Iterator
from functools import lru_cache

import streamlit as st

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from metrics.changes.figures import ChangedFigures, changed_figures
from metrics.changes.notes import changed_notes
from metrics.changes.words import WordChange, changed_words
from metrics.measurement import Measurement
from metrics.sentences import day, shown_figure
from pages.parts.html import link_to, mark_of, table, text
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
    st.html(f'<article data-ready="changes"><h1>{title}</h1>{said}</article>')


def _before(edition: Edition) -> Edition | None:
    """The newest edition before this one that opens."""
    for name in reversed(edition_names()):
        if name < edition.name:
            try:
                return open_edition(name)
            except Refused:
                continue
    return None


def _first(edition: Edition) -> str:
    return (
        f"<p>This edition, published {day(edition.made)}, is the first one. When new figures are "
        "published, this page says what is new in them.</p>"
    )


@lru_cache(maxsize=16)
def _compared(reading: EditionView, before: Edition) -> str:
    edition = reading.edition
    opening = (
        f"<p>This edition was published on {day(edition.made)}: {text(edition.why)}. The one "
        f"before it was published on {day(before.made)}.</p>"
    )
    parts = [part(reading, before) for part in (_words, _figures, _notes)]
    if not any(parts):
        return f"{opening}<p>No figure of ours and no word has changed.</p>"
    return opening + "".join(parts)


# Words


def _words(reading: EditionView, before: Edition) -> str:
    changed = changed_words(before.spoken(), reading.edition.spoken())
    mine = [change for change in changed if change.strategy == reading.strategy.id]
    if not mine:
        return "<h2>Words</h2><p>No word has changed.</p>" if _both_speak(reading, before) else ""
    heads = ("Measure", "What it is about", "Was", "Is now")
    lines = [_word(reading, change) for change in mine]
    return f"<h2>Words</h2>{table('Words that changed', heads, lines)}"


def _both_speak(reading: EditionView, before: Edition) -> bool:
    return bool(before.every_verdict() and reading.edition.every_verdict())


def _word(reading: EditionView, change: WordChange) -> tuple[str, ...]:
    indicator = reading.indicator(change.indicator)
    named = f"<a {link_to(indicator)}>{text(change.about)}</a>" if indicator else text(change.about)
    return named, KINDS[change.kind], text(change.old), text(change.new)


# Figures


def _figures(reading: EditionView, before: Edition) -> str:
    lines = [
        (f"<a {link_to(i)}>{text(i.short)}</a> {mark_of(reading.of(i))}", said)
        for i in reading.edition.schemas.in_order()
        if (said := _of_measure(reading.of(i), before))
    ]
    heads = ("Measure", "What changed")
    gone = _no_longer(reading, before)
    if not lines:
        return gone and f"<h2>Figures</h2>{gone}"
    return f"<h2>Figures</h2>{table('Figures that changed', heads, lines)}{gone}"


def _of_measure(reported: IndicatorView, before: Edition) -> str:
    indicator = reported.indicator
    changed = changed_figures(before.measurements(indicator.id), reported.measurements)
    return "<br>".join(_sentences(indicator, changed)) if changed else ""


def _sentences(indicator: Indicator, changed: ChangedFigures) -> Iterator[str]:
    if changed.new:
        newest = max(changed.new, key=lambda m: (m.is_total, m.period))
        many = "1 new figure" if len(changed.new) == 1 else f"{len(changed.new)} new figures"
        yield text(f"{many}. {_figure(indicator, newest)}.")
    for old, now in changed.corrected[:MOST]:
        was = shown_figure(indicator, old)
        yield text(f"Corrected. {_figure(indicator, now)}; it was given as {was}.")
    if (more := len(changed.corrected) - MOST) > 0:
        yield f"And {more} more corrections." if more > 1 else "And 1 more correction."
    for m in changed.withheld[:MOST]:
        yield text(f"{m.period.opening}{_of(m)}: now {IN_A_SENTENCE[m.state]}.")
    if len(changed.withheld) > MOST:
        yield f"And {len(changed.withheld) - MOST} more that are not shown now."
    if changed.gone:
        yield text(f"No longer here: {', '.join(p.words for p in changed.gone)}.")


def _figure(indicator: Indicator, m: Measurement) -> str:
    return f"{m.period.opening}{_of(m)}: {shown_figure(indicator, m)}"


def _of(m: Measurement) -> str:
    return "" if m.is_total else f", {m.category}"


def _no_longer(reading: EditionView, before: Edition) -> str:
    """The measures that the edition before had, and this one has not."""
    here = reading.edition.schemas.indicators
    names = [i.short for i in before.schemas.in_order() if i.id not in here]
    return f"<p>No longer measured here: {text('; '.join(names))}.</p>" if names else ""


# Notes


def _notes(reading: EditionView, before: Edition) -> str:
    """What people say beside the figures. What is gone is named and not repeated."""
    edition = reading.edition
    changed = changed_notes(before.remarks, edition.remarks, edition.schemas)
    if not changed:
        return ""
    lines = [
        (text(change.about), text(change.now) if change.now else "No longer here.")
        for change in changed
    ]
    heads = ("What it is", "What it says now")
    return f"<h2>Commentary, actions and commitments</h2>{table('Notes', heads, lines)}"
