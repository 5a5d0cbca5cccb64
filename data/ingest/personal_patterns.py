"""The patterns of personal data, for texts that are on no closed list.

Officers only, standard library only. Each function takes a text and returns the kind of personal
thing that it looks like ('an NHS number'), '' when none. No pattern finds a name: that is what the
closed lists are for. A number is for `kind_in_number` alone: the others would find dates and
telephones in it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Set

A_DATE = "a full date, such as a date of birth"
ONE_EACH = 2  # rows, all with a denominator of 1, that make a file look like a row for each child
NUMBERLIKE = "-?[0-9.,%_ ]{1,20}"
TEN_DIGITS = r" *-?([0-9 ,_]{10,16}|[0-9]{3}\.[0-9]{3}\.[0-9]{4})(\.0+)? *"  # or a few less or more
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # of a UPN
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


_TEN = _form(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_TIME = _form(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d|16|17")
_RUN = _form(r"\d(?:[ -]?\d){9,}")
_UPN = _form(r"(?<![A-Z0-9])[A-Z]\d{11}[A-Z0-9](?![A-Z0-9])")
_EMAIL = _form(r"[^\s@]@[^\s@]")
_NI = _form(
    r"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]?(?![A-Z0-9])"
)
_POSTCODE = _form(r"(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])")
_PHONE = _form(r"(?<!\d)(?:\+ ?44|00 ?44|\(?0)[ ()-]*[1-9](?:[ ()-]*\d){8,9}(?!\d)")
_PNC = _form(r"(?<!\d)(?:19|20)?\d\d/\d{1,7}[A-HJ-NP-RT-Z](?![A-Z0-9])")
_CASE = _form(
    r"(?:case|child|person|client|pupil|mosaic|liquid ?logic|lcs|eclipse|care ?first|charms)"
    r"[ _:#.-]*(?:id|no|number|ref)?[ _:#.-]*\d{3,}|(?<![A-Z0-9])(?![EKNSW]\d{7,9}(?!\d))"
    r"[A-Z]{1,4}[-/ ]?\d{6,12}(?!\d)|^\d{5,9}$|^\d{13,}$"
)
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:(?:19|20)\d\d)"
_DATES = (
    _form(rf"(?<!\d){_DAY}[/. -](?:0?[1-9]|1[0-2])[/. -](?:{_YEAR}|\d\d)(?!\d)"),
    _form(rf"(?<!\d)(?:0?[1-9]|1[0-2])[/.-]{_DAY}[/.-]{_YEAR}(?!\d)"),
    _form(rf"(?<!\d){_YEAR}[/.-](?:0[1-9]|1[0-2])[/.-]{_DAY}(?!\d)"),
    _form(rf"(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?!\d)"),
    _form(
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?[ -](?:of )?(?:{_MONTH})[a-z]*[ ,-]+(?:{_YEAR}|\d\d)(?!\d)"
    ),
    _form(rf"(?:{_MONTH})[a-z]* {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)"),
)
_ENDS = {(1, 4), (1, 7), (1, 10), (1, 1), (1, 9), (31, 3), (30, 6), (30, 9), (31, 12), (31, 8)}
_HEADINGS = {  # what stands under one of these is about one person
    "a name": r"(?:child|pupil|young ?person|client|first|last|fore|sur|family|full|given|middle|"
    r"known|preferred|mother|father|parent|carer|student)s?[ _]*names?|initials?|"
    r"names?[ _]+of[ _].+",
    "a date of birth": r"d\.?[ _]*o\.?[ _]*b\.?|(?:date|day|year)[ _]*of[ _]*birth|"
    r"birth[ _]*(?:date|day)|"
    r"born",
    "an NHS number": r"nhs[ _]*(?:no|num|number|id)?\.?",
    "a pupil's or learner's number": r"upn|uln|(?:former[ _]*)?(?:unique[ _]*)?(?:pupil|learner)"
    r"[ _]*(?:no|number|id|reference)",
    "a National Insurance number": r"nino|ni[ _]*(?:no|number)|national[ _]*insurance.*",
    "an address": r"(?:home[ _]*)?address.*|post[ _]*code|street|house[ _]*(?:no|number)|uprn",
    "a telephone number": r"(?:home[ _]*|mobile[ _]*)?(?:tele)?phone.*|mobile|tel",
    "an e-mail address": r"e-?mail.*",
    "a police or court number": r"pnc.*|cro[ _]*(?:no|number)",
    "a case-system number": r"(?:case|child|person|client|pupil|young[ _]*person|student|record|"
    r"mosaic|lcs|ics|liquid[ _]*logic|eclipse|charms|ssda903|903|care[ _]*first|la[ _]*child)[ _]*"
    r"(?:id|no|num|number|ref|reference|identifier|code)s?|mosaic|upn_?id",
    "notes about one person": r"case[ _]*notes?|diagnosis",
}
_MAYBE = {  # and under one of these it may be
    "a name": r"(?:social|allocated)?[ _]*worker(?:s?[ _]*names?)?|names?|child(?:ren)?|uasc",
    "a case-system number": r"ids?|identifiers?|urn|cro|ni",
}
_PERSON = _form(
    r"\b(?:he|she|him|his|hers?|mum|mummy|dad|daddy|mother|father|brother|sister|nan|said|told|"
    r"disclosed|diagnosed)\b"
)
_TOTAL = _form(r"-?£?[0-9.,% /-]+|[a-z]|yes|no|true|false|n/?a|red|amber|green|total|all|low")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def kind_under(heading: str, text: str, words: Set[str]) -> str:
    """The kind that a cell may be of that stands under a heading that is none of ours. `words`, in
    small letters, are those of our own lists: they are no names."""
    heading, text = normalise(heading), normalise(text)
    if sure := _named(_HEADINGS, heading):
        return sure
    maybe, total = _named(_MAYBE, heading), _TOTAL.fullmatch(text)
    kind = kind_in_label(text)
    if kind and not (maybe != "a case-system number" and re.fullmatch("[0-9]{5,6}", text)):
        return kind
    if maybe == "a name" and not total and _is_name(text, words):
        return maybe
    return "notes about one person" if _PERSON.search(text) else ""


def kind_in_cell(heading: str, text: str, words: Set[str]) -> str:
    """The kind that a cell of a sheet may be, of which no column is ours: a number by itself, a
    text by its heading too; the first or last day of a period is at home everywhere."""
    if re.fullmatch(NUMBERLIKE, text):
        return kind_in_number(text)
    kind = kind_under(heading, text, words)
    return kind if kind != A_DATE or kind_in_heading(text) else ""


def kind_in_free_text(text: str, words: Set[str]) -> str:
    """The kind in a column of ours that no list closes: also what may be a name."""
    kind = kind_in_label(text)
    return kind or kind_under("name", text, words)


def _is_name(text: str, words: Set[str]) -> bool:
    """Whether a word with a capital letter stands there that is none of ours."""
    return any(w[0].isupper() and w.lower() not in words for w in _WORD.findall(text))


def _named(headings: Mapping[str, str], heading: str) -> str:
    return next((kind for kind, form in headings.items() if _form(form).fullmatch(heading)), "")


def kind_in_label(text: str) -> str:
    """The kind in a label: the strictest test."""
    return _first(text, [_common, _digits, _dated, _case])


def kind_in_heading(text: str) -> str:
    """The kind in a heading itself; of what stands under it, see `kind_under`."""
    return _first(text, [_common, _digits, _birthday, _named_case])


def kind_in_number(text: str) -> str:
    """The kind in a cell that should be a number. No count of children has ten digits, so ten that
    pass a check are a child's number; what is no number at all is looked at as a label."""
    if not re.fullmatch(NUMBERLIKE, text):
        return kind_in_label(text)
    ten = re.fullmatch(TEN_DIGITS, text)
    digits = re.sub("[^0-9]", "", ten[1]) if ten else ""
    return _known_ten(iter([digits])) if len(digits) == 10 else ""


