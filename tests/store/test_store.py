"""What arrives is kept whole, with where it came from; the newest stands, and nothing is erased."""

import hashlib
import os
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.embedded import add_embedded
from data.ingest.check import Extract, Provenance, read_extract
from data.ingest.encoding import pack
from data.store import connection as store_module
from data.store import postgres
from data.store.connection import has_store
from data.store.store import Store, open_store
from data.store.tables import MIGRATIONS
from data.store.what_if import what_if
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import HEADER, Arrives, Read
from tests.support.holding import holding
from tests.support.old_store import old_store, rows_of

COUNCIL = "E10000024"
OURS = Provenance("q1.csv", "Performance team", "Local extract", "The council", "2025-07-01")
OLD, NEW = "dental_checks,2024-25,,,,460,637,,p", "dental_checks,2024-25,,,,469,637,,r"


def standing(store: Store) -> dict[tuple[str, str], tuple[int | None, str]]:
    """The numerator and marker that stand for each indicator's period at the council."""
    latest = store.current_figures(COUNCIL)
    latest = latest[latest["area"] == COUNCIL]
    numerators = [None if n != n else int(n) for n in latest["numerator"].astype(float)]
    cells = zip(latest["indicator"], latest["period_end"].dt.strftime("%Y-%m-%d"), strict=True)
    return dict(zip(cells, zip(numerators, latest["marker"], strict=True), strict=True))


DENTAL = ("dental_checks", "2025-03-31")


# Provenance


def test_every_figure_says_where_it_came_from(store: Store, read: Read) -> None:
    extract = read(NEW)
    assert store.add(extract, OURS)
    (row,) = store.current_figures(COUNCIL).to_dict("records")
    (kept,) = store.extracts().to_dict("records")
    assert (row["extract"], row["line"], row["revised"]) == (kept["id"], 2, True)
    assert kept["fingerprint"] == hashlib.sha256(extract.content).hexdigest()
    assert (kept["name"], kept["received_from"]) == ("q1.csv", "Performance team")
    assert (kept["publication"], kept["released"]) == ("Local extract", "2025-07-01")
    assert kept["figures"] == 1


def test_an_extract_is_kept_as_it_arrived_byte_for_byte(workspace: Path, schemas: Schemas) -> None:
    content = f"\ufeff{HEADER}\r\n{NEW}\r\n".encode()
    with open_store() as store:
        store.add(read_extract("q1.csv", content, schemas), OURS)
    with open_store() as store:
        assert store.content(1) == content
    with duckdb.connect(str(workspace / "store" / "store.duckdb")) as db:
        db.execute("UPDATE extract SET content = ?", [content])
    with open_store() as store:
        assert store.content(1) == content, "as stores of before keep it"


# All or nothing


def too_big(extract: Extract, row: int) -> pd.DataFrame:
    """The extract's counts with a numerator that no column can hold."""
    numerators = list(extract.counts["numerator"])
    numerators[row] = 10**30
    return extract.counts.assign(numerator=pd.Series(numerators, dtype=object))


def test_a_refused_extract_changes_nothing(store: Store, read: Read) -> None:
    with pytest.raises(Refused) as refused:
        store.add(read(OLD, "dental_checks,2023-24,,,,9,3,,"), OURS)
    assert "row 3" in str(refused.value)
    assert len(store.extracts()) == len(store.current_figures(COUNCIL)) == 0


def test_of_several_extracts_either_all_are_added_or_none(store: Store, read: Read) -> None:
    good, bad = read(OLD), replace(read(NEW), counts=too_big(read(NEW), 0))
    with pytest.raises((OverflowError, duckdb.Error, TypeError, ValueError)):
        store.add_all([(good, OURS), (bad, OURS)])
    assert len(store.extracts()) == 0
    assert store.add_all([(good, OURS), (good, OURS)]) == [True, False]


def test_an_extract_that_fails_halfway_leaves_nothing(store: Store, read: Read) -> None:
    extract = read(OLD, "dental_checks,2023-24,,,,40,80,,")
    bad = replace(extract, counts=too_big(extract, 1))
    with pytest.raises((OverflowError, duckdb.Error, TypeError, ValueError)):
        store.add(bad, OURS)
    assert len(store.extracts()) == len(store.current_figures(COUNCIL)) == 0
    assert store.add(extract, OURS)
    assert len(store.current_figures(COUNCIL)) == 2


