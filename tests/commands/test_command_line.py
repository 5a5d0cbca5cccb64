"""The commands an officer types: what they print, what they refuse, and what they leave alone."""

import argparse
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from data.__main__ import EXPORTED, main
from data.__main__ import _parser as parser
from data.editions import folder as editions
from data.editions.edition import Edition
from data.editions.folder import current_name, edition_names, open_edition
from data.shared import COUNCIL_FIGURES
from data.store.store import open_store
from schemas.person import account
from tests.conftest import HEADER, PROJECT
from tests.support.once import copied
from tests.support.scorecards import counts_of, in_brackets

COMMANDS = (
    *("check", "add", "publish", "editions", "restore", "export"),
    *("council", "template", "dictionary", "inbox", "history", "withdraw"),
    *("audit", "backup", "move", "restore-backup"),
)
COLUMNS = (
    "indicator,period_start,period_end,area,breakdown,category,numerator,denominator,value,"
    "state,source,illustrative"
)
GOOD = f"{HEADER}\nfeels_safe,2024-25 Q4,,,,31,40,,\n"
Row = dict[str, str]


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


# Help


def test_there_are_these_commands() -> None:
    assert tuple(commands()) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_explains_itself(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"usage: python -m data {command}" in said
    assert len(str(commands()[command].description)) > 30
    assert [a.dest for a in commands()[command]._actions if not a.help] == []


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="Windows has no terminal that a test could open")
def test_publishing_says_how_far_it_is_on_a_terminal_and_nowhere_else(
    embedded: Path, tmp_path: Path
) -> None:
    import pty

    copied(embedded / "store", tmp_path / "store")  # and no edition to take verdicts from
    settings = {f"OUTCOMES_{n}": str(tmp_path / n.lower()) for n in ("STORE", "EDITIONS")}
    command = [sys.executable, "-m", "data", "publish", "--why", "A test"]
    ours, theirs = pty.openpty()
    started = {"cwd": PROJECT, "env": os.environ | settings, "stdout": subprocess.PIPE}
    seen = subprocess.run(command, stderr=theirs, check=True, **started)
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    unseen = subprocess.run(command, stderr=subprocess.PIPE, check=True, **started)
    steps = [line.split(maxsplit=1) for line in said.split("\r") if line.strip()]
    done = [int(percent.rstrip("%")) for percent, _ in steps]
    assert done == sorted(done) and done[0] == 0 and len({doing for _, doing in steps}) >= 4
    assert all(doing.strip().endswith("…") for _, doing in steps)
    assert said.split("\r")[-2].strip() == "", "and the line is wiped"
    assert unseen.stderr == b""
    (name,) = edition_names(tmp_path / "editions")
    assert seen.stdout.decode() == f"Published edition {name}.\n"
    assert unseen.stdout.decode() == f"Nothing is new: edition {name} stays current.\n"


@pytest.mark.process
def test_help_needs_nothing_but_python() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "data", "--help"], cwd=PROJECT, capture_output=True, text=True
    )
    assert run.returncode == 0
    assert all(f"\n    {command}" in run.stdout for command in COMMANDS)
    settings = ("OUTCOMES_STORE", "OUTCOMES_EDITIONS", "OUTCOMES_INBOX")
    assert all(setting in run.stdout for setting in settings)


# Export


@pytest.fixture(scope="module")
def figures(exported: str) -> dict[tuple[str, str], Row]:
    """The council's own total for each indicator and period's end."""
    return {
        (row["indicator"], row["period_end"]): row
        for row in csv.DictReader(io.StringIO(exported))
        if (row["area"], row["breakdown"]) == ("Nottinghamshire", "all")
    }


def test_export_prints_these_columns_and_nothing_else(exported: str) -> None:
    lines = exported.split("\n")
    assert lines[0] == COLUMNS == EXPORTED
    assert lines[-1] == "" and "\r" not in exported
    rows = list(csv.reader(io.StringIO(exported)))
    assert len(rows) > 5000
    assert {len(row) for row in rows} == {len(EXPORTED.split(","))}


