"""Plain sentences about figures, that a councillor could read aloud. Pure: words in, words out."""

from datetime import date

from metrics.measurement import Measurement, Neighbours
from schemas.declared import Indicator, Unit
from schemas.periods import Period, PeriodKind
from schemas.states import IN_A_SENTENCE, State

PER_MANY = ("per 10,000", "per 100,000")
SAME = "no difference"
_SUFFIX = {"percent": " %", "days": " days", "ratio": " to 1"}

PROVISIONAL = "Local and provisional: the department has not checked it."
NO_YEAR_BEFORE = "nobody has sent the same {} of the year before"


def figure(indicator: Indicator, value: float | None, decimals: int | None = None) -> str:
    """'51 %', '103 per 100,000', '16.2', '901'; 'no figure' when there is none."""
    if value is None:
        return "no figure"
    places = indicator.decimals if decimals is None else decimals
    rate = f" {indicator.unit}" if indicator.unit in PER_MANY else ""
    return with_unit(value, indicator.unit, places) + rate


def with_unit(value: float, unit: Unit, decimals: int) -> str:
    """'51 %', '42 days', '£1,234', '1.2 to 1', 'Yes'; of any other unit the number alone."""
    text = in_unit(value, unit, decimals)
    return f"{text} day" if unit == "days" and text == "1" else text + _SUFFIX.get(unit, "")


def in_unit(value: float, unit: Unit, decimals: int) -> str:
    """The number of a figure, with one decimal more where rounding would make all of nearly all
    ('99.5', not '100', of 210 in 211) or none of a few."""
    if unit == "yes or no":
        return "Yes" if value >= 0.5 else "No"
    text = f"£{number(value, decimals)}" if unit == "£" else number(value, decimals)
    rounded = unit == "percent" and text in ("0", "100") and value not in (0, 100)
    return number(value, decimals + 1) if rounded else text


def decimals_apart(indicator: Indicator, value: float | None, *others: float | None) -> int:
    """The decimals of figures said side by side: one more than usual where rounding would make
    `value` look like another that it is not."""
    usual = indicator.decimals
    given = [other for other in others if value is not None and other is not None]
    alike = (number(value or 0, usual) == number(other, usual) for other in given if other != value)
    return usual + any(alike)


def number(value: float, decimals: int) -> str:
    """A number as people write it, halves rounded up: '1,234', '16.2'; and never '-0'."""
    nudge = 1e-9 if value >= 0 else -1e-9
    text = f"{value + nudge:,.{decimals}f}"
    return text if any(digit in text for digit in "123456789") else text.removeprefix("-")


def signed(value: float | None, decimals: int) -> str:
    """A number with its sign: '+3.2', '−10.1', '0'; '' where there is none."""
    if value is None:
        return ""
    text = number(abs(value), decimals)
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def ordinal(place: int) -> str:
    """'1st', '2nd', '3rd', '11th', '103rd'."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    teen = place % 100 in (11, 12, 13)
    return f"{place}{'th' if teen else endings.get(place % 10, 'th')}"


def uncapped(words: str) -> str:
    """For the middle of a sentence: 'In county' to 'in county', and not 'SEN' to 'sEN'."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def in_period(words: str, usual: str = "for") -> str:
    """When, of a period in words: 'for the year to March 2025', 'on 30 September 2024'."""
    return f"{'on' if words[:1].isdigit() else usual} {words}"


def having(some: int, of: int) -> str:
    """'9 of 10 have a figure', '1 of 10 has a figure'."""
    return f"{some} of {of} {'has' if some == 1 else 'have'} a figure"


def day(moment: date) -> str:
    """'7 March 2022'."""
    return f"{moment.day} {moment:%B %Y}"


def shown_figure(indicator: Indicator, m: Measurement) -> str:
    """The figure, or the state that it is in: 'hidden to protect children's privacy'."""
    return figure(indicator, m.value) if m.state is State.SHOWN else IN_A_SENTENCE[m.state]


def counts(m: Measurement) -> str:
    """'262 of 513', or '' where a count is not given or not shown."""
    if m.numerator is None or m.denominator is None:
        return ""
    return f"{m.numerator:,} of {m.denominator:,}"


