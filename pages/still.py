"""The pages as a still copy, in HTML without a script: the words, drawings and tables of the
dashboard, which link to one another wherever they lie.

`python -m reports site` writes them to a folder; below /still/ the server answers with them whom
the dashboard's own connection does not reach.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from html import unescape
from pathlib import Path
from posixpath import dirname, relpath
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from markupsafe import Markup, escape

from charts.layout.font import NAME, face, woff
from metrics.sentences import day
from pages import (
    about,
    accessibility,
    ambition,
    changes,
    commitments,
    find,
    indicator,
    overview,
    unknown,
)
from pages import (
    body as bodies,
)
from pages.parts import footer
from pages.parts.addresses import (
    ACCESSIBILITY,
    BODY,
    CHANGES,
    COMMITMENTS,
    FIND,
    FRAMEWORK,
    HOME,
    STRATEGY,
    UNKNOWN,
)
from pages.parts.downloads import CSV_BUTTON, Downloads, Part
from pages.parts.html import link, note, small, unbroken
from pages.parts.strategies import whose_pages
from schemas.person import READER
from view_model.edition_view import EditionView

STYLE, INDEX, MARK = "style.css", "index.html", "edition.txt"
Draw = Callable[[], Markup | tuple[Part, ...]]
Where = Callable[[str], str]
"""Where the page of an address is, as a link. Raises KeyError where there is none."""
_FOLDER = Path(__file__).parent
_LINK = re.compile(r' href="([^"#]*)(#[^"]*)?" (?:data-at="[^"]*" )?data-open="[^"]*"')
_LIVE = re.compile(
    Markup(r'<p class="to-present">.*?</p>| aria-expanded="\w+"| target="_self"'), re.DOTALL
)
_NO_LINK = re.compile(Markup("<a>([^<]*)</a>"))
_IMAGE = re.compile(r'<img class="([^"]*)" src="data:image/svg\+xml,([^"]*)" alt="([^"]*)"[^>]*>')
_SVG = re.compile(
    Markup(r'<svg.*?(viewBox="[^"]*" width="\d+" height="\d+")[^>]*>(<style>[^<]*</style>)?')
)
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">'
    '<link rel="stylesheet" href="{style}"></head><body data-testid="stMain">'
    '<a class="skip" href="#page">Skip to the page</a>'
    '<header><nav aria-label="Pages">{menu}</nav></header>'
    '<main id="page" tabindex="-1" data-testid="stMainBlockContainer">{still}{whose}{parts}</main>'
    '<div class="foot" data-testid="stHtml">{foot}</div></body></html>\n'
)
_OF_ALL_YEARS = ("indicator?", f"{BODY}?", f"{HOME}?{FRAMEWORK}=")
_IN_FOOT = 3  # of those that ask for nothing, the last
_BLOCK = Markup('<div data-testid="stHtml">{}</div>')
_POLICY = (
    "default-src 'none'; style-src 'self' file:; font-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_STILL = "A still copy of the pages as they were published on {}, in edition {}."
_ACCESSIBLE = Markup(
    "<p>You are reading a still copy of the dashboard, which has none of these three: nothing in "
    "it changes while you read, and every figure of a chart stands in a table.</p>"
)


def file_of(address: str, root: str) -> str:
    """The file of an address: what each parameter asks for is a folder in that of the page; another
    strategy than the root's is two in front.

    'indicator?id=x' is indicator/x/index.html, '.?framework=x' overview/x/index.html.
    """
    page, asked = _parsed(address)
    strategy = asked.pop(STRATEGY, root)
    front = [STRATEGY, strategy] if strategy != root else []
    name = page or ("overview" if asked else "")
    return "/".join(filter(None, [*front, name, *asked.values(), INDEX]))


def _parsed(address: str) -> tuple[str, dict[str, str]]:
    """The page's name and what is asked of it. What a page opens in place has a page of its own,
    and a copy is of one edition."""
    url = urlsplit(address)
    asked = {k: v for k, v in parse_qsl(url.query) if k != "edition"}
    if opened := asked.pop("open", ""):
        return "indicator", {"id": opened, **asked}
    return url.path.strip("./"), asked


def _page(view: EditionView, address: str) -> tuple[str, Draw]:
    """The title of the page of an address, and what draws it. Raises KeyError where none does."""
    name, asked = _parsed(address)
    asked.pop(STRATEGY, "")
    draw: Draw
    if name == "indicator":
        measure = view.of(view.edition.schemas.indicators[asked.pop("id", "")])
        title, draw = measure.indicator.title, partial(indicator.drawn, view, measure)
    elif name == CHANGES and asked:
        title, draw = _fixed(view)[name][0], partial(changes.drawn, view, asked.pop("since", ""))
    elif name == BODY:
        body = view.edition.schemas.bodies[asked.pop("of", "")]
        title, draw = body.title, partial(bodies.drawn, view, body)
    elif not name and FRAMEWORK in asked:
        framework = asked.pop(FRAMEWORK)
        title = next((f.name for f in view.edition.schemas.frameworks if f.id == framework), "")
        draw = partial(overview.drawn, view, overview.Shown(framework=framework))
    else:
        title, draw = _fixed(view)[name]
    if asked:
        raise KeyError(address)
    return title, draw


def _fixed(view: EditionView) -> dict[str, tuple[str, Draw]]:
    """The pages that ask for nothing: those of the menu, and three that every foot leads to."""
    ambitions = view.strategy.ambitions
    return {
        "": ("Overview", partial(overview.drawn, view, overview.Shown())),
        **{a.id: (a.short or a.name, partial(ambition.drawn, view, a, "")) for a in ambitions},
        COMMITMENTS: (view.own("Commitments"), partial(commitments.drawn, view)),
        FIND: ("A to Z", partial(find.a_to_z, view)),
        "about": ("About", partial(about.drawn, view)),
        CHANGES: ("What changed", partial(changes.drawn, view, "")),
        UNKNOWN: ("Where we know least", partial(unknown.drawn, view, READER)),
        ACCESSIBILITY: ("Accessibility", lambda: accessibility.drawn(view) + _ACCESSIBLE),
    }


def _known(view: EditionView, address: str) -> tuple[EditionView, str]:
    """The view and the whole address of the page that shows what an address asks for, or as much of
    it as any does. Raises KeyError where there is no such page."""
    name, asked = _parsed(address)
    of = {s.id: s for s in view.edition.schemas.strategies}
    view = EditionView(view.edition, of.get(asked.get(STRATEGY, ""), view.strategy))
    for some in (asked, {}):
        whole = f"{name or HOME}?{urlencode({**some, STRATEGY: view.strategy.id})}"
        with suppress(KeyError):
            _page(view, whole)
            return view, whole
    raise KeyError(address)


def files(view: EditionView) -> Iterator[tuple[str, bytes]]:
    """Every file of the copy by its path: the style, and the pages that lead on from the overview,
    each with the figures of its charts. What is of all years has one page: by another strategy than
    the view's it would be as many files again."""
    root = view.strategy.id
    yield STYLE, style().encode()
    yield MARK, f"{view.edition.name}\n".encode()
    waiting = {file_of(HOME, root): (view, HOME)}
    for path in (names := [*waiting]):
        here, (of, address) = dirname(path), waiting[path]

        def where(to: str, of: EditionView = of, here: str = here) -> str:
            its_view, whole = _known(of, to)
            if whole.startswith(_OF_ALL_YEARS):
                its_view, whole = _known(view, whole.partition("&")[0])
            there = file_of(whole, root)
            if there not in waiting:
                waiting[there] = its_view, whole
                names.append(there)
            return relpath(there, here or ".")

        title, draw = _page(of, address)
        parts = _parts(draw)
        style_here = relpath(STYLE, here or ".")
        yield path, _html(of, title, parts, where, "{}.csv".format, style_here).encode()
        for part in parts:
            if isinstance(part, Downloads):
                yield f"{here}/{part.key}.csv", part.csv()


