"""The web server around the frame: compression, security headers, a health check, a calm error.

`python server.py` starts it; a container platform sets STREAMLIT_SERVER_ADDRESS and _PORT.
"""

import asyncio
import json
import logging
import re
import socket
import sys
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path

import streamlit as st
import uvicorn
from markupsafe import Markup
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap
from streamlit.web.cli import main
from streamlit.web.server.starlette import starlette_server

from access.gate import Gate
from access.sessions import sessions
from access.sign_in import home, token
from access.sign_on import Mode, require_long_secrets, sign_on
from data.editions.folder import (
    BEFORE,
    current_edition,
    current_name,
    edition_names,
    open_edition,
)
from data.embedded import ensure_edition, keep_up
from pages import ambition, overview
from pages.parts.html import show_html
from pages.still import answer
from schemas.problems import Refused
from schemas.settings import ProcessRole, handed_over, settings
from view_model.edition_view import EditionView

_TABS, _OURS, _EACH = 5000, 200, 4  # at once at most; open files of our own, and of each tab
_LOOK = 0.5  # seconds between two looks whether there is a new edition, or an end
_BASE = st.get_option("server.baseUrlPath").strip("/")
_BELOW = f"/{_BASE}" if _BASE else ""
_PAGES = Path(__file__).parent / "pages"


def _unescaped(content: str) -> Markup:
    """A script, a style or a page that is written by us or by Streamlit, and by nobody else."""
    return Markup(content)


