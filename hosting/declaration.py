"""Which councils a machine is host to: one TOML, a table a council.

address = "https://outcomes.example.gov.uk"
[councils.leeds]                                  # people open it at …/leeds/
account = "outcomes-leeds"                        # of the machine, and of PostgreSQL
folder = "/srv/outcomes/leeds"                    # what `python -m data council new` made
store = "postgresql:///outcomes"                  # without it a file below `workspaces`
editions = "s3://outcomes-leeds/editions"         # without it a folder there
sign_on = "/etc/outcomes/leeds.toml"              # without it everybody may read
readers = 2                                       # processes that readers share
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field

from data.store.postgres import read_address
from schemas.declared import Declared
from schemas.load import read_toml
from schemas.problems import Problem, Refused
from schemas.settings import PREFIX, ProcessRole, is_address

_PLAIN = re.compile(r"[\w:/?=&.,@%+-]*")
EVERY = "all"  # councils, where one could be named
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


class Hosted(Declared):
    """One council: as whom its processes run, and where what is its own stands."""

    account: str
    folder: Path
    sign_on: str = "open"
    store: str = ""
    editions: str = ""
    readers: int = Field(default=0, ge=0, le=20)


class Hosting(Declared):
    """A machine: its address, where councils keep what is not elsewhere, and who speaks to them."""

    address: str
    workspaces: Path = Path("/var/lib/outcomes")
    sockets: Path = Path("/run/outcomes")
    web_server: str = "www-data"  # the group of the web server, and of nobody else
    councils: dict[str, Hosted]

    @property
    def host(self) -> str:
        """The name that people open it by."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a council. `number` is 0 for its officers' one, which is its only one where no
    others are for readers."""

    name: str
    council: Hosted
    number: int

    @property
    def path(self) -> str:
        """Where it is below the host's address."""
        return f"{self.name}/officers" if self.council.readers and not self.number else self.name

    def socket(self, hosting: Hosting) -> Path:
        """Where it listens. No port: another account could take that, or speak to it."""
        return hosting.sockets / f"{self.name}-{self.number}.sock"

    def environment(self, hosting: Hosting) -> dict[str, str]:
        """All that it is told. It has no secret: those are in files that its account alone reads,
        and passwords of the database and of the object store where their programs look, in the
        account's home (`.pgpass`, `.aws/credentials`)."""
        home = hosting.workspaces / self.name
        council = self.council
        settings = {
            "COUNCIL": council.folder,
            "STORE": council.store or home / "store",
            "EDITIONS": council.editions or home / "editions",
            "COPIES": home / "copies",
            "INBOX": home / "inbox",
            "ACCESS": home / "access",
            "SIGN_ON": council.sign_on,
            "HOSTS": hosting.host,
            "ROLE": ProcessRole.VIEWERS if self.number else ProcessRole.OFFICERS,
            "LOG": "json",
        }
        return {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
            "STREAMLIT_SERVER_HEADLESS": "true",
            "STREAMLIT_SERVER_BASE_URL_PATH": self.path,
            **{f"{PREFIX}{name}": str(value) for name, value in settings.items()},
        }


def read_hosting(file: Path) -> Hosting:
    """What a declaration says. Raises Refused with all that is wrong in it."""
    hosting = read_toml(file, Hosting)
    if problems := list(_problems(hosting, file.name)):
        raise Refused(problems)
    return hosting


def processes(hosting: Hosting) -> list[Process]:
    """Every process of every council."""
    return [
        Process(name, council, number)
        for name, council in hosting.councils.items()
        for number in range(council.readers + 1)
    ]


def _problems(hosting: Hosting, file: str) -> Iterator[Problem]:
    url = urlsplit(hosting.address)
    if url.scheme != "https" or not url.netloc or url.path.strip("/"):
        yield Problem(file, f"address: '{hosting.address}' is to be https and a name, no more.")
    for name, council in hosting.councils.items():
        place = f"{file}, councils.{name}"
        if not _NAME.fullmatch(name) or name == EVERY:
            message = f"a name has small letters, digits and hyphens, and is not '{EVERY}'."
            yield Problem(place, message)
        if not (council.folder / "council.toml").is_file():
            yield Problem(place, f"folder: {council.folder} has no council.toml.")
        if is_address(council.store):
            try:
                read_address(council.store)
            except Refused as refused:
                yield from (Problem(place, f"store: {p.message}") for p in refused.problems)
        if council.account in ("root", "0"):
            yield Problem(place, "account: a council is to have an account with no rights.")
    said = [hosting.model_dump(), *(council.model_dump() for council in hosting.councils.values())]
    for field, value in ((f, v) for each in said for f, v in each.items() if f != "councils"):
        if not _PLAIN.fullmatch(str(value)):
            message = "it may have letters, digits and : / ? = & . , @ % + - and no more."
            yield Problem(file, f"{field}: {message}")
    yield from _shared(hosting.councils, file)


def _shared(councils: Mapping[str, Hosted], file: str) -> Iterator[Problem]:
    """What two councils have that only one may have. A store in PostgreSQL is parted by the
    account, which is the role there and names the schema."""
    for field in ("account", "folder", "editions"):
        said = Counter(str(getattr(council, field)).rstrip("/") for council in councils.values())
        for value in (v for v, times in said.items() if v and times > 1):
            yield Problem(file, f"{field}: '{value}' is said of {said[value]} councils.")
