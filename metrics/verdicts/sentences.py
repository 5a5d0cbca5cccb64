"""The sentences of a verdict, to be read aloud. Their wording is in schemas/words.toml; here it is
filled in and put in order."""

from collections.abc import Mapping, Sequence

from metrics.sentences import (
    PER_MANY,
    decimals_apart,
    figure,
    number,
    points,
    spread,
    spread_in_children,
)
from metrics.verdicts.histories import A_YEAR, Figure, History, summed
from metrics.verdicts.lean import chance_in_words
from metrics.verdicts.plausibility import Jump, Run
from metrics.verdicts.verdict import KNOWN_ABOUT, Verdict
from schemas.declared import Indicator, Schemas
from schemas.words import CHANGES, Because, Certainty, LeanWord, LevelWord, TrendWord

SAME_WAY = 0.25  # of our change, that the country's must be to be called the same
LEVEL_LINE = 0.5
"""The z within which a line is as good as level: it is said neither to rise nor to fall."""
EXPLAINED = "chance and a council's ordinary ups and downs"


def sentence(verdict: Verdict, history: History, schemas: Schemas) -> str:
    """The sentences of a verdict: which way it is going, how sure that is, where it is beside the
    country, and how the country changed."""
    indicator = history.indicator
    parts = [
        history.broken.sentence if history.broken else "",
        _trend(verdict, indicator, schemas),
        _certainty(verdict, history, schemas),
        _between(verdict, history),
        _lean(verdict, schemas),
        _note(verdict),
        _level(verdict, indicator, schemas),
    ]
    if verdict.trend in CHANGES:  # what else may explain it: the country's, and an odd start
        odd_start = indicator.note_on(history.strategy.baseline)
        parts += [country_moved(verdict, indicator, schemas), odd_start]
    return " ".join(part for part in parts if part)


def why(
    verdict: Verdict, history: History, schemas: Schemas, judged: History | None = None
) -> tuple[str, ...]:
    """Three sentences on why: which figures were judged, what they show, and the country's limits;
    without those that do not apply. `judged` is the history of those known about, where changes
    are judged on it."""
    parts = (
        _looked_at(verdict, history),
        _shows(verdict, judged or history, schemas),
        _limits(verdict, history.indicator, schemas),
    )
    return tuple(part for part in parts if part)


def why_odd(run: Run | None, jump: Jump | None, known: Indicator | None) -> str:
    """Why the figures must be checked, as part of a sentence; '' when nothing is odd. `known` is
    the indicator of how many are known about, which has jumped."""
    if run:
        everyone = f"all {run.children:,} of" if run.everyone else "exactly 0 of"
        counted = "not " if run.everyone else ""
        return (
            f"{everyone} {run.children:,} over {run.periods} figures in a row, where at the "
            f"national rate about {max(run.expected, 1):,.0f} would {counted}be counted"
        )
    if jump and known:
        return (
            f"“{known.in_a_sentence}” went from {number(100 * jump.first, 0)} % to "
            f"{number(100 * jump.last, 0)} % over the same time"
        )
    return ""


def among_known(indicator: Indicator, numbers: Mapping[str, object]) -> str:
    """That the change is judged on those known about, as part of a sentence. `numbers` are the
    first and the last figure of them."""
    first, last = (float(str(numbers[name])) for name in ("first", "last"))
    decimals = decimals_apart(indicator, last, first)
    then, now = (figure(indicator, value, decimals) for value in (first, last))
    course = f"stayed at {now}" if then == now else f"went from {then} to {now}"
    return f"the change is judged on {KNOWN_ABOUT}, for whom it {course}"


JUDGED_BY_OTHERS = "it is judged by how much all councils' figures move from year to year"
"""That chance is not worked out from counts, as part of a sentence."""


def rebuilt_counts(history: History) -> str:
    """That the counts are not the publisher's, as part of a sentence; '' where they are."""
    population, newest = history.indicator.population, history.newest[-1]
    if newest.rebuilt and newest.period.end - newest.rebuilt.end > A_YEAR:
        return (
            "how many the figures are out of is not published any more, so it was taken to be a "
            f"tenth fewer than in {newest.rebuilt.words} ({newest.denominator:,.0f})"
        )
    if newest.rebuilt:
        return (
            "how many the newest figure is out of is not published, so it was taken to be as many "
            f"as the year before ({newest.denominator:,.0f})"
        )
    if population is None or newest.counted or history.indicator.per is None:
        return ""
    return f"the counts were rebuilt from the rate and a population of {population:,}"


def partly_hidden(history: History) -> str:
    """That some figures are hidden, as part of a sentence; '' where none is."""
    hidden = sum(f.hidden for f in history.figures if f)
    if not hidden:
        return ""
    places = sum(f is not None for f in history.figures)
    of_all = f"{hidden} of {places} figure{'s' if places > 1 else ''}"
    are = "is" if hidden == 1 else "are"
    return f"{of_all} {are} hidden to protect children's privacy, and left out here"


