"""On one machine, in a browser: who started the dashboard adds figures, and nobody else does."""

import time
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.access.asking import status
from tests.support.browsing import Visit


def test_the_plain_address_shows_the_readers_pages_alone(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/add")
    page.wait_for_selector("footer")
    assert "Add figures" not in page.locator("body").inner_text()
    assert "You are signed in" not in page.locator("footer").inner_text()
    context.close()


def test_signing_out_makes_a_reader_of_every_tab(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    first = visit.open("/safe")
    other = visit.context.new_page()
    other.goto(f"{address}/about")
    other.get_by_text("You are signed in as").wait_for()
    first.get_by_role("button", name="Sign out").click()
    first.get_by_role("heading", name="You are signed out").wait_for()
    other.wait_for_function(
        "() => document.querySelector('footer')?.innerText && !document.querySelector('footer')"
        ".innerText.includes('You are signed in')"
    )
    assert other.url == f"{address}/about", "where they were"
    other.close()
    assert visit.complaints == []
    visit.close()


def test_ten_minutes_before_a_session_ends_its_pages_say_so(visit: Visit) -> None:
    visit.page.clock.install()
    page = visit.open("/about")
    ending = page.locator("footer .ending")
    page.clock.fast_forward("01:05")
    assert ending.is_hidden()
    left = float(ending.get_attribute("data-until") or 0) - time.time()
    page.clock.fast_forward(int(1000 * (left - 725)))
    assert ending.is_hidden()
    page.clock.fast_forward("01:05")
    ending.wait_for()
    assert "have to sign in again" in ending.inner_text()


def test_a_file_is_given_to_whoever_has_a_tab_that_offers_it(
    browser: Browser, address: str
) -> None:
    visit = Visit(browser, address)
    page = visit.open("/indicator?id=dental_checks")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the numbers (CSV)").first.click()
    path = urlsplit(download.value.url).path
    ours = "; ".join(f"{c['name']}={c['value']}" for c in visit.context.cookies())
    assert status(address, "GET", path, Cookie=ours) == 200
    assert status(address, "GET", path) == 403, "a reader who knows the address"
    visit.close()
