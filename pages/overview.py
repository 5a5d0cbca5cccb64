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
from pages.parts.addresses import CHANGES, GROUPS, HOME, UNKNOWN, address_of_strategy
from pages.parts.breakdowns import known_groups
from pages.parts.cards import cards
from pages.parts.chips import WAY
from pages.parts.criteria import promises
from pages.parts.frameworks import headings, ways_to_set_out
from pages.parts.html import bullets, fold, link, show_html, small
from pages.parts.notes import list_priorities, to_all
from pages.parts.rows import headed, rows
from pages.parts.toolbar import present_link
from schemas.declared import Framework
from schemas.words import DIFFERENCES, LevelWord, TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.promises import promises_in_a_line
from view_model.tally import by_chance, trend_counts
from view_model.unknown import usual_end

CARE = (
    "A figure that is higher or lower than at the start has not always changed for a reason. With "
    "few children, one or two make a percentage move. Open a measure to see how sure it is."
)
PROMISES, LIST = "promises", "measures"
"""The ids of its parts, as GROUPS is."""


class Shown(NamedTuple):
    """Which measures the address asks for, and in which order: /?level=worse&by=place."""

    level: str = ""
    trend: str = ""
    by: str = ""
    framework: str = ""

    @property
    def address(self) -> str:
        """The address that asks for them."""
        asked = {name: value for name, value in self._asdict().items() if value}
        return f"{HOME}?{urlencode(asked)}" if asked else HOME


def show(view: EditionView) -> None:
    """Draw the page."""
    frameworks = {framework.id for framework in view.edition.schemas.frameworks}
    known = ({*LevelWord}, {*TrendWord}, _ORDERS, frameworks)
    asked = (st.query_params.get(name, "") for name in Shown._fields)
    shown = Shown(*(a if a in of else "" for a, of in zip(asked, known, strict=True)))
    show_html(drawn(view, shown))


@lru_cache(maxsize=200)
def drawn(view: EditionView, shown: Shown) -> Markup:
    """The page, of every measure or of those that somebody asked for; or by a framework."""
    framework = next((f for f in view.edition.schemas.frameworks if f.id == shown.framework), None)
    if framework:
        return _set_out_by(view, framework)
    return Markup(
        '<article class="wide" data-ready="overview"><h1>How {} our children and young people '
        'doing?</h1><p class="where">{}</p><p class="where ways">{}</p>{}{}'
        "{}"
        '<h2 id="{}" tabindex="-1">Which groups of children</h2>{}'
        '<h2 id="{}" tabindex="-1">Every measure</h2>{}{}{}<p class="care">{}</p></article>'
    ).format(
        "were" if view.is_past else "are",
        _where(view),
        _ways(view),
        present_link(),
        cards(view),
        _promises(view),
        GROUPS,
        bullets(known_groups(view), "groups"),
        LIST,
        ways_to_set_out(view),
        _tally(view, shown),
        _measures(view, shown),
        by_chance(view) or CARE,
    )


def _promises(view: EditionView) -> Markup:
    """What was promised, and what the children in care council asked for since; of a strategy
    without success criteria, its ambitions."""
    strategy, asked = view.strategy, list_priorities(view)
    name = view.own("The promises of the strategy") if strategy.criteria else "Its ambitions"
    heading = Markup('<h2 id="{}" tabindex="-1">{}</h2>').format(PROMISES, name)
    if strategy.criteria:
        said = small(promises_in_a_line(view)) + promises(view, strategy.criteria)
        return heading + said + asked
    ambitions = (link(a.id, f"… {a.title}") for a in strategy.ambitions)
    aims = Markup("<p>{}</p>{}").format(strategy.ambitions_heading, bullets(ambitions, "answers"))
    return heading + aims + asked


def _where(view: EditionView) -> Markup:
    """The council, how many children, the strategy and the way to the others, and the day to which
    most figures go."""
    newest = view.sized_by.latest if view.sized_by else None
    many = (
        [view.own(f"{newest.numerator:,} children looked after")]
        if newest and newest.numerator
        else []
    )
    to = [f"most figures to {usual_end(view.real):%B %Y}"] if view.real else []
    others = [
        link(address_of_strategy(s), s.name)
        for s in view.edition.schemas.strategies
        if s != view.strategy
    ]
    return Markup(" · ").join([view.council.name, *many, view.strategy.name, *to, *others])


