"""Where the newest year is hidden, two or three are shown together, if that gives no year away: by
an edition, by what an intruder makes of it, and on the page."""

from collections.abc import Iterator, Sequence

import pytest

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.publish.audit import audit
from metrics.sentences import together
from schemas.declared import Schemas
from schemas.settings import settings
from tests.conftest import Arrives, Publishes
from tests.publish.intruder import ASKS, Intruder, Told
from tests.support.old_edition import changing
from view_model.edition_view import EditionView

REVIEWS, HEALTH = "taking_part_in_reviews", "initial_health_assessments"
Years = Sequence[tuple[int, int]]


def rows(indicator: str, counts: Years, category: str = "", first: int = 2022) -> Iterator[str]:
    breakdown = "placement location" if category else ""
    for year, (numerator, denominator) in enumerate(counts, first):
        period = f"{year}-{(year + 1) % 100}"
        yield f"{indicator},{period},,{breakdown},{category},{numerator},{denominator},,"


@pytest.mark.parametrize(
    ("years", "told"),
    {
        "two small years": (((20, 30), (4, 33), (5, 29)), ["April 2023 to March 2025: 9 of 62"]),
        "three of them": (((4, 30), (2, 33), (3, 29)), ["April 2022 to March 2025: 9 of 92"]),
        "small together too": (((1, 30), (2, 33), (1, 29)), []),
        "the newest is shown": (((4, 30), (5, 33), (9, 29)), []),
        "only the newest is hidden": (((20, 30), (9, 33), (4, 29)), []),
        "one year": (((4, 30),), []),
    }.values(),
)  # fmt: skip
def test_years_are_shown_together_where_that_gives_none_away(
    arrives: Arrives, publishes: Publishes, years: Years, told: list[str]
) -> None:
    arrives(*rows(REVIEWS, years))
    edition = publishes()
    shown = [f"{m.over}: {m.numerator} of {m.denominator}" for m in edition.together(REVIEWS)]
    assert shown == told
    single = {m.period.label: m.numerator for m in edition.measurements(REVIEWS)}
    assert list(single.values()) == [n if n > 5 else None for n, _ in years], (
        "none is hidden for it"
    )
    assert audit(edition, exactly=True).recoverable == ()


IN, OUT = ((30, 70), (33, 72), (36, 75)), ((4, 16), (5, 17), (3, 18))


def by_location(*, out: Years = OUT) -> Iterator[str]:
    totals = [(a + c, b + d) for (a, b), (c, d) in zip(IN, out, strict=True)]
    yield from rows(HEALTH, totals)
    yield from rows(HEALTH, IN, "In county")
    yield from rows(HEALTH, out, "Out of county")


@pytest.mark.parametrize("corrected", [(4, 5, 4), (4, 4, 3), (3, 5, 3), (4, 7, 3), (9, 5, 3)])
@pytest.mark.parametrize("guesses", ["unchanged", "changed"])
def test_no_correction_gives_away_a_year_that_was_told_together(
    arrives: Arrives, publishes: Publishes, corrected: tuple[int, ...], guesses: str
) -> None:
    arrives(*by_location())
    editions = [publishes()]
    now = tuple((n, of) for n, (_, of) in zip(corrected, OUT, strict=True))
    arrives(*by_location(out=now), released="2026")
    editions.append(publishes())
    assert all(e.together(HEALTH) for e in editions[:1])
    for edition in editions:
        assert audit(edition).recoverable == ()
    told = [export_figures(e) for e in editions]
    intruder = Intruder(told, Told(), lambda *_: guesses == "unchanged")
    for edition, place in intruder.hidden():
        true = (OUT, now)[edition][min(place.start.year, 2024) - 2022][0]
        for what in ASKS:
            found = intruder.find(edition, place, what)
            small = place.category == "Out of county" and what == "numerator"
            assert not (found and small and found.least <= true <= found.greatest), (place, found)


def test_a_year_that_is_shown_beside_them_would_be_found_out(
    arrives: Arrives, publishes: Publishes
) -> None:
    """The audit of the finished file can fail, for what it tells of years together."""
    arrives(*rows(REVIEWS, ((20, 30), (4, 33), (5, 29))))
    edition = publishes()
    edition.close()
    file = settings().editions / f"{edition.name}.duckdb"
    file.chmod(0o644)
    with changing(file) as db:
        in_2023 = "state = 'suppressed' AND period_start = DATE '2023-04-01'"
        db.execute("ALTER TABLE measurement RENAME TO checked")
        db.execute(f"CREATE TABLE measurement AS SELECT * FROM checked WHERE NOT ({in_2023})")
        db.execute(
            "INSERT INTO measurement BY NAME SELECT * REPLACE ('shown' AS state, 4 AS numerator, "
            f"33 AS denominator, 12.0 AS value) FROM checked WHERE {in_2023}"
        )
    found = audit(Edition(file)).recoverable
    assert {target.key.period_start.year for target in found} == {2024}


def test_the_page_says_plainly_what_it_is(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    quarters = ((4, 12), (5, 13), (4, 15), (5, 11))
    arrives(*(f"feels_safe,2024-25 Q{q},,,,{x},{n},," for q, (x, n) in enumerate(quarters, 1)))
    arrives(*rows(REVIEWS, ((20, 30), (4, 33), (5, 29))), name="reviews.csv")
    assert said(publishes(), schemas) == {
        "April 2024 to March 2025 together, because single quarters are hidden to protect "
        "children's privacy: 35 % (18 of 51).",
        "April 2023 to March 2025 together, because single years are hidden to protect "
        "children's privacy: 15 % (9 of 62).",
    }


def said(edition: Edition, schemas: Schemas) -> set[str]:
    view = EditionView(edition, schemas.strategies[0])
    return {
        together(schemas.indicators[name], m, single)
        for name in ("feels_safe", REVIEWS)
        for m, single in view.of(schemas.indicators[name]).together().items()
    }
