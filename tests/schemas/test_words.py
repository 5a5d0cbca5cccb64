"""The words of a verdict stand in one file that a council may edit, and every one is there."""

from pathlib import Path

import pytest

from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.problems import Refused
from schemas.words import KINDS, LevelWord

WORDS = "words.toml"
CHIPS = ("trend", "level", "outlook", "answer", "gap")


def test_every_word_has_a_label_a_mark_and_a_meaning(schemas: Schemas) -> None:
    for kind, words in KINDS.items():
        for word in words:
            said = schemas.entry(word)
            assert said.label and said.meaning.endswith("."), word
            assert bool(said.shape) is (kind in CHIPS), word


def test_good_and_bad_differ_by_their_mark_and_not_only_by_their_tint(schemas: Schemas) -> None:
    for kind in CHIPS:
        marks: dict[str, set[str]] = {}
        for word in KINDS[kind]:
            said = schemas.entry(word)
            marks.setdefault(said.shape, set()).add(said.tint)
        assert all(len(tints) == 1 for tints in marks.values()), kind


def test_the_country_has_its_own_name_in_a_word(schemas: Schemas) -> None:
    assert schemas.entry(LevelWord.BETTER).label == "Better than England"


FAULTS = [
    ('[lean."no lean"]', '[lean."no laen"]', '[lean."no lean"] is missing, and it is needed.'),
    (
        *('[lean."no lean"]', '[lean."no laen"]'),
        "[lean.\"no laen\"] is not a word of a verdict. Did you mean 'no lean'?",
    ),
    ('tint = "bad"', 'tint = "red"', "'tint' in [trend], [worsening] is 'red'"),
    ("very likely {range}.", "very likely {rang}.", "What can be filled in is {range}, {change}"),
    ("very likely {range}.", "very likely {range.", "a brace stands alone there"),
    ('shape = "="', 'shape = "=="', "must be 1 characters or fewer"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_slip_in_a_word_is_refused_in_plain_words(
    old: str, new: str, message: str, declared: Path
) -> None:
    file = declared / WORDS
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_schemas(declared)
    assert any(message in str(p) and WORDS in str(p) for p in refused.value.problems), str(
        refused.value
    )


def test_a_council_may_say_a_word_in_its_own_way(declared: Path) -> None:
    file = declared / WORDS
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('label = "Improving"', 'label = "Getting better"'), "utf-8")
    assert load_schemas(declared).words.trend["improving"].label == "Getting better"
