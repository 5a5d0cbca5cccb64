"""A host of many councils that runs, behind a real nginx, for its tests and its benchmark."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hosting.declaration import processes, read_hosting
from tests.access.asking import asked
from tests.support.browsing import PROJECT
from tests.support.proxies import proxy


@contextmanager
def running_host(file: Path, patience: float) -> Iterator[tuple[int, str]]:
    """The number of the process that runs a declaration's councils, and the address at which all of
    them answer after `patience` seconds at most. Beside the declaration stands `web`, as
    `python -m hosting write` wrote it, and what is logged comes to stand in log.txt."""
    folder, hosting = file.parent, read_hosting(file)
    command = [sys.executable, "-m", "hosting", "run", str(file)]
    with (folder / "log.txt").open("w") as log:
        running = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log)
    try:
        (front := folder / "front").mkdir()
        settings = (folder / "web" / "nginx.conf").read_text("utf-8")
        name = {f"server_name {hosting.host}": "server_name 127.0.0.1"}
        with proxy(front, settings, name, "/", user="www-data") as address:
            until = time.monotonic() + patience
            for process in processes(hosting):
                while not is_ready(address, process.path):
                    assert time.monotonic() < until, (folder / "log.txt").read_text()
                    time.sleep(0.5)
            yield running.pid, address
    finally:
        running.terminate()
        running.wait(300)


def is_ready(address: str, path: str) -> bool:
    """Whether a council's process answers: its socket is open before it does."""
    try:
        return asked(address, "GET", f"/{path}/readyz", {})[0] == 200
    except TimeoutError:
        return False
