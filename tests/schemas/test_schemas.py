"""Everything is declared once, checked together, and refused in the words of who wrote it."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.declared import Schemas
from schemas.load import FOLDER, load_schemas
from schemas.problems import Refused
from schemas.settings import OUR_OWN

STRATEGY = "council/strategies/nottinghamshire-2022-2025.toml"
EET = "indicators/care_leavers_eet_19_21.toml"
SOURCE = FOLDER.parent.parent / "shared" / "seeds" / "000_e984426c003e0cca.txt"
DEVELOPERS_WORDS = re.compile(
    r"pydantic|Input should|https?:|\b(Indicator|Strategy|Ambition|Criterion|Council|Disclosure"
    r"|NeighbourList|Area|Gap|Parity|PeriodKind|Declared|NoneType|dict|tuple|str|int|bool"
    r"|datetime|instance|parsing|[a-z]+_[a-z]+_type)\b"
)


def problems_in(folder: Path, council: Path | None = None) -> list[str]:
    with pytest.raises(Refused) as refused:
        load_schemas(folder, council)
    return [str(problem) for problem in refused.value.problems]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} no longer says {old}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# What the project itself declares


def test_all_six_ambitions_and_all_six_criteria_are_measured(schemas: Schemas) -> None:
    strategy = schemas.strategies[0]
    assert len(strategy.ambitions) == len(strategy.criteria) == 6
    assert len(schemas.indicators) >= 36
    assert [a.id for a in strategy.ambitions if not schemas.of_ambition(a)] == []
    assert [c.id for c in strategy.criteria if not schemas.of_criterion(c)] == []


def test_a_criterion_lists_its_headline_indicators_first(schemas: Schemas) -> None:
    for criterion in schemas.strategies[0].criteria:
        answers = [i.id for i in schemas.of_criterion(criterion)]
        assert tuple(answers[: len(criterion.headline)]) == criterion.headline


def test_the_figures_that_the_product_exists_for_are_declared(schemas: Schemas) -> None:
    wanted = {
        *("care_leavers_eet_17_18", "care_leavers_eet_19_21", "years_12_13_eet"),
        *("initial_health_assessments", "review_health_assessments"),
        *("placements_3plus", "same_carer_2_years", "first_time_entrants"),
    }
    assert wanted <= set(schemas.indicators)


def test_what_a_gap_or_parity_criterion_compares_is_declared(schemas: Schemas) -> None:
    criteria = schemas.strategies[0].criteria
    gaps = [(criterion, criterion.gap) for criterion in criteria if criterion.gap]
    parities = [criterion.parity for criterion in criteria if criterion.parity]
    assert (len(gaps), len(parities)) == (1, 1)
    for criterion, gap in gaps:
        of = [i.breakdowns.get(gap.breakdown, ()) for i in schemas.of_criterion(criterion)]
        assert any({gap.near, gap.far} <= set(categories) for categories in of)
    for parity in parities:
        assert {parity.ours, parity.everyone} <= set(schemas.indicators)


def test_the_strategys_years_are_the_ones_it_says(schemas: Schemas) -> None:
    strategy = schemas.strategies[0]
    assert strategy.baseline_year.words == "the year to March 2022"
    assert strategy.final_year.words == "the year to March 2025"


@pytest.mark.skipif(not SOURCE.exists(), reason=f"the strategy's text is not here: {SOURCE}")
def test_the_strategy_is_quoted_word_for_word(schemas: Schemas) -> None:
    source = SOURCE.read_text(encoding="utf-8").replace("\\*", "")  # marks of its footnotes
    strategy = schemas.strategies[0]
    bullets = [
        *(a.title for a in strategy.ambitions),
        *(commitment for a in strategy.ambitions for commitment in a.commitments),
        *(c.title for c in strategy.criteria),
    ]
    lines = source.splitlines()
    assert [quote for quote in bullets if f"- {quote}" not in lines] == []
    assert strategy.ambitions_heading.removeprefix("We ") in source
    assert f"# {strategy.criteria_heading}" in lines
    assert strategy.title in source.replace("**", "")


OLDER = {"2018-2021": "003_83a3a37a9153c375.txt", "2015-2018": "001_f0548dc2519e64ca.txt"}


@pytest.mark.skipif(not SOURCE.exists(), reason=f"the strategies' texts are not here: {SOURCE}")
def test_older_strategies_and_what_young_people_said_are_quoted_word_for_word(
    schemas: Schemas,
) -> None:
    newest, *older = schemas.strategies
    sources = {newest.years: SOURCE.name} | OLDER
    for s in (newest, *older):
        source = (SOURCE.parent / sources[s.years]).read_text(encoding="utf-8").replace("\\*", "")
        lines = {line.strip("-*•> ;.“”") for line in source.splitlines()}
        bullets = [
            *(s.pledge + s.matters_most + s.unwanted),
            *(a.title for a in s.ambitions),
            *(words for a in s.ambitions for words in a.commitments),
        ]
        assert [quote for quote in bullets if quote not in lines] == [], s.years
        assert [said for said in s.vision if said not in source] == [], s.years
    assert [sum(len(a.commitments) for a in s.ambitions) for s in older] == [33, 0]


def test_every_commitment_of_the_strategy_is_there(schemas: Schemas) -> None:
    commitments = [len(a.commitments) for a in schemas.strategies[0].ambitions]
    assert commitments == [5, 5, 4, 3, 5, 3]


def test_the_councils_areas_have_one_role_each(schemas: Schemas) -> None:
    council = schemas.council
    assert set(council.roles) == set(council.areas)
    assert [len(listed.areas) for listed in council.neighbour_lists] == [10, 10]
    assert council.roles[council.code] == "council"
    assert council.roles[council.country.code] == "country"


def test_every_council_in_england_is_known(schemas: Schemas) -> None:
    council = schemas.council
    assert len({area.code for area in council.councils}) == 153
    assert council.areas["E08000025"].name == "Birmingham"
    for code, role in (
        ("E10000024", "council"),
        ("E10000007", "neighbour"),  # Derbyshire
        ("E10000006", "neighbour"),  # Cumbria, which is no more
        ("E08000025", "elsewhere"),
    ):
        assert council.roles[code] == role


def test_a_council_has_the_same_name_wherever_it_is_listed(schemas: Schemas) -> None:
    council = schemas.council
    beside = [council.area, *(a for listed in council.neighbour_lists for a in listed.areas)]
    names = {area.code: area.name for area in council.councils}
    assert [area for area in beside if names.get(area.code, area.name) != area.name] == []


def test_what_is_declared_cannot_be_changed(schemas: Schemas) -> None:
    strategy = schemas.strategies[0]
    of_each_kind: list[BaseModel] = [
        *(schemas, schemas.council, schemas.council.disclosure, schemas.council.neighbour_lists[0]),
        *(schemas.indicators["dental_checks"], strategy, strategy.ambitions[0]),
        *(strategy.criteria[0], schemas.council.region),
    ]
    for thing in of_each_kind:
        name = next(iter(type(thing).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, name, getattr(thing, name))


def test_what_is_declared_survives_being_written_down(schemas: Schemas) -> None:
    assert Schemas.model_validate_json(schemas.model_dump_json(by_alias=True)) == schemas


def test_a_second_strategy_beside_the_first_needs_no_code(declared: Path) -> None:
    (declared / "council" / "strategies" / "earlier.toml").write_text(EARLIER, encoding="utf-8")
    newest, *_, earlier = (loaded := load_schemas(declared)).strategies
    assert (newest.id, earlier.id) == ("nottinghamshire-2022-2025", "earlier")
    assert earlier.baseline_year.label == "2011-12"
    assert loaded.of_ambition(earlier.ambitions[0]) == [
        i for i in loaded.in_order() if i.ambition == "health"
    ]
    listened_to = [i.id for i in loaded.of_ambition(earlier.ambitions[1])]
    assert listened_to == ["taking_part_in_reviews", "in_touch_19_21"]
    answers = [i.id for i in loaded.of_criterion(earlier.criteria[0])]
    assert answers == ["dental_checks", "immunisations"]


def test_another_council_has_districts_of_its_own_or_none(declared: Path) -> None:
    file = declared / "council" / "council.toml"
    change(file, "Ashfield", "Northtown")
    assert "Northtown" in load_schemas(declared).indicators["dental_checks"].breakdowns["district"]
    text = file.read_text("utf-8")
    start, end = text.index("[districts]"), text.index("\n[disclosure]")
    file.write_text((text[:start] + text[end:]).replace(', "district"]', "]"), "utf-8")
    by = load_schemas(declared).indicators["dental_checks"].breakdowns
    assert "district" not in by and by["sex"] == ("Female", "Male")


EARLIER = """
title = "An earlier strategy"
name = "Strategy 2012 to 2015"
source = "A committee"
approved = 2012-03-01
starts = 2012-04-01
ends = 2015-03-31
baseline = "2011-12"
final = "2014-15"
criteria_heading = "What will be better?"
ambitions_heading = "Our children:"

