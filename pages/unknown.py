"""Where we know least: which measures have no real figure, or one that says little, and whom to
ask. The count first, then by ambition."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from pages.parts.html import bullets, fold, link, show_html, small, table
from schemas.declared import Ambition, Council
from schemas.person import READER, Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.unknown import WhyUnknown, is_whole_only, least_known

HEADS = ("Measure", "What we know", "Whom to ask")
WORDS = {
    WhyUnknown.NO_FIGURE: "Nobody has sent a figure",
    WhyUnknown.HIDDEN: "Hidden to protect children's privacy",
    WhyUnknown.TO_CHECK: "Recording should be checked",
    WhyUnknown.TOO_FEW: "Too few children, or years, to say",
}
TEMPLATE = "An empty file to fill in stands under Add figures"


def show(view: EditionView, reader: Person = READER) -> None:
    """Draw the page."""
    show_html(answered(view, reader))


@lru_cache(maxsize=16)
def answered(view: EditionView, reader: Person) -> Markup:
    """The page, as this reader sees it."""
    every = [view.of(i) for i in view.edition.schemas.in_order()]
    reasons = least_known(every)
    many = {r: sum(reason is r for reason in reasons.values()) for r in WhyUnknown}
    whole = [m for m in every if is_whole_only(m)]
    each = ", ".join(f"{many[r] or 'none'} {r}" for r in list(WhyUnknown)[1:])
    lead = (
        f"Of the others: {each}. "
        f"{len(whole)} are not sent by age, sex or place. Invented figures count as none."
    )
    lines = [line for a in view.strategy.ambitions for line in _lines(view, reasons, a)]
    folded = fold("Which measures", bullets(link(m.indicator, m.indicator.short) for m in whole))
    return Markup(
        '<article data-ready="unknown"><h1>{}</h1><p>{}</p>{}{}'
        "<h2>Nobody has sent {} measures by age, sex or place</h2>{}</article>"
    ).format(
        title(view),
        *(lead, _template(reader), table("Where we know least", HEADS, lines, "changed")),
        *(len(whole), folded),
    )


def title(view: EditionView) -> str:
    """The answer: how many measures have no real figure."""
    every = [view.of(i) for i in view.edition.schemas.in_order()]
    missing = sum(reason is WhyUnknown.NO_FIGURE for reason in least_known(every).values())
    return f"Where we know least: {missing} of {len(every)} measures have no real figure"


def _template(reader: Person) -> Markup:
    if reader.is_officer:
        return Markup("<p>{}</p>").format(link("add", f"{TEMPLATE}."))
    return small(f"{TEMPLATE}, where the officers who keep this dashboard find it.")


def _lines(
    view: EditionView, reasons: dict[str, WhyUnknown], ambition: Ambition
) -> Iterator[tuple[Markup | str, ...]]:
    """The measures of an ambition, the worst first, under its name and how many they are."""
    measures = view.of_ambition(ambition)
    unknown = [m for m in measures if m.indicator.id in reasons]
    if unknown:
        name = f"{ambition.name}: {len(unknown)} of {len(measures)}"
        yield Markup("<b>{}</b>").format(name), "", ""
    for reason in WhyUnknown:
        of_this = (m for m in unknown if reasons[m.indicator.id] is reason)
        yield from (_line(m, reason, view.council) for m in of_this)


def _line(measure: IndicatorView, reason: WhyUnknown, council: Council) -> tuple[Markup | str, ...]:
    indicator, latest = measure.indicator, measure.latest
    what = WORDS.get(reason, "")
    if reason is WhyUnknown.OLD and latest is not None:
        what = f"Newest is of {latest.period.words}"
    elif reason is WhyUnknown.NO_FIGURE and measure.illustrative:
        what = "Only invented figures"
    collected = indicator.return_.partition(" (")[0]
    by_us = reason in (WhyUnknown.TO_CHECK, WhyUnknown.TOO_FEW)  # what we record, and send
    publisher = council.authority if by_us else indicator.publisher
    whom = Markup("{} <small>{}</small>").format(publisher, collected)
    return link(indicator, indicator.short), what, whom