@pytest.fixture(scope="module")
def said(default_edition: Edition) -> list[Row]:
    """What `python -m data export --verdicts` prints of the embedded default."""
    code, out, err = in_this_python(["export", "--verdicts", default_edition.name])
    assert (code, err) == (0, "")
    return list(csv.DictReader(io.StringIO(out)))


VERDICT = {
    "indicator": "care_leavers_eet_19_21",
    "area": "Nottinghamshire",
    "breakdown": "all",
    "category": "all",
    "level": "about the same",
    "trend": "not clear yet",
    "certainty": "",
    "lean": "leaning worse",
    "chance": "0.98",
    "change": "-3.45",
    "low": "-16.23",
    "high": "0.76",
    "first_period": "the year to March 2022",
    "last_period": "the year to March 2025",
    "criterion": "eet",
    "answer": "worse, but could be chance",
}


def test_export_of_verdicts_has_a_row_for_each_series_and_each_criterion(
    said: list[Row], default_edition: Edition
) -> None:
    newest = default_edition.schemas.strategies[0]
    named = (newest.id, "care_leavers_eet_19_21", "all")
    (eet,) = (r for r in said if (r["strategy"], r["indicator"], r["category"]) == named)
    assert {name: eet[name] for name in VERDICT} == VERDICT
    assert {r["about"] for r in said} == {"indicator", "criterion"}
    criteria = [c.id for s in default_edition.schemas.strategies for c in s.criteria]
    answers = [r for r in said if r["about"] == "criterion"]
    assert [r["criterion"] for r in answers] == criteria
    assert all(r["shape"] and r["answer"] and r["sentence"] for r in answers)
    series = [r for r in said if r["about"] == "indicator"]
    assert all(r["level"] and r["trend"] and r["sentence"] for r in series)
    assert {r["strategy"] for r in series if r["criterion"]} == {newest.id}


def test_a_category_has_a_verdict_of_its_own(said: list[Row]) -> None:
    placed = {r["category"] for r in said if r["indicator"] == "review_health_assessments"}
    assert placed == {"all", "In county", "Out of county"}


CHILDREN = "Children looked after in England including adoptions"
TOOL = "Local Authority Interactive Tool"
STRATEGY = "A Partnership Strategy for Looked After Children and Care leavers 2022-2025"


@pytest.mark.parametrize(
    ("indicator", "period_end", "counts", "value", "source"),
    [
        ("care_leavers_eet_19_21", "2022-03-31", "199/365", 55, CHILDREN),
        ("care_leavers_eet_19_21", "2025-03-31", "262/513", 51, CHILDREN),
        ("placements_3plus", "2022-03-31", "26/958", 3, CHILDREN),
        ("placements_3plus", "2025-03-31", "43/901", 5, CHILDREN),
        ("dental_checks", "2020-03-31", "555/642", 86, CHILDREN),
        ("dental_checks", "2022-03-31", "334/677", 49, CHILDREN),
        ("dental_checks", "2025-03-31", "469/637", 74, CHILDREN),
        ("suitable_accommodation_19_21", "2022-03-31", "307/365", 84, CHILDREN),
        ("suitable_accommodation_19_21", "2025-03-31", "485/513", 95, CHILDREN),
        ("first_time_entrants", "2022-12-31", "/", 143, TOOL),
        ("first_time_entrants", "2024-12-31", "/", 103, TOOL),
        ("years_12_13_eet", "2020-01-31", "/", 68, STRATEGY),
        ("years_12_13_eet", "2021-01-31", "/", 70, STRATEGY),
        ("years_12_13_eet", "2022-01-31", "/", 75, STRATEGY),
    ],
)
def test_the_published_figures_stand_exactly_with_their_source(
    figures: dict[tuple[str, str], Row],
    indicator: str,
    period_end: str,
    counts: str,
    value: int,
    source: str,
) -> None:
    row = figures[indicator, period_end]
    assert f"{row['numerator']}/{row['denominator']}" == counts
    assert round(float(row["value"])) == value
    assert row["source"].startswith(source)
    assert (row["state"], row["illustrative"]) == ("shown", "false")


