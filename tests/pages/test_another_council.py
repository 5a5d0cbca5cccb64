"""Another council opens on its own published figures, with no file edited, and nothing that it
shows, prints or lets people take away is of the council that comes with the project."""

import csv
import email
import email.policy
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pptx import Presentation

import reports.__main__
from data.__main__ import main
from data.councils import START, every_council, new_council
from data.embedded import embedded_contents
from data.shared import rows_of
from reports.make import ENDINGS, KINDS
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.settings import OUR_OWN
from tests.support.browsing import PROJECT, Visit, serving
from tests.support.depth import night
from tests.support.pages import run_page, said
from tests.support.paper import pdf_pages, slide_texts

OURS = re.compile(
    r"Notts\b|No Labels|2022[^ ]2025|(?<!_)(?<!In )(?<!ut of )county\b"
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
EXAMPLES = ("Leeds", "Kent", "Medway")
LISTED = re.compile(r"(/|site/)(indicator|about)\b|/find.q=who|export$|.*--annex")
"""Where councils stand beside each other, each by its name."""
ALIKE = re.compile(r"(?<=[?&])((open|by|extract|trend|level|framework)=[^&]*|id=\w+&council=\w+)")
"""Of addresses that differ in no more than this, three show what all do."""
WORDED = (".html", ".csv", ".xml", ".ics", ".eml", ".txt")
TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
READING = "Reading"
"""The council whose name is a word of its own."""
TEXT = """() => {
  const page = document.body.cloneNode(true);
  page.querySelectorAll("style, script, noscript").forEach((e) => e.remove());
  return [document.title + page.innerHTML.replace(/<[^>]*>/g, " "),
    [...document.querySelectorAll("a[href]")].map((e) => e.href)];
}"""


THEIRS = """
[vocabulary]
looked_after = "in our care"
panel = "Family Panel"
children_in_care_council = "Voices of Leeds"
promise = "aim"
commitment = "pledge"

"""
POSTED = """without = ["immunisations"]
meetings = [2030-01-15]
address = "https://outcomes.example.gov.uk"
"""
STRATEGY = """
title = "Growing up in Leeds"
name = "Growing up 2022 to 2028"
source = "an example"
approved = 2022-03-01
starts = 2022-04-01
ends = 2028-03-31
baseline = "2021-22"
final = "2027-28"
ambitions_heading = "Everyone in our care:"
criteria_heading = "How we shall know:"

[[criteria]]
id = "staying"
name = "Staying"
title = "more will stay in one home"
shape = "more"
headline = ["placements_3plus"]
"""
USUAL = re.compile(
    r"(?<![\"#/=._-])\b(?:looked[ -]after|the Panel|promises?|commitments?"
    r"|children in care council)\b(?![\"_-])",
    re.IGNORECASE,
)
"""The usual words for what THEIRS calls otherwise; a file's columns and addresses have them."""
TITLES = re.compile(r"(?i)(?:children|outcomes|stability)[^.|]{0,90}in england")
PUBLISHED = re.compile(r"(?i)(?:source|publication)[^.]{0,200}|column of [a-z ]+,\w+|`\w+`")
"""Publications, which are quoted, and the names of a file's columns."""


@pytest.fixture
def leeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = new_council("leeds", tmp_path / "leeds")
    monkeypatch.setenv("OUTCOMES_COUNCIL", str(folder))
    for name in ("STORE", "EDITIONS", "INBOX"):
        monkeypatch.delenv(f"OUTCOMES_{name}")
    return folder


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_declared_and_what_it_begins_with_is_its_own(leeds: Path, name: str) -> None:
    schemas = load_schemas(council_folder=with_example(name, leeds / name))
    (strategy,) = schemas.strategies  # the start has given way to it
    assert strategy.name.startswith("Example") and "agreed by no council" in strategy.title
    assert strategy.approved is None and 3 <= len(strategy.ambitions) <= 5
    assert all(map(schemas.of_criterion, strategy.criteria)) and len(strategy.criteria) > 2
    words = schemas.model_copy(
        update={"council": schemas.council.model_copy(update={"councils": ()})}
    )
    declared = words.model_dump_json(exclude={"wobbles"}).replace(strategy.id, "")
    assert OURS.findall(declared) == []
    rows = [row for content in embedded_contents(schemas).values() for row in rows_of(content)]
    own = {row.indicator for row in rows if row.area == schemas.council.code and row.value}
    assert own >= {name for c in strategy.criteria for name in c.headline}


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


def with_example(name: str, folder: Path) -> Path:
    """The council's folder with the example of a strategy copied in, and nothing else done."""
    (example,) = (START.parent / "examples").glob(f"{name.lower()}-*.toml")
    shutil.copy(example, new_council(name, folder) / "strategies")
    return folder


def _papers(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    """All that leaves without a browser: exports, templates and documents."""
    for command in (["export"], ["export", "--verdicts"], ["template", "absence"], ["dictionary"]):
        assert main(command) == 0
        yield " ".join(command), capsys.readouterr().out
    papers = [f"{kind}{end}" for kind in KINDS for end in ENDINGS[kind] if end != ".docx"]
    for paper in papers:
        for more in ([], ["--annex"])[: 1 + paper.startswith(("pack", "annual"))]:
            file = folder / paper
            assert reports.__main__.main([file.stem, *more, "--out", str(file)]) == 0
            yield " ".join([paper, *more]), _text_of(file)
    for command in (["site", "--internal"], ["post"]):
        out = folder / command[0]
        assert reports.__main__.main([*command, "--out", str(out)]) == 0
        for file in (f for f in sorted(out.rglob("*")) if f.suffix in WORDED):
            yield str(file.relative_to(folder)), _text_of(file)


def _text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        return "\n".join(pdf_pages(file.read_bytes()))
    if file.suffix == ".eml":
        letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        bodies = [
            part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"
        ]
        return TAG.sub(" ", "\n".join([letter["Subject"], *bodies]))
    if file.suffix in WORDED:
        return TAG.sub(" ", file.read_text("utf-8"))
    return "\n".join(t for s in Presentation(str(file)).slides for t in slide_texts(s))


def _crawl(visit: Visit) -> Iterator[tuple[str, str]]:
    """Every page that a link leads an officer to, with what its folds hold."""
    waiting = ["/", "/find?q=who+does+this+well"]
    seen, alike = set(waiting), Counter[str]()
    while waiting:
        path = waiting.pop()
        text, links = visit.open(path).evaluate(TEXT)
        yield path, text
        ours = (href.partition("#")[0] for href in links if href.startswith(visit.address))
        for to in sorted({href.removeprefix(visit.address) for href in ours} - seen):
            seen.add(to)
            alike[like := ALIKE.sub("", to)] += 1
            waiting += [to] if alike[like] <= 3 else []


def _everything(
    folder: Path,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> dict[str, str]:
    """All that the council shows, prints and gives away, by where; and nothing of it is red."""
    workspace = folder / "workspace"
    workspace.mkdir()
    with serving(workspace) as address:
        visit = Visit(browser, address)
        everything = dict(_crawl(visit))
        assert (visit.complaints, visit.outside) == ([], [])
        visit.close()
    monkeypatch.setenv("OUTCOMES_STORE", str(workspace / "store"))
    monkeypatch.setenv("OUTCOMES_EDITIONS", str(workspace / "editions"))
    everything |= dict(_papers(folder, capsys))
    assert len(everything) > 150
    return everything


@night
@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_that_it_shows_is_of_another_council(
    name: str,
    leeds: Path,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OUTCOMES_COUNCIL", str(with_example(name, leeds / name)))
    council, (strategy,) = load_schemas().council, load_schemas().strategies
    declared = load_schemas().model_dump_json()
    of_ours = {s for s in SENTENCES if s not in declared}
    assert len(of_ours) > 50
    others = {a.name.partition(",")[0] for a in council.councils} - {name, READING}
    named = re.compile(rf"(?<!{name} and )\b({'|'.join(sorted(others, key=len, reverse=True))})\b")
    found, promises = dict[str, list[str]](), list[str]()
    everything = _everything(leeds, browser, monkeypatch, capsys)
    for where, text in everything.items():
        plain = " ".join(unescape(text).split())
        plain = plain.replace(council.region.name, "").replace(strategy.id, "")
        hits = [plain[max(0, m.start() - 60) : m.end() + 40] for m in OURS.finditer(plain)]
        hits += [] if LISTED.match(where) else named.findall(plain)
        if hits := [*hits, *(sentence for sentence in of_ours if sentence in plain)]:
            found[where] = hits
        if strategy.title in plain or strategy.criteria_heading in plain:
            promises += [] if "Example" in plain else [where]
    assert (found, promises) == ({}, []), json.dumps(found, indent=1)
    verdicts = [line.split(",") for line in everything["export --verdicts"].splitlines()]
    answers = [line for line in verdicts if line[0] == "criterion"]
    assert {line[1] for line in answers} == {strategy.id}


def test_another_vocabulary_and_ambitions_of_ones_own_are_toml_and_leave_nothing_usual_over(
    leeds: Path,
) -> None:
    _say_otherwise(leeds)
    schemas = load_schemas()
    assert len(schemas.strategies[0].ambitions) == 7
    assert "immunisations" not in schemas.indicators
    texts = [
        text
        for i in schemas.indicators.values()
        for text in (i.title, i.short, i.question, i.cohort, i.numerator, *i.beware, i.caution)
    ]
    assert [text for text in texts if USUAL.search(text)] == []
    assert any("children in our care" in text.lower() for text in texts)


def official_names() -> re.Pattern[str]:
    """What measures and returns are officially called, and what people may look for, which stays
    as it is."""
    measures = load_schemas().indicators.values()
    every = {n for i in measures for n in (i.statutory_name, i.return_, *i.also_called)}
    return re.compile("|".join(map(re.escape, sorted(every, key=len, reverse=True))))


def _say_otherwise(folder: Path) -> None:
    """Other words, a seventh ambition, one renamed, one measure fewer."""
    council, start = folder / "council.toml", folder / "strategies" / "start.toml"
    said = council.read_text(encoding="utf-8")
    said = re.sub(r"\[vocabulary\].*?\n\n", lambda _: THEIRS.lstrip(), said, flags=re.DOTALL)
    council.write_text(said.replace("without = []", POSTED), encoding="utf-8")
    _, *ambitions = start.read_text(encoding="utf-8").split("[[ambitions]]")
    ambitions[0] = ambitions[0].replace("Safety and home", "A good home")
    ambitions[0] = ambitions[0].replace("commitments = []", 'commitments = ["find more homes"]')
    ambitions.append('\nid = "joy"\nname = "Joy"\ntitle = "joy"\nindicators = ["absence"]\n')
    text = "[[ambitions]]".join((STRATEGY, *ambitions))
    (start.parent / "growing-up.toml").write_text(text, encoding="utf-8")


@night
def test_nothing_that_it_shows_has_the_usual_words_where_it_has_its_own(
    leeds: Path,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _say_otherwise(leeds)
    everything = _everything(leeds, browser, monkeypatch, capsys)
    official = official_names()
    found = dict[str, list[str]]()
    for where, text in everything.items():
        plain = " ".join(unescape(text).split())
        ours = PUBLISHED.sub(" ", TITLES.sub(" ", official.sub(" ", plain)))
        if hits := [ours[max(0, m.start() - 60) : m.end() + 40] for m in USUAL.finditer(ours)]:
            found[where] = hits
    assert found == {}, json.dumps(found, indent=1)
    for where, theirs in (
        ("/", "children in our care"),
        ("/", "The aims of the strategy"),
        ("/", "Joy"),
        ("/commitments", "Pledges and actions arising"),
        ("/commitments", "Pledges of the partnership"),
        ("/about", "what the Family Panel asked for"),
        ("children.pdf", "Voices of Leeds"),
    ):
        assert theirs in " ".join(unescape(everything[where]).split()), (where, theirs)


GONE = ("missing_incidents_per_child", "feels_safe")
"""Of both the council that comes with the project has figures in its own extracts."""


@night
def test_of_a_measure_that_a_council_leaves_out_nothing_is_left_over(
    leeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(OUR_OWN, leeds / "ours"))
    declared = (folder / "council.toml").read_text("utf-8")
    (folder / "council.toml").write_text(f"without = {json.dumps(GONE)}\n{declared}", "utf-8")
    words = [
        i for name in GONE for i in (name, *_named(load_schemas(council_folder=OUR_OWN), name))
    ]
    monkeypatch.setenv("OUTCOMES_COUNCIL", str(folder))
    everything = dict(_papers(leeds, capsys))
    for page in ("overview", "find", "unknown", "choose", "changes", "commitments", "about"):
        everything[page] = said(run_page(page, {"q": "feeling safe, how often missing"}))
    left = {
        f"{where}: {word}" for where, text in everything.items() for word in words if word in text
    }
    assert left == set()
    assert "There is no measure called" in said(run_page("indicator", {"id": GONE[0]}))


def _named(schemas: Schemas, measure: str) -> tuple[str, str]:
    return schemas.indicators[measure].title, schemas.indicators[measure].short


LATER = {
    "schemas/words.toml": ('label = "Improving"', 'label = "Getting better"'),
    "schemas/indicators/dental_checks.toml": ("Teeth checked by a dentist", "Dentist"),
    "councils/start/strategies/start.toml": ("Published figures", "Figures"),
    "councils/examples/kent-2024-2027.toml": ("Fewer moves", "Another name"),
}
"""What a later version of the project says otherwise, in files that are everybody's."""


@night
def test_a_later_version_of_the_project_touches_nothing_of_a_councils(leeds: Path) -> None:
    left = shutil.ignore_patterns(".*", "tests", "docs", "workspace", "__pycache__")
    project = Path(shutil.copytree(PROJECT, leeds / "project", ignore=left))
    folder = with_example("Kent", leeds / "kent")
    (folder / "indicators").mkdir()
    own = (PROJECT / "schemas/indicators/feels_safe.toml").read_text("utf-8")
    (folder / "indicators/feels_at_home.toml").write_text(own, "utf-8")
    (folder / "words.toml").write_text('[trend."steady"]\nlabel = "As it was"\n', "utf-8")
    (leeds / "own.csv").write_text(
        "indicator,period,denominator,value\nsdq_average_score,2025-26,731,15.1\n"
    )

    def does(*command: str) -> str:
        run = subprocess.run(
            [sys.executable, "-m", "data", *command],
            cwd=project,
            env=os.environ | {"OUTCOMES_COUNCIL": str(folder)},
            capture_output=True,
            encoding="utf-8",
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def kept() -> dict[Path, bytes]:
        files = (f for f in folder.rglob("*") if f.is_file() and "workspace" not in f.parts)
        return {file: file.read_bytes() for file in files}

    does("add", str(leeds / "own.csv"), "--from", "us", "--yes")
    does("publish", "--why", "our own")
    before, files = does("export", "--verdicts"), kept()
    for name, (old, new) in LATER.items():
        text = (project / name).read_text("utf-8")
        assert old in text, name
        (project / name).write_text(text.replace(old, new), "utf-8")
    (project / "schemas/indicators/swims.toml").write_text(own.replace("90", "91"), "utf-8")
    assert does("export", "--verdicts") == before  # what was published stays as it was
    assert "feels_at_home" in (columns := does("dictionary")) and "swims" in columns
    does("publish", "--why", "a later version")
    after = does("export", "--verdicts")
    assert [*csv.reader(after.splitlines())] == [*csv.reader(before.splitlines())]
    assert "the year to March 2024" in after and "15.1" in does("export")
    assert kept() == files and len(does("editions").splitlines()) >= 2
