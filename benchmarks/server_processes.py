"""Starts a Streamlit server in a process of its own, says where it is, and always stops it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HOST = "127.0.0.1"
HEALTH = ("/_stcore/health", "/healthz")
START_SECONDS = 180  # the product may have to build its first edition


class NotMeasured(Exception):
    """Something could not be measured; the message says what, in plain words."""


@dataclass(frozen=True)
class Server:
    """A server that answers at `origin`, e.g. http://127.0.0.1:8601."""

    name: str
    origin: str
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """CPU that the server and its children have used so far: user + system, in seconds."""
        return sum(_cpu_seconds(process) for process in _tree(self.process))


@contextmanager
def floor_server(script: Path, folder: Path) -> Iterator[Server]:
    """`streamlit run` of one script, from an empty folder so that no project's settings apply."""
    cwd = folder / "floor"
    cwd.mkdir()
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", HOST, "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    with _running("floor", command, cwd, _environment({}), folder / "floor.log") as server:
        yield server


@contextmanager
def product_server(product: Path, folder: Path) -> Iterator[Server]:
    """`python server.py` in the product's own folder, as its README starts it."""
    if not (product / "server.py").is_file():
        raise NotMeasured(f"{product} has no server.py to start")
    settings = {
        "STREAMLIT_SERVER_PORT": str(_free_port()),
        "STREAMLIT_SERVER_ADDRESS": HOST,
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    command = [sys.executable, "server.py"]
    log = folder / "product.log"
    with _running("product", command, product, _environment(settings), log) as server:
        yield server


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This shell's environment with only the given Streamlit settings in it."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    return {**inherited, **settings}


@contextmanager
def _running(
    name: str, command: list[str], cwd: Path, env: dict[str, str], log: Path
) -> Iterator[Server]:
    """The server while the block runs; its whole process tree is ended afterwards."""
    with log.open("wb") as output:
        process = psutil.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C is ours to pass on
        )
        try:
            yield Server(name, _await_health(name, process, log), process)
        finally:
            _end(process)


def _await_health(name: str, process: psutil.Popen, log: Path) -> str:
    """The origin at which the process answers a health check.

    The port is the one it listens on, not the one it was asked for: `st.App.run()` takes no port
    from the environment, so a product may keep the port of its own settings.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for port in _listening_ports(process):
            if _healthy(port):
                return f"http://{HOST}:{port}"
        time.sleep(0.2)
    last_words = log.read_text(errors="replace")[-2000:]
    ended = process.poll() is not None
    how = "ended at once" if ended else f"did not answer within {START_SECONDS} s"
    raise NotMeasured(f"the {name} {how}; its last words:\n{last_words}")


def _listening_ports(process: psutil.Process) -> set[int]:
    """TCP ports that the process tree listens on."""
    ports: set[int] = set()
    for member in _tree(process):
        try:
            sockets = member.net_connections(kind="tcp")
        except psutil.Error:
            continue
        ports |= {s.laddr.port for s in sockets if s.status == psutil.CONN_LISTEN}
    return ports


def _healthy(port: int) -> bool:
    """Whether one of the health addresses answers 200."""
    for path in HEALTH:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _tree(process: psutil.Process) -> list[psutil.Process]:
    """The process and its descendants; none if it has ended."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _cpu_seconds(process: psutil.Process) -> float:
    """One process's CPU, with that of children it has already buried."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    buried = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return float(times.user + times.system + buried)


def _end(process: psutil.Process) -> None:
    """Asks the whole tree to stop, then makes it."""
    members = _tree(process)
    for ask in ("terminate", "kill"):
        for member in members:
            try:
                getattr(member, ask)()
            except psutil.NoSuchProcess:
                continue
        _, members = psutil.wait_procs(members, timeout=5)
