"""What verdicts add to publishing, and how much is worked out again after one new quarter.

    python benchmarks/publishing.py

Ratios in one run, on the embedded default, so that the machine's speed does not matter. Prints PASS
or FAIL beside what issue 3 asks for; the exit code is 0 when all pass.
"""

import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import data.publish.publish
from data.editions.edition import Edition
from data.editions.folder import current_name, open_edition
from data.embedded import add_embedded
from data.ingest.check import Provenance, read_extract
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.load import load_schemas

ROUNDS = 5
HEADER = "indicator,period,area,breakdown,category,numerator,denominator,value,status"
NEW_QUARTER = "work_experience,2025-26 Q1,,,,21,55,,"
MOST = 2.0  # times as long as publishing without verdicts


def main() -> int:
    with TemporaryDirectory() as folder:
        os.environ["OUTCOMES_STORE"] = f"{folder}/store"
        schemas = load_schemas()
        with open_store() as store:
            add_embedded(store, schemas)
            without = _median(lambda n: _without_verdicts(store, schemas, Path(folder, f"a{n}")))
            first = _median(lambda n: _publish(store, schemas, Path(folder, f"b{n}")))
            again = _median(lambda n: _publish(store, schemas, Path(folder, "b0")))
            touched, of = _after_one_quarter(store, schemas, Path(folder, "b0"))
    print(f"publishing without verdicts        {without:6.2f} s")
    print(f"with them, from nothing            {first:6.2f} s  {first / without:5.2f} times")
    print(f"with them, nothing new             {again:6.2f} s  {again / without:5.2f} times")
    print(f"worked out again after one quarter {touched} of {of} verdicts")
    passed = first / without <= MOST and touched == 1
    print(f"{'PASS' if passed else 'FAIL'}  at most {MOST:g} times, and only what it touches")
    return 0 if passed else 1


def _median(run: Callable[[int], None]) -> float:
    def timed(n: int) -> float:
        started = perf_counter()
        run(n)
        return perf_counter() - started

    timed(99)  # libraries are imported once
    return statistics.median(timed(n) for n in range(ROUNDS))


def _publish(store: Store, schemas: Schemas, folder: Path) -> None:
    data.publish.publish.publish(store, schemas, why="", made_by="", folder=folder)


def _without_verdicts(store: Store, schemas: Schemas, folder: Path) -> None:
    usual, data.publish.publish.verdict_tables = data.publish.publish.verdict_tables, lambda *_: {}
    try:
        _publish(store, schemas, folder)
    finally:
        data.publish.publish.verdict_tables = usual


def _after_one_quarter(store: Store, schemas: Schemas, folder: Path) -> tuple[int, int]:
    before = {v.made_from for v in _current(folder).every_verdict()}
    extract = read_extract("q.csv", f"{HEADER}\n{NEW_QUARTER}\n".encode(), schemas, False)
    store.add(extract, Provenance("q.csv", "a benchmark", "P", "P", "2026"))
    _publish(store, schemas, folder)
    after = [v.made_from for v in _current(folder).every_verdict()]
    return sum(mark not in before for mark in after), len(after)


def _current(folder: Path) -> Edition:
    return open_edition(current_name(folder) or "", folder)


if __name__ == "__main__":
    raise SystemExit(main())
