"""The words of the report to the children in care council, as children.toml gives them."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError

from schemas.declared import Declared, Id, Words
from schemas.problems import Problem, Refused

FILE = Path(__file__).parent / "children.toml"


class MeasureWords(Declared):
    """What one measure is called in short words. `who` and `did` are of shares only; `but` is what
    was odd about the start, and must be said beside a change."""

    name: Words
    who: str = ""
    did: str = ""
    but: str = ""


class Better(Declared):
    """What got better. `early` is said of a change that is there for the first time; `also` names
    those without a picture."""

    heading: Words
    none: Words
    early: Words
    also: Words


class NotBetter(Declared):
    """What got worse, what will be done about it, and what stayed the same."""

    heading: Words
    worse: Words
    also: Words
    to_do: Words
    same: Words
    none: Words


class NotKnown(Declared):
    """What is known but not which way it goes, how many `more` there are of it, what nobody knows,
    by why, and how we shall `find_out`."""

    heading: Words
    unclear: Words
    more: Words
    nobody: Words
    find_out: Words
    check: Words
    few: Words
    short: Words
    invented: Words
    hidden: Words
    empty: Words


class Next(Declared):
    """What happens next: it promises nothing but to listen, to look and to write again.
    `asked_one` and `asked_more` say how many things the Panel asked for that are still open."""

    heading: Words
    steps: tuple[Words, ...]
    asked_one: Words
    asked_more: Words
    ask_us: Words = Field(alias="ask")


class Sentences(Declared):
    """Sentences for a figure. Braces hold a place: {figure}, {before}, {who}, {did}, {name}.
    `known` is for a change that came while more became known; those that end in `alike` are for two
    figures that are the same in short words, and in `alone` for one without a start."""

    known: Words
    share: Words
    share_alike: Words
    share_alone: Words
    other: Words
    other_alike: Words
    other_alone: Words
    figure: Words
    about: Words


class ReportWords(Declared):
    """Every word of the report."""

    title: Words
    for_: Words = Field(alias="for")
    promise: Words
    without_a_promise: Words
    how: Words
    better: Better
    not_better: NotBetter
    not_known: NotKnown
    next: Next
    sentences: Sentences
    measures: dict[Id, MeasureWords]


@lru_cache(maxsize=4)
def report_words(file: Path = FILE) -> ReportWords:
    """The words. Raises Refused with everything that is wrong in the file, and where."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Refused.because(file.name, f"this is not TOML: {error}.") from error
    try:
        return ReportWords.model_validate(given)
    except ValidationError as error:
        raise Refused(
            Problem(f"{file.name}, {'.'.join(map(str, e['loc']))}", e["msg"])
            for e in error.errors()
        ) from error
