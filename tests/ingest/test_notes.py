"""Commentary, actions and commitments as CSVs: taken, refused with every problem, published.

A table each: what an officer might write, and what must be answered.
"""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.any_file import read_any
from data.editions.edition import Edition
from data.editions.folder import open_edition
from data.ingest.check import Extract, Provenance, check, read_extract
from data.ingest.notes import NotesLayout
from data.ingest.numbers_in_text import numbers_of_children
from data.ingest.source import CsvFile
from data.note_templates import note_template
from data.preview.model import Preview
from data.preview.preview import preview
from data.publish.publish import publish
from data.store.store import Store, open_store
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.notes import COLUMNS, CommitmentProgress, NoteKind, commitments
from schemas.problems import Refused

TODAY = date(2026, 11, 22)
GOOD: dict[NoteKind, dict[str, str]] = {
    NoteKind.COMMENTARY: {
        "indicator": "dental_checks",
        "period": "2024-25",
        "commentary": "Two new clinics opened in May, and 469 of 637 children were seen.",
        "by": "Head of Service",
        "date": "12/06/2025",
    },
    NoteKind.ACTION: {
        "reference": "2026-06 item 4",
        "about": "dental_checks",
        "action": "Tell the Panel why 16 and 17 year olds are seen less often.",
        "asked": "08/06/2026",
        "who": "Designated Nurse",
        "by_when": "07/12/2026",
        "status": "Open",
        "done": "",
        "outcome": "",
    },
    NoteKind.COMMITMENT: {
        "commitment": "adulthood-1",
        "promise": "",
        "partner": "District councils",
        "by_when": "",
        "status": "under way",
        "progress": "The offer now covers council tax.",
        "date": "01/10/2026",
    },
    NoteKind.BREAK: {
        "indicator": "dental_checks",
        "from": "2024-25 Q1",
        "why": "Only children in care for a year are counted.",
    },
    NoteKind.CARD: {
        "indicator": "dental_checks",
        "card": "Question",
        "question": "Who has no dentist near home?",
        "date": "08/06/2026",
    },
    NoteKind.TARGET: {
        "indicator": "dental_checks",
        "period": "2026-27",
        "target": "85 %",
        "tolerance": "2",
        "set_by": "Partnership Board",
        "date": "08/06/2026",
    },
    NoteKind.EVENT: {"about": "health", "event": "New clinic opened", "date": "13/05/2024"},
}


