"""Numbers of children and young people, and percents, in the text of a note.

Officers only. Disclosure control cannot reach into a sentence. So a small number of children may
not stand in one at all, and any other number of them, or percent, only where the edition shows it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.ingest.personal_patterns import normalise

_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    "twenty",
)
_NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+|\d+|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_PEOPLE = (
    r"child(?:ren)?|people|persons?|adults?|teenagers?|care[ -]leavers?|boys?|girls?|siblings?|"
    r"brothers?|sisters?|babies|baby|pupils?|students?|young men|young women|youngsters?"
)
_BETWEEN = (
    r"of|our|the|these|those|all|more|fewer|other|new|looked[ -]after|care[ -]experienced|young|"
    r"younger|older|disabled|unaccompanied|asylum[ -]seeking|looked|after|in care|and"
)
_COUNT = re.compile(
    rf"(?P<n>{_NUMBER})(?: (?:out )?of (?P<of>{_NUMBER}))?(?: (?:{_BETWEEN}))* (?:{_PEOPLE})\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?P<n>\d{1,3}(?:\.\d+)?) ?(?:%|per ?cent\b)", re.IGNORECASE)
_IN_ALL = re.compile(rf"(?P<n>{_NUMBER}) (?:out )?of (?P<of>\d+)\b", re.IGNORECASE)
_NO_COUNT = re.compile(  # what makes a number before 'children' the name of something else
    r"(?:\b(?:[Qq]uarters?|[Qq]|[Ss]tage|[Tt]erm|Years?|[Pp]hase|[Ss]ection|[Pp]age|[Ii]tem|"
    r"[Tt]ier|[Aa]ged?|[Oo]ne in|\d in) ?|\d{4}[-–/])$"
)
_AIM = re.compile(r"\b(?:targets?|aims?|goals?|standards?|ambitions?)\b", re.IGNORECASE)
_YEAR = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of children, or a percent, as it stands in a sentence (`words`)."""

    value: float
    is_percent: bool
    words: str


def numbers_of_children(sentences: str) -> Iterator[Number]:
    """Every number of children or young people ('3 children', 'two of our care leavers', '31 of
    55') and every percent that is not said to be an aim."""
    text = normalise(sentences)
    for match in [*_COUNT.finditer(text), *_IN_ALL.finditer(text)]:
        if _starts_a_word(text, match.start()) and not _NO_COUNT.search(text[: match.start()]):
            for part in (match["n"], match["of"]):
                if part and (value := _value(part)) not in _YEAR:
                    yield Number(value, False, match.group())
    for match in _PERCENT.finditer(text):
        if _starts_a_word(text, match.start()) and not _is_aim(text, match):
            yield Number(float(match["n"]), True, match.group())


def _starts_a_word(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ".,£")


def _is_aim(text: str, percent: re.Match[str]) -> bool:
    """Whether the sentence that a percent stands in says that it is a target."""
    start = max(text.rfind(mark, 0, percent.start()) for mark in (". ", "; ")) + 1
    ends = [at for mark in (". ", "; ") if (at := text.find(mark, percent.end())) >= 0]
    return bool(_AIM.search(text[start : min(ends, default=len(text))]))


def _value(text: str) -> int:
    word = text.lower()
    return _WORDS.index(word) + 1 if word in _WORDS else int(word.replace(",", ""))
