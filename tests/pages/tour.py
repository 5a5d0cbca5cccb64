"""A tour of the pages: each is opened once, looked at in every way, and what was seen is kept.

A promise about every page is then a test that reads what it needs of that (test_tour.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.browsing import WIDTHS, Visit
from tests.support.depth import EVERYTHING

EET = "/indicator?id=care_leavers_eet_19_21"
INVENTED = "/indicator?id=feels_safe"
VIEWERS = (
    *("/", "/safe", EET, INVENTED, "/about", "/find?q=doctor", "/find?q=xylophone"),
    *("/choose", "/changes", "/unknown", "/commitments", "/reports", "/accessibility"),
    *("/?framework=national-framework", "/body?of=virtual-school"),
    *(f"/still{path}" for path in ("/", "/safe", EET, "/about", "/find", "/unknown")),
)
OFFICERS = ("/add", "/history")
GLANCED_AT = (  # like /safe, or like EET: opened at night, and no more
    *("/health", "/potential", "/community", "/adulthood", "/independence"),
    "/indicator?id=placements_3plus",
)
AT_NIGHT = (
    *(*GLANCED_AT, INVENTED, "/find?q=xylophone", "/choose", "/accessibility", "/commitments"),
    *("/unknown", "/?framework=national-framework", "/body?of=virtual-school"),
    *(path for path in VIEWERS if "still" in path and path != f"/still{EET}"),
)
DESK, TABLET, PHONE = WIDTHS
PAPER, CONTRAST = "print", "forced colours"
LARGE = (320, 256)  # 400 % on a screen of 1280 by 1024

Violation = tuple[str, str, str]
"""What axe finds: the rule, how bad, and the first place."""

_FOCUSED = """() => {
  const control = document.activeElement;
  if (!control || control === document.body) return null;
  control.dataset.reached ??= String(Math.random());
  const look = getComputedStyle(control);
  const shown = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  return {id: control.dataset.reached, shown,
    words: control.tagName + " " + (control.innerText || control.name)};
}"""

_UNREACHED = """() => {
  const control = "a[href], button:not([disabled]), input, select, textarea, summary";
  const byArrows = (e) => e.closest("[data-testid=stButtonGroup]")
    ?.querySelector("[data-reached]");
  return [...document.querySelectorAll(control + ", [tabindex='0']")].filter((e) =>
    e.checkVisibility({visibilityProperty: true}) && !e.dataset.reached &&
    e.tabIndex >= 0 && !byArrows(e)).map((e) => e.outerHTML.slice(0, 120));
}"""

_CUT_OFF = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const past = [...main.querySelectorAll("*")].filter((e) =>
    e.checkVisibility() && !e.closest(".scroll, svg") &&
    e.getBoundingClientRect().right > innerWidth + 1);
  const beyond = main.scrollWidth - main.clientWidth > 1;
  return [...past.map((e) => e.outerHTML.slice(0, 100)), ...(beyond ? ["the page"] : [])];
}"""

_TOO_WIDE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return Math.max(main.scrollWidth - main.clientWidth,
    document.documentElement.scrollWidth - innerWidth);
}"""

_SIZE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  document.querySelectorAll(".heard").forEach((e) => e.hidden = true);
  const words = main.innerText.split(/\\s+/).filter((w) => /[\\p{L}\\p{N}]/u.test(w)).length;
  document.querySelectorAll(".heard").forEach((e) => e.hidden = false);
  return [main.scrollHeight / innerHeight, words];
}"""
"""Screens, and words that are seen."""

NOT_ON_PAPER = [
    *("[data-testid=stHeader]", ".tools", ".to-present", ".stDownloadButton", ".contents"),
    "[data-testid=stButtonGroup]",
]
_SHOWN = "listed => listed.filter((e) => document.querySelector(e)?.checkVisibility())"


@dataclass
class Seen:
    """All that was seen of a page."""

    heading: str = ""
    alarms: int = 0
    """Streamlit's own boxes of errors and alerts."""
    complaints: list[str] = field(default_factory=list)
    """Errors in the console."""
    outside: list[str] = field(default_factory=list)
    """Addresses that it asked for and that are not our server's."""
    too_wide: dict[int, int] = field(default_factory=dict)
    """By how many pixels it is wider than the screen, by the screen's width."""
    screens: float = 0
    """How many of the largest screens it is high."""
    words: int = 0
    violations: dict[int | str, list[Violation]] = field(default_factory=dict)
    """What axe finds, by the screen's width, on paper, and in the system's own colours."""
    reached: int = 0
    """How many controls the Tab key reaches."""
    unseen: list[str] = field(default_factory=list)
    """Controls that do not show that they have the focus."""
    unreached: list[str] = field(default_factory=list)
    """Controls that the Tab key does not reach."""
    cut_off: list[str] = field(default_factory=list)
    """What is cut off when the page is four times as large."""
    printed_controls: list[str] = field(default_factory=list)
    printed_foot: str = ""
    printed: bytes = b""


def violations(page: Page) -> list[Violation]:
    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [(v["id"], v["impact"], v["nodes"][0]["html"][:150]) for v in answer["violations"]]


def opened(visit: Visit, path: str) -> Page:
    """A page, once its letters are there."""
    page = visit.open(path)
    page.wait_for_function("() => document.fonts.ready.then(() => true)")
    return page


def tour(browser: Browser, address: str) -> Callable[[str], Seen]:
    """What is seen of a page; looked at when it is first asked for."""

    @cache
    def look(path: str) -> Seen:
        visit = Visit(browser, address)
        seen = Seen(complaints=visit.complaints, outside=visit.outside)
        page = opened(visit, path)
        seen.heading = page.locator("h1").first.inner_text()
        seen.alarms = page.locator("[data-testid=stException], [data-testid=stAlert]").count()
        seen.too_wide[DESK[0]] = page.evaluate(_TOO_WIDE)
        seen.screens, seen.words = page.evaluate(_SIZE)
        if path not in GLANCED_AT:
            seen.violations[DESK[0]] = violations(page)
            _press_tab(page, seen)
            _print(page, seen)
        for size in (TABLET, PHONE) if EVERYTHING else ():
            _resize(page, size)
            seen.too_wide[size[0]] = page.evaluate(_TOO_WIDE)
            seen.violations[size[0]] = violations(page)
        _resize(page, LARGE)
        seen.cut_off = page.evaluate(_CUT_OFF)
        visit.close()
        return seen

    return look


def _resize(page: Page, size: tuple[int, int]) -> None:
    """As if the page had been opened on a screen of that size, once nothing moves any more."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_function("() => !document.getAnimations().some(a => a.playState == 'running')")


def _press_tab(page: Page, seen: Seen) -> None:
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None or focused["id"] in reached:
            break
        reached.add(focused["id"])
        seen.unseen += [] if focused["shown"] else [focused["words"]]
    seen.reached, seen.unreached = len(reached), page.evaluate(_UNREACHED)
    page.evaluate("document.activeElement?.blur()")


def _print(page: Page, seen: Seen) -> None:
    page.emulate_media(media="print")
    seen.printed_controls = page.evaluate(_SHOWN, NOT_ON_PAPER)
    seen.printed_foot = page.locator("footer").inner_text()
    seen.printed = page.pdf(format="A4")
    if EVERYTHING:
        seen.violations[PAPER] = violations(page)
        page.emulate_media(media="screen", forced_colors="active")
        seen.violations[CONTRAST] = violations(page)
    page.emulate_media(media="screen", forced_colors="none")
