"""Who may add figures. The one place that a council's single sign-on will come to.

Until then: whoever works at the very machine that keeps the store. Its server listens to nobody
else, and a request that a proxy has passed on is somebody else's.
"""

import getpass

import streamlit as st

from data.store.connection import has_store
from schemas.person import READER, Person, Role

_OFFICER = frozenset({Role.OFFICER})

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip")


def who_reads() -> Person:
    """Whoever is reading: an officer, or READER, who may not add figures."""
    if not has_store() or st.get_option("server.address") not in LOOPBACK or _passed_on():
        return READER
    try:
        return Person(getpass.getuser(), _OFFICER)
    except (OSError, KeyError, ImportError):  # in a container, a user may have no name
        return Person("an officer", _OFFICER)


def _passed_on() -> bool:
    headers = {name.lower() for name in st.context.headers}
    return any(name in headers for name in PASSED_ON)