def test_what_is_invented_says_so_in_every_row(exported: str) -> None:
    rows = [
        row
        for row in csv.DictReader(io.StringIO(exported))
        if row["indicator"] == "initial_health_assessments"
    ]
    assert len(rows) == 16 + 4 + 4 * (2 + 7)  # quarters, years, and years by place and district
    assert {row["illustrative"] for row in rows} == {"true"}
    assert {row["source"] for row in rows} == {"Invented figures for illustration"}


def test_a_hidden_figure_is_exported_as_a_state_and_no_number(exported: str) -> None:
    rows = [r for r in csv.DictReader(io.StringIO(exported)) if r["state"] != "shown"]
    assert {"suppressed", "not available", "not applicable"} <= {row["state"] for row in rows}
    assert {row[n] for row in rows for n in ("numerator", "denominator", "value")} == {""}


@pytest.mark.process
def test_whoever_reads_the_export_may_stop_early(default_edition: Edition) -> None:
    """`python -m data export | head -1` ends quietly."""
    run = subprocess.Popen(
        [sys.executable, "-m", "data", "export"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None and run.stderr is not None
    assert run.stdout.readline().decode().strip() == COLUMNS
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait() == 0


# Refusals: every problem at once, exit code 1, and nothing changed


Run = tuple[int, str, str]
PLACES = ("OUTCOMES_STORE", "OUTCOMES_EDITIONS", "OUTCOMES_INBOX")


class Project:
    """A folder of an officer's, with its own store and editions, and no embedded default."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()

    def run(self, *words: str) -> Run:
        """The exit code, standard output and standard error of one command."""
        (ran,) = self.in_turn([*words])
        return ran

    def in_turn(self, *commands: list[str]) -> list[Run]:
        """The same of several, in this very Python, which is quicker."""
        editions._opened.cache_clear()
        with chdir(self.folder), pytest.MonkeyPatch.context() as environment:
            for place in PLACES:
                name = place.removeprefix("OUTCOMES_").lower()
                environment.setenv(place, str(self.folder / "workspace" / name))
            environment.setattr("data.embedded.add_embedded", lambda *_: 0)
            return [in_this_python(words) for words in commands]

    def does(self, *commands: list[str]) -> list[str]:
        """What commands print that must succeed."""
        runs = self.in_turn(*commands)
        assert [(code, err) for code, _, err in runs] == [(0, "")] * len(commands)
        return [out for _, out, _ in runs]

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


class Copy(Project):
    """A copy of the project's code and schemas, to change; each command is a process."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        for name in ("schemas", "metrics", "data", "councils"):
            ignore = shutil.ignore_patterns("__pycache__", "extracts")
            shutil.copytree(PROJECT / name, folder / name, ignore=ignore)
        everybodys = COUNCIL_FIGURES.parent
        shutil.copytree(everybodys, folder / everybodys.relative_to(PROJECT))

    def in_turn(self, *commands: list[str]) -> list[Run]:
        return [self._python("-m", "data", *words) for words in commands]

    def _python(self, *words: str) -> Run:
        run = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if k not in PLACES},
            capture_output=True,
            encoding="utf-8",
        )
        return run.returncode, run.stdout, run.stderr


