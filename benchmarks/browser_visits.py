"""What a visitor waits for and downloads, measured inside real Chromium.

Times are the page's own clock (milliseconds since its navigation began, or since the release of
the mouse button), so Playwright's own slowness is not in them. A frame is 16 ms.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from chromium_flags import QUIET
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    ViewportSize,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError
from server_processes import NotMeasured

CHROMIUM = Path("/usr/bin/chromium")  # Debian's; elsewhere the one that Playwright installs
ARGUMENTS = [
    *QUIET,
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # nothing leaves the machine
]
VIEWPORT = ViewportSize(width=1440, height=900)
WAIT_MS = 60_000
QUIET_MS = 500  # nothing new for this long: it is all there
AFTER_MS = 1_500  # what a first visit still fetches once it looks ready
IDLE = '[data-test-script-state="notRunning"]'
STILL = "html:not(:has(script))"  # a page that runs nothing: it is there once the document is
ERROR = '[data-testid="stException"], h1:has-text("could not be shown")'

# At each frame: how many elements match and are drawn, and when the last of them came.
WATCH_LOAD = """
(() => {
  const watch = window.__load = {shown: 0, at: null, finished: false};
  const drawn = (element) => {
    const box = element.getBoundingClientRect();
    const loaded = element.tagName !== "IMG" || (element.complete && element.naturalWidth > 0);
    return loaded && (box.width > 0 || box.height > 0);
  };
  const look = () => {
    const shown = [...document.querySelectorAll(SELECTOR)].filter(drawn).length;
    if (shown > watch.shown) { watch.shown = shown; watch.at = performance.now(); }
    const still = document.readyState === "complete" && !!document.querySelector(STILL);
    watch.finished = still || !!document.querySelector(IDLE);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""
LOADED = f"() => __load.finished && __load.at && performance.now() - __load.at > {QUIET_MS}"

# From the release of the mouse button to the first frame with new, non-empty content.
WATCH_CHANGE = """
(selector) => {
  const content = () =>
    [...document.querySelectorAll(selector)].map((element) => element.outerHTML).join("");
  const before = content();
  const watch = window.__change = {from: null, to: null};
  const press = (event) => { if (watch.to === null) watch.from = event.timeStamp; };
  addEventListener("pointerup", press, {capture: true});
  const look = () => {
    const now = content();
    if (watch.from === null || now === "" || now === before) return requestAnimationFrame(look);
    watch.to = performance.now();
    removeEventListener("pointerup", press, {capture: true});
  };
  requestAnimationFrame(look);
}
"""
CHANGED = f"() => __change.to !== null && !!document.querySelector({IDLE!r})"


@dataclass(frozen=True)
class Visit:
    """One visitor: a first load with nothing cached, then returns with every file cached."""

    cold_ms: float
    warm_ms: list[float]
    size: float  # bytes of the first visit


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that can reach this machine only."""
    executable = CHROMIUM if CHROMIUM.exists() else None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield browser
        finally:
            with suppress(PlaywrightError):  # a Ctrl-C may have ended it already
                browser.close()


def visit(browser: Browser, url: str, ready: str, warm_loads: int) -> Visit:
    """Loads `url` as a new visitor would, then comes back `warm_loads` times.

    Loaded means: the last element matching `ready` has been drawn and the script has finished.
    A return is in a new tab after the last one was closed: a reload in the same tab finds the
    scripts compiled in memory, and flatters whatever has the most of them (Plotly).
    Bytes are those of the first visit as they crossed the network: HTTP responses with headers,
    and websocket messages (Streamlit does not compress those unless it is told to).
    """
    with _visitor(browser) as context:
        with _tab(context, ready) as page:
            moved = _count_bytes(context.new_cdp_session(page))
            cold = _load(page, url)
            page.wait_for_timeout(AFTER_MS)
            size = sum(moved.values())
        warm = [_load_in_new_tab(context, url, ready) for _ in range(warm_loads)]
    return Visit(cold, warm, size)


def time_changes(
    browser: Browser,
    url: str,
    ready: str,
    content: str,
    label: str,
    changes: int,
    cpu_seconds: Callable[[], float],
) -> tuple[list[float], float]:
    """Milliseconds that each change of the widget with that label took to show in `content`, and
    the server's CPU milliseconds per change.

    A change comes about once a second; what the server does meanwhile is in its CPU.
    """
    with _visitor(browser) as context, _tab(context, ready) as page:
        _load(page, url)
        _change(page, content, label)  # the first one loads code; it is not counted
        before = cpu_seconds()
        times = [_change(page, content, label) for _ in range(changes)]
        used = cpu_seconds() - before
    return times, 1000 * used / changes


def _choose_next(page: Page, label: str) -> None:
    """Picks another option of the segmented control or select box with this label."""
    group = page.get_by_role("radiogroup", name=label)
    if group.count():
        group.get_by_role("radio", checked=False).first.click()
        return
    box = page.get_by_role("combobox", name=label)
    if not box.count():
        raise NotMeasured(f"no segmented control or select box is labelled '{label}'")
    box.first.click()
    page.get_by_role("option", selected=False).first.click()


@contextmanager
def _visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of their own: no cookies, nothing cached."""
    context = browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(WAIT_MS)
    try:
        yield context
    finally:
        with suppress(PlaywrightError):
            context.close()


@contextmanager
def _tab(context: BrowserContext, ready: str) -> Iterator[Page]:
    """A tab that watches for what matches `ready`."""
    page = context.new_page()
    watch = WATCH_LOAD.replace("SELECTOR", repr(ready))
    page.add_init_script(watch.replace("STILL", repr(STILL)).replace("IDLE", repr(IDLE)))
    try:
        yield page
    finally:
        with suppress(PlaywrightError):
            page.close()


def _load_in_new_tab(context: BrowserContext, url: str, ready: str) -> float:
    with _tab(context, ready) as page:
        return _load(page, url)


def _load(page: Page, url: str) -> float:
    """Milliseconds from the start of the navigation until the page is loaded."""
    page.goto(url, wait_until="commit")
    try:
        page.wait_for_function(LOADED, polling=100)
    except PlaywrightError as error:
        raise NotMeasured(f"{url} was not ready: {_first_line(error)}") from error
    _refuse_errors(page)
    return float(page.evaluate("__load.at"))


def _change(page: Page, content: str, label: str) -> float:
    """Milliseconds from the choice until its new content shows."""
    page.evaluate(WATCH_CHANGE, content)
    try:
        _choose_next(page, label)
        page.wait_for_function(CHANGED, polling=50)
    except PlaywrightError as error:
        raise NotMeasured(f"a change on {page.url} did not show: {_first_line(error)}") from error
    page.wait_for_timeout(QUIET_MS)  # the server tidies up after a run, and that is its CPU too
    _refuse_errors(page)
    return float(page.evaluate("__change.to - __change.from"))


def _refuse_errors(page: Page) -> None:
    """An error page is quick; its time must not count."""
    problem = page.locator(ERROR)
    if problem.count():
        raise NotMeasured(f"{page.url} shows an error: {problem.first.inner_text()[:300]}")


def _count_bytes(network: CDPSession) -> dict[str, float]:
    """A running count of the bytes that the page receives, by way."""
    moved = {"http": 0.0, "websocket": 0.0}

    def finished(event: dict[str, float]) -> None:
        moved["http"] += event["encodedDataLength"]

    def frame(event: dict[str, dict[str, str | int]]) -> None:
        payload = str(event["response"]["payloadData"])
        binary = event["response"]["opcode"] == 2  # then it comes as base64
        moved["websocket"] += len(payload) * 3 / 4 if binary else len(payload)

    network.on("Network.loadingFinished", finished)
    network.on("Network.webSocketFrameReceived", frame)
    network.send("Network.enable")
    return moved


def _first_line(error: PlaywrightError) -> str:
    return error.message.splitlines()[0]
