"""What changed: since the last meeting, since another edition, in a year, or since the strategy
before; the answer first."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache

import streamlit as st
from markupsafe import Markup

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from data.editions.restore import taken_back
from metrics.changes.notes import changed_notes
from metrics.changes.words import WordChange
from metrics.changes.year import YearChange
from metrics.sentences import SAME, counts, day, decimals_apart, figure
from metrics.sentences import change as change_in_words
from pages.parts.addresses import CHANGES, STRATEGY
from pages.parts.chips import WHY, chip
from pages.parts.html import fold, link, mark_of, show_html, small, table
from pages.parts.strategies import since_last_strategy
from schemas.problems import Refused
from view_model.changes import (
    Compared,
    changed_sentences,
    compare,
    last_meeting,
    year_changes,
)
from view_model.edition_view import EditionView, IndicatorView

SEEN = 5  # measures that are seen at once; the others are folded away
OFFERED = 8  # earlier editions to choose from
FIRST = (
    "This edition is the first one, so its figures stand beside those of a year before. When new "
    "figures are published, this page says what is new in them."
)
YEAR, HIGHER, LOWER = "year", "higher", "lower"
KINDS = {
    "level": "Where we are: ",
    "trend": "Which way it is going: ",
    "answer": "For its criterion: ",
}
CHANCE = {True: "beyond chance", False: "could be chance"}
Answer = tuple[str, Markup, Markup]
"""The title that answers, a line under it, and the rest."""


def show(view: EditionView) -> None:
    """Draw the page of what the address asks for: /changes?since=year, or an edition's name."""
    show_html(drawn(view, st.query_params.get("since", "")))


def drawn(view: EditionView, name: str) -> Markup:
    """The page: since an edition of that name, a year, or the strategy before; since the last
    meeting where the name is none of them."""
    earlier, before = {} if view.is_past else _earlier(view.edition), view.before
    usual = _at_meeting(view, earlier) or next(iter(earlier), YEAR)
    since = name if name in {YEAR, *earlier} or (before and name == STRATEGY) else usual
    if before and since == STRATEGY:
        title, lead, rest = since_last_strategy(view, before)
    else:
        title, lead, rest = in_a_year(view) if since == YEAR else _compared(view, earlier[since])
    return Markup('<article data-ready="changes"><h1>{}</h1>{}{}{}</article>').format(
        title, lead, _choice(view, earlier, since), rest
    )


def _earlier(edition: Edition) -> dict[str, Edition]:
    """The newest editions before this one that open, the last of each day, the newest first;
    without those that were taken back, whose figures were never right."""
    of_day: dict[date, Edition] = {}
    gone = taken_back()
    for name in reversed(edition_names()):
        if name < edition.name and name not in gone and len(of_day) < OFFERED:
            with suppress(Refused):
                opened = open_edition(name, public=edition.is_public)
                of_day.setdefault(opened.made.date(), opened)
    return {edition.name: edition for edition in of_day.values()}


def _at_meeting(view: EditionView, earlier: dict[str, Edition]) -> str:
    """The edition that was read at the last meeting; '' where none is kept."""
    met = last_meeting(view)
    return next((n for n, e in earlier.items() if met and e.made.date() <= met), "")


def _choice(view: EditionView, earlier: dict[str, Edition], since: str) -> Markup:
    """The other ways to ask, as links."""
    before, met = view.before, _at_meeting(view, earlier)
    ways = [
        (name, f"since {'the last meeting: ' if name == met else ''}{day(edition.made)}")
        for name, edition in earlier.items()
    ]
    last = [(STRATEGY, f"since {before.strategy.name}")] if before else []
    links = (
        Markup("<b>{}</b>").format(words) if way == since else link(f"{CHANGES}?since={way}", words)
        for way, words in [*ways, (YEAR, "in a year"), *last]
    )
    first = FIRST if since == YEAR and not (earlier or view.is_past) else ""
    line = Markup('<p class="where">What changed: {}</p>').format(Markup(" · ").join(links))
    return (line if earlier or last else Markup()) + small(first)


# In a year


@lru_cache(maxsize=16)
def in_a_year(view: EditionView) -> Answer:
    """How many measures rose and fell in a year, and which."""
    lines: dict[str, list[tuple[Markup | str, ...]]] = {HIGHER: [], LOWER: [], SAME: []}
    changes = year_changes(view)
    for measure, change in changes:
        words = change_in_words(measure.indicator, change.now, change.before)
        lines[next(way for way in lines if words.endswith(way))].append(
            _line(measure, change, words)
        )
    higher, lower, same = map(len, lines.values())
    beyond = sum(change.is_beyond_chance for _, change in changes)
    title = f"In a year: {higher} measures rose, {lower} fell, {beyond or 'none'} beyond chance"
    lead = Markup("<p>{} {}</p>").format(
        f"Each newest figure beside that of a year before; {same} are the same. Figures that are a "
        "year or more older than most are left out. To rise is not always good.",
        "Of 20 that had not really changed, about 1 would still look beyond chance.",
    )
    heads = ("Measure", "Then and now", "The change", "Since the strategy began")
    tables = (
        _listed(f"{way.capitalize()} than a year before: {len(lines[way])}", heads, lines[way])
        for way in (HIGHER, LOWER)
    )
    return title, lead, Markup().join(tables)


