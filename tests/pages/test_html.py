"""HTML is a type of its own: what an edition holds, and what somebody types, never becomes tags."""

import ast
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from data.editions.edition import Edition
from data.editions.folder import open_edition
from officers.messages import note, refusal
from pages.deck.deck import deck_from_query
from pages.deck.slides import slides
from tests.conftest import PROJECT, Read
from tests.support.old_edition import changing
from tests.support.pages import run_page, said
from view_model.edition_view import EditionView

HOSTILE = "<script>alert(1)</script>\"'><i onclick=x>&amp; {0} {x} %s 5 %"
FREE = {  # what people write in TOML; its longest are cut to what they may be
    *("title", "name", "source", "criteria_heading", "ambitions_heading", "commitments"),
    *("question", "outcome", "statutory_name", "numerator", "denominator", "return", "publisher"),
    *("caution", "baseline_note", "beware", "measures", "dated", "authority", "owner"),
    *("email", "phone", "label", "meaning"),
}
COLUMNS = {
    "edition": ("why", "made_by"),
    "extract": ("name", "received_from", "publication", "publisher", "released", "licence"),
    "verdict": ("sentence", "note", "first_period", "last_period"),
    "criterion_answer": ("sentence",),
}
NOTES = ("commentary", "by", "action", "who", "outcome", "reference", "progress", "partner")


def spoilt(declared: Any, key: str = "") -> Any:
    """What is declared, with HOSTILE at the end of all that is free text."""
    if isinstance(declared, dict):
        return {k: v if k == "relations" else spoilt(v, k) for k, v in declared.items()}
    if isinstance(declared, list):
        return [spoilt(each, key) for each in declared]
    if key == "short":
        return HOSTILE[:48]
    return declared + HOSTILE if isinstance(declared, str) and key in FREE else declared


@pytest.fixture(scope="module")
def hostile(
    said_edition: Edition, said_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edition]:
    """The edition in which much is said, with HOSTILE in every free text that it holds."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / f"{said_edition.name}.duckdb"
    for name in (file.name, "2000-01-01-the-one-before.duckdb"):
        shutil.copy(said_folder / "editions" / file.name, folder / name)
    with changing(file) as db:
        (declared,) = db.execute("SELECT schemas FROM edition").fetchone() or ("{}",)
        db.execute("UPDATE edition SET schemas = ?", [json.dumps(spoilt(json.loads(declared)))])
        for table, columns in COLUMNS.items():
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = {column} || ?", [HOSTILE])
        for row, text in db.execute("SELECT rowid, said FROM remark").fetchall():
            kept = {k: v + HOSTILE if k in NOTES and v else v for k, v in json.loads(text).items()}
            db.execute("UPDATE remark SET said = ? WHERE rowid = ?", [json.dumps(kept), row])
        db.execute("UPDATE verdict SET why = [x || $1 FOR x IN why]", [HOSTILE])
        db.execute("UPDATE criterion_answer SET why = [x || $1 FOR x IN why]", [HOSTILE])
    (folder / "current.txt").write_text(said_edition.name)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OUTCOMES_EDITIONS", str(folder))
        yield open_edition(said_edition.name, folder)


class Reader(HTMLParser):
    """What a browser makes of HTML: its tags, its attributes, and its words."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.words += "".join(f" {value}" for name, value in attrs if name != "src")

    def handle_data(self, data: str) -> None:
        self.words += data


def assert_harmless(html: str, where: str) -> None:
    """It shows what somebody wrote, escaped once, and none of it is a tag or an attribute."""
    read = Reader(str(html).replace("\u00a0", " "))
    assert "script" not in read.tags and "onclick" not in read.attributes, where
    assert "<script>" in read.words, where
    assert "&lt;" not in read.words and "&#3" not in read.words, f"{where}: escaped twice"


PAGES: list[tuple[str, dict[str, str], str]] = [
    *(
        (page, {}, "")
        for page in ("overview", "about", "accessibility", "changes", "choose", "unknown")
    ),
    ("find", {"q": HOSTILE}, ""),
    ("find", {"q": "dentist"}, ""),
    ("commitments", {}, ""),
    ("commitments", {"by": "By partner"}, ""),
    *(("ambition", {}, f", reading.strategy.ambitions[{n}]") for n in range(6)),
    *(
        ("indicator", {"id": name}, "")
        for name in ("dental_checks", "feels_safe", "care_leavers_eet_19_21", "absence", HOSTILE)
    ),
]


@pytest.mark.parametrize(("page", "query", "rest"), PAGES)
def test_no_free_text_of_an_edition_becomes_a_tag(
    hostile: Edition, page: str, query: dict[str, str], rest: str
) -> None:
    assert_harmless(said(run_page(page, query, rest)), f"{page} {query}")


def test_nor_on_a_slide(hostile: Edition) -> None:
    reading = EditionView(hostile, hostile.schemas.strategies[0])
    for query in (
        {"show": f"dental_checks,{HOSTILE}"},
        {"ambition": "health"},
        {"criterion": "health-equity"},
    ):
        for slide in slides(reading, deck_from_query(reading, query)):
            assert_harmless(slide["html"] + slide["numbers"], f"{query} {slide['name']}")


def test_nor_what_is_said_of_a_file(read: Read) -> None:
    extract = replace(read("dental_checks,2024-25,,,,40,80,,"), name=HOSTILE)
    for html in (note(extract), note(extract, folded=True)):
        assert_harmless(html + refusal([extract]), html)


# The code


def trees() -> dict[str, ast.Module]:
    files = [file for room in ("pages", "officers") for file in (PROJECT / room).rglob("*.py")]
    return {
        file.relative_to(PROJECT).as_posix(): ast.parse(file.read_text("utf-8"))
        for file in sorted([*files, PROJECT / "app.py", PROJECT / "server.py"])
    }


def unsafe(tree: ast.AST) -> list[int]:
    """The lines that call something HTML which is not written out there: an f-string does not
    escape its fields, and neither does Markup what it is called with."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "Markup"
        and not all(isinstance(arg, ast.Constant) for arg in call.args)
    ]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("Markup('<b>{}</b>').format(name)", []),
        ("Markup().join(parts)", []),
        ("Markup(f'<b>{name}</b>')", [1]),
        ("Markup(name)", [1]),
        ("Markup('<b>' + name)", [1]),
        ("markupsafe.Markup('<b>%s</b>' % name)", [1]),
    ],
)
def test_what_is_called_html_without_being_written_out_is_found(
    code: str, lines: list[int]
) -> None:
    assert unsafe(ast.parse(code)) == lines


def test_html_is_written_out_where_it_is_called_html() -> None:
    unwritten = {file: len(lines) for file, tree in trees().items() if (lines := unsafe(tree))}
    drawing, script = (
        "pages/parts/chart.py",
        "server.py",
    )  # escaped by charts/; all ours
    assert unwritten == {drawing: 1, script: 1}


def test_html_gets_on_a_page_by_one_door() -> None:
    doors = [
        file
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("html", "markdown")
    ]
    assert set(doors) == {"pages/parts/html.py"}


def test_no_words_that_look_like_html_are_plain() -> None:
    """A tag in a plain string would be escaped, or would need to be called HTML unseen."""
    plain = [
        file
        for file, tree in trees().items()
        for node in _not_markup(tree)
        if isinstance(node.value, str) and ("</" in node.value or "<br" in node.value)
    ]
    assert plain == []


def _not_markup(node: ast.AST) -> Iterator[ast.Constant]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and getattr(child.func, "id", "") == "Markup":
            continue
        if isinstance(child, ast.Constant):
            yield child
        yield from _not_markup(child)
