"""The slides of a deck, one message each: HTML, with every drawing that a screen may need.

Drawn once for each edition. Nothing is said here that the pages do not say.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache

from markupsafe import Markup

from charts.model.chart import Chart
from charts.model.table import rows
from charts.model.words import TARGET
from metrics.sentences import day
from pages.deck.actions_slide import actions_html
from pages.deck.deck import Deck
from pages.parts.chart import NOT_DRAWN, drawing, shows_any
from pages.parts.chips import answer_chip, chip, two_words
from pages.parts.html import caution, mark_of, table, unbroken
from schemas.declared import Ambition, Criterion, Indicator
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.note_tables import ARISING
from view_model.notes import signed
from view_model.scope import Scope, actions_within
from view_model.wording import ASK, PRAISE

WIDE, TALL, NARROW = (663, 400), (727, 285), (390, 330)
"""Of a drawing, before it is enlarged: on a wide screen, on one of 4 to 3, and on a phone. At the
size that pages/present.css gives them, the smallest letters are 24 of a screen's 1,080 lines."""
SMALLEST_PLOT = 140.0
LATEST = 5  # periods in a slide's table
TITLE = "How are our children and young people doing?"
EMPTY = Markup()
DRAWN = Markup("<div data-chart></div>")
NONE_YET = "There are no figures yet."


@dataclass(frozen=True, slots=True)
class DeckSlide:
    """One screen. `name` stands in the address and `title` in the list of slides; `html` is what
    is said, `numbers` the same in figures; the drawings are SVG, '' on a slide without a chart."""

    name: str
    title: str
    html: Markup
    numbers: Markup = EMPTY
    wide: Markup = EMPTY
    tall: Markup = EMPTY
    narrow: Markup = EMPTY


def slides(view: EditionView, deck: Deck) -> list[dict[str, str]]:
    """The slides of a deck, in order, as the page sends them to the browser."""
    opening = [_title(view, deck), *_cards(view, deck), *_actions(view, deck), *_about(view, deck)]
    measures = [_measure(view.of(i)) for i in deck.indicators]
    return [
        {name: str(value) for name, value in asdict(slide).items()}
        | {"html": unbroken(slide.html), "numbers": unbroken(slide.numbers)}
        for slide in [*opening, *measures]
    ]


def edition_of(view: EditionView) -> str:
    """'Edition 2026…, published 22 November 2026.', for the small print."""
    return f"Edition {view.edition.name}, published {day(view.edition.made)}."


def _title(view: EditionView, deck: Deck) -> DeckSlide:
    title, council, strategy = TITLE, view.council.name, view.strategy.title
    unknown = Markup("<p>Left out, because no measure has this name: {}.</p>")
    missing = unknown.format(", ".join(deck.unknown)) if deck.unknown else ""
    html = Markup(
        '<div class="title-slide"><h1>{}</h1><p class="big">{}</p><p>{}</p>'
        "<p>Figures published {}</p>{}</div>"
    ).format(title, council, strategy, day(view.edition.made), missing)
    return DeckSlide("start", title, html)


def _cards(view: EditionView, deck: Deck) -> Iterator[DeckSlide]:
    """What is worth a question tonight, and what is worth celebrating, where nobody has chosen: the
    finding of each card, and what to ask of it, or why it is one."""
    for name, title, cards in (
        ("questions", ASK, view.cards.questions),
        ("celebrations", PRAISE, view.cards.celebrations),
    ):
        measures = [view.of(view.edition.schemas.indicators[card.indicator]) for card in cards]
        lines = Markup().join(
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
                m.headline, card.question or card.why
            )
            for m, card in zip(measures, cards, strict=True)
        )
        html = Markup('<h1>{}</h1><dl class="cards">{}</dl>').format(title, lines)
        if deck.is_usual and cards:
            yield DeckSlide(name, title, html)


def _actions(view: EditionView, deck: Deck) -> list[DeckSlide]:
    """What the Panel asked for; of an ambition or a criterion, what it asked for of that."""
    ambition = deck.ambition.id if deck.ambition else ""
    scope = Scope(ambition=ambition, criterion=deck.criterion.id if deck.criterion else "")
    actions = actions_within(view, scope)
    html = Markup("<h1>{}</h1>{}").format(ARISING, actions_html(view, actions))
    return [DeckSlide("actions", ARISING, html)] if actions else []


def _about(view: EditionView, deck: Deck) -> list[DeckSlide]:
    """What the deck is about: an ambition, a criterion, or all the criteria at a glance."""
    if deck.ambition:
        return [_ambition(view, deck.ambition)]
    if deck.criterion:
        return [_criterion(view, deck.criterion)]
    return [_criteria(view)] if view.strategy.criteria else []


def _ambition(view: EditionView, ambition: Ambition) -> DeckSlide:
    html = Markup(
        '<div class="title-slide"><p>{}</p><h1>… {}</h1><p class="tallied">{}</p></div>'
    ).format(view.strategy.ambitions_heading, ambition.title, _tally(view, ambition))
    return DeckSlide(f"ambition-{ambition.id}", ambition.name, html)


