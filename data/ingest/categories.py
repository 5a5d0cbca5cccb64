"""A breakdown and a category as a row of an extract gives them, against an indicator's own.

Officers only.
"""

from collections.abc import Iterable

from data.ingest import quoting
from data.ingest.encoding import strip_cell
from schemas.declared import ALL, Indicator
from schemas.problems import join_words


def read_category(
    indicator: Indicator, text: str, other: str, indicators: Iterable[Indicator]
) -> tuple[str, ...]:
    """('', breakdown, category); or the column that is wrong, and what to say of it.

    `indicators`: all that there are, of whose breakdowns the text may be one.
    """
    text, other = strip_cell(text), strip_cell(other)
    breakdown, category = text.lower() or ALL, other.lower() or ALL
    if breakdown == ALL and category == ALL:
        return "", ALL, ALL
    if breakdown == ALL:
        every = [c for cs in indicator.breakdowns.values() for c in cs]
        said = quoting.label(other, every, "")
        what = f"the category is {said}" if said else "a category is given"
        return "breakdown", f"{what}, but the breakdown is not given."
    names = {b.lower(): b for b in indicator.breakdowns}
    if breakdown not in names:
        everything = [b for i in indicators for b in i.breakdowns]
        said = quoting.label(text, everything, "this")
        right = join_words([ALL, *indicator.breakdowns])
        return "breakdown", f"{said} is not a breakdown of {indicator.id}. It can be {right}."
    return _category_of(indicator, names[breakdown], other)


def _category_of(indicator: Indicator, breakdown: str, other: str) -> tuple[str, ...]:
    known = {c.lower(): c for c in indicator.breakdowns[breakdown]}
    if other.lower() in known:
        return "", breakdown, known[other.lower()]
    said = quoting.label(other or ALL, [*known.values(), ALL], "this")
    right = join_words(indicator.breakdowns[breakdown])
    return "category", f"{said} is not a category of '{breakdown}'. It can be {right}."
