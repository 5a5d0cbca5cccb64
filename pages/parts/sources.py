"""Where each figure of a chart came from: whose it is and of which periods, in which publication,
when it was released and received, under which licence, and whether it has been or may be changed.

It opens under the chart with one click. For officers, each leads on to the history.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from charts.model.words import LIKE_OURS, opened
from data.editions.edition import Edition, Source
from metrics.baseline import charted, of_one_kind
from metrics.sentences import day, uncapped
from pages.parts.html import link, small
from schemas.declared import NeighbourList
from schemas.notes import Note
from schemas.periods import PeriodKind
from schemas.person import Person
from schemas.problems import join_words
from view_model.edition_view import IndicatorView
from view_model.sources import Figures, Origin, origins

EXTRACT = "extract"  # in the address of the history page: the number of the extract to show
TITLE = "Where these figures come from"
NOTES_TITLE = "Where these notes come from"
PROVISIONAL = "Provisional: its publisher may still change it."
REVISED = "Revised: it takes the place of an earlier figure."
INVENTED = "Invented, to show how it would look."
ADDED_UP = (
    "A whole year is added up from its quarters, where no publication gives it. It comes from the "
    "same places as they do."
)


def of_trend(measure: IndicatorView, neighbours: NeighbourList) -> Figures:
    """The figures of the trend's chart: ours, and of those that ours are set beside."""
    indicator, council = measure.indicator, measure.council
    every = charted(indicator, measure.measurements)
    codes = {area.code for area in neighbours.areas}
    areas = {"country": council.country.name, "region": council.region.name}
    beside = {
        name: [m for m in every if m.role == role]
        for role, name in areas.items()
        if role in indicator.comparators
    }
    like_ours = [m for m in every if m.area_code in codes and m.role == "neighbour"]
    if "neighbours" in indicator.comparators:
        beside[LIKE_OURS] = like_ours
    return {council.name: charted(indicator, measure.ours), **beside}


def of_breakdown(measure: IndicatorView, breakdown: str) -> Figures:
    """The figures of a breakdown's charts, by category."""
    ours = [m for m in measure.ours if m.breakdown == breakdown]
    kept = of_one_kind(measure.indicator, ours)
    categories = measure.indicator.breakdowns[breakdown]
    return {name: [m for m in kept if m.category == name] for name in categories}


def where_from(measure: IndicatorView, figures: Figures, *, reader: Person) -> Markup:
    """The list, folded away under the chart; '' where nothing has a source."""
    every = origins(figures, measure.edition.sources)
    lines = [
        Markup("<dt><b>{}</b><br>{}</dt><dd>{}</dd>").format(
            origin.periods,
            _named(origin.whose),
            _file(origin.source, _warnings(origin), reader),
        )
        for origin in every
    ]
    quarters = any(origin.first.kind is PeriodKind.QUARTER for origin in every)
    years = Markup("<p>{}</p>").format(ADDED_UP) if quarters and measure.whole_years else Markup()
    return _folded(TITLE, lines, years, measure.edition)


def _named(whose: Sequence[str]) -> str:
    """'Nottinghamshire, England and councils like ours'."""
    return opened(join_words([uncapped(n) if n == LIKE_OURS else n for n in whose], "and"))


def where_notes_come_from(edition: Edition, notes: Iterable[Note], *, reader: Person) -> Markup:
    """The same of what people say: each file once; '' without any."""
    files = [edition.sources[number] for number in dict.fromkeys(note.extract for note in notes)]
    lines = [
        Markup("<dt><b>{}</b></dt><dd>{}</dd>").format(file.name, _file(file, "", reader))
        for file in files
    ]
    return _folded(NOTES_TITLE, lines, Markup(), edition)


def _folded(title: str, lines: Sequence[Markup], after: Markup, edition: Edition) -> Markup:
    if not lines:
        return Markup()
    listed = Markup().join(Markup("<div>{}</div>").format(line) for line in lines)
    return Markup('<details class="sources"><summary>{}</summary><dl>{}</dl>{}{}</details>').format(
        title, listed, after, small(f"In edition {edition.name}.")
    )


def _warnings(origin: Origin) -> str:
    marks = {
        PROVISIONAL: origin.provisional,
        REVISED: origin.revised,
        INVENTED: origin.source.illustrative,
    }
    return " ".join(mark for mark, is_so in marks.items() if is_so)


def _file(source: Source, warnings: str, reader: Person) -> Markup:
    """A file and its publication; `warnings` is what to know of what came from it."""
    where = f"{source.publication}. {source.publisher}, released {released(source.released)}."
    received = f"Received {day(source.received)}, from {source.received_from}."
    licence = f"{source.licence}." if source.licence else ""
    at = f"history?{EXTRACT}={source.id}"
    more = link(at, "See this file in the history", "extracts") if reader.is_officer else ""
    return Markup('{}{}<br><span class="small">{} {} File <code>{}</code>. {}</span>').format(
        where,
        Markup(" <b>{}</b>").format(warnings) if warnings else "",
        *(received, licence, source.fingerprint[:12], more),
    )


def released(when: str) -> str:
    """'2025', or '8 April 2026'; as it was given, where it is no date."""
    try:
        return day(date.fromisoformat(when))
    except ValueError:
        return when
