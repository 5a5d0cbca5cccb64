"""The gate in front of everything: who asks by a name of ours, from a page of ours, for what is
theirs to ask for. What it lets through, Streamlit answers.

A web site whose name is made to point at this machine (DNS rebinding) comes with a foreign Host; a
page on another port, or on another site, with a foreign Origin. docs/security.md has the whole.
"""

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from officers.identity import (
    LOOPBACK,
    host_name,
    is_at_the_machine,
    listens_to_this_machine_alone,
)
from schemas.settings import settings

Refusal = tuple[int, str]
ONLY_READ = {"GET", "HEAD", "OPTIONS"}
CLOSED = ("_stcore/metrics", "_stcore/agent/")
"""What Streamlit opens to anybody and nobody here needs: how busy it is, and a way for programs to
use the pages as a person would."""
UPLOAD = "_stcore/upload_file/"
FOREIGN_HOST = "This dashboard is not called that. Open it by its own address."
FOREIGN_PAGE = "Only this dashboard's own pages may do that."
READERS_ADD_NOTHING = "Only officers may add files."


class Gate:
    """Answers what is refused: 421 a name that is not ours, 403 a page that is not ours or a file
    from a reader, 404 what is closed. A websocket is closed before it is open, which is a 403."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refused is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            status, words = refused
            await PlainTextResponse(words, status)(scope, receive, send)


def refusal(scope: Scope) -> Refusal | None:
    """Why a request goes no further, with the status; None for one that does."""
    headers = Headers(raw=scope["headers"])
    path, hosts = _below_base(scope["path"]), headers.getlist("host")
    if len(hosts) != 1 or not _is_ours(hosts[0]):
        return 421, FOREIGN_HOST
    if path.startswith(CLOSED):
        return 404, "Not found"
    ours = {f"{scheme}://{hosts[0]}" for scheme in ("http", "https")}  # where a proxy speaks https
    if scope.get("method") not in ONLY_READ and headers.get("origin") not in ours:
        return 403, FOREIGN_PAGE
    if path.startswith(UPLOAD) and not is_at_the_machine(headers):
        return 403, READERS_ADD_NOTHING
    return None


def _below_base(path: str) -> str:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return path.strip("/").removeprefix(base).lstrip("/")


def _is_ours(host: str) -> bool:
    """Whether that is a name of ours: what OUTCOMES_HOSTS lists, and this machine's own. A server
    that others can reach, and that nobody has given a name, answers to every one."""
    named = settings().hosts
    if not named and not listens_to_this_machine_alone():
        return True
    return host_name(host) in {*LOOPBACK, *named}