def changed(indicator: Indicator, change: float) -> str:
    """A change since the start: '3.4 points lower', '12 per 100,000 higher', 'no different'."""
    way = "higher" if change > 0 else "lower"
    return f"{points(indicator, change)} {way}" if change else "no different"


def country_moved(verdict: Verdict, indicator: Indicator, schemas: Schemas) -> str:
    """'England went the same way, from 70 % to 81 %.' (or the other way, or less); '' where either
    change is not known."""
    first, last, ours = verdict.country_first, verdict.country_last, verdict.change
    if first is None or last is None or not ours:
        return ""
    name = schemas.council.country.name
    over = f"from {figure(indicator, first)} to {figure(indicator, last)}"
    if figure(indicator, first) == figure(indicator, last):
        return f"{name} stayed at {figure(indicator, last)} over the same time."
    share = (last - first) / ours
    if share >= SAME_WAY:
        return f"{name} went the same way, {over}, so part of it is happening everywhere."
    how = "went the other way" if share < 0 else "moved less"
    return f"{name} {how}, {over}."


def _trend(verdict: Verdict, indicator: Indicator, schemas: Schemas) -> str:
    entry = schemas.entry(verdict.trend)
    low, high = verdict.low, verdict.high
    ranged = low is not None and high is not None
    template = entry.says if ranged or not entry.says_without_range else entry.says_without_range
    whose = f", among {KNOWN_ABOUT}" if verdict.is_of_those_known else ""
    if low is not None and high is not None and low * high > 0 and entry.says_one_sided:
        template, whose = entry.says_one_sided, ""  # which goes on after the range
    return template.format(
        range=spread(indicator, low, high) + whose if low is not None and high is not None else "",
        change=changed(indicator, verdict.change or 0.0),
        matters=points(indicator, verdict.matters or 0.0),
        reason=_reason(verdict, schemas),
    )


def _certainty(verdict: Verdict, history: History, schemas: Schemas) -> str:
    """That a change is an early sign, and how soon it may be confirmed."""
    if verdict.certainty is not Certainty.EARLY_SIGN:
        return ""
    period = "quarter" if history.quarterly else "year"
    return schemas.entry(Certainty.EARLY_SIGN).says.format(period=period)


def _reason(verdict: Verdict, schemas: Schemas) -> str:
    if verdict.trend is TrendWord.CHECK_RECORDING:
        return verdict.note
    return schemas.entry(verdict.because).says if verdict.because else ""


def _between(verdict: Verdict, history: History) -> str:
    """What lies between the first and the last year, where it lies outside both: 'In between it
    was as high as 6 %.'"""
    values = [f.value for f in history.figures if f and f.value is not None]
    steady = verdict.trend is TrendWord.STEADY
    said = steady or verdict.trend is TrendWord.NOT_CLEAR
    if not said or history.quarterly or len(values) < 3:
        return ""
    ends, middle = (values[0], values[-1]), values[1:-1]
    least = (verdict.matters or 0.0) if steady else 0.0  # that it must be beyond them
    text = {value: figure(history.indicator, value) for value in values}
    if max(middle) - max(ends) > least and text[max(middle)] not in (text[end] for end in ends):
        return f"In between it was as high as {text[max(middle)]}."
    if min(ends) - min(middle) > least and text[min(middle)] not in (text[end] for end in ends):
        return f"In between it was as low as {text[min(middle)]}."
    return ""


def _lean(verdict: Verdict, schemas: Schemas) -> str:
    if verdict.lean in (None, LeanWord.NONE) or verdict.chance is None:
        return ""
    template = schemas.entry(LeanWord(verdict.lean)).says
    return template.format(chance=chance_in_words(verdict.chance))


def _note(verdict: Verdict) -> str:
    """What bears on a word without taking its place: a jump in how many are known about."""
    said = verdict.trend is TrendWord.CHECK_RECORDING or verdict.because is Because.HIDDEN
    return f"Bear in mind that {verdict.note}." if verdict.note and not said else ""


def _level(verdict: Verdict, indicator: Indicator, schemas: Schemas) -> str:
    if verdict.level is LevelWord.NOT_COMPARED:
        return ""
    years = verdict.level_years or 1
    over = f" over {years} years together" if years > 1 else ""
    entry = schemas.entry(verdict.level)
    ours, theirs = verdict.level_figure, verdict.level_reference
    same, template = verdict.level is LevelWord.SAME, entry.says
    start = verdict.first if years == 1 else None  # beside which the page says the same figure
    decimals = decimals_apart(indicator, ours, start, None if same else theirs)
    if same and figure(indicator, ours, decimals) == figure(indicator, theirs, decimals):
        template = entry.says_alike or entry.says
    if verdict.level_strong:
        template = template.replace("by more than chance", "by far more than chance")
    once = "{figure}" in template  # the years that are taken together
    return template.format(
        figure=figure(indicator, ours, decimals) + over,
        reference=figure(indicator, theirs, decimals) + ("" if once else over),
        country=schemas.council.country.name,
    )


