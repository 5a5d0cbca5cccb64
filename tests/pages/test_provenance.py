"""Where a figure came from: every point of a chart is traced to one file, and to no more."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from playwright.sync_api import Page

from data.editions.edition import Edition, Source
from metrics.measurement import Measurement
from pages.parts.sources import (
    INVENTED,
    PROVISIONAL,
    REVISED,
    TITLE,
    of_breakdown,
    of_trend,
    origins,
    released,
    where_from,
)
from schemas.periods import PeriodKind
from schemas.person import READER, Person, Role
from tests.conftest import Arrives, Publishes, measurement
from tests.support.browsing import WIDTHS, Visit
from view_model.edition_view import EditionView

OFFICER = Person("An officer", Role.OFFICER)
YEAR = PeriodKind.FINANCIAL_YEAR


def source(number: int, name: str) -> Source:
    when, said = datetime(2025, 11, 20), ("A publication", "A publisher", "2025", "", "")
    return Source(number, f"{name}.csv", name, when, "a test", *said, False, False)


FILES = {n: source(n, name) for n, name in enumerate("ab", start=1)}


def year(end: int, file: str, **said: bool) -> Measurement:
    return measurement("dental_checks", YEAR, f"{end}-03-31", value=1, extract=file, **said)


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ([year(2022, "a"), year(2023, "a"), year(2024, "a")], [],
         ["Us: Year to March 2022 – year to March 2024, a"]),
        ([year(2022, "a"), year(2023, "b"), year(2024, "a")], [],
         ["Us: Year to March 2024, a", "Us: Year to March 2023, b", "Us: Year to March 2022, a"]),
        ([year(2022, "a"), year(2024, "a")], [],
         ["Us: Year to March 2022 – year to March 2024, a"]),
        ([year(2022, "a"), year(2023, "a", provisional=True)], [],
         ["Us: Year to March 2023, a, provisional", "Us: Year to March 2022, a"]),
        ([year(2022, "a", revised=True), year(2023, "a")], [],
         ["Us: Year to March 2023, a", "Us: Year to March 2022, a, revised"]),
        ([year(2022, "a"), year(2023, "a")], [year(2022, "a"), year(2023, "a")],
         ["Us, Them: Year to March 2022 – year to March 2023, a"]),
        ([year(2022, "a"), year(2023, "a")], [year(2023, "b")],
         ["Them: Year to March 2023, b", "Us: Year to March 2022 – year to March 2023, a"]),
        ([], [year(2023, "a"), year(2023, "b")],
         ["Them: Year to March 2023, a", "Them: Year to March 2023, b"]),
        ([], [], []),
    ],
    ids=["one file", "two by turns", "a year with none", "provisional", "revised", "shared",
         "another's", "two councils", "nothing"],
)  # fmt: skip
def test_figures_that_follow_one_another_from_one_file_are_named_together(
    ours: Sequence[Measurement], theirs: Sequence[Measurement], said: list[str]
) -> None:
    found = origins({"Us": ours, "Them": theirs}, FILES)
    flags = {True: ", provisional", False: ""}, {True: ", revised", False: ""}
    assert [
        f"{', '.join(o.whose)}: {o.periods}, {o.source.fingerprint}"
        f"{flags[0][o.provisional]}{flags[1][o.revised]}"
        for o in found
    ] == said


@pytest.mark.parametrize(
    ("given", "said"),
    [("2025", "2025"), ("2026-04-08", "8 April 2026"), ("<b>soon</b>", "<b>soon</b>")],
)
def test_a_release_is_dated_as_exactly_as_it_was_given(given: str, said: str) -> None:
    assert released(given) == said


def test_every_point_of_every_chart_is_traced_to_its_own_file(default_edition: Edition) -> None:
    reading = EditionView(default_edition, default_edition.schemas.strategies[0])
    files = default_edition.sources
    traced = 0
    for indicator in default_edition.schemas.in_order():
        reported = reading.of(indicator)
        if not reported.has_figures:
            continue
        for listed in reading.council.neighbour_lists:
            chart, figures = reported.chart_beside(listed), of_trend(reported, listed)
            assert {line.label for line in chart.lines} <= set(figures) | {"Councils like ours"}
            found = origins(figures, files)
            for line in chart.lines:
                for point in line.points:
                    if point.source and line.role != "neighbours":
                        mine = [o for o in found if line.label in o.whose]
                        there = [o for o in mine if o.first.end <= point.at <= o.last.end]
                        assert point.source in {o.source.publication for o in there}
                        traced += 1
        for breakdown in indicator.breakdowns:
            figures = of_breakdown(reported, breakdown)
            held = {m.extract for series in figures.values() for m in series}
            assert {o.source.fingerprint for o in origins(figures, files)} == held
    assert traced > 500


def test_what_is_said_of_a_source_is_escaped_and_leads_on_for_officers_alone(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives("dental_checks,2024-25,,,,361,600,,r", "dental_checks,2023-24,,,,360,600,,p",
            publication="<script>a & b", released="2025-11-20", licence="OGL v3")  # fmt: skip
    arrives("feels_safe,2024-25 Q1,,,,30,40,,", illustrative=True)
    edition = publishes()
    reading = EditionView(edition, edition.schemas.strategies[0])

    def html(name: str, reader: Person) -> str:
        reported = reading.of(edition.schemas.indicators[name])
        figures = of_trend(reported, reading.council.neighbour_lists[0])
        return where_from(reported, figures, reader=reader)

    said = html("dental_checks", READER)
    assert "&lt;script&gt;a &amp; b. A publisher, released 20 November 2025." in said
    assert "<script>" not in said and "history" not in said
    assert PROVISIONAL in said and REVISED in said and "OGL v3." in said and "from a test" in said
    assert edition.name in said and INVENTED not in said
    assert 'href="history?extract=1#extracts"' in html("dental_checks", OFFICER)
    assert INVENTED in html("feels_safe", READER)
    assert html("immunisations", OFFICER) == "", "nothing has no source"


def opened(page: Page) -> str:
    page.locator("details.sources summary").first.press("Enter")
    listed = page.locator("details.sources dl").first
    listed.wait_for()
    return listed.inner_text()


@pytest.mark.parametrize("size", WIDTHS, ids=[str(width) for width, _ in WIDTHS])
def test_one_press_under_the_chart_says_where_its_figures_come_from(
    address: str, visit: Visit, size: tuple[int, int]
) -> None:
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = visit.open("/indicator?id=care_leavers_eet_19_21")
    assert page.locator("details.sources summary").first.inner_text() == TITLE
    said = opened(page)
    assert "Year to March 2021 – year to March 2025" in said
    assert "Children looked after in England including adoptions, 2025 release" in said
    assert "Open Government Licence v3.0" in said
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_an_officer_goes_on_from_a_figure_to_its_file_in_the_history(visit: Visit) -> None:
    page = visit.open("/indicator?id=care_leavers_eet_19_21")
    opened(page)
    page.get_by_role("link", name="See this file in the history").last.click()
    page.wait_for_selector("[data-ready=history]")
    page.wait_for_selector("text=Local Authority Interactive Tool, data to 8 April 2026")
    assert "interactive-tool-2026.csv" in page.get_by_role("combobox").last.input_value()
