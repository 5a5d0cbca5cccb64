"""What cannot be is refused, with one reason; what may be wrong is asked about, once; and an honest
surprise goes in. Beside what the council has published, and a file of its own quarters."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from data.any_file import provenance_of, read_any
from data.ingest.check import Extract, Provenance
from data.preview.plausibility import ask
from data.store.store import Store, open_store
from schemas.declared import Schemas
from tests.conftest import HEADER
from tests.support.once import copied

IHA = "initial_health_assessments"
SPLIT = "placement location"
NAME = "quarters.csv"
QUARTERS = [
    f"{IHA},{year}-{year - 1999} Q{q},,,,{n},{of},,"
    for year, counts in {
        2023: [(31, 48), (33, 52), (29, 47), (35, 55)],
        2024: [(36, 51), (34, 49), (38, 56), (33, 50)],
    }.items()
    for q, (n, of) in enumerate(counts, 1)
] + [f"feels_safe,2024-25 Q{q},,,,{30 + q},{40 + q},," for q in (1, 2, 3, 4)]
"""What the council has sent before."""


class Case(NamedTuple):
    """What was sent: rows of a file, of which another is sent with it; and what is said of it."""

    says: str
    rows: list[str]
    name: str = "new.csv"
    published: bool = False
    beside: tuple[str, ...] = ()


def q(*counts: str, year: int = 2025, of: str = IHA) -> list[str]:
    """A quarter a count: q("31,48", "33,52")."""
    return [f"{of},{year}-{year - 1999} Q{n},,,,{c},," for n, c in enumerate(counts, 1) if c]


def year(indicator: str, *counts: str, last: str = "2025-26") -> list[str]:
    """A year a count, the newest last: 2025-26, unless another is said."""
    first = int(last[:4]) - len(counts) + 1
    return [f"{indicator},{y}-{y % 100 + 1:02},,,,{c},," for y, c in enumerate(counts, first)]


FUTURE = "which is still to come"
EARLY = "was first counted for"
TWICE = "the same figure is already on row"
LEAST, MOST = "the least that it can be", "the most that it can be"
NEGATIVE, HUNDRED = "less than nought", "more than 100 percent"
YTD = "Does each quarter hold the ones before it"
ROLLING = "Are these rolling years?"
PERCENTS = "Are these counts, and not percents?"
FAR = "times the most that it has ever been"
SMALL = "of the least that it has ever been"
COPY, OTHER = "not a copy?", "Is it no copy?"
SHARES, WITHIN = "more than everyone that they are of", "one is a part of the other, and is more"
CHILDREN = "of the same children, and of different numbers"
GROUPS, PARTS = "The groups add up to more than everyone", "those who are counted do not add up"
BEYOND = "beyond those of all the groups"
ADD = "The four quarters do not add up to the year"
GONE = "this one has not"
LONG_AGO = "years before all other figures of its measure"
DIFFERENT = "give the same figure differently"

ASKED = {
    # Its time
    "a year to come": Case(FUTURE, ["dental_checks,2029-30,,,,40,900,,"]),
    "a year that is not over": Case(FUTURE, ["dental_checks,2098-99,,,,440,600,,"]),
    "a day to come": Case(FUTURE, ["children_looked_after_rate,31/03/2035,,,,950,170000,,"]),
    "a quarter to come": Case(FUTURE, [f"{IHA},2090-91 Q1,,,,31,48,,"]),
    "a school year to come": Case(FUTURE, ["attainment_8,2030-31,,,,,60,20.1,"]),
    "before there was a return of it": Case(EARLY, ["dental_checks,1998-99,,,,440,600,,"]),
    "before grade 5": Case(EARLY, ["gcse_english_maths_grade_5,2014-15,,,,10,60,,"]),
    "before the age group was counted": Case(EARLY, ["care_leavers_eet_17_18,2012-13,,,,60,100,,"]),
    "before the census of social workers": Case(
        EARLY, ["social_worker_caseload,30/09/2011,,,,,200,17.1,"]
    ),
    "twice, by another spelling of the year": Case(
        TWICE,
        ["dental_checks,2025-26,,,,440,600,,", "dental_checks,Year to March 2026,,,,441,600,,"],
    ),
    "twice, by another spelling of the quarter": Case(
        TWICE, [f"{IHA},2025-26 Q1,,,,31,48,,", f"{IHA},April to June 2025,,,,31,48,,"]
    ),
    "twice, by the council's code": Case(
        TWICE, [f"{IHA},2025-26 Q1,,,,31,48,,", f"{IHA},2025-26 Q1,E10000024,,,31,48,,"]
    ),
    "long before all others": Case(LONG_AGO, ["feels_safe,2005-06 Q1,,,,31,40,,"]),
    # Its scale and sign
    "an average below the scale": Case(LEAST, ["sdq_average_score,2025-26,,,,,400,-99,"]),
    "an average above the scale": Case(MOST, ["sdq_average_score,2025-26,,,,,400,41,"]),
    "points below the scale": Case(LEAST, ["attainment_8,2024-25,,,,,60,-0.5,"]),
    "points above the scale": Case(MOST, ["attainment_8,2024-25,,,,,60,190,"]),
    "less than once, of those who went missing": Case(
        LEAST, ["missing_incidents_per_child,2025-26,,,,,90,0.4,"]
    ),
    "a caseload below nought": Case(LEAST, ["social_worker_caseload,30/09/2026,,,,,200,-1,"]),
    "a percent below nought": Case(
        NEGATIVE, ["social_worker_turnover,year to September 2026,,,,,,-4,"], published=True
    ),
    "a percent above a hundred": Case(
        HUNDRED, ["social_worker_turnover,year to September 2026,,,,,,140,"], published=True
    ),
    "a rate of more than all": Case(
        "which it is out of", ["children_looked_after_rate,31/03/2026,,,,,,12000,"], published=True
    ),
    # Its size
    "a denominator a hundred times": Case(
        f"denominator is more than 3 {FAR}", year("dental_checks", "469,63700")
    ),
}


@pytest.fixture(scope="module")
def history(
    embedded: Path, schemas: Schemas, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """What the council has published, and has sent."""
    folder = copied(embedded / "store", tmp_path_factory.mktemp("history"))
    with open_store(folder) as store:
        store.add(*_file(Case("", QUARTERS, NAME), schemas))
        yield store


def _file(case: Case, schemas: Schemas) -> tuple[Extract, Provenance]:
    content = "\n".join([HEADER, *case.rows]).encode()
    extract = read_any(case.name, content, schemas, case.published)
    return extract, provenance_of(case.name, extract, schemas, "An officer")


def said(case: Case, store: Store, schemas: Schemas) -> list[str]:
    """The reasons for which a file is refused, or else what is asked of it."""
    files = [_file(case, schemas)]
    if case.beside:
        files.append(_file(case._replace(rows=[*case.beside], name="second.csv"), schemas))
    problems = [p.message for extract, _ in files for p in extract.problems]
    return list(dict.fromkeys(problems)) or [q.message for q in ask(store, schemas, files)]


@pytest.mark.parametrize("case", ASKED.values(), ids=list(ASKED))
def test_what_cannot_be_is_refused_and_what_may_be_wrong_is_asked(
    history: Store, schemas: Schemas, case: Case
) -> None:
    (only,) = said(case, history, schemas)
    assert case.says in only
