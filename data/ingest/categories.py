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
) -> tuple[str, str, str] | tuple[str, str]:
    """('', breakdown, category) of the texts of two cells; or the column that is wrong, and a
    message.

    `indicators`: all that there are, of whose breakdowns the text may be one.
    """
    text, other = strip_cell(text), strip_cell(other)
    breakdown, category = text.lower() or ALL, other.lower() or ALL
    if breakdown == ALL and category == ALL:
        return "", ALL, ALL
    if breakdown == ALL:
        every = [c for cs in indicator.breakdowns.values() for c in cs]
        quoted = quoting.label(other, every, "")
        what = f"the category is {quoted}" if quoted else "a category is given"
        return "breakdown", f"{what}, but the breakdown is not given."
    names = {b.lower(): b for b in indicator.breakdowns}
    if breakdown not in names:
        quoted = quoting.label(text, [b for i in indicators for b in i.breakdowns], "this")
        right = join_words([ALL, *indicator.breakdowns])
        return "breakdown", f"{quoted} is not a breakdown of {indicator.id}. It can be {right}."
    categories = indicator.breakdowns[names[breakdown]]
    known = {c.lower(): c for c in categories}
    if category in known:
        return "", names[breakdown], known[category]
    quoted = quoting.label(other or ALL, [*categories, ALL], "this")
    right = join_words(categories)
    return "category", f"{quoted} is not a category of '{names[breakdown]}'. It can be {right}."
