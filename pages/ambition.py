"""An ambition: its commitments folded away, then each indicator's sentence, chart and numbers."""

from functools import lru_cache

from markupsafe import Markup

from pages.deck.deck import address_of_ambition
from pages.parts.addresses import COMMITMENTS
from pages.parts.chart import missing, picture, shows_any, whole_years
from pages.parts.chips import two_words
from pages.parts.downloads import downloads
from pages.parts.html import bullets, caution, link, mark_of, show_html, small
from pages.parts.notes import actions_here, list_commitments, newest
from pages.parts.sources import of_trend, where_from
from pages.parts.toolbar import present_link
from schemas.declared import Ambition
from schemas.person import READER, Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.notes import actions_about, commitments_of


def show(view: EditionView, ambition: Ambition, reader: Person = READER) -> None:
    """Draw the page of one ambition."""
    measures = view.of_ambition(ambition)
    show_html(_opening(view, ambition, measures))
    for each in measures:
        show_html(_indicator(each, reader))
        if each.has_figures and shows_any(each.chart):
            downloads(each.chart, key=each.indicator.id)
    if not measures:
        show_html(Markup("<p>No measures yet. Add one with a TOML in schemas/indicators.</p>"))


def _opening(view: EditionView, ambition: Ambition, measures: list[IndicatorView]) -> Markup:
    commitments = [c for c in commitments_of(view) if c.ambition == ambition]
    known = sum(c.is_reported for c in commitments)
    come = "has come" if known == 1 else "have come"
    so_far = f", with a note on how far {known} of them {come}" if known else ""
    opening = Markup('<article data-ready="ambition"><p class="eyebrow">{}</p><h1>… {}</h1>{}')
    promised = Markup(
        '<details class="in-print"><summary>What the partnership promised: {} commitments{}'
        "</summary><p>We will:</p>{}<p>{}</p>{}</details>{}"
    )
    contents = Markup('<nav class="contents" aria-label="On this page">{}</nav></article>')
    to_all = link(COMMITMENTS, "All commitments, by ambition or by partner")
    return (
        opening.format(
            view.strategy.ambitions_heading,
            ambition.title,
            present_link(address_of_ambition(ambition)),
        )
        + promised.format(
            *(len(commitments), so_far, list_commitments(commitments), to_all),
            small(f"Source: {view.strategy.title}."),
            actions_here(view, actions_about(view, ambition.id)),
        )
        + contents.format(
            bullets(
                Markup('<a href="#{}" target="_self">{}</a>').format(i.id, i.short)
                for i in (r.indicator for r in measures)
            )
        )
    )


@lru_cache(maxsize=1000)
def _indicator(measure: IndicatorView, reader: Person) -> Markup:
    indicator = measure.indicator
    heading = Markup('<section class="indicator" id="{}"><h2>{} {}</h2>').format(
        indicator.id, link(indicator, indicator.title), mark_of(measure)
    )
    if not measure.has_figures:
        return heading + missing(measure) + newest(measure) + Markup("</section>")
    drawn = of_trend(measure, measure.council.neighbour_lists[0])
    sentences = Markup('<p class="sentence">{}</p><p class="sentence">{} {}</p>').format(
        measure.sentence, measure.verdict_sentence, measure.beside()
    )
    words = two_words(measure)
    why = link(indicator, "Why we say this")
    return Markup().join(
        (
            heading,
            Markup('<p class="verdict">{} {}</p>').format(words, why) if words else "",
            *(sentences, caution(indicator), picture(measure.chart), newest(measure)),
            where_from(measure, drawn, reader=reader),
            *(small(measure.baseline_note), whole_years(measure), Markup("</section>")),
        )
    )
