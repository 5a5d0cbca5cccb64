"""The gate in front of everything: who asks, by a name of ours, from a page of ours, for what is
theirs to ask for. What it lets through, Streamlit answers.

A web site whose name is made to point at this machine (DNS rebinding) comes with a foreign Host; a
page on another port, or on another site, with a foreign Origin. docs/security.md has the whole.
"""

import asyncio
import hmac
import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access import sign_in
from access.belongings import MEDIA, UPLOAD, not_theirs
from access.identity import cookie_of, identify
from access.notices import BUTTON, notice
from access.sessions import sessions
from access.sign_on import LOOPBACK, Mode, SignOn, listens_to_this_machine_alone, sign_on
from schemas.person import Person, Role
from schemas.settings import settings

ONLY_READ = {"GET", "HEAD", "OPTIONS"}
# Streamlit tells anybody how busy it is, and lets programs use the pages as a person would.
METRICS, AGENT = "_stcore/metrics", "_stcore/agent/"
HEALTH, STREAM = {"healthz", "readyz", "_stcore/health"}, "_stcore/stream"
PARTS = ("_stcore/", MEDIA, "static/", "component/")  # what nobody opens, and a page asks for
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
ENDED = 4401  # tells a page that its session has ended (pages/no_connection.js)
_LOOK = 0.4  # seconds between two looks whether a tab's session has ended
NO_ROLE = (
    "You may not open this dashboard yet",
    "You are known, and belong to no group that may read it. Please ask whoever looks after this "
    "dashboard to let you in.",
)
NO_PROXY = (
    "This is not the dashboard's address",
    "Please open it by the address that your council gives it.",
)
FULL = (
    "Very many people are reading just now",
    "The dashboard is full. This page asks again by itself in half a minute.",
)
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f]*:[0-9a-f:.]+\])(:\d{1,5})?")
_LONGEST = 8000  # bytes of a header: a websocket with a longer one would never be answered


class Gate:
    """Answers what is refused (`refusal`): a name or a page that is not ours, what is closed; 302
    or 401 whoever must sign in first; 403 what is not for somebody; 503 one tab too many; all with
    `headers`. A websocket is closed before it is open, which is a 403, and when its session ends.
    """

    def __init__(self, app: ASGIApp, most_tabs: int, headers: Mapping[str, str]):
        self.app, self.most_tabs, self._tabs, self.on = app, most_tabs, 0, sign_on()
        self.headers = {**headers, **(HTTPS if self.on.is_https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        response = await self._response(scope)
        if scope["type"] == "http":
            await (response or self.app)(scope, receive, send_with_headers)
        elif response:
            await send({"type": "websocket.close", "code": 1008})
        else:
            self._tabs += 1
            try:
                await _until_it_ends(self.app, scope, receive, send)
            finally:
                self._tabs -= 1

    async def _response(self, scope: Scope) -> Response | None:
        """What is answered in place of the dashboard; None where that answers."""
        if refused := refusal(scope, self.on):
            return PlainTextResponse(refused[1], refused[0])
        path = below_base(scope["path"])
        if path in HEALTH or path == METRICS:
            return None
        door = scope["type"] == "http" and path in sign_in.PATHS
        if door and (answer := await sign_in.answer(Request(scope), path)):
            return answer
        person = identify(Headers(raw=scope["headers"]), self.on)
        if person is None or not person.may(Role.VIEWER):
            return _not_let_in(person, scope, path, self.on)
        if self._tabs >= self.most_tabs and (path == STREAM or not path.startswith(PARTS)):
            return notice(*FULL, status=503, again=30)
        return not_theirs(person, path) if path.startswith((UPLOAD, MEDIA)) else None


async def _until_it_ends(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """A tab; closed from our side when whoever opened it is not who they were, and of somebody whom
    a proxy knows, when the proxy has to be asked again."""
    headers, on, ended = Headers(raw=scope["headers"]), sign_on(), False
    began = identify(headers, on)
    by_proxy = on.hours * 3600 if on.header else None
    pause = _LOOK if began and began.since else by_proxy

    async def send_until_then(message: Message) -> None:
        if not ended:
            await send(message)

    tab = asyncio.ensure_future(app(scope, receive, send_until_then))
    try:
        while not (await asyncio.wait({tab}, timeout=pause))[0]:
            if not ended and (by_proxy or identify(headers, on) != began):
                ended = True
                await send({"type": "websocket.close", "code": ENDED})
        await tab
    finally:
        tab.cancel()


def refusal(scope: Scope, on: SignOn) -> tuple[int, str] | None:
    """Why a request goes no further whoever asks, with the status; None for one that does."""
    headers = Headers(raw=scope["headers"])
    path, hosts = below_base(scope["path"]), headers.getlist("host")
    named = (on.header.secret, on.header.name, on.header.groups) if on.header else ()
    twice = any(len(headers.getlist(name)) > 1 for name in named)  # the proxy's, and from before
    if len(hosts) != 1 or twice or not _is_ours(hosts[0], urlsplit(on.public_url).hostname):
        return 421, "This dashboard is not called that. Open it by its own address."
    if max(len(value) for _, value in scope["headers"]) > _LONGEST:
        return (
            431,
            "Your browser sends too much. Delete this dashboard's cookies, and open it again.",
        )
    if path.startswith((METRICS, AGENT)) and not (path == METRICS and _is_the_monitor(headers)):
        return 404, "Not found"
    ours = {f"{scheme}://{hosts[0]}" for scheme in ("http", "https")}  # where a proxy speaks https
    if on.public_url:
        ours = {"{0.scheme}://{0.netloc}".format(urlsplit(on.public_url))}
    if scope.get("method") not in ONLY_READ and headers.get("origin") not in ours:
        return 403, "Only this dashboard's own pages may do that."
    return None


def _is_the_monitor(headers: Headers) -> bool:
    secret, given = settings().metrics, headers.get("authorization", "")
    return bool(secret) and hmac.compare_digest(given.encode(), f"Bearer {secret}".encode())


def _not_let_in(person: Person | None, scope: Scope, path: str, on: SignOn) -> Response:
    """What somebody is told who must sign in first, or belongs to no group of ours."""
    if person:
        out = BUTTON.format(sign_in.home() + sign_in.SIGN_OUT, "Sign out") if person.since else ""
        return notice(*NO_ROLE, out, status=403)
    if on.mode is Mode.HEADER:
        return notice(*NO_PROXY, status=403)
    if path.startswith(PARTS):
        return PlainTextResponse("Sign in first.", 401)
    query = scope["query_string"].decode("latin-1")
    wanted = quote(scope["path"]) + (f"?{query}" if query else "")
    if sessions().is_signed_out(cookie_of(Headers(raw=scope["headers"]), on)):
        return sign_in.signed_out(on, wanted, status=401)
    return RedirectResponse(sign_in.to_sign_in(wanted), 302)


def below_base(path: str) -> str:
    """A request's path below the dashboard's own address, without a slash in front."""
    return f"/{path.strip('/')}".removeprefix(sign_in.home()).strip("/")


def host_name(host: str) -> str:
    """The name in a Host header, in small letters; '' where it is none."""
    parts = _HOST.fullmatch(host.lower())
    return parts["name"].strip("[]") if parts else ""


def _is_ours(host: str, public: str | None) -> bool:
    """Whether that is a name of ours: what OUTCOMES_HOSTS lists, the one that people type, and this
    machine's own. A server that others can reach, and that nobody has given a name, answers to
    every one."""
    named = {*settings().hosts, *filter(None, [public])}
    if not named and not listens_to_this_machine_alone():
        return True
    return host_name(host) in LOOPBACK | named
