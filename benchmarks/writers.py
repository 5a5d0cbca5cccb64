"""Twenty officers who add at once: how many files a second a database server takes, and the file.

    python benchmarks/writers.py

A ratio in one run, so that the machine's speed does not matter: Debian's PostgreSQL, which waits
for the disk at every commit, is to take at least three times as many. Each writer is a process that
opens the store, adds a small extract that was read before, and lets go, again and again: reading a
file takes as long whichever it goes to. Prints PASS or FAIL; the exit code is 0 when it passes.
"""

import multiprocessing
import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data.ingest.check import Provenance, read_extract
from data.store.store import open_store
from schemas.load import load_schemas
from tests.support.databases import PASSWORD, own_schema, running

WRITERS, SECONDS, LEAST = 20, 15.0, 3.0
PATIENCE = 120.0  # seconds, with a writer that has died
HEADER = "indicator,period,area,breakdown,category,numerator,denominator,value,status"


def main() -> int:
    with TemporaryDirectory() as folder, running() as server:
        (secret := Path(folder) / "password").write_text(PASSWORD)
        secret.chmod(0o600)
        os.environ["OUTCOMES_STORE_PASSWORD_FILE"] = str(secret)
        places = {"a file": f"{folder}/store", "PostgreSQL": own_schema(server.port, "council")}
        counted = {name: added_by_twenty(place) for name, place in places.items()}
    for name, (added, failed) in counted.items():
        print(f"{name:11} {added / SECONDS:6.1f} files a second, {failed} refused")
    ratio = counted["PostgreSQL"][0] / counted["a file"][0]
    passed = ratio >= LEAST and counted["PostgreSQL"][1] == 0
    print(f"{'PASS' if passed else 'FAIL'}  {ratio:.1f} times, at least {LEAST:g}, none refused")
    return 0 if passed else 1


def added_by_twenty(place: str) -> tuple[int, int]:
    """How many files were added within the time, and how many were refused."""
    os.environ["OUTCOMES_STORE"] = place
    with open_store():
        pass  # its tables are there
    fresh = multiprocessing.get_context("forkserver")
    fresh.set_forkserver_preload(["data.ingest.check", "schemas.load"])
    begun, counts = fresh.Barrier(WRITERS, timeout=PATIENCE), fresh.Queue()
    writers = [
        fresh.Process(target=write, args=(n, place, begun, counts), daemon=True)
        for n in range(WRITERS)
    ]
    for each in writers:
        each.start()
    told = [counts.get(timeout=PATIENCE + SECONDS) for _ in writers]
    for each in writers:
        each.join()
    with open_store() as store:
        there = len(store.extracts())
    assert there >= sum(added for added, _ in told)
    return sum(added for added, _ in told), sum(failed for _, failed in told)


def write(writer: int, place: str, begun, counts) -> None:  # type: ignore[no-untyped-def]
    """Add one file after another until the time is over."""
    os.environ["OUTCOMES_STORE"] = place
    schemas, added, failed, n = load_schemas(), 0, 0, 0
    line = f"work_experience,2025-26 Q1,,,,{writer + 1},55,,"
    extract = read_extract("q.csv", f"{HEADER}\n{line}".encode(), schemas)
    begun.wait()
    until = monotonic() + SECONDS
    while monotonic() < until:
        n += 1
        another = replace(extract, fingerprint=f"{writer}-{n}")
        try:
            with open_store() as store:
                store.add(another, Provenance("q.csv", str(writer), "P", "P", "2026"))
            added += monotonic() < until
        except Exception as error:
            print(error, file=sys.stderr)
            failed += 1
    counts.put((added, failed))


if __name__ == "__main__":
    sys.exit(main())
