"""No small number leaves: not on a page, in a chart, a download, an export, an edition or a log.

A council publishes figures whose counts nobody could mistake for anything else. Then everything
that a server sends to a browser is kept, as bytes, with every file that can be downloaded and all
that the commands print; and each hidden number is looked for in all of it.
"""

import base64
import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, WebSocket

from data.__main__ import main
from data.embedded import ensure_edition
from data.extract import Provenance, read_extract
from data.publish import publish
from data.published import Edition, open_edition
from data.store import open_store
from schemas.declared import Schemas
from tests.browsing import Visit, serving
from tests.conftest import HEADER

ROWS = (
    "feels_safe,2023-24 Q1,,,,3904,7507,,",
    "feels_safe,2023-24 Q2,,,,3906,7517,,",
    "feels_safe,2023-24 Q3,,,,3908,7523,,",
    "feels_safe,2023-24 Q4,,,,3910,7529,,",
    "feels_safe,2024-25 Q1,,,,3911,7537,,",
    "feels_safe,2024-25 Q2,,,,4,7919,,",
    "feels_safe,2024-25 Q3,,,,3917,7541,,",
    "feels_safe,2024-25 Q4,,,,3919,7547,,",
    "taking_part_in_reviews,2024-25 Q1,,,,7926,7927,,",
    "taking_part_in_reviews,2024-25 Q2,,,,3923,7549,,",
    "taking_part_in_reviews,2024-25 Q3,,,,3929,7559,,",
    "work_experience,2024-25 Q1,,,,8736,8741,,",
    "work_experience,2024-25 Q2,,,,2,7937,,",
    "review_health_assessments,2024-25 Q1,,,,3931,7561,,",
    "review_health_assessments,2024-25 Q2,,,,3943,7573,,",
    "review_health_assessments,2024-25 Q3,,,,3947,7577,,",
    "review_health_assessments,2024-25 Q4,,,,3967,7583,,",
    "review_health_assessments,2024-25,,placement location,In county,15785,22343,,",
    "review_health_assessments,2024-25,,placement location,Out of county,3,7951,,",
)
MEASURES = sorted({row.split(",")[0] for row in ROWS})
LONG = 4
"""A number of so many figures or more is one that nobody could mistake."""


@dataclass
class Caught:
    """All that left: what was sent to a browser, downloaded, printed and logged, each with where
    it was caught. Reports and packs, when there are any, are to be added here."""

    texts: dict[str, str] = field(default_factory=dict)

    def keep(self, where: str, content: bytes | str) -> None:
        text = content if isinstance(content, str) else content.decode("utf-8", "ignore")
        kept = self.texts.get(where, "") + "\n" + text
        self.texts[where] = "\n".join([kept, *_arrays(text), *_images(text)])

    def holds(self, number: str) -> list[str]:
        """Where a number is, with or without its commas and no-break spaces."""
        digits = re.escape(number)
        if number.isdigit():
            digits = rf"{number[:-3]}[,\u00a0\u202f ]?{number[-3:]}(?![\w])"
        found = re.compile(rf"(?<![\w.]){digits}")
        return [where for where, text in self.texts.items() if found.search(text)]


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


def known(edition: Edition) -> Known:
    """What we sent, by whether the edition shows it."""
    hidden: set[str] = set()
    shown: set[str] = set()
    states = {
        (row["indicator"], _quarter(row), row["category"]): row["state"] for row in edition.export()
    }
    for row in csv.DictReader(io.StringIO("\n".join([HEADER, *ROWS]))):
        n, d = int(row["numerator"]), int(row["denominator"])
        state = states[row["indicator"], row["period"], row["category"] or "all"]
        mine = hidden if state == "suppressed" else shown
        mine |= {str(count) for count in (n, d, d - n) if len(str(count)) >= LONG}
        mine |= {f"{100 * n / d:.6f}"[:6], f"{n} of {d}", f"{n:,} of {d:,}"}
    return Known(frozenset(hidden), frozenset(shown))


