"""Run every process of every council, each as its council's account.

All that the pages are made of is imported once, as root, before anything of a council's is read;
each process then begins as a copy of that, gives up being root, and only then reads its council.
What is the same in all is in memory once, so that a council that nobody reads costs little.
"""

import gc
import grp
import logging
import os
import pkgutil
import pwd
import runpy
import signal
import socket
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

from data.embedded import ensure_edition
from hosting.declaration import EVERY, Hosting, Process, processes
from officers.priority import give_way, share_machine
from schemas.problems import Problem, Refused
from schemas.settings import HANDED_OVER, begin_with

PROJECT = Path(__file__).resolve().parent.parent
_ROOMS = ("officers", "pages", "access", "view_model", "charts", "data.editions")
_SERVER = ("streamlit.web.cli", "streamlit.web.bootstrap", "streamlit.web.server.starlette")
_PUBLISHING = ("pyarrow.pandas_compat", "statsmodels.stats.proportion", "statsmodels.stats.rates")
_BACKLOG = 1024
_LONGEST_PAUSE = 60.0  # seconds before a process that ended is begun again
_LOG = logging.getLogger("outcomes.hosting")


def run(hosting: Hosting, only: str) -> None:
    """Run them, begin again whatever ends, and stop them all when this is told to stop. `only` is
    one council's name, or 'all'. Raises Refused for accounts that are not there, and unless root
    runs it."""
    wanted = [p for p in processes(hosting) if only in (EVERY, p.name)]
    if not wanted:
        raise Refused.because("the host", f"no council is called '{only}'.")
    _require_accounts(hosting, wanted)
    os.umask(0o077)
    import_what_all_share()
    _folder(hosting.workspaces, 0o711)  # passed through, and not listed
    _folder(hosting.sockets, 0o755)
    listening = {process: _listen(hosting, process) for process in wanted}
    _Supervisor(hosting, listening).run()


def import_what_all_share() -> None:
    """Import what every council's process needs, also what it would import to publish, and nothing
    that asks whose it is."""
    for name in (*_SERVER, *_PUBLISHING):
        import_module(name)
    for room in _ROOMS:
        folder = import_module(room).__path__
        for module in pkgutil.walk_packages(folder, f"{room}."):
            import_module(module.name)
    gc.collect()
    gc.freeze()  # so that no copy writes to what it never changes


class _Supervisor:
    """Which process is which, and since when."""

    def __init__(self, hosting: Hosting, listening: dict[Process, int]):
        self.hosting, self.listening = hosting, listening
        self.running, self.publishing = dict[int, Process](), dict[int, Process]()
        self.published = set[Process]()  # so that only the server is to begin
        self.pauses, self.began = dict[Process, float](), dict[Process, float]()
        self.stopping = False

    def run(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._stop)
        due = dict.fromkeys(self.listening, 0.0)
        while self.running or self.publishing or (due and not self.stopping):
            if not self.stopping:
                for process in [p for p, when in due.items() if when <= time.monotonic()]:
                    if self._begin(process):
                        del due[process]
            ended, status = os.waitpid(-1, os.WNOHANG) if self._children() else (0, 0)
            if not ended:
                time.sleep(0.1)
            elif ended in self.publishing:
                process = self.publishing.pop(ended)
                self.published.add(process)
                due[process] = time.monotonic()
            elif not self.stopping:
                process = self.running.pop(ended)
                due[process] = time.monotonic() + self._pause(process)
                code = os.waitstatus_to_exitcode(status)
                _LOG.error("%s ended by itself with %s", process.socket(self.hosting).stem, code)
            else:
                del self.running[ended]

    def _begin(self, process: Process) -> bool:
        """Begin it, unless too many are publishing. What there is at the start is published in a
        process of its own: a first publication needs three times the memory of all that comes after
        it, and Python would keep it. As many at once as there are processors, so that a host of a
        hundred councils has room for it."""
        publishes = not process.number and process not in self.published
        if publishes and len(self.publishing) >= (os.cpu_count() or 1):
            return False
        self.began[process] = time.monotonic()
        self.published.discard(process)
        child = os.fork()
        if child:
            (self.publishing if publishes else self.running)[child] = process
            return True
        try:
            _become(self.hosting, process, self.listening[process])
            if publishes:
                give_way()
                with suppress(Refused):  # it is refused again, and said, by the server
                    ensure_edition()
            else:
                share_machine()
                runpy.run_path("server.py", run_name="__main__")
            os._exit(0)
        except SystemExit as ended:
            print(ended.code if isinstance(ended.code, str) else "", file=sys.stderr, flush=True)
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        except BaseException:
            logging.exception("The process could not begin")
            os._exit(1)

    def _pause(self, process: Process) -> float:
        """Seconds before it is begun again: twice as long each time that it did not last."""
        lasted = time.monotonic() - self.began[process] > _LONGEST_PAUSE
        pause = 0.5 if lasted else self.pauses.get(process, 0.5)
        self.pauses[process] = min(2 * pause, _LONGEST_PAUSE)
        return pause

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True
        for child in self._children():
            os.kill(child, signal.SIGTERM)

    def _children(self) -> list[int]:
        return [*self.running, *self.publishing]


def _require_accounts(hosting: Hosting, wanted: Iterable[Process]) -> None:
    if os.geteuid() != 0:
        message = "only root may run every council as its own account. Use sudo, or systemd."
        raise Refused.because("the host", message)
    problems = []
    for name in sorted({p.council.account for p in wanted}):
        try:
            account_numbers(name)
        except KeyError:
            add = f"useradd --system --home {hosting.workspaces}/… {name}"
            problems.append(Problem("the host", f"there is no account '{name}'. `{add}` makes it."))
    try:
        grp.getgrnam(hosting.web_server)
    except KeyError:
        problems.append(Problem("the host", f"there is no group '{hosting.web_server}'."))
    if problems:
        raise Refused(problems)


def account_numbers(account: str) -> tuple[int, int]:
    """An account's number and its group's: of a name, or of a number that no name has."""
    if account.isdecimal():
        return int(account), int(account)
    entry = pwd.getpwnam(account)
    return entry.pw_uid, entry.pw_gid


def _listen(hosting: Hosting, process: Process) -> int:
    """The number of an open socket that the web server's group alone may speak to. It stays open
    while its process begins again, so that whoever asks meanwhile waits and is answered."""
    file = process.socket(hosting)
    file.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(file))
    os.chown(file, 0, grp.getgrnam(hosting.web_server).gr_gid)
    file.chmod(0o660)
    listening.listen(_BACKLOG)
    return listening.detach()


def _folder(folder: Path, mode: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)


def _become(hosting: Hosting, process: Process, listening: int) -> None:
    """From root's copy to a council's process: its socket, its account, its folder, its words."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, signal.SIG_DFL)
    os.dup2(listening, HANDED_OVER)
    os.closerange(HANDED_OVER + 1, os.sysconf("SC_OPEN_MAX"))  # other councils' sockets, too
    account, group = account_numbers(process.council.account)
    home = hosting.workspaces / process.name
    _folder(home, 0o700)
    os.chown(home, account, group)
    os.setgroups([])
    os.setgid(group)
    os.setuid(account)
    begin_with({**process.environment(hosting), "LISTEN_FDS": "1"})
    os.chdir(PROJECT)
    sys.argv = ["server.py"]
