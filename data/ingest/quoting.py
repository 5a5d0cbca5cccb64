"""What a message may repeat of what somebody typed, and what it says instead.

Officers only. A label is repeated only if it is short, plain, a slip of an allowed one, and like no
personal thing; a number only if it is short and looks like one. Otherwise: the cell's place.
"""

import re
from collections.abc import Iterable

from data.ingest.personal_patterns import has_birthday, has_date, kind_in_label, kind_in_period
from schemas.periods import Period, PeriodError, PeriodKind
from schemas.problems import nearest

LONGEST = 40
_ALIKE = 0.6  # enough for 'Did you mean'
_LONG, _LONGER = 12, 16  # letters of a word that may be one slip, and two, from what was typed
_LONG_ID = 8
_PLAIN = re.compile(r"[A-Za-z0-9 _&,.'’-]+")
_NUMBER = re.compile(
    r"-?[0-9]{1,6}(?:[.,_][0-9]{1,6})?(?:[eExX][+-]?[0-9A-F]{1,3})? ?%?|%|[<>≤≥]=? ?[0-9]{1,2}|"
    r"[0-9] ?(?:-|–|to) ?[0-9]{1,2}|#[A-Z0-9/]{2,6}[!?]?"
)
_NO_NUMBERS = (
    *("nan", "inf", "-inf", "infinity", "null", "none", "n/a", "na", "supp", "suppressed"),
    *("tbc", "tba", "awaited", "pending", "to follow", "not known", "unknown"),
    *("-", "..", ".", ":", "*", "#"),
)
LIKE_A_PERIOD = re.compile(
    r"(?!.*[0-9]{9})"
    r"(?:[0-9]{1,4}|[-/ .,:()_\u2010-\u2014\u00a0]|fy|qt?r?|quarter|year|"
    r"(?:financial|academic|calendar)|months?|to|of|end|ending|ended|as|at|st|nd|rd|th|first|second|third|fourth|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6})+|"
    r"[0-9]{5}",
    re.IGNORECASE | re.ASCII,
)


def label(text: str, allowed: Iterable[str], otherwise: str) -> str:
    """The label in quotation marks where it may be repeated, else other words: 'this'."""
    known = tuple(allowed)
    plain = len(text) <= LONGEST and _PLAIN.fullmatch(text) and not kind_in_label(text)
    return f"'{text}'" if plain and any(_is_slip(text, word) for word in known) else otherwise


def _is_slip(text: str, word: str) -> bool:
    """Whether a label is an allowed word but for case, spaces, punctuation and a last s, or, of a
    long word, a slip or two of the finger. Surnames are like short ones: Darbyshire, Willshire; but
    no surname has the underscore of an id."""
    typed, meant = _letters(text), _letters(word)
    is_id = "_" in text and "_" in word and len(meant) >= _LONG_ID
    slips = 2 if is_id else (len(meant) >= _LONG) + (len(meant) >= _LONGER)
    if typed == meant or abs(len(typed) - len(meant)) > slips:
        return typed == meant
    return _edits(typed, meant) <= slips


def _letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower()).removesuffix("s")


def _edits(typed: str, meant: str) -> int:
    """How many letters to put in, leave out, or change, to make one word of the other."""
    before = list(range(len(meant) + 1))
    for at, letter in enumerate(typed, 1):
        after = [at]
        for n, wanted in enumerate(meant, 1):
            after.append(min(before[n] + 1, after[-1] + 1, before[n - 1] + (letter != wanted)))
        before = after
    return before[-1]


def meant(text: str, allowed: Iterable[str]) -> str:
    """' Did you mean 'Kent'?', which repeats nothing of what was typed; '' when nothing is near."""
    near = nearest(text, tuple(allowed), _ALIKE) if len(text) <= 2 * LONGEST else ""
    return f" Did you mean '{near}'?" if near else ""


def number(text: str) -> str:
    """A cell that is not the number it should be, where it may be repeated; else 'this'."""
    plain = _NUMBER.fullmatch(text) or text.lower() in _NO_NUMBERS
    return f"'{text}'" if plain and len(text) <= 15 and not has_date(text) else "this"


def period(text: str, error: PeriodError, kinds: Iterable[PeriodKind]) -> str:
    """What is wrong with a period: the error's own words where it may repeat what was typed."""
    plain = len(text) <= LONGEST and LIKE_A_PERIOD.fullmatch(text) and not kind_in_period(text)
    if plain and not has_birthday(text):
        return str(error)
    return f"the period cannot be read here. {_example(kinds)}"


def dates(kinds: Iterable[PeriodKind]) -> str:
    """What is wrong with a first and a last day that make no period."""
    wanted = " or ".join(sorted(f"a whole {kind}" if kind.months else "one day" for kind in kinds))
    return (
        f"the two dates are not the first and the last day of {wanted}. Write them as dd/mm/yyyy."
    )


def _example(kinds: Iterable[PeriodKind]) -> str:
    try:
        Period.parse("", kinds)
    except PeriodError as error:
        return str(error).partition(". ")[2]
    return ""
