"""What the environment sets: whose council it is, in which folders the figures are, and what we
are called.

docs/operations.md lists it all.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from schemas.problems import Refused

PREFIX = "OUTCOMES_"
HANDED_OVER = 3
"""The number of the first socket that systemd hands over."""
_FOLDERS = ("store", "editions", "inbox")
_NAMES = (
    *(*_FOLDERS, "hosts", "role", "sign_on", "access", "log", "token", "token_once", "metrics"),
    *("connections", "council", "store_password_file", "copies"),
)
_VARIABLES = tuple(PREFIX + name.upper() for name in _NAMES)
_ADDRESS = re.compile(r"\s*\w+\s*=|.*://|[^/\\]*:[^/\\]*@", re.DOTALL)
_PROJECT = Path(__file__).resolve().parent.parent
OUR_OWN = _PROJECT / "councils" / "nottinghamshire"
"""The council that comes with the project, and is opened where nobody says another."""


class ProcessRole(StrEnum):
    """What a process may do. A viewers' one never writes: it waits for the first edition."""

    OFFICERS = "officers"
    VIEWERS = "viewers"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is OUTCOMES_ and its name in capitals. A folder that is not set is one of that
    name in the workspace/ of the checkout or, where `council` is set, of the council's folder."""

    store: Path
    """Counts as they arrived: officers only. A viewers' deployment has none."""
    editions: Path
    """What everybody sees; of an object store, the local copy."""
    copies: Path
    """Where copies of editions in an object store are."""
    inbox: Path
    """Where extracts are dropped."""
    hosts: tuple[str, ...]
    """The names that people open the dashboard by, besides this machine's own: parted by commas."""
    role: ProcessRole
    """What this process is for."""
    sign_on: str
    """How people are known: a mode's name, or the path of a TOML; '' is what is usual."""
    access: Path
    """Sessions, their key, and the record of who did what; beside the store unless set."""
    log: str
    """'json' for a log of lines of JSON; '' for one of plain lines."""
    token: str
    """What opens the officers' pages of a machine's own dashboard; '' is one that it makes."""
    token_once: str
    """The same for one browser, which `run.py` opens."""
    metrics: str
    """What a monitor must say to be told how busy the server is; '' tells nobody."""
    connections: Path
    """The TOML of databases that queries are asked of; beside the store unless set."""
    council: Path
    """What is the council's own: its name and area, strategies, measures, words and extracts."""
    store_address: str = field(repr=False)
    """Where OUTCOMES_STORE is the address of a server, that, right or wrong; then `store` is the
    usual folder, which keeps what stands beside the counts."""
    editions_address: str = field(repr=False)
    """Where OUTCOMES_EDITIONS is an address in an object store, that; '' where it is a folder."""
    store_password_file: str
    """The file with that server's password; '' where it asks for none, or libpq knows it."""

    @property
    def two_people(self) -> bool:
        """Whether who added a file may not publish it: the sign-on's TOML says so. Raises Refused
        where that cannot be read."""
        if not self.sign_on.endswith(".toml"):
            return False
        try:
            said = tomllib.loads(Path(self.sign_on).read_text("utf-8"))
        except (OSError, ValueError) as error:
            message = f"whether two people are needed cannot be read in {self.sign_on}."
            raise Refused.because(f"{PREFIX}SIGN_ON", message) from error
        return bool(said.get("two_people"))


def is_address(place: str) -> bool:
    """Whether a store's place is meant as a server's address and not as a folder. Whatever may be
    one is: a password in it is never to become the name of a folder."""
    return _ADDRESS.match(place) is not None


def choose_council(folder: Path) -> None:
    """From now on this process is of the council of that folder, whatever the environment said."""
    os.environ[f"{PREFIX}COUNCIL"] = str(folder)


def begin_with(environment: Mapping[str, str]) -> None:
    """From now on this process knows that, and nothing else."""
    os.environ.clear()
    os.environ.update(environment)


def handed_over() -> int | None:
    """The number of the socket to answer at that whoever began this process has opened for it, by
    systemd's protocol."""
    return HANDED_OVER if os.environ.get("LISTEN_FDS") == "1" else None


def settings() -> Settings:
    """The environment's settings as they are now."""
    return _settings(*map(os.environ.get, _VARIABLES))


@lru_cache(maxsize=8)
def _settings(*values: str | None) -> Settings:
    """They are asked for at every request, and seldom others than before."""
    said = {name: value or "" for name, value in zip(_NAMES, values, strict=True)}
    council = Path(said["council"] or OUR_OWN).resolve()
    workspace = (_PROJECT if council == OUR_OWN else council) / "workspace"
    address = said["store"] if is_address(said["store"]) else ""
    said["store"] = said["store"].removeprefix(address)
    folders = {n: Path(said[n] or workspace / n) for n in _FOLDERS}
    copies = Path(said["copies"] or workspace / "copies")
    kept = said["editions"] if "://" in said["editions"] else ""
    if kept:  # whose copy it is, and no character of what may be a password
        whose = sha256(kept.encode()).hexdigest()[:16]
        folders["editions"] = copies / whose
    return Settings(
        **folders,
        copies=copies,
        hosts=tuple(filter(None, map(str.strip, said["hosts"].lower().split(",")))),
        role=ProcessRole(said["role"] or ProcessRole.OFFICERS),
        sign_on=said["sign_on"],
        access=Path(said["access"] or folders["store"].parent / "access"),
        log=said["log"],
        token=said["token"],
        token_once=said["token_once"],
        metrics=said["metrics"],
        connections=Path(said["connections"] or folders["store"].parent / "connections.toml"),
        council=council,
        store_address=address,
        editions_address=kept,
        store_password_file=said["store_password_file"],
    )
