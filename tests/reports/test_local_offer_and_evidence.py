"""The Local Offer update and the evidence of challenge: the edition's own facts and remarks, and a
calm word where there is nothing."""

from dataclasses import replace
from datetime import date

import pytest

from data.editions.folder import current_edition
from metrics.sentences import change, counts, day, shown_figure
from reports.paper.challenge import NOTHING, challenge
from reports.paper.document import Block, Bullets, Document, Heading, Paragraph, Quote, Table
from reports.paper.local_offer import NOT_COUNTED, NOT_SAID, local_offer
from reports.paper.pdf_file import pdf
from schemas.declared import Schemas
from schemas.notes import Commentary
from tests.conftest import Arrives, Publishes
from tests.support.paper import pdf_pages, quiet
from view_model.edition_view import EditionView
from view_model.scope import Scope, chosen
from view_model.wording import CellText, words

THAT_YEAR = Scope(days=(date(2024, 1, 1), date(2024, 12, 31)), today=date(2026, 11, 1))
LEAVERS = Scope(care_leavers=True)


def under(document: Document, heading: str) -> list[Block]:
    """What stands under a heading, to the next of its level."""
    ends = [n for n, b in enumerate(document.blocks) if isinstance(b, Heading) and b.level == 1]
    at = next(n for n in ends if document.blocks[n].text == heading)  # type: ignore[union-attr]
    return document.blocks[at + 1 : next((n for n in ends if n > at), None)]


def rows(document: Document, heading: str) -> list[list[str]]:
    """The words of the rows of every table under a heading, what stands under them too."""
    tables = [b for b in under(document, heading) if isinstance(b, Table)]
    return [
        [f"{c.words} {c.under}".strip() if isinstance(c, CellText) else c.plain for c in row]  # type: ignore[union-attr]
        for table in tables
        for row in table.rows
    ]


def plain(document: Document) -> str:
    every = [b for b in document.blocks if isinstance(b, Paragraph | Quote)]
    return " ".join([*(b.text for b in every), *_items(document)])


def _items(document: Document) -> list[str]:
    return [item for b in document.blocks if isinstance(b, Bullets) for item in b.items]


def test_each_measure_of_care_leavers_is_as_the_edition_has_it(reading: EditionView) -> None:
    real = [m for m in chosen(reading, LEAVERS) if m.is_real]
    said = rows(local_offer(reading, Scope(), quiet), "What changed for care leavers")
    assert len(said) == len(real) > 10
    for measure, (name, then, now, changed, word) in zip(real, said, strict=True):
        indicator, latest = measure.indicator, measure.latest
        assert latest is not None and name == indicator.short and indicator.care_leavers
        assert now == f"{shown_figure(indicator, latest).capitalize()} {counts(latest)}".strip()
        assert (then == "No figure") == (measure.baseline is None or measure.is_as_at_the_start)
        assert changed.startswith(change(indicator, latest, measure.baseline) or "No start")
        assert word == words(measure)[-1].plain


def test_a_change_is_told_in_people_too(reading: EditionView) -> None:
    said = {
        r[0]: r[3]
        for r in rows(local_offer(reading, Scope(), quiet), "What changed for care leavers")
    }
    assert said["Suitable accommodation, 19 to 21"] == "10.4 points higher about 54 more of 513"
    assert said["In touch with us, 17 and 18"].endswith("less than 1 of 184")


def test_the_offer_is_what_the_council_wrote_and_says_what_nobody_knows(
    reading: EditionView,
) -> None:
    said = rows(local_offer(reading, Scope(), quiet), "What is offered")
    assert [row[0] for row in said] == [item.title for item in reading.council.offer]
    assert all(row[1] and row[3] for row in said)
    assert [row[3] for row in said if row[1] == NOT_SAID and "home" in row[0]] == [
        f"{NOT_COUNTED}."
    ]
    leisure = next(row[3] for row in said if "leisure" in row[0])
    assert "20 %" not in leisure  # that figure is invented
    assert leisure.startswith("No real figure") and "18 young people" in leisure