def answer(view: EditionView, address: str) -> tuple[str | bytes, str]:
    """What the server answers an address with, and of which kind that is: the style, a page whose
    links are addresses as the dashboard's, or figures of its charts (&csv=...). Raises KeyError."""
    if address == STYLE:
        return style(), "text/css"
    page, _, key = address.partition("&csv=")
    of, whole = _known(view, page)
    title, draw = _page(of, whole)
    parts = _parts(draw)
    if key:
        files = {part.key: part for part in parts if isinstance(part, Downloads)}
        return files[key].csv(), "text/csv"
    html = _html(of, title, parts, lambda to: _known(of, to)[1], f"{whole}&csv={{}}".format)
    return html, "text/html"


def _parts(draw: Draw) -> tuple[Part, ...]:
    drawn = draw()
    return (drawn,) if isinstance(drawn, Markup) else drawn


def _html(
    view: EditionView,
    title: str,
    parts: Iterable[Part],
    where: Where,
    csv: Callable[[str], str],
    style: str = STYLE,
) -> str:
    """A page with its menu and its foot."""
    edition, council, whose = view.edition, view.council, whose_pages(view)
    menu = (
        link(address or HOME, Markup("<b>{}</b>").format(name) if name == title else name)
        for address, (name, _) in [*_fixed(view).items()][:-_IN_FOOT]
    )
    shown = (
        part
        if isinstance(part, Markup)
        else small(Markup('<a href="{}" download>{}</a>').format(csv(part.key), CSV_BUTTON))
        for part in parts
    )
    page = _PAGE.format(
        title=f"{title} – {view.own('Children looked after')}, {council.name}",
        policy=_POLICY,
        style=style,
        menu=Markup(" ").join(menu),
        still=small(_STILL.format(day(edition.made), edition.name)),
        whose=note(whose) if whose else "",
        parts=Markup().join(map(_BLOCK.format, shown)),
        foot=footer.drawn(view, Markup()),
    )
    return _stilled(unbroken(page), where)


