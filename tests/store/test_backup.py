"""A backup is whole or is refused; what was there before is kept; and there is no half-way."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.backup import back_up, put_back
from data.editions.folder import current_name, edition_names, open_edition
from data.editions.restore import restorations
from data.ingest.check import Provenance, read_extract
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.scorecards.kept import keep_layout, kept_layouts
from data.scorecards.scorecard import Scorecard
from data.store.store import open_store
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import HEADER, PROJECT
from tests.support.depth import EVERYTHING
from tests.support.disks import Mounts, fill
from tests.support.holding import holding
from tests.support.old_store import old_store
from tests.support.once import copied

OURS = Provenance("q1.csv", "An officer", "Local extract", "The council", "2025-07-01")


def does(schemas: Schemas, figure: int) -> str:
    """Add a figure, publish it, and give the edition's name."""
    text = f"{HEADER}\ndental_checks,2024-25,,,,{figure},637,,\n"
    with open_store() as store:
        store.add(read_extract("q1.csv", text.encode(), schemas), OURS)
        return publish(store, schemas, why="a test", made_by="a test")


def saves(file: Path) -> Path:
    with open_store() as store:
        back_up(store, file)
    return file


def published() -> list[int | None]:
    return [m.numerator for m in open_edition(current_name() or "").measurements("dental_checks")]


def held() -> list[int]:
    with open_store() as store:
        return [int(n) for n in store.counts([1, 2, 3])["numerator"]]


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.fixture(scope="module")
def made(_elsewhere: Path, tmp_path_factory: pytest.TempPathFactory, schemas: Schemas) -> Path:
    """A workspace of a store and two editions, and its backup: made once, only to copy."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as environment:
        for name in ("store", "editions"):
            environment.setenv(f"OUTCOMES_{name.upper()}", str(folder / "workspace" / name))
        for figure in (460, 469):
            does(schemas, figure)
        saves(folder / "backup.zip")
    return folder


@pytest.fixture
def backup(made: Path, workspace: Path, tmp_path: Path) -> Path:
    """A backup of a store and two editions: 460 was published first, and 469 is current."""
    copied(made, tmp_path)
    return tmp_path / "backup.zip"


@pytest.fixture
def elsewhere(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another, empty workspace."""
    for name in ("store", "editions"):
        monkeypatch.setenv(f"OUTCOMES_{name.upper()}", str(tmp_path / "elsewhere" / name))
    return tmp_path / "elsewhere"


# There and back


def test_everything_comes_back_where_there_was_nothing(backup: Path, elsewhere: Path) -> None:
    back = put_back(backup)
    assert (back.editions, back.current, back.kept) == (2, current_name(), ())
    assert (len(edition_names()), published(), held()) == (2, [469], [460, 469])


def test_a_backup_of_an_earlier_day_comes_back(
    backup: Path, elsewhere: Path, tmp_path: Path
) -> None:
    """Its store has one table of counts, and no decisions."""
    content = old_store(tmp_path / "old").read_bytes()
    another("store/store.duckdb", content, hashlib.sha256(content).hexdigest())(backup)
    put_back(backup)
    assert held() == [460]


