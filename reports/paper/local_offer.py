"""The six-monthly update on the Local Offer: what care leavers are offered and by whom, how many
use it, how they do, what was asked for and promised, and what nobody knows yet."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from metrics.sentences import uncapped
from reports.paper.document import Block, Document, Heading, Paragraph, Table
from reports.paper.sections import (
    NAMED,
    about_it,
    bullets,
    commitments,
    document,
    picture,
    quotes,
    table,
)
from schemas.declared import OfferItem
from schemas.progress import OnProgress
from view_model import listings
from view_model.edition_view import EditionView, IndicatorView
from view_model.note_tables import next_steps
from view_model.scope import (
    Scope,
    actions_within,
    chosen,
    commentary,
    commitments_within,
    today,
)
from view_model.tally import trend_counts
from view_model.wording import CellText

NOT_WRITTEN = (
    "What {council} offers its care leavers has not been written down for this report yet. Whoever "
    "looks after the dashboard can do so, one thing at a time, with who gives it and since when."
)
NOT_SAID, NOT_COUNTED = "Not said by the source", "Nobody counts it here yet"
NO_FIGURE = "No real figure has been sent"
WIDTHS = (0.3, 0.24, 0.1, 0.36)
CHARTS = 2


def local_offer(
    view: EditionView, scope: Scope, report: OnProgress, most: int | None = None
) -> Document:
    """The report, or its first blocks. Raises Refused for a scope that names nothing."""
    report(0, "The Local Offer")
    title = "Local Offer for care leavers"
    theirs = replace(scope, care_leavers=True)
    return document(view, theirs, title, _blocks(view, theirs), most, "Six-monthly update")


def _blocks(view: EditionView, scope: Scope) -> Iterator[Block]:
    measures = chosen(view, scope)
    real = [m for m in measures if m.is_real]
    actions = actions_within(view, scope)
    yield from _in_short(view, measures, real)
    yield from _offered(view)
    yield from table(listings.changes(real), "What changed for care leavers")
    yield from _charts(_first_of_each(view, real), scope)
    said = list(chain.from_iterable(commentary(m, scope) for m in measures))
    if said:
        yield Heading("What officers say")
        yield from quotes(said)
    yield from table(listings.actions(view, actions, today(view, scope)))
    yield from commitments(view, commitments_within(view, scope), whole=True)
    yield from table(listings.not_known(view, scope, measures, NAMED))
    yield from bullets("Next steps", next_steps(view, scope, measures))
    yield from about_it(view, *_sources(view.council.offer))


def _in_short(
    view: EditionView, measures: Sequence[IndicatorView], real: Sequence[IndicatorView]
) -> Iterator[Block]:
    """How much is offered, of how much of it anybody knows how many use it, and the words."""
    offer = view.council.offer
    counted = sum(_taken_up(view, item) is not None for item in offer)
    offered = (
        f"{len(offer)} things are listed here as the Local Offer; how many care leavers use it "
    )
    known = f"{offered}is known for {counted or 'none'} of them." if offer else ""
    going = ", ".join(trend_counts(real, view.edition.schemas))
    words = f"Of {len(measures)} measures about care leavers, {len(real)} have real figures"
    yield Heading("In short")
    yield Paragraph(f"{known} {words}{f': {going}' if going else ''}.".strip(), "lead")


def _offered(view: EditionView) -> Iterator[Block]:
    """What is offered, by which partner, since when, and taken up by how many."""
    yield Heading("What is offered")
    if not view.council.offer:
        yield Paragraph(NOT_WRITTEN.format(council=view.council.authority))
        return
    rows = tuple(
        (
            CellText(item.title),
            CellText(item.partner or NOT_SAID),
            CellText(item.since or NOT_SAID),
            _use(view, item),
        )
        for item in view.council.offer
    )
    heads = ("What care leavers can have", "Who gives it", "Since", "How many use it")
    yield Table("The Local Offer", heads, rows, WIDTHS)


def _use(view: EditionView, item: OfferItem) -> CellText:
    """How many use it, by the edition; without a figure, why there is none, and what its source
    told."""
    measure = _taken_up(view, item)
    why = NO_FIGURE if item.measure else NOT_COUNTED
    return CellText(measure.now if measure else f"{why}.", item.says)


def _taken_up(view: EditionView, item: OfferItem) -> IndicatorView | None:
    """The measure of how many use it; None where it has no real figure."""
    indicator = view.indicator(item.measure or "")
    measure = view.of(indicator) if indicator else None
    return measure if measure and measure.is_real else None


def _first_of_each(view: EditionView, real: Sequence[IndicatorView]) -> list[IndicatorView]:
    """The first measure of each ambition, two at the most."""
    of = {ambition.id: m for m in reversed(real) if (ambition := view.ambition_of(m.indicator))}
    return [m for m in real if m in of.values()][:CHARTS]


def _charts(measures: Sequence[IndicatorView], scope: Scope) -> Iterator[Block]:
    for measure in measures:
        yield from picture(measure, scope)


def _sources(offer: Sequence[OfferItem]) -> Iterator[str]:
    """Where what is offered was read."""
    for source in dict.fromkeys(item.source for item in offer):
        titles = "; ".join(uncapped(item.title) for item in offer if item.source == source)
        yield f"The offer of {titles}: {source}."
