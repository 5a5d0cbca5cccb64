"""A measure at a glance, the first screen of its page: the number, both words with what they rest
on, and beside them the whole chart."""

from functools import partial

from markupsafe import Markup

from charts.svg.line_chart import svg
from metrics import sentences
from metrics.verdicts.verdict import KNOWN_ABOUT, Verdict
from pages.parts.breakdowns import seen_by
from pages.parts.chart import NOT_DRAWN, both_widths, notes, shows_any
from pages.parts.chips import WHY, two_words
from pages.parts.html import caution, link, small
from pages.parts.rows import in_short
from pages.parts.why import place
from schemas.declared import NeighbourList
from schemas.states import State
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.wording import counted

SIZE = (700, 475)
"""Of the drawing, which then stands in 1366 by 768 with its letters as large as the page's."""
POINT_SAYS = 150
"""Out of how many children a point is more than one of them."""


def at_a_glance(view: EditionView, measure: IndicatorView, listed: NeighbourList) -> Markup:
    """What a page shows before anybody scrolls; on a phone the chart comes before the details."""
    return Markup(
        '<div class="glance"><div class="now">{}{}</div><div class="seen">{}</div>'
        '<div class="details">{}</div></div>'
    ).format(
        _number(measure),
        two_words(measure, leads=True),
        _chart(measure, listed),
        _details(view, measure, listed),
    )


def _number(measure: IndicatorView) -> Markup:
    indicator, latest = measure.indicator, measure.latest
    if latest is None or latest.state is not State.SHOWN:
        return Markup('<p class="sentence">{}</p>').format(measure.sentence)
    value, unit, was = in_short(measure, latest)
    per = unit or ("" if indicator.per else indicator.measures)
    return Markup('<p class="figure"><b>{}</b> <span class="was">{}</span></p>{}').format(
        value, ", ".join(filter(None, [per, was])), small(counted(measure) + _a_point(measure))
    )


def _chart(measure: IndicatorView, listed: NeighbourList) -> Markup:
    chart = measure.chart_beside(listed)
    if not shows_any(chart):
        return Markup("<p>{}</p>").format(NOT_DRAWN)
    drawn = both_widths(partial(svg, chart), chart.alt, size=SIZE)
    return drawn + notes(chart) + small(f"Source: {chart.source}.")


def _details(view: EditionView, measure: IndicatorView, listed: NeighbourList) -> Markup:
    indicator = measure.indicator
    with_it = [i for name in indicator.read_with if (i := view.indicator(name))]
    together = {
        m.period: sentences.together(indicator, m, s) for m, s in measure.together().items()
    }
    said = [
        together.get(measure.newest.period) if measure.newest else None,
        *(
            Markup('<b>{}:</b> {} <a href="#{}" target="_self">All of them</a>').format(
                each.title, each.sentence, each.key
            )
            for each in measure.told_beside
        ),
        _because(measure),
        Markup("<b>Since then:</b> {}").format(measure.since) if measure.since else "",
        _target(measure),
        _beside(measure, listed),
        Markup("<b>Read it with</b> {}").format(
            Markup("; ").join(link(i, view.of(i).headline) for i in with_it)
        )
        if with_it
        else "",
        seen_by(measure),
    ]
    lines = Markup().join(Markup("<p>{}</p>").format(line) for line in said if line)
    why = link(indicator, "Why we say this", at=WHY)
    return caution(indicator) + lines + (Markup("<p>{}</p>").format(why) if measure.verdict else "")


def _because(measure: IndicatorView) -> str:
    """The range of the change in points and in children, where the word rests on one."""
    verdict = measure.verdict
    if verdict is None or verdict.low is None or verdict.high is None:
        return ""
    if verdict.trend is TrendWord.CHECK_RECORDING:
        return ""
    points = sentences.spread(measure.indicator, verdict.low, verdict.high)
    said = f"The true change is very likely {points}"
    return f"{said}{_in_children(measure, verdict)}."


def _in_children(measure: IndicatorView, verdict: Verdict) -> str:
    """': of 513 children now, 51 fewer to 15 more', the range of a change as so many of those that
    the newest figure is out of; '' where that says nothing."""
    latest, indicator = measure.latest, measure.indicator
    countable = indicator.unit == "percent" and indicator.counts_children
    if verdict.is_of_those_known:
        return f", among {KNOWN_ABOUT}"
    if not countable or latest is None or not latest.denominator:
        return ""
    ends = (verdict.low or 0, verdict.high or 0)
    low, high = (round(end * latest.denominator / 100) for end in ends)
    when = "at the end" if measure.whole.is_past else "now"
    return f": of {latest.denominator:,} {when}, {sentences.spread_in_children(low, high)}"


def _a_point(measure: IndicatorView) -> str:
    """How many a point of the newest figure is: ' 1 point is about 5 of them.'"""
    latest, indicator = measure.latest, measure.indicator
    of = latest.denominator if latest else None
    if indicator.unit != "percent" or not indicator.counts_children or not of or of < POINT_SAYS:
        return ""
    return f" 1\u00a0point is about {sentences.number(of / 100, 0)} of them."


def _target(measure: IndicatorView) -> Markup | str:
    """The council's own colour is a bar beside its word, so that no colour stands alone."""
    found = measure.target
    if found is None or found.colour is None:
        return measure.target_sentence
    mark = Markup('<span class="target {}">{}</span> {}')
    return mark.format(found.colour, found.sentence, found.both)


def _beside(measure: IndicatorView, listed: NeighbourList) -> str:
    """The country's figure, and our place among the councils most like ours."""
    said = []
    if theirs := measure.country_now:
        has = "had" if measure.whole.is_past else "has"
        said.append(f"{measure.council.country.name} {has} {theirs}.")
    if rank := measure.rank(listed):
        middle = sentences.figure(measure.indicator, rank.median)
        without = rank.listed - rank.of
        fewer = f" ({without} of them {'has' if without == 1 else 'have'} no figure)"
        said.append(
            f"{place(rank)} councils most like ours, ours included{fewer if without else ''}; "
            f"the middle one of the others has {middle}."
        )
    return " ".join(said)
