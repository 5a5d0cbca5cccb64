"""Officers and a viewer as processes of their own, for the tests of what they do to each other and
of what a kill does to their work. Each officer has a number, and an extract that nobody else has.
"""

import multiprocessing
import time
import traceback
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from data.editions import folder as editions
from data.editions.folder import current_edition, current_name
from data.ingest.check import Provenance, read_extract
from data.publish.publish import publish
from data.store.store import open_store
from schemas.load import load_schemas

INDICATORS = ("annual_health_assessments", "dental_checks", "immunisations")

# A process that is forked from one that has imported everything starts in no time. It is forked
# from a clean one, and not from pytest's, which may be in the middle of something.
CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver" if CAN_FORK else "spawn")
if CAN_FORK:
    LATER = ("charset_normalizer", "pyarrow.pandas_compat", "scipy.stats")  # else at first use
    PROCESSES.set_forkserver_preload(
        [__name__, *LATER, "statsmodels.stats.proportion", "statsmodels.stats.rates"]
    )


def content(number: int, year: int) -> str:
    """An extract of one row for each indicator, with counts that only this officer has."""
    rows = [f"{name},{year - 1}-{year % 100:02},{6000 + number},9000" for name in INDICATORS]
    return "\n".join(["indicator,period,numerator,denominator", *rows]) + "\n"


def add(folder: Path, number: int, year: int) -> None:
    """Add the officer's extract to the store in this folder."""
    schemas = load_schemas()
    name = f"officer-{number}.csv"
    extract = read_extract(name, content(number, year).encode(), schemas)
    with open_store(folder / "store") as store:
        assert store.add(extract, Provenance(name, "a test", "P", "P", "2025"))


def publish_all(folder: Path, number: int) -> str:
    """Publish the store in this folder. Every other officer has it open, as a page does; the rest
    leave it to be opened when their turn comes, as a command does."""
    opens, schemas = partial(open_store, folder / "store"), load_schemas()
    why, editions = f"By officer {number}", folder / "editions"
    if number % 2:
        return publish(opens, schemas, why=why, made_by="a test", folder=editions)
    with opens() as store:
        return publish(store, schemas, why=why, made_by="a test", folder=editions)


def add_and_publish(folder: Path, number: int, year: int, said: Connection) -> None:
    """One officer's work, who says when a part of it is done."""
    said.send("started")
    add(folder, number, year)
    said.send("added")
    publish_all(folder, number)
    said.send("published")


@dataclass(frozen=True)
class Sight:
    """What a viewer sees: the edition's name, and the numbers of the officers in it."""

    edition: str
    officers: frozenset[int]


def look(folder: Path) -> Sight:
    """Read the current edition from its file, and make sure that it is of one piece."""
    editions._opened.cache_clear()
    edition = current_edition(folder / "editions")
    counted = edition.rows("SELECT extract, count(*) AS figures FROM measurement GROUP BY ALL")
    rows = {row["extract"]: row["figures"] for row in counted}
    said = {row["extract"] for row in edition.rows("SELECT DISTINCT extract FROM remark")}
    assert {*rows} | said == {*edition.sources}, "figures without their extract, or the other way"
    ours = {s.id: s.name for s in edition.sources.values() if s.name.startswith("officer-")}
    assert {rows[i] for i in ours} <= {len(INDICATORS)}, "half an extract"
    figures = edition.rows(
        "SELECT indicator, value FROM measurement WHERE list_contains(?, indicator)",
        [list(INDICATORS)],
    )
    values = {(f["indicator"], round(f["value"], 6)) for f in figures if f["value"] is not None}
    judged = {
        (v.indicator, round(v.last, 6)) for v in edition.every_verdict() if v.last is not None
    }
    assert {s for s in judged if s[0] in INDICATORS} <= values, "a verdict on other figures"
    assert edition.schemas.indicators, "nothing declared"
    numbers = (name.removeprefix("officer-").removesuffix(".csv") for name in ours.values())
    return Sight(edition.name, frozenset(map(int, numbers)))


def watch(folder: Path, said: Connection) -> None:
    """A viewer who looks all the time until told to stop, then says how often and at what, or what
    went wrong."""
    looks, sights, wrong = 0, [], ""
    try:
        while not said.poll():
            if current_name(folder / "editions") is not None:
                sight = look(folder)
                looks += 1
                if sight not in sights[-1:]:
                    sights.append(sight)
            time.sleep(0.05)
    except Exception:
        wrong = traceback.format_exc()
    said.send((looks, sights, wrong))
