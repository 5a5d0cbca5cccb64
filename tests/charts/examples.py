"""Charts of real figures (and two invented extracts), for the tests of every drawing.

Figures: Department for Education, 'Children looked after in England including adoptions' and
'Outcomes for children in need'; Ministry of Justice, first-time entrants.
"""

from dataclasses import dataclass
from functools import cache

from charts.model.build import breakdown_chart, indicator_chart, on_one_axis
from charts.model.chart import Chart
from metrics.measurement import Measurement, Neighbours
from schemas.declared import Indicator
from tests.charts.small_charts import (
    CALENDAR,
    COUNCIL,
    NEAREST,
    OUTCOMES,
    QUARTER,
    SCHOOL,
    STRATEGY,
    Cell,
    indicator,
    measured,
    neighbours,
)


@dataclass(frozen=True)
class Given:
    """What a chart is made from."""

    of: Indicator
    title: str
    ours: list[Measurement]
    beside: list[Measurement]
    like: list[Neighbours]
    start: int | None = None

    def chart(self) -> Chart:
        first = None if self.start is None else self.ours[self.start]
        return indicator_chart(
            self.of,
            COUNCIL,
            STRATEGY,
            self.ours,
            self.beside,
            self.like,
            self.title,
            NEAREST,
            first,
        )


EET = indicator(
    "care_leavers_eet_19_21",
    "Care leavers aged 19 to 21 in education, employment or training",
    cohort="care leavers aged 19 to 21",
    outcome="were in education, employment or training",
)
EET_COUNTS = (
    *((154, 348), (156, 330), (171, 330), (150, 311)),
    *((199, 365), (221, 415), (249, 486), (262, 513)),
)
EET_NEIGHBOURS = (
    *((38, 48, 58, 9), (40, 50, 60, 9), (41, 52, 61, 10), (42, 51, 60, 10)),
    *((44, 53, 62, 10), (45, 54, 64, 10), (46, 54, 63, 10), (44, 55, 62, 10)),
)


def eet() -> Given:
    return Given(
        EET,
        "About half of care leavers aged 19 to 21 are in work or learning",
        measured(EET, "2017-18", EET_COUNTS),
        measured(EET, "2017-18", [51, 52, 53, 52, 55, 56, 54, 54], "country")
        + measured(EET, "2017-18", [49, 48, 50, 55, 57, 55, 54, 56], "region"),
        neighbours(EET, "2017-18", EET_NEIGHBOURS),
        start=4,
    )


def placements() -> Given:
    of = indicator(
        "placements_3plus",
        "Children with three or more homes in a year",
        cohort="children in care",
        outcome="had three or more homes in the year",
        better="lower",
    )
    counts = [(36, 862), (37, 909), (37, 993), (26, 958), (60, 956), (61, 955), (43, 901)]
    return Given(
        of,
        "Few children move home three times in a year",
        measured(of, "2018-19", counts),
        measured(of, "2018-19", [10, 11, 9, 10, 10, 10, 10], "country")
        + measured(of, "2018-19", [10, 10, 8, 9, 10, 10, 10], "region"),
        neighbours(of, "2018-19", [(4, 10, 14, 10)] * 7),
        start=3,
    )


def stable_homes() -> Given:
    of = indicator("same_carer", "Children in the same home for two years or more")
    return Given(
        of,
        "Most children stay in the same home",
        measured(of, "2019-20", [(402, 560), (431, 590), (448, 611), (430, 602), (436, 607)]),
        measured(of, "2019-20", [72, 73, 74, 74, 73], "country"),
        [],
        start=2,
    )


def gcse() -> Given:
    of = indicator("gcse", "GCSE English and maths at grade 5 or above", SCHOOL, decimals=1)
    ours: list[Cell] = [(7, 61), "c", (9, 72), "x", "x", (11, 89), "c", "c", (9, 76)]
    return Given(
        of,
        "About one in nine reach grade 5 in English and maths",
        measured(of, "2016/17", ours, source=OUTCOMES),
        measured(of, "2016/17", [7.3, 7.6, 7.2, "x", "x", 11, 9.4, 8.9, 7.9], "country")
        + measured(of, "2016/17", [7.6, 6.7, 10.7, "x", "x", 8.5, 8.7, 8.8, 8.1], "region"),
        neighbours(of, "2016/17", [(5, 8, 13, 4), (4, 9, 12, 3), (6, 8, 12, 4)]),
    )


def absence() -> Given:
    of = indicator(
        "persistent_absence", "Children who miss a tenth of school or more", SCHOOL, decimals=1
    )
    ours: list[Cell] = [(32, 387), (36, 369), (31, 393), "x", (109, 387), (74, 389), (85, 388)]
    return Given(
        of,
        "Absence more than doubled in the pandemic and has stayed high",
        measured(of, "2016/17", [*ours, (95, 373), (85, 361)], source=OUTCOMES),
        measured(of, "2016/17", [10.0, 10.6, 10.9, "x", 30.5, 19.5, 18.4, 18.5, 18.1], "country")
        + measured(of, "2016/17", [8.6, 9.4, 9.5, "x", 27.4, 17.5, 18.5, 18.9, 18.2], "region"),
        [],
        start=5,
    )


