"""No small number leaves: not on a page, in a chart, a download, a document, an export, a table of
the edition or a log.

A council publishes figures whose counts nobody could mistake for anything else, and nothing but
those. Then everything that a server sends to a browser is kept, with every file that can be
downloaded and all that the commands print; and each hidden number is looked for in all of it.
"""

import base64
import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, WebSocket

import reports.__main__
from data.__main__ import main
from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import open_edition
from data.ingest.check import Provenance, read_extract
from data.publish.publish import publish
from data.store.store import open_store
from schemas.declared import Schemas
from tests.conftest import HEADER, PROJECT
from tests.support.browsing import Visit, serving
from tests.support.depth import EVERYTHING
from tests.support.paper import pdf_pages

ROWS = (
    "feels_safe,2023-24 Q1,,,,39041,75079,,",
    "feels_safe,2023-24 Q2,,,,39061,75169,,",
    "feels_safe,2023-24 Q3,,,,39083,75227,,",
    "feels_safe,2023-24 Q4,,,,39103,75289,,",
    "feels_safe,2024-25 Q1,,,,39111,75367,,",
    "feels_safe,2024-25 Q2,,,,4,79193,,",
    "feels_safe,2024-25 Q3,,,,39171,75403,,",
    "feels_safe,2024-25 Q4,,,,39191,75479,,",
    "taking_part_in_reviews,2024-25 Q1,,,,79262,79264,,",
    "taking_part_in_reviews,2024-25 Q2,,,,39233,75493,,",
    "taking_part_in_reviews,2024-25 Q3,,,,39293,75583,,",
    "life_skills_plan,2023-24 Q4,,,,39701,75853,,",
    "life_skills_plan,2024-25 Q1,,,,39703,75869,,",
    "life_skills_plan,2024-25 Q2,,,,3,79531,,",
    "work_experience,2024-25 Q1,,,,87362,87365,,",
    "work_experience,2024-25 Q2,,,,2,79379,,",
    "review_health_assessments,2024-25 Q1,,,,39311,75611,,",
    "review_health_assessments,2024-25 Q2,,,,39433,75731,,",
    "review_health_assessments,2024-25 Q3,,,,39473,75773,,",
    "review_health_assessments,2024-25 Q4,,,,39671,75833,,",
    "review_health_assessments,2024-25,,placement location,In county,157885,223443,,",
    "review_health_assessments,2024-25,,placement location,Out of county,3,79505,,",
)
MEASURES = sorted({row.split(",")[0] for row in ROWS})
PLAIN = re.compile(r"\d+(?:\.\d+)?")
WITH_COMMAS = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)")
COMMAS = re.compile(r"[,\u00a0\u202f]")
DRAWN_BY_LOT = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}|(?<=127\.0\.0\.1):\d+"
)
"""Names of sessions, runs and files, and the server's port: at times they hold a hidden number."""


@dataclass
class Caught:
    """The numbers of all that left, by where they were caught."""

    numbers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def keep(self, where: str, content: bytes | str) -> None:
        text = content if isinstance(content, str) else content.decode("utf-8", "ignore")
        text = DRAWN_BY_LOT.sub(" ", text)
        for part in (text, *_arrays(text), *_images(text)):
            self.numbers[where] |= set(PLAIN.findall(part))
            self.numbers[where] |= {COMMAS.sub("", n) for n in WITH_COMMAS.findall(part)}

    def holds(self, number: str) -> list[str]:
        """Where a number is; of one with decimals, to any number of them from the second on."""
        return [where for where, found in self.numbers.items() if _is_among(number, found)]


def _is_among(number: str, found: set[str]) -> bool:
    if "." not in number:
        return number in found
    return any(n.startswith(number) for n in found if "." in n)


def _arrays(text: str) -> Iterator[str]:
    """The numbers that Plotly has packed."""
    for kind, packed in re.findall(r'"dtype":\s*"(\w\d)",\s*"bdata":\s*"([^"]+)"', text):
        yield " ".join(map(repr, np.frombuffer(base64.b64decode(packed), kind).tolist()))


def _images(text: str) -> Iterator[str]:
    """The drawings that stand in the text, packed."""
    for packed in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text):
        yield base64.b64decode(packed).decode("utf-8", "ignore")


