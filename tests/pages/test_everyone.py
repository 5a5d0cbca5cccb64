"""Everybody can use it: by keyboard, enlarged, read out, in contrast colours, on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from data.editions.edition import Edition
from pages.accessibility import _tell
from schemas.declared import Accessibility
from schemas.load import load_schemas
from tests.pages.tour import EET, LARGE, opened, violations
from tests.support.browsing import Visit, serving
from tests.support.depth import night
from tests.support.once import copied
from tests.support.pages import run_page, said

SLIDES = ["start", "actions", "criteria", "dental_checks", "convicted_or_cautioned"]


def presented(visit: Visit, slide: str) -> Page:
    visit.page.goto(f"{visit.address}/present?slide={slide}")
    visit.page.wait_for_selector("dialog.deck[open] .slide h1")
    return visit.page


# axe


def test_axe_finds_nothing_on_a_slide(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, (1920, 1080))
    for slide in SLIDES:
        page = presented(visit, slide)
        assert violations(page) == [], slide
    page.keyboard.press("n")
    assert violations(page) == [], "numbers"
    page.keyboard.press("o")
    assert violations(page) == [], "all slides"
    visit.close()


def test_one_theme_is_offered_whatever_the_system_prefers(browser: Browser, address: str) -> None:
    """So that there is no second set of colours to check."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    for path in ("/", "/?embed_options=dark_theme"):
        page.goto(address + path)
        page.wait_for_selector("footer")
        paper = page.locator("[data-testid=stApp]").evaluate("e => getComputedStyle(e).background")
        assert "rgb(255, 255, 255)" in paper
        assert page.locator("[data-testid=stMainMenu]").count() == 0
    context.close()


