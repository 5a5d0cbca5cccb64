"""The shape of the project holds: arrows only point down, and a page cannot reach the store."""

import ast
import os
import pkgutil
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.process

LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
LINTER = SETTINGS["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in LINTER["contracts"]]
NOT_THE_PRODUCT = {"tests", "tools", "benchmarks", "docs"}


def lint(folder: Path) -> list[str]:
    """Check the contracts of a project, and give what is said of each: 'name KEPT'."""
    run = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    return run.stdout.splitlines() + run.stderr.splitlines()


def test_every_contract_is_kept() -> None:
    said = lint(PROJECT)
    assert unsaid("KEPT", said) == [], "\n".join(said)


def unsaid(word: str, said: list[str]) -> list[str]:
    """The contracts of which that is not said, whatever is said of what they leave out."""
    return [c for c in CONTRACTS if not any(line.startswith(f"{c} {word}") for line in said)]


def test_every_package_of_the_product_is_under_contract() -> None:
    packages = {folder.parent.name for folder in PROJECT.glob("*/__init__.py")} - NOT_THE_PRODUCT
    assert packages == set(LINTER["root_packages"])


def test_what_benchmarks_and_tools_import_of_the_product_is_there() -> None:
    """The suite does not run them, so a name that changes would break them unseen."""
    packages = {*LINTER["root_packages"], "tools"}
    wanted = {
        (node.module, alias.name)
        for folder in ("benchmarks", "tools")
        for file in (PROJECT / folder).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
        if node.module.partition(".")[0] in packages
        for alias in node.names
    }
    assert len(wanted) > 30
    gone = [f"{m}.{n}" for m, n in sorted(wanted) if not hasattr(import_module(m), n)]
    assert gone == []


BREACHES = {
    "Arrows only point down": ("schemas", "import metrics.measurement"),
    "Figures take one road: ingest, store, publish": ("data/ingest", "import data.store.store"),
    "Pages read editions and nothing else of data": (
        *("pages", "from data.store.store import open_store"),
    ),
    "Of what readers open, only the command that writes a document writes files": (
        *("reports/slides", "import data.files.atomic"),
    ),
    "Only access, pages and officers speak Streamlit": (
        *("charts", "def late():\n    import streamlit"),
    ),
    "Only data speaks DuckDB": ("metrics", "import duckdb"),
    "Only charts speak Plotly": ("pages", "import plotly.graph_objects"),
    "Only reports write documents": ("pages", "import pptx"),
    "The heavy statistics are imported only when an edition is made": (
        *("data/editions", "import metrics.intervals"),
    ),
}


def test_every_contract_can_be_broken(tmp_path: Path) -> None:
    """A copy of the project with one breach of each contract breaks them all."""
    assert list(BREACHES) == CONTRACTS
    copy_packages(tmp_path)
    for n, (place, breach) in enumerate(BREACHES.values()):
        (tmp_path / place / f"breach_{n}.py").write_text(f"{breach}\n", encoding="utf-8")
    said = lint(tmp_path)
    assert unsaid("BROKEN", said) == [], "\n".join(said)


def copy_packages(folder: Path) -> None:
    """A copy of the product and of its contracts, to break."""
    for name in LINTER["root_packages"]:
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "pyproject.toml", folder)


def test_a_new_module_of_data_is_inside_the_walls_or_breaks_them(tmp_path: Path) -> None:
    """A module that is on no floor of the road is noticed, whatever it imports."""
    copy_packages(tmp_path)
    (tmp_path / "data" / "forgotten.py").write_text('"""New."""\n', encoding="utf-8")
    road = "Figures take one road: ingest, store, publish"
    said = lint(tmp_path)
    assert [name for name in CONTRACTS if f"{name} BROKEN" in said] == [road], "\n".join(said)


def test_the_wall_before_the_pages_names_every_room_of_data_but_editions_and_files() -> None:
    (wall,) = (c for c in LINTER["contracts"] if c["name"].startswith("Pages read editions"))
    rooms = {f"data.{m.name}" for m in pkgutil.iter_modules([str(PROJECT / "data")])}
    assert {*wall["forbidden_modules"], "data.editions", "data.files"} == rooms


# The frame stands above the packages, where the linter does not look


@pytest.mark.parametrize("file", ["app.py", "server.py"])
def test_the_frame_makes_the_first_edition_reads_editions_records_who_looks_and_no_more(
    file: str,
) -> None:
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert {name for name in imported if name.startswith("data")} <= {
        "data.embedded",
        "data.record",
        "data.editions.folder",
        "data.editions.edition",
    }
    assert not imported & {"duckdb", "plotly", "pandas"}


# And when it runs


ASK = """
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
print(*(name for name in {unwanted!r} if name in sys.modules))
"""


def loaded(names: list[str], unwanted: list[str]) -> list[str]:
    """Which of the unwanted modules a new Python has loaded after importing these."""
    run = subprocess.run(
        [sys.executable, "-c", ASK.format(names=names, unwanted=unwanted)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def modules_of(package: str) -> list[str]:
    """Every module of a package, in its rooms too, that can be imported without being run."""
    places = [str(PROJECT / package.replace(".", "/"))]
    found = pkgutil.walk_packages(places, f"{package}.")
    return [m.name for m in found if not m.name.endswith("__main__")]


def test_modules_in_the_rooms_of_a_package_are_looked_at() -> None:
    assert {"data.backup", "data.store.store"} <= {*modules_of("data")}


OFFICERS = [m for m in modules_of("data") if not f"{m}.".startswith("data.editions.")]
HEAVY = ["statsmodels", "scipy", "metrics.intervals", "metrics.measure"]


def test_reading_an_edition_loads_nothing_of_the_officers_and_nothing_heavy() -> None:
    assert (
        loaded(["data.editions.export"], [*OFFICERS, *HEAVY, "pandas", "streamlit", "plotly"]) == []
    )


def test_the_pages_load_nothing_of_the_officers_and_nothing_heavy() -> None:
    pages = [*modules_of("pages"), *modules_of("charts")]
    assert loaded(pages, [*OFFICERS, *HEAVY]) == []


def test_the_pages_load_nothing_that_writes_documents() -> None:
    assert loaded(modules_of("pages"), ["pptx", "docx", "typst", "fontTools"]) == []


def test_asking_what_is_loaded_finds_what_is() -> None:
    asked = ["data.store.store", "data.publish.publish", "pandas"]
    assert loaded(["data.store.store"], asked) == ["data.store.store", "pandas"]


def test_a_command_loads_what_it_needs_only_when_it_runs() -> None:
    assert (
        loaded(["data.__main__"], ["pandas", "data.publish.publish", "data.store.store", *HEAVY])
        == []
    )


def test_publishing_loads_the_heavy_statistics_only_when_it_is_done() -> None:
    assert loaded(["data.publish.publish", "data.embedded"], ["statsmodels", "scipy"]) == []
