"""Quarter by quarter, with the limits they usually stay between: the picture and its words."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.theme import PAPER, STRATEGY, STROKES
from charts.xmr.xmr import Process, Quarter, process_alt, process_notes, process_svg
from metrics.verdicts.xmr import process_limits
from schemas.periods import Period, PeriodKind
from schemas.states import BRIEF, State
from tests.charts.drawings import NS, check, marks, texts

SIZES = [(860, 400), (390, 340)]
OURS = STROKES["ours"].colour
NEVER = "The word on the page never comes from this picture."
TRIAL = "trial limits: fewer than 13 quarters"


def quarters(values: list[float | None], unseen: State = State.SUPPRESSED) -> tuple[Quarter, ...]:
    """From April to June 2022 on."""
    period, found = Period.parse("2022-23 Q1", {PeriodKind.QUARTER}), []
    for value in values:
        found.append(Quarter(period.end, period.tick, period.words, value, unseen))
        period = period.next
    return tuple(found)


def process(values: list[float | None], unseen: State = State.SUPPRESSED) -> Process:
    """With the product's own limits."""
    found = process_limits([value for value in values if value is not None])
    return Process(
        title="About half of care leavers aged 19 to 21 are in work or learning",
        unit="percent",
        decimals=0,
        quarters=quarters(values, unseen),
        centre=found.centre if found else 0,
        low=found.low if found else 0,
        high=found.high if found else 0,
        trial=found is None or found.trial,
        illustrative=False,
    )


USUAL = process([52, 55, 50, 54, 51, 49, 53, 55, 48, 50, 52, 71, 51, 53, 49, 52])
HIDDEN = process([52, None, 50, 54, None, None, 53, 51, None])
NOTHING = process([None] * 6)


def rings(picture: str) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(picture).iter(f"{NS}circle")
    return [e for e in found if e.get("fill") == "none"]


def ruled(picture: str) -> list[tuple[float, bool]]:
    """How high each line across the plot is, and whether it is dashed: the average and limits."""
    paths = ElementTree.fromstring(picture).iter(f"{NS}path")
    across = [e for e in paths if e.get("stroke") == STROKES["country"].colour]
    return [
        (float(e.attrib["d"].split()[-1]), e.get("stroke-dasharray") is not None) for e in across
    ]


# The picture


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("titled", [True, False])
def test_all_of_the_picture_is_inside_it_and_no_words_meet(
    width: int, height: int, titled: bool
) -> None:
    alike = process([50] * 6)
    for each in (USUAL, HIDDEN, NOTHING, alike, replace(HIDDEN, illustrative=True)):
        check(process_svg(each, width, height, titled))


def test_no_strategys_years_are_shaded() -> None:
    assert STRATEGY not in process_svg(USUAL)


def test_the_lines_are_named_at_their_ends_with_their_figures() -> None:
    said = [words for words, _ in texts(process_svg(USUAL))]
    assert {"Upper limit 62 %", "Average 53 %", "Lower limit 44 %"} <= set(said)
    narrow = " ".join(words for words, _ in texts(process_svg(USUAL, 390, 340)))
    assert "Upper limit 62 % Average 53 % Lower limit 44 %" in narrow


def test_the_limits_are_dashed_and_the_average_is_between_them_and_is_not() -> None:
    (high, upper), (centre, average), (low, lower) = ruled(process_svg(USUAL))
    assert (upper, average, lower) == (True, False, True)
    assert high < centre < low


def test_each_quarter_is_a_point_and_one_outside_the_limits_has_a_ring() -> None:
    picture = process_svg(USUAL)
    assert len(marks(picture)) == 16
    (ring,) = rings(picture)
    inside = next(e for e in marks(picture) if e.attrib["data-at"] == "2025-03-31")
    assert [ring.attrib[key] for key in ("cx", "cy")] == [inside.attrib[k] for k in ("cx", "cy")]
    assert float(ring.attrib["r"]) > float(inside.attrib["r"])


def test_a_quarter_on_a_limit_is_not_outside_it() -> None:
    on = replace(USUAL, low=48, high=71)
    assert on.outside == ()
    assert [q.value for q in replace(on, low=48.1, high=70.9).outside] == [48, 71]


def test_only_neighbours_that_both_have_a_figure_are_joined() -> None:
    paths = ElementTree.fromstring(process_svg(HIDDEN)).iter(f"{NS}path")
    joined = [e.attrib["d"].count("L") + 1 for e in paths if e.get("stroke") == OURS]
    assert joined == [2, 2]


@pytest.mark.parametrize("state", [State.SUPPRESSED, State.NOT_COLLECTED, State.NOT_AVAILABLE])
def test_a_quarter_without_a_figure_is_a_hollow_mark_with_a_word_and_no_number(
    state: State,
) -> None:
    picture = process_svg(process([52, None, 50, None, None], state))
    hollow = [e for e in marks(picture) if e.attrib["fill"] == PAPER]
    assert [e.attrib["data-state"] for e in hollow] == [state] * 3
    assert not any("data-value" in e.attrib for e in hollow)
    assert BRIEF[state] in " ".join(words for words, _ in texts(picture))


def test_without_any_figure_there_are_no_limits() -> None:
    picture = process_svg(NOTHING)
    said = " ".join(words for words, _ in texts(picture))
    assert "Hidden to protect children's privacy" in said
    assert "limit" not in said + " ".join(process_notes(NOTHING)) and ruled(picture) == []
    assert "No figure can be shown." in process_alt(NOTHING)


