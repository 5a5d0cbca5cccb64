"""A strategy beside the one before it: what it says was achieved, and those years' figures."""

from collections.abc import Iterator

from markupsafe import Markup

from metrics.sentences import day
from pages.parts.addresses import address_of_strategy
from pages.parts.chips import chip
from pages.parts.html import bullets, link, small, table
from schemas.declared import LookingBack
from schemas.states import State
from view_model.edition_view import EditionView, IndicatorView
from view_model.tally import trend_counts

NOT_SHOWN = "No measure here shows it."
SAME_WORDS = "the same words"
HEADS = ("What it says", "The figures of those years, at the end and at the start")


def whose_pages(view: EditionView) -> Markup:
    """Whose pages these are, with the way to the newest strategy's; nothing on that one's own."""
    newest, strategy = view.edition.schemas.strategies[0], view.strategy
    if strategy == newest:
        return Markup()
    return Markup("<b>These are the pages of {}</b>, {}. {}").format(
        strategy.name,
        "a draft, by which nothing is judged yet"
        if strategy.draft
        else f"which ran until {day(strategy.ends)}. They speak of its years",
        link(address_of_strategy(newest), f"To {newest.name}"),
    )


def since_last_strategy(view: EditionView, before: EditionView) -> tuple[str, Markup, Markup]:
    """The title, a line under it, and the rest: each thing that the strategy says of the years
    before it, beside the real figures of those years; and which ambitions have new words."""
    account, years = view.strategy.looking_back, before.strategy
    named = {name for said in account for name in said.indicators}
    real = [m for m in before.real if m.indicator.id in named and _is_shown(m)]
    counts = ", ".join(trend_counts(real, view.edition.schemas))
    lead = Markup("<p>{}</p>{}").format(
        f"What {view.strategy.name} says of the years before it, in our words, beside the figures "
        f"from {years.baseline_year.words} to {years.final_year.words}. Of {len(real)} measures "
        f"with real figures: {counts or 'none can be told'}."
        if account
        else f"{view.strategy.name} says nothing of the years before it.",
        small(f"Source: {view.strategy.title}." if account else ""),
    )
    parts = (
        _told(before, "What it says was achieved", [s for s in account if s.achieved]),
        _told(before, "Where it says there was more to do", [s for s in account if not s.achieved]),
        _ambitions(view, before),
    )
    return f"What changed since {years.name}", lead, Markup().join(parts)


def _told(before: EditionView, title: str, account: list[LookingBack]) -> Markup:
    lines = [
        (Markup("<b>{}</b><br>{}").format(said.name, said.says), _figures(before, said))
        for said in account
    ]
    html = Markup("<h2>{}</h2>{}").format(title, table(title, HEADS, lines, "changed"))
    return html if lines else Markup()


def _figures(before: EditionView, account: LookingBack) -> Markup | str:
    known = (before.indicator(name) for name in account.indicators)
    real = [m for i in known if i and (m := before.of(i)).is_real and _is_shown(m)]
    return bullets(_line(measure) for measure in real) if real else NOT_SHOWN


def _is_shown(measure: IndicatorView) -> bool:
    return measure.latest is not None and measure.latest.state is State.SHOWN


def _line(measure: IndicatorView) -> Markup:
    where = address_of_strategy(measure.strategy, f"indicator?id={measure.indicator.id}")
    entry = measure.verdict and measure.edition.schemas.entry(measure.verdict.trend)
    return Markup("{} {}").format(link(where, measure.headline), chip(entry) if entry else "")


def _ambitions(view: EditionView, before: EditionView) -> Markup:
    """The ambitions of both, side by side by what they are about."""
    title = "The ambitions, then and now"
    return Markup("<h2>{}</h2>{}").format(
        title,
        table(title, ("About", before.strategy.name, view.strategy.name), _pairs(view, before)),
    )


def _pairs(view: EditionView, before: EditionView) -> Iterator[tuple[str, str, str]]:
    then = {a.id: a for a in before.strategy.ambitions}
    now = {a.id: a for a in view.strategy.ambitions}
    for name in dict.fromkeys([*now, *then]):
        was, is_now = then.get(name), now.get(name)
        alike = was and is_now and was.title == is_now.title
        yield (
            (is_now or then[name]).name,
            f"… {was.title}" if was else "none",
            SAME_WORDS if alike else f"… {is_now.title}" if is_now else "none",
        )
