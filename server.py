"""The web server around the frame: compression, security headers, a health check, a calm error.

`python server.py` starts it; a container platform sets STREAMLIT_SERVER_ADDRESS and _PORT.
"""

import json
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from markupsafe import Markup
from starlette.datastructures import Headers, MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main
from streamlit.web.server.starlette import starlette_server

from access.gate import Gate
from access.sessions import sessions
from access.sign_in import home, token
from access.sign_on import Mode, sign_on
from data.editions.folder import current_edition
from data.embedded import ensure_edition
from pages.parts.html import show_html
from schemas.problems import Refused
from schemas.settings import ProcessRole, settings

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; frame-ancestors 'self'; "
    "base-uri 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TABS = 5000
_BASE = st.get_option("server.baseUrlPath").strip("/")
_BELOW = f"/{_BASE}" if _BASE else ""
_PAGES = Path(__file__).parent / "pages"
_HERE, _STYLE, _NO_CONNECTION, _LINKS = (  # JavaScript and CSS, in which nothing is escaped
    Markup(text)
    for text in (
        json.dumps(f"/{_BASE}"),
        *(
            (_PAGES / name).read_text("utf-8")
            for name in ("style.css", "no_connection.js", "parts/links.js")
        ),
    )
)
_AROUND = {
    b"<head>": Markup(
        "<head><script>window.__streamlit = {{BACKEND_BASE_URL: window.location.origin + {}}}\n{}"
        "</script>"
    ).format(_HERE, _NO_CONNECTION),
    b"</body>": Markup("<style>{}</style><script>{}</script></body>").format(_STYLE, _LINKS),
}


class SecurityHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class OnePlace:
    """Tells the page where its server is, so that a deep link such as /safe does not guess; how it
    looks, and how its links are followed; and what to say when no figures reach it.

    Streamlit's page asks /safe/_stcore/health first, gets a 404 and complains to the console.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page: list[Message] = []

        async def send_page(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                page.append(message)
            elif page:
                await _send_page(page, message, send)
            else:
                await send(message)

        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        readable = [h for h in scope["headers"] if h[0] != b"accept-encoding"]
        await self.app({**scope, "headers": readable}, receive, send_page)


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return start["status"] == 200 and headers.get("content-type", "").startswith("text/html")


async def _send_page(page: list[Message], message: Message, send: Send) -> None:
    """Gather the whole page, add what is ours, and send it with its new length."""
    page.append(message)
    if message.get("more_body"):
        return
    start = page[0]
    body = b"".join(part.get("body", b"") for part in page[1:])
    for place, more in _AROUND.items():
        body = body.replace(place, more.encode(), 1)
    MutableHeaders(scope=start)["content-length"] = str(len(body))
    page.clear()
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def healthz(_request: Request) -> Response:
    """Whether the server is alive."""
    return JSONResponse({"status": "ok"})


def readyz(_request: Request) -> Response:
    """Whether there are figures to show, and which: 503 where no edition opens."""
    try:
        return JSONResponse({"status": "ok", "edition": current_edition().name})
    except Refused:
        return JSONResponse({"status": "no edition opens"}, 503)


def raise_the_limit() -> None:
    """As many open files as the machine allows: each reader takes a handful. Windows has no such
    limit."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def answer_at_once() -> None:
    """Have answers leave as they are written: what follows a first one would wait 40 ms for its
    echo. asyncio sees to that for a socket that says it is of TCP, and Streamlit's does not."""
    bind = starlette_server._bind_socket

    def bound(address: str, port: int, backlog: int) -> socket.socket:
        listening = bind(address, port, backlog)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those it accepts, too
        return listening

    starlette_server._bind_socket = bound


def calm_page(error: Exception) -> bool:
    """Our bug: the traceback goes to the log, and the person is told what to do. What was refused
    in words is said in them."""
    if isinstance(error, Refused):
        logging.getLogger("outcomes").error("A page was refused: %s", error)
        said = Markup("<h1>This cannot be shown just now</h1><p role='alert'>{}</p>").format(error)
        show_html(said)
        return True
    logging.getLogger("outcomes").error("A page failed", exc_info=error)
    show_html(
        Markup(
            "<h1>Sorry, this page could not be shown</h1><p>The fault is ours, and it has been "
            "noted. The figures are safe. Please go back to the <a href='/' "
            "target='_self'>overview</a>.</p>"
        )
    )
    return True


def most_tabs() -> int:
    """How many tabs may be open at once: each takes up to four files, and some are ours."""
    if sys.platform == "win32":
        return _TABS
    import resource

    return max(min((resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200) // 4, _TABS), 50)


def prepare() -> None:
    """See to it that nothing starts that nobody should open. Raises Refused."""
    multipart = int(st.get_option("server.maxUploadSize")) + 1
    MultiPartParser.spool_max_size = multipart * 1024 * 1024  # nothing of a file on any disk
    if sign_on().mode in (Mode.MACHINE, Mode.OIDC):
        sessions().prepare()


@asynccontextmanager
async def say_where(_app: st.App) -> AsyncIterator[None]:
    """Say at which address whoever has started the dashboard may add figures."""
    if sign_on().mode is Mode.MACHINE:
        here = f"http://{st.get_option('server.address')}:{st.get_option('server.port')}{home()}"
        print(f"To add figures, open {here}sign-in?token={token()}", flush=True)
    yield


# pages/ is Streamlit's old magic folder: until the frame has run once, a deep link such as /about
# would run pages/about.py by itself. Ours are functions, and app.py alone says which there are.
PagesManager.uses_pages_directory = False

app = st.App(
    "app.py",
    routes=[
        Route(f"{_BELOW}/{name}", answer)
        for name, answer in {"healthz": healthz, "readyz": readyz}.items()
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Gate, most_tabs=most_tabs()),
        Middleware(GZipMiddleware, minimum_size=1024),
        Middleware(OnePlace),
    ],
    on_script_error=calm_page,
    lifespan=say_where,
)

if __name__ == "__main__":
    raise_the_limit()
    answer_at_once()
    try:
        prepare()
    except Refused as refused:
        sys.exit(f"Nobody could be let in safely.\n{refused}")
    try:
        ensure_edition()
    except Refused as refused:
        if settings().role is ProcessRole.OFFICERS:
            sys.exit(f"There is nothing to show yet.\n{refused}")
    main(["run", __file__])  # and not app.run(), which does not read STREAMLIT_SERVER_PORT
