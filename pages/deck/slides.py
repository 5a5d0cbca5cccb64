"""The slides of a deck, one message each: HTML, with every drawing that a screen may need.

Drawn once for each edition. Nothing is said here that the pages do not say.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from functools import lru_cache

from markupsafe import Markup

from charts.model.chart import Chart
from charts.model.table import rows
from charts.svg.line_chart import svg
from metrics.sentences import day
from pages.deck.actions_slide import asked_html
from pages.deck.deck import Deck
from pages.parts.chart import shows_any
from pages.parts.chips import answer_chip, chip, two_words
from pages.parts.html import ILLUSTRATIVE, mark_of, table, unbroken
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
EMPTY = Markup()
NONE_YET = "There are no figures yet."


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen. `name` stands in the address and `title` in the list of slides; `html` is what
    is said, `numbers` the same in figures; the drawings are SVG, '' on a slide without a chart."""

    name: str
    title: str
    html: Markup
    numbers: Markup = EMPTY
    wide: str = ""
    tall: str = ""
    narrow: str = ""


def slides(reading: EditionView, deck: Deck) -> list[dict[str, str]]:
    """The slides of a deck, in order, as the page sends them to the browser."""
    head = [_title(reading, deck), *_asked(reading, deck)]
    opening = [*head, *_about(reading, deck), _glance(reading)]
    measures = [_measure(reading.of(i)) for i in deck.indicators]
    return [
        asdict(slide) | {"html": unbroken(slide.html), "numbers": unbroken(slide.numbers)}
        for slide in [*opening, *measures]
    ]


def edition_of(reading: EditionView) -> str:
    """'Edition 2026…, published 22 November 2026.', for the small print."""
    return f"Edition {reading.edition.name}, published {day(reading.edition.made)}."


def _title(reading: EditionView, deck: Deck) -> Slide:
    title = "How are our children and young people doing?"
    missing = (
        Markup("<p>Left out, because no measure has this name: {}.</p>").format(
            ", ".join(deck.unknown)
        )
        if deck.unknown
        else ""
    )
    return Slide(
        "start",
        title,
        Markup(
            '<div class="title-slide"><h1>{}</h1><p class="big">{}</p><p>{}</p><p>Figures '
            "published {}</p>{}</div>"
        ).format(
            title, reading.council.name, reading.strategy.title, day(reading.edition.made), missing
        ),
    )


def _asked(reading: EditionView, deck: Deck) -> list[Slide]:
    """What the Panel asked for; of an ambition or a criterion, what it asked for of that."""
    ambition = deck.ambition.id if deck.ambition else ""
    scope = Scope(ambition=ambition, criterion=deck.criterion.id if deck.criterion else "")
    actions = actions_within(reading, scope)
    html = Markup("<h1>{}</h1>{}").format(ARISING, asked_html(reading, actions))
    return [Slide("actions", ARISING, html)] if actions else []


def _about(reading: EditionView, deck: Deck) -> list[Slide]:
    """What the deck is about: an ambition, a criterion, or all the criteria at a glance."""
    if deck.ambition:
        return [_ambition(reading, deck.ambition)]
    if deck.criterion:
        return [_criterion(reading, deck.criterion)]
    return [_criteria(reading)] if reading.strategy.criteria else []


def _ambition(reading: EditionView, ambition: Ambition) -> Slide:
    html = Markup(
        '<div class="title-slide"><p>{}</p><h1>… {}</h1><p class="tallied">{}</p></div>'
    ).format(reading.strategy.ambitions_heading, ambition.title, _tally(reading, ambition))
    return Slide(f"ambition-{ambition.id}", ambition.name, html)


def _criterion(reading: EditionView, criterion: Criterion) -> Slide:
    answer = reading.answer(criterion)
    said = (
        Markup("<p>{} {}</p><p>{}</p>").format(
            answer_chip(answer, reading.edition.schemas),
            ILLUSTRATIVE if answer.illustrative else "",
            answer.sentence,
        )
        if answer
        else ""
    )
    html = Markup('<div class="title-slide"><p>{}</p><h1>“… {}”</h1>{}</div>').format(
        reading.strategy.criteria_heading, criterion.title, said
    )
    return Slide(f"criterion-{criterion.id}", criterion.name, html)


def _criteria(reading: EditionView) -> Slide:
    lines = Markup().join(_criterion_line(reading, c) for c in reading.strategy.criteria)
    heading = reading.strategy.criteria_heading
    return Slide(
        "criteria",
        reading.strategy.criteria_heading,
        Markup("<h1>{}</h1><dl>{}</dl>").format(heading, lines),
    )


