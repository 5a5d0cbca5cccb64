"""The slides of a deck, one message each: HTML, with every drawing that a screen may need.

Drawn once for each edition. Nothing is said here that the pages do not say.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from functools import lru_cache

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from metrics.sentences import day
from pages.deck.actions_slide import asked_html
from pages.deck.deck import Deck
from pages.parts.chart import shows_any
from pages.parts.chips import answer_chip, chip, two_words
from pages.parts.html import ILLUSTRATIVE, mark_of, table, text
from schemas.declared import Ambition, Criterion
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.note_tables import ARISING
from view_model.notes import signed
from view_model.scope import Scope, actions_within

WIDE, TALL, NARROW = (663, 400), (727, 285), (390, 330)
"""Of a drawing, before it is enlarged: on a wide screen, on one of 4 to 3, and on a phone. At the
size that pages/present.css gives them, the smallest letters are 24 of a screen's 1,080 lines."""
SMALLEST_PLOT = 140.0
LATEST = 6  # periods in a slide's table
NOT_DRAWN = "Every figure here is hidden or missing."
NONE_YET = "There are no figures yet."


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen. `name` stands in the address and `title` in the list of slides; `html` is what
    is said, `numbers` the same in figures; the drawings are SVG, '' on a slide without a chart."""

    name: str
    title: str
    html: str
    numbers: str = ""
    wide: str = ""
    tall: str = ""
    narrow: str = ""


def slides(reading: EditionView, deck: Deck) -> list[dict[str, str]]:
    """The slides of a deck, in order, as the page sends them to the browser."""
    head = [_title(reading, deck), *_asked(reading, deck)]
    opening = [*head, *_about(reading, deck), _glance(reading)]
    measures = [_measure(reading.of(i)) for i in deck.indicators]
    return [asdict(slide) for slide in [*opening, *measures]]


def edition_of(reading: EditionView) -> str:
    """'Edition 2026…, published 22 November 2026.', for the small print."""
    return f"Edition {reading.edition.name}, published {day(reading.edition.made)}."


def _title(reading: EditionView, deck: Deck) -> Slide:
    title = "How are our children and young people doing?"
    missing = (
        f"<p>Left out, because no measure has this name: {text(', '.join(deck.unknown))}.</p>"
        if deck.unknown
        else ""
    )
    return Slide(
        "start",
        title,
        f'<div class="title-slide"><h1>{title}</h1><p class="big">{text(reading.council.name)}</p>'
        f"<p>{text(reading.strategy.title)}</p>"
        f"<p>Figures published {day(reading.edition.made)}</p>{missing}</div>",
    )


def _asked(reading: EditionView, deck: Deck) -> list[Slide]:
    """What the Panel asked for; of an ambition or a criterion, what it asked for of that."""
    ambition = deck.ambition.id if deck.ambition else ""
    scope = Scope(ambition=ambition, criterion=deck.criterion.id if deck.criterion else "")
    actions = actions_within(reading, scope)
    html = f"<h1>{ARISING}</h1>{asked_html(reading, actions)}"
    return [Slide("actions", ARISING, html)] if actions else []


def _about(reading: EditionView, deck: Deck) -> list[Slide]:
    """What the deck is about: an ambition, a criterion, or all the criteria at a glance."""
    if deck.ambition:
        return [_ambition(reading, deck.ambition)]
    if deck.criterion:
        return [_criterion(reading, deck.criterion)]
    return [_criteria(reading)] if reading.strategy.criteria else []


def _ambition(reading: EditionView, ambition: Ambition) -> Slide:
    html = (
        f'<div class="title-slide"><p>{text(reading.strategy.ambitions_heading)}</p>'
        f"<h1>… {text(ambition.title)}</h1>"
        f'<p class="tallied">{_tally(reading, ambition)}</p></div>'
    )
    return Slide(f"ambition-{ambition.id}", ambition.name, html)


def _criterion(reading: EditionView, criterion: Criterion) -> Slide:
    answer = reading.answer(criterion)
    said = (
        f"<p>{answer_chip(answer, reading.edition.schemas)} "
        f"{ILLUSTRATIVE if answer.illustrative else ''}</p><p>{text(answer.sentence)}</p>"
        if answer
        else ""
    )
    html = (
        f'<div class="title-slide"><p>{text(reading.strategy.criteria_heading)}</p>'
        f"<h1>“… {text(criterion.title)}”</h1>{said}</div>"
    )
    return Slide(f"criterion-{criterion.id}", criterion.name, html)


def _criteria(reading: EditionView) -> Slide:
    lines = "".join(_criterion_line(reading, c) for c in reading.strategy.criteria)
    heading = text(reading.strategy.criteria_heading)
    return Slide(
        "criteria", reading.strategy.criteria_heading, f"<h1>{heading}</h1><dl>{lines}</dl>"
    )


def _criterion_line(reading: EditionView, criterion: Criterion) -> str:
    answer = reading.answer(criterion)
    said = answer_chip(answer, reading.edition.schemas) if answer else ""
    mark = ILLUSTRATIVE if answer and answer.illustrative else ""
    title = f"<small>“… {text(criterion.title)}”</small>"
    return f"<div><dt>{text(criterion.name)} {title}</dt><dd>{said} {mark}</dd></div>"


def _glance(reading: EditionView) -> Slide:
    lines = "".join(
        f"<div><dt>… {text(a.title)}</dt><dd>{_tally(reading, a)}</dd></div>"
        for a in reading.strategy.ambitions
    )
    note = "<p>How many measures carry each word. Illustrative ones are not counted.</p>"
    return Slide("glance", "Our ambitions", f"<h1>Our ambitions</h1><dl>{lines}</dl>{note}")


def _tally(reading: EditionView, ambition: Ambition) -> str:
    """How many of an ambition's measures carry each word."""
    reported = [r for r in reading.of_ambition(ambition) if not r.illustrative]
    counted = Counter(r.verdict.trend for r in reported if r.verdict)
    said = reading.edition.schemas.entry
    chips = [f"<b>{counted[w]}</b> {chip(said(w))}" for w in TrendWord if counted[w]]
    return " ".join(f'<span class="tally-of">{one}</span>' for one in chips) or "No figures yet"


