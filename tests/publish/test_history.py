"""Who did what, when and why, newest first; and what changed between two editions."""

from collections.abc import Callable

import pytest

from data.history import ListedEdition, StoredExtract, differences, editions, extracts, timeline
from data.ingest.check import Provenance
from data.publish.pointer import point_to
from data.store.store import Store
from tests.conftest import Arrives, Publishes, Read

OURS = Provenance("q1.csv", "Performance team", "Local extract", "The council", "2025-07-01")
DENTAL = "dental_checks,2024-25,,,,469,637,,"
FEW = "dental_checks,2024-25,,,,3,637,,"


def told(store: Store) -> list[str]:
    return [
        f"{e.who} {e.did} {'an edition' if isinstance(e.about, ListedEdition) else e.what}"
        + (f": {e.why}" if e.why else "")
        for e in timeline(store)
    ]


def test_what_was_done_is_told_newest_first(store: Store, read: Read, publishes: Publishes) -> None:
    store.add(read(DENTAL), OURS)
    publishes()
    store.add(read(FEW), OURS, draft=True)
    store.accept(2, "Ann", "Checked")
    store.withdraw(1, "Bob", "Wrong year")
    store.restore_extract(1, "Cyn")
    publishes()
    assert told(store) == [
        "a test published an edition: a test",
        "Cyn put back q1.csv",
        "Bob withdrew q1.csv: Wrong year",
        "Ann accepted q1.csv: Checked",
        "Performance team kept as a draft q1.csv",
        "a test published an edition: a test",
        "Performance team added q1.csv",
    ]


DECIDE: dict[str, Callable[[Store], object]] = {
    "nothing": lambda s: None,
    "withdraw": lambda s: s.withdraw(1, "Bob", "Wrong year"),
    "accept": lambda s: s.accept(1, "Ann"),
}


@pytest.mark.parametrize(
    ("draft", "decided", "state"),
    [
        (False, "nothing", "accepted"),
        (False, "withdraw", "withdrawn"),
        (True, "nothing", "draft"),
        (True, "accept", "accepted"),
    ],
)
def test_an_extract_is_told_with_where_it_came_from_and_what_it_is(
    store: Store, read: Read, draft: bool, decided: str, state: str
) -> None:
    store.add(read(DENTAL), OURS, draft=draft)
    DECIDE[decided](store)
    (held,) = extracts(store)
    assert isinstance(held, StoredExtract)
    assert (held.id, held.name, held.figures, held.state) == (1, "q1.csv", 1, state)
    assert (held.publication, held.publisher, held.released) == (
        *("Local extract", "The council", "2025-07-01"),
    )
    assert held.fingerprint == read(DENTAL).fingerprint
    assert store.content(held.id) == read(DENTAL).content


def test_which_edition_is_current_is_told(arrives: Arrives, publishes: Publishes) -> None:
    arrives(DENTAL)
    first, second = publishes(), publishes()
    told = {edition.name: edition.is_current for edition in editions()}
    assert told == {first.name: False, second.name: True}
    point_to(first.name)
    assert {edition.name for edition in editions() if edition.is_current} == {first.name}


def test_a_store_without_anything_has_no_history(store: Store) -> None:
    assert timeline(store) == ()


# Between two editions


@pytest.mark.parametrize(
    ("then", "new", "different", "gone"),
    [
        ([], 0, 0, 0),
        (["dental_checks,2023-24,,,,400,600,,"], 1, 0, 0),
        (["dental_checks,2024-25,,,,470,637,,"], 0, 1, 0),
        ([FEW], 0, 1, 0),
        (["dental_checks,2024-25,,,,470,637,,", "dental_checks,2025-26,,,,470,637,,"], 1, 1, 0),
    ],
    ids=["nothing", "a new one", "a correction", "now hidden", "both"],
)
def test_figures_that_changed_are_counted_by_indicator(
    arrives: Arrives, publishes: Publishes, then: list[str], new: int, different: int, gone: int
) -> None:
    arrives(DENTAL)
    first = publishes()
    if then:
        arrives(*then, released="2026")
    found = differences(first, publishes())
    assert sum((c.new, c.different, c.gone) != (0, 0, 0) for c in found.figures) == bool(then)
    for change in found.figures:
        assert (change.indicator, change.new, change.different, change.gone) == (
            *("dental_checks", new, different, gone),
        )


def test_what_was_withdrawn_is_gone_and_said_so(
    arrives: Arrives, publishes: Publishes, store: Store
) -> None:
    arrives(DENTAL)
    first = publishes()
    store.withdraw(1, "Bob", "Wrong year")
    second = publishes()
    found, back = differences(first, second), differences(second, first)
    assert found.sentence == "Figures: 1 gone. Words: 2 changed."
    assert back.sentence == "Figures: 1 new. Words: 2 changed."
    assert str(found.words[0]) == "Teeth checked by a dentist: Too few to say → nothing said"
    assert differences(first, first).sentence == "Figures: no change. Words: no change."


def test_no_number_is_told_of_what_is_hidden(arrives: Arrives, publishes: Publishes) -> None:
    arrives("dental_checks,2024-25,,,,4,918273,,")
    first = publishes()
    arrives("dental_checks,2024-25,,,,400,918273,,", released="2026")
    assert "918273" not in repr(differences(first, publishes()))