def beside_a_year_before(indicator: Indicator, now: Measurement, ours: str, earlier: str) -> str:
    """'In September 2025 it was 41 of 45 (91 %); a year before, 38 of 42 (90 %).', of positions
    (below) that are set beside each other and nothing else. Of a local position in the year, on
    which day, and that it is provisional."""
    before = f"a year before, {earlier}" if earlier else NO_YEAR_BEFORE.format(indicator.period)
    when = f"On {day(now.period.end)}" if indicator.in_year_of else now.period.opening
    sentence = f"{when} it was {ours}; {before}."
    return f"{sentence} {PROVISIONAL}" if indicator.in_year_of else sentence


def headline_beside(indicator: Indicator, now: Measurement, then: Measurement | None) -> str:
    """'In work or learning: 51 % in September 2025, 55 % a year before'."""
    before = then.value if then else None
    decimals = decimals_apart(indicator, now.value, before)
    shown = figure(indicator, now.value, decimals) if now.value is not None else None
    said = f"{shown or IN_A_SENTENCE[now.state]} {in_period(now.period.words, 'in')}"
    was = "" if before is None else f", {figure(indicator, before, decimals)} a year before"
    return f"{indicator.in_a_sentence}: {said}{was}"


def position(indicator: Indicator, m: Measurement | None) -> str:
    """'41 of 905 (5 %)', or the state that it is in; 'none' where nobody has sent one."""
    if m is None:
        return "none"
    counted = counts(m) if m.state is State.SHOWN else ""
    counted = counted.replace(" of ", " to ") if indicator.unit == "ratio" else counted
    return f"{counted} ({shown_figure(indicator, m)})" if counted else shown_figure(indicator, m)


def summary(
    indicator: Indicator,
    latest: Measurement | None,
    baseline: Measurement | None,
    newest: Measurement | None = None,
) -> str:
    """Two or three sentences on an indicator: its latest shown measurement, and its baseline.

    Says plainly when there is no figure, when one is hidden, and when a newer one is.
    """
    if latest is None:
        return "There are no figures yet."
    decimals = decimals_beside(indicator, latest, baseline)
    sentences = [now(indicator, latest, decimals)]
    if baseline is None:
        newest_break = indicator.newest_break([latest.period])
        sentences.append(
            f"No figure from before {newest_break.month} is set beside it."
            if newest_break
            else "There is no figure for the start of the strategy."
        )
    elif baseline.period.contains(latest.period):
        sentences.append("That is the start of the strategy; there is no newer figure.")
    else:
        sentences.append(_then(indicator, baseline, decimals))
    if newest is not None and newest.period > latest.period:
        state = IN_A_SENTENCE[newest.state]
        sentences.append(f"The figure for {newest.period.words} is {state}.")
    return " ".join(sentences)


def together(indicator: Indicator, m: Measurement, single: str) -> str:
    """A figure over more time than the periods that are hidden, `single` of which are its parts:
    'quarters'."""
    why = f"because single {single} are {IN_A_SENTENCE[State.SUPPRESSED]}"
    return f"{time_of(m)} together, {why}: {shown_figure(indicator, m)} ({counts(m)})."


def time_of(m: Measurement) -> str:
    """From which month to which: 'April 2024 to March 2025'."""
    return m.over or f"{m.period.start:%B %Y} to {m.period.end:%B %Y}"


def decimals_beside(indicator: Indicator, m: Measurement, baseline: Measurement | None) -> int:
    """The decimals of a measurement and the baseline, said side by side."""
    return decimals_apart(indicator, m.value, baseline.value if baseline else None)


