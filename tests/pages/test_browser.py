"""What a person does, in a real browser: every page opens, whole, quiet and offline."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocketRoute

from tests.support.browsing import Visit, serving
from tests.support.once import copied

AMBITIONS = ["safe", "health", "potential", "community", "adulthood", "independence"]


def test_the_first_visitor_may_come_by_a_deep_link(
    browser: Browser, embedded: Path, tmp_path: Path
) -> None:
    """Before the frame has run once, Streamlit would take pages/about.py for a page of its own."""
    with serving(copied(embedded, tmp_path)) as address:
        visit = Visit(browser, address)
        assert visit.open("/about").locator("h1").first.inner_text() == "About the figures"
        assert visit.complaints == []
        visit.close()


def test_the_overview_names_the_criteria_and_ambitions_in_the_strategys_words(
    visit: Visit,
) -> None:
    """One click away."""
    page = visit.open("/")
    for name, words in (
        ("eet", "more of our young people will be in education, employment or training that meets"),
        ("parity", "children in care will be no more likely to be criminalised than other"),
    ):
        assert words not in page.inner_text("article")
        page.locator(f"#{name} summary").click()
        assert words in page.inner_text("article")
    said = visit.open("/community").inner_text("article")
    assert "is actively involved as a member of their local community" in said


def test_a_click_on_a_row_opens_its_indicator_and_back_returns(visit: Visit) -> None:
    page = visit.open("/?by=place")
    page.locator("a.row", has_text="Teeth checked by a dentist").first.click()
    page.wait_for_selector("[data-ready=indicator]")
    assert "indicator?id=dental_checks" in page.url
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop") == 0
    assert "469 of 637" in page.locator("[data-ready=indicator]").inner_text().replace("\xa0", " ")
    page.go_back()
    page.wait_for_selector("[data-ready=overview]")


MEASURE = "/indicator?id=sdq_average_score"


@pytest.mark.parametrize(
    ("start", "link"),
    [
        *[(MEASURE, way) for way in ("choose", "health", ".", "changes", "about")],
        ("/find?q=dentist", "indicator?id=dental_checks"),
    ],
)
def test_back_after_a_link_is_the_page_that_it_was_on(visit: Visit, start: str, link: str) -> None:
    """Streamlit alone would put an address between the two that has lost what was asked for."""
    page = visit.open(start)
    title = page.locator("h1").first.inner_text()
    page.locator(f"[data-testid=stMain] a[href='{link}']").first.click()
    page.wait_for_function("was => document.querySelector('h1')?.innerText !== was", arg=title)
    page.go_back()
    page.wait_for_function("was => document.querySelector('h1')?.innerText === was", arg=title)
    assert page.url == visit.address + start


def test_who_cannot_be_reached_is_told_why_and_whom_to_tell(browser: Browser, address: str) -> None:
    """As behind a proxy that lets no websocket through; until it lets them through again."""
    blocked = [True]

    def proxy(socket: WebSocketRoute) -> None:
        socket.close() if blocked else socket.connect_to_server()

    page = browser.new_page()  # of its own, because its clock is ours
    page.route_web_socket("**/_stcore/stream", proxy)
    page.clock.install()
    page.goto(address + "/about")
    page.clock.run_for(10_000)
    said = page.get_by_role("alert").inner_text()
    assert "a proxy or a firewall, blocks the connection" in said
    host, asks = address.removeprefix("http://"), "Let websockets through to"
    assert f"tell whoever looks after your network, or this dashboard: “{asks} {host}.”" in said
    page.get_by_role("link", name="Read a still copy of this page").click()
    page.wait_for_url("**/still/about")
    assert page.locator("h1").inner_text() == "About the figures"
    assert page.locator("script").count() == 0
    page.go_back()
    page.clock.run_for(10_000)
    blocked.clear()
    page.clock.run_for(10_000)
    page.wait_for_selector("[data-ready=about]")
    page.wait_for_selector(".no-connection", state="detached")
    page.close()


def test_every_word_can_be_traced_by_a_click_to_its_numbers_and_its_method(visit: Visit) -> None:
    page = visit.open("/?by=name")
    row = page.locator("a.row", has_text="Suitable accommodation, 19 to 21").first
    assert "leaning better" in row.inner_text()
    row.click()
    page.wait_for_selector("[data-ready=indicator]")
    page.get_by_role("link", name="Why we say this").first.click()
    why = page.locator("#why")
    assert "(307 of 365)" in why.inner_text().replace("\xa0", " ")
    why.get_by_text("The numbers behind it").click()
    assert why.get_by_text("+1.29").is_visible()
    why.get_by_role("link", name="How we decide").click()
    page.wait_for_selector("[data-ready=about]")


def test_an_answer_to_a_criterion_opens_to_what_it_rests_on(visit: Visit) -> None:
    eet = visit.open("/").locator("#eet")
    eet.locator("summary").click()
    said = eet.inner_text().replace("\xa0", " ")
    start, final = "60 % of those known about at the start", "52 % for the year to March 2025"
    assert f"Worse, but could be chance ({start}, {final})" in said
    assert eet.get_by_role("link", name="How a promise is answered").is_visible()


def test_every_indicator_is_in_the_list_and_on_its_ambition(visit: Visit) -> None:
    rows = visit.open("/").locator("a.row").all()
    names = {str(a.get_attribute("href")).removeprefix("indicator?id=") for a in rows}
    assert len(names) >= 36
    for ambition in AMBITIONS:
        for row in visit.open(f"/{ambition}").locator("a.row").all():
            names.discard(str(row.get_attribute("data-at")).removeprefix("open-"))
    assert names == set()


def test_a_measure_opens_in_place_and_the_keyboard_goes_on_from_there(visit: Visit) -> None:
    page = visit.open("/safe")
    page.locator("a.row", has_text="Went missing at least once").press("Enter")
    page.wait_for_selector("#open-missing_from_care img.chart")
    page.wait_for_function("() => document.activeElement.id === 'open-missing_from_care'")
    assert page.locator("a.row[aria-expanded=true]").count() == 1
    page.locator("a.row[aria-expanded=true]").click()
    page.wait_for_selector("#open-missing_from_care", state="detached")


def test_the_other_neighbour_list_changes_the_comparison(visit: Visit) -> None:
    page = visit.open("/indicator?id=care_leavers_eet_19_21")
    assert "list of May 2025" in page.inner_text("[data-testid=stMain]")
    page.get_by_text("April 2021", exact=True).click()
    page.wait_for_selector("text=list of April 2021")
    again = visit.open(page.url.removeprefix(visit.address))
    again.wait_for_selector("text=list of April 2021")  # the link shows what we saw


def test_a_chart_can_be_taken_away_as_numbers_and_as_an_image(visit: Visit) -> None:
    page = visit.open("/indicator?id=care_leavers_eet_19_21")
    for button, ending, inside in (
        ("Download the numbers (CSV)", ".csv", "262"),
        ("Download the chart (SVG image)", ".svg", "<svg"),
    ):
        with page.expect_download() as taken:
            page.get_by_role("button", name=button).first.click()
        assert taken.value.suggested_filename.endswith(ending)
        assert inside in Path(taken.value.path()).read_text(encoding="utf-8-sig")


def test_the_server_sends_compressed_pages_and_its_headers(address: str) -> None:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/_stcore/metrics")
