"""Many councils on one host, and what the readers of one notice of all the others.

    python benchmarks/hosts.py [--councils 153] [--sessions 1000] [--every 30]

As root, because every council's processes run as an account of their own. Begins the councils from
public lists, publishes what departments have published of each, runs `python -m hosting run` behind
nginx, and opens real websocket sessions through it, each of which changes a measure's page every so
many seconds: first all on one council, which has three processes for its readers, then spread over
all of them, with and without a publication of one of them. Whoever asks is on the same machine, and
their processor is in every figure. Prints ratios in one run, and PASS or FAIL beside the targets;
the exit code is 0 when all pass. Half an hour with 153 councils on two cores.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
from ratio_table import p95
from server_processes import NotMeasured
from websocket_sessions import Session, Visited, everyone_changing, opened

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data.councils import every_council, new_council
from hosting.declaration import Process, read_hosting
from hosting.web_server import write_settings
from tests.support.browsing import PROJECT
from tests.support.hosts import running_host

PAGE, LABEL = "/indicator?id=care_leavers_eet_19_21", "Compare with"
FIRST_ACCOUNT, READERS = 63001, 3
APART = 0.15  # seconds between two who open a page
STRETCHED = 60  # sessions that change again as soon as they are answered
ROUNDS = 3  # of a window without, and one with a publication
SLOWEST, MOST_SLOWED, MOST_MEMORY = 150.0, 1.1, 60.0
FIGURES = """indicator,period,numerator,denominator
dental_checks,{0}-{1:02d},{2},700
"""


class Host:
    """A host that runs, and what it costs."""

    def __init__(self, folder: Path, count: int):
        self.folder, self.file = folder, folder / "hosting.toml"
        lines = [
            'address = "https://outcomes.example.gov.uk"',
            f'workspaces = "{folder}/data"',
            f'sockets = "{folder}/run"',
        ]
        for n, (area, _) in enumerate(islice(every_council(), count)):
            name = f"c{n}"
            new_council(area.code, folder / "councils" / name)
            lines += [
                f"[councils.{name}]",
                f'account = "{FIRST_ACCOUNT + n}"',
                f'folder = "{folder}/councils/{name}"',
                f"readers = {0 if n else READERS}",
            ]
        self.file.write_text("\n".join(lines))
        self.hosting = read_hosting(self.file)
        self.names = [*self.hosting.councils]
        write_settings(self.hosting, folder / "web", containers=False)

    @contextmanager
    def running(self) -> Iterator[None]:
        """While every process of every council has an edition, and answers at `self.address`."""
        with running_host(self.file, patience=40 * 60) as (number, self.address):
            self.process = psutil.Process(number)
            yield

    def of(self, name: str) -> list[psutil.Process]:
        """A council's processes, by their account."""
        account = FIRST_ACCOUNT + self.names.index(name)
        return [p for p in self.process.children(recursive=True) if p.uids().real == account]

    def cpu_seconds(self) -> float:
        return sum(sum(p.cpu_times()[:2]) for p in self.process.children(recursive=True))

    def visited(self, name: str) -> Visited:
        return Visited(f"{self.address}/{name}{PAGE}", LABEL, f"/{name}")

    def publication(self, name: str, year: int) -> "subprocess.Popen[bytes]":
        """A job of that council's publishes a file of theirs, as docs/hosting.md says."""
        process = Process(name, self.hosting.councils[name], 0)
        account = FIRST_ACCOUNT + self.names.index(name)
        file = self.folder / f"{name}-{year}.csv"
        file.write_text(FIGURES.format(year, (year + 1) % 100, 400 + year % 100))
        file.chmod(0o644)
        data = f"nice -n 10 {sys.executable} -m data"
        return subprocess.Popen(
            ["sh", "-c", f"{data} add --yes {file} && {data} publish --why {year}"],
            cwd=PROJECT,
            env=process.environment(self.hosting),
            user=account,
            group=account,
            extra_groups=[],
            stdout=subprocess.DEVNULL,
        )


async def arrive(host: Host, names: list[str], count: int) -> list[Session]:
    """So many sessions over those councils, whose page has been drawn once."""
    arriving = (
        opened(host.visited(name), APART * n) for n, name in enumerate(islice(cycle(names), count))
    )
    return list(await asyncio.gather(*arriving))


