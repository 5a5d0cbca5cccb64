"""Invented counties, three editions in a row: nothing that they hide can be worked out, and they
still show most of what they know.
"""

import csv
import io
import shutil
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import open_edition
from data.publish.audit import AuditResult, audit, report_lines
from data.publish.publish import publish
from data.store.store import open_store
from metrics.disclosure.relations import Key
from tests.publish.counties import YEARS, County, Design
from tests.publish.intruder import (
    ASKS,
    HIDDEN,
    Intruder,
    Place,
    Row,
    Told,
    Unchanged,
    What,
    place_of,
)
from tests.support.depth import night
from tests.support.old_edition import changing

RULE = 5
FEW = range(1, RULE + 1)
QUARTERS = {"Q1": (4, 6, 30), "Q2": (7, 9, 30), "Q3": (10, 12, 31), "Q4": (1, 3, 31)}
COLUMNS = ("indicator", "period_start", "period_end", "breakdown", "category")
Truth = dict[Place, tuple[int, int]]

COUNTIES = {
    "450 children": County(1, 450, quarterly=4, annual=5),
    "450 children, five breakdowns": County(4, 450, 1, 3, Design(breakdowns_each=5)),
    "900 children": County(2, 900, quarterly=4, annual=5),
    "900 children, two measures by month": County(6, 900, 3, 3, monthly=2),
    "1,500 children, by month": County(7, 1500, 1, 0, monthly=1),
    "900 children, five breakdowns": County(2, 900, 1, 3, Design(breakdowns_each=5)),
    "900 children, breakdowns by quarter": County(2, 900, 2, 3, Design(breakdowns_by="quarter")),
    "450 children who share three measures by quarter": County(
        1, 450, 2, 3, Design(2, "quarter"), shares_by_quarter=True
    ),
    "2,500 children": County(3, 2500, quarterly=4, annual=5),
    "2,500 children, five breakdowns": County(5, 2500, 2, 3, Design(breakdowns_each=5)),
}
EVERY_DAY = ("450 children", "1,500 children, by month", "2,500 children, five breakdowns")


@dataclass
class Published:
    """A county's editions, oldest first, with the folder that they are in, and what was true."""

    county: County
    folder: Path
    editions: list[Edition]
    truths: list[Truth]

    def audits(self) -> list[AuditResult]:
        return [audit(edition, self.folder) for edition in self.editions]

    @property
    def told(self) -> Told:
        said = self.county.schemas.relations
        same = [[(i, p) for i, _, p in (c.partition(".") for c in g.counts)] for g in said.same]
        return Told(same, [whole.parts for whole in said.wholes])

    def intruder(self, unchanged: Unchanged) -> Intruder:
        return Intruder([export_figures(e) for e in self.editions], self.told, unchanged, RULE)

    def was_unchanged(self, place: Place, earlier: int, later: int) -> bool:
        """Whether a row is truly the same in two editions, which nobody outside can know."""
        return self.truths[earlier][place] == self.truths[later][place]

    def companions(self, edition: int) -> list[Row]:
        """The rows that an edition hides although they hold no small number."""
        rows, true = export_figures(self.editions[edition]), self.truths[edition]
        hidden = (row for row in rows if row["state"] == HIDDEN)
        return [row for row in hidden if not is_small(true[place_of(row)])]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(county, id=name, marks=() if name in EVERY_DAY else night)
        for name, county in COUNTIES.items()
    ],
)
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """A county that published three years in a row, each with corrections to those before."""
    county: County = request.param
    folder = tmp_path_factory.mktemp("county")
    made = Published(county, folder / "editions", [], [])
    for year in YEARS:
        county.corrects()
        county.lives(year)
        with open_store(folder / "store") as store:
            county.sends(store)
            name = publish(
                store, county.schemas, why=str(year), made_by="a test", folder=made.folder
            )
        made.editions.append(open_edition(name, made.folder))
        made.truths.append(truth(county))
    yield made


def truth(county: County) -> Truth:
    """Every count that the county knows, and what it comes to in a year, and two and three."""
    found: Counter[tuple[Place, str]] = Counter()
    for row in csv.DictReader(io.StringIO(county.extract())):
        breakdown, category = row["breakdown"] or "all", row["category"] or "all"
        for start, end in spans(row["period"]):
            place = Place(row["indicator"], start, end, breakdown, category)
            for part in ("numerator", "denominator"):
                found[place, part] += int(row[part])
    return {p: (found[p, "numerator"], found[p, "denominator"]) for p, _ in found}


def spans(period: str) -> set[tuple[date, date]]:
    """What a row is a part of: itself, its quarter if it is of a month, one year, two and three."""
    if period.startswith("year to "):
        month = 3 * ("June", "September", "December").index(period.split()[2]) + 6
        year = int(period[-4:])
        first = date(year, 1, 1) if month == 12 else date(year - 1, month + 1, 1)
        return {(first, date(year, month, monthrange(year, month)[1]))}
    years, _, quarter = period.partition(" ")
    first, second = int(years[:4]), int(years[5:])
    found = set()
    if second <= 12:
        found.add((date(first, second, 1), date(first, second, monthrange(first, second)[1])))
        quarter, first = f"Q{(second - 4) % 12 // 3 + 1}", first - (second < 4)
    if quarter:
        opens, closes, day = QUARTERS[quarter]
        year = first + (quarter == "Q4")
        found.add((date(year, opens, 1), date(year, closes, day)))
    return found | {
        (date(first - before, 4, 1), date(first - before + many, 3, 31))
        for many in (1, 2, 3)
        for before in range(many)
    }


def of(counts: tuple[int, int], what: What) -> int:
    numerator, denominator = counts
    return {
        "numerator": numerator,
        "denominator": denominator,
        "complement": denominator - numerator,
    }[what]