def written(kind: NoteKind, *changes: dict[str, str], columns: list[str] | None = None) -> bytes:
    """A file of good rows, but for these cells."""
    text = io.StringIO(newline="")
    names = columns or list(COLUMNS[kind])
    writer = csv.DictWriter(text, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows([GOOD[kind] | change for change in changes or ({},)])
    return text.getvalue().encode()


def read(content: bytes, schemas: Schemas, name: str = "file.csv") -> Extract:
    return check(CsvFile(name, content), [NotesLayout(TODAY)], schemas)


@pytest.mark.parametrize("kind", NoteKind)
def test_a_good_file_is_taken_and_known_by_its_headings(schemas: Schemas, kind: NoteKind) -> None:
    extract = read(written(kind), schemas)
    assert (extract.outcome, extract.problems, len(extract)) == ("accept", (), 1)
    assert [note.kind for note in extract.notes.values()] == [kind]


def test_a_file_of_figures_is_not_taken_for_notes(schemas: Schemas) -> None:
    figures = b"indicator,period,numerator,denominator\ndental_checks,2024-25,469,637\n"
    assert not NotesLayout().recognises(CsvFile("figures.csv", figures))


BAD: list[tuple[NoteKind, dict[str, str], str, str]] = [
    (NoteKind.TARGET, {"target": ""}, "C target", "this is empty"),
    (NoteKind.TARGET, {"target": "high"}, "C target", "is not a number. Write it as 75 or 2.5."),
    (NoteKind.TARGET, {"target": "105"}, "C target", "it is at least 0 and at most 100"),
    (NoteKind.TARGET, {"tolerance": "-2"}, "D tolerance", "is not a number"),
    (NoteKind.TARGET, {"period": "soon"}, "B period", "2024-25"),
    (
        NoteKind.TARGET,
        {"indicator": "children_looked_after_rate"},
        "A indicator",
        "can have no target",
    ),
    (NoteKind.TARGET, {"set_by": "Carer of two siblings"}, "E set_by", "from 1 to 5"),
    (NoteKind.TARGET, {"date": "31/12/2026"}, "F date", "still to come"),
    (NoteKind.EVENT, {"about": "eet"}, "A about", "is not a measure or an ambition"),
    (NoteKind.EVENT, {"event": "Opened on 13 May 2024"}, "B event", "full date"),
    (NoteKind.EVENT, {"event": "Three children moved in"}, "B event", "from 1 to 5"),
    (NoteKind.EVENT, {"date": "31/12/2026"}, "C date", "still to come"),
    (
        NoteKind.COMMENTARY,
        {"indicator": "dental_chekcs"},
        "A indicator",
        "Did you mean 'dental_checks'",
    ),
    (NoteKind.COMMENTARY, {"indicator": ""}, "A indicator", "this is empty"),
    (NoteKind.COMMENTARY, {"period": "2024-26"}, "B period", "two years that do not follow"),
    (NoteKind.COMMENTARY, {"period": "2024-25 Q1"}, "B period", "financial year"),
    (NoteKind.COMMENTARY, {"commentary": ""}, "C commentary", "this is empty"),
    (NoteKind.COMMENTARY, {"commentary": "Long. " * 120}, "C commentary", "Keep it to 600"),
    (NoteKind.COMMENTARY, {"commentary": "We saw 3 children."}, "C commentary", "from 1 to 5"),
    (
        NoteKind.COMMENTARY,
        {"commentary": "Four of our care leavers moved."},
        "C commentary",
        "from 1 to",
    ),
    (NoteKind.COMMENTARY, {"commentary": "Open since 3 May 2026."}, "C commentary", "a full date"),
    (NoteKind.COMMENTARY, {"by": ""}, "D by", "this is empty"),
    (NoteKind.COMMENTARY, {"by": "Carer of two siblings"}, "D by", "from 1 to 5"),
    (NoteKind.COMMENTARY, {"date": "31/02/2026"}, "E date", "dd/mm/yyyy"),
    (NoteKind.COMMENTARY, {"date": "31/12/2026"}, "E date", "still to come"),
    (NoteKind.ACTION, {"about": "adulhood"}, "B about", "Did you mean 'adulthood'"),
    (NoteKind.ACTION, {"status": "doing"}, "G status", "open, done or not known"),
    (
        NoteKind.ACTION,
        {"status": "done", "done": "01/01/2026"},
        "H done",
        "before it was asked for",
    ),
    (NoteKind.ACTION, {"done": "01/09/2026"}, "H done", "its status is open"),
    (NoteKind.ACTION, {"by_when": "07/12/2025"}, "F by_when", "before it was asked for"),
    (
        NoteKind.ACTION,
        {"action": "Look at the 43 children."},
        "C action",
        "commentary on its measure",
    ),
    (NoteKind.ACTION, {"who": ""}, "E who", "this is empty"),
    (NoteKind.COMMITMENT, {"commitment": "adulthood-9"}, "A commitment", "Did you mean"),
    (NoteKind.COMMITMENT, {"promise": "promote safeguarding"}, "B promise", "another commitment"),
    (
        NoteKind.COMMITMENT,
        {"status": "late"},
        "E status",
        "not started, under way, done or not known",
    ),
    (NoteKind.CARD, {"card": "pinned"}, "B card", "question, celebration, none or by the rule"),
    (NoteKind.CARD, {"question": "Why did 3 children?"}, "C question", "from 1 to 5"),
    (NoteKind.COMMITMENT, {"progress": "Up by 12 %."}, "F progress", "commentary on its measure"),
]


@pytest.mark.parametrize(("kind", "change", "column", "says"), BAD)
def test_what_is_wrong_is_said_with_its_row_and_column(
    schemas: Schemas, kind: NoteKind, change: dict[str, str], column: str, says: str
) -> None:
    extract = read(written(kind, change), schemas)
    assert extract.refused and not extract.notes
    found = [(p.row, p.column) for p in extract.problems if says in p.message]
    assert found == [(2, column)], extract.problems


def test_every_problem_of_a_file_is_said_at_once(schemas: Schemas) -> None:
    wrong = {"indicator": "dentists", "period": "2024-26", "commentary": "", "date": "tomorrow"}
    extract = read(written(NoteKind.COMMENTARY, {}, wrong, {}), schemas)
    assert [(p.row, p.column) for p in extract.problems] == [
        (3, "A indicator"),
        (3, "C commentary"),
        (3, "E date"),
        (4, "A indicator"),  # the same as row 2
    ]


HEADINGS = [
    (["indicator", "period", "commentary", "by"], "the column 'date' is missing"),
    (["indicator", "period", "commentary", "by", "date", "mood"], "the heading in F1 is not a"),
    (["indicator", "period", "commentary", "by", "date", "date"], "is there 2 times"),
]


@pytest.mark.parametrize(("columns", "says"), HEADINGS)
def test_headings_are_checked(schemas: Schemas, columns: list[str], says: str) -> None:
    content = ",".join(columns).encode() + b"\n" + b",".join(b"x" for _ in columns) + b"\n"
    messages = [p.message for p in read(content, schemas).problems]
    assert any(says in message for message in messages), messages


PERSONAL = [
    ("C commentary", {"commentary": "NHS number 943 476 5919 was seen."}, "an NHS number"),
    ("C commentary", {"commentary": "Write to jo@example.org."}, "an e-mail address"),
    ("C commentary", {"commentary": "She lives at NG22 9FF."}, "a postcode"),
    ("D by", {"by": "Jo, 0115 496 0000"}, "a telephone number"),
]


@pytest.mark.parametrize(("column", "change", "says"), PERSONAL)
def test_what_is_about_a_child_is_refused_not_kept_and_not_repeated(
    schemas: Schemas, column: str, change: dict[str, str], says: str
) -> None:
    extract = read(written(NoteKind.COMMENTARY, {"indicator": "nonsense"}, change), schemas)
    assert extract.personal and extract.content == b"" and not extract.notes
    assert [(p.row, p.column) for p in extract.problems] == [(3, column)]
    assert says in extract.problems[0].message
    assert next(iter(change.values())) not in str(extract)


SENTENCES = [
    ("Two new clinics opened in May.", []),
    ("3 children were seen.", [(3, "children")]),
    ("Two of our care leavers moved.", [(2, "children")]),
    ("31 of 55 had a plan.", [(31, "children"), (55, "children")]),
    ("31 of our 55 children had a plan.", [(31, "children"), (55, "children")]),
    ("One in ten young people said so.", [(10, "rate")]),
    ("3 in 54 were late.", [(3, "perhaps"), (54, "perhaps")]),
    ("All 1,204 looked after children were asked.", [(1204, "children")]),
    ("Two hundred and twelve children were asked.", [(212, "children")]),
    ("In quarter 3 children were asked.", []),
    ("In 2024-25 children were asked.", []),
    ("Key Stage 2 pupils did well.", []),
    ("16 and 17 year olds are seen less.", []),
    ("It rose to 47 %.", [(47, "percent")]),
    ("It rose to 47 per cent, and to 52.5%.", [(47, "percent"), (52.5, "percent")]),
    ("Some sixty per cent were seen.", [(60, "percent")]),
    ("Our target is 95 %.", [(95, "target")]),
    ("Our target is near. It is 94 % now.", [(94, "percent")]),
    ("We reached 20 % against our target of 60 %.", [(20, "percent"), (60, "target")]),
    ("The average fell from 14.2 to 13.9.", [(14.2, "perhaps"), (13.9, "perhaps")]),
    ("It costs £3 children's books included.", []),
    ("５ children were asked.", [(5, "children")]),
]


@pytest.mark.parametrize(("sentence", "numbers"), SENTENCES)
def test_numbers_of_children_are_found_in_sentences(
    sentence: str, numbers: list[tuple[float, str]]
) -> None:
    assert [(n.value, n.counts) for n in numbers_of_children(sentence)] == numbers


NUMBER = st.sampled_from([*"12345", "one", "Two", "three", "FOUR", "five", "３"])
BETWEEN = st.sampled_from(["", "of our ", "more ", "young ", "looked after ", "of the older "])
PEOPLE = st.sampled_from(["children", "child", "care leavers", "young people", "boys", "siblings"])
AROUND = st.sampled_from(["", "In Newark ", "There were ", "(", "Then - ", "up to ", "over "])


@given(AROUND, NUMBER, BETWEEN, PEOPLE, st.sampled_from(["", ".", " moved.", ", they said", "'s"]))
def test_no_small_number_of_children_passes_however_it_is_said(
    around: str, number: str, between: str, people: str, after: str
) -> None:
    found = list(numbers_of_children(f"{around}{number} {between}{people}{after}"))
    assert [n for n in found if 1 <= n.value <= 5]


@given(st.lists(st.lists(st.text(max_size=40), max_size=7), max_size=6), st.sampled_from(NoteKind))
def test_whatever_stands_in_a_file_it_is_answered(rows: list[list[str]], kind: NoteKind) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(COLUMNS[kind]), *rows])
    content = text.getvalue().encode("utf-8", "replace")
    extract = read_any("file.csv", content, load_schemas())
    assert bool(extract.notes) != extract.refused


