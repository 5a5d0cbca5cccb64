"""The addresses at which people come in and go out: what is asked for there, and where it leads."""

import hmac
import logging
import re
from secrets import token_urlsafe
from time import time
from urllib.parse import quote

import streamlit as st
from authlib.common.errors import AuthlibBaseError
from itsdangerous import BadData
from joserfc.errors import JoseError
from requests import RequestException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from access import oidc
from access.identity import cookie_name, cookie_of, identify
from access.notices import LINK, notice
from access.sessions import AWAY, sessions
from access.sign_on import Mode, Oidc, SignOn, sign_on
from data.record import record
from schemas.person import Person, Role, account
from schemas.settings import settings

SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
PATHS = {SIGN_IN, SIGN_OUT, oidc.BACK}
_PLACE = re.compile(r"/(?![/\\])[^\\\s]*")  # of ours, and of no other site
_MADE = token_urlsafe(24)
_USED: set[str] = set()
# What comes of a sign-on that does not answer as it should, or of an address that is forged.
WRONG = (
    *(AuthlibBaseError, JoseError, BadData, RequestException),
    *(KeyError, RuntimeError, TypeError, ValueError),
)
NOT_THIS_TOKEN = (
    "This address does not open the officers' pages",
    "It has been used, or is of an earlier start. Where the dashboard was started stands another.",
)
NOT_SIGNED_IN = (
    "Signing in did not work",
    "Try once more. If it does not work again, tell whoever looks after this dashboard.",
)
OUT = "You are signed out"
EVERYWHERE = "In every tab, and in every other browser in which you were signed in."
STILL_KNOWN = (
    " The council's own sign-on may still know you: on a computer that others use, sign out there "
    "too."
)


async def answer(request: Request, path: str) -> Response | None:
    """What one of these addresses answers; None where it is asked for in a way that it is not."""
    on, wanted = sign_on(), request.query_params.get("next", "")
    if not _PLACE.fullmatch(wanted) or not wanted.startswith(home()):
        wanted = home()
    if path == SIGN_OUT and request.method == "POST" and on.mode in (Mode.MACHINE, Mode.OIDC):
        return _sign_out(request, on)
    if path == SIGN_OUT or request.method != "GET":
        return None
    if on.mode is Mode.MACHINE:
        return _by_token(request, on, wanted)
    if not on.oidc:
        return RedirectResponse(wanted, 302)
    try:
        return await (_leave if path == SIGN_IN else _come_back)(request, on, on.oidc, wanted)
    except WRONG as error:
        logging.getLogger("outcomes").error("Nobody could sign in: %s", type(error).__name__)
        return notice(*NOT_SIGNED_IN, status=403, more=LINK.format(to_sign_in(home()), "Sign in"))


def home() -> str:
    """The path of the first page."""
    return f"/{str(st.get_option('server.baseUrlPath')).strip('/')}/".replace("//", "/")


def to_sign_in(wanted: str, *, fresh: bool = False) -> str:
    """The address at which to sign in and be led back."""
    return f"{home()}{SIGN_IN}?{'fresh=yes&' if fresh else ''}next={quote(wanted)}"


def token() -> str:
    """What opens the officers' pages of a machine's own dashboard, in any browser, until it is
    started anew."""
    return settings().token or _MADE


def _by_token(request: Request, on: SignOn, wanted: str) -> Response:
    """Whoever has the token started the dashboard, or was shown it by who did."""
    known = identify(request.headers)
    if known and known.who:  # a page of before, opened once more
        return RedirectResponse(wanted, 302)
    if not _opens(request.query_params.get("token", "")):
        return notice(*NOT_THIS_TOKEN, status=403, more=LINK.format(home(), "Read the figures"))
    you, now = account(), time()
    person = Person(you, Role.PUBLISHER, Mode.MACHINE, now, you, proved=now)
    return _signed_in(request, on, person, wanted)


def _opens(given: str) -> bool:
    """Whether a token is one of ours. The one that whoever lists the machine's programs could see
    in a browser's address is good for once."""
    ours = {token(), settings().token_once} - {"", *_USED}
    _USED.update({given} & {settings().token_once})
    return any(hmac.compare_digest(given.encode(), each.encode()) for each in ours)


def _signed_in(request: Request, on: SignOn, person: Person, wanted: str) -> Response:
    """A session of its own, in place of the one that this browser had."""
    sessions().end(cookie_of(request.headers, on))
    response = RedirectResponse(wanted, 302)
    seconds = int(on.hours * 3600)
    _set(response, cookie_name(on), sessions().begin(person, on.hours), home(), seconds, on)
    record(person, "signed in", person.role or "without a role")
    return response


def _set(response: Response, name: str, value: str, path: str, seconds: int, on: SignOn) -> None:
    response.set_cookie(
        name, value, seconds, path=path, secure=on.is_https, httponly=True, samesite="lax"
    )


async def _leave(request: Request, on: SignOn, council: Oidc, wanted: str) -> Response:
    out = sessions().is_signed_out(cookie_of(request.headers, on))
    fresh = out or request.query_params.get("fresh") == "yes"
    away = await run_in_threadpool(oidc.leave, on, council, fresh)
    response = RedirectResponse(away.pop("url"), 302)
    kept = str(sessions().away.dumps(away | {"next": wanted}))
    _set(response, f"outcomes-{away['state']}", kept, home() + SIGN_IN, AWAY, on)
    return response


async def _come_back(request: Request, on: SignOn, council: Oidc, _wanted: str) -> Response:
    """The cookie of who has left is of that browser alone, and has the state in its name."""
    name = f"outcomes-{request.query_params['state']}"
    away = sessions().away.loads(request.cookies[name], max_age=AWAY)
    code = request.query_params["code"]
    person = await run_in_threadpool(oidc.come_back, on, council, code, away)
    response = _signed_in(request, on, person, away["next"])
    response.delete_cookie(name, path=home() + SIGN_IN)
    return response


def _sign_out(request: Request, on: SignOn) -> Response:
    """The cookie stays in their browsers: by it, each of their pages knows not to sign in again by
    itself, as the council's sign-on would let it."""
    person = identify(request.headers, on)
    if person and person.since:
        sessions().sign_out(person)
        record(person, "signed out")
    return signed_out(on, home())


def signed_out(on: SignOn, wanted: str, status: int = 200) -> Response:
    """What is said then, with the way back in."""
    if not on.oidc:
        return notice(OUT, EVERYWHERE, LINK.format(home(), "Open the dashboard"), status)
    back = LINK.format(to_sign_in(wanted), "Sign in")
    return notice(OUT, EVERYWHERE + STILL_KNOWN, back, status)
