"""Whenever adding or publishing is killed, nothing is half done and nothing is lost.

Every day kills it at two moments, the night at two hundred.
"""

import random
import signal
import time
from collections import Counter
from pathlib import Path
from shutil import copytree
from statistics import median

import pytest

from data.editions.folder import current_name, edition_names
from data.store.store import open_store
from tests.support.adding import (
    CAN_FORK,
    INDICATORS,
    PROCESSES,
    add_and_publish,
    look,
)
from tests.support.depth import EVERYTHING, tries
from tests.support.old_store import old_store, open_and_die, rows_of

MOMENTS = tries(2, at_night=200)
PARTS = ["started", "added", "published"]
YEAR = 2025

pytestmark = [
    pytest.mark.skipif(not CAN_FORK, reason="this system has no SIGKILL and no fork"),
    pytest.mark.process,
]


class Work:
    """One officer's work in a process of its own, which can be killed."""

    def __init__(self, folder: Path, number: int):
        self._said, said = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(
            target=add_and_publish, args=(folder, number, YEAR, said), daemon=True
        )
        self._process.start()
        said.close()
        assert self._said.recv() == PARTS[0]
        self.done, self._start = [PARTS[0]], time.monotonic()

    def kill_after(self, seconds: float) -> list[str]:
        """Kill it at that moment; the parts of its work that it said were done."""
        time.sleep(seconds)
        self._process.kill()
        return self._rest()[0]

    def finish(self) -> list[float]:
        """Let it be; how long after its start each part was done."""
        done, times = self._rest()
        assert (done, self._process.exitcode) == (PARTS, 0)
        return times

    def _rest(self) -> tuple[list[str], list[float]]:
        times = []
        try:
            while True:
                self.done.append(self._said.recv())
                times.append(time.monotonic() - self._start)
        except EOFError:
            self._process.join()
        return self.done, times


class Place:
    """A store and its editions, and what must be in them whatever happens."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.tried: list[int] = []
        self.safe: set[int] = set()
        self.seen = self.published = 0

    def is_killed(self, number: int, seconds: float) -> str:
        """Kill an officer's work here, see that all is well, and say where it was hit."""
        self.tried.append(number)
        done = Work(self.folder, number).kill_after(seconds)
        if "added" in done:
            self.safe.add(number)
        if "published" in done:
            self.published = number
        return f"{done[-1]}, {self.is_well()}"

    def is_well(self) -> str:
        left = self.leftovers()
        assert sum(name.startswith(".building-") for name in left) <= 1, left
        stored = self.store_is_whole()
        assert self.safe <= stored <= set(self.tried)
        self.safe = stored
        self.edition_is_whole()
        here = {"an extract in the store": max(self.tried) in stored,
                "an edition half built": any(n.startswith(".b") for n in left),
                "its edition current": self.seen == max(self.tried)}  # fmt: skip
        return " and ".join([name for name, is_so in here.items() if is_so] or ["nothing"])

    def store_is_whole(self) -> set[int]:
        """The officers in the store, which opens, and has all of what it has."""
        with open_store(self.folder / "store") as store:
            extracts, latest = store.extracts_sealed(), store.current_figures("E10000024")
        assert set(extracts["figures"]) <= {len(INDICATORS)}
        assert set(latest["extract"]) <= {extracts["id"].max()}
        return {int(name.split("-")[1].split(".")[0]) for name in extracts["name"]}

    def edition_is_whole(self) -> None:
        """The current edition opens, is the one pointed to, and never has less than before."""
        if current_name(self.folder / "editions") is None:
            assert self.published == 0
            return
        sight = look(self.folder)
        assert sight.edition == current_name(self.folder / "editions")
        (number,) = sight.officers
        assert number >= max(self.seen, self.published)
        self.seen = number

    def leftovers(self) -> list[str]:
        folder = self.folder / "editions"
        wanted = {"current.txt", *(f"{name}.duckdb" for name in edition_names(folder))}
        return [f.name for f in folder.glob("*") if f.name not in wanted]

    def recovers(self, number: int) -> None:
        """The next officer's work goes well, and clears away what the killed ones left."""
        Work(self.folder, number).finish()
        self.tried.append(number)
        self.published = number
        self.is_well()
        assert self.leftovers() == []
        assert [f.name for f in (self.folder / "store").iterdir()] == ["store.duckdb"]


def moments(count: int, added: float, published: float) -> list[float]:
    """Moments while adding, while publishing, and in the last stretch, where files change names."""
    chance = random.Random(20260107)
    spans = [(0, added), (added, published), (0.8 * published, 1.1 * published)]
    return [chance.uniform(*spans[n % 3]) for n in range(count)]


def test_a_kill_at_any_moment_leaves_all_or_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trials = [Work(tmp_path / f"trial-{n % 2}", n).finish() for n in range(1, 4)]
    added, published = (median(times) for times in zip(*trials, strict=True))
    growing, hit = Place(tmp_path / "growing"), Counter[str]()
    for number, moment in enumerate(moments(MOMENTS, added, published), start=1):
        is_first = number % 4 == 0  # the very first work, in a folder where there is nothing yet
        place = Place(tmp_path / f"new-{number}") if is_first else growing
        hit[place.is_killed(number, moment)] += 1
        if is_first:
            place.recovers(number + 1)
    growing.recovers(MOMENTS + 1)
    with capsys.disabled():
        if EVERYTHING:
            print(f"\n{MOMENTS} kills; adding takes {added:.3f} s, publishing {published:.3f} s")
            print(*(f"{n:4} after {where}" for where, n in hit.most_common()), sep="\n")


def test_a_kill_while_an_old_store_is_brought_over_loses_nothing(tmp_path: Path) -> None:
    """Before it is done, in the middle, and when it is done and not yet in the file itself."""
    before = rows_of(old_store(tmp_path / "old", rows=20_000).parent, to_read=True)
    took = 0.0
    chance = random.Random(20261127)
    for number, moment in enumerate([None, *(chance.uniform(0.3, 1.1) for _ in range(MOMENTS))]):
        place = tmp_path / f"killed-{number}"
        copytree(tmp_path / "old", place)
        hears, said = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=open_and_die, args=(place, said), daemon=True)
        process.start()
        said.close()
        assert hears.recv() == "started"
        start = time.monotonic()
        if moment is None:
            assert hears.recv() == "opened"
            took = time.monotonic() - start
        else:
            time.sleep(moment * took)
            process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert rows_of(place, to_read=True) == rows_of(place) == before
        with open_store(place) as store:
            assert store.connection.run("SELECT count(*) FROM figure") == [(len(before),)]
        assert [f.name for f in place.iterdir()] == ["store.duckdb"]
