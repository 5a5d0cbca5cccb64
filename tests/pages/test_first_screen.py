"""Whoever opens a measure sees its number, both words and the whole chart before scrolling."""

import pytest
from playwright.sync_api import Browser, Page

from data.editions.edition import Edition
from pages.parts.glance import at_a_glance
from schemas.declared import Schemas
from schemas.load import load_schemas
from tests.pages.tour import EET, opened
from tests.support.browsing import Visit
from tests.support.depth import night
from view_model.edition_view import EditionView

SCREENS = [(1440, 900), (1366, 768), (1180, 820), (820, 1180), (390, 844)]
PHONE = 600
MEASURES = sorted(load_schemas().indicators.values(), key=lambda i: -len(i.title + i.caution))
_ENDS = """() => ["figure", "words", "chart"].map((part) => {
  const seen = [...document.querySelectorAll(`.glance .${part}, .glance .sentence`)]
    .filter((e) => e.checkVisibility());
  const box = seen[0]?.getBoundingClientRect();
  return box ? [box.top, box.bottom] : [0, 0];
})"""


@pytest.mark.parametrize("name", [i.id for i in MEASURES])
def test_number_words_and_chart_stand_in_the_first_screen(
    browser: Browser, address: str, default_edition: Edition, name: str
) -> None:
    """On a phone, half of the chart."""
    visit = Visit(browser, address)
    page = opened(visit, f"/indicator?id={name}")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"() => innerWidth === {width}")
        *said, (top, bottom) = page.evaluate(_ENDS)
        enough = (top + bottom) / 2 if width < PHONE else bottom
        assert max(end for _, end in said) <= height, (width, said)
        assert enough <= height, (width, top, bottom)
    visit.close()


CARDS = "document.querySelectorAll('ul.cards > li')"
LOWEST = f"Math.max(...[...{CARDS}].map((e) => e.getBoundingClientRect().bottom))"


@pytest.mark.parametrize(("width", "height"), SCREENS[:4])
def test_what_to_ask_and_what_to_celebrate_stand_in_the_first_screen(
    visit: Visit, width: int, height: int
) -> None:
    page = opened(visit, "/")
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(f"() => innerWidth === {width}")
    assert page.evaluate(f"{CARDS}.length") == 6
    assert page.evaluate(LOWEST) <= height


def test_all_six_ambitions_stand_in_the_menu_of_a_tablet(visit: Visit, schemas: Schemas) -> None:
    page = opened(visit, "/")
    page.set_viewport_size({"width": 820, "height": 1180})
    seen = page.locator("[data-testid=stTopNavLink]:not([inert] *)")
    page.wait_for_function("() => document.querySelector('[data-testid=stTopNav] button')")
    names = seen.all_inner_texts()
    assert [a.short or a.name for a in schemas.strategies[0].ambitions] == names[1:7]


_OUTSIDE = """() => {
  const control = document.activeElement, box = control.getBoundingClientRect();
  const away = box.right <= 0 || box.left >= innerWidth || !box.width;
  return [control === document.body, away ? control.outerHTML.slice(0, 100) : ""];
}"""
_SMALL = """() => [...document.querySelectorAll("a[href], button, summary")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest("[inert]"))
  .filter((e) => e.offsetWidth > 1 && e.getBoundingClientRect().height < 43.5)
  .map((e) => e.outerHTML.slice(0, 100))"""


def touch(page: Page, width: int, height: int) -> None:
    """Make the page's window one that is touched, of this size."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(
        f"() => innerWidth === {width} && matchMedia('(pointer: coarse)').matches"
    )


@pytest.mark.parametrize("path", ["/", "/safe"])
def test_on_a_phone_every_target_is_large_and_the_focus_is_never_out_of_sight(
    visit: Visit, path: str
) -> None:
    page = opened(visit, path)
    touch(page, 390, 844)
    assert page.evaluate(_SMALL) == []
    for _ in range(60):
        page.keyboard.press("Tab")
        at_the_end, outside = page.evaluate(_OUTSIDE)
        assert outside == ""
        if at_the_end:
            break
    page.set_viewport_size({"width": 320, "height": 256})  # as at 400 %
    page.wait_for_function("() => innerWidth === 320")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().bottom") <= 256


_ANOTHERS = """() => [...document.querySelectorAll("[data-testid=stMain] :is(a, summary, button)")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && e.offsetWidth > 1)
  .filter((e) => !e.closest(".scroll, [inert]")).flatMap((e) => {
    e.scrollIntoView({block: "center"});
    const hit = (b) => document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);
    return [...e.getClientRects()].filter((b) => b.width > 2).map(hit)
      .filter((other) => !e.contains(other) && !other?.contains(e)).map(() => e.innerText);
  })"""
TOUCHED = ["/", EET, "/find?q=what+is+worse+than+England", "/choose", "/safe", "/unknown"]


@pytest.mark.parametrize("path", [TOUCHED[0], *(pytest.param(p, marks=night) for p in TOUCHED[1:])])
def test_a_finger_on_the_middle_of_a_link_opens_that_one_and_not_its_neighbour(
    visit: Visit, path: str
) -> None:
    page = opened(visit, path)
    for width, height in SCREENS[3:]:
        touch(page, width, height)
        assert page.evaluate(_ANOTHERS) == []


def test_a_jump_within_the_overview_asks_the_server_nothing_and_takes_the_keyboard_along(
    visit: Visit,
) -> None:
    page = opened(visit, "/")
    page.evaluate("() => { document.querySelector('article').dataset.kept = 'yes'; }")
    page.get_by_role("link", name="The promises").click()
    page.wait_for_function("() => document.activeElement.id === 'promises'")
    box = page.locator("#promises").bounding_box()
    assert box and 0 <= box["y"] < 900
    assert page.evaluate("() => document.querySelector('article').dataset.kept") == "yes"


CHILDREN = [
    ("care_leavers_not_known_19_21", "of 513 now, 21 to 54 fewer"),
    ("feels_safe", "of 188 now, 18 fewer to 19 more"),
    ("missing_from_care", None),
    ("children_looked_after_rate", None),
    ("care_leavers_eet_19_21", None),
]
"""None of a rate, of a percent without counts, and of those known about only."""


@pytest.mark.parametrize(("name", "said"), CHILDREN)
def test_a_range_is_said_in_children_as_well_as_in_points(
    default_edition: Edition, name: str, said: str | None
) -> None:
    view = EditionView(default_edition, default_edition.schemas.strategies[0])
    measure = view.of(default_edition.schemas.indicators[name])
    html = str(at_a_glance(view, measure, view.council.neighbour_lists[0]))
    assert (f": {said}." in html) if said else (" now, " not in html)
