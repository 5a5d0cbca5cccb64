"""What could be worked out is not published: the edition before stays, and the officer sees why."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.editions.edition import Edition
from data.editions.folder import current_name, edition_names
from data.history import extracts
from data.publish.audit import audit
from data.store.decisions import ExtractState
from data.store.store import Store
from officers.decide import decide
from officers.messages import not_done
from schemas.declared import Schemas
from schemas.person import Person, Role
from schemas.problems import Refused
from schemas.settings import settings
from tests.conftest import HEADER, Arrives, Publishes

FINE = "dental_checks,2024-25,,,,469,637,,"
YEAR_AND_QUARTERS = (
    "feels_safe,2024-25,,,,2273,2311,,",
    "feels_safe,2024-25 Q1,,,,574,577,,",
    "feels_safe,2024-25 Q2,,,,563,571,,",
    "feels_safe,2024-25 Q3,,,,566,586,,",
    "feels_safe,2024-25 Q4,,,,570,577,,",
)


def always_shown(schemas: Schemas) -> Schemas:
    """What the project declares, by a council that will not hide any total of this measure."""
    rule = schemas.council.disclosure.model_copy(update={"always_show": ("feels_safe",)})
    council = schemas.council.model_copy(update={"disclosure": rule})
    return schemas.model_copy(update={"council": council})


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def publish_what_is_fine(arrives: Arrives, publishes: Publishes) -> Edition:
    arrives(FINE)
    return publishes()


def test_by_the_usual_rule_a_quarter_and_its_companion_are_hidden(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(*YEAR_AND_QUARTERS)
    edition = publishes()
    hidden = [m for m in edition.measurements("feels_safe") if m.state == "suppressed"]
    assert len(hidden) == 2
    assert audit(edition).recoverable == ()


def test_what_could_be_worked_out_is_refused_and_the_edition_before_stays(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    before = publish_what_is_fine(arrives, publishes)
    stood = files(settings().editions)
    arrives(*YEAR_AND_QUARTERS, name="safe.csv")
    with pytest.raises(Refused) as refused:
        publishes(always_shown(schemas))
    assert current_name() == before.name
    assert files(settings().editions) == stood
    said = str(refused.value)
    assert schemas.indicators["feels_safe"].short in said
    assert "April to June 2024" in said
    assert "could be worked out" in said and "in council.toml" in said
    numbers = {int(n) for n in re.findall(r"\d+", said)}
    assert not numbers & {3, 577, 574, 1702, 2311}, said


def test_it_can_be_published_once_the_total_may_be_hidden(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    publish_what_is_fine(arrives, publishes)
    arrives(*YEAR_AND_QUARTERS, name="safe.csv")
    with pytest.raises(Refused):
        publishes(always_shown(schemas))
    assert publishes().name == current_name() == edition_names()[-1]


def test_the_officers_note_names_the_cells_once_each_and_gives_no_number(
    arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    arrives(*YEAR_AND_QUARTERS)
    with pytest.raises(Refused) as refused:
        publishes(always_shown(schemas))
    said = not_done(refused.value)
    assert 'role="alert"' in said
    assert said.count("April to June 2024") == 1
    assert not re.search(r"\b(3|577|574)\b", said)


OFFICER = """
import streamlit as st
from officers.inbox import from_inbox
from tests.publish.test_refused_by_audit import always_shown
from schemas.load import load_schemas
from schemas.person import Person, Role
from_inbox(always_shown(load_schemas()), Person("An officer", Role.PUBLISHER))
"""


def test_the_officer_sees_why_on_the_page(
    arrives: Arrives, publishes: Publishes, workspace: Path
) -> None:
    before = publish_what_is_fine(arrives, publishes)
    inbox = workspace / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "safe.csv").write_text("\n".join([HEADER, *YEAR_AND_QUARTERS]) + "\n")
    page = AppTest.from_string(OFFICER, default_timeout=120).run()
    page.button(key="inbox").click().run()
    page.button(key="publish-inbox").click().run()
    assert not page.exception
    said = " ".join(str(e.proto.body) for e in page.get("html"))
    assert "Nothing on the pages was changed" in said or "not published" in said
    assert "April to June 2024" in said and "could be worked out" in said
    assert not re.search(r"\b(577|574)\b", said)
    assert current_name() == before.name


@pytest.mark.parametrize("was", ["draft", "withdrawn"])
def test_a_decision_that_cannot_be_published_is_taken_back(
    arrives: Arrives, publishes: Publishes, store: Store, schemas: Schemas, was: ExtractState
) -> None:
    """The extract is what it was, and the next who publishes does not meet its figures."""
    before = publish_what_is_fine(arrives, publishes)
    arrives(*YEAR_AND_QUARTERS, name="safe.csv")
    number = int(store.extracts()["id"].max())
    if was == "draft":
        store.put_to({number: "draft"}, "An officer", "Not yet")
    else:
        store.withdraw(number, "An officer", "Not yet")
    extract = next(e for e in extracts(store) if e.id == number)
    with pytest.raises(Refused):
        decide(
            extract,
            "Now",
            always_shown(schemas),
            Person("An officer", Role.PUBLISHER),
            lambda done, doing: None,
        )
    assert next(e.state for e in extracts(store) if e.id == number) == was
    assert current_name() == before.name
    assert store.decisions()["why"].tolist()[-1] == "Could not be published"