def in_this_python(words: list[str]) -> Run:
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main(words)
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode() for stream in streams)  # type: ignore[attr-defined]
    return code, out, err


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which an officer has added a file and published it."""
    project = Project(tmp_path_factory.mktemp("published") / "project")
    project.does(
        ["add", project.write("good.csv", GOOD), "--released", "2025-05-01"],
        ["publish", "--why", "Quarter 4", "--by", "An officer"],
    )
    return project


@pytest.fixture
def unchanged(published: Project) -> Iterator[Project]:
    """That project, whose store and editions must be byte for byte as they were."""
    rooms = [published.folder / "workspace" / room for room in ("store", "editions")]
    before = [files(room) for room in rooms]
    yield published
    assert all(before) and [files(room) for room in rooms] == before


BAD_FILES = {
    "indicator.csv": f"{HEADER}\nfeels_saef,2024-25 Q4,,,,31,40,,\n",
    "period.csv": f"{HEADER}\nfeels_safe,2024-25 Q5,,,,31,40,,\n",
    "column.csv": "indicator,numerator,denominator\nfeels_safe,31,40\n",
    "small.csv": f"{HEADER}\nfeels_safe,2024-25 Q4,Atlantis,,,50,40,,\n",
    "empty.csv": "",
}
SAID = [
    "indicator.csv, row 2, A indicator: 'feels_saef' is not an indicator. Did you mean 'feels",
    "period.csv, row 2, B period: '2024-25 Q5' has a quarter other than Q1, Q2, Q3 and Q4.",
    "column.csv, row 1: the column 'period' is missing.",
    "small.csv, row 2, C area: this is not an area that we know.",
    "small.csv, row 2, F numerator: the numerator is more than the denominator.",
    "empty.csv: the file is empty.",
    "missing.csv: this file cannot be read: No such file or directory.",
]


@pytest.mark.parametrize("command", ["check", "add"])
def test_every_problem_of_every_file_is_named_and_nothing_changes(
    unchanged: Project, command: str
) -> None:
    for name, text in BAD_FILES.items():
        unchanged.write(name, text)
    code, out, err = unchanged.run(command, "good.csv", *BAD_FILES, "missing.csv")
    assert (code, out) == (1, "")
    said = err.splitlines()
    found = zip(said, SAID, strict=False)
    assert [line for line, start in found if not line.startswith(start)] == []
    assert said[len(SAID) :] == ["Nothing was changed."]


@pytest.mark.process
def test_a_broken_toml_is_named_and_nothing_changes(published: Project, tmp_path: Path) -> None:
    project = Copy(tmp_path / "project")
    copied(published.folder / "workspace", project.folder / "workspace")
    before = files(project.folder / "workspace")
    indicators = project.folder / "schemas" / "indicators"
    (indicators / "absence.toml").write_text("title = ")
    text = (indicators / "feels_safe.toml").read_text(encoding="utf-8")
    (indicators / "feels_safe.toml").write_text(text.replace("better =", "betterr ="))
    project.write("good.csv", GOOD)
    runs = project.in_turn(["check", "good.csv"], ["add", "good.csv"], ["publish"])
    assert files(project.folder / "workspace") == before
    for code, out, err in runs:
        assert (code, out) == (1, "")
        assert err.splitlines() == [
            "absence.toml: this is not TOML: Invalid value (at end of document).",
            "feels_safe.toml: 'better' is missing, and it is needed.",
            "feels_safe.toml: 'betterr' is not a field. Did you mean 'better'?",
            "Nothing was changed.",
        ]


@pytest.mark.process
def test_where_nothing_is_published_a_broken_toml_publishes_nothing(tmp_path: Path) -> None:
    project = Copy(tmp_path / "project")
    project.write("schemas/indicators/absence.toml", "title = ")
    code, out, err = project.run("export")
    assert (code, out) == (1, "")
    assert err.startswith("absence.toml: this is not TOML")
    assert not (project.folder / "workspace").exists()


def test_an_edition_that_is_not_there_is_refused(unchanged: Project) -> None:
    restored, exported = unchanged.in_turn(["restore", "march"], ["export", "march"])
    assert restored[:2] == exported[:2] == (1, "")
    assert restored[2].startswith("march: there is no edition of that name. There are 20")


@pytest.mark.parametrize("released", ["soon", "2025-13-01", "11/20/2025", "25"])
def test_a_release_that_is_no_day_is_refused(
    workspace: Path, released: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Releases are sorted, so '20/11/2025' must not stand before '2022'."""
    with pytest.raises(SystemExit):
        main(["add", "file.csv", "--released", released])
    assert "--released" in capsys.readouterr().err
    assert not workspace.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2025", "2025"), ("2025-11-20", "2025-11-20"), ("20/11/2025", "2025-11-20")],
)
def test_a_release_is_a_year_or_a_day(written: str, kept: str) -> None:
    assert parser().parse_args(["add", "f.csv", "--released", written]).released == kept


