"""Where we know least: which measures have no real figure, or one that says little, and whom to
ask. The count first, then by ambition."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from pages.parts.breakdowns import WHOLE
from pages.parts.html import bullets, fold, link, show_html, table
from schemas.declared import Ambition, Council
from schemas.person import READER, Person
from view_model.edition_view import EditionView, IndicatorView
from view_model.unknown import WhyUnknown, is_whole_only, least_known, least_known_line

HEADS = ("Measure", "What we know", "Whom to ask")
COUNTED = {
    WhyUnknown.HIDDEN: "hidden",
    WhyUnknown.TO_CHECK: "to be checked",
    WhyUnknown.OLD: "a year or more older than most",
    WhyUnknown.TOO_FEW: "too few to say",
}
TEMPLATE = "An empty file to fill in stands under Add figures."


def show(view: EditionView, reader: Person = READER) -> None:
    """Draw the page."""
    show_html(drawn(view, reader))


@lru_cache(maxsize=16)
def drawn(view: EditionView, reader: Person) -> Markup:
    """The page, as this reader sees it."""
    reasons = least_known(view.measures)
    whole = [m for m in view.measures if is_whole_only(m)]
    each = ", ".join(f"{len(reasons[why]) or 'none'} {words}" for why, words in COUNTED.items())
    lead = (
        f"Of the others: {each}. "
        f"{len(whole)} are not sent by age, sex or place. Invented figures count as none."
    )
    officer = reader.is_officer
    lines = [line for a in view.strategy.ambitions for line in _lines(view, reasons, a, officer)]
    template = Markup("<p>{}</p>").format(link("add", TEMPLATE)) if officer else ""
    folded = fold("Which measures", bullets(link(m.indicator, m.indicator.short) for m in whole))
    return Markup(
        '<article data-ready="unknown"><h1>{}</h1><p>{}</p>{}{}'
        '<h2 id="{}" tabindex="-1">Nobody has sent {} measures by age, sex or place</h2>{}'
        "</article>"
    ).format(
        least_known_line(view),
        *(lead, template, table("Where we know least", HEADS, lines, "changed")),
        *(WHOLE, len(whole), folded),
    )


def _lines(
    view: EditionView,
    reasons: dict[WhyUnknown, list[IndicatorView]],
    ambition: Ambition,
    officer: bool,
) -> Iterator[tuple[Markup | str, ...]]:
    """The measures of an ambition, the worst first, under its name and how many they are; for an
    officer with the return in which each is collected."""
    here = view.of_ambition(ambition)
    unknown = [(m, why) for why, which in reasons.items() for m in which if m in here]
    if unknown:
        name = f"{ambition.name}: {len(unknown)} of {len(here)}"
        yield Markup("<b>{}</b>").format(name), "", ""
    yield from (_line(m, why, view.council, officer) for m, why in unknown)


def _line(
    measure: IndicatorView, why: WhyUnknown, council: Council, officer: bool
) -> tuple[Markup | str, ...]:
    indicator, latest, what = measure.indicator, measure.latest, str(why)
    if why is WhyUnknown.OLD and latest is not None:
        what = f"Newest is of {latest.period.words}"
    elif why is WhyUnknown.NO_FIGURE:
        nothing = "Nobody has sent a figure" if indicator.is_local else "Not published here yet"
        what = "Only invented figures" if measure.illustrative else nothing
    collected = indicator.return_.partition(" (")[0]
    by_us = why in (WhyUnknown.TO_CHECK, WhyUnknown.TOO_FEW)  # what we record, and send
    publisher = council.authority if by_us else indicator.publisher
    whom = Markup("{} <small>{}</small>").format(publisher, collected if officer else "")
    return link(indicator, indicator.short), what, whom