def test_a_file_that_excel_saved_in_windows_letters_is_read_and_said(schemas: Schemas) -> None:
    change = {"commentary": "Children’s dentists – all of them – came."}
    content = written(NoteKind.COMMENTARY, change).decode().encode("cp1252")
    extract = read(content, schemas)
    assert extract.outcome == "accept-with-warning"
    assert "Windows-1252" in extract.problems[0].message
    assert "Children’s dentists – all" in str(extract.notes[2])


# From the file to the edition


def figures(schemas: Schemas, numerator: int = 469) -> tuple[Extract, Provenance]:
    rows = f"indicator,period,numerator,denominator\ndental_checks,2024-25,{numerator},637\n"
    return read_extract(f"{numerator}.csv", rows.encode(), schemas), provenance(f"{numerator}.csv")


def provenance(name: str, illustrative: bool = False) -> Provenance:
    return Provenance(name, "an officer", "Local extract", "A council", "2026", "", "", False,
                      illustrative)  # fmt: skip


def add(
    store: Store, schemas: Schemas, kind: NoteKind, *changes: dict[str, str], name: str
) -> None:
    store.add(read(written(kind, *changes), schemas, name), provenance(name))


def published(store: Store, schemas: Schemas, folder: Path) -> Edition:
    name = publish(store, schemas, why="test", made_by="a test", folder=folder)
    return open_edition(name, folder)