def kind_in_period(text: str) -> str:
    """The kind in a period, in which dates are at home."""
    return _first(text, [_common, _ten_digits])


def kind_in_sentence(text: str) -> str:
    """The kind in sentences, in which numbers and years are at home; `has_date` tests for a full
    date."""
    return _first(text, [_common, _digits, _named_case])


def kind_in_name(text: str) -> str:
    """The kind in a file's name, in which dates and times are at home."""
    return _first(text.replace("_", " "), [_common, _ten_digits, _named_case])


def has_date(text: str) -> bool:
    """Whether a full date stands in the text."""
    return any(form.search(normalise(text)) for form in _DATES)


def _first(text: str, locks: list[Callable[[str], str]]) -> str:
    normal = normalise(text)
    return next((kind for lock in locks if (kind := lock(normal))), "")


def normalise(text: str) -> str:
    """Wide and Arabic digits as 0 to 9, curious spaces and hyphens as plain ones."""
    wide = unicodedata.normalize("NFKC", text[:2000])
    digits = "".join(str(unicodedata.digit(c, c)) if not c.isascii() else c for c in wide)
    return re.sub(r"[\u2010-\u2015]", "-", re.sub(r"\s+", " ", digits)).strip()


def _common(text: str) -> str:
    forms = {
        "an e-mail address": _EMAIL,
        "a National Insurance number": _NI,
        "a postcode": _POSTCODE,
        "a telephone number": _PHONE,
        "a Police National Computer number": _PNC,
    }
    if any(_is_upn(upn.upper()) for upn in _UPN.findall(text)):
        return "a unique pupil number"
    return next((kind for kind, form in forms.items() if form.search(text)), "")


