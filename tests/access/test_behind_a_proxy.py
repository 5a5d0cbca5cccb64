"""Two servers for readers behind nginx, as deploy/nginx.conf has it, below a path: one is killed
while twenty read and somebody publishes, and no reader sees anything of it.
"""

import os
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from tests.support.adding import add
from tests.support.browsing import PROJECT, answers, started, stop
from tests.support.depth import night
from tests.support.once import copied
from tests.support.proxies import needs_nginx, proxy

READERS = 20
PLACE = "/outcomes"

pytestmark = [night, pytest.mark.process, needs_nginx]


def nginx(folder: Path, servers: list[str]) -> AbstractContextManager[str]:
    """The address of a proxy with our own settings, but for names, ports and certificates."""
    ours = (PROJECT / "deploy" / "nginx.conf").read_text("utf-8")
    instead = {
        "server viewers-1:8501": f"server {servers[0]}",
        "server viewers-2:8501": f"server {servers[1]}",
        "server officers:8501": f"server {servers[0]}",
        "server_name outcomes.council.gov.uk": "server_name 127.0.0.1",
        "location / {": f"location {PLACE}/ {{",
    }
    return proxy(folder, ours, instead, f"{PLACE}/healthz")


def opened(page: Page, address: str) -> None:
    page.goto(address)
    for part in ("h1", "footer"):
        page.wait_for_selector(part)


def goes_on(page: Page) -> None:
    """To another page. What is clicked in the second in which the server is gone is clicked again,
    as a person would: Streamlit forgets it."""
    for _ in range(5):
        page.get_by_role("link", name="About").first.click()
        with suppress(TimeoutError):
            page.wait_for_selector("h1:has-text('About')", timeout=20_000)
            return
    pytest.fail("a reader could not go on")


def test_no_reader_sees_that_a_server_is_killed_and_all_see_what_is_published(
    embedded: Path, browser: Browser, tmp_path: Path
) -> None:
    folder = copied(embedded, tmp_path / "council")
    with ExitStack() as running:
        replicas = []
        for n in (1, 2):
            (mine := tmp_path / f"viewers-{n}").mkdir()
            said = {
                "OUTCOMES_ROLE": "viewers",
                "OUTCOMES_SIGN_ON": "open",
                "OUTCOMES_EDITIONS": str(folder / "editions"),
                "STREAMLIT_SERVER_BASE_URL_PATH": PLACE,
            }
            server, address = started(mine, said)
            running.callback(stop, server)
            assert answers(f"{address}/healthz", server)
            replicas.append((server, address.removeprefix("http://").removesuffix(PLACE)))
        address = running.enter_context(nginx(tmp_path, [where for _, where in replicas]))
        pages = []
        for _ in range(READERS):
            reader = browser.new_context()
            reader.set_default_timeout(120_000)  # twenty at once, on a machine of two cores
            running.callback(reader.close)
            pages.append(reader.new_page())
        for page in pages:
            opened(page, f"{address}{PLACE}/")
        before = pages[0].locator("footer").get_attribute("data-edition")

        add(folder, 1, 2024)
        publishing = subprocess.Popen(
            [sys.executable, "-m", "data", "publish", "--why", "While they read"],
            cwd=PROJECT,
            env=os.environ
            | {f"OUTCOMES_{n}": str(folder / n.lower()) for n in ("STORE", "EDITIONS")},
        )
        for n, page in enumerate(pages):
            if n == READERS // 4:
                replicas[0][0].kill()
            goes_on(page)
        assert publishing.wait(300) == 0
        for page in pages:
            opened(page, f"{address}{PLACE}/safe")
            assert page.locator("footer").get_attribute("data-edition") != before
            assert page.locator(".no-connection, [data-testid=stException]").count() == 0
    for log in tmp_path.glob("viewers-*/log.txt"):
        assert "Traceback" not in log.read_text()
