"""Whoever goes back to an earlier edition leaves a trace, also where there is no store."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.editions import restore
from data.editions.folder import current_name, edition_names
from data.editions.restore import restorations
from data.files.lock import folder_lock
from data.history import editions, timeline
from data.publish import pointer
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.publish.restore_log import append
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import LeftBy
from tests.support.disks import Mounts, fill


def twice_published(folder: Path) -> None:
    with open_store(folder / "store") as store:
        for _ in range(2):
            publish(store, load_schemas(), why="", made_by="Dan", folder=folder / "editions")


@pytest.fixture
def two(left_by: LeftBy) -> tuple[str, str]:
    """Two editions, of which the second is current."""
    left_by(twice_published)
    first, second = sorted(edition_names())
    return first, second


def log() -> Path:
    return settings().editions / restore.FILE


def test_who_went_back_when_and_why_is_kept(two: tuple[str, str]) -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    point_to(two[0], who="Ann", why="Wrong figures")
    point_to(two[1], who="Bob")
    there, back = restorations()
    assert (there.who, there.why, there.edition, there.before) == ("Ann", "Wrong figures", *two)
    assert (back.who, back.why, back.edition, back.before) == ("Bob", "", two[1], two[0])
    assert before <= there.when <= back.when <= before + timedelta(minutes=10)


def test_going_to_where_one_is_leaves_no_trace(two: tuple[str, str]) -> None:
    point_to(two[1], who="Ann")
    assert restorations() == [] and not log().exists()


def test_a_server_draws_an_edition_before_everybody_sees_it_and_keeps_nobody_from_it(
    two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def draws(name: str) -> None:
        seen.append((name, current_name()))
        raise ValueError("and something goes wrong")

    monkeypatch.setattr(pointer, "BEFORE", [draws])
    point_to(two[0], who="Ann")
    assert seen == [(two[0], two[1])]
    assert current_name() == two[0]


def test_what_is_refused_leaves_no_trace(two: tuple[str, str]) -> None:
    with pytest.raises(Refused, match="no edition of that name"):
        point_to("march", who="Ann")
    assert restorations() == [] and current_name() == two[1]


def test_publishing_adds_no_line_and_takes_none_away(
    two: tuple[str, str], store: Store, schemas: Schemas
) -> None:
    point_to(two[0], who="Ann")
    kept = log().read_bytes()
    publish(store, schemas, why="", made_by="")
    assert log().read_bytes() == kept and [r.who for r in restorations()] == ["Ann"]


def killed_before_the_pointer_moved(edition: str) -> None:
    """What is on the disk then: the line, and the pointer as it was."""
    with folder_lock(settings().editions):
        append(edition, "Ann", "", settings().editions)


@pytest.mark.parametrize("then", ["nothing", "published", "went back"])
def test_what_a_kill_kept_from_happening_is_not_told(
    two: tuple[str, str], store: Store, schemas: Schemas, then: str
) -> None:
    killed_before_the_pointer_moved(two[0])
    assert "Ann" in log().read_text()
    if then == "published":
        publish(store, schemas, why="", made_by="")
    if then == "went back":
        point_to(two[0], who="Bob")
    assert [r.who for r in restorations()] == (["Bob"] if then == "went back" else [])
    assert ("Ann" in log().read_text()) == (then == "nothing")


def test_on_a_full_disk_nobody_goes_back_and_nothing_is_told(
    mounts: Mounts, two: tuple[str, str], store: Store, schemas: Schemas
) -> None:
    place = mounts("12m")
    first, second = (publish(store, schemas, why="", made_by="", folder=place) for _ in range(2))
    filler = fill(place)
    with pytest.raises(Refused, match="the edition cannot be made current: the disk is full"):
        point_to(first, place, who="Ann")
    assert (current_name(place), restorations(place)) == (second, [])
    filler.unlink()
    point_to(first, place, who="Bob")
    assert (current_name(place), [r.who for r in restorations(place)]) == (first, ["Bob"])


def test_a_line_that_is_damaged_is_left_out_and_left_there(two: tuple[str, str]) -> None:
    log().write_bytes(b'\xff\x00 not a line\n{"when": "yesterday"}\n')
    point_to(two[0], who="Ann")
    assert [r.who for r in restorations()] == ["Ann"]
    assert len(log().read_text().splitlines()) == 3


@given(who=st.text(), why=st.text())
def test_whatever_somebody_says_is_one_line_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, who: str, why: str
) -> None:
    folder = tmp_path_factory.mktemp("said")
    append("march", who, why, folder)
    (folder / "current.txt").write_text("march")
    (said,) = restorations(folder)
    assert (said.who, said.why) == (who, why)
    assert len([json.loads(line) for line in (folder / restore.FILE).open()]) == 1


def test_a_folder_without_a_store_has_a_history_too(
    two: tuple[str, str], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTCOMES_STORE", str(workspace / "nowhere"))
    point_to(two[0], who="Ann", why="Wrong figures")
    told = [f"{e.who} {e.did} {e.what}: {e.why}" for e in timeline(None)]
    assert told == [
        f"Ann went back to {two[0]}: Wrong figures",
        f"Dan published {two[1]}: ",
        f"Dan published {two[0]}: ",
    ]


@pytest.mark.parametrize(
    ("name", "made"), [("2020-03-01-120000000-abcd", datetime(2020, 3, 1, 12)), ("march", None)]
)
def test_a_damaged_edition_is_in_the_history_as_damaged(
    two: tuple[str, str], name: str, made: datetime | None
) -> None:
    (settings().editions / f"{name}.duckdb").write_bytes(b"half")
    damaged = {edition.name: edition for edition in editions() if edition.is_damaged}
    assert {*damaged} == {name}
    assert made in (damaged[name].made, None)
    with open_store() as store:
        (event,) = (e for e in timeline(store) if e.what == name)
    assert (event.who, event.why) == ("not known", "damaged: it cannot be opened")