def _digits(text: str) -> str:
    runs = (re.sub("[ -]", "", run) for run in _RUN.findall(text))
    return _known_ten(run[at : at + 10] for run in runs for at in range(len(run) - 9))


def _ten_digits(text: str) -> str:
    """The same of ten digits that stand alone, and are not a date and an hour or a computer's
    seconds, as in files' names."""
    tens = ("".join(parts) for parts in _TEN.findall(text))
    return _known_ten(ten for ten in tens if not _TIME.match(ten))


def _known_ten(tens: Iterator[str]) -> str:
    for ten in tens:
        if is_nhs_number(ten):
            return "an NHS number"
        if is_uln(ten):
            return "a unique learner number"
    return ""


def _dated(text: str) -> str:
    return A_DATE if has_date(text) else ""


def has_birthday(text: str) -> bool:
    """Whether a full date stands in the text that is not the first or last day of a period."""
    return bool(_birthday(normalise(text)))


def _birthday(text: str) -> str:
    dates = [date for form in _DATES for date in form.findall(text)]
    return _dated(text) if not all(map(_is_end, dates)) else ""


def _is_end(text: str) -> bool:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    numbers = numbers[::-1] if len(numbers) == 3 and numbers[0] > 31 else numbers
    return len(numbers) != 3 or (numbers[0], numbers[1]) in _ENDS


def _case(text: str) -> str:
    return "a case-system number" if _CASE.search(text) else ""


def _named_case(text: str) -> str:
    """The same only where a word says so: headings and names of files hold other numbers."""
    return _case(text) if re.search("[a-z]{3}", text, re.IGNORECASE) else ""


def is_nhs_number(ten: str) -> bool:
    """Ten digits whose last is the check digit of the NHS: eleven less the sum, modulo eleven."""
    check = -sum(int(d) * w for d, w in zip(ten, range(10, 1, -1), strict=False)) % 11
    return check == int(ten[9]) and len(set(ten)) > 1 and ten[0] != "0"


def is_uln(ten: str) -> bool:
    """Ten digits of a unique learner number: the weighted sum leaves 10 over, modulo eleven."""
    whole = sum(int(d) * w for d, w in zip(ten, range(10, 0, -1), strict=True))
    return ten[0] != "0" and whole % 11 == 10


def _is_upn(text: str) -> bool:
    """Whether the first letter is the check letter of the twelve characters after it."""
    if set(text[1:]) - set(_LETTERS + "0123456789"):
        return False
    values = (int(c) if c.isdigit() else _LETTERS.index(c) for c in text[1:])
    return _LETTERS[sum(n * v for n, v in enumerate(values, 2)) % 23] == text[0]
