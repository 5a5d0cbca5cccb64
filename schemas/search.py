"""Find an indicator by a person's own words: "doctor", "moving home", "acommodation".

Anyone may import it. The words stand in the indicators' TOMLs: `also_called`, then the title, then
what is counted. No index, no library: there are dozens of indicators, not thousands.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from math import log1p
from operator import mul
from pathlib import Path

from schemas.declared import Declared, Indicator

FIELDS = (3.0, 2.0, 1.0)  # other names; title; what is counted
EXACT, BEGINS, NEAR = 1.0, 0.8, 0.6
CLOSE = 0.8  # how alike a misspelt word is to the one that was meant, of 1
LONG_ENOUGH = 4  # letters, for a word to be misspelt
KEPT = 0.6  # of the best score: what is much less like what was asked is left out
_LITTLE = (
    "a about an and are at be by can child children do does doing for from get go going had has "
    "happen happens have how i in is it lot many much my of often on or our people that the their "
    "they this time to too up was we were what when where who with young your"
)
IGNORED = frozenset(_LITTLE.split())


class KnownQuestion(Declared):
    """A question that people type, as questions.toml has it: the phrases that it is known by, what
    is said to it, and the page where more is."""

    id: str
    phrases: tuple[str, ...]
    heading: str
    words: str
    page: str
    link: str


def find(words: str, indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators that a person may mean, the likeliest first; none if no word is known.

    First those with just this name; then by how well each word is met, a word that few of them have
    being worth more (Spärck Jones 1972); of two as likely, the one that stands first in the lists.
    """
    query, listed = tokens(words), list(indicators)
    met = [[_met(word, i) for word in query] for i in listed]
    rare = [log1p(len(listed) / max(sum(map(bool, of)), 1)) for of in zip(*met, strict=True)]
    scores = [sum(map(mul, each, rare)) for each in met]
    kept = [(s, i) for s, i in zip(scores, listed, strict=True) if s and s >= KEPT * max(scores)]
    order = sorted(kept, key=lambda hit: (query not in _names_of(hit[1]), -hit[0], hit[1].order))
    return [indicator for _, indicator in order]


@cache
def questions() -> tuple[KnownQuestion, ...]:
    """Every question that Find answers."""
    declared = tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))
    return tuple(KnownQuestion(id=name, **asked) for name, asked in declared.items())


def question_in(words: str) -> KnownQuestion | None:
    """The question that somebody asks: the one with the longest phrase whose words are all in what
    was typed, misspelt or not; None of none."""
    typed = frozenset(tokens(words, ignored=frozenset()))
    known = (
        (len(phrase), question)
        for question in questions()
        for phrase in (frozenset(tokens(p, ignored=frozenset())) for p in question.phrases)
        if phrase <= typed or (len(phrase) > 1 and all(_likeness(w, typed) for w in phrase))
    )
    return max(known, key=lambda hit: hit[0], default=(0, None))[1]


def subject_of(words: str, question: KnownQuestion | None) -> str:
    """What was typed, without the words by which a question is known: 'how many have a job' is
    about a 'job'."""
    if question is None:
        return words
    known = {t for p in question.phrases for t in tokens(p, frozenset())}
    rest = (w for w in words.split() if not known.issuperset(tokens(w, frozenset())))
    return " ".join(w for w in rest if tokens(w) and not w.isdigit())


def tokens(words: str, ignored: frozenset[str] = IGNORED) -> tuple[str, ...]:
    """'Moving homes!' is ('mov', 'home'): small letters, no endings, no little words."""
    known = re.findall(r"[a-z0-9]+", re.sub(r"['’]s?\b", "", words.casefold()))
    return tuple(_stem(word) for word in known if word not in ignored)


def _stem(word: str) -> str:
    """A word without the endings that people add and leave out."""
    for ending in ("ing", "ies", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _met(word: str, indicator: Indicator) -> float:
    """How well an indicator meets a word: in its other names, in its title or in what it counts."""
    i = indicator
    counted = (i.question, i.cohort, i.outcome, i.statutory_name)
    fields = map(_words_of, (i.also_called, (i.title, i.short), counted))
    return max(w * _likeness(word, known) for w, known in zip(FIELDS, fields, strict=True))


def _names_of(indicator: Indicator) -> set[tuple[str, ...]]:
    return set(map(tokens, indicator.also_called))


@lru_cache(maxsize=1000)  # by what is searched, because an indicator itself has no hash
def _words_of(field: Sequence[str]) -> frozenset[str]:
    return frozenset(t for words in field for t in tokens(words))


def _likeness(word: str, known: frozenset[str]) -> float:
    if word in known:
        return EXACT
    if len(word) >= 3 and any(other.startswith(word) for other in known):
        return BEGINS
    return NEAR if any(_is_misspelt(word, other) for other in known) else 0.0


@lru_cache(maxsize=20_000)
def _is_misspelt(word: str, other: str) -> bool:
    if min(len(word), len(other)) < LONG_ENOUGH or abs(len(word) - len(other)) > 2:
        return False
    return SequenceMatcher(None, word, other).ratio() >= CLOSE
