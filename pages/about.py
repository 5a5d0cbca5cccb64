"""About: definitions, methods, sources and licence, written from what the edition declares."""

from functools import lru_cache

from markupsafe import Markup

from data.editions.edition import Source
from metrics.sentences import day
from pages.parts.how_we_decide import method
from pages.parts.html import ILLUSTRATIVE, facts, fold, link, show_html, table
from pages.parts.sources import released
from schemas.declared import Ambition, Disclosure, Indicator
from schemas.states import BRIEF, WORDS, State
from view_model.edition_view import EditionView

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
NOTES = Markup(
    '<h2 id="notes">What officers say, and what the Panel asked for</h2><p>Under some '
    "figures there is a note, with who wrote it and when. It is their word, and none of "
    "our rules has tried whether it is true. The same goes for how far a commitment has "
    "come: a partner reports it. A note may hold a number of children only if the same "
    "number is shown on a page of that measure, and never a small one. Where we do not "
    "know whether something was done, we say so.</p>"
)


def show(view: EditionView) -> None:
    """Draw the page."""
    show_html(drawn(view))


@lru_cache(maxsize=16)
def drawn(view: EditionView) -> Markup:
    """The page."""
    opening = _what(view), _reading_a_chart(view), method(view), _privacy(view), view.own(NOTES)
    parts = Markup().join([*opening, _definitions(view), _neighbours(view), _sources(view)])
    return Markup('<article data-ready="about"><h1>About the figures</h1>{}</article>').format(
        parts
    )


def _what(view: EditionView) -> Markup:
    strategy = view.strategy
    start, end = strategy.baseline_year.words, strategy.final_year.words
    approved = (
        f"The strategy was approved on {day(strategy.approved)}. " if strategy.approved else ""
    )
    by = "the ambitions and the success criteria" if strategy.criteria else "the ambitions"
    return view.own(
        Markup(
            "<p>This dashboard shows whether life is getting better for children looked after "
            "by {} and for its care leavers, by {} of <i>{}</i>.</p>"
            "<p>{}It is measured from {} to {}. Source: {}.</p>"
        )
    ).format(view.council.name, by, strategy.title, approved, start, end, strategy.source)


def _reading_a_chart(view: EditionView) -> Markup:
    council = view.council
    states = facts(
        (BRIEF[state].capitalize(), words)
        for state, words in WORDS.items()
        if state is not State.SHOWN
    )
    return Markup(
        "<h2>How to read a chart</h2><ul><li>The dark blue line is {}. The pale ribbon round "
        "it shows how far chance alone could move each figure: such a range holds the true "
        "rate 95 times in 100 (the Wilson interval; E. B. Wilson, 1927). It is wide where "
        "there are few children.</li><li>The grey lines are for comparison: {}, {}, and the "
        "middle one of the councils most like ours. The faint band goes from the lowest of "
        "those councils to the highest.</li><li>The shaded years are the strategy’s. The "
        "dashed line is where things stood at the start: in the year before it, or on the "
        "last date in that year.</li><li>The department rounds the country’s counts, so "
        "councils do not add up to it.</li></ul><p>Where there is no number, the page says "
        "why:</p>{}<p>{} marks figures that were made up, to show how a measure would look. Nobody "
        "publishes these measures yet; the council’s own extract will take their place.</p>"
    ).format(council.name, council.country.name, council.region.name, states, ILLUSTRATIVE)


def _privacy(view: EditionView) -> Markup:
    rule = view.council.disclosure
    return Markup(
        "<h2>How small numbers stay safe</h2><p>A count from 1 to {0} could point to a child, "
        "so it is hidden. So is one that leaves 1 to {0} over, and the percentage that would "
        "give either away. A nought is shown. Figures that a government department has "
        "already published keep the department’s own rule, so that a few smaller counts can "
        "be seen here as they can there. The rule is decided by the council’s {1}.</p><p>A "
        "hidden count must not be found by taking what is shown away from a total, either. "
        "So other figures are hidden with it where they must be: another category, another "
        "quarter, or the total. They carry the same words, and nobody can tell which was the "
        "small one. Before an edition is published, a programme tries to work out every "
        "hidden count from all that is shown, here and in earlier editions: from categories "
        "and their totals, quarters and years, measures about the same children, and figures "
        "of the department. Unless more than {0} different numbers would fit each, nothing is "
        "published.</p><p>{2} A longer period, or fewer and larger groups, shows more.</p>"
    ).format(rule.hide_up_to, rule.owner, _design(rule))


def _design(rule: Disclosure) -> str:
    """What is published of the council's own figures, so that little has to be hidden."""
    by = "by year" if rule.breakdowns_by == "year" else "by quarter and by year"
    each = {0: "no groups", 1: "one set of groups"}.get(
        rule.breakdowns_each, "several sets of groups"
    )
    return (
        "To hide as little as possible, the council publishes its own totals by quarter, and "
        f"{each} for each measure (for example where children live) {by}."
    )


def _definitions(view: EditionView) -> Markup:
    parts = Markup().join(_of_ambition(view, a) for a in view.strategy.ambitions)
    return Markup("<h2>Every measure, and what it counts</h2>{}").format(parts)


def _of_ambition(view: EditionView, ambition: Ambition) -> Markup:
    lines = [_definition(i) for i in view.edition.schemas.of_ambition(ambition)]
    heads = ("Measure", "What is counted", "Return")
    return fold(f"… {ambition.title}", table("Definitions", heads, lines))


def _definition(indicator: Indicator) -> tuple[Markup | str, ...]:
    out_of = f"out of: {indicator.denominator}" if indicator.denominator else ""
    counted = Markup('{}<br><span class="small">{}</span>').format(indicator.numerator, out_of)
    return link(indicator, indicator.title), counted, indicator.return_


def _neighbours(view: EditionView) -> Markup:
    lists = Markup().join(
        Markup('<p><b>{}</b>: {}. <span class="small">Source: {}.</span></p>').format(
            n.dated, ", ".join(a.name for a in n.areas), n.source
        )
        for n in view.council.neighbour_lists
    )
    return Markup(
        "<h2>The councils most like ours</h2><p>The Department for Education names ten "
        "councils whose children and places are most like ours. The lists change, and so can "
        "the answer.</p>{}"
    ).format(lists)


def _sources(view: EditionView) -> Markup:
    published = [s for s in view.edition.sources.values() if not s.illustrative]
    lines = dict.fromkeys(_source(s) for s in sorted(published, key=lambda s: s.publication))
    heads = ("Publication", "Publisher", "Released", "Licence")
    return Markup(
        "<h2>Sources and licence</h2><p>Contains public sector information licensed under "
        'the <a href="{}" target="_blank" rel="noreferrer">Open Government Licence v3.0</a>.'
        "</p>{}<p>This is edition {}: {}.</p>"
    ).format(LICENCE, table("Sources", heads, lines), view.edition.name, view.edition.why)


def _source(source: Source) -> tuple[str, ...]:
    return source.publication, source.publisher, released(source.released), source.licence
