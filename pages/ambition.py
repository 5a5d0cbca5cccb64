"""An ambition: its commitments folded away, then each indicator's sentence, chart and numbers."""

from functools import lru_cache

from markupsafe import Markup

from pages.deck.deck import address_of_ambition
from pages.parts.chart import picture, shows_any, whole_years
from pages.parts.chips import two_words
from pages.parts.downloads import downloads
from pages.parts.html import caution, link, mark_of, show_html
from pages.parts.notes import PROMISES, actions_here, newest, promised
from pages.parts.sources import of_trend, where_from
from pages.parts.toolbar import present_link
from schemas.declared import Ambition
from schemas.person import READER, Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about, commitments_of


def show(reading: EditionView, ambition: Ambition, reader: Person = READER) -> None:
    """Draw the page of one ambition."""
    reported = reading.of_ambition(ambition)
    show_html(_opening(reading, ambition, reported))
    for each in reported:
        show_html(_indicator(each, reader))
        if each.has_figures and shows_any(each.chart):
            downloads(each.chart, key=each.indicator.id)
    if not reported:
        show_html(Markup("<p>No measures yet. Add one with a TOML in schemas/indicators.</p>"))


def _opening(reading: EditionView, ambition: Ambition, reported: list[IndicatorView]) -> Markup:
    mine = [p for p in commitments_of(reading) if p.ambition == ambition]
    known = sum(p.is_reported for p in mine)
    come = "has come" if known == 1 else "have come"
    so_far = f", with a note on how far {known} of them {come}" if known else ""
    asked = actions_here(reading, actions_about(reading, ambition.id))
    contents = Markup().join(
        Markup('<li><a href="#{}" target="_self">{}</a></li>').format(
            r.indicator.id, r.indicator.short
        )
        for r in reported
    )
    return Markup(
        '<article data-ready="ambition"><p class="eyebrow">{}</p><h1>… {}</h1>{}<details '
        'class="in-print"><summary>What the partnership promised: {} commitments{}</summary>'
        '<p>We will:</p>{}<p>{}</p><p class="small">Source: {}.</p></details>{}<nav '
        'class="contents" aria-label="On this page"><ul>{}</ul></nav></article>'
    ).format(
        reading.strategy.ambitions_heading,
        ambition.title,
        present_link(address_of_ambition(ambition)),
        len(mine),
        so_far,
        promised(mine),
        link(PROMISES, "All commitments, by ambition or by partner"),
        reading.strategy.title,
        asked,
        contents,
    )


@lru_cache(maxsize=1000)
def _indicator(reported: IndicatorView, reader: Person) -> Markup:
    indicator = reported.indicator
    mark = mark_of(reported)
    heading = Markup('<section class="indicator" id="{}"><h2>{} {}</h2>').format(
        indicator.id, link(indicator, indicator.title), mark
    )
    if not reported.has_figures:
        return Markup("{}{}{}</section>").format(heading, missing(reported), newest(reported))
    chart = reported.chart
    drawn = of_trend(reported, reported.council.neighbour_lists[0])
    sources = where_from(reported, drawn, reader=reader)
    note = (
        Markup('<p class="small">{}</p>').format(reported.baseline_note)
        if reported.baseline_note
        else ""
    )
    return Markup(
        '{}{}<p class="sentence">{}</p><p class="sentence">{} {}</p>{}{}{}{}{}{}</section>'
    ).format(
        heading,
        _words(reported),
        reported.sentence,
        reported.verdict_sentence,
        reported.beside(),
        caution(indicator),
        picture(chart),
        newest(reported),
        sources,
        note,
        whole_years(reported),
    )


def _words(reported: IndicatorView) -> Markup:
    """The two words, and the way to the reasons for them."""
    said = two_words(reported)
    why = link(reported.indicator, "Why we say this")
    return Markup('<p class="verdict">{} {}</p>').format(said, why) if said else Markup()


def missing(reported: IndicatorView) -> Markup:
    """What is not there yet, from whom it is needed, and how to add it."""
    indicator = reported.indicator
    return Markup(
        '<p class="sentence">There are no figures yet.</p><p>They come from: {} ({}). To add '
        "them, put rows with the indicator <code>{}</code> in a CSV extract, then run "
        "<code>python -m data add FILE</code> and <code>python -m data publish</code>.</p>"
    ).format(indicator.return_, indicator.publisher, indicator.id)