[[ambitions]]
id = "health"
name = "Health"
title = "are well"
commitments = []

[[ambitions]]
id = "listened-to"
name = "Listened to"
title = "are listened to"
commitments = []
indicators = ["taking_part_in_reviews", "in_touch_19_21"]

[[criteria]]
id = "well"
name = "Well"
title = "more children will see a dentist"
shape = "more"
headline = ["dental_checks", "immunisations"]
"""

# One fault, and what is said about it

CRITERION = 'criterion = "eet"'
FAULTS = [
    (EET, 'better = "h', 'betterr = "h', "'betterr' is not a field. Did you mean 'better'?"),
    (EET, 'better = "h', 'betterr = "h', "'better' is missing, and it is needed."),
    (EET, 'return = "', 'retrun = "', "'retrun' is not a field. Did you mean 'return'?"),
    (EET, 'unit = "percent"\n', "", "'unit' is missing, and it is needed."),
    (
        *(EET, '"higher"', '"up"'),
        "'better' is 'up'; it can be higher, lower or neither.",
    ),
    (
        *(EET, 'unit = "percent"', 'unit = "%"'),
        "'unit' is '%'; it can be percent, per 10,000, per 100,000, count, score, days, "
        "£, ratio, yes or no.",
    ),
    (
        *(EET, 'period = "financial year"', 'period = "year"'),
        "'period' is 'year'; it can be financial year, quarter, academic year, calendar year, "
        "year to September, rolling year, month or snapshot date.",
    ),
    (
        *(EET, '["country", "region",', '["country", "regoin",'),
        "'comparators', item 2, is 'regoin'; it can be country, region or neighbours.",
    ),
    (EET, "order = 10", "order = 1.5", "'order' is '1.5'; it must be a whole number."),
    (EET, "snapshot = false", 'snapshot = "?"', "'snapshot' is '?'; it must be true or false."),
    (
        *(EET, 'title = "Care leavers', 'title = 5 # "'),
        "'title' is '5'; it must be text, in quotation marks.",
    ),
    (
        *(EET, 'comparators = ["country", "region", "neighbours"]', 'comparators = "country"'),
        "'comparators' is 'country'; it must be a list, in square brackets.",
    ),
    (
        *(EET, 'short = "In', 'short = "This is a good deal too long for where it stands, in'),
        "'short' is 'This is a good deal too long for where it stands, in educ...'; "
        "it must be 48 characters or fewer.",
    ),
    (EET, "order = 10", "decimals = 3", "'decimals' is '3'; it must be 2 or less."),
    (EET, "order = 10", 'id = "eet"', "'id' is not a field: the file's name is the id."),
    (
        *(EET, "order = 10", "order = = 10"),
        "this is not TOML: Invalid value (at line 8, column 9).",
    ),
    (
        *(EET, 'ambition = "independence"', 'ambition = "independance"'),
        "ambition names 'independance', which nothing declares. Did you mean 'independence'?",
    ),
    (
        *(EET, CRITERION, 'criterion = "xyz"'),
        "criterion names 'xyz', which nothing declares. There are eet, health-equity, parity, "
        "participation, stability and workforce.",
    ),
    (
        *(EET, '"care_leavers_eet_17_18"]', '"care_leavers_eet_17"]'),
        "read_with names 'care_leavers_eet_17', which nothing declares. "
        "Did you mean 'care_leavers_eet_17_18'?",
    ),
    (
        *(STRATEGY, 'headline = ["workforce_training"', 'headline = ["workforce_trainng"'),
        "criterion 'workforce' names 'workforce_trainng', which nothing declares. "
        "Did you mean 'workforce_training'?",
    ),
    (
        *(STRATEGY, 'ours = "first_time_entrants_our_children"', 'ours = "nobody"'),
        "criterion 'parity' names 'nobody', which nothing declares.",
    ),
    (
        *(STRATEGY, 'title = "is safe and', 'titel = "is safe and'),
        "'titel' in [[ambitions]] number 1 is not a field. Did you mean 'title'?",
    ),
    (
        *(STRATEGY, 'near = "In county"', 'nearr = "In county"'),
        "'nearr' in [[criteria]] number 4, [gap] is not a field. Did you mean 'near'?",
    ),
    (
        *(STRATEGY, 'shape = "gap"', 'shape = "more"'),
        "[[criteria]] number 4: a criterion has a [gap] table when its shape is 'gap'.",
    ),
    (STRATEGY, "ends = 2025-03-31", "ends = 2020-03-31", "the strategy ends before it starts."),
    (
        *(STRATEGY, 'baseline = "2021-22"', 'baseline = "2021-23"'),
        "'2021-23' has two years that do not follow each other. For example, write '2021-22' "
        "for the year to March 2022.",
    ),
    (
        *(STRATEGY, "criteria_heading = ", "# "),
        "'criteria_heading' is missing: the words that the criteria stand under.",
    ),
    (
        *(
            STRATEGY,
            "# [[priorities]]",
            '[[priorities]]\ndated = 2023-06-01\nwords = "Pets"\nambition = "saef"\n#',
        ),
        "a priority names 'saef', which nothing declares. Did you mean 'safe'?",
    ),
    (
        *("council/strategies/nottinghamshire-2018-2021.toml", "2018-04-01", "2022-04-01"),
        "the strategy ends before it starts.",
    ),
    (
        *("council/strategies/nottinghamshire-2018-2021.toml", "starts = 2018-04-01\nends = 2021"),
        *("starts = 2015-04-01\nends = 2018",),
        "nottinghamshire-2015-2018.toml has the same years, 2015-2018: one of each is enough.",
    ),
    (
        *(STRATEGY, "approved = 2022-03-07", 'approved = "in March"'),
        "'approved' is 'in March'; it must be a date, like 2022-04-01.",
    ),
    (
        *("council/council.toml", "percent_alone = []", 'percent_alone = ["dental_checks"]'),
        "'percent_alone' cannot name 'dental_checks': it shares children with another, and their "
        "counts would tell its own.",
    ),
    (
        *("council/council.toml", "hide_up_to = 5", "hide_up_to = 0"),
        "'hide_up_to' in [disclosure] is '0'; it must be 1 or more.",
    ),
    (
        *("council/council.toml", 'code = "E10000029"', 'code = "Suffolk"'),
        "'code' in [[neighbour_lists]] number 1, [[areas]] number 2 is 'Suffolk'; "
        "it must look like E10000024.",
    ),
    (
        *("councils.toml", 'code = "E09000002"', 'code = "Barking"'),
        "'code' in [[councils]] number 1 is 'Barking'; it must look like E10000024.",
    ),
    (
        *("councils.toml", 'name = "Barnet"', 'nane = "Barnet"'),
        "'nane' in [[councils]] number 2 is not a field. Did you mean 'name'?",
    ),
    ("councils.toml", "source = ", "# source = ", "'source' is missing, and it is needed."),
    (
        *(
            "council/council.toml",
            '[region]\ncode = "E12000004"\nname = "East Midlands"\n',
            "region = 1\n",
        ),
        "'region' is '1'; it must be a table.",
    ),
    (
        *(EET, 'by = ["district"', 'by = ["distrct"'),
        "by names 'distrct', which nothing declares. Did you mean 'district'?",
    ),
    (
        *("breakdowns.toml", 'categories = ["Female", "Male"]', 'categories = ["Female"]'),
        "[breakdowns]: it needs two categories or more, as only a place has the council's.",
    ),
    (
        *("council/council.toml", '["placement location", "district"]', '["distrct"]'),
        "breakdowns.initial_health_assessments names 'distrct', which nothing declares. "
        "Did you mean 'district'?",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), FAULTS)
def test_a_fault_is_named_in_plain_words(
    declared: Path, file: str, old: str, new: str, message: str
) -> None:
    change(declared / file, old, new)
    assert f"{Path(file).name}: {message}" in problems_in(declared)


def test_every_problem_in_every_file_is_reported_together(declared: Path) -> None:
    change(declared / EET, 'better = "higher"', 'betterr = "higher"')
    change(declared / "council/council.toml", "hide_up_to = 5", "hide_up_to = 50")
    change(declared / "councils.toml", "councils = [", "cuoncils = [")
    change(declared / STRATEGY, 'name = "Safe"', 'nane = "Safe"')
    (declared / "indicators" / "absence.toml").write_text("title = ", encoding="utf-8")
    (declared / "indicators" / "dental_checks.toml").write_bytes('title = "£"'.encode("cp1252"))
    (declared / "indicators" / "Feels Safe.toml").write_bytes(
        (declared / "indicators" / "feels_safe.toml").read_bytes()
    )
    assert problems_in(declared) == [
        "council.toml: 'hide_up_to' in [disclosure] is '50'; it must be 20 or less.",
        "councils.toml: 'councils' is missing, and it is needed.",
        "councils.toml: 'cuoncils' is not a field. Did you mean 'councils'?",
        "nottinghamshire-2022-2025.toml: 'name' in [[ambitions]] number 1 is missing, and it is "
        "needed.",
        "nottinghamshire-2022-2025.toml: 'nane' in [[ambitions]] number 1 is not a field. "
        "Did you mean 'name'?",
        "Feels Safe.toml: the file's name is the id, so it must look like "
        "small_letters_and_numbers.",
        "absence.toml: this is not TOML: Invalid value (at end of document).",
        "care_leavers_eet_19_21.toml: 'better' is missing, and it is needed.",
        "care_leavers_eet_19_21.toml: 'betterr' is not a field. Did you mean 'better'?",
        "dental_checks.toml: this is not UTF-8 text. Save it as UTF-8.",
    ]


def test_a_file_with_a_fault_is_not_also_called_missing(declared: Path) -> None:
    change(declared / EET, 'better = "higher"', 'better = "up"')
    assert len(problems_in(declared)) == 1


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("council/council.toml", "council.toml: this file is missing, and it is needed."),
        ("councils.toml", "councils.toml: this file is missing, and it is needed."),
        ("council/strategies", "strategies: there is no TOML file in this folder."),
        ("indicators", "indicators: there is no TOML file in this folder."),
    ],
)
def test_a_missing_file_is_missed(declared: Path, missing: str, message: str) -> None:
    (declared / missing).rename(declared / "elsewhere")
    assert message in problems_in(declared)


def test_a_file_saved_by_notepad_is_read(declared: Path) -> None:
    file = declared / EET
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_schemas(declared).indicators["care_leavers_eet_19_21"].decimals == 0


# Whatever is wrong, nobody is answered in developers' words

LITERALS = [
    *("5", "5.5", "-1", "true", '""', '"x"', f'"{"x" * 300}"', "2022-04-01", "07:30:00"),
    *("2022-04-01T07:30:00Z", "[]", "[5]", '["x", 5]', "[{ a = 1 }]", "{}", "{ a = 1 }"),
]


def with_wrong_types(text: str) -> Iterator[str]:
    """The text of a TOML, with a value of each type in the first and last place of each field."""
    fields = list(re.finditer(r"(?m)^(\w+) = (.*)$", text))
    chosen = [*{f[1]: f for f in fields}.values(), *{f[1]: f for f in fields[::-1]}.values()]
    for found in dict.fromkeys(chosen):
        for literal in LITERALS:
            yield text[: found.start(2)] + literal + text[found.end(2) :]


@pytest.mark.parametrize("file", [EET, STRATEGY])
def test_no_wrong_type_is_explained_in_developers_words(declared: Path, file: str) -> None:
    text = (declared / file).read_text(encoding="utf-8")
    for n, changed in enumerate(with_wrong_types(text)):
        (declared / file).with_stem(f"wrong_{n}").write_text(changed, encoding="utf-8")
    said = problems_in(declared)
    assert len(said) > 100
    assert [problem for problem in said if DEVELOPERS_WORDS.search(problem)] == []


def test_no_wrong_type_in_the_council_is_explained_in_developers_words(tmp_path: Path) -> None:
    said = []
    for changed in with_wrong_types((OUR_OWN / "council.toml").read_text(encoding="utf-8")):
        (tmp_path / "council.toml").write_text(changed, encoding="utf-8")
        said += problems_in(tmp_path, tmp_path)
    assert any("[disclosure]" in problem for problem in said)
    assert [problem for problem in said if DEVELOPERS_WORDS.search(problem)] == []


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_file_holds_it_is_refused_in_words(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "indicators").mkdir()
        (Path(folder) / "indicators" / "any.toml").write_bytes(content)
        assert any(problem.startswith("any.toml: ") for problem in problems_in(Path(folder)))


# What a council says otherwise, by TOML alone


def test_a_council_says_only_what_differs(declared: Path) -> None:
    own = declared / "council"
    (own / "indicators" / "immunisations.toml").write_text('short = "Jabs"\n', encoding="utf-8")
    (own / "words.toml").write_text('[trend."improving"]\nlabel = "Better"\n', encoding="utf-8")
    change(own / "council.toml", "due_after_days", 'without = ["absence"]\ndue_after_days')
    seventh = '[[ambitions]]\nid = "own"\nname = "Own"\ntitle = "own"\ncommitments = []\n'
    change(own / STRATEGY.removeprefix("council/"), "[[criteria]]", f"{seventh}[[criteria]]")
    change(
        own / STRATEGY.removeprefix("council/"),
        '"own"\ncomm',
        '"own"\nindicators = ["adopted"]\ncomm',
    )
    loaded, usual = load_schemas(declared), load_schemas(council_folder=OUR_OWN)
    assert loaded.indicators["immunisations"].short == "Jabs"
    assert loaded.indicators["immunisations"].title == usual.indicators["immunisations"].title
    assert loaded.words.trend["improving"].label == "Better"
    assert loaded.words.trend["improving"].meaning == usual.words.trend["improving"].meaning
    assert usual.indicators.keys() - loaded.indicators.keys() == {"absence"}
    assert "absence" in usual.indicators["persistent_absence"].read_with
    assert "absence" not in loaded.indicators["persistent_absence"].read_with
    assert [i.id for i in loaded.of_ambition(loaded.strategies[0].ambitions[6])] == ["adopted"]


def test_what_a_strategy_promises_cannot_be_left_out(declared: Path) -> None:
    change(
        declared / "council" / "council.toml", "due_after", 'without = ["dental_checks"]\ndue_after'
    )
    (problem,) = problems_in(declared)
    assert problem.startswith(f"{Path(STRATEGY).name}: criterion 'health-equity' names 'dental_")


def test_what_was_odd_about_a_start_is_said_of_that_start_alone(schemas: Schemas) -> None:
    noted = [i for i in schemas.indicators.values() if i.baseline_note]
    assert noted and all(i.note_on("2021-22") == i.baseline_note for i in noted)
    assert {i.note_on("2017-18") for i in noted} == {""}
