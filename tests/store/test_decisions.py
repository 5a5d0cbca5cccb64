"""A draft waits, what is withdrawn stands aside, and nothing is erased by either."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.ingest.check import Provenance
from data.store.store import Store, open_store
from schemas.problems import Refused
from tests.conftest import Arrives, Publishes, Read
from tests.support.old_store import old_store

COUNCIL = "E10000024"
OURS = Provenance("q1.csv", "Performance team", "Local extract", "The council", "2025-07-01")
OLD, NEW = "dental_checks,2024-25,,,,460,637,,p", "dental_checks,2024-25,,,,469,637,,r"


def stands(store: Store) -> list[int]:
    return [int(n) for n in store.current_figures(COUNCIL)["numerator"]]


def states(store: Store) -> list[str]:
    return list(store.extracts()["state"])


# Step by step: what is done to two extracts, the figure that then stands, and what each is

STEPS: dict[str, Callable[[Store], object]] = {
    "withdraw the second": lambda s: s.withdraw(2, "An officer", "Wrong quarter"),
    "restore the second": lambda s: s.restore_extract(2, "An officer"),
    "withdraw the first": lambda s: s.withdraw(1, "An officer", "Wrong quarter"),
    "accept the second": lambda s: s.accept(2, "An officer"),
}


@pytest.mark.parametrize(
    ("draft", "steps", "figures", "then"),
    [
        (False, [], [469], ["accepted", "accepted"]),
        (False, ["withdraw the second"], [460], ["accepted", "withdrawn"]),
        (False, ["withdraw the second", "withdraw the first"], [], ["withdrawn", "withdrawn"]),
        (False, ["withdraw the second", "restore the second"], [469], ["accepted", "accepted"]),
        (False, ["withdraw the first"], [469], ["withdrawn", "accepted"]),
        (True, [], [460], ["accepted", "draft"]),
        (True, ["accept the second"], [469], ["accepted", "accepted"]),
        (True, ["withdraw the second"], [460], ["accepted", "withdrawn"]),
        (True, ["withdraw the second", "restore the second"], [460], ["accepted", "draft"]),
    ],
)
def test_what_stands_after_each_decision(
    store: Store, read: Read, draft: bool, steps: list[str], figures: list[int], then: list[str]
) -> None:
    store.add(read(OLD), OURS)
    store.add(read(NEW), OURS, draft=draft)
    for step in steps:
        STEPS[step](store)
    assert (stands(store), states(store)) == (figures, then)
    assert list(store.extracts()["figures"]) == [1, 1], "and nothing is erased"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["restore the second"], "it is not withdrawn, so there is nothing to restore"),
        (["accept the second"], "it is not a draft, so there is nothing to accept"),
        (["withdraw the second"] * 2, "it is withdrawn already"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_words(
    store: Store, read: Read, steps: list[str], said: str
) -> None:
    for row in (OLD, NEW):
        store.add(read(row), OURS)
    for step in steps[:-1]:
        STEPS[step](store)
    before = store.decisions()
    with pytest.raises(Refused, match=said):
        STEPS[steps[-1]](store)
    assert store.decisions().equals(before)


@pytest.mark.parametrize("why", ["", "  "])
def test_a_withdrawal_needs_a_reason(store: Store, read: Read, why: str) -> None:
    store.add(read(OLD), OURS)
    with pytest.raises(Refused, match="say why"):
        store.withdraw(1, "An officer", why)


def test_an_extract_that_is_not_there_is_refused_in_words(store: Store) -> None:
    for ask in (*STEPS.values(), lambda s: s.content(2)):
        with pytest.raises(Refused, match="there is no extract of that number"):
            ask(store)


def test_who_decided_what_and_why_is_kept(store: Store, read: Read) -> None:
    store.add(read(OLD), OURS, draft=True)
    store.accept(1, "Ann", "Checked")
    store.withdraw(1, "Bob", "Wrong quarter")
    kept = store.decisions()[["who", "state", "why"]].values.tolist()
    assert kept == [
        ["Performance team", "draft", ""],
        ["Ann", "accepted", "Checked"],
        ["Bob", "withdrawn", "Wrong quarter"],
    ]


# The same file again


def test_adding_a_draft_again_lets_it_stand(store: Store, read: Read) -> None:
    added = [store.add(read(NEW), OURS, draft=draft) for draft in (True, True, False, False)]
    assert (added, states(store)) == ([True, False, True, False], ["accepted"])


def test_adding_what_was_withdrawn_again_does_not_put_it_back(store: Store, read: Read) -> None:
    store.add(read(NEW), OURS)
    store.withdraw(1, "An officer", "Wrong quarter")
    assert store.add(read(NEW), OURS) is False
    assert store.find_extract(read(NEW).fingerprint) == (1, "withdrawn")
    assert store.find_extract(read(OLD).fingerprint) is None


def test_an_extract_comes_back_as_it_came(store: Store, read: Read) -> None:
    for row in (OLD, NEW):
        store.add(read(row), OURS)
    assert [store.content(n) for n in (1, 2)] == [read(OLD).content, read(NEW).content]
    assert [int(n) for n in store.counts([2, 1])["numerator"]] == [460, 469]


# What it means for what is displaced


def test_without_the_real_extract_the_invented_figures_come_back(
    store: Store, arrives: Arrives
) -> None:
    arrives("feels_safe,2021-22 Q1,,,,31,40,,", illustrative=True)
    arrives("feels_safe,2024-25 Q4,,,,34,40,,")
    assert stands(store) == [34]
    store.withdraw(2, "An officer", "Wrong quarter")
    assert stands(store) == [31]


def test_without_the_newest_of_the_projects_own_its_earlier_self_stands(
    store: Store, arrives: Arrives
) -> None:
    for row in (OLD, NEW):
        arrives(row, name="dfe.csv", embedded=True)
    store.withdraw(2, "An officer", "Wrong quarter")
    assert stands(store) == [460]


def test_an_edition_holds_no_draft_and_nothing_withdrawn(
    store: Store, read: Read, publishes: Publishes
) -> None:
    store.add(read("dental_checks,2023-24,,,,400,600,,"), OURS)
    store.add(read(NEW), OURS, draft=True)
    assert [m.numerator for m in publishes().measurements("dental_checks")] == [400]
    store.accept(2, "An officer")
    assert [m.numerator for m in publishes().measurements("dental_checks")] == [400, 469]
    store.withdraw(1, "An officer", "Wrong year")
    assert [m.numerator for m in publishes().measurements("dental_checks")] == [469]


# A copy


def test_a_copy_of_the_store_is_a_store_with_all_of_it(
    store: Store, read: Read, tmp_path: Path
) -> None:
    store.add(read(OLD), OURS)
    store.add(read(NEW), OURS, draft=True)
    (tmp_path / "it's a copy").mkdir(mode=0o700)
    store.copy_to(tmp_path / "it's a copy" / "store.duckdb")
    assert [f.name for f in (tmp_path / "it's a copy").iterdir()] == ["store.duckdb"]
    with open_store(tmp_path / "it's a copy") as copy:
        assert copy.extracts_sealed().equals(store.extracts_sealed())
        assert copy.current_figures(COUNCIL).equals(store.current_figures(COUNCIL))
        assert copy.content(2) == store.content(2)
        assert copy.add(read("dental_checks,2023-24,,,,400,600,,"), OURS), "and it can go on"
        copy.withdraw(3, "An officer", "Wrong year")
    assert len(store.extracts()) == 2


# A store that was made before there were decisions


def test_a_store_of_before_decisions_still_opens_and_can_decide(workspace: Path) -> None:
    old_store(workspace / "store")
    with open_store() as store:
        assert (stands(store), states(store)) == ([460], ["accepted"])
        store.withdraw(1, "An officer", "Wrong year")
    with open_store() as store:
        assert (stands(store), states(store)) == ([], ["withdrawn"])
        assert store.content(1) == b"as it came"
