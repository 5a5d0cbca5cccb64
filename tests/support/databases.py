"""A database server of our own: Debian's PostgreSQL, started on a port of this machine."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def own_schema(port: int, name: str) -> str:
    """The address of an empty schema, whose account has no password of its own in it."""
    with psycopg.connect(
        f"host=127.0.0.1 port={port} user=owner dbname=postgres", password=PASSWORD
    ) as db:
        db.execute(f"CREATE SCHEMA {name}")
    return f"postgresql://owner@127.0.0.1:{port}/postgres?options=-csearch_path%3D{name}"


@contextmanager
def postgres() -> Iterator[int]:
    """The port at which it answers `owner`, who has PASSWORD."""
    with durable_postgres(durable=False) as (port, _):
        yield port


@contextmanager
def durable_postgres(*, durable: bool = True) -> Iterator[tuple[int, Callable[[], None]]]:
    """Its port, and what stops it as a power cut would and starts it again. It will not run as
    root; unless it is to be `durable`, it does not wait for the disk."""
    bin, port = PROGRAMS[-1].parent, free_port()
    whom = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory() as folder:
        (secret := Path(folder) / "password").write_text(PASSWORD)
        for place in (folder, secret):
            shutil.chown(place, whom) if whom else None

        def run(program: str, *words: str) -> None:
            line = [str(bin / program), "-D", f"{folder}/data", *words]
            subprocess.run(line, check=True, user=whom, stdout=subprocess.DEVNULL, cwd=folder)

        run(
            "initdb", "-U", "owner", "-A", "scram-sha-256", f"--pwfile={secret}", "-N", "-E", "UTF8"
        )
        fsync = "on" if durable else "off"
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={fsync}"
        start = ("-w", "-l", f"{folder}/log", "-o", options)
        run("pg_ctl", *start, "start")
        try:
            yield port, lambda: run("pg_ctl", "-m", "immediate", *start, "restart")
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
