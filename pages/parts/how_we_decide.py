"""How the words are decided, and how often they are wrong: a section of About.

The words and their meanings are the edition's own; the rates are those that benchmarks/verdicts.py
measured (view_model/tally.py).
"""

from typing import get_args

from markupsafe import Markup

from metrics.sentences import number, uncapped
from pages.parts.addresses import METHOD
from pages.parts.chips import chip
from pages.parts.html import ILLUSTRATIVE, bullets, fold, small, table
from schemas.declared import Kind, Schemas, VocabularyEntry
from schemas.words import KINDS, Answer, Certainty, LevelWord, TrendWord
from view_model.edition_view import EditionView
from view_model.tally import rates
from view_model.wording import learnt_from, usual_swing

OURS = "this rule"
RULES = {
    OURS: ("This dashboard", ""),
    "arrow": ("An arrow", "the latest quarter against the one before"),
    "scorecard": ("Red, amber, green", "the latest quarter against the start"),
    "XmR icon": ("An XmR chart’s mark", "the latest quarter; made for sudden changes"),
    "Newcombe": ("First and last year", "allowing for chance alone"),
}
MEASURED = {
    "false_improving": "Says better when nothing has changed",
    "wrong_way": "Says worse when it is better",
    "ever_improving": "Ever says better in 3 years of no change",
    "power": "Finds the real rise",
}
GROUPS = {
    "trend": "Which way it is going",
    "certainty": "How long a change has been there",
    "lean": "Where it leans, when it is not clear yet",
    "level": "Where we are, beside {country}",
    "answer": "Success criteria, once the strategy has ended",
    "outlook": "Success criteria, while the strategy runs",
    "gap": "The gap between 2 groups of our children",
    "because": "What kept us from saying more",
}
SOURCES = (
    "E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209–212, for the range of a percentage; "
    "R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, for the range of a change; "
    "W. G. Cochran (1954), Biometrics 10, 417–451, and P. Armitage (1955), Biometrics 11, 375–386, "
    "for the line through the years; D. J. Spiegelhalter (2005), Statistics in Medicine 24, "
    "1185–1202, for the limits beside the country; NHS England, Making Data Count, for XmR charts. "
    "The method and the measured figures are in full in docs/verdicts.md, in the program’s files."
)


def method(view: EditionView) -> Markup:
    """The section; '' in an edition that was made before there were words."""
    if not view.edition.schemas.words.trend:
        return Markup()
    return Markup('<section id="{}">{}{}</section>').format(METHOD, _decide(view), _wrong(view))


def share(percent: float) -> str:
    """A measured share as the page writes it: '2.3 %', '55 %', 'under 0.1 %'."""
    if percent < 0.05:
        return "under 0.1 %"
    return f"{number(percent, 1 if percent < 5 else 0)} %"


# How we decide


def _decide(view: EditionView) -> Markup:
    entry = view.edition.schemas.entry
    vocabulary = (_group(view.edition.schemas, kind) for kind in GROUPS)
    improving, worsening = entry(TrendWord.IMPROVING), entry(TrendWord.WORSENING)
    unclear = entry(TrendWord.NOT_CLEAR)
    return Markup(
        "<h2>How we decide</h2><p>We say {} only when the line through every figure since "
        "the baseline year rises by more than chance and a council’s ordinary year-to-year "
        "ups and downs would explain, and the last year really is above the baseline year. "
        "{} is the same the other way, and where lower is better, the line has to fall.</p>"
        "<p>Often the honest words are {}. They do not mean that nothing has changed: there "
        "are too few children to tell a change from chance. We then say how large or small "
        "the true change could be, and which way it leans. A lean is a guess, with how "
        "likely it is, and less than a verdict.</p>{}{}{}{}{}"
    ).format(
        _bold(improving, True),
        _bold(worsening),
        _bold(unclear, True),
        fold("Which way it is going, step by step", _trend(view)),
        fold("How far each measure goes up and down by itself", _own_swings(view)),
        fold(f"Where we are, beside {view.council.country.name}", _level(view)),
        fold("How a success criterion is answered", _criteria(view)),
        fold("Every word, and what it means", Markup().join(vocabulary)),
    )


