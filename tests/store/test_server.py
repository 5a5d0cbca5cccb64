"""A store on a database server: it goes there and back with nothing lost, and what twenty writers
were told is saved is there after a power cut."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from secrets import token_hex
from threading import Event
from time import sleep

import psycopg
import pytest

from data.__main__ import main
from data.ingest.check import Provenance, read_extract
from data.store.connection import Connection
from data.store.store import open_store
from data.store.tables import TABLES
from schemas.declared import Schemas
from schemas.problems import Refused
from tests.conftest import HEADER, Arrives
from tests.support.browsing import PROJECT
from tests.support.databases import (
    PASSWORD,
    needs_postgres,
    own_schema,
    running,
    running_with_standby,
)
from tests.support.depth import night

pytestmark = [needs_postgres, pytest.mark.process, pytest.mark.on_a_file]
DENTAL = "dental_checks,2024-25,,,,469,637,,"


def kept(db: Connection) -> dict[str, list[str]]:
    """Every row of every table, the key too."""
    return {table: sorted(map(repr, db.run(f"SELECT * FROM {table}"))) for table in TABLES}


@pytest.fixture
def address(server_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of an empty schema, whose password is in a file."""
    (secret := tmp_path / "password").write_text(PASSWORD)
    secret.chmod(0o600)
    monkeypatch.setenv("OUTCOMES_STORE_PASSWORD_FILE", str(secret))
    return own_schema(server_port, f"s{token_hex(8)}")


