"""Everything in one file, and back. Officers only: a backup holds the store, and so true counts.

A zip of the store as it was at one moment, the layouts of scorecards, every edition, which of them
is current, who went back to one, and the SHA-256 of each. It is checked whole before anything is
put back, and what was there is kept aside.
"""

import hashlib
import json
import math
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import IO, Any

import duckdb

from data.editions import restore
from data.editions.folder import POINTER, SUFFIX, current_name, edition_file, edition_names
from data.files.atomic import put, reason
from data.files.lock import folder_lock
from data.publish import local_copy, restore_log
from data.publish.pointer import point_to
from data.scorecards.kept import layouts_folder
from data.store.connection import FILE, is_in_use, private_folder
from data.store.store import Store
from schemas.problems import Refused
from schemas.settings import PREFIX, settings

Manifest = dict[str, Any]
"""What a backup says of itself, or of one of its files, in JSON."""
MANIFEST = "manifest.json"
_ON_A_SERVER = (
    "a backup is put back into a folder, and the store is in a database. Name a folder here, put "
    "it back, and then: python -m data move ADDRESS"
)
_KIND = "outcomes backup, 1"
_STORE, _EDITIONS, _LAYOUTS = f"store/{FILE}", "editions/", "layouts/"
_RESTORED = _EDITIONS + restore.FILE
_ASIDE = ".restoring-"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: when it was made, how many editions, and which is current ('' for
    none). `kept` is where what was there before has gone, when it was put back."""

    made: str
    editions: int
    current: str
    kept: tuple[Path, ...] = ()


def back_up(store: Store, file: Path, editions_folder: Path | None = None) -> Backup:
    """Write the store and every edition to one new file, whole or not at all.

    Raises Refused when there is a file of that name, or it cannot be written.
    """
    if file.exists():
        raise Refused.because(file, "there is a file of that name already. Give another name.")
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        aside.touch(mode=0o600)
        editions = editions_folder or settings().editions
        _bring(editions)
        backup = _write(store, aside, editions)
        _check_whole(aside, file.name)
        put(aside, file, mode=None)
    except (OSError, duckdb.Error) as error:
        if isinstance(error, duckdb.Error) and reason(error) is None:
            raise  # the store is damaged, and says so
        why = getattr(error, "strerror", None) or "the disk may be full"
        raise Refused.because(file, f"the backup cannot be written: {why}.") from error
    finally:
        aside.unlink(missing_ok=True)
    return backup


def put_back(
    file: Path,
    *,
    replace: bool = False,
    store: Path | None = None,
    editions: Path | None = None,
    who: str = "not said",
) -> Backup:
    """Put the store and the editions of a backup where the settings point.

    Checked whole first. Then the editions go in beside those that are there, the store takes the
    place of the one before, and last the backup's edition is made current: stopped at any moment,
    there is a whole store and a whole edition, and doing it again finishes it. What was there goes
    to folders named `before-…`. Raises Refused for a file that is no whole backup, and, unless
    `replace`, where there is a store or an edition already.
    """
    if settings().store_address and not store:
        raise Refused.because(PREFIX + "STORE", _ON_A_SERVER)
    store, editions = store or settings().store, editions or settings().editions
    _bring(editions)
    there = (store / FILE).exists() or edition_names(editions)
    if there and not replace:
        raise Refused.because(
            store, "there is a store or an edition here. To replace them: --replace"
        )
    try:
        private_folder(store)
        editions.mkdir(parents=True, exist_ok=True)
        with _unpacked(file, store, editions) as (manifest, new_store, new_editions):
            log = new_store.parent / restore.FILE
            backup = _swap(manifest, new_store, new_editions, store, editions, who)
            restore_log.join(log, editions)
            with folder_lock(editions):
                names = [file.stem for file in new_editions]
                local_copy.commit(editions, backup.current, names)
            for layout in new_store.parent.glob("*.toml"):
                (store / _LAYOUTS).mkdir(mode=0o700, exist_ok=True)
                put(layout, store / _LAYOUTS / layout.name, mode=0o600)
            return backup
    except OSError as error:
        raise Refused.because(file, f"the backup cannot be put back: {error.strerror}.") from error


def _bring(editions: Path) -> None:
    """Have all that the object store has, where there is one. Raises Refused when it is away."""
    if local_copy.object_store(editions):
        editions.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder_lock(editions):
            local_copy.bring(editions)


# Writing


def _write(store: Store, aside: Path, editions: Path) -> Backup:
    current = current_name(editions) or ""
    names = edition_names(editions)  # asked second, so that the current one is among them
    with (
        TemporaryDirectory(dir=aside.parent, prefix=".backing-up-") as workshop,
        zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        copy = Path(workshop) / FILE
        store.copy_to(copy)
        parts = {_STORE: copy}
        parts |= {_EDITIONS + n + SUFFIX: edition_file(n, editions) for n in names}
        if restore_log.copy(editions, Path(workshop) / restore.FILE):
            parts[_RESTORED] = Path(workshop) / restore.FILE
        parts |= {_LAYOUTS + file.name: file for file in layouts_folder().glob("*.toml")}
        files = {}
        for name, place in parts.items():
            with place.open("rb") as source, packed.open(name, "w", force_zip64=True) as target:
                files[name] = _copy(source, target)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"kind": _KIND, "made": made, "current": current, "files": files}
        packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return Backup(made, len(names), current)


def _copy(source: IO[bytes], target: IO[bytes], most: float = math.inf) -> Manifest:
    """Copy a file, and little more of it than `most` bytes. How long it was, and its SHA-256."""
    whole, size = hashlib.sha256(), 0
    while (chunk := source.read(_CHUNK)) and size <= most:
        whole.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return {"sha256": whole.hexdigest(), "size": size}


# Checking


def _check_whole(file: Path, name: str) -> Manifest:
    """The manifest of a backup whose every file is as it says. Raises Refused otherwise."""
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = _manifest(packed, name)
            for part, about in manifest["files"].items():
                with packed.open(part) as source:
                    _read_through(source, about, name)
            return manifest
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise Refused.because(
            Path(name), "this is not a whole backup. Nothing was put back."
        ) from None


def _manifest(packed: zipfile.ZipFile, name: str) -> Manifest:
    try:
        manifest: Manifest = json.loads(packed.read(MANIFEST))
        parts, current = set(manifest["files"]), manifest["current"]
        known = manifest["kind"] == _KIND and all(map(_is_ours, parts)) and _STORE in parts
        pointed = not current or f"{_EDITIONS}{current}{SUFFIX}" in parts
    except (ValueError, TypeError, KeyError):
        known = pointed = False
    if not (known and pointed) or parts | {MANIFEST} != set(packed.namelist()):
        raise Refused.because(Path(name), "this is not a backup of this dashboard.")
    return manifest


def _is_ours(part: str) -> bool:
    """Whether a name in the zip is one that we write, and nothing that leads elsewhere."""
    kinds = {_EDITIONS: SUFFIX, _LAYOUTS: ".toml"}
    folder, _, name = part.partition("/")
    named = Path(name).name == name and "\\" not in name and not name.startswith(".")
    ends = kinds.get(f"{folder}/")
    return part in (_STORE, _RESTORED) or (ends is not None and name.endswith(ends) and named)


def _read_through(
    source: IO[bytes], about: Manifest, name: str, to: Path = Path(os.devnull)
) -> None:
    """Copy a file. Raises Refused when it is not as the manifest says."""
    with to.open("wb") as target:
        copied = _copy(source, target, about["size"])
    if copied != {"sha256": about["sha256"], "size": about["size"]}:
        raise Refused.because(Path(name), "part of this backup is damaged. Nothing was put back.")


# Putting back


@contextmanager
def _unpacked(
    file: Path, store: Path, editions: Path
) -> Iterator[tuple[Manifest, Path, list[Path]]]:
    """The manifest, and the store and the editions unpacked beside where they are to be."""
    manifest = _check_whole(file, file.name)
    for left in (*store.glob(f"{_ASIDE}*"), *editions.glob(f"{_ASIDE}*")):
        shutil.rmtree(left, ignore_errors=True)  # of a time that was cut short
    workshops = [Path(mkdtemp(prefix=_ASIDE, dir=folder)) for folder in (store, editions)]
    try:
        with zipfile.ZipFile(file) as packed:
            for part, about in manifest["files"].items():
                place = workshops[part.endswith(SUFFIX) and part != _STORE] / Path(part).name
                with packed.open(part) as source:
                    _read_through(source, about, file.name, place)
                if part.endswith(SUFFIX):
                    _check_opens(place, file.name)
        yield manifest, workshops[0] / FILE, sorted(workshops[1].glob("*" + SUFFIX))
    finally:
        for workshop in workshops:
            shutil.rmtree(workshop, ignore_errors=True)


def _check_opens(place: Path, name: str) -> None:
    table = "extract" if place.name == FILE else "edition"
    try:
        with duckdb.connect(str(place), read_only=True) as db:
            db.execute(f"SELECT count(*) FROM {table}").fetchall()
    except duckdb.Error:
        message = f"{place.name} in this backup cannot be opened. Nothing was put back."
        raise Refused.because(Path(name), message) from None


def _swap(
    manifest: Manifest,
    new_store: Path,
    new_editions: list[Path],
    store: Path,
    editions: Path,
    who: str,
) -> Backup:
    stamp = f"before-{datetime.now(UTC):%Y-%m-%d-%H%M%S%f}"  # two of one second are two
    before = edition_names(editions)
    names = {file.stem for file in new_editions}
    kept = _keep_damaged(new_editions, editions, editions / stamp)
    for file in new_editions:
        if not (editions / file.name).exists():
            put(file, editions / file.name, mode=0o444)
    kept += _exchange(new_store, store, store / stamp)
    if manifest["current"]:
        why = f"The backup of {manifest['made'][:10]} was put back"
        point_to(manifest["current"], editions, who=who, why=why, names=names)
    else:
        (editions / POINTER).unlink(missing_ok=True)
    kept += _move([editions / (n + SUFFIX) for n in before if n not in names], editions / stamp)
    folders = tuple(dict.fromkeys(file.parent for file in kept))
    return Backup(manifest["made"], len(names), manifest["current"], folders)


def _exchange(new: Path, store: Path, aside: Path) -> list[Path]:
    """Put a store in the place of the one that is there, which keeps another name, so that there
    is one at any moment. What was kept."""
    if not (store / FILE).exists():
        put(new, store / FILE, mode=0o600)
        return []
    private_folder(aside)
    before = _hold(store)
    try:
        kept = [_same_under(store / FILE, aside / FILE)]
        kept += _move(store.glob(f"{FILE}.wal"), aside) if before is None else []
        if before and os.name == "nt":  # where no file that is open can be replaced
            before.close()
        put(new, store / FILE, mode=0o600)
    finally:
        if before:
            before.close()
    return kept


def _hold(store: Path) -> duckdb.DuckDBPyConnection | None:
    """The store that is there, so that nobody else writes to it; None when it cannot be opened, for
    then a backup is what helps. Raises Refused when somebody else is using it."""
    try:
        db = duckdb.connect(str(store / FILE))
        db.execute("CHECKPOINT")
        return db
    except duckdb.Error as error:
        if is_in_use(error):
            message = "somebody else is using the store. Try again in a minute."
            raise Refused.because(store, message) from error
        return None


def _same_under(file: Path, name: Path) -> Path:
    """The same file under another name too; a copy, where a disk cannot do that."""
    try:
        name.hardlink_to(file)
    except OSError:
        shutil.copy2(file, name)
    return name


def _keep_damaged(new: list[Path], editions: Path, aside: Path) -> list[Path]:
    """Editions that are there under a name of the backup's and are not the same."""
    pairs = [(file, editions / file.name) for file in new]
    return _move([old for file, old in pairs if old.exists() and _sha(file) != _sha(old)], aside)


def _sha(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _move(files: Iterable[Path], aside: Path) -> list[Path]:
    """Move files aside. One that somebody has open, on Windows, stays where it is."""
    moved = []
    for file in files:
        private_folder(aside)
        try:
            moved.append(file.replace(aside / file.name))
        except PermissionError:
            continue
    return moved
