"""Find: the answer to a question, the measures that a person may mean, and every measure where none
is meant."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import streamlit as st
from markupsafe import Markup

from metrics.cards import Card
from metrics.sentences import number
from pages import changes, overview
from pages.parts.breakdowns import known_groups
from pages.parts.frameworks import bodies_called
from pages.parts.html import bullets, link, show_html, small
from pages.parts.rows import headed, rows
from pages.parts.why import who_does_well
from schemas.search import KnownQuestion, find, question_in, subject_of
from schemas.words import LevelWord, TrendWord
from view_model.edition_view import EditionView
from view_model.notes import asked_line, meeting_actions, status_of
from view_model.promises import Promise, promises_in_a_line
from view_model.unknown import end_days, least_known_line

MOST = 12
LINES = 7  # of an answer
EXAMPLES = Markup("<i>doctor</i>, <i>school</i> or <i>moving home</i>")
TYPE = Markup("<p>Type a word at the top of the page: {}.</p>").format(EXAMPLES)
LONGEST = 100  # of what is typed, in characters


def show(view: EditionView) -> None:
    """Draw the page of what the address asks for: /find?q=..."""
    query = st.query_params.get("q", "").strip()[:LONGEST]
    question = question_in(query)
    subject = subject_of(query, question)
    matches = [view.of(i) for i in find(subject, view.edition.schemas.in_order())][:MOST]
    html = _answer(view, question, query) if question else Markup()
    if matches:
        many = "1 measure" if len(matches) == 1 else f"{len(matches)} measures"
        html += Markup("<p>{} for “{}”, the likeliest first.</p>").format(many, subject)
        html += headed(view) + rows(matches)
    elif not question:
        html = _nothing(view, query)
    if answering := bodies_called(view, query):
        html = Markup("<p>Who answers for measures: {}.</p>").format(answering) + html
    country = view.council.country.name
    title = "Find a measure"
    if question:
        title = view.own(question.heading.replace("{country}", country))
    page = Markup('<article class="wide" data-ready="find"><h1>{}</h1>{}</article>')
    show_html(page.format(title, html))


def a_to_z(view: EditionView) -> Markup:
    """Every measure by its letter, with what else it is called: the page where nobody can type."""
    listed: dict[str, list[Markup]] = {}
    for i in sorted(view.edition.schemas.in_order(), key=lambda i: i.short.lower()):
        called = small(", ".join(i.also_called))
        listed.setdefault(i.short[0].upper(), []).append(link(i, i.short) + called)
    letters = (Markup("<h2>{}</h2>{}").format(k, bullets(lines)) for k, lines in listed.items())
    page = Markup('<article data-ready="find"><h1>Every measure, A to Z</h1>{}</article>')
    return page.format(Markup().join(letters))


def _answer(view: EditionView, question: KnownQuestion, query: str) -> Markup:
    lines = list(islice(_lines(view, question.id, query), LINES))
    page, _, part = question.page.partition("#")
    more = Markup("<p>{}</p>").format(link(page, view.own(question.link), part)) if page else ""
    listed = bullets(lines, "answers") if lines else ""
    return Markup("<p>{}</p>{}{}").format(view.own(question.words), listed, more)


def _lines(view: EditionView, question: str, query: str) -> Iterator[Markup | str]:
    """The answer from this edition, a line or a few."""
    country = view.council.country.name
    match question:
        case "tonight":
            yield from _cards(view, view.cards.questions)
        case "praise":
            yield from _cards(view, view.cards.celebrations)
        case "changed":
            yield changes.in_a_year(view)[0]
        case "least":
            yield least_known_line(view)
        case "asked":
            yield from (
                f"{a.action} {asked_line(a)}. {status_of(view, a)}." for a in meeting_actions(view)
            )
        case "points":
            yield from _points(view, query)
        case "many":
            yield view.sized_by.now if view.sized_by else "Nobody has sent how many there are."
        case "groups":
            yield from known_groups(view)
        case "worse" | "better" | "improving" | "worsening":
            kind = "level" if question in {*LevelWord} else "trend"
            for m in overview.listed(view, overview.Shown(**{kind: question})):
                theirs = f"; {country} {m.country_now}" if m.country_now else ""
                yield link(m.indicator, f"{m.headline}{theirs}.")
        case "like ours":
            yield from _places(view)
        case "well":
            yield from _who_does_well(view, subject_of(query, question_in(query)))
        case "new":
            ends = end_days(view.measures).most_common()
            for end, many in ends[: LINES - 1]:
                yield f"{many} measure{' goes' if many == 1 else 's go'} to {end:%B %Y}."
            if rest := ends[LINES - 1 :]:
                days = [end for end, _ in rest]
                many = sum(each for _, each in rest)
                yield f"{many} others, to months from {min(days):%B %Y} to {max(days):%B %Y}."
        case "invented":
            invented = [m.indicator.short for m in view.measures if m.illustrative]
            yield f"{len(invented)} of {len(view.measures)} measures: {'; '.join(invented)}."
        case "promises":
            yield promises_in_a_line(view)
            for c in view.strategy.criteria:
                yield Markup("<b>{}</b>: {}").format(c.name, Promise(view, c).finding)
        case "sure":
            for word in (TrendWord.IMPROVING, TrendWord.WORSENING, TrendWord.NOT_CLEAR):
                entry = view.edition.schemas.entry(word)
                yield Markup("<b>{}</b>: {}").format(entry.label, entry.meaning)


def _cards(view: EditionView, cards: Iterable[Card]) -> Iterator[Markup]:
    for card in cards:
        indicator = view.edition.schemas.indicators[card.indicator]
        finding = link(indicator, f"{view.of(indicator).headline}.")
        yield Markup("{} {}").format(finding, card.question)


def _points(view: EditionView, query: str) -> Iterator[str]:
    """So many points of the children that the measures of the criteria are out of."""
    asked = float((re.findall(r"\d+(?:\.\d+)?", query) or ["1"])[0])
    measures = [m for c in view.strategy.criteria for m in view.headline_of(c)]
    of = {
        m.latest.denominator: m.indicator.cohort
        for m in measures
        if m.latest and m.indicator.unit == "percent" and m.latest.denominator
        if m.indicator.counts_children and not m.illustrative
    }
    for size, whom in of.items():
        is_about = "point is" if asked == 1 else "points are"
        yield f"Of {size:,} {whom}, {asked:g} {is_about} about {number(size * asked / 100, 0)}."


def _places(view: EditionView) -> Iterator[str]:
    """Among the councils most like ours: how often we are in the better half, and where last."""
    judged = [m for m in view.real if m.indicator.better != "neither"]
    ranks = [(m.indicator.short, rank) for m in judged if (rank := m.rank())]
    better = sum(2 * rank.place <= rank.of for _, rank in ranks)
    yield f"In {better} of {len(ranks)} measures we are in the better half of them and us."
    first = [name for name, rank in ranks if rank.place == 1]
    last = [name for name, rank in ranks if rank.place == rank.of]
    for words, names in {"First, which is best": first, "Last": last}.items():
        yield f"{words}: {'; '.join(names) or 'none'}."


def _who_does_well(view: EditionView, subject: str) -> Iterator[Markup]:
    """Of the measures that are asked about, or of those that the promises are answered by."""
    found = find(subject, view.edition.schemas.in_order())
    promised = (m for c in view.strategy.criteria for m in view.headline_of(c))
    for measure in map(view.of, found) if subject else promised:
        if said := who_does_well(measure):
            yield Markup("{}: {}.").format(link(measure.indicator, measure.indicator.short), said)


def _nothing(view: EditionView, query: str) -> Markup:
    sorry = TYPE
    if query:
        sorry = Markup(
            "<p>No measure here is called “{}”. Try another word, or a shorter one: {}.</p>"
        ).format(query, EXAMPLES)
    every = Markup().join(
        Markup('<section class="ambition"><h3>… {}</h3>{}</section>').format(
            ambition.title, rows(view.of_ambition(ambition))
        )
        for ambition in view.strategy.ambitions
    )
    return Markup("{}<h2>Every measure there is</h2>{}").format(sorry, every)
