"""A bit that flipped, or an end that is gone: never a wrong figure, and always said in words.

Every day tries ten of each, the night two hundred.
"""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import server
from data.__main__ import main
from data.backup import back_up
from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import current_edition, edition_names, open_edition
from data.files.atomic import NO_LOCKS
from data.history import timeline
from data.publish.publish import publish
from data.store.connection import FROM_A_BACKUP
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.problems import Problem, Refused
from schemas.settings import settings
from tests.conftest import Arrives
from tests.store.test_disk import may_only_be_read
from tests.support.adding import add, publish_all
from tests.support.depth import tries
from tests.support.disks import Mounts
from tests.support.old_edition import without_checksum
from tests.support.pages import APP, said

MANY = tries(10, at_night=200)


def damages(content: bytes) -> Iterator[bytes]:
    """The content with an end gone, or one bit other: anywhere, and at the start and the end, where
    a database says how it is to be read."""
    chance = random.Random(20261126)
    for n in range(MANY):
        size = len(content)
        if n % 4 == 0:
            yield content[: chance.randrange(size)]
            continue
        spans = {1: (0, size), 2: (0, min(12_288, size)), 3: (size - 80, size)}
        damaged = bytearray(content)
        damaged[chance.randrange(*spans[n % 4])] ^= 1 << chance.randrange(8)
        yield bytes(damaged)


def replaced(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


@pytest.fixture
def two(arrives: Arrives, store: Store, schemas: Schemas) -> tuple[Edition, Path]:
    """An edition that is whole, and the file of the one after it."""
    arrives("dental_checks,2023-24,,,,400,640,,")
    first = publish(store, schemas, why="", made_by="")
    arrives("dental_checks,2024-25,,,,469,637,,", name="newer.csv")
    second = publish(store, schemas, why="", made_by="")
    return open_edition(first), settings().editions / f"{second}.duckdb"


def test_an_edition_that_is_not_as_it_was_written_is_never_read(two: tuple[Edition, Path]) -> None:
    whole, file = two
    content, good = file.read_bytes(), list(export_figures(open_edition(file.stem)))
    for damaged in damages(content):
        replaced(file, damaged)
        assert current_edition().name == whole.name
    replaced(file, content)
    assert list(export_figures(current_edition())) == good


def test_every_page_says_that_the_newest_figures_are_damaged_and_shows_the_ones_before(
    two: tuple[Edition, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, file = two
    replaced(file, next(damages(file.read_bytes())))
    monkeypatch.chdir(APP.parent)
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "newest figures cannot be opened just now" in said(app)
    assert "tell whoever looks after this dashboard" in said(app)
    assert f"Edition {whole.name}" in said(app)


def test_an_edition_of_before_checksums_opens_as_it_did(two: tuple[Edition, Path]) -> None:
    _, file = two
    good = list(export_figures(open_edition(file.stem)))
    old = shutil.copy(file, file.with_name("old.duckdb"))
    without_checksum(Path(old))
    with duckdb.connect(str(old)) as db:
        db.execute("UPDATE edition SET schema_version = 3")
    assert list(export_figures(open_edition("old"))) == good


def everything(folder: Path) -> object:
    """All that officers read of a store."""
    with open_store(folder) as store:
        counts = [store.counts([1, 2]), store.current_figures("E10000024"), store.extracts()]
        return (
            [frame.to_csv() for frame in counts],
            store.notes(),
            timeline(store),
            store.content(1),
        )


def test_a_store_that_is_damaged_is_said_so_with_the_way_to_a_backup(
    workspace: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        add(tmp_path, number, 2020 + number)
    file = tmp_path / "store" / "store.duckdb"
    content, good = file.read_bytes(), everything(file.parent)
    refused = 0
    for damaged in damages(content):
        for left in file.parent.iterdir():
            left.unlink()
        file.write_bytes(damaged)
        try:
            assert everything(file.parent) == good, "what is read is right"
        except Refused as error:
            assert FROM_A_BACKUP in str(error)
            refused += 1
    assert refused > MANY / 4


def test_on_a_page_what_is_refused_is_said_in_its_own_words() -> None:
    shown: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(server, "show_html", lambda html: shown.append(str(html)))
        assert server.calm_page(Refused([Problem("store", f"it is damaged. {FROM_A_BACKUP}")]))
    assert FROM_A_BACKUP in shown[0] and "fault is ours" not in shown[0]


# Where nothing may be written, or nothing locked


def test_history_and_backup_are_read_where_nothing_may_be_written(
    mounts: Mounts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = mounts("12m")
    add(place, 1, 2025)
    publish_all(place, 1)
    for name in ("STORE", "EDITIONS"):
        monkeypatch.setenv(f"OUTCOMES_{name}", str(place / name.lower()))
    may_only_be_read(place)
    assert main(["history"]) == 0
    assert "officer-1.csv" in capsys.readouterr().out
    with open_store(to_read=True) as store:
        assert back_up(store, tmp_path / "backup.zip").editions == 1
    may_only_be_read(place, False)


@pytest.mark.parametrize(
    "said",
    [
        "File locks are not supported for this file system, cannot open it to write",
        "No locks available",
        "Function not implemented",
    ],
)
def test_a_drive_without_locks_is_said_so_at_once(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Not as somebody else who is using the store, for whom one would wait."""
    with open_store():
        pass

    def without_locks(*_: object, **__: object) -> None:
        raise duckdb.IOException(f'Could not set lock on file "/mnt/store.duckdb": {said}')

    monkeypatch.setattr(duckdb, "connect", without_locks)
    monkeypatch.setattr(
        "data.store.connection.wait_while_holder_moves", lambda attempt, *_: attempt()
    )
    with pytest.raises(Refused, match=NO_LOCKS[:40]), open_store():
        pass


def test_editions_are_listed_in_the_order_they_were_published_when_the_clock_is_put_back(
    two: tuple[Edition, Path], store: Store, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AnHourAgo(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - timedelta(hours=1)

    monkeypatch.setattr("data.store.store.datetime", AnHourAgo)
    third = publish(store, schemas, why="", made_by="")
    assert edition_names() == [two[0].name, two[1].stem, third]
    assert current_edition().name == third
