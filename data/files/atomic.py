"""Writing to a disk that may be full, read-only, or lose its power at any moment. Officers only.

A file is made aside, settled, and only then given its name: whoever looks finds all of it or none.
"""

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from schemas.problems import Refused

FULL = "the disk is full. Make some room on it, then try again."
READ_ONLY = (
    "this folder may only be read. Ask whoever looks after this machine to let the dashboard "
    "write in it."
)
BROKEN = "the disk did not take it. Ask whoever looks after this machine to check the disk."
NO_LOCKS = (
    "this drive cannot keep a file for one program at a time, so two officers could spoil it. Let "
    "whoever looks after this machine put the folder on a drive of its own, or one with locks."
)
_BY_NUMBER = {
    **dict.fromkeys((errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS), NO_LOCKS),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), READ_ONLY),
    errno.EIO: BROKEN,
}
# DuckDB puts the system's sentence into its own, and Windows has others.
_BY_WORDS = [
    (re.compile("no space left|not enough space|disk full|quota", re.IGNORECASE), FULL),
    (re.compile("read-only file|permission denied|access is denied", re.IGNORECASE), READ_ONLY),
    (re.compile("locks? (are not supported|available)|not implemented", re.IGNORECASE), NO_LOCKS),
    (re.compile("input/output error|has been invalidated", re.IGNORECASE), BROKEN),
]
_QUOTED = re.compile('"[^"]*"')
_CANNOT_SETTLE = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}  # some network file systems, of folders
_MOMENT = 2.0


def reason(error: OSError | duckdb.Error) -> str | None:
    """What is wrong with the disk and what to do, in plain words; None when it is not the disk."""
    if isinstance(error, OSError):
        return _BY_NUMBER.get(error.errno or 0, f"{error.strerror}.")
    message = _QUOTED.sub("", str(error))  # a folder may be called anything
    return next((words for pattern, words in _BY_WORDS if pattern.search(message)), None)


@contextmanager
def in_words(place: Path, what: str, *errors: type[OSError | duckdb.Error]) -> Iterator[None]:
    """Raises Refused for whatever a disk refuses: `what` cannot be done at `place`, and why.
    `errors`: of one kind only.

    An error of DuckDB's that is not about the disk stays what it is.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        because = reason(error)
        if because is None or not isinstance(error, errors or Exception):
            raise
        raise Refused.because(place, f"{what}: {because}") from error


def write(file: Path, content: str) -> None:
    """Write a text file whole (UTF-8), in place of the one before. Its folder must be locked."""
    aside = file.with_name(f".{file.name}")
    aside.write_text(content, encoding="utf-8")
    put(aside, file)


def put(aside: Path, file: Path, mode: int | None = 0o644) -> None:
    """Give a finished file its name, so that even a power cut leaves all of it or none. `mode`:
    who may read it; None leaves that as it is. Raises OSError."""
    settle(aside)
    if mode is not None:
        aside.chmod(mode)
    _replace(aside, file)
    settle_folder(file.parent)


def settle(file: Path) -> None:
    """Return when the disk has the file, and not only the system's memory."""
    handle = os.open(file, os.O_RDWR)  # Windows settles only what may be written
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_folder(folder: Path) -> None:
    """The same of the names in a folder. Windows has no such thing, and sees to it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SETTLE:
            raise
    finally:
        os.close(handle)


def _replace(aside: Path, file: Path) -> None:
    """On Windows a file that somebody is reading cannot be replaced: reading takes no time."""
    until = time.monotonic() + _MOMENT
    while os.name == "nt" and time.monotonic() < until:
        with suppress(PermissionError):
            aside.replace(file)
            return
        time.sleep(0.01)
    aside.replace(file)
