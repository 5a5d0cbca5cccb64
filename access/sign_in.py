"""The addresses at which people come in and go out: what is asked for there, and where it leads."""

import hmac
import logging
import re
from secrets import token_urlsafe
from urllib.parse import quote

import streamlit as st
from authlib.common.errors import AuthlibBaseError
from joserfc.errors import JoseError
from requests import RequestException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from access import oidc
from access.identity import cookie_name, cookie_of, identify
from access.notices import notice
from access.sessions import sessions
from access.sign_on import Mode, SignOn, sign_on
from data.record import record
from schemas.person import Person, Role, account
from schemas.settings import settings

SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
_MADE = token_urlsafe(24)
_USED: set[str] = set()
_PLACE = re.compile(r"/(?![/\\])[^\\\s]*")
_AWAY = "outcomes-away-"
NOT_THIS_TOKEN = (
    "This address does not open the officers' pages",
    "It has been used, or is of an earlier start. The window in which the dashboard was started "
    "shows the one that does.",
)
NOT_SIGNED_IN = (
    "Signing in did not work",
    "Nothing is lost. Try once more; if it does not work again, tell whoever looks after this "
    "dashboard, and say when you tried.",
)
SIGNED_OUT = (
    "You are signed out",
    "Every tab of this dashboard in this browser is signed out too. The council's own sign-on may "
    "still know you: on a computer that others use, close the browser.",
)


async def answer(request: Request, path: str) -> Response | None:
    """What one of these addresses answers; None of any other."""
    method = request.method
    if path == SIGN_OUT and method == "POST":
        return _sign_out(request)
    if path not in (SIGN_IN, oidc.BACK) or method != "GET":
        return None
    on, wanted = sign_on(), place(request.query_params.get("next", ""))
    if on.mode is Mode.MACHINE and path == SIGN_IN:
        return _by_token(request, on, wanted)
    if on.mode is not Mode.OIDC:
        return RedirectResponse(wanted, 302)
    try:
        if path == SIGN_IN:
            return await _leave(request, on, wanted)
        return await _come_back(request, on)
    except (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError) as error:
        logging.getLogger("outcomes").error("Nobody could sign in: %s", type(error).__name__)
        return notice(*NOT_SIGNED_IN, status=403, link=(sign_in_again(home()), "Sign in"))


def home() -> str:
    """The path of the first page."""
    return f"/{str(st.get_option('server.baseUrlPath')).strip('/')}/".replace("//", "/")


def place(wanted: str) -> str:
    """Where somebody may be led after signing in: a page of ours, and no other site's."""
    ours = _PLACE.fullmatch(wanted) and wanted.startswith(home())
    return wanted if ours else home()


def sign_in_again(wanted: str, *, fresh: bool = False) -> str:
    """The address at which to sign in and be led back."""
    return f"{home()}{SIGN_IN}?{'fresh=yes&' if fresh else ''}next={quote(wanted)}"


def _by_token(request: Request, on: SignOn, wanted: str) -> Response:
    """Whoever has the token started the dashboard, or was shown it by who did."""
    known = identify(request.headers)
    if known and known.session:  # a page of before, opened once more
        return RedirectResponse(wanted, 302)
    if not _opens(request.query_params.get("token", "")):
        return notice(*NOT_THIS_TOKEN, status=403, link=(home(), "Read the figures"))
    return _signed_in(Person(account(), Role.PUBLISHER, Mode.MACHINE), on, wanted)


def token() -> str:
    """What opens the officers' pages of a machine's own dashboard, in any browser, until it is
    started anew."""
    return settings().token or _MADE


def _opens(given: str) -> bool:
    """Whether a token is one of ours. The one that whoever lists the machine's programs could see
    in a browser's address is good for once."""
    once = settings().token_once
    if once and once not in _USED and hmac.compare_digest(given.encode(), once.encode()):
        _USED.add(once)
        return True
    return hmac.compare_digest(given.encode(), token().encode())


def _signed_in(person: Person, on: SignOn, wanted: str) -> Response:
    response = RedirectResponse(wanted, 302)
    cookie = sessions().begin(person, on.hours)
    _set(response, cookie_name(), cookie, home(), int(on.hours * 3600), on)
    record(person.name, "signed in", person.role or "without a role", way=person.way)
    return response


def _set(response: Response, name: str, value: str, path: str, seconds: int, on: SignOn) -> None:
    response.set_cookie(
        name, value, seconds, path=path, secure=on.is_https, httponly=True, samesite="lax"
    )


async def _leave(request: Request, on: SignOn, wanted: str) -> Response:
    fresh = request.query_params.get("fresh") == "yes"
    away = await run_in_threadpool(oidc.leave, on, fresh)
    response = RedirectResponse(away.pop("url"), 302)
    kept = sessions().sign(away | {"next": wanted})
    _set(response, _AWAY + away["state"], kept, home() + SIGN_IN, 600, on)
    return response


async def _come_back(request: Request, on: SignOn) -> Response:
    state = request.query_params.get("state", "")
    away = sessions().signed(request.cookies.get(_AWAY + state, ""))
    if not away or away["state"] != state:
        raise ValueError("somebody who had not left")
    person = await run_in_threadpool(oidc.come_back, on, request.query_params["code"], away)
    before = cookie_of(request.headers)
    if before and sessions().renew(before, person):
        record(person.name, "signed in again", way=person.way)
        response: Response = RedirectResponse(away["next"], 302)
    else:
        response = _signed_in(person, on, away["next"])
    response.delete_cookie(_AWAY + state, path=home() + SIGN_IN)
    return response


def _sign_out(request: Request) -> Response:
    cookie, person = cookie_of(request.headers), identify(request.headers)
    if cookie:
        sessions().end(cookie)
    if person and person.name:
        record(person.name, "signed out", way=person.way)
    response = notice(*SIGNED_OUT, link=(home(), "Open the dashboard"))
    response.delete_cookie(cookie_name(), path=home(), secure=sign_on().is_https, httponly=True)
    return response
