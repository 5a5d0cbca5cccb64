"""Editions in an object store: whoever publishes there publishes whole or not at all, and whoever
reads has the newest that arrived whole."""

import json
import os
import signal
import stat
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from data.backup import back_up, put_back
from data.editions.folder import current_edition, current_name, edition_names
from data.editions.restore import restorations
from data.files import object_store
from data.publish import local_copy
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import Arrives
from tests.support.adding import CAN_FORK, PROCESSES
from tests.support.browsing import serving
from tests.support.depth import night
from tests.support.object_stores import SECRET, Bucket, Happens, bucket, needs_s3

pytestmark = [needs_s3, pytest.mark.on_a_file]
EVERYTHING_PASSES: Happens = lambda _step, _when: True  # noqa: E731
ROW = "dental_checks,2024-25,,,,469,560,,"
Publish = Callable[[], str]


@pytest.fixture(scope="module")
def server() -> Iterator[Bucket]:
    with bucket() as opened:
        yield opened


@pytest.fixture
def kept(
    server: Bucket, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bucket]:
    """An empty bucket, and an officers' machine that keeps its editions there."""
    if server.files.exists(server.address):
        server.files.rm(server.address, recursive=True)
    object_store._files.cache_clear()
    for name, value in server.settings(tmp_path / "officers").items():
        monkeypatch.setenv(name, value)
    server.happens = EVERYTHING_PASSES
    local_copy._silent.clear()
    yield server
    server.happens = EVERYTHING_PASSES
    server.comes_back()


@pytest.fixture
def publishes(kept: Bucket, store: Store, schemas: Schemas) -> Publish:
    return lambda: publish(store, schemas, why="a test", made_by="Ann")


@pytest.fixture
def replica(kept: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bool]:
    """Read from now on as a machine of that name, which has brought what is new."""

    def read(name: str) -> bool:
        monkeypatch.setenv("OUTCOMES_COPIES", str(tmp_path / name))
        return local_copy.follow()

    return read


def test_what_is_published_is_on_every_machine_whole_and_only_its_own(
    kept: Bucket, publishes: Publish, replica: Callable[[str], bool], arrives: Arrives
) -> None:
    arrives(ROW)
    first, second = publishes(), publishes()
    assert kept.names() == {"current.json", f"{first}.duckdb", f"{second}.duckdb"}
    assert replica("viewers") and current_edition().name == second
    assert edition_names() == [first, second]
    assert stat.S_IMODE(settings().editions.stat().st_mode) == 0o700
    assert current_edition().measurements("dental_checks")[0].numerator == 469
    (settings().editions / ".arriving-left").write_bytes(b"of a kill")
    (settings().editions / "1999-old.duckdb").write_bytes(b"of nobody")
    replica("officers")
    point_to(first, who="Bob", why="Wrong figures")
    assert replica("viewers") and (current_name(), edition_names()) == (first, [first, second])
    assert [(r.who, r.why, r.before) for r in restorations()] == [("Bob", "Wrong figures", second)]
    assert not list(settings().editions.glob(".arriving*"))


def test_two_who_publish_at_once_do_not_overwrite_each_other(
    kept: Bucket,
    publishes: Publish,
    replica: Callable[[str], bool],
    tmp_path: Path,
    store: Store,
    schemas: Schemas,
) -> None:
    """One publishes from a machine of its own while another builds, having looked before."""
    publishes()
    others: list[BaseProcess] = []

    def meanwhile(_done: float, _doing: str) -> None:
        if not others:
            others.append(publishes_elsewhere(tmp_path / "another"))
            others[0].join()

    with pytest.raises(Refused, match="somebody else has published meanwhile"):
        publish(store, schemas, why="a test", made_by="Ann", report=meanwhile)
    assert replica("another") and len(theirs := edition_names()) == 2
    assert kept.names() == {"current.json", *(f"{name}.duckdb" for name in theirs)}
    assert replica("officers") and (edition_names(), current_name()) == (theirs, theirs[-1])
    third = publishes()
    assert replica("viewers") and current_name() == third


