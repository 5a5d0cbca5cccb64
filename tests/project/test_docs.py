"""The documents are true: they know every command, package, room and table, and link to what is."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from data.__main__ import _parser as parser
from data.editions.edition import Edition
from data.editions.folder import edition_file
from data.store.connection import FILE
from data.store.store import open_store
from reports.__main__ import POST
from reports.make import KINDS
from tests.conftest import PROJECT
from tests.project.test_layers import LINTER

DOCS = [
    *(PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"),
    *sorted((PROJECT / "docs").rglob("*.md")),
]
COMMANDS = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    """The commands of `python -m data`, as its help lists them."""
    (group,) = (a for a in parser()._actions if a.choices and a.metavar == "COMMAND")
    return {*group.choices}


def test_every_command_stands_in_the_documents_and_no_other() -> None:
    assert {*re.findall(r"python -m data ([a-z-]+)", COMMANDS)} == commands()


def test_every_document_that_can_be_made_stands_there_too() -> None:
    assert {*re.findall(r"python -m reports ([a-z-]+)", COMMANDS)} == {*KINDS, "site", POST}


def test_every_package_and_every_room_stands_in_the_picture_of_the_rooms() -> None:
    picture = ARCHITECTURE.split("```")[1]
    rooms = [
        folder.name
        for package in LINTER["root_packages"]
        for folder in (PROJECT / package, *sorted((PROJECT / package).iterdir()))
        if (folder / "__init__.py").exists()
    ]
    assert [room for room in rooms if room not in re.findall(r"\w+", picture)] == []


def tables(file: Path) -> set[str]:
    with duckdb.connect(str(file)) as database:
        rows = database.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    return {name for (name,) in rows}


def test_every_table_of_a_store_and_of_an_edition_stands_in_the_architecture(
    default_edition: Edition, tmp_path: Path
) -> None:
    with open_store(tmp_path):
        pass
    edition = shutil.copy(edition_file(default_edition.name), tmp_path / "edition.duckdb")
    listed = ARCHITECTURE.split("## The tables")[1].split("\n## ")[0]
    parts = zip(listed.split("**An edition**"), [tmp_path / FILE, edition], strict=True)
    for text, file in parts:
        rows = "".join(re.findall(r"^\|([^|]+)\|", text, re.MULTILINE))
        assert {*re.findall(r"`(\w+)`", rows)} == tables(file)


def required(file: str) -> list[str]:
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    return [re.split(r"\[|==", line)[0] for line in lines if "==" in line]


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_every_dependency_has_its_reason(file: str) -> None:
    reasons = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in required(file) if name not in reasons] == []


@pytest.mark.parametrize("file", DOCS, ids=lambda f: f.relative_to(PROJECT).as_posix())
def test_every_link_leads_to_something(file: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)", file.read_text(encoding="utf-8"))
    assert [link for link in links if link and not (file.parent / link).exists()] == []


@pytest.mark.parametrize("file", DOCS, ids=lambda f: f.relative_to(PROJECT).as_posix())
def test_every_file_that_is_named_is_there(file: Path) -> None:
    """`data/ingest`, `metrics/sentences.py`: whatever begins with a folder of ours."""
    folders = "|".join(f.name for f in PROJECT.iterdir() if f.is_dir() and f.name != "workspace")
    named = re.findall(rf"`((?:{folders})/[\w./-]*)`", file.read_text(encoding="utf-8"))
    assert [name for name in named if not (PROJECT / name).exists()] == []