def test_all_three_stand_in_the_edition_with_where_they_came_from(
    tmp_path: Path, schemas: Schemas
) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(*figures(schemas))
        for kind in NoteKind:
            add(store, schemas, kind, name=f"{kind}.csv")
        edition = published(store, schemas, tmp_path / "editions")
    (commentary,) = edition.commentary("dental_checks")
    assert "469 of 637 children" in commentary.commentary
    assert (commentary.by, commentary.dated) == ("Head of Service", date(2025, 6, 12))
    assert commentary.source == "Local extract"
    assert [a.reference for a in edition.actions] == ["2026-06 item 4"]
    progress = edition.progress(schemas.strategies[0].id)
    assert progress["adulthood-1"].partner == "District councils"


def test_the_newest_of_two_about_the_same_thing_stands_whatever_came_last(
    tmp_path: Path, schemas: Schemas
) -> None:
    newer = {"progress": "It covers council tax and rent.", "date": "01/11/2026"}
    with open_store(tmp_path / "store") as store:
        add(store, schemas, NoteKind.COMMITMENT, newer, name="newer.csv")
        add(store, schemas, NoteKind.COMMITMENT, {"date": "01/05/2026"}, name="older.csv")
        (held,) = store.notes()
    assert "rent" in getattr(held, "progress", "")


