"""An edition in which much is said: actions of every kind, progress on most commitments, notes on
some measures, each at least once as long as it may be. conftest.py imports the fixtures."""

import csv
import io
from pathlib import Path

import pytest

from data.any_file import read_any
from data.editions.edition import Edition
from data.editions.folder import open_edition
from data.embedded import add_embedded
from data.ingest.check import Provenance
from data.publish.publish import publish
from data.store.store import open_store
from schemas.declared import Schemas
from schemas.notes import COLUMNS, NoteKind, commitments
from tests.support.once import made_once
from view_model.edition_view import EditionView

SENTENCE = "The teams look at it together every month, and tell the Panel what they have found. "
PARTNERS = (
    "Nottinghamshire Police",
    "NHS Nottingham and Nottinghamshire Integrated Care Board, for the partnership",
    "",
    "The Virtual School",
)
STATUSES = ("under way", "done", "not started", "not known")
SILENT = ("health-2", "community-1", "community-2", "community-3")
"""Commitments that nobody reports on; on adulthood-5 somebody says only who leads."""
INVENTED = "A bus takes young people to the clinic."


def longest(kind: NoteKind, column: str) -> str:
    """Sentences that fill a cell to its last letter."""
    most = COLUMNS[kind][column].most
    return (SENTENCE * (most // len(SENTENCE) + 1))[: most - 1].rstrip() + "."


ACTIONS = [
    ("2026-03 item 2", "safe", "Say how young people are met.", "09/03/2026", "The Police",
     "08/06/2026", "open", "", ""),
    ("2026-06 item 4", "dental_checks", longest(NoteKind.ACTION, "action"), "08/06/2026",
     "Designated Nurse for Looked After Children, with the Integrated Care Board",
     "07/12/2026", "open", "", ""),
    ("2026-06 item 5", "eet", "Bring a plan for apprenticeships.", "08/06/2026", "Virtual School",
     "", "open", "", ""),
    ("2026-06 item 6", "strategy", "Invite No Labels.", "09/03/2026", "Democratic Services",
     "", "done", "06/07/2026", longest(NoteKind.ACTION, "outcome")),
    *((f"2026-06 item {n}", "strategy", f"Ask partner {name} for a paper.", "08/06/2026",
       "Service Director", "", "open", "", "") for n, name in enumerate("ABCDE", start=20)),
]  # fmt: skip
NOTES = [
    ("dental_checks", "2024-25", "Two new clinics opened in May.", "Head of Service", "12/06/2025"),
    ("dental_checks", "2023-24", "Dentists took children again.", "Nurse", "10/06/2024"),
    ("placements_3plus", "2024-25", longest(NoteKind.COMMENTARY, "commentary"), "Director",
     "12/06/2025"),
    ("annual_health_assessments", "2024-25", "Nurses now come to the home.", "Nurse", "12/06/2025"),
    ("social_worker_turnover", "30/09/2024", "Teams were joined.", "Director", "12/06/2025"),
]  # fmt: skip
TARGETS = [
    ("dental_checks", "2024-25", "80", "2", "Partnership Board", "01/06/2024"),
    ("dental_checks", "2026-27", "85", "2", "Partnership Board", "01/06/2024"),
    ("care_leavers_eet_19_21", "2024-25", "60", "", "Improvement Board", "01/06/2024"),
    ("placements_3plus", "2024-25", "12", "5", "Improvement Board", "01/06/2024"),
]
ILLUSTRATIVE = [("review_health_assessments", "2024-25", INVENTED, "An officer", "12/06/2025")]


def _progress(schemas: Schemas) -> list[tuple[str, ...]]:
    names = [name for name in commitments(schemas.strategies[0]) if name not in SILENT]
    notes = (longest(NoteKind.COMMITMENT, "progress"), "It has begun with three districts.", "")
    rows = [
        (name, "", PARTNERS[n % 4], "", STATUSES[n % 3], notes[n % 3], "01/10/2026")
        for n, name in enumerate(names)
        if name != "adulthood-5"
    ]
    return [*rows, ("adulthood-5", "", "The Partnership Board", "", "not known", "", "01/10/2026")]


def _written(kind: NoteKind, rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([tuple(COLUMNS[kind]), *rows])
    return text.getvalue().encode()


@pytest.fixture(scope="session")
def said_folder(tmp_path_factory: pytest.TempPathFactory, schemas: Schemas) -> Path:
    """A folder with its store and its editions, made once for everybody: only to copy."""
    return made_once(tmp_path_factory, "said", lambda folder: _publish_said(folder, schemas))


def _publish_said(folder: Path, schemas: Schemas) -> None:
    files = [
        (NoteKind.ACTION, ACTIONS, False),
        (NoteKind.COMMENTARY, NOTES, False),
        (NoteKind.COMMENTARY, ILLUSTRATIVE, True),
        (NoteKind.COMMITMENT, _progress(schemas), False),
        (NoteKind.TARGET, TARGETS, False),
    ]
    with open_store(folder / "store") as store:
        add_embedded(store, schemas)
        for n, (kind, rows, illustrative) in enumerate(files):
            extract = read_any(f"{kind}-{n}.csv", _written(kind, rows), schemas)
            assert extract is not None and not extract.problems, extract
            provenance = Provenance(
                extract.name, "an officer", "Local extract", "A council", "2026", "", "", False,
                illustrative,
            )  # fmt: skip
            store.add(extract, provenance)
        publish(store, schemas, why="a test", made_by="a test", folder=folder / "editions")


@pytest.fixture(scope="session")
def said_edition(said_folder: Path) -> Edition:
    """The edition itself."""
    (name,) = {file.stem for file in (said_folder / "editions").glob("*.duckdb")}
    return open_edition(name, said_folder / "editions")


@pytest.fixture(scope="session")
def told(said_edition: Edition) -> EditionView:
    """It, as a page or a document reads it."""
    return EditionView(said_edition, said_edition.schemas.strategies[0])
