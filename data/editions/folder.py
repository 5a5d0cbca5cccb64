"""Where the editions are: which one is current, their names and files, and those that are open."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

import duckdb

from data.editions.edition import DAMAGED, Edition, NewerEdition
from data.editions.public import PublicEdition
from schemas.problems import Refused
from schemas.settings import settings

POINTER = "current.txt"
SUFFIX = ".duckdb"
BEFORE: list[Callable[[str], object]] = []
"""What a server does with an edition before it is current. Where that fails it is current too."""
_KEPT_OPEN = 32
"""Editions: eight years of quarters, all read whenever one is published. Each takes about 6 MB of
memory and one file handle while it is open, and a tenth of a second to open again."""
_TRIES = 20
_CLOSING = "unique file handle conflict"  # DuckDB, of a file that a thread of ours is just closing
_OPENING = Lock()  # so that readers who come at once share what one of them opens


def current_edition(folder: Path | None = None) -> Edition:
    """The edition to read: the current one or, should that not open, the newest that does.

    Then the log says so. Raises Refused when none opens.
    """
    name = current_name(folder) or ""
    try:
        return open_edition(name, folder)
    except Refused as refused:
        for other in reversed(edition_names(folder)):
            with suppress(Refused):
                edition = open_edition(other, folder)
                _say_once(f"{refused} Edition {other} is read instead.")
                return edition
        raise


@lru_cache(maxsize=64)
def _say_once(message: str) -> None:
    logging.getLogger("outcomes").warning(message)


def current_name(folder: Path | None = None) -> str | None:
    """The name of the current edition, or None when nothing has been published."""
    pointer = (folder or settings().editions) / POINTER
    for _ in range(_TRIES):
        try:
            return pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except PermissionError:  # on Windows, in the moment in which it is replaced
            time.sleep(0.01)
    return ""


def open_edition(name: str, folder: Path | None = None, *, public: bool = False) -> Edition:
    """An edition by name, opened once and kept; `public`: without what the council keeps to itself.

    Raises NewerEdition, and Refused when there is none or it is damaged.
    """
    file = edition_file(name, folder)
    for tries in range(_TRIES, 0, -1):
        try:
            with _OPENING:
                about = file.stat()
                same = about.st_size, about.st_mtime_ns, about.st_ino
                return _opened(file, same, PublicEdition if public else Edition)
        except (duckdb.Error, IndexError, KeyError, OSError, ValueError) as error:
            if tries > 1 and _CLOSING in str(error).lower():
                time.sleep(0.05)
                continue
            raise Refused.because(name, DAMAGED) from error
    raise AssertionError("the last try returns or raises")


def edition_file(name: str, folder: Path | None = None) -> Path:
    """The file of an edition. Raises Refused, with the names that there are, when there is none."""
    there = edition_names(folder)
    if name not in there:
        known = f"There are {', '.join(there)}." if there else "There are none yet."
        raise Refused.because(name, f"there is no edition of that name. {known}")
    return (folder or settings().editions) / (name + SUFFIX)


@lru_cache(maxsize=_KEPT_OPEN)
def _opened(file: Path, _same: tuple[int, ...], kind: type[Edition]) -> Edition:
    """Opened, and its checksum looked at, once for each size, time and place on the disk."""
    return kind(file)


def every_edition(folder: Path | None = None) -> list[Edition]:
    """Every edition that is not damaged, oldest first. Raises NewerEdition where there is one: what
    it shows cannot be read, and so nothing can be hidden beside it."""
    editions = []
    for name in edition_names(folder):
        try:
            editions.append(open_edition(name, folder))
        except NewerEdition:
            raise
        except Refused:
            continue
    return editions


def edition_names(folder: Path | None = None) -> list[str]:
    """The names of every edition, oldest first."""
    return sorted(f.stem for f in (folder or settings().editions).glob(f"*{SUFFIX}"))
