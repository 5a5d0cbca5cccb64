"""The words and figures of a chart: value labels, hover sentences and the text alternative.

Pure text. A state other than 'shown' is always said in words and never with a number.
"""

from collections.abc import Iterable, Sequence

from charts.model.chart import Chart, Line, Point
from metrics import sentences
from metrics.measurement import Measurement, Neighbours
from metrics.sentences import in_period, uncapped
from schemas.declared import MEANS, Indicator, Unit
from schemas.notes import PeriodTarget
from schemas.periods import Period, PeriodKind
from schemas.problems import join_words
from schemas.states import BRIEF, WORDS, State

LIKE_OURS = "Councils like ours"
TARGET = "Target"
AT_START = "at the start"
A_MONTH = "in one month each year"
NO_FIGURE = "No figure for this period"
NAMED = 3  # hidden periods that a text alternative names, before it counts them
UNITS: dict[Unit, str] = {
    "percent": "Percent",
    "per 10,000": "Per 10,000",
    "per 100,000": "Per 100,000",
    "count": "Number",
    "score": "Score",
    "days": "Days",
    "£": "Pounds",
    "ratio": "Ratio",
    "yes or no": "Yes or no",
}
PERIODS = {
    PeriodKind.FINANCIAL_YEAR: "years to 31 March",
    PeriodKind.QUARTER: "quarters",
    PeriodKind.ACADEMIC_YEAR: "school years to August",
    PeriodKind.CALENDAR_YEAR: "years to December",
    PeriodKind.YEAR_TO_SEPTEMBER: "years to September",
    PeriodKind.ROLLING_YEAR: "each 12 months",
    PeriodKind.MONTH: "months",
    PeriodKind.SNAPSHOT: "on one day each year",
}


def figure(value: float, unit: Unit, decimals: int) -> str:
    """As a label says it: '51 %', '103', '14.8', '42 days'."""
    return sentences.with_unit(value, unit, decimals)


def opened(words: str) -> str:
    """The words with a capital, and no article: 'the year to March' to 'Year to March'."""
    bare = words.removeprefix("the ")
    return bare[:1].upper() + bare[1:]


def subtitle(indicator: Indicator, kind: PeriodKind) -> str:
    """The measure, its unit and what a year on the axis is."""
    unit = indicator.measures or UNITS[indicator.unit]
    once_a_year = kind is PeriodKind.MONTH and indicator.frequency == "annual"
    return f"{indicator.title}. {opened(unit)}, {A_MONTH if once_a_year else PERIODS[kind]}."


def own_text(indicator: Indicator, who: str, m: Measurement) -> str:
    """One measurement of ours as a sentence or two, with its period, counts and range."""
    if m.state is not State.SHOWN or m.value is None:
        return f"{_in(who, m.period)}: {uncapped(why(m))}."
    mark = "Invented. " if m.illustrative else ""
    finding = _finding(indicator, m) or f"{_in(who, m.period)}: {_counted(indicator, m)}"
    return f"{mark}{finding}.{_range(indicator, m)}{_revised(m)}"


def beside_text(indicator: Indicator, m: Measurement) -> str:
    """One measurement of a region or a country as a sentence."""
    if m.state is not State.SHOWN or m.value is None:
        return f"{_in(m.area, m.period)}: {uncapped(why(m))}."
    return f"{_in(m.area, m.period)}: {_counted(indicator, m)}.{_revised(m)}"


def neighbours_text(indicator: Indicator, n: Neighbours, like: str = LIKE_OURS) -> str:
    """The neighbours' median and range as sentences, with how many have a value."""
    having = f"{sentences.having(n.with_value, n.listed)}."
    if n.median is None or n.low is None or n.high is None:
        return f"{_in(like, n.period)}: {having}"
    unit, decimals = indicator.unit, indicator.decimals
    low, median, high = (figure(v, unit, decimals) for v in (n.low, n.median, n.high))
    if low == high:
        return f"{_in(like, n.period)}: {median}; {having}"
    middle = f"{_in(like, n.period)}: the middle one is {median}."
    return f"{middle} They go from {low} to {high}; {having}"


def target_text(indicator: Indicator, target: PeriodTarget) -> str:
    """What was aimed at in a period, and by whom, as a sentence."""
    aim = sentences.figure(indicator, target.target)
    return f"{_in(TARGET, target.period)}: {aim}, set by {target.set_by}."


def missing_text(who: str, period: Period) -> str:
    """A period that nobody gave a figure for."""
    return f"{_in(who, period)}: {uncapped(NO_FIGURE)}."


