"""Overview: a panel member's first minute. What to ask tonight and what to celebrate, the promises
in a line each, then every measure in one table."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from metrics.sentences import uncapped
from pages.parts.addresses import CHANGES, HOME, UNKNOWN
from pages.parts.cards import cards
from pages.parts.criteria import promises, promises_in_a_line
from pages.parts.html import fold, link, show_html, small
from pages.parts.notes import list_actions, to_all
from pages.parts.rows import headed, rows
from pages.parts.toolbar import present_link
from schemas.notes import WHOLE_STRATEGY
from schemas.words import DIFFERENCES, LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about
from view_model.tally import by_chance, trend_counts

CARE = (
    "A figure that is higher or lower than at the start has not always changed for a reason. With "
    "few children, one or two make a percentage move. Open a measure to see how sure it is."
)
LIST = "measures"
"""The id of the table."""


class Shown(NamedTuple):
    """Which measures the address asks for, and in which order: /?level=worse&by=place."""

    level: str = ""
    trend: str = ""
    by: str = ""

    @property
    def address(self) -> str:
        """The address that asks for them."""
        asked = {name: value for name, value in self._asdict().items() if value}
        return f"{HOME}?{urlencode(asked)}" if asked else HOME


def show(view: EditionView) -> None:
    """Draw the page."""
    known = ({*LevelWord}, {*TrendWord}, _ORDERS)
    asked = (st.query_params.get(name, "") for name in Shown._fields)
    shown = Shown(*(a if a in of else "" for a, of in zip(asked, known, strict=True)))
    show_html(drawn(view, shown))


@lru_cache(maxsize=200)
def drawn(view: EditionView, shown: Shown) -> Markup:
    """The page, of every measure or of those that somebody asked for."""
    return Markup(
        '<article class="wide" data-ready="overview"><h1>How are our children and young people '
        'doing?</h1><p class="where">{}</p>{}{}<h2>The promises of the strategy</h2>{}{}{}'
        '<h2 id="{}">Every measure</h2>{}{}<p class="care">{}</p></article>'
    ).format(
        _where(view),
        present_link(),
        cards(view),
        small(promises_in_a_line(view)),
        promises(view, view.strategy.criteria),
        _asked(view),
        LIST,
        _tally(view, shown),
        _measures(view, shown),
        by_chance(view) or CARE,
    )


def _asked(view: EditionView) -> Markup:
    """What the Panel asked for of the whole strategy, folded away."""
    actions = list_actions(view, actions_about(view, WHOLE_STRATEGY))
    return fold("What the Panel asked for", actions) if actions else actions


def _where(view: EditionView) -> Markup:
    """The council, the strategy, the day to which most figures go, and what is to be done."""
    every = [view.of(i) for i in view.edition.schemas.in_order()]
    ends = Counter(r.latest.period.end for r in every if r.latest is not None)
    newest = (f"most figures to {end:%B %Y}" for end, _ in ends.most_common(1))
    said = " · ".join([view.council.name, view.strategy.name, *newest])
    pages = link(CHANGES, "What changed"), link(UNKNOWN, "Where we know least")
    return Markup("{} · {} · {}{}").format(said, *pages, to_all(view))


def _tally(view: EditionView, shown: Shown) -> Markup:
    """How many real measures have each word, the level first, each a link to the list of them."""
    schemas, real = view.edition.schemas, _real(view)

    def line(kind: str, words: Iterable[StrEnum]) -> Markup:
        many = Counter(_words_of(m)[kind] for m in real)
        said = {w: f"{many[w]} {uncapped(schemas.entry(w).label)}" for w in words if many[w]}
        links = (link(Shown(**{kind: w}).address, s, at=LIST) for w, s in said.items())
        return Markup(" · ").join(links)

    lines = [line("level", (*DIFFERENCES, LevelWord.SAME)), line("trend", TrendWord)]
    if not any(lines):
        return Markup()
    every = link(HOME, "Show every measure", at=LIST) if any(shown) else ""
    return Markup('<p class="tally">{} measures have real figures. {}<br>{}</p>').format(
        len(real), every, Markup("<br>").join(filter(None, lines))
    )


def _real(view: EditionView) -> list[IndicatorView]:
    every = (view.of(i) for i in view.edition.schemas.in_order())
    return [m for m in every if m.has_figures and not m.illustrative]


def _words_of(measure: IndicatorView) -> dict[str, str]:
    verdict = measure.verdict
    return {"level": verdict.level if verdict else "", "trend": verdict.trend if verdict else ""}


def _measures(view: EditionView, shown: Shown) -> Markup:
    """All of them, folded by ambition; or those that have a word, or all in an order."""
    columns = {"name": "Measure", "place": "Place", "word": "Which way"}
    heads = [link(shown._replace(by=by).address, name, at=LIST) for by, name in columns.items()]
    html = headed(view.council, heads)
    if any(shown):
        return html + rows(_listed(view, shown))
    for ambition in view.strategy.ambitions:
        measures = view.of_ambition(ambition)
        counts = " · ".join(trend_counts(measures, view.edition.schemas))
        summary = Markup('<b>{}</b> <span class="many">{}</span>').format(ambition.name, counts)
        html += fold(summary, rows(measures))
    return html


def _listed(view: EditionView, shown: Shown) -> list[IndicatorView]:
    """Those that have the word, the invented ones left out as in the tally; in their order."""
    every = [view.of(i) for i in view.edition.schemas.in_order()]
    for kind, word in (("level", shown.level), ("trend", shown.trend)):
        if word:
            every = [m for m in _real(view) if m in every and _words_of(m)[kind] == word]
    return sorted(every, key=_ORDERS[shown.by]) if shown.by else every


def _furthest_first(measure: IndicatorView) -> float:
    rank = measure.rank()
    return -rank.place / rank.of if rank else 0


_ORDERS: dict[str, Callable[[IndicatorView], Any]] = {
    "name": lambda measure: measure.indicator.short.lower(),
    "place": _furthest_first,
    "word": lambda measure: [*TrendWord].index(measure.verdict.trend) if measure.verdict else -1,
}