def _looked_at(verdict: Verdict, history: History) -> str:
    if not history.start or not history.since:
        return ""
    rhythm = "quarters" if history.quarterly else "years"
    ends = (history.start, history.newest)
    then, now = (
        (_counts(part) if history.indicator.per else "") or figure(history.indicator, of)
        for part, of in zip(ends, (verdict.first, verdict.last), strict=True)
    )
    return (
        f"We looked at {verdict.periods} {rhythm} together, from {verdict.first_period} ({then}) "
        f"to {verdict.last_period} ({now})."
    )


def _counts(figures: Sequence[Figure]) -> str:
    """'262 of 513', over all of them; '' where one has no counts."""
    counted, among = summed(figures)
    given = all(f.counted and not f.rebuilt for f in figures)
    return f"{counted:,.0f} of {among:,.0f}" if given else ""


def _shows(verdict: Verdict, history: History, schemas: Schemas) -> str:
    indicator = history.indicator
    if verdict.trend in (TrendWord.TOO_FEW, TrendWord.CHECK_RECORDING):
        reason = _reason(verdict, schemas)
        return f"{reason[0].upper()}{reason[1:]}." if reason else ""
    if verdict.because in (Because.NO_COUNTS, Because.NO_SPREAD, Because.NOT_CHILDREN):
        reason = _reason(verdict, schemas)
        plain = f"The figure is {changed(indicator, verdict.change or 0.0)} than at the start"
        return f"{plain.replace('no different than', 'as it was')}; {reason}."
    if verdict.trend is TrendWord.STEADY:
        low, high, matters = verdict.steady_low or 0.0, verdict.steady_high or 0.0, verdict.matters
        return (
            f"The true change is very likely {spread(indicator, low, high)}: smaller than "
            f"{points(indicator, matters or 0.0)}, which would matter."
        )
    return " ".join(filter(None, (_line(verdict), _in_children(verdict, history))))


def _line(verdict: Verdict) -> str:
    """What a line through the figures does, and whether chance could explain it."""
    z, change = verdict.z or 0.0, verdict.change or 0.0
    way, above = ("rises", "above") if z > 0 else ("falls", "below")
    if verdict.trend is not TrendWord.NOT_CLEAR:
        return (
            f"A line through them {way} by more than {EXPLAINED} would explain, and the last year "
            f"really is {above} the first."
        )
    if abs(z) < LEVEL_LINE:
        return f"A line through them is as good as level, well within what {EXPLAINED} do."
    although = f", although the last year is {'above' if change > 0 else 'below'} the first"
    against = although if z * change < 0 else ""
    return f"A line through them {way}{against}, but by no more than {EXPLAINED} could explain."


def _in_children(verdict: Verdict, history: History) -> str:
    """The range of the change in children: 'Among 513, the true change could be anything from 52
    fewer to 16 more.' '' where the same are counted every quarter, and of what is no count of
    children."""
    low, high, newest = verdict.low, verdict.high, history.newest
    indicator = history.indicator
    again = history.quarterly and indicator.snapshot
    counted = indicator.unit == "percent" and indicator.counts_children
    if low is None or high is None or again or not counted:
        return ""
    _, among = summed(newest)
    fewest, most = (round(end * among / 100) for end in (low, high))
    if not all(f.counted for f in newest) or fewest == most:
        return ""
    who = f"the {among:,.0f} known about" if verdict.is_of_those_known else f"{among:,.0f}"
    range_of = spread_in_children(fewest, most)
    return f"Among {who}, the true change could be anything from {range_of}."


def _limits(verdict: Verdict, indicator: Indicator, schemas: Schemas) -> str:
    low, high, name = verdict.level_low, verdict.level_high, schemas.council.country.name
    if verdict.level is LevelWord.NOT_COMPARED:
        return f"We hold no figure of {name}'s for the same thing in the same period."
    no_word = (LevelWord.CHECK_RECORDING, LevelWord.TOO_FEW)
    if low is None or high is None or verdict.level in no_word:
        return ""
    reference, ours = verdict.level_reference, verdict.level_figure
    beyond = [] if verdict.level is LevelWord.SAME else [low, high]
    decimals = decimals_apart(indicator, ours, *beyond)
    limit, other, theirs, us = (
        figure(indicator, value, decimals) for value in (low, high, reference, ours)
    )
    if indicator.unit in PER_MANY:
        limit = limit.removesuffix(f" {indicator.unit}")
    return (
        f"Of 100 councils of our size at {name}'s rate ({theirs}), 95 would be between {limit} and "
        f"{other}; ours is {us}."
    )
