"""Undo takes back one's own and nothing else, whoever published since and whatever stops it."""

import os
import signal
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from data.editions.folder import current_edition, current_name, edition_names
from data.embedded import ensure_edition
from data.history import timeline
from data.ingest.check import Provenance
from data.publish.decisions import FILE
from data.publish.publish import publish
from data.publish.undo import Undone, undo
from data.store.store import open_store
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import PROJECT, LeftBy, Read

MEASURES = {"Ann": "dental_checks", "Bob": "immunisations"}


class Officer:
    """Somebody who has one file, publishes it, and takes it back."""

    def __init__(self, name: str, read: Read, schemas: Schemas):
        self.name, self.schemas = name, schemas
        self.extract = read(f"{MEASURES[name]},2024-25,,,,469,637,,")
        self.number = 0

    def adds(self) -> None:
        with open_store() as store:
            source = Provenance(f"{self.name}.csv", self.name, "P", "P", "2025")
            store.add(self.extract, source, draft=True)
            known = store.find_extract(self.extract.fingerprint)
        assert known
        self.number = known[0]

    def publishes(self) -> None:
        self.adds()
        self.before = current_name()
        self.edition = publish(
            open_store,
            self.schemas,
            why=f"{self.name}'s",
            made_by=self.name,
            decided={self.number: "accepted"},
        )

    def undoes(self) -> Undone:
        return undo(
            open_store,
            self.schemas,
            edition=self.edition,
            before=self.before,
            undone={self.number: "withdrawn"},
            who=self.name,
        )


def shown() -> set[str]:
    """Whose figures everybody sees."""
    edition = current_edition()
    return {name for name, measure in MEASURES.items() if edition.measurements(measure)}


def standing() -> set[str]:
    with open_store() as store:
        extracts = store.extracts()
    return {n.removesuffix(".csv") for n in extracts.loc[extracts["state"] == "accepted", "name"]}


STEPS = ("Ann publishes", "Ann undoes", "Bob publishes", "Bob undoes")
ORDERS = [
    order
    for order in permutations(STEPS)
    if order.index(STEPS[0]) < order.index(STEPS[1])
    and order.index(STEPS[2]) < order.index(STEPS[3])
]


def nothing_yet(folder: Path) -> None:
    with open_store(folder / "store") as store:
        publish(store, load_schemas(), why="", made_by="a test", folder=folder / "editions")


@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
def test_in_every_order_of_publishing_and_undoing_each_takes_back_their_own(
    left_by: LeftBy, read: Read, schemas: Schemas, order: tuple[str, ...]
) -> None:
    left_by(nothing_yet)
    officers = {name: Officer(name, read, schemas) for name in MEASURES}
    expected: set[str] = set()
    for step in order:
        name, does = step.split()
        getattr(officers[name], does)()
        expected = expected | {name} if does == "publishes" else expected - {name}
        assert (shown(), standing()) == (expected, expected), step


@pytest.fixture
def ann(left_by: LeftBy, read: Read, schemas: Schemas) -> Officer:
    left_by(nothing_yet)
    return Officer("Ann", read, schemas)


@pytest.fixture
def bob(read: Read, schemas: Schemas) -> Officer:
    return Officer("Bob", read, schemas)


def test_undone_at_once_the_edition_of_before_is_seen_again(ann: Officer) -> None:
    ann.publishes()
    assert ann.undoes() == Undone(ann.before or "", went_back=True)
    assert len(edition_names()) == 2


def test_who_came_in_between_stays_although_nobody_knew_of_them(ann: Officer, bob: Officer) -> None:
    """Bob's file was accepted when Ann published, and so it came with hers."""
    bob.adds()
    with open_store() as store:
        store.accept(bob.number, "Bob")
    ann.publishes()
    assert shown() == {"Ann", "Bob"}
    assert not ann.undoes().went_back
    assert shown() == standing() == {"Bob"}


def test_what_somebody_else_has_withdrawn_cannot_be_undone_again(ann: Officer) -> None:
    ann.publishes()
    with open_store() as store:
        store.withdraw(ann.number, "Bob", "The wrong year")
    with pytest.raises(Refused, match="it is withdrawn already"):
        ann.undoes()
    assert shown() == {"Ann"} and not (settings().editions / FILE).exists()


def test_who_undid_what_is_told(ann: Officer, bob: Officer) -> None:
    ann.publishes()
    bob.publishes()
    ann.undoes()
    with open_store() as store:
        told = [f"{e.who} {e.did} {e.why}" for e in timeline(store)]
    assert told[0:2] == ["Ann published Undone", "Ann withdrew Undone"]


# Stopped

STOPPED = """
import os, signal, sys
from data.publish.publish import publish
from data.store.store import open_store
from schemas.load import load_schemas
def stop(done, doing):
    if doing == sys.argv[2]:
        os.kill(os.getpid(), int(sys.argv[3]))
publish(open_store, load_schemas(), why="Q1", made_by="Ann",
        decided={int(sys.argv[1]): "accepted"}, report=stop)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="this system has no SIGKILL")
@pytest.mark.parametrize(
    ("doing", "how"),
    [("Writing the edition", signal.SIGTERM), ("Working out the words", signal.SIGKILL)],
)
def test_a_publication_that_is_stopped_leaves_its_extract_a_draft(
    ann: Officer, bob: Officer, doing: str, how: signal.Signals
) -> None:
    ann.adds()
    command = [sys.executable, "-c", STOPPED, str(ann.number), doing, str(int(how))]
    assert subprocess.run(command, cwd=PROJECT, env=os.environ).returncode == -how
    ensure_edition()  # as the dashboard does when it is started
    assert shown() == standing() == set()
    bob.publishes()
    assert shown() == standing() == {"Bob"}
    with open_store() as store:
        assert store.state(ann.number) == "draft"
        assert "Could not be published" in set(store.decisions()["why"])


@pytest.mark.parametrize("fails", ["refused", "broken"])
def test_a_publication_that_fails_leaves_its_extract_a_draft_at_once(
    ann: Officer, schemas: Schemas, fails: str
) -> None:
    ann.adds()
    error = Refused([]) if fails == "refused" else RuntimeError("a fault of ours")

    def breaks(done: float, doing: str) -> None:
        raise error

    with pytest.raises(type(error)):
        publish(
            open_store,
            schemas,
            why="",
            made_by="Ann",
            decided={ann.number: "accepted"},
            report=breaks,
        )
    assert standing() == set() and not (settings().editions / FILE).exists()


def test_a_publication_that_was_finished_when_it_was_killed_stays(
    ann: Officer, bob: Officer
) -> None:
    """Between the pointer and the note that is then taken away."""
    ann.publishes()
    note = '{"who": "Ann", "before": {"1": "draft"}, "editions": []}'
    (settings().editions / FILE).write_text(note)
    bob.publishes()
    assert standing() == {"Ann", "Bob"} and not (settings().editions / FILE).exists()
