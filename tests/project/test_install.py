"""What a council installs: every package by its hash, with a licence that we know of, and the files
in deploy/ as the programs that read them would.
"""

import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tools.licences import LICENCES, LOCK, licence, locked

DEPLOY = PROJECT / "deploy"


def test_the_lock_has_what_is_asked_for_and_the_hashes_of_every_package() -> None:
    asked = re.findall(r"^([a-z0-9-]+)==(\S+)$", (PROJECT / "requirements.txt").read_text(), re.M)
    assert len(asked) > 15 and dict(asked).items() <= locked().items()
    packages = re.split(r"^(?=[a-z])", LOCK.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(packages) == len(locked())
    assert all("--hash=sha256:" in package for package in packages)


def test_every_package_that_is_installed_is_under_the_licence_that_we_list() -> None:
    listed = re.findall(
        r"^\| (\S+) \| (\S+) \| (.+) \|$", LICENCES.read_text("utf-8"), re.MULTILINE
    )
    assert {name: number for name, number, _ in listed} == locked() | {"package": "version"}
    for name, number, declared in listed[1:]:
        try:
            assert version(name) != number or licence(name) == declared, name
        except PackageNotFoundError:
            continue  # of another machine's


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "outcomes.service"
    ours = (DEPLOY / "outcomes.service").read_text()
    unit.write_text(ours.replace("/opt/outcomes/.venv/bin/python server.py", "/bin/true"))
    run = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert unit.name not in run.stderr


def test_all_that_the_files_for_containers_name_is_there() -> None:
    compose, image = ((DEPLOY / n).read_text() for n in ("compose.yaml", "Containerfile"))
    assert set(re.findall(r"OUTCOMES_\w+", compose + image)) <= settings_listed()
    assert re.findall(r"dockerfile: (\S+?)}", compose) == ["deploy/Containerfile"]
    assert 'CMD ["python", "server.py"]' in image and (PROJECT / "server.py").is_file()
    written = re.findall(r"server (\S+):8501", (DEPLOY / "nginx.conf").read_text())
    assert written and all(re.search(rf"^  {name}:", compose, re.MULTILINE) for name in written)


def settings_listed() -> set[str]:
    return set(re.findall(r"`(OUTCOMES_\w+)`", (PROJECT / "docs/operations.md").read_text("utf-8")))
