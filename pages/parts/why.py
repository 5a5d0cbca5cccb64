"""Why we say this: the reasons for the words on an indicator's page, with the numbers behind a
fold; where we stand among councils; and, for quarters, the XmR picture."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from charts.funnel.funnel import (
    Funnel,
    FunnelLimit,
    SizedCouncil,
    funnel_alt,
    funnel_notes,
    funnel_rows,
    funnel_svg,
)
from charts.xmr.xmr import Process, Quarter, process_alt, process_notes, process_svg
from metrics.baseline import charted, since_break
from metrics.sentences import (
    decimals_apart,
    figure,
    having,
    in_period,
    number,
    ordinal,
    signed,
)
from metrics.verdicts.verdict import KNOWN_ABOUT, Rank, Verdict
from pages.parts.addresses import METHOD
from pages.parts.chart import both_widths
from pages.parts.chips import OUTLINED, chip, two_words
from pages.parts.councils import council_link
from pages.parts.html import bullets, fold, link, small, table
from schemas.declared import Indicator
from schemas.states import State
from schemas.words import Certainty, LeanWord, LevelWord
from view_model.edition_view import IndicatorView
from view_model.wording import learnt_from, usual_swing

AMONG_ALL = "all"
WELL = Markup(
    "<h3>Who does this well?</h3><p>Of the councils most like ours, better than {} by more than "
    "chance: {}. Were all of them just like the country, chance would still name one in about 2 "
    "of 10 lists.</p>"
)
BESIDE = "It stands beside the measures that the criterion is answered by."


def reasons(measure: IndicatorView) -> Markup:
    """The reasons, and where we stand; '' in an edition that has no verdicts."""
    verdict = measure.verdict
    if verdict is None:
        return Markup()
    because = bullets([*verdict.why, *_criterion(measure, verdict)], "why")
    how = link("about", "How we decide, and how often we are wrong", METHOD)
    facts = [*_facts(measure.indicator, verdict), _by_itself(measure, verdict)]
    facts = [fact for fact in facts if fact[1]]
    what = "The numbers behind it"
    numbers = fold(what, table(what, ("What", "Number"), facts)) + _process(measure, verdict)
    return Markup('<section id="why"><h2>Why we say this</h2>{}{}{}<p>{}</p></section>{}').format(
        two_words(measure) + _meanings(measure, verdict),
        *(because, numbers, how, _standing(measure, verdict)),
    )


def _meanings(measure: IndicatorView, verdict: Verdict) -> Markup:
    """What each word means, and an outline; of invented figures, which carry none, nothing."""
    schemas, lean = measure.edition.schemas, verdict.lean
    early = verdict.certainty if verdict.certainty is Certainty.EARLY_SIGN else None
    leans = lean if lean is not LeanWord.NONE else None
    words = filter(None, dict.fromkeys((verdict.level, verdict.trend, early, leans)))
    entries = [schemas.entry(word) for word in words if not measure.illustrative]
    means = [Markup("<b>{}</b>: {}").format(e.label, e.meaning) for e in entries]
    outline = OUTLINED.replace("{country}", measure.council.country.name)
    return small(Markup("<br>").join([*means, *([outline] if verdict.level_strong else [])]))


def _criterion(measure: IndicatorView, verdict: Verdict) -> Iterator[Markup]:
    """The third word, where the indicator answers a success criterion."""
    indicator = measure.indicator
    criterion = measure.strategy.criterion_of(indicator)
    word = verdict.answer or verdict.outlook
    if criterion is not None and word is not None:
        beside = "" if indicator.id in (criterion.headline or [indicator.id]) else BESIDE
        yield Markup("It is a measure of “… {}”: {} {} {}").format(
            criterion.title,
            chip(measure.edition.schemas.entry(word)),
            _held_against(indicator, verdict),
            beside,
        )


def _held_against(indicator: Indicator, v: Verdict) -> str:
    """What the third word goes by: the final year, or the forecast of it."""
    goal = "aimed at" if indicator.target is not None else "at the start"
    if v.answer and v.final is not None and v.goal is not None:
        decimals = decimals_apart(indicator, v.final, v.goal)
        said = (
            f"It was {figure(indicator, v.final, decimals)} {in_period(v.final_period)}, the "
            f"strategy’s last, beside {figure(indicator, v.goal, decimals)} {goal}."
        )
        judged = f" It is judged on {KNOWN_ABOUT}." if v.is_of_those_known else ""
        since = f" Since then it was {figure(indicator, v.since)}, {in_period(v.since_period)}."
        return said + judged + (since if v.since is not None else "")
    if v.outlook_low is None or v.outlook_high is None:
        return ""
    return (
        f"We expect {figure(indicator, v.outlook_figure)} in the final year, and 8 times in 10 "
        f"between {figure(indicator, v.outlook_low)} and {figure(indicator, v.outlook_high)}."
    )


# The numbers that the rule went by


def _facts(indicator: Indicator, v: Verdict) -> list[tuple[str, str]]:
    unit = indicator.decimals + 1
    whose = f", among {KNOWN_ABOUT}" if v.is_of_those_known else ""
    levelled = v.level_low is not None and v.level_high is not None
    return [
        ("At the start", _dated(indicator, v.first, v.first_period)),
        ("Now", _dated(indicator, v.last, v.last_period)),
        ("Change", signed(v.change, unit)),
        (
            "Range of the change, right 95 times in 100, "
            + ("ordinary ups and downs included" if v.with_wobble else "for chance alone")
            + whose,
            _range(v.low, v.high, unit),
        ),
        ("Slope of the line (z); a word needs more than 1.96 either way", signed(v.z, 2)),
        ("Allowance for a council’s ordinary ups and downs (k)", _plain(v.inflation, 2)),
        ("Smallest change that matters", _plain(v.matters, unit)),
        (
            "Range of the change, right 90 times in 100, ups and downs included; "
            f"‘steady’ when it is smaller than what matters{whose}",
            _range(v.steady_low, v.steady_high, unit),
        ),
        ("Chance of the likelier direction", _plain(v.chance and 100 * v.chance, 0, " %")),
        ("Our figure beside the country’s", _beside(indicator, v)),
        (
            "Where 95 in 100 councils of our size would be",
            f"{figure(indicator, v.level_low)} to {figure(indicator, v.level_high)}"
            if levelled
            else "",
        ),
        ("Years taken together for that", str(v.level_years or "")),
        ("The country at the start", _dated(indicator, v.country_first)),
        ("Figures used", str(v.periods)),
    ]


def _by_itself(measure: IndicatorView, v: Verdict) -> tuple[str, str]:
    """How far a year's figure is usually off by itself, at our own level, and who says so."""
    schemas, indicator = measure.edition.schemas, measure.indicator
    wobble, children = schemas.wobble_of(indicator), measure.whole.children
    points = usual_swing(wobble, indicator, v.last, children)
    if not points:
        return "", ""
    chance = "beyond chance" if wobble.year_to_year is None else "chance with it"
    return (
        f"How far a year’s figure goes up and down by itself, {chance}",
        f"about {points}, {learnt_from(schemas, indicator)}",
    )


