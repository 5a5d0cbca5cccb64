"""A store and editions that were made before open, and go on: by DuckDB 1.5.6, and by versions.

duckdb-1.5.6.tar.gz holds a store of three indicators, with an extract that was withdrawn, a draft
and a note, its two editions, and what was exported of the current one, all as 1.5.6 wrote them.
"""

import io
import json
import tarfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from shutil import copy

import duckdb
import pytest

from data.__main__ import main
from data.backup import back_up, put_back
from data.editions.edition import SCHEMA_VERSION, Edition, NewerEdition
from data.editions.folder import current_edition, current_name, edition_names, open_edition
from data.publish.audit import audit
from data.publish.publish import publish
from data.store.store import open_store
from schemas.declared import Schemas
from schemas.notes import Commentary
from schemas.problems import Refused
from tests.conftest import Arrives
from tests.support.adding import add
from tests.support.old_edition import without_checksum

OLD = Path(__file__).parent / "duckdb-1.5.6.tar.gz"
FIRST, SECOND = "2026-11-26-040021592-1cf60940", "2026-11-26-040030481-80b2e864"


@pytest.fixture
def old(workspace: Path) -> Path:
    """A copy of what 1.5.6 made, where the settings point."""
    with tarfile.open(OLD) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # from 3.11.4 on
        packed.extractall(workspace)
    (workspace / "store").chmod(0o700)  # others could look into it, in those days
    return workspace


def printed(*words: str) -> str:
    """What a command prints, byte for byte."""
    raw = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(raw, encoding="utf-8", write_through=True)):
        assert main([*words]) == 0
        return raw.getvalue().decode("utf-8")


def test_an_old_edition_says_what_it_said(old: Path) -> None:
    assert (edition_names(), current_name()) == ([FIRST, SECOND], SECOND)
    assert printed("export") == (old / "export.csv").read_text(encoding="utf-8")
    assert printed("export", "--verdicts") == (old / "verdicts.csv").read_text(encoding="utf-8")
    (note,) = current_edition().notes
    assert isinstance(note, Commentary) and note.by == "Health team"
    assert audit(current_edition(), exactly=True).recoverable == ()


def test_an_old_store_has_what_it_had(old: Path) -> None:
    with open_store() as store:
        extracts = store.extracts()
        assert [*zip(extracts["name"], extracts["state"], strict=True)] == [
            ("first.csv", "accepted"),
            ("wrong.csv", "withdrawn"),
            ("draft.csv", "draft"),
            ("note.csv", "accepted"),
        ]
        assert [*store.decisions()["state"]] == ["draft", "withdrawn"]
        assert len(store.current_figures("E10000024")) == 12 and len(store.notes()) == 1
        assert store.content(1).startswith(b"indicator,period,")


def test_an_old_store_is_added_to_and_published_beside_old_editions(
    old: Path, schemas: Schemas
) -> None:
    add(old, 1, 2026)
    with open_store() as store:
        store.accept(3, "Cara")
        store.restore_extract(2, "Cara")
        name = publish(store, schemas, why="Under 2.0", made_by="Cara")
    assert edition_names() == [FIRST, SECOND, name]
    edition = open_edition(name)
    assert {s.name for s in edition.sources.values()} >= {"officer-1.csv", "note.csv"}
    assert audit(edition, exactly=True).recoverable == ()


def test_an_old_store_is_backed_up_and_put_back(old: Path, tmp_path: Path) -> None:
    with open_store() as store:
        back_up(store, tmp_path / "all.zip")
    put_back(tmp_path / "all.zip", store=tmp_path / "store", editions=tmp_path / "editions")
    assert current_name(tmp_path / "editions") == SECOND
    with open_store(tmp_path / "store") as store:
        assert [*store.extracts()["state"]] == ["accepted", "withdrawn", "draft", "accepted"]


# Of which version


def changed(edition: Path, sql: str) -> Path:
    """A copy of an edition's file, changed."""
    other = edition.with_name("other.duckdb")
    copy(edition, other)
    without_checksum(other)
    with duckdb.connect(str(other)) as db:
        db.execute(sql)
    return other


@pytest.fixture
def newer(publishes: Callable[[], Edition], workspace: Path) -> Path:
    """An edition of a version that there is not yet, called 'other'."""
    file = workspace / "editions" / f"{publishes().name}.duckdb"
    return changed(file, f"UPDATE edition SET schema_version = {SCHEMA_VERSION + 1}")


def test_a_newer_edition_is_refused_in_plain_words(
    newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NewerEdition, match="made by a newer version of the dashboard"):
        open_edition(newer.stem)
    assert main(["editions"]) == 0
    assert "other  this edition was made by a newer version" in capsys.readouterr().out


def test_nothing_is_published_beside_an_edition_that_cannot_be_read_yet(
    newer: Path, publishes: Callable[[], Edition]
) -> None:
    """What it shows is not known, so nothing can be hidden from who has it."""
    there = edition_names()
    with pytest.raises(Refused, match="made by a newer version"):
        publishes()
    assert edition_names() == there


def test_an_edition_of_before_the_number_is_of_the_first_version(
    publishes: Callable[[], Edition], workspace: Path
) -> None:
    file = workspace / "editions" / f"{publishes().name}.duckdb"
    without = changed(file, "ALTER TABLE edition DROP COLUMN schema_version; DROP TABLE remark")
    assert open_edition(without.stem).notes == ()


def test_an_edition_of_the_second_version_opens_and_says_what_it_said(
    arrives: Arrives, publishes: Callable[[], Edition], workspace: Path
) -> None:
    """From before breaks in a series and wobbles: it declares neither."""
    arrives(*(f"dental_checks,{y}-{y - 1999},,,,{y - 1600},600,," for y in range(2021, 2025)))
    published = publishes()
    file = workspace / "editions" / f"{published.name}.duckdb"
    declared = json.loads(published.schemas.model_dump_json(by_alias=True))
    del declared["wobbles"]
    for indicator in declared["indicators"].values():
        del indicator["breaks"], indicator["wobble_like"], indicator["not_known"]
    second = changed(
        file, f"UPDATE edition SET schema_version = 2, schemas = {_quoted(json.dumps(declared))}"
    )
    edition = open_edition(second.stem)
    assert edition.every_verdict() == published.every_verdict() != []
    assert edition.schemas.wobbles.measures == {}


def test_an_edition_says_a_version_that_knows_breaks_and_wobbles(
    publishes: Callable[[], Edition],
) -> None:
    """An older dashboard refuses it in plain words, and not for a field that it does not know."""
    (about,) = publishes().rows("FROM edition")
    assert about["schema_version"] == SCHEMA_VERSION > 2


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
