"""What a message may repeat of what somebody typed, and what it says instead.

Officers only. A label is repeated only if it is short, plain, like an allowed one, and like no
personal thing; a number only if it is short and looks like one. Otherwise: the cell's place.
"""

import re
from collections.abc import Iterable

from data.personal import has_date, kind_in_label, kind_in_period
from schemas.periods import Period, PeriodError, PeriodKind
from schemas.problems import nearest

LONGEST = 40
_ALIKE = 0.6  # enough for 'Did you mean'
_SAME = 0.8  # enough to repeat what was typed
_PLAIN = re.compile(r"[A-Za-z0-9 _&,.'’-]+")
_NUMBER = re.compile(
    r"-?[0-9]{1,6}(?:[.,_][0-9]{1,6})?(?:[eExX][+-]?[0-9A-F]{1,3})? ?%?|%|[<>][0-9]"
)
_NO_NUMBERS = frozenset(
    [
        "nan",
        "inf",
        "-inf",
        "infinity",
        "null",
        "none",
        "n/a",
        "na",
        "-",
        "..",
        ".",
        ":",
        "*",
        "#",
        "supp",
        "suppressed",
        "tbc",
    ]
)
_PERIOD = re.compile(
    r"(?:[0-9]{1,4}|[-/ .\u2013]|fy|q|quarter|(?:financial|academic|calendar)|year|month|to|of|"
    r"ending|ended|as|at|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6})+|"
    r"[0-9]{5}",
    re.IGNORECASE | re.ASCII,
)


def label(text: str, allowed: Iterable[str], otherwise: str) -> str:
    """The label in quotation marks where it may be repeated, else other words: 'this'."""
    known = tuple(allowed)
    plain = len(text) <= LONGEST and _PLAIN.fullmatch(text) and not kind_in_label(text)
    return f"'{text}'" if plain and nearest(text, known, _SAME) else otherwise


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
    plain = len(text) <= LONGEST and _PERIOD.fullmatch(text) and not kind_in_period(text)
    if plain and not has_date(text):
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