_STREAMLITS, _STYLE, _NO_CONNECTION, _LINKS = (
    _unescaped(file.read_text("utf-8"))
    for file in (
        Path(st.__file__).parent / "static" / "index.html",
        *(_PAGES / name for name in ("style.css", "no_connection.js", "parts/links.js")),
    )
)
_BEFORE = Markup(
    "<head><script>window.__streamlit = {{BACKEND_BASE_URL: window.location.origin + {}}}\n{}"
    "</script>"
).format(_unescaped(json.dumps("/" + _BASE)), _NO_CONNECTION)
_NO_SCRIPT = Markup(
    "<noscript><p>Your browser runs no scripts here. "
    "<a href='{}/still/'>Read a still copy of these pages</a>.</p></noscript>"
).format(_BELOW)
_AFTER = Markup("<style>{}</style><script>{}</script></body>").format(_STYLE, _LINKS)
_TOLD = re.sub(
    Markup("<noscript>.*?</noscript>"), lambda _: _NO_SCRIPT, _STREAMLITS, flags=re.DOTALL
)
_PAGE = (
    _unescaped(_TOLD).replace(Markup("<head>"), _BEFORE, 1).replace(Markup("</body>"), _AFTER, 1)
)
_SCRIPTS = re.findall(Markup("<script>(.*?)</script>"), _PAGE, re.DOTALL)
_HASHES = [b64encode(sha256(script.encode()).digest()).decode() for script in _SCRIPTS]
_HEADERS = {  # no script but the server's own, and no code that is made from text
    "Content-Security-Policy": "default-src 'none'; script-src 'self' blob: "
    + " ".join(f"'sha256-{each}'" for each in _HASHES)
    + "; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; manifest-src 'self'; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class PageName(StringConvertor):
    """What a page may be called in an address, and no file is."""

    regex = "[^./]+"


async def page(_request: Request) -> Response:
    """Streamlit's own page, told where its server is, which a deep link such as /safe would guess;
    how it looks and its links are followed; and what to say when no figures reach it."""
    return HTMLResponse(_PAGE, headers={"Cache-Control": "no-cache"})


def still(request: Request) -> Response:
    """A page as a still copy, for whom the connection that brings the figures does not reach."""
    try:
        edition = current_edition()
        view = EditionView(edition, edition.schemas.strategies[0])
        asked = f"?{request.url.query}" if request.url.query else ""
        content, kind = answer(view, f"{request.path_params['address']}{asked}")
        return Response(content, media_type=kind)
    except KeyError:
        return HTMLResponse(NO_SUCH.format(_BELOW), 404)
    except Refused as refused:
        return HTMLResponse(REFUSED.format(refused), 503)


async def healthz(_request: Request) -> Response:
    """Whether the server is alive."""
    return JSONResponse({"status": "ok"})


def readyz(_request: Request) -> Response:
    """Whether there are figures to show, and which: 503 where no edition opens."""
    try:
        return JSONResponse({"status": "ok", "edition": current_edition().name})
    except Refused:
        return JSONResponse({"status": "no edition opens"}, 503)


def room_for_tabs() -> int:
    """How many tabs may be open at once, with as many open files as the machine allows. Windows has
    no such limit."""
    if sys.platform == "win32":
        return _TABS
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return _TABS if most < 0 else max(min((most - _OURS) // _EACH, _TABS), 50)


async def watch_for_the_end(server: uvicorn.Server) -> None:
    """Look twice a second whether the server is to stop, and not ten times."""
    while not await server.on_tick(0):
        await asyncio.sleep(_LOOK)


def listen() -> None:
    """Take the socket that whoever started us has opened for us, by systemd's protocol; else have
    answers leave as they are written: what follows a first one would wait 40 ms for its echo.
    asyncio sees to that for a socket that says it is of TCP, and Streamlit's does not.

    While nobody asks, do next to nothing: of a hundred councils' servers on one machine, what each
    looks at many times a second is a whole processor. Streamlit would look for other settings."""
    bootstrap._install_config_watchers = lambda flag_options: None
    uvicorn.Server.main_loop = watch_for_the_end  # type: ignore[assignment, method-assign]
    bind = starlette_server._bind_socket

    def bound(address: str, port: int, backlog: int) -> socket.socket:
        if given := handed_over():
            return socket.socket(fileno=given)
        listening = bind(address, port, backlog)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those it accepts, too
        return listening

    starlette_server._bind_socket = bound


FAILED = Markup(
    "<h1>Sorry, this page could not be shown</h1><p>The fault is ours, and it has been noted. The "
    "figures are safe. Please go back to the <a href='{}' target='_self'>overview</a>.</p>"
)
NO_SUCH = Markup("<h1>There is no such page</h1><p><a href='{}/still/'>To the overview</a></p>")
REFUSED = Markup("<h1>This cannot be shown just now</h1><p role='alert'>{}</p>")


def calm_page(error: Exception) -> bool:
    """Our bug: the traceback goes to the log, and the person is told what to do. What was refused
    in words is said in them."""
    log = logging.getLogger("outcomes")
    if isinstance(error, Refused):
        log.error("A page was refused: %s", error)
        show_html(REFUSED.format(error))
    else:
        log.error("A page failed", exc_info=error)
        show_html(FAILED.format(home()))
    return True


class JsonLines(logging.Formatter):
    """A line of JSON for each thing that is logged, for a council's own collection of logs."""

    def format(self, record: logging.LogRecord) -> str:
        said = {"when": self.formatTime(record), "level": record.levelname, "who": record.name}
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return json.dumps(said | {"what": record.getMessage(), "trace": trace})


def draw_first_pages(name: str) -> None:
    """Draw what most people open first, so that the first of them waits no longer than the next,
    and let the edition's file go."""
    edition = open_edition(name)
    view = EditionView(edition, edition.schemas.strategies[0])
    overview.drawn(view, overview.Shown())
    for each in view.strategy.ambitions:
        ambition.drawn(view, each, "")
    edition.close()


def draw_before_it_is_current(name: str) -> None:
    """As draw_first_pages, and leave other servers, which see its file, as long as that took."""
    began = time.monotonic()
    draw_first_pages(name)
    time.sleep(time.monotonic() - began + _LOOK)


async def draw_ahead() -> None:
    """As soon as an edition is there, and before it is current where a server publishes it, which
    draws it meanwhile; until the server stops."""
    drawn = {""}
    while True:
        try:
            newest = await asyncio.to_thread(lambda: {current_name() or "", *edition_names()[-1:]})
            for name in newest - drawn:
                drawn.add(name)
                with suppress(Refused):  # a page that is asked for says what is wrong
                    await asyncio.to_thread(draw_first_pages, name)
        except Exception:
            logging.getLogger("outcomes").exception("Nothing could be drawn ahead")
        await asyncio.sleep(_LOOK)


async def follow_object_store() -> None:
    """Bring each new edition from the object store, drawn, until the server stops."""
    while True:
        try:
            answers = await asyncio.to_thread(keep_up, draw_first_pages)
        except Exception:
            logging.getLogger("outcomes").exception("Nothing could be brought")
            answers = False
        await asyncio.sleep(1 if answers else 3)


@asynccontextmanager
async def running(_app: st.App) -> AsyncIterator[None]:
    """Say at which address whoever has started the dashboard may add figures, and draw ahead."""
    loggers = [logging.getLogger(), *logging.root.manager.loggerDict.values()]
    for each in loggers if settings().log == "json" else ():
        for handler in [*getattr(each, "handlers", ()), logging.lastResort]:  # for who has none
            handler.setFormatter(JsonLines())
    if sign_on().mode is Mode.MACHINE:
        here = f"http://{st.get_option('server.address')}:{st.get_option('server.port')}{home()}"
        print(f"To add figures, open {here}sign-in?token={token()}", flush=True)
    BEFORE.append(draw_before_it_is_current)
    tasks = [draw_ahead(), *([follow_object_store()] if settings().editions_address else ())]
    ahead = [asyncio.create_task(task) for task in tasks]
    yield
    for task in ahead:
        task.cancel()


register_url_convertor("page", PageName())
STILL = "still/{address:path}"
ROUTES = {"healthz": healthz, "readyz": readyz, STILL: still, "": page, "{name:page}": page}
# pages/ is Streamlit's old magic folder: until the frame has run once, a deep link such as /about
# would run pages/about.py by itself. Ours are functions, and app.py alone says which there are.
PagesManager.uses_pages_directory = False

app = st.App(
    "app.py",
    routes=[Route(f"{_BELOW}/{name}", told) for name, told in ROUTES.items()],
    middleware=[
        Middleware(Gate, most_tabs=room_for_tabs(), headers=_HEADERS),
        Middleware(GZipMiddleware, minimum_size=1024),
    ],
    on_script_error=calm_page,
    lifespan=running,
)

if __name__ == "__main__":
    listen()
    MultiPartParser.spool_max_size = sys.maxsize  # nothing of a file that is added on any disk
    try:
        require_long_secrets()
        if sign_on().mode in (Mode.MACHINE, Mode.OIDC):
            sessions()
    except Refused as refused:
        sys.exit(f"Nobody could be let in safely.\n{refused}")
    try:
        is_known = keep_up()
    except Refused as refused:
        sys.exit(f"The editions cannot be found.\n{refused}")
    try:
        ensure_edition()
    except Refused as refused:
        if settings().role is ProcessRole.OFFICERS and is_known:
            sys.exit(f"There is nothing to show yet.\n{refused}")
    main(["run", __file__])  # and not app.run(), which does not read STREAMLIT_SERVER_PORT