def test_the_same_bytes_twice_are_loaded_once(arrives: Arrives, store: Store) -> None:
    assert arrives(OLD, name="monday.csv") is True
    assert arrives(OLD, name="tuesday.csv") is False
    assert list(store.extracts()["name"]) == ["monday.csv"]


def test_looking_at_the_store_does_not_change_it(arrives: Arrives, workspace: Path) -> None:
    arrives(OLD)
    with open_store():
        pass
    file = workspace / "store" / "store.duckdb"
    before = file.read_bytes()
    for _ in range(2):
        with open_store() as store:
            assert len(store.current_figures(COUNCIL)) == len(store.extracts()) == 1
    assert file.read_bytes() == before


# Which figure stands


def test_a_revised_figure_supersedes_and_does_not_erase(arrives: Arrives, store: Store) -> None:
    arrives(OLD, released="2025-05-01")
    arrives(NEW, released="2025-11-20")
    assert standing(store) == {DENTAL: (469, "")}
    assert list(store.extracts()["figures"]) == [1, 1]
    kept = store.connection.run("SELECT numerator FROM count ORDER BY extract")
    assert kept == [(460,), (469,)]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ("2025-05-01", "2025-11-20", 469),
        ("2025-11-20", "2025-05-01", 460),
        ("2025", "2025-11-20", 469),
        ("2025", "2024-11-20", 460),
        ("2025", "2025", 469),
    ],
)
def test_the_newest_release_stands_and_of_one_day_the_last_to_arrive(
    arrives: Arrives, store: Store, first: str, second: str, stands: int
) -> None:
    arrives(OLD, released=first)
    arrives(NEW, released=second)
    assert standing(store) == {DENTAL: (stands, "")}


HIDDEN = "dental_checks,2024-25,,,,,,,c"


@pytest.mark.parametrize(
    ("arrivals", "stands"),
    [
        ([(HIDDEN, "2025", True), (NEW, "2026-01-01", False)], (None, "c")),
        ([(NEW, "2026-01-01", False), (HIDDEN, "2025", True)], (None, "c")),
        ([(OLD, "2024", True), (HIDDEN, "2025", True)], (None, "c")),
        ([(HIDDEN, "2024", True), (NEW, "2025", True)], (469, "")),
        ([(HIDDEN, "2024", True), (NEW, "2025", True), (OLD, "2026-01-01", False)], (460, "")),
        ([(HIDDEN, "2025", False), (NEW, "2026-01-01", False)], (469, "")),
        ([(HIDDEN.replace(",c", ",x"), "2025", True), (NEW, "2026-01-01", False)], (469, "")),
    ],
    ids=[
        "our newer count does not fill it",
        "nor does our older count",
        "nor does an older release",
        "the department may show it later",
        "and then ours may supersede it",
        "our own c may be superseded",
        "what is not available may be given",
    ],
)
def test_what_a_department_hid_stays_hidden(
    arrives: Arrives,
    store: Store,
    arrivals: list[tuple[str, str, bool]],
    stands: tuple[int | None, str],
) -> None:
    for row, released, published in arrivals:
        arrives(row, released=released, published=published, publication=f"{released}{published}")
    assert standing(store) == {DENTAL: stands}


def test_a_real_figure_displaces_every_invented_one_for_that_indicator_only(
    arrives: Arrives, store: Store
) -> None:
    arrives(
        *("feels_safe,2021-22 Q1,,,,31,40,,", "feels_safe,2021-22 Q2,,,,32,40,,"),
        *("taking_part_in_reviews,2021-22 Q1,,,,33,40,,",),
        illustrative=True,
        released="2025",
    )
    arrives("feels_safe,2024-25 Q4,,,,34,40,,", released="2024")
    assert standing(store) == {
        ("feels_safe", "2025-03-31"): (34, ""),
        ("taking_part_in_reviews", "2021-06-30"): (33, ""),
    }


def test_a_figure_for_england_displaces_nothing_invented_for_us(
    arrives: Arrives, store: Store
) -> None:
    arrives("feels_safe,2021-22 Q1,,,,31,40,,", illustrative=True)
    arrives("feels_safe,2021-22 Q1,England,,,310,400,,")
    assert standing(store) == {("feels_safe", "2021-06-30"): (31, "")}


def test_the_projects_own_extract_is_replaced_whole_by_its_newer_self(
    arrives: Arrives, store: Store
) -> None:
    arrives(OLD, "dental_checks,2022-23,,,,1,9,,", name="dfe.csv", embedded=True)
    arrives(NEW, name="dfe.csv", embedded=True)
    assert standing(store) == {DENTAL: (469, "")}


