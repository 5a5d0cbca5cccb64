"""As an ordinary user, on a root that may only be read: pages, Present and packs are as ever."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from tests.support.browsing import PROJECT, Visit, serving
from tests.support.depth import night
from tests.support.once import copied

NOBODY = 65534
READ_ONLY = """
set -e
mount --make-rprivate /
mount --bind {data} {data}
mount -o remount,bind,ro /
cd {project}
exec setpriv --reuid {nobody} --regid {nobody} --clear-groups {python} server.py
"""

pytestmark = [
    night,
    pytest.mark.process,
    pytest.mark.skipif(
        not (shutil.which("unshare") and shutil.which("setpriv")) or os.geteuid() != 0,
        reason="a root that may only be read takes root on Linux",
    ),
]


@pytest.fixture
def confined(embedded: Path) -> Iterator[str]:
    """The address of a server that may write below one folder, and nowhere else."""
    with TemporaryDirectory() as data:  # not below pytest's, into which nobody else may look
        place = copied(embedded, Path(data))
        for each in (place, *place.rglob("*")):
            os.chown(each, NOBODY, NOBODY)
        script = READ_ONLY.format(data=data, project=PROJECT, nobody=NOBODY, python=sys.executable)
        confines = ["unshare", "--mount", "sh", "-c", script]
        with serving(place, confines, HOME=data, TMPDIR=data) as address:
            yield address


def test_it_serves_pages_present_and_packs(confined: str, browser: Browser) -> None:
    visit = Visit(browser, confined)
    for path in ("/", "/safe", "/indicator?id=dental_checks"):
        assert visit.open(path).locator("h1").count() == 1
    visit.page.goto(f"{confined}/present")
    visit.page.wait_for_selector("dialog.deck[open] .slide h1")
    visit.page.goto(f"{confined}/reports")
    visit.page.get_by_role("button", name="Make the document").click()
    visit.page.get_by_role("button", name="Download (").first.wait_for(timeout=120_000)
    assert visit.complaints == []
    visit.close()