def _criterion(view: EditionView, criterion: Criterion) -> DeckSlide:
    html = Markup('<div class="title-slide"><p>{}</p><h1>“… {}”</h1>').format(
        view.strategy.criteria_heading, criterion.title
    )
    if answer := view.answer(criterion):
        chip = answer_chip(answer, view.edition.schemas)
        html += Markup("<p>{} {}</p><p>{}</p>").format(chip, mark_of(answer), answer.sentence)
    return DeckSlide(f"criterion-{criterion.id}", criterion.name, html + Markup("</div>"))


def _criteria(view: EditionView) -> DeckSlide:
    lines = Markup().join(_criterion_line(view, c) for c in view.strategy.criteria)
    heading = view.strategy.criteria_heading
    return DeckSlide("criteria", heading, Markup("<h1>{}</h1><dl>{}</dl>").format(heading, lines))


def _criterion_line(view: EditionView, criterion: Criterion) -> Markup:
    answer = view.answer(criterion)
    chip = answer_chip(answer, view.edition.schemas) if answer else ""
    return Markup("<div><dt>{} <small>“… {}”</small></dt><dd>{} {}</dd></div>").format(
        criterion.name, criterion.title, chip, mark_of(answer)
    )


def _tally(view: EditionView, ambition: Ambition) -> Markup | str:
    """How many of an ambition's measures carry each word."""
    measures = [r for r in view.of_ambition(ambition) if not r.illustrative]
    counted = Counter(r.verdict.trend for r in measures if r.verdict)
    chips = [
        Markup('<span class="tally-of"><b>{}</b> {}</span>').format(
            counted[word], chip(view.edition.schemas.entry(word))
        )
        for word in TrendWord
        if counted[word]
    ]
    return Markup(" ").join(chips) or "No real figures yet"


# One measure


@lru_cache(maxsize=1000)
def _measure(measure: IndicatorView) -> DeckSlide:
    indicator = measure.indicator
    if not measure.has_figures:
        return DeckSlide(indicator.id, indicator.short, _not_yet(indicator))
    chart, commentary = measure.chart, _newest_commentary(measure)
    drawn = shows_any(chart)
    side = Markup('<div class="side">{}<p class="sentence">{}</p><p>{}</p>{}{}{}{}</div>').format(
        "" if measure.illustrative else two_words(measure),  # its title says it
        measure.sentence,
        _first_sentence(measure.verdict_sentence),
        _target(measure),
        _told_beside(measure),
        caution(indicator),
        commentary,
    )
    in_full = Markup('<div class="side full"><p>{}</p><p>{}</p>{}</div>').format(
        measure.verdict_sentence, measure.beside(), commentary
    )
    return DeckSlide(
        indicator.id,
        measure.headline,
        _framed(measure, side, DRAWN if drawn else NOT_DRAWN, _shades(chart)),
        _framed(measure, in_full, _numbers(chart)),
        *(
            drawing(chart, *size, titled=False, smallest_plot=SMALLEST_PLOT) if drawn else EMPTY
            for size in (WIDE, TALL, NARROW)
        ),
    )


def _target(measure: IndicatorView) -> Markup:
    found = measure.target
    return Markup("<p>{}</p>").format(found.sentence) if found else EMPTY


def _told_beside(measure: IndicatorView) -> Markup:
    """pages/present.js leaves it out on a screen that has no room for it."""
    said = (Markup("<p data-if-room>{}</p>").format(m.sentence) for m in measure.told_beside)
    return Markup().join(said)


def _framed(measure: IndicatorView, side: Markup, beside: Markup | str, key: str = "") -> Markup:
    """What stands side by side, between the finding and the small print."""
    chart = measure.chart
    return Markup(
        "<h1>{} {}</h1><div class='measure'>{}{}</div><p class=\"small-print\">{} {}Source: {}.</p>"
    ).format(chart.title, mark_of(measure), side, beside, chart.subtitle, key, chart.source)


def _shades(chart: Chart) -> str:
    """What the bands of a drawing are; its lines have their names beside them."""
    ranged = any(p.low is not None for line in chart.own for p in line.shown)
    ours = "Pale blue: range of chance. " if ranged else ""
    return ours + ("Grey: councils like ours. " if chart.band else "")


def _not_yet(indicator: Indicator) -> Markup:
    return Markup("<h1>{}</h1><p class='big'>{}</p><p>They come from: {} ({}).</p>").format(
        indicator.title, NONE_YET, indicator.return_, indicator.publisher
    )


def _first_sentence(sentences: str) -> str:
    """What is said of a word first; the rest stands with the numbers."""
    first, stop, _ = sentences.partition(". ")
    return first + stop.strip()


def _newest_commentary(measure: IndicatorView) -> Markup:
    """As with the position in the year."""
    return Markup().join(
        Markup('<blockquote data-if-room><p>{}</p><p class="signed">{} {}</p></blockquote>').format(
            note.commentary, signed(note), mark_of(note)
        )
        for note in measure.commentary[:1]
    )


def _numbers(chart: Chart) -> Markup:
    """The newest periods, in at most five columns, and the target's where there is one."""
    lines = list(reversed(rows(chart)))[:LATEST]
    heads = [head for n, head in enumerate(lines[0]) if n < 5 or head == TARGET]
    cells = [[line[head] for head in heads] for line in lines]
    return table(f"{chart.title}: the numbers", heads, cells, kind="numbers")
