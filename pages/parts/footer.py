"""The foot of every page: which edition is being read, and under which licence."""

from markupsafe import Markup

from metrics.sentences import day
from pages.parts.addresses import ACCESSIBILITY, CHANGES, SIGN_OUT, UNKNOWN
from pages.parts.html import ILLUSTRATIVE, link, show_html
from schemas.person import Person
from view_model.edition_view import EditionView

ENDING = Markup(
    '<p class="ending on-screen" role="status" data-until="{}" hidden>In less than ten minutes you '
    "have to sign in again. Finish what you have begun, or keep it as a draft.</p>"
)

NEWER = Markup(
    '<p class="newer on-screen" role="status" hidden>Newer figures were published. '
    '<a href="" target="_self">Show them</a></p>'
)


def show(view: EditionView, reader: Person) -> None:
    """Draw the footer."""
    show_html(drawn(view, NEWER + _who(reader)))


def drawn(view: EditionView, before: Markup) -> Markup:
    """The footer, under what stands before it."""
    edition, mark = view.edition, Markup()
    if any(measure.illustrative for measure in view.measures):
        mark = ILLUSTRATIVE + " marks figures that nobody has sent: they show how it would look. "
    links = (
        link("about", "About the figures"),
        link(CHANGES, "What changed"),
        link(UNKNOWN, "Where we know least"),
        link(ACCESSIBILITY, "Accessibility statement"),
    )
    return Markup(
        '<footer data-edition="{0}">{1}<p>{2}</p>'
        '<p><span class="on-paper">Edition {0}, published {3}.</span> <span class="on-screen">'
        "Published on {3}.</span> Contains public sector information licensed under the "
        'Open Government Licence v3.0. <span class="on-screen">{4}</span></p></footer>'
    ).format(edition.name, before, mark, day(edition.made), Markup(" · ").join(links))


def _who(reader: Person) -> Markup:
    """As whom somebody is signed in, and the way out of a session of ours."""
    form = Markup('<form method="post" action="{}"><button class="copy">Sign out</button></form>')
    out = form.format(SIGN_OUT) + ENDING.format(reader.until) if reader.since else ""
    known = Markup('<p class="on-screen">You are signed in as {}.</p>{}').format(reader.name, out)
    return known if reader.name else Markup()
