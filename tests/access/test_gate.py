"""The gate: what comes under another name, from another page, or from a reader who would add files
goes no further. Against a server that runs, and for names without end."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from streamlit import config

from access.gate import host_name, refusal
from access.sign_on import LOOPBACK, sign_on
from schemas.settings import settings
from server import readyz
from tests.access.asking import SOCKET, STREAM, UPLOAD, US, asked
from tests.access.asking import status as answered

NO_ADDRESS = {"Host": "[127.0.0.1]", "Origin": "http://[127.0.0.1]"}
SITE, OTHER_PORT = "http://evil.example", "http://localhost:1"


@pytest.mark.parametrize(
    ("asks", "method", "path", "headers", "status"),
    [
        ("a person, for a page", "GET", "/", {}, 200),
        ("a monitor, whether it lives", "GET", "/healthz", {}, 200),
        ("a monitor, whether there are figures", "GET", "/readyz", {}, 200),
        ("a name that was made to point here", "GET", "/", {"Host": "evil.example"}, 421),
        ("the same, with our port", "GET", "/", {"Host": "evil.example:8501"}, 421),
        ("the same, like ours", "GET", "/", {"Host": "localhost.evil.example"}, 421),
        ("the same, with ours before an @", "GET", "/", {"Host": "localhost@evil.example"}, 421),
        ("an address that is none", "GET", STREAM, SOCKET | NO_ADDRESS, 403),
        ("whose cookies are too long", "GET", "/", {"Cookie": "a=" + "b" * 8000}, 431),
        ("the same, for the health check", "GET", "/healthz", {"Host": "evil.example"}, 421),
        ("anybody, how busy it is", "GET", "/_stcore/metrics", {}, 404),
        ("a program, how it is used", "GET", "/_stcore/agent/openapi.json", {}, 404),
        ("a program, to use it", "POST", "/_stcore/agent/interact", {"Origin": US}, 404),
        ("our page, for figures", "GET", STREAM, SOCKET | {"Origin": US}, 101),
        ("a site, for figures", "GET", STREAM, SOCKET | {"Origin": SITE}, 403),
        ("another port, for figures", "GET", STREAM, SOCKET | {"Origin": OTHER_PORT}, 403),
        ("nobody's page, for figures", "GET", STREAM, SOCKET, 403),
        ("a page without an origin", "GET", STREAM, SOCKET | {"Origin": "null"}, 403),
        ("a proxy that adds nothing", "GET", STREAM, SOCKET | {"Origin": "https://ours.gov"}, 403),
        ("a site, to add a file", "PUT", UPLOAD, {"Origin": SITE}, 403),
        ("nobody's page, to add a file", "PUT", UPLOAD, {}, 403),
        ("a site, to take one away", "DELETE", UPLOAD, {"Origin": SITE}, 403),
        ("a reader, to add a file", "PUT", UPLOAD, {"Origin": US}, 403),
        ("a reader, to take one away", "DELETE", UPLOAD, {"Origin": US}, 403),
    ],
    ids=lambda said: said if isinstance(said, str) and " " in said else "",
)
@pytest.mark.process
def test_each_who_asks_is_let_in_or_refused(
    viewers: str, asks: str, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert answered(viewers, method, path, **headers) == status


@pytest.mark.process
def test_a_page_may_run_the_servers_own_scripts_and_no_others(viewers: str) -> None:
    _, headers, page = asked(viewers, "GET", "/", {})
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'" and "unsafe" not in rules["script-src"]
    inline = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in inline]
    assert (
        inline and [each for each in hashes if f"'sha256-{each}'" not in rules["script-src"]] == []
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers, "it comes without https"


def test_a_server_without_an_edition_is_not_ready(workspace: Path) -> None:
    assert readyz(Request({"type": "http"})).status_code == 503


# Names and origins without end


@pytest.fixture
def alone() -> Iterator[None]:
    """A server that listens to its own machine."""
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


def request(host: str, origin: str | None = None, **more: object) -> dict[str, object]:
    headers = [(b"host", host.encode("latin-1"))]
    headers += [(b"origin", origin.encode("latin-1"))] if origin is not None else []
    return {"type": "http", "method": "GET", "path": "/", "headers": headers} | more


LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40)


@given(host=LATIN | LATIN.map("localhost{}".format) | LATIN.map("127.0.0.1{}".format))
def test_no_other_name_opens_the_dashboard(alone: None, host: str) -> None:
    refused = refusal(request(host), sign_on())
    assert (refused is None) == (host_name(host) in LOOPBACK)
    assert refused is None or refused[0] == 421


@given(origin=st.none() | LATIN | LATIN.map("http://localhost:8501{}".format))
def test_no_other_page_opens_a_websocket(alone: None, origin: str | None) -> None:
    scope = request("localhost:8501", origin, type="websocket", path=STREAM)
    del scope["method"]
    ours = origin in ("http://localhost:8501", "https://localhost:8501")
    assert (refusal(scope, sign_on()) is None) == ours


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("LOCALHOST:8501", True),
        ("[::1]:8501", True),
        ("dash.council.gov.uk", True),
        ("dash.council.gov.uk:8443", True),
        ("council.gov.uk", False),
        ("dash.council.gov.uk.evil.example", False),
    ],
)
def test_a_council_names_its_own_address(
    alone: None, monkeypatch: pytest.MonkeyPatch, host: str, known: bool
) -> None:
    monkeypatch.setenv("OUTCOMES_HOSTS", " dash.council.gov.uk, other.gov.uk ")
    assert settings().hosts == ("dash.council.gov.uk", "other.gov.uk")
    assert (refusal(request(host), sign_on()) is None) == known


@pytest.mark.parametrize(
    ("secret", "says", "refused"),
    [
        ("a long secret", "Bearer a long secret", None),
        ("a long secret", "Bearer another secret", (404, "Not found")),
        ("a long secret", "a long secret", (404, "Not found")),
        ("", "Bearer ", (404, "Not found")),
    ],
)
def test_how_busy_it_is_is_told_to_whoever_knows_the_secret(
    alone: None,
    monkeypatch: pytest.MonkeyPatch,
    secret: str,
    says: str,
    refused: tuple[int, str] | None,
) -> None:
    monkeypatch.setenv("OUTCOMES_METRICS", secret)
    asks = request("localhost", path="/_stcore/metrics")
    asks["headers"] += [(b"authorization", says.encode())]  # type: ignore[operator]
    assert refusal(asks, sign_on()) == refused


def test_two_names_are_none(alone: None) -> None:
    scope = request("localhost")
    scope["headers"] = [(b"host", b"localhost"), (b"host", b"evil.example")]
    assert refusal(scope, sign_on()) == refusal(scope | {"headers": []}, sign_on()) is not None
