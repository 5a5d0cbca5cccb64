"""Who may add figures. The one place that a council's single sign-on will come to.

Until then: whoever works at the very machine that keeps the store. Its server listens to nobody
else, and a request that a proxy has passed on is somebody else's.
"""

import getpass
import re
from collections.abc import Mapping

import streamlit as st

from data.store.connection import has_store
from schemas.person import READER, Person, Role

_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
_OFFICER = frozenset({Role.OFFICER})

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PASSED_ON = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip")


def who_reads() -> Person:
    """Whoever is reading: an officer, or READER, who may not add figures."""
    if not is_at_the_machine(st.context.headers):
        return READER
    try:
        return Person(getpass.getuser(), _OFFICER)
    except (OSError, KeyError, ImportError):  # in a container, a user may have no name
        return Person("an officer", _OFFICER)


def is_at_the_machine(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from the machine that keeps the store, by its own name, and no proxy
    has passed it on. `headers` by their names, in any letters."""
    lower = {name.lower(): value for name, value in headers.items()}
    local = host_name(lower.get("host", "localhost")) in LOOPBACK
    passed_on = any(name in lower for name in PASSED_ON)
    return local and not passed_on and listens_to_this_machine_alone() and has_store()


def host_name(host: str) -> str:
    """The name in a Host header, in small letters; '' where it is none."""
    parts = _HOST.fullmatch(host.lower())
    return parts["name"].strip("[]") if parts else ""


def listens_to_this_machine_alone() -> bool:
    """Whether nobody else can reach the server but through this machine."""
    return st.get_option("server.address") in LOOPBACK
