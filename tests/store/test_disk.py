"""A full disk, or one that may only be read: the officer is told, and nothing is half saved.

On real small disks, where the tests may make one.
"""

import errno
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data.__main__ import main
from data.editions.folder import current_edition, current_name, edition_names
from data.embedded import ensure_edition
from data.files import atomic
from data.files.atomic import FULL, READ_ONLY, put, reason
from data.ingest.check import Provenance, read_extract
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.support.adding import add, content, look, publish_all
from tests.support.depth import night
from tests.support.disks import Mounts, fill
from tests.support.old_store import old_store, rows_of

pytestmark = pytest.mark.process


def may_only_be_read(place: Path, only: bool = True) -> None:
    option = f"remount,{'ro' if only else 'rw'}"
    subprocess.run(["mount", "-o", option, str(place)], check=True)


def in_the_store(place: Path) -> list[str]:
    with open_store(place / "store") as store:
        return list(store.extracts()["name"])


def works_again(place: Path, officer: int) -> None:
    """With room to write, adding and publishing go as if nothing had been."""
    add(place, officer, 2025)
    publish_all(place, officer)
    assert look(place).officers == {officer}
    assert list(place.glob("editions/.*")) == []


# Full


def test_adding_to_a_full_disk_is_refused_in_words(mounts: Mounts, schemas: Schemas) -> None:
    place = mounts("20m")
    add(place, 1, 2025)
    publish_all(place, 1)
    before = look(place)
    extract = read_extract("big.csv", content(2, 2025).encode(), schemas)
    extract = replace(extract, packed=os.urandom(30_000_000))
    with pytest.raises(Refused) as refused, open_store(place / "store") as store:
        store.add(extract, Provenance("big.csv", "a test", "P", "P", "2025"))
    (problem,) = refused.value.problems
    assert (problem.place, problem.message) == (
        str(place / "store"),
        f"the store cannot be written: {FULL}",
    )
    assert in_the_store(place) == ["officer-1.csv"]
    assert look(place) == before
    works_again(place, 2)


@pytest.mark.parametrize(
    "room", [0, 300, *(pytest.param(room, marks=night) for room in (8, 64, 700))]
)
def test_publishing_to_a_full_disk_is_refused_in_words(mounts: Mounts, room: int) -> None:
    """Full before the first byte, or at some later moment: none of them half publishes."""
    place = mounts("12m")
    add(place, 1, 2025)
    publish_all(place, 1)
    add(place, 2, 2025)
    before, filler = look(place), fill(place, room * 1024)
    with pytest.raises(Refused) as refused:
        publish_all(place, 3)
    assert str(refused.value) in {
        f"{place / 'editions'}: the edition cannot be written here: {FULL}",
        f"{place / 'store'}: the store cannot be written: {FULL}",
    }
    assert look(place) == before
    assert len(edition_names(place / "editions")) == 1
    assert in_the_store(place) == ["officer-1.csv", "officer-2.csv"]
    filler.unlink()
    works_again(place, 3)


def test_a_store_on_a_full_disk_cannot_be_made_and_can_be_later(mounts: Mounts) -> None:
    place = mounts("12m")
    (place / "store").mkdir(mode=0o700)
    filler = fill(place)
    for _ in range(2):
        with pytest.raises(Refused, match="the disk is full"):
            add(place, 1, 2025)
    filler.unlink()
    works_again(place, 1)


