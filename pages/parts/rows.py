"""Measures in a list, a row each with its columns: the same on Overview, an ambition and Find."""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from charts.svg.line_chart import sparkline
from metrics import sentences
from metrics.measurement import Measurement
from pages.parts.chips import OUTLINED, WAY, two_words
from pages.parts.html import bullets, fold, heard, image, link_to, mark_of, small
from pages.parts.why import place
from schemas.states import State
from view_model.edition_view import EditionView, IndicatorView

KEY = (
    "Line: blue is ours, dark grey {country}, dotted is invented; shaded, the strategy's years; "
    "dashed, the start; a ring, a figure that is hidden or missing. Place: among the {many} "
    "councils most like ours and us, the best first; of fewer where one has no figure. "
) + OUTLINED
NOTHING = Markup('<span class="state">none</span>')
Address = Callable[[IndicatorView], str]


def row(measure: IndicatorView, address: Address | None = None, is_open: bool = False) -> Markup:
    """Name, small trend, newest figure beside the first, the country's, our place, and the two
    words: a link to its page, or to where it opens in place."""
    indicator = measure.indicator
    trend = Markup('<span class="row-line"></span>')
    if measure.has_figures:
        trend = image(sparkline(measure.chart), "", "row-line", folded=True)
    name = Markup('<span class="row-name">{} {}</span>').format(indicator.short, mark_of(measure))
    where = link_to(address(measure), opened(measure)) if address else link_to(indicator)
    expands = Markup(' aria-expanded="{}"').format("true" if is_open else "false")
    return Markup('<a class="row" {}{}>{}{}{}{}{}</a>').format(
        where,
        expands if address else "",
        name,
        trend,
        _latest(measure),
        _beside(measure),
        two_words(measure),
    )


def opened(measure: IndicatorView) -> str:
    """The id of the part of a page in which a measure is opened in place."""
    return f"open-{measure.indicator.id}"


def rows(
    measures: Iterable[IndicatorView],
    address: Address | None = None,
    inside: Callable[[IndicatorView], Markup] = lambda _: Markup(),
) -> Markup:
    """A list of measures, a row each; in words where there are none. Where each has an `address`
    that opens it in place, `inside` is what is opened of it."""
    listed = []
    for measure in measures:
        block = inside(measure)
        listed.append(row(measure, address, is_open=bool(block)) + block)
    return bullets(listed, "rows") if listed else Markup("<p>No measures yet.</p>")


def headed(view: EditionView, names: Sequence[Markup | str] = ()) -> Markup:
    """What stands over such a list: a name for each column, and what every mark means."""
    names = names or ("Measure", "Place", WAY)
    name, placed, words = names
    now = "At its end, and at the start" if view.is_past else "Now, and at the start"
    council = view.council
    heads = (name, "", now, council.country.name, placed, words)
    columns = Markup().join(Markup("<span>{}</span>").format(head) for head in heads)
    many = len(council.neighbour_lists[0].areas)
    means = KEY.format(country=council.country.name, many=many)
    explained = fold("What the marks mean", small(means))
    return Markup('{}<div class="row heads">{}</div>').format(explained, columns)


def _beside(measure: IndicatorView) -> Markup:
    """The country's figure, and our place among the councils most like ours."""
    theirs, rank = measure.country_now.partition(" per ")[0], measure.rank()
    cell = Markup('<span class="row-beside">{}{}</span>')
    return cell.format(heard(measure.council.country.name), theirs or NOTHING) + cell.format(
        heard("place"), place(rank) if rank else NOTHING
    )


def _latest(measure: IndicatorView) -> Markup:
    latest = measure.latest
    if latest is None:
        none = measure.none_yet.capitalize()
        return Markup('<span class="row-figure state">{}</span>').format(none)
    if latest.state is not State.SHOWN:
        state = sentences.shown_figure(measure.indicator, latest).capitalize()
        return Markup('<span class="row-figure state">{}</span>').format(state)
    number, unit, was = in_short(measure, latest)
    counts = sentences.counts(latest) if measure.indicator.per else measure.indicator.measures
    under = " · ".join(filter(None, [unit or counts, latest.period.tick]))
    return Markup(
        '<span class="row-figure"><b>{}</b> <span class="was">{}</span><small>{}</small></span>'
    ).format(number, was, under)


def in_short(measure: IndicatorView, latest: Measurement) -> tuple[str, str, str]:
    """The newest figure, 'per 10,000' where it is so, and 'was 55 %' where it is newer than the
    start."""
    decimals = sentences.decimals_beside(measure.indicator, latest, measure.baseline)
    number, _, per = sentences.figure(measure.indicator, latest.value, decimals).partition(" per ")
    return number, f"per {per}" if per else "", _was(measure, decimals)


def _was(measure: IndicatorView, decimals: int) -> str:
    """The figure at the start, where there is a newer one."""
    start = measure.baseline
    if start is None or start.state is not State.SHOWN or measure.is_as_at_the_start:
        return ""
    then = sentences.figure(measure.indicator, start.value, decimals)
    return f"was {then.partition(' per ')[0]}"
