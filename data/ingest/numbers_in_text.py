"""Numbers of children and young people, and percents, in the text of a note.

Officers only. Disclosure control cannot reach into a sentence. So a small number of children may
not stand in one at all, and any other number of them, or percent, only where the edition shows it.
What a number counts, the words after it say: numbers_in_text.toml lists them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from data.ingest.personal_patterns import normalise

Counted = Literal["children", "perhaps", "things", "percent", "target", "rate"]

_LISTS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
_KINDS: dict[str, Counted] = {"things": "things", "events": "perhaps", "children": "children"}
_KNOWN = {word: kind for name, kind in _KINDS.items() for word in _LISTS[name].split()}
_STOPS, _SETS, _PLURALS, _DESCRIBING, _SPOKEN_OF = (
    frozenset(_LISTS[name].split())
    for name in ("stops", "sets", "plurals", "describing", "spoken_of")
)
_LIKE_A_PERSON, _LIKE_A_THING = (
    re.compile(f"{_LISTS[name]}$") for name in ("like_a_person", "like_a_thing")
)
_ONES = {word: n for n, word in enumerate(_LISTS["number_words"].split(), start=1)}
_TENS = {word: 10 * n for n, word in enumerate(_LISTS["tens"].split(), start=2)}
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_AS_MANY: dict[str, int] = _LISTS["as_many"]


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_IN_WORDS = rf"(?:{_any_of(_TENS)}(?:[ -]{_any_of(_ONES)})?|{_any_of(_ONES)})\b"
_NUMBER = (
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{_IN_WORDS})"
    rf"(?: {_any_of(_TIMES)}\b(?: and {_IN_WORDS})?)?|an? {_any_of(_TIMES)}\b)"
)
_COUNT = re.compile(
    rf"(?<![\w£])(?<!\d[.,/])(?:x ?)?(?P<n>{_NUMBER}|{_LISTS['as_much_as']})"
    rf"(?:(?:,| to| or| and| ?-) ?(?P<to>{_NUMBER}))?"
    rf"(?:(?: (?:out )?of| ?/)(?: the| our| these| those| all)? ?(?P<all>{_NUMBER}))?"
    r"(?P<percent> ?(?:%|per ?cent\b))?(?: or (?:more|fewer|less|over)\b|\+)?",
    re.IGNORECASE,
)
_RATE = re.compile(
    rf"\b(?P<n>{_NUMBER}) in (?:every )?(?P<all>{_NUMBER})(?! ?%|\w|[.,]\d)", re.IGNORECASE
)
_ROUND = {2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000}
"""How many a rate is said of: '1 in 4', and not '3 in 54'."""
_AIM = r"(?:targets?|aim(?:s|ed|ing)?|goals?|standards?|ambitions?|benchmarks?|thresholds?)"
_AIM_BEFORE = re.compile(rf"\b{_AIM}\W(?:\w+ ){{0,3}}$", re.IGNORECASE)
_AIM_AFTER = re.compile(rf" (?:\w+ )?{_AIM}\b", re.IGNORECASE)
_TOKEN = re.compile(r"[\w¤]+(?:['’-][\w¤]+)*['’]?|\S")
_TAG, _QUOTES = re.compile("<[^<>]{1,20}>"), "'\"“”‘’*"
_OF_TWO = ("both", "either", "neither")
_MOST = 9  # words between a number and what it counts


def _struck(kind: str) -> re.Pattern[str]:
    either = "|".join(_LISTS["struck"][kind])
    full = either.replace("{n}", _NUMBER).replace("{free}", _LISTS["struck"]["free"])
    return re.compile(rf"(?<!\w)(?:{full})(?!\w)", re.IGNORECASE)


_STRUCK = {"¤": _struck("a_name"), "_": _struck("a_label")}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a sentence (`words`), and what it counts: 'children'; 'perhaps' them
    too; or what is no number of things: a 'percent', one that is said to be a 'target', or a
    'rate', 1 in 4, as a percent."""

    value: float
    counts: Counted
    words: str

    @property
    def is_percent(self) -> bool:
        """Whether it is a share."""
        return self.counts in ("percent", "target", "rate")

    def is_up_to(self, small: int) -> bool:
        """Whether it can be a number of children from 1 to `small`."""
        return not self.is_percent and self.value.is_integer() and self.value <= small


def numbers_of_children(sentences: str) -> Iterator[Number]:
    """Every number that counts children or young people ('3 children', 'two of our care leavers',
    '31 of 55') or may do ('only two'), every percent and every rate."""
    plain = normalise(sentences)
    text = _without_names(plain)
    for match in filter(partial(_is_rate, text), _RATE.finditer(text)):
        share = 100 * value_of(match["n"]) / value_of(match["all"])
        text = text[: match.start()] + "_" * len(match.group()) + text[match.end() :]
        yield Number(share, "rate", plain[match.start() : match.end()])
    subject, end = "", 0
    for match in _COUNT.finditer(text):
        between = text[end : match.start()]
        subject = "" if ". " in between else subject
        counts, head, end = _percent(text, match) if match["percent"] else _counted(text, match)
        if head or not (subject in _SPOKEN_OF or (subject and between == " to ")):
            subject = head if counts == "things" else ""
            values = map(value_of, filter(None, (match["n"], match["to"], match["all"])))
            words = plain[match.start() : end]
            yield from (Number(n, counts, words) for n in values if n and counts != "things")


