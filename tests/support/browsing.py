"""A server of our own and a visitor with a real browser, for the tests of what a person does.

The fixtures are everybody's: conftest.py imports them.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from benchmarks.chromium_flags import QUIET
from data.embedded import add_embedded
from data.publish.publish import publish
from data.store.store import open_store
from schemas.load import load_schemas
from schemas.settings import OUR_OWN
from tests.support.once import copied, made_once, running_once

PROJECT = Path(__file__).parents[2]
SERVER = (sys.executable, "server.py")
_PATIENCE = 240.0
TOKEN = "whoever-runs-the-tests-opens-them"
WIDTHS = [(1440, 900), (820, 1180), (390, 844)]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, as long as it is needed. Its first context keeps a profile on disk, and so does
    not compile the same scripts for every page (Visit); a new one starts with nothing."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile, sync_playwright() as playwright:
        kept = playwright.chromium.launch_persistent_context(profile, args=QUIET, **_chromium())
        assert kept.browser
        yield kept.browser
        kept.close()


@contextmanager
def serving(folder: Path, command: Sequence[str] = SERVER, **settings: str) -> Iterator[str]:
    """The address of a server on the embedded default, whose store and editions are in a folder."""
    for _ in range(3):  # somebody else may take a free port before our server does
        server, address = started(folder, settings, command)
        if answers(f"{address}/healthz", server):
            break
    else:
        pytest.fail(f"the server stopped: {(folder / 'log.txt').read_text()}")
    try:
        yield address
    finally:
        stop(server)
    assert "Traceback" not in (folder / "log.txt").read_text()


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(
    folder: Path, settings: dict[str, str], command: Sequence[str] = SERVER
) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    environment = os.environ | {
        "OUTCOMES_STORE": str(folder / "store"),
        "OUTCOMES_EDITIONS": str(folder / "editions"),
        "OUTCOMES_INBOX": str(folder / "inbox"),
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "OUTCOMES_TOKEN": TOKEN,
        **settings,
    }
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    return server, f"http://127.0.0.1:{environment['STREAMLIT_SERVER_PORT']}{base}"


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(60)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        pytest.fail("the server did not stop in a minute")


def browser_program() -> str:
    """The browser on this machine, as a command. Skips the test where there is none."""
    return _chromium().get("executable_path", "msedge")


def _chromium() -> dict[str, str]:
    """How to start a browser that is on this machine: Chromium or Chrome, first the one without
    windows, which takes half the processor; Edge on Windows."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return {"executable_path": found}
    if os.name == "nt":
        return {"channel": "msedge"}
    if os.environ.get("CI"):
        pytest.fail("CI must have Chromium: .ci/run installs it")
    pytest.skip("no Chromium or Chrome on this machine: install one to run the browser tests")


def answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether it answers, and has not stopped. Patient: a busy machine starts it in minutes."""
    until = time.monotonic() + _PATIENCE
    while server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5)
            return True
        except OSError:
            if time.monotonic() > until:
                stop(server)
                pytest.fail(f"the server did not answer in {_PATIENCE:.0f} seconds")
            time.sleep(0.25)
    return False


@pytest.fixture(scope="session")
def viewers(tmp_path_factory: pytest.TempPathFactory, embedded: Path) -> Iterator[str]:
    """The address of the server for all who only look, on the embedded default."""

    def run() -> AbstractContextManager[str]:
        return serving(copied(embedded, tmp_path_factory.mktemp("viewers")))

    with running_once(tmp_path_factory, "viewers", run) as opened:
        yield opened


@pytest.fixture
def address(viewers: str) -> str:
    """The server that a test's visitors go to."""
    return viewers


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server of a module's officers keeps its store, its editions and its inbox: a part
    of the embedded default, which is published in a third of the time."""
    made = made_once(tmp_path_factory, "workplace", _publish_part)
    return copied(made, tmp_path_factory.mktemp("workplace"))


PART = ("illustrative/*", "remarks/*", "published/children-looked-after-202[25]*")


def _publish_part(folder: Path) -> None:
    own = OUR_OWN / "extracts"
    for file in (f for files in PART for f in own.glob(files)):
        copied_to = folder / "extracts" / file.relative_to(own)
        copied_to.parent.mkdir(parents=True, exist_ok=True)
        copied_to.write_bytes(file.read_bytes())
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("OUTCOMES_STORE", str(folder / "store"))
        settings.setenv("OUTCOMES_EDITIONS", str(folder / "editions"))
        with open_store() as store:
            add_embedded(store, load_schemas(), folder / "extracts")
            publish(store, load_schemas(), why="A part of the default", made_by="a test")


@pytest.fixture(scope="module")
def officers_address(workplace: Path) -> Iterator[str]:
    """A server of the module's own, for officers who add and publish."""
    with serving(workplace) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, address: str) -> "Iterator[Visit]":
    """A visitor of one test's, with nothing left from the last."""
    opened = Visit(browser, address)
    yield opened
    opened.close()


class Visit:
    """A page that remembers what it said to the console and whom it asked for what."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int] = WIDTHS[0]):
        self.address, self.complaints, self.outside = address, [], []
        self.context = browser.contexts[0]
        self.context.set_default_timeout(90_000)
        self.context.request.get(f"{address}/sign-in?token={TOKEN}", max_redirects=0)
        self.page: Page = self.context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1")
        self.page.wait_for_selector("footer")
        self.page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
        return self.page

    def close(self) -> None:
        """Leave nothing to the next visitor but what scripts were compiled to."""
        self.page.evaluate("localStorage.clear()")
        self.page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        inside = ("data:", "blob:", self.address, self.address.replace("http", "ws"))
        if not request.url.startswith(inside):
            self.outside.append(request.url)