def _quarter(row: dict[str, object]) -> str:
    start, end = row["period_start"], row["period_end"]
    year = start.year - (start.month < 4)  # type: ignore[attr-defined]
    named = f"{year}-{(year + 1) % 100:02}"
    is_year = (end - start).days > 300  # type: ignore[operator]
    return named if is_year else f"{named} Q{(start.month - 1) // 3 or 4}"  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def edition(folder: Path, schemas: Schemas) -> Iterator[Edition]:
    """The embedded default and the rows above, published where the settings point."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("STORE", "EDITIONS", "INBOX"):
            environment.setenv(f"OUTCOMES_{name}", str(folder / name.lower()))
        ensure_edition()
        with open_store() as store:
            extract = read_extract("small.csv", "\n".join([HEADER, *ROWS]).encode(), schemas)
            assert not extract.refused, extract.problems
            store.add(extract, Provenance("small.csv", "a test", "P", "P", "2099"))
            yield open_edition(publish(store, schemas, why="a test", made_by="a test"))


@pytest.fixture(scope="module")
def caught(edition: Edition, folder: Path, browser: Browser) -> Caught:
    """All that leaves when somebody looks at everything."""
    everything = Caught()
    with serving(folder) as address:
        visit = Visit(browser, address)
        visit.page.on("websocket", lambda socket: _listen(socket, everything))
        for path in _paths(edition):
            _look(visit.open(path), path, everything)
        visit.context.close()
    everything.keep("the server's log", (folder / "log.txt").read_bytes())
    return everything


def _paths(edition: Edition) -> list[str]:
    ambitions = [f"/{a.id}" for s in edition.schemas.strategies for a in s.ambitions]
    measures = [f"/indicator?id={name}" for name in MEASURES]
    return ["/", "/about", *ambitions, *measures, "/history", "/add"]


def _listen(socket: WebSocket, everything: Caught) -> None:
    socket.on("framereceived", lambda content: everything.keep("what was sent", content))


def _look(page: Page, path: str, everything: Caught) -> None:
    """Keep the page as it is drawn, and what can be downloaded from it."""
    page.wait_for_timeout(300)
    everything.keep(f"the page {path}", page.content())
    if "indicator" not in path:
        return
    for what in ("Download the numbers (CSV)", "Download the chart (SVG image)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=what).first.click()
        file = download.value
        name = f"the download {file.suggested_filename}"
        everything.keep(name, Path(file.path()).read_bytes())


def test_no_hidden_number_is_sent_to_a_browser_or_logged(edition: Edition, caught: Caught) -> None:
    numbers = known(edition)
    assert len(numbers.hidden) > 20
    assert not numbers.hidden & numbers.shown
    found = {number: caught.holds(number) for number in sorted(numbers.hidden)}
    assert {number: where for number, where in found.items() if where} == {}


def test_that_search_would_have_found_them(edition: Edition, caught: Caught) -> None:
    """What is shown is found: on a page, in what was sent, and in each kind of download."""
    shown = sorted(known(edition).shown)
    places = {where for number in shown for where in caught.holds(number)}
    assert "what was sent" in places
    for name in MEASURES:
        if any(name in row and "3917" in row for row in ROWS):
            assert f"the page /indicator?id={name}" in places
    assert any(where.endswith(".csv") for where in places)
    assert any(where.endswith(".svg") for where in caught.texts)


PRINTS = (
    ["export"],
    ["export", "--verdicts"],
    ["audit"],
    ["editions"],
    ["history"],
)


@pytest.mark.parametrize("command", PRINTS, ids=" ".join)
def test_no_hidden_number_is_printed(
    edition: Edition, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(command)
    printed = Caught()
    out, err = capsys.readouterr()
    printed.keep("printed", out + err)
    assert [n for n in sorted(known(edition).hidden) if printed.holds(n)] == []
    assert len(out) > 50
    if command == ["export"]:
        assert any(printed.holds(number) for number in known(edition).shown)


def test_no_hidden_number_is_in_any_table_of_the_edition(
    edition: Edition, folder: Path, tmp_path: Path
) -> None:
    import duckdb

    copy = shutil.copy(folder / "editions" / f"{edition.name}.duckdb", tmp_path)
    inside = Caught()
    with duckdb.connect(copy, read_only=True) as db:
        for (table,) in db.execute("SHOW TABLES").fetchall():
            inside.keep(table, db.execute(f"FROM {table}").df().to_csv(index=False))
    found = {n: inside.holds(n) for n in sorted(known(edition).hidden)}
    assert {number: where for number, where in found.items() if where} == {}
    assert any("measurement" in inside.holds(number) for number in known(edition).shown)