def _listed(title: str, heads: Sequence[str], lines: Sequence[Sequence[Markup | str]]) -> Markup:
    """A table under its title, as much of it as is seen at once; nothing of nothing."""
    if not lines:
        return Markup()
    html = Markup("<h2>{}</h2>{}").format(title, table(title, heads, lines[:SEEN], "changed"))
    rest = table(f"{title}, the others", heads, lines[SEEN:], "changed")
    many = len(lines) - SEEN
    return html + (fold(f"{many} more", rest, "in-print") if many > 0 else Markup())


def _line(measure: IndicatorView, change: YearChange, words: str) -> tuple[Markup | str, ...]:
    indicator, before, now = measure.indicator, change.before, change.now
    verdict = measure.verdict
    decimals = decimals_apart(indicator, now.value, before.value)
    then, newest = (figure(indicator, m.value, decimals) for m in (before, now))
    how = "can't say if by chance" if change.errors is None else CHANCE[change.is_beyond_chance]
    children = " → ".join(filter(None, map(counts, (before, now))))
    two_lines = Markup("{}<br><small>{}</small>").format
    shown = Markup("{} → <b>{}</b>").format(then.partition(" per ")[0], newest)
    return (
        two_lines(link(indicator, indicator.short), now.period.words),
        two_lines(shown, children if "→" in children else ""),
        two_lines(words, how),
        link(indicator, chip(measure.edition.schemas.entry(verdict.trend)), WHY) if verdict else "",
    )


# Since another edition


@lru_cache(maxsize=16)
def _compared(view: EditionView, before: Edition) -> Answer:
    edition, differs = view.edition, compare(view, before)
    words = differs.words
    title = f"Since {day(before.made)}: {differs.in_words or 'no figure and no word has changed'}"
    lead = Markup("<p>This edition was published on {}: {}.{}</p>").format(
        *(day(edition.made), edition.why.rstrip(".")),
        "" if words or not edition.every_verdict() else " No word has changed.",
    )
    rest = _figures(view, before, differs) + _notes(view, before)
    return title, lead, rest or Markup("<h2>{}</h2>{}{}").format(*in_a_year(view))


def _figures(view: EditionView, before: Edition, compared: Compared) -> Markup:
    """The criteria and measures whose words changed, then other figures with the same words."""
    schemas, words, figures = view.edition.schemas, compared.words, compared.figures
    named = [w for w in words if w.indicator not in figures]
    changed, others = [(w.about, "", _word(w)) for w in named], []
    for name, differs in figures.items():
        own = [w for w in words if w.indicator == name]
        indicator = schemas.indicators[name]
        said = Markup("<br>").join(changed_sentences(view.of(indicator), differs))
        about = Markup("{} {}").format(
            link(indicator, indicator.short), mark_of(view.of(indicator))
        )
        if own:
            changed.append(
                (about, said, Markup("<br>").join(_word(w, indicator.short) for w in own))
            )
        elif said:
            others.append((about, said))
    gone = "; ".join(i.short for i in before.schemas.in_order() if i.id not in schemas.indicators)
    return (
        _listed("Words", ("What it is about", "What changed", "Was, and is now"), changed)
        + _listed("Figures", ("Measure", "What changed"), others)
        + small(f"No longer measured here: {gone}." if gone else "")
    )


def _word(change: WordChange, name: str = "") -> Markup:
    """'Female. Which way it is going: Not clear yet → Improving', of a measure by its name."""
    of = change.about.removeprefix(name).removeprefix(", ") if name else ""
    return Markup("{}{}{} → <b>{}</b>").format(
        f"{of}. " if of else "", KINDS.get(change.kind, ""), change.old, change.new
    )


# Notes


def _notes(view: EditionView, before: Edition) -> Markup:
    """What people say beside the figures. What is gone is named and not repeated."""
    edition = view.edition
    changed = changed_notes(before.notes, edition.notes, edition.schemas)
    lines = [(change.about, change.now or "No longer here.") for change in changed]
    listed = table("Notes", ("What it is", "What it says now"), lines)
    html = view.own(Markup("<h2>Commentary, actions and commitments</h2>{}")).format(listed)
    return html if lines else Markup()