def test_limits_are_cut_to_what_can_be() -> None:
    wild = process([1, 99, 1, 99])
    assert (wild.low < 0, wild.high > 100) == (True, True)
    said = [words for words, _ in texts(process_svg(wild))]
    assert {"Upper limit 100 %", "Lower limit 0 %"} <= set(said)
    assert "No limit is drawn below 0 % or above 100 %." in process_notes(wild)
    assert not any("No limit" in note for note in process_notes(USUAL))


def test_a_picture_needs_a_quarter() -> None:
    with pytest.raises(ValueError, match="at least one"):
        process([])


def test_words_that_look_like_markup_are_only_words() -> None:
    sly = '</title><script>1</script>"&'
    each = replace(USUAL.quarters[0], tick=sly, period=sly)
    root = ElementTree.fromstring(process_svg(replace(USUAL, title=sly, quarters=(each,))))
    assert not list(root.iter(f"{NS}script"))
    assert root.findtext(f"{NS}title") == sly


def test_the_picture_has_its_text_alternative() -> None:
    root = ElementTree.fromstring(process_svg(USUAL))
    assert root.get("role") == "img"
    assert root.findtext(f"{NS}desc") == process_alt(USUAL)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_four_years_of_quarters_are_under_8_kb(width: int, height: int) -> None:
    assert len(process_svg(USUAL, width, height).encode()) < 8000


# The words


def test_the_notes_say_how_to_read_it_and_that_no_word_comes_from_it() -> None:
    assert process_notes(USUAL) == (
        "The solid line is the average. The dashed lines are limits: as long as nothing changes, "
        "nearly every quarter falls between them.",
        "A ring marks a quarter outside the limits: January to March 2025 (71 %).",
        f"{NEVER} It is here for those who know an XmR chart.",
    )


@pytest.mark.parametrize("each", [USUAL, HIDDEN, NOTHING])
def test_notes_and_alternative_say_that_no_word_comes_from_it(each: Process) -> None:
    assert NEVER in " ".join(process_notes(each))
    assert NEVER in process_alt(each)


def test_trial_limits_are_said_to_be() -> None:
    assert TRIAL in " ".join(process_notes(HIDDEN))
    assert TRIAL in process_alt(HIDDEN).lower()
    assert "trial" not in " ".join(process_notes(USUAL)) + process_alt(USUAL)


def test_the_alternative_says_the_ends_the_limits_and_what_is_outside_or_hidden() -> None:
    assert process_alt(USUAL) == (
        "About half of care leavers aged 19 to 21 are in work or learning. 52 % in April to June "
        "2022; 52 % in January to March 2026. Upper limit 62 %, average 53 %, lower limit 44 %. "
        f"Outside the limits: January to March 2025 (71 %). {NEVER}"
    )
    assert "No quarter is outside the limits. No figure in 4 of 9 quarters." in process_alt(HIDDEN)


def test_many_quarters_outside_the_limits_are_counted() -> None:
    tight = replace(USUAL, low=52.5, high=53.5)
    assert "Outside the limits: 14 of 16 quarters." in process_alt(tight)


def test_a_rate_is_said_with_what_it_is_per() -> None:
    rate = replace(USUAL, unit="per 100,000")
    assert "52 per 100,000 in April to June 2022" in process_alt(rate)
    assert "Average 53" in [words for words, _ in texts(process_svg(rate))]


def test_no_jargon_in_what_people_read() -> None:
    for each in (USUAL, HIDDEN):
        said = " ".join([*process_notes(each), process_alt(each), process_svg(each)]).lower()
        for word in ("significan", "statistic", "sigma", "outlier", "deviation", "variation"):
            assert word not in said


def test_invented_figures_are_marked_wherever_they_are() -> None:
    invented = replace(USUAL, illustrative=True)
    assert "Invented figures" in [words for words, _ in texts(process_svg(invented, 390, 340))]
    assert any(note.startswith("Invented") for note in process_notes(invented))
    assert process_alt(invented).startswith("Invented figures – ")
    assert "Invented" not in process_svg(USUAL) + process_alt(USUAL)


# Whatever comes

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
VALUES = st.one_of(st.sampled_from([0.0, 100.0, 50.0, -3.0, 130.0]), st.floats(0, 100))
SOME = st.lists(st.one_of(st.none(), VALUES), min_size=1, max_size=40)
UNITS = st.sampled_from(["percent", "per 10,000", "per 100,000", "count", "score"])
STATES = st.sampled_from([state for state in State if state is not State.SHOWN])


@given(SOME, UNITS, STATES, NAMES, st.sampled_from(SIZES), st.booleans(), st.booleans())
def test_whatever_the_figures_the_picture_can_be_drawn_and_read(
    values: list[float | None],
    unit: str,
    state: State,
    title: str,
    size: tuple[int, int],
    titled: bool,
    illustrative: bool,
) -> None:
    each = replace(process(values, state), unit=unit, title=title, illustrative=illustrative)
    picture = process_svg(each, *size, titled)
    check(picture)
    assert len(marks(picture)) == len(values)
    assert len(rings(picture)) == len(each.outside)
    assert NEVER in process_notes(each)[-1]


@given(SOME, VALUES, VALUES, VALUES, st.integers(0, 2))
def test_whatever_the_limits_the_picture_can_be_drawn(
    values: list[float | None], low: float, centre: float, high: float, decimals: int
) -> None:
    given = replace(process(values), low=low, centre=centre, high=high, decimals=decimals)
    check(process_svg(given, 390, 340))
    assert process_alt(given)