# One measure


@lru_cache(maxsize=1000)
def _measure(reported: IndicatorView) -> Slide:
    if not reported.has_figures:
        return _not_yet(reported)
    chart, name = reported.chart, reported.indicator.id
    title = f"<h1>{text(chart.title)} {mark_of(reported)}</h1>"
    words = f'{two_words(reported)}<p class="sentence">{text(reported.sentence)}</p>'
    first = _first_sentence(reported.verdict_sentence)
    main = f"{words}<p>{text(first)}</p>{_caution(reported)}{_said_of_it(reported)}"
    side = f'<div class="side">{main}</div>'
    small = _small_print(chart)
    drawn = shows_any(chart)
    body = f"{title}<div class='measure'>{side}{'<div data-chart></div>' if drawn else NOT_DRAWN}"
    return Slide(
        name,
        reported.indicator.short,
        f"{body}</div>{small}",
        f"{title}<div class='measure'>{_in_full(reported)}{_numbers(chart)}</div>{small}",
        *(_drawn(chart, size) if drawn else "" for size in (WIDE, TALL, NARROW)),
    )


def _not_yet(reported: IndicatorView) -> Slide:
    indicator = reported.indicator
    html = (
        f"<h1>{text(indicator.title)}</h1><p class='big'>{NONE_YET}</p>"
        f"<p>They come from: {text(indicator.return_)} ({text(indicator.publisher)}).</p>"
    )
    return Slide(indicator.id, indicator.short, html)


def _drawn(chart: Chart, size: tuple[int, int]) -> str:
    return svg(chart, *size, titled=False, smallest_plot=SMALLEST_PLOT)


def _first_sentence(said: str) -> str:
    """What is said of a word first; the rest stands with the numbers."""
    first, stop, _ = said.partition(". ")
    return first + stop.strip()


def _caution(reported: IndicatorView) -> str:
    said = text(reported.indicator.caution)
    return f'<p class="caution"><b>Read with care.</b> {said}</p>' if said else ""


def _in_full(reported: IndicatorView) -> str:
    said = f"<p>{text(reported.verdict_sentence)}</p><p>{text(reported.beside())}</p>"
    return f'<div class="side full">{said}{_said_of_it(reported)}</div>'


def _said_of_it(reported: IndicatorView) -> str:
    """The newest commentary; pages/present.js leaves it out on a screen that has no room for it."""
    return "".join(
        f"<blockquote data-if-room><p>{text(said.commentary)}</p>"
        f'<p class="signed">{text(signed(said))} {ILLUSTRATIVE if said.illustrative else ""}</p>'
        "</blockquote>"
        for said in reported.commentary[:1]
    )


def _numbers(chart: Chart) -> str:
    """The newest periods, in at most five columns."""
    lines = list(reversed(rows(chart)))[:LATEST]
    heads = list(lines[0])[:5]
    cells = [[text(line[head]) for head in heads] for line in lines]
    return table(f"{chart.title}: the numbers", heads, cells, kind="numbers")


def _small_print(chart: Chart) -> str:
    return f'<p class="small-print">{text(chart.subtitle)} Source: {text(chart.source)}.</p>'
