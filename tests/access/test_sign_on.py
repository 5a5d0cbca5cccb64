"""Who is let in, in each of the four ways of knowing people: against a server of each."""

import html
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.requests import Request
from streamlit import config
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from access import sign_in
from access.gate import ENDED
from access.sessions import Sessions
from access.sign_on import Mode
from schemas.person import Person, Role
from tests.access.asking import MEDIA, SOCKET, STREAM, UPLOAD, US, asked, run_apart, status
from tests.conftest import PROJECT
from tests.support.browsing import TOKEN, free_port, serving
from tests.support.depth import night, tries
from tests.support.once import copied

SECRET = "a-secret-of-more-than-thirty-two-letters"
ROLES = """
[roles]
viewer = ["Councillors"]
presenter = ["Panel"]
officer = ["Performance team"]
publisher = ["Performance managers"]
"""
HEADER = 'mode = "header"\n[header]\nsecret_file = "{secret}"\n' + ROLES
OIDC = """
mode = "oidc"
public_url = "{public}"
two_people = true
[oidc]
fresh_sign_in_minutes = 15
issuer = "{issuer}"
client_id = "outcomes"
secret_file = "{secret}"
"""
PROVIDER = PROJECT / "tests" / "support" / "provider"


@dataclass(frozen=True)
class Place:
    """A server, its folder, and where its people sign in."""

    address: str
    folder: Path
    issuer: str = ""

    def signed_in(self, role: Role | None, way: Mode, who: str = "jo@council") -> str:
        """The cookie of a session that another replica has begun."""
        return f"outcomes={self.sessions.begin(Person('Jo', role, way, time.time(), who), 1)}"

    @property
    def sessions(self) -> Sessions:
        """Those that every replica shares."""
        return Sessions(self.folder / "access")