def _trend(view: EditionView) -> Markup:
    entry = view.edition.schemas.entry
    early, firm = entry(Certainty.EARLY_SIGN), entry(Certainty.CONFIRMED)
    return _steps(
        "Every figure since the start counts, and not only the first and the last: the year before "
        "the strategy, and each quarter or year since. The more children a figure is about, the "
        "more it weighs.",
        "We allow for chance. Where there are few children, one or two of them move the figure.",
        "We also allow for the ups and downs that every council has from year to year and that do "
        f"not last. {_swings(view.edition.schemas)}",
        "The last year has to be better than the start, too. Where there is one figure a year, so "
        "has the year before: one odd year can turn a line through three or four.",
        Markup(
            "A change that is there for the first time is an {}. It is {} when it was there one "
            "quarter, or one year, before as well."
        ).format(_bold(early, True), _bold(firm, True)),
        Markup(
            "{} has to be shown too: only when we can be sure that any change is smaller than "
            "the smallest that would matter. That is 10 points around 50 %, and 4 around 4 or "
            "96 %, unless a measure sets its own."
        ).format(_bold(entry(TrendWord.STEADY))),
        "We say which way it leans only when one way has a chance of 7 in 10 or more.",
        Markup(
            "{}: fewer than 30 children a year, fewer than 5 with the outcome or without it, or "
            "fewer than 4 quarters, or 2 years, since the start."
        ).format(_bold(entry(TrendWord.TOO_FEW))),
        Markup(
            "{}: nobody at all is counted, or everybody is, again and again, and the chance of "
            "that is below 1 in 1,000 at the country’s rate and among councils too. Good news "
            "and bad are also held back when the share of young people we know about has jumped."
        ).format(_bold(entry(TrendWord.CHECK_RECORDING))),
    )


def _swings(schemas: Schemas) -> str:
    """How far figures go up and down by themselves, by kind of measure; '' of an old edition."""
    at_half = {
        kind: number(100 * (wobble.wobble * 0.25) ** 0.5, 0)
        for kind, wobble in schemas.wobbles.kinds.items()
    }
    if len(at_half) < len(get_args(Kind)):
        return ""
    return (
        "Each measure has its own, learnt from what all councils have published: most measures of "
        f"how young people live go up and down by about {at_half['outcome']} points around 50 %, "
        f"checks and returns by about {at_half['process']}."
    )


def _own_swings(view: EditionView) -> Markup:
    """Of each measure, how far it goes up and down by itself, and what that was learnt from: the
    farthest first, and last those of which only the kind is known."""
    schemas, rows = view.edition.schemas, []
    alike: dict[str, list[str]] = {}
    shares = [i for i in schemas.in_order() if i.unit == "percent" and i.counts_children]
    for i in sorted(shares, key=lambda i: -schemas.wobble_of(i).wobble):
        wobble, source = schemas.wobble_of(i), learnt_from(schemas, i)
        if swing := usual_swing(wobble, i, 50.0):
            rows += [(i.short, swing, source)] if wobble.years else []
            if not wobble.years:
                alike.setdefault(f"About {swing}, {source}", []).append(i.in_a_sentence)
    heads = ("Measure", "Around 50 %", "How we know")
    return Markup(
        "<p>Even when nothing has really changed, a year’s figure is off by this much, over and "
        "above chance: in 2 years of 3 by less, and in the third by more. Nearer to 0 or to 100 % "
        "it is less.</p>{}{}"
    ).format(
        table("How far each measure goes up and down by itself", heads, rows),
        bullets(f"{known}: {'; '.join(names)}." for known, names in alike.items()),
    )


def _level(view: EditionView) -> Markup:
    entry, country = view.edition.schemas.entry, view.council.country.name
    better, worse = entry(LevelWord.BETTER), entry(LevelWord.WORSE)
    return Markup(
        "<p>So many children are behind {}’s figure that it has hardly any chance in it. We "
        "ask: if our children did exactly as {}’s do, where could the figure of a council of "
        "our size be? We draw the limits within which 95 in 100 councils of our size would "
        "be. Inside them chance could explain the difference. Outside, we say {} or {}, with "
        "an outline round the word when 998 in 1,000 councils would be nearer.</p><p>Where a "
        "year has too few children, up to 3 years are taken together. A place among the "
        "councils most like ours (8th of 11, say) claims nothing: chance alone moves a "
        "council up and down.</p>"
    ).format(country, country, _bold(better), _bold(worse))