def _dated(indicator: Indicator, value: float | None, *period: str) -> str:
    return "" if value is None else ", ".join([figure(indicator, value), *period])


def _plain(value: float | None, decimals: int, unit: str = "") -> str:
    return "" if value is None else number(value, decimals) + unit


def _range(low: float | None, high: float | None, decimals: int) -> str:
    if low is None or high is None:
        return ""
    return f"{signed(low, decimals)} to {signed(high, decimals)}"


def _beside(indicator: Indicator, v: Verdict) -> str:
    if v.level_figure is None or v.level_reference is None:
        return ""
    return f"{figure(indicator, v.level_figure)} beside {figure(indicator, v.level_reference)}"


# The XmR picture, which no word comes from


def _process(measure: IndicatorView, verdict: Verdict) -> Markup:
    process = _quarters(measure, verdict)
    if process is None:
        return Markup()
    drawn = both_widths(partial(process_svg, process), process_alt(process), folded=True)
    notes = bullets(process_notes(process), "notes")
    return fold("Quarter by quarter, for those who know an XmR chart", drawn + notes)


def _quarters(measure: IndicatorView, verdict: Verdict) -> Process | None:
    centre, low, high = verdict.process_centre, verdict.process_low, verdict.process_high
    if centre is None or low is None or high is None:
        return None
    indicator = measure.indicator
    return Process(
        title=f"{indicator.short}, quarter by quarter",
        unit=indicator.unit,
        decimals=indicator.decimals,
        quarters=tuple(_every_quarter(measure)),
        centre=centre,
        low=low,
        high=high,
        trial=verdict.process_trial,
        illustrative=measure.illustrative,
    )


def _every_quarter(measure: IndicatorView) -> Iterator[Quarter]:
    """From the first of the baseline year on, or after a break, those without a figure too."""
    start = measure.strategy.baseline_year.start
    ours = {
        m.period: m
        for m in since_break(measure.indicator, charted(measure.indicator, measure.ours))
    }
    period, last = min(p for p in ours if p.start >= start), max(ours)
    while period <= last:
        m = ours.get(period)
        state = m.state if m else State.NOT_AVAILABLE
        yield Quarter(period.end, period.tick, period.words, m.value if m else None, state)
        period = period.next


