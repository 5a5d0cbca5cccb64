"""How many words of an edition may be chance is said with them, and never as less than it is."""

import pytest

from view_model.tally import may_be_chance


@pytest.mark.parametrize(
    ("said", "could", "told"),
    [
        (1, 40, "This one word may be chance."),
        (2, 40, "Each of these 2 words may be chance."),
        (3, 20, "About 1 of these words may be chance, and nobody can know which."),
        (20, 21, "About 2 of these words may be chance, and nobody can know which."),
        (20, 75, "About 4 of these words may be chance, and nobody can know which."),
        (2, 60, "Each of these 2 words may be chance."),
    ],
)
def test_how_many_words_may_be_chance_is_rounded_up(said: int, could: int, told: str) -> None:
    assert may_be_chance(said, could) == told
