"""The same measures by the headings of a framework, an inspection, or of who answers for them."""

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from pages.parts.addresses import BODY, FRAMEWORK, HOME
from pages.parts.html import bullets, link, small
from pages.parts.rows import headed, rows
from schemas.declared import Framework, FrameworkHeading, Indicator
from schemas.search import tokens
from view_model.edition_view import EditionView
from view_model.tally import trend_counts

NOT_HERE = "Not measured here"
NO_FIGURES = "Nobody has sent figures yet"


def ways_to_set_out(view: EditionView, chosen: Framework | None = None) -> Markup:
    """The strategy's headings, and the frameworks', as links but for those that are shown; '' where
    there are no others."""
    frameworks = view.edition.schemas.frameworks
    ways = {HOME: "The strategy", **{address_of_framework(f): f.short for f in frameworks}}
    here = address_of_framework(chosen) if chosen else HOME
    said = (Markup("<b>{}</b>").format(n) if a == here else link(a, n) for a, n in ways.items())
    line = Markup('<p class="where ways">Set out by: {}</p>').format(Markup(" ").join(said))
    return line if frameworks else Markup()


def address_of_framework(framework: Framework) -> str:
    """The address of the overview as that framework sets it out."""
    return f"{HOME}?{FRAMEWORK}={framework.id}"


def headings(view: EditionView, framework: Framework) -> Markup:
    """Every heading with its measures, what of them has no figures yet, and what no measure
    shows."""
    html = headed(view)
    for within, parts in groupby(framework.headings.items(), lambda part: part[1].within):
        html += Markup("<h2>{}</h2>").format(within) if within else Markup()
        level = "h3" if within else "h2"
        for name, heading in parts:
            html += Markup("<{0}>{1}</{0}>{2}").format(
                level,
                link(address_of_body(name), heading.title) if framework.bodies else heading.title,
                _measures(view, framework, heading),
            )
    return html


def _measures(view: EditionView, framework: Framework, heading: FrameworkHeading) -> Markup:
    known = view.edition.schemas.indicators
    measures = [view.of(known[name]) for name in heading.indicators if name in known]
    none = [framework.names[name] for name in heading.indicators if name not in known]
    lines = [(NO_FIGURES, "; ".join(none)), *((NOT_HERE, what) for what in heading.without)]
    missing = [Markup("<b>{}</b>: {}.").format(why, view.own(what)) for why, what in lines if what]
    counts = small(" · ".join(trend_counts(measures, view.edition.schemas)))
    return (counts + rows(measures) if measures else Markup()) + (
        bullets(missing, "answers") if missing else Markup()
    )


def address_of_body(name: str) -> str:
    """The address of the page of who answers for measures."""
    return f"{BODY}?of={name}"


def body_called(view: EditionView, name: str) -> Markup | str:
    """Whom a note names, as a link to their page where they have one."""
    of = view.edition.schemas.bodies
    page = next((id for id, body in of.items() if name.lower() in body.names), None)
    return link(address_of_body(page), name) if page else name


def bodies_called(view: EditionView, words: str) -> Markup:
    """Those whom somebody who types these words may mean, as links; '' where nobody is."""
    asked = {*tokens(words)}
    found = (
        link(address_of_body(id), body.title)
        for id, body in view.edition.schemas.bodies.items()
        if asked and asked <= {*tokens(" ".join(body.names))}
    )
    return Markup(", ").join(found)


def bodies(view: EditionView) -> Iterator[Markup]:
    """Everybody who answers for measures here, as links."""
    for name, body in view.edition.schemas.bodies.items():
        yield link(address_of_body(name), body.title)


def places_in_frameworks(view: EditionView, indicator: Indicator) -> dict[str, Markup]:
    """Who answers for a measure, and where the frameworks have it."""
    places: dict[str, list[Markup]] = {}
    for framework in view.edition.schemas.frameworks:
        for name, heading in framework.headings.items():
            if indicator.id not in heading.indicators:
                continue
            if framework.bodies:
                what, said = "Who answers for it", link(address_of_body(name), heading.title)
            else:
                named = link(address_of_framework(framework), framework.short)
                what, said = "Also in", Markup("{}: {}").format(named, heading.title)
            places.setdefault(what, []).append(said)
    return {name: Markup("; ").join(said) for name, said in places.items()}
