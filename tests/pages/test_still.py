"""The still copy: whole without a script, below any path, and no more of it public than the council
says. How its pages are read and reached is tried with all the others (test_tour.py)."""

import urllib.request
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from playwright.sync_api import Browser

from charts.model.table import csv_text, rows
from data.editions.edition import Edition
from data.editions.folder import edition_file
from data.editions.public import PublicEdition
from pages.still import MARK, answer, file_of, files
from reports.__main__ import main
from schemas.declared import Public
from schemas.load import load_schemas
from tests.support.browsing import PROJECT
from tests.support.depth import EVERYTHING, night
from tests.support.proxies import needs_nginx, proxy
from view_model.edition_view import EditionView

FIRST = None if EVERYTHING else 12
"""By day, the first files of those that lead on from the overview."""
NO_END = {"br", "img", "input", "link", "meta", "circle", "path", "rect"}
SCHEMAS = load_schemas()


class Read(HTMLParser):
    """A page as it is written: what is wrong with it, where it leads, and what it says."""

    def __init__(self, html: str):
        super().__init__()
        self.faults, self.links, self.ids = list[str](), list[str](), list[str]()
        self.tags, self._open = Counter[str](), list[str]()
        self.words = ""
        self.feed(html)
        self.faults += [f"'{tag}' is never closed" for tag in self._open]
        self.faults += [
            f"two have the id '{i}'" for i, many in Counter(self.ids).items() if many > 1
        ]
        self.faults += [f"the id '{name}' has a space" for name in self.ids if " " in name]
        once = ("title", "h1", "main", "header", "footer", "nav")
        self.faults += [f"{self.tags[tag]} of '{tag}'" for tag in once if self.tags[tag] != 1]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        of = {name: value or "" for name, value in attributes}
        if tag == "script" or any(name.startswith("on") or name == "style" for name in of):
            self.faults.append(f"a script or a style: {tag} {of}")
        fetched = [of[name] for name in ("src", "srcset", "data", "poster") if name in of]
        self.faults += [f"'{tag}' asks for {address}" for address in fetched]
        if tag == "a" and "href" in of:
            self.links.append(of["href"])
        if "id" in of:
            self.ids.append(of["id"])
        if tag not in NO_END:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"'{tag}' is closed and was not open")

    def handle_data(self, words: str) -> None:
        self.words += words


Copy = dict[str, bytes]


@pytest.fixture(scope="module")
def copy(reading: EditionView) -> Copy:
    """The files of a copy of everything that a reader sees."""
    return dict(islice(files(reading), FIRST))


@pytest.fixture(scope="module")
def read(copy: Copy) -> dict[str, Read]:
    return {name: Read(c.decode()) for name, c in copy.items() if name.endswith(".html")}


@pytest.mark.parametrize(
    ("address", "file"),
    [
        (".", "index.html"),
        ("safe", "safe/index.html"),
        ("indicator?id=absence", "indicator/absence/index.html"),
        ("safe?open=feels_safe", "indicator/feels_safe/index.html"),
        ("indicator?id=absence&edition=2026-01-01-x", "indicator/absence/index.html"),
        ("changes?since=year", "changes/year/index.html"),
        (".?strategy=now", "index.html"),
        ("safe?strategy=old", "strategy/old/safe/index.html"),
        ("changes?since=year&strategy=old", "strategy/old/changes/year/index.html"),
    ],
)
def test_an_address_of_the_dashboard_is_a_file_of_the_copy(address: str, file: str) -> None:
    assert file_of(address, "now") == file


def test_every_page_is_whole_has_no_script_and_asks_nobody(read: dict[str, Read]) -> None:
    assert len(read) >= 9
    assert {name: page.faults for name, page in read.items() if page.faults} == {}


def test_that_reader_finds_what_is_wrong() -> None:
    faults = Read(
        "<main id='a b'><p><script src='x'></script></main><p style='' onclick=''>"
    ).faults
    assert len(faults) >= 9


def test_every_page_says_which_edition_it_is_and_that_it_is_still(
    read: dict[str, Read], reading: EditionView
) -> None:
    said = f"A still copy of the pages as they were published on {reading.edition.made.day} "
    assert [name for name, page in read.items() if said not in page.words] == []
    assert [name for name, page in read.items() if reading.edition.name not in page.words] == []


def test_every_link_inside_leads_to_a_page_and_a_part_that_are_there(
    copy: Copy, read: dict[str, Read]
) -> None:
    assert sum(len(page.links) for page in read.values()) > 300
    assert sorted(set(_broken(copy, read))) == []


def _broken(copy: Copy, read: dict[str, Read]) -> Iterator[str]:
    for name, page in read.items():
        for link in page.links:
            file, _, part = link.partition("#")
            there = normpath(join(dirname(name), unescape(file))) if file else name
            if link.startswith(("https://", "mailto:")) or (FIRST and there not in copy):
                continue
            if there not in copy or (part and part not in read[there].ids):
                yield f"{name} → {link}"


def test_each_figure_is_the_editions(reading: EditionView) -> None:
    """In the table, and in the file beside it."""
    told_of = [measure for measure in reading.measures if measure.has_figures]
    for measure in told_of if EVERYTHING else told_of[:2]:
        address = f"indicator?id={measure.indicator.id}"
        page = Read(str(answer(reading, address)[0])).words.replace("\xa0", " ")
        told = [measure.sentence, *(v for row in rows(measure.chart) for v in row.values())]
        assert [words for words in told if words not in page] == []
        csv, kind = answer(reading, f"{address}&csv={measure.chart.key}")
        assert (csv, kind) == (csv_text(measure.chart).encode("utf-8-sig"), "text/csv")


