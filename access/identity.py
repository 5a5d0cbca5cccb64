"""Who asks, by the headers of a request: for the gate at every request, and for a page on every
run."""

import hmac
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from starlette.requests import cookie_parser

from access.sessions import sessions
from access.sign_on import Mode, SignOn, secret_in, sign_on
from data.store.connection import has_store
from schemas.person import READER, Person, Role


def identify(headers: Mapping[str, str]) -> Person | None:
    """Who sends these headers, by names in any letters; None of somebody who must sign in first.

    Nothing is believed but a session of ours, or a proxy that proves itself. Where there is no
    store, nobody is an officer.
    """
    on = sign_on()
    if on.mode is Mode.OPEN:
        return READER
    person = _by_header(on, headers) if on.mode is Mode.HEADER else _by_session(headers)
    if person is None:
        return READER if on.mode is Mode.MACHINE else None
    return replace(person, role=Role.PRESENTER) if _adds_where_nothing_can_be(person) else person


def _adds_where_nothing_can_be(person: Person) -> bool:
    return person.is_officer and not has_store()


def _by_session(headers: Mapping[str, str]) -> Person | None:
    cookie = cookie_of(headers)
    return sessions().find(cookie) if cookie else None


def cookie_of(headers: Mapping[str, str]) -> str:
    """Our cookie; '' without one."""
    return cookie_parser(headers.get("cookie") or "").get(cookie_name(), "")


def cookie_name() -> str:
    """The name of our cookie; on a machine of its own for each port, because a browser gives a
    machine's cookies to all of them."""
    on = sign_on()
    if on.mode is Mode.MACHINE:
        return f"outcomes-{st.get_option('server.port')}"
    return "__Secure-outcomes" if on.is_https else "outcomes"


def _by_header(on: SignOn, headers: Mapping[str, str]) -> Person | None:
    """Whom the proxy names, where it proves itself."""
    assert on.header
    secret, name, groups = (headers.get(name) or "" for name in on.header.names)
    ours = secret_in(on.header.secret_file)
    if not name or not hmac.compare_digest(secret.encode(), ours.encode()):
        return None
    name, theirs = _letters(name), _letters(groups).split(",")
    role = on.role_of(group.strip() for group in theirs)
    return Person(name, role, Mode.HEADER, session=name)


def _letters(value: str) -> str:
    """A header as the proxy wrote it, most often in UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
