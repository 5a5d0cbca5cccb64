"""The code speaks the words of the glossary: no riddles, one name for one thing, no full rooms."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PACKAGES = (
    *("schemas", "metrics", "data", "charts", "view_model", "reports", "pages", "access"),
    "officers",
)
FILES = [
    *(PROJECT / "app.py", PROJECT / "server.py", PROJECT / "run.py"),
    *(file for package in PACKAGES for file in sorted((PROJECT / package).rglob("*.py"))),
]


@cache
def trees() -> dict[Path, ast.Module]:
    """What each file says, read by the one process that asks."""
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


RIDDLES = {
    *("said", "say", "asked", "ask", "found", "mine", "held", "told", "tell", "one", "ones"),
    *("stood", "stands", "settled", "supposed", "helpless", "spoken", "sort_out", "who_asks"),
    *("beyond", "unsaid", "handed"),
}
"""Words that say nothing until the file is open: a name for nine things is a name for none."""
STORED = {("schemas/notes.py", "asked")}
"""Fields that keep their names, because notes are kept as JSON in every store and edition."""
ROOM = 20  # modules in one folder
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def place(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(PROJECT).as_posix()}:{getattr(node, 'lineno', 0)}"


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.arg]:
    given = function.args
    yield from [*given.posonlyargs, *given.args, *given.kwonlyargs]
    yield from filter(None, [given.vararg, given.kwarg])


def public_names(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """The names that another module may use: of functions, classes, their methods and fields."""
    for node in tree.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield node.name, node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if isinstance(inner, FUNCTIONS):
                    yield inner.name, inner
                elif isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                    yield inner.target.id, inner


def riddles(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    named = [(n, node) for n, node in public_names(tree) if not n.startswith("_")]
    given = [
        (arg.arg, arg)
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
        for arg in parameters(node)
    ]
    return ((name, node) for name, node in [*named, *given] if name.lower() in RIDDLES)


def test_no_parameter_and_no_public_name_is_a_riddle() -> None:
    met = [
        f"{place(file, node)} {name}"
        for file, tree in trees().items()
        for name, node in riddles(tree)
        if (file.relative_to(PROJECT).as_posix(), name) not in STORED
    ]
    assert met == []


@pytest.mark.parametrize(
    ("code", "met"),
    [
        ("def shown(said): ...", ["said"]),
        ("def _shown(*, one=1): ...", ["one"]),
        ("def tell(): ...", ["tell"]),
        ("class Held: ...", ["Held"]),
        ("class Note:\n    said: str", ["said"]),
        ("def shown(row):\n    said = row", []),
    ],
)
def test_a_riddle_is_found(code: str, met: list[str]) -> None:
    assert [name for name, _ in riddles(ast.parse(code))] == met


def test_a_public_class_has_one_name_and_a_name_one_class() -> None:
    defined: dict[str, list[str]] = {}
    for file, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                defined.setdefault(node.name, []).append(place(file, node))
    assert {name: places for name, places in defined.items() if len(places) > 1} == {}


def raises(function: ast.AST) -> bool:
    """Whether it raises something of its own accord, and not only what it has caught."""
    return any(isinstance(node, ast.Raise) and node.exc is not None for node in _own(function))


def _own(function: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            yield node
            yield from _own(node)


def test_what_is_public_and_raises_says_so() -> None:
    silent = [
        place(file, node)
        for file, tree in trees().items()
        for name, node in public_names(tree)
        if isinstance(node, FUNCTIONS)
        and not name.startswith("_")
        and raises(node)
        and "AssertionError" not in ast.unparse(node)
        and "Raises" not in (ast.get_docstring(node) or "")
    ]
    assert silent == []


def test_no_folder_of_code_holds_more_than_a_room_may() -> None:
    folders: dict[Path, int] = {}
    for file in FILES:
        folders[file.parent] = folders.get(file.parent, 0) + (file.name != "__init__.py")
    crowded = {f.relative_to(PROJECT).as_posix(): n for f, n in folders.items() if n > ROOM}
    assert crowded == {}


def glossary() -> set[str]:
    """Every word of the glossary's first column, in lower case, singular and plural."""
    rows = re.findall(
        r"^\| `?([^|`]+)`? \|", (PROJECT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE
    )
    return {word for row in rows for word in re.split(r"[\s,_]+", row.strip().lower())}


def test_a_modules_name_is_made_of_words_of_the_glossary() -> None:
    known = glossary()
    unknown = [
        place(file, trees()[file])
        for file in FILES
        if not file.stem.startswith("__") and not {*file.stem.split("_")} <= known
    ]
    assert unknown == []
