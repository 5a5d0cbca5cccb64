"""A mean does not say what one child, or a few, come to: not beside an earlier edition, and not
beside the means of its parts."""

from datetime import date
from itertools import combinations
from math import ceil, floor
from pathlib import Path

import pytest

from data.editions.edition import Edition
from data.editions.export import export_figures
from data.editions.folder import open_edition
from data.publish.audit import audit
from data.publish.publish import publish
from data.store.store import Store
from metrics.disclosure.audit import Block
from metrics.disclosure.relations import Cell, Key, relations
from metrics.disclosure.rule import tells_of_few
from metrics.disclosure.secondary import Candidates, choose_companions
from schemas.declared import Schemas
from tests.conftest import Arrives, Publishes

FEW = 5
MEASURE = "missing_incidents_per_child"

# A mean and how many children it is of, what it is corrected to, and whether both may be shown
REVISIONS = [
    ("4.0 of 20", "2.3 of 19", False),  # one child went missing 36 times
    ("4.0 of 20", "3.4 of 24", False),
    ("4.0 of 20", "2.9 of 15", False),
    ("4.0 of 20", "2.3 of 14", True),  # six between them
    ("4.0 of 20", "3.4 of 26", True),
    ("4.0 of 20", "3.9 of 20", True),  # nobody more or less
    ("4.0 of 20", "4.0 of 20", True),
    ("2.0 of 300", "2.1 of 299", True),  # rounding hides what one child is
    ("4.0 of 60", "3.98 of 59", False),  # two decimals hide less
    ("4.0 of 60", "3.9 of 59", True),
    ("3.9 of 30", "4.0 of 29", False),
]


@pytest.mark.parametrize(("then", "now", "shows"), REVISIONS)
def test_a_corrected_mean_tells_of_those_between_both(then: str, now: str, shows: bool) -> None:
    for one, other in ((score(then), score(now)), (score(now), score(then))):
        assert tells_of_few(one, other, FEW) is not shows


# What was published, one after the other, and whether the last is shown
PUBLISHED = [
    (("4.0 of 20", "2.3 of 19"), False),
    (("4.0 of 20", "3.6 of 26", "3.7 of 25"), False),  # beside either
    (("4.0 of 20", "2.3 of 19", "2.3 of 19"), False),  # what was hidden stays so
    (("4.0 of 20", "2.3 of 19", "4.1 of 20"), True),
]


def line(mean: str) -> str:
    value, _, size = mean.partition(" of ")
    return f"{MEASURE},2023-24,,,,,{size},{value},"


@pytest.mark.parametrize(("means", "shows"), PUBLISHED)
def test_a_corrected_mean_is_hidden_where_it_tells_of_a_few_children(
    arrives: Arrives, publishes: Publishes, means: tuple[str, ...], shows: bool
) -> None:
    editions = []
    for release, mean in enumerate(means):
        arrives(line(mean), released=f"2025-0{release + 1}-01")
        editions.append(publishes())
    (found,) = editions[-1].measurements(MEASURE)
    assert (found.state == "shown") is shows
    assert [audit(edition).recoverable for edition in editions] == [()] * len(editions)
    assert worked_out(editions) == []


def worked_out(editions: list[Edition]) -> list[str]:
    """What an intruder finds with nothing but the exported means: of each two, what those between
    them come to, where no more whole numbers fit than the rule gives away."""
    means = [
        (row["denominator"], row["value"])
        for edition in editions
        for row in export_figures(edition)
        if row["indicator"] == MEASURE and row["state"] == "shown"
    ]
    found = []
    for (few, mean), (many, other) in combinations(sorted(means), 2):
        wobble = sum(size * 0.05 for size in (few, many))
        least, most = (other * many - mean * few + way * wobble for way in (-1, 1))
        if 1 <= many - few <= FEW and floor(most) - ceil(least) < FEW:
            found.append(f"{many - few} between {mean} of {few} and {other} of {many}")
    return found


