"""A problem in something a person wrote, in words that person can act on. Anyone may import it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right.

    `place` says where (a file, a row, a column); `message` says what is there and what
    would be right. Neither may hold a count that disclosure control has not passed.
    `severity` is 'error' or 'warning'. In an extract, `row` is the row that Excel shows (the
    headings are in row 1) and `column` its letter and name: 'F numerator'.
    """

    place: str
    message: str
    severity: str = "error"
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Refused(Exception):
    """Everything that was wrong with what somebody gave us, at once. Nothing was changed."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def because(cls, place: object, message: str) -> "Refused":
        """For one problem: where it is, and what would be right."""
        return cls([Problem(str(place), message)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Did you mean 'better'?', or nothing when no known word is close."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""


def nearest(word: str, known: Iterable[str], cutoff: float) -> str:
    """The known word that is most like this one, in any case; '' when none is like enough."""
    names = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), names, n=1, cutoff=cutoff)
    return names[close[0]] if close else ""


def join_words(words: Iterable[str], last: str = "or") -> str:
    """'higher, lower or neither'."""
    *front, end = list(words)
    return f"{', '.join(front)} {last} {end}" if front else end
