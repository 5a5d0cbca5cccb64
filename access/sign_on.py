"""How people are known, as OUTCOMES_SIGN_ON says: docs/security.md has the modes, and a TOML."""

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
_MONTH = 30 * 24.0  # in hours


class Mode(StrEnum):
    """By what somebody is known: a token of this machine's, nothing, a proxy, or a sign-on."""

    MACHINE = "machine"
    OPEN = "open"
    HEADER = "header"
    OIDC = "oidc"


class Header(Declared):
    """In which headers a proxy says its secret, who asks, and their groups."""

    secret_file: Path
    secret: str = "X-Outcomes-Secret"
    name: str = "X-Forwarded-User"
    groups: str = "X-Forwarded-Groups"


class Oidc(Declared):
    """Where the council's sign-on is, and which of its claims are the name and the groups."""

    issuer: str
    client_id: str
    secret_file: Path
    name: str = "name"
    groups: str = "groups"
    scope: str = "openid profile email"
    fresh_sign_in_minutes: float | None = None  # at most, before publishing


class SignOn(Declared):
    """The mode, with its table, and who may do what."""

    mode: Mode
    public_url: str = ""  # the address that people type: never taken from a request
    oidc: Oidc | None = None
    header: Header | None = None
    hours: float = Field(default=8, gt=0, le=_MONTH)  # of a session
    two_people: bool = False  # who added a file may not publish it
    roles: dict[Role, tuple[str, ...]] = Field(default_factory=dict)  # groups; '*' is everybody

    @model_validator(mode="after")
    def _is_whole_and_safe(self) -> Self:
        tables = {Mode.OIDC: self.oidc, Mode.HEADER: self.header}
        if any((self.mode is mode) != bool(table) for mode, table in tables.items()):
            raise ValueError("mode 'oidc' needs the table [oidc], 'header' [header], and no other")
        for url in (self.public_url, self.oidc.issuer) if self.oidc else ():
            if not url.startswith("https:") and urlsplit(url).hostname not in LOOPBACK:
                raise ValueError(f"'{url}' must be an address with https")
        return self

    @property
    def is_https(self) -> bool:
        """Whether people come by https, so that cookies may go by nothing else."""
        return self.public_url.startswith("https:") or bool(st.get_option("server.sslCertFile"))

    def role_of(self, groups: Iterable[str]) -> Role | None:
        """The highest role that any of somebody's groups has; None without one."""
        theirs = {*groups, "*"}
        return next((r for r in reversed(Role) if theirs & {*self.roles.get(r, ())}), None)


def sign_on() -> SignOn:
    """How people are known now. Raises Refused, with all that is wrong, for what nobody should
    start with."""
    now, alone = settings(), listens_to_this_machine_alone()
    usual = Mode.MACHINE if alone and now.role is ProcessRole.OFFICERS else Mode.OPEN
    return _sign_on(now.sign_on or usual, alone)


@lru_cache(maxsize=8)
def _sign_on(setting: str, alone: bool) -> SignOn:
    if setting == Mode.OPEN or (setting == Mode.MACHINE and alone):
        return SignOn(mode=Mode(setting), hours=_MONTH)
    on = read_toml(Path(setting), SignOn) if setting.endswith(".toml") else None
    table = on and (on.oidc or on.header)
    if not on or not table:
        message = "this can be open; on one machine alone machine; or a TOML of 'oidc' or 'header'."
        raise Refused.because("OUTCOMES_SIGN_ON", message)
    secret_in(table.secret_file)
    return on


def require_long_secrets() -> None:
    """Raises Refused with each secret among the settings that can be guessed."""
    now = settings()
    given = {"TOKEN": now.token, "TOKEN_ONCE": now.token_once, "METRICS": now.metrics}
    short = [name for name, secret in given.items() if 0 < len(secret) < _SHORTEST]
    message = f"this is to have {_SHORTEST} characters or more."
    if short:
        raise Refused([Problem(f"OUTCOMES_{name}", message) for name in short])


@lru_cache(maxsize=8)
def secret_in(file: Path) -> str:
    """A secret that a file holds. Raises Refused for one that is missing or can be guessed."""
    secret = file.read_text("utf-8").strip() if file.is_file() else ""
    if len(secret) < _SHORTEST:
        message = f"a secret of {_SHORTEST} characters or more is to be in this file."
        raise Refused.because(file, message)
    return secret


def listens_to_this_machine_alone() -> bool:
    """Whether nobody else can reach the server but through this machine."""
    return st.get_option("server.address") in LOOPBACK
