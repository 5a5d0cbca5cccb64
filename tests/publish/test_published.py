"""A page reads one edition: read-only, locked down, and the same for everybody at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import current_name, edition_names, open_edition
from data.publish.publish import publish
from data.store.store import Store
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.settings import settings
from schemas.states import State
from tests.conftest import Arrives, Publishes

DENTAL = "dental_checks,2024-25,,,,469,637,,"


# What it says


def test_a_measurement_is_read_whole(default_edition: Edition) -> None:
    (m,) = (
        m
        for m in default_edition.measurements("care_leavers_eet_19_21")
        if m.role == "council" and m.period.label == "2024-25"
    )
    assert (m.area, m.area_code, m.is_total) == ("Nottinghamshire", "E10000024", True)
    assert (m.numerator, m.denominator, m.state) == (262, 513, State.SHOWN)
    assert m.value == pytest.approx(51.07, abs=0.005)
    assert m.low is not None and m.high is not None and m.low < 51.07 < m.high
    assert (m.published, m.illustrative) == (True, False)
    assert m.source == "Children looked after in England including adoptions, 2025 release"


def test_measurements_come_oldest_first(default_edition: Edition) -> None:
    for indicator in default_edition.schemas.indicators:
        ends = [m.period.end for m in default_edition.measurements(indicator)]
        assert ends == sorted(ends)


def test_every_indicator_has_figures_and_every_figure_a_source(default_edition: Edition) -> None:
    for indicator in (i.id for i in default_edition.schemas.in_order()):
        measurements = default_edition.measurements(indicator)
        shown = {m.role for m in measurements if m.state is State.SHOWN}
        whose = "country" if indicator == "adoption_months_to_match" else "council"
        assert whose in shown, indicator
        assert all(m.source and m.extract for m in measurements)


def test_every_source_has_its_publication_its_licence_and_its_fingerprint(
    default_edition: Edition,
) -> None:
    assert len(default_edition.sources) >= 10
    for source in default_edition.sources.values():
        assert source.publication and source.publisher and source.licence and source.attribution
        assert len(source.fingerprint) == 64
        assert source.published != source.illustrative


def test_nothing_invented_is_called_published(default_edition: Edition) -> None:
    invented = [
        m
        for indicator in default_edition.schemas.indicators
        for m in default_edition.measurements(indicator)
        if m.illustrative
    ]
    assert invented
    assert not any(m.published for m in invented)
    assert {m.source for m in invented} == {"Invented figures for illustration"}


def test_the_default_holds_nothing_of_ours_that_is_small(default_edition: Edition) -> None:
    hidden = 0
    for indicator in default_edition.schemas.indicators:
        for m in default_edition.measurements(indicator):
            hidden += m.state is State.SUPPRESSED and not m.published
            if m.published or m.numerator is None or m.denominator is None:
                continue
            small = range(1, default_edition.schemas.council.disclosure.hide_up_to + 1)
            assert m.numerator not in small and m.denominator not in small
            assert m.denominator - m.numerator not in small
    assert hidden > 0


def test_neighbours_say_how_many_of_them_have_a_figure(default_edition: Edition) -> None:
    of_both_lists = [
        n
        for n in default_edition.neighbours("care_leavers_eet_19_21")
        if n.period.label == "2024-25"
    ]
    middle = {n.neighbour_list: round(n.median or 0) for n in of_both_lists}
    assert middle == {"may-2025": 55, "april-2021": 51}
    for n in of_both_lists:
        assert n.listed == 10 and 0 < n.with_value <= 10
        assert n.low is not None and n.high is not None and n.median is not None
        assert n.low <= n.median <= n.high


def test_definitions_come_from_the_edition(
    arrives: Arrives, publishes: Publishes, declared: Path, schemas: Schemas
) -> None:
    """What the Panel saw in March is still what it says in June."""
    arrives(DENTAL)
    file = declared / "indicators" / "dental_checks.toml"
    text = file.read_text(encoding="utf-8")
    title = schemas.indicators["dental_checks"].title
    file.write_text(text.replace(title, "The words of March"), encoding="utf-8")
    march = publishes(load_schemas(declared))
    file.write_text(text.replace(title, "The words of June"), encoding="utf-8")
    june = publishes(load_schemas(declared))
    assert (
        open_edition(march.name).schemas.indicators["dental_checks"].title == "The words of March"
    )
    assert june.schemas.indicators["dental_checks"].title == "The words of June"


def test_what_is_exported_is_what_is_shown(default_edition: Edition) -> None:
    council = default_edition.schemas.council
    elsewhere = {a.name for code, a in council.areas.items() if council.roles[code] == "elsewhere"}
    rows = [row for row in export_figures(default_edition) if row["area"] not in elsewhere]
    shown = [m for i in default_edition.schemas.indicators for m in default_edition.measurements(i)]
    assert len(rows) == len(shown)
    numbers = ("numerator", "denominator", "value")
    assert all(row[n] is None for row in rows if row["state"] != "shown" for n in numbers)
    assert sum(row["numerator"] or 0 for row in rows) == sum(m.numerator or 0 for m in shown)


# What it cannot do


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM measurement",
        "CREATE TABLE mine (a INTEGER)",
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "COPY measurement TO '{file}.copy'",
        "ATTACH '{store}'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '{file}.export'",
    ],
)
def test_an_edition_can_neither_be_written_nor_look_elsewhere(
    default_edition: Edition, tmp_path: Path, sql: str
) -> None:
    before = default_edition.rows("SELECT count(*) FROM measurement")
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(duckdb.Error):
        default_edition.rows(sql.format(file=file, store=settings().store / "store.duckdb"))
    assert list(tmp_path.iterdir()) == [file]
    assert default_edition.rows("SELECT count(*) FROM measurement") == before


@pytest.mark.parametrize("name", ["", "nothing", "../store/store", "/etc/passwd"])
def test_only_an_edition_can_be_opened(default_edition: Edition, name: str) -> None:
    with pytest.raises(Refused, match="there is no edition of that name"):
        open_edition(name)


def test_where_nothing_is_published_there_is_no_name(workspace: Path) -> None:
    assert current_name() is None
    assert edition_names() == []


def test_editions_are_where_the_setting_says(workspace: Path) -> None:
    assert settings().editions == workspace / "editions"


# For everybody at once


def test_readers_at_the_same_time_read_the_same(default_edition: Edition) -> None:
    """Eight threads, past every cache, against one reader alone."""
    few = list(default_edition.schemas.indicators)[::3]
    alone = {indicator: default_edition._neighbours(indicator) for indicator in few}
    asked = [indicator for indicator in few for _ in range(4)]
    with ThreadPoolExecutor(8) as readers:
        together = list(readers.map(default_edition._neighbours, asked))
    assert all(found == alone[indicator] for indicator, found in zip(asked, together, strict=True))


def test_readers_who_come_at_once_share_one_connection(
    arrives: Arrives, store: Store, schemas: Schemas
) -> None:
    arrives(DENTAL)
    name = publish(store, schemas, why="", made_by="")
    with ThreadPoolExecutor(8) as readers:
        opened = set(readers.map(lambda _: id(open_edition(name)), range(32)))
    assert opened == {id(open_edition(name))}


def test_a_reader_of_an_old_edition_is_not_disturbed_by_a_new_one(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(DENTAL)
    old = publishes()
    arrives(DENTAL.replace("469", "480"), released="2026-01-01")
    new = publishes()
    assert old.measurements("dental_checks")[0].numerator == 469
    assert new.measurements("dental_checks")[0].numerator == 480


def test_periods_survive_the_journey(arrives: Arrives, publishes: Publishes) -> None:
    rows = {
        "dental_checks,2024-25,,,,469,637,,": (date(2024, 4, 1), date(2025, 3, 31)),
        "feels_safe,2024-25 Q3,,,,31,40,,": (date(2024, 10, 1), date(2024, 12, 31)),
        "first_time_entrants,2024,,,,300,72000,,": (date(2024, 1, 1), date(2024, 12, 31)),
        "years_12_13_eet,2022-01,,,,75,100,,": (date(2022, 1, 1), date(2022, 1, 31)),
        "children_looked_after_rate,31/03/2025,,,,901,171572,,": (
            *(date(2025, 3, 31), date(2025, 3, 31)),
        ),
    }
    arrives(*rows)
    edition = publishes()
    found = {
        row["indicator"]: (row["period_start"], row["period_end"])
        for row in export_figures(edition)
    }
    assert found == {row.partition(",")[0]: days for row, days in rows.items()}
    for row in rows:
        (m,) = edition.measurements(row.partition(",")[0])
        assert (m.period.start, m.period.end) == found[m.indicator]


def test_what_an_edition_declares_is_plain_json(default_edition: Edition) -> None:
    (row,) = default_edition.rows("SELECT schemas FROM edition")
    declared = {"council", "strategies", "indicators", "breakdowns", "words"}
    declared |= {"relations", "wobbles", "frameworks"}
    assert set(json.loads(row["schemas"])) == declared


def test_an_edition_of_the_first_release_can_still_be_read() -> None:
    """What the Panel saw in 2026 stays open: fields may be added here, with a default."""
    file = Path(__file__).parents[1] / "editions" / "declared-0.1.json"
    declared = Schemas.model_validate_json(file.read_text(encoding="utf-8"))
    assert declared.strategies[0].baseline_year.label == "2021-22"
    assert "first_time_entrants" in declared.indicators


def test_half_of_a_hundredth_is_exported_upwards(arrives: Arrives, publishes: Publishes) -> None:
    """1,228 of 16,000 is 7.675 %, which the nearest number that a computer has is just below."""
    arrives("dental_checks,2024-25,,,,1228,16000,,")
    assert [row["value"] for row in export_figures(publishes())] == [7.68]
