"""A database server of our own: Debian's PostgreSQL, started on a port of this machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.browsing import free_port

PASSWORD = "r3porting-pa$s"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))

needs_postgres = pytest.mark.skipif(
    not PROGRAMS, reason="PostgreSQL is not installed (Debian's package postgresql)"
)


@contextmanager
def postgres() -> Iterator[int]:
    """The port at which it answers `owner`, who has PASSWORD. It will not run as root."""
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
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield port
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
