"""Only an officer at the machine that keeps the store may add figures; a viewers' server shows no
page for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from data.editions.edition import Edition
from data.store.store import Store
from officers import identity
from schemas.person import READER
from tests.conftest import PROJECT
from tests.support.once import copied
from tests.support.pages import said


@pytest.fixture
def address() -> Iterator[str]:
    """Where the server listens, put back afterwards."""
    before = str(config.get_option("server.address"))
    yield before
    config.set_option("server.address", before)


def test_an_officer_at_the_machine_that_keeps_the_store_may_add(store: Store, address: str) -> None:
    config.set_option("server.address", "127.0.0.1")
    assert identity.who_reads().is_officer


def test_nobody_may_where_there_is_no_store(workspace: Path, address: str) -> None:
    config.set_option("server.address", "127.0.0.1")
    assert identity.who_reads() == READER


@pytest.mark.parametrize("listens", ["0.0.0.0", "192.168.1.10"])
def test_nobody_may_where_others_can_reach_the_server(
    store: Store, address: str, listens: str
) -> None:
    config.set_option("server.address", listens)
    assert identity.who_reads() == READER


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