def test_on_a_phone_the_menu_is_gone_when_a_page_is_chosen(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("footer")
    page.locator("[data-testid=stExpandSidebarButton]").tap()
    page.locator("[data-testid=stSidebarNavLink]", has_text="Safe").tap()
    page.wait_for_selector("[data-testid=stSidebar][data-collapsed=true]", state="attached")
    page.wait_for_selector("[data-ready=ambition]")
    context.close()


# By keyboard


def test_the_arrows_move_within_a_choice_and_the_space_bar_chooses(
    browser: Browser, address: str
) -> None:
    visit = Visit(browser, address)
    page = opened(visit, EET)
    page.locator("[data-testid=stButtonGroup] button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_selector("text=list of April 2021")
    visit.close()


def test_the_first_tab_leads_past_the_menu(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    page = opened(visit, "/about")
    page.keyboard.press("Tab")
    assert "Skip to" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.querySelector('[data-testid=stMain]').contains(document.activeElement)"
    assert page.evaluate(inside)
    visit.close()


def test_a_single_letter_does_nothing_that_nobody_asked_for(browser: Browser, address: str) -> None:
    """Streamlit would run the page again at an R, and ask to clear what it keeps at a C."""
    visit = Visit(browser, address)
    page = opened(visit, EET)
    sent: list[object] = []
    page.on("websocket", lambda one: one.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    page.wait_for_selector("footer")
    page.wait_for_timeout(2000)
    before = len(sent)
    assert before > 0, "what the page asks the server for is seen"
    for key in ("r", "c", "R", "C"):
        page.keyboard.press(key)
    page.wait_for_timeout(700)
    assert len(sent) == before
    assert page.locator("[role=dialog]").count() == 0
    page.get_by_label("Find a measure").focus()
    page.keyboard.type("car crash")
    assert page.get_by_label("Find a measure").input_value() == "car crash"
    visit.close()


# Enlarged, still, in contrast colours


def test_a_slide_that_is_four_times_as_large_scrolls_down_only(
    browser: Browser, address: str
) -> None:
    visit = Visit(browser, address, LARGE)
    page = presented(visit, "dental_checks")
    slide = page.locator(".deck .slide")
    assert slide.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    assert slide.evaluate("e => e.scrollHeight > e.clientHeight && e.clientHeight > 60")
    assert page.get_by_role("link", name="Leave").is_visible()
    visit.close()


def test_nothing_moves_for_who_asked_for_that(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/present")
    page.wait_for_selector("dialog.deck[open] .slide h1")
    page.keyboard.press("ArrowRight")
    # Streamlit's own sign that it is at work may still be going out.
    page.wait_for_function("() => !document.getAnimations().some(a => a.playState == 'running')")
    context.close()


def test_contrast_colours_keep_every_word_and_the_outline_of_a_chip(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address + EET)
    page.wait_for_selector("footer")
    chip = page.locator(".chip").first
    assert "About the same as England" in chip.inner_text()
    style = "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopColor]"
    line, colour = chip.evaluate(style)
    assert line == "solid" and colour != "rgba(0, 0, 0, 0)"
    chosen = page.get_by_role("radio", name="May 2025").or_(
        page.get_by_role("button", name="May 2025")
    )
    assert chosen.first.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    context.close()


# On paper


def test_the_folds_that_matter_are_open_on_paper(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    page = opened(visit, "/")
    why = page.locator("#eet p").nth(1)
    assert not why.is_visible()
    page.emulate_media(media="print")
    assert why.evaluate("e => e.getBoundingClientRect().height") > 20
    page = opened(visit, EET)
    assert page.locator(".glance img.chart").first.is_visible()
    assert not page.locator(".st-key-choices").is_visible()
    assert page.locator(".scroll.numbers >> visible=true").count() >= 1
    visit.close()


ON_PAPER = sorted(load_schemas().indicators.values(), key=lambda i: (-len(i.breakdowns), i.id))


@pytest.mark.parametrize("name", [i.id for i in ON_PAPER])
def test_a_measure_is_one_page_of_paper(browser: Browser, address: str, name: str) -> None:
    visit = Visit(browser, address)
    page = opened(visit, f"/indicator?id={name}")
    if page.locator(".glance").count():  # of a part of what is published, some have no figure
        _fits_a_page(page)
    visit.close()


@night
@pytest.mark.parametrize("name", ["dental_checks", "placements_3plus"])
def test_a_measure_of_which_much_is_said_is_one_page_too(
    browser: Browser, said_folder: Path, tmp_path: Path, name: str
) -> None:
    with serving(copied(said_folder, tmp_path)) as address:
        visit = Visit(browser, address)
        _fits_a_page(opened(visit, f"/indicator?id={name}"))
        visit.close()


def _fits_a_page(page: Page) -> None:
    """It has the finding, the number, the words, the chart, why, the newest numbers and the
    edition, all on one sheet of A4."""
    page.emulate_media(media="print")
    for part in ("h1", ".figure, .sentence", ".glance .words", ".glance img.chart.wide", "#why li"):
        assert page.locator(part).first.is_visible(), part
    assert page.locator(".scroll.numbers >> visible=true").count() == 1
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")


# The statement


def test_the_statement_says_what_the_law_asks_for(default_edition: Edition) -> None:
    page = said(run_page("accessibility"))
    for words in (
        "Nottinghamshire County Council",
        "partially compliant",
        "Accessibility Guidelines version 2.2",
        "not accessible yet, and why",
        "2.1.1 Keyboard",
        "Equality and Human Rights Commission",
        "Accessibility Regulations 2018",
        "prepared on 22 November 2026",
        "How we tested it",
        "has not been filled in yet",
    ):
        assert words in page, words


def test_the_contact_is_the_councils_own_and_escaped(default_edition: Edition) -> None:
    council = default_edition.schemas.council
    filled = Accessibility(email="a<b@example.gov.uk", phone="0300 000 0000")
    html = _tell(council.model_copy(update={"accessibility": filled}))
    assert 'href="mailto:a&lt;b@example.gov.uk"' in html and "call 0300 000 0000" in html


def test_every_page_leads_to_the_statement(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    for path in ("/", "/safe", EET):
        page = opened(visit, path)
        page.locator("footer").get_by_role("link", name="Accessibility statement").click()
        page.wait_for_selector("[data-ready=accessibility]")
    visit.close()
