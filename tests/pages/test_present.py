"""Presenting in a room: by keyboard alone, from a cold start, and readable from the back row."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from markupsafe import escape
from playwright.sync_api import Browser, Page

from pages.deck.deck import Deck, address_of, deck_from_query
from pages.deck.slides import slides
from tests.conftest import Arrives, Publishes
from tests.support.browsing import Visit, serving
from tests.support.once import copied
from view_model.edition_view import EditionView
from view_model.notes import meeting_actions, signed, status_of

ROOM, OLD_PROJECTOR = (1920, 1080), (1024, 768)
BACK_ROW = 24 / 1080  # of the screen's height: the smallest letters
TWELVE = (
    *("care_leavers_eet_19_21", "dental_checks", "placements_3plus", "convicted_or_cautioned"),
    *("feels_safe", "suitable_accommodation_19_21", "first_time_entrants", "years_12_13_eet"),
    *("sdq_average_score", "in_touch_17_18", "work_experience", "social_worker_turnover"),
)

SMALLEST = """() => {
  const sizes = [], deck = document.querySelector("dialog.deck");
  const walk = document.createTreeWalker(deck, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !one.checkVisibility()) continue;
    if (one.closest("title, desc")) continue;
    const drawn = one instanceof SVGElement ? one.getScreenCTM().a : 1;
    sizes.push([parseFloat(getComputedStyle(one).fontSize) * drawn, one.textContent.trim()]);
  }
  return sizes.sort((a, b) => a[0] - b[0])[0];
}"""

NOTED = """() => {
  const note = document.querySelector("dialog.deck [data-if-room]");
  return note ? [note.checkVisibility(), note.innerText] : null;
}"""

SPILLED = """() => {
  const deck = document.querySelector("dialog.deck"), found = [];
  for (const one of deck.querySelectorAll("*")) {
    if (!one.checkVisibility() || one.closest("svg, table")) continue;
    const scrolls = /auto|scroll/.test(getComputedStyle(one).overflowY);
    if (scrolls && one.scrollHeight > one.clientHeight + 2)
      found.push("scrolls: " + one.className);
    const box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1)
      found.push("outside: " + (one.className || one.tagName));
  }
  const below = deck.querySelector(".small-print")?.getBoundingClientRect().top ?? innerHeight;
  for (const one of deck.querySelectorAll(".side > *, [data-chart] svg, .scroll"))
    if (one.getBoundingClientRect().bottom > below + 1)
      found.push("over the small print: " + one.tagName);
  const chart = deck.querySelector("[data-chart]")?.getBoundingClientRect();
  const words = deck.querySelector(".side")?.lastElementChild?.getBoundingClientRect();
  if (chart && words && words.right > chart.left && words.bottom > chart.top + 1)
    found.push("words over the chart");
  for (const one of deck.querySelectorAll(".scroll"))
    if (one.scrollWidth > one.clientWidth + 1) found.push("a table that is too wide");
  return found;
}"""


@pytest.fixture(scope="module")
def address(said_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on an edition in which much is said beside the figures."""
    with serving(copied(said_folder, tmp_path_factory.mktemp("present"))) as opened:
        yield opened


@pytest.fixture
def reading(told: EditionView) -> EditionView:
    return told


def opened(visit: Visit, path: str) -> Page:
    """A deck, once its first slide is there."""
    visit.page.goto(visit.address + path)
    visit.page.wait_for_selector("dialog.deck[open] .slide h1")
    return visit.page


def on_screen(page: Page) -> str:
    return str(page.locator(".deck .slide").get_attribute("data-name"))


def turned(page: Page, key: str) -> str:
    """The slide after a key. No waiting: a slide turns at once, or it is too late for a room."""
    page.keyboard.press(key)
    return on_screen(page)


def every_slide(page: Page) -> Iterator[str]:
    many = int(page.locator(".deck .place").inner_text().split(" of ")[1])
    for _ in range(many):
        yield on_screen(page)
        page.keyboard.press("PageDown")


