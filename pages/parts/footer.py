"""The foot of every page: which edition is being read, and under which licence."""

from markupsafe import Markup

from metrics.sentences import day
from pages.parts.addresses import ACCESSIBILITY, CHANGES, UNKNOWN
from pages.parts.html import ILLUSTRATIVE, link, show_html
from view_model.edition_view import EditionView


def show(view: EditionView) -> None:
    """Draw the footer."""
    edition, mark = view.edition, Markup()
    if any(source.illustrative for source in edition.sources.values()):
        mark = ILLUSTRATIVE + " marks figures invented to show how a measure would look. "
    links = (
        link("about", "About the figures"),
        link(CHANGES, "What changed"),
        link(UNKNOWN, "Where we know least"),
        link(ACCESSIBILITY, "Accessibility statement"),
    )
    show_html(
        Markup(
            "<footer><p>{}</p><p>Edition {}, published {}. Contains public sector information "
            "licensed under the Open Government Licence v3.0. {}</p></footer>"
        ).format(mark, edition.name, day(edition.made), Markup(" · ").join(links))
    )
