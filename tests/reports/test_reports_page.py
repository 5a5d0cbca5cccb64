"""Documents are made while people read on: one at a time, each once, and a person gets the file."""

from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from PIL import Image
from playwright.sync_api import expect
from pptx import Presentation

from reports.jobs import KEPT, DocumentRequest, Jobs
from reports.make import KINDS, PICTURE, DocumentKind
from schemas.problems import Problem, Refused
from schemas.progress import OnProgress
from tests.support.browsing import Visit
from view_model.edition_view import EditionView
from view_model.scope import Scope


def document_request(reading: EditionView, *indicators: str) -> DocumentRequest:
    return DocumentRequest("children", ".pdf", reading, Scope(indicators=indicators))


def test_a_document_is_made_once_for_everybody(reading: EditionView) -> None:
    jobs = Jobs()
    first = jobs.job_for(document_request(reading, "dental_checks"))
    assert first.made.result(60).startswith(b"%PDF")
    assert jobs.job_for(document_request(reading, "dental_checks")) is first
    assert jobs.known(document_request(reading, "dental_checks")) is first
    assert jobs.known(document_request(reading, "absence")) is None
    assert first.done == 1


def test_whoever_asks_does_not_wait(reading: EditionView) -> None:
    """While a document is being made, another can be asked for, and how far it is be seen."""
    go, began = Event(), Event()

    def slowly(_request: DocumentRequest, report: OnProgress) -> bytes:
        report(0.5, "half")
        began.set()
        assert go.wait(10)
        return b"done"

    jobs = Jobs(slowly)
    first, second = (
        jobs.job_for(document_request(reading, name)) for name in ("dental_checks", "absence")
    )
    assert began.wait(10)
    assert (first.done, first.doing, first.made.done()) == (0.5, "half", False)
    assert (second.done, second.made.done()) == (0.0, False)
    go.set()
    assert (first.made.result(10), second.made.result(10)) == (b"done", b"done")


def test_one_that_failed_is_tried_again(reading: EditionView) -> None:
    jobs = Jobs()
    wrong = document_request(reading, "teeth")
    with pytest.raises(Refused, match="there is no 'teeth'"):
        jobs.job_for(wrong).made.result(60)
    again = jobs.job_for(wrong)
    with pytest.raises(Refused):
        again.made.result(60)


@pytest.mark.parametrize("kind", KINDS)
def test_each_has_a_picture_of_its_first_page(reading: EditionView, kind: DocumentKind) -> None:
    drawn = Jobs().job_for(DocumentRequest(kind, PICTURE, reading, Scope())).made.result(60)
    picture = Image.open(BytesIO(drawn))
    assert picture.width > 400 and len(drawn) < 300_000
    assert len(picture.convert("L").getcolors() or []) > 20  # letters, and no empty sheet


def test_old_documents_are_forgotten(reading: EditionView) -> None:
    jobs = Jobs(lambda _wish, _tell: b"")
    for n in range(KEPT + 5):
        jobs.job_for(document_request(reading, f"i{n}")).made.result(10)
    jobs.job_for(document_request(reading, "one more"))
    assert jobs.known(document_request(reading, "i0")) is None
    assert jobs.known(document_request(reading, f"i{KEPT + 4}")) is not None


def test_a_refusal_says_what_is_wrong() -> None:
    assert str(Refused([Problem("scope", "choose one.")])) == "scope: choose one."


# With a real browser


def test_a_person_chooses_makes_and_downloads(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/reports")
    picture = page.get_by_role("img", name="The first page of: Slides for the board")
    expect(picture).to_be_visible(timeout=60_000)
    wide, tall = picture.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert wide > 400 and 1.7 < wide / tall < 1.8
    page.get_by_text("One ambition").click()
    expect(page.get_by_role("combobox", name="Ambition")).to_be_visible()
    page.get_by_role("button", name="Make the document").click()
    button = page.get_by_role("button", name="Download (PowerPoint")
    expect(button).to_be_visible(timeout=60_000)
    with page.expect_download() as caught:
        button.click()
    caught.value.save_as(tmp_path / "pack.pptx")
    assert caught.value.suggested_filename.startswith("pack-safe-")
    made = Presentation(BytesIO((tmp_path / "pack.pptx").read_bytes()))
    assert len(made.slides) > 10
    assert visit.complaints == [] and visit.outside == []


def test_the_page_can_be_used_while_a_document_is_made(visit: Visit) -> None:
    page = visit.open("/reports")
    page.get_by_text("Annual report on the strategy").click()
    page.get_by_role("button", name="Make the document").click()
    page.get_by_text("Six-monthly report to No Labels").click()
    expect(page.get_by_role("button", name="Make the document")).to_be_visible()
    page.get_by_text("Annual report on the strategy").click()
    expect(page.get_by_role("button", name="Download (PDF")).to_be_visible(timeout=120_000)
    assert visit.complaints == []
