"""How people are known: the mode, and what a council says of its sign-on in one TOML.

docs/security.md has an example of it.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import streamlit as st
from pydantic import Field, model_validator

from schemas.declared import Declared
from schemas.load import read_toml
from schemas.person import Role
from schemas.problems import Problem, Refused
from schemas.settings import ProcessRole, settings

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SHORTEST = 32  # characters of a secret
_MONTH = 30 * 24.0


class Mode(StrEnum):
    """How a person is known."""

    MACHINE = "machine"
    """By a token in the address that whoever starts the dashboard opens; everybody else reads."""
    OPEN = "open"
    """Not at all: everybody reads."""
    HEADER = "header"
    """By a proxy, which proves itself with a secret."""
    OIDC = "oidc"
    """By the council's own sign-on (OpenID Connect)."""


class Header(Declared):
    """What the proxy says, and in which headers."""

    secret_file: Path
    secret: str = "X-Outcomes-Secret"
    name: str = "X-Forwarded-User"
    groups: str = "X-Forwarded-Groups"

    @property
    def names(self) -> tuple[str, str, str]:
        """The headers that only the proxy may send."""
        return self.secret, self.name, self.groups


class Oidc(Declared):
    """Where the council's sign-on is, and which of its claims are the name and the groups."""

    issuer: str
    client_id: str
    secret_file: Path
    name: str = "name"
    groups: str = "groups"
    scope: str = "openid profile email"


class SignOn(Declared):
    """What OUTCOMES_SIGN_ON says."""

    mode: Mode
    public_url: str = ""
    """The address that people type: never taken from a request."""
    hours: float = Field(default=8, gt=0, le=_MONTH)
    """How long a session lasts."""
    two_people: bool = False
    """Whether who added a file may not publish it."""
    fresh_sign_in_minutes: float | None = Field(default=None, gt=0)
    """How long before publishing somebody must have signed in."""
    oidc: Oidc | None = None
    header: Header | None = None
    roles: dict[Role, tuple[str, ...]] = Field(default_factory=dict)
    """The groups of each role; '*' is everybody whom the council knows."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.mode is Mode.OIDC) != bool(self.oidc):
            raise ValueError("the table [oidc] belongs to mode 'oidc', and it needs it")
        if (self.mode is Mode.HEADER) != bool(self.header):
            raise ValueError("the table [header] belongs to mode 'header', and it needs it")
        if self.mode is Mode.OIDC and not self.public_url:
            raise ValueError("'public_url' is needed: where the sign-on sends people back to")
        if self.mode is not Mode.OIDC and self.fresh_sign_in_minutes:
            raise ValueError("only mode 'oidc' can ask for a fresh sign-in")
        if self.mode in (Mode.OIDC, Mode.HEADER) and not self.roles:
            raise ValueError("the table [roles] is needed: without it nobody may read")
        _require_safe(self.public_url)
        _require_safe(self.oidc.issuer if self.oidc else "")
        return self

    def role_of(self, groups: Iterable[str]) -> Role | None:
        """The highest role that any of somebody's groups has; None without one."""
        theirs = {*groups, "*"}
        return next((r for r in reversed(Role) if theirs & {*self.roles.get(r, ())}), None)

    @property
    def is_https(self) -> bool:
        """Whether people come by https, so that cookies may go by nothing else."""
        return self.public_url.startswith("https:") or bool(st.get_option("server.sslCertFile"))

    @property
    def public_host(self) -> str:
        """The name in the address that people type."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def origin(self) -> str:
        """The address that people type, as a browser names where a page is from."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}" if self.public_url else ""


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError(f"'{url}' must be https, or what passes can be read on the way")


def sign_on() -> SignOn:
    """How people are known, as OUTCOMES_SIGN_ON says now. Raises Refused, with all that is wrong,
    for what nobody should start with."""
    return _sign_on(settings().sign_on or _usual())


def _usual() -> Mode:
    alone = listens_to_this_machine_alone() and settings().role is ProcessRole.OFFICERS
    return Mode.MACHINE if alone else Mode.OPEN


@lru_cache(maxsize=8)
def _sign_on(setting: str) -> SignOn:
    if setting in (Mode.MACHINE, Mode.OPEN):
        said = SignOn(mode=Mode(setting), hours=_MONTH)
    elif setting.endswith(".toml"):
        said = read_toml(Path(setting), SignOn)
    else:
        message = f"'{setting}' can be machine, open, or the path of a TOML."
        raise Refused([Problem("OUTCOMES_SIGN_ON", message)])
    if said.mode is Mode.MACHINE and not listens_to_this_machine_alone():
        message = "'machine' is for a dashboard that listens to its own machine alone."
        raise Refused([Problem("OUTCOMES_SIGN_ON", message)])
    if table := said.oidc or said.header:
        secret_in(table.secret_file)
    return said


@lru_cache(maxsize=8)
def secret_in(file: Path) -> str:
    """A secret that a file holds. Raises Refused for one that is missing or can be guessed."""
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([Problem(str(file), "the secret cannot be read from this file.")]) from error
    if len(secret) < _SHORTEST:
        raise Refused([Problem(str(file), f"the secret has fewer than {_SHORTEST} characters.")])
    return secret


def listens_to_this_machine_alone() -> bool:
    """Whether nobody else can reach the server but through this machine."""
    return st.get_option("server.address") in LOOPBACK