def _criterion_line(reading: EditionView, criterion: Criterion) -> Markup:
    answer = reading.answer(criterion)
    said = answer_chip(answer, reading.edition.schemas) if answer else ""
    mark = ILLUSTRATIVE if answer and answer.illustrative else ""
    title = Markup("<small>“… {}”</small>").format(criterion.title)
    return Markup("<div><dt>{} {}</dt><dd>{} {}</dd></div>").format(
        criterion.name, title, said, mark
    )


def _glance(reading: EditionView) -> Slide:
    lines = Markup().join(
        Markup("<div><dt>… {}</dt><dd>{}</dd></div>").format(a.title, _tally(reading, a))
        for a in reading.strategy.ambitions
    )
    note = Markup("<p>How many measures carry each word. Illustrative ones are not counted.</p>")
    return Slide(
        "glance", "Our ambitions", Markup("<h1>Our ambitions</h1><dl>{}</dl>{}").format(lines, note)
    )


def _tally(reading: EditionView, ambition: Ambition) -> Markup | str:
    """How many of an ambition's measures carry each word."""
    reported = [r for r in reading.of_ambition(ambition) if not r.illustrative]
    counted = Counter(r.verdict.trend for r in reported if r.verdict)
    said = reading.edition.schemas.entry
    chips = [
        Markup("<b>{}</b> {}").format(counted[w], chip(said(w))) for w in TrendWord if counted[w]
    ]
    return (
        Markup(" ").join(Markup('<span class="tally-of">{}</span>').format(one) for one in chips)
        or "No figures yet"
    )


# One measure


@lru_cache(maxsize=1000)
def _measure(reported: IndicatorView) -> Slide:
    if not reported.has_figures:
        return _not_yet(reported)
    chart, name = reported.chart, reported.indicator.id
    title = Markup("<h1>{} {}</h1>").format(chart.title, mark_of(reported))
    words = Markup('{}<p class="sentence">{}</p>').format(two_words(reported), reported.sentence)
    first = _first_sentence(reported.verdict_sentence)
    main = Markup("{}<p>{}</p>{}{}").format(words, first, _caution(reported), _said_of_it(reported))
    side = Markup('<div class="side">{}</div>').format(main)
    small = _small_print(chart)
    drawn = shows_any(chart)
    body = Markup("{}<div class='measure'>{}{}").format(
        title, side, Markup("<div data-chart></div>") if drawn else NOT_DRAWN
    )
    return Slide(
        name,
        reported.indicator.short,
        Markup("{}</div>{}").format(body, small),
        Markup("{}<div class='measure'>{}{}</div>{}").format(
            title, _in_full(reported), _numbers(chart), small
        ),
        *(_drawn(chart, size) if drawn else "" for size in (WIDE, TALL, NARROW)),
    )


def _not_yet(reported: IndicatorView) -> Slide:
    indicator = reported.indicator
    html = Markup("<h1>{}</h1><p class='big'>{}</p><p>They come from: {} ({}).</p>").format(
        indicator.title, NONE_YET, indicator.return_, indicator.publisher
    )
    return Slide(indicator.id, indicator.short, html)


def _drawn(chart: Chart, size: tuple[int, int]) -> str:
    return svg(chart, *size, titled=False, smallest_plot=SMALLEST_PLOT)


def _first_sentence(said: str) -> str:
    """What is said of a word first; the rest stands with the numbers."""
    first, stop, _ = said.partition(". ")
    return first + stop.strip()


def _caution(reported: IndicatorView) -> Markup:
    said = reported.indicator.caution
    return (
        Markup('<p class="caution"><b>Read with care.</b> {}</p>').format(said)
        if said
        else Markup()
    )


def _in_full(reported: IndicatorView) -> Markup:
    said = Markup("<p>{}</p><p>{}</p>").format(reported.verdict_sentence, reported.beside())
    return Markup('<div class="side full">{}{}</div>').format(said, _said_of_it(reported))


def _said_of_it(reported: IndicatorView) -> Markup:
    """The newest commentary; pages/present.js leaves it out on a screen that has no room for it."""
    return Markup().join(
        Markup('<blockquote data-if-room><p>{}</p><p class="signed">{} {}</p></blockquote>').format(
            said.commentary, signed(said), ILLUSTRATIVE if said.illustrative else ""
        )
        for said in reported.commentary[:1]
    )


def _numbers(chart: Chart) -> Markup:
    """The newest periods, in at most five columns."""
    lines = list(reversed(rows(chart)))[:LATEST]
    heads = list(lines[0])[:5]
    cells = [[line[head] for head in heads] for line in lines]
    return table(f"{chart.title}: the numbers", heads, cells, kind="numbers")


def _small_print(chart: Chart) -> Markup:
    return Markup('<p class="small-print">{} Source: {}.</p>').format(chart.subtitle, chart.source)
