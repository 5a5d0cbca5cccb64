"""A database server of our own: Debian's PostgreSQL, started on a port of this machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests.support.browsing import free_port

PASSWORD = "r3porting-pa$s"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))

needs_postgres = pytest.mark.skipif(
    not PROGRAMS, reason="PostgreSQL is not installed (Debian's package postgresql)"
)


def address_of(port: int) -> str:
    """Where `owner` is asked for PASSWORD."""
    return f"postgresql://owner@127.0.0.1:{port}/postgres"


def own_schema(port: int, name: str) -> str:
    """The address of an empty schema, whose account has no password of its own in it."""
    address = address_of(port)
    with psycopg.connect(address, password=PASSWORD) as db:
        db.execute(f"CREATE SCHEMA {name}")
    return f"{address}?options=-csearch_path%3D{name}"


@contextmanager
def postgres() -> Iterator[int]:
    """The port at which it answers `owner`, who has PASSWORD."""
    with running("-c", "fsync=off") as server:
        yield server.port


class Server:
    """PostgreSQL with its data in a folder below this one. It will not run as root."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.whom = "postgres" if os.geteuid() == 0 else None
        folder.mkdir()
        self.secret = folder / "password"
        self.secret.write_text(f"127.0.0.1:*:*:owner:{PASSWORD}")
        self.secret.chmod(0o600)
        for place in (folder, self.secret):
            shutil.chown(place, self.whom) if self.whom else None

    def run(self, program: str, *words: str) -> None:
        line = [str(PROGRAMS[-1].parent / program), "-D", str(self.folder / "data"), *words]
        environment = os.environ | {"PGPASSFILE": str(self.secret)}
        quiet = subprocess.DEVNULL
        subprocess.run(
            line, check=True, user=self.whom, stdout=quiet, cwd=self.folder, env=environment
        )

    def begin(self, *options: str) -> None:
        """Make an empty one, and start it."""
        (asked := self.folder / "first").write_text(PASSWORD)
        asked.chmod(0o644)
        with_password = ("-U", "owner", "-A", "scram-sha-256", f"--pwfile={asked}")
        self.run("initdb", *with_password, "-N", "-E", "UTF8")
        self.start(*options)

    def start(self, *options: str) -> None:
        where = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.options = ("-w", "-l", f"{self.folder}/log", "-o", " ".join((where, *options)))
        self.run("pg_ctl", *self.options, "start")

    def follow(self, first: "Server") -> None:
        """Start as a standby, which has what the first has acknowledged."""
        self.run("pg_basebackup", "-h", "127.0.0.1", "-p", str(first.port), "-U", "owner", "-R")
        self.start()

    def is_cut_off_and_comes_back(self) -> None:
        """As by a power cut."""
        self.run("pg_ctl", "-m", "immediate", *self.options, "restart")

    def is_cut_off(self) -> None:
        self.run("pg_ctl", "-m", "immediate", "stop")


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """An empty server with these options, until it is not needed any more."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "first")
        server.begin(*options)
        try:
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # a test has cut it off already
                server.is_cut_off()


@contextmanager
def running_with_standby() -> Iterator[tuple[Server, Server]]:
    """A server that says that something is saved when its standby has it too; and the standby."""
    with running() as first:
        standby = Server(first.folder.parent / "standby")
        standby.follow(first)
        try:
            with psycopg.connect(address_of(first.port), password=PASSWORD, autocommit=True) as db:
                db.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                db.execute("SELECT pg_reload_conf()")
            yield first, standby
        finally:
            standby.is_cut_off()
