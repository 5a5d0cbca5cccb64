"""Officers at work at once wait for each other, and a viewer notices nothing.

Every day has four at once; the night twenty processes, and twenty command lines.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from data.editions.folder import current_name, edition_names
from data.files.lock import folder_lock
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.store import open_store
from schemas.load import load_schemas
from schemas.problems import Refused
from tests.conftest import PROJECT
from tests.support.adding import (
    PROCESSES,
    Sight,
    add,
    add_and_publish,
    content,
    look,
    publish_all,
    watch,
)
from tests.support.depth import EVERYTHING, night, tries
from tests.support.holding import holding

OFFICERS = range(1, tries(4, at_night=20) + 1)

pytestmark = pytest.mark.process


def year(number: int) -> int:
    """Every officer has a year of their own, so that no figure stands in for another."""
    return 2005 + number


class Viewer:
    """A process that reads the current edition all the time."""

    def __init__(self, folder: Path):
        self._said, said = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=watch, args=(folder, said), daemon=True)
        self._process.start()

    def stops(self) -> tuple[int, list[Sight]]:
        """How often it looked, and what it saw one after the other. Fails if it saw an error."""
        with suppress(BrokenPipeError):  # it has stopped already, and will say why
            self._said.send("stop")
        looks, sights, wrong = self._said.recv()
        self._process.join()
        assert not wrong, wrong
        return looks, sights


def never_less(sights: list[Sight]) -> bool:
    """Whether each edition has all that the one before it had."""
    return all(a.officers <= b.officers for a, b in pairwise(sights))


def started(folder: Path, number: int) -> tuple[object, Connection]:
    hears, said = PROCESSES.Pipe(duplex=False)
    arguments = (folder, number, year(number), said)
    process = PROCESSES.Process(target=add_and_publish, args=arguments, daemon=True)
    process.start()
    said.close()
    return process, hears


def everyone_got_in(folder: Path, sights: list[Sight], editions: int = len(OFFICERS)) -> None:
    """All are in the store and in the current edition, and there are so many editions."""
    with open_store(folder / "store") as store:
        names = [n for n in store.extracts()["name"] if n.startswith("officer-")]
    assert sorted(names) == sorted(f"officer-{n}.csv" for n in OFFICERS)
    assert look(folder).officers == set(OFFICERS)
    assert len(edition_names(folder / "editions")) == editions
    assert never_less(sights)
    assert list(folder.glob("*/.*")) == []


def test_officers_at_once_all_get_in_and_a_viewer_sees_whole_editions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    viewer, start = Viewer(tmp_path), time.monotonic()
    officers = [started(tmp_path, number) for number in OFFICERS]
    for process, _ in officers:
        process.join()  # type: ignore[attr-defined]
    took = time.monotonic() - start
    looks, sights = viewer.stops()
    assert [p.exitcode for p, _ in officers] == [0] * len(OFFICERS)  # type: ignore[attr-defined]
    everyone_got_in(tmp_path, sights)
    assert len(sights) > 1
    if EVERYTHING:
        with capsys.disabled():
            print(
                f"\n{len(OFFICERS)} at once took {took:.1f} s; {looks} looks, {len(sights)} sights"
            )


@night
def test_twenty_command_lines_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    viewer, start, before = Viewer(tmp_path), time.monotonic(), os.times()
    environment = os.environ | {
        "OUTCOMES_STORE": str(tmp_path / "store"),
        "OUTCOMES_EDITIONS": str(tmp_path / "editions"),
    }

    def officer(number: int) -> list[tuple[int, str, str]]:
        file = tmp_path / f"officer-{number}.csv"
        file.write_text(content(number, year(number)), encoding="utf-8")
        runs = []
        for words in (["add", str(file), "--yes"], ["publish", "--why", str(number)]):
            command = [sys.executable, "-m", "data", *words]
            run = subprocess.run(
                command, cwd=PROJECT, env=environment, capture_output=True, text=True
            )
            runs.append((run.returncode, run.stderr, run.stdout))
        return runs

    with ThreadPoolExecutor(len(OFFICERS)) as pool:
        runs = [run for both in pool.map(officer, OFFICERS) for run in both]
    took = time.monotonic() - start
    looks, sights = viewer.stops()
    assert [(code, err) for code, err, _ in runs] == [(0, "")] * 2 * len(OFFICERS)
    said = {re.findall(r"edition ([-0-9a-f]+)", out)[0] for *_, out in runs[1::2]}
    assert said == {*edition_names(tmp_path / "editions")}, "each is told which has their figures"
    everyone_got_in(tmp_path, sights, len(said))
    worked = os.times().children_user - before.children_user
    with capsys.disabled():
        print(
            f"\n20 command lines took {took:.1f} s, of which {worked:.1f} s of a processor; "
            f"{looks} looks, {len(sights)} sights"
        )


def test_officers_in_one_app_are_threads_and_get_in_as_well(tmp_path: Path) -> None:
    def officer(number: int) -> str:
        add(tmp_path, number, year(number))
        return publish_all(tmp_path, number)

    with ThreadPoolExecutor(len(OFFICERS)) as pool:
        names = list(pool.map(officer, OFFICERS))
    assert sorted(names) == edition_names(tmp_path / "editions")
    everyone_got_in(tmp_path, [])


def test_of_two_threads_with_the_same_file_one_finds_it_there(tmp_path: Path) -> None:
    def officer(_: int) -> str:
        try:
            add(tmp_path, 1, 2025)
        except AssertionError:
            return "already there"
        return "added"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(officer, range(4)))
    assert said == ["added", "already there", "already there", "already there"]


def test_a_thread_that_comes_while_another_is_closing_the_store_waits_for_it(
    tmp_path: Path,
) -> None:
    def officer(_: int) -> int:
        opened = 0
        for _ in range(100):
            with open_store(tmp_path) as store:
                opened += store.extracts().empty
        return opened

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(officer, range(4))) == 400


# Between the store and the turn

ADDS = """
import sys; from pathlib import Path; from data.store.store import open_store
with open_store(Path(sys.argv[1]), patience=0.0) as store: print(len(store.extracts()))
"""


def test_the_store_is_free_while_an_edition_is_built(tmp_path: Path) -> None:
    add(tmp_path, 1, 2025)
    others: list[str] = []

    def another_looks_in(done: float, _: str) -> None:
        if done and not others:
            command = [sys.executable, "-c", ADDS, str(tmp_path / "store")]
            run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
            others.append(run.stdout + run.stderr)

    publish(
        partial(open_store, tmp_path / "store"),
        load_schemas(),
        why="",
        made_by="",
        folder=tmp_path / "editions",
        report=another_looks_in,
    )
    assert others == ["1\n"]


def test_who_waits_for_the_store_lets_others_have_the_turn(tmp_path: Path) -> None:
    """Whoever has the store may be waiting for the turn: else both would wait for ever."""
    add(tmp_path, 1, 2025)
    editions = tmp_path / "editions"
    with (
        ThreadPoolExecutor(1) as pool,
        holding(tmp_path / "store" / "store.duckdb") as held,
    ):
        published = pool.submit(publish_all, tmp_path, 1)
        while not (editions / ".turn").exists() and not published.done():
            time.sleep(0.01)
        with folder_lock(editions):
            assert not published.done()
        held.communicate("\n")
        assert published.result() == current_name(editions)


def test_a_store_that_somebody_keeps_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.publish.queue._PATIENCE", 0.1)
    monkeypatch.setattr("data.publish.queue._MOMENT", 0.1)
    add(tmp_path, 1, 2025)
    with holding(tmp_path / "store" / "store.duckdb") as held:
        with pytest.raises(Refused, match="somebody else is using the store"):
            publish_all(tmp_path, 1)
        held.communicate("\n")
    assert list((tmp_path / "editions").iterdir()) == []
    publish_all(tmp_path, 1)


# Whose turn it is


def test_a_turn_is_waited_for_and_leaves_nothing(tmp_path: Path) -> None:
    order: list[str] = []

    def in_turn(name: str) -> None:
        with folder_lock(tmp_path):
            order.append(f"{name} in")
            time.sleep(0.02)
            order.append(f"{name} out")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(in_turn, "abcdefgh"))
    pairs = list(zip(order[::2], order[1::2], strict=True))
    assert all(came[0] == left[0] and left.endswith("out") for came, left in pairs)
    assert list(tmp_path.iterdir()) == []


def test_a_turn_that_was_left_that_very_moment_is_waited_for_like_any_other(tmp_path: Path) -> None:
    def officer(_: int) -> int:
        for _ in range(60):
            with folder_lock(tmp_path):
                pass
        return 60

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(officer, range(8))) == 480


def test_somebody_who_keeps_a_turn_is_said_so_kindly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.files.lock._PATIENCE", 0.2)
    with (
        folder_lock(tmp_path),
        pytest.raises(Refused, match="somebody else is publishing here"),
        folder_lock(tmp_path),
    ):
        pass
    with folder_lock(tmp_path):
        assert [f.name for f in tmp_path.iterdir()] == [".turn"]


def test_a_line_that_moves_is_waited_for_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.files.lock._PATIENCE", 2.0)

    def in_turn(_: int) -> None:
        with folder_lock(tmp_path):
            time.sleep(0.4)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(in_turn, range(8)))


def test_a_turn_that_a_killed_process_left_is_free(tmp_path: Path) -> None:
    hold = "import sys, data.files.lock as t; from pathlib import Path\n"
    hold += "with t.folder_lock(Path(sys.argv[1])):"
    hold += " print('mine', flush=True); input()"
    command = [sys.executable, "-c", hold, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True) as held:
        assert held.stdout is not None and held.stdout.readline() == "mine\n"
        held.kill()
        held.wait()
    assert (tmp_path / ".turn").exists()
    with folder_lock(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_was_left_in_a_store_when_it_was_made_is_cleared(tmp_path: Path) -> None:
    """Nobody locks the folder of a store that is there, so nobody else would take it away."""
    with open_store(tmp_path):
        pass
    (tmp_path / ".turn").touch()
    with open_store(tmp_path):
        assert not (tmp_path / ".turn").exists()
    with folder_lock(tmp_path), open_store(tmp_path):
        assert (tmp_path / ".turn").exists(), "but not from under who holds it"


def test_going_back_waits_for_whoever_publishes(tmp_path: Path) -> None:
    """Who asks last is the last: a restore is not undone by a publication that began before."""
    add(tmp_path, 1, 2025)
    march = publish_all(tmp_path, 1)
    with ThreadPoolExecutor(1) as pool:
        with folder_lock(tmp_path / "editions"):
            restored = pool.submit(point_to, march, tmp_path / "editions")
            time.sleep(0.1)
            assert not restored.done()
        restored.result()
    assert current_name(tmp_path / "editions") == march
