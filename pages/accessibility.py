"""The accessibility statement that a public body must have: what works, what does not, and whom to
tell. The council fills in its contact (council.toml)."""

from functools import lru_cache

from markupsafe import Markup

from metrics.sentences import day
from pages.parts.html import bullets, show_html
from schemas.declared import Council
from view_model.edition_view import EditionView

LAW = (
    "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
)
GUIDELINES = "https://www.w3.org/TR/WCAG22/"
ADVICE = "https://www.equalityadvisoryservice.com/"

WORKS = (
    "use every page with a keyboard alone, and see where you are",
    "make the page four times as large, or use it on a small phone, without losing anything",
    "have it read out: every chart has a description in words and a table of its numbers",
    "see what a colour means in words and shapes too, in your system’s own contrast colours, "
    "or printed in black and white",
    "read it without anything moving",
)
NOT_YET = (
    (
        "The chart on a measure’s own page shows more when a mouse rests on it, and a keyboard "
        "cannot do that",
        "2.1.1 Keyboard",
        "The same figures stand under it in a table. The chart is drawn by Plotly, which knows of "
        "it",
        "https://github.com/plotly/plotly.js/issues/562",
    ),
    (
        "When you choose another list of councils, or move a measure in what you want to present, "
        "a screen reader does not say that the page has changed",
        "4.1.3 Status messages",
        "The page itself changes at once. The pages are made with Streamlit, which does not "
        "announce it",
        "",
    ),
    (
        "For officers: the place to drop a file is described to a screen reader in two ways that "
        "contradict each other",
        "4.1.2 Name, role, value",
        "The button in it does the same, and is described rightly. It comes from Streamlit, and in "
        "it from react-dropzone",
        "https://github.com/react-dropzone/react-dropzone/pull/1182",
    ),
)
STATUS = Markup(
    "<h2>How accessible it is</h2><p>This website is partially compliant with the "
    '<a href="{}" target="_blank" rel="noreferrer">Web Content Accessibility Guidelines version '
    "2.2</a> AA standard, because of what is listed below.</p>"
).format(GUIDELINES)
ENFORCED = Markup(
    "<h2>If you are not happy with our answer</h2><p>The Equality and Human Rights Commission "
    "enforces the {}. If you are not happy with how we answer, contact the "
    '<a href="{}" target="_blank" rel="noreferrer">Equality Advisory and Support Service</a>.</p>'
).format(LAW, ADVICE)


def show(view: EditionView) -> None:
    """Draw the page."""
    show_html(drawn(view))


@lru_cache(maxsize=16)
def drawn(view: EditionView) -> Markup:
    """The page."""
    council = view.council
    opening = Markup(
        '<article data-ready="accessibility"><h1>Accessibility statement</h1><p>This statement is '
        "about this dashboard. {} runs it, and wants as many people as possible to be able to use "
        "it.</p><p>You should be able to:</p>{}{}"
    ).format(council.authority, bullets(WORKS), STATUS)
    return Markup().join(
        (opening, _not_yet(), _tell(council), ENFORCED, _prepared(council), Markup("</article>"))
    )


def _not_yet() -> Markup:
    lines = (
        Markup("{} (WCAG {}). {}{}.").format(what, which, why, _thread(where))
        for what, which, why, where in NOT_YET
    )
    return Markup("<h2>What is not accessible yet, and why</h2>{}").format(bullets(lines))


def _thread(where: str) -> Markup:
    record = Markup(' (<a href="{}" target="_blank" rel="noreferrer">their record of it</a>)')
    return record.format(where) if where else Markup()


def _tell(council: Council) -> Markup:
    contact = council.accessibility
    write = Markup('write to <a href="mailto:{0}">{0}</a>').format(contact.email)
    ways = [write] if contact.email else []
    ways += [Markup("call {}").format(contact.phone)] if contact.phone else []
    nobody = (
        f"get in touch with {council.authority} (the address for this page has not been filled in "
        "yet)"
    )
    return Markup(
        "<h2>Tell us what you cannot use, or ask for it in another form</h2><p>Please {}. Say "
        "which page it is, and what went wrong or what you need. We will answer within {} working "
        "days.</p>"
    ).format(Markup(" or ").join(ways) or nobody, contact.answer_within_days)


def _prepared(council: Council) -> Markup:
    when = council.accessibility.prepared
    dated = Markup("<p>This statement was prepared on {}.</p>").format(day(when)) if when else ""
    return Markup(
        "<h2>How we tested it</h2>{}<p>Every page, and the slides of Present, are tested "
        "each time the dashboard is changed: with the axe checker, by keyboard alone, at 320 "
        "pixels wide (which is 400 % on a usual screen), in a system’s contrast colours, and "
        "in print. It was tested by the people who made it. It has not yet been tested by "
        "disabled people, or with every screen reader.</p>"
    ).format(dated)