async def with_chart(host: Host) -> list[str]:
    """The councils whose page has the chart: two are so small that nobody publishes theirs."""
    drawn = []
    for name in host.names:
        with suppress(NotMeasured):
            await leave([await opened(host.visited(name), 0)])
            drawn.append(name)
    return drawn


async def leave(sessions: list[Session]) -> None:
    await asyncio.gather(*(person.close() for person in sessions))


async def stretched(host: Host, names: list[str]) -> float:
    """Changes a second, when everybody changes again as soon as they are answered."""
    some = await arrive(host, names, STRETCHED)
    began = time.perf_counter()
    changes = len(await everyone_changing(some, 20.0, every=0.0))
    took = time.perf_counter() - began
    await leave(some)
    return changes / took


async def measure(host: Host, sessions: int, every: float) -> list[bool]:
    """Print what was measured, a line each; which targets were met."""
    met = list[bool]()

    def say(words: str, reached: bool | None = None) -> None:
        if reached is not None:
            met.append(reached)
        print({True: "PASS", False: "FAIL", None: ""}[reached].ljust(6) + words, flush=True)

    one, councils = host.names[0], len(host.names)
    idle = [p.memory_full_info().uss / 1e6 for name in host.names[1:] for p in host.of(name)]
    say(
        f"a council that nobody reads, its own memory: median {median(idle):.0f} MB, most "
        f"{max(idle):.0f}; at most {MOST_MEMORY:g}",
        max(idle) <= MOST_MEMORY,
    )
    before, began = host.cpu_seconds(), time.monotonic()
    await asyncio.sleep(30)
    used = (host.cpu_seconds() - before) / (time.monotonic() - began)
    say(f"{councils} councils that nobody reads: {used:.2f} of a core")

    alone_most = await stretched(host, [one])
    people = await arrive(host, [one], sessions)
    await everyone_changing(people, every, every)  # not counted: what is drawn for the first time
    alone = p95(await everyone_changing(people, every * 2, every))
    await leave(people)
    say(f"one council alone, {READERS} processes for its readers, {sessions:,} sessions, each with")
    say(f"  a change every {every:g} s: p95 {alone:.0f} ms; at most {alone_most:.0f} changes/s")

    drawn = await with_chart(host)
    all_most = await stretched(host, drawn)
    people = await arrive(host, drawn, sessions)
    await everyone_changing(people, every, every)
    others = [person for n, person in enumerate(people) if (n + 1) % len(drawn)]
    quiet, beside, took = list[float](), list[float](), list[float]()
    for number in range(ROUNDS):
        quiet += await everyone_changing(others, every, every)
        publishing, since = host.publication(drawn[-1], 2010 + number), time.monotonic()
        while publishing.poll() is None:
            beside += await everyone_changing(others, every / 10, every)
        took.append(time.monotonic() - since)
        if publishing.returncode:
            raise NotMeasured("a publication was refused")
    await leave(people)
    slow, slower = p95(quiet), p95(beside)
    say(
        f"{len(drawn)} councils, {sessions:,} sessions: p95 {slow:.0f} ms, {slow / alone:.2f} "
        f"times one council alone; at most {SLOWEST:g} ms",
        slow <= SLOWEST,
    )
    say(f"  at most {all_most:.0f} changes/s, {all_most / alone_most:.2f} times one council alone")
    say(
        f"while another council publishes ({median(took):.0f} s): p95 {slower:.0f} ms, "
        f"{slower / slow:.2f} times; at most {MOST_SLOWED:g}",
        slower / slow <= MOST_SLOWED,
    )
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--councils", type=int, default=153)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--every", type=float, default=30.0, help="seconds between two changes")
    chosen = parser.parse_args()
    if os.geteuid() != 0:
        print("NOT MEASURED  only root may run each council as its own account")
        return 1
    os.umask(0o022)
    with TemporaryDirectory(prefix="hosts-") as made:
        (folder := Path(made)).chmod(0o755)
        host, began = Host(folder, chosen.councils), time.monotonic()
        try:
            with host.running():
                took = time.monotonic() - began
                print(f"      from nothing to {chosen.councils} councils that answer: {took:.0f} s")
                met = asyncio.run(measure(host, chosen.sessions, chosen.every))
        except NotMeasured as error:
            print(f"NOT MEASURED  {error}")
            return 1
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