# Where we stand among councils


def _standing(measure: IndicatorView, verdict: Verdict) -> Markup:
    ranks = measure.standings
    if not ranks:
        return Markup()
    lists = {n.id: n.dated for n in measure.council.neighbour_lists}
    places = bullets(
        f"{place(rank)} {_among(among, rank, lists)}, where the middle one of the others has "
        f"{figure(measure.indicator, rank.median)}."
        for among, rank in ranks.items()
    )
    order = {
        "higher": "the highest figure is 1st",
        "lower": "the lowest figure is 1st",
        "neither": "the highest figure is 1st, and neither is better",
    }[measure.indicator.better]
    period = next(iter(ranks.values())).period
    said = who_does_well(measure)
    note = f"For {period}; {order}. Places claim nothing: chance alone moves a council up and down."
    well = WELL.format(measure.council.country.name, said) if said else ""
    return Markup(
        '<section id="standing"><h2>Where we stand among councils</h2>{}{}{}{}</section>'
    ).format(places, small(note), well, _funnel(measure, verdict))


def place(rank: Rank) -> str:
    """'8th of 11', or '8th (shared) of 11'."""
    shared = " (shared)" if rank.tied else ""
    return f"{ordinal(rank.place)}{shared} of {rank.of}"


def _among(among: str, rank: Rank, lists: dict[str, str]) -> str:
    some = "" if rank.of == rank.listed else f" ({having(rank.of, rank.listed)})"
    if among == AMONG_ALL:
        return f"councils in England{some}"
    return f"on the list of councils most like ours of {lists.get(among, among)}{some}"


def who_does_well(measure: IndicatorView) -> Markup:
    """'Staffordshire 66 %; Derbyshire 61 %', of the councils most like ours, or 'none': better than
    the country by more than chance and ordinary ups and downs put a council of their size, the best
    first; '' where nobody can say."""
    funnel, verdict = _all_councils(measure), measure.verdict
    way = {"higher": 1, "lower": -1, "neither": 0}[measure.indicator.better]
    if funnel is None or not way or not (verdict and verdict.level_years == 1):
        return Markup()
    like = {area.name for area in measure.council.neighbour_lists[0].areas}
    well = [c for c in funnel.others if c.name in like and way * funnel.outside_limits(c) > 0]
    well.sort(key=lambda c: -way * c.value)
    codes = {c.name: c.code for c in measure.edition.councils(measure.indicator.id)}
    said = (
        Markup("{} {}").format(
            council_link(measure, codes[c.name], c.name), figure(measure.indicator, c.value)
        )
        for c in well
    )
    return Markup("; ").join(said) or Markup("none")


def _funnel(measure: IndicatorView, verdict: Verdict) -> Markup:
    funnel = _all_councils(measure)
    one_year = verdict.level_years == 1 and verdict.level is not LevelWord.CHECK_RECORDING
    if funnel is None or not one_year:
        return Markup()
    drawn = both_widths(partial(funnel_svg, funnel), funnel_alt(funnel), height=340, folded=True)
    rows = funnel_rows(funnel)
    codes = {c.name: c.code for c in measure.edition.councils(measure.indicator.id)}
    cells = [
        [council_link(measure, codes[name], name), *rest]
        for name, *rest in (row.values() for row in rows)
    ]
    listed = table("All councils", list(rows[0]), cells, kind="numbers")
    every = bullets(funnel_notes(funnel), "notes") + fold("Every council’s figure", listed)
    return fold("All councils in one picture", drawn + every)


def _all_councils(measure: IndicatorView) -> Funnel | None:
    """The funnel, where the edition has its limits and ours is among the councils."""
    indicator, edition = measure.indicator, measure.edition
    limits, every = edition.funnel(indicator.id), edition.councils(indicator.id)
    sized = [(c, SizedCouncil(c.name, c.denominator, c.value)) for c in every if c.denominator]
    ours = next((council for c, council in sized if c.is_ours), None)
    if not limits or ours is None:
        return None
    reference = limits[0].reference
    country = measure.council.country.name
    return Funnel(
        title=f"{indicator.in_a_sentence}: all councils",
        unit=indicator.unit,
        decimals=indicator.decimals,
        reference=reference,
        reference_label=f"{country} {figure(indicator, reference).partition(' per ')[0]}",
        ours=ours,
        others=tuple(council for c, council in sized if not c.is_ours),
        limits=tuple(
            FunnelLimit(r.size, r.low, r.high, r.strong_low, r.strong_high) for r in limits
        ),
        size_label=f"{indicator.cohort[0].upper()}{indicator.cohort[1:]}",
        illustrative=measure.illustrative,
    )