def test_what_is_withdrawn_gives_way_to_what_stood_before(tmp_path: Path, schemas: Schemas) -> None:
    with open_store(tmp_path / "store") as store:
        add(store, schemas, NoteKind.ACTION, name="open.csv")
        done = {"status": "done", "done": "01/09/2026", "outcome": "The Panel was told."}
        add(store, schemas, NoteKind.ACTION, done, name="done.csv")
        assert [getattr(h, "status", "") for h in store.notes()] == ["done"]
        store.withdraw(2, "an officer", "too early")
        assert [getattr(h, "status", "") for h in store.notes()] == ["open"]


def test_a_number_in_commentary_that_no_page_shows_is_not_published(
    tmp_path: Path, schemas: Schemas
) -> None:
    """Here the count is hidden, because three are left over."""
    with open_store(tmp_path / "store") as store:
        store.add(*figures(schemas, 634))
        change = {"commentary": "We saw 634 of 637 children."}
        good = {"period": "2023-24", "commentary": "Good."}
        add(store, schemas, NoteKind.COMMENTARY, change, good, name="said.csv")
        edition = published(store, schemas, tmp_path / "editions")
    assert [c.commentary for c in edition.commentary("dental_checks")] == ["Good."]
    assert "634" not in str(edition.notes)


def test_a_number_that_only_another_council_shows_is_not_ours_to_say(
    tmp_path: Path, schemas: Schemas
) -> None:
    others = (
        "indicator,period,area,numerator,denominator\n"
        "dental_checks,2024-25,,469,637\n"
        "dental_checks,2024-25,Lincolnshire,811,900\n"
        "dental_checks,2024-25,England,40000,50000\n"
    )
    theirs = {"commentary": "We saw 811 children.", "by": "One"}
    country = {"commentary": "England saw 40,000 children, or 80 %.", "by": "Another"}
    with open_store(tmp_path / "store") as store:
        store.add(read_extract("all.csv", others.encode(), schemas), provenance("all.csv"))
        add(store, schemas, NoteKind.COMMENTARY, theirs, country, name="said.csv")
        edition = published(store, schemas, tmp_path / "editions")
    assert [c.by for c in edition.commentary("dental_checks")] == ["Another"]


def test_a_store_of_an_earlier_day_takes_notes_too(tmp_path: Path, schemas: Schemas) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(*figures(schemas))
        for table in ("remark", "migration"):
            store.connection.run(f"DROP TABLE {table}")
    with open_store(tmp_path / "store") as store:
        add(store, schemas, NoteKind.ACTION, name="action.csv")
        assert len(store.notes()) == 1


def test_nothing_of_a_refused_file_is_kept(tmp_path: Path, schemas: Schemas) -> None:
    with open_store(tmp_path / "store") as store:
        with pytest.raises(Refused):
            add(store, schemas, NoteKind.ACTION, {}, {"status": "doing"}, name="bad.csv")
        assert store.extracts().empty and store.notes() == ()


def test_every_commitment_of_the_strategy_has_an_id_and_its_own_words(schemas: Schemas) -> None:
    strategy = schemas.strategies[0]
    said = commitments(strategy)
    assert len(said) == sum(len(a.commitments) for a in strategy.ambitions) == 25
    assert said["adulthood-1"] == strategy.ambitions[4].commitments[0]
    changes = [
        {"commitment": f"{s.years}/{name}", "promise": words}
        for s in schemas.strategies
        for name, words in commitments(s).items()
    ]
    assert read(written(NoteKind.COMMITMENT, *changes), schemas).outcome == "accept"


@pytest.mark.parametrize(
    ("commitment", "dated", "years"),
    [
        ("safe-1", "01/06/2024", "2022-2025"),
        ("safe-1", "01/06/2019", "2018-2021"),
        ("safe-1", "01/03/2022", "2018-2021"),  # six days before the next one was approved
        ("2018-2021/safe-1", "01/06/2024", "2018-2021"),
    ],
)
def test_a_commitment_is_that_of_the_strategy_of_its_day_or_of_the_one_that_it_names(
    schemas: Schemas, commitment: str, dated: str, years: str
) -> None:
    change = {"commitment": commitment, "promise": "", "date": dated}
    (note,) = read(written(NoteKind.COMMITMENT, change), schemas).notes.values()
    assert isinstance(note, CommitmentProgress)
    assert note.commitment == "safe-1"
    assert note.strategy == next(s.id for s in schemas.strategies if s.years == years)


