"""Editions that are kept in an object store, and the local copy that this machine reads.

The copy is a folder of editions like any other, so whoever reads waits for no network, and goes on
when the object store is away. There, one object says which edition is current, which editions there
are, the SHA-256 of each, and who went back: it is replaced as a whole, and only by whoever has seen
it as it is. What it does not name is of a publication that came to nothing, and nobody takes it.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from data.editions.folder import POINTER, SUFFIX, current_name, edition_names
from data.editions.restore import FILE as RESTORED
from data.files.atomic import in_words, put, write
from data.files.lock import folder_lock
from data.files.object_store import ObjectStore, Overtaken, Unreachable
from schemas.problems import Refused
from schemas.settings import settings

OBJECT = "current.json"
_ARRIVING = ".arriving-"
_OVERTAKEN = (
    "somebody else has published meanwhile, so nothing of yours was. Look at what is current now, "
    "then publish again."
)
_DOUBTFUL = (
    "the object store stopped answering in the very last step. Look in a few minutes which edition "
    "is current, and publish again if it is not yours."
)
_DAMAGED = "edition %s is not as it was written, so it is not taken."


class Catalogue(NamedTuple):
    """What the one object says."""

    current: str = ""
    editions: dict[str, str] = {}  # noqa: RUF012  (nobody changes it)
    restored: str = ""


class Damaged(Refused):
    """What has arrived is not what was sent."""


_brought: dict[Path, tuple[str, Catalogue]] = {}  # of each folder, what this process brought last
_doubtful: set[Path] = set()
_silent: set[Path] = set()


def object_store(folder: Path) -> ObjectStore | None:
    """Where a folder's editions are kept; None where the folder itself is that place. Raises
    Refused when the address is none, or a package is missing."""
    address = settings().editions_address
    return ObjectStore(address) if address and folder == settings().editions else None


def is_doubtful(folder: Path) -> bool:
    """Whether it is not known if the last publication went through."""
    return folder in _doubtful


def follow(draw: Callable[[str], object] = str) -> bool:
    """Bring what is new, for whoever reads; whether it could be seen what there is. `draw` is done
    with an edition before it is current. The log says once that the object store is away, and once
    that it is back."""
    folder, log = settings().editions, logging.getLogger("outcomes")
    store = object_store(folder)
    if store is None:
        return True
    try:
        if folder not in _brought or store.version(OBJECT) != _brought[folder][0]:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with in_words(folder, "the copy cannot be written"), folder_lock(folder, patience=0):
                bring(folder, draw)
    except (Unreachable, Damaged) as refused:
        if folder not in _silent:
            log.warning("%s What is here already is read meanwhile.", refused)
        _silent.add(folder)
        return False
    except Refused:  # somebody publishes here just now
        return False
    if folder in _silent:
        log.warning("The object store answers again.")
    _silent.discard(folder)
    return True


def bring(folder: Path, draw: Callable[[str], object] = str) -> None:
    """Make a copy what the object store says: editions first, and the pointer when the current one
    is there whole. The folder must be locked. Raises Unreachable, and Damaged when the current one
    is not as it was written."""
    store = object_store(folder)
    if store is None:
        return
    version, is_first = store.version(OBJECT), folder not in _brought
    if is_first or version != _brought[folder][0]:
        folder.chmod(0o700)
        for left in folder.glob(f"{_ARRIVING}*"):
            left.unlink()
        catalogue = Catalogue()
        if version:
            catalogue, version = _catalogue(store)
            _bring(store, catalogue, folder, is_first, draw)
        if version or not (folder / POINTER).exists():  # a bucket that was lost takes nothing away
            for name in {*edition_names(folder)} - {*catalogue.editions}:
                with suppress(PermissionError):
                    (folder / (name + SUFFIX)).unlink()
        _brought[folder] = version, catalogue
    _doubtful.discard(folder)


def _bring(
    store: ObjectStore,
    catalogue: Catalogue,
    folder: Path,
    is_first: bool,
    draw: Callable[[str], object],
) -> None:
    for name in sorted(catalogue.editions, key=lambda name: name != catalogue.current):
        file = folder / (name + SUFFIX)
        if not file.exists() or (is_first and _sha(file) != catalogue.editions[name]):
            try:
                _take(store, name, catalogue.editions[name], folder)
            except Damaged as damaged:
                if name == catalogue.current:
                    raise
                logging.getLogger("outcomes").error("%s", damaged)
        if name == catalogue.current != current_name(folder):
            with suppress(Refused):  # a page that is asked for says what is wrong
                draw(name)
            write(folder / RESTORED, catalogue.restored)
            write(folder / POINTER, name + "\n")
    if not catalogue.current:
        (folder / POINTER).unlink(missing_ok=True)


def _take(store: ObjectStore, name: str, sha: str, folder: Path) -> None:
    aside = folder / f"{_ARRIVING}{name}"
    try:
        with suppress(FileNotFoundError):
            store.take(name + SUFFIX, aside)
            if _sha(aside) == sha:
                put(aside, folder / (name + SUFFIX), mode=0o444)
                return
    finally:
        aside.unlink(missing_ok=True)
    raise Damaged.because(store.address, _DAMAGED % name)


def commit(folder: Path, current: str, names: Collection[str] | None = None) -> None:
    """Put what is new into the object store, and then make an edition current there, whole or not
    at all. `names`: all that there shall be; without them the current one is added. The folder must
    be locked, and `bring` must have come before. Raises Refused; then what is new is gone from the
    folder too."""
    store = object_store(folder)
    if store is None:
        return
    version, before = _brought.pop(folder, ("", Catalogue()))  # so that after a failure all is seen
    wanted = [*names] if names is not None else [*before.editions, current]
    new = [name for name in wanted if name and name not in before.editions]
    try:
        shas = before.editions | {name: _sha(folder / (name + SUFFIX)) for name in new}
        log = folder / RESTORED
        restored = log.read_text("utf-8", errors="replace") if log.exists() else ""
        catalogue = Catalogue(current, {n: shas[n] for n in sorted({*wanted} - {""})}, restored)
        for name in new:
            store.add(folder / (name + SUFFIX), name + SUFFIX)
        _replace(store, catalogue, version, folder)
    except BaseException:
        for name in new:
            (folder / (name + SUFFIX)).unlink(missing_ok=True)
        raise
    _brought[folder] = store.version(OBJECT), catalogue
    if names is not None:
        for name in {*before.editions} - {*names}:
            with suppress(Unreachable, FileNotFoundError):
                store.remove(name + SUFFIX)


def _replace(store: ObjectStore, catalogue: Catalogue, version: str, folder: Path) -> None:
    try:
        try:
            store.replace(OBJECT, json.dumps(catalogue._asdict(), indent=1).encode(), version)
        except Overtaken:  # perhaps by ourselves: an answer was lost, and we asked again
            there, _ = _catalogue(store)
            if there != catalogue:
                for name in {*catalogue.editions} - {*there.editions}:
                    with suppress(Unreachable, FileNotFoundError):
                        store.remove(name + SUFFIX)
                raise Refused.because(store.address, _OVERTAKEN) from None
    except Unreachable:
        _doubtful.add(folder)
        raise Unreachable.because(store.address, _DOUBTFUL) from None


def _catalogue(store: ObjectStore) -> tuple[Catalogue, str]:
    try:
        content, version = store.read(OBJECT)
        return Catalogue(**json.loads(content)), version
    except (ValueError, TypeError, FileNotFoundError):
        message = f"{OBJECT} is not as the dashboard writes it."
        raise Damaged.because(store.address, message) from None


def _sha(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