def test_it_goes_to_a_server_and_back_row_by_row(
    arrives: Arrives,
    address: str,
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arrives(DENTAL)
    arrives(DENTAL.replace("469", "470"))
    with open_store() as store:
        store.withdraw(2, "a test", "a mistake")
        before = kept(store.connection)
    assert main(["move", address]) == 0
    assert "Moved 2 files, and compared every row" in capsys.readouterr().out
    assert main(["move", address]) == 1
    assert "it holds something already" in capsys.readouterr().err

    monkeypatch.setenv("OUTCOMES_STORE", address)
    with open_store() as store:
        assert kept(store.connection) == before
        store.restore_extract(2, "a test")
        added = kept(store.connection)
    assert added != before
    back = workspace / "back"
    assert main(["move", str(back)]) == 0
    monkeypatch.setenv("OUTCOMES_STORE", str(back))
    with open_store() as store:
        assert kept(store.connection) == added
        store.withdraw(1, "a test", "why not")  # the numbers go on where they were
        assert len(store.decisions()) == 3


def test_the_server_refuses_one_councils_account_what_is_anothers(
    server_port: int, schemas: Schemas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secret := tmp_path / "password").write_text(PASSWORD)
    secret.chmod(0o600)
    monkeypatch.setenv("OUTCOMES_STORE_PASSWORD_FILE", str(secret))
    where = f"127.0.0.1:{server_port}/postgres"
    names = [f"{name}{token_hex(4)}" for name in ("leeds", "kent")]
    with psycopg.connect(f"postgresql://owner@{where}", password=PASSWORD) as db:
        for name in names:
            db.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
            db.execute(f"CREATE SCHEMA AUTHORIZATION {name}")
    leeds, kent = names
    with open_store(f"postgresql://{kent}@{where}") as store:
        assert list(kept(store.connection)) == [*TABLES]
    as_leeds = f"postgresql://{leeds}@{where}"
    with psycopg.connect(as_leeds, password=PASSWORD, autocommit=True) as db:
        for sql in ("SELECT key FROM {}.secret", "CREATE TABLE {}.own (n INTEGER)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(sql.format(kent))
    theirs = f"{as_leeds}?options=-csearch_path%3D{kent}"
    with pytest.raises(Refused, match="no schema of its own"), open_store(theirs):
        pass


def test_an_account_that_may_not_write_in_its_schema_is_told_so(
    server_port: int,
    address: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where, reader = f"127.0.0.1:{server_port}/postgres", f"r{token_hex(4)}"
    schema = address.split("%3D")[1]
    with psycopg.connect(f"postgresql://owner@{where}", password=PASSWORD) as db:
        db.execute(f"CREATE ROLE {reader} LOGIN PASSWORD '{PASSWORD}'")
        db.execute(f"GRANT USAGE ON SCHEMA {schema} TO {reader}")
    monkeypatch.setenv("OUTCOMES_STORE", address.replace("owner@", f"{reader}@"))
    assert main(["history"]) == 1
    assert "the account may not do that in its database" in capsys.readouterr().err


WRITERS, EACH = 20, 5


@contextmanager
def one_server() -> Iterator[tuple[str, Callable[[], object]]]:
    """The address of an empty schema, and what cuts its server off; it comes back at once."""
    with running() as server:
        yield own_schema(server.port, "council"), server.is_cut_off_and_comes_back


@contextmanager
def two_servers() -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of two: the first is cut off for good, and its standby takes its place."""
    with running_with_standby() as (first, standby):

        def fail_over() -> None:
            first.is_cut_off()
            standby.run("pg_ctl", "-w", "promote")

        where = f"127.0.0.1:{first.port}"
        address = own_schema(first.port, "council").replace(
            where, f"{where},127.0.0.1:{standby.port}"
        )
        yield f"{address}&target_session_attrs=read-write", fail_over


@night
@pytest.mark.parametrize("servers", [one_server, two_servers])
def test_what_was_acknowledged_is_there_after_the_server_was_cut_off_in_the_middle(
    servers: Callable[[], AbstractContextManager[tuple[str, Callable[[], object]]]],
    schemas: Schemas,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with servers() as (place, is_cut_off):
        monkeypatch.setenv("OUTCOMES_STORE", place)
        saved, refused, halfway = list[str](), list[str](), Event()

        def write(writer: int) -> None:
            for n in range(EACH):
                line = f"work_experience,{2006 + n}-{7 + n:02d} Q1,,,,{writer + 1},55,,"
                extract = read_extract("q.csv", f"{HEADER}\n{line}".encode(), schemas)
                while extract.fingerprint not in saved:
                    try:
                        with open_store() as store:
                            store.add(extract, Provenance("q.csv", str(writer), "P", "P", "2026"))
                        saved.append(extract.fingerprint)
                    except Refused as error:
                        refused.append(str(error))
                        sleep(0.05)
                if len(saved) > WRITERS:
                    halfway.set()

        with ThreadPoolExecutor(WRITERS) as officers:
            done = [officers.submit(write, n) for n in range(WRITERS)]
            assert halfway.wait(60)
            is_cut_off()
            for each in done:
                each.result()
        with open_store() as store:
            there = list(store.extracts()["fingerprint"])
    assert sorted(there) == sorted(saved) and len(there) == WRITERS * EACH
    assert refused and all("cannot be reached just now" in why for why in refused)


WRONG = {
    "a password in the address": (r"owner@", f"owner:{PASSWORD}@", "a password in the address"),
    "another account": (r"owner@", "nobody-we-know@", "cannot be reached just now"),
    "a port where nobody answers": (r":\d+/", ":1/", "cannot be reached just now"),
    "a port that is none": (r":\d+/", ":147549/", "cannot be reached just now"),
    "an account without a schema": (r"\?.*", "", "no schema of its own"),
    "a word that nobody knows": (r"\?options", "?no", "not the address of a database"),
    "an address for queries": (
        "sql://owner@",
        f"sql+psycopg://owner:{PASSWORD}@",
        "not the address",
    ),
    "in capitals": ("postgresql://owner@", f"POSTGRESQL://owner:{PASSWORD}@", "not the address"),
    "another database": ("postgresql://owner@", f"mysql://owner:{PASSWORD}@", "not the address"),
    "no scheme": ("postgresql://owner@", f"owner:{PASSWORD}@", "not the address"),
    "libpq's own words": (
        r".*",
        f"host=127.0.0.1 password={PASSWORD}",
        "a password in the address",
    ),
    "a key's password": (r"\?", f"?sslpassword={PASSWORD}&", "a password in the address"),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    what: str,
    arrives: Arrives,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    arrives(DENTAL)
    right, wrong, said = WRONG[what]
    assert re.search(right, address)
    wrong = re.sub(right, wrong, address, count=1)
    assert main(["move", wrong]) == 1
    moved = capsys.readouterr()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTCOMES_STORE", wrong)
    assert main(["history"]) == 1
    read = capsys.readouterr()
    assert said in moved.err and said in read.err
    assert PASSWORD not in "".join((*moved, *read, caplog.text))
    assert not [f for f in (*tmp_path.rglob("*"), *PROJECT.iterdir()) if PASSWORD in f.name]
