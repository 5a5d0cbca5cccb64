"""Who may add figures: whoever has signed in as an officer, where the store is; a viewers' server
shows no page for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from access.identity import cookie_name, identify
from access.sessions import sessions
from access.sign_on import Mode, sign_on
from data.editions.edition import Edition
from data.store.store import Store
from officers import identity
from schemas.person import READER, Person, Role, account
from schemas.problems import Refused
from tests.conftest import PROJECT
from tests.support.once import copied
from tests.support.pages import said

OFFICER = Person("Jo", Role.OFFICER, Mode.MACHINE)


@pytest.fixture
def listens(request: pytest.FixtureRequest) -> Iterator[None]:
    """A server that listens to its own machine alone, or to that address."""
    before = config.get_option("server.address")
    config.set_option("server.address", getattr(request, "param", "127.0.0.1"))
    yield
    config.set_option("server.address", before)


def with_cookie(person: Person = OFFICER, hours: float = 1) -> dict[str, str]:
    """The headers of somebody who has just signed in."""
    return {"cookie": f"{cookie_name(sign_on())}={sessions().begin(person, hours)}"}


def test_an_officer_with_a_session_may_add_where_the_store_is(store: Store, listens: None) -> None:
    known = identify(with_cookie())
    assert known and (known.name, known.role, known.is_officer) == ("Jo", Role.OFFICER, True)


def test_without_one_everybody_reads(store: Store, listens: None) -> None:
    assert identify({}) == identity.who_reads() == READER


def test_nobody_may_add_where_there_is_no_store(workspace: Path, listens: None) -> None:
    known = identify(with_cookie())
    assert known and not known.is_officer and known.may(Role.PRESENTER)


@pytest.mark.parametrize("hours", [-1, 0])
def test_a_session_ends_by_itself(store: Store, listens: None, hours: float) -> None:
    assert identify(with_cookie(hours=hours)) == READER


@pytest.mark.parametrize("listens", ["0.0.0.0", "192.168.1.10"], indirect=True)
def test_where_others_can_reach_the_server_everybody_reads_unless_a_sign_on_is_set(
    store: Store, listens: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_on().mode is Mode.OPEN
    assert identify(with_cookie()) == READER
    monkeypatch.setenv("OUTCOMES_SIGN_ON", "machine")
    with pytest.raises(Refused, match="on one machine alone machine"):
        sign_on()


@pytest.mark.parametrize("way", [Mode.OIDC, Mode.HEADER, Mode.OPEN, ""])
def test_a_session_that_began_in_another_mode_is_nobodys(
    store: Store, listens: None, way: str
) -> None:
    assert identify(with_cookie(Person("Jo", Role.PUBLISHER, way))) == READER


@pytest.mark.parametrize("of", range(0, 60, 7))
def test_a_cookie_with_any_letter_changed_is_nobodys(store: Store, listens: None, of: int) -> None:
    name, _, cookie = with_cookie()["cookie"].partition("=")
    at = of % len(cookie)
    other = cookie[:at] + ("a" if cookie[at] != "a" else "b") + cookie[at + 1 :]
    assert identify({"cookie": f"{name}={other}"}) == READER


def test_no_variable_says_that_an_account_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert account() == before


@pytest.mark.parametrize(
    ("role", "adds", "publishes", "makes_packs", "reads"),
    [
        (None, False, False, False, False),
        (Role.VIEWER, False, False, False, True),
        (Role.PRESENTER, False, False, True, True),
        (Role.OFFICER, True, False, True, True),
        (Role.PUBLISHER, True, True, True, True),
    ],
)
def test_each_role_may_do_what_those_before_it_may(
    role: Role | None, adds: bool, publishes: bool, makes_packs: bool, reads: bool
) -> None:
    ladder = (Role.OFFICER, Role.PUBLISHER, Role.PRESENTER, Role.VIEWER)
    assert [Person("", role).may(r) for r in ladder] == [adds, publishes, makes_packs, reads]


def test_a_viewers_server_has_only_the_editions_and_no_page_for_adding(
    default_edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTCOMES_STORE", str(tmp_path / "nothing"))
    monkeypatch.chdir(PROJECT)
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=240).run()
    assert not app.exception
    assert not (tmp_path / "nothing").exists()


def test_a_viewers_server_makes_nothing_and_waits_for_the_first_edition(
    workspace: Path, embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTCOMES_ROLE", "viewers")
    monkeypatch.chdir(PROJECT)
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=240).run()
    assert "There are no figures yet" in said(app) and not app.exception
    assert not workspace.exists() or not any(workspace.rglob("*.duckdb"))
    copied(embedded / "editions", workspace / "editions")
    assert "How are our children" in said(app.run())
    copied(embedded / "store", workspace / "store")
    assert identity.who_reads() == READER, "a store beside it is none of its"