def test_a_figure_that_is_sent_is_how_many_use_it_and_without_an_offer_it_says_so_calmly(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    arrives("leisure_offer_take_up,2024-25 Q4,,,,65,322,,", "dental_checks,2024-25,,,,40,80,,")
    edition = publishes()
    view = EditionView(edition, edition.schemas.strategies[0])
    said = rows(local_offer(view, Scope(), quiet), "What is offered")
    assert any("65 of 322" in row[3] for row in said)
    council = schemas.council.model_copy(update={"offer": ()})
    publishes(schemas.model_copy(update={"council": council}))
    other = EditionView(current_edition(), schemas.strategies[0])
    report = local_offer(other, Scope(), quiet)
    assert other.council.offer == () and not rows(report, "What is offered")
    assert "has not been written down for this report yet" in plain(report)


@pytest.mark.parametrize(("say", "scope"), [(local_offer, Scope()), (challenge, THAT_YEAR)])
def test_it_is_two_to_four_pages_and_the_last_is_not_empty(
    reading: EditionView, say: type, scope: Scope
) -> None:
    pages = pdf_pages(pdf(say(reading, scope, quiet)))
    assert 2 <= len(pages) <= 4
    assert len(pages[-1]) > 600


@pytest.mark.parametrize("of", [(date(2025, 6, 1), date(2026, 5, 31)), THAT_YEAR.days])
def test_evidence_tells_what_was_asked_and_said_in_those_days(
    told: EditionView, of: tuple[date, date]
) -> None:
    report = challenge(told, Scope(days=of, today=date(2026, 11, 1)), quiet)
    remarks = [n for n in told.edition.notes if isinstance(n, Commentary)]
    said = [n.commentary for n in remarks if of[0] <= n.dated <= of[1]]
    assert said and sorted(b.text for b in report.blocks if isinstance(b, Quote)) == sorted(said)
    asked = [a.action for a in told.edition.actions if of[0] <= a.asked <= of[1]]
    listed = [row[0] for row in rows(report, "What the Panel asked for")]
    assert [a for a in asked if not any(row.startswith(a) for row in listed)] == []


@pytest.mark.parametrize(
    ("today", "late"), [(date(2026, 6, 1), 0), (date(2026, 11, 1), 1), (date(2027, 1, 1), 2)]
)
def test_an_action_is_overdue_as_of_today(told: EditionView, today: date, late: int) -> None:
    days = date(2026, 1, 1), date(2026, 12, 31)
    report = challenge(told, Scope(days=days, today=today), quiet)
    assert f"Overdue on {day(today)}: {late or 'none'}." in plain(report)
    asked = rows(report, "What the Panel asked for")
    assert sum("overdue" in row[3] for row in asked) == late


def test_then_and_now_are_the_editions_figures(reading: EditionView) -> None:
    said = rows(challenge(reading, THAT_YEAR, quiet), "What has changed since")
    moved = next(row for row in said if row[0].startswith("Living outside the county"))
    of = reading.of(reading.edition.schemas.indicators["placed_outside_county"])
    spoken = next(m for m in of.ours if m.is_total and m.period.end == date(2023, 3, 31))
    assert of.latest is not None
    for cell, m in zip(moved[1:3], (spoken, of.latest), strict=True):
        assert cell.startswith(shown_figure(of.indicator, m))
    assert moved[3:] == ["No edition was kept", words(of)[-1].plain]
    assert not any("%" in cell for row in said if "health" in row[0] for cell in row)  # invented


def test_the_word_of_then_is_that_of_the_edition_of_then(
    arrives: Arrives, publishes: Publishes
) -> None:
    """Two editions a moment apart: what is new in the second, and no third that is later."""
    arrives("dental_checks,2021-22,,,,300,600,,", "dental_checks,2023-24,,,,400,600,,")
    publishes()
    arrives("dental_checks,2024-25,,,,480,600,,")
    edition = publishes()
    view = EditionView(edition, edition.schemas.strategies[0])
    report = challenge(view, Scope(today=edition.made.date()), quiet)
    newest, first = rows(report, "What the Panel saw")
    assert "1 figure new" in newest[2] and first[2] == "It is the first that is kept."


def test_where_there_is_nothing_it_says_so(reading: EditionView) -> None:
    days = date(2025, 1, 1), date(2025, 12, 31)
    report = challenge(reading, replace(THAT_YEAR, days=days, criterion="eet"), quiet)
    assert NOTHING in plain(report) and "9 January 2024" in plain(report)
    assert [b for b in report.blocks if isinstance(b, Table | Quote)] == []