def _criteria(view: EditionView) -> Markup:
    entry, place = view.edition.schemas.entry, view.council.name
    return Markup(
        "<p>A success criterion is one of 3 kinds.</p><dl><dt>More, or fewer</dt><dd>The "
        "final year of the strategy is set against its target or, where it has none, against "
        "the year before the strategy. {} and {} both need more than chance. What has "
        "happened since is said beside it.</dd><dt>No more likely "
        "than other children</dt><dd>How many of our children it happened to, against how "
        "many it would be at the rate of all children in {}. Up to 3 years are taken "
        "together until at least 12 would be expected.</dd><dt>The same for 2 groups</dt>"
        "<dd>The gap between 2 groups of our children, such as those who live in the area "
        "and those who live outside it. Years or quarters are taken together until there are "
        "about 200 children. To say that there is no gap that matters, we have to be sure "
        "that it is smaller than 10 points.</dd></dl><p>The measures of one criterion are "
        "never averaged. Each has its own answer, and the criterion is met only where every "
        "one of them is. It is {} only where one is better and another is worse, both by more "
        "than chance; else we say what most of them point to. {} figures never "
        "answer.</p><p>While the "
        "strategy runs, we forecast its final year instead, and say how likely it is to be "
        "good enough: 4 in 5 or more is on track, 1 in 5 or less is not.</p>"
    ).format(
        *(_bold(entry(word)) for word in (Answer.MET, Answer.NOT_MET)),
        place,
        _bold(entry(Answer.MIXED)),
        ILLUSTRATIVE,
    )


# Every word


def _group(schemas: Schemas, kind: str) -> Markup:
    """The words of a kind: each as a chip, or, for what is less than a verdict, as plain words."""
    declared = getattr(schemas.words, kind)
    entries = [schemas.entry(word) for word in KINDS[kind] if word in declared]
    title = GROUPS[kind].replace("{country}", schemas.council.country.name)
    rows = [(chip(e) if e.shape else e.label, e.meaning) for e in entries]
    return table(title, (title, "What it means"), rows, kind="meanings") if rows else Markup()


def _bold(entry: VocabularyEntry, within: bool = False) -> Markup:
    """`within` the middle of a sentence."""
    return Markup("<b>{}</b>").format(uncapped(entry.label) if within else entry.label)


# How often we are wrong


def _wrong(view: EditionView) -> Markup:
    unclear = view.edition.schemas.entry(TrendWord.NOT_CLEAR)
    heads = ("Way of deciding", *MEASURED.values())
    rows = [
        (Markup("<b>{}</b>{}").format(name, _under(how)), *_measured(rule))
        for rule, (name, how) in RULES.items()
    ]
    return Markup(
        "<h2>How often we are wrong</h2><p>We tried our rule, and other ways of deciding, on "
        "thousands of invented councils where we know what is true: 60 children a quarter, 3 "
        "years into a strategy, and either no change at all or a real rise from 70 to 80 %."
        "</p>{}<p>So a word can be wrong. Of 20 measures that do not change at all, about 1 "
        "will be called better or worse by chance alone. And a real rise can be missed: then "
        "we say {}, and not that nothing has changed.</p>{}{}{}{}"
    ).format(
        table("How often each way of deciding is right", heads, rows, kind="rates"),
        _bold(unclear, True),
        fold("What else we measured", _also()),
        fold("Figures that come without counts", _without_counts(view)),
        fold("What we cannot see", _unseen(view)),
        fold("Where the methods come from", small(SOURCES)),
    )


def _measured(rule: str) -> list[Markup]:
    cells = {name: Markup.escape(share(rates()[name][rule])) for name in MEASURED}
    if rule == OURS:
        early = share(rates()["ever_improving"]["early sign"])
        cells["ever_improving"] += _under(f"{early} with early signs")
    return list(cells.values())


def _under(words: str) -> Markup:
    return Markup('<br><span class="small">{}</span>').format(words) if words else Markup()