def now(indicator: Indicator, m: Measurement, decimals: int | None = None) -> str:
    """One measurement in a sentence, with its period, and its counts where it has them."""
    opening = m.period.opening
    if m.state is not State.SHOWN:
        return f"{opening}, the figure is {IN_A_SENTENCE[m.state]}."
    value = figure(indicator, m.value, decimals)
    match indicator.unit:
        case "percent" if counts(m):
            return f"{opening}, {counts(m)} {indicator.cohort} {indicator.outcome} ({value})."
        case "percent":
            return f"{opening}, {value} of {indicator.cohort} {indicator.outcome}."
        case "per 10,000" | "per 100,000" if counts(m):
            return (
                f"{opening}, there were {m.numerator:,} {indicator.outcome} among "
                f"{m.denominator:,} {indicator.cohort} ({_for_every(indicator, m, decimals)})."
            )
        case "per 10,000" | "per 100,000":
            return (
                f"{opening}, there were {value.partition(' per ')[0]} "
                f"{indicator.outcome} for every {indicator.per:,} {indicator.cohort}."
            )
        case "count":
            return f"{opening}, there were {value} {indicator.outcome}."
        case _:
            return f"{opening}, the {indicator.outcome} for {indicator.cohort} was {value}."


def _then(indicator: Indicator, m: Measurement, decimals: int) -> str:
    when = f"on {m.when}" if m.period.kind is PeriodKind.SNAPSHOT else m.when
    start = f"At the start of the strategy ({when})"
    if m.state is not State.SHOWN:
        return f"{start} the figure was {IN_A_SENTENCE[m.state]}."
    if counts(m) and indicator.unit == "percent":
        return f"{start} it was {counts(m)} ({figure(indicator, m.value, decimals)})."
    if counts(m) and indicator.per:
        rate = _for_every(indicator, m, decimals)
        return f"{start} it was {m.numerator:,} among {m.denominator:,} ({rate})."
    return f"{start} it was {figure(indicator, m.value, decimals)}."


def _for_every(indicator: Indicator, m: Measurement, decimals: int | None) -> str:
    rate, _, _ = figure(indicator, m.value, decimals).partition(" per ")
    return f"{rate} for every {indicator.per:,}"


def change(indicator: Indicator, latest: Measurement | None, baseline: Measurement | None) -> str:
    """The plain difference since the start, with no judgement: '3.4 points lower'.

    '' when either is not shown or they are one and the same.
    """
    if latest is None or baseline is None or baseline.period.contains(latest.period):
        return ""
    if latest.value is None or baseline.value is None:
        return ""
    difference = latest.value - baseline.value
    decimals = max(1, indicator.decimals) if indicator.unit in ("percent", "score", "ratio") else 0
    size = number(abs(difference), decimals)
    if float(size.replace(",", "")) == 0:
        return SAME
    unit = {"percent": " points", "days": " days"}.get(indicator.unit, "")
    size = f"£{size}" if indicator.unit == "£" else size
    return f"{size}{unit} {'higher' if difference > 0 else 'lower'}"


def change_in_people(
    indicator: Indicator, latest: Measurement | None, baseline: Measurement | None
) -> str:
    """The same of as many as there are now: 'about 17 fewer of 513'; '' of what is no share of
    people, or of how many nobody has said."""
    if latest is None or baseline is None or latest.value is None or baseline.value is None:
        return ""
    if indicator.unit != "percent" or not (indicator.counts_children and latest.denominator):
        return ""
    people = (latest.value - baseline.value) * latest.denominator / 100
    if abs(people) < 1:
        return f"less than 1 of {latest.denominator:,}" if people else ""
    way = "more" if people > 0 else "fewer"
    return f"about {number(abs(people), 0)} {way} of {latest.denominator:,}"


def comparison(
    indicator: Indicator, country: Measurement | None, neighbours: Neighbours | None, dated: str
) -> str:
    """'In England it was 54 %. In the middle one of the councils most like ours (list of May 2025)
    it was 55 %.' A part that has no figure is left out; so is how many have one, when all do."""
    sentences = []
    if country is not None and country.state is State.SHOWN:
        sentences.append(f"In {country.area} it was {figure(indicator, country.value)}.")
    if neighbours is not None and neighbours.median is not None:
        all_have = neighbours.with_value == neighbours.listed
        some = "" if all_have else f"; {having(neighbours.with_value, neighbours.listed)}"
        sentences.append(
            f"In the middle one of the councils most like ours (list of {dated}{some}) "
            f"it was {figure(indicator, neighbours.median)}."
        )
    return " ".join(sentences)


