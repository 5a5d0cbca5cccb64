"""An edition is new, whole and safe, or there is none and the edition before stays."""

import shutil
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import current_name, edition_names, open_edition
from data.embedded import ensure_edition
from data.ingest.check import Provenance
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import Arrives, Publishes, Read

DENTAL = "dental_checks,2024-25,,,,469,637,,"


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_an_edition_has_a_name_of_its_own_and_is_current(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(DENTAL)
    first = publishes()
    assert current_name() == first.name
    second = publishes()
    assert current_name() == second.name != first.name
    assert set(edition_names()) == {first.name, second.name}


def test_editions_are_listed_in_their_order_even_those_of_one_second(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(DENTAL)
    assert [publishes().name for _ in range(6)] == edition_names()


def test_an_edition_says_who_made_it_when_and_why(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    arrives(DENTAL)
    name = publish(store, schemas, why="Quarter 1", made_by="An officer", made_from="store")
    edition = open_edition(name)
    assert (edition.name, edition.why, edition.made_by) == (name, "Quarter 1", "An officer")
    assert name.startswith(f"{edition.made:%Y-%m-%d-%H%M%S}")


def test_an_edition_never_changes_when_another_is_made(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(DENTAL)
    first = publishes()
    before = files(settings().editions)[f"{first.name}.duckdb"]
    arrives(DENTAL.replace("469", "480"), released="2026-01-01")
    assert publishes().measurements("dental_checks")[0].numerator == 480
    assert files(settings().editions)[f"{first.name}.duckdb"] == before
    assert open_edition(first.name).measurements("dental_checks")[0].numerator == 469


@pytest.mark.parametrize(
    ("arrived", "released", "is_new"),
    [
        (DENTAL, "2025", False),  # the same file: it is not added again
        (DENTAL.replace("469", "470"), "2026-01-01", True),
        ("immunisations,2024-25,,,,600,637,,", "2025", True),
    ],
)
def test_publishing_with_nothing_new_does_nothing(
    arrives: Arrives, store: Store, schemas: Schemas, arrived: str, released: str, is_new: bool
) -> None:
    arrives(DENTAL)
    first = publish(store, schemas, why="", made_by="")
    before = files(settings().editions)
    arrives(arrived, released=released, name="next.csv")
    second = publish(store, schemas, why="", made_by="", unless_same=True)
    assert (second != first) == is_new
    assert (files(settings().editions) != before) == is_new


def test_the_edition_before_stays_when_publishing_fails(
    arrives: Arrives, publishes: Publishes, store: Store, read: Read
) -> None:
    arrives(DENTAL)
    publishes()
    before = files(settings().editions)
    good = read("sdq_average_score,2024-25,,,,,300,14.1,")
    no_value = replace(good, counts=good.counts.assign(value=None))
    store.add(no_value, Provenance("a.csv", "a test", "P", "P", "2025"))
    with pytest.raises(duckdb.ConstraintException):
        publishes()
    assert files(settings().editions) == before


def test_nothing_half_built_is_left_behind(arrives: Arrives, publishes: Publishes) -> None:
    arrives(DENTAL)
    name = publishes().name
    assert sorted(f.name for f in settings().editions.iterdir()) == [
        f"{name}.duckdb",
        "current.txt",
    ]


def test_a_folder_that_cannot_be_written_is_refused_in_words(
    store: Store, schemas: Schemas, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Refused, match="the edition cannot be written here"):
        publish(store, schemas, why="", made_by="", folder=tmp_path / "file" / "editions")


def test_an_edition_of_nothing_is_an_edition(publishes: Publishes) -> None:
    assert list(export_figures(publishes())) == []


def test_an_earlier_edition_can_be_made_current_again(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(DENTAL)
    first, second = publishes(), publishes()
    point_to(first.name)
    assert current_name() == first.name
    point_to(second.name)
    assert current_name() == second.name


@pytest.mark.parametrize("name", ["", "nothing", "../store/store", "current", "."])
def test_only_an_edition_that_is_there_can_be_made_current(
    default_edition: Edition, name: str
) -> None:
    with pytest.raises(Refused, match="there is no edition of that name") as refused:
        point_to(name)
    assert default_edition.name in str(refused.value)
    assert current_name() == default_edition.name


def test_an_edition_file_may_only_be_read(arrives: Arrives, publishes: Publishes) -> None:
    arrives(DENTAL)
    file = settings().editions / f"{publishes().name}.duckdb"
    assert file.stat().st_mode & 0o222 == 0


# What an edition must not hold

DENOMINATOR, NUMERATOR = 918273645, 3
SECRET = (
    f"feels_safe,2024-25 Q1,nOtTiNgHaMsHiRe,,,{NUMERATOR},{DENOMINATOR},,",
    f"feels_safe,2024-25 Q2,,,,{DENOMINATOR - 2},{DENOMINATOR},,",
    "feels_safe,2024-25 Q3,,,,40,80,,",
    "feels_safe,2024-25 Q4,,,,41,80,,",
)
OPEN = (SECRET[0].replace(f",{NUMERATOR},", ",8273645,"), *SECRET[1:])


def every_cell(edition: Edition) -> set[str]:
    """Every value of every table of an edition, as text."""
    with TemporaryDirectory() as folder:
        copy = shutil.copy(settings().editions / f"{edition.name}.duckdb", folder)
        with duckdb.connect(copy, read_only=True) as db:
            tables = [name for (name,) in db.execute("SHOW TABLES").fetchall()]
            rows = [row for table in tables for row in db.execute(f"FROM {table}").fetchall()]
    return {str(value) for row in rows for value in row}


def in_the_bytes(edition: Edition, number: int) -> bool:
    """Whether the file holds the number, as any of DuckDB's numbers or as text."""
    content = (settings().editions / f"{edition.name}.duckdb").read_bytes()
    ways = [struct.pack(f"<{kind}", number) for kind in "iqd"] + [str(number).encode()]
    return any(way in content for way in ways)


def test_no_number_of_a_hidden_cell_is_anywhere_in_the_edition(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(*SECRET)
    edition = publishes()
    hidden = [m for m in edition.measurements("feels_safe") if m.denominator is None]
    assert len(hidden) == 2  # of four quarters, whose year is shown
    for number in (DENOMINATOR, DENOMINATOR - 2):
        assert not any(str(number) in cell for cell in every_cell(edition))
        assert not in_the_bytes(edition, number)


def test_that_search_would_have_found_it(arrives: Arrives, publishes: Publishes) -> None:
    """The same figures with the first quarter large enough to be shown."""
    arrives(*OPEN)
    edition = publishes()
    assert str(DENOMINATOR) in every_cell(edition)
    assert in_the_bytes(edition, DENOMINATOR)


def test_no_content_of_an_extract_is_in_the_edition(
    arrives: Arrives, publishes: Publishes, workspace: Path
) -> None:
    arrives(*SECRET)
    edition = publishes()
    written = b"nOtTiNgHaMsHiRe"
    assert written not in (settings().editions / f"{edition.name}.duckdb").read_bytes()
    assert not any(written.decode() in cell for cell in every_cell(edition))


def test_that_search_would_have_found_that_too(workspace: Path, read: Read) -> None:
    with open_store() as store:
        store.add(read(*SECRET), Provenance("a.csv", "a test", "P", "P", "2025"))
        assert b"nOtTiNgHaMsHiRe" in store.content(1)


def test_an_edition_names_the_extracts_behind_its_figures_and_no_others(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(DENTAL, name="old.csv", released="2024")
    arrives(DENTAL.replace("469", "470"), name="new.csv", released="2025")
    assert [source.name for source in publishes().sources.values()] == ["new.csv"]


def test_invented_figures_can_be_turned_off(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    arrives(*OPEN, name="invented.csv", publication="Invented figures", illustrative=True)
    arrives(DENTAL)
    assert any(row["illustrative"] for row in export_figures(publishes()))
    off = schemas.council.model_copy(update={"show_illustrative": False})
    edition = publishes(schemas.model_copy(update={"council": off}))
    assert {row["indicator"] for row in export_figures(edition)} == {"dental_checks"}
    assert not any("nvented figures" in cell for cell in every_cell(edition) if len(cell) < 100)
    assert not in_the_bytes(edition, DENOMINATOR)


# The embedded default


def test_the_default_is_published_once(default_edition: Edition) -> None:
    before = files(settings().editions)
    assert ensure_edition() == current_name() == default_edition.name
    assert files(settings().editions) == before


def test_a_default_that_the_project_has_moved_on_from_is_made_again(
    store: Store, schemas: Schemas
) -> None:
    old = publish(store, schemas, why="", made_by="", made_from="embedded default of last year")
    new = ensure_edition()
    assert new != old
    assert open_edition(new).measurements("dental_checks")
    assert ensure_edition() == new


def test_an_officers_edition_is_left_alone(arrives: Arrives, publishes: Publishes) -> None:
    arrives(DENTAL)
    mine = publishes()
    assert ensure_edition() == mine.name


def test_a_default_is_left_alone_once_an_officer_has_added_an_extract(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    arrives(DENTAL)
    name = publish(store, schemas, why="", made_by="", made_from="embedded default of last year")
    assert ensure_edition() == name


def test_an_edition_is_dated_in_universal_time(arrives: Arrives, publishes: Publishes) -> None:
    arrives(DENTAL)
    edition = publishes()
    received = edition.sources[1].received
    assert timedelta(0) <= edition.made - received < timedelta(minutes=5)


def test_a_files_fingerprint_in_an_edition_gives_nothing_away(
    store: Store, arrives: Arrives, publishes: Publishes
) -> None:
    """The plain hash of a small file can be found by trying every count that it may hold."""
    assert arrives("dental_checks,2024-25,,,,3,57,,")
    plain = store.extracts()["fingerprint"].item()
    edition = publishes()
    sealed = next(iter(edition.sources.values())).fingerprint
    assert (len(sealed), sealed != plain) == (64, True)
    file = settings().editions / f"{edition.name}.duckdb"
    assert plain.encode() not in file.read_bytes()
    assert store.extracts_sealed()["fingerprint"].item() == sealed, "and it stays the same"


def test_an_edition_whose_file_is_let_go_answers_whoever_asks_meanwhile(
    default_edition: Edition,
) -> None:
    sql = "SELECT count(*) AS many FROM measurement"
    expected = default_edition.rows(sql)
    with ThreadPoolExecutor(4) as readers:
        asking = [readers.submit(default_edition.rows, sql) for _ in range(200)]
        while not all(each.done() for each in asking):
            default_edition.close()
        assert all(each.result() == expected for each in asking)
    assert default_edition.rows(sql) == expected
