"""A verdict is worked out once: what nothing has touched is taken over from the edition before."""

from pathlib import Path

import pandas as pd
import pytest

from data.editions.edition import Edition
from data.editions.export import export_verdicts
from data.publish.verdicts import ruleset_files, ruleset_fingerprint, verdict_tables
from metrics.verdicts.verdict import Verdict
from schemas.declared import Schemas
from tests.conftest import Arrives, Publishes
from tests.support.old_edition import without_words
from tests.support.verdict_cells import changed, years

STRATEGY = "nottinghamshire-2022-2025"
DENTAL = [
    f"dental_checks,{y}-{y - 1999},,,,{300 + 20 * (y - 2021)},600,," for y in range(2021, 2025)
]
HEALTH = [line.replace("dental_checks", "annual_health_assessments") for line in DENTAL]


def made_from(edition: Edition) -> dict[str, str]:
    return {v.indicator: v.made_from for v in edition.every_verdict()}


def test_after_one_new_figure_only_what_it_touches_is_new(
    arrives: Arrives, publishes: Publishes
) -> None:
    arrives(*DENTAL, *HEALTH)
    before = made_from(publishes())
    arrives("dental_checks,2025-26,,,,500,600,,", released="2026-11-20")
    after = made_from(publishes())
    assert before["dental_checks"] != after["dental_checks"]
    assert before["annual_health_assessments"] == after["annual_health_assessments"]


def test_what_has_not_changed_is_taken_over_as_it_was_said(schemas: Schemas) -> None:
    cells = pd.DataFrame(years(schemas.indicators["dental_checks"], "300 of 600", "400 of 600"))
    (first,) = verdicts_of(cells, schemas, {})
    kept = first.model_copy(update={"sentence": "As it was said then."})
    (again,) = verdicts_of(cells, schemas, {first.made_from: kept})
    assert again.sentence == "As it was said then."


CHANGES = ["a revised count", "another smallest change", "another word", "another strategy year"]


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_bears_on_a_verdict_makes_it_new(what: str, schemas: Schemas) -> None:
    dental = schemas.indicators["dental_checks"]
    cells = pd.DataFrame(years(dental, "300 of 600", "400 of 600", "410 of 600"))
    (first,) = verdicts_of(cells, schemas, {})
    said = schemas.words.trend["improving"].model_copy(update={"label": "Better"})
    trend = {**schemas.words.trend, "improving": said}
    strategy = schemas.strategies[0].model_copy(update={"baseline": "2022-23"})
    revised = pd.DataFrame(years(dental, "300 of 600", "401 of 600", "410 of 600"))
    cells, schemas = {
        "a revised count": (revised, schemas),
        "another smallest change": (cells, changed(schemas, "dental_checks", matters=3)),
        "another word": (
            cells,
            schemas.model_copy(update={"words": schemas.words.model_copy(update={"trend": trend})}),
        ),
        "another strategy year": (cells, schemas.model_copy(update={"strategies": (strategy,)})),
    }[what]
    stale = first.model_copy(update={"sentence": "stale"})
    (again,) = verdicts_of(cells, schemas, {first.made_from: stale})
    assert again.sentence != "stale"


def verdicts_of(cells: pd.DataFrame, schemas: Schemas, before: dict[str, Verdict]) -> list[Verdict]:
    cells = cells.assign(area_name="Nottinghamshire")
    rows = verdict_tables(cells, schemas, before)["verdict"].to_dict("records")
    return [Verdict(**{str(k): v for k, v in row.items()}) for row in rows]


def test_an_edition_of_before_verdicts_still_opens_and_says_nothing(
    default_edition: Edition, tmp_path: Path
) -> None:
    edition = Edition(without_words(default_edition, tmp_path))
    assert edition.verdicts(STRATEGY) == edition.answers(STRATEGY) == {}
    assert edition.standings("dental_checks") == {}
    assert edition.funnel("dental_checks") == ()
    assert edition.measurements("dental_checks")
    assert list(export_verdicts(edition)) == []


def test_a_byte_in_any_rule_changes_the_mark_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a room of a package too: else old words would be taken over under new rules."""
    files = ruleset_files()
    assert {"relations.py", "trend.py", "answers.py", "periods.py", "protect.py"} <= {
        file.name for file in files
    }
    marks, read = {ruleset_fingerprint.__wrapped__()}, Path.read_bytes
    for file in files:
        monkeypatch.setattr(Path, "read_bytes", lambda f, c=file: read(f) + b" " * (f == c))
        marks.add(ruleset_fingerprint.__wrapped__())
    assert len(marks) == 1 + len(files)
