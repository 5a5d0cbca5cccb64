"""python -m reports: one document, or everything that is wrong with what was asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.editions.edition import Edition
from reports.__main__ import main
from tests.conftest import PROJECT

ONE = ("--indicator", "dental_checks", "absence")
STARTS = {".pptx": b"PK", ".docx": b"PK", ".pdf": b"%PDF", ".txt": b"How"}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reports", *map(str, arguments)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("pack", "pack.pptx"),
        ("annual", "annual.pdf"),
        ("annual", "annual.DOCX"),
        ("children", "children.pdf"),
        ("children", "children.docx"),
        ("children", "children.txt"),
        ("no-labels", "children.txt"),  # as scheduled jobs may still call it
        ("local-offer", "local-offer.docx"),
        ("evidence", "evidence.pdf"),
    ],
)
@pytest.mark.usefixtures("default_edition")
def test_it_writes_the_document(
    tmp_path: Path, kind: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / file
    assert main([kind, "--out", str(out), *ONE]) == 0
    assert out.read_bytes().startswith(STARTS[out.suffix.lower()])
    assert f"Written: {out}" in capsys.readouterr().out
    assert [f.name for f in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["annual", "--out", "x.pptx"], ["the annual document ends in .pdf or .docx"]),
        (["pack", "--out", "x"], ["no ending", ".pptx"]),
        (["annual", "--out", "x.pdf", "--ambition", "sfe"], ["Did you mean 'safe'?"]),
        (
            ["pack", "--out", "x.pptx", "--criterion", "none", "--indicator", "teeth", "absense"],
            ["choose", "'none'", "'teeth'", "Did you mean 'absence'?"],
        ),
        (
            ["pack", "--out", "x.pptx", "--since", "2025", "--until", "2022", "--beside", "Kent"],
            ["2025 is after 2022", "'Kent'", "country, region and neighbours"],
        ),
        (["evidence", "--out", "x.pdf", "--since", "soon"], ["'soon' is not a day or a year"]),
        (["evidence", "--out", "x.pdf", "--since", "2024", "--until", "2023"], ["is after"]),
        (["local-offer", "--out", "x.pdf", "--council", "none"], ["no council.toml"]),
        (["annual", "--out", "x.pdf", "--edition", "old"], ["no edition of that name"]),
        (["annual", "--out", "x.pdf", "--strategy", "old"], ["there is no 'old'"]),
        (["annual", "--out", "no-folder/x.pdf", *ONE], ["cannot be written"]),
        (["pack", "--out", "x.pptx", "--template", "none.potx"], ["there is no such file"]),
    ],
)
@pytest.mark.usefixtures("default_edition")
def test_every_problem_is_named_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    errors = capsys.readouterr().err
    assert [part for part in said if part not in errors] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("workspace")
def test_without_an_edition_it_says_how_to_publish_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "--out", str(tmp_path / "x.pptx")]) == 1
    assert "python -m data publish" in capsys.readouterr().err


@pytest.mark.process
def test_an_edition_can_be_named(default_edition: Edition, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    made = run("children", "--out", out, "--edition", default_edition.name, *ONE)
    assert (made.returncode, made.stderr) == (0, "")
    assert out.stat().st_size > 1000


@pytest.mark.process
@pytest.mark.parametrize("arguments", [(), ("poster", "--out", "x.pdf"), ("pack",)])
def test_a_wrong_command_says_what_there_is(arguments: tuple[str, ...]) -> None:
    made = run(*arguments)
    assert made.returncode == 2
    assert "pack" in made.stderr


@pytest.mark.process
def test_it_asks_nobody_for_anything(default_edition: Edition, tmp_path: Path) -> None:
    """Where every connection is refused, each document is made all the same."""
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from reports.__main__ import main\n"
        "sys.exit(main(['annual', '--out', sys.argv[1], '--indicator', 'dental_checks']))\n"
    )
    out = str(tmp_path / "report.docx")
    made = subprocess.run(
        [sys.executable, "-c", code, out], cwd=PROJECT, env=os.environ, capture_output=True
    )
    assert (made.returncode, made.stderr) == (0, b"")