def _without_names(text: str) -> str:
    """As long a text, in which names and labels that hold numbers or children are only marks."""
    text = _TAG.sub(partial(_filled, " "), text)
    for mark, form in _STRUCK.items():
        text = form.sub(partial(_filled, mark), text)
    return text


def _is_rate(text: str, match: re.Match[str]) -> bool:
    """Whether 'two in ten' is one, and not two in ten homes."""
    some, every = value_of(match["n"]), value_of(match["all"])
    of_things = any(_kind(word)[0] == "things" for word, _ in _phrase(text, match.end(), True))
    return some < every and every in _ROUND and (some == 1 or every > 9 or not of_things)


def _filled(mark: str, struck: re.Match[str]) -> str:
    return mark * len(struck.group())


def value_of(number: str) -> float:
    """What a number comes to, in figures or in words."""
    words, value = number.lower().replace(",", "").replace("-", " ").split(), 0.0
    if many := next((_AS_MANY[word] for word in words if word in _AS_MANY), 0):
        return float(many)
    for word in words:
        if word in _TIMES:
            value = (value or 1) * _TIMES[word]
        else:
            value += _ONES.get(word) or _TENS.get(word) or float(word if word[0].isdigit() else 0)
    return value


def _percent(text: str, match: re.Match[str]) -> tuple[Counted, str, int]:
    """Whether it is one that is said to be an aim, where it ends: the rest as of `_counted`."""
    is_aim = _AIM_BEFORE.search(text[: match.start()]) or _AIM_AFTER.match(text, match.end())
    return "target" if is_aim else "percent", "%", match.end()


def _counted(text: str, match: re.Match[str]) -> tuple[Counted, str, int]:
    """What a number counts, the word that says so, '' where none does, and where that ends."""
    many = value_of(match["all"] or match["to"] or match["n"]) != 1
    unknown, end = "", match.end()
    words = _phrase(text, match.end(), many)
    for at, (word, stop) in enumerate(words):
        kind, is_plural = _kind(word)
        follows = _kind(words[at + 1][0])[0] if at + 1 < len(words) else None
        is_last = is_plural if many and word[0] != "¤" and not word.isupper() else not follows
        if kind and is_last:
            return kind, _singular(word), stop
        unknown, end = ("" if kind else word), stop
    if many and _is_plural_thing(unknown):
        return "things", unknown, end
    if match["n"].lower() in _OF_TWO and not match["all"]:
        return "things", "", match.end()  # 'clinics and homes both opened'
    return "children" if match["all"] else "perhaps", "", match.end()


def _phrase(text: str, start: int, many: bool) -> list[tuple[str, int]]:
    """The words from here that can be of one noun and what describes it, with where each ends."""
    words: list[tuple[str, int]] = []
    last = ""
    for token in islice(_TOKEN.finditer(text, start), _MOST):
        word = token.group()
        if word.lower() == "of" and (not last or last.removesuffix("s") in _SETS):
            words.clear()
        elif _ends(word.lower(), many) and last != "of":
            break
        elif word in _QUOTES or (word == "," and last in _DESCRIBING):
            continue
        elif not word[0].isalnum() and word[0] not in "¤_":
            break
        else:
            words.append((word, token.end()))
        last = word.lower()
    return words


def _ends(word: str, many: bool) -> bool:
    """Whether what is counted has ended before a word: 'two moved', 'two visit homes'; but not in
    'one visit', or 'two trained nurses'."""
    is_verb = word.endswith("ed") and word not in _DESCRIBING and word not in _KNOWN
    return is_verb or word == "of" or (word in _STOPS and (many or word not in _KNOWN))


def _kind(word: str) -> tuple[Counted | None, bool]:
    """What a word says is counted, and whether it is a plural; of one that is somebody's, and of
    one that is not known, None."""
    if word.endswith(("'", "’", "'s", "’s")):
        return None, False
    if "¤" in word:
        return "things", True
    bare, single = word.lower().rsplit("-", 1)[-1], _singular(word)
    return _KNOWN.get(single), bare in _PLURALS or bare != single


def _singular(word: str) -> str:
    """A word of the lists as it stands there; another one as it is."""
    bare = word.lower().rsplit("-", 1)[-1]
    forms = (bare.removesuffix("s"), bare.removesuffix("es"), re.sub("ies$", "y", bare), bare)
    return next((form for form in forms if form in _KNOWN), bare)


def _is_plural_thing(word: str) -> bool:
    """Whether a word that is on no list is a plural, and nothing says that it is of people."""
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    is_named = not word.islower() and not _LIKE_A_THING.search(word)
    return is_plural and not is_named and not _LIKE_A_PERSON.search(word)