@pytest.mark.parametrize("size", [ROOM, OLD_PROJECTOR], ids=["1080", "768"])
@pytest.mark.parametrize("numbers", ["", "&numbers=on"], ids=["chart", "numbers"])
def test_every_slide_can_be_read_from_the_back_row_and_fits_the_screen(
    browser: Browser, address: str, reading: EditionView, size: tuple[int, int], numbers: str
) -> None:
    visit = Visit(browser, address, size)
    every = [i.id for i in reading.edition.schemas.in_order()]
    found = []
    for deck, many in ((f"/{address_of(every)}{numbers}", None), ("/present", 3)):
        page = opened(visit, deck)
        page.wait_for_function("() => document.fonts.ready.then(() => true)")
        for name in islice(every_slide(page), many):
            smallest, words = page.evaluate(SMALLEST)
            if smallest < BACK_ROW * size[1] - 0.05:
                found.append((name, f"{smallest:.1f} px: {words}"))
            found += [(name, spilled) for spilled in page.evaluate(SPILLED)]
    assert found == []
    assert visit.complaints == [] and visit.outside == []
    visit.close()


def test_twelve_measures_are_presented_by_keyboard_alone_from_a_cold_start(
    browser: Browser, address: str
) -> None:
    """A reload in the middle, and a second screen, land on the same slide."""
    visit = Visit(browser, address, ROOM)
    page = opened(visit, f"/{address_of(TWELVE)}")
    assert on_screen(page) == "start"
    assert [turned(page, key) for key in ("ArrowRight", "PageDown")] == ["actions", "criteria"]
    seen = [turned(page, "ArrowRight") for _ in TWELVE[:6]]
    page.reload()
    page.wait_for_selector("dialog.deck[open] .slide h1")
    assert on_screen(page) == TWELVE[5]
    second = Visit(browser, address, OLD_PROJECTOR)
    assert on_screen(opened(second, page.url.removeprefix(address))) == TWELVE[5]
    seen += [turned(page, "PageDown") for _ in TWELVE[6:]]
    assert tuple(seen) == TWELVE
    assert turned(page, "ArrowRight") == TWELVE[-1], "after the last slide nothing moves"
    assert turned(page, "PageUp") == TWELVE[-2]
    assert turned(page, "Home") == "start"
    assert visit.complaints == [] and visit.outside == []
    visit.close()
    second.close()


def test_the_way_in_and_the_way_out_need_no_mouse(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, ROOM)
    page = visit.open("/indicator?id=dental_checks")
    page.get_by_role("link", name="Present").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.deck[open] .slide h1")
    assert on_screen(page) == "dental_checks"
    page.wait_for_function("() => document.fullscreenElement")
    page.get_by_role("link", name="Leave").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready=ambition]")
    page.wait_for_function("() => !document.fullscreenElement")
    assert page.locator("dialog.deck").count() == 0
    visit.close()


@pytest.mark.parametrize(
    ("deck", "page"),
    [("?show=dental_checks", "choose?show=dental_checks"), ("?criterion=eet", "")],
)
def test_leave_leads_back_and_back_leads_to_the_slide_that_was_left(
    browser: Browser, address: str, deck: str, page: str
) -> None:
    """By an address that is not Present's any more from the moment that somebody leaves."""
    visit = Visit(browser, address, ROOM)
    screen = opened(visit, f"/present{deck}")
    left = turned(screen, "ArrowRight")
    screen.get_by_role("link", name="Leave").click()
    screen.wait_for_selector("dialog.deck", state="detached")
    assert screen.url == f"{address}/{page}"
    screen.go_back()
    screen.wait_for_selector("dialog.deck[open] .slide h1")
    assert on_screen(screen) == left
    visit.close()


def test_a_number_leads_to_its_slide_and_a_key_leaves(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, f"/{address_of(TWELVE)}")
    for key in "10":
        page.keyboard.press(key)
    page.wait_for_selector(f".slide[data-name={TWELVE[6]}]")
    assert turned(page, "5") == TWELVE[6], "it may be the first of two digits"
    assert turned(page, "Enter") == TWELVE[1]
    page.keyboard.press("o")
    keys = page.locator(".deck .keys").inner_text()
    assert "A number\nthat slide" in keys and "L\nleave" in keys
    page.keyboard.press("l")
    page.wait_for_selector("[data-ready=choose]")
    assert page.locator("dialog.deck").count() == 0
    visit.close()