def _also() -> Markup:
    measured = rates()
    by_size, even = measured["power_by_size"], measured["power_by_size_from_50"]
    turned, leant = measured["reversed_councils_unseen"], measured["lean_right_councils_unseen"]
    return _steps(
        *(
            f"Among {size} children a quarter we find {share(by_size[size])} of real rises "
            f"from 70 to 80 %, and {share(even[size])} of those from 50 to 60 %."
            for size in sorted(by_size, key=int)
        ),
        "Where the same 60 children are counted again every quarter, we find "
        f"{share(measured['power_recounted'])}: there are fewer children behind the figures. "
        "Where a measure says that 4 in 5 of them are the same a quarter later, we find "
        f"{share(measured['power_known_share']['60'])}.",
        "Of all sizes that we tried, the worst: an unchanging measure is called improving "
        f"{share(measured['false_improving_worst'])} of the time, and worsening "
        f"{share(measured['false_worsening_worst'])}; over 3 years of quarters, a confirmed "
        f"improvement is ever seen in {share(measured['ever_improving_worst'])}; a real change "
        f"is given the wrong direction {share(measured['wrong_way_worst'])} of the time.",
        "A change just large enough to matter is called steady at most "
        f"{share(measured['false_steady_worst'])} of the time.",
        "A council that truly is where the country is gets called better, or worse, at most "
        f"{share(measured['level_wrong_worst'])} of the time each way.",
        "With each measure’s own ups and downs, at the worst number of children: an unchanging "
        f"one is called improving {share(measured['false_change_own_worst'])} of the time, and "
        "worsening as often; a target that it truly is at is called met, or not met, "
        f"{share(measured['false_answer_own_worst'])} each. Where they are small, we find "
        f"{share(measured['power_small_wobble'])} of real rises from 70 to 80 % among 60 children "
        "a quarter.",
        "Two groups that are truly alike are said to have a gap at most "
        f"{share(measured['gap_wrong'])} of the time.",
        "We also learnt those ups and downs from the years to 2021 alone, said our words of 4 "
        "years of every council’s published figures, and looked the next year up: each from 2022 "
        f"to 2025. Of measures called improving, {share(turned['outcome'])} were no better than at "
        f"the start, and {share(turned['process'])} of checks and returns; of the confirmed ones "
        f"{share(measured['reversed_confirmed_councils_unseen'])}. A lean of 75 to 85 % "
        f"was right {share(leant['75 to 85 %'])} of the time, and one of 95 % or more "
        f"{share(leant['95 % and more'])}. The rules themselves were set with all these years in "
        "hand, so expect a little worse of years to come.",
        "A lean that is said at about 4 in 5 is right "
        f"{share(measured['lean_right_at_80'])} of the time.",
        "The range of a forecast is meant to hold the final figure 80 % of the time; it does "
        f"{share(measured['forecast_covers'])}. What is said to be on track gets there "
        f"{share(measured['on_track_right'])} of the time.",
    )


def _without_counts(view: EditionView) -> Markup:
    """Of each measure that all councils' figures are judged beside: how much a year's figure moves
    in a council of our size, and how often its words did not hold in real councils."""
    schemas, false = view.edition.schemas, rates()["false_without_counts_councils"]
    turned = rates()["reversed_without_counts_councils"]
    rows = [
        (indicator.short, swing, share(false[name]), share(turned[name]))
        for name in false
        if (indicator := view.indicator(name))
        if (swing := usual_swing(schemas.wobble_of(indicator), indicator, None, view.children))
    ]
    heads = (
        *("Measure", "Moves by itself, in a year", "Called better when nothing has changed"),
        "Called better or worse, and turned round a year later",
    )
    return Markup(
        "<p>Some figures do not say how many children they are of, or are not counts of children. "
        "Chance cannot be worked out from them. We then go by how much the same figure moves from "
        "year to year in all councils, less in a large one than in a small one, and say a word "
        "only where the change is at least 9 in 10 likely to be real. We tried that on all "
        "councils: with their years in an order that leaves no change, and on the year after.</p>{}"
    ).format(table("Figures that come without counts", heads, rows))


def _unseen(view: EditionView) -> Markup:
    return _steps(
        "Hidden figures. Words are decided only from figures that may be shown, so that no word "
        "can give away what is hidden.",
        "Quick turns: up and down again within a year, or a change in the last quarter or two.",
        "A change in how something is recorded, unless the figures run at exactly none or exactly "
        "everyone, or there is a measure of how many young people we know about and it jumps.",
        "Anything that comes without counts, where nobody publishes it of every council. Of a "
        "bare percentage nobody can say whether a difference is more than chance.",
        "Councils whose own figures swing from year to year nearly twice as much as other "
        f"councils’ do. Up to {share(rates()['false_improving_wild_worst'])} of their measures "
        "that do not change would be called improving.",
        "That you look at many measures at once: about 1 in 20 that do not change at all will "
        "carry a word.",
        _forecasts(view.edition.schemas),
    )


def _forecasts(schemas: Schemas) -> str:
    """Where, in real councils, the range of a forecast held less often than it should."""
    covers, named = rates()["forecast_covers_councils_unseen"], schemas.indicators
    less = sorted(
        (percent, name) for name, percent in covers.items() if percent < 80 and name in named
    )
    listed = "; ".join(f"{named[name].in_a_sentence}, {share(percent)}" for percent, name in less)
    held_less = (
        " For these measures the range of a forecast held the final figure of real councils less "
        f"often than the 80 % it is meant to: {listed}."
    )
    return f"What services suddenly do better or worse.{held_less if less else ''}"


def _steps(*lines: Markup | str) -> Markup:
    return bullets(lines)
