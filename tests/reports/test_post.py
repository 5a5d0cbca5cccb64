"""What is posted after a publication: letters, a feed and a calendar, of editions alone."""

import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
from icalendar import Calendar

import reports.__main__
from data.editions.edition import Edition
from data.editions.folder import open_edition
from data.ingest.check import Provenance, read_extract
from data.publish.pointer import point_to
from data.publish.publish import publish
from data.store.store import Store
from reports.post.calendar import calendar
from schemas.declared import OwnWords, Schemas
from schemas.notes import Action, CommitmentProgress, commitments
from tests.conftest import HEADER
from view_model.edition_view import EditionView

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ROLES = ["councillors", "officers", "partners", "young-people"]
FIRST = ("feels_safe,2023-24,,,,300,400,,", "feels_safe,2024-25,,,,310,400,,")
THIRD = ("feels_safe,2023-24,,,,300,400,,", "feels_safe,2024-25,,,,330,400,,")
CORRECTED = ("feels_safe,2023-24,,,,300,400,,", "feels_safe,2024-25,,,,350,400,,")


@pytest.fixture
def posted(tmp_path: Path) -> Path:
    return tmp_path / "post"


def post(folder: Path, again: str = "") -> dict[str, bytes]:
    assert reports.__main__.main(["post", "--out", str(folder), "--edition", again]) == 0
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def arrives(store: Store, schemas: Schemas, rows: tuple[str, ...]) -> str:
    extract = read_extract("safe.csv", "\n".join([HEADER, *rows]).encode(), schemas)
    store.add(extract, Provenance("safe.csv", "a test", "P", "P", "2099"))
    return publish(store, schemas, why="a test", made_by="a test")


def mail_of(files: dict[str, bytes]) -> dict[str, EmailMessage]:
    read = {n: message_from_bytes(c, policy=policy.default) for n, c in files.items() if "eml" in n}
    assert all(isinstance(mail, EmailMessage) for mail in read.values())
    return read  # type: ignore[return-value]


def words_of(mail: EmailMessage) -> Iterator[str]:
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert isinstance(body, EmailMessage)
        yield " ".join(body.get_content().split())


def entries(files: dict[str, bytes]) -> list[str]:
    root = xml.fromstring(files["feed.xml"])
    found = root.findall("a:entry", ATOM)
    for each in (root, *found):  # RFC 4287, 4.1.1 and 4.1.2
        assert each.findtext("a:id", "", ATOM).startswith("urn:outcomes:E10000024")
        assert each.findtext("a:updated", "", ATOM).endswith("+00:00")
    return [each.findtext("a:title", "", ATOM) for each in found]


