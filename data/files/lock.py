"""One at a time: a turn in a folder, for every thread, process and machine that shares it.

Officers only. The lock is the operating system's own, because it lets go when its holder dies. A
file that only names its holder outlives a killed process, and from another container nobody can
tell whether a process number is alive.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schemas.problems import Problem, Refused

_FILE = ".turn"
_PATIENCE = 120.0  # with one holder; a line that moves is waited for to its end

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait for our turn to write in a folder, and let the next one in when done.

    Raises Refused when somebody keeps it for two minutes, OSError when the folder cannot be
    written.
    """
    file = folder / _FILE
    handle = _waited_for(file)
    try:
        yield
    finally:
        _leave(handle, file)


def _waited_for(file: Path) -> int:
    holder, until = None, time.monotonic() + _PATIENCE  # nobody: one left, and none came yet
    while (handle := _taken(file)) is None:
        now, seen = time.monotonic(), _holder(file)
        if seen != holder:
            holder, until = seen, now + _PATIENCE
        elif now > until:
            message = "somebody else is publishing here. Try again in a minute."
            raise Refused([Problem(str(file.parent), message)])
        time.sleep(0.05)
    with suppress(OSError):  # the dashboard and an officer may be two users
        os.utime(file)
        file.chmod(0o666)
    return handle


def _taken(file: Path) -> int | None:
    """The lock, if it is free, and on the file that bears the name: its last holder took one away.

    Raises OSError when the folder may only be read.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    with suppress(BlockingIOError, PermissionError, FileNotFoundError):
        _lock(handle)
        if os.path.samestat(os.fstat(handle), file.stat()):
            return handle
    os.close(handle)
    return None


def _holder(file: Path) -> tuple[int, int] | None:
    """Something that is different for every holder."""
    with suppress(OSError):
        held = file.stat()
        return held.st_ino, held.st_mtime_ns
    return None


def _leave(handle: int, file: Path) -> None:
    """Take the file away while it is still ours. Windows takes away only what nobody has open."""
    if sys.platform == "win32":
        os.close(handle)
    with suppress(OSError):
        file.unlink()
    if sys.platform != "win32":
        os.close(handle)
