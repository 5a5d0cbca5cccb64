"""Of what is dropped into the inbox, the good goes in, and each file has a receipt."""

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from data.any_file import UNKNOWN
from data.inbox import Receipt, take_in, waiting
from data.scorecards.guess import guess
from data.scorecards.kept import keep_layout
from data.scorecards.workbook import Workbook
from data.store.store import Store
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import HEADER
from tests.support.scorecards import counts_of, rotherham

GOOD = f"{HEADER}\nfeels_safe,2024-25 Q4,,,,31,40,,\n"
BAD = GOOD.replace("feels_safe", "feels_saef")


@pytest.fixture
def folder(workspace: Path) -> Path:
    """An empty inbox."""
    settings().inbox.mkdir(parents=True)
    return settings().inbox


def drop(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name.replace("_csv", ".csv")).write_bytes(text.encode())


def took(store: Store, schemas: Schemas) -> list[Receipt]:
    return take_in(store, schemas, quiet=0.01, by="a job")


def aside(folder: Path, where: str) -> list[str]:
    """The names in a folder beside the inbox, without the moment and the hash before them."""
    return sorted(f.name.split("-", 5)[-1] for f in (folder / where).iterdir())


def test_it_is_where_the_setting_says(workspace: Path) -> None:
    assert settings().inbox == workspace / "inbox"


@pytest.mark.parametrize(
    ("text", "outcome", "where", "said"),
    [
        (GOOD, "added", "done", "file.csv: added, 1 figures."),
        ("\ufeff" + GOOD.replace("\n", "\r\n"), "added", "done", "added"),
        (BAD, "refused", "refused", "row 2, A indicator: 'feels_saef' is not an indicator"),
        ("", "refused", "refused", "the file is empty"),
        ("PK\x03\x04", "refused", "refused", "file.csv: refused."),
    ],
    ids=["good", "as Excel writes it", "a slip", "empty", "a workbook"],
)
def test_each_file_moves_aside_with_its_receipt(
    store: Store, schemas: Schemas, folder: Path, text: str, outcome: str, where: str, said: str
) -> None:
    drop(folder, file_csv=text)
    (receipt,) = took(store, schemas)
    assert (receipt.outcome, receipt.refused) == (outcome, where == "refused")
    assert aside(folder, where) == ["file.csv", "file.csv.txt"]
    moved, written = sorted((folder / where).iterdir())
    assert moved.read_bytes() == text.encode()
    assert said in written.read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() in written.read_text(encoding="utf-8")
    assert len(store.extracts()) == (outcome == "added")
    assert waiting() == []


def test_one_that_is_refused_holds_up_no_other(
    store: Store, schemas: Schemas, folder: Path
) -> None:
    drop(folder, a_csv=GOOD, b_csv=BAD, c_csv=GOOD.replace("31", "32"))
    assert [(r.name, r.outcome) for r in took(store, schemas)] == [
        *(("a.csv", "added"), ("b.csv", "refused"), ("c.csv", "added")),
    ]


def test_what_is_doubtful_waits_as_a_draft_with_the_question_in_its_receipt(
    store: Store, schemas: Schemas, folder: Path
) -> None:
    drop(folder, a_csv=GOOD)
    took(store, schemas)
    drop(folder, b_csv=GOOD.replace("31,40", "310,400"))
    (receipt,) = took(store, schemas)
    assert (receipt.outcome, receipt.refused) == ("asked", False)
    assert "about ten times" in " ".join(receipt.messages)
    assert list(store.extracts()["state"]) == ["accepted", "draft"]
    assert list(store.current_figures(schemas.council.code)["denominator"]) == [40]


def test_where_two_people_are_needed_each_waits_as_a_draft_for_another(
    store: Store, schemas: Schemas, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, before_csv=GOOD)
    took(store, schemas)
    (tmp_path / "sign-on.toml").write_text("two_people = true")
    monkeypatch.setenv("OUTCOMES_SIGN_ON", str(tmp_path / "sign-on.toml"))
    drop(folder, before_csv=GOOD, a_csv=GOOD.replace("Q4", "Q3"))
    new, known = took(store, schemas)
    assert (new.outcome, known.outcome) == ("for another", "already there")
    assert "kept as a draft, for somebody else to publish" in new.text
    assert list(store.extracts()["added_by"]) == ["the inbox", "a job"]


def test_the_same_file_again_is_said_so_and_moves_aside(
    store: Store, schemas: Schemas, folder: Path
) -> None:
    """As when the power went between adding it and moving it."""
    outcomes = []
    for _ in range(2):
        drop(folder, file_csv=GOOD)
        outcomes += [r.outcome for r in took(store, schemas)]
    assert outcomes == ["added", "already there"]
    assert len(store.extracts()) == 1 and waiting() == []