def severe_absence() -> Given:
    of = indicator("severe_absence", "Children who miss half of school or more", SCHOOL, decimals=1)
    ours: list[Cell] = ["c", "c", "c", "x", (7, 214), "c", "c", "c", (27, 190)]
    return Given(
        of,
        "Too few children to show in most years",
        measured(of, "2016/17", ours, source=OUTCOMES),
        measured(of, "2016/17", [1.0, 1.1, 1.3, "x", 3.7, 3.4, 4.1, 4.6, 5.1], "country"),
        [],
        start=5,
    )


def all_suppressed() -> Given:
    of = indicator("special_schools", "Severe absence in special schools", SCHOOL)
    return Given(of, "Every figure is hidden", measured(of, "2020/21", ["c"] * 5), [], [], start=1)


def entrants() -> Given:
    of = indicator(
        "first_time_entrants",
        "Children entering the youth justice system for the first time",
        CALENDAR,
        unit="per 100,000",
        better="lower",
    )
    return Given(
        of,
        "Fewer children enter the youth justice system",
        measured(of, "2016", [324, 325, 301, 141, 116, 124, 143, 139, 103]),
        measured(of, "2016", [307, 281, 241, 206, 164, 158, 172, 136, 98], "region"),
        [],
        start=6,
    )


QUARTERS: list[Cell] = [
    *((18, 31), (21, 34), "c", (25, 36), (27, 40), (24, 37), (22, 36), (28, 41)),
    *((25, 35), (31, 42), "c", (30, 44), (33, 45), (36, 47), (31, 43), (38, 49)),
]


def quarters() -> Given:
    of = indicator(
        "initial_health", "First health assessment within 20 working days", QUARTER, snapshot=True
    )
    return Given(
        of,
        "About three in four are seen on time",
        measured(of, "2021-22 Q1", QUARTERS, invented=True, source="Illustrative extract"),
        [],
        [],
        start=3,
    )


def missing_rows() -> Given:
    given = eet()
    kept = [m for m in given.ours if m.period.end.year not in (2020, 2025)]
    return Given(given.of, given.title, kept, given.beside, given.like, start=3)


def in_and_out() -> Chart:
    of = indicator("review_health", "Regular health assessments done on time", QUARTER)
    out: list[Cell] = [(8, 15), "c", "c", (9, 17), (10, 18), (12, 19), "c", (13, 21)]
    inside: list[Cell] = [
        *((40, 52), (43, 55), (41, 53), "c"),
        *[(46, 56), (48, 58), (50, 60), (52, 61)],
    ]
    groups = [
        measured(of, "2023-24 Q1", inside, category="In county"),
        measured(of, "2023-24 Q1", out, category="Placed out of the county or not yet known where"),
    ]
    return breakdown_chart(of, STRATEGY, groups, "Children placed far away wait longer")


def small_multiples_of(*groups: list[Cell]) -> tuple[Chart, ...]:
    """A chart of each group over three years, before everyone."""
    of, everyone = indicator("district_health", "Health assessments"), [(120, 200)] * 3
    behind = measured(of, "2022-23", everyone)
    charts = [
        breakdown_chart(of, STRATEGY, [measured(of, "2022-23", g, category=name)], name, behind)
        for n, g in enumerate(groups)
        for name in [f"Group {n}"]
    ]
    return on_one_axis(charts)


def convicted() -> Given:
    of = indicator("convicted", "Children convicted or cautioned", better="lower")
    return Given(
        of,
        "None recorded in eight years: check recording",
        measured(of, "2017-18", [(0, 461), (0, 480), (0, 495), (0, 502), *[(0, 488)] * 4]),
        measured(of, "2017-18", [4, 3, 3, 2, 2, 2, 2, 2], "country"),
        [],
        start=4,
    )


def next_strategy() -> Given:
    given = eet()
    return Given(given.of, given.title, given.ours[:4], given.beside[:4], given.like[:4], None)


def one_year() -> Given:
    given = eet()
    return Given(given.of, given.title, given.ours[-1:], [], [], None)


GIVEN = {
    f.__name__: f
    for f in (
        *(eet, placements, stable_homes, gcse, absence, severe_absence, all_suppressed, entrants),
        *(quarters, missing_rows, one_year, convicted, next_strategy),
    )
}
NAMES = [*GIVEN, "in_and_out"]


@cache
def chart_of(name: str) -> Chart:
    return in_and_out() if name == "in_and_out" else GIVEN[name]().chart()