def test_a_publication_makes_a_letter_a_role_with_a_chart(
    default_edition: Edition, posted: Path
) -> None:
    files = post(posted)
    letters = mail_of(files)
    assert [name.removeprefix(f"{default_edition.name}-") for name in sorted(letters)] == [
        f"{role}.eml" for role in ROLES
    ]
    for mail in letters.values():
        assert mail["To"] is mail["From"] is None
        assert "Nottinghamshire" in mail["Subject"]
        (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
        assert picture.get_payload(decode=True).startswith(b"\x89PNG")
        plain, html = words_of(mail)
        assert 'src="cid:chart"' in html
        assert "invented" not in plain.lower()
        assert "http" not in plain
    plain, _ = words_of(letters[f"{default_edition.name}-councillors.eml"])
    (question, *_) = EditionView(
        default_edition, default_edition.schemas.strategies[0]
    ).cards.questions
    assert question.question in plain
    assert "Worth celebrating" in plain


def test_posting_again_writes_nothing_twice_and_the_same_bytes(
    default_edition: Edition, posted: Path
) -> None:
    first = post(posted)
    for name in mail_of(first):
        (posted / name).unlink()  # the job has sent it
    again = post(posted)
    assert again == {name: first[name] for name in ("feed.xml", "posted.txt")}
    (posted / "posted.txt").unlink()
    assert post(posted) == first
    for file in posted.iterdir():
        file.unlink()
    letters = {name: content for name, content in first.items() if name.endswith(".eml")}
    assert post(posted, default_edition.name) == letters | {"posted.txt": first["posted.txt"]}


def test_a_correction_is_posted_as_one_and_taking_it_back_too(
    store: Store, schemas: Schemas, posted: Path
) -> None:
    before = arrives(store, schemas, FIRST)
    assert entries(post(posted))[0].startswith("Figures published on")
    now = arrives(store, schemas, CORRECTED)
    files = post(posted)
    letters = mail_of(files)
    officers = letters[f"{now}-officers.eml"]
    plain, _ = words_of(officers)
    assert "corrected" in officers["Subject"]
    assert "1 correction" in plain
    assert "it was given as 78 %" in plain
    assert entries(files)[0].startswith("Figures corrected on")
    gone_from_feed = xml.fromstring(files["feed.xml"]).findtext("a:updated", "", ATOM)
    point_to(before, who="a test", why="a mistake")
    files = post(posted)
    gone = mail_of(files)[f"{now}-taken-back-councillors.eml"]
    plain, html = words_of(gone)
    assert "taken back" in plain
    assert not re.search(r"\b350\b", plain + html)  # an edition's name may have it
    assert entries(files)[0].endswith("taken back")
    assert reports.__main__.main(["post", "--out", str(posted), "--edition", now]) == 1
    assert not re.search(r"\b350\b", files["feed.xml"].decode())
    assert xml.fromstring(files["feed.xml"]).findtext("a:updated", "", ATOM) > gone_from_feed
    last = arrives(store, schemas, THIRD)
    files = post(posted)
    told = [*words_of(mail_of(files)[f"{last}-officers.eml"])]
    assert not [words for words in told if "88 %" in words]
    assert any("it was given as 78 %" in words for words in told)
    assert sorted(title.split(" ")[1] for title in entries(files)) == [
        "corrected",
        "of",
        "published",
    ]


def test_a_real_figure_in_the_place_of_an_invented_one_is_new_and_corrects_nothing(
    store: Store, schemas: Schemas, posted: Path
) -> None:
    invented = read_extract("i.csv", "\n".join([HEADER, *FIRST]).encode(), schemas)
    store.add(invented, Provenance("i.csv", "a test", "P", "P", "2025", illustrative=True))
    publish(store, schemas, why="a test", made_by="a test")
    post(posted)
    now = arrives(store, schemas, CORRECTED)
    mail = mail_of(post(posted))[f"{now}-officers.eml"]
    said = "".join(words_of(mail))
    assert "correct" not in (said + mail["Subject"]).lower() and "78 %" not in said
    assert "1 measure with new figures" in said


def test_the_calendar_has_meetings_what_is_due_and_what_was_asked_for(reading: EditionView) -> None:
    asked = Action(
        extract=1,
        source="",
        illustrative=False,
        reference="A1",
        about="dental_checks",
        action="Say why, in one page; and by how many, so that nobody has to guess at it again",
        asked=date(2026, 1, 5),
        who="Head of Service",
        by_when=date(2026, 3, 2),
        status="open",
    )
    promised = CommitmentProgress(
        extract=1,
        source="",
        illustrative=False,
        strategy=reading.strategy.id,
        commitment="health-1",
        by_when=date(2026, 4, 1),
        status="under way",
        dated=date(2026, 1, 5),
    )
    never = asked.model_copy(update={"reference": "A2", "by_when": None})
    view = with_notes(reading, asked, never, promised)
    days = {
        str(event["summary"]): event.decoded("dtstart")
        for event in Calendar.from_ical(calendar(view)).walk("VEVENT")
    }
    assert days.pop("Meeting of the Panel") == date(2026, 12, 9)
    due = {words: on for words, on in days.items() if words.startswith("Due: ")}
    assert [on for words, on in due.items() if asked.action in words] == [asked.by_when]
    assert due[f"Due: {commitments(reading.strategy)['health-1']}"] == promised.by_when
    assert len(due) == 2
    assert all(line <= 75 for line in map(len, calendar(view).splitlines()))
    assert calendar(view) == calendar(view)


def with_notes(reading: EditionView, *notes: Action | CommitmentProgress) -> EditionView:
    """The same edition with other notes, and a meeting."""
    edition = open_edition(reading.edition.name)
    council = edition.schemas.council.model_copy(update={"meetings": (date(2026, 12, 9),)})
    copy = object.__new__(type(edition))
    copy.__dict__ |= edition.__dict__
    copy.__dict__["notes"] = notes
    copy.__dict__["schemas"] = edition.schemas.model_copy(update={"council": council})
    return EditionView(copy, edition.schemas.strategies[0])


def test_with_an_address_every_letter_leads_to_the_dashboard(
    store: Store, schemas: Schemas, posted: Path
) -> None:
    own = {
        "address": "https://outcomes.example.gov.uk/",
        "vocabulary": OwnWords(commitment="pledge"),
    }
    council = schemas.council.model_copy(update=own)
    arrives(store, schemas.model_copy(update={"council": council}), FIRST)
    files = post(posted)
    for name, mail in mail_of(files).items():
        plain, html = words_of(mail)
        assert "https://outcomes.example.gov.uk/" in plain, name
        assert 'href="https://outcomes.example.gov.uk/' in html
        assert "commitments and" not in plain + html
        assert ("See pledges and actions" in plain) == name.endswith("partners.eml")
    assert b"https://outcomes.example.gov.uk/changes?edition=" in files["feed.xml"]


def test_a_folder_that_cannot_be_written_is_said(
    default_edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert reports.__main__.main(["post", "--out", str(tmp_path / "file")]) == 1
    assert "cannot be written" in capsys.readouterr().err