def test_a_departments_means_are_not_ours_to_hide(arrives: Arrives, publishes: Publishes) -> None:
    for release, mean in enumerate(("4.0 of 20", "2.3 of 19")):
        arrives(line(mean), released=f"2025-0{release + 1}-01", published=True)
        edition = publishes()
    assert [m.state for m in edition.measurements(MEASURE)] == ["shown"]
    assert audit(edition).recoverable == ()


def test_two_editions_that_show_both_means_are_found_out(
    arrives: Arrives, store: Store, schemas: Schemas, tmp_path: Path
) -> None:
    """As by a council whose editions were made apart, so that neither knew of the other."""
    for release, mean in enumerate(("4.0 of 20", "2.3 of 19")):
        arrives(line(mean), released=f"2025-0{release + 1}-01")
        folder = tmp_path / str(release)
        name = publish(store, schemas, why="", made_by="a test", folder=folder)
    (first,) = (tmp_path / "0").glob("*.duckdb")
    (folder / first.name).hardlink_to(first)
    (found,) = audit(open_edition(name, folder), folder).recoverable
    assert (found.key.indicator, found.what) == (MEASURE, "sum")
    assert worked_out([open_edition(first.stem, folder), open_edition(name, folder)])


# Parts of a total: its categories' means and how many children, and which of them may be shown

PARTS = [
    ("4.0 of 60", ["2.3 of 40", "7.4 of 20"], []),
    ("4.0 of 20", ["2.3 of 19", "36.0 of 1"], [0, 1]),
    ("4.0 of 20", ["2.3 of 19"], [0]),  # the other one is left out
    ("4.0 of 40", ["2.3 of 19", "4.0 of 20", "36.0 of 1"], [0, 2]),
    ("4.0 of 60", ["2.3 of 30", "5.7 of 30"], []),
]
YEAR = ("financial year", date(2023, 4, 1), date(2024, 3, 31), "E10000024")


def score(mean: str) -> Cell:
    value, _, size = mean.partition(" of ")
    out_of = float(size)
    half = 0.5 * 10.0 ** -len(value.partition(".")[2]) * out_of
    sums = (float(value) * out_of - half, float(value) * out_of + half)
    state = "suppressed" if out_of <= FEW else "shown"
    return Cell(None, out_of, "score", state, published=False, sums=sums)


@pytest.mark.parametrize(("total", "parts", "hidden"), PARTS)
def test_the_means_of_parts_do_not_tell_of_a_few_children(
    total: str, parts: list[str], hidden: list[int], schemas: Schemas
) -> None:
    cells = {Key(MEASURE, *YEAR): score(total)}
    keys = [Key(MEASURE, *YEAR, "sex", str(n)) for n in range(len(parts))]
    cells |= {key: score(part) for key, part in zip(keys, parts, strict=True)}
    block = Block(cells, relations(cells, schemas), FEW)
    small = frozenset(k for k, c in cells.items() if c.state == "suppressed")
    protected = choose_companions(block, Candidates(small, frozenset(cells) - small))
    assert protected.unsafe == () and not protected.already_disclosed
    assert small | protected.companions == {keys[n] for n in hidden}


def test_what_a_few_come_to_is_found_although_how_many_they_are_is_not(schemas: Schemas) -> None:
    """The sums are attacked besides the sizes: three of four parts are known, and of the last how
    many children it is of is anybody's guess."""
    shown = {Key(MEASURE, *YEAR, "sex", "1"): score("2.00 of 30")}
    lone = Key(MEASURE, *YEAR, "sex", "2")
    cells = {Key(MEASURE, *YEAR): score("4.00 of 33"), **shown, lone: score("24.0 of 3")}
    found = {t.what for t in Block(cells, relations(cells, schemas), FEW).unsafe({lone})}
    assert found == {"denominator", "sum"}
