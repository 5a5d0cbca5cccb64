"""How long a million rows take to check and load, beside DuckDB's bare typed read of the same file.

    python benchmarks/extracts.py [ROWS]

Ratios in one run, so that the machine's speed does not matter: each read and each check is a
process of its own, in turn; and how soon a file is refused that is no extract. Prints PASS or FAIL
beside what is promised; the exit code is 0 when all pass.
"""

import csv
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from schemas.declared import Indicator, Schemas
from schemas.load import load_schemas
from schemas.periods import Period, PeriodError
from tools.illustrative_extracts import COLUMNS

ROUNDS = 5
MOST_TIMES = 3.0
FIRST_YEAR = 1995
MOST_MEGABYTES = 700
MOST_SECONDS = 1
HOSTILE = {  # and how often; no process that reads a file has them in its memory
    "10,000 columns": (b"a," * 9_999 + b"a\n" + b"1," * 9_999 + b"1\n", 1),
    "200 MB, no line break": (b"x", 200_000_000),
}
TYPED = dict.fromkeys(COLUMNS, "VARCHAR") | {
    "numerator": "BIGINT",
    "denominator": "BIGINT",
    "value": "DOUBLE",
}


def main() -> int:
    """Measure, print, and say whether it is fast and small enough."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory() as folder:
        file = Path(folder) / "england.csv"
        _write(file, rows)
        size = file.stat().st_size / 1e6
        rounds = [(_run("bare", file), _run("loaded", file)) for _ in range(ROUNDS)]
    bare = statistics.median(b["seconds"] for b, _ in rounds)
    checked = statistics.median(c["checked"] for _, c in rounds)
    whole = statistics.median(c["seconds"] for _, c in rounds)
    peak = max(c["megabytes"] for _, c in rounds)
    print(f"{rows:,} rows, {size:.0f} MB, the median of {ROUNDS} rounds")
    print(f"DuckDB's bare typed read  {bare:6.2f} s")
    print(f"checked                   {checked:6.2f} s  {checked / bare:5.2f} times")
    print(f"checked and loaded        {whole:6.2f} s  {whole / bare:5.2f} times")
    spent = [statistics.median(r[at]["processor"] for r in rounds) for at in (0, 1)]
    print(f"the same in processor time {spent[1]:5.2f} s  {spent[1] / spent[0]:5.2f} times")
    print(f"memory at the peak        {peak:6.0f} MB")
    answered = {name: _answered(part * times) for name, (part, times) in HOSTILE.items()}
    for name, seconds in answered.items():
        print(f"{name:25} {seconds:6.2f} s")
    passed = [whole / bare <= MOST_TIMES, peak <= MOST_MEGABYTES]
    print(f"{_word(passed[0])}  at most {MOST_TIMES:g} times")
    print(f"{_word(passed[1])}  at most {MOST_MEGABYTES} MB")
    passed.append(max(answered.values()) <= MOST_SECONDS)
    print(f"{_word(passed[2])}  what is no extract is answered in {MOST_SECONDS:g} s of processor")
    return 0 if all(passed) else 1


def _word(passed: bool) -> str:
    return "PASS" if passed else "FAIL"


def _answered(content: bytes) -> float:
    """Seconds of processor until such a file is refused."""
    from data.any_file import read_any

    schemas, started = load_schemas(), process_time()
    assert read_any("hostile.csv", content, schemas).refused
    return process_time() - started


def _write(file: Path, rows: int) -> None:
    """An extract of every council, with names that hold commas, as Excel saves it."""
    chance = random.Random(4)
    with file.open("w", newline="", encoding="utf-8-sig") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for _, cell in zip(range(rows), _cells(_declared()), strict=False):
            denominator = chance.randint(300, 5000)
            numerator = chance.randint(0, denominator)
            value = round(100 * numerator / denominator, 1)
            writer.writerow([*cell, numerator, denominator, value, chance.choice(["", "", "p"])])


def _declared() -> Schemas:
    """What is declared, and two more measures like each: our own are too few for a million rows."""
    schemas = load_schemas()
    like = {
        name + more: indicator.model_copy(update={"id": name + more})
        for more in ("", "_b", "_c")
        for name, indicator in schemas.indicators.items()
    }
    return schemas.model_copy(update={"indicators": like})


def _cells(schemas: Schemas) -> Iterator[tuple[str, ...]]:
    """Every figure that could be: of measures that no other is a part of, since they were first
    counted, and of no time that is still to come."""
    relations = schemas.relations
    related = {name for pair in relations.within for name in (pair.part, pair.whole)}
    related |= {name for whole in relations.wholes for name in whole.parts}
    for indicator in schemas.indicators.values():
        if indicator.unit != "percent" or indicator.id in related:
            continue
        groups = [("all", "all")]
        groups += [(b, c) for b, cs in indicator.breakdowns.items() for c in cs]
        for period in filter(partial(_has_been, indicator), _periods(indicator)):
            for area in schemas.council.areas.values():
                yield from ((indicator.id, period.label, area.name, *group) for group in groups)


def _periods(indicator: Indicator) -> Iterator[Period]:
    for year in range(FIRST_YEAR, date.today().year + 1):
        whole = f"{year}-{(year + 1) % 100:02}"
        for written in (whole, str(year), *(f"{whole} Q{quarter}" for quarter in range(1, 5))):
            with suppress(PeriodError):
                yield Period.parse(written, indicator.period_kinds)


def _has_been(indicator: Indicator, period: Period) -> bool:
    first = indicator.first_period
    return period.end < date.today() and (first is None or period.start >= first.start)


def _run(what: str, file: Path) -> dict[str, float]:
    """One reading in a process of its own: seconds, and megabytes at the peak."""
    command = [sys.executable, __file__, what, str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def _bare(file: Path) -> dict[str, float]:
    import duckdb

    started, spent = perf_counter(), process_time()
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE t AS FROM read_csv('{file}', header=true, columns={TYPED})")
    return {"seconds": perf_counter() - started, "processor": process_time() - spent}


def _loaded(file: Path) -> dict[str, float]:
    from data.ingest.check import Provenance, read_extract
    from data.store.store import open_store

    schemas = _declared()
    with TemporaryDirectory() as folder:
        os.environ["OUTCOMES_STORE"] = folder
        with open_store() as store:
            started, spent = perf_counter(), process_time()
            extract = read_extract(file.name, file.read_bytes(), schemas, True)
            checked = perf_counter() - started
            assert not extract.refused, extract.problems
            store.add(extract, Provenance(file.name, "a benchmark", "P", "P", "2026"))
            seconds, spent = perf_counter() - started, process_time() - spent
    return {"seconds": seconds, "checked": checked, "processor": spent, "megabytes": _peak()}


def _peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] in (["bare"], ["loaded"]):
        print(json.dumps({"bare": _bare, "loaded": _loaded}[sys.argv[1]](Path(sys.argv[2]))))
    else:
        raise SystemExit(main())
