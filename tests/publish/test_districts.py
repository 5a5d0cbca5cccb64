"""Figures by district, at the sizes of a county of about 950 children in care and 700 care leavers:
nothing can be worked out, most is shown, and where much would be hidden the preview says what would
show more."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from data.ingest.check import Provenance, read_extract
from data.preview.preview import preview
from data.publish.audit import audit
from data.store.store import Store
from metrics.measurement import Measurement
from schemas.declared import Schemas
from schemas.states import State
from tests.conftest import HEADER, Arrives, Publishes

YEARS = ("2021-22", "2022-23", "2023-24", "2024-25")
CAME_FROM = (190, 150, 110, 125, 230, 140, 55)  # of a thousand children, in the districts' order
SIZES = {  # of everyone in a period, with the share that it is true of
    "care_leavers_eet_19_21": (513, 0.51),
    "dental_checks": (637, 0.74),
    "review_health_assessments": (285, 0.84),  # a quarter
}
MOST_HIDDEN = 0.30


def sent(schemas: Schemas, name: str, size: int, share: float) -> Iterator[tuple[str, bool]]:
    """An officer's rows, and of each whether it is the total that a department publishes."""
    chance, districts = Random(name), schemas.council.districts
    assert districts is not None
    by_quarter = schemas.indicators[name].frequency == "quarterly"
    for year in YEARS:
        for period in [f"{year} Q{n}" for n in (1, 2, 3, 4)] if by_quarter else [year]:
            where = chance.choices(districts.areas, CAME_FROM, k=size)
            of, done = Counter(where), Counter(a for a in where if chance.random() < share)
            yield f"{name},{period},,,,{done.total()},{size},,", not by_quarter
            for area in filter(of.get, districts.areas):
                called = area.code if year == YEARS[0] else area.name
                yield f"{name},{period},,district,{called},{done[area]},{of[area]},,", False


def test_three_measures_by_district_hide_little_and_give_nothing_away(
    schemas: Schemas, arrives: Arrives, publishes: Publishes
) -> None:
    rows = [row for name, of in SIZES.items() for row in sent(schemas, name, *of)]
    assert arrives(*(row for row, published in rows if published), published=True)
    assert arrives(*(row for row, published in rows if not published), name="by-district.csv")
    edition = publishes()
    audited = audit(edition)
    assert (audited.recoverable, audited.already_disclosed) == ((), 0)
    for name in SIZES:
        by_district = [m for m in edition.measurements(name) if m.breakdown == "district"]
        assert len(by_district) == len(YEARS) * len(CAME_FROM), name
        assert hidden(by_district) <= MOST_HIDDEN, (name, hidden(by_district))
        assert all(m.state is State.SHOWN for m in edition.measurements(name) if m.is_total), name


def test_where_much_would_be_hidden_the_preview_says_what_would_show_more(
    store: Store, schemas: Schemas, arrives: Arrives
) -> None:
    """Of suitable homes few are not suitable, in most districts 5 or fewer."""
    name = "suitable_accommodation_19_21"
    rows = list(sent(schemas, name, 513, 0.92))
    arrives(*(row for row, published in rows if published), published=True)
    ours = "\n".join([HEADER, *(row for row, published in rows if not published)])
    extract = read_extract("by-district.csv", ours.encode(), schemas)
    came_with = Provenance(
        name="by-district.csv",
        received_from="Ann",
        publication="Our extract",
        publisher="The council",
        released="2025",
    )
    assert preview(store, schemas, [(extract, came_with)]).would_show_more == (
        "As it is, 16 of 28 figures would be shown.",
        "Without the two smallest groups: 13 of 20.",
        "Two years together in place of one: 14 of 14.",
    )


def hidden(measurements: list[Measurement]) -> float:
    return sum(m.state is State.SUPPRESSED for m in measurements) / len(measurements)