def test_the_command_line_says_a_full_disk_in_two_lines(
    mounts: Mounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = mounts("40m")
    monkeypatch.setenv("OUTCOMES_STORE", str(place / "store"))
    monkeypatch.setenv("OUTCOMES_EDITIONS", str(place / "editions"))
    name = ensure_edition()
    fill(place, 100_000)
    assert main(["publish"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        f"{place / 'editions'}: the edition cannot be written here: {FULL}\nNothing was changed.\n",
    )
    assert ensure_edition() == current_edition().name == name


# Only to be read


def test_where_nothing_may_be_written_it_is_said_and_read_on(mounts: Mounts) -> None:
    place = mounts("12m")
    add(place, 1, 2025)
    publish_all(place, 1)
    before = look(place)
    may_only_be_read(place)
    with pytest.raises(Refused, match="the store cannot be opened: this folder may only be read"):
        add(place, 2, 2025)
    with pytest.raises(Refused, match="cannot be made current: this folder may only be read"):
        point_to(before.edition, place / "editions")
    assert look(place) == before
    may_only_be_read(place, False)
    works_again(place, 2)


def test_a_store_of_an_earlier_day_is_read_where_nothing_may_be_written(mounts: Mounts) -> None:
    place = mounts("12m")
    old_store(place / "store", rows=500)
    before = rows_of(place / "store", to_read=True)
    may_only_be_read(place)
    assert rows_of(place / "store", to_read=True) == before
    may_only_be_read(place, False)
    assert rows_of(place / "store") == before


def test_editions_that_may_only_be_read_are_read_and_not_added_to(
    mounts: Mounts, tmp_path: Path, schemas: Schemas
) -> None:
    place = mounts("12m")
    add(tmp_path, 1, 2025)
    with open_store(tmp_path / "store") as store:
        name = publish(store, schemas, why="", made_by="", folder=place / "editions")
        may_only_be_read(place)
        with pytest.raises(Refused, match=f"the edition cannot be written here: {READ_ONLY}"):
            publish(store, schemas, why="", made_by="", folder=place / "editions")
    assert look(place).edition == name
    assert edition_names(place / "editions") == [name]


def test_a_store_cannot_be_made_where_nothing_may_be_written(mounts: Mounts) -> None:
    place = mounts("1m")
    may_only_be_read(place)
    with pytest.raises(Refused, match="the store cannot be made here: this folder may only be"):
        add(place, 1, 2025)


def test_the_default_that_cannot_be_made_again_stays(
    store: Store,
    schemas: Schemas,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    old = publish(store, schemas, why="", made_by="", made_from="embedded default of last year")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("data.publish.publish.put", full)
    assert ensure_edition() == old == current_name()
    assert "the disk is full" in caplog.text


# Which words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (PermissionError(errno.EACCES, "Permission denied"), READ_ONLY),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory"), "Not a directory."),
        (OSError(errno.EIO, "Input/output error"), atomic.BROKEN),
        (duckdb.IOException('Could not write file "/x": No space left on device'), FULL),
        (duckdb.IOException("There is not enough space on the disk."), FULL),
        (duckdb.IOException('Cannot open file "/x": Read-only file system'), READ_ONLY),
        (duckdb.IOException('Cannot open file "C:\\x": Access is denied.'), READ_ONLY),
        (duckdb.FatalException("database has been invalidated because of"), atomic.BROKEN),
        (duckdb.ConstraintException("CHECK constraint failed"), None),
        (duckdb.IOException('Cannot open file "/quota/x.duckdb": Conflicting lock'), None),
    ],
)
def test_what_a_disk_says_is_said_in_words(error: OSError, words: str | None) -> None:
    assert reason(error) == words


# Written before it is pointed at


def test_a_file_is_settled_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut cannot be tried here; its order can."""
    order: list[str] = []
    for name in ("settle", "_replace", "settle_folder"):
        real = getattr(atomic, name)
        note = lambda *paths, name=name, real=real: (order.append(name), real(*paths))  # noqa: E731
        monkeypatch.setattr(atomic, name, note)
    (tmp_path / "aside").write_text("whole")
    put(tmp_path / "aside", tmp_path / "file", 0o444)
    assert order == ["settle", "_replace", "settle_folder"]
    assert (tmp_path / "file").read_text() == "whole"
    assert (tmp_path / "file").stat().st_mode & 0o222 == 0


def test_an_edition_is_settled_before_the_pointer_names_it(
    store: Store, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []
    real = atomic.put

    def noted(aside: Path, file: Path, mode: int = 0o644) -> None:
        real(aside, file, mode)
        settled.append(file.name)

    monkeypatch.setattr("data.publish.publish.put", noted)
    monkeypatch.setattr(atomic, "put", noted)  # which writes the pointer
    name = publish(store, schemas, why="", made_by="")
    assert settled == [f"{name}.duckdb", "current.txt"]


# When the pointer and the editions do not agree


def damaged(name: str, keep: float) -> None:
    """Cut an edition's file off, as a disk does that lost its end."""
    file = settings().editions / f"{name}.duckdb"
    content = file.read_bytes()
    file.chmod(0o644)
    file.unlink()
    file.write_bytes(content[: int(len(content) * keep)])


@pytest.mark.parametrize("pointer", ["", "no such edition", "../store/store", None])
def test_a_pointer_that_names_nothing_is_read_as_the_newest_edition(
    store: Store, schemas: Schemas, caplog: pytest.LogCaptureFixture, pointer: str | None
) -> None:
    names = [publish(store, schemas, why="", made_by="") for _ in range(2)]
    file = settings().editions / "current.txt"
    file.unlink() if pointer is None else file.write_text(pointer)
    assert current_edition().name == max(names) == ensure_edition()
    assert f"Edition {max(names)} is read instead." in caplog.text


@pytest.mark.parametrize("keep", [0, 0.01, 0.5])
def test_an_edition_that_is_damaged_is_not_read_but_the_one_before(
    workspace: Path, schemas: Schemas, caplog: pytest.LogCaptureFixture, keep: float
) -> None:
    add(workspace, 1, 2025)
    old = publish_all(workspace, 1)
    new = publish_all(workspace, 2)
    damaged(new, keep)
    assert current_name() == new
    assert current_edition().name == old
    assert f"{new}: this edition cannot be opened" in caplog.text
    with pytest.raises(Refused, match="cannot be opened"):
        point_to(new)
    assert publish_all(workspace, 3) == look(workspace).edition, "and publishing mends it"


def test_a_pointer_that_may_not_be_read_names_nothing(
    store: Store, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = publish(store, schemas, why="", made_by="")
    real, times = Path.read_text, iter([True, False])

    def busy(self: Path, *said: str, **named: str) -> str:
        if next(times, True):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(self, *said, **named)

    monkeypatch.setattr(Path, "read_text", busy)
    assert current_name() == name, "busy for a moment, as on Windows"
    assert current_name() == ""


def test_where_no_edition_opens_it_is_said(store: Store, schemas: Schemas) -> None:
    damaged(publish(store, schemas, why="", made_by=""), 0.3)
    with pytest.raises(Refused, match="cannot be opened"):
        current_edition()


def test_what_a_killed_publisher_left_is_cleared_and_said(
    store: Store, schemas: Schemas, caplog: pytest.LogCaptureFixture
) -> None:
    folder = settings().editions / ".building-abc"
    folder.mkdir(parents=True)
    (folder / "half.duckdb").write_text("half")
    (settings().editions / ".current.txt.4711").write_text("half")
    name = publish(store, schemas, why="", made_by="")
    assert "cut short" in caplog.text
    left = sorted(f.name for f in settings().editions.iterdir())
    assert left == [f"{name}.duckdb", "current.txt"]


def test_what_a_killed_making_of_the_store_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".making-abc").write_text("half")
    with open_store(tmp_path):
        pass
    assert [f.name for f in tmp_path.iterdir()] == ["store.duckdb"]
