"""What a council says in its TOML: who may do what, two people, a fresh sign-in; what is refused at
the start; and what is kept of all that."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope
from streamlit import config

from access.gate import ENDED, Gate, refusal
from access.identity import cookie_name, identify
from access.sign_on import Mode, require_long_secrets, sign_on
from data.publish.pointer import move_pointer
from data.record import FILE, record
from officers.identity import _why_not
from schemas.person import Person, Role
from schemas.problems import Refused
from schemas.settings import settings
from server import JsonLines
from tests.access.asking import run_apart
from tests.conftest import PROJECT

SECRET = "a-secret-of-more-than-thirty-two-letters"
OIDC = """
mode = "oidc"
public_url = "https://outcomes.council.gov.uk"
{more}
[oidc]
issuer = "https://sign-on.council.gov.uk"
client_id = "outcomes"
secret_file = "{secret}"
{of_it}
[roles]
viewer = ["*"]
officer = ["Performance team", "Data team"]
publisher = ["Performance managers"]
"""


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Says"]:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield Says(tmp_path, monkeypatch)
    config.set_option("server.address", before)


class Says:
    """A council's TOML, as OUTCOMES_SIGN_ON names it."""

    def __init__(self, folder: Path, environment: pytest.MonkeyPatch):
        self.folder, self.environment, self.many = folder, environment, 0
        (folder / "secret").write_text(SECRET)
        (folder / "short").write_text("short")

    def __call__(self, text: str) -> None:
        self.many += 1
        file = self.folder / f"sign-on-{self.many}.toml"
        file.write_text(text)
        self.environment.setenv("OUTCOMES_SIGN_ON", str(file))

    def oidc(self, more: str = "", of_it: str = "") -> None:
        self(OIDC.format(secret=self.folder / "secret", more=more, of_it=of_it))

    def header(self, more: str = "") -> None:
        secret = self.folder / "secret"
        self(
            f'mode = "header"\n{more}\n[header]\nsecret_file = "{secret}"\n'
            '[roles]\nviewer = ["*"]\nofficer = ["Performance team"]'
        )


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ([], Role.VIEWER),
        (["Gardeners"], Role.VIEWER),
        (["Gardeners", "Data team"], Role.OFFICER),
        (["Performance managers", "Performance team"], Role.PUBLISHER),
        (["performance managers"], Role.VIEWER),
        ([*map(str, range(200)), "Performance team"], Role.OFFICER),
    ],
)
def test_somebody_has_the_highest_role_of_their_groups(
    says: Says, groups: list[str], role: Role
) -> None:
    says.oidc()
    assert sign_on().role_of(groups) is role