# What an officer starts from, and is shown before publishing


@pytest.mark.parametrize("kind", NoteKind)
def test_a_template_names_every_column_and_is_taken_when_it_is_filled_in(
    tmp_path: Path, schemas: Schemas, kind: NoteKind
) -> None:
    with open_store(tmp_path / "store") as store:
        for every in NoteKind:
            add(store, schemas, every, name=f"{every}.csv")
        content = note_template(kind, store, schemas, ["absence", "feels_safe"], {}, TODAY)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0]) == list(COLUMNS[kind])
    many = {NoteKind.COMMENTARY: 2, NoteKind.COMMITMENT: 25, NoteKind.TARGET: 1 + 2}
    assert len(rows) == many.get(kind, 1)
    for row in rows:
        row |= {name: GOOD[kind][name] for name, cell in row.items() if not cell}
    assert read(written(kind, *rows), schemas).outcome == "accept"


def test_a_template_of_commitments_holds_how_far_they_have_come(
    tmp_path: Path, schemas: Schemas
) -> None:
    with open_store(tmp_path / "store") as store:
        add(store, schemas, NoteKind.COMMITMENT, {"partner": "=HYPERLINK(1)"}, name="c.csv")
        content = note_template(NoteKind.COMMITMENT, store, schemas, today=TODAY)
    written_out = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    rows = {r["commitment"].removeprefix("2022-2025/"): r for r in written_out}
    assert rows["adulthood-1"]["progress"] == "The offer now covers council tax."
    assert rows["adulthood-1"]["partner"] == "'=HYPERLINK(1)", "a spreadsheet must not run it"
    assert (rows["safe-1"]["status"], rows["safe-1"]["progress"]) == (
        "not known",
        "",
    )


def previewed(store: Store, schemas: Schemas, folder: Path, content: bytes) -> Preview:
    return preview(store, schemas, [(read(content, schemas), provenance("new.csv"))], folder)


def test_a_preview_holds_every_note_in_full_and_changes_nothing(
    tmp_path: Path, schemas: Schemas
) -> None:
    folder = tmp_path / "editions"
    with open_store(tmp_path / "store") as store:
        store.add(*figures(schemas))
        add(store, schemas, NoteKind.COMMITMENT, name="before.csv")
        edition = published(store, schemas, folder)
        newer = {"status": "done", "date": "20/11/2026"}
        seen = previewed(store, schemas, folder, written(NoteKind.COMMITMENT, newer))
        assert [(c.change, c.about) for c in seen.notes] == [("changed", "Commitment adulthood-1")]
        assert "Under way" in seen.notes[0].was and "Done" in seen.notes[0].now
        assert seen.button == "Publish 1 changed note" and seen.changes_pages
        again = previewed(store, schemas, folder, written(NoteKind.COMMITMENT))
        assert again.notes == () and not again.changes_pages
        assert len(store.notes()) == len(edition.notes) == 1


def test_a_preview_names_the_note_that_will_not_be_shown_and_why(
    tmp_path: Path, schemas: Schemas
) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(*figures(schemas))
        said = written(NoteKind.COMMENTARY, {"commentary": "We saw 43 children, or 74 %."})
        seen = previewed(store, schemas, tmp_path / "editions", said)
    about = "Commentary on Teeth checked by a dentist, the year to March 2025, by Head of Service"
    assert seen.withheld_notes == ((about, ("43 children",)),)
    assert seen.notes == ()


def test_the_notes_that_come_with_it_are_of_the_panels_own_papers(
    default_edition: Edition,
) -> None:
    """Facts of the report of 9 January 2024, and no word of what came of them: we do not know."""
    assert {a.reference for a in default_edition.actions} == {
        "2024-01 item 9 (3)",
        "2024-01 item 9 (4)",
    }
    assert {a.status for a in default_edition.actions} == {"not known"}
    for note in default_edition.notes:
        assert "9 January 2024" in note.source and not note.illustrative