def test_categories_and_periods_and_areas_stand_side_by_side(
    arrives: Arrives, store: Store
) -> None:
    arrives(
        "initial_health_assessments,2024-25,,,,41,52,,",
        "initial_health_assessments,2024-25,,placement location,In county,30,38,,",
        "initial_health_assessments,2024-25 Q4,,,,11,13,,",
        "initial_health_assessments,2024-25,England,,,410,520,,",
    )
    assert len(store.current_figures(COUNCIL)) == 4


def test_a_marker_in_place_of_a_number_is_its_own_rows_and_no_others(
    arrives: Arrives, store: Store
) -> None:
    arrives("dental_checks,2024-25,England,,,c,,,", NEW.replace(",r", ","))
    assert [*store.counts([1])["marker"]] == ["c", ""]


def test_the_embedded_extracts_are_added_once_or_not_at_all(
    store: Store, schemas: Schemas, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name, row in {"a": OLD, "b": "absence,2024-25,,,,3,2,,", "c": "absence,x,,,,1,2,,"}.items():
        (tmp_path / "real").mkdir(exist_ok=True)
        (tmp_path / "real" / f"{name}.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
        (tmp_path / "real" / f"{name}.toml").write_text(
            'publication = "P"\npublisher = "P"\nreleased = "2025"\n', encoding="utf-8"
        )
    with pytest.raises(Refused) as refused:
        add_embedded(store, schemas, tmp_path)
    assert [p.place for p in refused.value.problems] == [
        "b.csv, row 2, F numerator",
        "c.csv, row 2, B period",
    ]
    assert len(store.extracts()) == 0
    for name in ("b", "c"):
        (tmp_path / "real" / f"{name}.csv").unlink()
    assert [add_embedded(store, schemas, tmp_path) for _ in range(2)] == [1, 0]
    nothing_declared = schemas.model_copy(update={"indicators": {}})
    assert add_embedded(store, nothing_declared, tmp_path) == 0, "what is held is not read again"
    assert "Left out of a.csv, because nobody declares them: dental_checks" in caplog.text
    store.withdraw(1, "a test", "A test")
    assert add_embedded(store, schemas, tmp_path) == 0, "nor is what was withdrawn"
    (tmp_path / "real" / "a.csv").write_text(f"{HEADER}\n{NEW}\n", encoding="utf-8")
    assert add_embedded(store, schemas, tmp_path) == 1, "but what has changed is"


def test_what_is_settled_is_there_and_no_draft(store: Store, read: Read) -> None:
    stands, draft, withdrawn, never = (read(OLD.replace("2024-25", f"20{y}-{y + 1}")) for y in
                                       (21, 22, 23, 24))  # fmt: skip
    store.add(stands, OURS)
    store.add(draft, OURS, draft=True)
    store.add(withdrawn, OURS)
    store.withdraw(3, "a test", "A test")
    asked = [e.fingerprint for e in (stands, draft, withdrawn, never)]
    assert store.already_loaded(asked) == {stands.fingerprint, withdrawn.fingerprint}
    assert store.already_loaded([]) == set()


# Where it is, and who else is using it


def test_the_store_is_where_the_setting_says(workspace: Path) -> None:
    assert settings().store == workspace / "store"
    assert not has_store()
    with open_store():
        assert has_store()


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with (
        pytest.raises(Refused, match="the store cannot be made here"),
        open_store(tmp_path / "file" / "store"),
    ):
        pass


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "store.duckdb").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(Refused, match="the store cannot be opened"), open_store(tmp_path):
        pass


@pytest.mark.process
def test_a_store_in_use_is_waited_for(workspace: Path) -> None:
    with open_store():
        pass
    with holding(workspace / "store" / "store.duckdb") as held:
        threading.Timer(0.5, held.communicate, ["\n"]).start()
        with open_store() as store:
            assert len(store.extracts()) == 0


@pytest.mark.process
def test_a_store_that_stays_in_use_is_said_so_kindly(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PATIENCE", 0.2)
    with open_store():
        pass
    with holding(workspace / "store" / "store.duckdb") as held:
        try:
            with pytest.raises(Refused, match="somebody else is using the store"), open_store():
                pass
        finally:
            held.communicate("\n")


@pytest.mark.parametrize(
    ("said", "in_use"),
    [
        ('IO Error: Could not set lock on file "/x/store.duckdb": Conflicting lock', True),
        ("Cannot open file: The process cannot access the file because it is being used by "
         "another process.", True),
        ('Cannot open file "/home/matlock/store.duckdb": Permission denied', False),
    ],
)  # fmt: skip
def test_a_store_in_use_is_known_on_windows_too(said: str, in_use: bool) -> None:
    assert bool(store_module._IN_USE.search(said)) is in_use


# Every figure has its extract


def without_an_extract(workspace: Path) -> int:
    """How many counts name an extract that is not there."""
    with duckdb.connect(str(workspace / "store" / "store.duckdb")) as db:
        found = db.execute("SELECT count(*) FROM count ANTI JOIN extract e ON e.id = extract")
        return int((found.fetchone() or (0,))[0])


def test_every_count_has_its_extract_whatever_fails(workspace: Path, read: Read) -> None:
    good, other = read(OLD), read("dental_checks,2023-24,,,,40,80,,")
    with open_store() as store:
        for counts in (too_big(other, 0), other.counts.assign(area=None)):
            with pytest.raises((OverflowError, duckdb.Error, TypeError, ValueError)):
                store.add_all([(good, OURS), (replace(other, counts=counts), OURS)])
        assert store.add_all([(good, OURS), (other, OURS)]) == [True, True]
        assert list(store.extracts()["figures"]) == [1, 1]
    assert without_an_extract(workspace) == 0


def test_a_store_of_an_earlier_day_loses_nothing_and_takes_new_extracts(
    workspace: Path, read: Read, tmp_path: Path
) -> None:
    """Opened only to read it stays as it is; a copy of it, and what is opened to write, do not."""
    file = old_store(workspace / "store", rows=5000)
    with duckdb.connect(str(file)) as db:
        before = db.execute("FROM count ORDER BY extract, line").fetchall()
    assert rows_of(workspace / "store", to_read=True) == before != []
    as_it_was = file.read_bytes()
    (tmp_path / "copy").mkdir(mode=0o700)
    with open_store(to_read=True) as store:
        store.copy_to(tmp_path / "copy" / "store.duckdb")
        with what_if(store, [(read(NEW), OURS)]) as scenario:
            assert len(scenario.counts([1, 2, 3])) == len(before) + 1
    assert file.read_bytes() == as_it_was
    assert rows_of(workspace / "store") == rows_of(tmp_path / "copy") == before
    with open_store() as store:
        assert store.add(read(NEW), replace(OURS, released="2025-11-20"), draft=True)
        store.accept(3, "an officer")
        assert standing(store)[DENTAL] == (469, "")
        ((labels,),) = store.connection.run("SELECT count(*) FROM label")
        assert labels < len(before) / 5
    assert without_an_extract(workspace) == 0


LATER = "CREATE TABLE later (n INTEGER); INSERT INTO later VALUES (1);"


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "of before they were noted"])
def test_a_migration_of_a_later_day_reaches_every_store_once(
    store: Store, arrives: Arrives, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives("dental_checks,2024-25,,,,469,637,,")
    if not noted:
        store.connection.run("DROP TABLE migration")
        monkeypatch.setattr(postgres, "_kept", [])
        with open_store() as again:
            assert len(again.extracts()) == 1
    monkeypatch.setitem(MIGRATIONS, "later", LATER)
    for _ in range(2):
        monkeypatch.setattr(postgres, "_kept", [])  # as another process would come
        with open_store() as again:
            assert again.connection.run("SELECT n FROM later") == [(1,)]
            sql = "SELECT name FROM migration ORDER BY name"
            assert [name for (name,) in again.connection.run(sql)] == sorted(MIGRATIONS)
            assert len(again.extracts()) == 1


def test_a_large_extract_is_kept_byte_for_byte(store: Store, read: Read) -> None:
    content = b"\x00\xffabc,\r\n" * 400_000
    store.add(replace(read(OLD), packed=pack(content)), OURS)
    assert store.content(1) == content


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")
def test_a_store_is_its_owners_alone_and_one_that_others_can_look_into_is_refused(
    tmp_path: Path,
) -> None:
    place = tmp_path / "of ours" / "store"
    with open_store(place):
        pass
    assert [file.stat().st_mode & 0o777 for file in (place, place / "store.duckdb")] == [
        *(0o700, 0o600),
    ]
    for mode in (0o755, 0o750, 0o701):
        place.chmod(mode)
        with pytest.raises(Refused, match=r"true counts.*chmod 700 '.*of ours/store'"):
            open_store(place).__enter__()