@night
def test_all_of_it_is_small_and_has_every_page(copy: Copy, reading: EditionView) -> None:
    assert sum(map(len, copy.values())) < 5e6
    schemas, root = reading.edition.schemas, reading.strategy.id
    pages = {
        *("index.html", "about/index.html", "changes/index.html", "commitments/index.html"),
        *("unknown/index.html", "find/index.html", "accessibility/index.html"),
        *(f"indicator/{i.id}/index.html" for i in schemas.in_order()),
        *(
            file_of(f"{a.id}?strategy={s.id}", root)
            for s in schemas.strategies
            for a in s.ambitions
        ),
    }
    assert pages - copy.keys() == set()


LINKS = ("/", "/safe", "/indicator?id=absence", "/?open=absence", "/changes?since=year", "/about")


@night
@needs_nginx
def test_links_of_the_dashboard_lead_into_a_copy_by_the_settings_that_we_hand_out(
    copy: Copy, reading: EditionView, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    for name, content in copy.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    told = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    (handed_out,) = (part for part in told.split("```") if "root /srv/outcomes-copy;" in part)
    settings = f"server {{ listen 443 ssl; types {{ text/html html; }} {handed_out} }}"
    body = f"/body?of={next(iter(reading.edition.schemas.bodies))}"
    past = f"/commitments?strategy={reading.edition.schemas.strategies[-1].id}"
    with proxy(tmp_path, settings, {"/srv/outcomes-copy": str(folder)}, "/", "root") as address:
        for link in (*LINKS, body, past, "/?framework=national-framework"):
            with urllib.request.urlopen(f"{address}{link}") as answer:
                page = answer.read()
            assert page == copy[file_of(link.strip("/"), reading.strategy.id)], link


def test_the_command_takes_the_place_of_nothing_but_a_copy(
    tmp_path: Path, default_edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes").mkdir()
    mine = tmp_path / "notes" / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    for out in (mine, mine.parent):
        assert main(["site", "--out", str(out)]) == 1
        assert "there is something else" in capsys.readouterr().err
    for _ in range(2) if EVERYTHING else ():
        assert main(["site", "--out", str(tmp_path / "site")]) == 0
        assert (tmp_path / "site" / MARK).read_text() == f"{default_edition.name}\n"
        assert sorted(f.name for f in tmp_path.iterdir()) == ["notes", "site"]


@pytest.fixture(scope="module")
def file(said_edition: Edition, said_folder: Path) -> Path:
    """Of an edition in which much is said."""
    return edition_file(said_edition.name, said_folder / "editions")


def of_rule(**rule: bool) -> type[PublicEdition]:
    """A public edition of a council that says so."""
    return type("Told", (PublicEdition,), {"_rule": Public(**rule)})


NOTE, INVENTED = "Two new clinics opened in May.", "A bus takes young people to the clinic."


@pytest.mark.parametrize(
    ("rule", "there", "not_there"),
    [
        ({}, [], [NOTE, INVENTED, "mark-illustrative", "Improvement Board"]),
        *(
            pytest.param(*row, marks=night)
            for row in (
                ({"notes": True}, [NOTE, "Improvement Board"], [INVENTED, "mark-illustrative"]),
                ({"illustrative": True}, ["mark-illustrative"], [NOTE, "Improvement Board"]),
            )
        ),
    ],
    ids=str,
)
def test_a_public_copy_holds_what_the_council_tells_everybody(
    rule: dict[str, bool], there: list[str], not_there: list[str], file: Path
) -> None:
    view = EditionView(of_rule(**rule)(file), SCHEMAS.strategies[0])
    asked = ("dental_checks", "care_leavers_eet_19_21", "feels_safe", "review_health_assessments")
    addresses = (".", "commitments", *(f"indicator?id={name}" for name in asked))
    page = " ".join(str(answer(view, address)[0]) for address in addresses)
    assert [words for words in there if words not in page] == []
    assert [words for words in not_there if words in page] == []


def test_no_word_rests_on_what_is_left_out(file: Path, said_edition: Edition) -> None:
    public, strategy = PublicEdition(file), said_edition.schemas.strategies[0].id
    kept, every = ({v[0] for v in e.verdicts(strategy)} for e in (public, said_edition))
    invented = {
        name
        for name in said_edition.schemas.indicators
        if any(m.illustrative for m in said_edition.measurements(name) if m.role == "council")
    }
    assert kept == every - invented
    assert len(invented) == 10
    assert public.answers(strategy) == said_edition.answers(strategy)


def test_it_opens_from_a_folder_without_a_script_or_a_network(
    reading: EditionView, tmp_path: Path, browser: Browser
) -> None:
    for path, content in islice(files(reading), 4):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    context = browser.new_context(java_script_enabled=False, offline=True)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.get_by_role("link", name="Safe", exact=True).click()
    page.wait_for_url("**/safe/index.html")
    page.wait_for_selector("[data-ready=ambition]")
    assert page.locator("svg.row-line").first.bounding_box()["width"] > 50
    assert complaints == []
    context.close()
