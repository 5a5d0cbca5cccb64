"""Where we stand among all councils: the picture, its words and its table."""

import re
from dataclasses import replace
from math import inf, nan
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.funnel.funnel import (
    Funnel,
    FunnelLimit,
    SizedCouncil,
    funnel_alt,
    funnel_notes,
    funnel_rows,
    funnel_svg,
)
from charts.theme import STROKES
from metrics.verdicts.level import funnel as limits_of
from metrics.verdicts.series import SeriesKind
from schemas.declared import ONE_FOR_ALL
from tests.charts.drawings import NS, check, texts, whole

SIZES = [(860, 400), (390, 340)]
OURS = SizedCouncil("Nottinghamshire", 637, 73.6)


def limits(sizes: list[float], reference: float = 81.0) -> tuple[FunnelLimit, ...]:
    """The product's own limits about a percent."""
    found = limits_of(SeriesKind.PROPORTION, sizes, reference / 100, ONE_FOR_ALL.wobble)
    ends = (found.low, found.high, found.strong_low, found.strong_high)
    return tuple(
        FunnelLimit(size, *(100 * float(end[n]) for end in ends)) for n, size in enumerate(sizes)
    )


def councils(many: int) -> tuple[SizedCouncil, ...]:
    """Of every size and figure, the same each time."""
    return tuple(
        SizedCouncil(f"Council {n}", 30 + 11.7 * n, 60 + 40 * (n * 37 % 101) / 101)
        for n in range(many)
    )


USUAL = Funnel(
    title="Fewer of our children see a dentist than in most of England",
    unit="percent",
    decimals=0,
    reference=81.0,
    reference_label="England 81 %",
    ours=OURS,
    others=councils(149),
    limits=limits([1, 10, 20, 50, 100, 200, 400, 637, 1000, 2000]),
    size_label="Children looked after for a year",
    illustrative=False,
)
BY_HAND = replace(
    USUAL,
    reference=50,
    reference_label="England 50 %",
    ours=SizedCouncil("Ours", 150, 44),
    others=(
        SizedCouncil("Low", 200, 10),
        SizedCouncil("High", 100, 61),
        SizedCouncil("Highest", 150, 99),
        SizedCouncil("Middle", 50, 100),
    ),
    limits=(FunnelLimit(100, 40, 60, 30, 70), FunnelLimit(200, 48, 52, 46, 54)),
)
NOBODY_ELSE = replace(USUAL, others=())


def circle(picture: str) -> ElementTree.Element:
    """Our dot."""
    return next(ElementTree.fromstring(picture).iter(f"{NS}circle"))


def dots(picture: str) -> list[tuple[float, float]]:
    """The other councils."""
    paths = ElementTree.fromstring(picture).iter(f"{NS}path")
    round_ended = [e.attrib["d"] for e in paths if e.get("stroke-linecap") == "round"]
    places = re.findall(r"M([\d.-]+) ([\d.-]+)h0", "".join(round_ended))
    assert len(round_ended) <= 1
    return [(float(x), float(y)) for x, y in places]


# The picture


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("titled", [True, False])
def test_all_of_the_picture_is_inside_it_and_no_words_meet(
    width: int, height: int, titled: bool
) -> None:
    for funnel in (USUAL, BY_HAND, NOBODY_ELSE, replace(USUAL, illustrative=True)):
        check(funnel_svg(funnel, width, height, titled))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_picture_is_as_large_as_was_asked_for(width: int, height: int) -> None:
    page = whole(funnel_svg(USUAL, width, height, titled=False))
    assert (page.right, page.bottom) == (width, height)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_council_is_a_dot_and_ours_is_large_named_and_dark_blue(
    width: int, height: int
) -> None:
    picture = funnel_svg(USUAL, width, height)
    assert len(dots(picture)) == 149
    ours = circle(picture)
    assert (ours.attrib["fill"], float(ours.attrib["r"])) == (STROKES["ours"].colour, 7)
    assert "Nottinghamshire 74 %" in [words for words, _ in texts(picture)]


