"""`python -m data audit`: what it prints, and what it says of an edition that it cannot attack."""

from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copyfile

import duckdb
import pandas as pd
import pytest

from data.__main__ import main
from data.editions.edition import Edition
from data.publish.audit import audit
from schemas.notes import Commentary
from schemas.settings import settings
from tests.conftest import Arrives, Publishes
from tests.support.old_edition import changing, without_words

HIDING = (
    "feels_safe,2024-25 Q1,,,,3,577,,",
    "feels_safe,2024-25 Q2,,,,563,571,,",
    "feels_safe,2024-25 Q3,,,,566,586,,",
)
TABLES = ("relation", "earlier_figure", "beyond_help", "marked", "seal")


def test_it_says_how_much_is_hidden_and_that_nothing_can_be_worked_out(
    arrives: Arrives, publishes: Publishes, capsys: pytest.CaptureFixture[str]
) -> None:
    arrives(*HIDING)
    name = publishes().name
    assert main(["audit", name]) in (None, 0)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Edition {name}: counts from 1 to 5 are hidden."
    assert said[1].startswith("Our own figures: ") and said[1].endswith("hidden.")
    assert said[2].startswith("Totals among them: ") and "%" in said[2]
    assert said[-1] == "Recoverable: 0."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Of 571 children most said so.", 0),
        ("Of 577 children most said so.", 1),  # hidden, with its numerator of 3
        ("Most said so.", 0),
    ],
)
def test_a_number_that_a_note_says_and_nothing_shows_is_found(
    arrives: Arrives, publishes: Publishes, tmp_path: Path, said: str, found: int
) -> None:
    arrives(*HIDING)
    edition = publishes()
    (quarter,) = {m.period for m in edition.measurements("feels_safe") if m.state == "suppressed"}
    note = Commentary(
        indicator="feels_safe", period=quarter, commentary=said, by="Ann", dated=date(2025, 7, 1)
    )
    row = pd.DataFrame([(str(note.kind), note.model_dump_json(), 1)])
    file = tmp_path / f"{edition.name}.duckdb"
    copyfile(settings().editions / file.name, file)
    with changing(file) as db:
        db.register("written", row)
        db.execute("INSERT INTO remark FROM written")
    with closing(Edition(file)) as changed:
        assert len(audit(changed).sentences) == found


def test_of_an_edition_from_before_there_were_audits_it_says_what_is_hidden(
    arrives: Arrives,
    publishes: Publishes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arrives(*HIDING)
    edition = publishes()
    old = without_words(edition, tmp_path)
    with duckdb.connect(str(old)) as db:
        for table in TABLES:
            db.execute(f"DROP TABLE {table}")
    monkeypatch.setenv("OUTCOMES_EDITIONS", str(tmp_path))
    assert main(["audit", edition.name]) in (None, 0)
    assert "Recoverable: 0." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "why"), [("9999", "cannot be opened"), ("nothing", "there is no edition of that name")]
)
def test_what_is_not_there_or_damaged_is_said(
    arrives: Arrives,
    publishes: Publishes,
    capsys: pytest.CaptureFixture[str],
    name: str,
    why: str,
) -> None:
    arrives(*HIDING)
    publishes()
    (settings().editions / "9999.duckdb").write_bytes(b"cut off")
    try:
        code = main(["audit", name])
    except SystemExit as ended:
        code = ended.code  # type: ignore[assignment]
    said = capsys.readouterr()
    assert code == 1
    assert why in said.out + said.err