@pytest.mark.parametrize("by_button", [True, False], ids=["button", "key"])
def test_a_second_window_has_the_time_the_notes_and_the_next_slide(
    browser: Browser, address: str, by_button: bool
) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, f"/{address_of(TWELVE)}&slide=dental_checks")
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Notes").click() if by_button else page.keyboard.press("s")
    notes = opening.value
    notes.wait_for_selector("text=0:01 · slide 5 of 15")
    assert "469 of 637" in notes.locator("main table").inner_text().replace("\xa0", " ")
    assert "3 or more homes in a year" in notes.locator("aside").inner_text()
    assert notes.locator("aside svg").count() == 1
    notes.keyboard.press("PageDown")
    assert on_screen(page) == TWELVE[2]
    assert "3 or more homes in a year" in notes.locator("main").inner_text()
    page.keyboard.press("l")
    page.wait_for_selector("[data-ready=choose]")
    notes.wait_for_event("close") if not notes.is_closed() else None
    assert visit.complaints == []
    visit.close()


def test_where_nobody_has_chosen_a_deck_begins_with_the_cards(reading: EditionView) -> None:
    usual = deck_from_query(reading, {})
    names = [slide["name"] for slide in slides(reading, usual)]
    assert names[:3] == ["start", "questions", "celebrations"]
    cards = [*reading.cards.questions, *reading.cards.celebrations]
    assert [i.id for i in usual.indicators][: len(cards)] == [card.indicator for card in cards]
    assert not any(reading.of(i).illustrative for i in usual.indicators)
    html = slides(reading, usual)[1]["html"]
    assert [card.question for card in cards[:3] if str(escape(card.question)) not in html] == []


def test_every_slide_of_a_measure_has_its_finding_as_title_and_a_key_to_its_shades(
    reading: EditionView,
) -> None:
    every = [reading.of(i) for i in reading.edition.schemas.in_order()]
    made = slides(reading, Deck(tuple(m.indicator for m in every)))[-len(every) :]
    for measure, slide in zip(every, made, strict=True):
        if not measure.has_figures:
            continue
        assert slide["title"] == measure.headline
        ranged = any(p.low is not None for line in measure.chart.own for p in line.shown)
        assert ("Pale blue:" in slide["html"]) is ranged, slide["name"]
        assert ("Grey:" in slide["html"]) is bool(measure.chart.band), slide["name"]


def test_a_key_fills_the_screen_and_the_slide_stays_on_top(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, f"/{address_of(TWELVE)}&slide=dental_checks")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement")
    on_top = "() => document.elementFromPoint(300, 300).closest('dialog.deck') !== null"
    page.wait_for_function(on_top)
    assert turned(page, "PageDown") == TWELVE[2]
    visit.close()


def test_keys_show_every_slide_the_numbers_and_a_black_screen(
    browser: Browser, address: str
) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, f"/{address_of(TWELVE)}&slide=dental_checks")
    page.keyboard.press("n")
    assert "469 of 637" in page.locator(".deck table").inner_text().replace("\xa0", " ")
    assert "numbers=on" in page.url
    page.keyboard.press("n")
    assert page.locator(".deck svg").count() == 1
    for key in ("Escape", "o"):
        page.keyboard.press(key)
        assert page.locator(".all-slides button").count() == len(TWELVE) + 3
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    assert on_screen(page) == TWELVE[3]
    page.keyboard.press("b")
    assert page.locator(".deck .black").is_visible()
    page.keyboard.press("PageDown")
    assert not page.locator(".deck .black").is_visible()
    assert on_screen(page) == TWELVE[3], "a key that ends the black screen turns no slide"
    visit.close()


def test_a_finger_turns_slides_and_every_control_is_large_enough_for_one(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/{address_of(TWELVE)}")
    page.wait_for_selector("dialog.deck[open] .slide h1")
    touches = context.new_cdp_session(page)

    def swipe(start: int, end: int) -> str:
        for kind, x in (("Start", start), ("Move", end), ("End", None)):
            points = [] if x is None else [{"x": x, "y": 500}]
            touches.send(
                "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
            )
        return on_screen(page)

    seen = [swipe(600, 200), swipe(600, 200), swipe(600, 200), swipe(200, 600)]
    assert seen == ["actions", "criteria", TWELVE[0], "criteria"]
    page.reload()  # a tap soon after a swipe only ends the swipe
    page.wait_for_selector("dialog.deck[open] .slide h1")
    page.get_by_role("button", name="Next").tap()
    page.wait_for_selector(f".slide[data-name={TWELVE[0]}]")
    for control in page.locator(".deck .controls > *").all():
        box = control.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44
    context.close()


def test_twelve_slides_turn_one_after_the_other_with_no_wait_between(
    browser: Browser, address: str
) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, "/present")
    took = page.evaluate(
        """async () => {
          const times = [];
          const painted = () => new Promise((done) =>
            requestAnimationFrame(() => setTimeout(done)));
          for (let n = 0; n < 12; n++) {
            const start = performance.now();
            const key = new KeyboardEvent("keydown", { key: "PageDown", bubbles: true });
            document.querySelector("dialog.deck").dispatchEvent(key);
            await painted();
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b);
        }"""
    )
    print(f"A slide is turned in {took[len(took) // 2]:.0f} ms")
    assert page.get_by_text("13 of", exact=False).first.is_visible()
    visit.close()


