"""What came when, from a file to every chart that it is about, and never as a reason."""

from io import BytesIO

from pptx import Presentation

from charts.interactive.figure import figure
from charts.svg.line_chart import svg
from data.any_file import read_any
from data.ingest.check import Provenance
from data.store.store import Store
from pages import ambition
from pages.parts.notes import commentary
from reports.slides.pack import pack
from schemas.declared import Schemas
from schemas.person import READER
from tests.conftest import Arrives, Publishes
from tests.support.paper import quiet, slide_texts
from view_model.edition_view import EditionView
from view_model.scope import Scope

FILE = (
    "about,event,date\n"
    "dental_checks,New clinic opened,13/05/2024\n"
    "health,School nurses came,01/06/2023\n"
    "safe,A new children's home opened,01/06/2023\n"
    "health,The strategy before began,01/04/2010\n"
)


def test_an_event_stands_on_each_chart_that_it_is_about_and_gives_no_reason(
    store: Store, schemas: Schemas, arrives: Arrives, publishes: Publishes
) -> None:
    years = [f"{year}-{year - 1999},E10000024,,,{year - 1962},100,," for year in range(2021, 2025)]
    for measure in ("dental_checks", "immunisations"):
        arrives(*(f"{measure},{row}" for row in years), published=True, name=f"{measure}.csv")
    extract = read_any("events.csv", FILE.encode(), schemas)
    assert extract is not None and extract.problems == ()
    given = {"received_from": "an officer", "publication": "Local", "publisher": "A council"}
    store.add(extract, Provenance(name="events.csv", released="2026", **given))
    edition = publishes()
    view = EditionView(edition, edition.schemas.strategies[0])
    dentist, needles = (
        view.of(edition.schemas.indicators[name]) for name in ("dental_checks", "immunisations")
    )
    assert [e.mark for e in dentist.chart.events] == ["1", "2"]
    assert [e.mark for e in needles.chart.events] == ["School nurses came, June 2023"]
    told = "1: School nurses came, June 2023; 2: New clinic opened, May 2024 (dotted lines)."
    assert any(note.startswith(told) for note in dentist.chart.notes)
    assert told in dentist.chart.alt and told in svg(dentist.chart)
    drawn = figure(needles.chart).to_plotly_json()["layout"]["annotations"]
    assert "School nurses came, June 2023" in [words["text"] for words in drawn]
    slides = Presentation(BytesIO(pack(view, Scope(indicators=("dental_checks",)), quiet))).slides
    said = "School nurses came, June 2023; New clinic opened, May 2024."
    assert any(said in text for slide in slides for text in slide_texts(slide))
    listed = commentary(dentist, reader=READER)
    assert "New clinic opened, May 2024" in listed and "because" not in listed.lower()
    health = next(a for a in view.strategy.ambitions if a.id == "health")
    promise = ambition.drawn(view, health, "")
    assert "School nurses came, June 2023" in promise and "events.csv" in promise
    assert "New clinic opened" not in promise and "home opened" not in promise