def test_what_was_withdrawn_is_not_put_back_by_the_inbox(
    store: Store, schemas: Schemas, folder: Path
) -> None:
    drop(folder, file_csv=GOOD)
    took(store, schemas)
    store.withdraw(1, "An officer", "Wrong quarter")
    drop(folder, file_csv=GOOD)
    (receipt,) = took(store, schemas)
    assert receipt.outcome == "already there"
    assert "python -m data withdraw 1 --undo" in receipt.text
    assert list(store.extracts()["state"]) == ["withdrawn"]


# What is left alone


@pytest.mark.parametrize(
    "name",
    [
        *("file.csv.tmp", "file.csv.part", "file.part", "~$file.xlsx", ".file.csv"),
        *("file.crdownload", "Thumbs.db", "desktop.ini"),
    ],
)
def test_what_is_half_written_or_not_meant_is_left_alone(
    store: Store, schemas: Schemas, folder: Path, name: str
) -> None:
    (folder / name).write_text(GOOD)
    assert took(store, schemas) == []
    assert (folder / name).read_text() == GOOD


@pytest.mark.skipif(os.name == "nt", reason="links need an administrator there")
def test_a_folder_and_a_link_are_left_alone(
    store: Store, schemas: Schemas, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.csv").write_text(GOOD)
    (folder / "folder.csv").mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert took(store, schemas) == []


def test_a_file_that_is_still_growing_is_left_for_the_next_time(
    store: Store, schemas: Schemas, folder: Path
) -> None:
    drop(folder, file_csv=GOOD[:60], whole_csv=GOOD)
    growing = threading.Timer(0.2, drop, [folder], {"file_csv": GOOD.replace("31", "32")})
    growing.start()
    assert [r.name for r in take_in(store, schemas, quiet=0.6, by="a job")] == ["whole.csv"]
    growing.join()
    assert [(r.name, r.outcome) for r in took(store, schemas)] == [("file.csv", "added")]


def test_an_inbox_that_is_not_there_yet_is_made(store: Store, schemas: Schemas) -> None:
    assert took(store, schemas) == []
    assert {f.name for f in settings().inbox.iterdir()} == {"done", "refused"}


def test_an_inbox_that_cannot_be_made_is_refused_in_words(
    store: Store, schemas: Schemas, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Refused, match="the inbox cannot be used"):
        take_in(store, schemas, tmp_path / "file" / "inbox", by="a job")


# Personal data


def test_of_a_file_with_personal_data_nothing_is_left_after_a_day_but_that_it_was_there(
    store: Store, schemas: Schemas, folder: Path, workspace: Path
) -> None:
    text = GOOD + "Zebedee Xyzzy born 01/02/2010,2024-25 Q4,,,,31,40,,\n"
    drop(folder, Xyzzy_csv=text, good_csv=GOOD)
    bad, good = took(store, schemas)
    assert (bad.outcome, bad.name, good.outcome) == ("in quarantine", "Xyzzy.csv", "added")
    assert (bad.size, bad.fingerprint) == (len(text), hashlib.sha256(text.encode()).hexdigest())
    assert bad.messages and bad.refused and "Zebedee" not in bad.text
    held, receipt = sorted((folder / "quarantine").iterdir())
    assert held.read_bytes() == text.encode() and "Xyzzy.csv" in receipt.read_text()
    assert os.name == "nt" or not (held.stat().st_mode | held.parent.stat().st_mode) & 0o077

    def names_it() -> list[Path]:
        everything = [f for f in workspace.rglob("*") if f.is_file()]
        return [f for f in everything if "yzzy" in f.name or b"yzzy" in f.read_bytes()]

    assert {file.parent for file in names_it()} == {held.parent}
    for minutes, left in ((23 * 60, 2), (25 * 60, 0)):
        for file in held.parent.iterdir():
            then = time.time() - 60 * minutes
            os.utime(file, (then, then))
        assert waiting() == [] and len(names_it()) == left


# Workbooks


def test_a_scorecard_goes_in_when_its_layout_is_known_and_waits_aside_until_then(
    store: Store, schemas: Schemas, folder: Path
) -> None:
    measures = ["Feeling safe at home", "Taking part in their own review"]
    content = rotherham(counts_of(measures, ["2024-25 Q3", "2024-25 Q4"]))
    (folder / "scorecard.xlsx").write_bytes(content)
    (unknown,) = took(store, schemas)
    assert (unknown.outcome, unknown.messages) == ("refused", (f"scorecard.xlsx: {UNKNOWN}",))
    assert (unknown.size, unknown.fingerprint) == (
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    guessed = guess(Workbook("scorecard.xlsx", content, schemas), schemas)
    assert guessed
    keep_layout(guessed.scorecard)
    (moved,) = (folder / "refused").glob("*.xlsx")
    moved.rename(folder / "scorecard.xlsx")
    (known,) = took(store, schemas)
    assert (known.outcome, known.figures) == ("added", 4)
    number, _ = store.find_extract(known.fingerprint) or (0, "")
    assert store.content(number).startswith(b"indicator,period,"), "of the workbook, nothing else"