@dataclass(frozen=True)
class Known:
    """The numbers of the cells that the edition hides, and of those that it shows."""

    hidden: frozenset[str]
    shown: frozenset[str]


@pytest.fixture(scope="module")
def known(edition: Edition) -> Known:
    """What we sent, by whether the edition shows it."""
    numbers: dict[bool, set[str]] = {True: set(), False: set()}
    states = {
        (row["indicator"], str(row["period_end"]), row["category"]): row["state"]
        for row in export_figures(edition)
        if (row["period_end"] - row["period_start"]).days < 100 or row["category"] != "all"
    }
    for row in csv.DictReader(io.StringIO("\n".join([HEADER, *ROWS]))):
        n, d = int(row["numerator"]), int(row["denominator"])
        state = states[row["indicator"], _ends(row["period"]), row["category"] or "all"]
        counts = {str(count) for count in (n, d, d - n) if count > 9}
        numbers[state == "shown"] |= counts | {f"{100 * n / d:.10f}"[:6]}
    hidden, shown = numbers[False], numbers[True]
    return Known(frozenset(hidden), frozenset(shown))


def _ends(period: str) -> str:
    year, _, quarter = period.partition(" Q")
    days = {"": (1, "03-31"), "1": (0, "06-30"), "2": (0, "09-30"), "3": (0, "12-31")}
    later, day = days.get(quarter, (1, "03-31"))
    return f"{int(year[:4]) + later}-{day}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def edition(folder: Path, schemas: Schemas) -> Iterator[Edition]:
    """The rows above and nothing else, published where the settings point."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("STORE", "EDITIONS", "INBOX"):
            environment.setenv(f"OUTCOMES_{name}", str(folder / name.lower()))
        with open_store() as store:
            extract = read_extract("small.csv", "\n".join([HEADER, *ROWS]).encode(), schemas)
            assert not extract.refused, extract.problems
            store.add(extract, Provenance("small.csv", "a test", "P", "P", "2099"))
            name = publish(store, schemas, why="a test", made_by="a test")
        yield open_edition(name)


@pytest.fixture(scope="module")
def caught(edition: Edition, folder: Path, browser: Browser) -> Caught:
    """All that leaves when somebody looks at everything."""
    everything = Caught()
    with serving(folder) as address:
        visit = Visit(browser, address)
        visit.page.on("websocket", lambda socket: _listen(socket, everything))
        for path in _paths(edition):
            _look(visit.open(path), path, everything)
        visit.close()
    everything.keep("the server's log", (folder / "log.txt").read_bytes())
    return everything


def _paths(edition: Edition) -> list[str]:
    measured = {edition.schemas.indicators[name].ambition for name in MEASURES}
    every = [a.id for s in edition.schemas.strategies for a in s.ambitions]
    ambitions = [f"/{id_}" for id_ in every if EVERYTHING or id_ in measured]
    measures = [f"/indicator?id={name}" for name in MEASURES]
    others = [
        "/changes",
        "/commitments",
        "/present",
        "/choose",
        "/find?q=safe",
        "/reports",
        "/history",
        "/add",
    ]
    return ["/", "/about", *ambitions, *measures, *others]


def _listen(socket: WebSocket, everything: Caught) -> None:
    socket.on("framereceived", lambda content: everything.keep("what was sent", content))


def _look(page: Page, path: str, everything: Caught) -> None:
    """Keep the page as it is drawn, and what can be downloaded from it."""
    page.wait_for_timeout(300)
    everything.keep(f"the page {path}", page.content())
    everything.keep("the address", page.url)
    if "indicator" not in path:
        return
    for what in ("Download the numbers (CSV)", "Download the chart (SVG image)"):
        with page.expect_download() as download:
            page.get_by_text(what).first.click()
        file = download.value
        name = f"the download {file.suggested_filename}"
        everything.keep(name, Path(file.path()).read_bytes())


def test_no_hidden_number_is_sent_to_a_browser_or_logged(known: Known, caught: Caught) -> None:
    assert len(known.hidden) > 15
    assert not known.hidden & known.shown
    found = {number: caught.holds(number) for number in sorted(known.hidden)}
    assert {number: where for number, where in found.items() if where} == {}


def test_that_search_would_have_found_them(known: Known, caught: Caught) -> None:
    """What is shown is found: on the pages, in what was sent, and in what is downloaded."""
    places = {where for number in sorted(known.shown) for where in caught.holds(number)}
    assert {"what was sent", "the page /indicator?id=feels_safe"} <= places
    assert any(where.endswith(".csv") for where in places)
    assert any(where.endswith(".svg") for where in caught.numbers)


PAPERS = [
    ("pack --annex", "pack.pptx"),
    ("annual --annex", "annual.pdf"),
    ("annual --annex", "annual.docx"),
    ("local-offer", "local-offer.pdf"),
    ("evidence", "evidence.docx"),
]


@pytest.mark.parametrize(("paper", "name"), PAPERS, ids=lambda said: str(said))
def test_no_hidden_number_is_in_a_document(
    known: Known, paper: str, name: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    assert reports.__main__.main([*paper.split(), "--out", str(file)]) == 0
    caught = Caught()
    for text in _text_of(file.name, file.read_bytes()):
        caught.keep(name, text)
    assert {n: caught.holds(n) for n in sorted(known.hidden) if caught.holds(n)} == {}
    spoken_of = paper != "evidence"  # it has no figure where nobody has said anything of one
    assert any(caught.holds(number) for number in known.shown) is spoken_of


def test_no_hidden_number_is_in_what_is_posted(
    known: Known, edition: Edition, tmp_path: Path
) -> None:
    reports.__main__.main(["post", "--out", str(tmp_path)])
    posted = Caught()
    for file in tmp_path.iterdir():
        mail = message_from_bytes(file.read_bytes())
        parts = mail.walk() if file.suffix == ".eml" else ()
        read = [p.get_payload(decode=True) for p in parts if p.get_content_maintype() == "text"]
        for text in read or [file.read_bytes()]:
            posted.keep(file.name, text.decode().replace(edition.name, ""))
    assert len(posted.numbers) > 5
    assert {n: posted.holds(n) for n in sorted(known.hidden) if posted.holds(n)} == {}


def _text_of(name: str, content: bytes) -> Iterator[str]:
    """The text of a document, and of the workbooks behind its charts."""
    if name.endswith(".pdf"):
        yield from pdf_pages(content)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.namelist():
            inside = parts.read(part)
            if part.endswith(".xlsx"):
                yield from _text_of(part, inside)
            elif part.endswith((".xml", ".rels", ".svg")):
                yield inside.decode("utf-8")


@pytest.mark.parametrize("asked", ["", "--internal"])
def test_no_hidden_number_is_in_a_still_copy(known: Known, asked: str, tmp_path: Path) -> None:
    """Nor any number of the council's own in one for everybody."""
    reports.__main__.main(["site", "--out", str(tmp_path / "site"), *filter(None, [asked])])
    caught = Caught()
    for file in (tmp_path / "site").rglob("*.*"):
        caught.keep(file.name, file.read_bytes() if file.suffix != ".css" else "")
    assert {n: caught.holds(n) for n in sorted(known.hidden) if caught.holds(n)} == {}
    assert any(caught.holds(number) for number in known.shown) == bool(asked)


