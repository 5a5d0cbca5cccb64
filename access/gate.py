"""The gate in front of everything: who asks, by a name of ours, from a page of ours, for what is
theirs to ask for. What it lets through, Streamlit answers.

A web site whose name is made to point at this machine (DNS rebinding) comes with a foreign Host; a
page on another port, or on another site, with a foreign Origin. docs/security.md has the whole.
"""

import asyncio
import hmac
import re
from urllib.parse import quote

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access import sign_in
from access.belongings import belongs, is_room_for
from access.identity import identify
from access.notices import notice
from access.sign_on import LOOPBACK, Mode, listens_to_this_machine_alone, sign_on
from data.record import record
from schemas.person import Person, Role
from schemas.settings import settings

Refusal = tuple[int, str]
ONLY_READ = {"GET", "HEAD", "OPTIONS"}
METRICS = "_stcore/metrics"
CLOSED = (METRICS, "_stcore/agent/")
"""What Streamlit opens to anybody: how busy it is, which only a monitor that knows our secret may
ask, and a way for programs to use the pages as a person would, which nobody here needs."""
HEALTH = {"healthz", "readyz", "_stcore/health"}
PARTS = ("_stcore/", "media/", "static/", "component/")
"""What a page asks for, and nobody opens by its address."""
UPLOAD, MEDIA = "_stcore/upload_file/", "media/"
ENDED = 4401
"""The code that tells a page that its session has ended (pages/no_connection.js)."""
LOOKED_AT = 0.5  # seconds between two looks whether a tab's session has ended
FOREIGN_HOST = "This dashboard is not called that. Open it by its own address."
FOREIGN_PAGE = "Only this dashboard's own pages may do that."
READERS_ADD_NOTHING = "Only officers may add files."
NOT_YOURS = "This file is not yours."
SIGN_IN_FIRST = "Sign in first."
TOO_MUCH = "Too many files are waiting on the server. Publish or take away some, then try again."
NO_ROLE = (
    "You may not open this dashboard yet",
    "You are signed in, and belong to no group that may read it. Please ask whoever looks after "
    "this dashboard to let you in.",
)
NO_PROXY = (
    "This is not the dashboard's address",
    "Please open it by the address that your council gives it.",
)
FULL = (
    "Very many people are reading just now",
    "The dashboard is full. This page asks again by itself in half a minute.",
)
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")