@pytest.fixture(scope="module")
def kept(embedded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store and the editions of the servers of this module."""
    folder = copied(embedded, tmp_path_factory.mktemp("signing-on"))
    (folder / "secret").write_text(SECRET)
    return folder


@pytest.fixture(scope="module")
def places(kept: Path, viewers: str) -> Iterator[dict[Mode, Place]]:
    """A server of each mode; that of a proxy under a base path. The machine's is the one that
    everybody's tests look at."""
    port, provider = free_port(), free_port()
    public, issuer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{provider}"
    (kept / "header.toml").write_text(HEADER.format(secret=kept / "secret"))
    oidc = OIDC.format(public=public, issuer=issuer, secret=kept / "secret")
    (kept / "oidc.toml").write_text(oidc + ROLES)
    settings = {
        Mode.OPEN: {"OUTCOMES_SIGN_ON": "open"},
        Mode.HEADER: {
            "OUTCOMES_SIGN_ON": str(kept / "header.toml"),
            "STREAMLIT_SERVER_BASE_URL_PATH": "/outcomes",
        },
        Mode.OIDC: {
            "OUTCOMES_SIGN_ON": str(kept / "oidc.toml"),
            "STREAMLIT_SERVER_PORT": str(port),
        },
    }
    with ExitStack() as servers:
        yield {Mode.MACHINE: Place(viewers, kept)} | {
            mode: Place(servers.enter_context(serving(kept, **said)), kept, issuer)
            for mode, said in settings.items()
        }


# Who may do what


def by_proxy(*groups: str, secret: str = SECRET) -> dict[str, str]:
    named = {"X-Forwarded-User": "Jo", "X-Forwarded-Groups": ",".join(groups)}
    return named | {"X-Outcomes-Secret": secret}


FORGED = {
    "X-Forwarded-User": "Jo",
    "X-Forwarded-Groups": "Performance managers",
    "X-Role": "officer",
}
READS, TURNED_AWAY = (200, 200, 403, 403, 101), (403, 200, 403, 403, 403)
MUST_SIGN_IN = (302, 200, 401, 401, 403)
"""What is answered for a page, the health check, a file that is not theirs, adding to a tab that is
not theirs, and the figures of a page."""


@pytest.mark.parametrize(
    ("mode", "who", "headers", "answers"),
    [
        (Mode.MACHINE, "anybody", {}, READS),
        (Mode.MACHINE, "with headers that say more", FORGED, READS),
        (Mode.OPEN, "anybody", {}, READS),
        (Mode.OPEN, "with headers that say more", FORGED, READS),
        (Mode.OPEN, "with a session of before", Role.PUBLISHER, READS),
        (Mode.HEADER, "past the proxy", {}, TURNED_AWAY),
        (Mode.HEADER, "past the proxy, with its headers", FORGED, TURNED_AWAY),
        (Mode.HEADER, "with a wrong secret", by_proxy("Panel", secret=SECRET[:-1]), TURNED_AWAY),
        (Mode.HEADER, "of no group of ours", by_proxy("Gardeners"), TURNED_AWAY),
        (Mode.HEADER, "a councillor", by_proxy("Gardeners", "Councillors"), READS),
        (Mode.HEADER, "an officer", by_proxy("Performance team"), READS),
        (Mode.HEADER, "of a hundred groups", by_proxy(*map(str, range(100)), "Panel"), READS),
        (Mode.OIDC, "anybody", {}, MUST_SIGN_IN),
        (Mode.OIDC, "with headers that say more", FORGED, MUST_SIGN_IN),
        (Mode.OIDC, "with a cookie of nobody's", {"Cookie": "outcomes=x.y"}, MUST_SIGN_IN),
        (Mode.OIDC, "of no group of ours", None, TURNED_AWAY),
        (Mode.OIDC, "a councillor", Role.VIEWER, READS),
        (Mode.OIDC, "who presents", Role.PRESENTER, READS),
        (Mode.OIDC, "an officer", Role.OFFICER, READS),
        (Mode.OIDC, "who publishes", Role.PUBLISHER, READS),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
@pytest.mark.process
def test_each_is_let_in_as_far_as_their_role_goes(
    places: dict[Mode, Place],
    mode: Mode,
    who: str,
    headers: dict[str, str] | Role | None,
    answers: tuple[int, ...],
) -> None:
    place = places[mode]
    if not isinstance(headers, dict):
        headers = {"Cookie": place.signed_in(headers, mode)}
    ours = headers | {"Origin": US}
    assert (
        status(place.address, "GET", "/safe", **headers),
        status(place.address, "GET", "/_stcore/health", **headers),
        status(place.address, "GET", MEDIA, **headers),
        status(place.address, "PUT", UPLOAD, **ours),
        status(place.address, "GET", STREAM, **ours | SOCKET),
    ) == answers


@pytest.mark.process
def test_who_must_sign_in_is_led_back_to_where_they_were(places: dict[Mode, Place]) -> None:
    place = places[Mode.OIDC]
    _, headers, _ = asked(place.address, "GET", "/indicator?id=dental_checks&a=1", {})
    assert headers["location"] == "/sign-in?next=/indicator%3Fid%3Ddental_checks%26a%3D1"


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/safe?a=1", "/safe?a=1"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/safe", "/"),
        ("/safe%0d%0aSet-Cookie:a=b", "/"),
        ("", "/"),
    ],
)
@pytest.mark.process
def test_signing_in_leads_to_a_page_of_ours_and_nowhere_else(
    places: dict[Mode, Place], wanted: str, leads: str
) -> None:
    address = places[Mode.MACHINE].address
    code, headers, _ = asked(address, "GET", f"/sign-in?token={TOKEN}&next={wanted}", {})
    assert (code, headers["location"]) == (302, leads)
    assert "HttpOnly" in headers["set-cookie"] and "SameSite=lax" in headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "another", TOKEN[:-1], f"{TOKEN}x", "%00", "é"])
@pytest.mark.process
def test_no_other_token_opens_the_officers_pages(places: dict[Mode, Place], token: str) -> None:
    address = places[Mode.MACHINE].address
    code, headers, words = asked(
        address, "GET", f"/sign-in?token={requests.utils.quote(token)}", {}
    )
    assert (code, "set-cookie" in headers) == (403, False)
    assert "an earlier start" in words


