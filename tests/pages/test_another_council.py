"""Another council opens on its own published figures, with no file edited, and nothing that it
shows, prints or lets people take away is of the council that comes with the project."""

import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from pptx import Presentation

import reports.__main__
from data.__main__ import main
from data.councils import every_council, new_council
from data.editions.folder import current_edition
from data.embedded import embedded_contents
from data.shared import rows_of
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.settings import OUR_OWN
from tests.support.depth import night
from tests.support.pages import run_page, said
from tests.support.paper import pdf_pages, slide_texts

LEEDS = "E08000035"
OURS = re.compile(
    r"Notts\b|No Labels|2022.2025|(?<!_)(?<!In )(?<!ut of )county\b"
    r"|Nottingham City|Nottinghamshire(?: County|[’']s)"
)
"""The names of ours. Its name may stand with its published figure, as that of one of many."""
SENTENCES = {
    sentence
    for file in (OUR_OWN / "indicators").glob("*.toml")
    for value in tomllib.loads(file.read_text(encoding="utf-8")).values()
    for sentence in (value if isinstance(value, list) else [value])
    if any(letter.isdigit() for letter in sentence) and len(sentence) > 40
}
"""What is said of our figures."""
PAGES = (
    *("overview", "find", "about", "accessibility", "changes", "choose", "commitments"),
    *("present", "reports", "unknown"),
)


@pytest.fixture
def leeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = new_council("leeds", tmp_path / "leeds")
    monkeypatch.setenv("OUTCOMES_COUNCIL", str(folder))
    for name in ("STORE", "EDITIONS", "INBOX"):
        monkeypatch.delenv(f"OUTCOMES_{name}")
    return folder


def test_what_is_declared_and_what_it_begins_with_is_its_own(leeds: Path) -> None:
    schemas = load_schemas()
    words = schemas.model_copy(
        update={"council": schemas.council.model_copy(update={"councils": ()})}
    )
    assert OURS.findall(words.model_dump_json(exclude={"wobbles"})) == []
    rows = [row for content in embedded_contents(schemas).values() for row in rows_of(content)]
    own = {row.indicator for row in rows if row.area == LEEDS and row.value}
    assert len(own) > 50


@pytest.mark.parametrize("name", ["Bristol", "801", "E06000023", "bristol, city of"])
def test_a_council_is_found_by_any_of_its_names(name: str, tmp_path: Path) -> None:
    folder = new_council(name, tmp_path / "there")
    assert load_schemas(council_folder=folder).council.name == "Bristol"
    with pytest.raises(Refused, match="is there already"):
        new_council(name, folder)


def test_a_council_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Did you mean 'Leeds'"):
        new_council("Leads", tmp_path / "leads")


@night
def test_every_council_can_be_begun(tmp_path: Path) -> None:
    for area, _ in every_council():
        schemas = load_schemas(council_folder=new_council(area.code, tmp_path / area.code))
        assert {len(each.areas) for each in schemas.council.neighbour_lists} == {10}


def _everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    for command in (["export"], ["export", "--verdicts"], ["template", "--due"], ["dictionary"]):
        assert main(command) == 0
        yield " ".join(command), capsys.readouterr().out
    schemas = current_edition().schemas
    for page in PAGES:
        yield page, said(run_page(page))
    for indicator in schemas.indicators:
        yield indicator, said(run_page("indicator", {"id": indicator}))
    for n, ambition in enumerate(schemas.strategies[0].ambitions):
        rest = f", edition.schemas.strategies[0].ambitions[{n}]"
        yield ambition.id, said(run_page("ambition", rest=rest))
    for paper in ("pack.pptx", "annual.pdf", "no-labels.pdf"):
        file = folder / paper
        reports.__main__.main([file.stem, "--out", str(file)])
        yield paper, _text_of(file)


def _text_of(file: Path) -> str:

    if file.suffix == ".pdf":
        return "\n".join(pdf_pages(file.read_bytes()))
    return "\n".join(t for s in Presentation(str(file)).slides for t in slide_texts(s))


@night
@pytest.mark.parametrize("name", ["Leeds", "Kent", "Medway"])
def test_nothing_that_it_shows_is_of_the_council_that_comes_with_the_project(
    name: str, leeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUTCOMES_COUNCIL", str(new_council(name, leeds / name)))
    declared = load_schemas().model_dump_json()
    of_ours = {s for s in SENTENCES if s not in declared}
    assert len(of_ours) > 50
    found = dict[str, list[str]]()
    for where, text in _everything(leeds, capsys):
        plain = " ".join(unescape(text).split())
        hits = [plain[max(0, m.start() - 60) : m.end() + 40] for m in OURS.finditer(plain)]
        if hits := [*hits, *(sentence for sentence in of_ours if sentence in plain)]:
            found[where] = hits
    assert found == {}
