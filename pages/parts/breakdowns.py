"""What is known of groups of children: the newest figure of each beside the others', and of which
measures nobody has sent any."""

from collections.abc import Iterator

from markupsafe import Markup

from metrics import sentences
from metrics.baseline import of_one_kind
from metrics.measurement import Measurement
from pages.parts.addresses import GROUPS, HOME, UNKNOWN
from pages.parts.html import link
from schemas.problems import join_words
from schemas.states import State
from view_model.edition_view import EditionView, IndicatorView
from view_model.unknown import is_whole_only

WHOLE = "whole"
"""The id, on Where we know least, of the measures that are sent of everyone alone."""
OF_EVERYONE = Markup("Seen for everyone together: no groups are counted of it.")
NOBODY = "Nobody has sent this {} yet."
NOT_PUBLISHED = "It is not published {}: with more groups, more would have to be hidden."
APART = {
    True: "More than chance.",
    False: "Could be chance.",
}


def id_of(breakdown: str) -> str:
    """The id of its part of a measure's page: 'by-placement-location'."""
    return f"by-{breakdown}".replace(" ", "-")


def newest_by_group(measure: IndicatorView, breakdown: str) -> Markup:
    """The newest figure of each group in a line, or why there is none: 'In the year to March 2025:
    In county 63 %; Out of county 49 %.'"""
    newest = _newest(measure, breakdown)
    if not newest:
        return Markup("<p>No figures by this breakdown have been published.</p>")
    said: dict[str, list[str]] = {}
    for m in newest:
        said.setdefault(sentences.shown_figure(measure.indicator, m), []).append(m.category)
    groups = (f"{join_words(names, 'and')} {figure}" for figure, names in said.items())
    return Markup("<p>{}: {}.</p>").format(newest[0].period.opening, "; ".join(groups))


def _newest(measure: IndicatorView, breakdown: str) -> list[Measurement]:
    ours = of_one_kind(measure.indicator, [m for m in measure.ours if m.breakdown == breakdown])
    last = max((m.period for m in ours), default=None)
    return [m for m in ours if m.period == last]


def seen_by(measure: IndicatorView) -> Markup:
    """By what it is shown, and by what it could be and is not, and why: one short line."""
    indicator, rule = measure.indicator, measure.council.disclosure
    by = [link(indicator, f"by {b}", at=id_of(b)) for b in measure.breakdowns]
    shown = Markup("<b>Seen</b> {}.").format(Markup(", ").join(by)) if by else Markup()
    others = [b for b in indicator.breakdowns if b not in measure.breakdowns]
    if not others:
        return shown or (OF_EVERYONE if measure.edition.schemas.breakdowns else Markup())
    named = f"by {join_words(others)}"
    own = {m.breakdown for m in measure.ours if not m.is_total and not m.published}
    most = len(rule.breakdowns.get(indicator.id, range(rule.breakdowns_each)))
    if len(own) >= most:
        return Markup("{} {}").format(shown, NOT_PUBLISHED.format(named))
    known = Markup() if by else Markup(" {}.").format(link(HOME, "Which groups we know", at=GROUPS))
    return Markup("{} {}{}").format(shown, NOBODY.format(named), known)


def known_groups(view: EditionView) -> Iterator[Markup]:
    """A line for each measure with real figures of two groups or more, the group that is worse off
    first; then how many measures nobody has sent by group."""
    divided = ((m, b) for m in view.real for b in m.breakdowns)
    yield from (line for measure, by in divided if (line := _apart(measure, by)))
    whole = f"{sum(map(is_whole_only, view.real))} measures"
    said = Markup("Not known of <b>{}</b>: nobody has sent them by sex, age or district.")
    yield link(UNKNOWN, said.format(whole), at=WHOLE)


def _apart(measure: IndicatorView, breakdown: str) -> Markup:
    """'Secondary 33 % (62 of 190), Primary 9 % (12 of 133)', with what chance could do; nothing of
    the same children by another measure, as by school subject."""
    indicator = measure.indicator
    shown = [m for m in _newest(measure, breakdown) if m.state is State.SHOWN]
    all_of = {m.period: m.denominator for m in measure.ours if m.is_total}
    if len(shown) < 2 or sum(m.denominator or 0 for m in shown) > (
        all_of.get(shown[0].period) or float("inf")
    ):
        return Markup()
    shown.sort(key=lambda m: m.value or 0, reverse=indicator.better != "higher")
    worst, best = shown[0], shown[-1]
    chance = ""
    if None not in (worst.low, worst.high, best.low, best.high):
        chance = APART[max(worst.low or 0, best.low or 0) > min(worst.high or 0, best.high or 0)]
    groups = ", ".join(
        f"{m.category} {sentences.figure(indicator, m.value)}"
        + (f" ({sentences.counts(m)})" if indicator.counts_children else "")
        for m in shown
    )
    when = shown[0].period.words.removeprefix("the ")
    said = Markup("<b>{}</b>, {}: {}. {}").format(indicator.short, when, groups, chance)
    return link(indicator, said, at=id_of(breakdown))