def test_what_opens_one_browser_opens_no_second(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTCOMES_SIGN_ON", "machine")
    monkeypatch.setenv("OUTCOMES_TOKEN_ONCE", "once")
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    asks = {"type": "http", "method": "GET", "headers": [], "query_string": b"token=once"}
    answers = [run_apart(sign_in.answer(Request(asks), "sign-in")) for _ in range(2)]
    config.set_option("server.address", before)
    assert [a and a.status_code for a in answers] == [302, 403]


@pytest.mark.process
def test_signing_out_ends_every_tab_in_every_browser_within_a_second_and_for_good(
    places: dict[Mode, Place],
) -> None:
    place = places[Mode.OIDC]
    there, elsewhere = ({"Cookie": place.signed_in(Role.OFFICER, Mode.OIDC)} for _ in range(2))
    namesake = {"Cookie": place.signed_in(Role.OFFICER, Mode.OIDC, "another-jo@council")}
    with ExitStack() as tabs:
        opened = [
            tabs.enter_context(tab(place.address, place.address, **of))
            for of in (there, there, elsewhere)
        ]
        assert status(place.address, "POST", "/sign-out", **there) == 403, "from no page of ours"
        assert status(place.address, "GET", "/", **there) == 200
        assert status(place.address, "GET", "/sign-out", **there) == 200
        assert status(place.address, "POST", "/sign-out", **there, Origin=US) == 200
        at = time.monotonic()
        assert [code_at_the_end(each) for each in opened] == [ENDED] * 3
        assert time.monotonic() - at < 1
    pages = [asked(place.address, "GET", "/safe", of) for of in (there, elsewhere, namesake)]
    assert [code for code, _, _ in pages] == [401, 401, 200]
    assert all("You are signed out" in words for _, _, words in pages[:2])
    assert status(place.address, "POST", "/sign-out", **elsewhere, Origin=US) == 200
    assert status(place.address, "GET", "/", **namesake) == 200, "a dead cookie ends nothing"


@pytest.mark.process
def test_a_session_that_another_replica_ends_has_ended_here_too(
    places: dict[Mode, Place],
) -> None:
    place = places[Mode.OIDC]
    there = {"Cookie": place.signed_in(Role.OFFICER, Mode.OIDC)}
    assert status(place.address, "GET", "/", **there) == 200
    place.sessions.end(there["Cookie"].partition("=")[2])
    time.sleep(0.5)
    assert status(place.address, "GET", "/", **there) == 302


def tab(address: str, public: str, **headers: str) -> ClientConnection:
    """A websocket as a page of ours opens it, which came by the public address."""
    stream = f"{address.replace('http', 'ws')}{STREAM}"
    return connect(stream, origin=Origin(public), additional_headers=headers)


def code_at_the_end(tab: ClientConnection) -> int | None:
    """With which code a websocket is closed from the other side."""
    try:
        while True:
            tab.recv(timeout=5)
    except ConnectionClosed as closed:
        return closed.rcvd and closed.rcvd.code


# Whoever means ill

PATHS = (
    *("/", "/safe", "/add", "/history", "/indicator?id=dental_checks", MEDIA, UPLOAD, STREAM),
    *(
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "//_stcore/metrics",
    ),
    *("/outcomes/add", "/outcomes/_stcore/stream", "/static/index.html", "/component/x/y.js"),
    *("/../../etc/passwd", "/static/../../server.py", "/media/..%2f..%2fstore.duckdb", "/%00"),
    *("/sign-in/back?state=x&code=y", "/sign-out", "/sign-in/../add", "/healthz/../add", "/é"),
)
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
WORDS = (
    "",
    "Performance managers",
    "x" * 3000,
    "127.0.0.1",
    "null",
    "http://evil.example",
    "%0d%0a",
)
FORGERIES = (*FORGED, "X-Outcomes-Secret", "Forwarded", "X-Real-IP")


def hostile(draw: Random, cookies: list[str]) -> tuple[str, str, dict[str, str]]:
    """One request of somebody who would get in."""
    headers = {"Origin": draw.choice([US, "", *WORDS])}
    headers |= {name: draw.choice(WORDS) for name in FORGERIES if draw.random() < 0.4}
    cookie = list(draw.choice(cookies))
    for _ in range(draw.randrange(1, 4)):
        cookie[draw.randrange(len(cookie))] = draw.choice("aZ0._-=; ")
    headers["Cookie"] = draw.choice(["", draw.choice(cookies), "".join(cookie)])
    if draw.random() < 0.1:
        headers["Host"] = draw.choice(["evil.example", "localhost.evil.example", "[::1", "a b"])
    path = draw.choice(PATHS)
    if path == STREAM or draw.random() < 0.1:
        headers |= SOCKET
    return draw.choice(METHODS), quote(path, safe="/?&=%."), headers


@pytest.mark.parametrize("mode", [Mode.OIDC, Mode.HEADER])
@pytest.mark.process
def test_hostile_requests_reach_nothing(places: dict[Mode, Place], mode: Mode) -> None:
    place, draw = places[mode], Random(f"{mode}, and as ill as can be")
    cookies = [place.signed_in(Role.PUBLISHER, Mode.OIDC) for _ in range(5)]
    for cookie in cookies:
        place.sessions.end(cookie.partition("=")[2])
    cookies += [f"outcomes={Sessions(place.folder / 'elsewhere').begin(Person('Jo'), 1)}"]
    for _ in range(tries(200, at_night=5_000)):
        method, path, headers = hostile(draw, cookies)
        code, answered, _ = asked(place.address, method, path, headers)
        ends_nothing = (method, path, code) == ("POST", "/sign-out", 200)  # of nobody's session
        assert code not in (101, 200, 204) or ends_nothing, (method, path, headers, code)
        assert re.match(rf"/(?!/)|{place.issuer}/auth", answered.get("location", "/"))
        assert not re.search('outcomes=[^";]', answered.get("set-cookie", "")), "a session"


# The council's own sign-on


@pytest.fixture(scope="module")
def provider(places: dict[Mode, Place]) -> Iterator[Place]:
    """A certified provider, on this machine, that knows everybody."""
    if not shutil.which("npm"):
        pytest.skip("no npm on this machine, by which the OpenID provider is installed")
    if not (PROVIDER / "node_modules").exists():
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
        if subprocess.run(install, cwd=PROVIDER, capture_output=True, timeout=300).returncode:
            pytest.skip("the OpenID provider cannot be installed: npm's registry does not answer")
    place = places[Mode.OIDC]
    command = ["node", "provider.js", place.issuer.rpartition(":")[2]]
    with (place.folder / "provider.log").open("w") as log:
        running = subprocess.Popen(
            [*command, f"{place.address}/sign-in/back", SECRET],
            cwd=PROVIDER,
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(200):
            try:
                requests.get(f"{place.issuer}/.well-known/openid-configuration", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield place
    finally:
        running.terminate()
        running.wait(20)


def signs_in(browser: requests.Session, address: str, group: str) -> requests.Response:
    """What somebody sees at last who goes to an address and signs in, as a member of that group."""
    answer = browser.get(address, timeout=60)
    while prompt := re.search(r'name="prompt" value="(\w+)"', answer.text):
        form = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
        assert form
        said = {"prompt": prompt[1], "login": group, "password": "any"}
        answer = browser.post(html.unescape(form[1]), data=said, timeout=60)
    return answer


@pytest.mark.process
def test_a_member_of_two_hundred_groups_signs_in_and_comes_back(provider: Place) -> None:
    with requests.Session() as browser:
        answer = signs_in(browser, f"{provider.address}/safe?a=1", "Performance team")
        assert (answer.status_code, answer.url) == (200, f"{provider.address}/safe?a=1")
        assert all(len(cookie.value or "") < 200 for cookie in browser.cookies)
        out = browser.post(
            f"{provider.address}/sign-out", headers={"Origin": provider.address}, timeout=60
        )
        assert "You are signed out" in out.text
    lines = (provider.folder / "access" / "record.jsonl").read_text().splitlines()
    assert any(
        '"Performance team of the council"' in line and "signed in" in line for line in lines
    )


@pytest.mark.process
def test_who_belongs_to_no_group_of_ours_is_told_so(provider: Place) -> None:
    with requests.Session() as browser:
        answer = signs_in(browser, provider.address, "Gardeners")
        assert (answer.status_code, "belong to no group" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"code": "another"},
        {"code": ""},
        {"state": ""},
        {"error": "access_denied", "code": ""},
    ],
    ids=str,
)
@pytest.mark.process
def test_coming_back_with_anything_else_signs_nobody_in(
    provider: Place, changed: dict[str, str]
) -> None:
    with requests.Session() as browser:
        left = browser.get(f"{provider.address}/sign-in", allow_redirects=False, timeout=60)
        state = re.search(r"state=([^&]+)", left.headers["location"])
        assert state
        said = {"state": state[1], "code": "x"} | changed
        back = browser.get(f"{provider.address}/sign-in/back", params=said, timeout=60)
        assert back.status_code == 403
        assert "outcomes" not in browser.cookies


@pytest.mark.process
def test_only_whoever_types_a_password_again_has_signed_in_afresh(provider: Place) -> None:
    """And not who takes from the address that the council's sign-on is to ask for one."""

    def proved(browser: requests.Session) -> float:
        (cookie,) = (c.value for c in browser.cookies if c.name == "outcomes")
        known = provider.sessions.find(cookie or "")
        assert known and known.since > time.time() - 60
        return known.proved

    asks = f"{provider.address}/sign-in?fresh=yes"
    with requests.Session() as browser:
        signs_in(browser, provider.address, "Performance managers")
        began = proved(browser)
        assert began > time.time() - 60
        time.sleep(1.1)
        for age in ("max_age=9999", ""):
            left = browser.get(asks, allow_redirects=False, timeout=60).headers["location"]
            assert "prompt=login" in left and "max_age=0" in left
            left = left.replace("prompt=login", "").replace("max_age=0", age)
            answer = browser.get(left, timeout=60)
            assert answer.url == f"{provider.address}/"
            assert proved(browser) in (0, began)
        signs_in(browser, asks, "Performance managers")
        assert proved(browser) > began


@night
@pytest.mark.process
def test_signing_out_signs_out_three_tabs_in_two_browsers_on_both_servers(
    provider: Place, browser: Browser
) -> None:
    with ExitStack() as until:
        oidc = str(provider.folder / "oidc.toml")
        other = until.enter_context(serving(provider.folder, OUTCOMES_SIGN_ON=oidc))
        laptop, desk = (until.enter_context(closing(browser.new_context())) for _ in range(2))
        first, third = (seen(each, f"{provider.address}/safe?a=1") for each in (laptop, desk))
        second = seen(laptop, f"{provider.address}/about")
        cookies = [{"Cookie": f"outcomes={session_of(each)}"} for each in (laptop, desk)]
        servers = (provider.address, other)
        streams = [
            until.enter_context(tab(server, provider.address, **of))
            for server in servers
            for of in cookies
        ]
        first.get_by_role("button", name="Sign out").click()
        at = time.monotonic()
        assert [code_at_the_end(each) for each in streams] == [ENDED] * 4
        assert time.monotonic() - at < 1
        for page in (first, second, third):
            page.get_by_role("heading", name="You are signed out").wait_for()
        assert {status(s, "GET", "/", **of) for s in servers for of in cookies} == {401}
        third.get_by_role("link", name="Sign in").click()
        third.get_by_placeholder("and password").wait_for()  # although the sign-on knows them
        assert third.url.startswith(provider.issuer)


@night
@pytest.mark.process
def test_a_session_that_has_ended_by_itself_leads_back_to_where_one_was(
    provider: Place, browser: Browser
) -> None:
    with closing(browser.new_context()) as context:
        page = seen(context, f"{provider.address}/indicator?id=dental_checks")
        before = session_of(context)
        file = provider.sessions._file(before)
        file.write_text(json.dumps(json.loads(file.read_text()) | {"until": time.time()}))
        page.wait_for_function("() => !document.querySelector('footer')")
        page.wait_for_selector("footer")
        assert page.url == f"{provider.address}/indicator?id=dental_checks"
        assert session_of(context) != before


def seen(context: BrowserContext, address: str) -> Page:
    """A page in somebody's browser, who signs in where that is asked."""
    page = context.new_page()
    page.goto(address)
    while page.url.startswith("http://127.0.0.1") and not page.locator("footer").count():
        if page.get_by_placeholder("and password").count():
            page.get_by_placeholder("Enter any login").fill("Performance managers")
            page.get_by_placeholder("and password").fill("any")
            page.get_by_role("button", name="Sign-in").click()
        elif page.get_by_role("button", name="Continue").count():
            page.get_by_role("button", name="Continue").click()
        page.wait_for_timeout(100)
    return page


def session_of(context: BrowserContext) -> str:
    """What the cookie of somebody's session holds."""
    return next(c["value"] for c in context.cookies() if c["name"] == "outcomes")