@pytest.mark.parametrize(
    ("role", "minutes_ago", "added_by", "why"),
    [
        (Role.PUBLISHER, 1, [], ""),
        (Role.PUBLISHER, 1, ["Ann"], ""),
        (Role.PUBLISHER, 1, ["Jo"], "somebody else has to publish it"),
        (Role.PUBLISHER, 1, ["Ann", "Jo"], "somebody else has to publish it"),
        (Role.PUBLISHER, 20, ["Ann"], "sign in again"),
        (Role.OFFICER, 1, ["Ann"], "Somebody who may publish"),
    ],
)
def test_nobody_publishes_what_they_added_nor_without_a_fresh_sign_in_where_that_is_asked(
    says: Says, role: Role, minutes_ago: float, added_by: list[str], why: str
) -> None:
    officer = Person("Jo", role, Mode.OIDC, time(), proved=time() - 60 * minutes_ago)
    says.oidc("two_people = true", "fresh_sign_in_minutes = 15")
    answer = _why_not(officer, added_by)
    assert (why in answer) if why else (answer == "")
    says.oidc()
    assert (_why_not(officer, added_by) == "") is (role is Role.PUBLISHER)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('mode = "odic"', "'mode' is 'odic'; it can be machine, open, header or oidc."),
        ('mode = "oidc"', "mode 'oidc' needs the table [oidc], 'header' [header], and no other."),
        ('mode = "open"\nhour = 3', "'hour' is not a field. Did you mean 'hours'?"),
        ('mode = "open"\nhours = 0', "'hours' is '0'; it is not what belongs here."),
        ('mode = "header"\n[header]\nsecret_file = "short"', "a secret of 32 characters or more"),
        ('mode = "header"\n[header]\nsecret_file = "none"', "a secret of 32 characters or more"),
        (OIDC.replace("https://out", "http://out"), "must be an address with https"),
        (OIDC.replace("https://sign", "http://sign"), "must be an address with https"),
        ('mode = "machine"', "or a TOML of 'oidc' or 'header'."),
        (OIDC.replace("publisher =", "boss ="), "boss"),
    ],
)
def test_what_nobody_should_start_with_is_refused_in_words(
    says: Says, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.chdir(says.folder)
    filled = {"{more}": "", "{of_it}": "", "{secret}": str(says.folder / "secret")}
    for name, value in filled.items():
        text = text.replace(name, value)
    says(text)
    with pytest.raises(Refused) as refused:
        sign_on()
    assert words in str(refused.value)


def test_the_example_in_the_documents_is_one_that_could_be_used(says: Says) -> None:
    page = (PROJECT / "docs" / "security.md").read_text("utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    says(example.replace("/run/secrets/outcomes", str(says.folder / "secret")))
    on = sign_on()
    assert (on.mode, on.two_people, on.is_https) == (Mode.OIDC, True, True)
    assert on.role_of(["Performance team"]) is Role.OFFICER
    header = re.sub("(?m)^# ", "", example[example.index("# [header]") :])
    said = header.replace("/run/secrets/proxy", str(says.folder / "secret"))
    says(f'mode = "header"\n{said.replace("# in place", "")}')
    assert sign_on().mode is Mode.HEADER


@pytest.mark.parametrize(
    ("base", "name"), [("", "__Host-outcomes"), ("outcomes", "__Secure-outcomes")]
)
def test_over_https_no_site_beside_ours_can_give_a_browser_our_cookie(
    says: Says, base: str, name: str
) -> None:
    says.oidc()
    config.set_option("server.baseUrlPath", base)
    assert cookie_name(sign_on()) == name
    config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize("setting", ["machines", "oidc", "/etc/passwd", "header"])
def test_a_mode_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv("OUTCOMES_SIGN_ON", setting)
    with pytest.raises(Refused, match="OUTCOMES_SIGN_ON"):
        sign_on()


@pytest.mark.parametrize("name", ["OUTCOMES_TOKEN", "OUTCOMES_TOKEN_ONCE", "OUTCOMES_METRICS"])
def test_a_secret_that_can_be_guessed_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, SECRET[:32])
    require_long_secrets()
    monkeypatch.setenv(name, SECRET[:31])
    with pytest.raises(Refused, match=f"{name}: this is to have 32 characters"):
        require_long_secrets()


# A tab too many


def test_one_tab_too_many_is_asked_to_wait(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_SIGN_ON", "open")
    sent: list[Message] = []

    async def visit(gate: Gate, kind: str, path: str) -> list[Message]:
        sent.clear()
        scope: Scope = {"type": kind, "path": path, "query_string": b""}
        scope["headers"] = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
        scope |= {"method": "GET"} if kind == "http" else {}

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {}

        await gate(scope, receive, send)
        return list(sent)

    async def run() -> None:
        closes = asyncio.Event()

        async def app(scope: Scope, receive: object, send: object) -> None:
            if scope["type"] == "websocket":
                await closes.wait()
            else:
                await PlainTextResponse("A page")(scope, receive, send)  # type: ignore[arg-type]

        gate = Gate(app, most_tabs=1, headers={})
        tab = asyncio.ensure_future(visit(gate, "websocket", "/_stcore/stream"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        full, _ = await visit(gate, "http", "/safe")
        assert (full["status"], dict(full["headers"])[b"refresh"]) == (503, b"30")
        assert (await visit(gate, "http", "/static/a.js"))[0]["status"] == 200
        assert (await visit(gate, "websocket", "/_stcore/stream"))[0]["type"] == "websocket.close"
        closes.set()
        await tab
        assert (await visit(gate, "http", "/safe"))[0]["status"] == 200

    run_apart(run())


BY_PROXY = {
    "host": "localhost",
    "origin": "http://localhost",
    "x-forwarded-user": "Jo",
    "x-forwarded-groups": "Performance team",
    "x-outcomes-secret": SECRET,
}


def scope_of(headers: list[tuple[str, str]]) -> Scope:
    raw = [(name.encode(), value.encode()) for name, value in headers]
    return {"type": "websocket", "path": "/_stcore/stream", "headers": raw}


@pytest.mark.parametrize("name", [name for name in BY_PROXY if name.startswith("x-")])
def test_of_a_header_that_comes_twice_or_under_a_name_like_it_none_is_believed(
    says: Says, name: str
) -> None:
    says.header()
    assert refusal(scope_of([*BY_PROXY.items()]), sign_on()) is None
    assert identify(Headers(BY_PROXY)) is not None
    for where in (0, len(BY_PROXY)):
        twice = [*BY_PROXY.items()]
        twice.insert(where, (name, "forged"))
        assert refusal(scope_of(twice), sign_on()) is not None
    like = {k.replace("-", "_") if k == name else k: v for k, v in BY_PROXY.items()}
    known = identify(Headers(like))
    assert known is None or (name, known.role) == ("x-forwarded-groups", Role.VIEWER)


def test_a_tab_that_a_proxy_let_in_is_closed_for_it_to_ask_again(says: Says) -> None:
    says.header("hours = 0.0001")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {}

    async def app(scope: Scope, receive: object, send: object) -> None:
        while not sent:
            await asyncio.sleep(0.05)

    run_apart(Gate(app, most_tabs=1, headers={})(scope_of([*BY_PROXY.items()]), receive, send))
    assert sent == [{"type": "websocket.close", "code": ENDED}]


# What is kept


def lines() -> list[dict[str, str]]:
    """Those of the record."""
    text = (settings().access / FILE).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_record_only_grows_and_says_who_did_what_and_how_they_are_known(
    workspace: Path,
) -> None:
    record(Person("Jo É", way="oidc"), "looked at", "add")
    first = (settings().access / FILE).read_bytes()
    record(Person(), "looked at", "about")
    record(Person("Ann", way="machine"), "signed out")
    assert (settings().access / FILE).read_bytes().startswith(first)
    kept = [(line["who"], line["way"], line["did"], line["what"]) for line in lines()]
    assert kept == [("Jo É", "oidc", "looked at", "add"), ("Ann", "machine", "signed out", "")]
    assert settings().access.stat().st_mode & 0o077 == 0


def test_what_cannot_be_recorded_is_in_the_log_and_stops_nobody(
    workspace: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings().access.parent.mkdir()
    settings().access.write_text("a file where the folder should be")
    record(Person("Jo"), "looked at", "add")
    assert "Not recorded" in caplog.text


def test_who_makes_an_edition_current_is_recorded(workspace: Path) -> None:
    settings().editions.mkdir(parents=True)
    move_pointer("2026-01-01-120000000-abcdef01", settings().editions, "Jo")
    (line,) = lines()
    made = (line["who"], line["did"], line["what"])
    assert made == ("Jo", "made an edition current", "2026-01-01-120000000-abcdef01")


def test_a_log_for_machines_is_a_line_of_json_with_its_trace() -> None:
    try:
        raise ValueError('a "quoted"\nword')
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
        logged = logging.LogRecord("outcomes", logging.ERROR, "", 1, "It %s", ("failed",), info)
    text = JsonLines().format(logged)
    said = json.loads(text)
    assert "\n" not in text and said["level"] == "ERROR" and said["what"] == "It failed"
    assert "ValueError" in said["trace"]
