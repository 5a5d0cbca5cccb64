"""The foot of every page: which edition is being read, and under which licence."""

from markupsafe import Markup

from metrics.sentences import day
from pages.accessibility import ACCESSIBILITY
from pages.changes import CHANGES
from pages.parts.html import ILLUSTRATIVE, link, show_html
from view_model.edition_view import EditionView


def show(reading: EditionView) -> None:
    """Draw the footer."""
    edition = reading.edition
    invented = any(s.illustrative for s in edition.sources.values())
    mark = (
        Markup("{} marks figures invented to show how a measure would look. ").format(ILLUSTRATIVE)
        if invented
        else ""
    )
    show_html(
        Markup(
            "<footer><p>{}</p><p>Edition {}, published {}. Contains public sector information "
            "licensed under the Open Government Licence v3.0. {} · {} · {}</p></footer>"
        ).format(
            mark,
            edition.name,
            day(edition.made),
            link("about", "About the figures"),
            link(CHANGES, "What changed"),
            link(ACCESSIBILITY, "Accessibility statement"),
        )
    )