def is_small(counts: tuple[int, int]) -> bool:
    return any(of(counts, what) in FEW for what in ASKS)


def worked_out(published: Published, intruder: Intruder) -> list[str]:
    """The counts that are truly small, and that the intruder has found, or nearly."""
    found = []
    for edition, place in intruder.hidden():
        for what in ASKS:
            true = of(published.truths[edition][place], what)
            pinned = intruder.find(edition, place, what) if true in FEW else None
            if pinned and pinned.least <= true <= pinned.greatest:
                found.append(f"{place} of edition {edition}, {what}: {pinned}")
    return found


def test_the_audit_finds_nothing_that_can_be_worked_out(published: Published) -> None:
    for audited in published.audits():
        assert (audited.recoverable, audited.already_disclosed) == ((), 0)


def test_what_is_shown_is_true(published: Published) -> None:
    """So that the intruder below is not misled, which would prove nothing."""
    for edition, true in zip(published.editions, published.truths, strict=True):
        for row in export_figures(edition):
            if row["state"] != HIDDEN:
                assert (row["numerator"], row["denominator"]) == true[place_of(row)]


def test_an_intruder_who_knows_which_rows_were_corrected_finds_nothing(
    published: Published,
) -> None:
    """The strongest there can be: nobody outside knows which of the hidden rows have changed."""
    intruder = published.intruder(published.was_unchanged)
    assert intruder.given_up == 0, "the truth fits itself"
    assert worked_out(published, intruder) == []


@pytest.mark.parametrize("guesses", ["nothing", "where both are hidden", "where either is"])
def test_an_intruder_who_guesses_which_rows_were_corrected_finds_nothing(
    published: Published, guesses: str
) -> None:
    hidden = [
        {place_of(row): row["state"] == HIDDEN for row in export_figures(edition)}
        for edition in published.editions
    ]

    def unchanged(place: Place, earlier: int, later: int) -> bool:
        are = hidden[earlier][place], hidden[later][place]
        return {"nothing": False, "where both are hidden": all(are)}.get(guesses, any(are))

    assert worked_out(published, published.intruder(unchanged)) == []


def test_the_same_intruder_finds_what_the_rule_alone_would_leave_open(
    published: Published,
) -> None:
    """With every companion shown again, as by a council that hides small counts and no more."""
    without = [list(map(dict, export_figures(edition))) for edition in published.editions]
    shown_again = 0
    for edition, rows in enumerate(without):
        companions = {place_of(row) for row in published.companions(edition)}
        shown_again += len(companions)
        for row in rows:
            if place_of(row) in companions:
                numerator, denominator = published.truths[edition][place_of(row)]
                row |= {"state": "shown", "numerator": numerator, "denominator": denominator}
    intruder = Intruder(without, published.told, published.was_unchanged, RULE)
    assert bool(worked_out(published, intruder)) is bool(shown_again)


def test_showing_any_single_companion_makes_the_audit_fail(
    published: Published, tmp_path: Path
) -> None:
    """The audit of the finished edition can fail, and no companion is hidden for nothing."""
    newest, true = published.editions[-1], published.truths[-1]
    file = tmp_path / f"{newest.name}.duckdb"
    shutil.copy(published.folder / file.name, file)
    file.chmod(0o644)
    for place in hidden_alone(published.companions(-1), newest, true):
        with shown(file, place, true[place]) as key:
            edition = Edition(file)
            found = audit(edition, published.folder, only=frozenset({key})).recoverable
            edition.close()
        assert found, f"{place} may as well be shown"


def hidden_alone(companions: list[Row], edition: Edition, true: Truth) -> Iterator[Place]:
    """The companions that are not hidden together with others, whatever they protect: not those of
    a breakdown whose empty categories are hidden too, and which is hidden whole; nor years
    together, for which others are never hidden."""
    hidden = {place_of(row) for row in export_figures(edition) if row["state"] == HIDDEN}
    empty = {p[:4] for p in hidden if 0 in (of(true[p], what) for what in ASKS)}
    for place in map(place_of, companions):
        if place[:4] not in empty and (place.end - place.start).days < 366:
            yield place


@contextmanager
def shown(file: Path, place: Place, counts: tuple[int, int]) -> Iterator[Key]:
    """An edition's file with the true counts in a row that it hides, and hidden again after."""
    where = " AND ".join(f"{name} = ?" for name in COLUMNS)
    change = "UPDATE measurement SET state = ?, numerator = ?, denominator = ?, value = ? WHERE "
    numerator, denominator = counts
    with changing(file) as db:
        told = ["shown", numerator, denominator, 100 * numerator / denominator]
        (of_key,) = db.execute(
            f"{change}{where} RETURNING (indicator, period_kind, period_start, period_end, area, "
            "breakdown, category)",
            [*told, *place],
        ).fetchall()
    yield Key(*of_key[0])
    with changing(file) as db:
        db.execute(change + where, [HIDDEN, None, None, None, *place])


def test_by_the_default_design_most_is_shown(published: Published) -> None:
    if published.county.design != Design():
        pytest.skip("this county publishes more than the default, and so it must hide more")
    for edition, audited in zip(published.editions, published.audits(), strict=True):
        said = "\n".join(report_lines(audited, edition))
        assert audited.hidden <= 0.25 * audited.figures, said
        totals = [r for r in export_figures(edition) if r["breakdown"] == "all"]
        long = [r for r in totals if (r["period_end"] - r["period_start"]).days > 31]
        hidden = sum(r["state"] == HIDDEN for r in long)
        assert hidden <= 0.10 * audited.totals, f"{hidden} of {len(long)} quarters and years"
