"""What is public says what it is for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.settings import PREFIX, Settings
from tests.conftest import PROJECT

PACKAGES = (
    *("schemas", "metrics", "data", "charts", "view_model", "reports", "pages", "access"),
    "officers",
)
FILES = [
    *(PROJECT / "app.py", PROJECT / "server.py", PROJECT / "run.py"),
    *(file for package in PACKAGES for file in sorted((PROJECT / package).rglob("*.py"))),
]
PUBLIC = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def named(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def without_docstring(tree: ast.Module) -> Iterator[str]:
    """The names of a module, and of its public functions and classes, that say nothing."""
    if not ast.get_docstring(tree):
        yield "the module"
    for node in tree.body:
        if not isinstance(node, PUBLIC) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name


@pytest.mark.parametrize("file", [f for f in FILES if f.parent != PROJECT], ids=named)
def test_every_module_and_what_is_public_in_it_has_a_docstring(file: Path) -> None:
    assert list(without_docstring(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("file", FILES[:3], ids=named)
def test_every_program_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('"""A module."""\n', []),
        ("x = 1\n", ["the module"]),
        ('"""A module."""\ndef shown(): ...\n', ["shown"]),
        ('"""A module."""\ndef _hidden(): ...\n', []),
        ('"""A module."""\nclass Shown: ...\n', ["Shown"]),
    ],
)
def test_what_says_nothing_is_found(code: str, found: list[str]) -> None:
    assert list(without_docstring(ast.parse(code))) == found


def test_the_documents_list_every_setting_and_no_other() -> None:
    """An address is what OUTCOMES_STORE and OUTCOMES_EDITIONS may be, too."""
    written = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    listed = re.findall(r"^\| `(OUTCOMES_\w+)`", written, re.MULTILINE)
    names = [name for name in Settings.__dataclass_fields__ if "_address" not in name]
    assert listed == [PREFIX + name.upper() for name in names]


@pytest.mark.parametrize("file", FILES, ids=named)
def test_only_the_settings_read_the_environment(file: Path) -> None:
    """But for run.py, which starts everything else, and whose port is Streamlit's setting."""
    reads = "environ" in file.read_text(encoding="utf-8")
    assert reads is (named(file) in ("run.py", "schemas/settings.py"))
