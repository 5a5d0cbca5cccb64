"""What every page promises: whole, quiet, offline; by keyboard, read out, enlarged and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.pages.tour import (
    AT_NIGHT,
    CONTRAST,
    DESK,
    GLANCED_AT,
    OFFICERS,
    PAPER,
    PHONE,
    TABLET,
    VIEWERS,
    Seen,
    opened,
    tour,
    violations,
)
from tests.support.browsing import Visit
from tests.support.depth import night

UPSTREAM = {
    # Streamlit's file drop (react-dropzone): the button in it does the same.
    # https://github.com/react-dropzone/react-dropzone/pull/1182
    ("/add", "presentation-role-conflict"),
}
"""What axe says of what is not ours, by page and rule. Nothing of it is serious."""

OTHERWISE = [pytest.param(shown, marks=night) for shown in (PAPER, CONTRAST)]
SMALLER = [pytest.param(size[0], marks=night) for size in (TABLET, PHONE)]


@pytest.fixture(scope="session")
def look(browser: Browser, viewers: str) -> Callable[[str], Seen]:
    return tour(browser, viewers)


@pytest.fixture
def seen(path: str, look: Callable[[str], Seen]) -> Seen:
    """All that was seen of the page."""
    return look(path)


def each(*paths: str) -> pytest.MarkDecorator:
    """A row for each page. The rows of one page go to one process, which opens it once. Pages that
    are like another wait for the night."""
    return pytest.mark.parametrize(
        "path", [pytest.param(path, marks=night if path in AT_NIGHT else ()) for path in paths]
    )


@each(*VIEWERS, *GLANCED_AT, *OFFICERS)
def test_every_page_opens_with_no_error_and_asks_nobody_outside(seen: Seen) -> None:
    assert seen.alarms == 0
    assert "Sorry" not in seen.heading
    assert seen.complaints == []
    assert seen.outside == []


@each(*VIEWERS, *GLANCED_AT, *OFFICERS)
@pytest.mark.parametrize("width", [DESK[0], *SMALLER])
def test_no_page_is_wider_than_its_screen(seen: Seen, width: int) -> None:
    assert seen.too_wide[width] <= 1


AMBITIONS = ("/safe", *GLANCED_AT[:5])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", 800),
        *(pytest.param(a, 600, marks=night if a in GLANCED_AT else ()) for a in AMBITIONS),
    ],
)
def test_whoever_opens_a_list_reads_it_in_a_minute(path: str, words: int, seen: Seen) -> None:
    assert seen.screens <= 2.5
    assert seen.words <= words


@each("/")
def test_the_overview_is_two_pages_of_paper(seen: Seen) -> None:
    assert seen.printed.count(b"/Type /Page\n") <= 2


@each(*VIEWERS, *OFFICERS)
@pytest.mark.parametrize("shown", [DESK[0], *SMALLER, *OTHERWISE])
def test_axe_finds_nothing_that_is_ours(path: str, seen: Seen, shown: int | str) -> None:
    found = seen.violations[shown]
    assert [v for v in found if (path, v[0]) not in UPSTREAM] == []
    assert [v for v in found if v[1] in ("serious", "critical")] == []


def test_axe_finds_what_is_wrong(visit: Visit) -> None:
    page = opened(visit, "/about")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src>')")
    assert ("image-alt", "critical") in [v[:2] for v in violations(page)]


@each(*VIEWERS, *OFFICERS)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(seen: Seen) -> None:
    assert seen.reached >= 15
    assert seen.unseen == []
    assert seen.unreached == []


@each(*VIEWERS, *GLANCED_AT, *OFFICERS)
def test_nothing_is_cut_off_when_a_page_is_four_times_as_large(seen: Seen) -> None:
    assert seen.cut_off == []


@each(*VIEWERS)
def test_a_printed_page_is_a_handout_with_its_edition_and_date(seen: Seen) -> None:
    assert seen.printed_controls == []
    assert re.search(r"Edition 20\S+, published \d+ \w+ 20\d\d", seen.printed_foot)
    assert seen.printed.count(b"/Type /Page\n") >= 1