@pytest.mark.parametrize("command", ["check", "add"])
def test_machines_are_answered_in_json_and_nothing_else(unchanged: Project, command: str) -> None:
    unchanged.write("warned.csv", f"{HEADER}\nfeels_safe,2024-25 Q3,,,,c,c,,\n")
    unchanged.write("personal.csv", f"{HEADER}\nfeels_safe,2024-25 Q4,NG2 7QP,,,31,40,,\n")
    unchanged.write("bad.csv", f"{HEADER}\nfeels_safe,2024-25 Q4,,,,50,40,,\n")
    names = ["good.csv", "warned.csv", "personal.csv", "bad.csv", "missing.csv"]
    code, out, err = unchanged.run(command, "--json", *names)
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 1 and "NG2" not in out + err
    assert [a["file"] for a in answers] == names
    assert [(a["outcome"], a["rows"]) for a in answers] == [
        *(("accept", 1), ("accept-with-warning", 1)),
        *[("reject", 0)] * 3,
    ]
    assert answers[3]["problems"] == [
        {
            "severity": "error",
            "row": 2,
            "column": "F numerator",
            "message": "the numerator is more than the denominator.",
        }
    ]


def test_a_workbook_is_read_by_its_layout_or_by_the_one_that_is_named(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    counts = counts_of(["Feeling safe at home"], ["2024-25 Q3", "2024-25 Q4"])
    (project.folder / "s.xlsx").write_bytes(in_brackets(counts))
    code, _, err = project.run("check", "s.xlsx")
    assert code == 1 and "how this workbook is laid out is not known yet" in err
    code, _, err = project.run("check", "s.xlsx", "--layout", "Ours")
    assert code == 1 and err.startswith("Ours: there is no layout of that name. None has been kept")
    layouts = project.folder / "workspace" / "store" / "layouts"
    layouts.mkdir(mode=0o700, parents=True)
    layouts.parent.chmod(0o700)
    (layouts / "ours.toml").write_text(
        'name = "Ours"\nheadings = ["measure", "good is", "rag"]\nmeasure = 0\n'
        'kinds = ["quarter"]\n[measures]\n"Feeling safe at home" = "feels_safe"\n'
    )
    for words in (["check", "s.xlsx"], ["check", "s.xlsx", "--layout", "ours"]):
        (said,) = project.does(words)
        assert "s.xlsx: 2 rows read. Nothing to put right." in said
        assert "Left out. Columns: Good is, RAG." in said
    assert "2 rows added" in project.does(["add", "s.xlsx"])[0]


def test_one_workbook_asks_for_all_that_is_due_and_says_by_when(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    code, out, err = project.run("template", "--due", "--out", "due.xlsx")
    assert (code, out) == (0, "Wrote due.xlsx.\n")
    assert re.search(
        r"^Due \d+ \w+ 20\d\d: .*, from Nottinghamshire County Council, 7 mea", err, re.M
    )
    code, _, err = project.run("check", "due.xlsx")
    assert code == 1 and "a numerator and a denominator are needed" in err


def test_what_is_doubtful_goes_in_only_when_somebody_has_said_yes(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    doubted = "The denominator is about ten times, or a tenth, of what it has been. Is it right?"
    project.write("good.csv", GOOD)
    project.write("tenfold.csv", GOOD.replace("31,40", "310,400"))
    project.does(["add", "good.csv"])
    asked, for_machines, refused, agreed = project.in_turn(
        ["check", "tenfold.csv"],
        ["check", "--json", "tenfold.csv"],
        ["add", "tenfold.csv"],
        ["add", "--yes", "tenfold.csv"],
    )
    assert (asked[0], for_machines[0], refused[0], agreed[0]) == (1, 1, 1, 0)
    assert doubted in asked[1] and doubted in refused[2] and "--yes" in refused[2]
    answer = json.loads(for_machines[1])
    assert answer["outcome"] == "ask" and answer["problems"] == []
    assert answer["questions"] == [
        {
            "message": doubted,
            "figures": [
                {
                    "row": 2,
                    "figure": "Feeling safe where they live, January to March 2025",
                    "beside": "January to March 2025",
                }
            ],
        }
    ]
    assert "31 of 40 → 310 of 400" in agreed[1]


def test_where_two_people_are_needed_no_command_publishes_what_one_has_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path / "project")
    inbox = project.folder / "workspace" / "inbox"
    inbox.mkdir(parents=True)
    first, second, third = (GOOD.replace("2024-25 Q4", f"2024-25 Q{n}") for n in (4, 3, 2))
    project.does(["add", project.write("first.csv", first)], ["publish"])
    (inbox / "third.csv").write_text(third, encoding="utf-8")
    project.write("sign-on.toml", "two_people = true")
    monkeypatch.setenv("OUTCOMES_SIGN_ON", str(project.folder / "sign-on.toml"))
    adds = ["add", project.write("second.csv", second), "--publication", "P", "--from", "Ann"]
    (added,), (code, took, _) = project.does(adds), project.run("inbox")
    assert "second.csv: 1 rows kept as a draft." in added and "Somebody else has to" in added
    assert code == 0 and "kept as a draft, for somebody else to publish" in took
    with open_store(project.folder / "workspace" / "store") as store:
        assert list(store.extracts()["state"]) == ["accepted", "draft", "draft"]
        for number in (2, 3):
            store.accept(number, "Bob")
    for refused in project.in_turn(["publish"], ["publish", "--by", "Bob"]):
        assert refused[0] == 1 and refused[2].count("so somebody else has to publish it") == 2
    for module in ("data.__main__", "data.commands"):
        monkeypatch.setattr(f"{module}.account", lambda: "bob")
    assert "Published edition" in project.does(["publish"])[0]


def test_a_warning_is_said_and_is_no_refusal(unchanged: Project) -> None:
    name = unchanged.write("c.csv", f"\ufeff{HEADER}\nfeels_safe,2024-25 Q3,,,,c,c,,\n")
    (said,) = unchanged.does(["check", name])
    assert said.splitlines() == [
        "c.csv: 1 rows read. Look at these.",
        "  c.csv, row 2, F numerator: 'c' was read as a marker. It belongs in the column 'status'.",
        "  A byte order mark at the start was left out.",
    ]
    (answer,) = unchanged.does(["check", "--json", name])
    assert json.loads(answer)["outcome"] == "accept-with-warning"


# What works


def test_looking_and_loading_the_same_again_change_nothing(unchanged: Project) -> None:
    checked, again = unchanged.does(["check", "good.csv"], ["add", "good.csv"])
    assert checked == "good.csv: 1 rows read. Nothing to put right.\n"
    assert again.startswith("good.csv: 1 rows: this very file is already there.\n")


def test_add_publish_look_back_and_restore(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    first_file = project.write("first.csv", GOOD)
    second_file = project.write("second.csv", GOOD.replace(",31,", ",32,"))
    none_yet, _, said, corrected, before, _, after, listed = project.does(
        ["editions"],
        ["add", first_file],
        ["publish", "--why", "First", "--by", "An officer"],
        ["add", second_file],
        ["export"],
        ["publish", "--why", "Second"],
        ["export"],
        ["editions"],
    )
    assert none_yet == "There are no editions yet.\n"
    assert ",31,40," in before and ",32,40," in after
    assert corrected.splitlines()[1:3] == [
        "1 of the figures in the store are corrected:",
        "  Feeling safe where they live, January to March 2025: 31 of 40 → 32 of 40",
    ]
    first = said.removeprefix("Published edition ").strip(".\n")
    assert f"  {first}" in listed and f"An officer (said by {account()}): First" in listed
    assert sum(line.startswith("* ") for line in listed.splitlines()) == 1

    restored, exported, listed, history = project.does(
        ["restore", first, "--by", "Ann", "--why", "Wrong figures"],
        ["export"],
        ["editions"],
        ["history"],
    )
    assert restored == f"Edition {first} is current.\n"
    assert exported == before
    assert f"* {first}" in listed
    assert history.splitlines()[0].endswith(
        f"  Ann (said by {account()}) went back to edition {first}, current: Wrong figures"
    )

    edition = project.folder / "workspace" / "editions" / f"{first}.duckdb"
    edition.chmod(0o644)
    edition.write_bytes(b"damaged")
    listed, history = project.does(["editions"], ["history"])
    assert f"* {first}  damaged: it cannot be opened. A backup may have it whole.\n" in listed
    assert len(listed.splitlines()) == 2
    assert f"{first}, current: damaged: it cannot be opened" in history
    shutil.rmtree(project.folder / "workspace" / "store")
    (history,) = project.does(["history"])
    went_back, *made = history.splitlines()
    assert "Ann (said by " in went_back and ") went back to" in went_back
    assert len(made) == 2 and all(" published edition " in line for line in made)


def test_a_file_that_was_withdrawn_says_so_and_how_to_put_it_back(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    file = project.write("good.csv", GOOD)
    _, _, said, _, twice = project.does(
        ["add", file],
        ["withdraw", "1", "--why", "Wrong quarter"],
        ["add", file],
        ["withdraw", "1", "--undo"],
        ["add", file],
    )
    assert said.startswith(
        "good.csv: 1 rows: this very file is already there, as extract 1, and was withdrawn. "
        "To put it back: python -m data withdraw 1 --undo.\n"
    )
    assert twice.startswith("good.csv: 1 rows: this very file is already there.\n")


# The life of an extract


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, list[Run]]:
    """A project in which two files came by the inbox, and what every command then said."""
    project = Project(tmp_path_factory.mktemp("lived") / "project")
    inbox = project.folder / "workspace" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "good.csv").write_text(GOOD, encoding="utf-8")
    (inbox / "bad.csv").write_text(GOOD.replace("feels_safe", "feels_saef"), encoding="utf-8")
    return project, project.in_turn(
        ["inbox"],
        ["publish", "--why", "First", "--by", "Ann"],
        ["withdraw", "1", "--why", "Wrong quarter", "--by", "Bob"],
        ["publish", "--why", "Second", "--by", "Ann"],
        ["history"],
        ["backup", "kept.zip"],
        ["restore-backup", "kept.zip"],
        ["withdraw", "1", "--undo", "--by", "Cyn"],
        ["restore-backup", "kept.zip", "--replace"],
        ["withdraw", "1", "--why", "Wrong quarter"],
        ["inbox"],
        ["template", "feels_safe", "--out", "template.csv"],
        ["template", "feels_safe", "--out", "template.csv"],
        ["template", "feels_saef"],
        ["dictionary"],
        ["dictionary", "--csv"],
    )


LIVED = [
    (0, 1, "bad.csv: refused.\n  bad.csv, row 2, A indicator: 'feels_saef' is not an indicator."),
    (0, 1, "good.csv: added, 1 figures.\nTo put them on the pages: python -m data publish"),
    (2, 0, "Extract 1 is withdrawn.\nTo see it on the pages: python -m data publish"),
    (
        4,
        0,
        f"Bob (said by {account()}) withdrew extract 1, good.csv (1 figure, withdrawn now): Wrong "
        "quarter\n",
    ),
    (4, 0, f"Ann (said by {account()}) published edition 2"),
    (4, 0, "the inbox added extract 1, good.csv"),
    (5, 0, "kept.zip: the store and 2 editions.\n"),
    (6, 1, "there is a store or an edition here. To replace them: --replace\nNothing was changed."),
    (7, 0, "Extract 1 is back.\n"),
    (8, 0, "Put back the store and 2 editions, as they were at 2"),
    (8, 0, "What was there before is in "),
    (9, 1, "extract 1: it is withdrawn already.\nNothing was changed."),
    (10, 0, "There is nothing to read in "),
    (11, 0, "Wrote template.csv.\n"),
    (12, 1, "template.csv: there is a file of that name already."),
    (13, 1, "feels_saef: there is no indicator of that name. Did you mean 'feels_safe'?"),
    (14, 0, "# Data dictionary\n"),
    (15, 0, "\ufeffabout,name,field,says\r\ncolumn,indicator,needed,yes\r\n"),
]


@pytest.mark.parametrize(
    ("step", "code", "said"), LIVED, ids=[f"{s}-{w[:30]}" for s, _, w in LIVED]
)
def test_the_life_of_an_extract(
    lived: tuple[Project, list[Run]], step: int, code: int, said: str
) -> None:
    ended, out, err = lived[1][step]
    assert (ended, said in out + err) == (code, True), out + err


def test_what_changed_between_two_editions_is_printed(lived: tuple[Project, list[Run]]) -> None:
    project = lived[0]
    names = [line[2:].split()[0] for line in project.does(["editions"])[0].splitlines()]
    (said,) = project.does(["history", "--between", *names])
    assert said.startswith("Feeling safe where they live: 0 new, 0 different, 1 gone\n")
    assert said.endswith("Figures: 1 gone. Words: 2 changed.\n")


@pytest.mark.parametrize("command", [["history"], ["withdraw", "1"], ["backup", "b.zip"]])
def test_without_a_store_that_is_said_and_none_is_made(tmp_path: Path, command: list[str]) -> None:
    project = Project(tmp_path / "project")
    code, out, err = project.run(*command)
    assert (code, out, "there is no store here yet" in err) == (1, "", True)
    assert not (project.folder / "workspace").exists()


NEW_INDICATOR = """
title = "Children who have a library card"
short = "Library cards"
question = "Do our children have a library card?"
ambition = "community"
criterion = "participation"
cohort = "children looked after"
outcome = "had a library card"
statutory_name = "Children looked after who have a library card"
numerator = "Those in the denominator who have a library card"
denominator = "Children looked after on 31 March"
unit = "percent"
better = "higher"
frequency = "annual"
period = "financial year"
return = "Local extract"
publisher = "Nottinghamshire County Council"
"""


@pytest.mark.process
def test_a_new_indicator_is_one_toml_and_rows_and_no_code(tmp_path: Path) -> None:
    project = Copy(tmp_path / "project")
    project.write("schemas/indicators/library_cards.toml", NEW_INDICATOR)
    rows = "library_cards,2023-24,,,,201,300,,\nlibrary_cards,2024-25,,,,240,320,,\n"
    file = project.write("cards.csv", f"{HEADER}\n{rows}")
    *_, exported = project.does(["add", file], ["publish"], ["export"])
    found = csv.DictReader(io.StringIO(exported))
    assert [(r["period_end"], r["numerator"], r["value"]) for r in found] == [
        ("2024-03-31", "201", "67.0"),
        ("2025-03-31", "240", "75.0"),
    ]
    editions = project.folder / "workspace" / "editions"
    schemas = open_edition(current_name(editions) or "", editions).schemas
    community = next(a for a in schemas.strategies[0].ambitions if a.id == "community")
    assert "library_cards" in [i.id for i in schemas.of_ambition(community)]