def test_the_layouts_of_scorecards_come_back_too(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Scorecard(
        name="Ours", headings=("measure",), measure=0, kinds=("quarter",), measures={}
    )  # type: ignore[arg-type]
    keep_layout(layout)
    file = saves(tmp_path / "backup.zip")
    monkeypatch.setenv("OUTCOMES_STORE", str(tmp_path / "elsewhere" / "store"))
    monkeypatch.setenv("OUTCOMES_EDITIONS", str(tmp_path / "elsewhere" / "editions"))
    assert kept_layouts() == []
    put_back(file)
    assert kept_layouts() == [layout]


def test_and_it_can_go_on_from_there(backup: Path, elsewhere: Path, schemas: Schemas) -> None:
    put_back(backup)
    does(schemas, 480)
    assert (published(), held()) == ([480], [460, 469, 480])


def test_a_backup_says_what_it_holds(backup: Path) -> None:
    with zipfile.ZipFile(backup) as packed:
        said = json.loads(packed.read("manifest.json"))
        names = {*packed.namelist()} - {"manifest.json"}
    editions = {f"editions/{name}.duckdb" for name in edition_names()}
    assert names == {*said["files"]} == {"store/store.duckdb", *editions}
    assert said["current"] == current_name()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights than these")
def test_only_its_owner_may_read_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_is_settled_with_its_folder(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could take its name away again."""
    settled: list[Path] = []
    monkeypatch.setattr("data.files.atomic.settle_folder", settled.append)
    with open_store() as store:
        back_up(store, tmp_path / "again.zip")
    assert settled == [tmp_path]


def test_nothing_but_the_backup_is_left_beside_it(backup: Path, tmp_path: Path) -> None:
    assert {f.name for f in tmp_path.iterdir()} == {"workspace", "backup.zip"}


def test_a_file_that_is_there_is_not_replaced(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Refused, match="there is a file of that name already"):
        saves(backup)
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there_is_refused_in_words(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the backup cannot be written: No such file"):
        saves(tmp_path / "nowhere" / "backup.zip")


# Over a workspace that is not empty


def test_a_workspace_that_is_not_empty_is_left_alone(
    backup: Path, schemas: Schemas, workspace: Path
) -> None:
    does(schemas, 480)
    before = files(workspace)
    with pytest.raises(Refused, match="--replace"):
        put_back(backup)
    assert files(workspace) == before


def test_what_was_there_is_kept_aside(backup: Path, schemas: Schemas) -> None:
    newest = does(schemas, 480)
    back = put_back(backup, replace=True)
    assert (published(), held()) == ([469], [460, 469])
    assert newest not in edition_names()
    kept = {f.name: f for folder in back.kept for f in folder.iterdir()}
    assert {*kept} == {"store.duckdb", f"{newest}.duckdb"}
    with open_store(kept["store.duckdb"].parent) as store:
        assert len(store.extracts()) == 3


def test_a_store_that_cannot_be_opened_is_replaced_and_kept(backup: Path) -> None:
    broken = b"not a database at all" * 1000
    (settings().store / "store.duckdb").write_bytes(broken)
    back = put_back(backup, replace=True)
    assert held() == [460, 469]
    assert (back.kept[0] / "store.duckdb").read_bytes() == broken


def test_an_edition_that_is_damaged_is_made_whole(backup: Path) -> None:
    name = current_name() or ""
    file = settings().editions / f"{name}.duckdb"
    whole = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(whole[:5000])
    put_back(backup, replace=True)
    assert file.read_bytes() == whole


@pytest.mark.process
def test_a_store_that_somebody_is_using_is_left_alone(backup: Path) -> None:
    with holding(settings().store / "store.duckdb") as using:
        try:
            with pytest.raises(Refused, match="somebody else is using the store"):
                put_back(backup, replace=True)
        finally:
            using.communicate("\n")
    assert (published(), held()) == ([469], [460, 469])


def test_the_same_again_changes_nothing_that_is_seen(backup: Path) -> None:
    for _ in range(2):
        put_back(backup, replace=True)
        assert (len(edition_names()), published(), held()) == (2, [469], [460, 469])


# What is not a whole backup


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3000])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(bytes(content))


def another(
    name: str | None, content: bytes = b"", sha256: str = "0" * 64, **said: object
) -> Callable[[Path], None]:
    """Write the backup again with one file more, or another manifest."""

    def rewrite(file: Path) -> None:
        with zipfile.ZipFile(file) as packed:
            held = {n: packed.read(n) for n in packed.namelist()}
        manifest = json.loads(held["manifest.json"]) | said
        if name:
            held[name] = content
            manifest["files"][name] = {"sha256": sha256, "size": len(content)}
        held["manifest.json"] = json.dumps(manifest).encode()
        with zipfile.ZipFile(file, "w") as packed:
            for each, kept in held.items():
                packed.writestr(each, kept)

    return rewrite


DAMAGE: dict[str, Callable[[Path], object]] = {
    "not a zip": lambda f: f.write_bytes(b"hello"),
    "empty": lambda f: f.write_bytes(b""),
    "cut short": cut_short,
    "one bit other": flip,
    "a way out": another("editions/../../evil.duckdb"),
    "another way out": another("/tmp/evil.duckdb"),
    "something else": another("editions/notes.txt"),
    "another hash": another("editions/more.duckdb", b"more"),
    "no such current edition": another(None, current="nothing"),
    "of something else": another(None, kind="holiday pictures"),
    "no files": another(None, files={}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_a_whole_backup_changes_nothing(
    backup: Path, workspace: Path, damage: str
) -> None:
    DAMAGE[damage](backup)
    before = files(workspace)
    with pytest.raises(Refused) as refused:
        put_back(backup, replace=True)
    assert "backup" in str(refused.value)
    assert files(workspace) == before


def test_a_backup_that_is_not_there_is_refused_in_words(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        put_back(tmp_path / "nothing.zip")
    assert not (workspace / "store" / "store.duckdb").exists()


# Never half-way

PUTS_BACK = """
import sys; from pathlib import Path; from data.backup import put_back
print("ready", flush=True); sys.stdin.readline()
while True:
    put_back(Path(sys.argv[1]), replace=True)
"""


@pytest.mark.process
@pytest.mark.parametrize("after", [0.005, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, 0.25])
def test_killed_at_any_moment_there_is_a_whole_store_and_edition(
    backup: Path, schemas: Schemas, after: float
) -> None:
    does(schemas, 480)
    run = subprocess.Popen(
        [sys.executable, "-c", PUTS_BACK, str(backup)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    assert run.stdin is not None and run.stdout is not None
    assert run.stdout.readline() == b"ready\n"
    run.stdin.write(b"\n")
    run.stdin.flush()
    time.sleep(after)
    run.kill()
    run.wait()
    assert published() in ([480], [469]) and held() in ([460, 469, 480], [460, 469])
    put_back(backup, replace=True)
    assert (published(), held()) == ([469], [460, 469])
    left = [*settings().store.iterdir(), *settings().editions.iterdir()]
    assert not [f for f in left if f.name.startswith(".restoring")], "and nothing lies about"


# Python tells of everything that it does to a folder before it does it, and whom it tells may kill.
KILLED_BEFORE = """
import os, signal, sys; from pathlib import Path; from data.backup import put_back
left = [int(sys.argv[2])]
def tell(event, _):
    if event in ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(tell)
put_back(Path(sys.argv[1]), replace=True)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="this system has no SIGKILL")
def test_killed_before_any_change_there_is_a_whole_store_and_edition_and_again_finishes_it(
    backup: Path, workspace: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(schemas, 480)
    for changes in range(0, 100, 1 if EVERYTHING else 4):
        place = workspace.with_name(f"killed-{changes}")
        shutil.copytree(workspace, place)
        for name in ("store", "editions"):
            monkeypatch.setenv(f"OUTCOMES_{name.upper()}", str(place / name))
        command = [sys.executable, "-c", KILLED_BEFORE, str(backup), str(changes)]
        killed = subprocess.run(command, cwd=PROJECT).returncode
        assert published() in ([480], [469]) and held() in ([460, 469, 480], [460, 469])
        put_back(backup, replace=True)
        assert (published(), held()) == ([469], [460, 469])
        left = [*settings().store.iterdir(), *settings().editions.iterdir()]
        assert not [f for f in left if f.name.startswith(".")]
        if killed == 0:
            break
    assert changes > 10, "and it changes that much"


def test_a_backup_on_a_full_disk_is_refused_and_leaves_nothing(
    backup: Path, mounts: Mounts
) -> None:
    place = mounts("3m")
    fill(place, 200_000)
    before = files(place)
    with pytest.raises(Refused, match="the backup cannot be written: No space left on device"):
        saves(place / "backup.zip")
    assert files(place) == before


def test_putting_back_to_a_full_disk_is_refused_and_leaves_what_was_there(
    backup: Path, schemas: Schemas, mounts: Mounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = mounts("16m")
    for name in ("store", "editions"):
        monkeypatch.setenv(f"OUTCOMES_{name.upper()}", str(place / name))
    does(schemas, 480)
    filler = fill(place, 600_000)
    with pytest.raises(Refused, match="the backup cannot be put back: No space left on device"):
        put_back(backup, replace=True)
    assert (published(), held()) == ([480], [480])
    filler.unlink()
    put_back(backup, replace=True)
    assert (published(), held()) == ([469], [460, 469])


# Who went back


def test_who_went_back_comes_back_too_and_who_put_it_back_is_told(
    backup: Path, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_back(backup)
    point_to(edition_names()[0], who="Ann", why="Wrong figures")
    again = saves(tmp_path / "again.zip")
    point_to(edition_names()[1], who="Bob")
    put_back(again, replace=True, who="Cyn")
    told = [(r.who, r.why, r.edition) for r in restorations()]
    first, second = edition_names()
    assert [(who, why.split(" of ")[0], edition) for who, why, edition in told][1:] == [
        ("Ann", "Wrong figures", first),
        ("Bob", "", second),
        ("Cyn", "The backup", first),
    ]
    for name in ("store", "editions"):
        monkeypatch.setenv(f"OUTCOMES_{name.upper()}", str(tmp_path / "third" / name))
    put_back(again)
    assert [r.who for r in restorations()][1:] == ["Ann", "not said"]
