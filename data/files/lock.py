"""One at a time: a lock on a folder, for every thread, process and machine that shares it.

Officers only. The lock is the operating system's own (`filelock`), because it lets go when its
holder dies; never a file that only names its holder, which outlives a killed process.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import uniform
from typing import TypeVar

from filelock import BaseFileLock, FileLock, Timeout

from schemas.problems import Problem, Refused

T = TypeVar("T")
_FILE = ".turn"
_PATIENCE = 120.0  # seconds, with one holder


class InUse(Refused):
    """Somebody else has it; `holder` is different for each who may have it."""

    def __init__(self, place: Path, message: str, holder: object):
        super().__init__([Problem(str(place), message)])
        self.holder = holder


def wait_while_holder_moves(attempt: Callable[[], T], patience: float, pause: float) -> T:
    """What `attempt` returns, tried again while it raises InUse, about every `pause` seconds.

    A queue that moves is waited for to its end. Raises InUse when one holder keeps it for
    `patience` seconds.
    """
    holder, until = None, time.monotonic() + patience
    while True:
        try:
            return attempt()
        except InUse as in_use:
            if in_use.holder != holder:
                holder, until = in_use.holder, time.monotonic() + patience
            elif time.monotonic() > until:
                raise
        time.sleep(uniform(0.3, 1.7) * pause)


@contextmanager
def folder_lock(folder: Path, patience: float | None = None) -> Iterator[None]:
    """Wait until nobody else writes in a folder, and let the next one in when done.

    Raises Refused when somebody keeps it for two minutes, or the seconds of `patience`; OSError
    when the folder cannot be written.
    """
    lock, patience = _lock(folder), _PATIENCE if patience is None else patience

    def attempt() -> None:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            message = "somebody else is publishing here. Try again in a minute."
            raise InUse(folder, message, _holder(lock)) from None

    try:
        wait_while_holder_moves(attempt, patience, 0.05)
    except InUse as kept:  # who waits for the store besides does not wait for this anew
        raise Refused(kept.problems) from None
    try:
        with suppress(OSError):
            os.utime(lock.lock_file)
        yield
    finally:
        _release(lock)


def clear_left_lock(folder: Path) -> None:
    """Take away a lock's file whose holder was killed, where nobody may come to take the lock."""
    if (folder / _FILE).exists():
        with suppress(Timeout, OSError):
            lock = _lock(folder)
            lock.acquire(blocking=False)
            _release(lock)


def _lock(folder: Path) -> BaseFileLock:
    """For two users, as the dashboard and an officer may be. A disk without locks is an error."""
    return FileLock(folder / _FILE, mode=0o666, fallback_to_soft=False)


def _release(lock: BaseFileLock) -> None:
    """Let go, and take the file away: while it is ours, so that who waits for it sees that it has
    no name. Windows takes away only what nobody has open, and filelock does it there."""
    if sys.platform != "win32":
        with suppress(OSError):
            Path(lock.lock_file).unlink()
    lock.release()


def _holder(lock: BaseFileLock) -> tuple[int, int] | None:
    """Something that is different for every holder; None for nobody."""
    with suppress(OSError):
        about = Path(lock.lock_file).stat()
        return about.st_ino, about.st_mtime_ns
    return None