class Gate:
    """Answers what is refused: 421 a name that is not ours; 403 a page that is not ours, or what is
    not for somebody; 404 what is closed; 302 or 401 whoever must sign in first; 503 one tab too
    many. A websocket is closed before it is open, which is a 403, and when its session ends."""

    def __init__(self, app: ASGIApp, most_tabs: int = 10_000):
        self.app, self.most_tabs, self._tabs = app, most_tabs, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        response = await self._response(scope, receive)
        if scope["type"] == "websocket":
            if response:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._tab(scope, receive, send)
        else:
            await (response or self.app)(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response | None:
        """What is answered in place of the dashboard; None where that answers."""
        if refused := refusal(scope):
            return PlainTextResponse(refused[1], refused[0])
        path, headers = below_base(scope["path"]), Headers(raw=scope["headers"])
        if path in HEALTH or path == METRICS:
            return None
        if scope["type"] == "http" and (answer := await sign_in.answer(Request(scope), path)):
            return answer
        person = identify(headers)
        if person is None or not person.may(Role.VIEWER):
            return _not_let_in(person, scope, path)
        if is_page(scope, path) and self._tabs >= self.most_tabs:
            return notice(*FULL, status=503, again=30)
        return _not_theirs(person, scope, path, headers)

    async def _tab(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A tab, as long as there is room for it, and its session lasts."""
        if self._tabs >= self.most_tabs:
            return await send({"type": "websocket.close", "code": 1013})
        self._tabs += 1
        try:
            await _until_it_ends(self.app, scope, receive, send)
        finally:
            self._tabs -= 1


async def _until_it_ends(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Close a websocket from our side when whoever opened it is let in no more."""
    headers, ended = Headers(raw=scope["headers"]), False
    began = identify(headers)
    if began is None or not began.session:
        return await app(scope, receive, send)

    async def send_until_then(message: Message) -> None:
        if not ended:
            await send(message)

    tab = asyncio.ensure_future(app(scope, receive, send_until_then))
    try:
        while not (await asyncio.wait({tab}, timeout=LOOKED_AT))[0]:
            now = identify(headers)
            if not ended and (now is None or now.session != began.session):
                ended = True
                await send({"type": "websocket.close", "code": ENDED})
    except BaseException:
        tab.cancel()
        raise
    await tab


def refusal(scope: Scope) -> Refusal | None:
    """Why a request goes no further whoever asks, with the status; None for one that does."""
    headers = Headers(raw=scope["headers"])
    path, hosts = below_base(scope["path"]), headers.getlist("host")
    if len(hosts) != 1 or not _is_ours(hosts[0]) or _is_twofold(headers):
        return 421, FOREIGN_HOST
    if path.startswith(CLOSED) and not (path == METRICS and _is_the_monitor(headers)):
        return 404, "Not found"
    ours = {f"{scheme}://{hosts[0]}" for scheme in ("http", "https")}  # where a proxy speaks https
    ours = {sign_on().origin} if sign_on().origin else ours
    if scope.get("method") not in ONLY_READ and headers.get("origin") not in ours:
        return 403, FOREIGN_PAGE
    return None


def _is_the_monitor(headers: Headers) -> bool:
    secret, given = settings().metrics, headers.get("authorization", "")
    return bool(secret) and hmac.compare_digest(given.encode(), f"Bearer {secret}".encode())


def _is_twofold(headers: Headers) -> bool:
    """Whether anything by which somebody is known comes twice: from the proxy, and from before."""
    header = sign_on().header
    return any(len(headers.getlist(name)) > 1 for name in (header.names if header else ()))


def _not_let_in(person: Person | None, scope: Scope, path: str) -> Response:
    """What somebody is told who must sign in first, or belongs to no group of ours."""
    if person:
        button = (f"{sign_in.home()}{sign_in.SIGN_OUT}", "Sign out")
        return notice(*NO_ROLE, status=403, button=button if person.since else None)
    if sign_on().mode is Mode.HEADER:
        return notice(*NO_PROXY, status=403)
    if not is_page(scope, path):
        return PlainTextResponse(SIGN_IN_FIRST, 401)
    query = scope["query_string"].decode("latin-1")
    wanted = quote(scope["path"]) + (f"?{query}" if query else "")
    return RedirectResponse(sign_in.sign_in_again(wanted), 302)


def _not_theirs(person: Person, scope: Scope, path: str, headers: Headers) -> Response | None:
    """Why a file is not somebody's to add, to take away or to have; None of whatever else."""
    if path.startswith(UPLOAD):
        if not person.is_officer or not belongs(path.removeprefix(UPLOAD), person):
            return PlainTextResponse(READERS_ADD_NOTHING, 403)
        if not is_room_for(headers.get("content-length", "")):
            return PlainTextResponse(TOO_MUCH, 413)
    if path.startswith(MEDIA):
        if not belongs(path, person):
            return PlainTextResponse(NOT_YOURS, 403)
        if person.name:
            record(person.name, "took a file away", path.rpartition(".")[2], way=person.way)
    return None


def is_page(scope: Scope, path: str) -> bool:
    """Whether somebody opens a page of the dashboard, and not a part of one."""
    return scope["type"] == "http" and not path.startswith(PARTS)


def below_base(path: str) -> str:
    """A request's path below the dashboard's own address, without a slash in front."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return path.strip("/").removeprefix(base).lstrip("/")


def host_name(host: str) -> str:
    """The name in a Host header, in small letters; '' where it is none."""
    parts = _HOST.fullmatch(host.lower())
    return parts["name"].strip("[]") if parts else ""


def _is_ours(host: str) -> bool:
    """Whether that is a name of ours: what OUTCOMES_HOSTS lists, the address that people type, and
    this machine's own. A server that others can reach, and that nobody has given a name, answers to
    every one."""
    named = (*settings().hosts, *filter(None, [sign_on().public_host]))
    if not named and not listens_to_this_machine_alone():
        return True
    return host_name(host) in {*LOOPBACK, *named}