def _ways(view: EditionView) -> Markup:
    """To the parts of the page, and to the pages that answer as it does."""
    ways = (
        *([link(HOME, view.own("The promises"), PROMISES)] if view.strategy.criteria else []),
        *(link(HOME, "Which groups", GROUPS), link(HOME, "Every measure", LIST)),
        link(CHANGES, "What changed"),
        *(link(UNKNOWN, "Where we know least"), *to_all(view)),
    )
    return Markup(" ").join(ways)


def _set_out_by(view: EditionView, framework: Framework) -> Markup:
    """Every measure by a framework's headings. What was promised is the strategy's alone: here the
    words of a measure say which way it goes, and no more."""
    return Markup(
        '<article class="wide" data-ready="overview"><h1>{}</h1><p class="where">{}</p>'
        '{}{}{}<p class="care">{}</p></article>'
    ).format(
        framework.name,
        _where(view),
        ways_to_set_out(view, framework),
        headings(view, framework),
        small(f"Headings: {framework.source}."),
        by_chance(view) or CARE,
    )


def _tally(view: EditionView, shown: Shown) -> Markup:
    """How many real measures have each word, the level first, each a link to the list of them."""
    schemas = view.edition.schemas

    def line(kind: str, words: Iterable[StrEnum]) -> Markup:
        many = Counter(_words_of(m)[kind] for m in view.real)
        said = {w: f"{many[w]} {uncapped(schemas.entry(w).label)}" for w in words if many[w]}
        links = (
            Markup("<b>{}</b>").format(s)
            if w in shown
            else link(Shown(**{kind: w}).address, s, LIST)
            for w, s in said.items()
        )
        return Markup(" · ").join(links)

    lines = [line("level", (*DIFFERENCES, LevelWord.SAME)), line("trend", TrendWord)]
    if not any(lines):
        return Markup()
    every = link(HOME, "Show every measure", at=LIST) if any(shown) else ""
    without = link(UNKNOWN, f"{len(view.measures) - len(view.real)} have none")
    return Markup('<p class="tally">{} measures have real figures, {}. {}<br>{}</p>').format(
        *(len(view.real), without, every), Markup("<br>").join(filter(None, lines))
    )


def _words_of(measure: IndicatorView) -> dict[str, str]:
    verdict = measure.verdict
    return {"level": verdict.level if verdict else "", "trend": verdict.trend if verdict else ""}


def _measures(view: EditionView, shown: Shown) -> Markup:
    """All of them, folded by ambition; or those that have a word, or all in an order."""
    columns = {"name": "Measure", "place": "Place", "word": WAY}
    heads = [link(shown._replace(by=by).address, name, at=LIST) for by, name in columns.items()]
    html = headed(view, heads)
    if any(shown):
        return html + rows(listed(view, shown))
    for ambition in view.strategy.ambitions:
        measures = view.of_ambition(ambition)
        counts = " · ".join(trend_counts(measures, view.edition.schemas))
        summary = Markup('<b>{}</b> <span class="many">{}</span>').format(ambition.name, counts)
        html += fold(summary, rows(measures))
    return html


def listed(view: EditionView, shown: Shown) -> list[IndicatorView]:
    """The measures that have the word, without invented ones as in the tally; in their order."""
    every = view.measures
    for kind, word in (("level", shown.level), ("trend", shown.trend)):
        if word:
            every = [m for m in view.real if m in every and _words_of(m)[kind] == word]
    return sorted(every, key=_ORDERS[shown.by]) if shown.by else every


def _furthest_first(measure: IndicatorView) -> float:
    rank = measure.rank()
    return -rank.place / rank.of if rank else 0


_ORDERS: dict[str, Callable[[IndicatorView], Any]] = {
    "name": lambda measure: measure.indicator.short.lower(),
    "place": _furthest_first,
    "word": lambda measure: [*TrendWord].index(measure.verdict.trend) if measure.verdict else -1,
}
