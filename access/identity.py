"""Who asks, by the headers of a request: for the gate at each, and for a page on every run."""

import hmac
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from starlette.requests import cookie_parser

from access.sessions import sessions
from access.sign_on import Header, Mode, SignOn, secret_in, sign_on
from data.store.connection import has_store
from schemas.person import READER, Person, Role


def identify(headers: Mapping[str, str], on: SignOn | None = None) -> Person | None:
    """Who sends these headers, by names in any letters; None of somebody who must sign in first.

    Nothing is believed but a session of ours, or a proxy that proves itself. Where there is no
    store, nobody is an officer.
    """
    on = on or sign_on()
    if on.mode is Mode.OPEN:
        return READER
    cookie = cookie_of(headers, on)
    person = _by_header(on, on.header, headers) if on.header else cookie and sessions().find(cookie)
    if not person or person.way != on.mode:  # of before the mode was changed
        return READER if on.mode is Mode.MACHINE else None
    nothing_to_add_to = person.is_officer and not has_store()
    return replace(person, role=Role.PRESENTER) if nothing_to_add_to else person


def cookie_of(headers: Mapping[str, str], on: SignOn) -> str:
    """Our cookie; '' without one."""
    return cookie_parser(headers.get("cookie") or "").get(cookie_name(on), "")


def cookie_name(on: SignOn) -> str:
    """The name of our cookie; on a machine of its own for each port, because a browser gives a
    machine's cookies to all of them."""
    if on.mode is Mode.MACHINE:
        return f"outcomes-{st.get_option('server.port')}"
    place = "Host" if st.get_option("server.baseUrlPath").strip("/") == "" else "Secure"
    return f"__{place}-outcomes" if on.is_https else "outcomes"


def _by_header(on: SignOn, header: Header, headers: Mapping[str, str]) -> Person | None:
    """Whom the proxy names, most often in UTF-8, where it proves itself."""
    names = (header.secret, header.name, header.groups)
    said = (((headers.get(name) or "").encode("latin-1", "replace")) for name in names)
    secret, name, groups = (value.decode("utf-8", "replace") for value in said)
    ours = secret_in(header.secret_file)
    if not name or not hmac.compare_digest(secret.encode(), ours.encode()):
        return None
    role = on.role_of(group.strip() for group in groups.split(","))
    return Person(name, role, Mode.HEADER, who=name)