def test_a_dot_stands_at_its_value_and_larger_councils_further_right() -> None:
    picture = funnel_svg(BY_HAND)
    heights = {
        float(words.removesuffix(" %")): box.bottom - 3.08 - 5
        for words, box in texts(picture)
        if re.fullmatch(r"\d+ %", words) and box.right < 60
    }
    (low, bottom), (high, top) = min(heights.items()), max(heights.items())
    places = [*dots(picture), tuple(float(circle(picture).attrib[key]) for key in ("cx", "cy"))]
    values = [low + (bottom - y) / (bottom - top) * (high - low) for _, y in places]
    assert values == pytest.approx([10, 61, 99, 100, 44], abs=0.3)
    across = dict(zip([200, 100, 151, 50, 150], (x for x, _ in places), strict=True))
    assert [across[s] for s in sorted(across)] == sorted(across.values())


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("sizes", [10, 600])
def test_a_picture_of_150_councils_is_under_8_kb(width: int, height: int, sizes: int) -> None:
    grid = limits([float(2400 * (n + 1) // sizes) for n in range(sizes)])
    assert len(funnel_svg(replace(USUAL, limits=grid), width, height).encode()) < 8000


def test_the_95_in_100_lines_are_dashed_and_the_outer_lines_are_not() -> None:
    paths = list(ElementTree.fromstring(funnel_svg(USUAL)).iter(f"{NS}path"))
    curves = [e for e in paths if e.get("fill") == "none" and e.attrib["d"].count("L") > 3]
    assert [bool(e.get("stroke-dasharray")) for e in curves] == [True, True, False, False]


def test_no_limit_is_drawn_along_nought_or_100() -> None:
    nowhere = replace(USUAL, limits=tuple(FunnelLimit(n, -5, 130, 0, 100) for n in (1, 900, 2000)))
    paths = ElementTree.fromstring(funnel_svg(nowhere)).iter(f"{NS}path")
    assert [e for e in paths if e.get("stroke-dasharray")] == []


def test_the_name_of_a_council_and_the_reference_never_meet() -> None:
    long = SizedCouncil("Bournemouth, Christchurch and Poole and Newcastle upon Tyne", 1, 81)
    for size in (0, 5, 600, 1770, 5000, 90000):
        for value in (0, 50, 80.9, 81, 100):
            ours = replace(long, size=size, value=value)
            for width, height in SIZES:
                check(funnel_svg(replace(USUAL, ours=ours), width, height))


def test_one_giant_council_squeezes_the_scale_and_the_picture_says_so() -> None:
    giant = replace(USUAL, others=(*USUAL.others, SizedCouncil("Giant", 30000, 80)))
    said = " ".join(words for words, _ in texts(funnel_svg(giant)))
    assert "Larger numbers are drawn closer together" in said
    assert "closer together" not in funnel_svg(USUAL)
    check(funnel_svg(giant, 390, 340))


def test_an_axis_that_starts_above_nought_says_so() -> None:
    assert "The axis starts at 60 %, not nought." in funnel_svg(USUAL, titled=False)
    assert "not nought" not in funnel_svg(BY_HAND)


def test_words_that_look_like_markup_are_only_words() -> None:
    sly = '</title><script>1</script>"&'
    funnel = replace(USUAL, title=sly, size_label=sly, ours=replace(OURS, name=sly))
    root = ElementTree.fromstring(funnel_svg(replace(funnel, reference_label=sly)))
    assert not list(root.iter(f"{NS}script"))
    assert root.findtext(f"{NS}title") == sly
    assert circle(funnel_svg(funnel)).attrib["data-council"] == sly


def test_the_picture_has_its_text_alternative() -> None:
    root = ElementTree.fromstring(funnel_svg(USUAL))
    assert root.get("role") == "img"
    assert root.findtext(f"{NS}desc") == funnel_alt(USUAL)


# The limits


@pytest.mark.parametrize(
    ("size", "low", "high"),
    [(100, 40, 60), (150, 44, 56), (175, 46, 54), (200, 48, 52), (10_000, 48, 52)],
)
def test_between_two_sizes_the_limits_lie_on_a_straight_line(
    size: float, low: float, high: float
) -> None:
    at = BY_HAND.limit(size)
    assert at is not None
    assert (at.low, at.high) == (low, high)


@pytest.mark.parametrize(
    ("size", "value", "beyond"),
    [
        (100, 50, 0),
        (100, 60, 0),
        (100, 60.1, 1),
        (100, 70, 1),
        (100, 70.1, 2),
        (100, 39.9, -1),
        (100, 29.9, -2),
        (150, 44, 0),
        (150, 43.9, -1),
        (99, 0, 0),
        (0, 100, 0),
    ],
)
def test_a_council_on_a_line_is_between_and_one_too_small_for_any_line_too(
    size: float, value: float, beyond: int
) -> None:
    assert BY_HAND.outside_limits(SizedCouncil("Any", size, value)) == beyond


def test_limits_that_are_no_numbers_are_left_out() -> None:
    nothing = (FunnelLimit(0, 1, 2, 0, 3), FunnelLimit(50, nan, 1, 0, 2), BY_HAND.limits[0])
    assert replace(BY_HAND, limits=nothing).grid == BY_HAND.limits[:1]
    unbounded = replace(BY_HAND, limits=(FunnelLimit(9, -inf, inf, -inf, inf),))
    assert unbounded.grid == (FunnelLimit(9, 0, 100, 0, 100),)


# The words


CLOSE = "chance and a council's ordinary ups and downs could explain how far it is"


def test_the_notes_say_what_the_lines_are_and_how_many_are_outside_by_chance() -> None:
    assert funnel_notes(BY_HAND) == (
        "Each grey dot is a council; the large blue dot is Ours. The further right a dot is, the "
        "larger the council, and the less chance alone can move its figure.",
        "95 in 100 councils like England would be between the dashed lines, and 998 in 1,000 "
        "between the outer lines.",
        f"Ours is between the dashed lines: {CLOSE} from England.",
        "Of 5 councils with a figure, most likely none would be outside the dashed lines by "
        "chance alone; 3 are: 2 above and 1 below.",
    )


FAR = "chance and ordinary ups and downs would put only"


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (99, f"above the outer lines: {FAR} 2 in 1,000 councils that far"),
        (59, f"above the dashed lines: {FAR} 1 in 20 councils that far"),
        (50, f"between the dashed lines: {CLOSE}"),
        (43, f"below the dashed lines: {FAR} 1 in 20 councils that far"),
        (1, f"below the outer lines: {FAR} 2 in 1,000 councils that far"),
    ],
)
def test_the_notes_say_where_ours_is(value: float, where: str) -> None:
    notes = funnel_notes(replace(BY_HAND, ours=SizedCouncil("Ours", 150, value)))
    assert f"Ours is {where} from England." in notes


def test_of_150_councils_about_8_are_outside_by_chance_alone() -> None:
    said = " ".join(funnel_notes(USUAL))
    assert "Of 150 councils with a figure, about 8 would be outside the dashed lines by" in said


def test_the_alternative_says_ours_the_reference_and_how_many_are_outside() -> None:
    assert funnel_alt(BY_HAND) == (
        "Fewer of our children see a dentist than in most of England. Ours: 44 %, out of 150. "
        "England: 50 %. Ours is between the dashed lines. Of 5 councils with a figure, 2 are "
        "above the dashed lines and 1 is below them."
    )


def test_a_rate_is_said_with_what_it_is_per() -> None:
    rate = replace(USUAL, unit="per 100,000", reference_label="England 81")
    assert "Nottinghamshire: 74 per 100,000, out of 637. England: 81 per 100,000." in (
        funnel_alt(rate)
    )
    assert funnel_rows(rate)[-1].keys() == {"Council", "Figure (per 100,000)", "Out of"}


def test_with_nobody_else_and_no_limits_nothing_is_said_of_them() -> None:
    alone = replace(NOBODY_ELSE, limits=())
    assert funnel_notes(alone) == ()
    said = funnel_alt(NOBODY_ELSE) + " ".join(funnel_notes(NOBODY_ELSE))
    assert "with a figure" not in said and "grey dot" not in said
    assert funnel_alt(alone).endswith("Nottinghamshire: 74 %, out of 637. England: 81 %.")


def test_no_jargon_in_what_people_read() -> None:
    said = " ".join([*funnel_notes(USUAL), funnel_alt(USUAL), funnel_svg(USUAL)]).lower()
    for word in ("significan", "statistic", "funnel plot", "outlier", "confidence", "deviation"):
        assert word not in said


def test_invented_figures_are_marked_wherever_they_are() -> None:
    invented = replace(USUAL, illustrative=True)
    assert "Invented figures" in [words for words, _ in texts(funnel_svg(invented, 390, 340))]
    assert any(note.startswith("Invented") for note in funnel_notes(invented))
    assert funnel_alt(invented).startswith("Invented figures – ")
    assert {row["Invented"] for row in funnel_rows(invented)} == {"yes"}
    assert "Invented" not in funnel_svg(USUAL) + funnel_alt(USUAL)


# The table


def test_the_table_goes_from_the_highest_figure_to_the_lowest_with_ours_by_name() -> None:
    assert funnel_rows(BY_HAND) == [
        {"Council": "Middle", "Figure": "100 %", "Out of": "50"},
        {"Council": "Highest", "Figure": "99 %", "Out of": "150"},
        {"Council": "High", "Figure": "61 %", "Out of": "100"},
        {"Council": "Ours", "Figure": "44 %", "Out of": "150"},
        {"Council": "Low", "Figure": "10 %", "Out of": "200"},
    ]


# Whatever comes

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
VALUES = st.one_of(st.sampled_from([0.0, 100.0, 50.0, -3.0, 130.0]), st.floats(0, 100))
MANY = st.one_of(st.sampled_from([0.0, 1.0, 637.0]), st.floats(0, 2e6))
ENDS = st.one_of(VALUES, st.sampled_from([-inf, inf, nan]))
COUNCILS = st.builds(SizedCouncil, NAMES, MANY, VALUES)
GRIDS = st.lists(st.builds(FunnelLimit, MANY, ENDS, ENDS, ENDS, ENDS), max_size=12)
FUNNELS = st.builds(
    Funnel,
    title=NAMES,
    unit=st.sampled_from(["percent", "per 10,000", "per 100,000", "count", "score"]),
    decimals=st.integers(0, 2),
    reference=VALUES,
    reference_label=NAMES,
    ours=COUNCILS,
    others=st.lists(COUNCILS, max_size=20).map(tuple),
    limits=GRIDS.map(tuple),
    size_label=NAMES,
    illustrative=st.booleans(),
)


@given(FUNNELS, st.sampled_from(SIZES), st.booleans())
def test_whatever_the_figures_the_picture_can_be_drawn_and_read(
    funnel: Funnel, size: tuple[int, int], titled: bool
) -> None:
    check(funnel_svg(funnel, *size, titled))
    said = " ".join([funnel_alt(funnel), *funnel_notes(funnel)])
    assert len(funnel_rows(funnel)) == len(funnel.others) + 1
    assert len(dots(funnel_svg(funnel, *size))) == len(funnel.others)
    assert all(words in said for words in (funnel.title.rstrip("."), funnel.ours.name))


@given(st.integers(0, 30), VALUES, MANY)
def test_councils_that_are_all_the_same_can_be_drawn(many: int, value: float, size: float) -> None:
    same = tuple(SizedCouncil(f"Council {n}", size, value) for n in range(many))
    check(funnel_svg(replace(USUAL, others=same, ours=SizedCouncil("Ours", size, value))))