def headline(indicator: Indicator, latest: Measurement | None, baseline: Measurement | None) -> str:
    """A chart's title, in ten words or so: 'In work or learning, 19 to 21: 51 %, was 55 %'.

    'As at the start' is only what is the very same, and says nothing of a change; what rounding
    hides has one decimal more."""
    name = indicator.in_a_sentence
    if latest is None:
        return f"{name}: no figures yet"
    in_year = " in the year" if latest.period.kind is not indicator.period else ""
    title = f"{name}: {shown_figure(indicator, latest)}{in_year}"
    if baseline is None or baseline.value is None or baseline.period.contains(latest.period):
        return title
    if latest.value is None:
        return f"{title}, was {figure(indicator, baseline.value)}"
    if latest.value == baseline.value:
        return f"{title}, as at the start"
    decimals = decimals_beside(indicator, latest, baseline)
    now, then = (figure(indicator, m.value, decimals) for m in (latest, baseline))
    was = "almost as at the start" if now == then else f"was {then.partition(' per ')[0]}"
    return f"{name}: {now}{in_year}, {was}"


def headline_of_run(indicator: Indicator, since: Period, everyone: bool) -> str:
    """The same of exactly none, or exactly everyone, every time since a period: 'Convicted or
    cautioned: none recorded since 2016'."""
    name, who = indicator.in_a_sentence, "everyone" if everyone else "none"
    return f"{name}: {who} recorded since {since.end:%Y}"


def points(indicator: Indicator, size: float, decimals: int | None = None) -> str:
    """The size of a change, in the indicator's unit and without its sign: '3.4 points', '12 per
    100,000', '0.8'; 'less than 0.1 points' of what would round to nothing."""
    places = _decimals_of_change(indicator, size) if decimals is None else decimals
    too_small = size != 0 and _is_nought(size, places)
    text = number(10**-places if too_small else abs(size), places)
    text = f"£{text}" if indicator.unit == "£" else text
    named = {"percent": "points", "days": "days", **{rate: rate for rate in PER_MANY}}
    unit = named.get(indicator.unit, "")
    said = f"{text} {'point' if unit == 'points' and text == '1' else unit}".strip()
    return f"less than {said}" if too_small else said


def spread(indicator: Indicator, low: float, high: float) -> str:
    """A range of change: 'from 10 points lower to 3 points higher', 'from 21 to 30 points
    higher'. One decimal more where an end would round to nothing, or both to the same."""
    decimals = _decimals_of_change(indicator, max(abs(low), abs(high)))
    one_side = low * high > 0 and number(low, decimals) == number(high, decimals)
    decimals += one_side or any(end != 0 and _is_nought(end, decimals) for end in (low, high))
    ends = sorted((low, high), key=abs)
    small, large = (points(indicator, end, decimals) for end in ends)
    if low < 0 < high and indicator.unit in PER_MANY:
        lower, higher = (number(abs(end), decimals) for end in (low, high))
        return f"from {lower} lower to {higher} higher {indicator.unit}"
    if low < 0 < high:
        return (
            f"from {points(indicator, low, decimals)} lower "
            f"to {points(indicator, high, decimals)} higher"
        )
    way = "higher" if high > 0 else "lower"
    if small == large:
        return f"about {large} {way}"
    return f"from {number(abs(ends[0]), decimals)} to {large} {way}"


def spread_in_children(fewest: int, most: int) -> str:
    """A range of change as so many children: '51 fewer to 15 more', '21 to 54 fewer'."""
    if fewest * most > 0:
        small, large = sorted(map(abs, (fewest, most)))
        return f"{small:,} to {large:,} {'more' if most > 0 else 'fewer'}"
    ends = (fewest, most)
    said = [f"{abs(n):,} {'more' if n > 0 else 'fewer'}" if n else "none" for n in ends]
    return " to ".join(said)


def _decimals_of_change(indicator: Indicator, size: float) -> int:
    """One decimal where whole points would be too coarse."""
    return max(indicator.decimals, 1 if abs(size) < 5 and indicator.unit == "percent" else 0)


def _is_nought(value: float, decimals: int) -> bool:
    return float(number(abs(value), decimals).replace(",", "")) == 0