def newest_words(chart: Chart) -> str:
    """The newest figure of a chart's first line with its counts, or why there is none: '52 %, 38 of
    73', 'hidden'."""
    point = chart.own[0].points[-1]
    if point.value is None:
        return BRIEF[point.state]
    counts = counts_of(*point.counts, chart.unit)
    return ", ".join(filter(None, [figure(point.value, chart.unit, chart.decimals), counts]))


def why(hidden: Point | Measurement) -> str:
    """Why there is no number. What no publisher gave is not put on a publisher."""
    ours = hidden.state is State.NOT_AVAILABLE and not hidden.published
    return NO_FIGURE if ours else WORDS[hidden.state]


def _in(who: str, period: Period) -> str:
    return f"{who}, {uncapped(period.opening)}"


def alternative(
    title: str, lines: Sequence[Line], start: str | None, indicator: Indicator, illustrative: bool
) -> str:
    """The chart in one to three sentences, for someone who cannot see it."""
    finding = ("Invented figures – " if illustrative else "") + title.rstrip(".") + "."
    own = [line for line in lines if line.role in ("ours", "second")]
    beside = [_latest(line, indicator) for line in lines if line not in own and line.shown]
    after = ":" if len(own) == 1 else ","
    course = "; ".join(_course(line, indicator, after) for line in own)
    at_start = f" ({start})" if start else ""
    others = f"; {join_words(beside, 'and')}" if beside else ""
    return " ".join([finding, f"{course}{at_start}{others}.", *_unseen(own)])


def _finding(indicator: Indicator, m: Measurement) -> str:
    """'In the year to March 2025, 262 of 513 … (51 %) were …'; nothing without such counts."""
    whole = indicator.unit == "percent" and m.is_total and m.numerator is not None
    if not whole or m.denominator is None or m.value is None:
        return ""
    percent = figure(m.value, indicator.unit, indicator.decimals)
    counts = f"{m.numerator:,} of {m.denominator:,}"
    return f"{m.period.opening}, {counts} {indicator.cohort} ({percent}) {indicator.outcome}"


def _counted(indicator: Indicator, m: Measurement) -> str:
    if m.value is None:
        return BRIEF[m.state]
    value = sentences.figure(indicator, m.value)
    counts = counts_of(m.numerator, m.denominator, indicator.unit)
    return f"{value} ({counts})" if counts and indicator.unit != "count" else value


def counts_of(numerator: int | None, denominator: int | None, unit: Unit) -> str:
    """'262 of 513', '262', or nothing where the source gives no count; of an average, which may be
    of more than there are children, '928 for 179'."""
    of = "for" if unit in MEANS else "to" if unit == "ratio" else "of"
    if numerator is None:
        return "" if denominator is None else f"{of} {denominator:,}"
    return f"{numerator:,}" if denominator is None else f"{numerator:,} {of} {denominator:,}"


def _range(indicator: Indicator, m: Measurement) -> str:
    if m.low is None or m.high is None:
        return ""
    low, high = (figure(v, indicator.unit, indicator.decimals) for v in (m.low, m.high))
    return f" Allowing for chance, it could be {low} to {high}."


def _revised(m: Measurement) -> str:
    return " Provisional." if m.provisional else " Revised." if m.revised else ""


def _latest(line: Line, indicator: Indicator) -> str:
    last = line.shown[-1]
    when = "" if last is line.points[-1] else f" {in_period(last.period, 'in')}"
    name = uncapped(line.label) if line.role == "neighbours" else line.label
    return f"{name} {sentences.figure(indicator, last.value)}{when}"


def _course(line: Line, indicator: Indicator, after: str) -> str:
    if not line.shown:
        return f"{line.label}{after} no figure is shown"
    ends = dict.fromkeys((line.shown[0], line.shown[-1]))
    figures = [f"{sentences.figure(indicator, p.value)} {in_period(p.period, 'in')}" for p in ends]
    return f"{line.label}{after} {', '.join(figures)}"


def _unseen(own: Sequence[Line]) -> Iterable[str]:
    """One sentence for all the periods that are hidden or missing, if there are any."""
    hidden = [
        f"{f'{line.label} ' if len(own) > 1 else ''}{BRIEF[state]} "
        + (
            f"in {len(points)} of {len(line.points)} periods"
            if len(points) > NAMED
            else in_period(join_words([p.period for p in points], "and"), "in")
        )
        for line in own
        for state, points in by_state(line).items()
    ]
    return [f"No figure: {'; '.join(hidden)}."] if hidden else []


def by_state(line: Line) -> dict[State, list[Point]]:
    """A line's points that are not shown, by their state."""
    unseen = [p for p in line.points if p.state is not State.SHOWN]
    return {s: [p for p in unseen if p.state is s] for s in dict.fromkeys(p.state for p in unseen)}
