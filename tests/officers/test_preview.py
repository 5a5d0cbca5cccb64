"""What an officer is told before publishing: what will change, and nothing has changed yet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.editions.edition import Edition
from data.ingest.check import Extract, Provenance
from data.preview.model import Preview
from data.preview.preview import preview, preview_decision
from data.store.store import Store
from data.store.what_if import what_if
from officers.preview import _numbers
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.states import State
from tests.conftest import Arrives, Publishes, Read

COUNCIL = "E10000024"
Sees = Callable[..., Preview]
YEARS = [
    f"dental_checks,{y}-{y - 1999},,,,{300 + 20 * (y - 2021)},600,," for y in range(2021, 2025)
]
Y2024 = YEARS[-1]
"""dental_checks: 300, 320, 340 and 360 of 600, in the years to March 2022 to 2025."""


def source(name: str = "new.csv", released: str = "2026-01-01", **said: bool) -> Provenance:
    return Provenance(name, "An officer", "Local extract", "The council", released, **said)  # type: ignore[arg-type]


@pytest.fixture
def sees(store: Store, schemas: Schemas, read: Read) -> Sees:
    """Preview one extract of these rows: sees(row, name="q1.csv")."""

    def look(*lines: str, name: str = "new.csv", released: str = "2026-01-01") -> Preview:
        return preview(store, schemas, [(read(*lines), source(name, released))])

    return look


# Rows


BESIDE = "annual_health_assessments,2024-25,,,,,,,z"
"""Of another measure, so that no two files are the same."""


@pytest.mark.parametrize(
    ("row", "new", "corrections", "unchanged"),
    [
        ("dental_checks,2025-26,,,,380,600,,", 1, [], 0),
        (Y2024, 0, [], 1),
        (Y2024 + "p", 0, [], 1),
        ("dental_checks,2024-25,,,,360,600,60,", 0, [], 1),
        ("dental_checks,2024-25,,,,361,600,,", 0, ["360 of 600 → 361 of 600"], 0),
        ("dental_checks,2024-25,,,,,,,x", 0, ["360 of 600 → not available"], 0),
        ("dental_checks,2024-25,England,,,5000,8000,,", 1, [], 0),
    ],
    ids=[
        *("new", "the same", "now provisional", "with its value", "revised", "now a marker"),
        "another area",
    ],
)
def test_each_row_is_new_revised_or_unchanged(
    arrives: Arrives, sees: Sees, row: str, new: int, corrections: list[str], unchanged: int
) -> None:
    arrives(*YEARS)
    seen = sees(row, BESIDE)
    assert (len(seen.new) - 1, len(seen.revised), seen.unchanged) == (
        *(new, len(corrections), unchanged),
    )
    here = "Teeth checked by a dentist, the year to March 2025: "
    assert [str(c) for c in seen.corrections] == [here + said for said in corrections]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["dental_checks,2025-26,,,,380,600,,"], "Publish 1 new figure"),
        ([Y2024.replace("360", "361")], "Publish 1 correction"),
        ([Y2024.replace("360", "361"), "dental_checks,2025-26,,,,380,600,,",
          "dental_checks,2020-21,,,,380,600,,"], "Publish 2 new figures and 1 correction"),
        ([Y2024], "Nothing new to publish"),
    ],
)  # fmt: skip
def test_the_button_says_what_it_will_do(
    arrives: Arrives, publishes: Publishes, sees: Sees, rows: list[str], said: str
) -> None:
    arrives(*YEARS)
    publishes()
    assert sees(*rows).button == said


def test_what_is_in_the_store_and_not_yet_published_is_said_so(
    arrives: Arrives, publishes: Publishes, sees: Sees
) -> None:
    publishes()
    arrives(*YEARS)
    assert sees(*YEARS).button == "Publish what is in the store"
    assert sees(*YEARS).already == (("file.csv", "accepted"),)


@pytest.mark.parametrize(
    ("name", "last", "now", "missing"),
    [
        ("q.csv", ["Q1", "Q2", "Q3"], ["Q1", "Q3", "Q4"], ["July to September 2024"]),
        ("other.csv", ["Q1", "Q2", "Q3"], ["Q1", "Q3"], ["July to September 2024"]),
        ("q.csv", ["Q1", "Q2", "Q3"], ["Q4"], []),
        ("q.csv", [], ["Q1", "Q4"], []),
    ],
    ids=["the same name", "the same indicators", "another time", "the first"],
)
def test_what_the_last_file_like_it_had_and_this_one_has_not_is_named(
    arrives: Arrives, sees: Sees, name: str, last: list[str], now: list[str], missing: list[str]
) -> None:
    if last:
        arrives(*(f"feels_safe,2024-25 {q},,,,31,40,," for q in last), name="q.csv")
    seen = sees(*(f"feels_safe,2024-25 {q},,,,32,40,," for q in now), name=name)
    assert [cell.period.words for cell in seen.missing.named] == missing
    assert len(seen.missing) == len(missing)


def test_what_is_missing_stays_as_it_was(arrives: Arrives, store: Store, sees: Sees) -> None:
    arrives(*YEARS, name="q.csv")
    seen = sees(YEARS[0].replace("300", "301"), Y2024, name="q.csv")
    assert (len(seen.missing), len(seen.gone), len(seen.revised)) == (2, 0, 1)


# Beside published figures


@pytest.mark.parametrize(
    ("theirs", "released", "said"),
    [
        (
            "dental_checks,2024-25,,,,469,637,,",
            "2025",
            "Figures of DfE 2025 that give way to the council&#39;s own: 1",
        ),
        ("dental_checks,2024-25,,,,469,637,,", "2027", "figure that gives way to another"),
        ("dental_checks,2024-25,,,,,,,c", "2025", "figure that gives way to another"),
        ("dental_checks,2023-24,,,,469,637,,", "2025", "new figure"),
    ],
    ids=["ours is newer", "theirs is newer", "theirs is hidden", "another year"],
)
def test_of_a_figure_beside_a_published_one_it_is_said_which_gives_way(
    arrives: Arrives, sees: Sees, schemas: Schemas, theirs: str, released: str, said: str
) -> None:
    arrives(theirs, published=True, publication="DfE 2025", released=released)
    told = _numbers(sees(Y2024), schemas)
    assert said in told
    assert ("DfE 2025" in told) == ("DfE 2025" in said)


def test_a_row_that_would_not_stand_is_neither_new_nor_a_correction(
    arrives: Arrives, sees: Sees
) -> None:
    arrives("dental_checks,2024-25,,,,469,637,,", released="2027")
    seen = sees(Y2024)
    assert (len(seen.outranked), len(seen.new), len(seen.revised), seen.unchanged) == (1, 0, 0, 0)


def test_invented_figures_that_give_way_are_named_and_ours_are_new(
    arrives: Arrives, publishes: Publishes, sees: Sees
) -> None:
    arrives(*(f"feels_safe,2024-25 Q{q},,,,31,40,," for q in (1, 2, 3)), illustrative=True)
    publishes()
    seen = sees("feels_safe,2024-25 Q3,,,,32,40,,")
    assert (seen.invented, len(seen.new), len(seen.gone)) == (("feels_safe",), 1, 0)
    assert [len(side) for c in seen.charts for side in (c.before, c.after)] == [3, 1]


# What will be hidden


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("dental_checks,2024-25,,,,3,600,,", {"count": 1}),
        ("dental_checks,2024-25,,,,597,600,,", {"complement": 1}),
        ("dental_checks,2024-25,,,,0,4,,", {"denominator": 1}),
        ("dental_checks,2024-25,,,,3,4,,", {"denominator": 1}),
        ("dental_checks,2024-25,,,,0,600,,", {}),
        ("dental_checks,2024-25,,,,,,,c", {}),
        ("sdq_average_score,2024-25,,,,,4,14.1,", {"denominator": 1}),
    ],
)
def test_what_will_be_hidden_is_said_with_its_reason(
    sees: Sees, row: str, reason: dict[str, int]
) -> None:
    assert sees(row).hidden_by_reason == reason


def test_a_quarter_that_the_year_would_give_away_takes_another_with_it(sees: Sees) -> None:
    quarters = [f"initial_health_assessments,2024-25 Q{q},,,,31,48,," for q in (1, 2, 3)]
    seen = sees(*quarters, "initial_health_assessments,2024-25 Q4,,,,3,48,,")
    assert seen.hidden_by_reason == {"count": 1, "part": 1}


CAME = ((4, 12), (5, 14), (3, 10), (9, 17), (4, 13), (5, 12), (6, 14), (2, 11),
        (4, 12), (5, 12), (3, 12), (4, 12), (9, 18), (8, 15), (7, 16), (6, 14))  # fmt: skip
AWAY = ((5, 16), (4, 15), (3, 18), (9, 17))
HERE = ((16, 37), (13, 35), (13, 30), (21, 46))
SMALL = [
    *(
        f"initial_health_assessments,{2021 + n // 4}-{22 + n // 4} Q{1 + n % 4},,,,{x},{of},,"
        for n, (x, of) in enumerate(CAME)
    ),
    *(
        f"initial_health_assessments,{2021 + n}-{22 + n},,placement location,{where},{x},{of},,"
        for n, away in enumerate(AWAY)
        for where, (x, of) in (("Out of county", away), ("In county", HERE[n]))
    ),
]


def test_where_much_would_be_hidden_the_preview_says_what_other_designs_would_show(
    sees: Sees, arrives: Arrives, publishes: Publishes, schemas: Schemas
) -> None:
    said = sees(*SMALL).would_show_more
    arrives(*SMALL)
    none = {"breakdowns_each": 0, "breakdowns": {}}
    no_groups = schemas.council.disclosure.model_copy(update=none)
    council = schemas.council.model_copy(update={"disclosure": no_groups})
    fewer = schemas.model_copy(update={"council": council})
    assert said == (
        f"As it is, {shown_of(publishes())} figures would be shown.",
        "A year in place of quarters: 6 of 12.",
        f"Everyone, and no groups: {shown_of(publishes(fewer))}.",
        "Two years together in place of one: 6 of 6.",
    )


def shown_of(edition: Edition) -> str:
    ours = edition.measurements("initial_health_assessments")
    return f"{sum(m.state is State.SHOWN for m in ours)} of {len(ours)}"


def test_where_little_would_be_hidden_nothing_else_is_offered(sees: Sees) -> None:
    assert sees(*YEARS, "dental_checks,2025-26,,,,3,600,,").would_show_more == ()


def test_nothing_but_the_corrections_holds_a_hidden_number(arrives: Arrives, sees: Sees) -> None:
    arrives("dental_checks,2024-25,,,,4,918273,,")
    seen = sees("dental_checks,2024-25,,,,3,918274,,", "dental_checks,2023-24,,,,918272,918275,,")
    assert next(str(c) for c in seen.corrections).endswith("4 of 918,273 → 3 of 918,274")
    assert "91827" not in repr(seen), "nor does what a log would print"
    assert [m.state for c in seen.charts for m in c.after] == [State.SUPPRESSED] * 2
    fields = [name for name in Preview.__dataclass_fields__ if name != "corrections"]
    assert not any("91827" in repr(getattr(seen, name)) for name in fields)


# Words


RISING = [f"dental_checks,{y}-{y - 1999},,,,{n},600,," for y, n in
          zip(range(2021, 2025), (300, 310, 420, 430), strict=True)]  # fmt: skip


def test_the_words_that_change_are_said_old_and_new(
    arrives: Arrives, publishes: Publishes, sees: Sees
) -> None:
    arrives(*RISING[:2], released="2025")
    publishes()
    words = [str(w) for w in sees(*RISING[2:]).words if w.kind == "trend"]
    assert words == ["Teeth checked by a dentist: Too few to say → Not clear yet"]


def test_what_is_previewed_is_what_is_published(
    arrives: Arrives, publishes: Publishes, store: Store, schemas: Schemas, read: Read
) -> None:
    arrives(*RISING[:2])
    before = publishes()
    arriving = [(read(*RISING[2:], "feels_safe,2024-25 Q1,,,,3,40,,"), source())]
    seen = preview(store, schemas, arriving)
    store.add_all(arriving)
    after = publishes()
    for chart in seen.charts:
        assert chart.before == before.measurements(chart.indicator)
        assert shown(chart.after) == shown(after.measurements(chart.indicator))
    assert trends(after)["dental_checks"] in [w.new for w in seen.words if w.kind == "trend"]
    assert {c.indicator for c in seen.charts} == {"dental_checks", "feels_safe"} == {*seen.affected}


def shown(measurements: tuple[object, ...]) -> list[str]:
    return [repr(m) for m in measurements]


def trends(edition: Edition) -> dict[str, str]:
    said = {}
    for v in edition.every_verdict():
        after = ", early sign, to be confirmed" if v.certainty == "early sign" else ""
        said[v.indicator] = edition.schemas.entry(v.trend).label + after
    return said


def test_with_no_edition_yet_everything_is_new(sees: Sees) -> None:
    seen = sees(*YEARS)
    assert len(seen.new) == 4
    assert {w.old for w in seen.words} == {"nothing said"}
    assert [c.before for c in seen.charts] == [()]


def test_looking_says_how_far_it_is(
    arrives: Arrives, publishes: Publishes, store: Store, schemas: Schemas, read: Read
) -> None:
    arrives(*YEARS)
    publishes()
    told: list[tuple[float, str]] = []
    preview(store, schemas, [(read(Y2024), source())], report=lambda *said: told.append(said))
    preview_decision(store, schemas, 1, "withdrawn", report=lambda *said: told.append(said))
    done = [part for part, _ in told]
    half = len(done) // 2
    assert done[:half] == sorted(done[:half]) == done[half:] and half >= 4
    assert done[0] == 0 and done[-1] < 1
    assert len({doing for _, doing in told}) >= 4, "it says what it is doing"


# Nothing is changed by looking


def test_looking_changes_nothing(
    arrives: Arrives, publishes: Publishes, sees: Sees, store: Store, workspace: Path
) -> None:
    arrives(*YEARS)
    publishes()
    before = (store.extracts().to_dict("records"), store.current_figures(COUNCIL).to_dict("list"))
    listed = sorted(f.name for f in (workspace / "editions").iterdir())
    sees("dental_checks,2025-26,,,,380,600,,")
    after = (store.extracts().to_dict("records"), store.current_figures(COUNCIL).to_dict("list"))
    assert str(before) == str(after)
    assert sorted(f.name for f in (workspace / "editions").iterdir()) == listed


def test_a_refused_extract_has_no_preview(sees: Sees) -> None:
    with pytest.raises(Refused, match="is not an indicator"):
        sees("dental_chekcs,2025-26,,,,380,600,,")


def test_a_supposed_store_is_only_to_be_read(store: Store, read: Read) -> None:
    with what_if(store, [(read(Y2024), source())]) as supposed:
        assert list(supposed.extracts()["name"]) == ["new.csv"]
        with pytest.raises(TypeError, match="only to be read"):
            supposed.add(read(YEARS[0]), source())


def test_two_may_look_at_once(store: Store, read: Read) -> None:
    def only(extract: Extract) -> list[tuple[Extract, Provenance]]:
        return [(extract, source())]

    one, other = only(read(Y2024)), only(read(Y2024.replace("360", "361")))
    with what_if(store, one) as first, what_if(store, other) as second:
        figures = [s.current_figures(COUNCIL)["numerator"].item() for s in (first, second)]
        assert figures == [360, 361]
    assert len(store.extracts()) == 0


# Drafts and withdrawals


def test_a_draft_that_comes_again_is_previewed_as_new(store: Store, sees: Sees, read: Read) -> None:
    store.add(read(Y2024), source(), draft=True)
    seen = sees(Y2024)
    assert (len(seen.new), seen.already) == (1, (("file.csv", "draft"),))


def test_what_was_withdrawn_is_not_new_when_it_comes_again(
    store: Store, sees: Sees, read: Read
) -> None:
    store.add(read(Y2024), source())
    store.withdraw(1, "An officer", "Wrong year")
    seen = sees(Y2024)
    assert (len(seen.new), seen.already) == (0, (("file.csv", "withdrawn"),))


def test_a_withdrawal_can_be_looked_at_first(
    arrives: Arrives, publishes: Publishes, store: Store, schemas: Schemas
) -> None:
    arrives(*YEARS)
    arrives(Y2024.replace("360", "380"), "dental_checks,2025-26,,,,390,600,,", released="2026")
    publishes()
    seen = preview_decision(store, schemas, 2, "withdrawn")
    assert [str(c).partition(": ")[2] for c in seen.corrections] == ["380 of 600 → 360 of 600"]
    assert (len(seen.gone), seen.button) == (1, "Publish 1 correction and 1 withdrawn figure")
    store.withdraw(2, "An officer", "Wrong year")
    publishes()
    back = preview_decision(store, schemas, 2, "accepted")
    assert (len(back.new), len(back.revised), back.unchanged) == (1, 1, 0)


def test_an_extract_that_is_not_there_cannot_be_looked_at(store: Store, schemas: Schemas) -> None:
    with pytest.raises(Refused, match="there is no extract of that number"):
        preview_decision(store, schemas, 9, "withdrawn")