PRINTS = (["export"], ["export", "--verdicts"], ["audit"], ["editions"], ["history"])


@pytest.mark.parametrize("command", PRINTS, ids=" ".join)
def test_no_hidden_number_is_printed(
    known: Known, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(command)
    printed = Caught()
    out, err = capsys.readouterr()
    printed.keep("printed", out + err)
    assert [n for n in sorted(known.hidden) if printed.holds(n)] == []
    assert len(out) > 50
    assert command != ["export"] or any(printed.holds(number) for number in known.shown)


def test_no_hidden_number_is_in_any_table_of_the_edition(edition: Edition, known: Known) -> None:
    inside = Caught()
    db = edition._db.cursor()
    for (table,) in db.execute("SHOW TABLES").fetchall():
        inside.keep(table, db.execute(f"FROM {table}").df().to_csv(index=False))
    declared = Caught()  # numbers that happen to stand in what is declared
    declared.keep("wobble", (PROJECT / "schemas" / "wobble.toml").read_text(encoding="utf-8"))
    hidden = [n for n in sorted(known.hidden) if not declared.holds(n)]
    found = {n: inside.holds(n) for n in hidden}
    assert {number: where for number, where in found.items() if where} == {}
    assert any("measurement" in inside.holds(number) for number in known.shown)