def publishes_elsewhere(machine: Path) -> BaseProcess:
    """Somebody who publishes from a store and a copy of their own, in a process of their own."""
    folders = {"OUTCOMES_STORE": f"{machine}-store", "OUTCOMES_COPIES": str(machine)}
    process = PROCESSES.Process(target=_publishes_in, args=(os.environ | folders,))
    process.start()
    return process


def _publishes_in(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    publish(open_store, load_schemas(), why="a test", made_by="Cy")


MAY = {
    "leeds-officers": ["GetObject leeds/*", "PutObject leeds/*", "DeleteObject leeds/*"],
    "leeds-viewers": ["GetObject leeds/*"],
    "kent-officers": ["GetObject kent/*", "PutObject kent/*", "DeleteObject kent/*"],
}


def test_one_councils_account_reaches_nothing_below_anothers_prefix(
    kept: Bucket,
    publishes: Publish,
    replica: Callable[[str], bool],
    arrives: Arrives,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The object store refuses it, whatever our process is told."""
    arrives(ROW)
    with kept.asks_who(MAY) as environments:

        def become(name: str, council: str) -> None:
            address = kept.address.replace("nottinghamshire", council)
            object_store._files.cache_clear()
            local_copy._silent.clear()
            for variable, value in (environments[name] | {"OUTCOMES_EDITIONS": address}).items():
                monkeypatch.setenv(variable, value)

        become("leeds-officers", "leeds")
        theirs = publishes()
        become("leeds-viewers", "leeds")
        assert replica("viewers") and current_name() == theirs
        with pytest.raises(Refused, match="does not let the dashboard in"):
            publishes()
        become("kent-officers", "kent")
        own = publishes()
        for name, council in (("kent-officers", "leeds"), ("leeds-viewers", "kent")):
            become(name, council)
            assert not replica(f"a new machine of {name}") and not edition_names()
            assert "does not let the dashboard in" in caplog.text
            caplog.clear()
        become("kent-officers", "leeds")
        with pytest.raises(Refused, match="does not let the dashboard in"):
            publishes()
        there = object_store.ObjectStore(settings().editions_address)
        for reach in (
            lambda: there.read("current.json"),
            lambda: there.take(f"{theirs}.duckdb", settings().editions / "taken"),
            lambda: there.replace("current.json", b"{}", ""),
            lambda: there.add(Path(__file__), f"{own}.duckdb"),
            lambda: there.remove(f"{theirs}.duckdb"),
        ):
            with pytest.raises(object_store.Unreachable, match="does not let the dashboard in"):
                reach()
        become("leeds-viewers", "leeds")
        assert replica("again") and current_name() == theirs


def test_an_answer_that_is_lost_makes_no_second_publication(
    kept: Bucket, publishes: Publish
) -> None:
    """The object store took it, the answer was lost, and the program asked again by itself."""
    publishes()

    def lost(step: str, when: str) -> bool:
        if is_lost := (step, when) == ("PUT current.json", "after"):
            kept.happens = EVERYTHING_PASSES
        return not is_lost

    kept.happens = lost
    second = publishes()
    assert kept.happens is EVERYTHING_PASSES
    assert second == current_name() == edition_names()[-1] and len(edition_names()) == 2


STEPS = ["HEAD current.json", "PUT edition", "PUT current.json"]


def is_at(step: str, said: str) -> bool:
    return said == step or (step == "PUT edition" and said[:4] == "PUT " and ".duckdb" in said)


@pytest.mark.parametrize("step", STEPS)
def test_a_publication_that_the_store_leaves_at_a_step_is_not_there_and_can_be_made_again(
    kept: Bucket,
    publishes: Publish,
    replica: Callable[[str], bool],
    arrives: Arrives,
    step: str,
) -> None:
    arrives(ROW)
    before, is_away = publishes(), []

    def goes_away(said: str, _when: str) -> bool:
        if is_at(step, said):
            is_away.append(said)
        return not is_away

    kept.happens = goes_away
    with pytest.raises(Refused, match=r"does not answer just now|in the very last step"):
        publishes()
    assert is_away and [before] == edition_names() == [current_edition().name]
    kept.happens = EVERYTHING_PASSES
    assert replica("viewers") and (current_name(), edition_names()) == (before, [before])
    replica("officers")
    after = publishes()
    assert replica("viewers") and edition_names() == [before, after] and current_name() == after


@pytest.mark.skipif(not CAN_FORK, reason="this system has no SIGKILL and no fork")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_a_publication_whole_or_not_there(
    kept: Bucket,
    publishes: Publish,
    replica: Callable[[str], bool],
    tmp_path: Path,
    step: str,
    when: str,
) -> None:
    before, killed = publishes(), threading.Event()
    process: list[BaseProcess] = []
    has_begun = threading.Event()

    def kills(said: str, moment: str) -> bool:
        if has_begun.wait(20) and moment == when and is_at(step, said) and not killed.is_set():
            os.kill(process[0].pid or 0, signal.SIGKILL)
            killed.set()
        return not killed.is_set()

    kept.happens = kills
    process.append(publishes_elsewhere(tmp_path / "another"))
    has_begun.set()
    process[0].join()
    assert killed.is_set() and process[0].exitcode == -signal.SIGKILL
    kept.happens = EVERYTHING_PASSES
    assert replica("viewers")
    seen = edition_names()
    is_through = (step, when) == ("PUT current.json", "after")
    assert seen[0] == before and len(seen) == 1 + is_through
    assert current_edition().name == seen[-1]
    replica("officers")
    after = publishes()
    assert replica("viewers") and edition_names() == [*seen, after] and current_name() == after


def said_by(address: str, path: str) -> str:
    try:
        with urllib.request.urlopen(address + path, timeout=20) as answer:
            return str(json.load(answer).get("edition"))
    except urllib.error.HTTPError as error:
        return str(error.code)


def shows(address: str, edition: str, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if said_by(address, "/readyz") == edition:
            return True
        time.sleep(0.1)
    return False


@night
def test_two_readers_servers_show_a_publication_in_5_s_and_outlive_the_object_store(
    kept: Bucket, publishes: Publish, tmp_path: Path
) -> None:
    """They start with nothing while the store hangs, show what is published, answer while it is
    away for a minute, are ready at once when they start meanwhile, and find what came after."""
    role = {"OUTCOMES_ROLE": "viewers", "OUTCOMES_SIGN_ON": "open"}
    folders = [tmp_path / "one", tmp_path / "two"]
    first = publishes()
    kept.goes()
    with ExitStack() as servers:
        addresses = []
        for folder in folders:
            folder.mkdir()
            its_own = role | kept.settings(folder / "copies")
            addresses.append(servers.enter_context(serving(folder, **its_own)))
        assert said_by(addresses[0], "/readyz") == "503"
        kept.comes_back()
        assert all(shows(address, first, 60) for address in addresses)
        second, until = publishes(), time.monotonic() + 5
        assert all(shows(address, second, until - time.monotonic()) for address in addresses)
        waits = []
        for away in (kept.goes, lambda: setattr(kept, "happens", lambda _step, _when: False)):
            away()
            until = time.monotonic() + 30
            while time.monotonic() < until:
                for address in addresses:
                    asked = time.monotonic()
                    assert said_by(address, "/readyz") == second
                    waits.append(time.monotonic() - asked)
                time.sleep(0.2)
            kept.comes_back()
        assert max(waits) < 1
        log = (folders[0] / "log.txt").read_text()
        assert "does not answer just now" in log and SECRET not in log
    with serving(folders[0], **role | kept.settings(folders[0] / "copies")) as address:
        assert shows(address, second, 1)
        kept.happens = EVERYTHING_PASSES
        third = publishes()
        assert shows(address, third, 15)


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_decision_goes_with_its_publication_whether_it_is_known_or_not(
    kept: Bucket, store: Store, schemas: Schemas, arrives: Arrives, is_taken: bool
) -> None:
    """In the last step the object store stops answering: what it had taken stands, and what it had
    not is taken back as soon as that can be seen."""
    arrives(ROW)
    publish(store, schemas, why="a test", made_by="Ann")
    (number,), is_away = store.extracts()["id"], []

    def goes_away(said: str, when: str) -> bool:
        if said == "PUT current.json" and when == ("after" if is_taken else "before"):
            is_away.append(said)
        return not is_away

    kept.happens = goes_away
    with pytest.raises(Refused, match="in the very last step"):
        publish(store, schemas, why="t", made_by="Ann", decided={number: "withdrawn"})
    assert local_copy.is_doubtful(settings().editions)
    kept.happens = EVERYTHING_PASSES
    publish(store, schemas, why="again", made_by="Ann")
    assert store.state(number) == ("withdrawn" if is_taken else "accepted")


@pytest.mark.parametrize("which", ["current", "earlier"])
def test_an_object_that_is_damaged_is_refused_and_the_old_edition_stays(
    kept: Bucket,
    publishes: Publish,
    replica: Callable[[str], bool],
    caplog: pytest.LogCaptureFixture,
    which: str,
) -> None:
    first = publishes()
    replica("viewers")
    replica("officers")
    names = publishes(), publishes()
    damaged = names[which == "current"]
    place = f"{kept.address}/{damaged}.duckdb"
    content = kept.files.cat_file(place)
    kept.files.pipe_file(place, content[:9000] + b"!" + content[9001:])
    for _ in range(3):
        replica("viewers")
    assert current_edition().name == (first if which == "current" else names[1])
    assert damaged not in edition_names() and not list(settings().editions.glob(".arr*"))
    assert sum(damaged in line for line in caplog.messages) == 1
    kept.files.pipe_file(place, content)
    local_copy._brought.clear()
    assert replica("viewers") and edition_names() == [first, *names]


def test_with_the_object_store_gone_readers_go_on_and_the_log_says_so_once(
    kept: Bucket,
    publishes: Publish,
    replica: Callable[[str], bool],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is killed, and comes back empty: what is here is not taken away, and published anew."""
    name = publishes()
    replica("viewers")
    kept.ends()
    assert [replica("viewers") for _ in range(3)] == [False] * 3
    assert current_edition().name == name
    replica("officers")
    with pytest.raises(Refused, match=r"does not answer just now\. Try again in a few minutes"):
        publishes()
    kept.starts()
    kept.files.mkdir("editions-of-tests")
    assert replica("viewers") and current_edition().name == name
    said = [line for line in caplog.messages if "object store" in line]
    assert [line for line in said if "answers again" in line] and SECRET not in caplog.text
    assert sum("does not answer" in line for line in said) == 2  # one for each machine


def test_a_backup_goes_from_an_object_store_to_a_folder_and_to_another(
    kept: Bucket,
    publishes: Publish,
    store: Store,
    tmp_path: Path,
    replica: Callable[[str], bool],
) -> None:
    first, second = publishes(), publishes()
    point_to(first, who="Bob")
    made = back_up(store, tmp_path / "backup.zip")
    put_back(tmp_path / "backup.zip", store=tmp_path / "s", editions=tmp_path / "folder")
    assert (made.current, current_name(tmp_path / "folder")) == (first, first)
    assert edition_names(tmp_path / "folder") == [first, second]
    third = publishes()
    assert kept.names() > {f"{third}.duckdb"}
    put_back(tmp_path / "backup.zip", store=tmp_path / "t", replace=True, who="Cy")
    assert kept.names() == {"current.json", f"{first}.duckdb", f"{second}.duckdb"}
    assert replica("viewers") and (current_name(), edition_names()) == (first, [first, second])
    assert [r.who for r in restorations()] == ["Bob", "Cy"]
    kept.files.rm(kept.address, recursive=True)
    put_back(tmp_path / "backup.zip", store=tmp_path / "u", replace=True)
    assert replica("new machine") and (current_name(), edition_names()) == (first, [first, second])


@pytest.mark.parametrize(
    "address", ["s3://key:s3cret-word@bucket/x", "s3://", "gs://bucket", "s3://b/../c?s3cret-word"]
)
def test_an_address_that_is_none_is_refused_and_not_repeated(
    store: Store, schemas: Schemas, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    monkeypatch.setenv("OUTCOMES_EDITIONS", address)
    monkeypatch.setenv("OUTCOMES_COPIES", str(tmp_path))
    with pytest.raises(Refused, match="s3://BUCKET/PREFIX") as refused:
        publish(store, schemas, why="", made_by="")
    assert "s3cret-word" not in str(refused.value) + str(settings().editions)
