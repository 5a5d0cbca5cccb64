"""What cannot be is refused, with one reason; what may be wrong is asked about, once; and an honest
surprise goes in. Beside what the council has published, and a file of its own quarters."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from data.any_file import provenance_of, read_any
from data.ingest.check import Extract, Provenance
from data.preview.plausibility import questions_about
from data.store.store import Store, open_store
from schemas.declared import Schemas
from tests.conftest import HEADER
from tests.support.once import copied

DENTAL, REVIEWS = "dental_checks", "taking_part_in_reviews"
REVIEWS_DONE = "review_health_assessments"
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
GROUPS_OF = [
    f"review_health_assessments,2024-25 Q{q},,{of}"
    for q, counts in {1: ("60,80", "40,50", "20,30"), 2: ("62,81", "41,50", "21,31")}.items()
    for of in (
        f",,{counts[0]},,",
        f"{SPLIT},In county,{counts[1]},,",
        f"{SPLIT},Out of county,{counts[2]},,",
    )
]
SENT = QUARTERS + GROUPS_OF
"""What the council has sent before."""


class Case(NamedTuple):
    """What was sent: rows of a file, of which another is sent with it; and what is said of it."""

    says: str
    rows: list[str]
    name: str = "new.csv"
    published: bool = False
    beside: tuple[str, ...] = ()


def but(*gone: str) -> list[str]:
    """What was sent before, without the rows that begin so."""
    return [row for row in SENT if not row.startswith(gone)]


def split(*counts: str, at: str = "2025-26 Q1", of: str = IHA) -> list[str]:
    """A total, and the same in the county and out of it: split("31,48", "20,30", "11,18")."""
    names = (",", f"{SPLIT},In county", f"{SPLIT},Out of county")
    return [f"{of},{at},,{name},{c},," for name, c in zip(names, counts, strict=True) if c]


def q(*counts: str, year: int = 2025, of: str = IHA) -> list[str]:
    """A quarter a count: q("31,48", "33,52")."""
    return [f"{of},{year}-{year - 1999} Q{n},,,,{c},," for n, c in enumerate(counts, 1) if c]


def year(indicator: str, *counts: str, last: str = "2025-26") -> list[str]:
    """A year a count, the newest last: 2025-26, unless another is said."""
    first = int(last[:4]) - len(counts) + 1
    return [f"{indicator},{y}-{y % 100 + 1:02},,,,{c},," for y, c in enumerate(counts, first)]


def activity(ages: str, counts: str, of: int) -> list[str]:
    """Care leavers in work or learning, not in it, and not known, of so many."""
    kinds = zip(("eet", "neet", "not_known"), counts.split(","), strict=False)
    return [row for k, n in kinds for row in year(f"care_leavers_{k}_{ages}", f"{n},{of}")]


FUTURE = "which is still to come"
EARLY = "was first counted for"
TWICE = "the same figure is already on row"
LEAST, MOST = "the least that it can be", "the most that it can be"
NEGATIVE, HUNDRED = "less than nought", "more than 100 percent"
YTD = "Does each quarter hold the ones before it"
ROLLING = "Are these rolling years?"
PERCENTS = "Are these counts, and not percents?"
DIGIT = "about ten times, or a tenth, of what it has been"
FAR = "times the most that it has been"
SMALL = "of the least that it has been"
COPY, OTHER = "not a copy?", "Is it no copy?"
SHARES, WITHIN = "more than everyone that they are of", "one is a part of the other, and is more"
CHILDREN = "of the same children, and of different numbers"
GROUPS, PARTS = "The groups add up to more than everyone", "those who are counted do not add up"
BEYOND = "beyond those of all the groups"
ADD = "The four quarters do not add up to the year"
GONE = "this one has not"
LONG_AGO = "years before the next figure of its measure"
DIFFERENT = "give the same figure differently"

ASKED = {
    # Its time
    "a year to come": Case(FUTURE, ["dental_checks,2029-30,,,,40,900,,"]),
    "a year that is not over": Case(FUTURE, ["dental_checks,2098-99,,,,440,600,,"]),
    "a day to come": Case(FUTURE, ["children_looked_after_rate,31/03/2035,,,,950,170000,,"]),
    "a quarter to come": Case(FUTURE, [f"{IHA},2090-91 Q1,,,,31,48,,"]),
    "a school year to come": Case(FUTURE, ["attainment_8,2030-31,,,,,60,20.1,"]),
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
    "points that are not what they add up to": Case(
        "not what the numerator and the denominator give",
        ["missing_incidents_per_child,2025-26,,,,900,180,9.9,"],
    ),
    # Its size
    "a denominator a hundred times": Case(
        f"denominator is more than 3 {FAR}", year(DENTAL, "469,63700")
    ),
    "a denominator ten times": Case(DIGIT, year(DENTAL, "469,6370")),
    "a denominator of a hundredth": Case(
        f"denominator is less than a third {SMALL}", year(DENTAL, "4,6")
    ),
    "a quarter ten times": Case(DIGIT, q("310,500")),
    "one quarter of several ten times": Case(
        DIGIT, q("41,60", "43,590", "40,61", "44,58", of=REVIEWS)
    ),
    "a numerator without its last digit": Case(DIGIT, year(DENTAL, "46,637")),
    "a numerator with a digit too many": Case(DIGIT, year("placements_3plus", "430,901")),
    "a correction without its last digit": Case(DIGIT, year(DENTAL, "46,637", last="2024-25")),
    "an average without its first digit": Case(DIGIT, ["sdq_average_score,2025-26,,,,,400,1.6,"]),
    "points without their last digit": Case(DIGIT, ["attainment_8,2025-26,,,,,76,1.5,"]),
    "a caseload without its point": Case(DIGIT, ["social_worker_caseload,30/09/2026,,,,,200,133,"]),
    "a population in hundreds": Case(
        f"denominator is less than a third {SMALL}",
        ["children_looked_after_rate,31/03/2026,,,,900,1715,,"],
    ),
    "children looked after without a digit": Case(
        DIGIT,
        ["children_looked_after_rate,31/03/2026,,,,90,171500,,"],
    ),
    "ours in England's place": Case(
        f"denominator is less than a third {SMALL}", ["dental_checks,2025-26,England,,,470,640,,"]
    ),
    "long before all others, by a slip of the year": Case(
        LONG_AGO, [f"{IHA},2008-09 Q1,,,,31,48,,"]
    ),
    "long before the matched census": Case(LONG_AGO, ["persistent_absence,2003-04,,,,85,361,,"]),
    # A copy
    "last year's count again": Case(COPY, year(DENTAL, "469,637")),
    "last year's placements again": Case(COPY, year("placements_3plus", "43,901")),
    "last year's average again": Case(COPY, ["sdq_average_score,2025-26,,,,,381,16.2,"]),
    "last year's quarters again": Case(COPY, q("36,51", "34,49", "38,56", "33,50")),
    "last year's small quarters again": Case(
        COPY, q("31,41", "32,42", "33,43", "34,44", of="feels_safe")
    ),
    "the last quarter again": Case(COPY, q("33,50")),
    "two measures' rows again": Case(
        COPY, year(DENTAL, "469,637") + year("sdq_cause_for_concern", "175,381")
    ),
    "another measure's count": Case(
        OTHER, year(DENTAL, "440,600") + year("school_moves_mid_year", "440,600")
    ),
    "another measure's count, from the store": Case(
        OTHER, year("school_moves_mid_year", "175,381", last="2024-25")
    ),
    "the years of one of the same children": Case(
        OTHER,
        year(DENTAL, "500,650", "510,660", last="2016-17")
        + year("immunisations", "500,650", "510,660", last="2016-17"),
    ),
    "another survey's quarters": Case(
        OTHER,
        q("31,45", "33,46", "30,44", of="feels_safe") + q("31,45", "33,46", "30,44", of=REVIEWS),
    ),
    # Percents and rolling years
    "percents as quarters": Case(PERCENTS, q("65,100", "68,100")),
    "percents as years": Case(PERCENTS, year(DENTAL, "75,100", "77,100")),
    "percents of a survey": Case(PERCENTS, q("81,100", "80,100", "83,100", of="feels_safe")),
    "shares as percents": Case(
        "Are these percents, from 0 to 100?",
        [f"social_worker_turnover,year to September {y},,,,,,0.{y - 2010}," for y in (2025, 2026)],
        published=True,
    ),
    "rolling years as quarters": Case(
        ROLLING, [*year(IHA, "141,206", last="2024-25"), *q("140,204", "143,207")]
    ),
    "rolling years beside quarters": Case(
        f"denominator is more than 3 {FAR}", q("140,204", "143,207")
    ),
    "rolling years of a survey": Case(
        ROLLING,
        [*year(REVIEWS_DONE, "250,320", last="2024-25"), *q("251,322", "249,318", of=REVIEWS_DONE)],
    ),
    # Year to date
    "a year to date": Case(YTD, q("25,34", "58,78", "82,110", "108,145")),
    "a year to date, two quarters": Case(YTD, q("30,48", "63,101")),
    "a year to date, three quarters": Case(YTD, q("30,48", "63,101", "95,150")),
    "a year to date, the first quarter in another file": Case(
        YTD, [f"{IHA},2025-26 Q2,,,,63,101,,"], beside=(f"{IHA},2025-26 Q1,,,,30,48,,",)
    ),
    "a year to date, from the second quarter": Case(YTD, q("", "60,105", "100,155")),
    "two years to date": Case(
        YTD,
        q("25,34", "58,78", "82,110", "108,145", year=2024, of=REVIEWS)
        + q("28,36", "55,80", "80,112", "110,150", of=REVIEWS),
    ),
    "two years to date, the second begun": Case(
        YTD,
        q("25,34", "58,78", "82,110", "108,145", year=2024, of=REVIEWS) + q("28,36", of=REVIEWS),
    ),
    "a year to date, with its year": Case(
        YTD, q("25,34", "58,78", "82,110", "108,145") + year(IHA, "108,145")
    ),
    "a rolling year, with its year": Case(
        YTD, q("140,154", "143,157", "139,153", "141,156") + year(IHA, "141,156")
    ),
    "a year to date, of few": Case(YTD, q("5,10", "12,22", "18,33", of="life_skills_plan")),
    "a year to date, of a snapshot": Case(YTD, q("40,60", "78,118", of="leisure_offer_take_up")),
    "a year to date of one group": Case(
        YTD,
        [
            f"{IHA},2025-26 Q{n},,{SPLIT},In county,{c},,"
            for n, c in enumerate(["20,30", "41,62", "63,95"], 1)
        ],
    ),
    # Together
    "in work, not in work and not known, 19 to 21": Case(
        SHARES, activity("19_21", "300,150,80", 513)
    ),
    "in work and not in work, 19 to 21": Case(SHARES, activity("19_21", "400,150", 513)),
    "in work, not in work and not known, 17 and 18": Case(
        SHARES, activity("17_18", "150,60,12", 211)
    ),
    "in work, beside the others in the store": Case(
        SHARES, year("care_leavers_eet_19_21", "280,513", last="2024-25")
    ),
    "not known, beside the others in the store": Case(
        SHARES, year("care_leavers_not_known_17_18", "9,211", last="2024-25")
    ),
    "grade 5 above grade 4": Case(
        WITHIN,
        year("gcse_english_maths_grade_4", "20,70") + year("gcse_english_maths_grade_5", "25,70"),
    ),
    "grade 5 above grade 4 in the store": Case(
        WITHIN, year("gcse_english_maths_grade_5", "15,76", last="2024-25")
    ),
    "grade 4 below grade 5 in the store": Case(
        WITHIN, year("gcse_english_maths_grade_4", "8,76", last="2024-25")
    ),
    "severe above persistent": Case(
        WITHIN, year("persistent_absence", "80,350") + year("severe_absence", "88,350")
    ),
    "severe above persistent in the store": Case(
        WITHIN, year("severe_absence", "90,361", last="2024-25")
    ),
    "apprentices above all in work": Case(
        WITHIN, year("care_leavers_eet_19_21", "240,500") + year("apprenticeships_19_21", "250,500")
    ),
    "in university above all in work": Case(
        WITHIN, year("care_leavers_eet_19_21", "90,500") + year("higher_education_19_21", "95,500")
    ),
    # The same children
    "two denominators of health checks": Case(
        CHILDREN, year(DENTAL, "440,600") + year("immunisations", "590,610")
    ),
    "questionnaires, and scores of others": Case(
        CHILDREN, [*year("sdq_score_received", "390,450"), "sdq_average_score,2025-26,,,,,380,16,"]
    ),
    "children looked after, and others placed": Case(
        CHILDREN,
        [
            "children_looked_after_rate,31/03/2026,,,,900,171000,,",
            "placed_outside_county,31/03/2026,,,,400,880,,",
        ],
    ),
    "exam results of two cohorts": Case(
        CHILDREN, [*year("gcse_english_maths_grade_4", "12,76"), "attainment_8,2025-26,,,,,70,15,"]
    ),
    "absence of two cohorts": Case(
        CHILDREN, year("persistent_absence", "86,360") + year("severe_absence", "30,350")
    ),
    "care leavers of two cohorts": Case(
        CHILDREN,
        year("in_touch_19_21", "480,510") + year("suitable_accommodation_19_21", "470,500"),
    ),
    "a denominator unlike the others in the store": Case(
        CHILDREN, year(DENTAL, "420,560", last="2024-25")
    ),
    # Parts
    "groups that are everyone, and count fewer": Case(PARTS, split("31,48", "15,30", "10,18")),
    "groups that count more": Case(GROUPS, split("31,48", "20,30", "18,18")),
    "groups that are more than everyone": Case(GROUPS, split("31,48", "20,40", "10,20")),
    "groups beside the total in the store": Case(
        PARTS, split("", "20,31", "10,20", at="2024-25 Q1")
    ),
    "a total beside the groups in the store": Case(
        GROUPS, split("50,80", "", "", at="2024-25 Q1", of=REVIEWS_DONE)
    ),
    "types of school that do not add up": Case(
        PARTS,
        year("persistent_absence", "84,361")
        + [
            f"persistent_absence,2025-26,,school type,{kind},{c},,"
            for kind, c in {
                "Primary": "13,132",
                "Secondary": "50,191",
                "Special": "6,30",
                "Alternative provision": "8,8",
            }.items()
        ],
    ),
    "a figure beyond those of its groups": Case(
        BEYOND,
        [
            f"{IHA},2025-26 Q1,,{name},,,{value},"
            for name, value in {
                ",": "9.9",
                f"{SPLIT},In county": "90",
                f"{SPLIT},Out of county": "100",
            }.items()
        ],
        published=True,
    ),
    "quarters and a year of more": Case(ADD, year(IHA, "150,206", last="2024-25")),
    "quarters and a year out of more": Case(ADD, year(IHA, "141,216", last="2024-25")),
    "quarters and their year in one file": Case(
        ADD, q("31,48", "30,50", "33,51", "29,47") + year(IHA, "100,198")
    ),
    # What a corrected file no longer has
    "the last quarter": Case(GONE, but(f"{IHA},2024-25 Q4"), NAME),
    "the first quarter": Case(GONE, but(f"{IHA},2023-24 Q1"), NAME),
    "a quarter between": Case(GONE, but(f"{IHA},2024-25 Q1"), NAME),
    "a quarter between, under another name": Case(GONE, but(f"{IHA},2024-25 Q1"), "other.csv"),
    "a year": Case(GONE, but(f"{IHA},2023-24"), NAME),
    "a whole measure": Case(GONE, but("feels_safe"), NAME),
    "two whole measures": Case(GONE, but("feels_safe", "review"), NAME),
    "a group": Case(GONE, [row for row in SENT if "Out of county" not in row], NAME),
    "every group": Case(GONE, [row for row in SENT if SPLIT not in row], NAME),
    "all but the row that is corrected": Case(GONE, q("37,51", year=2024), NAME),
    # Files of one drop
    "one figure in two files": Case(
        DIFFERENT, year(DENTAL, "440,600"), beside=(*year(DENTAL, "441,600"),)
    ),
    "a figure, and none in another file": Case(
        DIFFERENT, year(DENTAL, "440,600"), beside=("dental_checks,2025-26,,,,,,,x",)
    ),
}


@pytest.fixture(scope="module")
def history(
    embedded: Path, schemas: Schemas, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """What the council has published, and has sent."""
    folder = copied(embedded / "store", tmp_path_factory.mktemp("history"))
    with open_store(folder) as store:
        store.add(*_file(Case("", SENT, NAME), schemas))
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
    return list(dict.fromkeys(problems)) or [
        q.message for q in questions_about(store, schemas, files)
    ]


@pytest.mark.parametrize("case", ASKED.values(), ids=ASKED)
def test_what_cannot_be_is_refused_and_what_may_be_wrong_is_asked(
    history: Store, schemas: Schemas, case: Case
) -> None:
    (only,) = said(case, history, schemas)
    assert case.says in only


HONEST = {
    # Real jumps: dental checks of 2020-21, persistent absence of 2020-21, entrants of 2023
    "checks that fell to a third in a lockdown": year(DENTAL, "160,640"),
    "checks that are nearly all done": year(DENTAL, "610,640"),
    "absence that trebled": year("persistent_absence", "240,370"),
    "placements that trebled": year("placements_3plus", "129,900"),
    "workers from agencies halved": ["social_worker_agency_rate,30/09/2026,,,,,,3.5,"],
    "an average that fell by three": ["sdq_average_score,2025-26,,,,,400,13.1,"],
    "points that rose by half": ["attainment_8,2025-26,,,,,70,22.4,"],
    "times missing as never before": ["missing_incidents_per_child,2025-26,,,,,170,11.2,"],
    "a caseload that rose by half": ["social_worker_caseload,30/09/2026,,,,,200,20.1,"],
    "many more children looked after": ["children_looked_after_rate,31/03/2026,,,,1300,171900,,"],
    "half as many again who are counted": year(DENTAL, "700,960"),
    "half as many who are counted": year(DENTAL, "240,320"),
    "a quarter of nearly twice as many": q("60,90"),
    "a quarter of half as many": q("16,25"),
    "quarters that rise": q("31,48", "33,52", "35,57", "38,61"),
    "quarters that rise and fall": q("31,48", "50,80", "33,49"),
    "quarters that double, and stay": q("31,48", "30,51", "70,95", "72,97"),
    # First figures, noughts and everyone
    "a first figure": ["workforce_training,2025-26 Q1,,,,25,40,,"],
    "a first year of quarters": q("21,40", "25,41", "20,38", "24,42", of="work_experience"),
    "first groups": split("31,48", "21,30", "10,18"),
    "a nought once more": year("convicted_or_cautioned", "0,478"),
    "a first nought": q("0,45"),
    "a nought after many": year("substance_misuse", "0,640"),
    "all of 54, as last year": year("development_checks", "54,54"),
    "all of 61": year("development_checks", "61,61"),
    "all of a quarter": q("48,48"),
    # Small numbers, and chance
    "few who were fewer": year("care_leavers_not_known_17_18", "11,205"),
    "a quarter of few, as the last": q("34,44", of="feels_safe"),
    "two checks of as many, as in 2025": year("annual_health_assessments", "616,640")
    + year("immunisations", "616,640"),
    "everyone in work, not in work or not known": activity("19_21", "265,236,12", 513),
    "everyone, and some of them not told": activity("19_21", "265,228", 513),
    # Corrections and updates
    "a small correction": year(DENTAL, "471,637", last="2024-25"),
    "a figure that is not known after all": ["dental_checks,2024-25,,,,,,,x"],
    "a correction in the file of that name": [
        *but(f"{IHA},2024-25 Q4"),
        f"{IHA},2024-25 Q4,,,,34,50,,",
    ],
    "the next quarter, in the file of that name": q("31,48"),
    "the newest quarters, without the oldest": [*but(f"{IHA},2023-24 Q1"), *q("31,48")],
    "what was sent before, and more": [*SENT, *q("31,48")],
    "absence and suspensions, of nearly the same": [
        "persistent_absence,2016-17,,,,47,387,,",
        "suspensions,2016-17,,,,54,387,,",
    ],
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_surprise_goes_in_with_a_note_at_most(
    history: Store, schemas: Schemas, name: str
) -> None:
    named = NAME if "name" in name or "newest" in name or "before" in name else "new.csv"
    case = Case("", HONEST[name], named, published="agencies" in name)
    assert said(case, history, schemas) == []