def _stilled(html: str, where: Where) -> str:
    """The page without what only a script can do, with its drawings as parts of it, which share the
    style's font, and with links that lead to pages of the copy, or nowhere."""

    def led(link: re.Match[str]) -> str:
        part = link[2] if link[2] and "open=" not in link[1] else ""  # what opens is a page here
        with suppress(KeyError):
            return f' href="{escape(where(unescape(link[1])))}{part}"'
        return ""

    linked = _LINK.sub(led, _IMAGE.sub(_drawn, _LIVE.sub("", html)))
    return _NO_LINK.sub(r"\1", linked)


def _drawn(image: re.Match[str]) -> str:
    """The same drawing as an element of the page: charts/svg escapes every word that it writes."""
    kind, source, alt = image.groups()
    heard = f'role="img" aria-label="{alt}"' if alt else 'aria-hidden="true"'
    svg = unquote(source)
    size = _SVG.match(svg)
    assert size, "charts/svg writes the size of every drawing in this order"
    return f'<svg class="{kind}" {size[1]} {heard}>{svg[size.end() :]}'


@lru_cache(maxsize=1)
def style() -> str:
    """The dashboard's own, with the font of its drawings, and what Streamlit does there."""
    fonts = {bold: woff(frozenset(face(bold).outlines), bold) for bold in (False, True)}
    faces = (
        f"@font-face {{ font-family: '{NAME}'; font-weight: {600 if bold else 400}; "
        f"src: url(data:font/woff;base64,{b64encode(font).decode()}); }}"
        for bold, font in fonts.items()
    )
    own = (_FOLDER / name for name in ("still.css", STYLE))
    return "\n".join([*faces, *(file.read_text("utf-8") for file in own)])