def test_every_slide_says_what_it_rests_on(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, f"/{address_of(TWELVE)}&slide=feels_safe")
    said = page.locator("dialog.deck").inner_text().replace("\xa0", " ")
    for words in ("Invented", "154 of 188", "year to March 2025", "Source:", "Edition 20"):
        assert words in said, words
    assert page.locator(".deck svg desc").count() == 1
    visit.close()


# What people say beside the figures


def test_a_deck_begins_with_what_the_panel_asked_for(reading: EditionView) -> None:
    _, asked, *_ = slides(reading, Deck(()))
    every = meeting_actions(reading)
    assert (asked["name"], asked["title"]) == ("actions", "Actions arising")
    told = [action for action in every if action.action in asked["html"]]
    assert told == every[: len(told)] and 3 <= len(told) <= 6
    for action in told:
        assert escape(action.who) in asked["html"]
        assert escape(status_of(reading, action)) in asked["html"]
    assert f"and {len(every) - len(told)} more" in asked["html"]


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("safe", ["start", "actions", "ambition-safe"]),
        ("independence", ["start", "ambition-independence"]),
    ],
)
def test_of_an_ambition_it_begins_with_what_was_asked_about_that(
    reading: EditionView, part: str, names: list[str]
) -> None:
    ambition = next(a for a in reading.strategy.ambitions if a.id == part)
    found = slides(reading, Deck((), ambition=ambition))
    assert [slide["name"] for slide in found] == names
    assert not any("No Labels" in slide["html"] for slide in found), "that is the strategy's"


def test_where_nobody_says_anything_no_slide_is_about_it(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives("dental_checks,2021-22,,,,300,600,,", "dental_checks,2024-25,,,,400,600,,")
    edition = publishes()
    dental = edition.schemas.indicators["dental_checks"]
    found = slides(EditionView(edition, edition.schemas.strategies[0]), Deck((dental,)))
    assert [slide["name"] for slide in found] == ["start", "criteria", "dental_checks"]
    assert not any(mark in str(found) for mark in ("blockquote", "data-if-room", "Actions"))


@pytest.mark.parametrize("size", [ROOM, OLD_PROJECTOR], ids=["1080", "768"])
def test_the_newest_note_is_there_where_there_is_room_and_not_where_the_drawing_would_shrink(
    browser: Browser, address: str, reading: EditionView, size: tuple[int, int]
) -> None:
    """A note as long as it may be stands with the numbers only; a short one beside the drawing."""
    names = ("annual_health_assessments", "dental_checks", "placements_3plus")
    visit = Visit(browser, address, size)
    page = opened(visit, f"/{address_of(names)}&slide={names[0]}")
    for name in names:
        assert on_screen(page) == name
        said = reading.edition.commentary(name)[0]
        seen, words = page.evaluate(NOTED)
        assert seen == (name != "placements_3plus")
        assert not seen or words.split("\n\n") == [said.commentary, signed(said)]
        page.keyboard.press("n")
        seen, words = page.evaluate(NOTED)
        assert seen and said.commentary in words
        page.keyboard.press("n")
        page.keyboard.press("PageDown")
    visit.close()


def test_an_earlier_link_to_a_slide_lands_on_the_same_measure(
    browser: Browser, address: str
) -> None:
    """A slide more at the head moves no other: its name is in the address, and not its number."""
    visit = Visit(browser, address, ROOM)
    for name in (TWELVE[0], TWELVE[7], "criteria", "start"):
        assert on_screen(opened(visit, f"/{address_of(TWELVE)}&slide={name}")) == name
    visit.close()


def test_a_name_that_nobody_knows_is_left_out_and_said(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, ROOM)
    page = opened(visit, "/present?show=dental_checks,<b>nothing")
    assert "no measure has this name: <b>nothing" in page.locator(".deck .slide").inner_text()
    assert page.locator(".deck .place").inner_text() == "1 of 4"
    visit.close()
